"""Calendar files (RFC 5545, RFC 5546): bytes out, from plain values in.

Written with icalendar. Times keep their wall clock and zone (TZID with a VTIMEZONE); control
characters are taken out of every text, because readers split lines at them.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDuration, vText, vUri

PRODUCT_ID = "-//Shangzuo//Reception planner//EN"
CONTENT_TYPE = "text/calendar"
FEED_REFRESH = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
DAY_ALARM = timedelta(hours=9)
"""After midnight of the day something is due."""
REPLY_STATES = {"waiting": "NEEDS-ACTION", "accepted": "ACCEPTED", "declined": "DECLINED", "maybe": "TENTATIVE"}
LINE_BREAKS = "\u2028\u2029"
WORD_JOINER = "\u2060"
BYTE_ORDER_MARK = "\ufeff"
"""Unseen, and dropped by readers."""
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,199}")


@dataclass(frozen=True)
class Address:
    """A person as a calendar names him: name and mail address."""

    name: str
    mail: str


@dataclass(frozen=True)
class Entry:
    """Something with a beginning and an end on the wall clock of `zone`."""

    uid: str
    title: str
    start: datetime
    end: datetime
    zone: str
    place: str = ""
    notes: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    is_tentative: bool = False


@dataclass(frozen=True)
class DayEntry:
    """Something due on a day: shown as all day, keeps nobody's time busy."""

    uid: str
    title: str
    day: date
    notes: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def reception_calendar(name: str, items: list[Entry], deadlines: list[DayEntry], *, stamp: datetime) -> bytes:
    """The calendar file of a reception: its items, and its deadlines as days."""
    return _finished(_published(name, items, deadlines, stamp), [*items, *deadlines])


def feed(name: str, items: list[Entry], deadlines: list[DayEntry], *, stamp: datetime, alarm_minutes: int = 0) -> bytes:
    """A calendar to subscribe to: as a reception's, and it asks to be fetched again every hour.

    With `alarm_minutes` each entry that stands rings so long before it begins; what is due on a day, at nine on that day.
    """
    calendar = _published(name, items, deadlines, stamp)
    if alarm_minutes:
        for entry, event in zip([*items, *deadlines], calendar.events):
            if not entry.is_cancelled:
                event.add_component(_alarm(event, timedelta(minutes=-alarm_minutes) if isinstance(entry, Entry) else DAY_ALARM))
    calendar["REFRESH-INTERVAL"] = vDuration(FEED_REFRESH, params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vDuration(FEED_REFRESH)
    return _finished(calendar, [*items, *deadlines])


def store_event(entry: Entry | DayEntry, *, stamp: datetime) -> bytes:
    """One entry as a CalDAV store keeps it: a calendar of its own, without a method."""
    calendar = _new_calendar(None)
    event = _timed_event(entry) if isinstance(entry, Entry) else _day_event(entry)
    event.add("dtstamp", stamp)
    event.add("sequence", entry.sequence)
    calendar.add_component(event)
    return _finished(calendar, [entry])


def invitation_event(
    entry: Entry, *, method: str, sequence: int, organizer: Address, attendee: Address,
    reply: str = "waiting", stamp: datetime, with_method: bool = True,
) -> bytes:
    """One invitation for a calendar: `method` REQUEST asks or changes, CANCEL withdraws.

    The UID stays the same for the life of the invitation and `sequence` grows with each change.
    `with_method` False gives the same entry for a plain download or a CalDAV store.
    """
    if method not in ("REQUEST", "CANCEL"):
        raise ValueError(f"an invitation is a REQUEST or a CANCEL, not {method!r}")
    calendar = _new_calendar(method if with_method else None)
    event = _timed_event(entry)
    event.add("dtstamp", stamp)
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _calendar_address(organizer), encode=0)
    guest = _calendar_address(attendee)
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText(REPLY_STATES[reply])
    guest.params["RSVP"] = vText("TRUE" if method == "REQUEST" and reply in ("waiting", "maybe") else "FALSE")
    event.add("attendee", guest, encode=0)
    calendar.add_component(event)
    return _finished(calendar, [entry])


