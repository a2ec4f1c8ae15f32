"""On which days an entry repeats (RRULE, RFC 5545, 3.3.10): asked of one day at a time, so that no rule can run away.

Rules within a day (HOURLY and finer, BYHOUR …), BYWEEKNO and BYYEARDAY are not worked out: `Rule.read` gives None for them.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
LONGEST_LIST = 70
"""Every day of a month counted from both its ends; no rule needs more."""
_NUMBERS = re.compile(r"[+-]?\d{1,4}(,[+-]?\d{1,4})*")
_DAYS = re.compile(r"([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True)
class Rule:
    """A repetition that begins on `first`. `days` are (ordinal or 0, weekday from 0, Monday)."""

    first: date
    every: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    days: tuple = ()
    month_days: tuple = ()
    months: tuple = ()
    positions: tuple = ()
    week_starts: int = 0
    _months: dict = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def read(cls, text, first, until):
        """The Rule of an RRULE value, or None for one that is not worked out. `until` turns the value of UNTIL into a date."""
        parts = dict(part.split("=", 1) for part in text.upper().strip(";").split(";") if "=" in part)
        every = parts.get("FREQ", "")
        if set(parts) - KNOWN or every not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
            return None
        try:
            days = tuple(_day(one) for one in _list(parts["BYDAY"])) if parts.get("BYDAY") else ()
            numbers = {name: _numbers(parts.get(name, "")) for name in ("BYMONTHDAY", "BYMONTH", "BYSETPOS")}
            interval, count = int(parts.get("INTERVAL", 1)), int(parts["COUNT"]) if "COUNT" in parts else None
            ends = until(parts["UNTIL"]) if "UNTIL" in parts else None
            week_starts = WEEKDAYS.index(parts.get("WKST", "MO"))
        except (ValueError, KeyError):
            return None
        if interval < 1 or every in ("DAILY", "WEEKLY") and (any(ordinal for ordinal, _day in days) or numbers["BYSETPOS"]) or every == "WEEKLY" and numbers["BYMONTHDAY"]:
            return None
        if every == "YEARLY" and numbers["BYSETPOS"] and len(numbers["BYMONTH"]) != 1:
            return None  # counts over the months together
        if every == "YEARLY" and (days or numbers["BYMONTHDAY"] or numbers["BYSETPOS"]) and not numbers["BYMONTH"]:
            return None  # days of a whole year: rare, and easily meant otherwise
        return cls(first, every, interval, count, ends, days, numbers["BYMONTHDAY"], numbers["BYMONTH"], numbers["BYSETPOS"], week_starts)

    def falls_on(self, day):
        """Whether the rule, apart from its COUNT, falls on this day."""
        if day < self.first or self.until is not None and day > self.until:
            return False
        if self.months and day.month not in self.months and self.every != "YEARLY":
            return False
        if self.every == "DAILY":
            return (day - self.first).days % self.interval == 0 and self._weekday_fits(day) and self._month_day_fits(day)
        if self.every == "WEEKLY":
            weeks = (self._week_of(day) - self._week_of(self.first)).days // 7
            return weeks % self.interval == 0 and (self._weekday_fits(day) if self.days else day.weekday() == self.first.weekday())
        if self.every == "MONTHLY":
            months = (day.year - self.first.year) * 12 + day.month - self.first.month
            return months % self.interval == 0 and day.day in self._days_of_month(day.year, day.month)
        return (day.year - self.first.year) % self.interval == 0 and day.month in (self.months or (self.first.month,)) and day.day in self._days_of_year(day)

    def days_to_count(self, begin, last):
        """How many days occurrences() looks at: with a COUNT all from the first, else those asked for."""
        return max((last - (self.first if self.count is not None else max(begin, self.first))).days + 1, 0)

    def occurrences(self, begin, last):
        """The days of the rule from `begin` to `last`."""
        if self.count is None:
            return [day for day in _each(max(begin, self.first), last) if self.falls_on(day)]
        found = islice((day for day in _each(self.first, last) if self.falls_on(day)), self.count)
        return [day for day in found if day >= begin]

    def _weekday_fits(self, day):
        return not self.days or any(weekday == day.weekday() for _ordinal, weekday in self.days)

    def _month_day_fits(self, day):
        return not self.month_days or day.day in self.month_days or day.day - monthrange(day.year, day.month)[1] - 1 in self.month_days

    def _week_of(self, day):
        return day - timedelta(days=(day.weekday() - self.week_starts) % 7)

    def _days_of_year(self, day):
        """Days of this month in a yearly rule."""
        return self._days_of_month(day.year, day.month)

    def _days_of_month(self, year, month):
        if (year, month) not in self._months:
            self._months[year, month] = self._worked_out(year, month)
        return self._months[year, month]

    def _worked_out(self, year, month):
        begins_on, length = monthrange(year, month)
        if not self.days and not self.month_days:
            found = {self.first.day} if self.first.day <= length else set()
        else:
            found = set(range(1, length + 1))
            if self.month_days:
                found &= {number if number > 0 else length + 1 + number for number in self.month_days}
            if self.days:
                found &= {day for ordinal, weekday in self.days for day in _weekdays(begins_on, length, ordinal, weekday)}
        ordered = sorted(found)
        if not self.positions:
            return ordered
        return [ordered[place - 1 if place > 0 else place] for place in self.positions if 0 < abs(place) <= len(ordered)]


def _each(first, last):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _weekdays(begins_on, length, ordinal, weekday):
    days = range(1 + (weekday - begins_on) % 7, length + 1, 7)
    if not ordinal:
        return days
    return [days[ordinal - 1 if ordinal > 0 else ordinal]] if abs(ordinal) <= len(days) else []


def _day(text):
    found = _DAYS.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[1] or 0), WEEKDAYS.index(found[2])


def _numbers(text):
    if not text:
        return ()
    if not _NUMBERS.fullmatch(text):
        raise ValueError(text)
    return tuple(int(one) for one in _list(text))


def _list(text):
    found = text.split(",")
    if len(found) > LONGEST_LIST:
        raise ValueError("too long a list")
    return found
