"""rules.toml and gifts.toml read once, and refused at the start when something in them is wrong."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from planner.money import Money, parse_money

LEVELS = ("stop", "reason")
KNOWN = ("", "approval", "invitation", "list", "menu", "invoice", "gifts", "reason")
PER = ("gift", "year", "client_year")
GIFT_LEVELS = ("stop", "clear", "warn")


class BadRules(ValueError):
    """A rule file that must not be used; the sentence names file and entry."""


def words(entry, key, lang, **values):
    """A text of an entry in a language, its places filled."""
    return entry[key][lang] % values if values else entry[key][lang]


@dataclass(frozen=True)
class Limit:
    """What gifts may be worth for one kind of receiver (guests empty: all), from a day on."""

    id: str
    direction: str
    guests: tuple
    per: str
    cap: Money
    level: str
    valid_from: date
    entry: dict


@cache
def _read(name):
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


@cache
def rules():
    """{id: rule}."""
    return _entries("rules.toml", "rule", lambda e: e["level"] in LEVELS and {"title", "text", "reason", "source"} <= e.keys())


@cache
def attachments():
    """{id: attachment} in the order of the checklist."""
    return _entries("rules.toml", "attachment", lambda e: e.get("known", "") in KNOWN and set(e["papers"]) <= set(papers()))


@cache
def papers():
    """{id: kind of paper}."""
    return _entries("rules.toml", "paper", lambda e: type(e["is_receipt"]) is bool)


@cache
def occasions():
    return _entries("gifts.toml", "occasion", lambda e: True)


@cache
def limits():
    """Every Limit of gifts.toml, also those of later days."""
    rows = _entries("gifts.toml", "limit", lambda e: e["level"] in GIFT_LEVELS and e["per"] in PER and type(e["valid_from"]) is date).values()
    return tuple(Limit(e["id"], e["direction"], tuple(e.get("guests", ())), e["per"], parse_money(e["cap"], e["currency"]), e["level"], e["valid_from"], e)
                 for e in rows)


def limits_on(day, direction, guest_kind):
    """The limits for one direction and kind of receiver in force on a day."""
    return [limit for limit in limits() if limit.direction == direction and limit.valid_from <= day and (not limit.guests or guest_kind in limit.guests)]


def remember():
    return _read("gifts.toml")["remember"]


def forbidden():
    return _read("gifts.toml")["forbidden"]


def check():
    """Raise BadRules for a file that cannot be used."""
    try:
        rules(), attachments(), papers(), occasions(), limits(), remember(), forbidden()
    except (KeyError, TypeError, ValueError) as error:
        raise BadRules(f"settlement rules: {error}") from None


def _entries(name, table, is_good):
    found = {}
    for entry in _read(name)[table]:
        if entry["id"] in found or not is_good(entry) or set(entry["title"]) != {"zh", "en"}:
            raise BadRules(f"{name}: {table} {entry['id']!r} is wrong or stands there twice")
        found[entry["id"]] = entry
    return found
