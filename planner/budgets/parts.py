"""Service charge, tax and tip of a budget line, told apart from its price so that no cent is lost. Free of database and request.

A part is typed as an amount, or as a rate in percent by which it follows quantity and price. On top of the price, service charge and tip
are counted from the price, tax from price and service charge, each rounded half up. What the price holds already is taken out of it:
the parts and what is left add up to the price exactly.
"""

import re

from planner.budgets.models import INCLUDED, PARTS
from planner.i18n import _l
from planner.money import BadAmount, parse_money, split_by

_RATE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,3}))?")
_WHOLE = 100_000        # 100 % in thousandths of a percent


class TooMuchInside(ValueError):
    """The parts that a price is said to hold come to more than the price."""


def read_part(text, currency):
    """(rate, minor units) of what somebody typed: "6 %" is ("6", 0), "320.00" is ("", 32000), nothing is ("", 0).

    Raises BadAmount with a sentence for the field.
    """
    text = (text or "").strip(" \t")
    if not text:
        return "", 0
    if text[-1] in "%％":
        return read_rate(text[:-1].rstrip(" ") if text[-1] == "%" else text), 0
    return "", parse_money(text, currency).amount_minor


def read_rate(text):
    """The exact digits of a rate in percent: above 0, up to 100, at most three decimals. Raises BadAmount."""
    found = _RATE.fullmatch(text.replace(",", ".", 1))
    if found is None:
        raise BadAmount(_l("Write a rate in ordinary digits with at most three decimals and a percent sign, for example 6% or 8.875%."))
    whole, decimals = str(int(found.group(1))), (found.group(2) or "").rstrip("0")
    rate = f"{whole}.{decimals}" if decimals else whole
    if not 0 < thousandths(rate) <= _WHOLE:
        raise BadAmount(_l("A rate is above 0% and at most 100%. Leave the field empty where there is none."))
    return rate


def thousandths(rate):
    """A rate in thousandths of a percent; 0 for none."""
    whole, _point, decimals = (rate or "0").partition(".")
    return int(whole + decimals.ljust(3, "0"))


def parts_of(price_minor, included, rates, typed, *, strict=True):
    """{part: minor units} of a line whose quantity × unit price is `price_minor`.

    `rates` and `typed` are by part; a rate wins over an amount. Raises TooMuchInside, unless `strict` is False: then nothing
    is left of the price and the amounts typed stay.
    """
    inside = INCLUDED[included]
    found = {part: 0 if rates[part] else typed[part] for part in PARTS}
    _take_out(price_minor, [part for part in PARTS if part in inside], rates, found, strict)
    for part in ("service", "tip", "tax"):
        if part not in inside and rates[part]:
            base = price_minor + (found["service"] if part == "tax" else 0)
            found[part] = (2 * base * thousandths(rates[part]) + _WHOLE) // (2 * _WHOLE)
    return found


def _take_out(price_minor, inside, rates, found, strict):
    """Split a price among the parts it holds and what is left of it; the amounts typed first."""
    rest = price_minor - sum(found[part] for part in inside)
    if rest < 0 and strict:
        raise TooMuchInside()
    rated = [part for part in inside if rates[part]]
    weights = [_WHOLE ** 2, *(_weight(part, "service" in inside, rates) for part in rated)]
    for part, minor in zip(rated, split_by(max(rest, 0), weights)[1:]):
        found[part] = minor


def _weight(part, with_service, rates):
    """The share of a part in a price that holds it, where the net price counts 100 % × 100 %."""
    base = _WHOLE + (thousandths(rates["service"]) if part == "tax" and with_service else 0)
    return thousandths(rates[part]) * base


def on_top(included, parts):
    """What the parts add to quantity × unit price."""
    return sum(minor for part, minor in parts.items() if part not in INCLUDED[included])


def in_words(rate, minor, money):
    """A part as a form field shows it and read_part() reads it back."""
    return f"{rate}%" if rate else money(minor).plain() if minor else ""
