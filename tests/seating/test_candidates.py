import sys
from itertools import combinations

from seating import Plan, Stop, load_problem, score
from seating.candidates import candidates, distance_percent, load_emphases
from seating.limits import limit

from . import rooms
from .test_solve import HERE

PROBLEM = load_problem(HERE / "instances" / "banquet-60.json")


def test_candidates_are_clearly_apart_and_say_what_they_give_up():
    found = candidates(PROBLEM, steps=20_000)
    assert 2 <= len(found) <= 5
    assert all(distance_percent(PROBLEM, a.plan, b.plan) >= limit("candidate_distance_percent") for a, b in combinations(found, 2))
    first = found[0]
    truth = score(PROBLEM, first.plan)
    for candidate in found:
        now = score(PROBLEM, candidate.plan)
        assert (candidate.plan.hard, candidate.plan.cost) == now.key() and now.key() >= truth.key()
        assert candidate.terms == {t: (truth.terms[t][0], now.terms[t][0], now.terms[t][1] - truth.terms[t][1])
                                   for t in now.terms if now.terms[t][1] != truth.terms[t][1]}
        assert len(candidate.zh) == len(candidate.en)
    assert "总扣分最低的方案。" in first.zh and not any(s.startswith("失") for s in first.zh)
    assert all(any(s.startswith("Gives up: ") for s in c.en) for c in found[1:] if c.plan.cost > first.plan.cost)
    assert not [s for c in found for s in c.en if (" (-" in s and s.startswith("Gives up")) or (" (+" in s and s.startswith("Gains"))]


def test_same_arguments_same_candidates():
    assert candidates(PROBLEM, steps=2_000, seed=3) == candidates(PROBLEM, steps=2_000, seed=3)


def test_a_stop_that_is_asked_leaves_the_first():
    stop = Stop()
    stop.ask()
    assert len(candidates(PROBLEM, steps=2_000, stop=stop)) == 1


def test_one_forced_plan_has_no_rival():
    people = (rooms.person("host", "host", 1, role="host"), rooms.person("first", rank=1, role="guest_of_honour"))
    problem = rooms.Problem("two", people, (rooms.table(1, 2),), weights=rooms.WEIGHTS)
    assert [c.emphasis for c in candidates(problem, steps=200)] == [None]


def test_distance_counts_other_tables_and_all_neighbours_changed():
    problem = rooms.Problem("six", tuple(rooms.person(x) for x in "abcdef"), (rooms.table(1, 6), rooms.table(2, 6)))
    plan = Plan({x: ("T1", i) for i, x in enumerate("abcdef")})
    turned = Plan({x: ("T1", (i + 2) % 6) for i, x in enumerate("abcdef")})
    moved = Plan({**plan.seats, "a": ("T2", 0), "b": ("T2", 1), "c": ("T2", 2)})
    mixed = Plan({x: ("T1", i) for i, x in enumerate("acebfd")})
    assert distance_percent(problem, plan, plan) == distance_percent(problem, plan, turned) == 0
    assert distance_percent(problem, plan, moved) == 50
    assert distance_percent(problem, plan, mixed) == 100
    assert distance_percent(problem, plan, Plan({x: ("T1", i) for i, x in enumerate("bacdef")})) == 0


def test_chairs_without_neighbours_count_by_their_table():
    problem = rooms.Problem("alone", (rooms.person("a"), rooms.person("b")), (rooms.table(1, 1), rooms.table(2, 1)))
    plan = Plan({"a": ("T1", 0), "b": ("T2", 0)})
    assert distance_percent(problem, plan, plan) == 0
    assert distance_percent(problem, plan, Plan({"b": ("T1", 0), "a": ("T2", 0)})) == 100


def test_an_emphasis_changes_its_own_weights_and_a_plan_with_more_breaches_is_no_candidate(monkeypatch):
    problem, weights = rooms.two_rival_houses(), []
    good = Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T2", 0), "capulet": ("T2", 3)})

    def searched(asked, **_):
        weights.append(asked.weights)
        return Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T1", 1), "capulet": ("T1", 2)})

    monkeypatch.setattr(sys.modules["seating.candidates"], "solve", searched)
    assert [c.plan.seats for c in candidates(problem, first=good)] == [good.seats]
    assert rooms.WEIGHTS | {"group": 4 * rooms.WEIGHTS["group"]} in weights


def test_every_emphasis_speaks_both_languages():
    for emphasis in load_emphases().values():
        assert emphasis.weights and all(w[lang].strip() for w in (emphasis.title, emphasis.text, emphasis.reason) for lang in ("zh", "en"))


def test_how_often_is_searched_again_is_data(monkeypatch):
    small = rooms.two_rival_houses()                # too few people for a second way: every search is made
    for further in (0, 3):
        made = []
        monkeypatch.setattr("seating.candidates._searched", lambda problem, *_: made.append(problem) or Plan({"host": ("T1", 0)}))
        monkeypatch.setattr("seating.candidates.limit", lambda name, n=further: n if name == "candidate_further_searches" else limit(name))
        candidates(small, steps=10)
        assert sum(problem is small for problem in made) == 1 + further
