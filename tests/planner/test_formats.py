"""Dates and sentences as either language writes them."""

from datetime import UTC, datetime

import pytest

from planner import formats


@pytest.fixture(params=["zh", "en"])
def language(app, request):
    with app.test_request_context("/", headers={"Accept-Language": request.param}):
        yield request.param


def test_sentences_have_a_space_between_them_in_english_alone(language):
    assert formats.sentences("A.", None, "", "B.") == {"en": "A. B.", "zh": "A.B."}[language]


def test_day_of_the_week_stands_in_brackets_in_chinese(language):
    when = datetime(2026, 12, 1, 18, 30)
    assert formats.day(when.date(), "weekday") == {"en": "Tuesday 1 December", "zh": "12月1日（星期二）"}[language]
    assert formats.day_and_time(when, "weekday") == {"en": "Tuesday 1 December 18:30", "zh": "12月1日（星期二）18:30"}[language]
    assert formats.day_and_time(when) == {"en": "1 Dec 2026 18:30", "zh": "2026年12月1日 18:30"}[language]


def test_short_moment_leaves_out_the_year_only_while_it_is_this_one(language, clock):
    this_year, last_year = datetime(2026, 11, 20, 2, 0, tzinfo=UTC), datetime(2025, 11, 20, 2, 0, tzinfo=UTC)

    assert formats.moment(this_year, "short") == {"en": "20 Nov 10:00", "zh": "11月20日 10:00"}[language]
    assert formats.moment(last_year, "short") == formats.moment(last_year) == {"en": "20 Nov 2025 10:00", "zh": "2025年11月20日 10:00"}[language]
