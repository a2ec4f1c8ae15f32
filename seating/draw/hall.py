"""A hall of tables where they stand, and one table alone.

Where room and shapes are known (floor.py) everything is drawn as it stands. Otherwise seat 0 of a round table is on the far
side, facing the door, the others follow clockwise as seen from above, and seats that stand in one line, not in a ring,
are drawn along one side of a straight table.
"""
import math
from dataclasses import dataclass
from functools import lru_cache

from .. import words
from ..model import GUEST
from ..score import Seated
from . import floor, labels, marks
from .ink import (GREY, HAIR, INK, PAPER, Style, add, add_link, add_text, add_title, canvas, number,
                  numbers, text_width)
from .labels import MARK

MARGIN = 34
LEAST_RADIUS = 62.0
BETWEEN_TABLES = 18
TOUCH = MARK + 7              # radius of what a finger may touch
WORDS = {"door": ("门", "Door"), "stage": ("舞台", "Stage"), "main": ("主桌", "Main table"), "table": ("桌", "Table"),
         "free": ("空座", "Free seat"), "plan": ("座次图", "Seating plan")}
FLATTER = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1)


@dataclass(frozen=True)
class Drawn:
    """One table ready to draw around (0, 0): where its seats and names are, and the box around it all."""

    table: object
    spots: list
    labels: list
    is_ring: bool
    box: tuple
    scale: float | None = None         # of its outline, where that is known


def hall(problem, plan, style=Style()):
    """The whole hall: tables where they stand, door, stage, legend."""
    seated = Seated(problem, plan)
    if floor.is_to_scale(problem):
        return _to_scale(problem, seated, style)
    tables = {t.id: _drawn(problem, seated, t, style) for t in problem.tables}
    at = positions(problem, {t: d.box for t, d in tables.items()})
    left, top, right, bottom = labels.hull([(x + d.box[0], y + d.box[1], x + d.box[2], y + d.box[3])
                                            for (x, y), d in ((at[t], tables[t]) for t in at)])
    has_stage = bool(problem.room and problem.room.stage)
    kinds = kinds_of(problem, seated)
    least = max(marks.legend_width(kinds, style.lang), 320) - (right - left + 24)
    left, right = left - 12 - max(0, least) / 2, right + 12 + max(0, least) / 2
    wall = (left, top - 14 - (54 if has_stage else 0), right, bottom + 56)
    legend = marks.legend_lines(kinds, right - left, style.lang)
    svg = canvas((left - MARGIN, wall[1] - MARGIN, right + MARGIN,
                  wall[3] + MARGIN + 14 + len(legend) * marks.LEGEND_LINE), words.pick(WORDS["plan"], style.lang))
    walls(svg, wall, (left + right) / 2, style, has_stage)
    for table in problem.tables:
        _table(svg, problem, seated, tables[table.id], at[table.id], style)
    marks.draw_legend(svg, left, wall[3] + 44, legend, style)
    return svg


def _to_scale(problem, seated, style):
    """The hall as it is: every table where it stands and as it is turned, the room around it."""
    own = _own_scales(problem, seated, style)
    tables = {t.id: _drawn(problem, seated, t, style, own[t.id]) for t in problem.tables}
    scale = floor.room_scale(problem, {t: d.box for t, d in tables.items()}, min(own.values()))
    at = {t.id: floor.at(t, scale) for t in problem.tables}
    boxes = [(at[t][0] + d.box[0], at[t][1] + d.box[1], at[t][0] + d.box[2], at[t][1] + d.box[3]) for t, d in tables.items()]
    left, top, right, bottom = labels.hull([*boxes, floor.reach(problem.room, scale)])
    kinds = kinds_of(problem, seated)
    least = max(0, max(marks.legend_width(kinds, style.lang), 320) - (right - left)) / 2
    left, right = left - least, right + least
    legend = marks.legend_lines(kinds, right - left, style.lang)
    svg = canvas((left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN + len(legend) * marks.LEGEND_LINE),
                 words.pick(WORDS["plan"], style.lang))
    floor.draw_room(svg, problem.room, scale, style)
    for table in problem.tables:
        _table(svg, problem, seated, tables[table.id], at[table.id], style)
    marks.draw_legend(svg, left, bottom + 30, legend, style)
    return svg


