"""What a report shows, computed from rows and free of database and request.

An amount is only ever added to amounts of its own currency. Where several currencies come together each settlement is converted
as a whole by the rate stored with it, and the result is taken apart again over its headings and lines: nothing is lost by rounding,
so the sum of the lines is the total. What has no rate stays out and is told.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from planner.budgets.models import CATEGORIES
from planner.money import Money, split_by

MEALS = CATEGORIES.index("meals")


class Spend(NamedTuple):
    """What one reception cost (closed settlement), or what is approved and not closed yet. `parts` are minor units of `currency` in the order of CATEGORIES."""

    number: int            # of the application
    client: int
    guest_kind: str
    department: str
    day: object            # on which the reception ended
    currency: str
    rate: str
    parts: tuple
    heads: int = 0         # named by the claim: who was at table, counted at each banquet
    is_closed: bool = True


def own_parts(parts, currency, rate, company):
    """The parts in the company's currency, exactly adding up to the converted whole; None without a rate."""
    if currency == company:
        return parts
    if not rate or not Decimal(rate):
        return None
    return tuple(split_by(Money(sum(parts), currency).converted(rate, company).amount_minor, parts))


@dataclass(slots=True)
class Group:
    """What belongs together: minor units spent and committed, settlements and heads."""

    key: object
    spent: int = 0
    committed: int = 0
    count: int = 0
    meals: int = 0
    heads: int = 0

    @property
    def whole(self):
        return self.spent + self.committed

    def per_head(self, currency):
        """Meals for one head at table, or None."""
        return Money(self.meals, currency).per(self.heads)


@dataclass
class Report:
    """Groups of spends in one currency. `left_out` are those that have no rate to it."""

    currency: str
    total: Group
    clients: list
    departments: list
    kinds: list
    months: list
    categories: list
    bands: list            # settlements by meals per head: one more than there are ends
    left_out: list = field(default_factory=list)
    converted: int = 0     # how many were converted


class _Groups(dict):
    """A Group for each key that is asked for."""

    def __missing__(self, key):
        return self.setdefault(key, Group(key))


def report(spends, company, currency="", *, first, last, ends=()):
    """The Report of `spends`: in `currency` those in it alone, else all of them in the company's by the rates stored with them."""
    total, months = Group(""), _Groups({key: Group(key) for key in months_between(first, last)})
    clients, departments, kinds = _Groups(), _Groups(), _Groups()
    sums, waiting, bands = [0] * len(CATEGORIES), [0] * len(CATEGORIES), [0] * (len(ends) + 1)
    left_out, converted = [], 0
    for spend in spends:
        _number, client, kind, department, day, own, rate, parts, heads, is_closed = spend
        if currency and own != currency:
            continue
        if not currency and own != company:
            parts = own_parts(parts, own, rate, company)
            if parts is None:
                left_out.append(spend)
                continue
            converted += 1
        amount, meals = sum(parts), parts[MEALS] if heads else 0
        groups = total, clients[client], departments[department], kinds[kind], months[day.year, day.month]
        if is_closed:
            for group in groups:
                group.spent += amount
                group.count += 1
                group.meals += meals
                group.heads += heads
            if meals:
                bands[_band(meals, heads, ends)] += 1
        else:
            for group in groups:
                group.committed += amount
        column = sums if is_closed else waiting
        for place, part in enumerate(parts):
            column[place] += part
    return Report(currency or company, total, _largest(clients), _largest(departments), _largest(kinds), [months[key] for key in sorted(months)],
                  [Group(name, spent, open_) for name, spent, open_ in zip(CATEGORIES, sums, waiting)], bands, left_out, converted)


def _band(meals, heads, ends):
    """The first band whose end the cost per head does not pass."""
    return next((place for place, end in enumerate(ends) if meals <= end * heads), len(ends))


def _largest(groups):
    return sorted(groups.values(), key=lambda group: (-group.whole, str(group.key)))


def months_between(first, last):
    """(year, month) of every month from the first day to the last."""
    return [(number // 12, number % 12 + 1) for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)]


def top(groups, most):
    """The first `most` groups and one Group (key None) of the others, if there are any."""
    if len(groups) <= most + 1:
        return list(groups)
    rest = Group(None)
    for group in groups[most:]:
        rest.spent, rest.committed, rest.count = rest.spent + group.spent, rest.committed + group.committed, rest.count + group.count
        rest.meals, rest.heads = rest.meals + group.meals, rest.heads + group.heads
    return [*groups[:most], rest]


def by_currency(spends):
    """{currency: minor units spent}: each by itself, never added to another."""
    found = {}
    for spend in spends:
        if spend.is_closed:
            found[spend.currency] = found.get(spend.currency, 0) + sum(spend.parts)
    return dict(sorted(found.items()))


def line_shares(lines, parts):
    """What each line is worth of `parts` (by heading, in CATEGORIES order): [minor] in the order of `lines`, (category, minor) pairs.

    The shares of a heading's lines add up to its part.
    """
    shares = [0] * len(lines)
    for place, category in enumerate(CATEGORIES):
        places = [number for number, line in enumerate(lines) if line[0] == category]
        if places:
            for number, share in zip(places, split_by(parts[place], [lines[number][1] for number in places])):
                shares[number] = share
    return shares


# Age ---------------------------------------------------------------------------------------------------------------------

def age_band(days, ends):
    """The number of the band: 0 up to the first end (that day included), …, len(ends) beyond the last."""
    return sum(days > end for end in ends)