def plain(text: str) -> str:
    """The text without control characters, lone surrogates and odd line ends; CR LF becomes LF.

    An invisible sign keeps \\N apart: the library that writes would make a line end of it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in text if character == "\n" or _is_printable(character)).replace("\\N", f"\\{WORD_JOINER}N")


def one_line(text: str) -> str:
    """The text as `plain` gives it, on a single line."""
    return plain(text).replace("\n", " ")


def _is_printable(character: str) -> bool:
    return character not in LINE_BREAKS + BYTE_ORDER_MARK and unicodedata.category(character) not in ("Cc", "Cs")


def _new_calendar(method: str | None) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    return calendar


def _published(name: str, items: list[Entry], deadlines: list[DayEntry], stamp: datetime) -> Calendar:
    calendar = _new_calendar("PUBLISH")
    calendar.add("x-wr-calname", vText(one_line(name)))
    for entry in [*items, *deadlines]:
        event = _timed_event(entry) if isinstance(entry, Entry) else _day_event(entry)
        event.add("sequence", entry.sequence)
        event.add("dtstamp", stamp)
        calendar.add_component(event)
    return calendar


def _alarm(event: Event, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", str(event["SUMMARY"]))
    alarm.add("trigger", trigger)
    return alarm


def _timed_event(entry: Entry) -> Event:
    zone = ZoneInfo(entry.zone)
    event = _event(entry.uid, entry.title, entry.notes, entry.url)
    event.add("dtstart", entry.start.replace(tzinfo=zone))
    event.add("dtend", entry.end.replace(tzinfo=zone))
    if entry.place:
        event.add("location", plain(entry.place))
    if entry.is_cancelled or entry.is_tentative:
        event.add("status", "CANCELLED" if entry.is_cancelled else "TENTATIVE")
    return event


def _day_event(entry: DayEntry) -> Event:
    event = _event(entry.uid, entry.title, entry.notes, entry.url)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    return event


def _event(uid: str, title: str, notes: str, url: str) -> Event:
    if not _UID.fullmatch(uid):
        raise ValueError(f"a calendar UID is made by us, of plain letters: {uid!r}")
    event = Event()
    event.add("uid", uid)
    event.add("summary", one_line(title))
    if notes:
        event.add("description", plain(notes))
    if url:
        event.add("url", vUri(url), encode=0)
    return event


def _calendar_address(address: Address) -> vCalAddress:
    if not _MAIL.fullmatch(address.mail):
        raise ValueError(f"no mail address: {address.mail!r}")
    calendar_address = vCalAddress(f"mailto:{address.mail}")
    calendar_address.params["CN"] = vText(one_line(address.name).replace("\\", "/"))  # some readers take \: for an escaped colon
    return calendar_address


def _finished(calendar: Calendar, entries: list[Entry | DayEntry]) -> bytes:
    """The bytes, with a VTIMEZONE for each zone in use, of the years in which it is used."""
    years = {}
    for entry in entries:
        if isinstance(entry, Entry):
            years.setdefault(entry.zone, set()).update((entry.start.year, entry.end.year))
    for name in sorted(set(years) - {"UTC"}):
        calendar.add_component(zone_rules(name, min(years[name]), max(years[name])))
    _timezones_first(calendar)
    return calendar.to_ical()


@lru_cache(maxsize=256)
def zone_rules(name: str, first_year: int, last_year: int) -> Timezone:
    """The zone from the first day of one year to the last of another: each change of the clock is a part of its own.

    Not the library's from_tzid: it puts later changes into lists (RDATE), of which some servers keep only the first, and writes
    the beginning of summer time in the new time instead of the old, one hour late.
    """
    zone = ZoneInfo(name)
    begin, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (first_year, last_year + 1))
    begin -= timedelta(days=1)
    rules = Timezone()
    rules.add("tzid", name)
    rules.add_component(_onset(zone, begin, begin.astimezone(zone).utcoffset()))
    day = begin
    while day < end:
        if _told(zone, day) != _told(zone, day + ONE_DAY):
            moment = _change(zone, day, day + ONE_DAY)
            rules.add_component(_onset(zone, moment, (moment - timedelta(seconds=1)).astimezone(zone).utcoffset()))
        day += ONE_DAY
    return rules


def _told(zone: ZoneInfo, moment: datetime) -> tuple:
    wall = moment.astimezone(zone)
    return wall.utcoffset(), wall.dst(), wall.tzname()


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second from which the clock of `zone` shows what it shows at `after`."""
    wanted = _told(zone, after)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (before, middle) if _told(zone, middle) == wanted else (middle, after)
    return after


def _onset(zone: ZoneInfo, moment: datetime, offset_before: timedelta) -> TimezoneStandard | TimezoneDaylight:
    """One part of a VTIMEZONE: from `moment` on the zone is as it is then. It begins at the time the clock showed before (RFC 5545, 3.6.5)."""
    offset, summer, called = _told(zone, moment)
    part = TimezoneDaylight() if summer else TimezoneStandard()
    part.add("dtstart", (moment + offset_before).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset_before)
    part.add("tzoffsetto", offset)
    part.add("tzname", called)
    return part


def _timezones_first(calendar: Calendar) -> None:
    calendar.subcomponents.sort(key=lambda component: component.name != "VTIMEZONE")
