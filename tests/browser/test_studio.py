"""Each way to move somebody in the studio: mouse, finger, keyboard; and what the screen says when it cannot be done.

One banquet of two tables, served once; every test begins with everybody where they sat at first.
"""

import re
import shutil
from functools import partial

import pytest
from playwright.sync_api import expect

from planner import clock
from planner.accounts.actions import start_session
from planner.banquets import queries, seats
from planner.banquets.models import Banquet
from planner.db import close_session, session, transaction
from planner.receptions.models import Attendee
from tests import factories
from tests.browser.conftest import LOCALES, Guard, _settings, axe_problems, overflow
from tests.conftest import NOW, quick_database
from tests.planner.banquets.conftest import make_banquet, make_party

pytestmark = pytest.mark.browser
SECOND = partial(pytest.param, marks=pytest.mark.thorough)  # language and width when it is done thoroughly
SIZES = {1440: (1440, 900), 768: (768, 1024), 360: (360, 760)}
SEATED = '#studio-plan g.place:not([data-person=""])'


class Hall:
    """The banquet as served: `party` has the ids by name."""

    def __init__(self, app, url, party, banquet_id, cookies):
        self.app, self.url, self.party, self.banquet_id, self.cookies = app, url, party, banquet_id, cookies
        self.path = f"/receptions/{party['reception']}/banquets/{banquet_id}"
        self.seats = {attendee: tuple(map(int, place.split("-"))) for attendee, place in self.places().items()}

    def places(self):
        """attendee id -> "table-seat" """
        with self.app.app_context():
            found = {r.attendee_id: f"{r.table.number}-{r.seat + 1}" for r in queries.seatings(session().get(Banquet, self.banquet_id))}
            close_session()
        return found

    def at(self, name):
        return self.places().get(self.party[name])

    def begin(self):
        """Everybody to the seat they had at first, nobody locked."""
        def back(banquet):
            for row in queries.seatings(banquet):
                row.is_locked = False
            seats.put_plan(banquet, {a: (table, seat - 1) for a, (table, seat) in self.seats.items()}, kind="solve", by=factories.person("song.dan"), at=NOW)
        self.do(back)

    def do(self, action):
        """action(banquet) inside a transaction."""
        with clock.fixed(NOW), self.app.app_context():
            with transaction():
                action(session().get(Banquet, self.banquet_id))
            close_session()


@pytest.fixture(scope="module")
def hall(server, empty_database, tmp_path_factory):
    serving, app = server
    folder = tmp_path_factory.mktemp("studio")
    shutil.copyfile(empty_database, folder / "studio.sqlite")
    settings = _settings(serving, folder, f"sqlite:///{folder / 'studio.sqlite'}")
    app.extensions["database"].engine.dispose()
    app.extensions.update(settings=settings, database=quick_database(settings.url))
    app.jinja_env.globals.update(settings=settings)
    with clock.fixed(NOW), app.app_context():
        with transaction():
            party = make_party()
            banquet = make_banquet(party)
            seats.seat_everyone(banquet, by=factories.person("song.dan"), at=NOW)
            cookies = {login: start_session(factories.account(login), at=NOW) for login in ("song.dan", "yuan.jie")}
            banquet_id = banquet.id
        close_session()
    return Hall(app, settings.base_url, party, banquet_id, cookies)


@pytest.fixture
def open_studio(browser, hall):
    """open_studio("zh", 360) gives the studio open in a guarded browser of that language and width."""
    opened = []
    hall.begin()

    def open_(language="en", width=1440, login="song.dan", address=""):
        across, down = SIZES[width]
        context = browser.new_context(base_url=hall.url, locale=LOCALES[language], viewport={"width": across, "height": down}, has_touch=width < 1440,
                                      reduced_motion="reduce")
        context.add_cookies([{"name": "language", "value": language, "url": hall.url}, {"name": "shangzuo", "value": hall.cookies[login], "url": hall.url}])
        page, guard = context.new_page(), Guard()
        guard.watch(page)
        page.guard = guard
        opened.append((context, guard))
        page.goto(hall.path + address)
        expect(page.locator("#studio.is-live")).to_be_visible()
        return page

    yield open_
    for context, _guard in opened:
        context.close()
    assert [problem for _context, guard in opened for problem in guard.problems] == []


