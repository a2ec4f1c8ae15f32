"""The shortest way that people may walk."""

import random
from itertools import permutations

import pytest

from planner.sites.paths import Leg, Needs, Site, Stop, closed_because, shortest, unreachable, ways

GATE, HALL, MAGNETS, SHUT, END = Stop("gate"), Stop("hall", is_step_free=False), Stop("magnets", is_magnetic=True), Stop("shut", is_closed=True), Stop("end")


def site(*legs, stops=(GATE, HALL, MAGNETS, SHUT, END)):
    return Site(stops, legs, "gate", "gate")


THROUGH = (Leg("gate", "shut", 1), Leg("shut", "end", 1), Leg("gate", "magnets", 2), Leg("magnets", "end", 2), Leg("gate", "hall", 4), Leg("hall", "end", 4))


def test_the_shortest_way_never_leads_through_no_entry():
    way = shortest(site(*THROUGH), "gate", "end")

    assert (way.stops, way.reached) == (("gate", "magnets", "end"), (0, 2, 4))


@pytest.mark.parametrize("needs, stops", [(Needs(no_magnets=True), ("gate", "hall", "end")), (Needs(step_free=True), ("gate", "magnets", "end")), (Needs(True, True), None)])
def test_a_pacemaker_and_a_wheelchair_take_another_way(needs, stops):
    way = shortest(site(*THROUGH), "gate", "end", needs)

    assert (way and way.stops) == stops


def test_a_one_way_leg_is_walked_one_way():
    there = site(Leg("gate", "end", 3, is_one_way=True), Leg("gate", "hall", 4), Leg("hall", "end", 4))

    assert (shortest(there, "gate", "end").minutes, shortest(there, "end", "gate").minutes) == (3, 8)


def test_steps_on_a_leg_close_it_to_a_wheelchair_and_the_quicker_of_two_legs_counts():
    twice = site(Leg("gate", "end", 2, is_step_free=False), Leg("gate", "end", 5))

    assert (shortest(twice, "gate", "end").minutes, shortest(twice, "gate", "end", Needs(step_free=True)).minutes) == (2, 5)


def test_stops_that_cannot_be_reached_or_left_are_named():
    cut = site(Leg("gate", "hall", 1), Leg("gate", "end", 1, is_one_way=True))

    assert unreachable(cut) == ["magnets", "end"]


def test_why_a_stop_is_closed():
    assert [closed_because(s, Needs(True, True)) for s in (SHUT, MAGNETS, HALL, GATE)] == ["closed", "magnetic", "steps", ""]


def brute(place, start, end, needs):
    """The fewest minutes of every simple path, each tried; None without one."""
    minutes = {}
    for leg in place.legs:
        if leg.is_step_free or not needs.step_free:
            for pair in [(leg.start, leg.end)] + [(leg.end, leg.start)] * (not leg.is_one_way):
                minutes[pair] = min(leg.minutes, minutes.get(pair, leg.minutes))
    allowed = [s.key for s in place.stops if not (s.is_closed or s.is_magnetic and needs.no_magnets or needs.step_free and not s.is_step_free)]
    if start not in allowed or end not in allowed:
        return None
    if start == end:
        return 0
    inner = [k for k in allowed if k not in (start, end)]
    found = [sum(minutes[p] for p in zip(path, path[1:])) for n in range(len(inner) + 1) for middle in permutations(inner, n)
             for path in [(start, *middle, end)] if all(p in minutes for p in zip(path, path[1:]))]
    return min(found, default=None)


def random_site(seed):
    rng = random.Random(seed)
    count = rng.randint(3, 6)
    stops = tuple(Stop(str(n), is_magnetic=rng.random() < 0.2, is_step_free=rng.random() < 0.8, is_closed=rng.random() < 0.1) for n in range(count))
    legs = tuple(Leg(*map(str, rng.sample(range(count), 2)), rng.randint(1, 9), rng.random() < 0.7, rng.random() < 0.3) for _n in range(rng.randint(2, 10)))
    return Site(stops, legs, "0", str(count - 1)), Needs(rng.random() < 0.4, rng.random() < 0.4)


def test_trying_every_path_gives_the_same_on_500_random_sites():
    wrong = []
    for seed in range(500):
        place, needs = random_site(seed)
        known = ways(place, needs)
        for start, end in ((place.entrance, place.exit), (place.exit, place.entrance)):
            way = known.get((start, end))
            if (way and way.minutes) != brute(place, start, end, needs) and not (way and way.minutes == 0 == brute(place, start, end, needs)):
                wrong.append((seed, start, end))

    assert wrong == []
