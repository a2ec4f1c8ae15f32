"""The nouns of seating: people, seats, tables, a problem and a plan. All frozen.

A variant is made with `dataclasses.replace`. Lengths are centimetres, costs whole points.
"""
from dataclasses import dataclass, field
from math import log2

HARD = "hard"
CLOSED = "closed"            # a seat with this feature stays empty while there are seats enough
HOST, GUEST = "host", "guest"
SIDES = (HOST, GUEST)
ROLES = ("host", "second_host", "guest_of_honour", "interpreter")
ROLE_SEAT = {"host": "head", "second_host": "second_head", "guest_of_honour": "guest_of_honour"}
TERMS = ("precedence", "table_host", "interleave", "unattended", "interpreter", "language",
         "group", "gender", "moved", "apart_together")
WEIGHTS = ("precedence_table", "precedence_seat", "table_host", "interleave", "unattended",
           "interpreter", "language", "group", "gender", "moved")


@dataclass(frozen=True)
class Person:
    """Someone who dines. `rank` 1 is highest; `name_en` is the name in the other script, if any."""

    id: str
    name: str
    side: str
    rank: int
    role: str | None = None
    partner: str | None = None
    interprets_for: str | None = None
    languages: tuple = ()
    gender: str | None = None
    groups: tuple = ()
    needs: tuple = ()
    name_en: str | None = None

    def called(self, lang):
        """The name to show to a reader of `lang` ("zh" or "en")."""
        return (self.name_en or self.name) if lang == "en" else self.name


@dataclass(frozen=True)
class Seat:
    """One chair: `honour` 0 is the table's highest, `beside` the indices of its neighbours."""

    honour: int
    beside: tuple
    features: tuple = ()


@dataclass(frozen=True)
class Table:
    """One table: `rank` 0 is the main table. `x`, `y` (cm, from above) are known when drawn.

    `places` are (x, y, facing) of each seat and `top` the table's outline, ("disc", x, y, r) or ("area", x1, y1, …), both
    in cm from its middle, where its shape is known; `label` is said and printed instead of its number, `name` beside it.
    """

    id: str
    rank: int
    seats: tuple
    head: int
    second_head: int | None = None
    guest_of_honour: int | None = None
    x: int | None = None
    y: int | None = None
    places: tuple = ()
    top: tuple = ()
    label: str = ""
    name: str = ""


@dataclass(frozen=True)
class Lock:
    """This person sits exactly here. `rule` names the rule of the pack that asks for it, if one does."""

    person: str
    table: str
    seat: int
    rule: str | None = None


@dataclass(frozen=True)
class Wish:
    """Two people who should (together) or should not (apart) be close; weight is points or HARD."""

    kind: str
    people: tuple
    scope: str
    weight: object

    @property
    def is_hard(self):
        return self.weight == HARD


@dataclass(frozen=True)
class Room:
    """The hall for drawing: size, door and stage in cm; the door is at the bottom of the plan.

    A room drawn to scale has its `corner`, the far left one in the coordinates of the tables, and in `objects` what stands
    in it: (kind, x, y, width, depth, rotation) of door, stage, screen, aisle and pillar.
    """

    width: int
    depth: int
    door_x: int
    stage: tuple | None = None        # (x, y, width, depth) of its rectangle
    corner: tuple | None = None
    objects: tuple = ()


@dataclass(frozen=True)
class Problem:
    """Everything needed to seat people, as written down in docs/seating/format.md.

    `standings`, `before` and `organisations` are what precedence knows of people; empty where a file says nothing. `pack` is the
    rule pack the file names for it.
    """

    name: str
    people: tuple
    tables: tuple
    locks: tuple = ()
    wishes: tuple = ()
    previous: dict | None = None
    weights: dict = field(default_factory=dict)
    room: Room | None = None
    standings: tuple = ()
    before: tuple = ()
    organisations: tuple = ()
    pack: str | None = None

    def weight(self, term):
        return self.weights.get(term, 0)

    def person(self, person_id):
        return self._people[person_id]

    def table(self, table_id):
        return self._tables[table_id]

    @property
    def main_table(self):
        return min(self.tables, key=lambda t: t.rank)

    @property
    def seat_count(self):
        return sum(len(t.seats) for t in self.tables)

    def __post_init__(self):
        object.__setattr__(self, "_people", {p.id: p for p in self.people})
        object.__setattr__(self, "_tables", {t.id: t for t in self.tables})


@dataclass(frozen=True)
class Plan:
    """Who sits where: person id -> (table id, seat index), and what the engine claims of it.

    `status` is proved_best, best_found, impossible or stopped; `proved` what is proved of a plan that is
    not proved best; `conflict` a conflicts.Conflict when hard rules are broken (see status.py).
    """

    seats: dict
    cost: int | None = None
    hard: int | None = None
    bound: int | None = None
    seconds: float | None = None
    seed: int | None = None
    steps: int | None = None
    is_cancelled: bool = False
    status: str | None = None
    proved: tuple = ()
    conflict: object = None

    def at(self):
        """The plan the other way round: (table id, seat index) -> person id."""
        return {tuple(place): person for person, place in self.seats.items()}


def band(table_rank):
    """floor(10 * log2(1 + rank)): the first steps away from the main table weigh most."""
    return int(10 * log2(1 + table_rank))


def importance(problem):
    """Person id -> w = L - rank + 1, doubled for guests (L is the highest rank number present)."""
    lowest = max((p.rank for p in problem.people), default=1)
    return {p.id: (lowest - p.rank + 1) * (2 if p.side == GUEST else 1) for p in problem.people}


def distance(problem):
    """(table id, seat index) -> precedence_table * band(table) + precedence_seat * honour(seat)."""
    by_table, by_seat = problem.weight("precedence_table"), problem.weight("precedence_seat")
    return {(t.id, s): by_table * band(t.rank) + by_seat * seat.honour
            for t in problem.tables for s, seat in enumerate(t.seats)}
