"""The check-in on a bad network: what is noted without it is sent later, and once; and a name signed with the finger."""

import re
import shutil
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from planner import clock
from planner.accounts.actions import start_session
from planner.check_in.models import DoorSignature
from planner.db import close_session, session, transaction
from planner.on_the_day.models import DoorEntry, WalkIn
from tests import factories
from tests.browser.conftest import LOCALES, Guard, _settings, axe_problems, overflow
from tests.conftest import NOW, quick_database
from tests.planner.on_the_day.conftest import _make

pytestmark = pytest.mark.browser
NO_NETWORK = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


@pytest.fixture
def desk(server, browser, empty_database, tmp_path):
    """(page on a phone at the door, its context, ids by name, rows(model))."""
    serving, app = server
    shutil.copyfile(empty_database, tmp_path / "door.sqlite")
    settings = _settings(serving, tmp_path, f"sqlite:///{tmp_path / 'door.sqlite'}")
    app.extensions["database"].engine.dispose()
    app.extensions.update(settings=settings, database=quick_database(settings.url))
    app.jinja_env.globals.update(settings=settings)
    with clock.fixed(NOW), app.app_context():
        with transaction():
            ids = _make()
            cookie = start_session(factories.account("song.dan"), at=NOW)
        close_session()

    def rows(model, *columns):
        with app.app_context():
            found = [tuple(getattr(row, name) for name in columns) for row in session().query(model).order_by(model.id)]
            close_session()
        return found

    context, guard = browser.new_context(base_url=settings.base_url, locale=LOCALES["en"], viewport={"width": 360, "height": 760}, has_touch=True), Guard()
    context.add_cookies([{"name": "language", "value": "en", "url": settings.base_url}, {"name": "shangzuo", "value": cookie, "url": settings.base_url}])
    page = context.new_page()
    guard.watch(page)
    page.goto(f"/receptions/{ids['reception']}/banquets/{ids['banquet']}/check-in")
    yield page, context, ids, rows
    context.close()
    assert [problem for problem in guard.problems if not any(word in problem for word in NO_NETWORK)] == []


def test_what_is_noted_without_network_is_sent_later_and_once(desk):
    page, context, ids, rows = desk
    assert axe_problems(page) == [] and overflow(page) == 0
    context.set_offline(True)
    page.locator("#desk-q").fill("hw")
    here = page.locator(f"#person-{ids['huang']} button[value$=':here']")
    expect(page.locator(".desk-person:visible")).to_have_count(1)
    here.click()
    here.click()
    page.locator("#desk-q").fill("")
    page.locator(f"#person-{ids['chen']} button[value$=':absent']").click()
    page.locator("#walk-in summary").click()
    page.locator("#walk-in-form [name=name]").fill("Zhou Libo")
    page.locator("#walk-in-form [name=word_of_id]").select_option(str(ids["xu"]))
    page.get_by_role("button", name="Let in").click()
    expect(page.locator("[data-queue-count]")).to_have_text("3")
    expect(page.locator(f"#person-{ids['huang']} [data-state-word]")).to_contain_text("waiting to be sent")
    assert rows(DoorEntry, "state") == [] and overflow(page) == 0

    lost = []

    def lose_the_first_answer(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())       # the server has it, the phone never hears so
        return route.abort()

    page.route("**/check-in/entries", lose_the_first_answer)
    context.set_offline(False)
    page.locator("[data-send-now]").click()
    expect(page.locator("[data-queue]")).to_be_hidden(timeout=20_000)
    newcomer = rows(WalkIn, "attendee_id", "word_of_id")
    assert lost and newcomer[0][1] == ids["xu"] and len(newcomer) == 1
    assert sorted(rows(DoorEntry, "attendee_id", "state")) == sorted([(ids["huang"], "here"), (ids["chen"], "absent"), (newcomer[0][0], "here")])
    expect(page.locator("[data-number=here]")).to_have_text("2")
    page.get_by_role("link", name="Choose a seat").click()         # seen at the end of a long list, and wide enough to tap
    expect(page).to_have_url(re.compile(f"/people/{newcomer[0][0]}$"))


def test_a_code_leads_to_one_person_and_back_to_everybody(desk):
    page, _context, ids, _rows = desk
    page.locator(f"#person-{ids['huang']}").evaluate("row => { row.dataset.marks = 'K7MP2QXA' }")
    page.locator("#desk-code").fill("k7mp-2qxa")
    page.locator("#desk-code").press("Enter")
    expect(page.locator(".desk-person:visible")).to_have_count(1)
    page.locator("[data-desk-message]").get_by_role("link", name="Everybody").click()
    expect(page.locator(".desk-person:visible").nth(1)).to_be_visible()


def test_a_name_is_signed_with_the_finger(desk):
    page, _context, ids, rows = desk
    page.locator(f"#person-{ids['huang']} a").first.click()
    page.get_by_role("button", name="Here").click()
    box = page.locator("[data-sign-pad] svg")
    expect(box).to_be_visible()
    box.scroll_into_view_if_needed()
    frame = box.bounding_box()
    page.mouse.move(frame["x"] + 20, frame["y"] + 40)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(frame["x"] + 20 + 30 * step, frame["y"] + 40 + (20 if step % 2 else 0))
    page.mouse.up()
    page.get_by_role("button", name="Keep the signature").click()
    expect(page.locator("svg.signature")).to_be_visible()
    assert axe_problems(page) == [] and overflow(page) == 0
    kept = rows(DoorSignature, "attendee_id", "signed_at", "drawn")
    assert [(who, at - NOW < timedelta(seconds=1)) for who, at, _drawn in kept] == [(ids["huang"], True)] and kept[0][2]["path"].startswith("M")
