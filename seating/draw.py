"""Hall plan and single table as SVG: elements with attributes only, safe under a strict page policy.

The door is at the bottom, the head seat of every table on the far side facing it. Guests are
filled marks, hosts outlined ones, the seat of honour carries a star: readable without colour.
`hall()` and `one_table()` return an ElementTree element; `to_text()` writes it.
"""
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from . import words
from .model import GUEST
from .score import Seated

INK, GREY, HAIR, PAPER, CINNABAR = "#1f2328", "#59636e", "#c9ccd1", "#ffffff", "#b3261e"
FONT = "'Noto Sans CJK SC','PingFang SC','Noto Sans SC','Microsoft YaHei',system-ui,sans-serif"
MARK = 12.5                   # radius of a seat mark
MARGIN = 34
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WORDS = {"door": ("门", "Door"), "stage": ("舞台", "Stage"), "guest": ("客方", "Guest side"),
         "host": ("主方", "Host side"), "honour": ("主宾", "Guest of honour"), "main": ("主桌", "Main table"),
         "table": ("桌", "Table"), "free": ("空座", "Free seat"), "lock": ("已固定", "Fixed"),
         "plan": ("座次图", "Seating plan"), "head": ("各桌主位（双圈）", "Table's host (double ring)")}


@dataclass(frozen=True)
class Style:
    """How to draw: language, font, reasons for titles, links, and what is selected."""

    lang: str = "zh"
    font: str = FONT
    reasons: dict | None = None            # person id -> list of Reason
    person_link: object = None             # person id -> address, or None
    seat_link: object = None               # (table id, seat) of a free seat -> address, or None
    selected: str | None = None            # person id
    locked: frozenset = frozenset()        # person ids


def hall(problem, plan, style=Style()):
    """The whole hall: tables where they stand, door, stage, legend."""
    seated = Seated(problem, plan)
    reach = {t.id: _reach(problem, seated, t, style) for t in problem.tables}
    at = _positions(problem, reach)
    reach_y = max(_radius(t) + MARK + 46 for t in problem.tables)
    left = min(at[t][0] - reach[t][0] for t in at) - 12
    right = max(at[t][0] + reach[t][1] for t in at) + 12
    top, bottom = min(y for _, y in at.values()) - reach_y, max(y for _, y in at.values()) + reach_y
    has_stage = bool(problem.room and problem.room.stage)
    top -= 54 if has_stage else 0
    wall = (left, top, right - left, bottom - top + 16)
    svg = _svg(left - MARGIN, top - MARGIN, wall[2] + 2 * MARGIN, wall[3] + 2 * MARGIN + 44,
               words.pick(WORDS["plan"], style.lang))
    _walls(svg, wall, (left + right) / 2, style, has_stage)
    for table in problem.tables:
        _table(svg, problem, seated, table, at[table.id], style)
    _legend(svg, left, wall[1] + wall[3] + 50, style)
    return svg


def one_table(problem, plan, table_id, style=Style()):
    """One table alone, as for a table card or a page of the table-by-table list."""
    table, seated = problem.table(table_id), Seated(problem, plan)
    across = max(_reach(problem, seated, table, style)) + 14
    high = _radius(table) + MARK + 56
    svg = _svg(-across, -high, 2 * across, 2 * high, _table_label(table, style.lang))
    _table(svg, problem, seated, table, (0, 0), style)
    return svg


def to_text(svg):
    """The element as SVG text."""
    return ET.tostring(svg, encoding="unicode")


def _reach(problem, seated, table, style):
    """How far the names of a table reach to its left and right, in drawing units."""
    away = _radius(table) + MARK + 6
    left = right = away
    for index in range(len(table.seats)):
        person_id = seated.taken.get((table.id, index))
        if person_id is None:
            continue
        width = max(_width(line, size) for line, size in _name_lines(problem.person(person_id), style.lang))
        x = away * math.cos(_angle(table, index))
        anchor = _anchor(_angle(table, index))
        left = max(left, -x + {"middle": width / 2, "end": width, "start": 0}[anchor])
        right = max(right, x + {"middle": width / 2, "start": width, "end": 0}[anchor])
    return left, right


