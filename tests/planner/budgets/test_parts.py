"""Service charge, tax and tip of a line: read, refused, and split so that no cent is left over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.budgets.models import INCLUDED, PARTS, BudgetLine
from planner.budgets.parts import TooMuchInside, on_top, parts_of, read_part
from planner.money import BadAmount

NONE = dict.fromkeys(PARTS, "")
NOTHING = dict.fromkeys(PARTS, 0)
RATES = st.one_of(st.just(""), st.integers(1, 100_000).map(lambda number: f"{number // 1000}.{number % 1000:03}".rstrip("0").rstrip(".")))


@pytest.mark.parametrize(("text", "currency", "read"), [
    ("", "CNY", ("", 0)), (None, "CNY", ("", 0)), ("6%", "CNY", ("6", 0)), (" 6 % ", "CNY", ("6", 0)), ("8.875%", "CNY", ("8.875", 0)), ("10,50 %", "CNY", ("10.5", 0)),
    ("100%", "CNY", ("100", 0)), ("0.001%", "CNY", ("0.001", 0)), ("320.00", "CNY", ("", 32_000)), ("320", "JPY", ("", 320)), ("0.125", "KWD", ("", 125)),
])  # fmt: skip
def test_a_part_is_an_amount_or_a_rate(text, currency, read):
    assert read_part(text, currency) == read


@pytest.mark.parametrize("text", [
    "0%", "0.000%", "100.001%", "101%", "1000%", "-6%", "+6%", "６%", "6％", "6.1234%", "NaN%", "1e1%", "%", "6%%", "1_0%", "٦%", "1,000,00%", "Infinity%",
    "-1", "NaN", "1e9", "３２０", "320.001", "99999999999999999", "1_000", "6 per cent", "¥6",
])  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(BadAmount) as refused:
        read_part(text, "CNY")
    assert str(refused.value).endswith(".") and len(str(refused.value)) > 20


@pytest.mark.parametrize(("price", "included", "rates", "typed", "parts"), [
    (10_000, "", {"tax": "6"}, {}, {"tax": 600}),
    (10_000, "", {"service": "10", "tax": "6", "tip": "15"}, {}, {"service": 1_000, "tax": 660, "tip": 1_500}),     # tax on price and service charge
    (10_600, "tax", {"tax": "6"}, {}, {"tax": 600}),
    (10_600, "tax", {"tax": "6", "service": "10"}, {}, {"tax": 600, "service": 1_060}),                             # the charge comes on top
    (11_660, "all", {"service": "10", "tax": "6"}, {}, {"service": 1_000, "tax": 660}),
    (333, "", {"service": "0.15"}, {}, {}), (334, "", {"service": "0.15"}, {}, {"service": 1}),                       # half a cent counts
    (10_000, "all", {"tax": "6"}, {"tip": 10_000}, {"tip": 10_000}),
    (10_000, "", {}, {"tip": 99_999}, {"tip": 99_999}),
    (0, "all", {"tax": "6"}, {}, {}),
])  # fmt: skip
def test_parts_of_a_line(price, included, rates, typed, parts):
    assert parts_of(price, included, NONE | rates, NOTHING | typed) == NOTHING | parts


def test_a_price_does_not_hold_more_than_itself():
    with pytest.raises(TooMuchInside):
        parts_of(10_000, "all", NONE, NOTHING | {"tip": 6_000, "tax": 4_001})
    assert parts_of(10_000, "all", NONE | {"service": "10"}, NOTHING | {"tip": 10_001}, strict=False) == NOTHING | {"tip": 10_001}


@settings(max_examples=150, deadline=None)
@given(quantity=st.integers(0, 2_000), price=st.integers(0, 10**9), included=st.sampled_from(sorted(INCLUDED)),
       rates=st.fixed_dictionaries(dict.fromkeys(PARTS, RATES)), typed=st.fixed_dictionaries(dict.fromkeys(PARTS, st.integers(0, 10**6))))
def test_splitting_leaves_no_cent_over(quantity, price, included, rates, typed):
    gross = quantity * price
    try:
        parts = parts_of(gross, included, rates, typed)
    except TooMuchInside:
        assert sum(typed[part] for part in INCLUDED[included] if not rates[part]) > gross
        return
    line = BudgetLine(quantity=quantity, unit_price_minor=price, included=included, **{f"{part}_minor": minor for part, minor in parts.items()})
    net = line.amount_minor - sum(parts.values())
    assert line.amount_minor == gross + on_top(included, parts) == net + sum(line.parts.values())
    assert net == gross - sum(parts[part] for part in INCLUDED[included]) and 0 <= net <= gross and min(parts.values()) >= 0
    assert all(parts[part] == typed[part] for part in PARTS if not rates[part])
    for part in PARTS:  # each within a cent of its exact share
        if rates[part] and part not in INCLUDED[included]:
            base = gross + (parts["service"] if part == "tax" else 0)
            assert abs(parts[part] * 100_000 - base * int(float(rates[part]) * 1000 + 0.5)) <= 50_000
    if included == "tax" and rates["tax"]:
        thousandths = int(float(rates["tax"]) * 1000 + 0.5)
        assert abs(parts["tax"] * (100_000 + thousandths) - gross * thousandths) < 100_000 + thousandths
