"""Options of cases that change one answer: who sits first in a car, where a second waiter begins, doors and stages."""
import pytest

from seating.arrange import arrange, arrange_with_rules

SEVEN = ("driver", "front_passenger", "mid_right", "mid_left", "rear_right", "rear_middle", "rear_left")
NINE = ("driver", "front_middle", "front_right", "mid_right", "mid_middle", "mid_left", "rear_right", "rear_middle", "rear_left")
SEDAN = ("driver", "front_passenger", "rear_right", "rear_middle", "rear_left")
ONE_BOX = ("driver", "front_passenger", "mid_right", "mid_middle", "mid_left", "rear_right", "rear_left")


def case(kind, pack, geometry, people=(), **options):
    return {"id": "x", "title": "x", "kind": kind, "pack": pack, "geometry": geometry, "options": options, "participants": list(people)}


def person(name, role="guest", **more):
    return {"id": name, "side": "host" if name[0] == "H" else "guest", "rank": int(name[1:]), "role": role, **more}


GUESTS = [person("G1", "guest_of_honour"), person("G2"), person("G3")]
HOSTS = [person("H1", "host"), person("H2", "second_host"), person("H3", "companion")]


@pytest.mark.parametrize("layout, seats, drive, pack, options, first", [
    ("sedan5", SEDAN, "LHD", "cn-car", {"car_security": "behind_driver"}, "rear_left"),
    ("sedan5", SEDAN, "RHD", "cn-car", {"car_security": "behind_driver"}, "rear_right"),
    ("seven_3row", SEVEN, "LHD", "cn-car/7-mpv", {"car_security": "behind_driver"}, "mid_left"),
    ("seven_3row", SEVEN, "LHD", "cn-car/7-textbook", {"car_security": "behind_driver"}, "rear_left"),
    ("nine_3row", NINE, "LHD", "cn-car", {"car_security": "behind_driver"}, "mid_left"),
    ("onebox7", ONE_BOX, "RHD", "jp-car", {}, "mid_right")])
def test_behind_the_driver_where_safety_or_custom_asks_for_it(layout, seats, drive, pack, options, first):
    car = {"type": "vehicle", "layout": layout, "seats": list(seats), "drive": drive, "driver": "chauffeur"}
    assert arrange(case("vehicle", pack, car, [person("H9", "driver"), *GUESTS], **options))["G1"] == first


@pytest.mark.parametrize("layout, seats", [("onebox7", ONE_BOX), ("nine_3row", NINE[:1] + ("front_passenger",) + NINE[3:])])
def test_beside_a_host_who_drives(layout, seats):
    car = {"type": "vehicle", "layout": layout, "seats": list(seats), "drive": "RHD", "driver": "host"}
    assert arrange(case("vehicle", "jp-car", car, [person("H1", "host_driver"), *GUESTS]))["G1"] == "front_passenger"


def test_the_second_waiter_of_a_western_table_begins_opposite_and_the_host_is_last():
    people = [person("H1", "host", gender="m"), person("H2", "hostess", gender="f", spouse_of="H1"),
              *(person(f"G{i}", "lady_of_honour" if i == 1 else "guest", gender="mf"[i % 2]) for i in range(1, 7))]
    seats = {"H1": 0, "G1": 7, "G2": 6, "G3": 5, "H2": 4, "G4": 3, "G5": 2, "G6": 1}
    found = arrange(case("serving_order", "us-serve", {"type": "ring", "seats": 8}, people, given_seats=seats, waiters=2))
    assert found["orders"] == [["G1", "G2", "G3", "H2"], ["G4", "G5", "G6", "H1"]]


def test_without_a_second_host_the_second_waiter_begins_where_that_seat_would_be():
    people = [person("H1", "host"), *(person(f"G{i}", "guest_of_honour" if i == 1 else "guest") for i in range(1, 8))]
    seats = {"G1": 7, "H1": 0, "G2": 1, "G3": 2, "G4": 3, "G5": 4, "G6": 5, "G7": 6}
    ring = {"type": "ring", "seats": 8}
    assert arrange(case("serving_order", "cn-serve-two/handbook", ring, people, given_seats=seats))["orders"] == [
        ["G1", "H1", "G2", "G3"], ["G4", "G5", "G6", "G7"]]
    assert arrange(case("serving_order", "cn-serve-two/intl", ring, people, given_seats=seats))["orders"] == [
        ["G1", "H1", "G2", "G3", "G4"], ["G5", "G6", "G7"]]


