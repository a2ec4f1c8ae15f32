"""The worked cases of protocol practice, and each named other answer under the option that asks for it."""
import json
from pathlib import Path

import pytest

from seating import Person, Problem, solve
from seating.arrange import arrange, arrange_with_rules
from seating.customs import with_customs
from seating.layouts import round_table
from seating.rules import load_pack

HERE = Path(__file__).parent
CASES = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))["cases"]
OPTIONS = json.loads((HERE / "case_options.json").read_text(encoding="utf-8"))
ASKED = ("id", "title", "kind", "pack", "orientation", "geometry", "options", "participants")
SEQUENCES = ("table_order", "serving_order", "service_sequence", "lift")
SOLVED_KINDS = ("round_one_host", "round_two_hosts", "round_host_hostess", "interpreter")
# What the solver's packs do not arrange; `arrange` does.
NOT_SOLVED = {"rt1-n10-own-superior-presides", "rt2-n08-shandong"}
ROLES = {"host": "host", "second_host": "second_host", "hostess": "second_host", "chief": "guest_of_honour",
         "guest_of_honour": "guest_of_honour", "interpreter": "interpreter"}


def cases(wanted=lambda c: True):
    return [pytest.param(c, id=c["id"]) for c in CASES if wanted(c)]


def question(case, **changes):
    """The case without its answer; option changes replace what the case says of the same thing."""
    asked = {key: case[key] for key in ASKED}
    asked["options"] = {**case["options"], **changes}
    return asked


def neighbours_of(case, found):
    """relation -> whether it holds, on a ring or in a row."""
    def at(person):
        place = found[person]
        return ("", place) if isinstance(place, int) else (place.rsplit(":", 1)[0], int(place.rsplit(":", 1)[1]))
    n = case["geometry"].get("seats")
    wraps = case["geometry"]["type"] == "ring"
    for relation in case["relations"]:
        a, how, b = relation.split()
        (row, x), (other, y) = at(a), at(b)
        gap = (x - y) % n if wraps else x - y
        yield relation, row == other and gap == {"right_of": n - 1 if wraps else -1, "left_of": 1,
                                                 "opposite": n // 2 if n else None}[how]


@pytest.mark.parametrize("case", cases())
def test_case_is_answered_as_published(case):
    found = arrange(question(case))
    assert {key: found[key] for key in case["expected"]} == case["expected"]
    if case["kind"] not in SEQUENCES:
        assert set(found) == {p["id"] for p in case["participants"]}
        if case["kind"] != "table_assignment":
            assert len(set(found.values())) == len(found)
    assert [r for r, holds in neighbours_of(case, found) if not holds] == []


@pytest.mark.parametrize("case", cases(lambda c: c["alternatives"]))
def test_every_named_alternative_has_an_option(case):
    assert len(OPTIONS[case["id"]]) == len(case["alternatives"])
    for options, other in zip(OPTIONS[case["id"]], case["alternatives"]):
        found = arrange(question(case, **options))
        if "order_prefix" in other["expected"]:
            prefix = other["expected"]["order_prefix"]
            assert found["order"][:len(prefix)] == prefix
        else:
            assert {key: found[key] for key in other["expected"]} == other["expected"]


@pytest.mark.parametrize("case", cases())
def test_every_place_has_a_rule(case):
    found, rules = arrange_with_rules(question(case))
    things = set(found.get("labels") or found.get("order") or found)
    assert set(rules) == things
    assert all(rules[thing] for thing in things)


def problem_of(case, options, weights):
    lowest = max(p["rank"] for p in case["participants"] if p["rank"] < 90)
    honoured = next(p["id"] for p in case["participants"] if ROLES.get(p["role"]) == "guest_of_honour")
    people = tuple(Person(
        id=p["id"], name=p["id"], side=p["side"], rank=lowest + 1 if p["rank"] >= 90 else max(1, p["rank"]),
        role=ROLES.get(p["role"]), gender=p["gender"], partner=p["spouse_of"],
        interprets_for=honoured if p["role"] == "interpreter" else None) for p in case["participants"])
    table = round_table("T1", 0, case["geometry"]["seats"], options=options,
                        has_second_host=any(p.role == "second_host" for p in people))
    return Problem(case["id"], people, (table,), weights=weights)


def solved(case, pack_id, **changes):
    from dataclasses import replace
    pack = load_pack(pack_id)
    pack = replace(pack, options={**pack.options, **changes}, weights=dict(pack.weights))
    if case["options"].get("interleave") is False:
        pack = replace(pack, weights={"precedence_seat": 2})
    plan = solve(with_customs(problem_of(case, pack.options, {}), pack))
    return {p: seat for p, (_, seat) in plan.seats.items()}


def solver_cases():
    return cases(lambda c: c["kind"] in SOLVED_KINDS and c["id"] not in NOT_SOLVED)


@pytest.mark.parametrize("case", solver_cases())
def test_the_solver_agrees_with_the_published_places(case):
    pack = family_pack() if "trad" in case["pack"] else "cn-corporate"
    found = solved(case, pack)
    assert {p: found[p] for p in case["expected"]} == case["expected"]


def family_pack():
    from seating.rules import pack_ids
    return next(p for p in ("cn-trad-family", "cn-family") if p in pack_ids())


@pytest.mark.parametrize("case", cases(lambda c: c["kind"] == "round_two_hosts" and c["id"] not in NOT_SOLVED))
def test_the_other_custom_for_the_second_guest_is_a_switch_of_the_solver_too(case):
    expected = case["alternatives"][0]["expected"]
    found = solved(case, "cn-corporate", two_host_second_guest="right_of_second_host")
    assert {p: found[p] for p in expected} == expected


def test_the_solver_exchanges_guest_of_honour_and_spouse_by_the_western_rule():
    case = next(c for c in CASES if c["id"] == "rth-n08-cn")
    found = solved(case, "international")
    expected = case["alternatives"][0]["expected"]
    assert {p: found[p] for p in expected} == expected
