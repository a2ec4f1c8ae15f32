import json
from dataclasses import replace
from pathlib import Path

import pytest

from seating import Person, Plan, Problem, Room, Stop, load_problem, solve
from seating.arrange import arrange
from seating.draw import Sitter, Style, arrangement, draw_case, hall, marks, one_table, seats, to_text
from seating.explain import explain
from seating.layouts import layout
from seating.model import Seat, Table

from . import rooms
from .drawn import SVG, faults, parsed, texts

ROOM = load_problem(Path(__file__).parent / "instances" / "banquet-60.json")
CASES = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))["cases"]
NAMES = [("徐卫国", "Xu Weiguo"), ("施耐德", "Johann Schneider"), ("欧阳修文", "Ouyang Xiuwen"), ("林静", "Lin Jing"),
         ("冯·埃申巴赫", "Wolfram von Eschenbach"), ("阿卜杜勒·拉赫曼", "Abdul Rahman Al-Maktoum"),
         ("Maximiliana Wolkenstein-Trostburg", None)]
ARRANGEMENTS = [
    ("round", {"seats": 16}), ("square", {"seats": 8}), ("long", {"seats": 14}), ("long", {"seats": 14, "style": "french"}),
    ("long", {"seats": 7, "style": "single_sided"}), ("u", {"base": 5, "arm": 4}), ("u", {"base": 5, "arm": 3, "inside": True}),
    ("hollow_square", {"seats": 20}), ("half_round", {"seats": 6}), ("sofas", {"seats": 8}), ("theatre", {"row_count": 3, "seats": 9}),
    ("talks", {"guests": 5, "hosts": 6}), ("talks", {"guests": 5, "hosts": 4, "door": "end_on"}), ("signing", {"standing": 9}),
    ("abreast", {"walkers": 3}), ("meeting_table", {}), ("tea_table", {}), ("vehicle", {})]


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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_text_touches_another_or_leaves_the_paper(plan, lang):
    assert faults(parsed(hall(ROOM, plan, Style(lang=lang)))) == []
    for seats in (4, 11, 30):
        people = tuple(Person(f"p{i}", NAMES[i % 7][0], "guest", 1, name_en=NAMES[i % 7][1]) for i in range(seats))
        problem = Problem("long names", people, (rooms.table(1, seats),))
        sitting = Plan({p.id: ("T1", i) for i, p in enumerate(people)})
        assert faults(parsed(hall(problem, sitting, Style(lang=lang)))) == []
        assert faults(parsed(one_table(problem, sitting, "T1", Style(lang=lang)))) == []


def test_the_check_of_texts_sees_a_name_over_another():
    problem = Problem("two", (rooms.person("host"), rooms.person("guest")), (rooms.table(1, 6),))
    svg = parsed(one_table(problem, Plan({"host": ("T1", 0), "guest": ("T1", 1)}), "T1"))
    first, second = [t for t in svg.iter(f"{SVG}text") if t.text in ("host", "guest")]
    second.set("x", first.get("x"))
    second.set("y", first.get("y"))
    second.set("text-anchor", first.get("text-anchor"))
    assert faults(svg)


