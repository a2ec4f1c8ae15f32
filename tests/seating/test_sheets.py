"""A hall on paper: readable text, nothing beyond the edge, everybody on it, sides told apart in black and white."""
import json
import re

import pytest

from seating import Person, Plan, Problem, write_plan, write_problem
from seating.__main__ import main
from seating.draw import PAPERS, Style, sheets
from seating.draw.ink import text_width
from seating.model import Room

from . import rooms
from .drawn import SVG, parsed

NAMES = [("徐卫国", "Xu Weiguo"), ("欧阳修文", "Ouyang Xiuwen"), ("阿卜杜勒·拉赫曼", "Abdul Rahman Al-Maktoum"),
         ("Maximiliana Wolkenstein-Trostburg", None), ("林静", "Elizabeth Fitzgerald-Montgomery")]


def hall_of(tables, seats=10):
    """Everybody seated, the sides alternating; names of all lengths."""
    made = tuple(rooms.table(t + 1, seats) for t in range(tables))
    people, places = [], {}
    for i in range(tables * seats):
        name, name_en = NAMES[i % len(NAMES)]
        role = {0: "host", seats - 1: "guest_of_honour", 2: "interpreter"}.get(i)
        people.append(Person(f"p{i}", f"{name}{i}", "guest" if i % 2 else "host", 1 + i // 9, role=role, name_en=name_en and f"{name_en} {i}"))
        places[f"p{i}"] = (made[i // seats].id, i % seats)
    return Problem("hall", tuple(people), made, room=Room(3000, 3000, 1500, (0, 0, 300, 100))), Plan(places)


def printed(svg):
    """(text, size, left, right, y) in points, whatever it is scaled and moved by."""
    found = []

    def walk(node, scale, dx, dy):
        moved = re.search(r"translate\(([-\d.]+) ([-\d.]+)\)", node.get("transform", ""))
        if moved:
            dx, dy = dx + scale * float(moved[1]), dy + scale * float(moved[2])
        grown = re.search(r"scale\(([\d.]+)\)", node.get("transform", ""))
        scale *= float(grown[1]) if grown else 1
        if node.tag == f"{SVG}text":
            size, x = float(node.get("font-size")) * scale, dx + scale * float(node.get("x"))
            wide = text_width(node.text, size)
            left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[node.get("text-anchor")]
            found.append((node.text, size, left, left + wide, dy + scale * float(node.get("y"))))
        for child in node:
            walk(child, scale, dx, dy)

    walk(svg, 1.0, 0.0, 0.0)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("tables", [1, 10, 30])
def test_text_is_at_least_six_points_and_inside_the_sheet(tables, paper, lang):
    problem, plan = hall_of(tables)
    said = []
    for svg in map(parsed, sheets(problem, plan, Style(lang=lang), paper)):
        width, height = map(float, svg.get("viewBox").split()[2:])
        assert {width, height} == set(map(float, PAPERS[paper])) and svg.get("width").endswith("mm")
        texts = printed(svg)
        assert min(size for _, size, *_ in texts) >= 6
        for text, size, left, right, y in texts:
            assert 0 < left and right < width and size < y < height, text
        said += [text for text, *_ in texts]
    together = " ".join(said)
    if tables > 1:
        assert all(name in together for p in problem.people for name in (p.name, p.name_en or p.name))


def test_the_lists_tell_sides_and_principals_apart_without_colour():
    problem, plan = hall_of(10)
    marks = {}
    for svg in map(parsed, sheets(problem, plan, Style(), "A4")):
        for seat in svg.iter(f"{SVG}g"):
            if seat.get("class") == "seat":
                shapes = [n for g in seat.iter(f"{SVG}g") if g.get("transform") for n in g]
                marks[seat.find(f"{SVG}title").text.split()[0]] = tuple((n.tag.removeprefix(SVG), n.get("fill")) for n in shapes)
    host, guest, honoured, interpreter, own = (marks[problem.people[i].name] for i in (0, 1, 9, 2, 4))
    assert len({host, guest, honoured, interpreter, own}) == 5
    assert marks[problem.people[7].name] == guest


def test_the_command_writes_a_file_for_each_sheet(tmp_path, capsys):
    problem, plan = hall_of(30)
    room, seats, out = tmp_path / "room.json", tmp_path / "plan.json", tmp_path / "out.svg"
    room.write_text(json.dumps(write_problem(problem)), encoding="utf-8")
    seats.write_text(json.dumps(write_plan(plan)), encoding="utf-8")
    assert main(["draw", str(room), str(seats), "--paper", "A4", "-o", str(out)]) == 0
    count = len(sheets(problem, plan, Style(), "A4"))
    assert count > 1 and sorted(p.name for p in tmp_path.glob("*.svg")) == [f"out-{n + 1}.svg" for n in range(count)]
    assert main(["draw", str(room), str(seats), "--paper", "A4"]) == 2
    assert f"there are {count} sheets" in capsys.readouterr().err