@pytest.mark.parametrize("sequence, order", [("toast", "H1 H2 H3 G1 G2 G3"), ("introductions", "H1 H2 H3 G1 G2 G3"), ("tea", "G1 G2 G3 H1 H2 H3")])
def test_sequences_by_rank(sequence, order):
    mixed = [p for pair in zip(GUESTS[::-1], HOSTS[::-1]) for p in pair]
    assert arrange(case("service_sequence", "cn-tea", {"type": "sequence"}, mixed, sequence=sequence))["orders"] == [order.split()]


def test_guests_fill_tables_in_proportion_to_their_size():
    people = [*HOSTS[:1], person("H2", "companion"), *GUESTS, person("G4")]
    geometry = {"type": "assign", "tables": ["A", "B"], "seats": [4, 6]}
    assert arrange(case("table_assignment", "cn-corporate", geometry, people)) == {
        "H1": "A", "G1": "A", "G2": "A", "H2": "B", "G3": "B", "G4": "B"}


@pytest.mark.parametrize("door, order", [("bottom", "B A C E D F"), ("top", "E F D B C A"), ("left", "C F B E A D"), ("right", "D A E B F C")])
def test_far_and_right_are_seen_from_the_door(door, order):
    """Two rows of three: A B C behind D E F where the door is at the bottom."""
    tables = {"A": [-1, 1], "B": [0, 1], "C": [1, 1], "D": [-1, 0], "E": [0, 0], "F": [1, 0]}
    found = arrange(case("table_order", "cn-right-high", {"type": "tables", "tables": tables, "door": door, "stage": None}))
    assert found["order"] == order.split()


def test_a_stage_with_a_size_stands_at_its_middle():
    geometry = {"type": "tables", "tables": {"A": [0, 0], "B": [4, 0]}, "door": "bottom", "stage": [1, 1, 5, 1]}
    assert arrange(case("table_order", "cn-right-high", geometry))["order"] == ["B", "A"]


def test_ranked_people_move_outward_past_the_interpreters_chair():
    people = [person("H1", "host"), *(person(f"G{i}", "guest_of_honour" if i == 1 else "guest") for i in range(1, 7)),
              person("H99", "interpreter", serves=["H1", "G1"])]
    assert arrange(case("interpreter", "cn-interpreter-right", {"type": "ring", "seats": 8}, people, interleave=False)) == {
        "H1": 0, "G1": 7, "H99": 6, "G2": 1, "G3": 5, "G4": 2, "G5": 4, "G6": 3}


def test_the_second_host_sits_at_the_left_of_a_guest_of_honour_who_presides():
    people = [*HOSTS, *GUESTS, *(person(f"G{i}") for i in (4, 5, 6, 7))]
    found = arrange(case("round_two_hosts", "cn-goh-outranks-host", {"type": "ring", "seats": 10}, people, interleave=False))
    assert (found["G1"], found["H1"], found["H2"]) == (0, 9, 1)


def test_only_the_guests_interpreter_may_sit_at_the_left_in_talks():
    people = [person("G1", "principal"), person("G2", "delegate"), person("H1", "principal"), person("H2", "delegate"),
              person("G98", "interpreter"), person("H99", "interpreter")]
    rows = {"type": "rows", "rows": {"facing_door": 3, "back_to_door": 3}}
    found, rules = arrange_with_rules(case("negotiation", "cn-foreign-affairs", rows, people, talks_interpreter="guest_left"))
    assert (rules["G98"][0], rules["H99"][0]) == ("ME-03g", "ME-03")
    assert found == {
        "G2": "facing_door:0", "G1": "facing_door:1", "G98": "facing_door:2",
        "H99": "back_to_door:0", "H1": "back_to_door:1", "H2": "back_to_door:2"}
