"""Reading places and the minutes between them."""

from sqlalchemy import select

from planner.db import session
from planner.errors import NotFound
from planner.places.models import PLACE_KINDS, Place, PlaceLeg


def get_place(place_id):
    found = session().get(Place, place_id)
    if found is None:
        raise NotFound()
    return found


def places(*, retired=False):
    """Places by kind and name; retired ones too, at the end, where asked."""
    query = select(Place) if retired else select(Place).where(Place.is_active)
    return sorted(session().scalars(query), key=lambda p: (not p.is_active, PLACE_KINDS.index(p.kind), p.name("zh"), p.id))


def all_minutes():
    """{(from id, to id): (minutes walking, minutes driving)} in both directions; None for a way nobody takes."""
    rows = {(leg.from_id, leg.to_id): (leg.minutes_walking, leg.minutes_driving) for leg in session().scalars(select(PlaceLeg))}
    return {(there, here): minutes for (here, there), minutes in rows.items()} | rows


def minutes_between(from_id, to_id, *, driving=False):
    """Minutes from one place to another, 0 where it is the same; None where nobody has entered them."""
    if from_id == to_id:
        return 0
    both = legs_between(from_id, to_id)
    leg = both.get((from_id, to_id)) or both.get((to_id, from_id))
    return None if leg is None else leg.minutes_driving if driving else leg.minutes_walking


def legs_between(one_id, other_id):
    """{(from id, to id): PlaceLeg} of two places."""
    pair = (one_id, other_id)
    return {(leg.from_id, leg.to_id): leg for leg in session().scalars(select(PlaceLeg).where(PlaceLeg.from_id.in_(pair), PlaceLeg.to_id.in_(pair)))}
