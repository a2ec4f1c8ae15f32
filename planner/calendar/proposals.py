"""What a guest's calendar file means for a reception: flights and trains that could stand in its programme, and items at which the guest is busy.

Nothing of the file is kept: a proposal becomes an item only when it is sent back from the page, through the form of every item.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from planner.programme.flights import cleaned
from planner.receptions.actions import exists_on_the_clock, is_doubled_on_the_clock

MOST_PROPOSALS = 20
_NUMBER = re.compile(r"(?<![A-Za-z0-9])([A-Z0-9]{2}|[GDCZTK])[ -]?([0-9]{2,4})(?![A-Za-z0-9])")
_TRAVEL = re.compile(r"flight|flug|vol |航班|飞往|机场|airport|→|✈|🛫|🛬|train|zug|列车|高铁|动车|火车|terminal|航站楼|boarding|gate", re.IGNORECASE)


@dataclass(frozen=True)
class Proposal:
    """A journey in the file as an item of the programme: an arrival at its end, or a send-off at its beginning, on the reception's wall."""

    number: str
    kind: str
    starts_at: datetime
    departs: tuple = ()
    arrives: tuple = ()
    """(wall time, zone) at either end, as the traveller's clock shows it."""
    known: object = None
    """The item that bears this number on about this day already, or None."""
    is_outside: bool = False

    @property
    def is_in_programme(self):
        return self.known is not None and self.known.starts_at == self.starts_at

    @property
    def mark(self):
        return mark_of(self)

    def title(self, lang):
        if lang == "zh":
            place = "站" if self.number[0] in "GDCZTK" and self.number[1:].isdigit() else "机"
            return f"{'接' if self.kind == 'arrival' else '送'}{place} {self.number}"
        return f"{'Arrival' if self.kind == 'arrival' else 'Departure'} {self.number}"


def mark_of(proposal):
    """The proposal as one word of a form; it names the item it would change and the version that was shown."""
    known = f" {proposal.known.id} {proposal.known.version}" if proposal.known is not None else ""
    return f"{proposal.kind} {proposal.number} {proposal.starts_at:%Y-%m-%dT%H:%M}{known}"


def journey_number(entry):
    """The flight or train number of an entry, None for one that is no journey: a number in its title, and a word or a change of zone that says so."""
    if entry.is_all_day:
        return None
    for found in _NUMBER.finditer(entry.title):
        number = cleaned(found[1] + found[2])
        if number and (entry.begin_zone != entry.end_zone or _TRAVEL.search(f"{entry.title}\n{entry.words}")):
            return number
    return None


def proposals(reading, reception):
    """Up to MOST_PROPOSALS journeys of a Reading, by time; the same journey once."""
    found = {}
    for entry in reading.entries:
        number = journey_number(entry)
        if number:
            made = _proposal(number, entry, reception)
            found.setdefault((made.number, made.kind, made.starts_at), made)
    return list(found.values())[:MOST_PROPOSALS]


def _proposal(number, entry, reception):
    zone = ZoneInfo(reception.time_zone)
    departs, arrives = (moment.astimezone(zone).replace(tzinfo=None, second=0) for moment in (entry.begin, entry.end))
    kind = "arrival" if _is_arrival(entry, departs, arrives, reception) else "send_off"
    starts_at = arrives if kind == "arrival" else departs
    known = next((item for item in reception.items if item.flight == number and abs(item.starts_at - starts_at) < timedelta(days=1)), None)
    fits = exists_on_the_clock(starts_at, reception.time_zone) and not is_doubled_on_the_clock(starts_at, reception.time_zone)
    return Proposal(number, kind, starts_at, (entry.begins_at, entry.begin_zone), (entry.ends_at, entry.end_zone), known,
                    is_outside=not fits or not reception.starts_on <= starts_at.date() <= reception.ends_on)


def _is_arrival(entry, departs, arrives, reception):
    """Whether the journey leads to the reception: it ends on the reception's clock and did not begin there; else, whether it is nearer to its first day."""
    zone = ZoneInfo(reception.time_zone)
    home = [moment.astimezone(zone).utcoffset() for moment in (entry.begin, entry.end)]
    there = [moment.astimezone(ZoneInfo(name)).utcoffset() for moment, name in ((entry.begin, entry.begin_zone), (entry.end, entry.end_zone))]
    begins_here, ends_here = (a == b for a, b in zip(home, there))
    if begins_here != ends_here:
        return ends_here
    noon = datetime.combine(reception.starts_on, datetime.min.time()) + timedelta(hours=12)
    last = datetime.combine(reception.ends_on, datetime.min.time()) + timedelta(hours=12)
    return abs(arrives - noon) <= abs(departs - last)


def collisions(reading, items):
    """[(item, [(begin, end)])] of items at which somebody is busy, with the busy times on the item's wall; titles of the file are left out."""
    spans = _merged([(entry.begin, entry.end) for entry in reading.entries if entry.is_busy and entry.end > entry.begin])
    found = []
    for item in items:
        zone = ZoneInfo(item.time_zone)
        begin = item.starts_at.replace(tzinfo=zone)
        end = item.ends_at.replace(tzinfo=zone) if item.ends_at else begin + timedelta(hours=1)
        busy = [tuple(moment.astimezone(zone).replace(tzinfo=None) for moment in span) for span in spans if span[0] < end and span[1] > begin]
        if busy:
            found.append((item, busy))
    return found


def _merged(spans):
    """The spans in order, those that meet made one."""
    found = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found
