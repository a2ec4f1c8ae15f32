"""Holidays of a country, and days that are better avoided: who keeps them, in which hours, and why.

Public holidays come from chinese-calendar (China) and holidays (elsewhere), days of the Chinese calendar from lunar-python, of the Islamic one
from hijridate (Umm al-Qura; the moon may be seen a day earlier or later). The rest is special_days.toml.
"""

import tomllib
from dataclasses import dataclass
from datetime import time, timedelta
from functools import lru_cache
from pathlib import Path

import holidays

from planner.days import working

HERE = Path(__file__).parent
HOME = "CN"
"""The country whose offices are ours."""


@dataclass(frozen=True)
class SpecialDay:
    """A day, or hours of it, that somebody keeps. `whose` are codes of countries and customs; `kinds` of items, none for all."""

    id: str
    titles: tuple
    sources: tuple
    reasons: tuple
    whose: frozenset
    found_by: dict
    begins: time = time()
    ends: time | None = None      # None is midnight
    kinds: frozenset = frozenset()

    def title(self, lang):
        return self.titles[lang != "zh"]

    def source(self, lang):
        return self.sources[lang != "zh"]

    def reason(self, lang):
        return self.reasons[lang != "zh"]

    def meets(self, begins, ends, kind):
        """Whether an item of `kind` between two wall times of one day touches its hours."""
        if self.kinds and kind not in self.kinds:
            return False
        return ends.time() > self.begins and (self.ends is None or begins.time() < self.ends) or ends.date() > begins.date() and self.ends is None


@lru_cache(maxsize=1)
def _file():
    return tomllib.loads((HERE / "special_days.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def all_special_days():
    return tuple(_read(row) for row in _file()["day"])


def _read(row):
    begins, ends = row.get("hours", ("00:00", "24:00"))
    pairs = ((row[name]["zh"], row[name]["en"]) for name in ("title", "source", "reason"))
    found_by = {name: row[name] for name in ("fixed", "lunar", "term", "hijri", "six_day", "weekday", "day_of_month") if name in row}
    return SpecialDay(row["id"], *pairs, frozenset(row["for"]), found_by, time.fromisoformat(begins),
                      None if ends == "24:00" else time.fromisoformat(ends), frozenset(row.get("kinds", ())))


def customs():
    """[(id, {"zh", "en"})] of what a reception can be told to keep in mind."""
    return [(row["id"], row["title"]) for row in _file()["custom"]]


def customs_of(country):
    """Ids of the customs usual for guests from a country: a suggestion, never a statement about a person."""
    return [row["id"] for row in _file()["custom"] if country in row["countries"]]


@lru_cache(maxsize=2048)
def special_days(day, whose):
    """The SpecialDays of a date for a frozenset of countries and customs, in the order of the file."""
    return tuple(one for one in all_special_days() if one.whose & whose and _falls_on(one.found_by, day))


def _falls_on(found_by, day):
    return all(_TESTS[name](day, value) for name, value in found_by.items())


def _lunar(day):
    from lunar_python import Solar  # 0.2 s to import, wanted only where the Chinese calendar is asked
    return Solar.fromYmd(day.year, day.month, day.day).getLunar()


def _is_lunar(day, wanted):
    if wanted == "last":  # the eve of the first day of the year
        following = _lunar(day + timedelta(days=1))
        return (following.getMonth(), following.getDay()) == (1, 1)
    lunar = _lunar(day)
    return f"{lunar.getMonth()}-{lunar.getDay()}" == wanted


def _is_hijri(day, wanted):
    from hijridate import Gregorian  # as above
    found = Gregorian(day.year, day.month, day.day).to_hijri()
    return wanted in (str(found.month), f"{found.month}-{found.day}")


_TESTS = {
    "fixed": lambda day, wanted: f"{day:%m-%d}" in ([wanted] if isinstance(wanted, str) else wanted),
    "lunar": _is_lunar,
    "term": lambda day, wanted: _lunar(day).getJieQi() == wanted,
    "hijri": _is_hijri,
    "six_day": lambda day, wanted: _lunar(day).getLiuYao() == wanted,
    "weekday": lambda day, wanted: day.isoweekday() == wanted,
    "day_of_month": lambda day, wanted: day.day == wanted,
}


# --- public holidays -----------------------------------------------------------------------------------------------------

@lru_cache(maxsize=256)
def _holidays(country, year):
    """{date: English name}; empty for a country the package does not know."""
    try:
        names = holidays.country_holidays(country, years=year, language="en_US")
    except NotImplementedError:
        return {}
    return dict(names)


@lru_cache(maxsize=1)
def _names():
    return tomllib.loads((HERE / "holiday_names.toml").read_text("utf-8"))


def holiday(country, day, lang):
    """The name of the public holiday in a country on a day, or "" when it is none.

    For China the name is in both languages; a holiday moved to another day by the yearly notice counts as it is worked.
    """
    name = _holidays(country, day.year).get(day, "")
    if not name:
        return ""
    if lang != "zh":
        return name.split("; ")[0]
    return _chinese_name(country, day) if country in ("CN", "HK", "MO", "TW") else _names().get(name.split("; ")[0].removesuffix(" (observed)"), name)


@lru_cache(maxsize=64)
def _chinese_holidays(country, year):
    for language in ("zh_CN", "zh_HK", "zh_TW", "zh_MO", None):
        if language in (None, *(getattr(holidays, country).supported_languages or ())):
            return dict(holidays.country_holidays(country, years=year, language=language))
    return {}


def _chinese_name(country, day):
    return _chinese_holidays(country, day.year).get(day, "").split("; ")[0]


@lru_cache(maxsize=8192)
def is_day_off(country, day):
    """Whether offices of a country are closed: its weekend or a public holiday, but not a make-up working day.

    China follows the State Council's notice; other countries the package holidays, Saturday and Sunday where it knows no country.
    """
    if country == HOME:
        return not working.is_working_day(day)
    calendar = _calendar(country)
    return day.weekday() in (5, 6) if calendar is None else not calendar.is_working_day(day)


@lru_cache(maxsize=64)
def _calendar(country):
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


@lru_cache(maxsize=256)
def open_days(countries):
    """A function that tells of a day whether the offices of all these countries (a frozenset of codes) are open."""
    return lambda day: not any(is_day_off(country, day) for country in countries)
