"""The rules of calls on clients, from rules.toml: hours, stay, choices of the forms, what follows a result."""

import tomllib
from functools import cache
from pathlib import Path

RATINGS = ("growth", "credit", "profit", "overall", "priority", "standing")


@cache
def rules():
    """Everything of rules.toml."""
    return tomllib.loads((Path(__file__).parent / "rules.toml").read_text("utf-8"))


@cache
def by_code(table):
    """{code: entry} of a list of the rules, in the order of the file."""
    return {entry["code"]: entry for entry in rules()[table]}


def minute_of(text):
    """480 of "08:00": minutes since midnight."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def opens():
    return minute_of(rules()["hours"]["opens"])


def closes():
    return minute_of(rules()["hours"]["closes"])


def leaves():
    """The minute of the day from which one may be on the way."""
    return minute_of(rules()["hours"]["leaves"])


def early_minutes():
    return rules()["early"]["minutes"]


def stay():
    """(least, usual, most) minutes at a client's."""
    found = rules()["stay"]
    return found["least"], found["usual"], found["most"]


def assumed_travel():
    return rules()["travel"]["assumed"]


def most_in_order():
    """How many calls of a day are put into the best order."""
    return rules()["order"]["most"]


def step_minutes():
    """Proposed times are multiples of so many minutes."""
    return rules()["order"]["step"]


def title(table, code, lang):
    """The words of one code in one language; the code itself where it is unknown."""
    entry = by_code(table).get(code)
    return entry["title"][lang] if entry else code


def rating_words(rating, code, lang):
    """上升 / rising of ("growth", "rising"); "" where nothing was said."""
    for known, zh, en in by_code("ratings")[rating]["choices"]:
        if known == code:
            return zh if lang == "zh" else en
    return ""


def follow_up(number):
    """The entry of the first, second or third follow-up call."""
    return next(entry for entry in rules()["follow_up"] if entry["number"] == number)