def seat(page, key):
    return page.locator(f"#seat-{key}")


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def spot(page, key):
    """The middle of a seat's mark."""
    seat(page, key).locator(".touch").scroll_into_view_if_needed()
    return middle(seat(page, key).locator(".touch"))


def line(page, hall, name):
    return page.locator(f"#person-{hall.party[name]}")


def has(page, hall, key, name):
    """Wait until the seat on the page holds that person, and see that the database says so too."""
    expect(seat(page, key)).to_have_attribute("data-person", str(hall.party[name]))
    assert hall.at(name) == key


def free(hall, table=2):
    taken = set(hall.places().values())
    return next(f"{table}-{n}" for n in range(1, 9) if f"{table}-{n}" not in taken)


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 12, start[1] + 4)
    page.mouse.move(*end, steps=4)


@pytest.mark.parametrize("language, width", [("en", 1440), SECOND("zh", 768)])
def test_with_the_mouse(open_studio, hall, language, width):
    page = open_studio(language, width)
    page.locator("[data-zoom=fit]").click()
    huang, sato = hall.at("huang"), hall.at("sato")
    cost = page.locator("#studio-cost").text_content()
    drag(page, spot(page, huang), spot(page, sato))
    expect(page.locator("#studio-plan g.cost")).to_have_count(15)                   # what each seat would cost, but one's own
    expect(page.locator(".drag-ghost")).to_be_visible()
    page.mouse.up()
    has(page, hall, sato, "huang")
    has(page, hall, huang, "sato")
    expect(page.locator("#studio-plan g.cost")).to_have_count(0)
    expect(page.locator(f"#text-{sato}")).to_contain_text("黄伟")
    page.locator("#studio-undo").click()
    has(page, hall, huang, "huang")
    expect(page.locator("#studio-cost")).to_have_text(cost)
    page.reload()
    page.locator("[data-zoom=fit]").click()
    page.locator("#studio-redo").click()
    has(page, hall, sato, "huang")

    page.evaluate("window.scrollTo(0, 200)")
    drag(page, spot(page, sato), middle(page.locator("#people-search")))
    expect(page.locator("#drop-unseat.is-over")).to_be_visible()
    page.mouse.up()
    expect(line(page, hall, "huang")).to_have_attribute("data-group", "unseated")
    assert hall.at("huang") is None
    spot(page, sato)
    line(page, hall, "huang").scroll_into_view_if_needed()
    drag(page, middle(line(page, hall, "huang")), middle(seat(page, sato).locator(".touch")))
    page.mouse.up()
    has(page, hall, sato, "huang")

    page.mouse.move(0, 0)
    start, end = middle(line(page, hall, "chen")), middle(line(page, hall, "krause"))
    drag(page, start, end)
    with page.expect_navigation():
        page.mouse.up()
    assert (page.locator("#first").input_value(), page.locator("#second").input_value()) == (f"a{hall.party['chen']}", f"a{hall.party['krause']}")


@pytest.mark.parametrize("language, width", [("zh", 360), SECOND("en", 768)])
def test_with_a_finger(open_studio, hall, language, width):
    page = open_studio(language, width)
    if width == 360:
        page.locator(".studio-views [data-view=people]").tap()
    line(page, hall, "huang").tap()
    expect(page.locator("#studio-hand.is-held")).to_be_visible()
    to = hall.at("sato")
    seat(page, to).locator(".touch").tap()
    has(page, hall, to, "huang")
    assert overflow(page) == 0

    empty = free(hall)                                        # from the plan: whoever is chosen goes to a free seat at once
    seat(page, hall.at("vogel")).locator(".touch").tap()
    expect(page.locator("#studio-hand")).to_contain_text("Vogel")
    seat(page, empty).locator(".touch").tap()
    has(page, hall, empty, "vogel")

    here, there = hall.at("krause"), hall.at("vogel")         # with the button, to a seat that is taken
    seat(page, here).locator(".touch").tap()
    expect(page.locator("#studio-hand")).to_contain_text("Krause")
    page.locator("[data-do=take]").tap()
    expect(page.locator("#studio-hand.is-held")).to_be_visible()
    seat(page, there).locator(".touch").tap()
    has(page, hall, there, "krause")

    x, y = spot(page, there)                                  # holding still, then dragging
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    expect(page.locator(".drag-ghost")).to_be_visible()
    ex, ey = middle(seat(page, near(page, there)).locator(".touch"))
    target = near(page, there)
    for part in (0.3, 0.7, 1):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + (ex - x) * part, "y": y + (ey - y) * part}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    has(page, hall, target, "krause")


