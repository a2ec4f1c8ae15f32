"""The terms of a banquet's deadlines, and what is known to be done: read for many banquets in a few queries."""

from collections import defaultdict

from sqlalchemy import select

from planner.banquets import seating_bridge
from planner.banquets.models import Banquet, PlanVersion, PrintRun
from planner.budgets.models import Application
from planner.days.special import HOME
from planner.db import session
from planner.invitations import deadlines
from planner.invitations.addressing import NOT_INVITED
from planner.invitations.deadlines import Terms
from planner.invitations.timetable_models import ChosenGathering, DateAgreement, DeadlineNote
from planner.people.models import Client, Person
from planner.reading import remembered
from planner.receptions.models import Attendee, Item

INVITE_LEAD = "invite_lead"
PLACE_CARDS_PAPER = "place_cards"


def terms_of(banquets):
    """{banquet id: Terms} of these banquets, in two queries."""
    ids = [b.id for b in banquets]
    chosen = dict(session().execute(select(ChosenGathering.banquet_id, ChosenGathering.gathering).where(ChosenGathering.banquet_id.in_(ids))).all())
    guests = defaultdict(list)
    for reception_id, country, rank, grade in session().execute(
            select(Attendee.reception_id, Client.country, Attendee.rank, Client.grade).join(Person, Attendee.person_id == Person.id)
            .join(Client, Person.client_id == Client.id).where(Attendee.reception_id.in_({b.reception_id for b in banquets}), *_is_invited())):
        guests[reception_id].append((country, rank, grade))
    return {b.id: _terms(b, chosen.get(b.id), guests[b.reception_id]) for b in banquets}


@remembered
def terms(banquet):
    """The Terms of one banquet."""
    return terms_of([banquet])[banquet.id]


def chain_of(banquet):
    """The deadlines of one banquet, earliest first."""
    return deadlines.deadlines_before(terms(banquet))


def gathering_of(banquet, chosen=None):
    """The kind of event it is: the one chosen, else what follows from its item."""
    return chosen if chosen in deadlines.gatherings() else deadlines.gathering_of(banquet.item.kind, banquet.item.starts_at.time())


def asked_to_hold(banquet):
    """The guests who are asked to keep the day free, the highest rank first."""
    guests = session().scalars(select(Attendee).join(Attendee.person).join(Person.client)
                               .where(Attendee.reception_id == banquet.reception_id, *_is_invited()).order_by(Attendee.rank, Attendee.position, Attendee.id))
    return [guest for guest in guests.unique() if deadlines.is_asked_to_hold(guest.person.client.country, guest.rank, guest.person.client.grade)]


def pack_lead(banquet):
    """(title of the option, its words by value, the lead in force) of the banquet's rule pack."""
    title, words, lead = seating_bridge.pack_options(banquet.pack, [INVITE_LEAD])[INVITE_LEAD]
    return title, words, lead


def _is_invited():
    return Attendee.side == "guest", Attendee.dines, Attendee.role.not_in(NOT_INVITED)


def _terms(banquet, chosen, guests):
    gathering = gathering_of(banquet, chosen)
    countries = frozenset({HOME, banquet.reception.client.country, *(country for country, _rank, _grade in guests)})
    return Terms(banquet.item.starts_at.date(), deadlines.lead_of(gathering, pack_lead(banquet)[2]), gathering, countries,
                 any(deadlines.is_asked_to_hold(*guest) for guest in guests))


# --- what is done --------------------------------------------------------------------------------------------------------

def noted_of(banquets):
    """{banquet id: ids of deadlines that are done as far as people, plans and prints say}, in a few queries."""
    ids = [b.id for b in banquets]
    found = {name: set() for name in ids}
    for banquet_id, name in [*_agreed(ids), *_ticked(ids), *_filed(ids), *_frozen(ids), *_printed(ids)]:
        found[banquet_id].add(name)
    return found


def _of_item(ids):
    return select(Banquet.id).join(Item, Banquet.item_id == Item.id).where(Banquet.id.in_(ids))


def _agreed(ids):
    rows = session().scalars(_of_item(ids).join(DateAgreement, DateAgreement.banquet_id == Banquet.id).where(
        DateAgreement.taken_back_at.is_(None), DateAgreement.starts_at == Item.starts_at,
        DateAgreement.guest_of_honour_id == Banquet.guest_of_honour_id))
    return [(banquet_id, deadlines.DATE_AGREED) for banquet_id in rows]


def _ticked(ids):
    return session().execute(_of_item(ids).join(DeadlineNote, DeadlineNote.banquet_id == Banquet.id).where(
        DeadlineNote.done_for == Item.starts_at).add_columns(DeadlineNote.deadline)).all()


def _filed(ids):
    rows = session().scalars(select(Banquet.id).join(Application, Application.reception_id == Banquet.reception_id)
                             .where(Banquet.id.in_(ids), Application.status.in_(("submitted", "approved"))))
    return [(banquet_id, deadlines.APPLICATION_IN) for banquet_id in rows]


def _frozen(ids):
    rows = session().scalars(select(PlanVersion.banquet_id).where(PlanVersion.banquet_id.in_(ids), PlanVersion.state == "released"))
    return [(banquet_id, deadlines.SEATING_FREEZE) for banquet_id in rows]


def _printed(ids):
    rows = session().scalars(select(PrintRun.banquet_id).join(PlanVersion, PrintRun.version_id == PlanVersion.id).where(
        PrintRun.banquet_id.in_(ids), PrintRun.paper == PLACE_CARDS_PAPER, PlanVersion.state == "released"))
    return [(banquet_id, deadlines.PLACE_CARDS) for banquet_id in rows]
