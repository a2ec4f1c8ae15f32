"""Cards of every use: their sizes, how many stand on a sheet, and how large each line is so that nothing leaves its card.

Lengths in millimetres, type in points. A tent is folded in the middle, its upper half stands on its head; a flat card has its back
on the next page, mirrored for printing on both sides along the long edge.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from planner.documents.drawing import POINTS_PER_MM, em_width, script_of
from planner.errors import RuleBroken
from planner.i18n import _l

PAPERS = (("A4", 210, 297), ("A3", 297, 420))
EDGE = 5           # of the sheet, where printers do not print
PAD = 4            # of a card, beside the text
PAD_ABOVE = 3
LEADING = 1.22     # line height
SMALLEST = 5
COLUMN_LEADING = 1.06
COMFORTABLE = 0.4  # of the card's height in points: a name on one line at less is broken into two
MOST_LINES = 4
FORMS, USES, WHERE = ("tent", "flat"), ("place", "escort", "table", "plate"), ("seat", "table", "none")
ASKED = ("size", "width", "height", "form", "sides", "titles", "vertical", "where")
STANDS = dict(zip("（）〔〕《》、，。—…", "︵︶︹︺︽︾︑︐︒︱︙"))  # forms of punctuation in a column


@dataclass(frozen=True)
class Size:
    """A size of cards in mm."""

    id: str
    zh: str
    en: str
    width: int
    height: int
    forms: tuple
    use: tuple

    def name(self, lang):
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class CardStyle:
    """How a set of cards is made. `sides` 1 or 2; `vertical` sets Chinese names in a column; `titles` prints the post; `where` says
    table and seat, or the table alone, small on the side of whoever sits there."""

    use: str = "place"
    form: str = "tent"
    width: int = 90
    height: int = 45
    sides: int = 2
    vertical: bool = False
    titles: bool = True
    where: str = "seat"

    @property
    def scale(self):
        """What type is measured by: the height, less for upright cards; a table's number is read across the room."""
        return self.height * 1.7 if self.use == "table" else min(self.height, self.width * .55)


@dataclass(frozen=True)
class Sheet:
    """How cards stand on a sheet: from (left, top), columns × rows of cells."""

    paper: str
    width: int
    height: int
    columns: int
    rows: int
    cell_width: int
    cell_height: int
    fold: int | None

    @property
    def left(self):
        return (self.width - self.columns * self.cell_width) / 2

    @property
    def top(self):
        return (self.height - self.rows * self.cell_height) / 2

    @property
    def count(self):
        return self.columns * self.rows

    def places(self, *, mirrored=False):
        """[(left, top)] of the cells in reading order; mirrored for the backs."""
        columns = [self.left + c * self.cell_width for c in range(self.columns)]
        return [(round(x, 2), round(self.top + r * self.cell_height, 2)) for r in range(self.rows) for x in (columns[::-1] if mirrored else columns)]

    def cut_marks(self):
        """An SVG path: ticks round the cards, and small crosses where four meet."""
        xs = [round(self.left + c * self.cell_width, 2) for c in range(self.columns + 1)]
        ys = [round(self.top + r * self.cell_height, 2) for r in range(self.rows + 1)]
        ticks = [f"M{x} {_r(ys[0] - 3.5)}V{_r(ys[0] - .8)}M{x} {_r(ys[-1] + .8)}V{_r(ys[-1] + 3.5)}" for x in xs]
        ticks += [f"M{_r(xs[0] - 3.5)} {y}H{_r(xs[0] - .8)}M{_r(xs[-1] + .8)} {y}H{_r(xs[-1] + 3.5)}" for y in ys]
        crosses = [f"M{_r(x - .8)} {y}H{_r(x + .8)}M{x} {_r(y - .8)}V{_r(y + .8)}" for x in xs for y in ys]
        return "".join(ticks + crosses)

    def fold_marks(self):
        """An SVG path: ticks where to fold, outside the cards."""
        left, right = self.left, self.left + self.columns * self.cell_width
        ys = [_r(self.top + r * self.cell_height + (self.fold or 0)) for r in range(self.rows)]
        return "".join(f"M{_r(left - 4)} {y}H{_r(left - .8)}M{_r(right + .8)} {y}H{_r(right + 4)}" for y in ys)


def _r(number):
    return round(number, 2)


