"""Wall times and blocked times, as pure functions: which hours suit a resource, and which beginnings are free."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=5)
MIDNIGHT = time()
MINUTE = timedelta(minutes=1)


def as_utc(wall, zone):
    """The moment of a wall time that the clock of `zone` shows once."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def on_the_wall(moment, zone):
    """The wall time of a moment."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def fault_of_clock(wall, zone):
    """"missing" for a time the clock skips, "doubled" for one it shows twice, else ""."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))
    if first == second:
        return ""
    return "missing" if first < second else "doubled"


@dataclass(frozen=True)
class Hours:
    """When a resource may be used: hours of a day (none: all of it), days of the week (1 Monday to 7), on the wall of `zone`."""

    opens: time | None
    closes: time | None
    days: frozenset
    zone: str

    @property
    def is_always(self):
        return self.opens is None and self.closes is None and len(self.days) == 7


def hours_of(resource):
    return Hours(resource.opens, resource.closes, frozenset(resource.days), resource.time_zone)


def fault_of_hours(hours, begin, end):
    """Why a use from moment `begin` to `end` is outside the hours: "day", "hours", "midnight", or "" when it is not."""
    first, last = on_the_wall(begin, hours.zone), on_the_wall(end, hours.zone)
    last_day = (last - MINUTE).date()
    day = first.date()
    while day <= last_day:
        if day.isoweekday() not in hours.days:
            return "day"
        day += timedelta(days=1)
    if hours.opens is None and hours.closes is None:
        return ""
    if first.date() != last_day:
        return "midnight"
    if hours.opens and first.time() < hours.opens:
        return "hours"
    ends_at_midnight = last.time() == MIDNIGHT
    return "hours" if hours.closes and (ends_at_midnight or last.time() > hours.closes) else ""


@dataclass(frozen=True)
class Free:
    """What is to be found room for: `length` of use, with `before` and `after` kept free around it, not before `earliest`."""

    length: timedelta
    before: timedelta
    after: timedelta
    earliest: datetime
    all_hours: tuple


def is_free(free, busy, begin):
    """Whether a use from `begin` meets the hours and none of `busy`, [(from, to)] of blocked moments."""
    end = begin + free.length
    if begin < free.earliest or any(fault_of_hours(hours, begin, end) for hours in free.all_hours):
        return False
    return not any(start < end + free.after and stop > begin - free.before for start, stop in busy)


def free_beginnings(free, busy, wanted, *, count=3, within=timedelta(days=2)):
    """Up to `count` moments at which a use could begin, the nearest to `wanted` first, whole five minutes on the wall.

    They follow a blocked time, precede one, or lie at the opening or closing of a day: what else is free is free around these.
    """
    candidates = {_up(free.earliest)}
    for start, stop in busy:
        candidates |= {_up(stop + free.before), _down(start - free.after - free.length)}
    for hours in free.all_hours:
        candidates |= _edges(hours, free.length, wanted, within)
    near = sorted((c for c in candidates if abs(c - wanted) <= within and c != wanted), key=lambda c: (abs(c - wanted), c))
    return [c for c in near if is_free(free, busy, c)][:count]


def _edges(hours, length, wanted, within):
    day, last = (on_the_wall(wanted + sign * within, hours.zone).date() for sign in (-1, 1))
    found = set()
    while day <= last:
        opens = as_utc(datetime.combine(day, hours.opens or MIDNIGHT), hours.zone)
        closes = as_utc(datetime.combine(day, hours.closes) if hours.closes else datetime.combine(day + timedelta(days=1), MIDNIGHT), hours.zone)
        found |= {_up(opens), _down(closes - length)}
        day += timedelta(days=1)
    return found


def _down(moment):
    return moment - (moment - datetime.min.replace(tzinfo=UTC)) % STEP


def _up(moment):
    lower = _down(moment)
    return lower if lower == moment else lower + STEP
