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
    assert found(problem) == [(True, "seat", ("capulet", "host")), (True, "lock", ("montague", "capulet")), (True, "need", ("chair",))]


def test_a_chain_of_wishes_against_a_separation():
    room = rooms.two_rival_houses()
    wishes = room.wishes + (Wish("together", ("montague", "companion"), "table", HARD),
                            Wish("together", ("companion", "capulet"), "table", HARD))
    assert found(replace(room, wishes=wishes)) == [(True, "together", ("montague", "companion", "capulet"))]


def test_a_triangle_over_two_tables():
    assert found(rooms.impossible_room())[0] == (True, "apart", ("a", "b", "c"))


def test_locks_against_wishes():
    room = replace(rooms.two_rival_houses(), locks=(Lock("capulet", "T1", 2), Lock("companion", "T2", 0)))
    assert (True, "lock", ("montague", "capulet")) in found(room)
    soft = replace(room, wishes=(Wish("together", ("montague", "companion"), "beside", 50),))
    assert found(soft) == [(False, "lock", ("montague", "companion"))]
    assert precheck(soft)[0].zh == "montague、companion应相邻，却被固定在第 1 桌第 2 尊位和第 2 桌第 1 尊位。"


def test_a_lock_on_a_seat_without_what_the_person_needs():
    room = rooms.two_rival_houses()
    tables = (rooms.table(1, 4, features={2: ["accessible"]}), rooms.table(2, 4))
    needy = replace(room, tables=tables, people=(*room.people, rooms.person("chair", needs=("accessible",))))
    assert found(needy) == []
    assert found(replace(needy, locks=(Lock("chair", "T2", 1),))) == [(True, "need", ("chair",))]
    assert found(replace(needy, locks=(Lock("capulet", "T1", 2),))) == [(True, "lock", ("montague", "capulet")), (True, "need", ("chair",))]


def test_more_neighbours_than_a_chair_has():
    people = tuple(rooms.person(x, "host" if x == "a" else "guest") for x in "abcd")
    wishes = tuple(Wish("together", ("a", x), "beside", HARD) for x in "bcd")
    assert found(Problem("popular", people, (rooms.table(1, 6),), wishes=wishes))[0] == (True, "beside", ("a",))


def test_what_no_single_question_finds_is_found_exactly():
    people = tuple(rooms.person(x, "host" if x == "a" else "guest") for x in "abcdef")
    wishes = tuple(Wish("together", pair, "table", HARD) for pair in (("a", "b"), ("c", "d"), ("e", "f")))
    tight = Problem("pairs in threes", people, (rooms.table(1, 3), rooms.table(2, 3)), wishes=wishes)
    assert found(tight)[0] == (True, "conflict", ("a", "b", "c", "d", "e", "f"))
    assert found(replace(tight, tables=(*tight.tables, rooms.table(3, 3)))) == [(False, "host", ())]


def test_what_just_fits_is_no_finding():
    people = tuple(rooms.person(x, "host" if x == "a" else "guest", role="host" if x == "a" else None) for x in "abcde")
    wishes = (*(Wish("together", pair, "table", HARD) for pair in (("a", "b"), ("b", "c"), ("c", "d"))),
              Wish("apart", ("a", "e"), "table", HARD), *(Wish("together", ("b", x), "beside", HARD) for x in "ac"))
    assert found(Problem("just so", people, (rooms.table(1, 4), rooms.table(2, 4)), wishes=wishes)) == []


def test_the_same_two_together_and_apart_are_impossible_only_when_both_must_be():
    room = rooms.two_rival_houses()
    for weight, is_impossible in ((HARD, True), (50, False)):
        for first, second in ((HARD, weight), (weight, HARD)):
            wishes = (Wish("together", ("capulet", "companion"), "table", first), Wish("apart", ("companion", "capulet"), "table", second))
            assert (is_impossible, "wish", ("capulet", "companion")) in found(replace(room, wishes=wishes))


def test_a_principal_of_the_other_side_is_doubtful():
    room = rooms.two_rival_houses()
    people = tuple(replace(p, side="host") if p.id == "montague" else p for p in room.people)
    assert found(replace(room, people=people)) == [(False, "side", ("montague",))]
