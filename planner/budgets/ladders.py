"""Who signs, in which order, from which amount: the ladders of the house, and which one an application climbs."""

from dataclasses import dataclass

from planner.accounts.permissions import DECIDERS
from planner.budgets.rulefile import WORDS, Rule, Source, Worded
from planner.money import Money
from planner.people.models import CLIENT_KINDS

# Facts whose change concerns everybody who signed (A3); a step may leave out others.
EVERYBODYS = ("amount_minor", "currency", "cost_centre", "fund", "event", "client", "gifts", "venue", "ladder", "ladder_version")
_LADDER = WORDS | {"currency": str, "two_persons_from": str, "tolerance_percent": int, "step": list}
_STEP = {"id": str, "role": str, "title_zh": str, "title_en": str, "from": str}
_STEP_MAY = {"together": str, "guests": list, "unconcerned": list, "hand_over_hours": int, "hand_over_to": str}
_CHOICE = {"ladder": str}
_CHOICE_MAY = {"departments": list, "guests": list, "from": str}


@dataclass(frozen=True)
class Step(Worded):
    """One signature: whoever holds `role`, for totals from `from_amount` on.

    Steps of one `together` are asked at the same time. With `guests`, only when such guests come. `unconcerned` names facts
    that may change without this signature being asked again. After `hand_over_hours` without a decision it is handed over to
    `hand_over_to` as well; without one, whose turn it is is told again.
    """

    role: str
    from_amount: Money
    together: str = ""
    guests: tuple = ()
    unconcerned: tuple = ()
    hand_over_hours: int = 0
    hand_over_to: str = ""

    def needed_for(self, amount, guests):
        return amount >= self.from_amount and (not self.guests or any(guests.get(kind) for kind in self.guests))


@dataclass(frozen=True)
class Ladder(Rule):
    version: str
    steps: tuple
    two_persons_from: Money
    tolerance_percent: int = 0

    @property
    def currency(self):
        """The company's currency, in which amounts are compared."""
        return self.two_persons_from.currency

    def steps_for(self, amount, guests=None, raised=False):
        """The signatures this amount (in the company's currency) needs with these guests by kind, in turn.

        With `raised`, one step more: the next above the last of them, else the first that was left out.
        """
        needed = [step for step in self.steps if step.needed_for(amount, guests or {})]
        if raised and needed:
            above = [step for step in self.steps if step not in needed]
            higher = [step for step in above if self.steps.index(step) > self.steps.index(needed[-1])]
            needed += (higher or above)[:1]
        return tuple(step for step in self.steps if step in needed)

    def step(self, step_id):
        return next((step for step in self.steps if step.id == step_id), None)

    def needs_two_persons(self, amount, raised=False):
        """Whether nobody signs two steps: from the threshold on, and wherever one step more is asked."""
        return raised or amount >= self.two_persons_from


@dataclass(frozen=True)
class Choice:
    """Which ladder applications of some departments, with some guests, or from some amount climb."""

    ladder: Ladder
    departments: tuple = ()
    guests: tuple = ()
    from_amount: Money | None = None

    def fits(self, department, guests, amount):
        return ((not self.departments or department in self.departments)
                and (not self.guests or any(guests.get(kind) for kind in self.guests))
                and (self.from_amount is None or amount >= self.from_amount))


@dataclass(frozen=True)
class Ladders:
    """All of the file; `usual` is the one for whatever no choice fits."""

    usual: Ladder
    every: tuple
    choices: tuple = ()

    def for_case(self, department, guests, amount):
        """The ladder of the first choice that fits."""
        return next((choice.ladder for choice in self.choices if choice.fits(department, guests, amount)), self.usual)


def read_ladders(path):
    """All ladders of the file, also those not in use, so that a mistake in them is found."""
    source = Source(path)
    source.check("", 0, source.data, {"version": str, "active": str, "ladder": list}, {"choose": list})
    ladders, steps_before = [], 0
    for number, entry in enumerate(source.data["ladder"], 1):
        source.check("ladder", number, entry, _LADDER)
        ladders.append(_ladder(source, number, entry, steps_before))
        steps_before += len(entry["step"])
    source.refuse_doubles("ladder", ladders)
    by_id = {ladder.id: ladder for ladder in ladders}
    usual = by_id.get(source.data["active"])
    if usual is None:
        source.refuse("", 0, "active", f"there is no ladder {source.data['active']!r}")
    other = next((number for number, ladder in enumerate(ladders, 1) if ladder.currency != usual.currency), None)
    if other:
        source.refuse("ladder", other, "currency", "all ladders are in one currency")
    choices = [_choice(source, number, entry, by_id, usual.currency) for number, entry in enumerate(source.data.get("choose", ()), 1)]
    return Ladders(usual, tuple(ladders), tuple(choices))


def _ladder(source, number, entry, steps_before):
    steps = [_step(source, place, step, entry["currency"]) for place, step in enumerate(entry["step"], steps_before + 1)]
    if not steps or all(step.from_amount.amount_minor or step.guests for step in steps):
        source.refuse("ladder", number, "id", "a ladder needs a step from 0, or small amounts would need nobody")
    if len({step.id for step in steps}) < len(steps):
        source.refuse("ladder", number, "id", "two steps of a ladder have the same id")
    words = {key: entry[key] for key in WORDS}
    return Ladder(**words, version=source.data["version"], steps=tuple(steps), tolerance_percent=entry["tolerance_percent"],
                  two_persons_from=source.money("ladder", number, entry, "two_persons_from", entry["currency"]))


def _step(source, place, step, currency):
    table = "ladder.step"
    source.check(table, place, step, _STEP, _STEP_MAY)
    source.one_of(table, place, step, "role", DECIDERS)
    source.one_of(table, place, step, "hand_over_to", DECIDERS)
    for key, known in (("guests", CLIENT_KINDS), ("unconcerned", _LEAVABLE)):
        for name in step.get(key, ()):
            source.one_of(table, place, {key: name}, key, known)
    if step.get("hand_over_hours", 1) < 1 or ("hand_over_to" in step and "hand_over_hours" not in step):
        source.refuse(table, place, "hand_over_hours", "a hand-over needs at least one hour")
    amount = source.money(table, place, step, "from", currency)
    return Step(step["id"], step["title_zh"], step["title_en"], step["role"], amount, step.get("together", ""), tuple(step.get("guests", ())),
                tuple(step.get("unconcerned", ())), step.get("hand_over_hours", 0), step.get("hand_over_to", ""))


_LEAVABLE = ("rate", "days", "guests", "guest_diners", "own_diners", "breaches", "policies_version")


def _choice(source, number, entry, by_id, currency):
    source.check("choose", number, entry, _CHOICE, _CHOICE_MAY)
    source.one_of("choose", number, entry, "ladder", by_id)
    for kind in entry.get("guests", ()):
        source.one_of("choose", number, {"guests": kind}, "guests", CLIENT_KINDS)
    amount = source.money("choose", number, entry, "from", currency) if "from" in entry else None
    return Choice(by_id[entry["ladder"]], tuple(entry.get("departments", ())), tuple(entry.get("guests", ())), amount)
