import sys
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from seating import HARD, Lock, Plan, Wish, score, solve
from seating.explain import why_not
from seating.explain.why_not import Exchange
from seating.live import LivePlan

from . import rooms


def houses():
    problem = rooms.two_rival_houses()
    return problem, Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T2", 0), "capulet": ("T2", 3)})


def followed(problem, plan, chain):
    """The plan after the chain, made by hand."""
    seats = dict(plan.seats)
    for exchange in chain:
        other = next((p for p, place in seats.items() if place == exchange.place), None)
        old = seats.get(exchange.person)
        assert (other, old) == (exchange.other, exchange.old_place)
        seats[exchange.person] = exchange.place
        if other and old:
            seats[other] = old
    return replace(plan, seats=seats)


def test_a_separation_stands_against_it_and_another_move_helps():
    problem, plan = houses()
    found = why_not(problem, plan, "capulet", ("T1", 2), tolerance_points=2000)
    assert [(b.rule, b.people) for b in found.change.broken] == [("apart", ("montague", "capulet"))]
    assert found.chain == () and not found.is_acceptable          # montague is held in the seat of honour
    assert found.en[-1] == ("No chain of at most 3 moves was found that makes it acceptable: a hard rule stays broken.")
    free = replace(problem, people=tuple(replace(p, role=None) if p.id == "montague" else p for p in problem.people))
    found = why_not(free, plan, "capulet", ("T1", 2), tolerance_points=2000)
    assert found.is_acceptable and 2 <= len(found.chain) <= 3
    assert score(free, followed(free, plan, found.chain)).hard == 0


def test_a_lock_is_never_moved_away():
    problem, plan = houses()
    locked = replace(problem, locks=(Lock("companion", "T2", 0),))
    found = why_not(locked, plan, "capulet", ("T2", 0), tolerance_points=10**6)
    assert [b.rule for b in found.change.broken] == ["lock"] and not found.is_acceptable


def test_where_somebody_sits_already():
    problem, plan = houses()
    found = why_not(problem, plan, "capulet", ("T2", 3))
    assert found.zh == ("capulet已坐在第 2 桌第 2 尊位。",) and found.is_acceptable


def test_one_move_alone_is_said_to_be_enough():
    problem, plan = houses()
    found = why_not(problem, plan, "companion", ("T2", 1), tolerance_points=10**6)
    assert len(found.chain) == 1 and found.en[-1] == "This move alone is acceptable."


def test_somebody_without_a_seat_takes_a_free_one():
    problem, plan = houses()
    standing = replace(plan, seats={p: place for p, place in plan.seats.items() if p != "capulet"})
    found = why_not(problem, standing, "capulet", ("T2", 1))
    assert found.change.hard == -1 and found.chain[0].old_place is None
    assert Exchange("capulet", ("T2", 0), "companion", None).sentence(problem, "en") == (
        "capulet takes place 1 in order of honour at table 2, and companion is left without a seat")


def test_of_chains_of_one_length_the_cheapest_is_taken_and_none_is_longer_than_allowed(monkeypatch):
    problem, plan = houses()
    free = replace(problem, people=tuple(replace(p, role=None) for p in problem.people))
    found = why_not(free, plan, "capulet", ("T1", 2), tolerance_points=2000)
    places, costs = [(t.id, s) for t in free.tables for s in range(4)], []
    for one, other in combinations([p for p in places if p != ("T1", 2)], 2):
        live = LivePlan(free, followed(free, plan, found.chain[:1]))
        person, place = (live.person_at(one), other) if live.person_at(one) else (live.person_at(other), one)
        if person and not live.move(person, place).broken and not live.hard:
            costs.append(live.cost)
    assert len(found.chain) == 2 and len(set(costs)) > 2
    assert score(free, followed(free, plan, found.chain)).cost == min(costs)
    monkeypatch.setattr(sys.modules["seating.explain.why_not"], "limit", lambda key: 1)
    assert why_not(free, plan, "capulet", ("T1", 2), tolerance_points=2000).chain == ()


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_what_is_said_of_a_chain_is_so(room):
    problem = rooms.random_problem(room)
    plan = rooms.random_plan(problem, room)
    table = problem.tables[-1]
    person = problem.people[room % len(problem.people)].id
    found = why_not(problem, plan, person, (table.id, 0), tolerance_points=30)
    before = score(problem, plan)
    if found.chain:
        after = score(problem, followed(problem, plan, found.chain))
        assert len(found.chain) <= 3
        assert (found.outcome.cost, found.outcome.hard) == (after.cost - before.cost, after.hard - before.hard)
        assert (after.hard < before.hard or after.cost - before.cost <= 30) and not [b for b in after.breaches if b not in before.breaches]
    assert (len(found.zh) == len(found.en)) and all(found.zh + found.en)


def test_the_interpreter_comes_along():
    people = (rooms.person("host", "host", 1, role="host"), rooms.person("guest", rank=1, role="guest_of_honour"),
              *(rooms.person(f"g{i}", rank=3) for i in range(6)), *(rooms.person(f"h{i}", "host", 4) for i in range(6)),
              rooms.person("delegate", rank=3), rooms.person("voice", "host", 5, interprets_for="delegate"))
    problem = rooms.Problem("two tables", people, (rooms.table(1, 8), rooms.table(2, 8)),
                            wishes=(Wish("together", ("delegate", "voice"), "table", HARD),), weights=rooms.WEIGHTS)
    plan = solve(problem)
    other = "T1" if plan.seats["delegate"][0] == "T2" else "T2"
    found = why_not(problem, plan, "delegate", (other, 3), tolerance_points=400)
    assert found.is_acceptable and "voice" in {p for e in found.chain for p in (e.person, e.other)}
