"""Limits, distances, kinds of tables and objects, numbering and names of tables: rules.toml and names.toml."""

import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SIDES = ("zh", "en")


@cache
def rules():
    """Everything of rules.toml."""
    return tomllib.loads((HERE / "rules.toml").read_text("utf-8"))


@cache
def names():
    """list id -> {"zh", "en", "names": [[zh, en]]}."""
    return {one["id"]: one for one in tomllib.loads((HERE / "names.toml").read_text("utf-8"))["lists"]}


def limit(name):
    """(least, most) of a number."""
    found = rules()["limits"][name]
    return found["least"], found["most"]


def step(name):
    """`grid`, `step` (cm with Shift) or `turn` (degrees) of the editor."""
    return rules()["limits"][name]


def kinds():
    """kind of table -> its entry, in the order in which they are offered."""
    return {one["kind"]: one for one in rules()["kinds"]}


def objects():
    """kind of object -> its entry; `at_wall` where it belongs to the wall it stands at."""
    return {one["kind"]: one for one in rules()["objects"]}


def numberings():
    """numbering id -> its entry."""
    return {one["id"]: one for one in rules()["numbering"]}


def distances():
    """Distances that make service easy: `between` is tables, wall or stage."""
    return rules()["distances"]


def printed_numbers(numbering):
    """The numbers that are used, from 1 on, without those left out by this numbering."""
    entry = numberings().get(numbering, {"digits": "", "numbers": []})
    number = 0
    while True:
        number += 1
        if number not in entry["numbers"] and not set(entry["digits"]) & set(str(number)):
            yield number
