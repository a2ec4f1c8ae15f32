from dataclasses import replace

import pytest

from seating import Lock, Plan, Stop, load_problem, score, solve, status, write_plan
from seating.compiled import Compiled
from seating.conflicts import Conflict
from seating.stages.flat import Flat
from seating.stages.search import Search
from seating.status import status_sentences, with_status

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


def judged(problem, at, compiled):
    """The status of a plan given as a person per seat."""
    plan = Plan({compiled.person_ids[p]: compiled.places[s] for s, p in enumerate(at) if p != compiled.empty})
    found = score(problem, plan)
    return with_status(problem, replace(plan, cost=found.cost, hard=found.hard), compiled, at, False, Stop())


def test_nothing_is_claimed_of_a_plan_that_is_not_so():
    problem = rooms.random_problem(20)
    compiled = Compiled(problem)
    at = [compiled.empty] * len(compiled.places)
    for person, place in rooms.random_plan(problem, 20).seats.items():
        at[compiled.seat_index[place]] = compiled.index[person]
    search = Search(Flat(compiled, at), 0)
    search.reset(compiled.full_cost(at))
    while search.descend(0, search.free_count()):
        pass
    plan = judged(problem, search.people_at(), compiled)
    assert (plan.hard, plan.proved) == (0, ("no_exchange",))      # a table could be seated better
    first, second = (s for s, seat in enumerate(problem.tables[0].seats) if seat.honour in (4, 5))
    search.exchange(first, second)
    worse = judged(problem, search.people_at(), compiled)
    assert worse.cost > plan.cost and (worse.hard, worse.proved) == (0, ())


@pytest.mark.parametrize("conflict", [None, Conflict((), is_proved=False)])
def test_what_is_not_proved_impossible_is_not_called_so(conflict, monkeypatch):
    monkeypatch.setattr(status, "find_conflict", lambda problem: conflict)
    assert solve(rooms.impossible_room()).status == "best_found"


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
