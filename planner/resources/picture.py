"""The week of the resources of a kind as rows and bars: numbers for the template, no markup."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from planner.i18n import _, current_language
from planner.resources.times import as_utc, on_the_wall

LABEL, WIDTH, ROW, HEAD = 170, 930, 34, 40
FIRST_HOUR, LAST_HOUR = 6, 23
NARROWEST = 3


@dataclass(frozen=True)
class Bar:
    """One booking: what is used, and around it what is kept free, in the units of the picture."""

    x: float
    width: float
    outer_x: float
    outer_width: float
    text: str
    title: str
    state: str


@dataclass(frozen=True)
class Row:
    """A resource with its bars; `y` is the upper edge."""

    resource: object
    y: int
    bars: tuple


class Scale:
    """Where a wall time stands: each day has a column, and a column the hours from six to eleven at night."""

    def __init__(self, first, days):
        self.first, self.days, self.column = first, days, WIDTH / days

    def x(self, wall):
        day = (wall.date() - self.first).days
        if day < 0:
            return float(LABEL)
        if day >= self.days:
            return float(LABEL + WIDTH)
        minutes = min(max(wall.hour * 60 + wall.minute, FIRST_HOUR * 60), LAST_HOUR * 60) - FIRST_HOUR * 60
        return LABEL + self.column * (day + minutes / ((LAST_HOUR - FIRST_HOUR) * 60))

    def hours(self):
        """[(x, "12:00")] of the lines within the columns: every two hours of a single day, noon of each day of a week."""
        marks = range(FIRST_HOUR + 2, LAST_HOUR, 2) if self.days == 1 else (12, 18)
        return [(self.x(datetime.combine(self.first + timedelta(days=n), time(hour))), f"{hour:02d}" if self.days > 1 else f"{hour:02d}:00")
                for n in range(self.days) for hour in marks]

    def columns(self):
        """[(x, date)] of the left edges of the days."""
        return [(LABEL + self.column * n, self.first + timedelta(days=n)) for n in range(self.days)]


def rows(resources, taken, scale, zone, state_names):
    """Rows for `resources` with the bars of `taken` ({resource id: [Taken]})."""
    return [Row(one, HEAD + ROW * number, tuple(_bar(found, scale, zone, state_names) for found in taken.get(one.id, ())))
            for number, one in enumerate(resources)]


def _bar(found, scale, zone, state_names):
    booking = found.booking
    buffers = booking.from_utc, booking.to_utc
    inner = span_of(booking, zone)
    x, end = (scale.x(wall) for wall in inner)
    outer, outer_end = (scale.x(on_the_wall(moment, zone)) for moment in buffers)
    width = max(end - x, NARROWEST)
    words = words_of(found)
    room = int(width / (12 if current_language() == "zh" else 6.2))
    text = words if len(words) <= room else words[:room - 1] + "…" if room > 3 else ""
    return Bar(round(x, 1), round(width, 1), round(outer, 1), round(max(outer_end - outer, width), 1), text,
               f"{inner[0]:%H:%M}–{inner[1]:%H:%M} {words} ({state_names[booking.state]})", booking.state)


def span_of(booking, zone):
    """(begin, end) of the use on the wall of `zone`, whatever the zone it was booked in."""
    return tuple(on_the_wall(as_utc(wall, booking.time_zone), zone) for wall in (booking.starts_at, booking.ends_at))


def words_of(found):
    """What stands at a bar: the reception's title for who may see it, else that it is taken."""
    return found.booking.reception.title(current_language()) if found.is_visible else _("taken")