@dataclass(frozen=True)
class Line:
    """A line of a card: its text, size in points, and whether it is the name."""

    text: str
    size: int
    kind: str  # large, small, post

    @property
    def script(self):
        return script_of(self.text)


@dataclass(frozen=True)
class Face:
    """One side of a card: lines from top to bottom, below a column with the post beside it when `column` is set."""

    lines: tuple
    column: tuple = ()  # (characters, size) of the name and of the post
    down: int = 0       # half millimetres from the card's upper edge to the first line


@lru_cache
def sizes():
    """All Sizes of cards.toml."""
    return tuple(Size(s["id"], s["zh"], s["en"], s["width"], s["height"], tuple(s["forms"]), tuple(s["use"])) for s in _data()["size"])


@lru_cache
def _data():
    return tomllib.loads((Path(__file__).parent / "cards.toml").read_text("utf-8"))


def custom_limits():
    """{"width": {"least", "most"}, "height": …} of a custom size."""
    return _data()["custom"]


def sizes_for(use):
    """Sizes offered for a use, its usual one first."""
    return sorted((size for size in sizes() if use in size.use), key=lambda size: size.use.index(use))


def usual_style(use):
    """The CardStyle of a use when nothing is chosen."""
    size = sizes_for(use)[0]
    form = "flat" if use == "escort" else size.forms[0]
    return CardStyle(use, form, size.width, size.height, sides=1 if use == "escort" else 2)


def style_from(use, asked):
    """The CardStyle that a form asks for (ASKED); RuleBroken for one that cannot be made."""
    usual = usual_style(use)
    size = next((s for s in sizes_for(use) if s.id == asked.get("size")), None)
    if asked.get("size") == "custom":
        width, height = (_custom(asked.get(name), name) for name in ("width", "height"))
        forms = FORMS
    elif size is None and asked.get("size"):
        raise RuleBroken(_l("There is no such size of cards."), field="size")
    else:
        width, height, forms = (size.width, size.height, size.forms) if size else (usual.width, usual.height, FORMS)
    form = asked.get("form") if asked.get("form") in forms else usual.form if usual.form in forms else forms[0]
    style = CardStyle(use, form, width, height, 1 if asked.get("sides", str(usual.sides)) == "1" else 2,
                      asked.get("vertical") == "1", asked.get("titles", "1") != "0", asked.get("where") if asked.get("where") in WHERE else "seat")
    return style


def _custom(text, name):
    limits = custom_limits()[name]
    if not (text or "").isascii() or not (text or "").isdecimal() or not limits["least"] <= int(text[:6]) <= limits["most"]:
        raise RuleBroken(_l("Please give width and height in whole millimetres: %(width)s wide, %(height)s high.",
                            width="{least}–{most}".format(**custom_limits()["width"]), height="{least}–{most}".format(**custom_limits()["height"])), field=name)
    return int(text)


def sheet_of(style):
    """The Sheet that takes the most cards of this style: A4 where one fits, otherwise A3, which takes the largest custom one."""
    tall = style.height * (2 if style.form == "tent" and style.sides == 2 else 1)
    for paper, short, long in PAPERS:
        tried = [Sheet(paper, width, height, (width - 2 * EDGE) // style.width, (height - 2 * EDGE) // tall, style.width, tall,
                       style.height if tall > style.height else None) for width, height in ((short, long), (long, short))]  # fmt: skip
        best = max(tried, key=lambda sheet: sheet.count)
        if best.count:
            return best


def in_sheets(cards, sheet):
    """The cards in sheets."""
    return [cards[i : i + sheet.count] for i in range(0, len(cards), sheet.count)]


def type_sizes(faces):
    """The sizes of type that these Faces use."""
    return sorted({line.size for face in faces for line in face.lines} | {size for face in faces for _text, size in face.column})


# How large ------------------------------------------------------------------------------------------------------------


@lru_cache(4096)
def face(large, small, post, style):
    """The Face on which these texts fit a card of this style, as large as they can be."""
    width, height, scale = style.width - 2 * PAD, style.height - 2 * PAD_ABOVE - 3.5, style.scale
    second = _lines(small, "small", width, scale * (.25 if style.use == "table" else .4), 2)
    if style.vertical and script_of(large) == "han" and (column := _column(large, post, width, height - _tall(second))):
        return _centred(tuple(second), column, style)
    below = [*second, *_lines(post, "post", width, scale * (.42 if style.use == "escort" else .12 if style.use == "table" else .245), 2)]
    return _centred((*_name(large, width, height - _tall(below), scale), *below), (), style)


