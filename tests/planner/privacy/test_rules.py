"""Periods are data, bounded, and exact to the second."""

from datetime import UTC, date, datetime

import pytest

from planner.privacy.rules import FILE, add_months, read_rules, rules


def test_every_rule_says_what_why_and_from_where_in_both_languages():
    for rule in rules().values():
        assert rule.title("zh") and rule.title("en") and rule.source and rule.reason("zh") and rule.reason("en")


@pytest.mark.parametrize(("privacy", "due"), [("sensitive", datetime(2027, 1, 8, 16, tzinfo=UTC)), ("name", datetime(2028, 12, 9, 16, tzinfo=UTC)),
                                              ("money", datetime(2036, 12, 9, 16, tzinfo=UTC))])
def test_the_period_begins_at_the_midnight_after_the_last_day_there(privacy, due):
    assert rules()[privacy].due_at(date(2026, 12, 9), "Asia/Shanghai") == due


def test_another_zone_ends_its_day_at_another_moment():
    assert rules()["sensitive"].due_at(date(2026, 12, 9), "America/New_York") == datetime(2027, 1, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(("day", "months", "then"), [(date(2024, 2, 29), 24, date(2026, 2, 28)), (date(2026, 12, 31), 2, date(2027, 2, 28)),
                                                     (date(2026, 1, 10), -36, date(2023, 1, 10)), (date(2026, 12, 1), 1, date(2027, 1, 1))])
def test_months_end_where_the_calendar_lets_them(day, months, then):
    assert add_months(day, months) == then


@pytest.mark.parametrize("months", ["5", "61"])
def test_a_period_outside_its_bounds_is_refused(months):
    with pytest.raises(ValueError, match="is not between"):
        read_rules(FILE.read_text("utf-8").replace("months = 24", f"months = {months}", 1))
