import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from seating import Person, Plan, Problem, Stop, load_problem, solve
from seating.draw import Style, hall, one_table, to_text
from seating.explain import explain

from . import rooms

ROOM = load_problem(Path(__file__).parent / "instances" / "banquet-60.json")
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg):
    return ET.fromstring(to_text(svg))


@pytest.fixture(scope="module")
def plan():
    return solve(ROOM, stop=Stop(steps=2000))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_seat_is_drawn_with_its_reason(plan, lang):
    reasons = explain(ROOM, plan)
    svg = parsed(hall(ROOM, plan, Style(lang=lang, reasons=reasons)))
    titles = [t.text for t in svg.iter(f"{SVG}title")]
    assert len(titles) == ROOM.seat_count
    for person in ROOM.people:
        assert any(t.startswith(person.name) and reasons[person.id][0].sentence(lang) in t for t in titles)


def test_policy_safe_and_told_apart_without_colour(plan):
    svg = parsed(hall(ROOM, plan, Style()))
    tags = {node.tag.removeprefix(SVG) for node in svg.iter()}
    assert tags <= {"svg", "g", "a", "rect", "circle", "path", "text", "title"}
    assert not [node for node in svg.iter() if "style" in node.attrib or any(k.startswith("on") for k in node.attrib)]
    stars = [p for p in svg.iter(f"{SVG}path") if p.get("fill") == "#ffffff"]
    assert len(stars) == 2                                # the guest of honour and the legend


def test_host_is_far_from_the_door_and_guest_of_honour_at_the_right_hand():
    problem = Problem("two", (rooms.person("host", "host", 1, role="host"),
                              rooms.person("guest", rank=1, role="guest_of_honour")), (rooms.table(1, 10),))
    svg = parsed(one_table(problem, Plan({"host": ("T1", 0), "guest": ("T1", 9)}), "T1"))
    spots = {seat.find(f"{SVG}title").text: seat.find(f"{SVG}circle") for seat in svg.iter(f"{SVG}g")
             if seat.get("class") == "seat"}
    host, guest = spots["host"], spots["guest"]
    assert float(host.get("cy")) < 0
    assert float(guest.get("cx")) < float(host.get("cx"))  # he faces the reader: his right is our left


def test_names_cannot_break_out_of_the_drawing():
    evil = Person("p", "<script>alert(1)</script>\x00&\"", "guest", 1)
    problem = Problem("evil", (evil,), (rooms.table(1, 4),))
    svg = parsed(hall(problem, Plan({"p": ("T1", 0)}), Style(person_link=lambda p: f"?person={p}&x=\"<")))
    assert "script" not in {node.tag.removeprefix(SVG) for node in svg.iter()}
    assert [a.get("href") for a in svg.iter(f"{SVG}a")] == ["?person=p&x=\"<"]


@pytest.mark.parametrize("name", ["banquet-60", "banquet-120"])
def test_tables_do_not_touch(name):
    problem = load_problem(Path(__file__).parent / "instances" / f"{name}.json")
    svg = parsed(hall(problem, solve(problem, stop=Stop(steps=0)), Style(lang="en")))
    centres = [tuple(map(float, g.get("transform")[10:-1].split())) for g in svg.iter(f"{SVG}g")
               if g.get("class") == "table"]
    assert min(max(abs(ax - bx), abs(ay - by)) for i, (ax, ay) in enumerate(centres)
               for bx, by in centres[i + 1:]) > 200
