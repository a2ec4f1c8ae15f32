"""A room drawn to scale: walls, doors, stage, screens, aisles and pillars, and the scale at which names find their space.

Positions and objects are to scale. Tables are drawn to a scale of their own, never a larger one, so that names fit between
them. Drawing units, y downwards.
"""
import math
from functools import lru_cache

from .. import words
from . import labels
from .ink import GREY, HAIR, INK, PAPER, add, add_text, number, numbers, text_width
from .labels import MARK

LEAST_SCALE, COMMON_MOST, MOST_TIMES = 0.56, 0.9, 3.2      # of a table in drawing units for a centimetre; the room's scale against the tables'
GROWTH, ROUNDS = 1.05, 60
APART = 10
NAMES = {"door": ("门", "Door"), "stage": ("舞台", "Stage"), "screen": ("屏幕", "Screen"), "aisle": ("通道", "Aisle"), "pillar": ("柱", "Pillar")}


def is_to_scale(problem):
    """Whether the room and the shape of every table are known."""
    return bool(problem.room and problem.room.corner is not None
                and all(t.places and t.x is not None and t.y is not None for t in problem.tables))


def points_of(places):
    """[(x, y)] in centimetres, and the ways in which names stand off the table."""
    return [(float(x), float(-y)) for x, y, _ in places], [labels.behind(facing) for _, _, facing in places]


@lru_cache(1024)
def _fixed_scale(places):
    points, ways = points_of(places)
    return _own_scale(points, labels.staggered([labels.room_for_name(way) for way in ways], ways, points))


def _own_scale(points, names):
    scale = LEAST_SCALE
    for _ in range(ROUNDS):
        if not any(True for _ in labels.touching(labels.boxes([(x * scale, y * scale) for x, y in points], names))):
            break
        scale *= GROWTH
    return scale


def table_scales(tables, names=None):
    """table id -> scale: one for all where names allow it; a table whose names need more than COMMON_MOST has its own.

    `names` maps a table to its Labels; without it every name has a space of one size.
    """
    own = {t.id: _fixed_scale(t.places) if names is None else _own_scale(points_of(t.places)[0], names[t.id]) for t in tables}
    common = max((min(scale, COMMON_MOST) for scale in own.values()), default=LEAST_SCALE)
    return {t: max(common, scale) for t, scale in own.items()}


def top_box(top, scale):
    """(left, top, right, bottom) around a table's outline."""
    points = [p for piece in top for p in _corners(piece)]
    return (min(x for x, _ in points) * scale, min(y for _, y in points) * scale,
            max(x for x, _ in points) * scale, max(y for _, y in points) * scale)


def _corners(piece):
    kind, *n = piece
    if kind == "disc":
        return [(n[0] - n[2], -n[1] - n[2]), (n[0] + n[2], -n[1] + n[2])]
    return [(x, -y) for x, y in zip(n[0::2], n[1::2])]


def room_scale(problem, boxes, own):
    """The scale of the room: at least that of its tables, and so much that tables with their names stay apart and inside."""
    tables, most, scale = problem.tables, own * MOST_TIMES, own
    for i, a in enumerate(tables):
        scale = max(scale, _to_walls(problem.room, a, boxes[a.id]))
        for b in tables[i + 1:]:
            scale = max(scale, _between(a, b, boxes[a.id], boxes[b.id]))
    return min(scale, most)


def _between(a, b, box, other):
    """The scale at which the boxes of two tables stand side by side or one below the other."""
    dx, dy = b.x - a.x, a.y - b.y
    across = (box[2] - other[0] if dx > 0 else other[2] - box[0]) + APART
    down = (box[3] - other[1] if dy > 0 else other[3] - box[1]) + APART
    return min(across / abs(dx) if dx else math.inf, down / abs(dy) if dy else math.inf)


def _to_walls(room, table, box):
    x, y = table.x - room.corner[0], room.corner[1] - table.y
    pairs = ((-box[0], x), (box[2], room.width - x), (-box[1], y), (box[3], room.depth - y))
    return max((need + APART) / far if far > 0 else 0 for need, far in pairs)


def at(table, scale):
    """Where the middle of a table is drawn."""
    return round(table.x * scale, 1), round(-table.y * scale, 1)


def wall_box(room, scale):
    """(left, top, right, bottom) of the room."""
    left, top = room.corner[0] * scale, -room.corner[1] * scale
    return left, top, left + room.width * scale, top + room.depth * scale


