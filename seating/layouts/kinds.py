"""Drawing each kind of arrangement: where its places are, which way they face and who is at whose hand.

Places round one table are numbered 0 … n-1 clockwise as seen from above, 0 being the head's; places in
rows are named "row:slot", slots counted from the sitters' own right hand to their own left; places in a
vehicle have names. Every builder takes sizes as whole numbers and raises InvalidProblem when they do not fit.
"""
from dataclasses import replace
from math import cos, pi, radians, sin

from ..errors import InvalidProblem
from .places import Layout, Place, across
from .vehicles import vehicle

EDGE_CM = 60                  # of table edge for each diner
DEEP_CM = 120                 # across a table, and from one row to the next
LEAST, MOST = 2, 400


def layout(kind, **sizes):
    """The Layout of this kind, for instance `layout("round", seats=10)` or `layout("rows", front=7, back=8)`.

    Kinds and their sizes are listed in docs/seating/arrangements.md. `features` maps a place to its features.
    """
    build = KINDS.get(kind)
    if build is None:
        raise InvalidProblem("kind", f"no arrangement “{kind}”; there are {', '.join(sorted(KINDS))}")
    features = sizes.pop("features", {})
    for name, size in sizes.items():
        if isinstance(size, int) and not isinstance(size, bool) and not 0 <= size <= MOST:
            raise InvalidProblem(name, f"must be a whole number from 0 to {MOST}")
    try:
        made = build(**sizes)
    except TypeError:
        raise InvalidProblem("kind", f"an arrangement “{kind}” does not have the sizes "
                                     f"{', '.join(sorted(sizes)) or '(none)'}") from None
    unknown = set(features) - {p.id for p in made.places}
    if unknown:
        raise InvalidProblem("features", f"no place “{sorted(map(str, unknown))[0]}”")
    return replace(made, places=tuple(replace(p, features=(*p.features, *features.get(p.id, ())))
                                      for p in made.places))


