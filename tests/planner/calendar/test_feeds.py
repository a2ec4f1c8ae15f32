"""What a feed shows: the holder's day, a room, a car, the office; nothing of guests, and what ended stays as cancelled."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from planner.calendar import actions, content
from planner.calendar.models import EndedEntry
from planner.db import session, transaction
from planner.errors import NotAllowed, RuleBroken
from planner.i18n import force_language
from planner.programme.models import ItemRole
from planner.receptions import actions as receptions
from planner.resources import actions as booking
from planner.resources.models import Booking
from planner.resources.queries import resource_ids_with_expired_holds
from tests import factories
from tests.conftest import NOW
from tests.factories import resources as office

BEGIN, END = datetime(2026, 12, 8, 9), datetime(2026, 12, 8, 10)
GUEST_WORDS = ("哨兵客人", "Canary Guest", "guest@canary.example", "vegetarian", "哨兵备注")


@pytest.fixture
def day(db):
    """A talk of Song Dan's in a room with a car and its driver, and a guest of whom no calendar may speak."""
    with transaction():
        owner = factories.person("song.dan")
        reception = factories.make_reception(owner=owner, note="哨兵备注")
        item = factories.make_item(reception, "talks", BEGIN, END, title_zh="会谈", title_en="Talks", place_zh="一号楼", place_en="Building 1", note_en="哨兵备注")
        person = factories.make_person("哨兵客人", "Canary Guest", email="guest@canary.example", client_id=reception.client_id)
        factories.make_attendee(reception, person=person, remark="哨兵备注", diet={"codes": ["vegetarian"], "note": ""})
        driver = office.make_helper("driver", person=factories.person("cao.yang"))
        car, room = office.make_car(driver=driver), office.make_room()
        made = {name: booking.book(one, item, starts_at=BEGIN, ends_at=END, by=owner, at=NOW) for name, one in (("room", room), ("car", car))}
    return {"owner": owner, "reception": reception, "item": item, "room": room, "car": car, "driver": driver, "bookings": made}


def feed_of(login, **options):
    with transaction():
        person = factories.person(login)
        return actions.add_feed(person, name="Phone", at=NOW, **options)


def shown(feed, at=NOW, lang="en"):
    """{UID without its host: entry}"""
    with force_language(lang):
        entries, _days = content.of_feed(feed, at=at, lang=lang)
    found = {entry.uid.partition("@")[0]: entry for entry in entries}
    assert len(found) == len(entries)
    return found


def of_room(day, login="song.dan", **options):
    return feed_of(login, scope="resource", resource=day["room"], **options)[0]


def test_room_shows_its_booking_and_of_a_foreign_reception_only_that_it_is_taken(day):
    number = f"booking-{day['bookings']['room'].id}"
    own, foreign, at_the_door = shown(of_room(day)), shown(of_room(day, "tang.lei")), shown(of_room(day, is_discreet=True))

    assert list(own) == list(foreign) == list(at_the_door) == [number]
    assert (own[number].title, own[number].place, own[number].start, own[number].zone) == ("Talks · Huaxin delegation", "Building 1", BEGIN, "Asia/Shanghai")
    assert (foreign[number].title, foreign[number].place, foreign[number].notes) == ("taken", "", "")
    assert (at_the_door[number].title, at_the_door[number].place, at_the_door[number].notes) == ("taken", "", "")


def test_office_shows_every_resource_by_name(day):
    titles = sorted(entry.title for entry in shown(feed_of("yuan.jie", scope="office")[0]).values())

    assert titles == ["Cao Yang · Talks · Huaxin delegation", "Meeting room 1 · Talks · Huaxin delegation", "Van · Talks · Huaxin delegation"]


def test_driver_learns_item_and_place_of_what_he_is_booked_for_and_nothing_else(day):
    entry, = shown(feed_of("cao.yang")[0]).values()

    assert (entry.title, entry.place, entry.notes) == ("Talks", "Building 1", "Cao Yang")


