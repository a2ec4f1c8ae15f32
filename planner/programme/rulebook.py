"""The rules of rules.toml, with the levels a house has set."""

import tomllib
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from planner.db import session
from planner.programme.models import LEVELS, RuleLevel

FILE = Path(__file__).with_name("rules.toml")


@lru_cache(maxsize=1)
def _file():
    return tomllib.loads(FILE.read_text("utf-8"))


def rules():
    """All rules as in the file, by id, in its order."""
    return {row["id"]: row for row in _file()["rule"]}


def levels():
    """{rule id: block, warn or ignore} as this house takes them now."""
    own = {row.rule: row.level for row in session().scalars(select(RuleLevel)) if row.level in LEVELS}
    return {name: own.get(name, row["level"]) for name, row in rules().items()}
