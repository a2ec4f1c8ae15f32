"""200 generated calendars through four readers; 500 nasty texts in every field of a calendar and a mail; and files made to wear a reader out.

    python -m bench.calendars

Each calendar is read back by icalendar, ics, khal (its command, called in this process) and Radicale (a server on loopback: put as a collection,
fetched again) and compared entry by entry with what went in. Last, the import is given calendar bombs, with the time and memory each takes.
"""

import argparse
import resource
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from time import perf_counter, process_time

from icalendar import Calendar

from planner.calendar.ics import Address, DayEntry, Entry, invitation_event, reception_calendar
from planner.calendar.reading import Unreadable, read
from planner.outbox.message import BadLetter, Mailbox, build_message
from tests.factories.calendars import STAMP, as_khal_reads, differs_for_khal, generated, nasty_texts
from tests.factories.radicale import radicale_server
from tests.planner.calendar.test_generated import as_icalendar_reads, as_ics_reads
from tests.planner.outbox.test_message import letter

CALENDARS = 200
DISPUTED = "Africa/Casablanca"
"""Its rules change with each edition of the list of zones; ics and khal look zones up by name in lists of their own."""
EVENT = sorted(("UID", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "SEQUENCE", "STATUS", "ORGANIZER", "ATTENDEE", "LOCATION", "DESCRIPTION"))
HEADERS = ["Message-ID", "Date", "From", "To", "Reply-To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type"]
PARTS = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
def read_back():
    counts = dict.fromkeys(("entries", "left out for ics and khal", "icalendar", "ics", "khal", "Radicale"), 0)
    with tempfile.TemporaryDirectory() as name, radicale_server(Path(name) / "radicale") as server:
        for seed in range(CALENDARS):
            made = generated(seed)
            wanted = made.expected()
            counts["entries"] += len(wanted)
            found, by_ics, shown = as_icalendar_reads(made.data), as_ics_reads(made.data), as_khal_reads(Path(name), made.data)
            kept = as_icalendar_reads(server.store_and_fetch(f"calendar-{seed}", made.data))
            counts["icalendar"] += sum(found.get(uid) != one for uid, one in wanted.items())
            settled = wanted.keys() - {one.uid for one in made.entries if one.zone == DISPUTED}
            counts["left out for ics and khal"] += len(wanted) - len(settled)
            counts["ics"] += sum(_differs_for_ics(by_ics.get(uid), wanted[uid]) for uid in settled)
            counts["Radicale"] += sum(kept.get(uid) != one for uid, one in wanted.items())
            wrong = sorted(uid for uid in settled if uid not in shown or differs_for_khal(shown[uid], wanted[uid]))
            counts["khal"] += len(wrong)
            for uid in wrong[:1]:
                print("khal:", seed, repr(shown.get(uid))[:200], repr(wanted[uid])[:200], file=sys.stderr)
    return counts


def nasty():
    """Each of the 500 texts in every field of a calendar, of an invitation's calendar and of a mail; how many changed the structure, and how many were refused."""
    texts, changed, refused = nasty_texts(longest=10_000), 0, 0
    begin = datetime(2026, 12, 8, 18, 30)
    for number, text in enumerate(texts):
        entry = Entry(f"item-{number}@shangzuo", text, begin, begin + timedelta(hours=2), "Asia/Shanghai", text, text)
        data = reception_calendar(text, [entry], [DayEntry(f"day-{number}@shangzuo", text, begin.date(), text)], stamp=STAMP)
        found = [one.name for one in Calendar.from_ical(data).walk()]
        changed += found != ["VCALENDAR", "VTIMEZONE", "STANDARD", "VEVENT", "VEVENT"] or any(len(line) > 75 for line in data.split(b"\r\n"))
        request = invitation_event(entry, method="REQUEST", sequence=0, organizer=Address(text, "a@b.example"), attendee=Address(text, "c@d.example"), stamp=STAMP)
        event, = Calendar.from_ical(request).events
        changed += (event["ATTENDEE"], event["ORGANIZER"]) != ("mailto:c@d.example", "mailto:a@b.example") or sorted(event) != (EVENT if text else sorted(set(EVENT) - {"LOCATION", "DESCRIPTION"}))
        for fields in ({"sender": Mailbox(text, "a@b.example")}, {"recipient": Mailbox(text, "c@d.example")}, {"reply_to": Mailbox(text, "e@f.example")}, {"subject": text},
                       {"text": text, "html": text}):
            try:
                message = message_from_bytes(build_message(letter(attachments=(), **{"calendar": request} | fields)).as_bytes(), policy=default)
            except BadLetter:
                refused += 1
                continue
            changed += list(message.keys()) != HEADERS or [part.get_content_type() for part in message.walk()] != PARTS
            changed += [len(message[name].addresses) for name in ("From", "To", "Reply-To")] != [1, 1, 1]
    return len(texts), changed, refused


