"""Who is where and when: every item as a pure record, the ground of all checks and of the timeline."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from planner.db import session
from planner.programme.models import ItemGroup, ItemPerson, ItemRole, PartyGroupMember
from planner.reading import remembered
from planner.receptions.models import ABSENT, SIDES, Attendee, Item, ItemReply, Reception
from planner.resources.models import Booking, Resource
from planner.resources.times import as_utc

LENGTH_UNKNOWN = timedelta(minutes=30)
"""How long an item without an end is taken to last."""
BOTH_SIDES = ("meal", "banquet")
"""Kinds at which the whole host side takes part along with the party."""
OF_ITEM = (Item.id, Item.reception_id, Item.kind, Item.title_zh, Item.title_en, Item.starts_at, Item.ends_at, Item.time_zone, Item.place_id, Item.is_fixed, Item.flight,
           Item.responsible_id, Item.takes)


@dataclass(frozen=True)
class Use:
    """A resource booked for an item: what is checked of it."""

    booking_id: int
    resource_id: int
    kind: str
    name: tuple
    capacity: int | None
    begin: datetime
    end: datetime


@dataclass(frozen=True)
class Engagement:
    """One item with everybody who takes part. `begin` and `end` are moments (UTC), `starts_at` and `ends_at` what the wall there shows."""

    item_id: int
    reception_id: int
    kind: str
    title: tuple                      # (zh, en)
    starts_at: datetime
    ends_at: datetime
    begin: datetime
    end: datetime
    has_end: bool = True
    place_id: int | None = None
    is_fixed: bool = False
    flight: str = ""
    responsible_id: int | None = None
    guests: frozenset = frozenset()   # ids of people
    staff: frozenset = frozenset()    # ids of people: the host side, roles, whoever is in charge
    uses: tuple = field(default=())

    @property
    def people(self):
        return self.guests | self.staff

    def called(self, lang):
        return self.title[0 if lang == "zh" and self.title[0] or not self.title[1] else 1]


@remembered
def of_reception(reception, at):
    """The engagements of a reception in the order of their times."""
    return _engagements(select(*OF_ITEM).where(Item.reception_id == reception.id), at)


def of_staff_elsewhere(people, reception, begin, end, at):
    """Engagements of other receptions, not cancelled, in which some of these people take part between two wall times."""
    if not people:
        return []
    elsewhere = select(*OF_ITEM).join(Item.reception).where(Item.reception_id != reception.id, Reception.cancelled_at.is_(None),
                                                        Item.starts_at < end + timedelta(days=1), Item.starts_at > begin - timedelta(days=2))
    return [one for one in _engagements(elsewhere, at) if one.staff & people]


def _engagements(query, at):
    items = session().execute(query.order_by(Item.starts_at, Item.id)).all()
    if not items:
        return []
    ids = [item.id for item in items]
    there, absent, roles, uses = _there(items), absent_from(ids), _roles(ids), _uses(ids, at)
    found = []
    for item in items:
        guests, hosts = there(item)
        staff = hosts - absent[item.id] | roles[item.id] | ({item.responsible_id} - {None})
        found.append(_engagement(item, guests - absent[item.id], frozenset(staff), tuple(uses[item.id])))
    return found


def _there(items):
    """f(item) -> (guests, hosts), ids of people: who belongs to an item before anybody declines; worked out once for all items that take the same."""
    attendees = _attendees({item.reception_id for item in items})
    named, grouped = (_pairs_of(items, takes, pairs) for takes, pairs in (("named", _named), ("groups", _grouped)))
    known = {}

    def there(item):
        takes = {"party": None, "named": frozenset(named[item.id]), "groups": frozenset(grouped[item.id])}[item.takes]
        key = item.reception_id, item.kind, takes
        if key not in known:
            part = [one for one in attendees[item.reception_id] if takes_part(item.kind, one, takes)]
            known[key] = tuple(frozenset(one.person_id for one in part if one.side == side) for side in SIDES)
        return known[key]

    return there


def _pairs_of(items, takes, pairs):
    ids = [item.id for item in items if item.takes == takes]
    return pairs(ids) if ids else defaultdict(set)


def _engagement(item, guests, staff, uses):
    ends_at = item.ends_at or item.starts_at + LENGTH_UNKNOWN
    return Engagement(item.id, item.reception_id, item.kind, (item.title_zh, item.title_en), item.starts_at, ends_at,
                      as_utc(item.starts_at, item.time_zone), as_utc(ends_at, item.time_zone), item.ends_at is not None, item.place_id,
                      item.is_fixed, item.flight, item.responsible_id, guests, staff, uses)


def takes_part(kind, attendee, takes):
    """Whether an attendee belongs to an item of a kind that takes the whole party (None) or these attendees (their ids)."""
    if takes is not None:
        return attendee.id in takes
    if attendee.side == "host":
        return kind in BOTH_SIDES and attendee.dines
    return attendee.tours if kind == "tour" else attendee.dines if kind in BOTH_SIDES else True


def _attendees(receptions):
    found = defaultdict(list)
    columns = Attendee.id, Attendee.reception_id, Attendee.person_id, Attendee.side, Attendee.dines, Attendee.tours
    for one in session().execute(select(*columns).where(Attendee.reception_id.in_(receptions)).order_by(Attendee.id)):
        found[one.reception_id].append(one)
    return found


def absent_from(ids):
    """{item id: ids of people} who declined, or are not invited any more."""
    return _pairs(select(ItemReply.item_id, Attendee.person_id).join(Attendee, Attendee.id == ItemReply.attendee_id)
                  .where(ItemReply.item_id.in_(ids), ItemReply.answer.in_(ABSENT)))


def _pairs(query):
    found = defaultdict(set)
    for item_id, one in session().execute(query):
        found[item_id].add(one)
    return found


def _named(ids):
    return _pairs(select(ItemPerson.item_id, ItemPerson.attendee_id).where(ItemPerson.item_id.in_(ids)))


def _grouped(ids):
    return _pairs(select(ItemGroup.item_id, PartyGroupMember.attendee_id)
                  .join(PartyGroupMember, PartyGroupMember.group_id == ItemGroup.group_id).where(ItemGroup.item_id.in_(ids)))


def _roles(ids):
    return _pairs(select(ItemRole.item_id, ItemRole.person_id).where(ItemRole.item_id.in_(ids)))


def _uses(ids, at):
    found = defaultdict(list)
    live = (Booking.state == "booked") | (Booking.hold_until > at)
    query = select(Booking.id, Booking.item_id, Booking.starts_at, Booking.ends_at, Booking.time_zone, Resource).join(Resource, Resource.id == Booking.resource_id)
    for number, item_id, starts_at, ends_at, zone, resource in session().execute(query.where(Booking.item_id.in_(ids), live).order_by(Booking.id)).unique():
        names = tuple(resource.name(lang) for lang in ("zh", "en"))
        found[item_id].append(Use(number, resource.id, resource.kind, names, resource.capacity, as_utc(starts_at, zone), as_utc(ends_at, zone)))
    return found
