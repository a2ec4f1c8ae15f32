"""Find-my-seat: a private link, one field, and nothing about anybody whose name is not known."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from planner import clock, create_app
from planner.banquets import seats, versions
from planner.db import session, transaction
from planner.limits import limiter
from planner.on_the_day import actions, finder
from planner.on_the_day.models import SeatFinder
from planner.receptions.actions import cancel_reception
from tests import factories
from tests.conftest import Browser


@pytest.fixture
def token(evening, change):
    change(actions.make_finder, evening.banquet)
    return finder.token_of(evening.ids["banquet"], 1)


def opened(app, token, language="en"):
    browser = Browser(app, language)
    assert browser.get(f"/s/{token}").headers["Location"] == "/seat"
    return browser


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_link_becomes_a_cookie_and_is_stored_as_a_hash(app, evening, token):
    answer = Browser(app).get(f"/s/{token}")
    cookie = answer.headers["Set-Cookie"]
    assert "Path=/seat" in cookie and "HttpOnly" in cookie and answer.headers["Referrer-Policy"] == "no-referrer"
    assert len(token) == 32 and session().query(SeatFinder.token_hash).scalar() != token


def test_table_and_seat_of_who_types_their_name(app, evening, token):
    table, seat = evening.seats()[evening.ids["huang"]]
    page = opened(app, token).get_page("/seat?q=huangw")
    assert f"Table {table}" in text(page) and f"Seat {seat + 1}" in text(page) and f"The hall with table {table} marked" in page
    assert page.count('class="mine"') == 1
    assert "黄伟" in opened(app, token, "zh").get_page("/seat?q=黄伟")


@pytest.mark.parametrize("typed", ["黄伟", "hu", "HUANG", "wei", "huang wei", "Wei Huang", "weihuang", "黃偉", "hw"])
def test_first_letters_in_any_script_find(evening, token, typed):
    assert "Huang Wei" in [one.name for one in finder.find(evening.banquet, typed)] or "黄伟" in [one.name for one in finder.find(evening.banquet, typed)]


@pytest.mark.parametrize("typed", ["uang", "ang", "huaxin", "伟", "%", "__", "krause vogel"])
def test_inner_parts_organisations_and_wildcards_find_nobody(evening, token, typed):
    assert finder.find(evening.banquet, typed) == []


@pytest.mark.parametrize("typed, words", [("h", "at least two letters"), ("黄", "at least two letters"), ("zz", "Nobody is found under this name")])
def test_what_finds_nobody_says_what_to_do(app, evening, token, typed, words):
    browser = opened(app, token)
    assert words in browser.get_page(f"/seat?q={typed}", status=422)


def test_many_names_ask_for_more_letters(app, evening, token, change):
    with transaction():
        for number in range(6):
            factories.make_attendee(evening.banquet.reception, person=factories.make_person(f"刘新{number}", f"Liu Xin{number}", client_id=evening.banquet.reception.client_id))
        banquet = evening.banquet
        for table in banquet.tables:
            table.seats = 12
    change(seats.seat_everyone, evening.banquet)
    change(versions.release, evening.banquet)
    browser = opened(app, token)
    page = browser.get_page("/seat?q=liu", status=422)
    assert "Several names begin like this" in page and "Liu Xin" not in page
    assert "Liu Xin3" in browser.get_page("/seat?q=liu xin3")


def test_only_what_is_needed_is_shown(app, evening, token):
    with transaction():
        evening.one("huang").person.title_en, evening.one("huang").diet = "Director", {"codes": ["vegetarian"], "note": ""}
    page = text(opened(app, token).get_page("/seat?q=huang"))
    for secret in ("Director", "Huaxin Power", "egetarian", "Chen", "Wang Jianguo", "Huaxin delegation"):
        assert secret not in page


def test_namesakes_are_told_apart_by_organisation(app, evening, token, change):
    with transaction():
        client = factories.make_client("远东电缆", "Yuandong Cable")
        factories.make_attendee(evening.banquet.reception, person=factories.make_person("黄伟", "Huang Wei", client_id=client.id), rank=5)
    change(seats.seat_everyone, evening.banquet)
    change(versions.release, evening.banquet)
    page = text(opened(app, token).get_page("/seat?q=huang wei"))
    assert "Yuandong Cable" in page and "Huaxin Power Equipment" in page


def test_the_released_plan_alone_is_shown(app, evening, token, change):
    before = evening.seats()[evening.ids["huang"]]
    banquet = evening.banquet
    free = next((t, s) for t in banquet.tables for s in range(t.seats) if (t.number, s) not in evening.seats().values())
    change(seats.move_person, evening.banquet, evening.one("huang"), next(t for t in evening.banquet.tables if t.id == free[0].id), free[1])
    assert evening.seats()[evening.ids["huang"]] != before
    found = finder.find(evening.banquet, "huang")[0]
    assert (found.table.number, found.seat) == (before[0], before[1] + 1)


def seen(answer):
    """What a page says, without what is fresh on every page."""
    return answer.status_code, re.sub(r"number [0-9a-f]{8}|value=\"[^\"]*\"|X-CSRFToken[^}]*", "", answer.get_data(as_text=True))


def test_bad_links_all_look_alike(app, evening, token, change):
    """Unknown, revoked, replaced, past, unreleased and cancelled."""
    unknown = seen(Browser(app).get("/s/nothing-here"))
    holder = opened(app, token)

    def refused():
        return {seen(answer) for answer in (Browser(app).get(f"/s/{token}"), holder.get("/seat"), holder.get("/seat?q=huang"), Browser(app).get("/seat"))}

    change(actions.revoke_finder, evening.banquet)
    assert unknown[0] == 404 and refused() == {unknown}
    change(actions.make_finder, evening.banquet)
    assert refused() == {unknown}                                # the new link is another
    token = finder.token_of(evening.ids["banquet"], 2)
    holder = opened(app, token)
    with clock.fixed(datetime(2026, 12, 8, 15, 59, tzinfo=UTC)):
        assert holder.get("/seat").status_code == 200
    with clock.fixed(datetime(2026, 12, 8, 16, 0, tzinfo=UTC)):  # midnight in Shanghai
        assert refused() == {unknown}
    with transaction():
        versions.released(evening.banquet).state = "draft"
    assert refused() == {unknown}
    with transaction():
        versions.versions_of(evening.banquet)[0].state = "released"
    assert holder.get("/seat").status_code == 200
    change(cancel_reception, evening.banquet.reception)
    assert refused() == {unknown}


def test_the_sheet_shows_the_code_to_whoever_plans(signed_in, song, evening):
    assert "There is no link yet" in song.get_page(f"{evening.base}/find-my-seat")
    song.post_form(f"{evening.base}/find-my-seat")
    page = song.get_page(f"{evening.base}/find-my-seat")
    assert finder.token_of(evening.ids["banquet"], 1) in page and "扫码找座位" in page and 'class="qr"' in page
    reader = signed_in("gao.xiang").get_page(f"{evening.base}/find-my-seat")
    assert finder.token_of(evening.ids["banquet"], 1) not in reader and 'class="qr"' not in reader
    song.post_form(f"{evening.base}/find-my-seat/revoke")
    song.post_form(f"{evening.base}/find-my-seat/revoke")
    assert "There is no link yet" in song.get_page(f"{evening.base}/find-my-seat")


def test_no_sheet_before_the_release(song, evening):
    with transaction():
        versions.released(evening.banquet).state = "draft"
    assert "The plan is not released yet" in song.get_page(f"{evening.base}/find-my-seat")
    assert song.post(f"{evening.base}/find-my-seat").status_code == 422


def test_the_visitor_chooses_the_language(app, evening, token):
    browser = opened(app, token, "en")
    assert "查座位" in browser.get_page("/seat?lang=zh&q=huang") and "Find your seat" in browser.get_page("/seat?lang=xx")


def test_searching_is_limited(evening, settings, token):
    limited = create_app(replace(settings, limits=True))
    try:
        browser = opened(limited, token)
        found = [browser.get("/seat?q=zz").status_code for _ in range(61)]
    finally:
        limited.extensions["database"].engine.dispose()
        limiter.enabled = False
    assert (found[59], found[60]) == (422, 429)


@pytest.mark.parametrize("place, words", [((0, 0), "at the far end, on the left"), ((500, 400), "in the middle of the hall"), ((1000, 900), "near the door, on the right")])
def test_where_a_table_stands(app, clock, place, words):
    class Table:
        def __init__(self, x, y):
            self.x_cm, self.y_cm = x, y

    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert finder.where_words([Table(0, 0), Table(1000, 900)], Table(*place), {}) == words
        assert finder.where_words([Table(0, 0)], Table(0, 0), {}) == ""


def test_the_picture_has_each_table_as_it_is_and_the_door_below(app, evening, token, change):
    def lay(banquet, **_by):
        one, two = banquet.tables
        one.kind, one.seats, one.x_cm, one.y_cm = "long", 8, 300, 200
        two.x_cm, two.y_cm = 800, 500
        banquet.room = {"width_cm": 1000, "depth_cm": 700, "numbering": "all", "names": "", "objects": [
            {"kind": "door", "x_cm": 1000, "y_cm": 200, "width_cm": 180, "depth_cm": 20, "rotation": 90}]}
    change(lay, evening.banquet)
    change(versions.release, evening.banquet)
    hall = finder.picture(evening.banquet)
    one, two = hall.tables

    assert (hall.left, hall.top, hall.width, hall.height, hall.door_x) == (-700, 0, 700, 1000, -200)
    assert ((one.x, one.y), (two.x, two.y)) == ((-200, 300), (-500, 800))                   # the right wall is the lower one
    assert (one.turn, len(one.areas), len(one.discs), len(two.discs)) == (90, 1, 0, 1)
    table = evening.seats()[evening.ids["huang"]][0]
    words = {1: "at the far end, on the right", 2: "near the door, on the left"}
    assert words[table] in text(opened(app, token).get_page("/seat?q=huang wei"))
