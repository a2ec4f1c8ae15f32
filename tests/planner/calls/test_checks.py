"""What is wrong with a day of calls, each rule by the smallest case that breaks it and the smallest that does not."""

import pytest

from planner.calls import rulebook
from planner.calls.checks import Found, Timed, conflicts, standing


def codes(*calls):
    return [(one.key, one.code, one.minutes) for one in conflicts(calls)]


@pytest.mark.parametrize(("call", "expected"), [
    (Timed(1, 480, 45), []), (Timed(1, 479, 45), [(1, "outside_hours", 0)]),
    (Timed(1, 945, 45), []), (Timed(1, 946, 45), [(1, "outside_hours", 0)]),
    (Timed(1, 540, 30), []), (Timed(1, 540, 29), [(1, "too_short", 1)]),
    (Timed(1, 540, 60), []), (Timed(1, 540, 61), [(1, "too_long", 1)]),
    (Timed(1, 540, 45, (540, 585)), []), (Timed(1, 539, 45, (540, 585)), [(1, "outside_window", 0)]), (Timed(1, 541, 45, (540, 585)), [(1, "outside_window", 0)]),
    (Timed(1, None, 45), [(1, "no_time", 0)]), (Timed(1, 540, 45, ready=False), [(1, "not_ready", 0)]),
])
def test_a_call_alone(call, expected):
    assert codes(call) == expected


@pytest.mark.parametrize(("second", "expected"), [
    (Timed(2, 625, 45, travel=30), []), (Timed(2, 624, 45, travel=30), [(2, "not_early", 9)]), (Timed(2, 615, 45, travel=30), [(2, "not_early", 0)]),
    (Timed(2, 614, 45, travel=30), [(2, "no_way", 1)]), (Timed(2, 585, 45, travel=0), [(2, "not_early", 0)]), (Timed(2, 584, 45, travel=0), [(2, "overlap", 1)]),
    (Timed(2, 700, 45, travel=30, is_guess=True), [(2, "way_unknown", 30)]),
])
def test_a_call_after_another(second, expected):
    assert codes(Timed(1, 540, 45), second) == expected


def test_a_short_call_inside_a_long_one_does_not_hide_it():
    found = conflicts([Timed(1, 540, 60), Timed(2, 545, 30), Timed(3, 590, 30)])

    assert [(one.key, one.code, one.other) for one in found] == [(2, "overlap", 1), (3, "overlap", 1)]


def test_overlap_is_bad_and_a_guess_is_not():
    assert Found(1, "overlap", "travel").is_bad and not Found(1, "way_unknown", "travel").is_bad


@pytest.mark.parametrize(("planned", "arrived", "now", "expected"), [
    ((540, 585), 530, 530, "early"), ((540, 585), 531, 531, "on_time"), ((540, 585), 540, 540, "on_time"), ((540, 585), 541, 541, "late"),
    ((540, 585), None, 585, "waiting"), ((540, 585), None, 586, "missed"), (None, None, 2000, "waiting"), (None, 500, 500, "unplanned"),
])
def test_signed_in_against_planned(planned, arrived, now, expected):
    assert standing(planned, arrived, now) == expected


def test_every_rule_says_its_title_source_and_reason_in_both_languages():
    rules = rulebook.rules()
    told = [rules[name] for name in ("hours", "early", "stay", "travel", "sign_in", "district", "prepared")] + rules["donts"] + rules["follow_up"] + rules["problem_steps"]

    assert len(rules["donts"]) == 3 and [rule["days"] for rule in rules["follow_up"]] == [3, 10, 30]
    assert [one["id"] for one in told if not all((*one["source"].values(), *one["title"].values(), *one["reason"].values())) or not set(one["title"]) == set(one["source"]) == {"zh", "en"}] == []
    assert list(rulebook.by_code("kinds")) == ["A", "B", "C"] and list(rulebook.by_code("results")) == list("ABCDE")
    assert tuple(rulebook.by_code("ratings")) == rulebook.RATINGS
