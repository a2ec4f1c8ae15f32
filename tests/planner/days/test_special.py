"""Holidays here and there, and days better avoided."""

from datetime import date, datetime

import pytest

from planner.days import special


def ids(day, *whose):
    return [one.id for one in special.special_days(date.fromisoformat(day), frozenset(whose))]


@pytest.mark.parametrize("day, whose, expected", [
    ("2026-08-27", "CN", ["SD-01"]), ("2026-08-26", "CN", []), ("2026-08-27", "DE", []),
    ("2026-04-05", "CN", ["SD-02"]), ("2025-04-04", "CN", ["SD-02"]), ("2026-04-04", "CN", []),
    ("2026-02-16", "CN", ["SD-03"]), ("2025-01-28", "CN", ["SD-03"]), ("2026-12-13", "CN", ["SD-04"]),
    ("2026-09-18", "JP", ["SD-05"]), ("2026-02-18", "ramadan", ["SD-06"]), ("2026-03-19", "ramadan", ["SD-06"]),
    ("2026-02-17", "ramadan", []), ("2026-03-20", "ramadan", ["SD-07"]), ("2026-05-27", "ramadan", ["SD-08"]),
    ("2026-12-04", "friday_prayer", ["SD-09"]), ("2026-12-05", "friday_prayer", []), ("2026-12-05", "sabbath", ["SD-11"]),
    ("2026-11-13", "western_church_year", ["SD-15"]), ("2026-10-13", "western_church_year", []), ("2026-12-24", "western_church_year", ["SD-12"]),
    ("2026-08-15", "JP", ["SD-13"]), ("2027-01-02", "JP", ["SD-14"])])
def test_a_day_is_found_for_those_who_keep_it(day, whose, expected):
    assert ids(day, whose) == expected


@pytest.mark.parametrize("begins, ends, kind, meets", [
    ("12:00", "13:30", "banquet", True), ("19:00", "21:00", "banquet", False), ("18:30", "21:00", "banquet", True),
    ("12:00", "13:30", "talks", False), ("04:00", "04:30", "meal", False)])
def test_ramadan_concerns_meals_before_sunset(begins, ends, kind, meets):
    ramadan = next(one for one in special.all_special_days() if one.id == "SD-06")
    day = "2026-02-20T"
    assert ramadan.meets(datetime.fromisoformat(day + begins), datetime.fromisoformat(day + ends), kind) is meets


def test_an_evening_that_ends_after_midnight_meets_the_evening():
    friday = next(one for one in special.all_special_days() if one.id == "SD-10")
    assert friday.meets(datetime(2026, 12, 4, 20), datetime(2026, 12, 5, 1), "banquet")


@pytest.mark.parametrize("country, day, zh, en", [
    ("DE", "2026-10-03", "德国统一日", "German Unity Day"), ("DE", "2026-10-04", "", ""), ("CN", "2026-10-01", "国庆节", "National Day"),
    ("JP", "2026-04-29", "昭和日", "Showa Day"), ("XX", "2026-01-01", "", "")])
def test_public_holidays_have_names_in_both_languages(country, day, zh, en):
    day = date.fromisoformat(day)
    assert (special.holiday(country, day, "zh"), special.holiday(country, day, "en")) == (zh, en)


@pytest.mark.parametrize("country, day, off", [
    ("CN", "2026-02-14", False), ("CN", "2026-02-17", True), ("CN", "2026-11-22", True), ("DE", "2026-11-22", True), ("DE", "2026-11-23", False),
    ("SA", "2026-11-20", True), ("SA", "2026-11-22", False), ("DE", "2026-12-25", True), ("XX", "2026-11-21", True)])
def test_days_off_follow_each_countrys_weekend_and_make_up_days(country, day, off):
    assert special.is_day_off(country, date.fromisoformat(day)) is off


def test_customs_are_suggested_by_country_only():
    assert special.customs_of("SA") == ["ramadan", "friday_prayer"] and special.customs_of("CN") == []


def test_every_entry_is_complete_in_both_languages():
    known = {name for name, _title in special.customs()}
    for one in special.all_special_days():
        assert all(all(pair) for pair in (one.titles, one.sources, one.reasons)) and one.found_by
        assert all(len(whose) == 2 or whose in known for whose in one.whose), one.id
