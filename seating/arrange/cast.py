"""Who plays which part in a case: principals, ranked people of each side, interpreters and service roles."""
from dataclasses import dataclass
from functools import cached_property

from ..errors import InvalidProblem
from ..model import GUEST, HOST
from .case import LAST, role_is


class Placing:
    """The places found so far and the rules that gave them; refuses a place twice."""

    def __init__(self):
        self.places, self.rules, self._at = {}, {}, {}

    def behind(self, person, served, rule="INT-03"):
        """A chair behind the person served; it is no place at the table, and several may stand there."""
        if served is None:
            raise InvalidProblem("participants", f"{person.id} serves nobody: nobody else takes part")
        self.places[person.id], self.rules[person.id] = f"behind:{served.id}", [rule]

    def ahead(self, person, guided):
        """A guide walks a step or two ahead of the person guided, at the left front (MV-01)."""
        self.places[person.id], self.rules[person.id] = f"ahead:{guided.id}", ["MV-01"]

    def put(self, person, place, *rules):
        if place in self._at:
            other = self._at[place].id
            raise InvalidProblem("participants", f"{person.id} and {other} would have the same place {place}")
        self.places[person.id], self.rules[person.id] = place, list(rules)
        self._at[place] = person

    def exchange(self, one, other, rule):
        """Two placed people change places, because of `rule`."""
        a, b = self.places[one.id], self.places[other.id]
        self.places[one.id], self.places[other.id] = b, a
        self._at[a], self._at[b] = other, one
        for person in (one, other):
            self.rules[person.id].append(rule)

    def at(self, place):
        """Who has this place, or None."""
        return self._at.get(place)

    def has(self, person):
        return person is not None and person.id in self.places

    def left(self, people):
        """Those of `people` who have no place yet, in the same order."""
        return [p for p in people if p.id not in self.places]


@dataclass(frozen=True)
class Cast:
    """The people of a case by the part they play; ranked lists run from the highest to the lowest."""

    people: tuple

    def role(self, *roles):
        """The first person with one of these roles, or None."""
        return next((p for role in roles for p in self.people if p.role == role), None)

    def group(self, name):
        """People whose role is in this group, by rank."""
        return sorted((p for p in self.people if role_is(p, name)), key=self._key)

    def spouse(self, person):
        """The partner, whichever of the two says so; or None."""
        return person and next((p for p in self.people if p.id == person.spouse_of or p.spouse_of == person.id), None)

    @cached_property
    def ranked(self):
        """Everybody with a rank, both sides together: guests before own people at equal rank."""
        return sorted((p for p in self.people if not role_is(p, "uncounted")),
                      key=lambda p: (self._rank(p), p.side != GUEST, *self._key(p)))

    @cached_property
    def guests(self):
        """The guest side, the guest of honour first."""
        first = self._first_guest
        return sorted((p for p in self.people if p.side == GUEST and not role_is(p, "uncounted")),
                      key=lambda p: (p is not first and not role_is(p, "guest_of_honour"), *self._key(p)))

    @cached_property
    def hosts(self):
        """The host side, the host first."""
        return sorted((p for p in self.people if p.side == HOST and not role_is(p, "uncounted")),
                      key=lambda p: (p.role != "host", *self._key(p)))

    @property
    def is_one_list(self):
        """Whether all people with a rank are of one side, ranked in a single list."""
        return not self.guests or not self.hosts

    @property
    def host(self):
        return self.hosts[0] if self.hosts else None

    @property
    def guest_of_honour(self):
        return self.guests[0] if self.guests else None

    @property
    def _first_guest(self):
        return next((p for p in self.people if p.side == GUEST and role_is(p, "principal")), None)

    def _rank(self, person):
        """Own rank, or the partner's where there is none (IN-03)."""
        if person.rank == LAST and person.spouse_of:
            return next(p.rank for p in self.people if p.id == person.spouse_of)
        return person.rank

    def _key(self, person):
        return (self._rank(person), person.spouse_of is not None, self.people.index(person))


def served_by(person, cast, *, prefer=GUEST):
    """Whom an interpreter, note-taker or assistant serves: a guest first, otherwise the principal of the own side."""
    by_id = {p.id: p for p in cast.people}
    served = [by_id[s] for s in person.serves]
    first = [p for p in served if p.side == prefer] or served
    if first:
        return first[0]
    own = cast.guests if person.side == GUEST else cast.hosts
    return (own or cast.ranked or [None])[0]


def check_room(people, places, path="participants"):
    """Refuse more people than places."""
    if len(people) > len(places):
        raise InvalidProblem(path, f"{len(people)} people for {len(places)} places")