def _positions(problem, reach):
    """table id -> (x, y) in drawing units, y downwards; scaled so that no two tables touch."""
    points = {t.id: (t.x, -t.y) for t in problem.tables if t.x is not None and t.y is not None}
    if len(points) < len(problem.tables) or len(set(points.values())) < len(points):
        points = _rows(problem)
    high = 2 * max(_radius(t) for t in problem.tables) + 2 * MARK + 84
    scale = max((1 / max(abs(ax - bx) / _apart(reach, (a, ax), (b, bx)), abs(ay - by) / high)
                 for a, (ax, ay) in points.items() for b, (bx, by) in points.items() if a < b), default=1)
    placed = {t: (x * scale, y * scale) for t, (x, y) in points.items()}
    flat = next(f for f in (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1) if f == 1 or _is_free(placed, f, reach, high))
    return {t: (round(x, 1), round(y * flat, 1)) for t, (x, y) in placed.items()}


def _apart(reach, first, second):
    """The distance across that two tables need when they stand side by side."""
    (a, ax), (b, bx) = first, second
    west, east = (a, b) if ax <= bx else (b, a)
    return reach[west][1] + reach[east][0] + 18


def _is_free(placed, flat, reach, high):
    """Whether tables still keep their distance when the hall is drawn that much flatter."""
    return all(abs(ax - bx) >= _apart(reach, (a, ax), (b, bx)) - 0.01 or abs(ay - by) * flat >= high
               for a, (ax, ay) in placed.items() for b, (bx, by) in placed.items() if a < b)


def _rows(problem):
    """Tables without coordinates: the arrangement of layouts.template in table order."""
    from .layouts import table_order, template      # layouts is only needed for rooms without places
    spots = {i: p for i, p in enumerate(template(len(problem.tables)))}
    order = table_order(spots)
    tables = sorted(problem.tables, key=lambda t: t.rank)
    return {t.id: (spots[i][0], -spots[i][1]) for t, i in zip(tables, order)}


def _radius(table):
    """Radius of the circle on which the seat marks lie."""
    return max(62.0, len(table.seats) * 8.6)


def _svg(x, y, width, height, label):
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": _numbers(x, y, width, height),
                             "width": _n(width), "height": _n(height), "role": "group", "aria-label": label,
                             "class": "hall-plan"})
    _add(svg, "rect", x=x, y=y, width=width, height=height, fill=PAPER)
    return svg


def _walls(svg, wall, middle, style, has_stage):
    x, y, width, height = wall
    floor = y + height
    path = (f"M{_n(middle - 44)} {_n(floor)}H{_n(x)}V{_n(y)}H{_n(x + width)}V{_n(floor)}H{_n(middle + 44)}")
    _add(svg, "path", d=path, fill="none", stroke=HAIR, stroke_width=1.5)
    for sign in (-1, 1):
        _add(svg, "path", fill="none", stroke=GREY, stroke_width=1.2,
             d=f"M{_n(middle + sign * 44)} {_n(floor)}v-38 a38 38 0 0 {int(sign < 0)} {_n(-sign * 38)} 38")
    _text(svg, middle, floor + 19, words.pick(WORDS["door"], style.lang), style, 13, fill=GREY)
    if has_stage:
        _add(svg, "rect", x=middle - 150, y=y + 8, width=300, height=34, fill="none", stroke=GREY, stroke_width=1.2)
        _text(svg, middle, y + 30, words.pick(WORDS["stage"], style.lang), style, 14, fill=GREY)


