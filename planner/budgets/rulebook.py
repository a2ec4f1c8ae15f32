"""The policies, ladders and prices of the house, read from TOML files that refuse what they do not know.

Money in these files is text in the company's currency, read like everything else by `parse_money`.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from planner.budgets.ladders import Ladders, read_ladders
from planner.budgets.models import CATEGORIES
from planner.budgets.rulefile import WORDS, BadRules, Rule, Source, Worded
from planner.money import Money
from planner.people.models import CLIENT_GRADES, CLIENT_KINDS

FOLDER = Path(__file__).parent / "rules"
LEVELS = ("block", "reason", "warn")
MEALS = ("banquet", "lunch")
FOLLOWS = ("talks", "lunch_heads", "tables", "car_days", "guests", "once")

_POLICY = WORDS | {"kind": str, "level": str}
_POLICY_KINDS = {  # what each kind needs, and what it may have besides
    "per_head_cap": ({"meal": str, "cap": str, "currency": str}, {"grade": str, "guests": str}),
    "gift_cap": ({"cap": str, "currency": str}, {"guests": str}),
    "words": ({"category": str, "words": list}, {}),
    "alcohol": ({"guests": str}, {}),
    "airport": ({"guests": str}, {}),
    "presence": ({"guests": str}, {}),
    "companion_ratio": ({"pieces": list}, {"guests": str}),
}
_PRICE = {"id": str, "words": list, "category": str, "follows": str, "price": str, "title_zh": str, "title_en": str, "source_zh": str,
          "source_en": str}
_PIECE = {"up_to": int, "base": int, "less": int, "divisor": int}


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
    ladders: Ladders
    prices: tuple

    @property
    def ladder(self):
        """The usual ladder; its currency is the company's."""
        return self.ladders.usual

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
    ladders, prices = read_ladders(folder / "ladders.toml"), read_prices(folder / "prices.toml")
    found = {policy.cap.currency for policy in policies if policy.cap} | {price.price.currency for price in prices}
    if found - {ladders.usual.currency}:
        raise BadRules(f"policies and prices are in {', '.join(sorted(found))}, the ladder is in {ladders.usual.currency}")
    return Rulebook(policies, policies_version, ladders, prices)


def read_policies(path):
    source = Source(path)
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


def read_prices(path):
    source = Source(path)
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
