"""What would bring an application within a rule: minimal, and checked by the policies themselves."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.budgets.breaches import Line, Occasion, breaches
from planner.budgets.policies import Policy
from planner.budgets.rulebook import house_rules
from planner.budgets.whatif import advice
from planner.money import Money

POLICIES = house_rules().policies_on(date(2026, 12, 8))
WORDS = {f"{name}_{lang}": "x" for name in ("title", "text", "reason", "source") for lang in ("zh", "en")}


def line(kind, quantity, unit_minor, category="meals", text="", **parts):
    return Line(kind, category, text, quantity, Money(quantity * unit_minor, "CNY"), {part: Money(minor, "CNY") for part, minor in parts.items()})


def occasion(*lines, **changes):
    return Occasion(lines, "CNY", **{"guests": {"private": 10}, "guest_diners": 10, "own_diners": 5} | changes)


def cap(kind, amount, **values):
    return Policy(id="x", kind=kind, cap=Money(amount, "CNY"), level="reason", valid_from=date(2026, 1, 1), **WORDS | values)


def told(found):
    return [(one.policy.id, one.what, one.count, one.each and one.each.amount_minor, one.whole and one.whole.amount_minor, one.name) for one in found]


@pytest.mark.parametrize(("lines", "changes", "advised"), [
    ([], {}, []),
    ([], {"own_diners": 7}, [("companions.private-half", "companions", 2, None, None, "")]),
    ([line("banquet", 1, 780_000)], {}, [("meal.banquet.grade-b", "head", 0, 2_000, 30_000, "")]),
    ([line("banquet", 1, 750_001)], {}, [("meal.banquet.grade-b", "head", 0, 1, 15, "")]),
    ([line("banquet", 4, 100_000), line("drinks", 4, 90_000)], {}, [("meal.banquet.grade-b", "head", 0, 667, 10_005, "")]),
    ([line("lunch", 22, 8_500)], {}, [("meal.lunch", "head", 0, 500, 11_000, "")]),
    ([line("gifts", 10, 32_000, "gifts")], {}, [("gift.private", "gift", 0, 2_000, None, "")]),
    ([line("gifts", 10, 20_000, "gifts"), line("", 10, 15_000, "gifts")], {}, [("gift.private", "guest", 0, 5_000, None, "")]),
    ([line("drinks", 1, 100)], {"guests": {"official": 1}}, [("official.alcohol", "drinks", 0, None, None, "")]),
    ([line("", 1, 100, "gifts", "购物卡")], {}, [("gift.cash", "line", 0, None, None, "购物卡")]),
    ([line("banquet", 1, 1)], {"guest_diners": 0, "own_diners": 0}, []),          # nobody dines: nothing is promised
])  # fmt: skip
def test_the_least_that_brings_it_within_the_rule(lines, changes, advised):
    assert told(advice(occasion(*lines, **changes), POLICIES)) == advised


@pytest.mark.parametrize(("per", "before", "what", "each", "whole"), [
    ("client", 90_000, "total", None, 40_000), ("contact", 99_000, "head", 2_334, 35_010), ("client", 99_999, "total", None, 49_999), ("client", 100_000, None, None, None),
])
def test_over_time_what_is_left_for_this_one(per, before, what, each, whole):
    policy = cap("period_cap", 100_000, per=per, period="year")
    found = advice(occasion(line("banquet", 1, 50_000), before={(per, "year"): (("x", Money(before, "CNY")),)}), (policy,))
    assert told(found) == ([] if what is None else [("x", what, 0, each, whole, "")])


def test_what_would_break_another_rule_says_so():
    """Fewer companions share the same bill."""
    found = advice(occasion(line("banquet", 1, 800_000), own_diners=6), POLICIES)
    assert [(one.what, [also.id for also in one.also]) for one in found if one.what == "companions"] == [("companions", ["meal.banquet.grade-b"])]


def test_what_would_not_be_enough_is_not_claimed():
    """Without the first of two cards the second is still one."""
    assert advice(occasion(line("", 1, 100, "gifts", "购物卡"), line("", 1, 100, "gifts", "红包")), POLICIES) == []


def test_a_part_left_out_is_not_saved_on():
    policy = cap("per_head_cap", 10_000, meal="banquet", without=("tax",))
    found = advice(occasion(line("banquet", 1, 180_000, tax=15_000), own_diners=5), (policy,))
    assert told(found) == [("x", "head", 0, 1_000, 15_000, "")]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["banquet", "drinks", "lunch", "gifts", ""]), st.integers(0, 30), st.integers(0, 200_000), st.integers(0, 50)), max_size=6),
       st.integers(0, 20), st.integers(0, 20), st.sampled_from("ABC"), st.sets(st.sampled_from(["private", "official", "foreign"]), min_size=1))
def test_no_claim_that_the_policies_do_not_bear_out(rows, guests, own, grade, kinds):
    lines = [line(kind, count, price, "gifts" if kind == "gifts" else "meals", tax=count * price * tax // 100) for kind, count, price, tax in rows]
    found = occasion(*lines, guests={kind: guests for kind in kinds}, guest_diners=guests, own_diners=own, grade=grade)
    for one in advice(found, POLICIES):
        if one.what == "companions":
            changed, nearly = (replace(found, own_diners=own - count) for count in (one.count, one.count - 1))
            assert one.policy not in [breach.policy for breach in breaches(changed, POLICIES)]
            assert one.policy in [breach.policy for breach in breaches(nearly, POLICIES)]
        elif one.what == "head":
            kept = [breach for breach in breaches(found, POLICIES) if breach.policy is one.policy]
            total = sum(entry.amount.amount_minor for entry in lines if entry.kind in ({"banquet", "drinks"} if one.policy.meal == "banquet" else {"lunch"}))
            heads = guests + own if one.policy.meal == "banquet" else sum(entry.quantity for entry in lines if entry.kind == "lunch")
            assert kept and one.whole == one.each * heads and total - one.whole.amount_minor <= one.policy.cap.amount_minor * heads < total - one.whole.amount_minor + heads
