"""More people than seats: who stays without one, why, and that every stated reason is so."""
import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from seating import HARD, Lock, Plan, Problem, Stop, Wish, solve, write_problem
from seating.__main__ import main
from seating.check_reasons import untrue_reasons
from seating.explain import explain, seat_sentence
from seating.rules import load_pack, load_rules
from seating.without_seat import bonds, claims, left_out

from . import rooms

PACK = load_pack("cn-corporate")


def full(people, *, seats=4, tables=1, wishes=(), locks=()):
    """People who count as much as their names say: ranks are given, all of the guest side unless they say otherwise."""
    made = tuple(rooms.table(t + 1, seats // tables) for t in range(tables))
    return Problem("full", tuple(people), made, wishes=tuple(wishes), locks=tuple(locks), weights=rooms.WEIGHTS)


def guests(count, **changes):
    """g1 the highest …; `changes` by name."""
    return [replace(rooms.person(f"g{i}", rank=i), **changes.get(f"g{i}", {})) for i in range(1, count + 1)]


def must(a, b, kind="together", scope="table"):
    return Wish(kind, (a, b), scope, HARD)


def test_the_lowest_stand_and_the_last_named_of_equals():
    assert left_out(full(guests(6))) == ("g5", "g6")
    equals = [rooms.person(f"e{i}", rank=3) for i in range(6)]
    assert left_out(full(equals)) == ("e4", "e5")
    assert left_out(full(guests(4))) == ()


def test_a_need_keeps_nobody_in_a_seat():
    assert left_out(full(guests(5, g5={"needs": ("accessible",)}))) == ("g5",)


@pytest.mark.parametrize("change", [{"role": "guest_of_honour"}, {"lock": True}])
def test_a_role_or_a_fixed_seat_is_kept(change):
    locks = (Lock("g5", "T1", 2),) if change.pop("lock", False) else ()
    problem = full(guests(5, g5=change), locks=locks)
    assert left_out(problem) == ("g4",)
    assert "g5" in solve(problem, stop=Stop(steps=0)).seats


def test_who_must_sit_with_somebody_seated_sits_too():
    assert left_out(full(guests(5), wishes=[must("g1", "g5")])) == ("g4",)
    assert left_out(full(guests(5), wishes=[Wish("together", ("g1", "g5"), "table", 240)])) == ("g5",)


def test_two_lowest_who_must_be_together_stand_together_or_sit_together():
    bound = [must("g5", "g6")]
    assert left_out(full(guests(6), wishes=bound)) == ("g5", "g6")
    assert left_out(full(guests(6), seats=5, wishes=bound)) == ("g4",)


def test_the_highest_left_out_is_as_low_as_can_be():
    pairs = [must("g1", "g6"), must("g4", "g5"), must("g2", "g3")]
    assert left_out(full(guests(6), wishes=pairs)) == ("g4", "g5")


def test_the_first_interpreter_of_somebody_seated_sits_and_the_second_does_not():
    people = guests(4) + [rooms.person(n, "host", 9, role="interpreter", interprets_for=p)
                          for n, p in (("first", "g1"), ("second", "g1"), ("other", "g4"))]
    assert set(left_out(full(people))) == {"g4", "second", "other"}


def test_a_partner_counts_behind_the_partner():
    assert left_out(full(guests(5, g5={"partner": "g2"}))) == ("g4",)
    assert left_out(full(guests(5, g5={"partner": "g4"}))) == ("g5",)


def test_of_two_who_must_not_share_the_only_table_the_lower_stands():
    apart = [must("g1", "g2", "apart")]
    assert left_out(full(guests(5), wishes=apart)) == ("g2",)
    assert left_out(full(guests(5), tables=2, wishes=apart)) == ("g5",)


def test_a_large_circle_of_bound_people_is_broken_at_its_lowest():
    names = [f"g{i}" for i in range(1, 15)]
    problem = full(guests(15), seats=14, wishes=[must(a, b) for a, b in zip(names, names[1:])])
    assert left_out(problem) == ("g15",)
    assert left_out(problem, 10) == ("g11", "g12", "g13", "g14", "g15")


@given(st.integers(0, 10**6), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_the_choice_is_the_best_of_all_choices(seed, too_many):
    problem = rooms.random_problem(seed)
    seats = max(0, len(problem.people) - too_many)
    out = left_out(problem, seats)
    keeps = {lock.person for lock in problem.locks} | {p.id for p in problem.people if p.role in ("host", "guest_of_honour")}
    free = [p.id for p in problem.people if p.id not in keeps]
    claim, (together, apart) = claims(problem), bonds(problem)

    def key(people):
        broken = sum((a in people) != (b in people) for a, b in together)
        return broken + sum(a not in people and b not in people for a, b in apart), sorted((claim[p] for p in people), reverse=True)

    assert len(out) == len(set(out)) == min(len(problem.people) - seats, len(free))
    if len(free) <= 12:
        assert key(out) == min(map(key, combinations(free, len(out))))


def crowded(seed):
    """A random room that lost its last table, without plans for that table."""
    problem = rooms.random_problem(seed)
    if len(problem.tables) < 2:
        return problem
    tables = problem.tables[:-1]
    known = {t.id for t in tables}
    return replace(problem, tables=tables, locks=tuple(k for k in problem.locks if k.table in known), previous=None)


@given(st.integers(0, 10**6))
@example(5854)  # a partner keeps the couple's rank though the other one has no seat
@settings(max_examples=80, deadline=None)
def test_everybody_without_a_seat_has_reasons_and_all_are_so(seed):
    problem = crowded(seed)
    plan = solve(problem, stop=Stop(steps=0))
    found = explain(problem, plan, PACK)
    assert untrue_reasons(problem, plan, found, load_rules()) == []
    standing = {p.id for p in problem.people} - set(plan.seats)
    assert len(standing) == max(0, len(problem.people) - problem.seat_count)
    for person in standing:
        assert found[person][0].kind == "unseated" and len(found[person]) > 1


def test_a_reason_that_is_not_so_is_caught():
    problem = full(guests(5))
    plan = solve(problem, stop=Stop(steps=0))
    swapped = Plan({("g5" if p == "g1" else p): place for p, place in plan.seats.items()})
    told = explain(problem, plan, PACK)["g5"]
    assert {w for _, r, w in untrue_reasons(problem, swapped, {"g5": told})} == {"about somebody who has a seat"}
    assert [(r.kind, w) for _, r, w in untrue_reasons(problem, swapped, {"g1": told})] == [("unseated_lowest", "not so in the plan")]
    assert [r.kind for r in explain(problem, swapped, PACK)["g1"]] == ["unseated"]


def test_the_sentence_names_who_is_lower_and_why_that_one_sits():
    people = guests(4, g2={"name": "王芳", "name_en": "Wang Fang"})
    people += [rooms.person("i", "host", 9, role="interpreter", interprets_for="g1", name_en="Ito")]
    problem = full(people)
    told = explain(problem, solve(problem, stop=Stop(steps=0)), PACK)["g4"]
    assert seat_sentence(told, "zh") == "没有座位：5人，只有4个座位（RM-01）；i位次较低，但作为译员随其所服务者留座（RM-04）；其余在座者位次均不低于本人（RM-01）。"
    assert seat_sentence(told, "en") == ("No seat: 5 people, 4 seats (RM-01); lower in precedence, but counts directly behind the person "
                                         "interpreted for: Ito (RM-04); nobody else with a seat is lower in precedence (RM-01).")


def test_solve_and_explain_say_it_on_the_command_line(tmp_path, capsys):
    room, plan = tmp_path / "room.json", tmp_path / "plan.json"
    room.write_text(json.dumps(write_problem(full(guests(5)))), encoding="utf-8")
    assert main(["solve", str(room), "-o", str(plan), "--steps", "10"]) == 3
    assert "g5: No seat: 5 people, 4 seats (RM-01)" in capsys.readouterr().err
    written = json.loads(Path(plan).read_text(encoding="utf-8"))["unseated"]
    assert list(written) == ["g5"] and written["g5"]["zh"].startswith("没有座位：5人") and written["g5"]["rules"] == ["RM-01", "RM-01"]
    assert main(["explain", str(room), str(plan)]) == 0
    told = json.loads(capsys.readouterr().out)["people"]["g5"]
    assert (told["place"], told["en"]) == (None, written["g5"]["en"])
    assert main(["explain", str(room), str(plan), "--text", "--lang", "zh"]) == 0
    assert "g5 [—]\n  没有座位：5人，只有4个座位 (RM-01)" in capsys.readouterr().out
