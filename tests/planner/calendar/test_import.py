"""A guest's calendar on the page: proposals are shown before anything is stored, busy times are told without their titles, and nothing of the file stays."""

import io
from datetime import datetime

import pytest
from sqlalchemy import select

from planner.calendar.proposals import collisions, journey_number, proposals
from planner.calendar.reading import read
from planner.db import session, transaction
from planner.programme.models import ItemPerson
from planner.receptions.models import Item
from tests import factories
from tests.planner.calendar.test_reading import calendar, event

FLIGHT = event("SUMMARY:Flight LH 728 Frankfurt - Shanghai", begin="DTSTART;TZID=Europe/Berlin:20261207T140500", end="DTEND;TZID=Asia/Shanghai:20261208T083000")
HOME = event("SUMMARY:LH729 Shanghai → Frankfurt", begin="DTSTART;TZID=Asia/Shanghai:20261209T131500", end="DTEND;TZID=Europe/Berlin:20261209T183000")
BUSY = event("SUMMARY:SECRET dentist", "DESCRIPTION:SECRET", begin="DTSTART:20261208T013000Z", end="DTEND:20261208T030000Z")


@pytest.fixture
def reception(db):
    with transaction():
        made = factories.make_reception()
        factories.make_item(made, "talks", datetime(2026, 12, 8, 9), datetime(2026, 12, 8, 10), title_zh="会谈", title_en="Talks")
        factories.make_attendee(made, person=factories.make_person("", "Stefan Krause", client_id=made.client_id))
    return made


def reading_of(reception, *bodies):
    return read(calendar(*bodies), zone=reception.time_zone, first=reception.starts_on, last=reception.ends_on)


def upload(browser, reception, data, **fields):
    return browser.post(f"/receptions/{reception.id}/calendar/import", {"file": (io.BytesIO(data), "flight.ics"), **fields})


def test_journeys_are_an_arrival_at_their_end_and_a_send_off_at_their_beginning(reception):
    found = proposals(reading_of(reception, FLIGHT, HOME, BUSY), reception)

    assert [(one.number, one.kind, one.starts_at, one.is_outside, one.known) for one in found] == [
        ("LH728", "arrival", datetime(2026, 12, 8, 8, 30), False, None), ("LH729", "send_off", datetime(2026, 12, 9, 13, 15), False, None)]
    assert [one.title("zh") for one in found] == ["接机 LH728", "送机 LH729"]


@pytest.mark.parametrize(("title", "number"), [
    ("高铁 G123 北京南-上海虹桥", "G123"), ("航班 CA1832", "CA1832"), ("Flight MU-5101", "MU5101"), ("Meeting A4 12 papers", None), ("Q3 2026 review", None),
    ("LH728", None), ("Flight to Shanghai", None), ("flight lh728", None)])
def test_number_needs_a_word_that_says_journey(reception, title, number):
    entry, = reading_of(reception, event(f"SUMMARY:{title}")).entries

    assert journey_number(entry) == number


def test_busy_times_meet_the_items_they_touch(reception):
    (item, spans), = collisions(reading_of(reception, BUSY, event(begin="DTSTART:20261208T020000Z", end="DTEND:20261208T040000Z")), reception.items)

    assert (item.title_en, spans) == ("Talks", [(datetime(2026, 12, 8, 9, 30), datetime(2026, 12, 8, 12))])
    assert collisions(reading_of(reception, event(begin="DTSTART:20261208T020000Z", end="DTEND:20261208T030000Z")), reception.items) == []


def test_proposal_is_shown_before_it_is_stored_and_then_taken_for_its_guest(reception, signed_in):
    song, guest = signed_in("song.dan"), reception.attendees[0].id
    html = upload(song, reception, calendar(FLIGHT, HOME, BUSY), attendee_id=str(guest)).get_data(as_text=True)
    assert "Arrival LH728" in html and "SECRET" not in html and "9:30" in html
    assert [item.title_en for item in session().scalars(select(Item))] == ["Talks"]
    marks = [part.partition('"')[0] for part in html.split('name="journey" value="')[1:]]
    assert marks == ["arrival LH728 2026-12-08T08:30", "send_off LH729 2026-12-09T13:15"]
    song.post_form(f"/receptions/{reception.id}/calendar/import/take", {"journey": marks[0], "attendee_id": str(guest)})
    session().rollback()

    item = session().scalar(select(Item).where(Item.kind == "arrival"))
    assert (item.flight, item.starts_at, item.is_fixed, item.takes, item.title_zh) == ("LH728", datetime(2026, 12, 8, 8, 30), True, "named", "接机 LH728")
    assert session().scalars(select(ItemPerson.attendee_id)).all() == [guest]


def test_item_that_bears_the_number_already_gets_the_new_time(reception, signed_in):
    with transaction():
        item = factories.make_item(reception, "arrival", datetime(2026, 12, 8, 7), datetime(2026, 12, 8, 8), flight="LH728")
    song = signed_in("song.dan")
    html = upload(song, reception, calendar(FLIGHT)).get_data(as_text=True)
    mark = f"arrival LH728 2026-12-08T08:30 {item.id} {item.version}"
    assert mark in html and "the programme says" in html
    assert song.post(f"/receptions/{reception.id}/calendar/import/take", {"journey": mark[:-1] + "9", "attendee_id": ""}).status_code == 409
    song.post_form(f"/receptions/{reception.id}/calendar/import/take", {"journey": mark, "attendee_id": ""})
    session().rollback()
    session().expire_all()

    assert (item.starts_at, item.ends_at, item.sequence) == (datetime(2026, 12, 8, 8, 30), datetime(2026, 12, 8, 9, 30), 1)
    assert "stands in the programme like this already" in upload(song, reception, calendar(FLIGHT)).get_data(as_text=True)


@pytest.mark.parametrize("mark", ["", "arrival", "banquet LH728 2026-12-08T08:30", "arrival XX 2026-12-08T08:30", "arrival LH728 2026-13-08T08:30", "arrival LH728 2026-12-08T08:30 999 1"])
def test_marks_not_of_ours_are_left_out(reception, signed_in, mark):
    answer = signed_in("song.dan").post(f"/receptions/{reception.id}/calendar/import/take", {"journey": mark, "attendee_id": ""})

    assert (answer.status_code, len(session().scalars(select(Item)).all())) == (422, 1)


def test_journey_outside_the_days_is_refused_whole(reception, signed_in):
    answer = signed_in("song.dan").post(f"/receptions/{reception.id}/calendar/import/take",
                                        {"journey": ["arrival LH728 2026-12-08T08:30", "arrival LH730 2026-12-20T08:30"], "attendee_id": ""})

    assert (answer.status_code, len(session().scalars(select(Item)).all())) == (422, 1)


def test_guest_of_another_reception_is_not_found(reception, signed_in):
    with transaction():
        foreign = factories.make_attendee(factories.make_reception())
    answer = signed_in("song.dan").post(f"/receptions/{reception.id}/calendar/import/take", {"journey": "arrival LH728 2026-12-08T08:30", "attendee_id": str(foreign.id)})

    assert (answer.status_code, len(session().scalars(select(Item)).all())) == (422, 1)


def test_bomb_is_refused_at_the_field_and_another_s_reception_not_found(reception, signed_in):
    answer = upload(signed_in("song.dan"), reception, calendar("BEGIN:VEVENT\r\n" * 50))

    assert answer.status_code == 422 and "no program writes" in answer.get_data(as_text=True)
    assert upload(signed_in("tang.lei"), reception, calendar(FLIGHT)).status_code == 404
