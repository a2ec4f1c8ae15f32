"""Arrangements beyond the worked cases: other sizes, other numbers, other people, and every refusal in words."""
import copy
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seating.arrange import arrange, arrange_with_rules, explained
from seating.arrange.options import option_values, options_of
from seating.errors import InvalidProblem, SeatingError
from seating.rules import load_rules, pack_ids

CASES = {c["id"]: c for c in json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))["cases"]}
ASKED = ("id", "title", "kind", "pack", "orientation", "geometry", "options", "participants")


def person(person_id, side, rank, role=None, gender=None, spouse_of=None, **more):
    return {"id": person_id, "side": side, "rank": rank, "role": role, "gender": gender, "spouse_of": spouse_of, **more}


def guests(n):
    return [person(f"G{i}", "guest", i, "guest_of_honour" if i == 1 else "guest") for i in range(1, n + 1)]


def hosts(n, *, second="companion"):
    roles = {1: "host", 2: second}
    return [person(f"H{i}", "host", i, roles.get(i, "companion")) for i in range(1, n + 1)]


def leaders(n):
    return [person(f"L{i}", "host", i, "leader") for i in range(1, n + 1)]


def dinner(men, women, couples):
    """Host, hostess, guests of both sexes; the first `couples` of them are married to each other."""
    return [person("H", "host", 1, "host", "m"), person("W", "host", 1, "hostess", "f", "H"),
            *(person(f"M{i}", "guest", i, "guest_of_honour" if i == 1 else "guest", "m") for i in range(1, men + 1)),
            *(person(f"L{i}", "guest", i, "guest", "f", f"M{i}" if i <= couples else None) for i in range(1, women + 1))]


def interpreter(person_id="I", side="host", serves=("H1", "G1")):
    return person(person_id, side, 99, "interpreter", serves=list(serves))


def case(kind, geometry, people, pack="cn-right-high", title="", **options):
    return {"id": "made", "title": title, "kind": kind, "pack": pack, "geometry": geometry, "options": options,
            "participants": people}


def ring(seats, people, *, kind="round_one_host", pack="cn-right-high", shape="round", **options):
    """Names round the table from the primary seat on, "-" for an empty chair, then whoever sits behind."""
    found = arrange(case(kind, {"type": "ring", "seats": seats, "shape": shape}, people, pack, **options))
    at = {place: who for who, place in found.items()}
    return " ".join([at.get(i, "-") for i in range(seats)] + [f"{w}={p}" for w, p in found.items() if isinstance(p, str)])


def row(people, *, kind, pack, name="front", size=None, **options):
    found = arrange(case(kind, {"type": "rows", "rows": {name: size or len(people)}}, people, pack, **options))
    at = {place: who for who, place in found.items()}
    return " ".join(at.get(f"{name}:{i}", "-") for i in range(size or len(people)))


@pytest.mark.parametrize("seats, people, plan", [
    (14, guests(10) + hosts(4), "H1 G2 H3 G4 G6 G8 G10 H4 G9 G7 G5 G3 H2 G1"),
    (9, guests(5) + hosts(4), "H1 G2 H3 G4 H4 G5 G3 H2 G1"),
    (10, guests(3) + hosts(7), "H1 G2 H3 H4 H6 H7 H5 G3 H2 G1"),
    (10, guests(4) + hosts(3), "H1 G2 H3 G4 - - - G3 H2 G1"),
    (4, guests(1) + hosts(1), "H1 - - G1")])
def test_unequal_sides_keep_companions_beside_the_first_guests(seats, people, plan):
    assert ring(seats, people) == plan


@pytest.mark.parametrize("seats", range(8, 31, 2))
def test_equal_sides_alternate_at_every_even_table(seats):
    half = seats // 2
    plan = ring(seats, guests(half) + hosts(half)).split()
    assert [name[0] for name in plan] == ["H", "G"] * half
    assert (plan[-1], plan[1], plan[-2], plan[2]) == ("G1", "G2", "H2", "H3")


