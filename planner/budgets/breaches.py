"""Which policies an application breaks or should mind, worst first; and what it costs per head."""

import re
from dataclasses import dataclass, field

from planner.budgets.policies import LEVELS
from planner.money import Money, total

MEAL_LINES = {"banquet": ("banquet", "drinks"), "lunch": ("lunch",)}


@dataclass(frozen=True)
class Line:
    """A budget line as the policies see it, amounts already in the company's currency; `parts` are those within `amount` by their name."""

    kind: str
    category: str
    text: str
    quantity: int
    amount: Money
    parts: dict = field(default_factory=dict)

    def amount_without(self, left_out):
        """What a cap that leaves out these parts (tax, service, tip, alcohol) counts."""
        if "alcohol" in left_out and self.kind == "drinks":
            return Money(0, self.amount.currency)
        return self.amount - total((money for part, money in self.parts.items() if part in left_out), self.amount.currency)


@dataclass(frozen=True)
class Occasion:
    """What the policies look at. `guests` counts the guests by kind of client (official, foreign …)."""

    lines: tuple
    currency: str
    guests: dict = field(default_factory=dict)
    guest_diners: int = 0
    own_diners: int = 0
    grade: str = "B"
    city: str = ""
    before: dict = field(default_factory=dict)   # {(per, period): ((whom, Money), …)}: what was applied for before, see periods.py
    meets_at_airport: bool = False

    @property
    def diners(self):
        return self.guest_diners + self.own_diners

    def total(self):
        return total((line.amount for line in self.lines), self.currency)


@dataclass(frozen=True)
class Breach:
    """A policy that applies, with the figures that show it: `actual` and `limit` are Money or whole numbers, or None."""

    policy: object
    actual: object = None
    limit: object = None
    subject: object = ""   # a text, or whom it is about: somebody or something with a name(lang)


@dataclass(frozen=True)
class PerHead:
    """The cost of one meal for one diner, against the policy that caps it (None where none does)."""

    meal: str
    amount: Money
    heads: int
    policy: object = None


def breaches(occasion, policies):
    """All breaches, blocking ones first, then those that need a reason, then warnings."""
    found = [breach for policy in concerning(occasion, policies) for breach in _CHECKS[policy.kind](policy, occasion)]
    return sorted(found, key=lambda breach: LEVELS.index(breach.policy.level))


def per_head(occasion, policies):
    """Each meal's cost per head with the cap that leaves least room, counted as that cap counts."""
    rows, concerned = [], concerning(occasion, policies)
    for meal in MEAL_LINES:
        amount, heads = meal_cost(occasion, meal)
        if heads and amount.amount_minor:
            caps = [policy for policy in concerned if policy.kind == "per_head_cap" and policy.meal == meal]
            cap = min(caps, key=lambda policy: (policy.cap * heads - meal_cost(occasion, meal, policy.without)[0]).amount_minor, default=None)
            counted = meal_cost(occasion, meal, cap.without)[0] if cap else amount
            rows.append(PerHead(meal, counted.per(heads), heads, cap))
    return rows


def meal_cost(occasion, meal, without=()):
    """(amount, heads): a banquet with its drinks is shared by all diners, a lunch is counted by the head."""
    lines = [line for line in occasion.lines if line.kind in MEAL_LINES[meal]]
    amount = total((line.amount_without(without) for line in lines), occasion.currency)
    heads = sum(line.quantity for line in lines) if meal == "lunch" else occasion.diners
    return amount, heads


def concerning(occasion, policies):
    """The policies about this occasion at all; where its city has a table of its own, that one instead of the general one."""
    mine = [policy for policy in policies if _concerns(policy, occasion)]
    local = {policy.table for policy in mine if policy.city}
    return [policy for policy in mine if policy.city or policy.table not in local]


def _concerns(policy, occasion):
    """Whether a policy for a grade of client, a kind of guest or a city is about this occasion at all."""
    return (policy.grade in ("", occasion.grade) and policy.city in ("", occasion.city)
            and (not policy.guests or occasion.guests.get(policy.guests, 0) > 0))


def _per_head_cap(policy, occasion):
    amount, heads = meal_cost(occasion, policy.meal, policy.without)
    if heads and amount > policy.cap * heads:
        yield Breach(policy, amount.per(heads), policy.cap, policy.meal)
    elif not heads and amount.amount_minor:
        yield Breach(policy, amount, policy.cap, policy.meal)


def _gift_cap(policy, occasion):
    """The dearest gift; where there are more gifts than guests somebody gets one of each line, so their prices add up."""
    gifts = [line for line in occasion.lines if line.category == "gifts" and line.quantity]
    if not gifts:
        return
    units = [_unit(line, policy.without) for line in gifts]
    several = sum(line.quantity for line in gifts) > max(sum(occasion.guests.values()), occasion.guest_diners)
    each = total(units, occasion.currency) if several else max(units)
    if each > policy.cap:
        yield Breach(policy, each, policy.cap)


def _unit(line, without):
    return Money(-(-line.amount_without(without).amount_minor // line.quantity), line.amount.currency)


def _words(policy, occasion):
    for line in occasion.lines:
        text = line.text.casefold()
        if line.category == policy.category and any(_mentions(text, word) for word in policy.words):
            yield Breach(policy, subject=line.text)


def _mentions(text, word):
    """Latin words as whole words (cash, not cashmere), Chinese ones anywhere."""
    return bool(re.search(rf"\b{re.escape(word)}\b", text)) if word.isascii() else word in text


def _alcohol(policy, occasion):
    if any(line.kind == "drinks" and line.amount.amount_minor for line in occasion.lines):
        yield Breach(policy, occasion.guests[policy.guests])


def _airport(policy, occasion):
    if occasion.meets_at_airport:
        yield Breach(policy, occasion.guests[policy.guests])


def _presence(policy, occasion):
    yield Breach(policy, occasion.guests[policy.guests])


def _companion_ratio(policy, occasion):
    if not occasion.guest_diners:
        return
    most = policy.most_companions(occasion.guest_diners)
    if occasion.own_diners > most:
        yield Breach(policy, occasion.own_diners, most)


def _period_cap(policy, occasion):
    """The one of all clients, contacts, employees and departments concerned for whom most comes together, this application with it."""
    own = occasion.total()
    if policy.per == "contact":
        own = share(own, occasion.diners)
    found = occasion.before.get((policy.per, policy.period), ())
    if found and own.amount_minor:
        whom, before = max(found, key=lambda pair: pair[1].amount_minor)
        if before + own > policy.cap:
            yield Breach(policy, before + own, policy.cap, whom)


def share(amount, diners):
    """The cost for one diner, rounded up; all of it where nobody is said to dine."""
    return Money(-(-amount.amount_minor // max(diners, 1)), amount.currency)


_CHECKS = {"per_head_cap": _per_head_cap, "gift_cap": _gift_cap, "words": _words, "alcohol": _alcohol, "airport": _airport,
           "presence": _presence, "companion_ratio": _companion_ratio, "period_cap": _period_cap}
