"""The roles of roles.toml."""

import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def all_roles():
    """{id: row} in the order of the file."""
    rows = tomllib.loads(Path(__file__).with_name("roles.toml").read_text("utf-8"))["role"]
    return {row["id"]: row for row in rows}


def role_name(role, lang):
    """The role in words; an unknown id comes back as it is."""
    row = all_roles().get(role)
    return row["title"][lang] if row else role


def choices(kind, lang):
    """[(id, name)], those usual at an item of this kind first."""
    rows = all_roles().values()
    return [(row["id"], row["title"][lang]) for row in sorted(rows, key=lambda row: kind not in row["kinds"])]
