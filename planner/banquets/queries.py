"""Reading banquets: whose they are, who dines, who sits where and why."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select

from planner.accounts.queries import roles_of
from planner.audit import AuditEntry
from planner.banquets.models import Banquet, Presence, Seating
from planner.db import session
from planner.errors import NotFound
from planner.people.models import Person
from planner.reading import remembered
from planner.receptions import queries as receptions
from planner.receptions.models import ABSENT, Attendee, Item, Wish


def editable_reception(reception_id, person):
    """The reception if this person may plan its banquet: its owner, and the office for all of them."""
    if "office" in roles_of(person):
        return receptions.get_reception(reception_id, person)
    return receptions.own_reception(reception_id, person)


def may_edit(reception, person):
    """Whether this person may change the banquet of a reception that is visible to them."""
    roles = roles_of(person)
    return "office" in roles or ("account_manager" in roles and reception.owner_id == person.id)


@remembered
def banquets_of(reception):
    """Banquets of a reception in the order in which they take place."""
    return session().scalars(select(Banquet).join(Item, Banquet.item_id == Item.id)
                             .where(Banquet.reception_id == reception.id)
                             .order_by(Item.starts_at, Banquet.id)).unique().all()


def get_banquet(reception, banquet_id, *, to_change=False):
    """A banquet of this reception; NotFound for another's. With `to_change` nobody else changes its plan until the transaction ends."""
    found = session().get(Banquet, banquet_id, with_for_update={"of": Banquet} if to_change else None, populate_existing=to_change)
    if found is None or found.reception_id != reception.id:
        raise NotFound()
    return found


def is_drawn(banquet):
    """Whether somebody has drawn the room, so that a number of equal round tables would destroy it."""
    return bool(banquet.room) or len({(t.kind, t.seats) for t in banquet.tables}) > 1 or any(t.kind != "round" or t.label or t.name for t in banquet.tables)


def free_items(reception):
    """Programme items that a banquet can stand on: banquets and meals without one."""
    used = select(Banquet.item_id)
    return session().scalars(select(Item).where(Item.reception_id == reception.id, Item.kind.in_(("banquet", "meal")),
                                                Item.id.not_in(used)).order_by(Item.starts_at, Item.id)).all()


@remembered
def diners(banquet):
    """Everybody who has a place at this banquet: dines, has not declined it, is still invited to it, and not noted as absent."""
    return _expected(banquet, is_not_absent(banquet))


@remembered
def expected(banquet):
    """As diners(), with those who were noted as absent on the day."""
    return _expected(banquet)


def _expected(banquet, *conditions):
    return session().scalars(select(Attendee).where(
        Attendee.reception_id == banquet.reception_id, Attendee.dines.is_(True), receptions.comes_to(banquet.item_id), *conditions)
        .order_by(Attendee.side, Attendee.position, Attendee.id)).unique().all()


def is_not_absent(banquet):
    """A condition on Attendee: was not noted as absent on the day of the banquet."""
    return ~exists().where(Presence.banquet_id == banquet.id, Presence.attendee_id == Attendee.id,
                           Presence.state == "absent").correlate_except(Presence)


@remembered
def noted_absent(item):
    """Ids of the attendees who were noted as absent at the banquet of this item."""
    return set(session().scalars(select(Presence.attendee_id).join(Banquet, Presence.banquet_id == Banquet.id)
                                 .where(Banquet.item_id == item.id, Presence.state == "absent")))


def dines_at(banquet, attendee):
    """Whether this attendee has a place at the banquet."""
    reply = receptions.item_reply(banquet.item_id, attendee.id)
    if not attendee.dines or reply is not None and reply.answer in ABSENT:
        return False
    return session().scalar(select(Presence.id).where(Presence.banquet_id == banquet.id, Presence.attendee_id == attendee.id,
                                                      Presence.state == "absent")) is None


def comes():
    """A condition on Attendee: comes to a banquet of the reception at least, or there is none yet."""
    return or_(~exists().where(Banquet.reception_id == Attendee.reception_id),
               exists().where(Banquet.reception_id == Attendee.reception_id, receptions.comes_to(Banquet.item_id)))


@remembered
def seatings(banquet):
    """Who has which seat, by table and seat."""
    return session().scalars(select(Seating).where(Seating.banquet_id == banquet.id)
                             .order_by(Seating.table_id, Seating.seat)).unique().all()


