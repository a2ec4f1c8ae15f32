"""Working days: which days an office in China works, and arithmetic on them.

Sources: the State Council's yearly notice on holidays and make-up days, as the package
chinese-calendar carries it. Past its last year the package refuses to guess; then the
package holidays gives the statutory days, without make-up days, which nobody knows yet.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Callable

import chinese_calendar
import holidays

Works = Callable[[date], bool]
"""Tells of a day whether it is worked."""
SATURDAY = 5
LONGEST_REST = 60
"""Days. No holiday is longer; a search beyond it is a mistake in the data."""


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """True on days the offices work, make-up Saturdays and Sundays included."""
    if _official_days_known(day):
        return chinese_calendar.is_workday(day)
    return day.weekday() < SATURDAY and day not in _statutory_days(day.year)


def make_up_days_known(day: date) -> bool:
    """Whether the official list for that year is known, or weekends are only presumed free."""
    return _official_days_known(day)


def on_or_before(day: date, works: Works = is_working_day) -> date:
    """The day itself when people work, else the last working day before it. `works` tells which days are worked; ours, if not given."""
    return _first_worked(day, -1, works)


def on_or_after(day: date, works: Works = is_working_day) -> date:
    """The day itself when people work, else the next working day."""
    return _first_worked(day, 1, works)


def working_days_before(day: date, count: int, works: Works = is_working_day) -> date:
    """The working day with `count` - 1 working days between it and `day`; `day` itself is not counted. 0 is the day, or the last worked before."""
    if count == 0:
        return on_or_before(day, works)
    for _ in range(count):
        day = on_or_before(day - timedelta(days=1), works)
    return day


def working_days_after(day: date, count: int, works: Works = is_working_day) -> date:
    """The working day with `count` - 1 working days between `day` and it; `day` itself is not counted. 0 is the day, or the next worked."""
    if count == 0:
        return on_or_after(day, works)
    for _ in range(count):
        day = on_or_after(day + timedelta(days=1), works)
    return day


def working_days_between(first: date, last: date, works: Works = is_working_day) -> int:
    """Working days from `first` (counted) up to `last` (not counted); 0 when `last` is not later."""
    days = max((last - first).days, 0)
    return sum(works(first + timedelta(days=step)) for step in range(days))


def _first_worked(day: date, step: int, works: Works) -> date:
    for number in range(LONGEST_REST):
        candidate = day + timedelta(days=step * number)
        if works(candidate):
            return candidate
    raise ValueError(f"no working day in the {LONGEST_REST} days {'before' if step < 0 else 'after'} {day}")


def _official_days_known(day: date) -> bool:
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=64)
def _statutory_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CN", years=year))
