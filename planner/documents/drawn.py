"""A drawing of the seating library made ready for paper: shapes as SVG, and its texts apart, to be set as HTML over them.

The PDF library sets SVG text letter by letter, which tears Arabic apart, costs much time and cannot be searched by word.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

MOVE = re.compile(r"(translate|scale)\(([^)]*)\)")
NOT_PRINTED = ("title", "text")
BASE_LINE = 0.92  # of the type's size, from the upper edge of a line as high as the type to its base line


@dataclass(frozen=True)
class Label:
    """A text of a drawing in mm from its upper left corner: `x` where its anchor (start, middle, end) is, `y` the upper edge."""

    x: float
    y: float
    size: float
    anchor: str
    fill: str
    is_bold: bool
    text: str

    def side(self, width):
        """The horizontal place in a drawing of `width`, as CSS declarations."""
        if self.anchor == "start":
            return f"left: {self.x:.2f}mm"
        if self.anchor == "end":
            return f"right: {width - self.x:.2f}mm"
        return f"left: {self.x - 40:.2f}mm; width: 80mm"


@dataclass(frozen=True)
class Drawing:
    """`shapes` is an SVG element without text; sizes in mm, `scale` in mm for one unit of the drawing."""

    shapes: object
    width: float
    height: float
    labels: tuple[Label, ...]
    scale: float = 1.0


def fitted(svg, width, height, most=0.36):
    """The Drawing of an SVG element as large as fits width × height mm, at most `most` mm for one of its units."""
    left, top, wide, high = map(float, svg.get("viewBox").split())
    scale = min(width / wide, height / high, most)
    labels = tuple(Label((x - left) * scale, (y - BASE_LINE * size - top) * scale, size * scale, node.get("text-anchor", "start"), node.get("fill", "#000"),
                         node.get("font-weight", "400") >= "600", node.text or "") for x, y, size, node in _texts(svg, 0, 0, 1))  # fmt: skip
    return Drawing(_shapes(svg), wide * scale, high * scale, tuple(label for label in labels if label.text.strip()), scale)


def _texts(node, x, y, scale):
    """(x, y, size, element) of each text, in the drawing's own units."""
    for kind, numbers in MOVE.findall(node.get("transform", "")):
        values = [float(n) for n in numbers.replace(",", " ").split()]
        if kind == "translate":
            x, y = x + values[0] * scale, y + (values[1] if len(values) > 1 else 0) * scale
        else:
            scale *= values[0]
    if node.tag == "text":
        yield x + float(node.get("x", 0)) * scale, y + float(node.get("y", 0)) * scale, float(node.get("font-size")) * scale, node
    for child in node:
        yield from _texts(child, x, y, scale)


def _shapes(node):
    """A copy without texts, titles, links and what only a screen needs."""
    made = ET.Element("g" if node.tag == "a" else node.tag, {k: v for k, v in node.attrib.items() if k not in ("href", "class", "width", "height")})
    made.extend(_shapes(child) for child in node if child.tag not in NOT_PRINTED)
    return made