@pytest.mark.parametrize("duty", ["role", "responsible", "host"])
def test_who_takes_part_in_a_foreign_reception_has_its_items(day, duty):
    with transaction():
        tang = factories.person("tang.lei")
        if duty == "role":
            session().add(ItemRole(item_id=day["item"].id, person_id=tang.id, role="note_taker"))
        elif duty == "responsible":
            day["item"].responsible_id = tang.id
        else:
            factories.make_attendee(day["reception"], "host", "companion", person=tang)

    assert [entry.title for entry in shown(feed_of("tang.lei")[0]).values()] == ["Talks"]


def test_nobody_gets_a_guest_s_data(day, client):
    for login, options in (("song.dan", {}), ("yuan.jie", {"scope": "office"}), ("cao.yang", {}), ("song.dan", {"scope": "resource", "resource": day["room"]})):
        _feed, token = feed_of(login, **options)
        data = client.get(f"/feeds/{token}.ics").get_data(as_text=True).replace("\r\n ", "")

        assert data.count("BEGIN:VEVENT") >= 1
        assert [word for word in GUEST_WORDS if word in data] == []


def test_booking_given_back_stays_as_cancelled_with_a_higher_number(day):
    feed, number = of_room(day), f"booking-{day['bookings']['room'].id}"
    before = shown(feed)[number]
    with transaction():
        booking.release(day["bookings"]["room"], by=day["owner"], at=NOW)
    after = shown(feed)[number]

    assert (before.is_cancelled, after.is_cancelled) == (False, True)
    assert after.sequence > before.sequence
    assert (after.title, after.start, after.end, after.zone) == ("Talks", BEGIN, END, "Asia/Shanghai")
    assert shown(feed, at=NOW + timedelta(days=60)) == {}


def test_number_of_a_booking_is_not_given_twice(day):
    number = session().scalar(select(func.max(Booking.id))) + 1
    for _ in range(2):
        with transaction():
            made = booking.book(day["room"], day["item"], starts_at=END, ends_at=END + timedelta(hours=1), by=day["owner"], at=NOW)
            assert made.id == number
            booking.release(made, by=day["owner"], at=NOW)
        number += 1


def test_booking_moved_to_another_room_and_back_is_in_one_of_them(day):
    with transaction():
        other = office.make_room("第二会议室", "Meeting room 2")
    here = of_room(day)
    there, everywhere = feed_of("song.dan", scope="resource", resource=other)[0], feed_of("song.dan", scope="office")[0]
    moved = day["bookings"]["room"]
    number, seen = f"booking-{moved.id}", []
    for room in (other, day["room"], other):
        with transaction():
            booking.change_booking(moved, resource=room, by=day["owner"], at=NOW)
        seen.append([shown(feed)[number].is_cancelled if number in shown(feed) else None for feed in (here, there, everywhere)])
        seen[-1].append(shown(everywhere)[number].sequence)

    assert seen == [[True, False, False, 1], [False, True, False, 2], [True, False, False, 3]]
    assert len(session().scalars(select(EndedEntry).where(EndedEntry.number == moved.id)).all()) == 2


def test_driver_keeps_his_entry_when_the_car_is_booked_for_another_time(day):
    feed = feed_of("cao.yang")[0]
    (number, before), = shown(feed).items()
    with transaction():
        booking.change_booking(day["bookings"]["car"], starts_at=BEGIN + timedelta(hours=2), ends_at=END + timedelta(hours=2), by=day["owner"], at=NOW)
    after = shown(feed)[number]

    assert (after.start, after.sequence, after.is_cancelled) == (BEGIN + timedelta(hours=2), before.sequence + 1, False)


def test_driver_who_is_replaced_sees_his_duty_cancelled(day):
    feed = feed_of("cao.yang")[0]
    with transaction():
        other = office.make_helper("driver", "牛力", "Niu Li")
        booking.change_booking(day["bookings"]["car"], driver=other, by=day["owner"], at=NOW)

    assert [entry.is_cancelled for entry in shown(feed).values()] == [True]


