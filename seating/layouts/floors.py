"""What stands on the floor of a room, as convex polygons: whether things overlap, how far apart they are, whether they fit.

Centimetres, in the coordinates of the tables: y growing away from the door.
"""
from math import hypot

from .dining import BACK_CM, shape_of, turned

HALF_CHAIR_CM = 22


def footprint(kind, seats, *, sizes=None, rotation=0, x=0, y=0, with_chairs=True):
    """Convex polygons of a table where it stands, its chairs included or its tops alone."""
    shape = shape_of(kind, seats, sizes)
    pieces = [_hull([*top, *(c for spot in spots for c in _chair(spot))]) if with_chairs else top
              for top, spots in zip(shape.tops, _by_top(shape))]
    return tuple(_placed(piece, rotation, x, y) for piece in pieces)


def box(width, depth, *, rotation=0, x=0, y=0):
    """The footprint of a rectangle around (x, y), as a stage or a pillar has one."""
    corners = ((-width / 2, -depth / 2), (-width / 2, depth / 2), (width / 2, depth / 2), (width / 2, -depth / 2))
    return (_placed(corners, rotation, x, y),)


def gap(one, other):
    """Centimetres between two footprints; 0 where they touch or overlap."""
    return min(_gap(a, b) for a in one for b in other)


def overlap(one, other):
    """Whether two footprints share more than an edge."""
    return any(_overlap(a, b) for a in one for b in other)


def bounds(pieces):
    """(left, bottom, right, top) around a footprint."""
    xs, ys = zip(*(point for piece in pieces for point in piece))
    return min(xs), min(ys), max(xs), max(ys)


def far_apart(one, other, least):
    """Whether two bounds are at least so many centimetres apart, by their boxes alone."""
    return (one[0] - other[2] >= least or other[0] - one[2] >= least or one[1] - other[3] >= least or other[1] - one[3] >= least)


def _by_top(shape):
    """The seats of each top: those nearest to it."""
    found = [[] for _ in shape.tops]
    for spot in shape.spots:
        near = min(range(len(found)), key=lambda i: _point_gap(spot[:2], shape.tops[i]))
        found[near].append(spot)
    return found


def _chair(spot):
    """The corners of a chair, its back behind whoever sits there."""
    x, y, facing = spot
    return [(x + dx, y + dy) for dx, dy in (turned(corner, facing) for corner in (
        (-HALF_CHAIR_CM, -BACK_CM), (HALF_CHAIR_CM, -BACK_CM), (-HALF_CHAIR_CM, BACK_CM), (HALF_CHAIR_CM, BACK_CM)))]


def _placed(piece, rotation, x, y):
    return tuple((px + x, py + y) for px, py in (turned(point, rotation) for point in piece))


def _hull(points):
    """The convex hull, by Andrew's chain."""
    points = sorted(set(points))

    def chain(order):
        found = []
        for p in order:
            while len(found) > 1 and _cross(found[-2], found[-1], p) <= 0:
                found.pop()
            found.append(p)
        return found[:-1]

    return tuple(chain(points) + chain(reversed(points)))


def _cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def _edges(piece):
    return zip(piece, (*piece[1:], piece[0]))


def _overlap(one, other):
    """Convex polygons overlap when no edge of either parts them."""
    for piece in (one, other):
        for (ax, ay), (bx, by) in _edges(piece):
            nx_, ny = by - ay, ax - bx
            mine, yours = ([px * nx_ + py * ny for px, py in p] for p in (one, other))
            slack = hypot(nx_, ny)                                   # a centimetre is no overlap
            if max(mine) <= min(yours) + slack or max(yours) <= min(mine) + slack:
                return False
    return True


def _gap(one, other):
    if _overlap(one, other):
        return 0.0
    return min(min(_point_gap(p, other) for p in one), min(_point_gap(p, one) for p in other))


def _point_gap(point, piece):
    return min(_segment_gap(point, a, b) for a, b in _edges(piece))


def _segment_gap(point, a, b):
    (px, py), (ax, ay), (bx, by) = point, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0 if not length else max(0, min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay))
