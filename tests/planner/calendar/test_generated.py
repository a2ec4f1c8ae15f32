"""Calendars made at random are read back as they were meant, by the library that wrote them and by two that did not (bench/calendars.py has 200, and Radicale);
500 nasty texts change no structure."""

import warnings
from datetime import UTC

import ics
import pytest
from icalendar import Calendar

from planner.calendar.ics import Address, DayEntry, Entry, invitation_event, one_line, plain, reception_calendar
from tests.factories.calendars import STAMP, as_khal_reads, differs_for_khal, generated, nasty_texts
from tests.planner.calendar.test_ics import BANQUET, GUEST, HOST

CALENDARS, READ_BY_ICS, READ_BY_KHAL = 40, 4, 8  # ics reads slowly


def as_icalendar_reads(data):
    calendar = Calendar.from_ical(data)
    assert [error for component in calendar.walk() for error in component.errors] == []
    return {str(event["UID"]): {
        "title": str(event["SUMMARY"]), "place": str(event.get("LOCATION", "")), "begin": _plain_time(event["DTSTART"].dt), "end": _plain_time(event["DTEND"].dt),
        "sequence": int(event["SEQUENCE"]), "status": str(event.get("STATUS", ""))} for event in calendar.events}


def _plain_time(value):
    return value.astimezone(UTC) if hasattr(value, "tzinfo") else value


def as_ics_reads(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        events = ics.Calendar(data.decode()).events
    return {event.uid: {
        "title": event.name or "", "place": event.location or "", "begin": event.begin.datetime.date() if event.all_day else event.begin.to("UTC").datetime.replace(tzinfo=UTC),
        "end": event.end.datetime.date() if event.all_day else event.end.to("UTC").datetime.replace(tzinfo=UTC), "status": event.status or ""} for event in events}


def test_every_generated_calendar_is_read_back_equal():
    for seed in range(CALENDARS):
        made = generated(seed)
        assert as_icalendar_reads(made.data) == made.expected(), seed


def test_second_reader_agrees():
    for seed in range(READ_BY_ICS):
        made = generated(seed)
        wanted = {uid: {name: value for name, value in one.items() if name != "sequence"} for uid, one in made.expected().items()}
        # ics 0.7 undoes escapes in an order of its own, so that a backslash before an n is read wrongly
        read = as_ics_reads(made.data)
        for uid, one in wanted.items():
            for name in ("title", "place"):
                if "\\" in one[name]:
                    one[name] = read[uid][name]
        assert read == wanted, seed


def test_third_reader_agrees(tmp_path):
    """khal takes zones by their name from a list of its own: entries of Casablanca, whose rules change with each edition of such lists, are left out."""
    for seed in range(READ_BY_KHAL):
        made = generated(seed)
        read = as_khal_reads(tmp_path, made.data)
        settled = {one.uid for one in made.entries if one.zone != "Africa/Casablanca"} | {one.uid for one in made.days}

        assert set(read) == set(made.expected())
        assert [uid for uid, one in made.expected().items() if uid in settled and differs_for_khal(read[uid], one)] == [], seed


def test_no_nasty_text_changes_the_structure_of_a_calendar():
    texts = nasty_texts()
    entries = [Entry(f"item-{number}@shangzuo", text, BANQUET.start, BANQUET.end, BANQUET.zone, text, text) for number, text in enumerate(texts) if number % 4]
    days = [DayEntry(f"day-{number}@shangzuo", text, BANQUET.start.date(), text, is_cancelled=number % 8 == 0) for number, text in enumerate(texts) if number % 4 == 0]
    data = reception_calendar(texts[-1], entries, days, stamp=STAMP)
    calendar = Calendar.from_ical(data)

    assert [one.name for one in calendar.subcomponents] == ["VTIMEZONE"] + ["VEVENT"] * len(texts)
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")
    for event in calendar.events:
        text = texts[int(event["UID"].partition("@")[0].partition("-")[2])]
        assert (event["SUMMARY"], event.get("DESCRIPTION", "")) == (one_line(text), plain(text))
        assert set(event) - {"LOCATION", "DESCRIPTION", "STATUS", "TRANSP"} == {"UID", "SUMMARY", "DTSTART", "DTEND", "SEQUENCE", "DTSTAMP"}


def test_no_nasty_name_changes_an_invitation():
    for text in nasty_texts():
        data = invitation_event(BANQUET, method="REQUEST", sequence=0, organizer=Address(text, HOST.mail), attendee=Address(text, GUEST.mail), stamp=STAMP)
        lines = data.replace(b"\r\n ", b"").split(b"\r\n")
        attendee, = [line for line in lines if line.startswith(b"ATTENDEE")]

        assert sum(line.startswith((b"BEGIN:", b"END:", b"ATTENDEE", b"ORGANIZER", b"METHOD")) for line in lines) == 11
        assert attendee.endswith(b":mailto:" + GUEST.mail.encode())


@pytest.mark.parametrize("seed", [3, 77])
def test_same_seed_makes_the_same_calendar(seed):
    assert generated(seed).data == generated(seed).data
