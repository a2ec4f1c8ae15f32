from datetime import date, datetime, time

import pytest

from planner.documents import wording


@pytest.mark.parametrize(("at", "words"), [
    (time(18, 30), "half past six o’clock"), (time(19, 0), "seven o’clock"), (time(12, 0), "noon"), (time(0, 0), "midnight"),
    (time(18, 45), "a quarter to seven"), (time(12, 45), "a quarter to one"), (time(18, 15), "a quarter past six"),
    (time(18, 20), "twenty minutes past six"), (time(23, 55), "five minutes to twelve"), (time(11, 40), "twenty minutes to twelve"),
])  # fmt: skip
def test_time_in_words(at, words):
    assert wording.time_in_words(at) == words


def test_date_of_an_english_card():
    assert wording.date_in_words(date(2026, 12, 8)) == "Tuesday, the eighth of December"
    assert wording.date_in_words(date(2027, 2, 22)) == "Monday, the twenty-second of February"


def test_date_with_weekday_in_both_languages():
    assert wording.date_with_weekday(date(2026, 12, 8), "zh") == "2026年12月8日（星期二）"
    assert wording.date_with_weekday(date(2026, 12, 8), "en") == "Tuesday, 8 December 2026"


@pytest.mark.parametrize(("number", "words"), [
    (0, "zero"), (21, "twenty-one"), (100, "one hundred"), (105, "one hundred and five"), (1_005, "one thousand and five"),
    (30_890, "thirty thousand eight hundred and ninety"), (1_000_000, "one million"), (2_000_000_001, "two thousand million and one"),
])  # fmt: skip
def test_number_words(number, words):
    assert wording.number_words(number) == words


@pytest.mark.parametrize(("number", "word"), [(1, "first"), (3, "third"), (12, "twelfth"), (20, "twentieth"), (21, "twenty-first"), (31, "thirty-first")])
def test_ordinal_words(number, word):
    assert wording.ordinal_words(number) == word


def test_total_in_words_of_the_form():
    assert wording.amount_in_words(3_089_000, "CNY", "zh") == "叁万零捌佰玖拾元整"
    assert wording.amount_in_words(3_089_005, "CNY", "en") == "thirty thousand eight hundred and ninety yuan and five fen"
    assert wording.amount_in_words(3_089_000, "EUR", "en") == ""


@pytest.mark.parametrize(("title", "said"), [
    ("Welcome banquet", "the welcome banquet"), ("a banquet", "a banquet"), ("The Gala", "The Gala"), ("BMW dinner", "the BMW dinner"), ("", "the "),
])  # fmt: skip
def test_occasion_gets_its_article(title, said):
    assert wording.with_article(title) == said


def test_span_of_an_item():
    assert wording.span(datetime(2026, 12, 8, 13, 30), datetime(2026, 12, 8, 15, 0)) == "13:30–15:00"
    assert wording.span(datetime(2026, 12, 8, 13, 30), None) == "13:30"
