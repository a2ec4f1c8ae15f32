"""A hall on paper: one drawing of the whole where its text stays readable, else a map of the tables and their lists.

One unit is one point (1/72 inch), so a size of text is what is printed.
"""
from dataclasses import dataclass

from .. import words
from ..limits import limit
from ..score import Seated
from . import labels, marks
from .hall import hall, hover, kinds_of, mark_of, positions, table_label, walls
from .ink import GREY, INK, PAPER, add, add_text, add_title, canvas, number, numbers, text_width, wrapped

PAPERS = {"A4": (595, 842), "A3": (842, 1191)}       # points, upright
POINT_MM = 25.4 / 72
EDGE, GAP = 30, 12
SIZES = (9.0, 8.0, 7.5, 7.0, 6.5, 6.0)               # of names, the largest that needs no further sheet; none below the limit
LINE, HEADING = 1.4, 1.6                             # heights against the size of names
MAP_SHARE, MAP_RADIUS = 0.36, 34.0                   # of the height of a sheet; of a table before scaling
MARK_SHARE = 0.46                                    # radius of a mark against the size of names
WORDS = {"sheet": ("座次图，第 {n} 页，共 {all} 页", "Seating plan, sheet {n} of {all}")}


def sheets(problem, plan, style, paper="A4"):
    """Drawings for paper of this size, in its order: no text below print_text_points of limits.toml, nothing cut off."""
    whole = hall(problem, plan, style)
    width, height = PAPERS[paper]
    left, top, wide, high = map(float, whole.get("viewBox").split())
    width, height = (height, width) if wide > high else (width, height)
    scale = min((width - 2 * EDGE) / wide, (height - 2 * EDGE) / high)
    if scale * min(float(t.get("font-size")) for t in whole.iter("text")) >= limit("print_text_points"):
        svg = _page(width, height, whole.get("aria-label"))
        shift = (width - wide * scale) / 2 - left * scale, (height - high * scale) / 2 - top * scale
        group = add(svg, "g", transform=f"translate({numbers(*shift)}) scale({scale:.4f})")
        group.extend(list(whole))
        return [svg]
    return _Lists(problem, plan, style, *PAPERS[paper]).pages()


def _page(width, height, label):
    svg = canvas((0, 0, width, height), label)
    svg.set("width", f"{width * POINT_MM:.0f}mm")
    svg.set("height", f"{height * POINT_MM:.0f}mm")
    return svg


@dataclass
class _Column:
    """Where the next line of a list goes: sheet, left edge, height reached."""

    page: int
    x: float
    y: float


