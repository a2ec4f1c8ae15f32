"""Tables that seat diners, in true sizes: what shape a table has, and where each chair stands.

Centimetres around the middle of the table, y growing away from the door. The shape of a table is turned clockwise by its
rotation; honour is not: seat 0 and the head stay who they are.
"""
from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, pi, radians, sin

from ..errors import InvalidProblem
from .kinds import EDGE_CM, layout
from .places import to_table
from .tables import round_table

CHAIR_CM = 30                 # from the edge of the table to the middle of whoever sits there
BACK_CM = 20                  # from there to the back of the chair
ROUND_EDGE_CM = 57            # of edge for each diner at a round table: 8 at 1.5 m, 10 at 1.8 m, 12 at 2.2 m (CN-75)
LEAST_ACROSS_CM = 90
CORNERS = 36                  # of the polygon that stands for a circle
STYLES = ("english", "french", "single_sided")
LEAST_SEATS = {"round": 2, "long": 4, "square": 4, "hollow_square": 4, "u": 3, "half_round": 2, "dais": 2, "rows": 2}
SIZES = {                     # size -> (kinds that have it, least, most)
    "across_cm": (("round", "half_round", "square"), 60, 800), "depth_cm": (("long", "dais", "rows"), 40, 300),
    "base": (("u",), 1, 28), "row_count": (("rows",), 1, 15)}
DEPTH_CM = {"long": 120, "dais": 75, "rows": 45}
ROW_CM = 75                   # behind a row, from the edge of its table to that of the next one's chairs


@dataclass(frozen=True)
class Shape:
    """A table and its chairs: `tops` are convex polygons, `outline` what is drawn (discs or polygons), `circle` (x, y, r)."""

    layout: object
    spots: tuple              # (x, y, facing) of each seat
    tops: tuple
    outline: tuple            # ("disc", x, y, r) or ("area", x1, y1, x2, y2, …)


def dining_table(table_id, rank, kind, seats, *, options, sizes=None, rotation=0, x=None, y=None, has_second_host=False,
                 features=None, label="", name=""):
    """The Table for a kind of LEAST_SEATS with its true shape. Raises InvalidProblem naming the size that does not fit.

    `features` maps a seat index to its features.
    """
    shape = shape_of(kind, seats, sizes)
    if kind == "round":
        made = round_table(table_id, rank, seats, options=options, has_second_host=has_second_host, features=features)
    else:
        made = to_table(shape.layout, table_id, rank, options=options, has_second_host=has_second_host)
        made = replace(made, seats=tuple(replace(s, features=(*s.features, *(features or {}).get(i, ())))
                                         for i, s in enumerate(made.seats)))
    return replace(made, x=x, y=y, label=label, name=name, places=tuple(turned_place(p, rotation) for p in shape.spots),
                   top=tuple(_turned_piece(piece, rotation) for piece in shape.outline))


def shape_of(kind, seats, sizes=None):
    """The Shape of a kind with so many seats; what `sizes` leave out is as large as its diners need."""
    sizes = {name: value for name, value in (sizes or {}).items() if value not in (None, "")}
    if kind not in LEAST_SEATS:
        raise InvalidProblem("kind", f"no table “{kind}”; there are {', '.join(LEAST_SEATS)}")
    if isinstance(seats, bool) or not isinstance(seats, int) or seats < LEAST_SEATS[kind]:
        raise InvalidProblem("seats", f"must be a whole number, {LEAST_SEATS[kind]} or more")
    for name, value in sizes.items():
        _check_size(kind, name, value)
    return _shape(kind, seats, tuple(sorted(sizes.items())))


def _check_size(kind, name, value):
    if name == "style":
        if kind != "long" or value not in STYLES:
            raise InvalidProblem("style", f"must be one of {', '.join(STYLES)}, at a long table")
        return
    kinds, least, most = SIZES.get(name, ((), 0, 0))
    if kind not in kinds:
        raise InvalidProblem(name, f"a table “{kind}” has no such size")
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidProblem(name, f"must be a whole number from {least} to {most}")


@lru_cache(512)
def _shape(kind, seats, sizes):
    return BUILD[kind](seats, **dict(sizes))