def _own_scales(problem, seated, style):
    """The scales at which the tables of a room to scale are drawn."""
    names = None if style.has_fixed_names else {t.id: _names(problem, seated, t, floor.points_of(t.places)[1], style) for t in problem.tables}
    return floor.table_scales(problem.tables, names)


def seats(problem, plan, places, style=Style()):
    """The groups of these places alone, (table id, seat index) each, as they stand in the drawing of the hall.

    Needs `style.seat` and `style.has_fixed_names`: only then does the rest of the hall stay as it is.
    """
    seated, drawn, canvas_ = Seated(problem, plan), {}, canvas((0, 0, 1, 1), "")
    scales = _own_scales(problem, seated, style) if floor.is_to_scale(problem) else {}
    for table_id, index in places:
        if table_id not in drawn:
            drawn[table_id] = _drawn(problem, seated, problem.table(table_id), style, scales.get(table_id))
        yield _seat(canvas_, problem, seated, drawn[table_id], index, style)


def one_table(problem, plan, table_id, style=Style()):
    """One table alone, as for a table card or a page of the table-by-table list."""
    seated = Seated(problem, plan)
    drawn = _drawn(problem, seated, problem.table(table_id), style)
    across = max(-drawn.box[0], drawn.box[2]) + 14
    svg = canvas((-across, drawn.box[1] - 14, across, drawn.box[3] + 14), table_label(drawn.table, style.lang))
    _table(svg, problem, seated, drawn, (0, 0), style)
    return svg


def walls(svg, wall, middle, style, has_stage):
    """The room around a drawing, its door at the bottom, its stage at the far side."""
    left, top, right, floor = wall
    add(svg, "path", fill="none", stroke=HAIR, stroke_width=1.5,
        d=f"M{number(middle - 44)} {number(floor)}H{number(left)}V{number(top)}H{number(right)}V{number(floor)}"
          f"H{number(middle + 44)}")
    for sign in (-1, 1):
        add(svg, "path", fill="none", stroke=GREY, stroke_width=1.2,
            d=f"M{number(middle + sign * 44)} {number(floor)}v-38 a38 38 0 0 {int(sign < 0)} {number(-sign * 38)} 38")
    add_text(svg, middle, floor + 19, words.pick(WORDS["door"], style.lang), style, 13, fill=GREY)
    if has_stage:
        add(svg, "rect", x=middle - 150, y=top + 8, width=300, height=34, fill="none", stroke=GREY, stroke_width=1.2)
        add_text(svg, middle, top + 30, words.pick(WORDS["stage"], style.lang), style, 14, fill=GREY)


def _drawn(problem, seated, table, style, own_scale=None):
    if table.places:
        return _shaped(problem, seated, table, style, own_scale)
    count, is_ring = len(table.seats), not _is_line(table)
    points, ways, scale = _shape(count, is_ring)
    names = _names(problem, seated, table, ways, style)
    spots, box = _fixed(count, is_ring) if style.has_fixed_names else _spread(points, names, scale, is_ring)
    return Drawn(table, spots, names, is_ring, box)


def _names(problem, seated, table, ways, style):
    found = [labels.label_of(_lines(problem, seated.taken.get((table.id, i)), style), way) for i, way in enumerate(ways)]
    return labels.staggered(found, ways, floor.points_of(table.places)[0]) if table.places and not style.has_fixed_names else found


def _shaped(problem, seated, table, style, scale):
    """A table of known shape, to `scale` or as small as its names allow."""
    points, ways = floor.points_of(table.places)
    space = labels.staggered([labels.room_for_name(way) for way in ways], ways, points) if style.has_fixed_names else None
    names = _names(problem, seated, table, ways, style)
    if space:
        names = [labels.moved(name, room.lift) for name, room in zip(names, space)]
    scale = scale or floor.table_scales([table], None if style.has_fixed_names else {table.id: names})[table.id]
    spots = [(x * scale, y * scale) for x, y in points]
    box = labels.hull([*labels.boxes(spots, space or names), (*floor.top_box(table.top, scale), 0)])
    return Drawn(table, spots, names, False, box, scale)


def _shape(count, is_ring):
    """Points, ways away from the table, and the least scale of a ring or a line of seats."""
    if is_ring:
        ways = [(math.cos(t), math.sin(t)) for t in (math.tau * i / count - math.pi / 2 for i in range(count))]
        return ways, ways, max(LEAST_RADIUS, count * 8.6)
    return [(i - (count - 1) / 2, 0.0) for i in range(count)], [(0.0, -1.0)] * count, 2 * MARK + 8


