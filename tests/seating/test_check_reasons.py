"""The checker catches reasons that are not so."""
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from seating import Plan
from seating.check_reasons import untrue_reasons
from seating.explain import explain
from seating.rules import load_pack, load_rules

from . import rooms

PACK = load_pack("cn-corporate")


def houses():
    problem = rooms.two_rival_houses()
    return problem, Plan({"host": ("T1", 0), "montague": ("T1", 3), "companion": ("T1", 1), "capulet": ("T2", 3)})


def test_reasons_of_one_plan_are_untrue_of_another():
    problem, plan = houses()
    other = replace(plan, seats=plan.seats | {"montague": ("T1", 2), "companion": ("T2", 0)})
    assert untrue_reasons(problem, plan, explain(problem, plan, PACK), load_rules()) == []
    wrong = {(p, r.kind) for p, r, _ in untrue_reasons(problem, other, explain(problem, plan, PACK), load_rules())}
    assert {("montague", "honour_right"), ("montague", "attended"), ("montague", "precedence")} <= wrong


@given(st.integers(0, 10**6), st.sampled_from(["facts", "people", "zh", "rule", "kind"]))
@settings(max_examples=100, deadline=None)
def test_a_reason_with_one_thing_changed_is_caught(room, part):
    problem = rooms.random_problem(room)
    plan = rooms.random_plan(problem, room)
    for person_id, reasons in explain(problem, plan, PACK).items():
        reason = reasons[-1] if part == "facts" else reasons[0]
        changed = {"facts": {**reason.facts, "level": 99}, "people": ("nobody",), "zh": "", "rule": "CN-999", "kind": "charm"}[part]
        if part == "zh" and not reason.people:
            continue
        assert len(untrue_reasons(problem, plan, {person_id: [replace(reason, **{part: changed})]}, load_rules())) == 1
