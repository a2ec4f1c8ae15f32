"""What rules ask of particular people: for each the smallest room where it says something and where it does not."""
from dataclasses import replace

import pytest

from seating import Lock, Person, Plan, Problem, score
from seating.customs import with_customs
from seating.layouts import round_table
from seating.rules import load_pack


def room(*people, pack="cn-corporate", seats=4, has_second_host=False, **more):
    pack = load_pack(pack)
    table = round_table("T", 0, seats, options=pack.options, has_second_host=has_second_host)
    return with_customs(Problem("room", people, (table,), **more), pack)


HOST = Person("host", "host", "host", 1, role="host")
GUEST = Person("guest", "guest", "guest", 1, role="guest_of_honour")
WIFE = Person("wife", "wife", "guest", 2, partner="guest", gender="f")
SECOND = Person("second", "second", "host", 2, role="second_host", gender="f")


def reserved(problem):
    return [(lock.person, lock.seat, lock.rule) for lock in problem.locks]


def points_of_wishes(problem, seats):
    return score(problem, Plan({p: ("T", seat) for p, seat in seats.items()})).terms["apart_together"][1]


def test_couple_side_by_side_costs_where_couples_are_parted():
    problem = room(HOST, replace(GUEST, role=None), WIFE, pack="western-english")
    assert points_of_wishes(problem, {"host": 0, "guest": 1, "wife": 2}) == 60


def test_couple_with_somebody_between_costs_nothing():
    problem = room(HOST, replace(GUEST, role=None), WIFE, pack="western-english")
    assert points_of_wishes(problem, {"host": 0, "guest": 1, "wife": 3}) == 0
    assert room(HOST, GUEST, WIFE, pack="cn-corporate").wishes == ()


def test_a_spouse_with_a_part_of_her_own_keeps_it():
    assert reserved(room(HOST, GUEST, WIFE, seats=8)) != [] == reserved(room(HOST, GUEST, replace(WIFE, role="interpreter"), seats=8))


def test_a_couple_named_by_both_is_one_wish():
    problem = room(HOST, replace(GUEST, partner="wife"), WIFE, pack="western-english")
    assert [w.people for w in problem.wishes] == [("guest", "wife")]


def test_spouse_of_honour_sits_right_of_a_woman_as_second_host():
    problem = room(HOST, GUEST, WIFE, SECOND, has_second_host=True)
    assert reserved(problem) == [("wife", 1, "CN-30")]


def test_with_a_man_as_second_host_the_couple_sits_either_side_of_the_host():
    problem = room(HOST, GUEST, WIFE, replace(SECOND, gender="m"), has_second_host=True)
    assert reserved(problem) == [("wife", 1, "CN-32")]
    assert reserved(room(HOST, GUEST, WIFE, replace(SECOND, gender="m"), has_second_host=True, seats=8)) == [("wife", 1, "CN-32")]


def test_western_guest_of_honour_gives_the_hosts_right_to_the_spouse():
    problem = room(HOST, GUEST, WIFE, SECOND, pack="western-english", has_second_host=True, seats=8)
    assert (reserved(problem), problem.main_table.guest_of_honour) == ([("wife", 7, "W-02")], 3)
    alone = room(HOST, GUEST, SECOND, pack="western-english", has_second_host=True, seats=8)
    assert (reserved(alone), alone.main_table.guest_of_honour) == ([], 7)
    assert room(HOST, GUEST, WIFE, pack="western-english", seats=8).main_table.guest_of_honour == 1


@pytest.mark.parametrize("lock", [Lock("wife", "T", 2), Lock("second", "T", 1)])
def test_a_lock_of_the_planner_wins_over_a_reserved_seat(lock):
    assert reserved(room(HOST, GUEST, WIFE, replace(SECOND, role=None), locks=(lock,))) == [(lock.person, lock.seat, None)]


def test_a_seat_that_does_not_meet_a_need_is_not_reserved():
    assert reserved(room(HOST, GUEST, replace(WIFE, needs=("accessible",)))) == []
    assert reserved(room(HOST, GUEST, WIFE, seats=3)) == []
