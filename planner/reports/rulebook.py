"""rules.toml read once, and refused at the start when something in it is wrong."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from planner.budgets.models import CATEGORIES
from planner.money import parse_money

PAYERS = ("company", "person", "advance")
_WORDED = ("title", "reason", "source")


class BadRules(ValueError):
    """A rule file that must not be used; the sentence names the entry."""


@dataclass(frozen=True)
class Rates:
    """How much of entertainment may be deducted, from a day on: a share of what was spent, capped by a share of revenue."""

    id: str
    valid_from: date
    spend_percent: int
    revenue_per_mille: int
    entry: dict


@dataclass(frozen=True)
class Account:
    """An account of the ledger: a debit one for a heading (and kinds of lines), or a credit one for who paid."""

    id: str
    side: str
    code: str
    valid_from: date
    title: dict
    category: str = ""
    kinds: tuple = ()
    payer: str = ""
    reason: dict | None = None
    source: dict | None = None


@cache
def _file():
    return tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))


@cache
def all_rates():
    """Every Rates, the earliest first."""
    found = [Rates(e["id"], e["valid_from"], _whole(e, "spend_percent", 100), _whole(e, "revenue_per_mille", 1000), _worded(e, "text")) for e in _file()["tax"]]
    return tuple(sorted(found, key=lambda rates: rates.valid_from))


def rates_of(year):
    """The Rates for a tax year; None before the first."""
    return max((rates for rates in all_rates() if rates.valid_from <= date(year, 12, 31)), key=lambda rates: rates.valid_from, default=None)


@cache
def headings():
    """{category: entry} with `is_entertainment`, its reason and source."""
    found = {entry["category"]: entry for entry in _file()["heading"]}
    if tuple(found) != CATEGORIES or any(type(entry["is_entertainment"]) is not bool for entry in found.values()):
        raise BadRules("rules.toml: one [[heading]] for each category, in their order")
    return found


@cache
def accounts():
    """Every Account of the file."""
    found = tuple(Account(e["id"], e["side"], e["code"], e["valid_from"], _worded(e)["title"], e.get("category", ""), tuple(e.get("kinds", ())),
                          e.get("payer", ""), e["reason"], e["source"]) for e in _file()["account"])
    for account in found:
        if (account.category in CATEGORIES) + (account.payer in PAYERS) != 1 or account.side != ("debit" if account.category else "credit"):
            raise BadRules(f"rules.toml: account {account.id!r} is for a category (debit) or for who paid (credit)")
        if type(account.valid_from) is not date or not account.code.isalnum():
            raise BadRules(f"rules.toml: account {account.id!r} needs a code of letters and digits, and a day")
    return found


def debit_account(category, kind, day):
    """The account of a line: by its kind where there is one, else by its heading. Raises BadRules where none is in force."""
    fitting = [one for one in accounts() if one.category == category and one.valid_from <= day and (not one.kinds or kind in one.kinds)]
    return _newest(fitting, f"a line of {category}", day, lambda one: (bool(one.kinds), one.valid_from))


def credit_account(payer, day):
    return _newest([one for one in accounts() if one.payer == payer and one.valid_from <= day], payer, day, lambda one: one.valid_from)


def _newest(fitting, what, day, key):
    if not fitting:
        raise BadRules(f"rules.toml: no account for {what} on {day}")
    return max(fitting, key=key)


def age_bands():
    return tuple(_file()["ages"]["days"])


@cache
def per_head_bands():
    """(currency, upper ends of the bands in minor units)."""
    entry = _file()["per_head"]
    return entry["currency"], tuple(parse_money(text, entry["currency"]).amount_minor for text in entry["bands"])


def limits():
    return _file()["limits"]


def check():
    """Raise BadRules for a file that cannot be used."""
    try:
        if len({rates.id for rates in all_rates()}) < len(all_rates()) or len({one.id for one in accounts()}) < len(accounts()):
            raise BadRules("an id stands there twice")
        headings()
        for name in ("ages", "per_head", "limits"):
            _worded(_file()[name])
        for category in CATEGORIES:
            debit_account(category, "", date(2100, 1, 1))
        for payer in PAYERS:
            credit_account(payer, date(2100, 1, 1))
        if list(age_bands()) != sorted(age_bands()) or list(per_head_bands()[1]) != sorted(per_head_bands()[1]):
            raise BadRules("bands go upwards")
    except (KeyError, TypeError, ValueError) as error:
        raise BadRules(f"report rules: {error}") from None


def _whole(entry, key, most):
    if type(entry[key]) is not int or not 0 <= entry[key] <= most:
        raise BadRules(f"{entry['id']}: {key} is a whole number up to {most}")
    return entry[key]


def _worded(entry, *more):
    for key in (*_WORDED, *more):
        if set(entry[key]) != {"zh", "en"} or not all(entry[key].values()):
            raise BadRules(f"{entry.get('id', 'a table')}: {key} is needed in zh and en")
    return entry
