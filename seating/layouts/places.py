"""Places, how they lie to each other, and their order of honour derived from that.

Centimetres as seen from above, y growing away from the door, x to the right of somebody walking in.
`facing` is in degrees, clockwise, 0 looking away from the door, 180 looking at it.
"""
from dataclasses import dataclass, replace
from math import cos, hypot, radians, sin

import networkx as nx

from ..errors import InvalidProblem
from ..model import Seat, Table

RIGHT, LEFT = 0, 1
AHEAD_DEGREES = 20
SEVERAL_ROWS = ("rows", "theatre", "u")


@dataclass(frozen=True)
class Place:
    """One place: `right` and `left` are the places at its hands, `behind` the one it stands behind, or None."""

    id: object
    x: int
    y: int
    facing: int
    row: str = ""
    right: object = None
    left: object = None
    opposite: object = None
    behind: object = None
    features: tuple = ()


@dataclass(frozen=True)
class Layout:
    """One arrangement. `heads` are the places from which honour is counted, the first the higher."""

    kind: str
    places: tuple
    heads: tuple = ()

    def place(self, place_id):
        return self._places[place_id]

    def beside(self, place_id):
        """The places at both hands, the right one first."""
        place = self._places[place_id]
        return tuple(p for p in (place.right, place.left) if p is not None)

    @property
    def rows(self):
        """Name of a row -> its places from their own right hand to their own left."""
        rows = {}
        for place in self.places:
            rows.setdefault(place.row, []).append(place.id)
        return rows

    def graph(self):
        """Neighbours as an undirected graph."""
        graph = nx.Graph()
        graph.add_nodes_from(p.id for p in self.places)
        graph.add_edges_from((p.id, p.left) for p in self.places if p.left is not None)
        return graph

    def __post_init__(self):
        object.__setattr__(self, "_places", {p.id: p for p in self.places})


def order(layout, *, side_rule="right_high", heads=None, second_guest="left_of_host", uncounted=(), row=None):
    """Places from the highest to the lowest, by steps from the nearest head, then by hand (CN-04, CN-20).

    `uncounted` places (an interpreter's) are stepped over and left out: they use a chair but no rank.
    With `row` only that row's places; otherwise the row of the first head comes first, then the rows behind.
    """
    heads = tuple(h for h in (heads or layout.heads) if row is None or layout.place(h).row == row)
    steps = [_steps(layout, head, uncounted) for head in heads]
    high = RIGHT if side_rule == "right_high" else LEFT
    names = list(layout.rows)

    def key(place_id):
        if place_id in heads:
            return (0, 0, heads.index(place_id), 0, 0)
        near = min((i for i in range(len(heads)) if place_id in steps[i]), key=lambda i: steps[i][place_id][0],
                   default=None)
        if near is None:                # a row that no head sits in: ranked from its own middle
            return (1 + names.index(layout.place(place_id).row), *_from_the_middle(layout, place_id, high))
        step, hand = steps[near][place_id]
        side = hand != high
        between = (side, near) if second_guest == "right_of_second_host" else (near, side)
        return (0, step, *between, 0)

    chosen = [p.id for p in layout.places if p.id not in uncounted and (row is None or p.row == row)]
    return sorted(chosen, key=key)


def _steps(layout, head, uncounted):
    """place -> (steps from the head, the hand of the head on which it lies), the shorter way round."""
    found = {}
    for hand, pointer in ((RIGHT, "right"), (LEFT, "left")):
        step, at = 0, getattr(layout.place(head), pointer)
        while at is not None and at != head:
            step += at not in uncounted
            if at not in uncounted and step < found.get(at, (10**9,))[0]:
                found[at] = (step, hand)
            at = getattr(layout.place(at), pointer)
    return found


def _from_the_middle(layout, place_id, high):
    """Twice the distance from the middle of its row, then the hand."""
    row = layout.rows[layout.place(place_id).row]
    offset = 2 * row.index(place_id) - (len(row) - 1)
    hand = RIGHT if offset < 0 else LEFT
    return (abs(offset), hand != high, 0, 0)


def to_table(layout, table_id, rank, *, options, has_second_host=False, is_main=None):
    """The Table of the interchange format for an arrangement that seats diners: one table, a U with people inside, or rows.

    In rows, neighbours are those of one row; honour begins in the front row.
    """
    if len(layout.rows) != 1 and layout.kind not in SEVERAL_ROWS:
        raise InvalidProblem("kind", f"an arrangement of kind “{layout.kind}” is not one table")
    is_main = rank == 0 if is_main is None else is_main
    ids = [p.id for p in layout.places]
    index = {place: i for i, place in enumerate(ids)}
    guest_first = options.get("primary_seat") == "guest"
    heads = layout.heads[:2] if has_second_host and not guest_first else layout.heads[:1]
    ranked = order(layout, side_rule=options.get("side_rule", "right_high"), heads=heads,
                   second_guest=options.get("two_host_second_guest", "left_of_host"))
    honour = {place: i for i, place in enumerate(ranked)}
    seats = tuple(Seat(honour[p.id], tuple(sorted(index[b] for b in set(layout.beside(p.id)))), p.features)
                  for p in layout.places)
    top, facing = index[layout.heads[0]], index[layout.heads[-1]]
    guest = top if guest_first else index[ranked[len(heads)]] if len(ids) > len(heads) else None
    return Table(id=table_id, rank=rank, seats=seats, head=facing if guest_first else top,
                 second_head=index[heads[1]] if len(heads) > 1 else None, guest_of_honour=guest if is_main else None)


def across(places):
    """The same places with `opposite` filled in: whoever sits straight ahead and looks back, the nearest."""
    return tuple(replace(p, opposite=_ahead(p, places)) if p.opposite is None else p for p in places)


def _ahead(place, places):
    ahead_x, ahead_y = sin(radians(place.facing)), cos(radians(place.facing))
    best = None
    for other in places:
        dx, dy = other.x - place.x, other.y - place.y
        far = hypot(dx, dy)
        turn = abs((other.facing - place.facing) % 360 - 180)
        if far and turn <= AHEAD_DEGREES and dx * ahead_x + dy * ahead_y >= far * cos(radians(AHEAD_DEGREES)):
            off = abs(dx * ahead_y - dy * ahead_x)
            if best is None or (off, far) < best[0]:
                best = ((off, far), other.id)
    return best and best[1]
