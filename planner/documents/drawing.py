"""Where things stand on paper: tables in the hall, seats round a table; and how wide a text is. Lengths in millimetres.

Seat 0 is the table host's; it is drawn at the top, farthest from the door, which is below. Seats are counted clockwise from above,
so the host, who faces down the page, has seat n−1 at the right hand: on the left of the drawing (protocol 0.2).
"""

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from planner.banquets import seating_bridge

WIDE = 1.0
NARROW = {"upper": 0.75, "lower": 0.54, "space": 0.33, "arabic": 0.55}
POINTS_PER_MM = 72 / 25.4
MARKS = {"guest": {"fill": "#111", "stroke": "#111", "stroke-width": .3}, "guest_head": {"fill": "#111", "stroke": "#111", "stroke-width": .6},
         "host": {"fill": "#fff", "stroke": "#111", "stroke-width": .3}, "host_head": {"fill": "#fff", "stroke": "#111", "stroke-width": .6},
         "free": {"fill": "#fff", "stroke": "#111", "stroke-width": .3, "stroke-dasharray": "0.6 0.5"}}  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A seat on the drawing: its middle, and where its label stands: beside, above or below it."""

    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str  # start, middle, end: which end of the label is at label_x
    rise: str  # above, below, level

    def side(self, width):
        """The horizontal place of the label in a drawing of `width`, as a CSS declaration."""
        if self.anchor == "start":
            return f"left: {self.label_x}mm"
        if self.anchor == "end":
            return f"right: {_r(width - self.label_x)}mm"
        return f"left: {_r(self.label_x - 25)}mm; width: 50mm"


@dataclass(frozen=True)
class Placed:
    """A table on the drawing with its spots in the order of its seats."""

    table: object
    x: float
    y: float
    radius: float
    spots: tuple[Spot, ...]
    size: float
    outlines: tuple[str, ...] = ()  # SVG paths; none: a disc
    room: float = 40  # mm for the label of a seat at the side


def script_of(text):
    """"arabic", "han" or "latin": which face and direction a name needs."""
    for character in text:
        name = unicodedata.name(character, "")
        if name.startswith("ARABIC"):
            return "arabic"
        if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL")):
            return "han"
    return "latin"


def em_width(text):
    """How wide `text` is in ems, on the generous side."""
    return sum(_character_width(character) for character in text)


@lru_cache(8192)
def _character_width(character):
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn"):
        return 0
    if unicodedata.category(character) in ("So", "Sk", "Cn"):
        return 1.35  # signs, emoji
    if unicodedata.east_asian_width(character) in "WF":
        return WIDE
    if unicodedata.name(character, "").startswith("ARABIC"):
        return NARROW["arabic"]
    if character.isspace():
        return NARROW["space"]
    if character in "WM@%—mw":
        return WIDE if character in "WM—" else 0.9
    return NARROW["upper"] if character.isupper() else NARROW["lower"]


def hall(tables, width, height):
    """All tables of a banquet in a drawing of width × height, keeping their order in the room, as large as they can be.

    Distances are the room's where it is known; tables that would then overlap are spread over an even grid of their rows.
    """
    if not tables:
        return []
    rows = _rows(tables)
    columns = max(len(row) for row in rows)
    cell_width, cell_height = width / columns, height / len(rows)
    radius = _radius(cell_width, cell_height)
    placed = []
    for r, row in enumerate(rows):
        margin = (width - len(row) * cell_width) / 2
        for c, table in enumerate(row):
            placed.append(place(table, margin + (c + 0.5) * cell_width, (r + 0.5) * cell_height, radius, cell_width))
    return placed


def stands_better(tables, across, upright):
    """Whether the tables come out larger on an upright sheet: two (width, height) in mm."""
    return bool(tables) and hall(tables, *upright)[0].size > hall(tables, *across)[0].size


def _rows(tables):
    """Tables in rows from the far wall to the door, each row from left to right."""
    ordered = sorted(tables, key=lambda table: (table.y_cm, table.x_cm))
    rows, limit = [], None
    for table in ordered:
        if limit is None or table.y_cm > limit:
            rows.append([])
            limit = table.y_cm + 120  # tables less than 1.2 m apart in depth stand in one row
        rows[-1].append(table)
    return [sorted(row, key=lambda table: table.x_cm) for row in rows]


def _radius(cell_width, cell_height):
    """Of a table in its cell: room for two lines of label above and below, and for names at both sides."""
    return max(8.0, min(34.0, cell_width * 0.19, (cell_height - 22) / 2))


def place(table, x, y, radius, cell_width):
    """One table with its seats and labels round (x, y)."""
    count = max(len(table.seats), 1)
    size = max(1.9, min(4.2, radius * 0.155, cell_width * 0.033))
    shaped = _shaped(table, x, y, radius) if table.kind != "round" else None
    spots, outlines = shaped or (tuple(_spot(x, y, radius, 2 * math.pi * i / count - math.pi / 2) for i in range(count)), ())
    return Placed(table, _r(x), _r(y), _r(radius), spots, round(size, 2), outlines, _r(max(cell_width / 2 - radius - 4.2, 14)))


def is_long(name, placed):
    """Whether a name (Text) is wider than the room beside its seat, and must be broken."""
    return max(em_width(name.zh), em_width(name.en)) * placed.size > placed.room + 2


def _shaped(table, x, y, radius):
    """(spots, outlines) of a table that is not round, as large as a round one of this radius; None for sizes that do not fit."""
    shape = seating_bridge.table_shape(table.kind, len(table.seats), dict(table.sizes), table.rotation)
    if shape is None:
        return None
    places, outlines = shape
    scale = radius / max(max(abs(a), abs(b)) for a, b in places)
    points = [(x + a * scale, y - b * scale) for a, b in places]
    spots = tuple(_label(px, py, px - x, py - y, radius) for px, py in points)
    return spots, tuple(_path(piece, x, y, scale) for piece in outlines)


def disc(x, y, r):
    """A disc as an SVG path."""
    return f"M{_r(x - r)} {_r(y)}a{_r(r)} {_r(r)} 0 1 0 {_r(2 * r)} 0a{_r(r)} {_r(r)} 0 1 0 {_r(-2 * r)} 0Z"


def marks(placed, kind):
    """The discs of all seats of a kind of MARKS as one path: a drawing of few elements is set much faster."""
    return "".join(disc(spot.x, spot.y, 1.9) for one in placed for spot, seat in zip(one.spots, one.table.seats) if _mark_of(seat) == kind)


def _mark_of(seat):
    if seat.person is None:
        return "free"
    return f"{seat.person.side}{'_head' if seat.index == 0 else ''}"


def _path(piece, x, y, scale):
    kind, *numbers = piece
    if kind == "disc":
        return disc(x + numbers[0] * scale, y - numbers[1] * scale, numbers[2] * scale)
    return "M" + "L".join(f"{_r(x + a * scale)} {_r(y - b * scale)}" for a, b in zip(numbers[::2], numbers[1::2])) + "Z"


def _label(x, y, across, down, radius):
    """A seat of a table of any shape: its label beside it on the outer side, or above and below on the long sides."""
    if abs(across) < abs(down) * .9:
        return Spot(_r(x), _r(y), _r(x), _r(y + math.copysign(2.6, down)), "middle", "below" if down > 0 else "above")
    return Spot(_r(x), _r(y), _r(x + math.copysign(3.2, across)), _r(y), "start" if across > 0 else "end", "level")


def _spot(x, y, radius, angle):
    across, down = math.cos(angle), math.sin(angle)
    seat_x, seat_y = _r(x + across * radius), _r(y + down * radius)
    if abs(across) < 0.15:
        return Spot(seat_x, seat_y, seat_x, _r(seat_y + math.copysign(2.6, down)), "middle", "below" if down > 0 else "above")
    label_x = x + across * radius + math.copysign(3.2, across)
    return Spot(seat_x, seat_y, _r(label_x), seat_y, "start" if across > 0 else "end", "level")


def _r(number):
    return round(number, 2)
