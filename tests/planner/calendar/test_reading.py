"""Somebody's calendar file: what is read of it, what is refused, and that nothing in it can wear the reader out."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr  # the library icalendar repeats with: a second opinion on our days

from planner.calendar.reading import Unreadable, known_zone, limits, read
from planner.calendar.repeating import Rule

HEAD, TAIL = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n", "END:VCALENDAR\r\n"


def calendar(*bodies):
    return (HEAD + "".join(bodies) + TAIL).encode()


def event(*lines, begin="DTSTART:20261208T010000Z", end="DTEND:20261208T020000Z"):
    return "".join(line + "\r\n" for line in ("BEGIN:VEVENT", "UID:1@x", begin, end, *lines, "END:VEVENT"))


def reading_of(data, first=date(2026, 12, 8), last=date(2026, 12, 9)):
    return read(data, zone="Asia/Shanghai", first=first, last=last)


def begins(data, **days):
    return [entry.begins_at for entry in reading_of(data, **days).entries]


@pytest.mark.parametrize(("begin", "end", "wanted"), [
    ("DTSTART:20261208T010000Z", "DTEND:20261208T020000Z", ("2026-12-08 09:00", "2026-12-08 10:00")),
    ("DTSTART;TZID=Europe/Berlin:20261208T100000", "DTEND;TZID=Asia/Shanghai:20261209T053000", ("2026-12-08 17:00", "2026-12-09 05:30")),
    ("DTSTART;TZID=China Standard Time:20261208T090000", "DURATION:PT90M", ("2026-12-08 09:00", "2026-12-08 10:30")),
    ("DTSTART;TZID=/vendor.example/Europe/Berlin:20261208T090000", "DURATION:PT1H", ("2026-12-08 16:00", "2026-12-08 17:00")),
    ("DTSTART:20261208T090000", "DTEND:20261208T100000", ("2026-12-08 09:00", "2026-12-08 10:00")),
    ("DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261209", ("2026-12-08 00:00", "2026-12-09 00:00")),
])
def test_times_are_read_in_their_zones(begin, end, wanted):
    entry, = reading_of(calendar(event(begin=begin, end=end))).entries
    there = [f"{moment.astimezone(_zone()):%Y-%m-%d %H:%M}" for moment in (entry.begin, entry.end)]

    assert tuple(there) == wanted


def _zone():
    from zoneinfo import ZoneInfo
    return ZoneInfo("Asia/Shanghai")


def test_unknown_zone_is_said_and_a_zone_of_the_file_is_not_asked():
    spinning = "BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:19000101T000000\r\nRRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    found = reading_of(calendar(spinning, event(begin="DTSTART;TZID=Own:20261208T090000", end="DURATION:PT1H")))

    assert (found.unknown_zones, found.entries[0].begins_at, found.entries[0].begin_zone) == ({"Own"}, datetime(2026, 12, 8, 9), "Asia/Shanghai")
    assert [known_zone(name) for name in ("", "..", "../../etc/passwd", "Europe", "a\0b", "W. Europe Standard Time")] == [None] * 5 + ["Europe/Berlin"]


def test_cancelled_free_and_whole_days_keep_nobody_busy():
    found = reading_of(calendar(event("STATUS:CANCELLED"), event("TRANSP:TRANSPARENT"), event(begin="DTSTART;VALUE=DATE:20261208", end="DTEND;VALUE=DATE:20261209"), event()))

    assert (found.cancelled, [entry.is_busy for entry in found.entries]) == (1, [False, False, True])


def test_free_busy_times_are_read():
    body = ("BEGIN:VFREEBUSY\r\nUID:f\r\nFREEBUSY;FBTYPE=BUSY:20261208T010000Z/20261208T020000Z,20261208T\r\n 030000Z/PT2H\r\nFREEBUSY;FBTYPE=FREE:20261208T060000Z/PT1H\r\nEND:VFREEBUSY\r\n")
    found = reading_of(calendar(body))

    assert [(entry.begin.hour, (entry.end - entry.begin).seconds // 3600, entry.is_busy) for entry in found.entries] == [(1, 1, True), (3, 2, True)]


def test_repetition_leaves_out_what_was_moved_or_taken_out():
    rule = ("RRULE:FREQ=WEEKLY;BYDAY=TU,WE", "EXDATE:20261209T010000Z")
    weekly = event(*rule, begin="DTSTART:20261103T010000Z", end="DTEND:20261103T020000Z")
    moved = event("RECURRENCE-ID:20261208T010000Z", begin="DTSTART:20261208T050000Z", end="DTEND:20261208T060000Z")

    assert begins(calendar(weekly, moved)) == [datetime(2026, 12, 8, 5)]
    assert begins(calendar(weekly), first=date(2026, 12, 1), last=date(2026, 12, 8)) == [datetime(2026, 12, day, 1) for day in (1, 2, 8)]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=1,2", "FREQ=YEARLY;BYWEEKNO=50", "FREQ=DAILY;INTERVAL=0", "FREQ=MONTHLY;BYDAY=" + "MO," * 80 + "MO", "nonsense", "FREQ=WEEKLY;UNTIL=x"])
def test_rule_that_is_not_worked_out_is_said(rule):
    assert (reading_of(calendar(event(f"RRULE:{rule}"))).not_worked_out, begins(calendar(event(f"RRULE:{rule}")))) == (1, [])


@pytest.mark.parametrize("rule", [
    "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;COUNT=9;BYDAY=MO,WE", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU", "FREQ=WEEKLY;COUNT=5", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=2TU,-1FR", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;INTERVAL=5;COUNT=4", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;INTERVAL=2;BYMONTH=2,5;BYMONTHDAY=29",
    "FREQ=DAILY;UNTIL=20270105T235959", "FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1,-1"])
def test_days_are_those_of_another_program(rule):
    begin, last = date(2026, 12, 1), date(2028, 3, 5)
    for first in (date(2024, 2, 29), date(2026, 5, 31), date(2026, 12, 7)):
        wanted = rrulestr(rule, dtstart=datetime.combine(first, datetime.min.time())).between(datetime(2026, 12, 1), datetime(2028, 3, 5, 23), inc=True)
        made = Rule.read(rule, first, lambda text: date(int(text[:4]), int(text[4:6]), int(text[6:8])))

        assert made.occurrences(begin, last) == [moment.date() for moment in wanted]


@pytest.mark.parametrize(("data", "word"), [
    (b"", "no calendar"), (b"PK\x03\x04", "no calendar"), (b"\xff\xfe\x00", "no calendar"), (b"<html>" + b" " * 3000 + b"BEGIN:VCALENDAR", "no calendar"),
    (HEAD.encode() + b"X:" + b"a" * 3_000_000, "larger than 2 MB"), (HEAD.encode() + b"\n" * 70_000, "too many lines"),
    (HEAD.encode() + b"BEGIN:VEVENT\r\n" * 9, "inside calendars"), (HEAD.encode() + b"BEGIN:VEVENT\r\nEND:VALARM\r\n", "damaged"), (HEAD.encode(), "damaged"),
    (calendar("BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 2001), "more than 2,000 entries"),
])
def test_what_cannot_be_read_is_refused_with_a_sentence(app, data, word):
    with app.test_request_context(headers={"Accept-Language": "en"}), pytest.raises(Unreadable) as refusal:
        from flask import g
        g.language = "en"
        reading_of(data)
    assert word.replace("2,000", str(limits()["entries"])) in str(refusal.value.message)


def test_damaged_entries_are_counted_and_the_others_read():
    lines = [event(begin=begin) for begin in ("DTSTART:99991231T000000Z", "DTSTART:20260230T000000Z", "DTSTART:x", "X:y", "DTSTART;TZID=\"a:20261208T010000")]
    found = reading_of(calendar(*lines, event(end="DTEND:20261207T000000Z"), event(end="DURATION:P9999999999D"), event("SUMMARY:good")))

    assert ([entry.title for entry in found.entries], found.damaged) == (["good"], 7)


def test_rules_that_count_for_ever_are_left_out_once_enough_days_were_counted(monkeypatch):
    """56 years of days each; bench/calendars.py shows the time that the worst files take."""
    monkeypatch.setitem(limits(), "days_counted", 45_000)
    data = calendar(*[event("RRULE:FREQ=DAILY;BYDAY=MO;COUNT=999999", begin="DTSTART:19700101T010000Z", end="DTEND:19700101T020000Z")] * 20)
    found = reading_of(data)

    assert (found.not_worked_out, found.entries) == (18, [])


def test_long_texts_are_put_together_from_their_folds():
    text = "接机 LH728，" * 30
    folded = "\r\n ".join(text[n:n + 20] for n in range(0, len(text), 20))

    assert reading_of(calendar(event(f"SUMMARY:{folded}"))).entries[0].title == text


def test_chinese_file_in_the_old_encoding_is_read():
    assert reading_of((HEAD + event("SUMMARY:会谈") + TAIL).encode("gb18030")).entries[0].title == "会谈"


def test_days_are_counted_only_with_a_count():
    far = date(1970, 1, 1)
    assert Rule(far, "DAILY").days_to_count(date(2026, 1, 1), date(2026, 1, 10)) == 10
    assert Rule(far, "DAILY", count=5).days_to_count(date(2026, 1, 1), far + timedelta(days=9)) == 10
