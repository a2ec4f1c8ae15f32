"""What the studio works on, read in a few small queries and built only when it has changed.

The order of precedence and the seating problem of a banquet take a tenth of a second to build for a thousand people, and most
moves change neither. They are kept per process together with everything they were built from, column by column: they
serve again only where all of it is equal. So nothing has to be told when it changes, and nothing can be stale.
"""

import copy
import hashlib
import json
import threading
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from planner.banquets import queries
from planner.audit import AuditEntry
from planner.banquets.models import Banquet, BanquetTable, Seating
from planner.banquets.seating_bridge import Hall
from planner.db import session
from planner.people.models import Client, Person
from planner.receptions import queries as receptions
from planner.receptions.models import Attendee, ItemReply, Wish

MOST_KEPT = 16               # banquets per process
OF_THE_PLAN = {"version", "step_count", "plan_number", "plan_status", "plan_cost", "plan_bound", "plan_proved", "planned_at"}
BANQUET_COLUMNS, TABLE_COLUMNS, WISH_COLUMNS = ([c for c in model.__table__.columns.keys() if c not in OF_THE_PLAN]
                                               for model in (Banquet, BanquetTable, Wish))
PERSON_COLUMNS = ("id", "name_zh", "name_en", "name_native", "sort_key", "search_text", "gender", "title_zh", "title_en", "department_zh",
                  "department_en", "client_id", "languages")
ATTENDEE_COLUMNS = ("id", "person_id", "side", "role", "rank", "position", "partner_id", "interprets_for_id")
REPRESENTED = aliased(Attendee)  # in whose place somebody has come: that rank may count


@dataclass(slots=True)
class House:
    """A client as the studio needs it; the fields are those of Client."""

    id: int
    name_zh: str
    name_en: str
    search_text: str

    name = Client.name


@dataclass(slots=True)
class Named:
    """A person as the studio needs it; the fields are those of Person."""

    id: int
    name_zh: str
    name_en: str
    name_native: str
    sort_key: str
    search_text: str
    gender: str | None
    title_zh: str
    title_en: str
    department_zh: str
    department_en: str
    client_id: int | None
    languages: list
    client: House | None

    name, both_names, title, organisation, department = (
        Person.name, Person.both_names, Person.title, Person.organisation, Person.department)


