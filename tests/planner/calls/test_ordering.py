"""The best order of a day's calls against trying every order, and who cannot be reached, and why."""

import random
from itertools import permutations

import pytest

from planner.calls.ordering import NOWHERE, LeftOut, Visit, best_order

STARTS, CLOSES, EARLY = 450, 990, 10


def visit(key, stay=45, earliest=480, latest=None, closes=CLOSES, worth=0):
    return Visit(key, stay, earliest, closes - stay if latest is None else latest, closes, worth)


def ways(table, other=20):
    return lambda a, b: table.get((a, b), table.get((b, a), other))


def walk(order, minutes, step=1):
    """(end, travel) of calls in this order, or None: written anew, without the library."""
    now, before, travelled = STARTS, NOWHERE, 0
    for one in order:
        travel = minutes(before, one.key)
        begins = now + travel + EARLY
        begins = max(begins + -begins % step, one.earliest)
        if begins > one.latest or begins + one.stay > one.closes:
            return None
        now, before, travelled = begins + one.stay, one.key, travelled + travel
    return now, travelled


def best_by_trying(visits, minutes):
    """(calls, worth, end) of the best of all orders of all subsets."""
    best = (0, 0, 0)
    for size in range(len(visits), 0, -1):
        for order in permutations(visits, size):
            done = walk(order, minutes)
            if done:
                best = max(best, (size, sum(v.worth for v in order), -done[0]))
        if best[0]:
            return best
    return best


@pytest.mark.parametrize("seed", range(60))
def test_no_order_of_a_random_day_is_better(seed):
    chance = random.Random(seed)
    visits = []
    for key in range(1, chance.randint(2, 6)):
        earliest = chance.randrange(480, 900, 15)
        visits.append(visit(key, chance.choice((30, 45, 60)), earliest, closes=min(CLOSES, earliest + chance.choice((60, 120, 400))), worth=chance.randrange(3)))
    table = {(a, b): chance.randrange(5, 70) for a in range(-1, 7) for b in range(1, 7) if a != b}
    found = best_order(visits, lambda a, b: table[a, b], starts=STARTS, early=EARLY)

    kept = {v.key: v for v in visits}
    order = [kept[one.key] for one in found.placed]
    assert walk(order, lambda a, b: table[a, b]) == ((found.ends, found.travel) if order else (STARTS, 0))
    expected = best_by_trying(visits, lambda a, b: table[a, b])
    assert (len(order), sum(v.worth for v in order), -found.ends if order else 0) == expected
    assert {one.key for one in found.left_out} == set(kept) - {one.key for one in found.placed}


def test_ten_calls_are_ordered_along_a_road():
    visits = [visit(key, 30) for key in range(10)]
    found = best_order(visits, lambda a, b: 5 * abs((a if a >= 0 else 0) - b), starts=STARTS, early=EARLY, step=5)

    assert [one.key for one in found.placed] == list(range(10))
    assert [one.begins for one in found.placed[:3]] == [480, 525, 570]
    assert found.travel == 45 and found.left_out == ()


def test_times_are_multiples_of_the_step_but_an_agreed_time_stays():
    found = best_order([visit(1, earliest=487, latest=487), visit(2)], ways({}, 13), starts=STARTS, early=EARLY, step=5)

    assert [(one.key, one.begins) for one in found.placed] == [(1, 487), (2, 555)]


def test_one_is_there_ten_minutes_before_and_never_later():
    first, second = visit(1, 60, 540, 540), visit(2, 30, 630, 630)
    reached = best_order([first, second], ways({}, 20), starts=STARTS, early=EARLY)
    late = best_order([first, second], ways({}, 21), starts=STARTS, early=EARLY)

    assert [(one.key, one.arrives) for one in reached.placed] == [(1, 530), (2, 620)]
    assert len(late.placed) == 1


def test_a_window_shorter_than_the_call_is_named():
    found = best_order([visit(1, 45, 540, closes=570)], ways({}), starts=STARTS, early=EARLY)

    assert found.left_out == (LeftOut(1, "window"),)


def test_a_call_too_far_away_is_named():
    found = best_order([visit(1, 45, 480, latest=480)], ways({}, 60), starts=STARTS, early=EARLY)

    assert found.left_out == (LeftOut(1, "far"),)


def test_a_call_must_be_over_by_its_end_even_if_it_may_begin_late():
    found = best_order([Visit(1, 60, 480, 985, 990)], ways({}, 471), starts=STARTS, early=EARLY)

    assert found.left_out == (LeftOut(1, "far"),)


def test_of_two_at_one_time_the_better_client_is_kept_and_the_other_is_named():
    found = best_order([visit(1, 45, 540, 540, worth=0), visit(2, 45, 540, 540, worth=2), visit(3, 45, 700)], ways({}), starts=STARTS, early=EARLY)

    assert {one.key for one in found.placed} == {2, 3}
    assert found.left_out == (LeftOut(1, "full", (2,)),)


def test_a_full_day_says_that_no_single_call_makes_room():
    visits = [visit(1, 60, 480, 480), visit(2, 60, 560, 560), visit(3, 130, 485, closes=660)]
    found = best_order(visits, ways({}, 5), starts=STARTS, early=EARLY)

    assert found.left_out == (LeftOut(3, "full", ()),)


def test_a_day_without_calls_is_empty():
    found = best_order([], ways({}), starts=STARTS, early=EARLY)

    assert (found.placed, found.left_out, found.ends) == ((), (), STARTS)
