"""What the desk at the door sees: everybody, how they stand, whom a code belongs to, and which seats are free."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from planner.banquets import seating_bridge
from planner.banquets.floor import Floor
from planner.check_in.models import DoorSignature
from planner.db import session
from planner.formats import listed
from planner.i18n import current_language
from planner.invitations import companions, door_codes
from planner.invitations import queries as invitations
from planner.on_the_day import doors
from planner.on_the_day import queries as on_the_day
from planner.people.names import clean_text, fold, simplified

MISSING = ("awaited", "late")
SHOWN = ("missing", "here", "absent", "walk_ins", "twice")
MOST_SEATS = 3          # free seats proposed to a walk-in


def find_text(person):
    """What the desk's search looks through: folded, in simplified characters, pinyin and initials included."""
    return on_the_day.findable(person)


@dataclass(frozen=True)
class Numbers:
    """Heads at the door now."""

    expected: int
    here: int
    missing: int
    absent: int
    walk_ins: int


class Desk:
    """Everybody of a banquet for the desk. `search` (name, pinyin, initials, organisation, or a code) and `show` (one of SHOWN) narrow the list."""

    def __init__(self, banquet, *, search="", show=""):
        self.banquet, self.search, self.show = banquet, search, show if show in SHOWN else ""
        self.door = on_the_day.Door(banquet)
        self.walk_ins = on_the_day.walk_ins(banquet)

    @cached_property
    def everybody(self):
        """Guests of Door by name."""
        return sorted(self.door.everybody, key=lambda g: (g.attendee.side != "guest", g.attendee.person.sort_key, g.attendee.id))

    @cached_property
    def marks(self):
        """{attendee id: marks of the code and the links}; hosts have none."""
        return door_codes.marks(self.banquet)

    @cached_property
    def twice(self):
        """{attendee id: TwoWords} of everybody about whom two people or two doors spoke."""
        found = {attendee_id: doors.two_words(entries) for attendee_id, entries in on_the_day.all_entries(self.banquet).items()}
        return {attendee_id: words for attendee_id, words in found.items() if words is not None}

    @cached_property
    def represented(self):
        """{attendee id: who comes in their place}."""
        return {guest.attendee.represents_id: guest.attendee for guest in self.everybody if guest.attendee.represents_id is not None}

    @cached_property
    def numbers(self):
        states = self.door.counts
        return Numbers(len(self.everybody) - len(self.walk_ins.keys() & {g.attendee.id for g in self.everybody}), states["here"],
                       sum(states[state] for state in MISSING), states["absent"], len(self.walk_ins))

    @cached_property
    def found(self):
        """Who is asked for; a search looks among people who were not expected too."""
        people = self.everybody
        if self.search:
            mark, words = door_codes.mark_in(self.search), simplified(fold(clean_text(self.search))).split()
            coded = [guest for guest in people if mark and mark in self.marks.get(guest.attendee.id, ())]
            people = coded or [guest for guest in [*people, *self._others] if all(word in find_text(guest.attendee.person) for word in words)]
        return [guest for guest in people if self._is_shown(guest)]

    @property
    def _others(self):
        known = {guest.attendee.id for guest in self.everybody}
        return [self.door.guest(one) for one in self.banquet.reception.attendees if one.id not in known]

    def _is_shown(self, guest):
        attendee_id = guest.attendee.id
        return {"": True, "missing": guest.state in MISSING, "here": guest.state == "here", "absent": guest.state == "absent",
                "walk_ins": attendee_id in self.walk_ins, "twice": attendee_id in self.twice}[self.show]


def signature_of(banquet, attendee):
    """The DoorSignature of somebody, or None."""
    return session().scalar(select(DoorSignature).where(DoorSignature.banquet_id == banquet.id, DoorSignature.attendee_id == attendee.id))


def signature_with(banquet, key):
    """The DoorSignature a device sent under this key, or None."""
    return session().scalar(select(DoorSignature).where(DoorSignature.banquet_id == banquet.id, DoorSignature.key == key)) if key else None


def signed(banquet):
    """Ids of the attendees who signed."""
    return set(session().scalars(select(DoorSignature.attendee_id).where(DoorSignature.banquet_id == banquet.id)))


def invitation_of(banquet, attendee):
    """The Invitation of an attendee to this banquet, or None."""
    return next((row for row in invitations.invitations_of(banquet) if row.attendee_id == attendee.id), None)


def companion_of(invitation):
    """The Companion proposed last by who holds this invitation, or None."""
    return companions.latest(invitation) if invitation is not None else None


# --- free seats -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FreeSeat:
    """A seat nobody has: table, seat from 0, the people beside it, and what taking it costs, in sentences."""

    table: object
    seat: int
    beside: list
    sentences: list

    @property
    def value(self):
        return f"{self.table.number}-{self.seat}"

    def names(self, lang):
        """The people beside it, in words."""
        return listed(one.person.name(lang) for one in self.beside)


def free_seats(banquet, attendee, most=MOST_SEATS):
    """The FreeSeats that cost the plan least if this person took them, the best first; [] for who does not dine here. Moves nobody."""
    floor = Floor(banquet)
    hall = seating_bridge.Hall(banquet, closes_spare_chairs=False, diners=floor.hall.diners, rows=floor.rows)
    if attendee.id not in hall.diners:
        return []
    tables, taken = {t.number: t for t in hall.tables}, {(int(table), seat): int(person) for person, (table, seat) in hall.plan.seats.items()}
    costs = {place: (hard, points) for place, (points, hard) in hall.costs_of_moving(attendee.id).items() if place not in taken}
    beside = {(table, seat): next_to for table, seat, _steps, next_to in hall.seat_places()}
    best = sorted(costs, key=lambda place: (costs[place], place))[:most]
    return [FreeSeat(tables[number], seat, [hall.diners[taken[number, n]] for n in sorted(beside[number, seat]) if (number, n) in taken],
                     list(hall.what_if(attendee.id, number, seat).sentences(current_language()))) for number, seat in best]


def is_represented(banquet):
    """Whether the banquet's rule pack ranks a substitute as the person represented; with the Rule that says so."""
    hall = seating_bridge.Hall(banquet, diners={}, rows=[])
    by_represented = hall.pack.options["representative"] != "own"
    return by_represented, hall.rule("PR-11" if by_represented else "PR-12")


def hosts_of(banquet):
    """Our own people who may vouch for somebody, by name."""
    return sorted((a for a in banquet.reception.attendees if a.side == "host"), key=lambda a: (a.person.sort_key, a.id))