def round_(seats):
    """A round table; the second head is the place opposite, at an odd table the one at floor(n/2) (CN-24)."""
    _at_least(seats, LEAST)
    radius = max(EDGE_CM, seats * EDGE_CM / (2 * pi))
    turn = [360 * i / seats for i in range(seats)]
    spots = [(radius * sin(radians(t)), radius * cos(radians(t)), (180 + t) % 360) for t in turn]
    return _ring("round", spots, (0, seats // 2))


def square(seats):
    """A square table, as many on each side as can be; head: the right-hand place of the side facing the door."""
    _at_least(seats, 4)
    return _rectangle("square", _spread(seats, 4), 0)


def long(seats, style="english"):
    """A long table: heads at the two ends (english), or face to face at the middle of the long sides (french).

    A French table whose sides would have no middle has one place at each end instead (a multiple of four).
    """
    _at_least(seats, 4)
    if style not in ("english", "french", "single_sided"):
        raise InvalidProblem("style", "must be english, french or single_sided")
    if style == "single_sided":
        made = rows(table=seats)
        renamed = {p.id: i for i, p in enumerate(made.places)}
        return _renamed(replace(made, kind="long"), renamed)
    if style == "english":
        return _rectangle("long", [1, (seats - 1) // 2, 1, (seats - 2) // 2], 0)
    if seats % 4 == 0:
        return _rectangle("long", [seats // 2 - 1, 1, seats // 2 - 1, 1], seats // 4 - 1)
    far = seats // 2
    return _rectangle("long", [far, seats - 2 * far, far, 0], (far - 1) // 2)


def hollow_square(seats):
    """Tables round an empty middle, everybody on the outside; the head at the middle of the far side."""
    _at_least(seats, 4)
    sides = _spread(seats, 4)
    return replace(_rectangle("hollow_square", sides, (sides[0] - 1) // 2), kind="hollow_square")


def u(base, arm, inside=False):
    """A U open to the door: `base` places facing the door, `arm` on each side, as many again inside if `inside`."""
    _at_least(base, 1)
    wide, deep = base * EDGE_CM, arm * EDGE_CM
    west = [(-wide / 2 - DEEP_CM / 2, -deep + EDGE_CM * (i + .5), 90) for i in range(arm)]
    top = [(-wide / 2 + EDGE_CM * (i + .5), DEEP_CM / 2, 180) for i in range(base)]
    east = [(-x, y, 270) for x, y, _ in reversed(west)]
    places = _chain("table", west + top + east)
    heads = [arm + base // 2]
    if inside:
        facing_west = [(x + DEEP_CM, y, 270) for x, y, _ in reversed(west)]
        facing_east = [(x - DEEP_CM, y, 90) for x, y, _ in reversed(east)]
        for name, spots in (("inside west", facing_west), ("inside east", facing_east)):
            places += _chain(name, spots, start=len(places))
    return Layout("u", across(places), tuple(heads))


def half_round(seats):
    """A round table used on one side only, its open side to the stage or screen (cabaret)."""
    _at_least(seats, LEAST)
    return Layout("half_round", _chain("table", _arc(seats, 2 * seats)), (seats // 2,))


def sofas(seats):
    """Armchairs in a half circle open to the door: two principals in the middle, the higher at the other's right."""
    _at_least(seats, LEAST)
    return Layout("sofas", _chain("sofas", _arc(seats, 2 * seats), named=True),
                  (f"sofas:{seats // 2}", f"sofas:{seats // 2 - 1}"))


def rows(**counts):
    """Rows one behind the other facing the door, the audience or the camera; the first is the front row."""
    if not counts:
        raise InvalidProblem("rows", "needs at least one row")
    places = []
    for deep, (name, count) in enumerate(counts.items()):
        spots = [((i - (count - 1) / 2) * EDGE_CM, deep * DEEP_CM, 180) for i in range(count)]
        row = _chain(name, spots, named=True)
        places += [replace(p, behind=_in_front(p, places)) for p in row]
    front = [p.id for p in places if p.row == next(iter(counts))]
    return Layout("rows", tuple(places), (front[len(front) // 2],) if front else ())


def theatre(row_count, seats, aisle_after=0):
    """Equal rows facing the stage; places beside the aisle behind slot `aisle_after` carry the feature aisle."""
    made = rows(**{f"row{i + 1}": seats for i in range(row_count)})
    beside = {aisle_after - 1, aisle_after} if 0 < aisle_after < seats else set()
    return replace(made, kind="theatre", places=tuple(
        replace(p, features=("aisle",)) if int(p.id.rsplit(":", 1)[1]) in beside else p for p in made.places))


def talks(guests, hosts, door="across"):
    """Two delegations face to face: guests facing the door (across), or on the right of who walks in (end_on)."""
    if door not in ("across", "end_on"):
        raise InvalidProblem("door", "must be across or end_on")
    names = ("facing_door", "back_to_door") if door == "across" else ("entering_right", "entering_left")
    places = []
    for name, count, side in zip(names, (guests, hosts), (1, -1)):
        spots = [((i - (count - 1) / 2) * EDGE_CM * side, side * DEEP_CM / 2, 180 if side > 0 else 0)
                 for i in range(count)]
        if door == "end_on":            # a quarter turn: who faced the door now looks to the left of who walks in
            spots = [(y, -x, (facing + 90) % 360) for x, y, facing in spots]
        places += _chain(name, spots, named=True)
    return Layout("talks", across(tuple(places)), tuple(f"{n}:{c // 2}" for n, c in zip(names, (guests, hosts)) if c))


def signing(standing, signatories=2):
    """A signing table: signatories seated, assistants at their outer side, delegations standing behind."""
    made = rows(seated=signatories, assist=signatories, standing=standing)
    heads = tuple(f"seated:{i}" for i in (signatories // 2, signatories // 2 - 1))
    return replace(made, kind="signing", heads=heads)


def abreast(walkers):
    """People walking side by side, away from the door."""
    return replace(rows(abreast=walkers), kind="abreast")


def meeting_table(seats=6):
    """A long meeting table ranked from the end that faces the door (ME-09)."""
    return replace(long(seats), kind="meeting_table")


def tea_table(seats=5):
    """A tea master's table: the master at place 0, guests round the other side."""
    return replace(round_(seats), kind="tea_table")


def _arc(count, whole):
    """Half a circle of places whose open side is at the door, from the sitters' right hand to their left."""
    radius = max(EDGE_CM, whole * EDGE_CM / (2 * pi))
    turns = [-90 + 180 * (i + .5) / count for i in range(count)]
    return [(radius * sin(radians(t)), radius * cos(radians(t)), (180 + t) % 360) for t in turns]


def _rectangle(kind, sides, head):
    """Places round a rectangle: how many on the far, right (of who walks in), near and left side."""
    wide = max(sides[0], sides[2], 1) * EDGE_CM
    deep = max(sides[1], sides[3], 1) * EDGE_CM
    spots = []
    for count, turn, length, off in zip(sides, (0, 90, 180, 270), (wide, deep) * 2, (deep, wide) * 2):
        for i in range(count):
            along, out = (i - (count - 1) / 2) * length / count, off / 2 + 30
            spots.append((along * cos(radians(turn)) + out * sin(radians(turn)),
                          out * cos(radians(turn)) - along * sin(radians(turn)), (180 + turn) % 360))
    spots = spots[head:] + spots[:head]
    made = _ring(kind, spots, (0, len(spots) // 2))
    facing = made.place(0).opposite
    return made if facing is None else replace(made, heads=(0, facing))


def _ring(kind, spots, heads):
    n = len(spots)
    places = [Place(i, round(x), round(y), round(facing) % 360, "table", (i - 1) % n, (i + 1) % n)
              for i, (x, y, facing) in enumerate(spots)]
    if n % 2 == 0 and kind == "round":
        places = [replace(p, opposite=(p.id + n // 2) % n) for p in places]
    return Layout(kind, across(tuple(places)), heads)


def _chain(name, spots, *, named=False, start=0):
    """Places of one row from the sitters' own right hand to their own left."""
    ids = [f"{name}:{i}" if named else start + i for i in range(len(spots))]
    return tuple(Place(ids[i], round(x), round(y), round(facing) % 360, name,
                       ids[i - 1] if i else None, ids[i + 1] if i + 1 < len(ids) else None)
                 for i, (x, y, facing) in enumerate(spots))


def _in_front(place, places):
    """The nearest place of the row before, or None."""
    before = [p for p in places if p.y < place.y]
    return min(before, key=lambda p: (place.y - p.y, abs(p.x - place.x), p.x)).id if before else None


def _renamed(made, new):
    places = tuple(replace(p, **{key: new.get(getattr(p, key)) for key in ("id", "right", "left", "opposite", "behind")})
                   for p in made.places)
    return Layout(made.kind, places, tuple(new[h] for h in made.heads))


def _spread(count, parts):
    """`count` as evenly as can be over `parts`, the first ones taking the rest."""
    return [count // parts + (i < count % parts) for i in range(parts)]


def _at_least(count, least):
    if isinstance(count, bool) or not isinstance(count, int) or count < least:
        raise InvalidProblem("seats", f"must be a whole number, {least} or more")


KINDS = {"round": round_, "square": square, "long": long, "u": u, "hollow_square": hollow_square,
         "half_round": half_round, "sofas": sofas, "rows": rows, "theatre": theatre, "talks": talks,
         "signing": signing, "abreast": abreast, "meeting_table": meeting_table, "tea_table": tea_table,
         "vehicle": vehicle}