def _round(seats, across_cm=None):
    across_cm = across_cm or max(LEAST_ACROSS_CM, _tens(seats * ROUND_EDGE_CM / pi))
    far = across_cm / 2 + CHAIR_CM
    made = layout("round", seats=seats)
    spots = [(far * sin(radians(360 * i / seats)), far * cos(radians(360 * i / seats)), p.facing) for i, p in enumerate(made.places)]
    return _of(made, spots, [_circle(across_cm / 2)], [("disc", 0, 0, across_cm // 2)])


def _half_round(seats, across_cm=None):
    """Chairs on the far half only; nobody turns his back to the stage, which is on the near side."""
    across_cm = across_cm or max(LEAST_ACROSS_CM, _tens(seats * 1.5 * ROUND_EDGE_CM / pi))
    far, made = across_cm / 2 + CHAIR_CM, layout("half_round", seats=seats)
    turns = [-90 + 180 * (i + .5) / seats for i in range(seats)]
    spots = [(far * sin(radians(t)), far * cos(radians(t)), (180 + t) % 360) for t in turns]
    return _of(made, spots, [_circle(across_cm / 2)], [("disc", 0, 0, across_cm // 2)])


def _long(seats, style="english", depth_cm=DEPTH_CM["long"]):
    made = layout("long", seats=seats, style=style)
    if style == "single_sided":
        return _one_sided(made, depth_cm)
    along = "y" if style == "english" else "x"
    sides = [sum(1 for p in made.places if p.facing == facing) for facing in ((90, 270) if along == "y" else (180, 0))]
    length = max(max(sides) * EDGE_CM, depth_cm)
    return _boxed(made, (depth_cm, length) if along == "y" else (length, depth_cm))


def _square(seats, across_cm=None):
    made = layout("square", seats=seats)
    most = max(sum(1 for p in made.places if p.facing == facing) for facing in (0, 90, 180, 270))
    across_cm = across_cm or max(LEAST_ACROSS_CM, most * EDGE_CM)
    return _boxed(made, (across_cm, across_cm))


def _hollow_square(seats):
    made = layout("hollow_square", seats=seats)
    most = max(sum(1 for p in made.places if p.facing == facing) for facing in (0, 90, 180, 270))
    wide = max(most * EDGE_CM, LEAST_ACROSS_CM)
    shape, inner = _boxed(made, (wide, wide)), wide / 2 - EDGE_CM
    if inner <= 15:
        return shape
    return replace(shape, outline=(*shape.outline, _area(_box(-inner, -inner, inner, inner))))


def _boxed(made, size):
    """Chairs round a rectangle of this size, spread as the layout spreads them."""
    wide, deep = size
    count = {f: sum(1 for p in made.places if p.facing == f) for f in (0, 90, 180, 270)}
    seen, spots = dict.fromkeys(count, 0), {}
    for place in sorted(made.places, key=lambda p: (p.x, p.y)):
        facing, length = place.facing, wide if place.facing in (0, 180) else deep
        along = (seen[facing] + .5) * length / count[facing] - length / 2
        seen[facing] += 1
        spots[place.id] = {180: (along, deep / 2 + CHAIR_CM), 0: (along, -deep / 2 - CHAIR_CM),
                           90: (-wide / 2 - CHAIR_CM, along), 270: (wide / 2 + CHAIR_CM, along)}[facing]
    corners = _box(-wide / 2, -deep / 2, wide / 2, deep / 2)
    return _of(made, [(*spots[p.id], p.facing) for p in made.places], [corners], [_area(corners)])


def _one_sided(made, depth_cm):
    """One row of people behind a straight table, all facing the door."""
    wide = len(made.places) * EDGE_CM
    corners = _box(-wide / 2, -depth_cm / 2, wide / 2, depth_cm / 2)
    return _of(made, [(p.x, depth_cm / 2 + CHAIR_CM, 180) for p in made.places], [corners], [_area(corners)])


def _dais(seats, depth_cm=DEPTH_CM["dais"]):
    return _one_sided(replace(layout("long", seats=max(seats, 4), style="single_sided"), kind="dais") if seats >= 4
                      else _short_row(seats), depth_cm)


def _short_row(seats):
    """A row of two or three, numbered like a long table's."""
    made = layout("half_round", seats=seats)
    return replace(made, kind="dais", places=tuple(replace(p, x=round((i - (seats - 1) / 2) * EDGE_CM), y=0, facing=180, opposite=None)
                                                   for i, p in enumerate(made.places)))


def _rows(seats, row_count=2, depth_cm=DEPTH_CM["rows"]):
    """Rows of narrow tables, one behind the other, everybody facing the door's side."""
    if row_count > seats:
        raise InvalidProblem("row_count", f"{row_count} rows need as many seats at least")
    counts = [seats // row_count + (i < seats % row_count) for i in range(row_count)]
    made = layout("rows", **{f"row{i + 1}": count for i, count in enumerate(counts)})
    step = depth_cm + CHAIR_CM + BACK_CM + ROW_CM - CHAIR_CM
    first = -step * (row_count - 1) / 2
    spots, tops, at = [], [], 0
    for deep, count in enumerate(counts):
        middle = first + step * deep
        tops.append(_box(-count * EDGE_CM / 2, middle - depth_cm / 2, count * EDGE_CM / 2, middle + depth_cm / 2))
        spots += [(p.x, middle + depth_cm / 2 + CHAIR_CM, 180) for p in made.places[at:at + count]]
        at += count
    return _of(made, spots, tops, [_area(top) for top in tops])


def _u(seats, base=None):
    """A base facing the door and two arms; people outside. `base` and `seats` differ by an even number."""
    base = base or (seats // 3 if (seats - seats // 3) % 2 == 0 else seats // 3 + 1)
    arm = (seats - base) // 2
    if arm < 1 or base + 2 * arm != seats:
        raise InvalidProblem("base", f"a U of {seats} seats cannot have {base} at its base: the rest is shared by two arms")
    made = layout("u", base=base, arm=arm)
    wide, deep, band = max(base, 2) * EDGE_CM, arm * EDGE_CM, EDGE_CM
    up = (deep + band) / 2                                    # so that the middle of the box is the middle of the table
    xs = wide / 2 + band
    spots = [(-xs - CHAIR_CM, -up + EDGE_CM * (i + .5), 90) for i in range(arm)]
    spots += [((i - (base - 1) / 2) * EDGE_CM, up + CHAIR_CM, 180) for i in range(base)]
    spots += [(xs + CHAIR_CM, -up + EDGE_CM * (i + .5), 270) for i in reversed(range(arm))]
    tops = [_box(-xs, -up, -xs + band, up), _box(-xs, up - band, xs, up), _box(xs - band, -up, xs, up)]
    outline = ((-xs, -up), (-xs, up), (xs, up), (xs, -up), (xs - band, -up), (xs - band, up - band), (band - xs, up - band), (band - xs, -up))
    return _of(made, spots, tops, [_area(outline)])


BUILD = {"round": _round, "half_round": _half_round, "long": _long, "square": _square, "hollow_square": _hollow_square,
         "u": _u, "dais": _dais, "rows": _rows}


def _of(made, spots, tops, outline):
    return Shape(made, tuple((round(x), round(y), round(f) % 360) for x, y, f in spots), tuple(tops), tuple(outline))


def _tens(length):
    return int(round(length / 10)) * 10


def _circle(radius):
    return tuple((radius * sin(2 * pi * i / CORNERS), radius * cos(2 * pi * i / CORNERS)) for i in range(CORNERS))


def _box(left, bottom, right, top):
    return ((left, bottom), (left, top), (right, top), (right, bottom))


def _area(corners):
    return ("area", *(round(v) for point in corners for v in point))


def turned(point, rotation):
    """The point turned clockwise, as seen from above, by `rotation` degrees."""
    x, y, turn = *point, radians(rotation)
    return x * cos(turn) + y * sin(turn), y * cos(turn) - x * sin(turn)


def turned_place(place, rotation):
    """A seat (x, y, facing) turned with its table, in whole centimetres and degrees."""
    x, y = turned(place[:2], rotation)
    return round(x), round(y), round(place[2] + rotation) % 360


def _turned_piece(piece, rotation):
    name, *numbers = piece
    points = list(zip(numbers[0::2], numbers[1::2]))
    if name == "disc":
        x, y = turned((numbers[0], numbers[1]), rotation)
        return ("disc", round(x), round(y), numbers[2])
    return ("area", *(round(v) for point in points for v in turned(point, rotation)))