def _centred(lines, column, style):
    tall = _tall(lines) + max((len(text) * size * COLUMN_LEADING / POINTS_PER_MM for text, size in column), default=0)
    return Face(lines, column, max(int(style.height - tall + .5), 0))


def _tall(lines):
    return sum(line.size * LEADING for line in lines) / POINTS_PER_MM


def _name(text, width, room, scale):
    """The name on as few lines as read comfortably."""
    largest = scale * (.8 if script_of(text) == "arabic" else .98)
    best = None
    for count in range(1, MOST_LINES + 1):
        parts = broken(text, count)
        size = int(min(largest, room * POINTS_PER_MM / LEADING / len(parts), min(_fitting(part, width) for part in parts)))
        if best is None or size > best[1] * 1.15:
            best = (parts, size)
        if best[1] >= scale * COMFORTABLE or len(parts) < count:
            break
    parts, size = best
    return [Line(part, max(size, SMALLEST), "large") for part in parts]


def _lines(text, kind, width, largest, most):
    """A smaller text on one line, or two where one would be under two thirds of its size."""
    if not text:
        return []
    largest = int(largest)
    for count in range(1, most + 1):
        parts = broken(text, count)
        size = int(min([largest, *(_fitting(part, width) for part in parts)]))
        if size >= largest * .66:
            break
    return [Line(part, max(size, SMALLEST), kind) for part in parts]


def _fitting(text, width):
    return width * POINTS_PER_MM / max(drawn_width(text), .1)


def drawn_width(text):
    """Ems of a line as it is set: Chinese is spaced a little."""
    return em_width(text) * (1.1 if script_of(text) == "han" else 1.03)


def _column(name, post, width, height):
    """((characters, size), (characters, size)) of a name that reads well from top to bottom, else nothing."""
    size = int(min(height * POINTS_PER_MM / (len(name) * COLUMN_LEADING), height * .98, width * POINTS_PER_MM * .6))
    if size < 14 or not all(script_of(c) == "han" or c in "·•・" for c in name):
        return ()
    if not post or not all(script_of(c) == "han" or c in STANDS for c in post):
        return ((name, size),)
    small = int(min(size * .5, height * POINTS_PER_MM / (len(post) * 1.12)))
    return ((name, size), ("".join(STANDS.get(c, c) for c in post), small)) if small >= 7 else ()


@lru_cache(1024)
def broken(text, count):
    """The text in `count` lines of nearly the same width, at spaces and dots before characters, never before closing marks."""
    if count == 1 or len(text) < 2:
        return (text,)
    widths = [em_width(c) for c in text]
    upto = [0.0]
    for width in widths:
        upto.append(upto[-1] + width)
    breaks = _breaks(text)
    ways = {0: (0.0, 0.0, (0,))}  # where a line ends: widest line so far, what the breaks cost, the breaks
    for step in range(count):
        ends = [len(text)] if step == count - 1 else list(breaks)
        reached = {}
        for start, (widest, price, cuts) in ways.items():
            for end in ends:
                if end > start:
                    way = (max(widest, upto[end] - upto[start]), price + breaks.get(end, 0), (*cuts, end))
                    if end not in reached or way[0] + way[1] < sum(reached[end][:2]):
                        reached[end] = way
        ways = reached or ways
    cuts = ways[len(text)][2] if len(text) in ways else (0, len(text))
    return tuple(part for a, b in zip(cuts, cuts[1:]) if (part := text[a:b].strip()))


def _breaks(text):
    """{position: how unwelcome a break there is, in ems}."""
    found = {}
    for i in range(1, len(text)):
        before, after = text[i - 1], text[i]
        if before in " -–·•・,，、/" and after != " ":
            found[i] = 0
        elif after in "）)》」』，。、·•・’”-" or before in "（(《「『‘“" or not _parts(before, after):
            continue
        else:
            found[i] = 2 if script_of(before) == script_of(after) == "han" else 8
    return found


def _parts(before, after):
    """Whether a line may end between two characters at all: not inside one sign, and not between joined Arabic letters."""
    joined = "\u200d\ufe0f\u20e3"
    return not (after in joined or before in joined or 0x1F3FB <= ord(after) <= 0x1F3FF or em_width(after) == 0
                or script_of(before) == script_of(after) == "arabic")  # fmt: skip
