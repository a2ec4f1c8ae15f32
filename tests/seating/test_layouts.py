"""Seat and table order against the worked cases of protocol practice (cases.json)."""
import json
from pathlib import Path

import pytest

from seating import layouts

CASES = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))["cases"]


def of_kind(kind):
    return [pytest.param(c, id=c["id"]) for c in CASES if c["kind"] == kind]


@pytest.mark.parametrize("case", of_kind("table_order"))
def test_table_order_is_that_of_the_case(case):
    points = {t: (round(100 * x), round(100 * y)) for t, (x, y) in case["geometry"]["tables"].items()}
    side = "left_high" if "left-high" in case["pack"] else "right_high"
    assert layouts.table_order(points, side=side) == case["expected"]["order"]
    for other in case["alternatives"]:
        if "order" in other["expected"]:
            option = {"tie_break": "right_first"} if "right-first" in other["why"] else {"side": "right_high"}
            assert layouts.table_order(points, **option) == other["expected"]["order"]


@pytest.mark.parametrize("n", range(1, 11))
def test_templates_put_every_table_somewhere_else(n):
    points = layouts.template(n)
    assert len(set(points)) == n
    assert min(abs(ax - bx) + abs(ay - by) for i, (ax, ay) in enumerate(points)
               for bx, by in points[i + 1:] or [(ax + 999, ay)]) >= 400


def test_one_host_counts_outwards_right_before_left():
    assert layouts.seat_order(8) == [0, 7, 1, 6, 2, 5, 3, 4]
    assert layouts.seat_order(7) == [0, 6, 1, 5, 2, 4, 3]
    assert layouts.seat_order(8, side_rule="left_high") == [0, 1, 7, 2, 6, 3, 5, 4]


def test_two_hosts_count_from_the_nearer_one():
    assert layouts.seat_order(10, second_host=5) == [0, 5, 9, 1, 4, 6, 8, 2, 3, 7]
    assert layouts.seat_order(10, second_host=5, second_guest="right_of_second_host")[:6] == [0, 5, 9, 4, 1, 6]


@pytest.mark.parametrize("name", ["one-table-10", "two-hosts-16", "banquet-60", "banquet-120"])
def test_honour_of_the_published_rooms_is_ours(name):
    path = Path(__file__).parent / "instances" / f"{name}.json"
    for table in json.loads(path.read_text(encoding="utf-8"))["tables"]:
        ours = layouts.round_table(table["id"], table["rank"], len(table["seats"]), options={},
                                   has_second_host=table["second_head"] is not None)
        assert [s.honour for s in ours.seats] == [s["honour"] for s in table["seats"]]
        assert [set(s.beside) for s in ours.seats] == [set(s["beside"]) for s in table["seats"]]
        assert (ours.head, ours.second_head, ours.guest_of_honour) == (
            table["head"], table["second_head"], table["guest_of_honour"])


def test_guest_in_the_primary_seat_faces_the_host():
    table = layouts.round_table("T1", 0, 10, options={"primary_seat": "guest", "side_rule": "left_high"})
    assert (table.guest_of_honour, table.head, table.seats[1].honour) == (0, 5, 1)


def test_beside_a_stage_the_nearest_table_is_first():
    points = {"a": (0, 0), "b": (400, 0), "c": (0, 400)}
    assert layouts.main_table(points, stage=(500, -200)) == "b"


@pytest.mark.parametrize("capacities, people, sizes", [
    ([10, 10, 10, 10], 34, [10, 8, 8, 8]), ([8, 8], 11, [6, 5]), ([10, 10], 20, [10, 10]), ([10, 10], 25, [10, 10]),
    ([10], 7, [7]), ([12, 6, 6], 20, [8, 6, 6]), ([10, 10, 10], 30, [10, 10, 10]), ([6, 10, 4], 18, [6, 8, 4])])
def test_people_spread_evenly_when_there_are_chairs_to_spare(capacities, people, sizes):
    tables = tuple(layouts.round_table(f"T{i}", i, n, options={}) for i, n in enumerate(capacities))
    closed = layouts.with_spare_chairs_closed(tables, people)
    assert [sum("closed" not in s.features for s in t.seats) for t in closed] == sizes
    assert all(t.seats[t.head].honour == 0 and "closed" not in t.seats[t.head].features for t in closed)


def test_right_hands_are_right_hands():
    """The neighbour called right lies to the right of where the sitter looks, in every arrangement."""
    from math import cos, radians, sin
    for made in drawn():
        for place in made.places:
            if place.right is None or made.kind == "round" and len(made.places) == 2:
                continue
            other = made.place(place.right)
            look = (sin(radians(place.facing)), cos(radians(place.facing)))
            to_the_right = (other.x - place.x) * look[1] - (other.y - place.y) * look[0]
            assert to_the_right >= 0, (made.kind, place.id)
            assert made.place(place.right).left == place.id


def drawn():
    sizes = [("round", {"seats": 9}), ("square", {"seats": 8}), ("long", {"seats": 9}), ("long", {"seats": 14, "style": "french"}),
             ("long", {"seats": 6, "style": "single_sided"}), ("u", {"base": 5, "arm": 4}), ("u", {"base": 5, "arm": 3, "inside": True}),
             ("hollow_square", {"seats": 18}), ("half_round", {"seats": 6}), ("rows", {"front": 7, "back": 8}),
             ("theatre", {"row_count": 3, "seats": 8, "aisle_after": 4}), ("talks", {"guests": 5, "hosts": 4}),
             ("talks", {"guests": 5, "hosts": 5, "door": "end_on"}), ("sofas", {"seats": 6}), ("signing", {"standing": 8}),
             ("meeting_table", {}), ("tea_table", {}), ("abreast", {"walkers": 3}),
             *(("vehicle", {"layout": v}) for v in ("sedan", "suv", "mpv", "seven", "nine", "onebox", "coach"))]
    return [layouts.layout(kind, **size) for kind, size in sizes]