def dining_ids(banquet):
    """Ids of everybody who has a place at this banquet, absent on the day or not: what was done can be taken back."""
    return set(session().scalars(select(Attendee.id).where(
        Attendee.reception_id == banquet.reception_id, Attendee.dines.is_(True), receptions.comes_to(banquet.item_id))))


def seatings_at(banquet, attendee_ids, places):
    """attendee id -> Seating of these people, and of whoever sits at these (table id, seat)."""
    tables = {table for table, _seat in places}
    found = session().scalars(select(Seating).where(Seating.banquet_id == banquet.id, or_(
        Seating.attendee_id.in_(attendee_ids), and_(Seating.table_id.in_(tables), Seating.seat.in_({seat for _table, seat in places})))))
    return {row.attendee_id: row for row in found.unique()
            if row.attendee_id in attendee_ids or (row.table_id, row.seat) in places}


@dataclass(frozen=True)
class KeptTable:
    """A table as a version of the plan has it; the fields are those of BanquetTable."""

    number: int
    label: str
    name: str
    kind: str
    seats: int
    sizes: dict
    x_cm: int
    y_cm: int
    rotation: int
    features: list

    @property
    def called(self):
        """What stands on the table: its label, else its number."""
        return self.label or str(self.number)


@dataclass(frozen=True)
class KeptSeat:
    """A seat as a version of the plan has it; the fields are those of Seating."""

    attendee_id: int
    attendee: Attendee
    table: KeptTable
    seat: int
    is_locked: bool


def kept_tables(version):
    """The tables of a PlanVersion in table order."""
    return [KeptTable(**t) for t in version.content["tables"]]


def kept_plan(version):
    """(tables, rows) of a PlanVersion: KeptTable and KeptSeat; who has left the reception since is left out."""
    tables = {t.number: t for t in kept_tables(version)}
    people = {a.id: a for a in session().scalars(select(Attendee).where(
        Attendee.reception_id == version.banquet.reception_id)).unique()}
    return list(tables.values()), [KeptSeat(a, people[a], tables[number], seat, locked)
                                   for a, number, seat, locked, _card in version.content["seats"] if a in people]


def unseated(banquet):
    """Diners without a seat."""
    taken = {row.attendee_id for row in seatings(banquet)}
    return [a for a in diners(banquet) if a.id not in taken]


def without_reason_to_sit(banquet):
    """Seats kept by people who declined, or do not dine any more."""
    dining = {a.id for a in diners(banquet)}
    return [row for row in seatings(banquet) if row.attendee_id not in dining]


def seating_of(banquet, version=None):
    """[(table number, seat number from 1, attendee, reasons)] by table and seat, of a PlanVersion or of the plan as it is.

    A reason has `sentence(lang)` and `rule`.
    """
    from planner.banquets.seating_bridge import Hall  # the bridge reads through this module
    hall = Hall(banquet, version=version)
    rows = sorted(hall.rows, key=lambda row: (row.table.number, row.seat))
    return [(row.table.number, row.seat + 1, row.attendee, hall.reasons.get(row.attendee_id, [])) for row in rows]


def who_noted_wishes(reception):
    """wish id -> the Person who wrote it down, as the log has it."""
    subjects = {f"wishes:{w.id}": w.id for w in reception.wishes}
    found = session().execute(select(AuditEntry.subject, Person).join(Person, Person.id == AuditEntry.person_id)
                              .where(AuditEntry.action == "wish.added", AuditEntry.subject.in_(subjects)))
    return {subjects[subject]: person for subject, person in found.unique()}


def with_diet(reception, need):
    """Attendees of the reception whose diet says so; who reads it has it noted (planner.people.access_log)."""
    found = session().scalars(select(Attendee).where(Attendee.reception_id == reception.id, Attendee.diet.is_not(None))).unique()
    return [a for a in found if need in (a.diet or {}).get("codes", ())]


def get_wish(reception, wish_id):
    """A wish of this reception; NotFound for another's."""
    found = session().get(Wish, wish_id)
    if found is None or found.reception_id != reception.id:
        raise NotFound()
    return found


def guest_clients(reception):
    """Clients with people on the guest side, by name."""
    found = {a.person.client for a in reception.attendees if a.side == "guest" and a.person.client is not None}
    return sorted(found, key=lambda client: (client.sort_key, client.id))
