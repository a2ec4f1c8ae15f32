"""Places, resources and bookings for tests. Call inside transaction()."""

from datetime import time

from planner.db import session
from planner.places.models import Place
from planner.resources.models import Resource
from tests import factories


def make_place(name_zh="公司大门", name_en="Main gate", kind="gate", **fields):
    return _stored(Place(name_zh=name_zh, name_en=name_en, kind=kind, **fields))


def make_room(name_zh="第一会议室", name_en="Meeting room 1", capacity=20, **fields):
    return _stored(Resource(kind="room", name_zh=name_zh, name_en=name_en, capacity=capacity, **fields))


def make_helper(kind="guide", name_zh="邓德", name_en="Deng De", languages=("zh", "de"), person=None, **fields):
    """A guide, interpreter or driver, who is a person of the staff."""
    person = person or factories.make_person(name_zh, name_en, languages=list(languages))
    return _stored(Resource(kind=kind, person_id=person.id, **fields))


def make_car(name_zh="商务车", name_en="Van", capacity=6, driver=None, **fields):
    return _stored(Resource(kind="car", name_zh=name_zh, name_en=name_en, capacity=capacity, vehicle="mpv", driver_id=driver.id if driver else None,
                            **fields))


def office_hours():
    return {"opens": time(8), "closes": time(18), "days": [1, 2, 3, 4, 5]}


def _stored(row):
    session().add(row)
    session().flush()
    session().refresh(row)
    return row
