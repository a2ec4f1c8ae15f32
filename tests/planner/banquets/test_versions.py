import pytest

from planner.banquets import queries, seats, versions
from planner.banquets.models import Banquet
from planner.db import session, transaction
from planner.errors import NotFound, RuleBroken
from planner.i18n import force_language
from planner.receptions.models import Attendee
from tests.planner.banquets.conftest import make_banquet
from tests.planner.banquets.test_steps import do, move, places, seated  # noqa: F401  (fixture)


@pytest.fixture(autouse=True)
def english(db):
    with force_language("en"):
        yield


def test_the_released_plan_stays_as_it_was_while_the_draft_changes(party, seated):  # noqa: F811
    at = places(seated)
    with transaction():
        banquet = session().get(Banquet, seated)
        version = do(seated, versions.release)
        assert not versions.has_changed(banquet, version)
        move(seated, party["huang"], at[party["sato"]])

        assert versions.has_changed(banquet, version) and versions.released(banquet) is version
        assert {a.id: (table, seat - 1) for table, seat, a, _why in queries.seating_of(banquet, version)} == at
        assert [m.attendee_id for m in versions.moved_between(version.content, versions.content_of(banquet))] == sorted([party["huang"], party["sato"]])


def test_released_twice_is_one_release_and_a_new_one_replaces_it(party, seated):  # noqa: F811
    first = do(seated, versions.release)
    assert do(seated, versions.release).id == first.id
    at = places(seated)
    move(seated, party["huang"], at[party["sato"]])
    second = do(seated, versions.release)

    with transaction():
        assert [(v.number, v.state) for v in versions.versions_of(session().get(Banquet, seated))] == [(2, "released"), (1, "replaced")]
        assert second.id != first.id


def test_a_version_is_brought_back_with_who_came_later_left_alone(party, seated):  # noqa: F811
    at, kept = places(seated), do(seated, versions.keep, name="  by  rank ")
    move(seated, party["huang"], at[party["sato"]])
    do(seated, seats.unseat, session().get(Attendee, party["chen"]))

    left = do(seated, versions.restore, kept)

    assert places(seated) == at and left == [] and kept.name == "by rank"


def test_nobody_seated_nothing_to_keep_and_nobody_without_a_seat_in_a_release(party, banquet):
    with pytest.raises(RuleBroken, match="Nobody is seated yet"):
        do(banquet, versions.keep)
    do(banquet, seats.seat_everyone)
    do(banquet, seats.unseat, session().get(Attendee, party["chen"]))
    with pytest.raises(RuleBroken, match="Without a seat: 1"):
        do(banquet, versions.release)


def test_another_title_is_another_card(party, seated):  # noqa: F811
    version = do(seated, versions.release)
    with transaction():
        session().get(Attendee, party["huang"]).person.title_zh = "院长"
    with transaction():
        moved = versions.moved_between(version.content, versions.content_of(session().get(Banquet, seated)))
        assert [(m.attendee_id, m.before == m.after, m.has_new_card) for m in moved] == [(party["huang"], True, True)]


def test_a_version_of_another_banquet_is_not_found(party, seated):  # noqa: F811
    kept = do(seated, versions.keep)
    with transaction():
        from tests import factories
        from planner.receptions.models import Item, Reception

        item = factories.make_item(session().get(Reception, party["reception"]), "meal")
        other = make_banquet(party, item=session().get(Item, item.id))
        with pytest.raises(NotFound):
            versions.get_version(other, kept.id)
