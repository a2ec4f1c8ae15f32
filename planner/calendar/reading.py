"""Bytes of somebody's calendar file → its entries around some days, or Unreadable with one sentence. Pure: no database, no request.

Everything is measured first: size, lines, entries, nesting (import_limits.toml). Zones are taken from our own list and never from the
file, whose VTIMEZONE could be made to count for ever; repetitions are asked day by day (repeating.py). So reading takes time and
memory in proportion to the file, whatever is in it.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import vDuration, vText
from icalendar.parser import Contentline
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from planner.calendar.repeating import Rule
from planner.errors import RuleBroken
from planner.i18n import _l

WANTED = {"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "STATUS", "TRANSP", "FREEBUSY"}
MANY = {"EXDATE", "RDATE", "FREEBUSY"}
LONGEST_ENTRY = timedelta(days=366)
ZONE_AROUND = timedelta(hours=26)
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")
_FOLDED = re.compile(r"\r\n|\n|\r")


class Unreadable(RuleBroken):
    """The file is refused; the sentence says why."""

    def __init__(self, sentence):
        super().__init__(sentence, field="file")


@dataclass(frozen=True)
class Entry:
    """One entry or one occurrence of it. `begin` and `end` are moments; what the clock at either end shows stands beside them."""

    title: str
    begin: datetime
    end: datetime
    begins_at: datetime
    ends_at: datetime
    begin_zone: str
    end_zone: str
    words: str = ""
    is_all_day: bool = False
    is_busy: bool = True


@dataclass
class Reading:
    """What a file holds around the days asked for, and what is to be said about it."""

    entries: list = field(default_factory=list)
    total: int = 0
    cancelled: int = 0
    not_worked_out: int = 0
    damaged: int = 0
    unknown_zones: set = field(default_factory=set)


@lru_cache(maxsize=1)
def limits():
    """The limits of import_limits.toml: id → whole number."""
    rows = tomllib.loads(Path(__file__).with_name("import_limits.toml").read_text("utf-8"))["limit"]
    return {row["id"]: row["value"] for row in rows}


def read(data, *, zone, first, last):
    """The Reading of a calendar file: entries between two days on the wall of `zone`, in which times without a zone are taken to stand."""
    if len(data) > limits()["file_bytes"]:
        raise Unreadable(_l("This file is larger than 2 MB. Please export only the weeks around the visit."))
    components = _components(unfolded(_decoded(data)))
    reading = Reading(total=len(components))
    clock = _Clock(zone, first, last, reading)
    moved = _moved(components, clock)
    for kind, found in components:
        try:
            clock.add_free_busy(found) if kind == "VFREEBUSY" else clock.add_event(found, moved)
        except (ValueError, OverflowError, KeyError):
            reading.damaged += 1
    reading.entries.sort(key=lambda entry: (entry.begin, entry.end, entry.title))
    return reading


def _decoded(data):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = ""
    if "BEGIN:VCALENDAR" not in text[:2000].upper():
        raise Unreadable(_l("This is no calendar file. It begins with BEGIN:VCALENDAR and mostly ends in .ics."))
    return text


def unfolded(text):
    """Unfolded lines; those that are too long are left out."""
    lines, longest = _FOLDED.split(text), limits()["line_characters"]
    if len(lines) > limits()["lines"]:
        raise Unreadable(_l("This calendar has too many lines. Please export only the weeks around the visit."))
    parts, size = [], 0
    for line in lines:
        if line[:1] in (" ", "\t"):
            size += len(line)
            parts += [line[1:]] if size <= longest else []
            continue
        if parts and size <= longest:
            yield "".join(parts)
        parts, size = [line], len(line)
    if parts and size <= longest:
        yield "".join(parts)


def _components(lines):
    """[(kind, {property: [(parameters, value)]})] of the events and free/busy times; what stands inside them (alarms) is skipped."""
    stack, found, current = [], [], None
    for line in lines:
        name = line.partition(":")[0].partition(";")[0].strip().upper()
        if name == "BEGIN":
            kind = line.partition(":")[2].strip().upper()
            stack.append(kind)
            if len(stack) > limits()["depth"]:
                raise Unreadable(_l("This file holds calendars inside calendars, as no program writes them. It is not read."))
            if kind in ("VEVENT", "VFREEBUSY"):
                current = {}
                found.append((kind, current))
                if len(found) > limits()["entries"]:
                    raise Unreadable(_l("This calendar has more than %(count)s entries. Please export only the weeks around the visit.", count=limits()["entries"]))
        elif name == "END":
            if not stack or stack.pop() != line.partition(":")[2].strip().upper():
                raise Unreadable(_l("This calendar file is damaged: its parts do not end where they should."))
            current = current if stack and stack[-1] in ("VEVENT", "VFREEBUSY") else None
        elif current is not None and stack[-1] in ("VEVENT", "VFREEBUSY") and name in WANTED and (name in MANY or name not in current):
            _keep(current, name, line)
    if stack:
        raise Unreadable(_l("This calendar file is damaged: its parts do not end where they should."))
    return found


def _keep(current, name, line):
    try:
        _name, parameters, value = Contentline(line).parts()
    except ValueError:
        return
    current.setdefault(name, []).append((parameters, value))


def _moved(components, clock):
    """{uid: {moments}} of single occurrences that were moved or cancelled: the rule no longer stands for them."""
    found = {}
    for _kind, one in components:
        if "RECURRENCE-ID" in one and "UID" in one:
            try:
                found.setdefault(one["UID"][0][1], set()).add(clock.moment(*one["RECURRENCE-ID"][0])[0])
            except (ValueError, OverflowError):
                continue
    return found


def clock_of(zone):
    """What turns a time as written into a moment, for times without a zone on the wall of `zone`."""
    return _Clock(zone, date(2000, 1, 1), date(2000, 1, 1), Reading())


class _Clock:
    """Turns what stands in a file into entries between two days."""

    def __init__(self, zone, first, last, reading):
        self.zone, self.reading = zone, reading
        self.begin = datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)
        self.end = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
        self.days_left = limits()["days_counted"]

    def add_event(self, found, moved):
        begin, begins_at, begin_zone, is_all_day = self.moment(*found["DTSTART"][0])
        end, ends_at, end_zone = self._end(found, begin, begins_at, begin_zone, is_all_day)
        if not timedelta(0) <= end - begin <= LONGEST_ENTRY:
            raise ValueError("an entry ends after it begins")
        if _said(found, "STATUS").upper() == "CANCELLED":
            self.reading.cancelled += 1
            return
        entry = Entry(_text(found, "SUMMARY"), begin, end, begins_at, ends_at, begin_zone, end_zone, "\n".join(_text(found, name) for name in ("LOCATION", "DESCRIPTION")),
                      is_all_day, _said(found, "TRANSP").upper() != "TRANSPARENT" and not is_all_day)
        if "RRULE" not in found or "RECURRENCE-ID" in found:
            self._take(entry)
        else:
            self._repeat(entry, found, moved.get(_said(found, "UID"), set()))

    def _end(self, found, begin, begins_at, zone, is_all_day):
        if "DTEND" in found:
            end, ends_at, end_zone, _all_day = self.moment(*found["DTEND"][0])
            return end, ends_at, end_zone
        length = vDuration.from_ical(_said(found, "DURATION")) if "DURATION" in found else timedelta(days=1) if is_all_day else timedelta(0)
        end = (begin + length).astimezone(UTC)
        return end, end.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone

    def _repeat(self, entry, found, moved):
        first, last = (self.begin - ZONE_AROUND - (entry.end - entry.begin)).date(), (self.end + ZONE_AROUND).date()
        rule = Rule.read(_said(found, "RRULE"), entry.begins_at.date(), lambda text: self.moment({}, text)[1].date() + timedelta(days=1 if text.endswith("Z") else 0))
        days = rule.days_to_count(first, last) if rule is not None else 0
        if rule is None or "RDATE" in found or days > self.days_left:
            self.reading.not_worked_out += 1
            return
        self.days_left -= days
        without = moved | {self.moment(parameters, one)[0] for parameters, value in found.get("EXDATE", ()) for one in value.split(",")}
        until = self._until(_said(found, "RRULE"))
        for day in rule.occurrences(first, last):
            begins_at = datetime.combine(day, entry.begins_at.time())
            begin = begins_at.replace(tzinfo=ZoneInfo(entry.begin_zone)).astimezone(UTC)
            if begin in without or until is not None and begin > until:
                continue
            end = begin + (entry.end - entry.begin)
            self._take(Entry(entry.title, begin, end, begins_at, end.astimezone(ZoneInfo(entry.end_zone)).replace(tzinfo=None), entry.begin_zone,
                             entry.end_zone, entry.words, entry.is_all_day, entry.is_busy))

    def _until(self, rule):
        found = re.search(r"UNTIL=(\d{8}T\d{6}Z)", rule.upper())
        return self.moment({}, found[1])[0] if found else None

    def add_free_busy(self, found):
        for parameters, value in found.get("FREEBUSY", ()):
            if str(parameters.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            for period in value.split(","):
                begin_text, _slash, end_text = period.partition("/")
                begin, begins_at, zone, _all_day = self.moment({}, begin_text)
                if end_text[:1] in "+-P":
                    end = begin + vDuration.from_ical(end_text)
                else:
                    end = self.moment({}, end_text)[0]
                if end < begin or end - begin > LONGEST_ENTRY:
                    raise ValueError("a busy time ends after it begins")
                self._take(Entry("", begin, end, begins_at, end.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone, zone))

    def _take(self, entry):
        if entry.begin < self.end and entry.end > self.begin:
            self.reading.entries.append(entry)

    def moment(self, parameters, text):
        """(moment, what the clock shows, zone, whether it is a whole day) of a date or a time as written."""
        found = _MOMENT.fullmatch(text.strip())
        if found is None:
            raise ValueError(text)
        year, month, day = (int(part) for part in found.groups()[:3])
        if not 1970 <= year <= 2100:
            raise ValueError(text)
        if found[4] is None:
            wall = datetime.combine(date(year, month, day), time())
            return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC), wall, self.zone, True
        wall = datetime(year, month, day, int(found[4]), int(found[5]), min(int(found[6]), 59))
        zone = "UTC" if found[7] else self._zone_of(str(parameters.get("TZID", "")))
        return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), wall, zone, False

    def _zone_of(self, name):
        """A zone we know by this name; the zone of the reception for none and for unknown ones, which are noted."""
        if not name:
            return self.zone
        found = known_zone(name)
        if found is None:
            self.reading.unknown_zones.add(name[:60])
        return found or self.zone


@lru_cache(maxsize=512)
def known_zone(name):
    """Europe/Berlin for that name, for “W. Europe Standard Time” and for /vendor/Europe/Berlin; None for a zone we do not know."""
    parts = [part for part in name.strip().split("/") if part][-3:]
    for candidate in (WINDOWS_TO_OLSON.get(name.strip(), ""), "/".join(parts), "/".join(parts[-2:]), "/".join(parts[-1:])):
        try:
            if candidate:
                return ZoneInfo(candidate).key
        except (KeyError, ValueError, OSError):
            continue
    return None


def _said(found, name):
    return found[name][0][1].strip() if name in found else ""


def _text(found, name):
    return str(vText.from_ical(_said(found, name)))
