"""The rules of safety, the briefing, the gear with its sizes and what is taken into custody, read from the TOML files beside this one."""

import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def _rules():
    return tomllib.loads((HERE / "rules.toml").read_text("utf-8"))


def rule(name):
    """The entry of a rule: titles, level, source and reason."""
    return next(one for one in _rules()["rule"] if one["id"] == name)


def rules():
    return _rules()["rule"]


def things():
    """{id: entry} of what is taken into custody."""
    return {one["id"]: one for one in _rules()["thing"]}


def sizes():
    """{gear id: [sizes]} of gear that is kept in sizes."""
    return _rules()["sizes"]


@cache
def briefing():
    """{"version", "source_zh", "source_en", "point": [...]}."""
    return tomllib.loads((HERE / "briefing.toml").read_text("utf-8"))


@cache
def statement():
    """The confidentiality statement: {"version", "source_zh", "source_en", "point": [...]}."""
    return tomllib.loads((HERE / "statement.toml").read_text("utf-8"))


def points(stops, closed, lang):
    """The points of the briefing for a tour of these stops; `closed`: whether the site has no-entry areas."""
    there = {"": True, "gear": any(s.gear for s in stops), "magnetic": any(s.is_magnetic for s in stops), "no_photo": any(s.is_no_photo for s in stops),
             "clean": any(s.is_clean_room for s in stops), "closed": closed}
    return [one[lang] for one in briefing()["point"] if there[one["when"]]]
