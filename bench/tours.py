"""Measures the tour solver; writes docs/evidence/tours.md's figures to the screen.

    python bench/tours.py party      1 party of 22 in 2 groups over 6 stops
    python bench/tours.py day [n] [first]  12 parties, 40 groups, 15 stops, 10 guides; n days, seeds from first on
    python bench/tours.py rivals [n] n random days with rivals, in two parties or in one: planted clashes are all found, and no answer has one
    python bench/tours.py paths [n]  shortest ways against trying every path on n random sites
    python bench/tours.py import     processor time of the two ways to load the search library

Every answer is judged by tests/planner/tours/naive_checker.py, which shares no code with the solver.
"""

import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from planner.sites.paths import Leg, Site, Stop  # noqa: E402
from planner.tours.day import Companion, Day, Party, Visitor  # noqa: E402
from planner.tours.solver import solve  # noqa: E402
from tests.planner.tours.naive_checker import clashes, faults  # noqa: E402


def site_of(rng, stops):
    """A site like a works: a yard and corridors, halls of several sizes; the gate is entrance and exit."""
    made = [Stop("gate", 5, 400, 12)]
    for n in range(1, stops + 1):
        made.append(Stop(f"s{n}", rng.choice((8, 10, 12, 15)), rng.choice((18, 20, 40)), rng.choice((1, 1, 2)), is_magnetic=n in (4, 5)))
    legs = [Leg("gate", "s1", 4), Leg("gate", f"s{stops}", 5)]
    legs += [Leg(f"s{n}", f"s{n + 1}", rng.randint(1, 4)) for n in range(1, stops)]
    legs += [Leg(f"s{a}", f"s{b}", rng.randint(2, 6)) for a, b in (sorted(rng.sample(range(1, stops + 1), 2)) for _n in range(stops // 2)) if b > a + 1]
    return Site(tuple(made), tuple(legs), "gate", "gate", 2)


LANGUAGES = (("zh",), ("zh", "en"), ("en",), ("de", "en"), ("en", "zh"))


def party_of(rng, key, stops, groups, *, earliest, back_by, seen, rivals=frozenset()):
    people = tuple(Visitor(f"{key}.{n}", rng.choice(LANGUAGES), keeps_off=rng.random() < 0.01) for n in range(groups * 11 + rng.randint(0, 3)))
    return Party(key, people, tuple(f"s{n}" for n in rng.sample(range(1, stops + 1), seen)), earliest, back_by, groups, 15, rivals=rivals)


def big_day(seed):
    """12 parties in 40 groups over 15 stops, 10 guides; three pairs of rivals."""
    rng = random.Random(seed)
    site, sizes = site_of(rng, 15), [4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3]
    rivals = {0: {"p1"}, 2: {"p3"}, 4: {"p5"}}
    parties = []
    for n, groups in enumerate(sizes):
        earliest = 8 * 60 + 30 * rng.randint(0, 6)
        parties.append(party_of(rng, f"p{n}", 15, groups, earliest=earliest, back_by=min(18 * 60, earliest + rng.choice((360, 420, 480))), seen=rng.randint(4, 5),
                                rivals=frozenset(rivals.get(n, ()))))
    guides = tuple(Companion(f"g{n}", ("zh", "en") if n % 5 else ("zh", "en", "de"), 8 * 60, 18 * 60) for n in range(10))
    return Day(site, tuple(parties), guides, (Companion("i0", ("zh", "en", "de")), Companion("i1", ("zh", "en"))))


def party():
    """One party of 22 in 2 groups over 6 stops, in three languages, one with a pacemaker."""
    rng, seconds = random.Random(5), []
    site = site_of(rng, 6)
    people = tuple(Visitor(f"v{n}", LANGUAGES[n % 5], keeps_off=n == 3) for n in range(22))
    day = Day(site, (Party("a", people, tuple(f"s{n}" for n in range(1, 7)), groups=2),), (Companion("g0", ("zh", "en")), Companion("g1", ("zh",)), Companion("g2", ("zh", "de", "en"))))
    for _run in range(5):
        began = time.perf_counter()
        answer = solve(day)
        seconds.append(time.perf_counter() - began)
    print(f"party of 22: {answer.state}, first {seconds[0]:.2f} s (with loading), then {max(seconds[1:]):.2f} s at most; faults {faults(day, answer.plan)}")


def day(count=5, first=0):
    for seed in range(int(first), int(first) + int(count)):
        made, began, used = big_day(seed), time.perf_counter(), time.process_time()
        answer = solve(made)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        groups = sum(p.groups for p in made.parties)
        if answer.plan is None:
            print(f"day {seed}: {answer.state} {answer.reasons} {answer.is_smallest} {seconds:.1f} s, processor {cpu:.1f} s")
            continue
        print(f"day {seed}: {groups} groups, {answer.state}, gap {answer.plan.gap:.1%} ({answer.plan.cost} minutes, at least {answer.plan.bound}), {seconds:.1f} s, "
              f"processor {cpu:.1f} s, steps {answer.steps:.1f}; faults {faults(made, answer.plan)}", flush=True)


def small_day(rng, rivals=True):
    """Two or three parties, some of them rivals, on a small site; windows that overlap."""
    count, site = rng.randint(2, 3), site_of(rng, rng.randint(4, 6))
    stops = len(site.stops) - 1
    parties = []
    for n in range(count):
        earliest = 9 * 60 + 10 * rng.randint(0, 6)
        parties.append(party_of(rng, f"p{n}", stops, rng.randint(1, 2), earliest=earliest, back_by=earliest + rng.randint(110, 260), seen=min(stops, rng.randint(2, 4)),
                                rivals=frozenset({f"p{rng.randrange(n)}"} if rivals and n and rng.random() < 0.8 else ())))
    parties = [_with_sides(rng, party) if rivals and rng.random() < 0.4 else party for party in parties]
    guides = tuple(Companion(f"g{n}", ("zh", "en", "de")) for n in range(rng.randint(2, 6)))
    return Day(site, tuple(parties), guides, rival_margin=rng.choice((0, 3, 5, 10)))


def _with_sides(rng, party):
    """The party with people of two or three companies, two of which must not meet; an hour longer, because they come apart."""
    sides = ("x", "y", "") if rng.random() < 0.5 else ("x", "y")
    people = tuple(replace(v, side=sides[n * len(sides) // len(party.visitors)]) for n, v in enumerate(party.visitors))
    return replace(party, visitors=people, rival_sides=(("x", "y"),), groups=None, back_by=party.back_by + 60)


def _enemies(day, groups):
    """Pairs of lists of groups that must not meet: of rival parties, and of rivals in one party."""
    side = {(p.key, v.key): v.side for p in day.parties for v in p.visitors}
    for one, other in sorted({tuple(sorted((p.key, r))) for p in day.parties for r in p.rivals}):
        yield [g for g in groups if g.party == one], [g for g in groups if g.party == other]
    for party in day.parties:
        for one, other in party.rival_sides:
            yield tuple([g for g in groups if g.party == party.key and any(side[party.key, k] == s for k in g.visitors)] for s in (one, other))


def rivals(count=200):
    """Answers have no clash; moving one side's tour onto its rival's plants one, which the solver's own reckoning finds too."""
    from planner.tours.presence import forbidden, of_group
    states, planted, inside, found_both, invented, wrong, began = {}, 0, 0, 0, 0, 0, time.perf_counter()
    for seed in range(int(count)):
        rng = random.Random(1000 + seed)
        made = small_day(rng)
        answer = solve(made)
        states[answer.state] = states.get(answer.state, 0) + 1
        if answer.plan is None:
            continue
        wrong += bool(faults(made, answer.plan))
        for ours, theirs in _enemies(made, answer.plan.groups):
            ranges = forbidden([s for g in ours for s in of_group(made.site, g)], [s for g in theirs for s in of_group(made.site, g)], made.rival_margin)
            for shift in range(-150, 151, 3):  # the whole party earlier or later: which shifts clash?
                moved = [replace(g, visits=tuple(replace(v, starts=v.starts + shift, ends=v.ends + shift) for v in g.visits)) for g in ours]
                truth, said = bool(clashes(made, [*moved, *theirs])), any(a <= shift <= b for a, b in ranges)
                planted += truth
                inside += truth and ours[0].party == theirs[0].party
                found_both += truth and said
                invented += said and not truth
    print(f"{count} days: {states}; answers with a fault: {wrong}; planted clashes {planted} ({inside} of them inside one party), found {found_both}, invented {invented}; {time.perf_counter() - began:.0f} s")


def paths(count=500):
    """Every two stops of random sites, with random needs."""
    from planner.sites.paths import ways
    from tests.planner.sites.test_paths import brute, random_site
    wrong = asked = 0
    began = time.perf_counter()
    for seed in range(int(count)):
        place, needs = random_site(seed)
        known, keys = ways(place, needs), [s.key for s in place.stops]
        for start in keys:
            for end in keys:
                way = known.get((start, end))
                asked += 1
                wrong += (way.minutes if way else None) != brute(place, start, end, needs)
    print(f"{count} sites, {asked} pairs of stops: {wrong} wrong; {time.perf_counter() - began:.0f} s")


def load():
    """Processor seconds of the two ways to load the search library, each in a fresh process."""
    for module in ("cp_model", "cp_model_helper"):
        program = f"import time; t = time.process_time(); from ortools.sat.python import {module}; print(round(time.process_time() - t, 2))"
        print(module, subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip())


if __name__ == "__main__":
    globals()[sys.argv[1].replace("import", "load")](*sys.argv[2:])
