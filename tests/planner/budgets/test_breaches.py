"""Policies: the smallest case that breaks each, the smallest that does not."""

from datetime import date, datetime

import pytest

from planner.budgets.breaches import Line, Occasion, breaches, per_head
from planner.budgets.rulebook import house_rules
from planner.money import Money

POLICIES = house_rules().policies_on(date(2026, 12, 8))


def line(kind, quantity, unit_minor, category="meals", text=""):
    return Line(kind, category, text, quantity, Money(quantity * unit_minor, "CNY"))


def occasion(*lines, **changes):
    return Occasion(lines, "CNY", **{"guests": {"private": 10}, "guest_diners": 10, "own_diners": 5, "grade": "B"} | changes)


def found(*lines, **changes):
    return [breach.policy.id for breach in breaches(occasion(*lines, **changes), POLICIES)]


@pytest.mark.parametrize(("lines", "changes", "ids"), [
    ([line("banquet", 1, 750_000)], {}, []),
    ([line("banquet", 1, 750_001)], {}, ["meal.banquet.grade-b"]),
    ([line("banquet", 1, 700_000), line("drinks", 1, 50_001)], {}, ["meal.banquet.grade-b"]),
    ([line("banquet", 1, 900_000)], {"grade": "A"}, []),
    ([line("banquet", 1, 450_001)], {"grade": "C"}, ["meal.banquet.grade-c"]),
    ([line("banquet", 1, 2_250_000)], {"grade": "A"}, ["meal.banquet.grade-a"]),
    ([line("banquet", 1, 2_250_001)], {"grade": "A"}, ["meal.banquet.ceiling", "meal.banquet.grade-a"]),
    ([line("banquet", 1, 1)], {"guest_diners": 0, "own_diners": 0}, ["meal.banquet.ceiling", "meal.banquet.grade-b"]),
    ([line("lunch", 22, 8_000)], {}, []),
    ([line("lunch", 22, 8_001)], {}, ["meal.lunch"]),
    ([line("gifts", 10, 30_000, "gifts")], {}, []),
    ([line("gifts", 10, 30_001, "gifts")], {}, ["gift.private"]),
    ([line("gifts", 10, 100_001, "gifts")], {}, ["gift.ceiling", "gift.private"]),
    ([line("gifts", 8, 20_000, "gifts"), line("", 2, 20_000, "gifts")], {}, []),
    ([line("gifts", 10, 20_000, "gifts"), line("", 10, 20_000, "gifts")], {}, ["gift.private"]),
    ([line("", 1, 100, "gifts", "购物卡")], {}, ["gift.cash"]),
    ([line("", 1, 100, "gifts", "Gift card, 1 yuan")], {}, ["gift.cash"]),
    ([line("", 1, 100, "gifts", "Cashmere scarf")], {}, []),
    ([line("", 1, 100, "other", "cash box hire")], {}, []),
    ([line("drinks", 1, 100)], {"guests": {"official": 1}}, ["official.alcohol", "official.letter"]),
    ([line("drinks", 1, 100)], {}, []),
    ([], {"guests": {"official": 1}, "meets_at_airport": True}, ["official.airport", "official.letter"]),
    ([], {"meets_at_airport": True}, []),
    ([line("gifts", 10, 20_001, "gifts")], {"guests": {"official": 1}}, ["gift.official", "official.letter"]),
    ([], {"own_diners": 6}, ["companions.private-half"]),
])  # fmt: skip
def test_policies(lines, changes, ids):
    assert found(*lines, **changes) == ids


def test_a_policy_is_not_in_force_before_its_day():
    early = house_rules().policies_on(date(2025, 12, 31))
    assert breaches(occasion(line("banquet", 1, 5_000_000)), early) == []


def test_a_breach_carries_its_figures():
    breach = breaches(occasion(line("banquet", 1, 765_000)), POLICIES)[0]
    assert (breach.actual, breach.limit) == (Money(51_000, "CNY"), Money(50_000, "CNY"))


def test_cost_per_head_stands_beside_the_strictest_cap():
    rows = per_head(occasion(line("banquet", 4, 320_000), line("drinks", 4, 60_000), line("lunch", 22, 4_500)), POLICIES)
    assert [(row.meal, row.amount, row.heads, row.policy.cap) for row in rows] == [
        ("banquet", Money(101_333, "CNY"), 15, Money(50_000, "CNY")), ("lunch", Money(4_500, "CNY"), 22, Money(8_000, "CNY"))]


@pytest.mark.parametrize(("day", "capped"), [(datetime(2026, 1, 1, 0, 0), True), (datetime(2025, 12, 31, 23, 59), False)])
def test_the_tables_of_the_day_of_the_event_count_not_those_of_today(house, day, capped):
    house.edit(dining_at=day)
    assert [row.policy is not None for row in house.case().meals_per_head()] == [capped] * 2
