"""Tours of a day: small days with a known answer, judged minute by minute by the naive checker."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from planner.sites.paths import Leg, Site, Stop
from planner.tours.day import Companion, Day, Lock, Party, Reason, Visitor
from planner.tours.groups import reaches, told_languages
from planner.tours.solver import solve
from tests.planner.tours.naive_checker import clashes, faults

SITE = Site((Stop("gate", 5, 200, 9), Stop("hall", 10, 40, 2), Stop("shop", 10, 15), Stop("cell", 10, 15, is_magnetic=True)),
            (Leg("gate", "hall", 3), Leg("hall", "shop", 2), Leg("shop", "cell", 2), Leg("cell", "gate", 4)), "gate", "gate")
ANNA, BO = Companion("anna", ("zh", "en")), Companion("bo", ("zh", "en"))


def party(key="a", people=6, stops=("hall", "shop", "cell"), **fields):
    return Party(key, tuple(Visitor(f"{key}{n}") for n in range(people)), stops, **fields)


def day(*parties, guides=(ANNA, BO), **fields):
    return Day(SITE, parties, guides, **fields)


def checked(made):
    answer = solve(made)
    assert faults(made, answer.plan) == []
    return answer


def test_one_group_walks_the_shortest_round():
    answer = checked(day(party()))

    assert (answer.state, answer.plan.walking, answer.plan.waiting) == ("best", 11, 0)


def test_two_groups_go_different_ways_round():
    answer = checked(day(party(people=16, groups=2)))
    one, other = answer.plan.groups

    assert answer.state == "best" and one.guide != other.guide
    assert [v.stop for v in one.visits] != [v.stop for v in other.visits]


def test_the_same_day_gives_the_same_plan():
    made = day(party(people=14, groups=2), party("b", rivals=frozenset("a")), guides=(ANNA, BO, Companion("chen", ("zh",))))

    assert solve(made) == solve(made)


def test_who_keeps_off_magnets_is_led_another_way_with_as_few_as_may_be():
    people = (*(Visitor(f"v{n}") for n in range(7)), Visitor("pace", keeps_off=True))
    answer = checked(day(Party("a", people, ("hall", "shop", "cell"), groups=2)))

    assert [g.visitors for g in answer.plan.groups if g.left_out] == [("pace",)]
    assert [g.left_out for g in answer.plan.groups if g.left_out] == [(("cell", "magnetic"),)]


def test_languages_decide_groups_and_an_interpreter_comes_only_where_needed():
    people = tuple(Visitor(f"v{n}", ("de",) if n < 3 else ("zh",)) for n in range(8))
    made = replace(day(Party("a", people, ("hall",), groups=2)), interpreters=(Companion("ivo", ("en", "de")),))
    answer = checked(made)

    assert sorted((g.visitors, g.interpreter, g.languages) for g in answer.plan.groups) == [
        (("v0", "v1", "v2"), "ivo", ("de",)), (("v3", "v4", "v5", "v6", "v7"), "", ("zh",))]


def test_an_interpreter_without_a_language_of_the_guide_helps_nobody():
    german, guide = (Visitor("v", ("de",)),), Companion("g", ("zh",))

    assert told_languages(german, guide, Companion("i", ("fr", "de"))) is None
    assert told_languages(german, guide, Companion("i", ("zh", "de"))) == ("de",)
    assert not reaches((Visitor("v", ("en",)),), Companion("g", ("en",)), None, [Stop("s", languages=frozenset({"zh"}))])


def test_wishes_and_locks_hold():
    locks = (Lock("a", "member", 1, "a0"), Lock("a", "guide", 0, "bo"), Lock("a", "visit", 0, "shop", 600), Lock("a", "order", 0, ("cell", "shop")))
    checked(replace(day(party(people=10, groups=2, together=(("a1", "a2"),), apart=(("a3", "a4"),))), locks=locks))


def test_rivals_never_meet_and_a_planted_clash_is_seen():
    one, other = party(back_by=720), party("b", back_by=720, rivals=frozenset("a"))
    made = day(one, other)
    answer = checked(made)
    moved = [replace(g, visits=answer.plan.groups[0].visits, walks=answer.plan.groups[0].walks) if g.party == "b" else g for g in answer.plan.groups]

    assert clashes(made, moved)


def mixed(sides="AABB", rivals=(("A", "B"),), **fields):
    """A party of visitors of these sides, so that a rival is anybody of a side it must not meet."""
    return Party("a", tuple(Visitor(f"{side}{n}", side="" if side == "-" else side) for n, side in enumerate(sides)), ("hall", "shop", "cell"), rival_sides=rivals, **fields)


def by_side(answer):
    return {tuple(sorted({k[0] for k in g.visitors})): g for g in answer.plan.groups}


def test_rivals_inside_one_party_are_never_in_one_group_and_never_meet():
    made = day(mixed())
    answer = checked(made)
    one, other = answer.plan.groups
    together = [one, replace(other, visits=one.visits, walks=one.walks)]

    assert answer.state == "best" and set(by_side(answer)) == {("A",), ("B",)} and one.starts != other.starts
    assert {place for _a, _b, place in clashes(made, together)} >= {"gate", "hall", "gate–hall"}
    assert clashes(made, [replace(one, visitors=("A0", "B2"))]) == {("a", "a", "group")}


def test_who_is_nobodys_rival_comes_with_one_of_them_and_one_guide_is_enough():
    answer = checked(day(mixed("AB-", groups=3), guides=(ANNA, BO)))
    alone = checked(day(mixed("AB"), guides=(ANNA,)))

    assert len({g.starts for g in answer.plan.groups}) == 2 and by_side(answer)[("-",)].starts in {by_side(answer)[side].starts for side in (("A",), ("B",))}
    assert {g.guide for g in alone.plan.groups} == {"anna"}


def test_rivals_inside_a_party_keep_from_those_of_another_party_too():
    checked(day(mixed("AB", back_by=840), party("b", people=3, rivals=frozenset("a"), back_by=840)))


def test_parts_of_a_party_are_named_as_the_party_in_reasons_and_locks():
    impossible = solve(day(mixed("AABB", back_by=590)))
    first = solve(day(mixed("AABB"))).plan.groups[1]
    locked = checked(replace(day(mixed("AABB")), locks=(Lock("a", "start", 1, at=first.starts + 60), Lock("a", "guide", 1, "bo"))))

    assert (impossible.state, set(impossible.reasons)) == ("impossible", {Reason("rivals_within", ("a",)), Reason("window", ("a",))})
    assert (locked.plan.groups[1].starts, locked.plan.groups[1].guide) == (first.starts + 60, "bo")


@pytest.mark.parametrize("made, reasons", [
    (day(party(back_by=9 * 60 + 30)), {Reason("too_long", ("a",))}),
    (day(party(back_by=9 * 60 + 46)), {Reason("window", ("a",))}),
    (day(Party("a", (Visitor("v", ("fr",)),), ("hall",))), {Reason("no_language", ("a", "v"))}),
    (day(party(people=16, groups=1, largest_group=20)), {Reason("group_size", ("a", "shop"))}),
    (day(party(people=4, groups=2, together=(("a0", "a1"),), apart=(("a0", "a1"),))), {Reason("splitting", ("a",))}),
    (day(party(people=20, groups=2), guides=(ANNA,)), {Reason("splitting", ("a",))}),
    (day(mixed("AB", groups=1)), {Reason("splitting", ("a",)), Reason("rivals_within", ("a",))}),
    (day(mixed("AB", groups=3)), {Reason("splitting", ("a",))}),
    (day(party(back_by=590), party("b", back_by=590, rivals=frozenset("a"))), {Reason("rivals", ("a", "b")), Reason("window", ("a",)), Reason("window", ("b",))}),
    (day(party(back_by=620), party("b", back_by=620), guides=(ANNA,)),
     {Reason("guides", ("a",)), Reason("guides", ("b",)), Reason("window", ("a",)), Reason("window", ("b",))}),
    (replace(day(party()), guides=(replace(ANNA, starts=600, ends=620),)), {Reason("guides", ("a",)), Reason("companion", ("anna",))}),
    (replace(day(party(earliest=500)), locks=(Lock("a", "start", at=541), Lock("a", "visit", 0, "hall", 544))), {Reason("lock", ("a", 0, "start")), Reason("lock", ("a", 0, "visit"))}),
], ids=("too long", "window", "language", "size", "wishes", "too few guides", "rivals in one group", "more groups than people", "rivals", "one guide", "hours", "locks"))
def test_an_impossible_day_names_a_smallest_set_of_reasons(made, reasons):
    answer = solve(made)

    assert (answer.state, set(answer.reasons), answer.is_smallest) == ("impossible", reasons, True)


def test_stopping_keeps_the_best_so_far_and_progress_is_told():
    told = []
    answer = solve(day(party(people=12, groups=2)), progress=lambda cost, bound: told.append((cost, bound)))
    stopped = solve(day(party(people=12, groups=2)), stop=lambda: True)

    assert told[-1] == (answer.plan.cost, answer.plan.bound)
    assert stopped.was_stopped and stopped.state in ("unknown", "good", "best")


def test_keys_that_name_nothing_are_refused():
    with pytest.raises(ValueError):
        solve(day(party(stops=("moon",))))


def test_the_solver_knows_neither_web_nor_database():
    folder = Path(__file__).parents[3] / "planner"
    files = [folder / "sites/paths.py", *(folder / "tours" / f"{n}.py" for n in ("day", "groups", "presence", "search", "timetable", "placing", "companions", "parting", "reasons", "solver"))]
    used = {n.module if isinstance(n, ast.ImportFrom) else a.name for f in files for n in ast.walk(ast.parse(f.read_text()))
            if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    own = {"planner.sites.paths", "planner.tours", *(f"planner.tours.{f.stem}" for f in files)}

    assert used - own == {"ast", "collections", "concurrent.futures", "dataclasses", "functools", "math", "networkx", "ortools.sat.python", "threading"} - {"ast"}
