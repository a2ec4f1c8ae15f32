"""Reading the day of a banquet: who may look, who is there, what changed since the plan was made, who needs a new card."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from planner.accounts.permissions import may
from planner.accounts.queries import roles_of
from planner.banquets import queries as banquets
from planner.banquets import versions
from planner.banquets.floor import Floor
from planner.banquets.models import BanquetTable, PlanStep, PlanVersion, Presence, Seating
from planner.db import session
from planner.errors import NotFound
from planner.i18n import _
from planner.on_the_day.doors import AWAITED
from planner.on_the_day.models import DoorEntry, RankChange, WalkIn
from planner.people.names import clean_text, fold, simplified
from planner.reading import remembered
from planner.receptions import queries as receptions
from planner.receptions.models import Attendee, Reception

STATES = ("here", "late", "absent")
MOST_SHOWN = 60                        # people on one page of the phone; more are found by search or table
USUAL_LENGTH = timedelta(hours=2, minutes=30)  # of a banquet whose end is not written down


# --- who may look -----------------------------------------------------------------------------------------------------


def reception_today(reception_id, person):
    """The reception if this person may follow its day: whoever may see its banquets, and our own people who take part."""
    if may(roles_of(person), "banquet.see"):
        try:
            return receptions.get_reception(reception_id, person)
        except NotFound:
            pass
    found = session().scalar(select(Reception).join(Attendee, Attendee.reception_id == Reception.id).where(
        Reception.id == reception_id, Attendee.person_id == person.id, Attendee.side == "host"))
    if found is None:
        raise NotFound()
    return found


def may_note(reception, person):
    """Whether this person may note who is there: its planner, the office, and account managers who take part."""
    roles = roles_of(person)
    if not may(roles, "day.note"):
        return False
    return "office" in roles or reception.owner_id == person.id or any(
        a.person_id == person.id and a.side == "host" for a in reception.attendees)


def reception_to_note(reception_id, person):
    """The reception if this person may note presence there; NotFound otherwise."""
    reception = reception_today(reception_id, person)
    if not may_note(reception, person):
        raise NotFound()
    return reception


def own_table(banquet, person):
    """The table at which this person sits, or None."""
    return session().scalar(select(BanquetTable).join(Seating, Seating.table_id == BanquetTable.id).join(Attendee, Seating.attendee_id == Attendee.id)
                            .where(Seating.banquet_id == banquet.id, Attendee.person_id == person.id).limit(1))


# --- when -------------------------------------------------------------------------------------------------------------


def is_near(banquet, at):
    """Whether it is the day before the banquet, its day, or the day after."""
    today = at.astimezone(ZoneInfo(banquet.item.time_zone)).date()
    return abs((today - banquet.item.starts_at.date()).days) <= 1


def is_over(banquet, at):
    """Whether the day on which the banquet ends is past, at its place."""
    ends = banquet.item.ends_at or banquet.item.starts_at + USUAL_LENGTH
    midnight = datetime.combine(ends.date() + timedelta(days=1), time(), ZoneInfo(banquet.item.time_zone))
    return at >= midnight


# --- who is there -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Guest:
    """One person at the door. `place` is (table, seat from 0) or None; `is_expected` tells who has a place at this banquet."""

    attendee: Attendee
    place: tuple | None
    presence: Presence | None
    is_expected: bool

    @property
    def state(self):
        return self.presence.state if self.presence else AWAITED


class Door:
    """Everybody of a banquet as the phone at the door sees them. `search` and `table` (a number, or "none") narrow the list."""

    def __init__(self, banquet, *, search="", table=""):
        self.banquet, self.search, self.table = banquet, search, table
        self.tables = {t.id: t for t in banquet.tables}
        self.presences = {p.attendee_id: p for p in session().scalars(select(Presence).where(Presence.banquet_id == banquet.id))}
        self.places = {a: (self.tables[t], seat) for a, t, seat in session().execute(
            select(Seating.attendee_id, Seating.table_id, Seating.seat).where(Seating.banquet_id == banquet.id))}
        self.everybody = [self._guest(a) for a in banquets.expected(banquet)]

    def _guest(self, attendee, is_expected=True):
        return Guest(attendee, self.places.get(attendee.id), self.presences.get(attendee.id), is_expected)

    def guest(self, attendee):
        """One attendee of the reception, expected here or not."""
        found = next((g for g in self.everybody if g.attendee.id == attendee.id), None)
        return found or self._guest(attendee, is_expected=False)

    @cached_property
    def found(self):
        """Those asked for: by search in names, pinyin, title and organisation, also people who were not expected; by table; or all.

        Awaited people come first, then by name.
        """
        words = simplified(fold(clean_text(self.search))).split()
        people = list(self.everybody)
        if words:
            known = {g.attendee.id for g in people}
            people += [self._guest(a, is_expected=False) for a in receptions.party(self.banquet.reception) if a.id not in known]
            people = [g for g in people if all(word in findable(g.attendee.person) for word in words)]
        if self.table:
            people = [g for g in people if self._is_at(g)]
        return sorted(people, key=lambda g: (not g.is_expected, bool(g.presence), g.attendee.person.sort_key, g.attendee.id))

    def _is_at(self, guest):
        return guest.place is None if self.table == "none" else guest.place is not None and str(guest.place[0].number) == self.table

    @property
    def shown(self):
        return self.found[:MOST_SHOWN]

    @cached_property
    def counts(self):
        """{"here": …, "late": …, "awaited": …, "absent": …} of everybody expected."""
        return count(self.everybody)

    @cached_property
    def tables_with_counts(self):
        """[(table or None, counts)] in table order; None stands for those without a seat, where there are any."""
        at = {t.id: [] for t in self.banquet.tables}
        loose = [g for g in self.everybody if g.place is None]
        for guest in self.everybody:
            if guest.place:
                at[guest.place[0].id].append(guest)
        rows = [(t, count(at[t.id])) for t in self.banquet.tables]
        return rows + ([(None, count(loose))] if loose else [])

    @cached_property
    def namesakes(self):
        """Folded names that two people of the reception share: they are told apart by organisation."""
        return namesakes(g.attendee.person for g in self.everybody)


def findable(person):
    """What somebody may be found by at the door, folded, in simplified characters."""
    house = person.client.search_text if person.client else fold(f"{person.department_zh} {person.department_en}")
    return simplified(f"{person.search_text} {fold(person.title_zh)} {fold(person.title_en)} {house}")


def namesakes(people):
    """Folded names, in characters or Latin letters, that more than one of these people bears."""
    seen, twice = set(), set()
    for person in people:
        for name in {fold(person.name_zh or person.name_native), fold(person.name_en)} - {""}:
            (twice if name in seen else seen).add(name)
    return twice


def has_namesake(person, names):
    """Whether one of the names of `namesakes` is this person's."""
    return bool({fold(person.name_zh or person.name_native), fold(person.name_en)} & names)