def draw_top(group, top, scale, width):
    """The outline of a table."""
    for kind, *n in top:
        if kind == "disc":
            add(group, "circle", cx=n[0] * scale, cy=-n[1] * scale, r=n[2] * scale, fill=PAPER, stroke=INK, stroke_width=width)
        else:
            points = " ".join(f"{number(float(x * scale))},{number(float(-y * scale))}" for x, y in zip(n[0::2], n[1::2]))
            add(group, "polygon", points=points, fill=PAPER, stroke=INK, stroke_width=width)


def number_spot(top, scale):
    """(x, y, width, height) of the space for a table's number: its middle, or that of its first part."""
    pieces = [piece for piece in top if piece[0] == "area"]
    if len(pieces) > 1 and len({len(p) for p in pieces}) == 1 and not _are_nested(pieces):
        top = pieces[:1]
    left, upper, right, lower = top_box(top, scale)
    return (left + right) / 2, (upper + lower) / 2, right - left, lower - upper


def _are_nested(pieces):
    """A table with a hole: the second outline inside the first."""
    (a, b), (c, d) = (top_box([p], 1)[0::2] for p in pieces[:2])
    return a < c and d < b


def draw_room(svg, room, scale, style):
    """The walls with gaps for the doors, and everything that stands in the room."""
    left, top, right, floor = wall_box(room, scale)
    add(svg, "rect", x=left, y=top, width=right - left, height=floor - top, fill="none", stroke=HAIR, stroke_width=2.5)
    if not any(kind == "door" for kind, *_ in room.objects):
        _object(svg, ("door", room.corner[0] + room.width // 2, room.corner[1] - room.depth, 160, 20, 0), scale, style)
    for thing in sorted(room.objects, key=lambda o: o[0] != "aisle"):
        _object(svg, thing, scale, style)


def _object(svg, thing, scale, style):
    kind, x, y, width, depth, rotation = thing
    w, h = width * scale, depth * scale
    group = add(svg, "g", transform=f"translate({numbers(float(x * scale), float(-y * scale))}) rotate({rotation})")
    group.set("class", f"room-{kind}")
    if kind == "door":
        h = max(h, 8)
        add(group, "rect", x=-w / 2, y=-h / 2, width=w, height=h, fill=PAPER, stroke="none")
        add(group, "path", d=f"M{number(-w / 2)} {number(-h / 2)}v{number(h)}M{number(w / 2)} {number(-h / 2)}v{number(h)}", stroke=GREY, stroke_width=2)
        add(group, "path", d=f"M{number(-w / 2)} 0H{number(w / 2)}", stroke=GREY, stroke_width=1.2, stroke_dasharray="5 4")
    elif kind == "aisle":
        add(group, "rect", x=-w / 2, y=-h / 2, width=w, height=h, fill="none", stroke=HAIR, stroke_width=1.2, stroke_dasharray="9 6")
    elif kind == "pillar":
        add(group, "rect", x=-w / 2, y=-h / 2, width=w, height=h, fill=HAIR, stroke=GREY, stroke_width=1.2)
        add(group, "path", d=f"M{number(-w / 2)} {number(-h / 2)}L{number(w / 2)} {number(h / 2)}M{number(w / 2)} {number(-h / 2)}L{number(-w / 2)} {number(h / 2)}",
            stroke=GREY, stroke_width=1)
    else:
        add(group, "rect", x=-w / 2, y=-h / 2, width=w, height=h, fill=PAPER, stroke=GREY, stroke_width=1.4 if kind == "stage" else 2.6)
    _name(svg, kind, x * scale, -y * scale, (w, h) if rotation % 180 < 45 or rotation % 180 > 135 else (h, w), style)


def _name(svg, kind, x, y, size, style):
    """What an object is, inside it where there is space, else below; a pillar says so by its cross."""
    if kind == "pillar":
        return
    text, (w, h) = words.pick(NAMES[kind], style.lang), size
    is_inside = kind != "door" and h >= 20 and w >= text_width(text, 13) + 8
    add_text(svg, x, y + (4.5 if is_inside else h / 2 + 15), text, style, 13, fill=GREY)


def reach(room, scale):
    """The wall box with space for the names of doors below the walls."""
    left, top, right, floor = wall_box(room, scale)
    things = room.objects or (("door", room.corner[0], room.corner[1] - room.depth, 0, 0, 0),)
    bottoms = [-y * scale + max(w, d) * scale / 2 + 20 for kind, _, y, w, d, _ in things if kind == "door" and abs(room.corner[1] - room.depth - y) < 100]
    return left - MARK, top - MARK, right + MARK, max([floor + 20, *(min(b, floor + 40) for b in bottoms)])
