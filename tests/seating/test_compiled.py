"""Hard rules win over every cost that a file may ask for, and no sum outgrows the integers of the search."""
from dataclasses import replace
from itertools import permutations

import pytest

from seating import HARD, InvalidProblem, Plan, Problem, Stop, Wish, score, solve
from seating.compiled import Compiled
from seating.files import RANK_LIMIT, WEIGHT_LIMIT
from seating.model import WEIGHTS

from . import rooms

MOST = dict.fromkeys(WEIGHTS, WEIGHT_LIMIT)


def banquet(count=24, tables=3, wishes=(), **changes):
    """Ranks from the highest to the lowest that a file may name, everything weighed as heavily as it may be."""
    people = tuple(rooms.person(f"p{i}", "host" if i % 2 else "guest", 1 + i * (RANK_LIMIT - 1) // (count - 1)) for i in range(count))
    made = tuple(rooms.table(t + 1, count // tables, features={count // tables - 1: ["accessible"]}) for t in range(tables))
    return replace(Problem("extreme", people, made, wishes=wishes, weights=MOST), **changes)


def test_hard_wishes_of_the_lowest_and_highest_are_kept_at_extreme_weights():
    wishes = (Wish("together", ("p0", "p23"), "beside", HARD), Wish("apart", ("p1", "p2"), "table", HARD),
              Wish("together", ("p3", "p22"), "table", HARD), Wish("apart", ("p4", "p5"), "beside", HARD))
    plan = solve(banquet(wishes=wishes), stop=Stop(steps=20_000))
    assert plan.hard == 0
    assert plan.cost == score(banquet(wishes=wishes), plan).cost


def test_a_hard_wish_costs_more_than_the_dearest_plan_saves():
    problem = banquet(wishes=(Wish("together", ("p0", "p23"), "beside", HARD),))
    compiled, order = Compiled(problem), list(range(24))
    dear, cheap = (compiled.full_cost(at) for at in (order[::-1], order))
    assert 10**8 < abs(dear - cheap) < compiled.hard_points


def test_needs_are_met_at_extreme_weights():
    made = banquet()
    needy = {"p1", "p3", "p20"}
    problem = replace(made, people=tuple(replace(p, needs=("accessible",) if p.id in needy else ()) for p in made.people))
    assert solve(problem, stop=Stop(steps=0)).hard == 0


def test_one_table_is_proven_at_extreme_weights_and_right():
    problem = banquet(6, 1, wishes=(Wish("apart", ("p0", "p1"), "beside", HARD), Wish("together", ("p0", "p5"), "beside", HARD)))
    plan = solve(problem, stop=Stop(steps=500))
    names = [p.id for p in problem.people]
    best = min(score(problem, Plan(dict(zip(order, [("T1", s) for s in range(6)])))).key() for order in permutations(names))
    assert ((plan.hard, plan.cost), plan.status) == (best, "proved_best")


def test_sums_that_could_not_be_counted_are_refused_in_words():
    wishes = tuple(Wish("apart", (f"p{i}", f"p{i + 1}"), "beside", HARD) for i in range(300))
    problem = banquet(2_000, 40, wishes=wishes)
    with pytest.raises(InvalidProblem, match="weights: are too large"):
        solve(problem, stop=Stop(steps=0))
