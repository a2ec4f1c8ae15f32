"""200 generated calendars through four readers that did not write them; and files made to wear a reader out.

    PYTHONTZPATH= python -m bench.calendars --khal PATH        khal in an environment of its own (why: docs/decisions/calendar-files.md)

PYTHONTZPATH= lets this program take its zones from the package tzdata, as new as those of khal: the system's own may be older.

Each calendar is read back by icalendar, ics, khal (its command) and Radicale (a server on loopback: put as a collection, fetched
again) and compared entry by entry with what went in. Then the import is given calendar bombs, with the time and memory each takes.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from planner.calendar.reading import Unreadable, read
from tests.factories.calendars import as_khal_reads, differs_for_khal, generated
from tests.factories.radicale import radicale_server
from tests.planner.calendar.test_generated import as_icalendar_reads, as_ics_reads

CALENDARS = 200
def read_back(program):
    counts = dict.fromkeys(("entries", "icalendar", "ics", "khal", "Radicale"), 0)
    with tempfile.TemporaryDirectory() as name, radicale_server(Path(name) / "radicale") as server:
        for seed in range(CALENDARS):
            made = generated(seed)
            wanted = made.expected()
            counts["entries"] += len(wanted)
            found = as_icalendar_reads(made.data)
            counts["icalendar"] += sum(found.get(uid) != one for uid, one in wanted.items())
            counts["ics"] += sum(_differs_for_ics(as_ics_reads(made.data).get(uid), one) for uid, one in wanted.items())
            if program:
                shown = as_khal_reads(program, Path(name), made.data)
                wrong = [uid for uid, one in wanted.items() if uid not in shown or differs_for_khal(shown[uid], one)]
                counts["khal"] += len(wrong)
                for uid in wrong[:1]:
                    print("khal:", seed, repr(shown.get(uid))[:200], repr(wanted[uid])[:200], file=sys.stderr)
            kept = as_icalendar_reads(server.store_and_fetch(f"calendar-{seed}", made.data))
            counts["Radicale"] += sum(kept.get(uid) != one for uid, one in wanted.items())
    return counts


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
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--khal", default="", help="the khal command")
    chosen, begun = options.parse_args(), perf_counter()
    if not chosen.khal:
        print("khal is left out: give its command with --khal", file=sys.stderr)
    counts = read_back(chosen.khal)
    print(f"{datetime.now(UTC):%Y-%m-%d}: {CALENDARS} calendars, {counts.pop('entries')} entries; read otherwise than meant: {counts} ({perf_counter() - begun:.0f} s)")
    survive()


if __name__ == "__main__":
    main()