class _Lists:
    """Sheets of a map and a list for each table."""

    def __init__(self, problem, plan, style, width, height):
        self.problem, self.seated, self.style = problem, Seated(problem, plan), style
        self.width, self.height, self.room = width, height, width - 2 * EDGE
        self.kinds = kinds_of(problem, self.seated) - {"free"}
        self.legend = marks.legend_lines(self.kinds, self.room, style.lang)
        self.top = EDGE + MAP_SHARE * (height - 2 * EDGE) + len(self.legend) * marks.LEGEND_LINE + GAP
        self.blocks = [(t, self._people(t)) for t in sorted(problem.tables, key=lambda t: t.rank)]
        self.longest = max((text_width(name, 1) for _, people in self.blocks for _, p in people for name in self._names(p)), default=10)

    def _people(self, table):
        """(seat, person) round the table, free chairs left out."""
        found = ((seat, self.seated.taken.get((table.id, seat))) for seat in range(len(table.seats)))
        return [(seat, self.problem.person(p)) for seat, p in found if p]

    def pages(self):
        least = limit("print_text_points")
        sizes = [size for size in SIZES if size >= least] or [float(least)]
        size = next((s for s in sizes if self._places(s)[-1].page == 0), sizes[len(sizes) // 2])
        places = self._places(size)
        count = places[-1].page + 1
        label = words.pick(WORDS["sheet"], self.style.lang)
        found = [_page(self.width, self.height, label.format(n=n + 1, all=count)) for n in range(count)]
        self._map(found[0])
        marks.draw_legend(found[0], EDGE, self.top - GAP - len(self.legend) * marks.LEGEND_LINE + marks.LEGEND_LINE / 2,
                          self.legend, self.style)
        for (table, people), at in zip(self.blocks, places):
            self._list(found[at.page], table, people, at, size)
        return found

    def _columns(self, size):
        """(how many columns, width of each), so that every name fits on one line of this size."""
        longest = self._indent(size) + self.longest * size
        count = max(1, int((self.room + GAP) // (longest + GAP)))
        return count, (self.room - (count - 1) * GAP) / count

    def _places(self, size):
        """Where each table's list begins, column by column, sheet by sheet; a list is never divided."""
        count, wide = self._columns(size)
        found, column, page, y = [], 0, 0, self.top
        for _, people in self.blocks:
            high = size * (HEADING + LINE * sum(len(self._lines(p, wide, size)) for _, p in people) + 0.6)
            if y + high > self.height - EDGE and y > (EDGE if page else self.top):
                column, page = (column + 1, page) if column + 1 < count else (0, page + 1)
                y = EDGE if page else self.top
            found.append(_Column(page, EDGE + column * (wide + GAP), y))
            y += high
        return found

    def _indent(self, size):
        return size * 3.2

    def _names(self, person):
        """The name in the reader's script, and the other where there is one."""
        name, other = (person.called(lang) for lang in (("zh", "en") if self.style.lang == "zh" else ("en", "zh")))
        return [name] if name == other else [name, other]

    def _lines(self, person, wide, size):
        """Both names on one line where they fit in a column, otherwise on two; a name wider than the sheet on several."""
        names, room = self._names(person), wide - self._indent(size)
        if text_width("  ".join(names), size) <= room:
            return ["  ".join(names)]
        return [line for name in names for line in wrapped(name, size, room)]

    def _list(self, svg, table, people, at, size):
        group = add(svg, "g")
        group.set("class", "table")
        y = at.y + size
        add_text(group, at.x, y, table_label(table, self.style.lang), self.style, size * 1.1, anchor="start", weight="600")
        add(group, "path", d=f"M{number(at.x)} {number(y + size * 0.35)}h{number(self._columns(size)[1])}", stroke=INK, stroke_width=0.6)
        y += size * (HEADING - 1 + LINE * 0.8)
        for seat, person in people:
            y = self._entry(group, table, seat, person, at.x, y, size)

    def _entry(self, group, table, seat, person, x, y, size):
        """Seat number, mark and both names of one person; the base line of the next."""
        style, scale = self.style, size * MARK_SHARE / labels.MARK
        holder = add(group, "g")
        holder.set("class", "seat")
        add_title(holder, hover(person.name, person.name_en, (style.reasons or {}).get(person.id, ()), style.lang))
        add_text(holder, x + size * 1.4, y, str(seat + 1), style, size, anchor="end", fill=GREY)
        mark = add(holder, "g", transform=f"translate({numbers(x + size * 2.2, y - size * 0.36)}) scale({scale:.3f})")
        marks.mark(mark, mark_of(person, seat == table.head), 0, 0, style, is_guest=person.side == "guest")
        for line in self._lines(person, self._columns(size)[1], size):
            add_text(holder, x + self._indent(size), y, line, style, size, anchor="start")
            y += size * LINE
        return y

    def _map(self, svg):
        """The hall with numbered tables, the door at the bottom."""
        box = (-MAP_RADIUS, -MAP_RADIUS, MAP_RADIUS, MAP_RADIUS)
        at = positions(self.problem, {t.id: box for t in self.problem.tables})
        left, top, right, bottom = labels.hull([(x - MAP_RADIUS, y - MAP_RADIUS, x + MAP_RADIUS, y + MAP_RADIUS) for x, y in at.values()])
        stage = 54 if self.problem.room and self.problem.room.stage else 0
        high = MAP_SHARE * (self.height - 2 * EDGE) - stage - 90
        scale = min((self.room - 40) / (right - left), high / (bottom - top), 1.2)
        middle, first = self.width / 2, EDGE + stage + 14 - top * scale
        half = max((right - left) * scale / 2 + 16, 170)
        walls(svg, (middle - half, EDGE, middle + half, first + bottom * scale + 54), middle, self.style, bool(stage))
        for table in self.problem.tables:
            x, y = middle + (at[table.id][0] - (left + right) / 2) * scale, first + at[table.id][1] * scale
            radius = MAP_RADIUS * scale
            add(svg, "circle", cx=x, cy=y, r=radius, fill=PAPER, stroke=INK, stroke_width=1.6 if table.rank == 0 else 0.8)
            size = max(radius, float(limit("print_text_points")))
            add_text(svg, x, y + size * 0.36, str(table.rank + 1), self.style, size, weight="600")
