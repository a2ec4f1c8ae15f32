"""Entering places and how long it takes from one to another."""

from planner import audit
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.places import queries
from planner.places.models import MOST_MINUTES, PLACE_KINDS, Place, PlaceLeg

FIELDS = ("kind", "name_zh", "name_en", "address_zh", "address_en", "is_active")


def add_place(*, by, at, **values):
    """A new place; a name in one language is enough."""
    place = Place(**_known(values))
    with session().no_autoflush:
        _check(place)
    session().add(place)
    session().flush()
    audit.append("place.added", subject=place, by=by, at=at, details={"kind": place.kind})
    return place


def change_place(place, *, by, at, **values):
    """Set the given columns; `is_active=False` retires a place, which stays with what was planned there."""
    for name, value in _known(values).items():
        setattr(place, name, value)
    with session().no_autoflush:
        _check(place)
    session().flush()
    audit.append("place.changed", subject=place, by=by, at=at, details={"fields": sorted(values)})


def set_minutes(place, minutes, *, by, at):
    """How long it takes from `place`: {other place's id: (walking, driving)}, None for no way. The way back counts the same until it is set itself."""
    known = {other.id for other in queries.places(retired=True)} - {place.id}
    if set(minutes) - known:
        raise ValueError("unknown place")
    changed = [other for other, pair in sorted(minutes.items()) if _set_leg(place.id, other, *pair)]
    session().flush()
    if changed:
        audit.append("place.minutes_set", subject=place, by=by, at=at, details={"places": changed})


def _set_leg(here, there, walking, driving):
    """Whether something changed. Emptied, the way goes in both directions."""
    for value in (walking, driving):
        if value is not None and not 0 <= value <= MOST_MINUTES:
            raise RuleBroken(_l("Please choose a number from %(min)s to %(max)s.", min=0, max=MOST_MINUTES))
    both = queries.legs_between(here, there)
    own = both.get((here, there))
    stands = own or both.get((there, here))
    if (walking, driving) == ((stands.minutes_walking, stands.minutes_driving) if stands else (None, None)):
        return False
    if walking is None and driving is None:
        for leg in both.values():
            session().delete(leg)
        return True
    if own is None:
        own = PlaceLeg(from_id=here, to_id=there)
        session().add(own)
    own.minutes_walking, own.minutes_driving = walking, driving
    return True


def _known(values):
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise ValueError(f"no field {unknown}")
    return values


def _check(place):
    if not (place.name_zh or place.name_en):
        raise RuleBroken(_l("Please give it a name in Chinese or English."), field="name_zh")
    if place.kind not in PLACE_KINDS:
        raise RuleBroken(_l("Please choose from the list."), field="kind")
