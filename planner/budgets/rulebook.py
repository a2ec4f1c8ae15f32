"""The policies, ladders and prices of the house, read from TOML files that refuse what they do not know.

Money in these files is text in the company's currency, read like everything else by `parse_money`.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from planner.accounts.models import ROLES
from planner.budgets.models import CATEGORIES
from planner.money import Money, parse_money
from planner.people.models import CLIENT_GRADES, CLIENT_KINDS

FOLDER = Path(__file__).parent / "rules"
LEVELS = ("block", "reason", "warn")
MEALS = ("banquet", "lunch")
FOLLOWS = ("talks", "lunch_heads", "tables", "car_days", "guests", "once")

_WORDS = {"id": str, "title_zh": str, "title_en": str, "text_zh": str, "text_en": str, "reason_zh": str, "reason_en": str,
          "source_zh": str, "source_en": str, "valid_from": date}
_POLICY = _WORDS | {"kind": str, "level": str}
_POLICY_KINDS = {  # what each kind needs, and what it may have besides
    "per_head_cap": ({"meal": str, "cap": str, "currency": str}, {"grade": str, "guests": str}),
    "gift_cap": ({"cap": str, "currency": str}, {"guests": str}),
    "words": ({"category": str, "words": list}, {}),
    "alcohol": ({"guests": str}, {}),
    "airport": ({"guests": str}, {}),
    "presence": ({"guests": str}, {}),
    "companion_ratio": ({"pieces": list}, {"guests": str}),
}
_LADDER = _WORDS | {"currency": str, "two_persons_from": str, "tolerance_percent": int, "step": list}
_STEP = {"id": str, "role": str, "title_zh": str, "title_en": str, "from": str}
_PRICE = {"id": str, "words": list, "category": str, "follows": str, "price": str, "title_zh": str, "title_en": str, "source_zh": str,
          "source_en": str}
_PIECE = {"up_to": int, "base": int, "less": int, "divisor": int}


class BadRules(ValueError):
    """A rule file says something it may not; the text names file, line and what is wrong."""


@dataclass(frozen=True)
class Worded:
    """Anything with a title in both languages."""

    id: str
    title_zh: str
    title_en: str

    def title(self, lang):
        return self.title_zh if lang == "zh" else self.title_en


@dataclass(frozen=True)
class Rule(Worded):
    """A rule people can ask about: what it says, why, and where it comes from."""

    text_zh: str
    text_en: str
    reason_zh: str
    reason_en: str
    source_zh: str
    source_en: str
    valid_from: date

    def text(self, lang):
        return self.text_zh if lang == "zh" else self.text_en

    def reason(self, lang):
        return self.reason_zh if lang == "zh" else self.reason_en

    def source(self, lang):
        return self.source_zh if lang == "zh" else self.source_en


@dataclass(frozen=True)
class Policy(Rule):
    kind: str
    level: str
    meal: str = ""
    grade: str = ""
    guests: str = ""
    category: str = ""
    cap: Money | None = None
    words: tuple = ()
    pieces: tuple = ()
    active: bool = True

    def most_companions(self, guests):
        """How many of the own side may dine with so many guests (companion_ratio only)."""
        for piece in self.pieces:
            if guests <= piece["up_to"] or not piece["up_to"]:
                share = (guests - piece["less"]) // piece["divisor"] if piece["divisor"] else 0
                return piece["base"] + share
        return 0


@dataclass(frozen=True)
class Step(Worded):
    """One signature: whoever holds `role`, for totals from `from_amount` on."""

    role: str
    from_amount: Money


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

    def steps_for(self, amount):
        """The signatures this amount (in the company's currency) needs, in turn."""
        return tuple(step for step in self.steps if amount >= step.from_amount)

    def needs_two_persons(self, amount):
        return amount >= self.two_persons_from


@dataclass(frozen=True)
class Price(Worded):
    category: str
    follows: str
    price: Money
    words: tuple
    source_zh: str
    source_en: str


@dataclass(frozen=True)
class Rulebook:
    policies: tuple
    policies_version: str
    ladder: Ladder
    prices: tuple

    def policies_on(self, day):
        """The policies in force on `day`."""
        return tuple(policy for policy in self.policies if policy.active and policy.valid_from <= day)

    def policy(self, policy_id):
        return next((policy for policy in self.policies if policy.id == policy_id), None)

    def kind_of(self, category, text):
        """The entry of the price list that a line of one's own is about: the word found last in its name decides.

        宴会酒水 is drinks, a banquet's wine likewise. Meals that say nothing of the kind count as the banquet.
        """
        text = text.casefold()
        places = [(text.rfind(word), price.id) for price in self.prices if price.category == category
                  for word in price.words if word in text]
        return max(places)[1] if places else ("banquet" if category == "meals" else "")


@cache
def house_rules():
    """The rulebook of this installation."""
    return load(FOLDER)


def load(folder):
    """Read policies.toml, ladders.toml and prices.toml of `folder`, all in one currency. Raises `BadRules`."""
    policies, policies_version = read_policies(folder / "policies.toml")
    ladder, prices = read_ladder(folder / "ladders.toml"), read_prices(folder / "prices.toml")
    found = {policy.cap.currency for policy in policies if policy.cap} | {price.price.currency for price in prices}
    if found - {ladder.currency}:
        raise BadRules(f"policies and prices are in {', '.join(sorted(found))}, the ladder is in {ladder.currency}")
    return Rulebook(policies, policies_version, ladder, prices)


def read_policies(path):
    source = _Source(path)
    source.check("", 0, source.data, {"version": str, "policy": list})
    policies = []
    for number, entry in enumerate(source.data["policy"], 1):
        policies.append(_policy(source, number, entry))
    source.refuse_doubles("policy", policies)
    return tuple(policies), source.data["version"]


def _policy(source, number, entry):
    kind = entry.get("kind")
    if kind not in _POLICY_KINDS:
        source.refuse("policy", number, "kind", f"unknown kind {kind!r}; known: {', '.join(_POLICY_KINDS)}")
    needed, allowed = _POLICY_KINDS[kind]
    source.check("policy", number, entry, _POLICY | needed, allowed | {"active": bool})
    source.one_of("policy", number, entry, "level", LEVELS)
    source.one_of("policy", number, entry, "meal", MEALS)
    source.one_of("policy", number, entry, "grade", CLIENT_GRADES)
    source.one_of("policy", number, entry, "guests", CLIENT_KINDS)
    source.one_of("policy", number, entry, "category", CATEGORIES)
    for piece in entry.get("pieces", ()):
        source.check("policy", number, piece, _PIECE, at="pieces")
    values = {key: value for key, value in entry.items() if key != "currency"}
    if "cap" in entry:
        values["cap"] = source.money("policy", number, entry, "cap", entry["currency"])
    values["words"] = tuple(word.casefold() for word in entry.get("words", ()))
    values["pieces"] = tuple(entry.get("pieces", ()))
    return Policy(**values)


def read_ladder(path):
    """The active ladder of the file; the others are read too, so that a mistake in them is found."""
    source = _Source(path)
    source.check("", 0, source.data, {"version": str, "active": str, "ladder": list})
    ladders, steps_before = [], 0
    for number, entry in enumerate(source.data["ladder"], 1):
        source.check("ladder", number, entry, _LADDER)
        ladders.append(_ladder(source, number, entry, steps_before))
        steps_before += len(entry["step"])
    source.refuse_doubles("ladder", ladders)
    chosen = next((ladder for ladder in ladders if ladder.id == source.data["active"]), None)
    if chosen is None:
        source.refuse("", 0, "active", f"there is no ladder {source.data['active']!r}")
    return chosen


def _ladder(source, number, entry, steps_before):
    steps = []
    for place, step in enumerate(entry["step"], steps_before + 1):
        source.check("ladder.step", place, step, _STEP)
        source.one_of("ladder.step", place, step, "role", ROLES)
        amount = source.money("ladder.step", place, step, "from", entry["currency"])
        steps.append(Step(step["id"], step["title_zh"], step["title_en"], step["role"], amount))
    if not steps or all(step.from_amount.amount_minor for step in steps):
        source.refuse("ladder", number, "id", "a ladder needs a step from 0, or small amounts would need nobody")
    words = {key: entry[key] for key in _WORDS}
    return Ladder(**words, version=source.data["version"], steps=tuple(steps), tolerance_percent=entry["tolerance_percent"],
                  two_persons_from=source.money("ladder", number, entry, "two_persons_from", entry["currency"]))


def read_prices(path):
    source = _Source(path)
    source.check("", 0, source.data, {"version": str, "currency": str, "price": list})
    prices = []
    for number, entry in enumerate(source.data["price"], 1):
        source.check("price", number, entry, _PRICE)
        source.one_of("price", number, entry, "category", CATEGORIES)
        source.one_of("price", number, entry, "follows", FOLLOWS)
        amount = source.money("price", number, entry, "price", source.data["currency"])
        prices.append(Price(entry["id"], entry["title_zh"], entry["title_en"], entry["category"], entry["follows"], amount,
                            tuple(word.casefold() for word in entry["words"]), entry["source_zh"], entry["source_en"]))
    source.refuse_doubles("price", prices)
    return tuple(prices)


class _Source:
    """A TOML file with the line of each key, for messages."""

    def __init__(self, path):
        self.name, self.lines = path.name, {}
        text = path.read_text(encoding="utf-8")
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BadRules(f"{self.name}: {error}") from None
        table, counts = "", {"": 0}
        for line_number, line in enumerate(text.splitlines(), 1):
            if head := re.match(r"\s*\[\[([\w.]+)\]\]", line):
                table = head.group(1)
                counts[table] = counts.get(table, 0) + 1
                self.lines[table, counts[table], None] = line_number
            elif key := re.match(r"\s*([\w-]+)\s*=", line):
                self.lines[table, counts[table], key.group(1)] = line_number

    def refuse(self, table, number, key, reason):
        line = self.lines.get((table, number, key)) or self.lines.get((table, number, None)) or 1
        raise BadRules(f"{self.name}, line {line}: {reason}")

    def check(self, table, number, entry, needed, allowed=(), at=None):
        """Every key of `needed` is there, none beyond `needed` and `allowed`, each of its type."""
        known = dict(needed) | dict(allowed)
        for key, value in entry.items():
            if key not in known:
                self.refuse(table, number, at or key, f"unknown key {key!r}")
            if type(value) is not known[key] or value in ("", []):
                self.refuse(table, number, at or key, f"{key!r} must be a {known[key].__name__} and not empty")
        for key in needed:
            if key not in entry:
                self.refuse(table, number, at, f"{key!r} is missing")

    def one_of(self, table, number, entry, key, known):
        if key in entry and entry[key] not in known:
            self.refuse(table, number, key, f"unknown {key} {entry[key]!r}; known: {', '.join(known)}")

    def money(self, table, number, entry, key, currency):
        try:
            return parse_money(entry[key], currency)
        except ValueError as error:
            self.refuse(table, number, key, f"{key!r}: {error}")

    def refuse_doubles(self, table, rules):
        seen = set()
        for number, rule in enumerate(rules, 1):
            if rule.id in seen:
                self.refuse(table, number, "id", f"the id {rule.id!r} is used twice")
            seen.add(rule.id)
