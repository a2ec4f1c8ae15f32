"""The room drawn by mouse, by keyboard and by finger: the rows follow, the order follows, and it is stored."""

import pytest
from playwright.sync_api import expect

from planner.banquets.models import Banquet
from planner.db import close_session, session
from tests.browser.conftest import LOCALES, Guard, axe_problems, overflow
from tests.browser.test_studio import SIZES, hall, middle  # noqa: F401  (hall is a fixture)

pytestmark = pytest.mark.browser


@pytest.fixture
def open_room(browser, hall):  # noqa: F811
    opened = []

    def open_(language, width):
        across, down = SIZES[width]
        context = browser.new_context(base_url=hall.url, locale=LOCALES[language], viewport={"width": across, "height": down}, has_touch=width < 1440)
        context.add_cookies([{"name": "language", "value": language, "url": hall.url}, {"name": "shangzuo", "value": hall.cookies["song.dan"], "url": hall.url}])
        page, guard = context.new_page(), Guard(expected={422})
        guard.watch(page)
        opened.append((context, guard))
        page.goto(hall.path + "/room")
        return page

    yield open_
    for context, _guard in opened:
        context.close()
    assert [problem for _context, guard in opened for problem in guard.problems] == []


def keys(page):
    return page.locator("#room-svg .table").evaluate_all("all => all.map(one => one.dataset.key)")


def numbers(page, key):
    return [int(page.locator(f"#t{name}-{key}").input_value()) for name in ("x", "y", "turn")]


def test_a_table_is_moved_by_mouse_and_keyboard_and_stored(open_room, hall):  # noqa: F811
    page = open_room("en", 1440)
    assert axe_problems(page) == [] and overflow(page) <= 0
    one, two = keys(page)
    x, y, _ = numbers(page, one)
    scale = page.locator("#room-svg").evaluate("svg => svg.getScreenCTM().a")
    page.locator("#width_cm").fill("1600")
    page.locator("#width_cm").blur()
    expect(page.locator("#room-svg")).to_have_attribute("viewBox", "-100 -60 1800 740")
    scale = page.locator("#room-svg").evaluate("svg => svg.getScreenCTM().a")
    at = middle(page.locator(f"#pic-{one} .top"))
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 600 * scale, at[1] + 4 * scale, steps=4)
    page.mouse.up()
    moved = numbers(page, one)
    assert abs(moved[0] - x - 600) <= 10 and moved[1] == y                              # snapped to the row of the other
    expect(page.locator("#room-order li").first).to_contain_text("Main table")
    expect(page.locator(f"#pic-{one} .number")).to_have_text("2")                       # the order follows the drawing
    page.locator(f"#pic-{one}").focus()
    for key in ("ArrowLeft", "Shift+ArrowRight", "r"):
        page.keyboard.press(key)
    assert numbers(page, one) == [moved[0] - 10 + 100, y, 15]
    expect(page.locator("#room-said")).to_contain_text("turned 15 degrees")
    page.get_by_role("button", name="Store the room").last.click()
    expect(page.get_by_text("The room is stored.")).to_be_visible()
    with hall.app.app_context():
        tables = session().get(Banquet, hall.banquet_id).tables
        found = [(f"t{t.id}", t.x_cm, t.rotation) for t in tables]
        close_session()
    assert found[1] == (one, moved[0] + 90, 15) and found[0][0] == two


def test_a_table_is_moved_and_turned_by_finger(open_room):
    page = open_room("zh", 360)
    assert axe_problems(page) == [] and overflow(page) <= 0
    one = keys(page)[0]
    page.locator(f"#pic-{one}").scroll_into_view_if_needed()
    before, at = numbers(page, one), middle(page.locator(f"#pic-{one} .top"))
    finger = page.context.new_cdp_session(page)

    def touch(kind, *point):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": point[0], "y": point[1]}] if point else []})

    touch("touchStart", *at)
    for far in (10, 25, 40):
        touch("touchMove", at[0], at[1] + far)
    touch("touchEnd")
    assert numbers(page, one)[1] > before[1] and numbers(page, one)[0] == before[0]
    expect(page.locator("#room-state")).to_have_text("尚未保存。")                     # the server has answered
    handle = middle(page.locator(f"#pic-{one} .handle"))
    centre = middle(page.locator(f"#pic-{one} .top"))
    touch("touchStart", *handle)
    touch("touchMove", centre[0] + 40, centre[1] - 40)
    touch("touchMove", centre[0] + 60, centre[1])
    touch("touchEnd")
    assert numbers(page, one)[2] == (90 + before[2] // 360) % 360
    page.locator(f"#pic-{one}").focus()
    page.keyboard.press("Delete")
    expect(page.locator(f"#row-{one}")).to_have_count(0)
    expect(page.locator("#room-losing")).to_contain_text("以下人员将失去座位")
