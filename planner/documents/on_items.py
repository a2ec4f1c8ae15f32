"""What papers show beside an item of the programme: who has which role there, and what is booked for it."""

from collections import defaultdict

from sqlalchemy import select

from planner.db import session
from planner.documents.papers import BookedEntry, OnDuty, Text
from planner.programme.models import ItemRole
from planner.programme.roles import all_roles, role_name
from planner.receptions.models import Item
from planner.resources.models import Booking


def duties(reception, *, sees_contacts):
    """{item id: (OnDuty, …)} in the order of the roles."""
    order = {role: number for number, role in enumerate(all_roles())}
    rows = session().scalars(select(ItemRole).join(ItemRole.item).where(Item.reception_id == reception.id).order_by(ItemRole.id)).unique()
    found = defaultdict(list)
    for row in sorted(rows, key=lambda row: order.get(row.role, len(order))):
        found[row.item_id].append(OnDuty(Text(role_name(row.role, "zh"), role_name(row.role, "en")), _name(row.person),
                                         row.person.phone if sees_contacts else "", Text(row.note("zh"), row.note("en")), row.role))
    return {item_id: tuple(several) for item_id, several in found.items()}


def booked(reception, *, sees_contacts):
    """{item id: (BookedEntry, …)} of what is booked or on hold; the driver that comes with a car stands in the car's entry."""
    rows = session().scalars(select(Booking).where(Booking.reception_id == reception.id, Booking.item_id.is_not(None)).order_by(Booking.id)).unique().all()
    drivers = {row.with_id: row.resource for row in rows if row.with_id is not None}
    found = defaultdict(list)
    for row in rows:
        if row.with_id is None:
            found[row.item_id].append(_entry(row, drivers.get(row.id), sees_contacts))
    return {item_id: tuple(several) for item_id, several in found.items()}


def _entry(row, driver, sees_contacts):
    resource, person = row.resource, driver.person if driver else row.resource.person
    return BookedEntry(resource.kind, Text(resource.name("zh"), resource.name("en")), resource.plate,
                       _name(person) if driver and person else Text(), person.phone if person and sees_contacts else "", row.state == "held")


def address_of(item):
    """The address of the kept place of an item."""
    place = item.kept_place
    return Text(place.address("zh"), place.address("en")) if place else Text()


def _name(person):
    return Text(person.name("zh"), person.name("en"))
