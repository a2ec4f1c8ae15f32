"""Budget lines computed from the plan: how many heads, tables, cars, gifts there are, and what that is counted from."""

from dataclasses import dataclass

from planner.i18n import _

GUESTS_PER_CAR = 5


@dataclass(frozen=True)
class Figures:
    """What the plan of a reception says, as far as money follows from it. Guests who declined and drivers do not count."""

    guests: int = 0
    guests_dining: int = 0
    own_dining: int = 0
    hosts: int = 0      # host and second host
    meals: int = 0      # working meals in the programme
    tables: int = 0     # of all banquets
    talks: int = 0
    days: int = 1
    people: int = 0       # everybody who comes, of both sides, without drivers
    talk_hours: int = 0   # each of the talks rounded up to whole hours
    day_hours: int = 0    # from the first to the last thing of each day, rounded up


def quantity(follows, figures):
    """The quantity of a line that follows the plan; ValueError for an unknown code."""
    if follows not in _QUANTITIES:
        raise ValueError(f"unknown source of a quantity: {follows!r}")
    return _QUANTITIES[follows](figures)


def explanation(follows, figures):
    """Of what the quantity is made, in the reader's language: "guests and hosts (20 + 2) × working meals (1)"."""
    return _EXPLANATIONS[follows](figures)


def whole_hours(spans):
    """Pairs of aware moments as hours, each rounded up, at least one."""
    return sum(max(1, -(-int(ends.timestamp() - starts.timestamp()) // 3600)) for starts, ends in spans)


def _cars(figures):
    return -(-figures.guests // GUESTS_PER_CAR)


_QUANTITIES = {
    "talks": lambda f: f.talks,
    "lunch_heads": lambda f: (f.guests_dining + f.hosts) * f.meals,
    "tables": lambda f: f.tables,
    "car_days": lambda f: _cars(f) * f.days,
    "guests": lambda f: f.guests,
    "room_hours": lambda f: f.talk_hours,
    "car_hours": lambda f: _cars(f) * f.day_hours,
    "people": lambda f: f.people,
    "once": lambda f: 1,
}
_EXPLANATIONS = {
    "talks": lambda f: _("talks in the programme: %(count)s", count=f.talks),
    "lunch_heads": lambda f: _("guests and hosts (%(guests)s + %(hosts)s) × working meals (%(meals)s)",
                               guests=f.guests_dining, hosts=f.hosts, meals=f.meals),
    "tables": lambda f: _("tables in the banquet plan: %(count)s", count=f.tables),
    "car_days": lambda f: _("cars (%(cars)s for %(guests)s guests, %(each)s in each) × days (%(days)s)",
                            cars=_cars(f), guests=f.guests, each=GUESTS_PER_CAR, days=f.days),
    "guests": lambda f: _("guests: %(count)s", count=f.guests),
    "room_hours": lambda f: _("hours of the talks in the programme: %(count)s", count=f.talk_hours),
    "car_hours": lambda f: _("cars (%(cars)s for %(guests)s guests, %(each)s in each) × hours of the programme (%(hours)s)",
                             cars=_cars(f), guests=f.guests, each=GUESTS_PER_CAR, hours=f.day_hours),
    "people": lambda f: _("everybody who comes: %(count)s", count=f.people),
    "once": lambda f: _("once for the reception"),
}