def _spread(points, names, scale, is_ring):
    """(spots, box) at which no two names touch."""
    spots = labels.spread(points, names, scale, is_even=True)
    box = labels.hull(labels.boxes(spots, names))
    return spots, box if is_ring else (min(box[0], -70), box[1], max(box[2], 70), MARK + 64)


@lru_cache(256)
def _fixed(count, is_ring):
    """(spots, box) with the same space for every name."""
    points, ways, scale = _shape(count, is_ring)
    return _spread(points, [labels.room_for_name(way) for way in ways], scale, is_ring)


def _is_line(table):
    """Whether seats stand in one row, each beside the next, the last not beside the first."""
    last = len(table.seats) - 1
    return last > 1 and all(set(s.beside) == {n for n in (i - 1, i + 1) if 0 <= n <= last}
                            for i, s in enumerate(table.seats))


def _lines(problem, person_id, style):
    if person_id is None:
        return []
    person = problem.person(person_id)
    if style.has_fixed_names:
        return labels.short_lines(person.called(style.lang))
    return labels.name_lines(person.called(style.lang), person.called("en" if style.lang == "zh" else "zh"), style.lang)


def kinds_of(problem, seated):
    """The marks that a hall shows."""
    heads = {(t.id, t.head) for t in problem.tables}
    kinds = {mark_of(problem.person(p), place in heads) for place, p in seated.taken.items()}
    return kinds | ({"free"} if len(seated.taken) < problem.seat_count else set())


def mark_of(person, is_head):
    return marks.kind_of(person.side, is_honoured=person.role == "guest_of_honour",
                         is_head=is_head and person.side != GUEST, is_service=person.role == "interpreter")


def positions(problem, box):
    """table id -> (x, y) in drawing units, y downwards; scaled so that no two tables touch."""
    points = {t.id: (t.x, -t.y) for t in problem.tables if t.x is not None and t.y is not None}
    if len(points) < len(problem.tables) or len(set(points.values())) < len(points):
        points = _rows(problem)
    pairs = [(a, b) for a in points for b in points if a < b]
    high = max(b[3] - b[1] for b in box.values()) + BETWEEN_TABLES
    scale = max((1 / max(abs(points[a][0] - points[b][0]) / _apart(box, points, a, b),
                         abs(points[a][1] - points[b][1]) / high) for a, b in pairs), default=1)
    placed = {t: (x * scale, y * scale) for t, (x, y) in points.items()}
    flat = next(f for f in FLATTER if f == 1 or all(
        abs(placed[a][0] - placed[b][0]) >= _apart(box, placed, a, b) - 0.01
        or abs(placed[a][1] - placed[b][1]) * f >= high for a, b in pairs))
    return {t: (round(x, 1), round(y * flat, 1)) for t, (x, y) in placed.items()}


def _apart(box, points, a, b):
    """The distance across that two tables need when they stand side by side."""
    west, east = (a, b) if points[a][0] <= points[b][0] else (b, a)
    return box[west][2] - box[east][0] + BETWEEN_TABLES


def _rows(problem):
    """Tables without coordinates: the arrangement of layouts.template in table order."""
    from ..layouts import table_order, template      # layouts is only needed for rooms without places
    spots = {i: p for i, p in enumerate(template(len(problem.tables)))}
    order = table_order(spots)
    tables = sorted(problem.tables, key=lambda t: t.rank)
    return {t.id: (spots[i][0], -spots[i][1]) for t, i in zip(tables, order)}


def _table(svg, problem, seated, drawn, centre, style):
    table = drawn.table
    group = add(svg, "g", transform=f"translate({numbers(*map(float, centre))})")
    group.set("class", "table")
    is_main = table.rank == 0
    label = words.pick(WORDS["main"] if is_main else WORDS["table"], style.lang)
    if drawn.scale:
        floor.draw_top(group, table.top, drawn.scale, 2 if is_main else 1)
        _number(group, table, drawn.scale, table.name or label, style)
        for index in range(len(table.seats)):
            _seat(group, problem, seated, drawn, index, style)
        return
    if drawn.is_ring:
        inner = math.hypot(*drawn.spots[0]) - MARK - 7
        for r, width in ((inner, 2 if is_main else 1), *(((inner - 4, 0.8),) if is_main else ())):
            add(group, "circle", cx=0, cy=0, r=r, fill=PAPER if r == inner else "none", stroke=INK, stroke_width=width)
        middle = 0
    else:
        left, right = drawn.spots[0][0] - MARK - 8, drawn.spots[-1][0] + MARK + 8
        left, right = min(left, -60), max(right, 60)
        add(group, "rect", x=left, y=MARK + 8, width=right - left, height=50, fill=PAPER, stroke=INK,
            stroke_width=2 if is_main else 1)
        middle = MARK + 31
    add_text(group, 0, middle + 4, words.table_called(table), style, 28, weight="600")
    add_text(group, 0, middle + 21, table.name or label, style, 11, fill=GREY)
    for index in range(len(table.seats)):
        _seat(group, problem, seated, drawn, index, style)


