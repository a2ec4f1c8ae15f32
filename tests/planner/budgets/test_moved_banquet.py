"""A banquet that is moved: a draft follows it, and what was submitted or approved says so and is not covered on another day."""

from datetime import date, datetime

import pytest

from planner.banquets.models import Banquet
from planner.budgets import queries
from planner.budgets.forms import form_data
from planner.budgets.queries import Place
from planner.budgets.actions import ShownIsOld
from planner.db import session, transaction
from tests.planner.budgets.test_views import button

SAME_DAY, NEXT_DAY = datetime(2026, 12, 8, 19, 0), datetime(2026, 12, 9, 18, 30)
PLANNED = Place("云山酒店", datetime(2026, 12, 8, 18, 30))


def move(house, starts_at=None, venue=None):
    with transaction():
        banquet = session().query(Banquet).filter_by(reception_id=house.reception_id).one()
        banquet.item.starts_at, banquet.item.ends_at = starts_at or banquet.item.starts_at, None
        banquet.venue_zh = venue or banquet.venue_zh


def test_a_draft_follows_until_somebody_writes_another_place(house):
    assert house.case().place == PLANNED
    move(house, NEXT_DAY, "湖滨宾馆")
    assert house.case().place == Place("湖滨宾馆", NEXT_DAY)
    assert form_data(house.application)["dining_at"] == NEXT_DAY
    assert house.case().moved() is None
    house.edit(venue="公司食堂")
    move(house, SAME_DAY)
    assert house.case().place == Place("公司食堂", NEXT_DAY)
    assert house.case().moved() is None


def test_what_is_submitted_is_what_was_planned_at_that_moment(house):
    move(house, NEXT_DAY)
    house.do("submit")
    assert (house.application.dining_at, house.case().facts["days"]) == (NEXT_DAY, ["2026-12-09"])


@pytest.mark.parametrize("change, concerned", [({"starts_at": NEXT_DAY}, 2), ({"venue": "湖滨宾馆"}, 3)])  # another day does not concern finance
def test_another_day_or_venue_voids_the_signatures(house, change, concerned):
    house.approve_all()
    approved = queries.approved_fingerprint(house.reception)
    move(house, **change)
    assert approved is not None
    assert queries.approved_fingerprint(house.reception) is None
    case = house.case()
    assert (case.state.status, len(case.state.lapsed), case.place) == ("submitted", concerned, PLANNED)
    assert case.moved() == (PLANNED, Place(change.get("venue", "云山酒店"), change.get("starts_at", PLANNED.dining_at)))
    house.do("follow_plan")
    case = house.case()
    assert (case.moved(), len(case.state.signed_by), case.state.next_step.id) == (None, 3 - concerned, "department")


def test_another_hour_of_the_same_day_keeps_them_and_is_told(house):
    house.approve_all()
    move(house, SAME_DAY)
    assert queries.is_approved(house.reception)
    assert house.case().moved() == (PLANNED, Place("云山酒店", SAME_DAY))
    house.edit(cautions_zh="请提前清场")           # another edit does not hide it
    assert house.case().moved() is not None
    house.do("follow_plan")
    assert queries.is_approved(house.reception)
    assert (house.application.dining_at, house.case().moved()) == (SAME_DAY, None)


def test_moved_back_the_signatures_hold_again(house):
    house.approve_all()
    move(house, NEXT_DAY)
    move(house, PLANNED.dining_at)
    assert queries.is_approved(house.reception)


@pytest.mark.parametrize("language, sentence, text, day", [
    ("zh", "宴会时间或地点已改动", "按现在的安排更新申请", "2026年12月9日"),
    ("en", "The banquet was moved after this was submitted", "Bring the application up to date", "9 Dec 2026")])
def test_the_pages_show_the_difference_and_ask(app, house, signed_in, language, sentence, text, day):
    house.approve_all()
    move(house, NEXT_DAY)
    song = signed_in("song.dan", language)
    page = song.get_page(f"/receptions/{house.reception_id}/budget")
    assert sentence in page and text in page and day in page
    approver = signed_in("gao.xiang", language).get_page(f"/approvals/{house.application_id}")
    assert day in approver
    assert text not in approver
    assert button(song, house, "follow").status_code == 303
    assert text not in song.get_page(f"/receptions/{house.reception_id}/budget")
    assert house.case().place.dining_at.date() == date(2026, 12, 9)


def test_an_approval_for_one_day_cannot_be_given_for_another_unseen(house):
    house.do("submit")
    shown = house.case().fingerprint
    move(house, NEXT_DAY)
    with pytest.raises(ShownIsOld, match="changed after you opened it"):
        house.decide("approve", "gao.xiang", shown=shown)
    assert house.application.status == "submitted"
