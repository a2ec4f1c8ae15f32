"""The data of the day: flows.toml, rules.toml, packs.toml, courses.toml, and the roles a run sheet is made for."""

import tomllib
from functools import cache
from pathlib import Path

from planner.programme.roles import all_roles

KITCHEN = "kitchen"


@cache
def _read(name):
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


def flows():
    """{id: flow} in the order of the file."""
    return {row["id"]: row for row in _read("flows.toml")["flow"]}


def steps():
    """{id: step} of both flows, in the order in which they are done."""
    return {row["id"]: row for row in _read("flows.toml")["step"]}


def rule(name):
    """undo, escalation or late."""
    return _read("rules.toml")[name]


def stages():
    """{stage: rule} of a complaint."""
    return {row["stage"]: row for row in _read("rules.toml")["complaint"]}


def grades():
    """{id: grade} of a complaint."""
    return {row["id"]: row for row in _read("rules.toml")["grade"]}


def level_of(total):
    """The level a self-check of so many points reaches."""
    return next(row for row in _read("rules.toml")["level"] if total > row["above"])


@cache
def packs():
    """{role: pack}: every role of the programme, and the kitchen."""
    return {row["role"]: row for row in _read("packs.toml")["pack"]}


def courses():
    """{id: course} of a menu in the order of serving."""
    return {row["id"]: row for row in _read("courses.toml")["course"]}


def kinds_with_menu():
    """Kinds of items at which something is served."""
    return _read("courses.toml")["kinds"]


def role_title(role, lang):
    """The role in words; an unknown one comes back as it is."""
    row = all_roles().get(role) or packs().get(role, {})
    return row["title"][lang] if "title" in row else role


def usual_kinds(role):
    """Kinds of items at which the role is usual."""
    row = all_roles().get(role) or packs().get(role, {})
    return tuple(row.get("kinds", ()))


def reason_of(entry, lang, source=None):
    """An entry as {"title", "text", "source"} for “Why?”."""
    return {"title": entry["title"][lang], "text": entry["reason"][lang], "source": (source or entry.get("source", {})).get(lang, "")}
