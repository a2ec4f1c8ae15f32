"""How dates, times and counts are written in either language."""

import secrets
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import current_app

from planner import clock
from planner.i18n import LOCALES, current_language


def _locale():
    return LOCALES[current_language()]


def day(value, style="medium"):
    """8 Dec 2026 / 2026年12月8日; with style "weekday" the day of the week instead of the year: Tuesday 8 December / 12月8日（星期二）."""
    return "" if value is None else _day(value, style, current_language())


DAY_PATTERNS = {"zh": {"weekday": "M月d日（EEEE）", "short": "M月d日", "medium": "y年M月d日"},
                "en": {"weekday": "EEEE d MMMM", "short": "d MMM", "medium": "d MMM y"}}


@lru_cache(maxsize=4096)
def _day(value, style, language):
    """A page writes the same few days again and again, and reading a pattern takes long."""
    return format_date(value, DAY_PATTERNS[language][style], locale=LOCALES[language])


def clock_time(value):
    """18:30."""
    return "" if value is None else f"{value:%H:%M}"


def day_and_time(value, style="medium"):
    """A wall time with its date; in Chinese the day of the week in brackets needs no space behind it."""
    date = day(value, style)
    return f"{date}{'' if date.endswith('）') else ' '}{clock_time(value)}".strip()


def days(first, last):
    """A stay: 8–9 Dec 2026 / 2026年12月8日至9日."""
    if first == last:
        return day(first)
    zh = current_language() == "zh"
    if (first.year, first.month) == (last.year, last.month):
        return f"{day(first)}至{last.day}日" if zh else f"{first.day}–{day(last)}"
    return f"{day(first)}至{day(last)}" if zh else f"{day(first)} – {day(last)}"


MOMENT_PATTERNS = {"zh": {"full": "y年M月d日 HH:mm", "short": "M月d日 HH:mm"}, "en": {"full": "d MMM y HH:mm", "short": "d MMM HH:mm"}}


def moment(value, style="full"):
    """A past moment (UTC) on the wall of the installation's zone; with style "short" without the year, if it is this one."""
    if value is None:
        return ""
    zone = ZoneInfo(current_app.extensions["settings"].time_zone)
    there = value.astimezone(zone)
    if there.year != clock.now().astimezone(zone).year:
        style = "full"
    return format_datetime(there, MOMENT_PATTERNS[current_language()][style], locale=_locale())


def sentences(*texts):
    """Sentences one after another: with a space between them in English, without in Chinese; empty ones are left out."""
    return ("" if current_language() == "zh" else " ").join(str(t) for t in texts if t)


def listed(texts):
    """A、B、C / A, B, C."""
    return ("、" if current_language() == "zh" else ", ").join(str(t) for t in texts)


def listed_names(rows):
    """The names of these rows in the reader's language, as listed() writes them."""
    return listed(row.name(current_language()) for row in rows)


def new_key():
    """A fresh idempotency key for a form."""
    return secrets.token_urlsafe(16)


GLOBALS = {"day": day, "clock_time": clock_time, "day_and_time": day_and_time, "days": days, "moment": moment, "sentences": sentences, "listed": listed, "listed_names": listed_names,
           "new_key": new_key}
