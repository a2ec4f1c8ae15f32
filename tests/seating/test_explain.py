"""No reason is untrue, and what a change would do is the difference of two counts."""
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seating import Plan, Stop, load_problem, score, solve
from seating.check_reasons import untrue_reasons
from seating.explain import breach_sentences, compare, explain, seat_sentence, shortcomings, term_sentences, what_if
from seating.explain.phrases import points
from seating.live import LivePlan
from seating.rules import load_pack, load_rules

from . import rooms

HERE = Path(__file__).parent
PACK = load_pack("cn-corporate")


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_no_reason_is_untrue(room, seats):
    problem = rooms.random_problem(room)
    plan = rooms.random_plan(problem, seats)
    found = explain(problem, plan, PACK)
    assert set(found) == set(plan.seats)
    assert untrue_reasons(problem, plan, found, load_rules()) == []
    for reasons in found.values():
        assert reasons, "every seat has a reason"
        assert all(r.zh and r.en for r in reasons)


@pytest.mark.parametrize("name", ["one-table-10", "two-hosts-16", "banquet-60", "banquet-120"])
def test_no_reason_for_a_published_room_is_untrue(name):
    problem = load_problem(HERE / "instances" / f"{name}.json")
    plan = solve(problem, stop=Stop(steps=20_000))
    assert untrue_reasons(problem, plan, explain(problem, plan, PACK), load_rules()) == []


def test_one_sentence_for_a_seat_names_rule_after_rule():
    people = (rooms.person("host", "host", 1, role="host", languages=("zh",)), rooms.person("Krause", rank=1, role="guest_of_honour",
              languages=("de",)), rooms.person("Deng", "host", 2, languages=("zh", "de")), rooms.person("third", languages=("zh",)))
    problem = rooms.Problem("four", people, (rooms.table(1, 4),), weights=rooms.WEIGHTS)
    reasons = explain(problem, Plan({"host": ("T1", 0), "Krause": ("T1", 3), "Deng": ("T1", 2), "third": ("T1", 1)}), PACK)["Krause"]
    assert seat_sentence(reasons, "zh") == ("主宾，坐主人右手（CN-10）；身旁有主方host、Deng作陪（CN-12u）；"
                                            f"德语只有邻座Deng同席会说（{PACK.rule_of('language').id}）；礼宾次序第 1 级（共 2 级）：第 1 桌，本桌第 2 尊位（CN-50）。")
    assert seat_sentence(reasons, "en").startswith("Guest of honour, at the host's right hand (CN-10); beside host and Deng of the host side")
    assert seat_sentence([], "zh") == seat_sentence([], "en") == ""


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_what_if_is_the_difference_of_two_counts(room):
    problem = rooms.random_problem(room)
    plan = rooms.random_plan(problem, room)
    table = problem.tables[-1]
    found = what_if(problem, plan, problem.people[0].id, table.id, len(table.seats) - 1, PACK)
    before, after = score(problem, plan), score(problem, found.plan)
    assert found.plan.seats[problem.people[0].id] == (table.id, len(table.seats) - 1)
    assert (found.cost_change, found.hard_change) == (after.cost - before.cost, after.hard - before.hard)
    assert sum(points for _, _, points in found.terms.values()) == found.cost_change
    live = LivePlan(problem, plan)
    assert what_if(problem, live, problem.people[0].id, table.id, len(table.seats) - 1) == found
    assert live.plan.seats == plan.seats


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_every_breach_has_a_sentence(room):
    problem = rooms.random_problem(room)
    plan = Plan(seats=dict(list(rooms.random_plan(problem, room).seats.items())[1:]))
    for lang in ("zh", "en"):
        assert len(breach_sentences(problem, plan, lang)) == score(problem, plan).hard


def test_exchanging_rivals_says_which_rule_breaks():
    problem = rooms.two_rival_houses()
    plan = Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T1", 1), "capulet": ("T2", 3)})
    found = what_if(problem, plan, "capulet", "T1", 2)
    assert found.hard_change == 1
    assert found.sentences("en")[0] == ("Breaks a hard rule: montague and capulet must not share a table, but do")


def test_shortcomings_name_the_people():
    problem = rooms.two_rival_houses()
    plan = Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T1", 1), "capulet": ("T2", 3)})
    said = {r.en for r in shortcomings(problem, plan, PACK)}
    assert said == {"Table 2 has guests, but nobody of the host side in its head seat",
                    "Capulet has nobody of the host side beside",
                    "Companion and host of one side sit side by side"}


def test_nothing_of_no_weight_and_no_broken_hard_wish_is_a_shortcoming():
    problem = rooms.two_rival_houses()
    plan = Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T1", 1), "capulet": ("T1", 2)})
    assert "apart_together" not in {r.kind for r in shortcomings(problem, plan, PACK)}
    assert shortcomings(replace(problem, weights={}), plan, PACK) == []


def test_terms_are_said_the_worst_first():
    said = list(term_sentences({"gender": (2, 1, -3), "interleave": (0, 1, 30), "unattended": (0, 1, 40)}, "en"))
    assert [s.split(" (")[1] for s in said] == ["+40 points)", "+30 points)", "-3 points)"]


@pytest.mark.parametrize("number, zh, en", [(5, "多扣 5 分", "+5 points"), (-1, "少扣 1 分", "-1 point")])
def test_points_are_said_as_taken_off_or_given_back(number, zh, en):
    assert (points(number, "zh"), points(number, "en")) == (zh, en)


def test_a_rule_that_was_broken_before_is_not_said_again():
    problem = rooms.two_rival_houses()
    before = Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T1", 1), "capulet": ("T1", 2)})
    after = Plan({**before.seats, "companion": ("T2", 0)})
    found = compare(problem, before, after)
    assert found.hard_change == 0 and not any("hard rule" in s for s in found.en)


def test_a_second_host_who_does_not_face_the_host_is_not_said_to():
    people = (rooms.person("host", "host", 1, role="host"), rooms.person("second", "host", 2, role="second_host"))
    problem = rooms.Problem("eight", people, (replace(rooms.table(1, 8, second_host=True), second_head=2),), weights=rooms.WEIGHTS)
    reasons = explain(problem, Plan({"host": ("T1", 0), "second": ("T1", 2)}), PACK)
    assert reasons["second"][0].en == "Second host, in the second host's seat"
