import random

from hypothesis import given, settings
from hypothesis import strategies as st

from seating import Plan, score
from seating.live import Change, LivePlan

from . import rooms


def agrees(live):
    truth = score(live.problem, live.plan)
    return (live.hard, live.cost, live.terms) == (truth.hard, truth.cost, truth.terms)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=120, deadline=None)
def test_every_change_is_counted_as_the_judge_counts(room, seats):
    problem = rooms.random_problem(room)
    rng, live = random.Random(seats), LivePlan(problem, rooms.random_plan(problem, seats))
    ids, places = [p.id for p in problem.people], [(t.id, s) for t in problem.tables for s in range(len(t.seats))]
    assert agrees(live) and sorted(map(str, live.at_first)) == sorted(map(str, score(problem, live.plan).breaches))
    for _ in range(12):
        before = score(problem, live.plan)
        step = rng.randrange(4)
        if step == 0:
            change = live.swap(*rng.sample(ids, 2))
        elif step == 1:
            change = live.unseat(rng.choice(ids))
        else:
            change = live.move(rng.choice(ids), rng.choice(places))
        after = score(problem, live.plan)
        assert agrees(live)
        assert (change.hard, change.cost) == (after.hard - before.hard, after.cost - before.cost)
        assert change.terms == {t: (before.terms[t][0], after.terms[t][0], after.terms[t][1] - before.terms[t][1])
                                for t in after.terms if after.terms[t][1] != before.terms[t][1]}
        assert sorted(map(str, change.broken)) == sorted(map(str, [b for b in after.breaches if b not in before.breaches]))


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_undo_leads_back_to_the_beginning(room):
    problem = rooms.random_problem(room)
    plan, rng = rooms.random_plan(problem, room), random.Random(room)
    live = LivePlan(problem, plan)
    start = (live.hard, live.cost, live.terms)
    for _ in range(6):
        table = rng.choice(problem.tables)
        live.move(rng.choice(problem.people).id, (table.id, rng.randrange(len(table.seats))))
    while live.undo():
        pass
    assert live.plan.seats == plan.seats
    assert (live.hard, live.cost, live.terms) == start


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_changes_add_up_to_what_they_do_together(room):
    problem = rooms.random_problem(room)
    plan, rng = rooms.random_plan(problem, room), random.Random(room)
    live, whole = LivePlan(problem, plan), Change(0, 0, {})
    before = score(problem, plan)
    for _ in range(4):
        table = rng.choice(problem.tables)
        whole = whole.then(live.move(rng.choice(problem.people).id, (table.id, rng.randrange(len(table.seats)))))
    after = score(problem, live.plan)
    assert (whole.cost, whole.hard) == (after.cost - before.cost, after.hard - before.hard)
    assert whole.terms == {t: (before.terms[t][0], after.terms[t][0], after.terms[t][1] - before.terms[t][1])
                           for t in after.terms if after.terms[t][1] != before.terms[t][1]}


def test_what_if_changes_nothing():
    problem = rooms.two_rival_houses()
    live = LivePlan(problem, Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T1", 1), "capulet": ("T2", 3)}))
    before = live.plan
    change = live.what_if("capulet", ("T1", 2))
    assert [b.people for b in change.broken] == [("montague", "capulet")]
    assert live.plan == before and not live.undo()


def test_people_in_one_seat_or_in_none_count_as_in_the_judge():
    problem = rooms.two_rival_houses()
    plan = Plan({"host": ("T1", 0), "montague": ("T1", 0), "capulet": ("T9", 3), "ghost": ("T1", 2)})
    live = LivePlan(problem, plan)
    truth = score(problem, plan)
    assert (live.hard, live.cost) == (truth.hard, truth.cost) and len(live.at_first) == truth.hard
