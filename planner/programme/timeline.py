"""The programme as rows and bars, a sheet for each day: numbers for the template, no markup and no database."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

ROWS = ("items", "people", "rooms", "cars", "guides")
KINDS_OF = {"rooms": ("room",), "cars": ("car", "driver"), "guides": ("guide", "interpreter")}
"""Kinds of resources behind the rows of that name."""
HEAD, ROW, BAR, NARROWEST = 26, 30, 22, 6
LABEL = {"items": 0, "people": 132, "rooms": 132, "cars": 132, "guides": 132}
WIDE, SIDE_BY_SIDE = 1200, 590
"""Width of a sheet: of a single day, and of one of several."""
EARLIEST, LATEST = 8, 20
"""The hours always shown."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bar:
    """An item on a row; `start` and `length` are minutes, from midnight of the sheet's day. `slack_width` is the time it may be late."""

    item_id: int
    x: float
    width: float
    start: int
    length: int
    words: str
    words_x: float
    anchor: str = "start"
    slack_width: float = 0
    is_fixed: bool = False
    level: str = ""
    is_cut: bool = False


@dataclass(frozen=True)
class Row:
    """What stands on one line; `label` is "" where the bars speak for themselves."""

    y: int
    label: str
    title: str
    bars: tuple


@dataclass(frozen=True)
class Sheet:
    """One day."""

    date: object
    rows: tuple
    links: tuple
    scale: "Scale"
    height: int = field(default=0)


@dataclass(frozen=True)
class Scale:
    """Where a minute of the day stands."""

    width: int
    label: int
    first: int
    last: int

    @property
    def per_minute(self):
        return (self.width - self.label - 4) / ((self.last - self.first) * 60)

    def x(self, minute):
        shown = min(max(minute, self.first * 60), self.last * 60)
        return round(self.label + (shown - self.first * 60) * self.per_minute, 1)

    def hours(self):
        """[(x, "09")] of the hours, the last without words."""
        return [(self.x(hour * 60), f"{hour:02d}" if hour < self.last else "") for hour in range(self.first, self.last + 1)]


def sheets(engagements, by, words, *, slack=None, levels=None, links=()):
    """The Sheets of a programme. `by` is one of ROWS; `words` says {"item": f(engagement), "people": f(ids), "use": f(use)} in the reader's language;
    `slack` {item id: minutes}, `levels` {item id: "block" or "warn"}, `links` the Links between items.
    """
    days = sorted({moment.date() for one in engagements for moment in (one.starts_at, _last(one))})
    hours = [(minute(one.starts_at, one.starts_at.date()) // 60, -(-_end_of_day(one) // 60)) for one in engagements]
    first, last = min([EARLIEST, *(begin for begin, _end in hours)]), max([LATEST, *(end for _begin, end in hours)])
    scale = Scale(SIDE_BY_SIDE if len(days) > 1 else WIDE, LABEL[by], first, last)
    return [_sheet(day, engagements, by, words, scale, slack or {}, levels or {}, links) for day in days]


def minute(wall, day):
    """Minutes from midnight of `day`."""
    return int((wall - datetime.combine(day, time())).total_seconds() // 60)


def _last(one):
    """A moment within the item, so that one that ends at midnight does not touch the next day."""
    return max(one.starts_at, one.ends_at - timedelta(minutes=1))


def _end_of_day(one):
    return min(minute(one.ends_at, one.starts_at.date()), 24 * 60)


def _sheet(day, engagements, by, words, scale, slack, levels, links):
    here = [one for one in engagements if one.starts_at.date() <= day <= _last(one).date()]
    lines = _lines(here, by, words)
    rows = tuple(Row(HEAD + ROW * number, label, title, tuple(_bar(one, day, scale, words, slack, levels, bool(label)) for one in several))
                 for number, (label, title, several) in enumerate(lines))
    return Sheet(day, rows, tuple(_arrows(rows, links)) if by == "items" else (), scale, HEAD + ROW * len(rows) + 4)


def _lines(here, by, words):
    """[(label, title, engagements)] of the rows of one day."""
    if by == "items":
        return [("", "", (one,)) for one in here]
    if by == "people":
        return _by_people(here, words)
    found = {}
    for one in here:
        for use in one.uses:
            if use.kind in KINDS_OF[by]:
                found.setdefault(use.resource_id, (words["use"](use), []))[1].append(one)
    return [(name, name, tuple(several)) for name, several in sorted(found.values(), key=lambda pair: pair[0])]


def _by_people(here, words):
    """People who take part in the same items share a row; those of the larger company come first."""
    taken = {}
    for one in here:
        for person in one.people:
            taken.setdefault(person, []).append(one)
    together = {}
    for person, several in taken.items():
        together.setdefault(tuple(one.item_id for one in several), ([], several))[0].append(person)
    rows = sorted(together.values(), key=lambda pair: (-len(pair[0]), pair[1][0].begin, min(pair[0])))
    return [(*words["people"](people), tuple(several)) for people, several in rows]


def _bar(one, day, scale, words, slack, levels, inside):
    start, end = minute(one.starts_at, day), minute(one.ends_at, day)
    x, right = scale.x(start), scale.x(end)
    width = max(right - x, NARROWEST)
    text = words["item"](one)
    needed = words["width"](text)
    late = slack.get(one.item_id) or 0
    spare = max(0.0, round(scale.x(end + max(late, 0)) - right, 1))
    bar = {"item_id": one.item_id, "x": x, "width": round(width, 1), "start": start, "length": end - start, "is_fixed": one.is_fixed, "level": levels.get(one.item_id, ""),
           "slack_width": spare, "is_cut": start < 0 or end > 24 * 60}
    if inside or needed <= width - 10:
        return Bar(words=words["cut"](text, width - 10), words_x=x + 5, **bar)
    if x + width + 6 + needed <= scale.width:
        return Bar(words=text, words_x=x + width + 6, anchor="after", **bar)
    return Bar(words=words["cut"](text, x - scale.label - 8), words_x=x - 6, anchor="end", **bar)


def _arrows(rows, links):
    """Paths from the end of an item to the beginning of one that waits for it, within a day."""
    at = {bar.item_id: (row.y, bar) for row in rows for bar in row.bars}
    for link in links:
        if link.item in at and link.on in at and link.kind != "together":
            (y_on, on), (y, item) = at[link.on], at[link.item]
            begin = on.x + (on.width if link.kind == "after" else 3)
            middle, top, bottom = round(min(max(begin + 4, item.x - 5), max(item.x - 5, begin + 1)), 1), y_on + BAR // 2 + 2, y + BAR // 2 + 2
            yield f"M{round(begin, 1)} {top}H{middle}V{bottom}H{round(item.x, 1)}"
