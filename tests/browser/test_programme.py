"""The programme by mouse, finger and keyboard: what would follow is shown before it is stored. And the day itself: signed on the phone, signed out while typing."""

import shutil
from datetime import datetime

import pytest
from playwright.sync_api import expect

from planner import clock
from planner.accounts.actions import end_all_sessions, start_session
from planner.db import close_session, session, transaction
from planner.programme import actions
from planner.receptions.models import Item
from tests import factories
from tests.browser.conftest import LOCALES, Guard, _settings, axe_problems, overflow
from tests.browser.test_studio import SIZES
from tests.conftest import NOW, quick_database
from tests.factories.tours import make_tour
from tests.planner.programme.test_checks import Visit

pytestmark = pytest.mark.browser
TIMES = {"arrival": ("09:00", "09:30"), "talks": ("09:45", "11:00"), "banquet": ("12:00", "13:30")}


class Day:
    """Talks that wait for the arrival, a banquet at a fixed time that waits for the talks; and a tour with visitors."""

    def __init__(self, app, url, reception_id, items, safety, login):
        self.app, self.url, self.items, self.safety, self.login = app, url, items, safety, login
        self.path, self.running = f"/receptions/{reception_id}/programme", f"/receptions/{reception_id}/running?day=2026-12-08"

    def do(self, action):
        """action() inside a transaction; what it gives."""
        with clock.fixed(NOW), self.app.app_context():
            with transaction():
                found = action()
            close_session()
        return found

    def times(self):
        """{kind: "09:00–09:30"} as stored."""
        rows = self.do(lambda: {kind: session().get(Item, item_id) for kind, item_id in self.items.items()})
        return {kind: f"{row.starts_at:%H:%M}–{row.ends_at:%H:%M}" for kind, row in rows.items()}

    def put_back(self):
        def put():
            for kind, (begins, ends) in TIMES.items():
                item = session().get(Item, self.items[kind])
                item.starts_at, item.ends_at = (datetime.fromisoformat(f"2026-12-08T{at}") for at in (begins, ends))
        self.do(put)

    def bar(self, page, kind):
        return page.locator(f"g.bar[data-item='{self.items[kind]}']")


@pytest.fixture(scope="module")
def served(server, empty_database, tmp_path_factory):
    serving, app = server
    folder = tmp_path_factory.mktemp("programme")
    shutil.copyfile(empty_database, folder / "programme.sqlite")
    settings = _settings(serving, folder, f"sqlite:///{folder / 'programme.sqlite'}")
    app.extensions["database"].engine.dispose()
    app.extensions.update(settings=settings, database=quick_database(settings.url))
    app.jinja_env.globals.update(settings=settings)
    with clock.fixed(NOW), app.app_context():
        with transaction():
            visit = Visit()
            made = {kind: visit.item(kind, *times, is_fixed=kind == "banquet") for kind, times in TIMES.items()}
            for item, on in (("talks", "arrival"), ("banquet", "talks")):
                actions.set_link(made[item], made[on], kind="after", minutes=10, by=visit.reception.owner, at=NOW)
            tour = make_tour(client=visit.client, guests=1)
            items, safety = {kind: item.id for kind, item in made.items()}, f"/receptions/{tour.item.reception_id}/tours/{tour.id}/safety"
            safety += f"/{tour.item.reception.attendees[0].id}"
            reception_id = visit.reception.id
        close_session()
    return Day(app, settings.base_url, reception_id, items, safety, lambda: start_session(factories.account("song.dan"), at=NOW))


@pytest.fixture
def day(served):
    served.put_back()
    return served


@pytest.fixture
def open_day(browser, day):
    opened = []

    def open_(path, language="en", width=1440, ready="[data-programme-hint]"):
        across, down = SIZES[width]
        context = browser.new_context(base_url=day.url, locale=LOCALES[language], viewport={"width": across, "height": down}, has_touch=width < 1440)
        context.add_cookies([{"name": "language", "value": language, "url": day.url}, {"name": "shangzuo", "value": day.do(day.login), "url": day.url}])
        page, guard = context.new_page(), Guard(expected={401, 409})
        guard.watch(page)
        opened.append((context, guard))
        page.goto(path)
        expect(page.locator(ready).first).to_be_visible()
        return page

    yield open_
    for context, _guard in opened:
        context.close()
    assert [problem for _context, guard in opened for problem in guard.problems] == []


