"""Tables of every kind in their true sizes: everybody can be seated, chairs face the table, and what overlaps is noticed."""

import json
from math import cos, radians, sin

import pytest

from seating import Person, Problem, Room, files, layouts, solve
from seating.errors import InvalidProblem
from seating.explain import explain
from seating.rules import load_pack

KINDS = [("round", 10, {}), ("round", 10, {"across_cm": 200}), ("long", 12, {"style": "english"}), ("long", 12, {"style": "french"}),
         ("long", 6, {"style": "single_sided"}), ("square", 8, {}), ("hollow_square", 20, {}), ("u", 14, {}), ("u", 15, {"base": 5}),
         ("half_round", 6, {}), ("dais", 7, {}), ("dais", 2, {}), ("rows", 12, {"row_count": 3}), ("rows", 7, {"row_count": 2})]


def table(kind, seats, sizes=None, **more):
    return layouts.dining_table("1", 0, kind, seats, options={}, sizes=sizes or {}, **more)


@pytest.mark.parametrize("kind, seats, sizes", KINDS)
def test_people_are_seated_and_told_why_at_every_kind_of_table(kind, seats, sizes):
    made = table(kind, seats, sizes)
    people = [Person("host", "host", "host", 1, role="host"), Person("guest", "guest", "guest", 1, role="guest_of_honour")]
    people += [Person(f"p{i}", f"p{i}", ("guest", "host")[i % 2], 2 + i // 2) for i in range(seats - 2)]
    problem = Problem("table", tuple(people), (made,), weights={"precedence_seat": 2, "interleave": 10})
    plan = solve(problem)
    assert plan.hard == 0 and len(set(plan.seats.values())) == seats
    assert plan.seats["host"] == ("1", made.head)
    assert {p for p, said in explain(problem, plan, load_pack("cn-corporate")).items() if said} == {p.id for p in people}


@pytest.mark.parametrize("rotation", [0, 90, 15])
@pytest.mark.parametrize("kind, seats, sizes", KINDS)
def test_everybody_looks_at_the_table_and_nobody_sits_in_it(kind, seats, sizes, rotation):
    shape = layouts.shape_of(kind, seats, sizes)
    made = table(kind, seats, sizes, rotation=rotation)
    tops = layouts.footprint(kind, seats, sizes=sizes, rotation=rotation, with_chairs=False)
    assert len(made.places) == seats == len(shape.spots)
    for x, y, facing in made.places:
        ahead = x + 35 * sin(radians(facing)), y + 35 * cos(radians(facing))
        assert not any(layouts.overlap((dot(x, y),), (top,)) for top in tops)
        assert any(layouts.overlap((dot(*ahead),), (top,)) for top in tops)


def dot(x, y):
    return ((x - 3, y - 3), (x - 3, y + 3), (x + 3, y + 3), (x + 3, y - 3))


def test_a_table_turned_clockwise_turns_its_host_too():
    assert table("round", 8).places[0] == (0, 105, 180)
    assert table("round", 8, rotation=90).places[0] == (105, 0, 270)
    assert table("round", 8, rotation=90).seats == table("round", 8).seats


def test_a_round_table_has_the_size_that_practice_gives_it():
    assert [table("round", n).top[0][3] * 2 for n in (8, 10, 12, 16)] == [150, 180, 220, 290]        # CN-75


@pytest.mark.parametrize("kind, seats, sizes, named", [
    ("star", 8, {}, "kind"), ("round", 1, {}, "seats"), ("long", 3, {}, "seats"), ("u", 14, {"base": 3}, "base"), ("round", 8, {"base": 3}, "base"),
    ("round", 8, {"across_cm": 10_000}, "across_cm"), ("round", 8, {"across_cm": True}, "across_cm"), ("long", 8, {"style": "odd"}, "style"),
    ("rows", 3, {"row_count": 5}, "row_count"), ("square", 8.0, {}, "seats")])
def test_a_table_that_cannot_be_is_refused_by_the_size_at_fault(kind, seats, sizes, named):
    with pytest.raises(InvalidProblem) as refused:
        table(kind, seats, sizes)
    assert refused.value.path == named


def test_tables_overlap_by_their_chairs_and_are_apart_by_their_edges():
    one, near, far = (layouts.footprint("round", 10, x=x) for x in (0, 270, 290))
    assert layouts.overlap(one, near) and not layouts.overlap(one, far)
    tops = [layouts.footprint("round", 10, x=x, with_chairs=False) for x in (0, 330)]
    assert layouts.gap(*tops) == pytest.approx(150, abs=1)
    assert layouts.gap(one, one) == 0


def test_a_small_table_may_stand_between_the_arms_of_a_u():
    u = layouts.footprint("u", 22, sizes={"base": 8})
    assert not layouts.overlap(u, layouts.footprint("round", 4, y=-60))
    assert layouts.overlap(u, layouts.footprint("round", 4, y=150))


def test_shapes_labels_and_the_room_travel_in_files():
    room = Room(1200, 900, 600, corner=(0, 0), objects=(("stage", 600, -100, 500, 150, 0), ("pillar", 300, -400, 60, 60, 45)))
    problem = Problem("p", (Person("h", "h", "host", 1),), (table("u", 11, rotation=15, x=600, y=-500, label="3A"),), room=room)
    assert files.read_problem(json.loads(json.dumps(files.write_problem(problem)))) == problem


@pytest.mark.parametrize("at, value", [("places", [[0, 0]]), ("places", "x"), ("top", [["disc", 0, 0]]), ("top", [["blob", 1, 2, 3]]),
                                       ("top", [["area", 1, 2, 3, 4, 5]]), ("label", 5)])
def test_a_shape_in_a_file_that_makes_no_sense_is_refused(at, value):
    data = files.write_problem(Problem("p", (Person("h", "h", "host", 1),), (table("round", 4),)))
    data["tables"][0][at] = value
    with pytest.raises(InvalidProblem):
        files.read_problem(data)


@pytest.mark.parametrize("points, stage, said", [
    ({"a": (0, 400), "b": (-200, 0), "c": (200, 0)}, None, {"a": "以远为上", "b": "距主桌", "c": "居右"}),
    ({"a": (-200, 0), "b": (200, 0)}, None, {"a": "右侧", "b": "距主桌"}),
    ({"a": (0, 0), "b": (0, 400), "c": (0, -400)}, (0, -700), {"c": "临台"}),
    ({"a": (0, 0), "b": (400, 0), "c": (-400, 0), "d": (0, 400), "e": (0, -400)}, None, {"a": "居中", "d": "距主桌", "c": "离门更远", "b": "居右"})])
def test_each_table_says_why_it_has_its_number(points, stage, said):
    found = layouts.table_order(points, stage=stage)
    reasons = {r.table: r for r in layouts.why_in_order(points, found, stage=stage)}
    assert list(reasons) == found
    for name, text in said.items():
        assert text in reasons[name].zh, (name, reasons[name])
        assert reasons[name].rules[0] == ("CN-51" if name == found[0] else "CN-50")
