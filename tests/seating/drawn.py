"""Reading a drawing back: where its texts are, and whether any touch or leave the paper."""
import unicodedata
import xml.etree.ElementTree as ET

from seating.draw import to_text

SVG = "{http://www.w3.org/2000/svg}"
ANCHORS = {"start": 0, "middle": 0.5, "end": 1}


def parsed(svg):
    """The drawing as a reader of SVG text sees it."""
    return ET.fromstring(to_text(svg))


def texts(svg):
    """[(text, left, top, right, bottom)] of every text, its group's shift added; Latin letters at 0.55 of their size."""
    found = []

    def walk(node, dx, dy):
        if "transform" in node.attrib:
            x, y = map(float, node.get("transform").removeprefix("translate(").rstrip(")").split())
            dx, dy = dx + x, dy + y
        if node.tag == f"{SVG}text":
            size = float(node.get("font-size"))
            width = size * sum(1 if unicodedata.east_asian_width(c) in "WF" else 0.55 for c in node.text or "")
            x, y = dx + float(node.get("x")) - width * ANCHORS[node.get("text-anchor")], dy + float(node.get("y"))
            found.append((node.text, x, y - size * 0.85, x + width, y + size * 0.15))
        for child in node:
            walk(child, dx, dy)

    walk(svg, 0, 0)
    return found


def faults(svg):
    """Sentences about texts that touch each other or reach beyond the paper."""
    left, top, width, height = map(float, svg.get("viewBox").split())
    found = sorted(texts(svg), key=lambda t: t[1])
    said = [f"“{t}” leaves the paper" for t, x, y, x2, y2 in found
            if x < left or y < top or x2 > left + width or y2 > top + height]
    for i, (text, _, top, right, bottom) in enumerate(found):
        for other, left2, top2, _, bottom2 in found[i + 1:]:
            if left2 >= right:
                break
            if top2 < bottom and top < bottom2:
                said.append(f"“{text}” touches “{other}”")
    return said
