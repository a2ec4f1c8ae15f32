from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seating import Lock, Plan, Problem, Stop, Wish, bound, load_problem, score, solve
from seating.bound import floors, lower_bound
from seating.compiled import Compiled

from . import rooms


def small_problem(seed):
    """A random room of at most six people with every feature of the format."""
    for number in range(seed, seed + 1000):
        problem = rooms.random_problem(number)
        if len(problem.people) <= 6 and problem.seat_count <= 7:
            return problem
    raise AssertionError("no small room")


def cheapest(problem):
    """The least cost of a plan that breaks nothing, by trying every plan; None when there is none."""
    ids = [p.id for p in problem.people]
    places = [(t.id, s) for t in problem.tables for s in range(len(t.seats))]
    compiled, best = Compiled(problem), None
    fixed = {compiled.person_ids[p]: compiled.places[s] for p, s in compiled.fixed.items()}
    for order in permutations(places, len(ids)):
        seats = dict(zip(ids, order))
        if any(seats[p] != place for p, place in fixed.items()):
            continue
        found = score(problem, Plan(seats))
        if not found.hard and (best is None or found.cost < best):
            best = found.cost
    return best


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_no_plan_costs_less_than_the_bound(seed):
    problem = small_problem(seed)
    best = cheapest(problem)
    if best is not None:
        assert lower_bound(problem) <= best
        plan = solve(problem, stop=Stop(steps=2000))
        assert plan.hard or plan.bound <= best


def room(*people, seats=(4, 4), weights=None, **more):
    return Problem("room", people, tuple(rooms.table(i + 1, n) for i, n in enumerate(seats)), weights=weights or rooms.WEIGHTS, **more)


def guests(count, **more):
    return tuple(rooms.person(f"g{i}", **more) for i in range(count))


def hosts(count):
    return tuple(rooms.person(f"h{i}", "host") for i in range(count))


def test_each_floor_is_reached_in_the_smallest_room_that_costs_it(monkeypatch):
    def floor(term, problem):
        return floors(problem)[term]

    heads = {"table_host": 400}
    assert floor("places", room(*guests(5), weights=heads)) == 2 * 400
    assert floor("places", room(*guests(5), *hosts(2), weights=heads)) == 0
    assert floor("places", room(*guests(7), *hosts(1), weights=heads)) == 400
    assert floor("sides", room(*guests(4), seats=(4,))) == 4 * 30 + 4 * 40
    assert floor("sides", room(*guests(2), *hosts(2), seats=(4,))) == 0
    assert floor("gender", room(*guests(4, gender="f"), seats=(4,))) == 4 * 3
    assert floor("language", room(*guests(3), rooms.person("alone", languages=("de",)), seats=(4,))) == 60
    assert floor("group", room(*guests(10, groups=("A",)), seats=(3, 4, 4))) == 80
    assert floor("group", room(*guests(7, groups=("A",)), seats=(3, 4, 4))) == 0
    both = (Wish("apart", ("g0", "g1"), "table", 50), Wish("together", ("g0", "g1"), "beside", 70))
    assert floor("apart_together", room(*guests(3), wishes=both)) == 50
    fixed = room(*guests(3), locks=(Lock("g0", "T2", 1),), previous={"g0": ("T1", 0), "g1": ("T2", 1)},
                 weights={"moved": 5})
    assert floor("places", fixed) == 2 * 5
    monkeypatch.setattr(bound, "MOST_MATCHED", 0)          # the same by counting, as in large rooms
    assert floor("places", fixed) == 2 * 5


def test_people_fixed_far_from_the_main_table_are_a_floor_for_precedence():
    people, by_rank = (rooms.person("high", rank=1), rooms.person("low", rank=5)), {"precedence_table": 4, "precedence_seat": 2}
    assert floors(room(*people, weights=by_rank))["places"] == 0
    locked = room(*people, weights=by_rank, locks=(Lock("high", "T2", 1),))
    assert floors(locked)["places"] == cheapest(locked) > 0


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_the_matching_is_the_optimum_when_nobody_has_wishes_about_neighbours(seed):
    problem = small_problem(seed)
    alone = replace(problem, wishes=(), weights={"precedence_table": 4, "precedence_seat": 2, "moved": 5})
    best = cheapest(alone)
    assert best is None or floors(alone)["places"] == best


@pytest.mark.parametrize("name", ["banquet-60", "banquet-120"])
def test_the_bound_of_a_published_room_stays_below_its_best_known_cost(name):
    from .test_solve import HERE, REFERENCE
    assert 0 < lower_bound(load_problem(HERE / "instances" / f"{name}.json")) <= REFERENCE[name]