def test_hold_is_tentative_and_cancelled_once_its_time_is_over(day):
    with transaction():
        held = booking.book(day["room"], day["item"], starts_at=END, ends_at=END + timedelta(hours=1), hold_until=NOW + timedelta(hours=1), by=day["owner"], at=NOW)
    feed, number, later = of_room(day), f"booking-{held.id}", NOW + timedelta(hours=2)
    before, over = shown(feed)[number], shown(feed, at=later)[number]
    with transaction():
        assert resource_ids_with_expired_holds(later)
        booking.drop_expired(later)
    dropped = shown(feed, at=later)[number]

    assert [(one.is_tentative, one.is_cancelled, one.sequence) for one in (before, over, dropped)] == [(True, False, 0), (False, True, 1), (False, True, 1)]


def test_removed_item_stays_as_cancelled(day):
    feed, number = feed_of("song.dan")[0], f"item-{day['item'].id}"
    before = shown(feed)[number]
    with transaction():
        receptions.remove_item(day["item"], by=day["owner"], at=NOW, is_used=False)
    after = shown(feed)[number]

    assert (after.is_cancelled, after.sequence, after.title) == (True, before.sequence + 1, "Talks")


def test_feed_of_a_room_ends_with_the_right_to_see_the_week(day, client):
    _feed, token = feed_of("tang.lei", scope="resource", resource=day["room"])
    _mine, own = feed_of("tang.lei")
    assert client.get(f"/feeds/{token}.ics").status_code == 200
    with transaction():
        factories.account("tang.lei").grants[0].role = "safety_officer"

    assert client.get(f"/feeds/{token}.ics").status_code == 404
    assert client.get(f"/feeds/{own}.ics").status_code == 200
    with pytest.raises(NotAllowed), transaction():
        actions.add_feed(factories.person("tang.lei"), name="x", scope="office", at=NOW)


@pytest.mark.parametrize(("wall", "later"), [((2027, 3, 28, 1, 30), (2027, 3, 28, 3, 30)), ((2027, 10, 31, 1, 30), (2027, 10, 31, 2, 30)), ((2026, 12, 8, 18, 30), (2026, 12, 8, 19, 30))])
def test_item_without_an_end_never_ends_in_the_hour_that_is_skipped(wall, later):
    assert content.later_on_the_clock(datetime(*wall), content.OPEN_ENDED, "Europe/Berlin") == datetime(*later)


@pytest.mark.parametrize("options", [{"scope": "elsewhere"}, {"scope": "resource"}, {"alarm_minutes": 7}])
def test_what_is_not_on_the_list_is_refused(db, options):
    with pytest.raises(RuleBroken), transaction():
        actions.add_feed(factories.person("song.dan"), name="x", at=NOW, **options)


def test_page_offers_rooms_and_alarms_and_the_feed_rings(day, signed_in, client):
    song = signed_in("song.dan")
    html = song.post_form("/account/feeds", {"name": "Door", "shows": f"resource-{day['room'].id}", "alarm": "30"}).get_data(as_text=True)
    token = html.partition("/feeds/")[2].partition(".ics")[0]
    calendar = Calendar.from_ical(client.get(f"/feeds/{token}.ics").data)
    event, = calendar.events

    assert "Bookings of Meeting room 1" in html and "webcal://127.0.0.1:8000/feeds/" in html
    assert [alarm["TRIGGER"].to_ical() for alarm in event.walk("VALARM")] == [b"-PT30M"]
    assert calendar["X-WR-CALNAME"].to_ical().decode() == "第一会议室"
    assert song.post("/account/feeds", {"name": "Door", "shows": "resource-999", "alarm": "30"}).status_code == 422
    assert song.post("/account/feeds", {"name": "Door", "shows": "mine", "alarm": "5"}).status_code == 422


def test_role_without_the_week_is_offered_its_own_calendar_only(db, signed_in):
    admin = signed_in("admin")

    assert "Everything the office books" not in admin.get_page("/account/feeds")
    assert admin.post("/account/feeds", {"name": "x", "shows": "office", "alarm": "0"}).status_code == 422
