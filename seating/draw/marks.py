"""The marks of people: guests filled, hosts outlined, the guest of honour a star, those without rank square.

Told apart without colour. The legend names those that a drawing uses.
"""
import math

from .. import words
from ..model import GUEST
from .ink import CINNABAR, GREY, INK, PAPER, add, add_text, number, text_width
from .labels import MARK

WORDS = {"guest": ("客方", "Guest side"), "host": ("主方", "Host side"), "honour": ("主宾", "Guest of honour"),
         "first": ("首位", "Highest place"),
         "head": ("各桌主位（双圈）", "Table's host (double ring)"), "service": ("译员、工作人员（占位不占数）", "Interpreter or staff (a chair, no rank)"),
         "free": ("空座", "Free seat")}
KINDS = ("honour", "first", "guest", "host", "head", "service", "free")
LEGEND_SIZE, LEGEND_LINE = 12, 30


def kind_of(side, *, is_honoured=False, is_head=False, is_service=False):
    """Which mark a person has."""
    if is_honoured:
        return "honour"
    if is_service:
        return "service"
    return "guest" if side == GUEST else "head" if is_head else "host"


def mark(parent, kind, x, y, style, text="", *, is_guest=False):
    """One mark with its number; a mark of service is square, filled for the guests' own people."""
    is_dark = kind == "guest" or (kind in ("service", "first") and is_guest)
    fill = CINNABAR if kind == "honour" else INK if is_dark else PAPER
    edge = CINNABAR if kind == "honour" else GREY if kind == "free" else INK
    if kind == "service":
        add(parent, "rect", x=x - MARK + 1, y=y - MARK + 1, width=2 * MARK - 2, height=2 * MARK - 2, rx=3, fill=fill,
            stroke=edge, stroke_width=1.4)
    elif kind == "free":
        add(parent, "circle", cx=x, cy=y, r=MARK - 2, fill=fill, stroke=edge, stroke_width=1, stroke_dasharray="2.5 2.5")
    else:
        add(parent, "circle", cx=x, cy=y, r=MARK, fill=fill, stroke=edge, stroke_width=1.4)
    if kind == "head":
        add(parent, "circle", cx=x, cy=y, r=MARK - 3, fill="none", stroke=INK, stroke_width=0.9)
    if kind in ("honour", "first"):
        add(parent, "path", d=_star(x, y, 8.2), fill=PAPER if kind == "honour" or is_dark else INK)
    elif text:
        size = 11 if text_width(text, 11) <= 2 * MARK - 4 else 8
        add_text(parent, x, y + size * 0.36, text, style, size, fill=PAPER if is_dark else INK, weight="600")


def selected_ring(parent, x, y):
    """A dashed ring round the mark of whoever is selected."""
    add(parent, "circle", cx=x, cy=y, r=MARK + 5.5, fill="none", stroke=CINNABAR, stroke_width=2.5, stroke_dasharray="5 3")


def padlock(parent, x, y):
    """A small padlock on the mark of somebody whose seat is fixed."""
    x, y = x + MARK * 0.72, y - MARK * 0.72
    add(parent, "circle", cx=x, cy=y, r=6.4, fill=PAPER, stroke=INK, stroke_width=0.9)
    add(parent, "rect", x=x - 2.9, y=y - 0.8, width=5.8, height=4.2, fill=INK)
    add(parent, "path", d=f"M{number(x - 1.8)} {number(y - 0.8)}v-1.4a1.8 1.8 0 0 1 3.6 0v1.4", fill="none", stroke=INK,
        stroke_width=1.1)


def legend_lines(kinds, width, lang):
    """The entries of a legend, wrapped: [[(kind, text, x)]]; none is wider than `width` unless alone."""
    lines, x = [[]], 0
    for kind in (k for k in KINDS if k in kinds):
        text = words.pick(WORDS[kind], lang)
        wide = 36 + text_width(text, LEGEND_SIZE) + 18
        if lines[-1] and x + wide > width:
            lines.append([])
            x = 0
        lines[-1].append((kind, text, x))
        x += wide
    return lines if lines[0] else []


def legend_width(kinds, lang):
    """The least width that a legend needs: its longest entry."""
    return max((36 + text_width(words.pick(WORDS[k], lang), LEGEND_SIZE) for k in kinds), default=0)


def draw_legend(svg, x, y, lines, style):
    """What the marks mean; y is the middle of the first line."""
    for row, entries in enumerate(lines):
        for kind, text, offset in entries:
            middle = y + row * LEGEND_LINE
            mark(svg, kind, x + MARK + offset, middle, style)
            add_text(svg, x + 2 * MARK + 8 + offset, middle + 4.5, text, style, LEGEND_SIZE, anchor="start", fill=GREY)


def _star(x, y, size):
    points = []
    for i in range(10):
        r = size if i % 2 == 0 else size * 0.42
        a = math.tau * i / 10 - math.pi / 2
        points.append(f"{number(x + r * math.cos(a))} {number(y + r * math.sin(a))}")
    return "M" + "L".join(points) + "Z"
