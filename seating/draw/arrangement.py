"""Any Layout with the people in it: tables of every shape, rows, sofas, vehicles, people walking."""
from dataclasses import dataclass, replace

from ..layouts.places import Place
from ..model import GUEST
from . import furniture, labels, marks
from .hall import draw_label, hover
from .ink import INK, Style, add_link, add_text, add_title, canvas, wrapped

SCALE = 0.56                   # drawing units for a centimetre, where names are short
EVEN = ("round", "tea_table", "half_round", "sofas")
MARGIN, BEHIND_CM = 26, 80
AGAIN = "\x1f"                  # between the person served and the number of the chair behind
TITLE, TITLE_LINE, LEAST_TITLE = 15, 21, 330


@dataclass(frozen=True)
class Sitter:
    """Somebody in a drawing. `text` is what the mark says, `reasons` have rule and sentence(lang).

    `is_first` is the highest where there is no guest of honour.
    """

    id: str
    name: str
    side: str
    name_en: str | None = None
    text: str = ""
    is_honoured: bool = False
    is_first: bool = False
    is_service: bool = False
    reasons: tuple = ()

    def called(self, lang):
        """The name to show to a reader of `lang`."""
        return (self.name_en or self.name) if lang == "en" else self.name


def arrangement(layout, sitters, style=Style(), *, setting=None, title=""):
    """The drawing of a Layout with `sitters` (place id -> Sitter); other places are drawn as free.

    A place "behind:X" is a chair behind the person X. `setting` (dais, photo, talks, signing, walking,
    vehicle, theatre) says what stands at the open side; without it, the door.
    """
    layout = _with_chairs_behind(layout, sitters)
    names = [labels.label_of(_lines(sitters.get(p.id), style), _away(p)) for p in layout.places]
    points = [(float(p.x), float(-p.y)) for p in layout.places]
    spots = labels.spread(points, names, SCALE, is_even=layout.kind in EVEN)
    at = {p.id: spot for p, spot in zip(layout.places, spots)}
    kinds = {kind_of_sitter(sitters.get(p.id)) for p in layout.places}
    box = labels.hull(labels.boxes(spots, names))
    svg, finish = framed(style, kinds, title)
    furniture.furnish(svg, layout, setting, at)
    for place, name in zip(layout.places, names):
        _place(svg, place.id, sitters.get(place.id), at[place.id], name, style)
    return finish(furniture.sign(svg, setting or layout.kind, _with_furniture(box, layout, setting, at), style))


def framed(style, kinds, title):
    """(an empty drawing, a function that gives it its size, title and legend once the box is known)."""
    svg = canvas((0, 0, 1, 1), title or "")

    def finish(box):
        left, top, right, bottom = box
        least = max(marks.legend_width(kinds, style.lang), LEAST_TITLE if title else 0, 160)
        more = max(0, least - (right - left)) / 2
        left, right = left - more, right + more
        legend = marks.legend_lines(kinds, right - left, style.lang)
        lines = wrapped(title, TITLE, right - left)
        top -= 10 + TITLE_LINE * len(lines) if lines else 0
        for i, line in enumerate(lines):
            add_text(svg, (left + right) / 2, top + TITLE_LINE * (i + 1) - 4, line, style, TITLE, fill=INK, weight="600")
        if legend:
            marks.draw_legend(svg, left, bottom + 26, legend, style)
            bottom += 14 + len(legend) * marks.LEGEND_LINE
        sized = canvas((left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN), title or "")
        svg.attrib.update(sized.attrib)
        svg[0].attrib.update(sized[0].attrib)
        return svg

    return svg, finish


def _with_furniture(box, layout, setting, at):
    """A table reaches below the lowest row where people have it before them, and a vehicle's body around its seats."""
    left, top, right, bottom = box
    if layout.kind == "half_round":
        return left, top, right, max(bottom, furniture.inner_radius(at))
    if layout.kind == "vehicle":
        end = max(y for _, y in at.values()) + furniture.BODY_BEHIND
        return left - 48, top - 36, right + 48, max(bottom + 40, end + 6)
    has_front = furniture.IN_FRONT.get(setting or layout.kind) or layout.kind in (*furniture.STRAIGHT, "talks")
    return (left - 12, top, right + 12, bottom + furniture.DEEP + 16) if has_front else box


def _with_chairs_behind(layout, sitters):
    """The Layout with a place for everybody who sits behind somebody else; several one behind the other."""
    at = {s.id: place for place, s in sitters.items()}
    added = []
    for key in sitters:
        if isinstance(key, str) and key.startswith("behind:") and key not in {p.id for p in layout.places}:
            served, _, number = key.removeprefix("behind:").rpartition(AGAIN) if AGAIN in key else (key.removeprefix("behind:"), "", 1)
            front = layout.place(at[served])
            dx, dy = labels.behind(front.facing)
            far = BEHIND_CM * int(number)
            added.append(Place(key, round(front.x + dx * far), round(front.y - dy * far), front.facing, "behind", behind=front.id))
    return replace(layout, places=(*layout.places, *added)) if added else layout


def by_place(found, sitters):
    """place -> Sitter of {id: place}; of several behind one person each has a place of its own."""
    placed = {}
    for person, place in found.items():
        key, number = place, 1
        while key in placed:
            number += 1
            key = f"{place}{AGAIN}{number}"
        placed[key] = sitters[person]
    return placed


def _away(place):
    return labels.behind(place.facing)


def _lines(sitter, style):
    if sitter is None:
        return []
    return labels.name_lines(sitter.called(style.lang), sitter.called("en" if style.lang == "zh" else "zh"), style.lang)


def kind_of_sitter(sitter):
    """Which mark somebody has; nobody has that of a free seat."""
    if sitter is None:
        return "free"
    if sitter.is_first and not sitter.is_honoured:
        return "first"
    return marks.kind_of(sitter.side, is_honoured=sitter.is_honoured, is_service=sitter.is_service)


def _place(svg, place, sitter, spot, name, style):
    holder = add_link(svg, _address(place, sitter, style), "seat" if sitter else "seat free")
    if sitter is not None:
        add_title(holder, hover(sitter.name, sitter.name_en, sitter.reasons, style.lang))
    if sitter is not None and sitter.id == style.selected:
        marks.selected_ring(holder, *spot)
    marks.mark(holder, kind_of_sitter(sitter), *spot, style, sitter.text if sitter else "",
               is_guest=sitter is not None and sitter.side == GUEST)
    draw_label(holder, name, *spot, style)


def _address(place, sitter, style):
    """Where a mark leads: the person's page, or that of the free place."""
    if sitter is not None:
        return style.person_link and style.person_link(sitter.id)
    return style.seat_link and style.seat_link(None, place)
