"""The numbers of limits.toml, each with its title, text and reason in both languages."""
from dataclasses import dataclass
from functools import cache
from importlib import resources

from .rules.catalogue import CONFIDENCE
from .rules.lines import read

KEYS = {"value", "title", "text", "reason", "source", "confidence"}


@dataclass(frozen=True)
class Limit:
    """One number (or list of numbers) with what it says and why."""

    id: str
    value: object
    title: dict
    text: dict
    reason: dict
    source: str
    confidence: str


@cache
def load_limits():
    """Id -> Limit; raises InvalidPack naming file and line."""
    source = read(resources.files(__package__) / "limits.toml", "limits.toml")
    return {key: _limit(source, key) for key in source.data}


def limit(limit_id):
    """The value of one limit."""
    return load_limits()[limit_id].value


def _limit(source, key):
    data = source.table(source.data, key)
    source.only(data, KEYS, key)
    numbers = data.get("value") if isinstance(data.get("value"), list) else [data.get("value")]
    if not numbers or not all(type(n) is int and n >= 0 for n in numbers):
        raise source.fault(f"[{key}] value must be a whole number or a list of them", "value", key)
    if data.get("confidence") not in CONFIDENCE or not isinstance(data.get("source"), str):
        raise source.fault(f"[{key}] needs a source and a confidence of {', '.join(CONFIDENCE)}", "confidence", key)
    title, text, reason = (source.both(data, part, key) for part in ("title", "text", "reason"))
    return Limit(key, data["value"], title, text, reason, data["source"], data["confidence"])
