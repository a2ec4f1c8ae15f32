"""Places and the minutes between them."""

import pytest

from planner.db import session, transaction
from planner.errors import RuleBroken
from planner.places import actions, queries
from planner.places.models import PlaceLeg
from tests import factories
from tests.conftest import NOW
from tests.factories.resources import make_place


def test_the_way_back_counts_the_same_until_it_is_set_itself(db):
    with transaction():
        gate, hotel, airport = make_place(), make_place("酒店", "Hotel", "hotel"), make_place("机场", "Airport", "airport")
        actions.set_minutes(gate, {hotel.id: (25, 8), airport.id: (None, 40)}, by=None, at=NOW)
        assert queries.minutes_between(hotel.id, gate.id) == 25 and queries.minutes_between(airport.id, gate.id, driving=True) == 40

        actions.set_minutes(hotel, {gate.id: (25, 12)}, by=None, at=NOW)
        assert (queries.minutes_between(gate.id, hotel.id, driving=True), queries.minutes_between(hotel.id, gate.id, driving=True)) == (8, 12)
        assert queries.all_minutes()[airport.id, gate.id] == (None, 40)
        assert queries.minutes_between(hotel.id, airport.id) is None and queries.minutes_between(gate.id, gate.id) == 0

        actions.set_minutes(gate, {hotel.id: (None, None)}, by=None, at=NOW)
        assert queries.minutes_between(hotel.id, gate.id) is None


def test_the_same_minutes_again_change_nothing(db):
    with transaction():
        gate, hotel = make_place(), make_place("酒店", "Hotel", "hotel")
        actions.set_minutes(gate, {hotel.id: (25, 8)}, by=None, at=NOW)
        actions.set_minutes(hotel, {gate.id: (25, 8)}, by=None, at=NOW)

        assert session().query(PlaceLeg).count() == 1


def test_a_place_needs_a_name(db):
    with transaction(), pytest.raises(RuleBroken):
        actions.add_place(kind="gate", by=None, at=NOW)


def test_the_office_enters_minutes_and_bad_ones_are_said_at_the_field(app, signed_in):
    with app.app_context(), transaction():
        gate, hotel = make_place(), make_place("酒店", "Hotel", "hotel")
        ids = gate.id, hotel.id
        factories.account("yuan.jie")
    browser, page = signed_in("yuan.jie"), f"/office/places/{ids[0]}"

    refused = browser.post(f"{page}/minutes", {f"walk_{ids[1]}": "-3", f"drive_{ids[1]}": "8"})
    assert refused.status_code == 422 and 'aria-invalid="true"' in refused.get_data(as_text=True)
    browser.post_form(f"{page}/minutes", {f"walk_{ids[1]}": "", f"drive_{ids[1]}": "8"})

    browser.get_page(page)
    assert "– / 8" in browser.get_page("/office/places")
