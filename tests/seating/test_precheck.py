from dataclasses import replace

from seating import HARD, Lock, Problem, Wish
from seating.precheck import precheck

from . import rooms


def found(problem):
    return [(f.is_impossible, f.kind, f.people) for f in precheck(problem)]


def test_a_sound_room_has_no_findings():
    assert found(rooms.two_rival_houses()) == []


def test_too_many_people_and_no_host():
    problem = Problem("full", tuple(rooms.person(f"g{i}") for i in range(6)), (rooms.table(1, 4),))
    assert found(problem) == [(True, "room", ()), (False, "side", ()), (False, "host", ())]
    assert precheck(problem)[0].en == "6 people for 4 seats: 2 will stay without a seat."


def test_one_seat_fixed_for_two_and_a_need_without_a_seat():
    room = rooms.two_rival_houses()
    people = (*room.people, rooms.person("chair", needs=("accessible",)))
    problem = replace(room, people=people, locks=(Lock("capulet", "T1", 0),))
    assert found(problem) == [(True, "seat", ("capulet", "host")), (True, "need", ("chair",))]


def test_a_chain_of_wishes_against_a_separation():
    room = rooms.two_rival_houses()
    wishes = room.wishes + (Wish("together", ("montague", "companion"), "table", HARD),
                            Wish("together", ("companion", "capulet"), "table", HARD))
    assert found(replace(room, wishes=wishes)) == [(True, "together", ("montague", "companion", "capulet"))]
