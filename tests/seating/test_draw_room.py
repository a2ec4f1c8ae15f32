"""A hall drawn to scale: tables where they stand, turned as they are, with their names, labels and the room around them."""

import xml.etree.ElementTree as ET

import pytest

from seating import Person, Plan, Problem, Room, draw, layouts

ROOM = Room(1600, 1300, 800, corner=(0, 0), objects=(
    ("stage", 800, -70, 600, 120, 0), ("screen", 800, -10, 300, 10, 0), ("pillar", 300, -600, 60, 60, 0),
    ("aisle", 800, -900, 120, 500, 0), ("door", 800, -1300, 180, 20, 0)))
SPEC = [("round", 10, {}, 0, 800, 420, "", "牡丹 Peony"), ("long", 8, {"style": "french"}, 90, 300, 950, "5", ""),
        ("u", 11, {}, 0, 1200, 900, "6A", ""), ("dais", 4, {}, 0, 300, 300, "", "")]


def problem(lang="zh"):
    tables = tuple(layouts.dining_table(str(i + 1), i, kind, seats, options={}, sizes=sizes, rotation=turn, x=x, y=-y, label=label, name=name)
                   for i, (kind, seats, sizes, turn, x, y, label, name) in enumerate(SPEC))
    people = tuple(Person(f"p{i}", f"王{i}", ("guest", "host")[i % 2], 1 + i, name_en=f"Wang {i}") for i in range(30))
    places = [(t.id, s) for t in tables for s in range(len(t.seats))]
    return Problem("room", people, tables, room=ROOM), Plan(seats={p.id: place for p, place in zip(people, places)})


def texts(svg):
    return [node.text for node in svg.iter("text")]


@pytest.mark.parametrize("lang, words", [("zh", {"舞台", "屏幕", "通道", "门", "主桌"}), ("en", {"Stage", "Screen", "Aisle", "Door"})])
def test_the_room_and_every_name_are_in_the_drawing(lang, words):
    room, plan = problem()
    svg = draw.hall(room, plan, draw.Style(lang=lang))
    found = texts(svg)
    assert (words - {"主桌"}) <= set(found)
    assert all(found.count(p.called(lang)) == 1 for p in room.people)
    assert {"1", "5", "6A", "4", "牡丹 Peony"} <= set(found)           # labels stand for numbers, a name for the word table
    assert {g.get("class") for g in svg.iter("g")} >= {"room-stage", "room-screen", "room-pillar", "room-aisle", "room-door"}
    assert "2" in found and ET.fromstring(draw.to_text(svg)).tag.endswith("svg")


def test_tables_stand_as_far_apart_as_in_the_room():
    room, plan = problem()
    svg = draw.hall(room, plan, draw.Style())
    at = [tuple(map(float, g.get("transform")[10:-1].split())) for g in svg.iter("g") if g.get("class") == "table"]
    scale = (at[1][1] - at[0][1]) / (950 - 420)
    assert at == [(pytest.approx(x * scale, abs=.2), pytest.approx(y * scale, abs=.2)) for *_, x, y, _l, _n in SPEC]


def test_seats_can_be_replaced_alone_without_moving():
    room, plan = problem()
    style = draw.Style(has_fixed_names=True, seat=lambda t, s, p: {"id": f"seat-{t}-{s + 1}"})
    whole = {g.get("id"): draw.to_text(g) for g in draw.hall(room, plan, style).iter("g") if g.get("id")}
    places = [("1", 0), ("2", 3), ("3", 10)]
    assert [whole[g.get("id")] for g in draw.seats(room, plan, places, style)] == [whole[f"seat-{t}-{s + 1}"] for t, s in places]


def test_a_table_of_known_shape_is_drawn_alone():
    room, plan = problem()
    found = texts(draw.one_table(room, plan, "3", draw.Style()))
    assert "6A" in found and len([t for t in found if t.startswith("王")]) == 11


def test_a_room_without_a_door_has_one_in_the_middle_of_its_near_wall():
    room, plan = problem()
    from dataclasses import replace
    svg = draw.hall(replace(room, room=replace(ROOM, objects=())), plan, draw.Style())
    assert texts(svg).count("门") == 1
