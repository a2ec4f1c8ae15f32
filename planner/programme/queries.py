"""Reading programmes: groups, roles, dependencies, days held, and the items of a week."""

from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from planner.db import session
from planner.errors import NotFound
from planner.people.models import Person
from planner.programme.models import DateHold, ItemGroup, ItemLink, ItemPerson, ItemRole, PartyGroup, ProgrammeVersion, Telling
from planner.receptions.models import Attendee, Item, Reception
from planner.receptions.queries import visible_to
from planner.resources.models import Booking

WARN_AHEAD = timedelta(days=1)
MOST_SOURCES = 60
"""How many receptions to copy from are offered."""


def groups_of(reception):
    return session().scalars(select(PartyGroup).where(PartyGroup.reception_id == reception.id).order_by(PartyGroup.id)).unique().all()


def get_group(reception, group_id):
    return _of(reception, session().get(PartyGroup, group_id), "reception_id")


def get_hold(reception, hold_id):
    return _of(reception, session().get(DateHold, hold_id), "reception_id")


def get_version(reception, number):
    found = session().scalar(select(ProgrammeVersion).where(ProgrammeVersion.reception_id == reception.id, ProgrammeVersion.number == number))
    return _of(reception, found, "reception_id")


def _of(reception, row, column):
    if row is None or getattr(row, column) != reception.id:
        raise NotFound()
    return row


def get_role(item, role_id):
    found = session().get(ItemRole, role_id)
    if found is None or found.item_id != item.id:
        raise NotFound()
    return found


def get_link(item, link_id):
    """A dependency of this item on another."""
    found = session().get(ItemLink, link_id)
    if found is None or found.item_id != item.id:
        raise NotFound()
    return found


def get_telling(reception, telling_id):
    found = session().get(Telling, telling_id)
    if found is None or found.programme.reception_id != reception.id:
        raise NotFound()
    return found


def roles_by_item(reception):
    """{item id: [ItemRole]}."""
    found = {}
    for row in session().scalars(select(ItemRole).join(ItemRole.item).where(Item.reception_id == reception.id).order_by(ItemRole.id)).unique():
        found.setdefault(row.item_id, []).append(row)
    return found


def chosen_groups(item):
    return list(session().scalars(select(ItemGroup.group_id).where(ItemGroup.item_id == item.id)))


def chosen_attendees(item):
    return list(session().scalars(select(ItemPerson.attendee_id).where(ItemPerson.item_id == item.id)))


def groups_by_item(reception):
    """{item id: [PartyGroup]} of the items for some groups."""
    found, by_id = {}, {group.id: group for group in groups_of(reception)}
    for item_id, group_id in session().execute(select(ItemGroup.item_id, ItemGroup.group_id).where(ItemGroup.group_id.in_(by_id)).order_by(ItemGroup.group_id)):
        found.setdefault(item_id, []).append(by_id[group_id])
    return found


def names_of(people):
    """{id: Person} of some people."""
    return {one.id: one for one in session().scalars(select(Person).where(Person.id.in_(set(people)))).unique()}


def members(reception, attendee_ids):
    """Those of these attendees who belong to the reception."""
    return session().scalars(select(Attendee).where(Attendee.reception_id == reception.id, Attendee.id.in_(set(attendee_ids)))).unique().all()


# --- to begin with -------------------------------------------------------------------------------------------------------

def sources(reception, person):
    """Receptions whose programme may be copied: those of this client first, then the latest others this person may see."""
    with_items = select(Item.reception_id).group_by(Item.reception_id).having(func.count() > 0)
    query = select(Reception).where(visible_to(person), Reception.id != reception.id, Reception.id.in_(with_items))
    latest = Reception.starts_on.desc(), Reception.id.desc()
    own = session().scalars(query.where(Reception.client_id == reception.client_id).order_by(*latest).limit(MOST_SOURCES)).unique().all()
    others = session().scalars(query.where(Reception.client_id != reception.client_id).order_by(*latest).limit(MOST_SOURCES - len(own))).unique().all()
    return own, others


# --- days held -----------------------------------------------------------------------------------------------------------

def holds_of(reception):
    """All holds of days, those still held first, then by day."""
    found = session().scalars(select(DateHold).where(DateHold.reception_id == reception.id).order_by(DateHold.starts_on, DateHold.id)).unique().all()
    return sorted(found, key=lambda hold: hold.state != "held")


def _ending(at):
    return DateHold.state == "held", DateHold.expires_at > at, DateHold.expires_at <= at + WARN_AHEAD


def holds_ending(person, at):
    """Days held for receptions this person plans that fall away within a day."""
    query = select(DateHold).join(DateHold.reception).where(*_ending(at), Reception.owner_id == person.id, Reception.cancelled_at.is_(None))
    return session().scalars(query.options(joinedload(DateHold.reception)).order_by(DateHold.expires_at, DateHold.id)).unique().all()


def holds_to_warn_of(at):
    """Days held that fall away within a day and of which nobody was told."""
    query = select(DateHold).join(DateHold.reception).where(*_ending(at), DateHold.warned_at.is_(None), Reception.cancelled_at.is_(None))
    return session().scalars(query.options(joinedload(DateHold.reception)).order_by(DateHold.expires_at, DateHold.id)).unique().all()


# --- the week ------------------------------------------------------------------------------------------------------------

def items_between(person, first, days):
    """Items of the receptions this person may see that lie within so many days, with their receptions and whoever is in charge."""
    begin, end = datetime.combine(first, time()), datetime.combine(first + timedelta(days=days), time())
    query = (select(Item).join(Item.reception).where(visible_to(person), Reception.cancelled_at.is_(None), Item.starts_at < end, Item.starts_at > begin - timedelta(days=1),
                                                    (Item.ends_at > begin) | (Item.starts_at >= begin))
             .options(joinedload(Item.reception), joinedload(Item.responsible)).order_by(Item.starts_at, Item.id))
    return session().scalars(query).unique().all()


def booked_for(item_ids, at):
    """{item id: [Resource]} of what is booked or on hold for these items."""
    found = {}
    live = (Booking.state == "booked") | (Booking.hold_until > at)
    for booking in session().scalars(select(Booking).where(Booking.item_id.in_(item_ids), live).options(joinedload(Booking.resource)).order_by(Booking.id)).unique():
        found.setdefault(booking.item_id, []).append(booking.resource)
    return found
