"""Each resource once at a time: who wins, who is refused and with what instead."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from planner import clock as planner_clock
from planner.audit import AuditEntry
from planner.db import session, transaction
from planner.errors import RuleBroken
from planner.i18n import force_language
from planner.receptions import actions as receptions
from planner.receptions.models import Reception
from planner.resources import actions, queries
from planner.resources.actions import NotFree, Was
from planner.resources.models import Booking, Resource
from tests import factories
from tests.conftest import NOW
from tests.factories import resources as made

NINE, TEN, ELEVEN = (datetime(2026, 12, 8, hour) for hour in (9, 10, 11))


@pytest.fixture
def work(db):
    with transaction():
        yield


def book(resource, target, starts_at=NINE, ends_at=TEN, **options):
    return actions.book(resource, target, starts_at=starts_at, ends_at=ends_at, by=factories.person("song.dan"), at=options.pop("at", NOW), **options)


def stored():
    return session().scalars(select(Booking).order_by(Booking.id)).unique().all()


def test_the_second_is_refused_and_told_other_times_and_rooms(work):
    room, other, small = made.make_room(buffer_after=15, **made.office_hours()), made.make_room("二号", "Room 2", 40), made.make_room("小", "Small", 4)
    book(room, factories.make_reception(), people=12)

    with force_language("en"), pytest.raises(NotFree) as refused:
        book(room, factories.make_reception(), datetime(2026, 12, 8, 10, 10), ELEVEN, people=12)

    assert str(refused.value) == "Meeting room 1 is taken from 8 Dec 2026 09:00 to 10:15, the time needed before and after included."
    assert refused.value.alternatives.times[0] == (datetime(2026, 12, 8, 10, 15), datetime(2026, 12, 8, 11, 5))
    assert refused.value.alternatives.others == (other,)
    book(room, factories.make_reception(), *refused.value.alternatives.times[0])
    assert len(stored()) == 2 and small.is_active


def test_time_around_a_use_is_kept_free_on_both_sides(work):
    room, reception = made.make_room(buffer_before=10, buffer_after=5), factories.make_reception()
    book(room, reception)

    with pytest.raises(NotFree):
        book(room, reception, datetime(2026, 12, 8, 10, 14), ELEVEN)
    book(room, reception, datetime(2026, 12, 8, 10, 15), ELEVEN)


def test_one_person_is_not_in_two_places_whatever_the_duty(work):
    guide = made.make_helper("guide")
    interpreter = made.make_helper("interpreter", person=guide.person)
    book(guide, factories.make_reception())

    with pytest.raises(NotFree):
        book(interpreter, factories.make_reception())


def test_the_overlap_is_one_of_moments_not_of_walls(work):
    room = made.make_room()
    tokyo = factories.make_reception(time_zone="Asia/Tokyo")
    book(room, tokyo, TEN, ELEVEN)  # 09:00 to 10:00 in Shanghai

    with pytest.raises(NotFree):
        book(room, factories.make_reception(), NINE, TEN)
    book(room, factories.make_reception(), TEN, ELEVEN)


def test_a_car_takes_its_driver_along(work):
    driver, other = made.make_helper("driver", "石刚", "Shi Gang"), made.make_helper("driver", "马超", "Ma Chao")
    car, second = made.make_car(driver=driver, buffer_before=30), made.make_car("轿车", "Sedan", driver=driver)
    book(car, factories.make_reception())

    with pytest.raises(NotFree) as refused:
        book(second, factories.make_reception())
    book(second, factories.make_reception(), driver=other)

    assert refused.value.field == "driver_id" and refused.value.alternatives.others == (other,)
    assert [b.resource_id for b in stored()] == [car.id, driver.id, second.id, other.id]
    assert stored()[1].from_utc == stored()[0].from_utc  # the driver is on the way as long as the car


def test_a_car_without_a_driver_is_refused_at_that_field(work):
    with pytest.raises(RuleBroken) as refused:
        book(made.make_car(), factories.make_reception())

    assert refused.value.field == "driver_id"


@pytest.mark.parametrize("options, field", [
    ({"people": 500}, "people"), ({"people": 0}, "people"), ({"starts_at": TEN, "ends_at": NINE}, "ends_at"),
    ({"starts_at": NINE, "ends_at": NINE}, "ends_at"), ({"starts_at": datetime(2026, 11, 1, 9), "ends_at": datetime(2026, 11, 1, 10)}, "starts_at"),
    ({"starts_at": datetime(2026, 12, 8, 17), "ends_at": datetime(2026, 12, 9, 1)}, "starts_at"),
    ({"starts_at": datetime(2026, 12, 20, 9), "ends_at": datetime(2026, 12, 20, 10)}, "starts_at"),
    ({"hold_until": NOW - timedelta(minutes=1)}, "hold_until"), ({"hold_until": NOW + timedelta(days=40)}, "hold_until")])
def test_what_cannot_be_is_said_at_its_field(work, options, field):
    values = {"starts_at": NINE, "ends_at": TEN, **options}

    with pytest.raises(RuleBroken) as refused:
        book(made.make_room(**made.office_hours()), factories.make_reception(), **values)

    assert refused.value.field == field and stored() == []


@pytest.mark.parametrize("day, hour, word", [((2027, 3, 28), 2, "skipped"), ((2027, 10, 31), 2, "twice")])
def test_an_hour_that_is_missing_or_doubled_is_refused(work, day, hour, word):
    start = datetime(*day, hour, 30)
    reception = factories.make_reception(time_zone="Europe/Berlin", starts_on=start.date(), ends_on=start.date())

    with force_language("en"), pytest.raises(RuleBroken, match=word):
        book(made.make_room(), reception, start, start + timedelta(hours=3))


def test_a_guide_who_does_not_speak_the_language_is_refused_and_others_are_named(work):
    guide, speaker = made.make_helper(), made.make_helper(name_zh="田中惠", languages=("zh", "ja"))

    with pytest.raises(NotFree) as refused:
        book(guide, factories.make_reception(), needed_languages=("ja",))

    assert refused.value.field == "needed_languages" and refused.value.alternatives.others == (speaker,)
    assert refused.value.alternatives.times == ()


def test_a_hold_keeps_others_off_until_it_ends(work):
    room = made.make_room()
    book(room, factories.make_reception(), hold_until=NOW + timedelta(days=2))

    with pytest.raises(NotFree):
        book(room, factories.make_reception())
    later = book(room, factories.make_reception(), at=NOW + timedelta(days=2))

    assert stored() == [later]
    assert session().scalar(select(AuditEntry).where(AuditEntry.action == "booking.expired")) is not None


def test_a_confirmed_hold_does_not_end(work):
    driver = made.make_helper("driver")
    hold = book(made.make_car(driver=driver), factories.make_reception(), hold_until=NOW + timedelta(days=2))

    actions.confirm_hold(hold, by=factories.person("song.dan"), at=NOW)
    actions.drop_expired(NOW + timedelta(days=3))

    assert [b.state for b in stored()] == ["booked", "booked"]


def test_an_ended_hold_is_dropped_with_its_driver(work):
    book(made.make_car(driver=made.make_helper("driver")), factories.make_reception(), hold_until=NOW + timedelta(days=2))

    actions.drop_expired(NOW + timedelta(days=3))

    assert stored() == []


def test_bookings_move_with_their_item(work):
    reception, room, car = factories.make_reception(), made.make_room(), made.make_car(driver=made.make_helper("driver"))
    item = factories.make_item(reception, "talks", NINE, TEN)
    book(room, item)
    book(car, item, datetime(2026, 12, 8, 8, 30), NINE)

    receptions.change_item(item, by=reception.owner, at=NOW, starts_at=TEN, ends_at=datetime(2026, 12, 8, 11, 30))

    assert [(b.starts_at, b.ends_at) for b in stored()] == [
        (TEN, datetime(2026, 12, 8, 11, 30)), *[(datetime(2026, 12, 8, 9, 30), datetime(2026, 12, 8, 10, 30))] * 2]


def test_an_item_that_cannot_take_its_room_along_says_why(work):
    reception, room = factories.make_reception(), made.make_room()
    item = factories.make_item(reception, "talks", NINE, TEN)
    book(room, item)
    book(room, factories.make_reception(), TEN, ELEVEN)

    with force_language("en"), pytest.raises(RuleBroken, match="Meeting room 1 is taken from"):
        receptions.change_item(item, by=reception.owner, at=NOW, ends_at=datetime(2026, 12, 8, 10, 30))

    assert stored()[0].ends_at == TEN
    given_back = actions.bookings_follow(item, Was(NINE, TEN), by=reception.owner, at=NOW, release_what_cannot=True)
    assert len(given_back) == 1 and len(stored()) == 1


def test_items_moved_in_one_step_make_room_for_each_other(work):
    reception, room = factories.make_reception(), made.make_room()
    first, second = factories.make_item(reception, "talks", NINE, TEN), factories.make_item(reception, "meal", TEN, ELEVEN)
    book(room, first), book(room, second, TEN, ELEVEN)
    half = timedelta(minutes=30)
    for item in (first, second):
        item.starts_at, item.ends_at = item.starts_at + half, item.ends_at + half

    actions.items_moved([(first, Was(NINE, TEN)), (second, Was(TEN, ELEVEN))], by=reception.owner, at=NOW)

    assert [b.starts_at for b in stored()] == [NINE + half, TEN + half]


def test_items_moved_onto_each_other_are_refused(work):
    reception, room = factories.make_reception(), made.make_room()
    first, second = factories.make_item(reception, "talks", NINE, TEN), factories.make_item(reception, "meal", TEN, ELEVEN)
    book(room, first), book(room, second, TEN, ELEVEN)
    first.starts_at, first.ends_at, second.starts_at, second.ends_at = ELEVEN, ELEVEN + timedelta(hours=1), ELEVEN, ELEVEN + timedelta(hours=1)

    with pytest.raises(actions.CannotFollow):
        actions.items_moved([(first, Was(NINE, TEN)), (second, Was(TEN, ELEVEN))], by=reception.owner, at=NOW)


def test_a_cancelled_reception_and_a_removed_item_give_back_what_they_had(work):
    reception, room = factories.make_reception(), made.make_room()
    item = factories.make_item(reception, "talks", NINE, TEN)
    book(room, item)
    receptions.remove_item(item, by=reception.owner, at=NOW, is_used=False)
    assert stored() == []

    book(room, reception)
    receptions.cancel_reception(reception, by=reception.owner, at=NOW)

    assert stored() == []
    with pytest.raises(RuleBroken):
        book(room, reception)


def test_a_changed_booking_is_checked_like_a_new_one(work):
    room, car, driver = made.make_room(), made.make_car(driver=made.make_helper("driver")), made.make_helper("driver", "马超", "Ma Chao")
    booking, drive = book(room, factories.make_reception()), book(car, factories.make_reception())
    book(room, factories.make_reception(), TEN, ELEVEN)
    by = factories.person("song.dan")

    with pytest.raises(NotFree):
        actions.change_booking(booking, ends_at=datetime(2026, 12, 8, 10, 30), by=by, at=NOW)
    actions.change_booking(booking, starts_at=datetime(2026, 12, 8, 8, 30), people=5, by=by, at=NOW)
    actions.change_booking(drive, driver=driver, by=by, at=NOW)

    assert (booking.starts_at, booking.people) == (datetime(2026, 12, 8, 8, 30), 5)
    assert queries.driver_booking(drive).resource_id == driver.id


def test_a_driver_is_given_back_with_the_car_only(work):
    car = book(made.make_car(driver=made.make_helper("driver")), factories.make_reception())
    by = factories.person("song.dan")

    with pytest.raises(RuleBroken):
        actions.release(queries.driver_booking(car), by=by, at=NOW)
    actions.release(car, by=by, at=NOW)

    assert stored() == []


def test_a_free_car_needs_a_free_driver(work):
    driver = made.make_helper("driver")
    car, other = made.make_car(driver=driver), made.make_car("轿车", "Sedan", capacity=4, driver=driver)
    book(car, factories.make_reception())

    assert queries.free_resources("car", queries.Wish(NINE, TEN, "Asia/Shanghai"), NOW) == []
    assert queries.free_resources("car", queries.Wish(TEN, ELEVEN, "Asia/Shanghai"), NOW) == [other, car]


def test_of_several_at_once_exactly_one_gets_the_room(app, db):
    with transaction():
        room = made.make_room().id
        receptions_of = [factories.make_reception().id for _ in range(2)]
    found = []

    def want(reception_id, round_, start):
        with app.app_context(), planner_clock.fixed(NOW):
            start.wait()
            try:
                with transaction():
                    at = NINE + timedelta(hours=2 * round_)
                    actions.book(session().get(Resource, room), session().get(Reception, reception_id), starts_at=at, ends_at=at + timedelta(hours=1), by=None, at=NOW)
                found.append((round_, "won"))
            except NotFree as error:
                found.append((round_, len(error.alternatives.times) > 0))

    for round_ in range(3):
        start = threading.Barrier(2)
        threads = [threading.Thread(target=want, args=(number, round_, start)) for number in receptions_of]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(found, key=str) == sorted([(n, outcome) for n in range(3) for outcome in ("won", True)], key=str)
    assert len(stored()) == 3
