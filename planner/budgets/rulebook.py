"""The policies, ladders and prices of the house, read from TOML files that refuse what they do not know.

Money in these files is text in the company's currency, read like everything else by `parse_money`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planner.budgets.ladders import Ladders, read_ladders
from planner.budgets.models import CATEGORIES
from planner.budgets.policies import Policies, read_policies
from planner.budgets.rulefile import BadRules, Source, Worded
from planner.money import Money

FOLDER = Path(__file__).parent / "rules"
FOLLOWS = ("talks", "lunch_heads", "tables", "car_days", "guests", "once", "room_hours", "car_hours", "people")

_PRICE = {"id": str, "words": list, "category": str, "follows": str, "price": str, "title_zh": str, "title_en": str, "source_zh": str,
          "source_en": str}


@dataclass(frozen=True)
class Price(Worded):
    category: str
    follows: str
    price: Money
    words: tuple
    source_zh: str
    source_en: str
    in_draft: bool = True   # whether a new application begins with it


@dataclass(frozen=True)
class Rulebook:
    policies: Policies
    ladders: Ladders
    prices: tuple

    @property
    def ladder(self):
        """The usual ladder; its currency is the company's."""
        return self.ladders.usual

    def policies_on(self, day):
        """The policies in force on `day`."""
        return self.policies.on(day)

    def policy(self, policy_id):
        """The newest table of this id, or None."""
        return self.policies.newest(policy_id)

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
    policies = read_policies(folder / "policies.toml")
    ladders, prices = read_ladders(folder / "ladders.toml"), read_prices(folder / "prices.toml")
    found = {policy.cap.currency for policy in policies.every if policy.cap} | {price.price.currency for price in prices}
    if found - {ladders.usual.currency}:
        raise BadRules(f"policies and prices are in {', '.join(sorted(found))}, the ladder is in {ladders.usual.currency}")
    return Rulebook(policies, ladders, prices)


def read_prices(path):
    source = Source(path)
    source.check("", 0, source.data, {"version": str, "currency": str, "price": list})
    prices = []
    for number, entry in enumerate(source.data["price"], 1):
        source.check("price", number, entry, _PRICE, {"in_draft": bool})
        source.one_of("price", number, entry, "category", CATEGORIES)
        source.one_of("price", number, entry, "follows", FOLLOWS)
        amount = source.money("price", number, entry, "price", source.data["currency"])
        prices.append(Price(entry["id"], entry["title_zh"], entry["title_en"], entry["category"], entry["follows"], amount,
                            tuple(word.casefold() for word in entry["words"]), entry["source_zh"], entry["source_en"],
                            entry.get("in_draft", True)))
    source.refuse_doubles("price", prices)
    return tuple(prices)
