"""Protective gear a stop may ask for, read from gear.toml."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def all_gear():
    """{id: entry} in the order of the file; an entry has titles, reason, source, and whether it is handed out by size."""
    entries = tomllib.loads(Path(__file__).with_name("gear.toml").read_text("utf-8"))["gear"]
    return {entry["id"]: entry for entry in entries}


def gear_names(codes, lang):
    """What these codes are called; a code that is no longer in the file stands as it is."""
    return [all_gear().get(code, {}).get(f"title_{lang}", code) for code in codes]
