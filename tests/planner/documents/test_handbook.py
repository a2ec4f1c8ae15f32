"""What the handbook gathers from the rest of the reception: cars with their drivers, rooms, menus, cards of the guests' countries."""

import re
from datetime import datetime

import pytest

from planner.db import session, transaction
from planner.documents.queries import Sheaf
from planner.documents.typesetting import paper_html
from planner.receptions.models import Reception
from planner.resources import actions as resources
from planner.running import actions as running
from tests import factories
from tests.conftest import NOW
from tests.factories import resources as made


def _make():
    by = factories.person("song.dan")
    client = factories.make_client("克劳斯公司", "Krause GmbH", country="DE")
    reception = factories.make_reception(client=client)
    factories.make_attendee(reception, person=factories.make_person("曾国强", "Zeng Guoqiang", client_id=client.id))
    arrival = factories.make_item(reception, "arrival", datetime(2026, 12, 8, 10, 30), datetime(2026, 12, 8, 11, 30), title_zh="接机", title_en="Arrival")
    dinner = factories.make_item(reception, "banquet", title_zh="欢迎晚宴", title_en="Welcome banquet")
    driver = made.make_helper("driver", person=factories.make_person("石刚", "Shi Gang", phone="13900020009"))
    car = made.make_car(plate="京A·12345", driver=driver)
    resources.book(car, arrival, starts_at=datetime(2026, 12, 8, 10), ends_at=datetime(2026, 12, 8, 12), by=by, at=NOW)
    resources.book(made.make_room(), dinner, starts_at=dinner.starts_at, ends_at=dinner.ends_at, hold_until=NOW.replace(hour=6), by=by, at=NOW)
    running.set_menu(dinner, [["soup", "菌菇清汤", "Mushroom soup"], ["hot", "清蒸鲈鱼", "Steamed perch"]], by=by, at=NOW)
    return reception.id


@pytest.fixture
def reception(db, prepared):
    return prepared("reception with a handbook", _make)


def handbook(reception, lang, may=lambda permission: True):
    with transaction():
        paper = Sheaf(session().get(Reception, reception), may).paper("handbook", lang)
        return " ".join(re.sub(r"<[^>]+>", " ", paper_html("handbook", paper, lang).partition("<body")[2]).split())


def test_the_handbook_shows_cars_rooms_and_menus(reception):
    english, chinese = handbook(reception, "en"), handbook(reception, "zh")
    assert re.search(r"Cars .* 10:30 Van 京A·12345 Arrival Shi Gang 13900020009", english)
    assert re.search(r"用车 .* 10:30 商务车 京A·12345 接机 石刚 13900020009", chinese)
    assert re.search(r"Rooms .* 18:30\S+21:00 Meeting room 1 on hold Welcome banquet", english)
    assert re.search(r"Menus Welcome banquet .* Soup Mushroom soup 菌菇清汤 Hot dishes Steamed perch 清蒸鲈鱼", english)
    assert "With guests: Germany" in english and "与德国来宾相处" in chinese and "welcome-center-germany.com" in english


def test_telephone_numbers_stand_in_the_handbook_for_who_may_see_people(reception):
    english = handbook(reception, "en", lambda permission: permission != "person.see")
    assert "Shi Gang" in english and "13900020009" not in english
