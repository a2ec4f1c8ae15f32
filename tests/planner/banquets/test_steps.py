import pytest

from planner import clock
from planner.banquets import queries, seats, steps
from planner.banquets.models import Banquet
from planner.db import session, transaction
from planner.errors import Conflict, RuleBroken
from planner.i18n import force_language
from planner.receptions.models import Attendee
from tests import factories
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def english(db):
    with force_language("en"):
        yield


def do(banquet_id, action, *args, login="song.dan", **options):
    with transaction():
        return action(session().get(Banquet, banquet_id), *args, by=factories.person(login), at=NOW, **options)


def version(banquet_id):
    return session().get(Banquet, banquet_id).version


def places(banquet_id):
    """{attendee id: (table number, seat)}"""
    return {r.attendee_id: (r.table.number, r.seat) for r in queries.seatings(session().get(Banquet, banquet_id))}


def move(banquet_id, attendee_id, place, **options):
    banquet = session().get(Banquet, banquet_id)
    table = next(t for t in banquet.tables if t.number == place[0])
    return do(banquet_id, seats.move_person, session().get(Attendee, attendee_id), table, place[1], **options)


def test_a_move_is_taken_back_and_done_again(party, seated):
    before = places(seated)
    a, b = party["huang"], party["sato"]
    move(seated, a, before[b])
    moved = places(seated)

    do(seated, steps.undo)
    assert places(seated) == before
    do(seated, steps.redo)
    assert places(seated) == moved == before | {a: before[b], b: before[a]}


def test_everything_can_be_taken_back_to_the_empty_hall(party, seated):
    at = places(seated)
    move(seated, party["huang"], at[party["sato"]])
    do(seated, seats.set_lock, session().get(Attendee, party["vogel"]), True)
    do(seated, seats.unseat, session().get(Attendee, party["chen"]))

    for _ in range(4):
        do(seated, steps.undo)

    assert places(seated) == {}
    with pytest.raises(RuleBroken, match="nothing to take back"):
        do(seated, steps.undo)


def test_a_new_step_ends_what_could_be_done_again(party, seated):
    at = places(seated)
    move(seated, party["huang"], at[party["sato"]])
    do(seated, steps.undo)
    move(seated, party["chen"], at[party["vogel"]])

    with pytest.raises(RuleBroken, match="nothing to do again"):
        do(seated, steps.redo)


def test_each_takes_back_only_their_own(party, seated):
    at = places(seated)
    move(seated, party["huang"], at[party["sato"]])
    move(seated, party["chen"], at[party["vogel"]], login="yuan.jie")

    do(seated, steps.undo)

    assert places(seated) == at | {party["chen"]: at[party["vogel"]], party["vogel"]: at[party["chen"]]}


def test_what_another_has_built_upon_is_not_taken_back(party, seated):
    at = places(seated)
    move(seated, party["huang"], at[party["sato"]])
    move(seated, party["huang"], at[party["chen"]], login="yuan.jie")
    before = places(seated)

    with pytest.raises(Conflict, match="cannot be taken back: .*Huang Wei sits at table"):
        do(seated, steps.undo)
    assert places(seated) == before


def test_a_move_from_an_older_page_is_made_when_nobody_touched_it(party, seated):
    at, seen = places(seated), version(seated)
    move(seated, party["chen"], at[party["vogel"]], login="yuan.jie", seen=seen)
    move(seated, party["huang"], at[party["sato"]], seen=seen)

    assert places(seated) == at | {party["chen"]: at[party["vogel"]], party["vogel"]: at[party["chen"]],
                                   party["huang"]: at[party["sato"]], party["sato"]: at[party["huang"]]}


@pytest.mark.parametrize("who, to", [("huang", "chen"), ("chen", "sato"), ("sato", "peng")])
def test_a_move_from_an_older_page_that_touches_the_same_is_refused_and_says_by_whom(party, seated, who, to):
    at, seen = places(seated), version(seated)
    move(seated, party["huang"], at[party["sato"]], login="yuan.jie", seen=seen)
    before = places(seated)

    with pytest.raises(Conflict, match="Yuan Jie has changed these seats"):
        move(seated, party[who], at[party[to]], seen=seen)
    assert places(seated) == before


def test_a_lock_of_another_is_seen_too(party, seated):
    seen = version(seated)
    do(seated, seats.set_lock, session().get(Attendee, party["huang"]), True, login="yuan.jie")
    assert version(seated) > seen
    with pytest.raises(Conflict, match="Yuan Jie"):
        do(seated, seats.unseat, session().get(Attendee, party["huang"]), seen=seen)


def test_steps_are_found_by_the_version_of_a_page(party, seated):
    at, seen = places(seated), version(seated)
    move(seated, party["huang"], at[party["sato"]])
    with transaction():
        banquet = session().get(Banquet, seated)
        found = steps.steps_after(banquet, seen)
        assert [{a for a, _old, _new in step.changes} for step in found] == [{party["huang"], party["sato"]}]
        assert steps.steps_after(banquet, banquet.version) == []
        assert found[0].at == clock.now()
