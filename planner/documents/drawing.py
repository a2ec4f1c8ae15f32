"""Where things stand on paper: tables in the hall, seats round a table, the size of a name on a card. Lengths in millimetres.

Seat 0 is the table host's; it is drawn at the top, farthest from the door, which is below. Seats are counted clockwise from above,
so the host, who faces down the page, has seat n−1 at the right hand: on the left of the drawing (protocol 0.2).
"""

import math
import unicodedata
from dataclasses import dataclass

WIDE = 1.0
NARROW = {"upper": 0.7, "lower": 0.53, "space": 0.33, "arabic": 0.55}
CARD_SIZES = (44, 40, 36, 32, 28, 25, 22, 20, 18, 16, 14, 12, 11, 10, 9, 8)
POINTS_PER_MM = 72 / 25.4


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


def _character_width(character):
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return WIDE
    if unicodedata.name(character, "").startswith("ARABIC"):
        return NARROW["arabic"]
    if character.isspace():
        return NARROW["space"]
    return NARROW["upper"] if character.isupper() or character in "mwMW@%—" else NARROW["lower"]


def fitting_size(text, width_mm, largest=CARD_SIZES[0]):
    """The largest size in points of CARD_SIZES, at most `largest`, at which `text` fits on one line of `width_mm`."""
    ems = max(em_width(text), 0.1)
    for size in CARD_SIZES:
        if size <= largest and ems * size / POINTS_PER_MM <= width_mm:
            return size
    return CARD_SIZES[-1]


def common_size(lines, width_mm, largest):
    """The size at which every one of `lines` fits."""
    return min(fitting_size(line, width_mm, largest) for line in lines)


def card_lines(text, width_mm):
    """The name in one line, or in two where one line would be smaller than 18 points and there is a place to break."""
    if fitting_size(text, width_mm) >= 18:
        return [text]
    breaks = [i + 1 for i, character in enumerate(text[:-1]) if character in " -·•・"]
    if not breaks:
        return [text]
    middle = min(breaks, key=lambda i: max(em_width(text[:i]), em_width(text[i:])))
    return [text[:middle].rstrip(), text[middle:]]


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
    spots = tuple(_spot(x, y, radius, 2 * math.pi * i / count - math.pi / 2) for i in range(count))
    return Placed(table, _r(x), _r(y), _r(radius), spots, round(size, 2))


def _spot(x, y, radius, angle):
    across, down = math.cos(angle), math.sin(angle)
    seat_x, seat_y = _r(x + across * radius), _r(y + down * radius)
    if abs(across) < 0.15:
        return Spot(seat_x, seat_y, seat_x, _r(seat_y + math.copysign(2.6, down)), "middle", "below" if down > 0 else "above")
    label_x = x + across * radius + math.copysign(3.2, across)
    return Spot(seat_x, seat_y, _r(label_x), seat_y, "start" if across > 0 else "end", "level")


def _r(number):
    return round(number, 2)


def sheets(cards, per_sheet=6):
    """Cards in sheets of six."""
    return [cards[i : i + per_sheet] for i in range(0, len(cards), per_sheet)]