@dataclass(slots=True)
class Diner:
    """An attendee who dines here or still has a seat; the fields are those of Attendee, and the reply about this banquet."""

    id: int
    person_id: int
    side: str
    role: str
    rank: int | None
    position: int
    partner_id: int | None
    interprets_for_id: int | None
    represented_rank: int | None
    person: Named
    reply: str
    is_dining: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat with somebody in it; the fields are those of Seating."""

    attendee_id: int
    attendee: Diner
    table_id: int
    table: BanquetTable
    seat: int
    is_locked: bool


class Floor:
    """The people, tables, wishes and seats of a banquet at this moment; `hall` is the Hall made of them.

    `mark` stays the same as long as nothing but seats and locks changes.
    """

    def __init__(self, banquet):
        self.banquet = banquet
        self._people = [tuple(row) for row in session().execute(_people_query(banquet))]
        self._frame = [_values(banquet, BANQUET_COLUMNS), [banquet.item.starts_at], *(_values(t, TABLE_COLUMNS) for t in banquet.tables),
                       *(_values(w, WISH_COLUMNS) for w in banquet.reception.wishes)]
        self._seats = _seats_of(banquet)
        self._kept = _kept(self)

    def with_new_seats(self):
        """The Floor after a change of nothing but seats in this transaction: only those are read again."""
        fresh = copy.copy(self)
        for name in ("rows", "hall"):
            fresh.__dict__.pop(name, None)
        fresh._seats = _seats_of(self.banquet)
        return fresh

    @property
    def mark(self):
        return self._kept.mark

    @property
    def everybody(self):
        """attendee id -> Diner, those who only keep a seat included."""
        return self._kept.everybody

    @cached_property
    def rows(self):
        """Who has which seat, by table and seat."""
        tables = {t.id: t for t in self.banquet.tables}
        return [Taken(a, self.everybody[a], t, tables[t], s, locked) for a, t, s, locked in self._seats]

    @cached_property
    def hall(self):
        """The Hall, with the order of precedence and the problem built before where they are still true."""
        kept = self._kept
        hall = Hall(self.banquet, diners={a: d for a, d in kept.everybody.items() if d.is_dining}, rows=self.rows)
        locks = tuple((a, t, s) for a, t, s, locked in self._seats if locked)
        if kept.precedence is None:
            kept.precedence, kept.order = hall.precedence, hall.ordered()
        hall.precedence = kept.precedence
        if kept.locks != locks:
            kept.problem, kept.locks = hall.problem, locks
        hall.problem = kept.problem
        if kept.seats != self._seats or kept.live.done:      # something tried and not taken back would count as the plan
            kept.seats, kept.live, kept.remedies = self._seats, hall.live, {}
        hall.live, hall.remedies = kept.live, kept.remedies
        return hall

    def ordered(self):
        """Everybody who dines, guests first, each side by precedence."""
        return self._kept.order if self.hall else []


def has_news(banquet, mark):
    """Whether more than the seats may have changed since a page of this mark; cheap while nothing at all is done.

    Everything that people do is an entry of the log: as long as there is no newer one, the mark is the one found last.
    """
    newest = session().scalar(select(func.max(AuditEntry.id)))
    if _marks.get(banquet.id) != (newest, mark):
        found = Floor(banquet).mark
        _marks[banquet.id] = (newest, found)
        while len(_marks) > MOST_KEPT:
            _marks.pop(next(iter(_marks)), None)
    return _marks.get(banquet.id) != (newest, mark)


_marks = {}                  # banquet id -> (newest entry of the log, mark found then)


def _seats_of(banquet):
    return [tuple(row) for row in session().execute(
        select(Seating.attendee_id, Seating.table_id, Seating.seat, Seating.is_locked)
        .where(Seating.banquet_id == banquet.id).order_by(Seating.table_id, Seating.seat))]


def _people_query(banquet):
    dines = and_(Attendee.dines.is_(True), receptions.comes_to(banquet.item_id), queries.is_not_absent(banquet))
    sits = exists().where(Seating.banquet_id == banquet.id, Seating.attendee_id == Attendee.id).correlate_except(Seating)
    person = [getattr(Person, key) for key in PERSON_COLUMNS[:-1]] + [cast(Person.languages, Text)]  # taken apart when it has changed
    return (select(*(getattr(Attendee, key) for key in ATTENDEE_COLUMNS), REPRESENTED.rank, *person, Client.id, Client.name_zh, Client.name_en, Client.search_text,
                   dines, ItemReply.answer, ItemReply.starts_at)
            .join(Person, Person.id == Attendee.person_id).outerjoin(REPRESENTED, REPRESENTED.id == Attendee.represents_id).outerjoin(Client, Client.id == Person.client_id)
            .outerjoin(ItemReply, and_(ItemReply.attendee_id == Attendee.id, ItemReply.item_id == banquet.item_id))
            .where(Attendee.reception_id == banquet.reception_id, or_(dines, sits))
            .order_by(Attendee.side, Attendee.position, Attendee.id))


def _values(row, columns):
    """Copies, so that what is changed in place later is not taken for what it was."""
    return [copy.deepcopy(value) if isinstance(value, (dict, list)) else value for value in (getattr(row, c) for c in columns)]


@dataclass
class _Kept:
    """What was built for one banquet, and from what."""

    people: list
    frame: list
    mark: str
    everybody: dict
    precedence: object = None
    order: list | None = None
    problem: object = None
    locks: tuple | None = None
    seats: list | None = None    # as they were when `live` was made
    live: object = None
    remedies: dict | None = None  # what would mend a shortcoming of exactly these seats


_of_banquet, _lock = {}, threading.Lock()


def _kept(floor):
    """What was built from exactly this before, or an empty place for it."""
    known = _of_banquet.get(floor.banquet.id)
    if known is not None and known.people == floor._people and known.frame == floor._frame:
        return known
    made = _Kept(floor._people, floor._frame, _mark(floor), {d.id: d for d in _diners(floor)})
    with _lock:
        _of_banquet.pop(floor.banquet.id, None)
        while len(_of_banquet) >= MOST_KEPT:
            _of_banquet.pop(next(iter(_of_banquet)))
        _of_banquet[floor.banquet.id] = made
    return made


def _mark(floor):
    return hashlib.sha256(repr((floor._people, floor._frame)).encode()).hexdigest()[:20]


def _diners(floor):
    houses = {}
    first = len(ATTENDEE_COLUMNS) + 1  # and the rank of the person represented
    last = first + len(PERSON_COLUMNS)
    for row in floor._people:
        house_id, zh, en, search, is_dining, answer, replied_to = row[last:]
        house = houses.setdefault(house_id, House(house_id, zh, en, search)) if house_id else None
        *person, languages = row[first:last]
        state = answer or "none"
        if state == "accepted" and replied_to != floor.banquet.item.starts_at:
            state = "to_confirm"
        yield Diner(*row[:first], Named(*person, json.loads(languages or "null") or [], house), state, bool(is_dining))
