"""What must not matter to a plan: the mirror, a table that nobody needs, the process it is made in; and brute force."""
import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seating import Plan, Problem, Stop, load_problem, score, solve
from seating.customs import with_customs
from seating.layouts import layout, order, round_table
from seating.model import Seat
from seating.rules import load_pack, pack_ids

from . import rooms

ROOT = Path(__file__).parents[2]
ROOM = Path(__file__).parent / "instances" / "two-hosts-16.json"


def mirrored(problem, left_high):
    """The same people at the same tables, numbered the other way round, honour by the other hand."""
    tables = tuple(replace(round_table(t.id, t.rank, len(t.seats), options={"side_rule": "left_high" if left_high else "right_high"},
                                       has_second_host=t.second_head is not None)) for t in problem.tables)
    return replace(problem, tables=tables)


def place_in_mirror(place, problem):
    table, seat = place
    return table, -seat % len(problem.table(table).seats)


def even_room(seed):
    """A random room whose tables have even numbers of seats and nobody who needs a certain one."""
    room = rooms.random_problem(seed)
    tables = tuple(rooms.table(i + 1, 2 * ((len(t.seats) + 1) // 2), second_host=t.second_head is not None)
                   for i, t in enumerate(room.tables))
    return replace(room, tables=tables, people=tuple(replace(p, needs=()) for p in room.people), locks=(), previous=None)


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_left_high_is_right_high_in_a_mirror(seed):
    right = mirrored(even_room(seed), left_high=False)
    left = mirrored(right, left_high=True)
    seats = rooms.random_plan(right, seed).seats
    in_mirror = {p: place_in_mirror(place, right) for p, place in seats.items()}
    there, here = score(left, Plan(in_mirror)), score(right, Plan(seats))
    assert there.terms == here.terms and there.hard == here.hard


@pytest.mark.parametrize("kind, sizes", [("round", {"seats": 9}), ("round", {"seats": 10}), ("abreast", {"walkers": 7}),
                                         ("long", {"seats": 7, "style": "single_sided"})])
def test_the_order_of_honour_has_a_mirror_image(kind, sizes):
    made = layout(kind, **sizes)
    heads = made.heads[:1]
    hand = {p.id: (p.right, p.left) for p in made.places}

    def walk(places, head, side):
        steps, at = [], head
        while (at := hand[at][side]) is not None and at != head:
            steps.append(at)
        return {p: steps.index(p) for p in places if p in steps}

    right = order(made, side_rule="right_high", heads=heads)
    left = order(made, side_rule="left_high", heads=heads)
    one, two = walk(right, heads[0], 0), walk(left, heads[0], 1)
    assert [one.get(p) for p in right if p in one] == [two.get(p) for p in left if p in two]
    assert right != left


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_a_table_that_nobody_needs_changes_nothing(seed):
    room = rooms.random_problem(seed)
    people = room.people[:6]
    known = {p.id for p in people}
    people = tuple(replace(p, partner=p.partner if p.partner in known else None,
                           interprets_for=p.interprets_for if p.interprets_for in known else None, needs=()) for p in people)
    alone = replace(room, people=people, tables=(rooms.table(1, len(people)),), locks=(), previous=None,
                    wishes=tuple(w for w in room.wishes if set(w.people) <= known and not w.is_hard))
    unused = replace(rooms.table(2, 4), rank=40)
    closed = replace(unused, seats=tuple(Seat(s.honour, s.beside, ("closed",)) for s in unused.seats))
    with_more = replace(alone, tables=(*alone.tables, closed))
    here, there = solve(alone, seed=1), solve(with_more, stop=Stop(steps=20_000), seed=1)
    assert (there.hard, there.cost) == (here.hard, here.cost)
    assert {table for table, _ in there.seats.values()} == {"T1"}


def diners(seats):
    """So many people of a random room, host and guest of honour among them."""
    people = list(rooms.random_problem(seats * 11).people[:seats])
    people += [rooms.person(f"q{i}", "host" if i % 2 else "guest", i, languages=("zh",) if i % 3 else ("en",), gender="fm"[i % 2])
               for i in range(len(people), seats)]
    roles = {0: "host", 1: "guest_of_honour"}
    return tuple(replace(p, needs=(), partner=None, interprets_for=None, role=roles.get(i)) for i, p in enumerate(people))


@pytest.mark.parametrize("pack_id", pack_ids())
@pytest.mark.parametrize("seats", [4, 7, 8])
def test_every_pack_is_as_good_as_trying_every_order(pack_id, seats):
    pack = load_pack(pack_id)
    table = round_table("T1", 0, seats, options=pack.options)
    problem = with_customs(Problem("every order", diners(seats), (table,), weights=rooms.WEIGHTS), pack)
    host, honoured, *others = (p.id for p in problem.people)
    free = [s for s in range(seats) if s not in (table.head, table.guest_of_honour)]
    best = min(score(problem, Plan({host: ("T1", table.head), honoured: ("T1", table.guest_of_honour),
                                    **{p: ("T1", s) for p, s in zip(others, way)}})).key() for way in permutations(free))
    plan = solve(problem)
    assert best[0] == 0
    assert (plan.hard, plan.cost, plan.bound, plan.status) == (*best, best[1], "proved_best")


def test_the_same_seed_gives_the_same_plan_in_another_process():
    code = ("import json, sys\nfrom seating import Stop, load_problem, solve\n"
            "print(json.dumps(solve(load_problem(sys.argv[1]), stop=Stop(steps=5000), seed=4).seats, sort_keys=True))")
    plans = {subprocess.run([sys.executable, "-c", code, str(ROOM)], cwd=ROOT, capture_output=True, text=True, check=True,
                            env={**os.environ, "PYTHONHASHSEED": str(n)}).stdout for n in (1, 2)}
    here = solve(load_problem(ROOM), stop=Stop(steps=5000), seed=4).seats
    assert plans == {json.dumps(here, sort_keys=True) + "\n"}