def _table(svg, problem, seated, table, centre, style):
    group = ET.SubElement(svg, "g", {"class": "table", "transform": f"translate({_n(centre[0])} {_n(centre[1])})"})
    radius = _radius(table)
    inner = radius - MARK - 7
    _add(group, "circle", cx=0, cy=0, r=inner, fill=PAPER, stroke=INK, stroke_width=2 if table.rank == 0 else 1)
    if table.rank == 0:
        _add(group, "circle", cx=0, cy=0, r=inner - 4, fill="none", stroke=INK, stroke_width=0.8)
    _text(group, 0, 6 if table.rank else 2, str(table.rank + 1), style, 28, weight="600")
    label = WORDS["main"] if table.rank == 0 else WORDS["table"]
    _text(group, 0, 22, words.pick(label, style.lang), style, 11, fill=GREY)
    for index in range(len(table.seats)):
        _seat(group, problem, seated, table, index, radius, style)


def _seat(group, problem, seated, table, index, radius, style):
    angle = _angle(table, index)
    x, y = radius * math.cos(angle), radius * math.sin(angle)
    person_id = seated.taken.get((table.id, index))
    if person_id is None:
        _free_seat(group, table, index, (x, y), style)
        return
    person = problem.person(person_id)
    holder = _link(group, style.person_link and style.person_link(person_id), "seat")
    _title(holder, person, style)
    if person_id == style.selected:
        _add(holder, "circle", cx=x, cy=y, r=MARK + 5.5, fill="none", stroke=CINNABAR, stroke_width=2.5,
             stroke_dasharray="5 3")
    _mark(holder, person, table, index, (x, y), style)
    if person_id in style.locked:
        _padlock(holder, x + MARK * 0.72, y - MARK * 0.72)
    _name(holder, person, angle, radius, style)


def _free_seat(group, table, index, place, style):
    holder = _link(group, style.seat_link and style.seat_link(table.id, index), "seat free")
    title = ET.SubElement(holder, "title")
    title.text = f"{_table_label(table, style.lang)} · {words.pick(WORDS['free'], style.lang)}"
    _add(holder, "circle", cx=place[0], cy=place[1], r=MARK - 2, fill=PAPER, stroke=GREY, stroke_width=1,
         stroke_dasharray="2.5 2.5")


def _mark(holder, person, table, index, place, style):
    """Guest filled, host outlined, table's host with a double ring, guest of honour a star on cinnabar."""
    x, y = place
    is_guest, is_honour = person.side == GUEST, person.role == "guest_of_honour"
    fill = CINNABAR if is_honour else INK if is_guest else PAPER
    _add(holder, "circle", cx=x, cy=y, r=MARK, fill=fill, stroke=CINNABAR if is_honour else INK, stroke_width=1.4)
    if index == table.head and not is_guest:
        _add(holder, "circle", cx=x, cy=y, r=MARK - 3, fill="none", stroke=INK, stroke_width=0.9)
    if is_honour:
        _add(holder, "path", d=_star(x, y, 8.2), fill=PAPER)
    else:
        _text(holder, x, y + 3.9, str(index + 1), style, 11,
              fill=PAPER if is_guest else INK, weight="600")


def _name(holder, person, angle, radius, style):
    """Both scripts outside the ring: the reader's own large, the other small below."""
    lines = _name_lines(person, style.lang)
    cos, sin = math.cos(angle), math.sin(angle)
    away = radius + MARK + 6
    x, y = away * cos, away * sin
    anchor = _anchor(angle)
    height = 14 if len(lines) == 1 else 26
    first = y + 11 - height / 2 + sin * height / 2 + (3 if abs(cos) < 0.25 and sin > 0 else 0)
    for i, (line, size) in enumerate(lines):
        _text(holder, x, first + i * 12.5, line, style, size, anchor=anchor, fill=INK if i == 0 else GREY,
              weight="600" if i == 0 else "400")


def _name_lines(person, lang):
    main, other = person.called(lang), person.called("en" if lang == "zh" else "zh")
    lines = [(_short(main), 13.5 if lang == "zh" else 12)]
    return lines + ([(_short(other), 10)] if other != main else [])


def _angle(table, index):
    """Seat 0 on the far side, facing the door; the others clockwise as seen from above."""
    return math.tau * index / len(table.seats) - math.pi / 2


def _anchor(angle):
    cos = math.cos(angle)
    return "middle" if abs(cos) < 0.25 else "start" if cos > 0 else "end"


