"""Every file is read by two readers: icalendar, which wrote it, and ics, which did not."""

import warnings
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ics
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from planner.calendar.ics import Address, DayEntry, Entry, feed, invitation_event, one_line, plain, reception_calendar
from tests.factories.calendars import CHANGES, shown_once

STAMP = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BANQUET = Entry(
    uid="invitation-7@shangzuo", title="欢迎晚宴 Welcome dinner", start=datetime(2026, 12, 8, 18, 30),
    end=datetime(2026, 12, 8, 21, 0), zone="Asia/Shanghai", place="云山饭店牡丹厅 Yunshan Hotel, Peony Hall",
)
HOST = Address("许国强", "xu.gq@shangzuo.example")
GUEST = Address("王建国", "wang.jianguo@huaxin.example")
NASTY = [
    "a\r\nBEGIN:VEVENT\r\nUID:evil", "END:VCALENDAR", 'x":mailto:evil@e', "x;y,z:w", "C:\\new", "\x00\x07\x85\u2028",
    "\ud800", "王\u202e建国", "𬎆𠅤", "a" * 300, "", "\t", "^'n", "=1+1",
]
words = st.text(max_size=200) | st.sampled_from(NASTY)


def read(data):
    """The calendar as icalendar reads it, after both readers took it without complaint."""
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar = Calendar.from_ical(data)
    assert [error for component in calendar.walk() for error in component.errors] == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # ics 0.7 announces its own 0.8 on reading
        second = ics.Calendar(data.decode())
    assert {event.uid for event in second.events} == {str(event["UID"]) for event in calendar.events}
    return calendar


def request(entry=BANQUET, **changes):
    arguments = {"method": "REQUEST", "sequence": 0, "organizer": HOST, "attendee": GUEST, "stamp": STAMP} | changes
    return invitation_event(entry, **arguments)


def test_invitation_is_a_request_in_the_wall_time_of_its_zone():
    calendar = read(request())
    event, = calendar.events

    assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE", "VEVENT"]
    assert calendar["METHOD"] == "REQUEST"
    assert event["DTSTART"].to_ical() == b"20261208T183000"
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTSTAMP"].dt == STAMP
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == ("mailto:xu.gq@shangzuo.example", "许国强")
    assert event["ATTENDEE"] == "mailto:wang.jianguo@huaxin.example"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "王建国", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}


def test_second_reader_sees_the_same_moment():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        event, = ics.Calendar(request().decode()).events

    assert event.begin.to("UTC").naive == datetime(2026, 12, 8, 10, 30)
    assert event.name == BANQUET.title
    assert event.location == BANQUET.place


def test_backslash_before_a_large_n_is_no_line_end():
    event, = read(request(Entry("item-1@shangzuo", "C:\\New", BANQUET.start, BANQUET.end, BANQUET.zone, "D:\\North"))).events

    assert [str(event[name]).replace("\u2060", "") for name in ("SUMMARY", "LOCATION")] == ["C:\\New", "D:\\North"]


@pytest.mark.parametrize("name", ["\\", "C:\\", "a\\;b", "王\\"])
def test_name_that_ends_in_a_backslash_leaves_the_address_alone(name):
    event, = read(request(organizer=Address(name, HOST.mail), attendee=Address(name, GUEST.mail))).events

    assert (event["ORGANIZER"], event["ATTENDEE"]) == (f"mailto:{HOST.mail}", f"mailto:{GUEST.mail}")


def test_cancel_keeps_the_uid_and_raises_the_sequence():
    event, = read(request(method="CANCEL", sequence=3)).events

    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (BANQUET.uid, 3, "CANCELLED")
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


@pytest.mark.parametrize(("reply", "expected"), [("accepted", "ACCEPTED"), ("declined", "DECLINED")])
def test_reply_shows_as_participation(reply, expected):
    event, = read(request(reply=reply)).events

    assert event["ATTENDEE"].params["PARTSTAT"] == expected


def test_download_carries_no_method():
    assert "METHOD" not in read(request(with_method=False))


def test_unknown_method_is_refused():
    with pytest.raises(ValueError, match="REQUEST or a CANCEL"):
        request(method="REPLY")


@pytest.mark.parametrize("uid", ["x\r\nSUMMARY:y", "", "a b", "王", "x" * 201])
def test_uid_with_foreign_characters_is_refused(uid):
    with pytest.raises(ValueError, match="UID"):
        request(Entry(uid, "x", BANQUET.start, BANQUET.end, BANQUET.zone))


