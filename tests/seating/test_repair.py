from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seating import InvalidProblem, Lock, Plan, Problem, Stop, load_problem, score, solve
from seating.changes import AddLock, Arrive, BreakTable, Cancel, ChangeRank, changed_problem
from seating.live import LivePlan
from seating.repair import _frontier, _tidied, repair
from seating.without_seat import left_out

from . import rooms
from .test_solve import HERE


def sixty():
    problem = load_problem(HERE / "instances" / "banquet-60.json")
    return problem, solve(problem, stop=Stop(steps=40_000))


PROBLEM, PLAN = sixty()


def is_true(found, option, move):
    """The reason of a move, found again in the repaired problem and plan."""
    after, plan = found.problem, option.plan
    judged = LivePlan(replace(after, weights={**after.weights, "moved": 0}), plan)
    if move.kind in ("term", "hard"):
        back = judged.what_if(move.person, move.old)
        return back.hard > 0 if move.kind == "hard" else back.cost > 0 and max(p for _, _, p in back.terms.values()) > 0
    return {"arrived": lambda: move.person not in PLAN.seats and move.old is None,
            "seated": lambda: move.old is None,
            "table": lambda: move.old[0] not in {t.id for t in after.tables},
            "lock": lambda: (move.person, *move.new) in {(k.person, k.table, k.seat) for k in after.locks},
            "role": lambda: after.person(move.person).role is not None and move.new[0] == after.main_table.id,
            "room": lambda: judged.person_at(move.old) in {k.person for k in after.locks} | {p.id for p in after.people if p.role},
            "unseated": lambda: move.new is None and len(after.people) > after.seat_count}[move.kind]()


def check(found, changes, before=None):
    before = before or PLAN
    assert 1 <= len(found.options) <= 3
    assert found.problem == changed_problem(PROBLEM, changes)
    keys = [(o.plan.hard, o.moved, o.plan.cost) for o in found.options]
    assert all(a[1] < b[1] and a[2] > b[2] for a, b in zip(keys, keys[1:])), keys
    for option in found.options:
        told = {m.person: m for m in option.moves}
        assert {p.id for p in found.problem.people if before.seats.get(p.id) != option.plan.seats.get(p.id)} == set(told)
        assert option.moved == sum(p in before.seats and place != before.seats[p] for p, place in option.plan.seats.items())
        assert score(replace(found.problem, weights={**PROBLEM.weights, "moved": 0}), option.plan).key() == (option.plan.hard, option.plan.cost)
        assert all(is_true(found, option, m) and m.zh.endswith("。") and m.en.endswith(".") for m in option.moves)
        gone = {place[0] for p, place in before.seats.items() if p not in option.plan.seats}
        assert set(option.tables) == {t.id for t in found.problem.tables} & (
            gone | {place[0] for m in option.moves for place in (m.old, m.new) if place})
        assert set(option.cards) == {m.person for m in option.moves if m.new and (m.old or ("",))[0] != m.new[0]}
    return found.options


def test_without_a_change_nobody_moves():
    same = PROBLEM.people[5]
    for changes in ((), (ChangeRank(same.id, same.rank),)):
        options = check(repair(PROBLEM, PLAN, changes), changes)
        assert [(o.moved, o.moves, o.cards, o.tables, o.plan.seats) for o in options] == [(0, (), (), (), PLAN.seats)]


def test_places_that_are_not_there_or_are_taken_count_as_none():
    problem = rooms.two_rival_houses()
    plan = Plan({"host": ("T1", 0), "montague": ("T9", 1), "capulet": ("T2", 99), "companion": ("T1", 0), "nobody": ("T1", 1)})
    for changes, seated in ((), {"host"}), ((ChangeRank("companion", 1),), {"host", "montague", "capulet", "companion"}):
        option = repair(problem, plan, changes).options[0]
        assert set(option.plan.seats) == seated and option.plan.seats["host"] == ("T1", 0)
        assert {m.person: m.kind for m in option.moves} == dict.fromkeys(seated - {"host"}, "seated")


def test_a_cancellation_may_leave_everybody_where_they_are():
    gone = next(p for p in PROBLEM.people if p.role is None)
    changes = (Cancel(gone.id),)
    first = check(repair(PROBLEM, PLAN, changes), changes)[0]
    assert first.moved == 0 and first.cards == () and PLAN.seats[gone.id][0] in first.tables


def test_a_late_guest_takes_a_free_chair_and_gets_a_card():
    changes = (Arrive(rooms.person("late", rank=3, languages=("zh",))),)
    first = check(repair(PROBLEM, PLAN, changes), changes)[0]
    assert first.moved == 0 and first.cards == ("late",) and first.moves[0].kind == "arrived"
    assert first.moves[0].zh.startswith("late新到，坐")


def test_at_a_broken_table_those_stand_whom_the_rules_name():
    people = tuple(rooms.person(f"g{i}", rank=i, interprets_for="g1" if i == 6 else None) for i in range(1, 7))
    problem = Problem("two tables", people, (rooms.table(1, 4), rooms.table(2, 4)), weights=rooms.WEIGHTS)
    plan = Plan({"g1": ("T1", 0), "g2": ("T1", 1), "g3": ("T1", 2), "g4": ("T1", 3), "g5": ("T2", 0), "g6": ("T2", 1)})
    for option in repair(problem, plan, (BreakTable("T2"),)).options:
        assert {p.id for p in people} - set(option.plan.seats) == set(left_out(replace(problem, tables=problem.tables[:1]))) == {"g4", "g5"}


