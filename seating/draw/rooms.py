"""Rooms without single seats: which table comes first, who sits at which table, and who is served when."""
import math

from .. import words
from ..model import GUEST
from . import furniture, labels, marks
from .arrangement import framed, kind_of_sitter
from .hall import WORDS as HALL
from .hall import hover
from .ink import GREY, INK, PAPER, add, add_text, add_title, text_width

RADIUS, APART, STEP, LINE = 44.0, 132, 40, 20
TEXTS = {"order": ("第 {n} 桌", "No. {n}")}
LABELS = {"tea": ("上茶", "Tea"), "toast": ("敬酒", "Toasts"), "introductions": ("介绍", "Introductions"),
          "enter": ("进入", "Entering"), "exit": ("走出", "Leaving"), "up": ("上楼", "Going up"), "down": ("下楼", "Going down"),
          "through": ("进门", "Through the door"), "waiter": ("服务员", "Waiter"),
          "waiter A": ("服务员甲", "Waiter A"), "waiter B": ("服务员乙", "Waiter B")}


def draw_tables(case, order, reasons, style, title, *, towards=None):
    """Tables at their places, numbered in their order; door at the bottom, stage where it is.

    `towards`: table -> the seat of its host, which then is marked at its edge.
    """
    from ..arrange.rooms import seen_from_the_door, stage_point
    at = {t: seen_from_the_door(xy, case.geometry) for t, xy in case.geometry["tables"].items()}
    near = min((max(abs(ax - bx), abs(ay - by)) for a, (ax, ay) in at.items() for b, (bx, by) in at.items()
                if a < b and (ax, ay) != (bx, by)), default=1)
    wide = max([APART, *(text_width(str(t), 12) + 16 for t in at)])
    spots = {t: (x * wide / near, -y * wide / near) for t, (x, y) in at.items()}
    boxes = [(x - wide / 2, y - RADIUS, x + wide / 2, y + RADIUS + 18) for x, y in spots.values()]
    svg, finish = framed(style, set(), title)
    stage = case.geometry.get("stage")
    if stage is not None:
        x, y = seen_from_the_door(stage_point(stage, case.geometry), case.geometry)
        boxes.append(_stage(svg, x * wide / near, -y * wide / near, labels.hull(boxes), style))
    for place, table in enumerate(order, 1):
        group = _numbered(svg, spots[table], str(table), place, reasons.get(table, ()), style)
        if towards:
            _host_mark(group, spots[table], towards[table], case.geometry["seats"], table)
    return finish(furniture.sign(svg, "door", labels.hull(boxes), style))


def _stage(svg, x, y, room, style):
    """The stage at its place, or just outside the tables where it would cover one; its box."""
    left, top, right, bottom = room
    if top - 30 < y < bottom + 30 and left < x < right:
        y = top - 40 if y < (top + bottom) / 2 else bottom + 40
    x = left - 80 if x <= left else right + 80 if x >= right and top < y < bottom else x
    add(svg, "rect", x=float(x - 70), y=float(y - 17), width=140, height=34, fill="none", stroke=GREY, stroke_width=1.2)
    add_text(svg, float(x), float(y + 5), words.pick(HALL["stage"], style.lang), style, 14, fill=GREY)
    return x - 72, y - 19, x + 72, y + 19


def _numbered(svg, spot, name, place, reasons, style):
    x, y = map(float, spot)
    group = add(svg, "g")
    group.set("class", "table")
    add_title(group, hover(words.pick(TEXTS["order"], style.lang).format(n=place) + " " + name, None, reasons, style.lang))
    add(group, "circle", cx=x, cy=y, r=RADIUS, fill=PAPER, stroke=INK, stroke_width=2 if place == 1 else 1)
    if place == 1:
        add(group, "circle", cx=x, cy=y, r=RADIUS - 4, fill="none", stroke=INK, stroke_width=0.8)
    add_text(group, x, y + 10, str(place), style, 28, weight="600")
    add_text(group, x, y + RADIUS + 14, name, style, 12, fill=GREY)
    return group


def _host_mark(group, spot, seat, sizes, table):
    """A mark at the edge of a table where its host sits."""
    size = sizes[table] if isinstance(sizes, dict) else sizes
    turn = math.tau * seat / size
    add(group, "circle", cx=spot[0] + RADIUS * math.sin(turn), cy=spot[1] - RADIUS * math.cos(turn), r=8, fill=INK, stroke=PAPER,
        stroke_width=1.5)


def draw_assignment(tables, found, sitters, style, title):
    """A list of people under each table."""
    at = {t: [sitters[p] for p, table in found.items() if table == t] for t in tables}
    wide = max([APART, *(text_width(_both(s, style), 12.5) + 52 for s in sitters.values()),
                *(text_width(t, 14) + 24 for t in tables)])
    across = min(len(tables), 6)
    svg, finish = framed(style, {kind_of_sitter(s) for s in sitters.values()}, title)
    tops, right, bottom = [0.0] * across, wide * across, 0.0
    for i, table in enumerate(tables):
        x, y = wide * (i % across), tops[i % across]
        height = 44 + 30 * len(at[table])
        add(svg, "rect", x=float(x + 6), y=y, width=float(wide - 12), height=height, rx=8, fill=PAPER, stroke=INK, stroke_width=1.2)
        add_text(svg, x + wide / 2, y + 24, table, style, 14, weight="600")
        for row, sitter in enumerate(at[table]):
            _listed(svg, sitter, x + 28, y + 52 + 30 * row, style, sitter.text)
        tops[i % across] += height + 14
        bottom = max(bottom, tops[i % across])
    return finish((0, 0, right, bottom))


def draw_orders(found, sitters, reasons, style, title):
    """One column for each sequence, from the first to the last."""
    wide = max([150, *(text_width(_both(s, style), 12.5) + 60 for s in sitters.values()),
                *(text_width(_heading(label, style), 14) + 24 for label in found["labels"])])
    svg, finish = framed(style, {kind_of_sitter(s) for s in sitters.values()}, title)
    longest = max((len(order) for order in found["orders"]), default=0)
    for i, (order, label) in enumerate(zip(found["orders"], found["labels"])):
        x = i * wide + 30
        heading = add(svg, "g")
        add_title(heading, hover(_heading(label, style), None, reasons.get(label, ()), style.lang))
        add_text(heading, x - 12, 16, _heading(label, style), style, 14, anchor="start", weight="600")
        if len(order) > 1:
            add(svg, "path", d=f"M{x} 44V{44 + STEP * (len(order) - 1)}", fill="none", stroke=GREY, stroke_width=1.2)
        for row, person in enumerate(order):
            _listed(svg, sitters[person], x, 44 + STEP * row, style, str(row + 1))
    return finish((0, 0, wide * max(1, len(found["orders"])), 44 + STEP * longest))


def _heading(label, style):
    return words.pick(LABELS[label], style.lang) if label in LABELS else str(label)


def _both(sitter, style):
    """Both names on one line, the reader's own first."""
    other = sitter.called("en" if style.lang == "zh" else "zh")
    name = sitter.called(style.lang)
    return name if other == name else f"{name}  {other}"


def _listed(svg, sitter, x, y, style, text):
    group = add(svg, "g")
    group.set("class", "seat")
    add_title(group, hover(sitter.name, sitter.name_en, sitter.reasons, style.lang))
    kind = kind_of_sitter(sitter)
    marks.mark(group, kind, x, y, style, text, is_guest=sitter.side == GUEST)
    add_text(group, x + 20, y + 4.5, _both(sitter, style), style, 12.5, anchor="start")
