"""Further cases of the kinds of cases.json, worked out by hand from the protocol: other sizes, ranks, roles and options."""
import json
import random
from pathlib import Path

import pytest

from seating.arrange import arrange, arrange_with_rules

CASES = json.loads((Path(__file__).parent / "more_cases.json").read_text(encoding="utf-8"))["cases"]
ASKED = ("id", "title", "kind", "pack", "orientation", "geometry", "options", "participants")
SEQUENCES = ("table_order", "serving_order", "service_sequence", "lift")


def question(case, **options):
    asked = {key: case[key] for key in ASKED}
    asked["options"] = {**case["options"], **options}
    return asked


def cases(wanted=lambda c: True):
    return [pytest.param(c, id=c["id"]) for c in CASES if wanted(c)]


def assert_answers(case, options, expected):
    found = arrange(question(case, **options))
    assert {key: found.get(key) for key in expected} == expected
    if case["kind"] in SEQUENCES:
        assert set(found) == set(expected)
        return
    assert set(found) == {p["id"] for p in case["participants"]}
    places = [place for place in found.values() if not str(place).startswith(("behind:", "ahead:"))]
    assert case["kind"] == "table_assignment" or len(set(places)) == len(places)


@pytest.mark.parametrize("case", cases())
def test_the_places_are_those_the_rules_give(case):
    assert_answers(case, {}, case["expected"])


@pytest.mark.parametrize("case", cases(lambda c: c["alternatives"]))
def test_the_other_custom_is_an_option(case):
    for other in case["alternatives"]:
        assert other["expected"] != case["expected"]
        assert_answers(case, other["options"], other["expected"])


@pytest.mark.parametrize("case", cases())
def test_the_reasons_are_the_rules_it_was_worked_out_from(case):
    _, rules = arrange_with_rules(question(case))
    assert set(case["rules"]) <= {rule for ids in rules.values() for rule in ids}


def has_two_of_a_rank(case):
    ranks = [(p["side"], p["rank"], p["spouse_of"] is None) for p in case["participants"]]
    return len(set(ranks)) < len(ranks)


@pytest.mark.parametrize("case", cases(lambda c: len(c["participants"]) > 1 and not has_two_of_a_rank(c)))
def test_the_order_in_which_people_are_named_changes_nothing(case):
    named = list(case["participants"])
    random.Random(case["id"]).shuffle(named)
    assert arrange({**question(case), "participants": named}) == arrange(question(case))


def test_no_couple_sits_together_when_three_couples_dine_at_a_table_for_eight():
    case = next(c for c in CASES if c["id"] == "western-8-couple-moved")
    found = arrange(question(case))
    genders = {p["id"]: p["gender"] for p in case["participants"]}
    ring = sorted(found, key=found.get)
    couples = [(p["id"], p["spouse_of"]) for p in case["participants"] if p["spouse_of"]]
    assert all((found[a] - found[b]) % 8 not in (1, 7) for a, b in couples)
    assert all(genders[a] != genders[b] for a, b in zip(ring, ring[1:] + ring[:1]))