def near(page, key):
    """A neighbour's seat: certainly on the screen."""
    return seat(page, key).get_attribute("data-beside").split()[0]


@pytest.mark.parametrize("language, width, speech", [("en", 1440, r"Table \d, .*(between .+ and|beside|nobody)"), SECOND("zh", 360, "[12]桌，.*(之间|旁边|无人)")])
def test_with_the_keyboard(open_studio, hall, language, width, speech):
    page = open_studio(language, width)
    said = page.locator("#studio-speak")
    page.locator(f'{SEATED} .seat[tabindex="0"]').first.focus()
    start = page.evaluate("document.activeElement.closest('g.place').id")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(re.compile(speech))
    here = page.evaluate("document.activeElement.closest('g.place').id")
    assert here != start
    page.locator(f"#seat-{hall.at('peng')} .seat").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#studio-plan g.cost")).to_have_count(15)
    page.keyboard.press("Escape")
    expect(page.locator("#studio-hand")).not_to_have_class(re.compile("is-held"))
    peng = hall.at("peng")
    page.keyboard.press("Enter")
    expect(page.locator("#studio-plan g.cost")).to_have_count(15)
    page.keyboard.press("ArrowUp" if peng[2] in "456" else "ArrowDown")
    target = page.evaluate("document.activeElement.closest('g.place').id").removeprefix("seat-")
    expect(said).to_have_text(re.compile("point|rule|nothing|分|规则|违"))
    page.keyboard.press("Enter")
    has(page, hall, target, "peng")
    page.keyboard.press("u")
    has(page, hall, peng, "peng")
    page.keyboard.press("Control+Shift+Z")
    has(page, hall, target, "peng")
    page.keyboard.press("Control+z")
    has(page, hall, peng, "peng")

    page.locator(f"#seat-{peng} .seat").focus()
    page.keyboard.press("l")
    expect(seat(page, peng)).to_have_attribute("data-locked", "1")
    page.keyboard.press("Enter")                               # who is locked is not taken in hand
    expect(page.locator("#studio.is-holding")).to_have_count(0)
    page.keyboard.press("l")
    expect(seat(page, peng)).to_have_attribute("data-locked", "")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_contain_text("Ctrl")
    page.keyboard.press("Escape")
    if width == 360:
        return
    page.keyboard.press("/")
    page.keyboard.type("huangw")
    expect(page.locator("#studio-people li:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#studio-hand.is-held")).to_be_visible()
    huang = hall.at("huang")
    assert page.evaluate("document.activeElement.closest('g.place').id") == f"seat-{huang}"


@pytest.mark.parametrize("language, width", [("zh", 360), SECOND("en", 1440)])
def test_everybody_can_read_it_with_somebody_in_hand(open_studio, hall, language, width):
    page = open_studio(language, width)
    seat(page, hall.at("huang")).locator(".touch").click()
    page.locator("[data-do=take]").click()
    expect(page.locator("#studio-plan g.cost")).to_have_count(15)
    page.locator(".as-text summary").click()
    assert axe_problems(page) == []
    assert overflow(page) == 0
    names = [text for text in page.locator(".as-text li").all_text_contents() if "free" not in text and "空" not in text]
    assert len(names) == len(hall.places()) and page.locator(".as-text li").count() == 16