def count(guests):
    """How many are here, late, awaited and absent."""
    states = [g.state for g in guests]
    return {state: states.count(state) for state in ("here", "late", AWAITED, "absent")}


def entries_of(banquet, attendee):
    """Every word given about one person at this banquet, as they were given."""
    return session().scalars(select(DoorEntry).where(DoorEntry.banquet_id == banquet.id, DoorEntry.attendee_id == attendee.id)
                             .order_by(DoorEntry.at, DoorEntry.id)).all()


def all_entries(banquet):
    """{attendee id: every word given about them}, in one query."""
    found = {}
    for entry in session().scalars(select(DoorEntry).where(DoorEntry.banquet_id == banquet.id).order_by(DoorEntry.at, DoorEntry.id)):
        found.setdefault(entry.attendee_id, []).append(entry)
    return found


def entry_with(banquet, key):
    """The DoorEntry that a device sent under this key, or None."""
    return session().scalar(select(DoorEntry).where(DoorEntry.banquet_id == banquet.id, DoorEntry.key == key)) if key else None


def walk_in_with(banquet, key):
    """The WalkIn that a device sent under this key, or None."""
    return session().scalar(select(WalkIn).where(WalkIn.banquet_id == banquet.id, WalkIn.key == key)) if key else None


def walk_ins(banquet):
    """{attendee id: WalkIn} of this banquet."""
    return {row.attendee_id: row for row in session().scalars(select(WalkIn).where(WalkIn.banquet_id == banquet.id).order_by(WalkIn.id))}


def presence_of(banquet, attendee):
    """What was noted last of one person, or None."""
    return session().scalar(select(Presence).where(Presence.banquet_id == banquet.id, Presence.attendee_id == attendee.id))


