"""Reading resources and bookings: what is free, what else would do, and the week as it stands."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from planner.accounts.queries import roles_of
from planner.db import session
from planner.errors import NotFound
from planner.people.models import Person
from planner.receptions import queries as receptions
from planner.receptions.models import Reception
from planner.resources.models import KINDS, PERSON_KINDS, Booking, Resource
from planner.resources.times import Free, as_utc, fault_of_hours, free_beginnings, hours_of, on_the_wall

LONGEST = timedelta(days=14)
LONGEST_BUFFER_MINUTES = 240
WARN_AHEAD = timedelta(days=1)
REACH = timedelta(days=2)
"""How far from the wanted time other times are looked for."""


def is_live(at):
    """A condition on Booking: it still keeps its resource at the moment `at`."""
    return or_(Booking.state == "booked", Booking.hold_until > at)


def get_resource(resource_id):
    found = session().get(Resource, resource_id)
    if found is None:
        raise NotFound()
    return found


def resources(kind=None, *, retired=False):
    """Resources by kind and name; retired ones too where asked."""
    query = select(Resource).options(joinedload(Resource.place), joinedload(Resource.driver))
    if kind:
        query = query.where(Resource.kind == kind)
    if not retired:
        query = query.where(Resource.is_active)
    return sorted(session().scalars(query).unique(), key=lambda r: (KINDS.index(r.kind), not r.is_active, r.name("zh"), r.id))


def cars_of(driver):
    """Cars in use whose own driver this is."""
    return session().scalars(select(Resource).where(Resource.driver_id == driver.id, Resource.is_active)).unique().all()


def staff_member(person_id):
    """The member of our staff still with us, or None."""
    found = session().get(Person, person_id) if person_id else None
    return found if found is not None and found.is_staff and found.is_active else None


def twin(kind, person):
    """Whether the person is entered for this duty already, retired or not."""
    return session().scalar(select(Resource.id).where(Resource.kind == kind, Resource.person_id == person.id)) is not None


def plate_is_known(car):
    """Whether another car in use bears the number plate."""
    return session().scalar(select(Resource.id).where(Resource.plate == car.plate, Resource.is_active, Resource.id != (car.id or 0))) is not None


def editable_reception(reception_id, person):
    """The reception if this person may book for it: its owner, or the office; NotFound otherwise."""
    if "office" in roles_of(person):
        return receptions.get_reception(reception_id, person)
    return receptions.own_reception(reception_id, person)


def may_book_for(reception, person):
    return reception.owner_id == person.id or "office" in roles_of(person)


def get_booking(reception, booking_id, at):
    """A booking of this reception that still stands; NotFound otherwise."""
    found = session().scalar(select(Booking).where(Booking.id == booking_id, Booking.reception_id == reception.id, is_live(at)))
    if found is None:
        raise NotFound()
    return found


def bookings_of(reception, at, item=None):
    """The bookings of a reception, or of one item, in the order of their times; a car stands before its driver."""
    query = select(Booking).where(Booking.reception_id == reception.id, is_live(at)).options(joinedload(Booking.item))
    if item is not None:
        query = query.where(Booking.item_id == item.id)
    return session().scalars(query.order_by(Booking.from_utc, Booking.id)).unique().all()


def driver_booking(booking):
    """The booking of the driver that came with a car's, or None."""
    return session().scalar(select(Booking).where(Booking.with_id == booking.id))


def same_body(resource):
    """Ids of the resources that cannot be in two places because they are one: the resource, and the person's other duties."""
    if resource.person_id is None:
        return [resource.id]
    return list(session().scalars(select(Resource.id).where(Resource.person_id == resource.person_id).order_by(Resource.id)))


def blocked(resource_ids, begin, end, at, without=()):
    """[(from, to)] of what blocks any of these resources between two moments, but for the bookings in `without`."""
    query = select(Booking.from_utc, Booking.to_utc).where(*_meets(begin, end), Booking.resource_id.in_(resource_ids), is_live(at))
    if without:
        query = query.where(Booking.id.not_in(without))
    return [tuple(row) for row in session().execute(query.order_by(Booking.from_utc))]


def _meets(begin, end):
    """Conditions on Booking: it blocks something between two moments. The third lets the index by time end the search."""
    return Booking.from_utc < end, Booking.to_utc > begin, Booking.from_utc > begin - LONGEST - 2 * timedelta(minutes=LONGEST_BUFFER_MINUTES)


# --- what else would do --------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Alternatives:
    """Instead of what cannot be had: [(starts_at, ends_at)] of the same resource as wall times, and other free resources of its kind."""

    times: tuple = ()
    others: tuple = ()


@dataclass(frozen=True)
class Wish:
    """What somebody wants to book: wall times in `zone`, how many people, which languages, and the driver where it is a car."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    people: int | None = None
    languages: tuple = ()
    driver: Resource | None = None
    without: tuple = field(default=())

    @property
    def begin(self):
        return as_utc(self.starts_at, self.zone)

    @property
    def end(self):
        return as_utc(self.ends_at, self.zone)


def alternatives(resource, wish, at, *, times=3, others=5):
    """The Alternatives to `resource` for `wish`: other times near it, and other free resources that would do, the best fitting first."""
    found = other_times(resource, wish, at, count=times) if suits(resource, wish) and resource.is_active else ()
    return Alternatives(tuple(found), tuple(free_resources(resource.kind, wish, at, without=(resource.id,))[:others]))


def other_times(resource, wish, at, count=3):
    """Up to `count` (starts_at, ends_at), on the wall of the wish's zone, at which `resource` (with its driver) is free for as long."""
    together = [one for one in (resource, wish.driver or resource.driver) if one is not None]
    before, after = buffers(*together)
    begin, length = wish.begin, wish.end - wish.begin
    ids = [number for one in together for number in same_body(one)]
    busy = blocked(ids, begin - REACH - before - length, begin + REACH + after + length, at, wish.without)
    free = Free(length, before, after, at, tuple(hours_of(one) for one in together))
    return [(on_the_wall(moment, wish.zone), on_the_wall(moment + length, wish.zone))
            for moment in free_beginnings(free, busy, begin, count=count, within=REACH)]