@pytest.mark.parametrize("kind, sizes", ARRANGEMENTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_arrangement_is_drawn_readably(kind, sizes, lang):
    made = layout(kind, **sizes)
    sitters = {p.id: Sitter(f"p{i}", NAMES[i % 7][0], "guest" if i % 2 else "host", NAMES[i % 7][1], str(i + 1), is_honoured=i == 1)
               for i, p in enumerate(made.places) if i != 3}
    svg = parsed(arrangement(made, sitters, Style(lang=lang)))
    assert faults(svg) == []
    assert len([g for g in svg.iter(f"{SVG}g") if (g.get("class") or "").startswith("seat")]) == len(made.places)
    shown = {text for text, *_ in texts(svg)}
    assert {"施耐德", "徐卫国"} <= shown or {"Johann Schneider", "Xu Weiguo"} <= shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_case_is_drawn_with_everybody_it_places(case):
    people = [{**p, "name": NAMES[i % 6][0] + str(i), "name_en": f"{NAMES[i % 6][1]} {i}"} for i, p in enumerate(case["participants"])]
    case = {**case, "participants": people}
    found = arrange(case)
    placed = {p for order in found["orders"] for p in order} if "orders" in found else {p["id"] for p in people if p["id"] in found}
    for lang in ("zh", "en"):
        svg = parsed(draw_case(case, Style(lang=lang)))
        assert faults(svg) == []
        titles = " ".join(t.text for t in svg.iter(f"{SVG}title"))
        assert all(p["name"] in titles for p in people if p["id"] in placed)
        if case["kind"] == "table_order":
            assert {str(i + 1) for i in range(len(found["order"]))} <= {text for text, *_ in texts(svg)}


def test_seats_in_one_line_are_drawn_along_one_side():
    seats = tuple(Seat(i, tuple(n for n in (i - 1, i + 1) if 0 <= n < 5)) for i in range(5))
    people = tuple(rooms.person(f"p{i}") for i in range(5))
    problem = Problem("head table", people, (Table("T1", 0, seats, 2),))
    svg = parsed(one_table(problem, Plan({p.id: ("T1", i) for i, p in enumerate(people)}), "T1"))
    marks = [seat.find(f"{SVG}circle") for seat in svg.iter(f"{SVG}g") if seat.get("class") == "seat"]
    assert len({m.get("cy") for m in marks}) == 1 and faults(svg) == []
    across = [float(m.get("cx")) for m in marks]
    assert across == sorted(across)                        # seat 0 at the sitters' own right, the reader's left


def test_seats_of_the_screen_stay_where_they_are_whoever_sits_there(plan):
    style = Style(lang="en", has_fixed_names=True,
                  seat=lambda table, seat, person: {"id": f"seat-{table}-{seat}", "data_person": person or ""})
    swapped = dict(plan.seats)
    (a, first), (b, second) = list(swapped.items())[:2]
    swapped |= {a: second, b: first}
    before, after = ({g.get("id"): to_text(g) for g in hall(ROOM, p, style).iter("g") if g.get("id")} for p in (plan, Plan(swapped)))

    assert {k for k in before if before[k] != after[k]} == {f"seat-{t}-{s}" for t, s in (first, second)}
    assert [to_text(g) for g in seats(ROOM, Plan(swapped), [first, second], style)] == [after[f"seat-{t}-{s}"] for t, s in (first, second)]


def test_short_names_do_not_touch():
    for count in (4, 10, 11, 30):
        people = tuple(Person(f"p{i}", NAMES[i % 7][0], "guest", 1, name_en=NAMES[i % 7][1]) for i in range(count))
        problem = Problem("long names", people, (rooms.table(1, count),))
        sitting = Plan({p.id: ("T1", i) for i, p in enumerate(people)})
        for lang in ("zh", "en"):
            assert faults(parsed(hall(problem, sitting, Style(lang=lang, has_fixed_names=True)))) == []


def test_stairs_a_door_and_the_hosts_of_tables_are_drawn():
    cases = {c["id"]: c for c in json.loads((Path(__file__).parent / "more_cases.json").read_text(encoding="utf-8"))["cases"]}
    for case, said in (("stairs-japan", {"Going up", "Going down"}), ("door-inwards", {"Through the door"}), ("table-hosts-4", {"M", "R"})):
        assert said <= {text for text, *_ in texts(parsed(draw_case(cases[case], Style(lang="en"))))}
    marks = [c for c in parsed(draw_case(cases["table-hosts-turned"])).iter(f"{SVG}circle") if c.get("r") == "8"]
    tables = [c for c in parsed(draw_case(cases["table-hosts-turned"])).iter(f"{SVG}circle") if c.get("r") == "44"]
    assert [float(m.get("cy")) < float(t.get("cy")) for m, t in zip(marks, tables)] == [True, False, False]


def test_guests_are_filled_hosts_are_outlined_and_the_table_host_has_a_double_ring():
    people = (rooms.person("chief", "host", 1, role="host"), rooms.person("visitor"), rooms.person("mate", "host", 3))
    problem = Problem("three", people, (rooms.table(1, 6),))
    svg = parsed(one_table(problem, Plan({p.id: ("T1", i) for i, p in enumerate(people)}), "T1"))
    rings = {seat.find(f"{SVG}title").text: [c.get("fill") for c in seat.iter(f"{SVG}circle")] for seat in svg.iter(f"{SVG}g")
             if seat.get("class") == "seat"}
    assert [len(rings[p.id]) for p in people] == [2, 1, 1]
    assert rings["visitor"][0] != rings["mate"][0] == rings["chief"][0]
    assert marks.kind_of("guest", is_honoured=True, is_service=True) == "honour" and marks.kind_of("host", is_service=True) == "service"


def test_a_stage_is_shown_where_the_room_has_one():
    problem = rooms.two_rival_houses()
    for stage, is_shown in ((None, False), ((0, 0, 300, 100), True)):
        svg = parsed(hall(replace(problem, room=Room(1000, 800, 500, stage)), Plan({}), Style(lang="en")))
        assert ("Stage" in {text for text, *_ in texts(svg)}) == is_shown
