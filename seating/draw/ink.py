"""What every drawing is made of: colours, text and its size, and elements with attributes only.

Nothing here needs a style sheet or a script, so that drawings are safe under a strict page policy.
"""
import re
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass

INK, GREY, HAIR, PAPER, CINNABAR = "#1f2328", "#59636e", "#c9ccd1", "#ffffff", "#b3261e"
FONT = "'Noto Sans CJK SC','PingFang SC','Noto Sans SC','Microsoft YaHei',system-ui,sans-serif"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PIECES = re.compile(r"[\u2e80-\uffef]\s*|[^\s\u2e80-\uffef]+\s*|\s+")       # words, and Chinese characters one by one
NARROW, BROAD = frozenset("fijlrtI.,:;'|!()[]·- "), frozenset("mwMW@%&—…")


@dataclass(frozen=True)
class Style:
    """How to draw: language, font, reasons for titles, links, and what is selected."""

    lang: str = "zh"
    font: str = FONT
    reasons: dict | None = None            # person id -> list of Reason
    person_link: object = None             # person id -> address, or None
    seat_link: object = None               # (table id, seat) of a free seat -> address, or None; the table of an arrangement is None
    selected: str | None = None            # person id
    locked: frozenset = frozenset()        # person ids
    seat: object = None                    # (table id, seat, person id or None) -> attributes of a group around each seat
    has_fixed_names: bool = False          # one short name in a space of one size: nothing else moves when people do


def to_text(svg):
    """The element as SVG text."""
    return ET.tostring(svg, encoding="unicode")


def add(parent, tag, **attributes):
    """A new child; numbers are written short, `_` in a name becomes `-`."""
    return ET.SubElement(parent, tag, {k.replace("_", "-"): v if isinstance(v, str) else number(v)
                                       for k, v in attributes.items()})


def add_text(parent, x, y, text, style, size, *, anchor="middle", fill=INK, weight="400"):
    """One line of text, y at its base line."""
    font = {} if style.font == FONT else {"font_family": style.font}     # that of the canvas
    node = add(parent, "text", x=x, y=y, fill=fill, **font, font_size=size, font_weight=weight, text_anchor=anchor)
    node.text = clean(text)
    return node


def add_title(parent, text):
    """What a reader sees on hover, and hears with a screen reader."""
    title = ET.SubElement(parent, "title")
    title.text = clean(text)


def add_link(parent, address, kind):
    """A link, or a plain group where there is no address."""
    if address:
        return ET.SubElement(parent, "a", {"href": address, "class": kind})
    return ET.SubElement(parent, "g", {"class": kind})


def canvas(box, label):
    """A white drawing of (left, top, right, bottom), read out as `label`."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": numbers(left, top, width, height),
                             "width": number(width), "height": number(height), "role": "figure",
                             "aria-label": clean(label), "class": "hall-plan", "font-family": FONT})
    add(svg, "rect", x=left, y=top, width=width, height=height, fill=PAPER)
    return svg


def is_wide(character):
    """Whether a character takes a full square, as Chinese ones do."""
    return unicodedata.east_asian_width(character) in "WF"


def text_width(text, size):
    """About how wide a text will be, rather too much than too little."""
    return size * sum(1.0 if is_wide(c) else 0.55 if c in NARROW else 0.95 if c in BROAD
                      else 0.72 if c.isupper() else 0.6 for c in text)


def shortened(text, most):
    """The text, cut with an ellipsis where it is longer than `most` narrow characters."""
    width = 0
    for i, character in enumerate(text):
        width += 2 if is_wide(character) else 1
        if width > most:
            return text[:i].rstrip() + "…"
    return text


def wrapped(text, size, width):
    """The text in lines that are no wider; broken at spaces, between Chinese characters, or anywhere if need be."""
    lines, line = [], ""
    for piece in PIECES.findall(text.strip()):
        if line and text_width((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        while text_width(piece.rstrip(), size) > width:
            cut = next(i for i in range(len(piece), 0, -1) if i == 1 or text_width(piece[:i], size) <= width)
            lines.append(piece[:cut])
            piece = piece[cut:]
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def clean(text):
    """Text without the characters that XML forbids."""
    return CONTROL.sub("", text)


def number(value):
    """A number with at most one digit after the point."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def numbers(*values):
    """Numbers for one attribute."""
    return " ".join(number(v) for v in values)