def buffers(*together):
    """What is kept free before and after a use of resources that go together: the longest of each."""
    return tuple(timedelta(minutes=max(getattr(one, name) for one in together)) for name in ("buffer_before", "buffer_after"))


def suits(resource, wish):
    """Whether the resource is large enough and speaks the needed languages, whatever the time."""
    roomy = wish.people is None or resource.capacity is None or resource.capacity >= wish.people
    return roomy and not missing_languages(resource, wish.languages)


def missing_languages(resource, needed):
    """Codes among `needed` that a guide, interpreter or driver does not speak; a thing needs none."""
    return [code for code in needed if code not in resource.languages] if resource.kind in PERSON_KINDS else []


def free_resources(kind, wish, at, *, without=()):
    """Resources of a kind that could be booked as wished, the smallest that is large enough first."""
    found = [one for one in resources(kind) if one.id not in without and suits(one, wish)]
    taken = _taken_ids(wish, at)
    free = [one for one in found if not _is_taken(one, wish, taken)]
    if kind == "car":
        drivers = [one for one in resources("driver") if not _is_taken(one, wish, taken)]
        free = [one for one in free if wish.driver or (drivers if one.driver is None else not _is_taken(one.driver, wish, taken) or drivers)]
    return sorted(free, key=lambda one: (one.capacity or 0, one.name("zh"), one.id))


def _taken_ids(wish, at):
    """[(resource id, person id, from, to)] around the wished time, of all resources."""
    reach = timedelta(minutes=LONGEST_BUFFER_MINUTES)
    query = (select(Booking.id, Booking.resource_id, Resource.person_id, Booking.from_utc, Booking.to_utc)
             .join(Resource, Resource.id == Booking.resource_id).where(*_meets(wish.begin - reach, wish.end + reach), is_live(at)))
    return [row[1:] for row in session().execute(query) if row[0] not in wish.without]


def _is_taken(resource, wish, taken):
    before, after = buffers(resource)
    begin, end = wish.begin - before, wish.end + after
    if fault_of_hours(hours_of(resource), wish.begin, wish.end):
        return True
    return any(start < end and stop > begin and (number == resource.id or resource.person_id is not None and person == resource.person_id)
               for number, person, start, stop in taken)


# --- the week ------------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Taken:
    """A booking as it may be shown: without its reception to who may not see that."""

    booking: Booking
    is_visible: bool


def taken_between(kind, first, days, zone, person, at):
    """{resource id: [Taken]} for `days` days from `first` on the wall of `zone`, in the order of their times."""
    begin = as_utc(datetime.combine(first, time()), zone)
    end = as_utc(datetime.combine(first + timedelta(days=days), time()), zone)
    query = (select(Booking, exists().where(Reception.id == Booking.reception_id, receptions.visible_to(person)).correlate(Booking).label("seen"))
             .join(Booking.resource).where(*_meets(begin, end), is_live(at))
             .options(joinedload(Booking.reception), joinedload(Booking.item)).order_by(Booking.from_utc, Booking.id))
    if kind:
        query = query.where(Resource.kind == kind)
    found = {}
    for booking, seen in session().execute(query).unique():
        found.setdefault(booking.resource_id, []).append(Taken(booking, bool(seen)))
    return found


def next_taken(kind, at, zone):
    """The day on the wall of `zone` on which a resource of the kind is booked next, or None."""
    found = session().scalar(select(Booking.from_utc).join(Booking.resource).where(Resource.kind == kind, Booking.from_utc > at, is_live(at))
                             .order_by(Booking.from_utc).limit(1))
    return None if found is None else on_the_wall(found, zone).date()


def future_bookings(resource, at):
    """How many bookings of a resource still lie ahead."""
    return len(session().scalars(select(Booking.id).where(Booking.resource_id == resource.id, Booking.to_utc > at, is_live(at))).all())


# --- holds ---------------------------------------------------------------------------------------------------------------

def holds_ending(person, at):
    """Holds of receptions this person plans that fall away within a day, the first to end first; a car's driver is not told apart."""
    query = (select(Booking).join(Booking.reception).where(
        Booking.state == "held", Booking.hold_until > at, Booking.hold_until <= at + WARN_AHEAD, Booking.with_id.is_(None),
        Reception.owner_id == person.id, Reception.cancelled_at.is_(None)).options(joinedload(Booking.reception)))
    return session().scalars(query.order_by(Booking.hold_until, Booking.id)).unique().all()


def holds_of(reception, at):
    """Holds of one reception that fall away within a day."""
    return [b for b in bookings_of(reception, at) if b.state == "held" and b.with_id is None and b.hold_until <= at + WARN_AHEAD]


def holds_to_warn_of(at):
    """Holds that end within a day and of which nobody was told."""
    return session().scalars(select(Booking).where(
        Booking.state == "held", Booking.warned_at.is_(None), Booking.with_id.is_(None), Booking.hold_until > at,
        Booking.hold_until <= at + WARN_AHEAD).order_by(Booking.reception_id, Booking.hold_until)).unique().all()


def resource_ids_with_expired_holds(at):
    return sorted(set(session().scalars(select(Booking.resource_id).where(Booking.state == "held", Booking.hold_until <= at))))
