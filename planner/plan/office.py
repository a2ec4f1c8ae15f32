"""The demonstration's office, demo/office.toml: places, resources, and what is booked for the Huaxin reception."""

import tomllib
from datetime import timedelta

from sqlalchemy import select

from planner import folder_of
from planner.db import session
from planner.places.actions import add_place, set_minutes
from planner.places.models import Place
from planner.plan.company import staff_named
from planner.receptions.models import Item
from planner.resources import actions, keeping
from planner.resources.models import Booking, Resource
from planner.resources.times import as_utc


def load_office(*, at):
    """Add what is missing of places and resources; what is there stays as it is."""
    data = _data()
    for values in data["places"]:
        if _place(values["name_zh"]) is None:
            add_place(by=None, at=at, **values)
    for names, minutes in data["minutes"].items():
        here, there = (_place(name) for name in names.split(" "))
        set_minutes(here, {there.id: (minutes.get("walking"), minutes.get("driving"))}, by=None, at=at)
    for values in data["resources"]:
        _resource(dict(values), at=at)


def book_for_story(reception, *, at):
    """Book what the Huaxin reception needs, once, and name the kept places of its items; what lies in the past is left out."""
    if session().scalar(select(Booking.id).where(Booking.reception_id == reception.id).limit(1)) is not None:
        return
    for item in reception.items:
        place = session().scalar(select(Place).where(Place.name_zh == item.place_zh))
        item.place_id = place.id if place is not None else None
    for values in _data()["bookings"]:
        begin = as_utc(values["from"], reception.time_zone)
        if begin <= at:
            continue
        item = session().scalar(select(Item).where(Item.reception_id == reception.id, Item.title_zh == values["item"]))
        hold = begin - timedelta(days=values.get("hold_days", 0))
        actions.book(_named(values["kind"], values["name"]), item, starts_at=values["from"], ends_at=values["to"], people=values.get("people"),
                     needed_languages=values.get("languages", ()), hold_until=hold if "hold_days" in values and hold > at else None,
                     by=reception.owner, at=at)


def _data():
    return tomllib.loads((folder_of("demo") / "office.toml").read_text("utf-8"))


def _place(name):
    return session().scalar(select(Place).where(Place.name_zh == name))


def _named(kind, name):
    """The resource of this kind and Chinese name, or of this person; None when there is none."""
    found = session().scalars(select(Resource).where(Resource.kind == kind)).unique()
    return next((one for one in found if name in (one.name_zh, one.person.name_zh if one.person else "")), None)


def _resource(values, *, at):
    if _named(values["kind"], values.get("person") or values["name_zh"]) is not None:
        return
    person, place, driver = (values.pop(key, None) for key in ("person", "place", "driver"))
    if person:
        values["person_id"] = staff_named(person).id
    if place:
        values["place_id"] = _place(place).id
    if driver:
        values["driver_id"] = _named("driver", driver).id
    keeping.add_resource(values.pop("kind"), by=None, at=at, **values)
