"""An answer of a calendar program (iTIP, RFC 5546): REPLY and COUNTER, as plain values. Pure; the times are read as reading.py reads them."""

from dataclasses import dataclass
from datetime import datetime

from icalendar.parser import Contentline

from planner.calendar.reading import Unreadable, clock_of, unfolded

METHODS = ("REPLY", "COUNTER")
WANTED = {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "ATTENDEE", "RECURRENCE-ID"}
MOST_ATTENDEES = 100


@dataclass(frozen=True)
class Participation:
    """What one attendee answers: ACCEPTED, DECLINED, TENTATIVE, DELEGATED …"""

    address: str
    state: str
    name: str = ""
    delegated_to: str = ""
    """The address of who is to come instead; "" for nobody."""


@dataclass(frozen=True)
class Answer:
    """One REPLY or COUNTER. Moments are aware; `starts_at` and `ends_at` are None where it names no time."""

    method: str
    uid: str
    attendees: tuple
    sequence: int = 0
    stamp: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def read_answer(text, *, zone):
    """The Answer in a calendar's text, or None when it is none, is damaged, or speaks of one occurrence of a series (we send none)."""
    method, found, stack = "", {}, []
    try:
        for line in unfolded(text):
            name = line.partition(":")[0].partition(";")[0].strip().upper()
            if name == "BEGIN":
                stack.append(line.partition(":")[2].strip().upper())
            elif name == "END":
                if stack:
                    stack.pop()
            elif name == "METHOD" and stack == ["VCALENDAR"]:
                method = line.partition(":")[2].strip().upper()
            elif stack == ["VCALENDAR", "VEVENT"] and name in WANTED and len(found.setdefault(name, [])) < (MOST_ATTENDEES if name == "ATTENDEE" else 1):
                parts = Contentline(line).parts()
                found[name].append((parts[1], parts[2]))
        return _answer(method, found, clock_of(zone)) if method in METHODS and found.get("UID") and "RECURRENCE-ID" not in found else None
    except (Unreadable, ValueError, KeyError, OverflowError):
        return None


def _answer(method, found, clock):
    moment = {name: clock.moment(*found[name][0])[0] if found.get(name) else None for name in ("DTSTAMP", "DTSTART", "DTEND")}
    sequence = found["SEQUENCE"][0][1].strip() if found.get("SEQUENCE") else "0"
    attendees = tuple(Participation(_address(value), _one(parameters, "PARTSTAT", "NEEDS-ACTION").upper(), _one(parameters, "CN"), _address(_one(parameters, "DELEGATED-TO")))
                      for parameters, value in found.get("ATTENDEE", ()))
    return Answer(method, found["UID"][0][1].strip(), attendees, int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0,
                  moment["DTSTAMP"], moment["DTSTART"], moment["DTEND"])


def _one(parameters, name, default=""):
    """The value of a parameter, the first where there are several."""
    value = parameters.get(name, default)
    return str(value[0] if isinstance(value, list) and value else value)


def _address(text):
    text = text.strip().strip('"').lower()
    return text.removeprefix("mailto:")