def _differs_for_ics(found, wanted):
    return found is None or any(found[name] != wanted[name] for name in ("begin", "end", "status")) or any(
        found[name] != wanted[name] and "\\" not in wanted[name] for name in ("title", "place"))


def bombs():
    """(name, bytes)"""
    one = b"BEGIN:VEVENT\r\nUID:%d@x\r\nDTSTART:20261208T090000Z\r\nDTEND:20261208T100000Z\r\n%sEND:VEVENT\r\n"
    head, tail = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", b"END:VCALENDAR\r\n"
    everything = b"RRULE:FREQ=MONTHLY;BYDAY=" + b",".join(b"%d%s" % (n, d) for n in range(1, 6) for d in (b"MO", b"TU", b"WE", b"TH", b"FR", b"SA", b"SU")) + b"\r\n"
    zone = b"BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19000101T000000\r\nRRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    return [
        ("30 MB", head + b"X:" + b"a" * 30_000_000 + b"\r\n" + tail),
        ("100,000 events", head + b"".join(b"BEGIN:VEVENT\r\nUID:%d\r\nEND:VEVENT\r\n" % n for n in range(100_000))[:2_000_000] + tail),
        ("2,001 events", head + b"".join(one % (n, b"") for n in range(2_001)) + tail),
        ("nested 100,000 deep", head + b"BEGIN:VEVENT\r\n" * 100_000 + tail),
        ("2 MB of line ends", head + b"\n" * 2_000_000),
        ("2 MB in one line", head + b"SUMMARY:" + b"a" * 2_000_000),
        ("folded at every character", head + b"BEGIN:VEVENT\r\nSUMMARY:a" + b"\n a" * 59_000),
        ("every second for ever", head + one % (1, b"RRULE:FREQ=SECONDLY\r\n") + tail),
        ("every day since 1970, 2,000 times", head + b"".join(one.replace(b"20261208T090000Z", b"19700101T090000Z").replace(b"20261208T100000Z", b"19700101T100000Z")
                                                           % (n, b"RRULE:FREQ=DAILY;COUNT=999999\r\n") for n in range(2_000)) + tail),
        ("every weekday of every month, 2,000 times", head + b"".join(one % (n, everything) for n in range(2_000)) + tail),
        ("a zone that ticks every second", head + zone + one.replace(b":20261208T090000Z", b";TZID=X:20261208T090000") % (1, b"") + tail),
        ("60,000 busy times", head + b"BEGIN:VFREEBUSY\r\n" + b"FREEBUSY:20261208T090000Z/PT1H\r\n" * 59_000 + b"END:VFREEBUSY\r\n" + tail),
    ]


def survive():
    print("\n| file | bytes | answer | processor | highest memory so far |\n|---|---|---|---|---|")
    for name, data in bombs():
        begun = process_time()
        try:
            reading = read(data, zone="Asia/Shanghai", first=date(2026, 12, 7), last=date(2026, 12, 10))
            answer = f"read: {len(reading.entries)} around the visit, {reading.not_worked_out} not worked out, {reading.damaged} damaged"
        except Unreadable as refusal:
            answer = f"refused: {refusal.message}"
        print(f"| {name} | {len(data):,} | {answer} | {process_time() - begun:.2f} s | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB |")


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    begun = perf_counter()
    counts = read_back()
    print(f"{datetime.now(UTC):%Y-%m-%d}: {CALENDARS} calendars, {counts.pop('entries')} entries ({counts.pop('left out for ics and khal')} of {DISPUTED} left out for ics and khal); read otherwise than meant: {counts} ({perf_counter() - begun:.0f} s)")
    begun, (texts, changed, refused) = perf_counter(), nasty()
    print(f"{texts} nasty texts in every field: structure changed {changed} times; refused as a name or subject (line breaks, control characters) {refused} times ({perf_counter() - begun:.0f} s)")
    survive()


if __name__ == "__main__":
    main()