def test_every_kind_is_drawn_with_a_place_for_each_and_none_twice():
    made = drawn()
    assert {m.kind for m in made} == set(layouts.KINDS)
    for m in made:
        assert len({p.id for p in m.places}) == len({(p.x, p.y) for p in m.places}) == len(m.places)


@pytest.mark.parametrize("kind, sizes, pairs", [
    ("round", {"seats": 8}, {0: 4, 1: 5, 7: 3}), ("long", {"seats": 9}, {0: 5, 1: 8}),
    ("long", {"seats": 14, "style": "french"}, {0: 7, 1: 6, 13: 8}),
    ("talks", {"guests": 3, "hosts": 3}, {"facing_door:0": "back_to_door:2", "facing_door:1": "back_to_door:1"}),
    ("u", {"base": 3, "arm": 2}, {0: 6, 1: 5})])
def test_who_sits_opposite_whom(kind, sizes, pairs):
    made = layouts.layout(kind, **sizes)
    assert {a: made.place(a).opposite for a in pairs} == pairs


def test_those_in_a_second_row_stand_behind_the_first():
    made = layouts.layout("rows", front=3, back=3)
    assert [p.behind for p in made.places] == [None, None, None, "front:0", "front:1", "front:2"]
    assert layouts.order(made) == ["front:1", "front:0", "front:2", "back:1", "back:0", "back:2"]


def test_honour_in_a_u_runs_from_the_middle_of_its_base_along_both_arms():
    made = layouts.layout("u", base=3, arm=2)
    assert layouts.order(made) == [3, 2, 4, 1, 5, 0, 6]
    assert layouts.order(made, side_rule="left_high") == [3, 4, 2, 5, 1, 6, 0]


def test_a_chair_that_does_not_count_is_stepped_over():
    made = layouts.layout("round", seats=8)
    assert layouts.order(made, heads=(0,), uncounted={6}) == [0, 7, 1, 5, 2, 4, 3]


@pytest.mark.parametrize("seats", [4, 7, 10, 16, 30])
def test_the_drawn_round_table_is_the_round_table_of_the_format(seats):
    drawn_table = layouts.to_table(layouts.layout("round", seats=seats), "T1", 0, options={}, has_second_host=True)
    assert drawn_table == layouts.round_table("T1", 0, seats, options={}, has_second_host=True)


@pytest.mark.parametrize("kind, sizes", [("u", {"base": 3, "arm": 3}), ("long", {"seats": 10}), ("square", {"seats": 8}),
                                         ("hollow_square", {"seats": 12}), ("half_round", {"seats": 6})])
def test_people_are_seated_at_tables_of_every_shape(kind, sizes):
    from seating import Person, Problem, solve
    table = layouts.to_table(layouts.layout(kind, **sizes), "T1", 0, options={})
    people = [Person("host", "host", "host", 1, role="host"), Person("guest", "guest", "guest", 1, role="guest_of_honour")]
    people += [Person(f"p{i}", f"p{i}", ("guest", "host")[i % 2], 2 + i // 2) for i in range(len(table.seats) - 2)]
    plan = solve(Problem("table", tuple(people), (table,), weights={"precedence_seat": 2, "interleave": 10}))
    assert plan.hard == 0
    assert (plan.seats["host"], plan.seats["guest"]) == (("T1", table.head), ("T1", table.guest_of_honour))


def test_features_reach_the_seat_of_the_table():
    made = layouts.layout("round", seats=6, features={3: ("accessible",)})
    assert [s.features for s in layouts.to_table(made, "T1", 0, options={}).seats][2:5] == [(), ("accessible",), ()]


@pytest.mark.parametrize("kind, sizes", [
    ("star", {}), ("round", {"seats": 1}), ("round", {"chairs": 8}), ("round", {"seats": 999}), ("long", {"seats": 8, "style": "odd"}),
    ("vehicle", {"layout": "boat"}), ("vehicle", {"layout": "sedan", "seats": ["roof"]}), ("rows", {}),
    ("round", {"seats": 6, "features": {9: ("accessible",)}})])
def test_arrangements_that_cannot_be_are_refused_in_words(kind, sizes):
    from seating.errors import InvalidProblem
    with pytest.raises(InvalidProblem):
        layouts.layout(kind, **sizes)


@pytest.mark.parametrize("count", range(1, 41))
def test_the_main_table_of_an_arrangement_is_in_its_far_row(count):
    points = {f"T{i}": at for i, at in enumerate(layouts.template(count))}
    far = max(y for _, y in points.values())
    assert points[layouts.table_order(points)[0]][1] == far


def test_places_on_both_sides_of_the_aisle_are_beside_it():
    made = layouts.layout("theatre", row_count=2, seats=6, aisle_after=3)
    assert [p.id for p in made.places if p.features == ("aisle",)] == ["row1:2", "row1:3", "row2:2", "row2:3"]


@pytest.mark.parametrize("kind, sizes", [("signing", {"standing": 4}), ("sofas", {"seats": 6})])
def test_the_second_principal_sits_at_the_right_hand_of_the_first(kind, sizes):
    made = layouts.layout(kind, **sizes)
    assert made.place(made.heads[0]).right == made.heads[1]
