from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from seating import HARD, Lock, Wish
from seating.conflicts import Demand, Room, demands, find_conflict

from . import rooms


def hard(kind, a, b, scope="table"):
    return Wish(kind, (a, b), scope, HARD)


def possible(problem):
    """Whether some seating keeps all that must be kept, by trying every one."""
    ids = [p.id for p in problem.people]
    seats = {(t.id, s): seat for t in problem.tables for s, seat in enumerate(t.seats)}

    def is_close(a, b, scope):
        return a[0] == b[0] and (scope == "table" or b[1] in seats[a].beside)

    def is_kept(at):
        return (all(at[k.person] == (k.table, k.seat) for k in problem.locks)
                and all(is_close(*(at[p] for p in w.people), w.scope) == (w.kind == "together") for w in problem.wishes)
                and all(set(p.needs) <= set(seats[at[p.id]].features) for p in problem.people))

    return any(is_kept(dict(zip(ids, order))) for order in permutations(seats, len(ids)))


def test_a_triangle_over_two_tables_and_nothing_else_is_to_blame():
    problem = rooms.impossible_room()
    more = replace(problem, people=(*problem.people, rooms.person("d")), wishes=(*problem.wishes, hard("together", "a", "d")))
    found = find_conflict(more)
    assert found.demands == tuple(Demand("apart", pair, None, "table") for pair in (("a", "b"), ("b", "c"), ("a", "c")))
    assert found.is_proved and found.is_minimal
    assert found.sentence(more, "zh") == "以下要求不能同时满足：a与b必须分桌；b与c必须分桌；a与c必须分桌。"
    assert found.sentence(more, "en").startswith("These cannot hold together: a and b must not share a table; b and c")


def test_what_can_be_kept_is_no_conflict():
    assert find_conflict(rooms.two_rival_houses()) is None


def test_a_lock_against_a_wish_and_a_role():
    problem = rooms.two_rival_houses()
    locked = replace(problem, locks=(Lock("capulet", "T1", 2), Lock("companion", "T2", 0)))
    assert {(d.kind, d.people) for d in find_conflict(locked).demands} == {
        ("lock", ("capulet",)), ("role", ("montague",)), ("apart", ("montague", "capulet"))}


def test_three_who_want_to_sit_beside_one():
    people = tuple(rooms.person(x) for x in "abcd")
    problem = rooms.Problem("popular", people, (rooms.table(1, 6),), wishes=tuple(hard("together", "a", x, "beside") for x in "bcd"))
    assert len(find_conflict(problem).demands) == 3


def test_more_people_than_seats():
    problem = rooms.Problem("full", tuple(rooms.person(f"g{i}") for i in range(6)), (rooms.table(1, 4),))
    assert find_conflict(problem).sentence(problem, "zh") == "以下要求不能同时满足：6人，只有4个座位。"


def test_one_more_rival_than_tables_is_proved_in_a_room_of_tables_alike():
    tables = tuple(rooms.table(i + 1, 8, features={7: ["accessible"]}) for i in range(12))
    people = (*(rooms.person(f"r{i}") for i in range(13)), rooms.person("chair", needs=("accessible",)))
    rivals = tuple(hard("apart", f"r{a}", f"r{b}") for a in range(13) for b in range(a))
    found = find_conflict(rooms.Problem("rivals", people, tables, wishes=rivals))
    assert (len(found.demands), found.is_proved, found.is_minimal) == (len(rivals), True, True)


def test_giving_up_is_said():
    problem = rooms.impossible_room()
    found = find_conflict(problem, most_looks=1)
    assert not found.is_proved and found.demands == ()
    assert found.sentence(problem, "en") == "It was not proved whether the hard rules can hold together."


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_check_agrees_with_trying_every_seating(seed):
    import random
    rng = random.Random(seed)
    ids = "abcde"[: rng.randint(3, 5)]
    tables = (rooms.table(1, 3), rooms.table(2, rng.randint(3, 4), features={0: ["accessible"]}))
    people = tuple(rooms.person(x, needs=("accessible",) if rng.random() < 0.2 else ()) for x in ids)
    wishes = tuple(hard(rng.choice(("apart", "together")), *rng.sample(ids, 2), rng.choice(("table", "beside"))) for _ in range(rng.randint(2, 7)))
    locks = tuple(Lock(x, "T1", rng.randrange(3)) for x in ids if rng.random() < 0.25)
    problem = rooms.Problem("small", people, tables, locks=locks, wishes=wishes)
    found = find_conflict(problem)
    assert (found is None) == possible(problem)
    if found:
        room = Room(problem)
        assert set(found.demands) <= set(demands(problem))
        assert room.may_hold(list(found.demands)) is False
        assert all(room.may_hold([d for d in found.demands if d != left]) for left in found.demands)


def test_of_two_contradictions_the_one_with_fewer_demands_is_told_whatever_comes_first():
    people = tuple(rooms.person(x) for x in "abcde")
    circle = [Wish("together", ("a", "b"), "table", HARD), Wish("together", ("b", "c"), "table", HARD), Wish("apart", ("a", "c"), "table", HARD)]
    plain = [Wish("together", ("d", "e"), "table", HARD), Wish("apart", ("d", "e"), "table", HARD)]
    for wishes in (circle + plain, plain + circle):
        problem = rooms.Problem("two at once", people, (rooms.table(1, 4), rooms.table(2, 4)), wishes=tuple(wishes), weights=rooms.WEIGHTS)
        found = find_conflict(problem)
        assert found.is_minimal and {d.people for d in found.demands} == {("d", "e")} and len(found.demands) == 2