def _number(group, table, scale, label, style):
    """Number and name on a table of known shape: below each other, beside each other, or the number alone."""
    x, y, wide, high = floor.number_spot(table.top, scale)
    called = words.table_called(table)
    size = min(28.0, max(14.0, (wide - 6) / max(text_width(called, 1), 0.5)))
    if high >= 50:
        add_text(group, x, y + 4, called, style, size, weight="600")
        if text_width(label, 11) <= wide - 6:
            add_text(group, x, y + 21, label, style, 11, fill=GREY)
        return
    size = min(size, 20.0)
    width, extra = text_width(called, size), text_width(label, 11) + 8
    fits = width + extra <= wide - 8
    add_text(group, x - extra / 2 if fits else x, y + size * 0.36, called, style, size, weight="600")
    if fits:
        add_text(group, x + width / 2, y + 4, label, style, 11, fill=GREY)


def _seat(group, problem, seated, drawn, index, style):
    table, (x, y) = drawn.table, drawn.spots[index]
    person_id = seated.taken.get((table.id, index))
    if style.seat:
        group = add(group, "g", **style.seat(table.id, index, person_id))
    if person_id is None:
        holder = _holder(group, style.seat_link and style.seat_link(table.id, index), "seat free", x, y, style)
        add_title(holder, f"{table_label(table, style.lang)} · {words.pick(WORDS['free'], style.lang)}")
        marks.mark(holder, "free", x, y, style)
        return group
    person = problem.person(person_id)
    holder = _holder(group, style.person_link and style.person_link(person_id), "seat", x, y, style)
    add_title(holder, hover(person.name, person.name_en, (style.reasons or {}).get(person.id, ()), style.lang))
    if person_id == style.selected:
        marks.selected_ring(holder, x, y)
    marks.mark(holder, mark_of(person, index == table.head), x, y, style, str(index + 1), is_guest=person.side == GUEST)
    if person_id in style.locked:
        marks.padlock(holder, x, y)
    draw_label(holder, drawn.labels[index], x, y, style)
    return group


def _holder(group, address, kind, x, y, style):
    """What is chosen with a click: a link where there is an address; on screen with space for a finger."""
    holder = add_link(group, address, kind)
    if style.seat:
        add(holder, "circle", cx=x, cy=y, r=TOUCH, fill="none", pointer_events="all").set("class", "touch")
    return holder


def draw_label(parent, label, x, y, style):
    """A name beside the mark at (x, y); a hairline leads to one that was moved out."""
    if label.lift and label.lines:
        way = 1 if label.lift > 0 else -1
        end = label.box[1] if way > 0 else label.box[3]
        add(parent, "path", d=f"M{number(float(x))} {number(float(y + way * (MARK + 2)))}V{number(float(y + end))}", stroke=HAIR, stroke_width=1)
    for i, (line, size, base) in enumerate(label.lines):
        is_first = size == label.lines[0][1]
        add_text(parent, x + label.x, y + base, line, style, size, anchor=label.anchor, fill=INK if is_first else GREY,
                 weight="600" if is_first else "400")


def hover(name, name_en, reasons, lang, most=4):
    """Both names and why this seat: "徐卫国 Xu Weiguo：主人，居主位（CN-01）"."""
    names = f"{name} {name_en}" if name_en and name_en != name else name
    why = ("；" if lang == "zh" else "; ").join(
        f"{r.sentence(lang)}（{r.rule}）" if lang == "zh" else f"{r.sentence(lang)} ({r.rule})" for r in reasons[:most])
    return names + (("：" if lang == "zh" else ": ") + why if why else "")


def table_label(table, lang):
    name = words.table_name(table, lang)
    return name[:1].upper() + name[1:]
