"""Reading tours: whose they are, who takes part, and what is booked for them."""

from datetime import datetime, time, timedelta

from sqlalchemy import or_, select

from planner.accounts.queries import roles_of
from planner.db import session
from planner.errors import NotFound
from planner.people.models import ClientRival
from planner.programme import engagements
from planner.programme.models import ItemRole
from planner.reading import remembered
from planner.receptions.models import Attendee, Item, Reception
from planner.receptions.queries import get_reception, visible_to
from planner.resources.models import Booking, Resource
from planner.resources.queries import editable_reception
from planner.tours.models import Tour, TourGroup, TourWish, VisitApplication

__all__ = ["editable_reception"]


def get_tour(reception, tour_id):
    """A tour of this reception; NotFound for another's."""
    found = session().get(Tour, tour_id)
    if found is None or found.item.reception_id != reception.id:
        raise NotFound()
    return found


def get_group(tour, group_id):
    found = session().get(TourGroup, group_id)
    if found is None or found.tour_id != tour.id:
        raise NotFound()
    return found


def get_wish(tour, wish_id):
    found = session().get(TourWish, wish_id)
    if found is None or found.tour_id != tour.id:
        raise NotFound()
    return found


def may_edit(reception, person):
    """Whether this person plans the tours of a reception: its owner, and the office."""
    roles = roles_of(person)
    return "office" in roles or ("account_manager" in roles and reception.owner_id == person.id)


def readable_tour(reception_id, tour_id, person):
    """The tour for who may see its reception, and for who has a part in it: the safety officer, who is responsible, roles at the item."""
    found = session().get(Tour, tour_id)
    if found is None or found.item.reception_id != reception_id:
        raise NotFound()
    if not has_part(found, person):
        get_reception(reception_id, person)
    return found


def has_part(tour, person):
    """Whether this person works at the tour: named on its application, responsible for the item or with a role at it."""
    application = application_of(tour)
    named = {application.safety_officer_id, application.responsible_id, application.camera_person_id} if application is not None else set()
    roles = select(ItemRole.person_id).where(ItemRole.item_id == tour.item_id)
    guides = {group.guide.person_id for group in tour.groups if group.guide} | {g.interpreter.person_id for g in tour.groups if g.interpreter}
    return person.id in named | guides | {tour.item.responsible_id, *session().scalars(roles)}


def works_at(tour, person):
    """Whether this person notes safety at the tour: the office, who plans the reception, and who has a part in the tour."""
    return "office" in roles_of(person) or tour.item.reception.owner_id == person.id or has_part(tour, person)


def tours_of(reception):
    """The tours of a reception in the order of their items."""
    return session().scalars(select(Tour).join(Tour.item).where(Item.reception_id == reception.id).order_by(Item.starts_at, Tour.id)).unique().all()


def items_without_tour(reception):
    """Items of kind “tour” for which no site was chosen yet."""
    known = select(Tour.item_id)
    return session().scalars(select(Item).where(Item.reception_id == reception.id, Item.kind == "tour", Item.id.not_in(known))
                             .order_by(Item.starts_at, Item.id)).unique().all()


def tours_of_day(site, day):
    """All tours on a site that begin on a day, but those of cancelled receptions."""
    begin = datetime.combine(day, time())
    return session().scalars(select(Tour).join(Tour.item).join(Item.reception).where(
        Tour.site_id == site.id, Item.starts_at >= begin, Item.starts_at < begin + timedelta(days=1), Reception.cancelled_at.is_(None)).order_by(Tour.id)).unique().all()


@remembered
def visitors_of(tour, at):
    """The guests who take part, as Attendees in the order of the party."""
    reception = tour.item.reception
    people = next((one.guests for one in engagements.of_reception(reception, at) if one.item_id == tour.item_id), frozenset())
    guests = session().scalars(select(Attendee).where(Attendee.reception_id == reception.id, Attendee.side == "guest")).unique()
    return sorted((a for a in guests if a.person_id in people), key=lambda a: (a.rank or 99, a.position, a.id))


@remembered
def rival_clients():
    """{client id: ids of the clients it must not meet}."""
    found = {}
    for first, second in session().execute(select(ClientRival.first_id, ClientRival.second_id)):
        found.setdefault(first, set()).add(second)
        found.setdefault(second, set()).add(first)
    return found


def rivals_within(people):
    """Sorted pairs of ids of rival clients that both have somebody among these attendees."""
    rivals, here = rival_clients(), {a.person.client_id for a in people}
    return sorted((one, other) for one in here & rivals.keys() for other in here & rivals[one] if one < other)


def clients_of(tour, visitors):
    """Ids of the client whose reception it is and of those whose people take part."""
    return {tour.item.reception.client_id} | {a.person.client_id for a in visitors}


def rivals_of(tour, visitors):
    """Ids of the clients that somebody of this tour must not meet."""
    rivals = rival_clients()
    return {other for one in clients_of(tour, visitors) for other in rivals.get(one, ())}


def bookings_of_day(resources, begin, end, at):
    """Live bookings of these resources, and of the other duties of the same people, that meet the time between two moments."""
    live = or_(Booking.state == "booked", Booking.hold_until > at)
    ids, people = [r.id for r in resources], [r.person_id for r in resources if r.person_id]
    return session().scalars(select(Booking).join(Booking.resource).where(
        or_(Resource.id.in_(ids), Resource.person_id.in_(people)), live, Booking.from_utc < end, Booking.to_utc > begin)).unique().all()


def companion_bookings(tour):
    """What is booked of guides and interpreters for the item of a tour."""
    found = session().scalars(select(Booking).where(Booking.item_id == tour.item_id, Booking.with_id.is_(None)).order_by(Booking.id)).unique()
    return [one for one in found if one.resource.kind in ("guide", "interpreter")]


@remembered
def application_of(tour):
    return session().scalar(select(VisitApplication).where(VisitApplication.tour_id == tour.id))


def waiting_applications():
    """Submitted applications of receptions that are not cancelled, the earliest visit first."""
    return session().scalars(select(VisitApplication).join(VisitApplication.tour).join(Tour.item).join(Item.reception).where(
        VisitApplication.status == "submitted", Reception.cancelled_at.is_(None)).order_by(Item.starts_at, VisitApplication.id)).unique().all()


def may_see(tour, person):
    """Whether this person may know whose tour it is."""
    return session().scalar(select(Reception.id).where(Reception.id == tour.item.reception_id, visible_to(person))) is not None
