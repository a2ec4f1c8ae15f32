from dataclasses import replace

from seating import Lock, Stop, load_problem, solve, write_plan
from seating.status import status_sentences

from . import rooms
from .test_solve import HERE


def test_one_table_is_proved_best():
    plan = solve(load_problem(HERE / "instances" / "one-table-10.json"))
    assert (plan.status, plan.bound, plan.proved, plan.conflict) == ("proved_best", 104, (), None)


def test_a_large_room_has_a_bound_and_proofs_about_exchanges_and_tables():
    problem = load_problem(HERE / "instances" / "banquet-60.json")
    plan = solve(problem, stop=Stop(steps=20_000))
    assert (plan.status, plan.proved) == ("best_found", ("no_exchange", "table_order"))
    assert 0 < plan.bound < plan.cost
    assert status_sentences(problem, plan, "en") == [
        "The best plan found.", f"Proved: no plan costs less than {plan.bound} points.",
        "Proved: no exchange of two people who may move is better.", "Proved: with its head kept, no table could seat its people better."]


def test_a_bound_that_is_reached_proves_the_plan():
    people = (rooms.person("host", "host", 1, role="host"), rooms.person("first", rank=1, role="guest_of_honour"),
              rooms.person("h2", "host", 2), rooms.person("g2", rank=3))
    problem = rooms.Problem("two pairs", people, (rooms.table(1, 2), rooms.table(2, 2)), weights=rooms.WEIGHTS)
    plan = solve(problem)
    assert (plan.status, plan.bound) == ("proved_best", plan.cost)


def test_the_impossible_room_names_the_triangle():
    problem = rooms.impossible_room()
    plan = solve(problem)
    assert (plan.status, plan.hard, plan.bound) == ("impossible", 1, None)
    assert write_plan(plan)["conflict"] == {"is_proved": True, "is_minimal": True, "demands": [
        {"kind": "apart", "people": list(pair), "detail": "table"} for pair in (("a", "b"), ("b", "c"), ("a", "c"))]}
    assert status_sentences(problem, plan, "zh") == ["必须遵守的规则不能同时满足；这是违反最少的方案。",
                                                     "以下要求不能同时满足：a与b必须分桌；b与c必须分桌；a与c必须分桌。"]


def test_one_seat_locked_for_two_is_impossible():
    room = rooms.two_rival_houses()
    plan = solve(replace(room, locks=(Lock("companion", "T1", 0),)))
    assert plan.status == "impossible" and {d.kind for d in plan.conflict.demands} == {"lock", "role"}


def test_a_stopped_search_says_so_and_claims_no_more():
    problem = load_problem(HERE / "instances" / "banquet-60.json")
    plan = solve(problem, stop=Stop(steps=50_000), on_progress=lambda *_: False)
    assert (plan.status, plan.proved) == ("stopped", ()) and plan.bound > 0
    assert status_sentences(problem, plan, "zh")[0] == "已中止，这是中止前找到的最好方案。"