def pull(page, at, minutes):
    """Press at a point of the timeline, draw it sideways by so many minutes and let go."""
    per = page.locator("svg.timeline-sheet").first.evaluate("svg => svg.getScreenCTM().a * Number(svg.dataset.per)")
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + minutes * per, at[1] + 3, steps=4)


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_by_mouse_what_would_follow_is_shown_before_it_is_stored(open_day, day):
    page = open_day(day.path)
    panel = page.locator("#programme-consequence")
    pull(page, middle(day.bar(page, "arrival").locator(".body")), 60)
    expect(panel.get_by_text("Moves along")).to_be_visible()                           # while it is still held
    page.mouse.up()
    expect(panel).to_contain_text("10:00–10:30")
    expect(page.locator(".ghost")).to_have_count(1)
    assert axe_problems(page) == [] and day.times()["arrival"] == "09:00–09:30"
    panel.get_by_role("button", name="Only this one").click()
    expect(day.bar(page, "arrival")).to_have_attribute("data-start", "600")
    assert day.times() == {"arrival": "10:00–10:30", "talks": "09:45–11:00", "banquet": "12:00–13:30"}
    pull(page, middle(day.bar(page, "talks").locator(".handle")), 30)
    page.mouse.up()
    panel.get_by_role("button", name="Move this item").click()
    expect(day.bar(page, "talks")).to_have_attribute("data-length", "105")
    assert day.times()["talks"] == "09:45–11:30"


def test_by_keyboard_and_what_somebody_else_changed_meanwhile(open_day, day):
    page = open_day(day.path, "zh")
    panel, bar = page.locator("#programme-consequence"), day.bar(page, "arrival")
    bar.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#programme-speak")).to_have_text("09:20–09:55")
    expect(panel).to_contain_text("随之移动")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(bar).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(bar).to_have_attribute("data-start", "555")
    expect(bar).to_be_focused()
    assert day.times() == {"arrival": "09:15–09:45", "talks": "09:55–11:10", "banquet": "12:00–13:30"}
    page.keyboard.press("ArrowRight")
    button = panel.locator("[data-store]")
    expect(button).to_be_visible()
    day.put_back()
    button.click()
    expect(panel.get_by_role("alert")).to_be_visible()
    expect(panel.get_by_role("table")).to_contain_text("09:20–09:50")
    expect(panel.get_by_role("table")).to_contain_text("09:00–09:30")
    assert day.times()["arrival"] == "09:00–09:30"


def test_by_finger_after_holding_still(open_day, day):
    page = open_day(day.path, "zh", 360)
    assert axe_problems(page) == [] and overflow(page) <= 0
    bar = day.bar(page, "talks")
    bar.locator(".body").scroll_into_view_if_needed()
    finger, at = page.context.new_cdp_session(page), middle(bar.locator(".body"))

    def touch(kind, *point):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": point[0], "y": point[1]}] if point else []})

    touch("touchStart", *at)
    expect(bar).to_have_class("bar is-held")
    for far in (10, 20, 30):
        touch("touchMove", at[0] + far, at[1])
    touch("touchEnd")
    page.locator("#programme-consequence [data-store]").click()
    expect(bar).not_to_have_attribute("data-start", "585")
    assert day.times()["talks"] > "09:45"


def test_a_visitor_signs_with_the_finger_or_on_paper(open_day, day):
    page = open_day(day.safety, "zh", 360, ready="#briefing .sign-pad")
    box, field = page.locator("#briefing svg").first, page.locator("#briefing [data-path]")
    box.scroll_into_view_if_needed()
    x, y = middle(box)
    for _round in range(2):
        page.mouse.move(x - 40, y)
        page.mouse.down()
        page.mouse.move(x + 40, y - 20, steps=5)
        page.mouse.up()
        assert field.input_value().count("L") >= 3
        if _round == 0:
            page.locator("#briefing [data-clear]").click()
            assert field.input_value() == ""
    page.get_by_role("button", name="保存签字").first.click()
    expect(page.locator("#briefing .signature")).to_be_visible()
    paper = page.locator("#statement").get_by_role("button", name="纸上已签")
    paper.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#statement .badge")).to_be_visible()


def test_who_was_signed_out_keeps_what_was_typed(open_day, day):
    page = open_day(day.running, "en", 360, ready=".run-line")
    line = page.locator(f"#item-{day.items['arrival']}")
    line.get_by_role("spinbutton").fill("25")
    day.do(lambda: end_all_sessions(factories.account("song.dan"), by=factories.person("song.dan"), at=NOW))
    line.get_by_role("button", name="Say so").click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here")
    assert line.get_by_role("spinbutton").input_value() == "25"
    page.context.add_cookies([{"name": "shangzuo", "value": day.do(day.login), "url": day.url}])
    line.get_by_role("button", name="Say so").click()
    expect(line).to_contain_text("25 min late")
