"""The items of a week as rows and bars: one row for each reception, person, room, car or guide."""

from dataclasses import dataclass
from datetime import timedelta

from planner.i18n import _, current_language
from planner.programme.board import cut
from planner.programme.timeline import KINDS_OF
from planner.resources.picture import HEAD, LABEL, NARROWEST, ROW

ROWS = ("receptions", "people", "rooms", "cars", "guides")


@dataclass(frozen=True)
class Bar:
    """An item."""

    item: object
    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Row:
    """A line with what belongs to it; `url_of` is the reception where it is one."""

    label: str
    title: str
    reception: object
    y: int
    bars: tuple


def lines(items, by, booked):
    """[(label, reception or None, items)] of the rows, in reading order; `booked` is {item id: [Resource]}."""
    lang, found = current_language(), {}
    for item in items:
        for key, label, reception in _keys(item, by, booked, lang):
            found.setdefault(key, (label, reception, []))[2].append(item)
    return sorted(found.values(), key=lambda line: (line[1] is None, line[2][0].starts_at if line[1] is not None else 0, line[0]) if by == "receptions" else (line[0] == _("nobody"), line[0]))


def _keys(item, by, booked, lang):
    if by == "receptions":
        yield item.reception_id, item.reception.title(lang), item.reception
    elif by == "people":
        yield (item.responsible_id or 0), item.responsible.name(lang) if item.responsible else _("nobody"), None
    else:
        for resource in booked.get(item.id, ()):
            if resource.kind in KINDS_OF[by]:
                yield resource.id, resource.name(lang), None


def rows(found, scale):
    """Rows for the picture."""
    lang = current_language()
    return [Row(cut(label, LABEL - 12), label, reception, HEAD + ROW * number, tuple(_bar(item, scale, lang) for item in several)) for number, (label, reception, several) in enumerate(found)]


def _bar(item, scale, lang):
    x, end = scale.x(item.starts_at), scale.x(item.ends_at or item.starts_at + timedelta(minutes=30))
    width = max(end - x, NARROWEST)
    return Bar(item, round(x, 1), round(width, 1), cut(item.title(lang), width - 6) if width > 30 else "")
