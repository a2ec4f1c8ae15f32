"""Rates: what is kept, and what is refused beside which field."""

from datetime import date, timedelta

import pytest

from planner.errors import RuleBroken
from planner.rates import NONE, checked_rate

TODAY = date(2026, 11, 20)
GOOD = {"rate": "7.8512", "rate_on": TODAY, "rate_source": "SAFE"}


def test_all_three_are_kept_without_the_blanks_around_them():
    assert checked_rate("EUR", "CNY", **GOOD | {"rate": " 7.8512 ", "rate_source": " SAFE "}, today=TODAY) == GOOD


def test_nothing_is_kept_where_nothing_is_converted():
    kept = checked_rate("CNY", "CNY", **GOOD, today=TODAY)
    assert kept == NONE and kept is not NONE


@pytest.mark.parametrize("rate", ["0", "0.000", "00", "-1", "+7", "NaN", "1e3", "1e400", "７.８", "٧.5", "7,8512", "1,2,3", "7.85.12", ".5", "7.", "1_000", "1234567890", "0.1234567890123", "7.8\n9"])
def test_what_is_no_rate_is_refused(rate):
    assert refused(rate=rate) == "rate"


@pytest.mark.parametrize(("field", "values"), [("rate", {"rate": ""}), ("rate", {"rate": None}), ("rate", {"rate": "  "}), ("rate_on", {"rate_on": None}), ("rate_on", {"rate_on": TODAY + timedelta(days=1)}),
                                               ("rate_source", {"rate_source": ""}), ("rate_source", {"rate_source": None}), ("rate_source", {"rate_source": "\t "})])
def test_each_of_the_three_is_asked_for_beside_its_field(field, values):
    assert refused(**values) == field


def test_a_currency_nobody_knows_is_an_error_of_the_program():
    with pytest.raises(ValueError, match="unknown currency"):
        checked_rate("XXX", "CNY", **GOOD, today=TODAY)


def refused(**values):
    with pytest.raises(RuleBroken) as error:
        checked_rate("EUR", "CNY", **GOOD | values, today=TODAY)
    return error.value.field
