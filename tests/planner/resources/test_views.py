"""The office's pages and the booking forms, as a browser sees them."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from planner.db import session, transaction
from planner.overview.attention import attention
from planner.resources import actions, keeping, tasks
from planner.resources.models import Booking, Resource
from planner.errors import RuleBroken
from planner.outbox.models import Mail
from tests import factories
from tests.conftest import NOW
from tests.factories import resources as made

NINE, TEN = datetime(2026, 12, 8, 9), datetime(2026, 12, 8, 10)


@pytest.fixture
def world(app, prepared, clock):
    def make():
        rooms = [made.make_room(), made.make_room("二号", "Room 2", 30)]
        reception, foreign = factories.make_reception(), factories.make_reception(owner=factories.person("tang.lei"), title_zh="秘密", title_en="Secret visit")
        item = factories.make_item(reception, "talks", NINE, TEN)
        person = factories.make_person("苏晴", "Su Qing", languages=["zh"])
        actions.book(rooms[0], foreign, starts_at=NINE, ends_at=TEN, by=None, at=NOW)
        factories.account("yuan.jie")
        return {"rooms": [r.id for r in rooms], "reception": reception.id, "item": item.id, "person": person.id}

    with app.app_context():
        yield prepared("resources", make)


def stored(app, model):
    with app.app_context():
        return session().scalars(select(model).order_by(model.id)).unique().all()


def form(room, **changed):
    return {"kind": "room", "resource_id": room, "starts_at": "2026-12-08T09:00", "ends_at": "2026-12-08T10:00", "people": "12", "hold_until": "", **changed}


def test_the_week_names_a_reception_to_who_may_see_it_only(signed_in, world):
    seen, office = (signed_in(login).get_page("/office?day=2026-12-08") for login in ("song.dan", "yuan.jie"))

    assert "Secret visit" not in seen and "09:00–10:00 taken" in seen
    assert "Secret visit" in office


@pytest.mark.parametrize("language, said, instead", [("en", "Meeting room 1 is taken from 8 Dec 2026 09:00 to 10:00", "Take Room 2"), ("zh", "第一会议室在 2026年12月8日 09:00 至 10:00 已被占用", "改选二号")])
def test_a_taken_room_is_refused_with_ways_out_that_work(app, signed_in, world, language, said, instead):
    browser, page = signed_in("song.dan", language), f"/receptions/{world['reception']}/programme/{world['item']}/bookings"

    refused = browser.post(page, form(world["rooms"][0]))
    html = refused.get_data(as_text=True)

    assert refused.status_code == 422 and said in html and instead in html
    browser.post_form(page, form(world["rooms"][1]))
    assert [b.resource_id for b in stored(app, Booking)][1:] == [world["rooms"][1]]


def test_a_hold_is_changed_confirmed_and_given_back(app, signed_in, world):
    browser, base = signed_in("song.dan"), f"/receptions/{world['reception']}/bookings"
    browser.post_form(base, form(world["rooms"][1], hold_until="2026-12-01T18:00"))
    held = stored(app, Booking)[-1]
    assert "on hold until 1 Dec 2026 18:00" in browser.get_page(base)

    browser.post_form(f"{base}/{held.id}", form(world["rooms"][1], ends_at="2026-12-08T11:00", hold_until="2026-12-02T18:00", version=held.version))
    assert stored(app, Booking)[-1].ends_at == datetime(2026, 12, 8, 11) and stored(app, Booking)[-1].state == "held"
    browser.post_form(f"{base}/{held.id}/confirm")
    assert stored(app, Booking)[-1].state == "booked"
    browser.post_form(f"{base}/{held.id}/release")
    assert len(stored(app, Booking)) == 1


def test_two_who_change_one_booking_are_told(app, signed_in, world):
    browser, base = signed_in("song.dan"), f"/receptions/{world['reception']}/bookings"
    browser.post_form(base, form(world["rooms"][1]))
    booking = stored(app, Booking)[-1]
    browser.post_form(f"{base}/{booking.id}", form(world["rooms"][1], people="14", version=booking.version))

    assert browser.post(f"{base}/{booking.id}", form(world["rooms"][1], people="15", version=booking.version)).status_code == 409


def test_another_managers_reception_is_not_booked_for(signed_in, world):
    assert signed_in("tang.lei").post(f"/receptions/{world['reception']}/bookings", form(world["rooms"][1])).status_code == 404


def test_the_office_enters_changes_and_retires_a_room(app, signed_in, world):
    browser = signed_in("yuan.jie")
    values = {"name_zh": "三号", "name_en": "", "capacity": "8", "opens": "08:00", "closes": "18:00", "days": ["1", "2"], "buffer_before": "0", "buffer_after": "5"}
    browser.post_form("/office/resources/new?kind=room", values)
    room = stored(app, Resource)[-1]
    assert (room.opens, room.days, room.capacity) == (time(8), [1, 2], 8)

    browser.post_form(f"/office/resources/{room.id}/retire", {"version": room.version})
    assert not stored(app, Resource)[-1].is_active
    assert "out of use" in browser.get_page("/office?kind=room")


@pytest.mark.parametrize("kind, changed, said", [
    ("room", {"capacity": "0"}, "Please choose a number from 1 to 2000."), ("room", {"closes": "07:00"}, "It closes before it opens."),
    ("room", {"capacity": ""}, "Please say for how many people it is."), ("room", {"opens": "morning"}, "Please write a time such as 08:30."),
    ("room", {"days": []}, "Please tick at least one day of the week."), ("guide", {}, "A guide without a language can guide nobody."),
    ("interpreter", {"languages": ["en"]}, "An interpreter speaks two languages at least."), ("driver", {"person_id": ""}, "Please choose somebody of the staff.")])
def test_what_cannot_be_a_resource_is_said_at_its_field(app, signed_in, world, kind, changed, said):
    with app.app_context(), transaction():
        session().get(factories.Person, world["person"]).languages = []
    values = {"name_zh": "三号", "capacity": "8", "opens": "08:00", "closes": "18:00", "days": ["1"], "buffer_before": "0", "buffer_after": "0",
              "person_id": world["person"], **changed}

    refused = signed_in("yuan.jie").post(f"/office/resources/new?kind={kind}", values)

    assert refused.status_code == 422 and said in refused.get_data(as_text=True)


def test_a_booked_room_is_not_retired(db):
    with transaction():
        room = made.make_room()
        actions.book(room, factories.make_reception(), starts_at=NINE, ends_at=TEN, by=None, at=NOW)

        with pytest.raises(RuleBroken):
            keeping.retire_resource(room, by=None, at=NOW)


def test_who_planned_is_warned_once_a_day_before_a_hold_ends(db):
    with transaction():
        reception = factories.make_reception()
        reception.owner.email = "song.d@shangzuo.example"
        hold = actions.book(made.make_room(), reception, starts_at=NINE, ends_at=TEN, hold_until=NOW + timedelta(hours=30), by=None, at=NOW)

        assert tasks.warn(NOW) == 0
        later = NOW + timedelta(hours=7)
        assert (tasks.warn(later), tasks.warn(later)) == (1, 0)

        mail = session().scalars(select(Mail)).one()
        assert (mail.kind, mail.to_address, hold.warned_at) == ("hold_ending", "song.d@shangzuo.example", later)


def test_a_hold_about_to_end_stands_on_todays_page_and_the_overview(app, signed_in, world):
    with app.app_context(), transaction():
        reception = session().get(factories.Reception, world["reception"])
        actions.book(session().get(Resource, world["rooms"][1]), reception, starts_at=NINE, ends_at=TEN, hold_until=NOW + timedelta(hours=20), by=None, at=NOW)

    assert "The hold of Room 2 ends on 21 Nov 2026 06:00." in signed_in("song.dan").get_page("/")
    with app.app_context(), app.test_request_context():
        found = attention(session().get(factories.Reception, world["reception"]), NOW)
        assert any("/bookings" in one.url for one in found)
