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
