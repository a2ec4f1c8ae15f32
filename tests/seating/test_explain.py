"""No reason is untrue: a naive checker looks at the plan for each kind of sentence."""
from hypothesis import given, settings
from hypothesis import strategies as st

from seating import Plan, score
from seating.explain import breach_sentences, explain, shortcomings, what_if
from seating.rules import load_pack

from . import rooms

PACK = load_pack("cn-corporate")


def is_true(problem, plan, person_id, reason):
    table_id, seat = plan.seats[person_id]
    table = next(t for t in problem.tables if t.id == table_id)
    me = next(p for p in problem.people if p.id == person_id)
    others = {p.id: p for p in problem.people}
    neighbours = {p for p, (t, s) in plan.seats.items() if t == table_id and s in table.seats[seat].beside}
    table_mates = {p for p, (t, _) in plan.seats.items() if t == table_id and p != person_id}
    n, about = len(table.seats), set(reason.people)
    return {
        "host": lambda: me.role == "host" and table.rank == 0 and seat == table.head == 0,
        "host_facing": lambda: me.role == "host" and seat == table.head,
        "second_host": lambda: me.role == "second_host" and (seat - table.head) % n == n // 2,
        "second_host_near": lambda: me.role == "second_host" and seat == table.second_head,
        "honour_right": lambda: me.role == "guest_of_honour" and table.rank == 0 and (seat + 1) % n == table.head,
        "honour_left": lambda: (seat - 1) % n == table.head,
        "locked": lambda: any((k.person, k.table, k.seat) == (person_id, table_id, seat) for k in problem.locks),
        "need": lambda: set(me.needs) <= set(table.seats[seat].features) or len(me.needs) > 1,
        "table_host": lambda: me.side == "host" and seat == table.head
        and any(others[p].side == "guest" for p in table_mates),
        "interprets_beside": lambda: about == {me.interprets_for} <= neighbours,
        "interprets_table": lambda: about == {me.interprets_for} <= table_mates - neighbours,
        "served_beside": lambda: about <= neighbours and all(others[p].interprets_for == person_id for p in about),
        "partner_beside": lambda: about <= neighbours and is_couple(me, others, about),
        "partner_table": lambda: about <= table_mates - neighbours and is_couple(me, others, about),
        "together_beside": lambda: about <= neighbours,
        "together_table": lambda: about <= table_mates,
        "apart_beside": lambda: not about & neighbours,
        "apart_table": lambda: not about & table_mates,
        "right_of_host": lambda: seat == (table.head - 1) % n,
        "left_of_host": lambda: seat == (table.head + 1) % n,
        "attended": lambda: about <= neighbours and all(others[p].side == "host" for p in about),
        "companion": lambda: len(about) > 1 and about <= neighbours and all(others[p].side == "guest" for p in about),
        "companion_one": lambda: len(about) == 1 and about <= neighbours and all(
            others[p].side == "guest" for p in about),
        "language": lambda: about <= neighbours and all(set(others[p].languages) & set(me.languages) for p in about),
        "group": lambda: about <= table_mates and all(set(others[p].groups) & set(me.groups) for p in about),
        "precedence": lambda: f"number {table.seats[seat].honour + 1} there" in reason.en
        and f"table {table.rank + 1}," in reason.en,
    }[reason.kind]()


def is_couple(me, others, about):
    return all(me.partner == p or others[p].partner == me.id for p in about)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_no_reason_is_untrue(room, seats):
    problem = rooms.random_problem(room)
    plan = rooms.random_plan(problem, seats)
    found = explain(problem, plan, PACK)
    assert set(found) == set(plan.seats)
    for person_id, reasons in found.items():
        assert reasons, "every seat has a reason"
        for reason in reasons:
            assert is_true(problem, plan, person_id, reason), (person_id, reason)
            assert reason.zh and reason.en and reason.rule


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_what_if_is_the_difference_of_two_counts(room):
    problem = rooms.random_problem(room)
    plan = rooms.random_plan(problem, room)
    table = problem.tables[-1]
    found = what_if(problem, plan, problem.people[0].id, table.id, len(table.seats) - 1, PACK)
    before, after = score(problem, plan), score(problem, found.plan)
    assert found.plan.seats[problem.people[0].id] == (table.id, len(table.seats) - 1)
    assert (found.cost_change, found.hard_change) == (after.cost - before.cost, after.hard - before.hard)
    assert sum(points for _, _, points in found.terms.values()) == found.cost_change


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_every_breach_has_a_sentence(room):
    problem = rooms.random_problem(room)
    plan = Plan(seats=dict(list(rooms.random_plan(problem, room).seats.items())[1:]))
    for lang in ("zh", "en"):
        assert len(breach_sentences(problem, plan, lang)) == score(problem, plan).hard


def test_exchanging_rivals_says_which_rule_breaks():
    problem = rooms.two_rival_houses()
    plan = Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T1", 1), "capulet": ("T2", 3)})
    found = what_if(problem, plan, "capulet", "T1", 2)
    assert found.hard_change == 1
    assert found.sentences("en")[0] == ("Breaks a hard rule: montague and capulet must not share a table, but do")


def test_shortcomings_name_the_people():
    problem = rooms.two_rival_houses()
    plan = Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T1", 1), "capulet": ("T2", 3)})
    said = {r.en for r in shortcomings(problem, plan, PACK)}
    assert said == {"Table 2 has guests, but nobody of the host side in its head seat",
                    "Capulet has nobody of the host side beside",
                    "Companion and host of one side sit side by side"}