def _width(text, size):
    """About how wide a text will be."""
    return size * sum(1.0 if ord(character) > 0x2E7F else 0.57 for character in text)


def _short(name, most=24):
    """A name that fits beside its seat; Chinese characters count double."""
    width = 0
    for i, character in enumerate(name):
        width += 2 if ord(character) > 0x2E7F else 1
        if width > most:
            return name[:i] + "…"
    return name


def _title(holder, person, style):
    names = f"{person.name} {person.name_en}" if person.name_en and person.name_en != person.name else person.name
    reasons = (style.reasons or {}).get(person.id, ())
    said = "；".join if style.lang == "zh" else "; ".join
    title = ET.SubElement(holder, "title")
    why = said(f"{r.sentence(style.lang)} ({r.rule})" for r in reasons[:4])
    colon = "：" if style.lang == "zh" else ": "
    title.text = _clean(names + (colon + why if why else ""))


def _padlock(holder, x, y):
    _add(holder, "circle", cx=x, cy=y, r=6.4, fill=PAPER, stroke=INK, stroke_width=0.9)
    _add(holder, "rect", x=x - 2.9, y=y - 0.8, width=5.8, height=4.2, fill=INK)
    _add(holder, "path", d=f"M{_n(x - 1.8)} {_n(y - 0.8)}v-1.4a1.8 1.8 0 0 1 3.6 0v1.4", fill="none", stroke=INK,
         stroke_width=1.1)


def _legend(svg, x, y, style):
    """What the marks mean, in one line."""
    def word(key):
        return words.pick(WORDS[key], style.lang)

    step = 132 if style.lang == "zh" else 178
    for i, (key, draw) in enumerate((("honour", _legend_honour), ("guest", _legend_guest), ("host", _legend_host),
                                     ("head", _legend_head))):
        draw(svg, x + 9 + i * step, y)
        _text(svg, x + 24 + i * step, y + 4.5, word(key), style, 12, anchor="start", fill=GREY)


def _legend_honour(svg, x, y):
    _add(svg, "circle", cx=x, cy=y, r=9, fill=CINNABAR)
    _add(svg, "path", d=_star(x, y, 6), fill=PAPER)


def _legend_guest(svg, x, y):
    _add(svg, "circle", cx=x, cy=y, r=9, fill=INK)


def _legend_host(svg, x, y):
    _add(svg, "circle", cx=x, cy=y, r=8.3, fill=PAPER, stroke=INK, stroke_width=1.4)


def _legend_head(svg, x, y):
    _legend_host(svg, x, y)
    _add(svg, "circle", cx=x, cy=y, r=5.4, fill="none", stroke=INK, stroke_width=0.9)


def _star(x, y, size):
    points = []
    for i in range(10):
        r = size if i % 2 == 0 else size * 0.42
        a = math.tau * i / 10 - math.pi / 2
        points.append(f"{_n(x + r * math.cos(a))} {_n(y + r * math.sin(a))}")
    return "M" + "L".join(points) + "Z"


def _table_label(table, lang):
    name = words.table_name(table, lang)
    return name[:1].upper() + name[1:]


def _link(parent, address, kind):
    if address:
        return ET.SubElement(parent, "a", {"href": address, "class": kind})
    return ET.SubElement(parent, "g", {"class": kind})


def _add(parent, tag, **attributes):
    return ET.SubElement(parent, tag, {k.replace("_", "-"): v if isinstance(v, str) else _n(v)
                                       for k, v in attributes.items()})


def _text(parent, x, y, text, style, size, *, anchor="middle", fill=INK, weight="400"):
    node = _add(parent, "text", x=x, y=y, fill=fill, font_family=style.font, font_size=size, font_weight=weight,
                text_anchor=anchor)
    node.text = _clean(text)


def _clean(text):
    """Text without the characters that XML forbids."""
    return CONTROL.sub("", text)


def _n(number):
    return f"{number:.1f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def _numbers(*values):
    return " ".join(_n(v) for v in values)
