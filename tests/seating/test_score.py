"""Our count against the independent judge (score.py beside this file)."""
from hypothesis import given, settings
from hypothesis import strategies as st

from seating import Plan, score, write_plan, write_problem
from seating.compiled import Compiled
from seating.stages.flat import Flat
from seating.stages.search import Search

from . import rooms
from .score import judge

SEEDS = st.integers(0, 10**6)


@given(SEEDS, SEEDS)
@settings(max_examples=150, deadline=None)
def test_score_is_that_of_the_judge_on_random_plans(room, seats):
    problem = rooms.random_problem(room)
    plan = rooms.random_plan(problem, seats)
    ours, theirs = score(problem, plan), judge(write_problem(problem), write_plan(plan))
    assert (ours.hard, ours.cost) == (theirs["hard"], theirs["cost"])
    assert {t: list(v) for t, v in ours.terms.items()} == theirs["terms"]


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_score_is_that_of_the_judge_on_broken_plans(room):
    problem = rooms.random_problem(room)
    seats = dict(rooms.random_plan(problem, room).seats)
    first, second = problem.people[0].id, problem.people[1].id
    seats[first] = seats[second]
    seats["nobody"] = ("T1", 0)
    seats[problem.people[-1].id] = ("T9", 99)
    plan = Plan(seats=seats)
    ours, theirs = score(problem, plan), judge(write_problem(problem), write_plan(plan))
    assert (ours.hard, ours.cost) == (theirs["hard"], theirs["cost"])


def seated_by_number(compiled, plan):
    """The plan as the search has it: a person per seat."""
    at = [compiled.empty] * len(compiled.places)
    for name, place in plan.seats.items():
        at[compiled.seat_index[place]] = compiled.index[name]
    return at


@given(SEEDS, SEEDS)
@settings(max_examples=100, deadline=None)
def test_the_search_counts_what_the_score_counts(room, seats):
    problem = rooms.random_problem(room)
    compiled, plan = Compiled(problem), rooms.random_plan(problem, seats)
    truth = score(problem, plan)
    broken = sum(b.rule in ("apart", "together") for b in truth.breaches)
    found = compiled.full_cost(seated_by_number(compiled, plan)) - compiled.least
    assert found == truth.cost + broken * compiled.hard_points


@given(SEEDS, SEEDS)
@settings(max_examples=80, deadline=None)
def test_running_totals_of_the_search_equal_a_fresh_count(room, seats):
    import random
    problem = rooms.random_problem(room)
    compiled = Compiled(problem)
    at = seated_by_number(compiled, rooms.random_plan(problem, seats))
    search, rng = Search(Flat(compiled, at), 1), random.Random(seats)
    search.reset(compiled.full_cost(at))
    for _ in range(20):
        search.exchange(rng.randrange(len(at)), rng.randrange(len(at)))
    assert search.total() == compiled.full_cost(search.people_at())


def test_one_rival_at_the_table_costs_nothing_two_break_a_hard_rule():
    problem = rooms.two_rival_houses()
    seats = {"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T2", 0), "capulet": ("T2", 3)}
    assert score(problem, Plan(seats)).hard == 0
    together = score(problem, Plan({**seats, "capulet": ("T1", 1)}))
    assert [(b.rule, b.people) for b in together.breaches] == [("apart", ("montague", "capulet"))]
