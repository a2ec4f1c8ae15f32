"""Releasing a programme, and who is told what, once."""

import pytest

from planner.db import session
from planner.errors import RuleBroken
from planner.programme import actions, releases
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def by(visit):
    return factories.person("song.dan")


@pytest.fixture
def released(visit, by):
    """The reception with talks and a later tour, released and everybody told."""
    visit.talks = visit.item("talks", "09:00", "10:00")
    visit.tour = visit.only(visit.item("tour", "10:10", "11:00", responsible_id=visit.deng.id), visit.keller)
    releases.release(visit.reception, by=by, at=NOW)
    for one in releases.to_tell(visit.reception):
        releases.mark_told(one, "phone", by=by, at=NOW)
    return visit


def told(visit):
    """{first word of a name: what they are to be told}"""
    return {(one.person.name("en").split()[0]): [(change["what"], change["item"]) for change in one.changes] for one in releases.to_tell(visit.reception)}


def test_the_first_release_tells_everybody_their_own_items(visit, by):
    talks, tour = visit.item("talks", "09:00", "10:00"), visit.only(visit.item("tour", "10:10", "11:00", responsible_id=visit.deng.id), visit.keller)
    assert releases.is_draft(visit.reception, NOW)
    version = releases.release(visit.reception, by=by, at=NOW)
    assert version.number == 1 and not releases.is_draft(visit.reception, NOW)
    assert told(visit) == {"Anna": [("added", talks.id), ("added", tour.id)], "Jan": [("added", talks.id)], "Peng": [("added", talks.id)], "Deng": [("added", tour.id)]}


def test_only_those_concerned_are_told_of_a_move(released, by):
    assert told(released) == {}
    actions.move(released.reception, {released.tour.id: (released.tour.starts_at.replace(hour=14), released.tour.ends_at.replace(hour=15))}, by=by, at=NOW)
    assert releases.is_draft(released.reception, NOW) and told(released) == {}
    releases.release(released.reception, by=by, at=NOW)
    assert told(released) == {"Anna": [("moved", released.tour.id)], "Deng": [("moved", released.tour.id)]}


def test_nobody_is_told_twice_and_two_changes_are_told_as_one(released, by):
    for hour in (14, 16):
        actions.move(released.reception, {released.tour.id: (released.tour.starts_at.replace(hour=hour), released.tour.ends_at.replace(hour=hour + 1))}, by=by, at=NOW)
        releases.release(released.reception, by=by, at=NOW)
        if hour == 14:
            anna = next(one for one in releases.to_tell(released.reception) if one.person.name("en").startswith("Anna"))
            releases.mark_told(anna, "mail", by=by, at=NOW)
            with pytest.raises(RuleBroken):
                releases.mark_told(anna, "mail", by=by, at=NOW)
    by_name = {one.person.name("en").split()[0]: [(c["from"][11:], c["to"][11:]) for c in one.changes] for one in releases.to_tell(released.reception)}
    assert by_name == {"Anna": [("14:10", "16:10")], "Deng": [("10:10", "16:10")]}


def test_a_change_taken_back_needs_no_telling(released, by):
    times = {released.tour.id: (released.tour.starts_at, released.tour.ends_at)}
    actions.move(released.reception, {released.tour.id: (released.tour.starts_at.replace(hour=14), released.tour.ends_at.replace(hour=15))}, by=by, at=NOW)
    releases.release(released.reception, by=by, at=NOW)
    actions.move(released.reception, times, by=by, at=NOW)
    releases.release(released.reception, by=by, at=NOW)
    assert told(released) == {}


def test_who_joins_and_who_leaves_is_told_and_nobody_else(released, by):
    actions.set_participants(released.tour, "named", attendees=[released.brandt.id], by=by, at=NOW)
    releases.release(released.reception, by=by, at=NOW)
    assert told(released) == {"Anna": [("left", released.tour.id)], "Jan": [("joined", released.tour.id)]}


def test_a_released_twice_form_releases_once(released, by):
    with pytest.raises(RuleBroken):
        releases.release(released.reception, by=by, at=NOW)
    assert [one.number for one in releases.versions_of(released.reception)] == [1]


def test_a_broken_rule_blocks_the_release_until_somebody_answers_for_it(visit, by):
    visit.item("talks", "09:00", "10:00")
    visit.item("tea", "09:30", "10:30")
    with pytest.raises(RuleBroken):
        releases.release(visit.reception, by=by, at=NOW)
    assert releases.newest(visit.reception) is None
    assert releases.release(visit.reception, agreed={"PR-01"}, by=by, at=NOW).number == 1


def test_an_empty_programme_is_not_released(visit, by):
    with pytest.raises(RuleBroken):
        releases.release(visit.reception, by=by, at=NOW)


def test_no_name_is_kept_in_a_version(released):
    assert "Keller" not in str(session().get(type(releases.newest(released.reception)), releases.newest(released.reception).id).content)