def get_table(banquet, number):
    """A table of this banquet by its number; NotFound otherwise."""
    found = next((t for t in banquet.tables if t.number == number), None)
    if found is None:
        raise NotFound()
    return found


# --- what changed -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Changes:
    """What the seats have not followed yet."""

    absent: list       # Diners noted as absent, or who declined, that still hold a seat
    unseated: list     # Diners who dine and have no seat
    ranks: list        # RankChanges
    broken: list       # tables that cannot be used and at which people still sit

    def __len__(self):
        return len(self.absent) + len(self.unseated) + len(self.ranks) + len(self.broken)


def changes_of(banquet, floor=None):
    """What happened since the plan was made that the plan does not show; `floor` is the banquet's Floor where it was read before."""
    floor = floor or Floor(banquet)
    rows, seated = floor.rows, {row.attendee_id for row in floor.rows}
    return Changes([row.attendee for row in rows if not row.attendee.is_dining],
                   [d for d in floor.everybody.values() if d.is_dining and d.id not in seated] if seated else [], open_ranks(banquet),
                   [t for t in banquet.tables if t.is_broken and any(row.table_id == t.id for row in rows)])


def open_ranks(banquet):
    """Ranks changed on the day that no step has settled, or whose step was taken back."""
    return session().scalars(select(RankChange).outerjoin(PlanStep, RankChange.settled_step_id == PlanStep.id).where(
        RankChange.banquet_id == banquet.id, or_(PlanStep.id.is_(None), PlanStep.is_undone.is_(True))).order_by(RankChange.id)).unique().all()


@remembered
def missing_principals(banquet):
    """[(sentence, attendee)] for host, second host and guest of honour who do not come: somebody else must be chosen first."""
    roles = ((banquet.host, _("The host, %(name)s, does not come. Please choose another host first.")),
             (banquet.second_host, _("The second host, %(name)s, does not come. Please choose another first, or none.")),
             (banquet.guest_of_honour, _("The guest of honour, %(name)s, does not come. Please choose another first.")))
    return [(text % {"name": person.person.both_names()}, person) for person, text in roles
            if person is not None and not banquets.dines_at(banquet, person)]


# --- what must be printed again ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reprint:
    """Whose card differs between two plans: `new` are versions.Moved with a card to print, `gone` those whose card is put away."""

    new: list
    gone: list


def reprint_between(before, after, shown):
    """The Reprint between two contents of versions; `shown` as from versions.shown_on."""
    moved = [m for m in versions.moved_between(before, after, shown) if m.has_new_card]
    return Reprint([m for m in moved if m.after], [m for m in moved if not m.after])


def since_release(banquet, floor=None):
    """(released version or None, Reprint between it and the plan as it is)."""
    released = versions.released(banquet)
    if released is None:
        return None, Reprint([], [])
    return released, reprint_between(released.content, versions.content_of(banquet, rows=(floor or Floor(banquet)).rows), versions.shown_on(banquet))


def last_release(banquet):
    """The Reprint between the version released last and the one before it; nothing where there is no earlier one."""
    released = versions.released(banquet)
    before = session().scalar(select(PlanVersion).where(PlanVersion.banquet_id == banquet.id, PlanVersion.state == "replaced")
                              .order_by(PlanVersion.number.desc()).limit(1))
    return reprint_between(before.content, released.content, versions.shown_on(banquet)) if released is not None and before is not None else Reprint([], [])


def cards_printed(floor):
    """attendee id -> the card that was printed: of the released plan, or of the plan as it is where none is released."""
    content = versions.content_of(floor.banquet, versions.released(floor.banquet), floor.rows)
    return {a: card for a, _number, _seat, _locked, card in content["seats"]}


def cards_after(floor, printed, places):
    """[(attendee id, (table, seat))] of those whose card must be printed anew, by table and seat, when these people (attendee id ->
    (table, seat) or None) sit elsewhere than on the Floor; `printed` as from cards_printed."""
    rows = {row.attendee_id: (row.attendee, row.table, row.seat) for row in floor.rows}
    rows |= {a: (floor.everybody[a], *place) for a, place in places.items() if place and a in floor.everybody}
    gone = {a for a, place in places.items() if place is None}
    shown = versions.shown_on(floor.banquet)
    found = [(a, row[1:]) for a, row in rows.items() if a not in gone and versions.new_cards(printed.get(a, ""), versions.card_of(*row), shown)]
    return sorted(found, key=lambda card: (card[1][0].number, card[1][1]))
