"""The words of invitations: occasions as data, a fixed list of fields, and what is looked at before they leave."""

from datetime import date

import pytest

from planner.invitations import phrases, proofreading

DAY = date(2026, 12, 8)


def test_every_occasion_is_written_in_both_languages_with_known_fields_and_passes_its_own_check():
    for occasion in phrases.occasions().values():
        for (piece, lang), text in occasion.pieces.items():
            assert phrases.unknown_fields(text) == [], (occasion.id, piece, lang)
            assert proofreading.words_found(text, piece, lang) == [] or piece == "opening", (occasion.id, piece, lang)
            assert proofreading.days_found(text, lang, on=DAY) == []
            assert text or piece == "opening"
        assert len(occasion.pieces["card", "en"].splitlines()) <= phrases.MOST_LINES


@pytest.mark.parametrize(("title", "expected"), [
    ("欢迎晚宴", "welcome"), ("答谢午宴", "thanks"), ("中秋联谊晚宴", "festival"), ("签约仪式", "signing"), ("Farewell dinner", "farewell"),
    ("二十周年庆典", "anniversary"), ("新厂落成典礼", "opening"), ("商务晚宴", "general")])
def test_title_says_the_occasion(title, expected):
    assert phrases.guessed(title, "") == expected


@pytest.mark.parametrize(("text", "unknown"), [
    ("{guest} at {time}", []), ("{guest.name}", ["{guest.name}"]), ("{0}", ["{0}"]), ("{{ 7*7 }}", ["{ 7*7 }"]), ("{guest!r}", ["{guest!r}"]),
    ("{GUEST}", ["{GUEST}"]), ("{password}", ["{password}"]), ("a } b", ["}"]), ("{", ["{"]), ("{% if %}", ["{% if %}"])])
def test_only_fields_of_the_list_may_stand_in_braces(text, unknown):
    assert phrases.unknown_fields(text) == unknown


def test_what_a_field_stands_for_is_not_looked_at_again():
    assert phrases.fill("Dear {guest}, {title}", {"guest": "{title}", "title": "dinner"}) == "Dear {title}, dinner"


def test_line_of_a_card_whose_field_is_empty_is_left_out():
    found = phrases.lines("{host}\n{guest}\nin honour of {honoured}\nat {title}", {"host": "Mr. Xu", "guest": "Mr. Li", "honoured": "", "title": "the dinner"})

    assert [(line.text, line.is_guest) for line in found] == [("Mr. Xu", False), ("Mr. Li", True), ("at the dinner", False)]


def test_empty_field_leaves_no_gap_in_a_sentence():
    assert phrases.fill("at {title} {in_honour} on {when}.", {"title": "the dinner", "in_honour": "", "when": "Monday"}) == "at the dinner on Monday."


@pytest.mark.parametrize(("piece", "lang", "text", "rule"), [
    ("card", "zh", "请准时出席", "punctual"), ("letter", "zh", "备有礼品", "gifts"), ("letter", "en", "a small gift awaits", "gifts"), ("card", "zh", "王小姐", "miss"),
    ("card", "en", "at 7 p.m", "abbreviation"), ("card", "en", "on Tues. next", "abbreviation"), ("card", "en", "we invite", "first_person"),
    ("card", "en", "at the dinner.\non Monday", "line_end")])
def test_words_that_do_not_belong_on_an_invitation_are_found(piece, lang, text, rule):
    assert [found.id for found, _written in proofreading.words_found(text, piece, lang)] == [rule]


@pytest.mark.parametrize(("piece", "lang", "text"), [
    ("letter", "en", "We look forward to it."), ("card", "en", "Mr. Xu\nat the Prince’s Hall"), ("card", "zh", "恭请光临"), ("card", "en", "requests the honour of the presence of")])
def test_words_that_belong_are_let_be(piece, lang, text):
    assert proofreading.words_found(text, piece, lang) == []


@pytest.mark.parametrize(("lang", "text", "found"), [
    ("zh", "12月8日（星期二）", []), ("zh", "12月8日（星期三）", ["weekday"]), ("zh", "12月8日周三", ["weekday"]), ("zh", "2026年12月9日（星期三）", ["other_day"]),
    ("zh", "2月30日", ["weekday"]), ("zh", "12月6日（星期日）", ["other_day"]), ("zh", "12月6日星期天", ["other_day"]), ("zh", "12月1日前赐复", []),
    ("en", "Tuesday, 8 December", []), ("en", "Wednesday, 8 December 2026", ["weekday"]), ("en", "on the 9th of December", ["other_day"]), ("en", "on Friday evening", ["weekday"]),
    ("en", "on Tuesday evening", [])])
def test_day_and_weekday_that_do_not_match_are_found(lang, text, found):
    assert [rule for rule, _written, _day in proofreading.days_found(text, lang, on=DAY, allowed={date(2026, 12, 1)})] == found


def test_every_rule_says_in_both_languages_what_why_and_whence():
    for rule in proofreading.rules().values():
        assert rule.weight in ("must", "should") and all((rule.title.zh, rule.title.en, rule.source.zh, rule.source.en, rule.reason.zh, rule.reason.en))