def test_anothers_move_appears_and_the_same_seats_meet(open_studio, hall):
    page = open_studio()
    theirs, mine = hall.at("krause"), hall.at("huang")
    page.route("**/changes?*", lambda route: route.abort())               # the next look comes later than the move
    page.guard.expected = {409}
    page.guard.problems = Ignoring()
    seat(page, mine).locator(".touch").click()
    page.locator("[data-do=take]").click()
    expect(page.locator("#studio-plan g.cost")).to_have_count(15)
    target = hall.at("sato")
    hall.do(lambda banquet: move(banquet, hall.party["sato"], theirs))
    seat(page, target).locator(".touch").click()
    expect(page.locator("#studio-notice dd").first).to_contain_text("Huang Wei to table")
    expect(page.locator("#studio-notice")).to_contain_text("Yuan Jie moved Sato Kenichi")
    assert hall.at("huang") == mine
    expect(page.locator("#studio-hand.is-held")).to_be_visible()          # nothing is lost
    expect(seat(page, theirs)).to_have_attribute("data-person", str(hall.party["sato"]))
    page.locator("[data-do=again]").click()
    has(page, hall, target, "huang")

    page.unroute("**/changes?*")
    page.clock.install()
    page.reload()
    expect(page.locator("#studio.is-live")).to_be_visible()
    hall.do(lambda banquet: move(banquet, hall.party["sato"], target))
    page.clock.run_for(2000)                                              # of the page's own time: within two seconds it has asked
    expect(page.locator("#studio-notice")).to_contain_text("Yuan Jie moved Sato Kenichi")
    expect(seat(page, target)).to_have_attribute("data-person", str(hall.party["sato"]))


class Ignoring(list):
    """Aborted requests are on purpose here."""

    def append(self, problem):
        if "ERR_FAILED" not in problem:
            super().append(problem)


def move(banquet, attendee_id, key):
    table, number = map(int, key.split("-"))
    found = next(t for t in banquet.tables if t.number == table)
    seats.move_person(banquet, session().get(Attendee, attendee_id), found, number - 1, by=factories.person("yuan.jie"), at=NOW)


def test_whoever_is_in_hand_stays_when_the_session_has_ended(open_studio, hall):
    page = open_studio()
    page.guard.expected = {401}
    huang, target = hall.at("huang"), hall.at("chen")
    drag(page, spot(page, huang), spot(page, target))
    expect(page.locator("#studio-plan g.cost")).to_have_count(15)
    page.context.clear_cookies(name="shangzuo")
    page.mouse.up()
    page.wait_for_url("**/sign-in?*")
    page.context.add_cookies([{"name": "shangzuo", "value": hall.cookies["song.dan"], "url": hall.url}])
    page.goto(page.locator("input[name=next]").last.input_value())
    expect(page.locator("#studio-notice")).to_contain_text("the move of Huang Wei was not made")
    expect(page.locator("#studio-hand.is-held")).to_be_visible()
    assert hall.at("huang") == huang


def test_a_guest_deleted_while_being_dragged(open_studio, hall):
    def come(banquet):
        hall.party["late"] = factories.make_attendee(banquet.reception, person=factories.make_person("高远", "Gao Yuan")).id
        session().flush()
        move(banquet, hall.party["late"], free(hall))
    hall.do(come)
    page = open_studio()
    page.guard.expected = {404}
    start, target = hall.at("late"), hall.at("chen")
    before = hall.places()
    drag(page, spot(page, start), spot(page, target))
    expect(page.locator("#studio-plan g.cost")).to_have_count(15)

    def delete(banquet):
        seats.unseat(banquet, session().get(Attendee, hall.party["late"]), by=factories.person("yuan.jie"), at=NOW)
        session().flush()
        session().delete(session().get(Attendee, hall.party["late"]))
    hall.do(delete)
    page.mouse.up()
    expect(page.locator("#studio-notice")).to_contain_text("does not take part in the reception any more")
    expect(line(page, hall, "late")).to_have_count(0)
    expect(seat(page, start)).to_have_attribute("data-person", "")
    expect(page.locator(".drag-ghost")).to_have_count(0)
    assert hall.places() == {person: place for person, place in before.items() if person != hall.party["late"]}     # nobody else moved
