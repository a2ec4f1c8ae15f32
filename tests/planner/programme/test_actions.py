"""Who takes part, what depends on what, moving with all that follows, and days only held."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import force_language
from planner.programme import actions, engagements
from planner.programme.models import DateHold, ItemLink, ItemPerson
from planner.receptions import actions as receptions
from planner.receptions.models import Item
from planner.resources import actions as resources
from planner.resources.models import Booking
from tests import factories
from tests.conftest import NOW
from tests.factories import resources as things
from tests.planner.programme.test_checks import Visit


@pytest.fixture
def by(visit):
    return factories.person("song.dan")


def wall(text, day="2026-12-08"):
    return datetime.fromisoformat(f"{day}T{text}")


def guests_of(visit, item):
    return next(one.guests for one in engagements.of_reception(visit.reception, NOW) if one.item_id == item.id)


def test_participants_are_the_party_some_groups_or_named_people(visit, by):
    tour = visit.item("tour", "09:00", "10:00")
    group = actions.save_group(visit.reception, None, name_zh="技术组", name_en="", attendees=[visit.keller.id], by=by, at=NOW)
    everybody = {visit.keller.person_id, visit.brandt.person_id}
    assert guests_of(visit, tour) == everybody
    actions.set_participants(tour, "groups", groups=[group.id], by=by, at=NOW)
    assert guests_of(visit, tour) == {visit.keller.person_id}
    actions.set_participants(tour, "named", attendees=[visit.brandt.id], by=by, at=NOW)
    assert guests_of(visit, tour) == {visit.brandt.person_id}
    actions.remove_group(group, by=by, at=NOW)
    actions.set_participants(tour, "party", by=by, at=NOW)
    assert guests_of(visit, tour) == everybody and session().scalars(select(ItemPerson)).all() == []


def test_strangers_and_nobody_do_not_take_part(visit, by):
    tour, other = visit.item("tour", "09:00", "10:00"), Visit(owner="tang.lei")
    with pytest.raises(NotFound):
        actions.set_participants(tour, "named", attendees=[other.keller.id], by=by, at=NOW)
    with pytest.raises(RuleBroken) as refused:
        actions.set_participants(tour, "named", by=by, at=NOW)
    assert refused.value.field == "takes" and tour.takes == "party"


def test_a_group_in_use_stays(visit, by):
    group = actions.save_group(visit.reception, None, name_zh="", name_en="Engineers", attendees=[visit.keller.id], by=by, at=NOW)
    actions.set_participants(visit.item("tour", "09:00", "10:00"), "groups", groups=[group.id], by=by, at=NOW)
    with pytest.raises(RuleBroken):
        actions.remove_group(group, by=by, at=NOW)


def test_a_role_is_for_our_own_people(visit, by):
    tour = visit.item("tour", "09:00", "10:00")
    first = actions.set_role(tour, "guide", visit.deng.id, note_en="Speak slowly", by=by, at=NOW)
    assert actions.set_role(tour, "guide", visit.deng.id, note_en="In German", by=by, at=NOW).id == first.id and first.note("zh") == "In German"
    for role, person, field in (("guide", visit.keller.person_id, "person_id"), ("juggler", visit.deng.id, "role"), ("guide", None, "person_id")):
        with pytest.raises(RuleBroken) as refused:
            actions.set_role(tour, role, person, by=by, at=NOW)
        assert refused.value.field == field


def test_items_that_would_wait_for_each_other_are_named(visit, by):
    talks, tour = visit.item("talks", "09:00", "10:00"), visit.item("tour", "10:10", "11:00")
    actions.set_link(tour, talks, kind="after", minutes=10, by=by, at=NOW)
    with force_language("en"), pytest.raises(RuleBroken) as refused:
        actions.set_link(talks, tour, kind="not_before", by=by, at=NOW)
    assert {"“Talks”", "“Tour”"} == set(str(refused.value.message).removeprefix("These would wait for each other: ").rstrip(".").split(" → "))
    assert len(session().scalars(select(ItemLink)).all()) == 1


@pytest.mark.parametrize("values, field", [({"kind": "before"}, "kind"), ({"kind": "after", "minutes": 1441}, "minutes"), ({"kind": "after", "minutes": -1}, "minutes")])
def test_a_link_that_means_nothing_is_refused(visit, by, values, field):
    talks, tour = visit.item("talks", "09:00", "10:00"), visit.item("tour", "10:10", "11:00")
    with pytest.raises(RuleBroken) as refused:
        actions.set_link(tour, talks, by=by, at=NOW, **values)
    assert refused.value.field == field
    with pytest.raises(RuleBroken):
        actions.set_link(tour, tour, kind="after", by=by, at=NOW)


def test_a_late_item_tells_what_moves_before_it_does(visit, by):
    arrival, talks = visit.item("arrival", "09:00", "09:30"), visit.item("talks", "09:40", "11:00")
    visit.item("banquet", "18:30", "20:30", is_fixed=True, responsible_id=visit.peng.id)
    actions.set_link(talks, arrival, kind="after", minutes=10, by=by, at=NOW)
    found = actions.late(visit.reception, arrival, 30, NOW)
    assert found.times == {arrival.id: (wall("09:30"), wall("10:00")), talks.id: (wall("10:10"), wall("11:30"))}
    assert found.because[talks.id].on == arrival.id and not found.short and not found.blocks
    assert session().get(Item, talks.id).starts_at == wall("09:40")


def test_a_move_takes_along_what_depends_and_its_bookings(visit, by):
    arrival, talks = visit.item("arrival", "09:00", "09:30"), visit.item("talks", "09:40", "11:00")
    actions.set_link(talks, arrival, kind="after", minutes=10, by=by, at=NOW)
    resources.book(things.make_room(), talks, starts_at=talks.starts_at, ends_at=talks.ends_at, by=by, at=NOW)
    actions.move(visit.reception, {arrival.id: (wall("09:30"), wall("10:00"))}, by=by, at=NOW)
    assert (talks.starts_at, talks.sequence) == (wall("10:10"), 1)
    assert session().scalar(select(Booking.starts_at)) == wall("10:10")


def test_alone_leaves_what_depends_and_says_the_new_finding(visit, by):
    arrival, talks = visit.item("arrival", "09:00", "09:30"), visit.item("talks", "09:40", "11:00")
    actions.set_link(talks, arrival, kind="after", minutes=10, by=by, at=NOW)
    found = actions.move(visit.reception, {arrival.id: (wall("09:30"), wall("10:00"))}, alone=True, by=by, at=NOW)
    assert talks.starts_at == wall("09:40") and {"PR-01", "PR-13"} <= {one.rule for one in found.new}


def test_a_taken_room_keeps_the_whole_move_from_happening(visit, by):
    other = Visit(owner="tang.lei")
    room = things.make_room()
    talks, theirs = visit.item("talks", "09:00", "10:00"), other.item("talks", "11:00", "12:00")
    for item in (talks, theirs):
        resources.book(room, item, starts_at=item.starts_at, ends_at=item.ends_at, by=by, at=NOW)
    with pytest.raises(resources.CannotFollow):
        actions.move(visit.reception, {talks.id: (wall("11:00"), wall("12:00"))}, by=by, at=NOW)


def test_a_move_beyond_the_days_is_refused(visit, by):
    arrival = visit.item("arrival", "09:00", "09:30")
    with pytest.raises(RuleBroken):
        actions.move(visit.reception, {arrival.id: (wall("09:00", "2026-12-20"), wall("09:30", "2026-12-20"))}, by=by, at=NOW)


def test_a_removed_item_takes_its_links_and_roles_along(visit, by):
    talks, tour = visit.item("talks", "09:00", "10:00"), visit.item("tour", "10:10", "11:00")
    actions.set_link(tour, talks, kind="after", by=by, at=NOW)
    actions.set_role(talks, "tea", visit.deng.id, by=by, at=NOW)
    actions.set_participants(talks, "named", attendees=[visit.keller.id], by=by, at=NOW)
    receptions.remove_item(talks, by=by, at=NOW, is_used=False)
    assert session().scalars(select(ItemLink)).all() == []


def test_held_days_become_the_days_of_the_reception_and_the_programme_follows(visit, by):
    talks = visit.item("talks", "09:00", "10:00")
    kept = actions.hold_dates(visit.reception, date(2026, 12, 15), date(2026, 12, 16), expires_at=NOW + timedelta(days=3), by=by, at=NOW)
    other = actions.hold_dates(visit.reception, date(2026, 12, 22), date(2026, 12, 23), expires_at=NOW + timedelta(days=3), by=by, at=NOW)
    actions.take_dates(kept, by=by, at=NOW)
    assert (visit.reception.starts_on, visit.reception.ends_on, talks.starts_at) == (date(2026, 12, 15), date(2026, 12, 16), wall("09:00", "2026-12-15"))
    assert (kept.state, other.state) == ("taken", "given_up")
    with pytest.raises(RuleBroken):
        actions.take_dates(other, by=by, at=NOW)


@pytest.mark.parametrize("first, last, after, field", [("2026-12-16", "2026-12-15", 3, "ends_on"), ("2020-12-15", "2020-12-16", 3, "starts_on"),
                                                       ("2026-12-15", "2026-12-16", -1, "expires_at"), ("2026-12-15", "2026-12-16", 91, "expires_at")])
def test_days_that_cannot_be_held(visit, by, first, last, after, field):
    with pytest.raises(RuleBroken) as refused:
        actions.hold_dates(visit.reception, date.fromisoformat(first), date.fromisoformat(last), expires_at=NOW + timedelta(days=after), by=by, at=NOW)
    assert refused.value.field == field


def test_a_hold_ends_with_its_moment(visit, by):
    hold = actions.hold_dates(visit.reception, date(2026, 12, 15), date(2026, 12, 16), expires_at=NOW + timedelta(days=3), by=by, at=NOW)
    assert (actions.expire_dates(NOW + timedelta(days=2, hours=23)), hold.state) == (0, "held")
    assert (actions.expire_dates(NOW + timedelta(days=3)), session().get(DateHold, hold.id).state) == (1, "expired")
