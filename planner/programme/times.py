"""What is said of an item's times while it is entered: what cannot be, and what is only unusual."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from planner.i18n import _l
from planner.resources.times import fault_of_clock

FAULTS = {"missing": _l("This time does not exist on the clock there: it is skipped for summer time."),
          "doubled": _l("The clock there shows this time twice: it is set back from summer time. Please choose a time outside that hour.")}


@dataclass(frozen=True)
class Said:
    """A sentence at a field; a refusal cannot be stored, anything else is only said."""

    field: str
    text: object
    is_refusal: bool = True


def said_of(reception, starts_at, ends_at, at):
    """[Said] of wall times of an item of this reception at the moment `at`."""
    found = [Said(name, FAULTS[fault]) for name, wall in (("starts_at", starts_at), ("ends_at", ends_at))
             if wall is not None and (fault := fault_of_clock(wall, reception.time_zone))]
    if starts_at is None:
        return found
    if not reception.starts_on <= starts_at.date() <= reception.ends_on:
        found.append(Said("starts_at", _l("This lies outside the days of the reception.")))
    if ends_at is not None and ends_at < starts_at:
        found.append(Said("ends_at", _l("The end lies before the beginning. Please check both.")))
    here = at.astimezone(ZoneInfo(reception.time_zone)).replace(tzinfo=None)
    if starts_at < here:
        found.append(_in_the_past(reception, here.date()))
    return found


def _in_the_past(reception, today):
    """While a reception is under way, what has happened may still be entered."""
    if reception.starts_on <= today <= reception.ends_on:
        return Said("starts_at", _l("This time has passed already; it is entered for the record."), is_refusal=False)
    return Said("starts_at", _l("This time has passed already, and the reception is not under way. Please choose a later one."))
