"""rules.toml read once, and refused at the start when something in it is wrong."""

import tomllib
from functools import cache
from pathlib import Path

from planner.funds.models import LEVELS
from planner.money import decimals_of

WORDS = ("title", "text", "reason", "source")
LIMITS = ("levels_below", "longest_days", "most")


class BadRules(ValueError):
    """A rule file that must not be used."""


@cache
def _read():
    return tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))


def currency():
    """The company's currency, in which all funds are."""
    return _read()["currency"]


def limits():
    return _read()["limits"]


@cache
def levels():
    """{id: level} of what happens when a fund would be exceeded."""
    return {entry["id"]: entry for entry in _read()["level"]}


def check():
    """Raise BadRules for a file that cannot be used."""
    try:
        decimals_of(currency())
        good = set(levels()) == set(LEVELS) and len(_read()["level"]) == len(LEVELS) and all(
            set(entry[word]) == {"zh", "en"} for entry in levels().values() for word in WORDS)
        good = good and set(limits()) == set(LIMITS) and all(type(value) is int and value > 0 for value in limits().values())
    except (KeyError, TypeError, ValueError) as error:
        raise BadRules(f"rules of the funds: {error}") from None
    if not good:
        raise BadRules("rules of the funds: a level or a limit is missing, unknown or incomplete")