@pytest.mark.parametrize("mail", ["bad-mail@", "a@b\r\nX:1", "a@b, c@d", "", "王@huaxin.example", "a@b;x=y"])
def test_attendee_without_a_plain_address_is_refused(mail):
    with pytest.raises(ValueError, match="no mail address"):
        request(attendee=Address("王", mail))


def test_deadline_stays_on_its_day():
    deadline = DayEntry("deadline-7-reply@shangzuo", "请柬回复截止", date(2026, 12, 1))
    calendar = read(reception_calendar("华信来访", [BANQUET], [deadline], stamp=STAMP))

    event = calendar.events[1]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 1), date(2026, 12, 2))
    assert event["TRANSP"] == "TRANSPARENT"
    assert calendar["X-WR-CALNAME"] == "华信来访"


def test_zone_with_summer_time_is_written_for_the_days_in_use_only():
    visit = Entry("item-1@shangzuo", "Visit", datetime(2027, 3, 27, 20), datetime(2027, 3, 28, 4), "Europe/Berlin")
    calendar = read(reception_calendar("Krause", [visit], [], stamp=STAMP))

    event, = calendar.events
    assert (event["DTEND"].dt - event["DTSTART"].dt.astimezone(UTC)).total_seconds() == 7 * 3600
    assert b"RDATE" not in calendar.to_ical()


@pytest.mark.parametrize("zone", sorted(CHANGES))
def test_readers_that_know_no_zones_find_the_moments_from_the_file_alone(zone):
    """Under a name nobody knows, on both days of change and over years, the file's own rules lead to the right moments."""
    days = [day + timedelta(days=n) for day in CHANGES[zone] for n in (-1, 0, 1, 366)]
    walls = [shown_once(datetime.combine(day, time(hour)), zone) for day in days for hour in (0, 1, 3, 4, 5, 23)]
    entries = [Entry(f"item-{number}@shangzuo", "x", wall, wall + timedelta(minutes=10), zone) for number, wall in enumerate(walls)]
    data = reception_calendar("x", entries, [], stamp=STAMP)
    found = Calendar.from_ical(data.replace(zone.encode(), f"Nowhere/{zone[-5:]}".encode()))

    assert b"RDATE" not in data
    assert [event["DTSTART"].dt.utcoffset() for event in found.events] == [wall.replace(tzinfo=ZoneInfo(zone)).utcoffset() for wall in walls]


def test_calendar_without_items_is_readable():
    assert read(reception_calendar("空", [], [], stamp=STAMP)).events == []


def test_feed_asks_to_be_fetched_again():
    calendar = read(feed("宋丹", [BANQUET], [], stamp=STAMP))

    assert calendar["REFRESH-INTERVAL"].to_ical() == b"PT1H"
    assert calendar["REFRESH-INTERVAL"].params == {"VALUE": "DURATION"}
    assert len(calendar.events) == 1


@settings(deadline=None, max_examples=20)
@given(words, words, words, words)
@example(NASTY[0], NASTY[1], NASTY[2], NASTY[3])
def test_no_text_changes_the_structure(title, place, notes, name):
    entry = Entry("item-1@shangzuo", title, BANQUET.start, BANQUET.end, BANQUET.zone, place, notes)
    calendar = read(request(entry, attendee=Address(name, GUEST.mail), organizer=Address(name, HOST.mail)))
    event, = calendar.events

    assert [component.name for component in calendar.walk()] == ["VCALENDAR", "VTIMEZONE", "STANDARD", "VEVENT"]
    assert event["ATTENDEE"] == f"mailto:{GUEST.mail}"
    assert event["SUMMARY"] == one_line(title)
    assert event.get("DESCRIPTION", "") == plain(notes)
    assert event.get("LOCATION", "") == plain(place)


def test_every_nasty_string_as_a_title_is_read_back():
    entries = [DayEntry(f"d-{n}@shangzuo", text, date(2026, 12, 1), text) for n, text in enumerate(NASTY)]

    calendar = read(reception_calendar("x\r\nMETHOD:CANCEL", [], entries, stamp=STAMP))

    assert [str(event["SUMMARY"]) for event in calendar.events] == [one_line(text) for text in NASTY]
    assert (calendar["X-WR-CALNAME"], calendar["METHOD"]) == ("x METHOD:CANCEL", "PUBLISH")
