"""Working days: which days an office in China works, and arithmetic on them.

Sources: the State Council's yearly notice on holidays and make-up days, as the package
chinese-calendar carries it. Past its last year the package refuses to guess; then the
package holidays gives the statutory days, without make-up days, which nobody knows yet.
"""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import holidays

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


def on_or_before(day: date) -> date:
    """The day itself when people work, else the last working day before it."""
    for step in range(LONGEST_REST):
        candidate = day - timedelta(days=step)
        if is_working_day(candidate):
            return candidate
    raise ValueError(f"no working day in the {LONGEST_REST} days before {day}")


def working_days_before(day: date, count: int) -> date:
    """The working day with `count` - 1 working days between it and `day`; `day` itself is not counted."""
    for _ in range(count):
        day = on_or_before(day - timedelta(days=1))
    return day


def working_days_between(first: date, last: date) -> int:
    """Working days from `first` (counted) up to `last` (not counted); 0 when `last` is not later."""
    days = max((last - first).days, 0)
    return sum(is_working_day(first + timedelta(days=step)) for step in range(days))


def _official_days_known(day: date) -> bool:
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=64)
def _statutory_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CN", years=year))
