import pytest

from planner.banquets import hall_tables, queries, seats, steps, versions
from planner.banquets.decide import Restoring
from planner.banquets.models import Banquet
from planner.db import session, transaction
from planner.errors import NotFound, RuleBroken
from planner.i18n import force_language
from planner.receptions.models import Attendee
from tests import factories
from tests.conftest import NOW
from tests.planner.banquets.conftest import make_banquet
from tests.planner.banquets.test_steps import do, move, places


@pytest.fixture(autouse=True)
def english(db):
    with force_language("en"):
        yield


def test_the_released_plan_stays_as_it_was_while_the_draft_changes(party, seated):
    at = places(seated)
    with transaction():
        banquet = session().get(Banquet, seated)
        version = do(seated, versions.release)
        assert not versions.has_changed(banquet, version)
        move(seated, party["huang"], at[party["sato"]])

        assert versions.has_changed(banquet, version) and versions.released(banquet) is version
        assert {a.id: (table, seat - 1) for table, seat, a, _why in queries.seating_of(banquet, version)} == at
        assert [m.attendee_id for m in versions.moved_between(version.content, versions.content_of(banquet))] == sorted([party["huang"], party["sato"]])


def test_released_twice_is_one_release_and_a_new_one_replaces_it(party, seated):
    first = do(seated, versions.release)
    assert do(seated, versions.release).id == first.id
    at = places(seated)
    move(seated, party["huang"], at[party["sato"]])
    second = do(seated, versions.release)

    with transaction():
        assert [(v.number, v.state) for v in versions.versions_of(session().get(Banquet, seated))] == [(2, "released"), (1, "replaced")]
        assert second.id != first.id


def test_a_version_is_brought_back_with_who_came_later_left_alone(party, seated):
    at, kept = places(seated), do(seated, versions.keep, name="  by  rank ")
    move(seated, party["huang"], at[party["sato"]])
    do(seated, seats.unseat, session().get(Attendee, party["chen"]))

    do(seated, versions.restore, kept)

    assert places(seated) == at and kept.name == "by rank"
    assert versions.would_stand(session().get(Banquet, seated), kept) == []
    assert do(seated, versions.restore, kept) is None


def content(banquet_id):
    """Everything a version shows: room, tables, seats, locks, and the pack."""
    with transaction():
        banquet = session().get(Banquet, banquet_id)
        return versions.content_of(banquet), banquet.pack


def test_a_version_is_brought_back_with_its_tables_pack_and_locks_and_that_is_taken_back(party, seated):
    do(seated, seats.set_lock, session().get(Attendee, party["huang"]), True)
    kept, at = do(seated, versions.keep), places(seated)
    with transaction():
        state = hall_tables.state_of(session().get(Banquet, seated))
    state["tables"][0] |= {"name": "牡丹", "x_cm": 900}
    state |= {"tables": state["tables"][:1], "room": {"width_cm": 2000, "depth_cm": 1500, "door": "bottom", "objects": []}}
    do(seated, steps.change_room, state, {a: None for a, (table, _seat) in at.items() if table == 2})
    do(seated, seats.put_plan, places(seated), kind="solve", pack="western-english")
    do(seated, seats.set_lock, session().get(Attendee, party["xu"]), True)
    now = content(seated)

    with transaction():
        said = Restoring(session().get(Banquet, seated), kept)
        assert len(said.moves) == sum(table == 2 for table, _seat in at.values()) and said.standing == "" and said.gone == 0
        assert said.sentences == [
            "The rule pack becomes “Chinese corporate banquet”; now it is “Western dinner, English style”.", "Table 1 is called “1” again.",
            "Table 1 goes back to where it stood.", "Table 2 comes back, with 8 seats.", "Walls, doors and fixtures are drawn as they were.", *said.sentences[5:]]
        assert said.sentences[-1] == "No longer locked: Xu Guoqiang."
    do(seated, versions.restore, kept)
    assert content(seated) == (kept.content, "cn-corporate")
    with transaction():
        assert Restoring(session().get(Banquet, seated), kept).is_needless
    do(seated, steps.undo)
    assert content(seated) == now


def test_a_table_that_cannot_be_used_today_stays_so_when_a_version_is_brought_back(party, seated):
    kept, at = do(seated, versions.keep), places(seated)
    here = {a for a, (table, _seat) in at.items() if table == 2}
    with transaction():
        banquet = session().get(Banquet, seated)
        banquet.tables[1].is_broken = True
        steps.change_seats(banquet, dict.fromkeys(here), kind="unseat", by=factories.person("song.dan"), at=NOW)
    do(seated, versions.restore, kept)

    banquet = session().get(Banquet, seated)
    assert [t.is_broken for t in banquet.tables] == [False, True]
    assert places(seated) == {a: place for a, place in at.items() if a not in here}
    assert {a.id for a in versions.would_stand(banquet, kept)} == here


def test_nobody_seated_nothing_to_keep_and_nobody_without_a_seat_in_a_release(party, banquet):
    with pytest.raises(RuleBroken, match="Nobody is seated yet"):
        do(banquet, versions.keep)
    do(banquet, seats.seat_everyone)
    do(banquet, seats.unseat, session().get(Attendee, party["chen"]))
    with pytest.raises(RuleBroken, match="Without a seat: 1"):
        do(banquet, versions.release)


def test_another_title_is_another_card(party, seated):
    version = do(seated, versions.release)
    with transaction():
        session().get(Attendee, party["huang"]).person.title_zh = "院长"
    with transaction():
        moved = versions.moved_between(version.content, versions.content_of(session().get(Banquet, seated)))
        assert [(m.attendee_id, m.before == m.after, m.has_new_card) for m in moved] == [(party["huang"], True, True)]


def test_a_version_of_another_banquet_is_not_found(party, seated):
    kept = do(seated, versions.keep)
    with transaction():
        from planner.receptions.models import Item, Reception

        item = factories.make_item(session().get(Reception, party["reception"]), "meal")
        other = make_banquet(party, item=session().get(Item, item.id))
        with pytest.raises(NotFound):
            versions.get_version(other, kept.id)
