import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.days import special
from planner.days.working import (
    is_working_day,
    make_up_days_known,
    on_or_after,
    on_or_before,
    working_days_after,
    working_days_before,
    working_days_between,
)

MAKE_UP_DAYS = ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
                "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_make_up_day_is_a_working_day_though_it_falls_on_a_weekend(day):
    day = date.fromisoformat(day)

    assert day.weekday() >= 5
    assert is_working_day(day)


@pytest.mark.parametrize("day", ["2025-01-28", "2025-10-08", "2026-02-17", "2026-10-07", "2026-11-21"])
def test_holiday_and_weekend_are_not_working_days(day):
    assert not is_working_day(date.fromisoformat(day))


def test_working_day_across_the_year_end():
    assert working_days_before(date(2026, 1, 4), 1) == date(2025, 12, 31)
    assert working_days_before(date(2026, 1, 5), 2) == date(2025, 12, 31)


def test_working_day_across_a_leap_day():
    assert is_working_day(date(2024, 2, 29))
    assert working_days_before(date(2024, 3, 1), 1) == date(2024, 2, 29)


def test_spring_festival_is_jumped_over():
    assert on_or_before(date(2026, 2, 23)) == date(2026, 2, 14)


def test_unknown_year_uses_weekends_and_statutory_days():
    assert not make_up_days_known(date(2027, 2, 8))
    assert not is_working_day(date(2027, 2, 8))
    assert is_working_day(date(2027, 2, 12))
    assert not is_working_day(date(2027, 2, 13))
    assert on_or_before(date(2027, 1, 1)) == date(2026, 12, 31)


def test_working_days_between_counts_the_first_and_not_the_last():
    assert working_days_between(date(2026, 12, 4), date(2026, 12, 8)) == 2
    assert working_days_between(date(2026, 12, 8), date(2026, 12, 4)) == 0


@settings(deadline=None)
@given(st.dates(date(2005, 1, 1), date(2035, 12, 31)), st.integers(1, 30))
def test_count_of_working_days_agrees_with_the_day_found(day, count):
    found = working_days_before(day, count)

    assert is_working_day(found)
    assert working_days_between(found, day) == count
    assert found <= day - timedelta(days=count)


CASES = tomllib.loads(Path(__file__).with_name("working_cases.toml").read_text("utf-8"))["case"]


def answer(case):
    works = special.open_days(frozenset(case["whose"]))
    if case["ask"] == "between":
        return working_days_between(case["from"], case["until"], works)
    if case["ask"] in ("before", "after"):
        return (working_days_before if case["ask"] == "before" else working_days_after)(case["day"], case["n"], works)
    return (on_or_before if case["ask"] == "on_before" else on_or_after)(case["day"], works)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_working_day_of_the_table(case):
    assert answer(case) == case["is"]


def test_the_table_has_sixty_cases():
    assert len({case["id"] for case in CASES}) == len(CASES) >= 60
