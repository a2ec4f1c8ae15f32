"""Further cases of the kinds of cases.json, worked out by hand from the protocol: other sizes, ranks, roles and options."""
import json
import random
from pathlib import Path

import pytest

from seating.arrange import arrange, arrange_with_rules
from seating.arrange.options import options_of
from seating.errors import InvalidProblem

CASES = json.loads((Path(__file__).parent / "more_cases.json").read_text(encoding="utf-8"))["cases"]
ASKED = ("id", "title", "kind", "pack", "orientation", "geometry", "options", "participants")
SEQUENCES = ("table_order", "serving_order", "service_sequence", "lift", "stairs", "door", "table_hosts")


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


def people(*given):
    keys = ("id", "side", "rank", "role")
    return [dict(zip(keys, p)) | {"gender": None, "spouse_of": None} for p in given]


def made(kind, geometry, participants, pack="cn-right-high", **options):
    return {"id": "made", "title": "", "kind": kind, "pack": pack, "orientation": {}, "geometry": geometry,
            "options": options, "participants": participants}


def test_riders_without_a_seat_are_refused_and_not_forgotten():
    car = {"type": "vehicle", "layout": "suv4", "seats": ["driver", "front_passenger", "rear_right", "rear_left"]}
    riders = people(*((f"G{i}", "guest", i, "guest") for i in range(1, 5)))
    with pytest.raises(InvalidProblem, match="4 people for 3 places"):
        arrange(made("vehicle", car, riders, "cn-car"))
    assert len(arrange(made("vehicle", car, riders[:3], "cn-car"))) == 3


def test_an_interpreter_of_someone_in_a_chair_behind_has_a_seat():
    given = people(("H1", "host", 1, "host"), ("G1", "guest", 1, "guest_of_honour"), ("N1", "guest", 98, "note_taker"),
                   ("I1", "host", 99, "interpreter"), ("I2", "host", 99, "interpreter"))
    given[3]["serves"], given[4]["serves"] = ["G1"], ["N1"]
    found = arrange(made("interpreter", {"type": "ring", "seats": 6}, given))
    assert found["N1"].startswith("behind:") and isinstance(found["I2"], int)


@pytest.mark.parametrize("one, other", [
    ({"tea": "clockwise"}, {"tea_order": "clockwise"}), ({"interleave": "false"}, {"interleave": False}),
    ({"tie_break": "right_before_far"}, {"table_tie_break": "right_first"})])
def test_an_option_has_other_names(one, other):
    assert options_of("cn-right-high", one) == options_of("cn-right-high", other) != options_of("cn-right-high", {})


def test_where_the_interpreter_sits_at_table_holds_at_talks_unless_these_say_otherwise():
    assert options_of("cn-foreign-affairs", {"interpreter": "behind"})["talks_interpreter"] == "behind"
    both = {"interpreter": "behind", "talks_interpreter": "guest_left"}
    assert options_of("cn-foreign-affairs", both)["talks_interpreter"] == "guest_left"


def test_a_service_role_alone_is_refused_in_words():
    alone = people(("I1", "guest", 99, "interpreter"))
    with pytest.raises(InvalidProblem, match="I1 serves nobody"):
        arrange(made("photo", {"type": "rows", "rows": {"front": 2}}, alone))


def test_a_spouse_on_duty_does_not_preside():
    case = next(c for c in CASES if c["id"] == "western-head-of-state-10")
    given = [p | {"role": "security"} if p["id"] == "M1" else p for p in case["participants"]]
    found = arrange({**question(case), "participants": given})
    assert set(found) == {p["id"] for p in given}
    assert found["M1"].startswith("behind:") and (found["H1"], found["W1"]) == (0, 5)
