"""Calendar files and private feeds: right content, right reader, revocable."""

import hashlib
import re
from datetime import date, datetime

import ics
import pytest
from icalendar import Calendar
from sqlalchemy import select

from planner import clock
from planner.audit import AuditEntry
from planner.calendar.models import CalendarFeed
from planner.db import session, transaction
from planner.invitations.terms import chain_of
from planner.people.models import Person
from planner.receptions import actions as receptions
from tests import factories
from tests.factories import invitations as scenes


@pytest.fixture
def scene(db):
    with transaction():
        return scenes.make_scene()


def events_of(response):
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert response.headers["Content-Disposition"].startswith("attachment")
    calendar = Calendar.from_ical(response.data)
    assert len(ics.Calendar(response.get_data(as_text=True)).events) == len(calendar.events)
    return {str(event["SUMMARY"]): event for event in calendar.events}


def test_reception_has_its_items_and_deadlines(scene, signed_in):
    found = events_of(signed_in("song.dan").get(f"/receptions/{scene.reception.id}/calendar.ics"))

    assert list(found)[0] == "Welcome banquet"
    assert {f"{deadline.title('en')} · Huaxin delegation" for deadline in chain_of(scene.banquet)} == set(list(found)[1:])
    assert found["Welcome banquet"]["DTSTART"].dt.replace(tzinfo=None) == datetime(2026, 12, 8, 18, 30)
    assert found["Invitations sent · Huaxin delegation"]["DTSTART"].dt == date(2026, 11, 24)


def test_finance_gets_items_without_deadlines_and_strangers_nothing(scene, signed_in):
    address = f"/receptions/{scene.reception.id}/calendar.ics"

    assert list(events_of(signed_in("dong.fang").get(address))) == ["Welcome banquet"]
    assert signed_in("tang.lei").get(address).status_code == 404
    assert signed_in("admin").get(address).status_code == 403


def test_uid_of_an_item_never_changes_and_its_sequence_counts(scene, signed_in):
    song, address = signed_in("song.dan"), f"/receptions/{scene.reception.id}/calendar.ics"
    before = events_of(song.get(address))["Welcome banquet"]
    with transaction():
        scene.banquet.item.sequence += 1
    after = events_of(song.get(address))["Welcome banquet"]

    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)


def test_cancelled_reception_cancels_its_entries_and_asks_for_nothing_more(scene, signed_in):
    song, address = signed_in("song.dan"), f"/receptions/{scene.reception.id}/calendar.ics"
    before = events_of(song.get(address))["Welcome banquet"]
    assert "STATUS" not in before
    with transaction():
        receptions.cancel_reception(scene.reception, by=scene.owner, at=clock.now())
    found = events_of(song.get(address))

    assert list(found) == ["Welcome banquet"]
    after = found["Welcome banquet"]
    assert (after["UID"], after["SEQUENCE"], after["STATUS"]) == (before["UID"], before["SEQUENCE"] + 1, "CANCELLED")


def new_feed(browser, name="Phone"):
    """(token, answer) of a feed made on the page."""
    html = browser.post_form("/account/feeds", {"name": name}).get_data(as_text=True)
    return re.search(r"http://127\.0\.0\.1:8000/feeds/([\w-]+)\.ics", html)[1], html


def test_feed_is_shown_once_and_only_its_hash_is_stored(db, signed_in):
    song = signed_in("song.dan")
    token, html = new_feed(song)

    assert "shown only this once" in html
    assert token not in song.get_page("/account/feeds")
    feed = session().scalar(select(CalendarFeed))
    assert (feed.token_hash, len(token)) == (hashlib.sha256(token.encode()).hexdigest(), 32)
    assert [entry.action for entry in session().scalars(select(AuditEntry)) if "feed" in entry.action] == ["feed.added"]


def test_feed_needs_no_sign_in_and_holds_only_what_its_person_may_see(scene, signed_in, client):
    with transaction():
        foreign = factories.make_reception(owner=factories.person("tang.lei"), title_en="Foreign delegation")
        factories.make_item(foreign, title_zh="别人的会谈", title_en="Other talks")
        cancelled = factories.make_reception(cancelled_at=scene.reception.created_at)
        factories.make_item(cancelled, title_zh="取消", title_en="Cancelled talks")
    own, offices = (new_feed(signed_in(login))[0] for login in ("song.dan", "yuan.jie"))

    assert "欢迎晚宴" in events_of(client.get(f"/feeds/{own}.ics"))
    assert "别人的会谈" not in events_of(client.get(f"/feeds/{own}.ics"))
    assert {"欢迎晚宴", "别人的会谈"} <= set(events_of(client.get(f"/feeds/{offices}.ics")))
    assert events_of(client.get(f"/feeds/{offices}.ics"))["取消"]["STATUS"] == "CANCELLED"


def test_revoked_unknown_and_orphaned_feeds_look_alike(db, signed_in, client):
    song, tang = signed_in("song.dan"), signed_in("tang.lei")
    (revoked, _), (orphaned, _) = new_feed(song), new_feed(tang)
    feed_id = session().scalar(select(CalendarFeed.id).order_by(CalendarFeed.id))
    assert tang.post(f"/account/feeds/{feed_id}/revoke").status_code == 404
    assert song.post(f"/account/feeds/{feed_id}/revoke").status_code == 303
    assert "The address is revoked." in song.get_page("/account/feeds")
    assert song.post(f"/account/feeds/{feed_id}/revoke").status_code == 404
    with transaction():
        session().scalar(select(Person).where(Person.name_en == "Tang Lei")).is_active = False
    answers = [client.get(f"/feeds/{token}.ics") for token in (revoked, orphaned, "x" * 32)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"number \w{8}|value=\"[^\"]*\"|X-CSRFToken[^}]*", "", answer.get_data(as_text=True)) for answer in answers}) == 1


def test_feed_needs_a_name_and_ten_are_enough(db, signed_in):
    song = signed_in("song.dan")
    assert song.post("/account/feeds", {"name": ""}).status_code == 422
    for number in range(10):
        new_feed(song, f"Device {number}")

    assert song.post("/account/feeds", {"name": "One more"}).status_code == 422
    assert len(session().scalars(select(CalendarFeed)).all()) == 10


def test_same_form_sent_twice_makes_one_feed(db, signed_in):
    song = signed_in("song.dan")
    for _ in range(2):
        song.post_form("/account/feeds", {"name": "Phone", "idempotency_key": "k" * 20})

    assert len(session().scalars(select(CalendarFeed)).all()) == 1
