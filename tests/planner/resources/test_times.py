"""Hours, clocks that are put forward and back, and the free beginnings around what is taken."""

from datetime import UTC, datetime, time, timedelta

import pytest

from planner.resources.times import Free, Hours, as_utc, fault_of_clock, fault_of_hours, free_beginnings, is_free, on_the_wall

ALWAYS = Hours(None, None, frozenset(range(1, 8)), "Asia/Shanghai")
OFFICE = Hours(time(8), time(18), frozenset(range(1, 6)), "Asia/Shanghai")


def at(hour, minute=0, day=8):
    return as_utc(datetime(2026, 12, day, hour, minute), "Asia/Shanghai")


@pytest.mark.parametrize("wall, fault", [
    (datetime(2027, 3, 28, 2, 30), "missing"), (datetime(2027, 3, 28, 3, 0), ""), (datetime(2027, 3, 28, 1, 59), ""),
    (datetime(2026, 10, 25, 2, 30), "doubled"), (datetime(2026, 10, 25, 3, 0), ""), (datetime(2026, 12, 8, 9, 0), "")])
def test_a_time_the_clock_skips_or_shows_twice_is_told(wall, fault):
    assert fault_of_clock(wall, "Europe/Berlin") == fault


@pytest.mark.parametrize("begin, end, hours, fault", [
    (at(9), at(10), OFFICE, ""), (at(8), at(18), OFFICE, ""), (at(7, 55), at(9), OFFICE, "hours"), (at(17), at(18, 5), OFFICE, "hours"),
    (at(17), at(1, day=9), OFFICE, "midnight"), (at(9, day=12), at(10, day=12), OFFICE, "day"), (at(22), at(2, day=9), ALWAYS, ""),
    (at(16), at(0, day=9), OFFICE, "hours"), (at(16), at(0, day=9), Hours(time(8), None, frozenset(range(1, 8)), "Asia/Shanghai"), "")])
def test_hours_are_those_of_the_wall(begin, end, hours, fault):
    assert fault_of_hours(hours, begin, end) == fault


def test_free_beginnings_lie_right_before_and_after_what_is_taken():
    free = Free(timedelta(hours=1), timedelta(minutes=10), timedelta(minutes=15), at(7), (OFFICE,))
    busy = [(at(9, 15), at(11)), (at(11, 30), at(12))]

    found = [on_the_wall(one, "Asia/Shanghai") for one in free_beginnings(free, busy, at(10))]

    assert found == [datetime(2026, 12, 8, 8, 0), datetime(2026, 12, 8, 12, 10), datetime(2026, 12, 8, 17, 0)]
    assert not is_free(free, busy, at(7, 50)) and not is_free(free, busy, at(12, 9))


def test_nothing_is_offered_in_the_past_or_far_away():
    free = Free(timedelta(hours=1), timedelta(), timedelta(), at(9, 2), (ALWAYS,))

    assert free_beginnings(free, [(at(9), at(10))], at(9, 30)) == [at(10), at(23), at(0, day=9)]
    assert free_beginnings(free, [(at(9) - timedelta(days=9), at(9) + timedelta(days=9))], at(9, 30)) == []


def test_the_same_moment_is_taken_in_every_zone():
    assert as_utc(datetime(2026, 12, 8, 9), "Asia/Tokyo") == datetime(2026, 12, 8, 0, tzinfo=UTC)
