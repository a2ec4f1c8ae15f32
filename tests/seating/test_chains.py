"""The best chain of moves against every chain there is, in small rooms."""

from dataclasses import replace
from itertools import combinations, product

import pytest

from seating import Plan, score
from seating.compiled import Compiled
from seating.explain.chains import Chains
from seating.live import LivePlan

from . import rooms
from .test_why_not import followed, houses


def every(problem, plan, person, place):
    """{length: key of the best change} over all chains of up to three exchanges that begin so."""
    c, places = Compiled(problem), [(t.id, s) for t in problem.tables for s in range(len(t.seats))]
    held = {*c.fixed_seats, *c.closed, places.index(place)}
    pairs = list(combinations([p for s, p in enumerate(places) if s not in held], 2))
    live = LivePlan(problem, plan)
    first, best = live.move(person, place), {}
    best[1] = first.key()
    for length in (2, 3):
        for chain in product(pairs, repeat=length - 1):
            change, done = first, 0
            for one, other in chain:
                a, b = (one, other) if live.person_at(one) else (other, one)
                if live.person_at(a):
                    change, done = change.then(live.move(live.person_at(a), b)), done + 1
            for _ in range(done):
                live.undo()
            if done == length - 1 and len(set(chain)) == done:
                best[length] = min(best.get(length, (10**9, 0)), change.key())
    return best


@pytest.mark.parametrize("seed", [3, 14, 21, 35])
def test_no_chain_is_better_than_the_one_found(seed):
    problem = rooms.random_problem(seed)
    tables = problem.tables[:1] + problem.tables[1:][-1:]
    places = [(t.id, s) for t in tables for s in range(len(t.seats))]
    people = tuple(replace(p, needs=()) for p in problem.people[:min(7, len(places))])
    problem = replace(problem, people=people, tables=tables, wishes=(), locks=(), previous=None)
    plan = Plan({p.id: place for p, place in zip(problem.people, places)})
    person, place = problem.people[-1].id, (problem.tables[0].id, 1)
    found, best = Chains(problem, plan).by_length(person, place), every(problem, plan, person, place)
    assert {len(chain): change.key() for chain, change in found} == best
    for chain, change in found:
        after = score(problem, followed(problem, plan, chain))
        assert (after.hard, after.cost) == (score(problem, plan).hard + change.hard, score(problem, plan).cost + change.cost)


def test_a_further_move_is_made_only_where_it_saves_enough():
    problem, plan = houses()
    free = replace(problem, people=tuple(replace(p, role=None) for p in problem.people))
    chains = Chains(free, plan)
    found = chains.by_length("capulet", ("T1", 2))
    costs = [(change.hard, change.cost + 10 * len(chain)) for chain, change in found]
    chain, change = chains.best("capulet", ("T1", 2))
    assert (change.hard, change.cost + 10 * len(chain)) == min(costs) and len(set(costs)) > 1
    assert chain[0].place == ("T1", 2) and score(free, followed(free, plan, chain)).hard == 0


def test_who_loses_the_seat_to_somebody_standing_moves_to_a_free_chair():
    problem, plan = houses()
    standing = replace(plan, seats={p: place for p, place in plan.seats.items() if p != "capulet"})
    chain, change = Chains(problem, standing).best("capulet", ("T2", 0))
    assert (chain[1].person, chain[1].old_place) == ("companion", None) and change.hard == -1
    seats = dict(standing.seats)
    for exchange in chain:
        seats[exchange.person] = exchange.place
        if exchange.other and exchange.old_place:
            seats[exchange.other] = exchange.old_place
    assert len(set(seats.values())) == 4 and score(problem, replace(standing, seats=seats)).hard == 0


def test_the_plan_stays_as_it_is():
    problem, plan = houses()
    chains = Chains(problem, plan)
    before = chains.live.plan
    assert chains.best("capulet", ("T1", 2)) == chains.best("capulet", ("T1", 2)) and chains.live.plan == before