def test_a_broken_table_moves_its_people_and_more_people_than_chairs_are_said():
    table = PROBLEM.tables[-1].id
    changes = (BreakTable(table),)
    first = check(repair(PROBLEM, PLAN, changes), changes)[0]
    unseated = [m for m in first.moves if m.kind == "unseated"]
    assert len(unseated) == len(PROBLEM.people) - sum(len(t.seats) for t in PROBLEM.tables[:-1])
    assert first.plan.hard == len(unseated)


def test_a_new_lock_and_a_changed_rank_and_a_cancellation_together():
    a, b = [p.id for p in PROBLEM.people if p.role is None][3:5]
    changes = (AddLock(Lock(a, *PLAN.seats[b])), ChangeRank(b, 1), Cancel([p.id for p in PROBLEM.people if p.role is None][9]))
    for option in check(repair(PROBLEM, PLAN, changes), changes):
        assert option.plan.seats[a] == PLAN.seats[b] and option.plan.hard == 0
        assert {m.person: m.kind for m in option.moves}[a] == "lock"


def by_rank(order):
    """Six people at one table, the first of `order` on the highest seat."""
    seats = sorted(range(6), key=lambda s: SIX.tables[0].seats[s].honour)
    return Plan({f"p{n}": ("T1", s) for n, s in zip(order, seats)})


SIX = Problem("six", tuple(rooms.person(f"p{n}", rank=n) for n in range(1, 7)), (rooms.table(1, 6),), weights={"precedence_seat": 1})


def test_of_many_repairs_the_outer_two_and_the_best_bargain_are_kept():
    now, least_moved, bargain, dear, beaten, best = map(by_rank, ((6, 5, 4, 3, 2, 1), (6, 5, 3, 4, 2, 1), (1, 5, 4, 3, 2, 6),
                                                                 (1, 5, 3, 4, 2, 6), (5, 6, 3, 4, 2, 1), (1, 2, 3, 4, 5, 6)))
    kept = _frontier(SIX, now.seats, [best, beaten, dear, bargain, now])
    assert [p.seats for p in kept] == [now.seats, bargain.seats, best.seats]
    assert beaten.seats not in [p.seats for p in _frontier(SIX, now.seats, [least_moved, bargain, beaten])]


def test_whoever_can_go_back_for_nothing_goes_back():
    people = tuple(rooms.person(f"p{n}", rank=1) for n in range(6))
    alike = Problem("alike", people, SIX.tables, weights=SIX.weights)
    old = Plan({p.id: ("T1", s) for s, p in enumerate(people)})
    turned = Plan({p.id: ("T1", (s + 1) % 6) for s, p in enumerate(people)})
    assert _tidied(alike, old.seats, turned).seats == old.seats


def test_what_speaks_of_somebody_or_something_gone_goes_too():
    room = rooms.two_rival_houses()
    people = tuple(replace(p, interprets_for="montague", partner="montague") if p.id == "companion" else p for p in room.people)
    problem = replace(room, people=people, locks=(Lock("capulet", "T2", 1), Lock("montague", "T1", 3)),
                      previous={"montague": ("T1", 3), "host": ("T1", 0)})
    without = changed_problem(problem, (Cancel("montague"),))
    assert [(p.interprets_for, p.partner) for p in without.people if p.id == "companion"] == [(None, None)]
    assert (without.wishes, without.previous) == ((), {"host": ("T1", 0)})
    assert without.locks == (Lock("capulet", "T2", 1),)
    assert changed_problem(without, (BreakTable("T2"),)).locks == ()
    assert changed_problem(without, (AddLock(Lock("capulet", "T2", 3)),)).locks == (Lock("capulet", "T2", 3),)


def test_same_arguments_same_options():
    free = [p.id for p in PROBLEM.people if p.role is None]
    changes = (Cancel(free[2]), ChangeRank(free[20], 1))
    assert repair(PROBLEM, PLAN, changes) == repair(PROBLEM, PLAN, changes)


@pytest.mark.parametrize(("change", "path"), [
    (Cancel("nobody"), "changes[0].person"), (ChangeRank("nobody", 1), "changes[0].person"), (BreakTable("T99"), "changes[0].table"),
    (AddLock(Lock("nobody", "T1", 1)), "changes[0].lock.person"), (ChangeRank(PROBLEM.people[0].id, 0), "changes[0].rank"),
    (AddLock(Lock(PROBLEM.people[0].id, "T1", 99)), "changes[0].lock.table"),
    (Arrive(PROBLEM.people[0]), "changes[0].person.id"), (Arrive(rooms.person("new", partner="nobody")), "changes[0].person.partner")])
def test_a_change_that_cannot_be_is_refused_with_its_place(change, path):
    with pytest.raises(InvalidProblem) as refused:
        repair(PROBLEM, PLAN, (change,))
    assert refused.value.path == path


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_random_rooms_survive_random_changes(room):
    problem = rooms.random_problem(room)
    plan = rooms.random_plan(problem, room)
    ids = [p.id for p in problem.people]
    changes = [(), (Cancel(ids[-1]),), (Arrive(rooms.person("late")),), (ChangeRank(ids[0], 5),),
               (AddLock(Lock(ids[0], problem.tables[-1].id, 0)),)][room % 5]
    found = repair(problem, plan, changes)
    for option in found.options:
        live = LivePlan(replace(found.problem, weights={**problem.weights, "moved": 0}), option.plan)
        assert (option.plan.hard, option.plan.cost) == (live.hard, live.cost)
        assert all(m.zh and m.en for m in option.moves)
    if not changes:
        assert found.options[0].moves == ()