@pytest.mark.parametrize("seats", range(8, 31, 2))
def test_left_high_mirrors_right_high(seats):
    people = guests(seats // 2) + hosts(seats - seats // 2)
    right, left = (ring(seats, people, side_rule=side).split() for side in ("right_high", "left_high"))
    assert left == right[:1] + right[:0:-1]


@pytest.mark.parametrize("seats", [8, 10, 12, 16, 20])
def test_two_hosts_have_their_guests_beside_them_at_every_size(seats):
    people, half = guests(seats // 2) + hosts(seats // 2, second="second_host"), seats // 2
    plan = ring(seats, people, kind="round_two_hosts").split()
    assert [plan[i] for i in (0, half, -1, 1, half - 1, half + 1)] == ["H1", "H2", "G1", "G2", "G3", "G4"]
    other = ring(seats, people, kind="round_two_hosts", two_host_second_guest="right_of_second_host").split()
    assert [other[i] for i in (0, half, -1, half - 1, 1, half + 1)] == ["H1", "H2", "G1", "G2", "G3", "G4"]


def test_an_odd_table_has_its_second_host_at_half_rounded_down():
    assert ring(9, guests(5) + hosts(4, second="second_host"), kind="round_two_hosts").split()[4] == "H2"


def test_a_higher_guest_may_trade_places_with_the_host():
    plan = ring(8, guests(4) + hosts(4, second="second_host"), goh_outranks_host="swap").split()
    assert (plan[0], plan[-1], plan[1]) == ("G1", "H1", "H2")


def test_in_korea_the_guest_faces_the_door_and_the_host_sits_opposite():
    assert ring(8, guests(4) + hosts(4), pack="kr") == "G1 G3 H4 H2 H1 H3 G4 G2"


@pytest.mark.parametrize("option, plan", [
    ("right_of_goh", "H1 G2 H2 G4 H4 G5 H3 G3 I G1"), ("behind", "H1 G2 H3 G4 H4 - G5 G3 H2 G1 I=behind:G1"),
    ("opposite", "H1 G2 H3 G4 I G5 H4 G3 H2 G1"), ("left_of_delegate", "H1 G2 H3 G4 H4 - G5 G3 H2 G1 I=behind:G1")])
def test_interpreters_use_a_chair_and_no_rank(option, plan):
    assert ring(10, guests(5) + hosts(4) + [interpreter()], interpreter=option) == plan


def test_two_interpreters_serve_one_principal_each():
    people = guests(4) + hosts(4) + [interpreter("HI", serves=["H1"]), interpreter("GI", "guest", ["G1"])]
    assert ring(10, people) == "H1 HI G2 H2 G4 H4 G3 H3 GI G1"
    assert ring(10, people, interpreter="behind").split()[-2:] == ["HI=behind:H1", "GI=behind:G1"]


def test_an_interpreter_of_a_lower_guest_sits_beside_that_guest():
    plan = ring(10, guests(5) + hosts(4) + [interpreter(serves=["G3"])]).split()
    assert abs(plan.index("I") - plan.index("G3")) == 1


def test_host_and_hostess_have_the_couple_of_honour_at_their_right_hands():
    people = [person("H", "host", 1, "host", "m"), person("W", "host", 2, "hostess", "f", "H"),
              *guests(3), person("GW", "guest", 1, "spouse", "f", "G1"), *hosts(6)[2:]]
    plan = ring(10, people, kind="round_host_hostess").split()
    assert (plan[0], plan[5], plan[9], plan[4]) == ("H", "W", "G1", "GW")
    western = ring(10, people, kind="round_host_hostess", spouse_rule="spouse_at_host_right").split()
    assert (western[0], western[5], western[4], western[9]) == ("H", "W", "G1", "GW")
    alone = ring(10, people, kind="round_host_hostess", hostess="none").split()
    assert (alone[0], alone[9], alone[1]) == ("H", "G1", "GW")


@pytest.mark.parametrize("seats", [6, 10, 14, 18, 22])
def test_women_and_men_alternate_and_couples_sit_apart(seats):
    others = seats // 2 - 1
    plan = ring(seats, dinner(others, others, others), kind="long_table", pack="western-english", shape="long_ends").split()
    half = seats // 2
    assert (plan[0], plan[half], plan[half - 1], plan[half + 1], plan[-1], plan[1]) == ("H", "W", "M1", "M2", "L1", "L2")
    assert len({name in "WL" or name[0] == "L" for name in plan[::2]}) == 1
    assert not any(a[1:] == b[1:] and a[1:] for a, b in zip(plan, plan[1:] + plan[:1]))


@pytest.mark.parametrize("seats", [8, 12, 16, 20, 24])
@pytest.mark.parametrize("way, hostess", [("hostess_moves_left", 1), ("shift_one_place", -1), ("break_alternation", 0)])
def test_multiples_of_four_have_four_ways(seats, way, hostess):
    others = seats // 2 - 1
    plan = ring(seats, dinner(others, others, others), kind="long_table", pack="us-alternate", shape="long_ends",
                four_n=way).split()
    sexes = [name == "H" or name[0] == "M" for name in plan]
    alike = sum(a == b for a, b in zip(sexes, sexes[1:] + sexes[:1]))
    assert plan.index("W") == seats // 2 + hostess
    assert alike == (0 if hostess else 2)
    assert not any(a[1:] == b[1:] and a[1:] for a, b in zip(plan, plan[1:] + plan[:1]))


def test_a_head_of_state_takes_the_head_of_the_table():
    plan = ring(10, dinner(4, 4, 4), kind="long_table", pack="western-english", shape="long_ends",
                goh_outranks_host="swap").split()
    assert (plan[0], plan[5], plan[1], plan[6]) == ("M1", "L1", "W", "H")


@pytest.mark.parametrize("n, left, right, b", [
    (5, "L5 L3 L1 L2 L4", "L4 L2 L1 L3 L5", "L5 L3 L1 L2 L4"),
    (8, "L7 L5 L3 L1 L2 L4 L6 L8", "L7 L5 L3 L1 L2 L4 L6 L8", "L8 L6 L4 L2 L1 L3 L5 L7")])
def test_rostrums_count_from_the_middle(n, left, right, b):
    assert row(leaders(n), kind="dais", pack="cn-gov-left-high") == left
    assert row(leaders(n), kind="dais", pack="int-right-high") == right
    assert row(leaders(n), kind="dais", pack="cn-gov-even-B") == b


def test_a_formal_top_table_alternates_and_parts_couples():
    people = [person("H", "host", 1, "host", "m"), person("HW", "host", 1, "hostess", "f", "H"),
              person("G", "guest", 1, "guest_of_honour", "m"), person("GW", "guest", 1, "spouse", "f", "G"),
              person("A", "guest", 2, "guest", "m"), person("B", "guest", 3, "guest", "f")]
    assert row(people, kind="dais", pack="uk-top-table") == "B HW G H GW A"


@pytest.mark.parametrize("people, plan", [
    (guests(1) + hosts(2), "G1 H1 H2"), (guests(2) + hosts(3), "H2 G1 H1 G2 H3"), (guests(3) + hosts(3), "G3 H2 G1 H1 G2 H3"),
    (guests(4) + hosts(3), "G3 H2 G1 H1 G2 H3 G4")])
def test_photographs_interleave_round_the_host(people, plan):
    assert row(people, kind="photo", pack="int-right-high") == plan
    assert row(people, kind="photo", pack="cn-gov-left-high").split() == plan.split()[::-1]


@pytest.mark.parametrize("options, theirs, ours", [
    ({}, "G2 GI G1 G3 G4", "H2 HI H1 H3 H4"), ({"talks_interpreter": "guest_left"}, "G4 G2 G1 GI G3", "H2 HI H1 H3 H4"),
    ({"talks_second": "free_chair"}, "G3 GI G1 G2 G4", "H3 HI H1 H2 H4"),
    ({"talks_interpreter": "behind"}, "G4 G2 G1 G3 -", "H4 H2 H1 H3 -")])
def test_talks_seat_interpreters_beside_or_behind_the_principals(options, theirs, ours):
    people = guests(4) + hosts(4) + [interpreter("HI", serves=["H1"]), interpreter("GI", "guest", ["G1"])]
    found = arrange(case("negotiation", {"type": "rows", "rows": {"facing_door": 5, "back_to_door": 5}}, people,
                         "cn-foreign-affairs", **options))
    at = {place: who for who, place in found.items()}
    for name, plan in (("facing_door", theirs), ("back_to_door", ours)):
        assert " ".join(at.get(f"{name}:{i}", "-") for i in range(5)) == plan


def test_sofas_keep_the_visitors_on_the_hand_the_pack_says():
    people = guests(3) + hosts(3)
    assert row(people, kind="sofa", pack="cn-foreign-affairs", name="sofas") == "G3 G2 G1 H1 H2 H3"
    assert row(people, kind="sofa", pack="cn-gov-domestic", name="sofas") == "H3 H2 H1 G1 G2 G3"
    assert row(guests(2) + hosts(2), kind="sofa", pack="cn-foreign-affairs", name="sofas", size=6) == "- G2 G1 H1 H2 -"


def test_at_a_summit_the_next_and_the_previous_host_stand_beside_the_host():
    people = [person("PM", "guest", 1, "prime_minister"), person("P1", "guest", 1, "president"),
              person("P2", "guest", 2, "president"), person("ORG", "guest", 1, "organisation"),
              person("PREV", "guest", 3, "previous_host"), person("NEXT", "guest", 9, "next_host"), person("HOST", "host", 1, "host")]
    found = arrange(case("photo", {"type": "rows", "rows": {"front": 5, "back": 2}}, people, "g20"))
    at = {place: who for who, place in found.items()}
    assert [at[f"front:{i}"] for i in range(5)] == ["P1", "NEXT", "HOST", "PREV", "P2"]
    assert {at["back:0"], at["back:1"]} == {"PM", "ORG"}


def test_at_a_tea_table_the_guest_of_honour_sits_at_the_left_and_rank_runs_clockwise():
    assert ring(6, guests(4) + hosts(2), kind="tea_table", pack="cn-tea-table") == "H1 G1 G2 G3 G4 H2"


def test_note_takers_share_the_space_behind_their_principal():
    people = guests(2) + hosts(2) + [interpreter("HI", serves=["H1"]), person("HN", "host", 99, "note_taker")]
    found = arrange(case("sofa", {"type": "rows", "rows": {"sofas": 4}}, people, "cn-foreign-affairs"))
    assert (found["HI"], found["HN"]) == ("behind:H1", "behind:H1")


def test_a_guide_walks_ahead_of_the_guest():
    people = [*guests(1), *hosts(1), person("R", "host", 9, "receptionist")]
    found = arrange(case("walking", {"type": "rows", "rows": {"abreast": 2}}, people, "int-right-high"))
    assert found == {"G1": "abreast:0", "H1": "abreast:1", "R": "ahead:G1"}


SEDAN = ["driver", "front_passenger", "rear_right", "rear_middle", "rear_left"]


def ride(people, *, layout="sedan5", seats=SEDAN, driver="chauffeur", drive="LHD", pack="cn-car", **options):
    return arrange(case("vehicle", {"type": "vehicle", "layout": layout, "seats": seats, "driver": driver,
                                    "drive": drive}, people, pack, **options))


def test_three_in_a_sedan_leave_the_rear_middle_empty():
    assert ride(guests(3)) == {"G1": "rear_right", "G2": "rear_left", "G3": "front_passenger"}


def test_driving_on_the_left_mirrors_the_car():
    assert ride(guests(2), drive="RHD") == {"G1": "rear_left", "G2": "rear_right"}
    assert ride(guests(2), drive="RHD", pack="jp-car") == {"G1": "rear_right", "G2": "rear_left"}


def test_a_host_couple_drives_in_front_and_the_guest_couple_rides_behind():
    people = [person("D", "host", 1, "host_driver", "m"), person("W", "host", 2, "hostess", "f", "D"),
              person("G", "guest", 1, "guest_of_honour", "m"), person("GW", "guest", 1, "spouse", "f", "G")]
    assert ride(people, driver="host") == {"D": "driver", "W": "front_passenger", "G": "rear_right", "GW": "rear_left"}


def test_tables_are_ordered_from_a_stage_and_from_another_door():
    tables = {"A": [-1, 0], "B": [1, 0], "C": [0, 1]}
    order = arrange(case("table_order", {"type": "tables", "tables": tables, "stage": [1, -1]}, []))
    assert order == {"order": ["B", "C", "A"]}
    turned = {"far": [0, 0], "near": [0, 1]}
    assert arrange(case("table_order", {"type": "tables", "tables": turned, "door": "top"}, [])) == {"order": ["far", "near"]}


def test_every_table_has_a_host_and_guests_fill_tables_by_rank():
    found = arrange(case("table_assignment", {"type": "assign", "tables": ["T1", "T2"]}, guests(6) + hosts(4)))
    assert {t: [p for p in found if found[p] == t] for t in ("T1", "T2")} == {
        "T1": ["H1", "G1", "G2", "G3", "H3"], "T2": ["H2", "G4", "G5", "G6", "H4"]}


def test_serving_starts_with_the_lady_of_honour():
    people = [person("H", "host", 1, "host", "m"), person("W", "host", 2, "hostess", "f", "H"),
              person("G", "guest", 1, "guest_of_honour", "m"), person("GW", "guest", 1, "spouse", "f", "G")]
    table = {"type": "ring", "seats": 4, "shape": "round"}
    seats = {"H": 0, "GW": 1, "W": 2, "G": 3}
    one = arrange(case("serving_order", table, people, "cn-serve-ring", given_seats=seats))
    two = arrange(case("serving_order", table, people, "cn-serve-two/handbook", given_seats=seats))
    assert one == {"orders": [["GW", "W", "G", "H"]], "labels": ["waiter"]}
    assert two == {"orders": [["GW", "W"], ["G", "H"]], "labels": ["waiter A", "waiter B"]}


def test_tea_goes_round_the_table_when_asked():
    table = {"type": "ring", "seats": 4, "shape": "round"}
    made = case("service_sequence", table, guests(2) + hosts(2), "cn-tea", tea_order="clockwise",
                given_seats={"H1": 0, "G2": 1, "H2": 2, "G1": 3})
    assert arrange(made) == {"orders": [["G1", "H1", "G2", "H2"]], "labels": ["tea"]}


def test_an_option_says_whether_the_lift_has_an_operator():
    people = [person("R", "host", 9, "receptionist"), *guests(2)]
    lift = case("lift", {"type": "sequence"}, people, "cn-lift", "Lift without operator", lift_operator="attended")
    assert arrange(lift)["orders"] == [["G1", "G2", "R"], ["G1", "G2", "R"]]
    del lift["options"]["lift_operator"]
    assert arrange(lift)["orders"] == [["R", "G1", "G2"], ["G1", "G2", "R"]]


@pytest.mark.parametrize("pack", pack_ids())
def test_every_rule_pack_can_arrange_a_table(pack):
    assert len(set(ring(10, guests(5) + hosts(5), pack=pack).split())) == 10


@pytest.mark.parametrize("case_id", sorted(CASES))
def test_every_rule_named_is_in_the_catalogue_in_both_languages(case_id):
    asked = {key: CASES[case_id][key] for key in ASKED}
    _, rules = arrange_with_rules(asked)
    assert {r for ids in rules.values() for r in ids} - set(load_rules()) == set()
    assert all(reason["zh"] and reason["en"] for ids in explained(asked)["reasons"].values() for reason in ids)


@given(st.integers(2, 30), st.data())
@settings(max_examples=60, deadline=None)
def test_everybody_has_one_place_at_any_table(seats, data):
    count = data.draw(st.integers(1, seats))
    host_count = data.draw(st.integers(0, count))
    people = guests(count - host_count) + hosts(host_count, second=data.draw(st.sampled_from(["companion", "second_host"])))
    options = {key: data.draw(st.sampled_from(option_values()[key]))
               for key in ("primary_seat", "side_rule", "two_host_second_guest", "interleave", "goh_outranks_host")}
    found = arrange(case("round_two_hosts", {"type": "ring", "seats": seats}, people, **options))
    assert sorted(found) == sorted(p["id"] for p in people)
    assert len(set(found.values())) == count and set(found.values()) <= set(range(seats))


def changed(path, value):
    made = case("round_one_host", {"type": "ring", "seats": 4, "shape": "round"}, guests(2) + hosts(2))
    at = made
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return made


@pytest.mark.parametrize("made, where", [
    (changed(["kind"], "picnic"), "kind"), (changed(["pack"], "cn-martian"), "pack"),
    (changed(["options"], {"side_rule": "up"}), "options.side_rule"), (changed(["options"], {"colour": "red"}), "options.colour"),
    (changed(["geometry", "type"], "rows"), "geometry.type"), (changed(["geometry", "seats"], 0), "geometry.seats"),
    (changed(["geometry", "shape"], "star"), "geometry.shape"), (changed(["geometry", "seats"], 3), "participants"),
    (changed(["participants", 1, "id"], "G1"), "participants[1].id"),
    (changed(["participants", 3, "role"], "host"), "participants[3].role"),
    (changed(["participants", 0, "side"], "left"), "participants[0].side"),
    (changed(["participants", 0, "rank"], "first"), "participants[0].rank"),
    (changed(["participants", 0, "spouse_of"], "X"), "participants[0].spouse_of"),
    (changed(["options"], {"given_seats": {"X": 1}}), "options.given_seats.X")])
def test_what_is_wrong_is_said_with_its_place(made, where):
    with pytest.raises(InvalidProblem) as refused:
        arrange(made)
    assert refused.value.path == where
    assert len(refused.value.reason) > 10


def test_two_guests_of_honour_are_refused_whatever_they_are_called():
    people = [*guests(1), person("C", "guest", 2, "chief"), *hosts(1)]
    with pytest.raises(InvalidProblem, match="already the role of G1"):
        ring(4, people)


def test_options_of_a_pack_name_come_from_its_words():
    assert options_of("cn-gov-left-high", {})["side_rule"] == "left_high"
    assert options_of("cn-gov-left-high", {"dais_rule": "right"})["dais_side"] == "right"
    assert options_of("cn-two-host/second-guest-right-of-second-host", {})["two_host_second_guest"] == "right_of_second_host"


JUNK = [None, -1, 0, 3, 10**9, 1.5, "", "x", [], {}, [1], {"a": 1}, True, "host", "guest", "G1", "H1", float("nan")]


def paths(value, path=()):
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from paths(value[key], (*path, key))


def test_two_thousand_malformed_cases_are_answered_or_refused_in_words():
    chance, refused = random.Random(7), 0
    for _ in range(2000):
        chosen = CASES[chance.choice(sorted(CASES))]
        made = copy.deepcopy({key: chosen[key] for key in ASKED})
        *above, last = chance.choice(list(paths(made))[1:])
        at = made
        for key in above:
            at = at[key]
        if chance.random() < 0.2 and isinstance(at, dict):
            del at[last]
        else:
            at[last] = chance.choice(JUNK)
        try:
            arrange(made)
        except SeatingError as error:
            refused += 1
            assert str(error)
    assert refused > 500


def test_the_command_prints_the_places_and_their_rules(tmp_path, capsys):
    from seating.__main__ import main
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case("round_one_host", {"type": "ring", "seats": 4}, guests(2) + hosts(2))), encoding="utf-8")
    assert main(["arrange", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"H1": 0, "G1": 3, "G2": 1, "H2": 2}
    assert main(["arrange", str(path), "--explain"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["places"]["G1"] == 3
    assert told["reasons"]["G1"][0] == {"rule": "CN-10", "zh": load_rules()["CN-10"].text["zh"],
                                        "en": load_rules()["CN-10"].text["en"], "why": load_rules()["CN-10"].reason}


def test_the_command_refuses_with_two_and_a_sentence(tmp_path, capsys):
    from seating.__main__ import main
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case("picnic", {"type": "ring", "seats": 4}, [])), encoding="utf-8")
    assert main(["arrange", str(path)]) == 2
    assert capsys.readouterr().err.startswith("error: kind: must be one of ")
