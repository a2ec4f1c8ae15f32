"""Calendars made at random: zones, changes, cancels, whole days, both ends of summer time, odd texts. The same seed makes the same calendar."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from planner.calendar.ics import DayEntry, Entry, feed, one_line, plain
from tests.planner.naughty import all_texts

STAMP = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Chatham",
         "Asia/Tehran", "Africa/Casablanca", "America/St_Johns", "UTC")
CHANGES = {"Europe/Berlin": (date(2027, 3, 28), date(2026, 10, 25)), "America/New_York": (date(2027, 3, 14), date(2026, 11, 1)),
           "Australia/Lord_Howe": (date(2026, 10, 4), date(2027, 4, 4)), "America/St_Johns": (date(2027, 3, 14), date(2026, 11, 1)),
           "Pacific/Chatham": (date(2026, 9, 27), date(2027, 4, 4))}
TITLES = ("欢迎晚宴", "Welcome dinner", "会谈 Talks", "接机 LH728 ✈️", "王建国、陈志远一行", "👨‍👩‍👧‍👦 family", "𬎆𠅤生僻字", "Grüße; naïve, “quoted”", "C:\\new\\table", "长" * 90)


def nasty_texts(count=500, longest=400):
    """`count` texts that people and attackers type: all of naughty.py, and those joined to pieces of calendars and mails."""
    pieces = ("\r\nBEGIN:VEVENT\r\nUID:evil", "\nEND:VCALENDAR\n", "\r\nATTENDEE:mailto:evil@e.example", '":mailto:evil@e.example', "\r\n Bcc: evil@e.example", "\r\nDTSTART:20260101T000000Z",
              ";VALUE=DATE:x", "\\n", "^n^'^^", "\u2028", "\x85", "\x00", "=?utf-8?b?eA==?=", "=?utf-8?q?a=0D=0ABcc:_evil@e.example?=", "BEGIN:VCALENDAR", "\r\n\r\n--boundary", ",", ";", ":")
    texts = [text[:longest] for text in all_texts()]
    made = random.Random(7)
    while len(texts) < count:
        one = made.choice(texts)[:60] + made.choice(pieces) + made.choice(texts)[:60]
        texts.append(one)
    return texts[:count]


@dataclass(frozen=True)
class Generated:
    """What went into a calendar, and its bytes."""

    entries: tuple
    days: tuple
    data: bytes

    def expected(self):
        """{uid: what every reader must find}: times as moments, whole days as dates."""
        found = {one.uid: {"title": one_line(one.title), "place": plain(one.place), "begin": moment(one.start, one.zone), "end": moment(one.end, one.zone), "sequence": one.sequence,
                           "status": "CANCELLED" if one.is_cancelled else "TENTATIVE" if one.is_tentative else ""} for one in self.entries}
        return found | {one.uid: {"title": one_line(one.title), "place": "", "begin": one.day, "end": one.day + timedelta(days=1), "sequence": one.sequence,
                                  "status": "CANCELLED" if one.is_cancelled else ""} for one in self.days}


def moment(wall, zone):
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def generated(seed):
    """A calendar of three to five entries and a whole day or two."""
    made = random.Random(seed)
    texts = TITLES + tuple(text for text in nasty_texts(150) if one_line(text).strip())
    entries = tuple(_entry(made, seed, number, texts) for number in range(made.randint(3, 5)))
    days = tuple(DayEntry(f"deadline-{seed}-{number}@shangzuo", made.choice(texts), date(2026, 2, 27) + timedelta(days=made.randrange(800)), sequence=made.randrange(4),
                          is_cancelled=made.random() < 0.2) for number in range(made.randint(1, 2)))
    return Generated(entries, days, feed(made.choice(texts), list(entries), list(days), stamp=STAMP, alarm_minutes=made.choice((0, 30))))


def _entry(made, seed, number, texts):
    zone = made.choice(ZONES)
    day = made.choice(CHANGES[zone]) if zone in CHANGES and made.random() < 0.5 else date(2026, 9, 1) + timedelta(days=made.randrange(300))
    start = shown_once(datetime.combine(day, datetime.min.time()) + timedelta(minutes=5 * made.randrange(288)), zone)
    end = shown_once(start + timedelta(minutes=5 * made.choice((1, 6, 12, 30, 144, 400))), zone)
    state = made.random()
    return Entry(f"item-{seed}-{number}@shangzuo", made.choice(texts), start, max(end, start + timedelta(minutes=5)), zone, place=made.choice(texts), notes=made.choice(texts),
                 sequence=made.randrange(9), is_cancelled=state < 0.2, is_tentative=state > 0.85)


def shown_once(wall, zone):
    """The next time that the clock there shows exactly once: others are refused when they are typed."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))
    return wall if first == second else shown_once(wall + timedelta(minutes=30), zone)


# --- read by khal --------------------------------------------------------------------------------------------------------

KHAL = """[calendars]
[[a]]
path = {folder}
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:%S
longdatetimeformat = %Y-%m-%dT%H:%M:%S
[sqlite]
path = {folder}/khal.db
"""
FIELDS = ("uid", "start-long-full", "end-long-full", "all-day", "status", "title", "location")
BETWEEN, AFTER = "\x1f", "\x1e"


def as_khal_reads(folder, data):
    """{uid: what its command prints of each entry}, called in this process."""
    from click.testing import CliRunner
    from khal.cli import main_khal  # takes time to import; one test needs it

    icalendar.use_pytz()  # as khal does for itself when it is imported, and for everybody in the process
    try:
        return _as_khal_reads(main_khal, CliRunner(), folder, data)
    finally:
        icalendar.use_zoneinfo()


def _as_khal_reads(main_khal, runner, folder, data):
    (folder / "khal.conf").write_text(KHAL.format(folder=folder))
    (folder / "one.ics").write_bytes(data)
    said = runner.invoke(main_khal, ["-c", str(folder / "khal.conf"), "printics", "--format", BETWEEN.join(f"{{{name}}}" for name in FIELDS) + AFTER, str(folder / "one.ics")],
                              catch_exceptions=False)
    assert said.exit_code == 0, said.output
    rows = (one.lstrip("\n").split(BETWEEN) for one in said.output.partition("\n")[2].split(AFTER))
    return {row[0]: row for row in rows if len(row) == len(FIELDS)}


def differs_for_khal(row, wanted):
    if isinstance(wanted["begin"], datetime):
        times = [f"{wanted[name]:%Y-%m-%dT%H:%M:%S}" for name in ("begin", "end")]
    else:
        times = [f"{wanted['begin']}T00:00:00", f"{wanted['end'] - timedelta(days=1)}T00:00:00"]
    return row[1:3] != times or row[4].strip() != wanted["status"] or row[5] != wanted["title"] or row[6] != wanted["place"].rstrip()  # it prints no blanks at the end
