"""Every page a person can open: no serious finding of axe in light and dark, nobody scrolls sideways, the console stays silent."""

import re
import threading
from functools import cache

import pytest
from werkzeug.serving import make_server

from planner import clock
from planner.banquets.models import Banquet
from planner.db import session, transaction
from planner.on_the_day import finder
from planner.on_the_day.actions import make_finder
from tests import factories
from tests.browser.conftest import WIDTHS, Guard, Quiet, Reader, at_now, axe_problems, overflow
from tests.conftest import NOW
from tests.planner.sweep_world import ROLES, STRANGER, world  # noqa: F401  (a fixture)
from tests.planner.test_sweeps import addresses

pytestmark = pytest.mark.browser
FILES = (".pdf", ".xlsx", ".zip", ".ics", ".svg", "/files/", "/health")
SAME = {"banquets.first", "studio.why", "studio.deciding"}  # without HTMX the studio's page once more
FRAME = "body > header, body > footer, body > dialog"  # it is the same on all pages of one part, half of what there is on many: looked at once for each part
ALONE = {"gao.xiang": ("/approvals", "/visits", "/calls/week"), "yuan.jie": "/office", "cao.yang": ("/visits", "/receptions"), "admin": "/account",
         "auditor": "/audit", STRANGER: "/s"}  # what Song Dan does not see, or not in this frame


@pytest.fixture(scope="module")
def served(world):  # noqa: F811
    """The address at which the sweeps' world is served; guests can find their seats."""
    with clock.fixed(NOW), world.app.app_context(), transaction():
        make_finder(session().get(Banquet, world.own["banquet_id"]), by=factories.person("song.dan"), at=NOW)
        world.finder = finder.token_of(world.own["banquet_id"], 1)
    server = make_server("127.0.0.1", 0, at_now(world.app), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@cache
def paths(world, login, first=0, every=1):  # noqa: F811
    """Addresses of the pages to look at for this person, `every` so many: of Song Dan's all, of the others' only what is theirs alone."""
    found = [path for _method, rule, path in addresses(world, "GET") if not any(mark in rule.rule for mark in FILES) and rule.endpoint not in SAME]
    client = world.browser(login)
    if login == STRANGER:
        client.client.set_cookie("seat", world.finder, domain="127.0.0.1", path="/seat")
        found.append("/seat?q=huaxin")
    if login == ROLES["account_manager"]:
        found += chosen(world, client)
    found = [path for path in found if path.startswith(ALONE.get(login, "/"))]
    pages = [p for p in found[first::every] if (answer := client.get(p)).status_code == 200 and answer.mimetype == "text/html"]
    return pages + ["/nothing/here"] if login == ROLES["account_manager"] else pages


def chosen(world, client):  # noqa: F811
    """Pages that look otherwise once something is chosen."""
    own = world.own
    reception, guest = f"/receptions/{own['reception_id']}", own["attendee_id"]
    studio = f"{reception}/banquets/{own['banquet_id']}"
    made = [f"{studio}?person={guest}&to=1-9", f"{reception}/arrangements/new?kind=talks", f"{reception}/people/{guest}/rank?rank=2",
            f"{reception}/arrangements/{own['arrangement_id']}?person={guest}"]
    mend = re.search(r'href="([^"]+/mend\?[^"]+)"', client.get_page(studio))
    made += [mend[1].replace("&amp;", "&")] if mend else []
    assert [path for path in made if client.get(path).status_code != 200] == []
    return made


def open_context(browser, world, served, login, language, width, scheme):  # noqa: F811
    across, down = WIDTHS[width]
    context = browser.new_context(base_url=served, viewport={"width": across, "height": down}, color_scheme=scheme, reduced_motion="reduce",
                                  has_touch=width == "phone")  # nothing is on its way from one colour to another while it is looked at
    cookies = {"language": language} | ({"shangzuo": world.cookies[login]} if login else {"seat": world.finder})
    context.add_cookies([{"name": name, "value": value, "url": served} for name, value in cookies.items()])
    return context


def is_pack(path):
    """Whether it is a pocket pack, which brings its styles along: only a page of its own shows them."""
    return "/running/packs/" in path


def open_page(page, client, path):
    """The page at this address; a pocket pack is a file to keep, and opened from there."""
    if not is_pack(path):
        page.goto(path)
        return
    page.goto("about:blank")
    page.set_content(client.get(path).get_data(as_text=True))


@pytest.mark.parametrize(("login", "language", "width", "scheme"), [
    ("song.dan", "zh", "phone", "light"), ("song.dan", "en", "laptop", "dark"), ("gao.xiang", "zh", "phone", "dark"),
    ("yuan.jie", "en", "phone", "light"), ("cao.yang", "zh", "phone", "dark"), ("admin", "en", "laptop", "light"), ("auditor", "zh", "laptop", "light"), (STRANGER, "zh", "phone", "light")])
def test_every_page_can_be_read_by_everybody(browser, world, served, thorough, login, language, width, scheme):  # noqa: F811
    context = open_context(browser, world, served, login, language, width, scheme)
    reader, page, guard, wrong = Reader(context), context.new_page(), Guard(expected={404}), {}
    guard.watch(page)
    by_turns = (2 * (language == "zh"), 4) if login == ROLES["account_manager"] else (0, 2)  # each second page, of hers in one of the two ways
    looked_at = paths(world, login, *() if thorough else by_turns)
    framed = set()
    for path in looked_at:
        open_page(page, world.browser(login, language), path)
        wider, part = overflow(page), path.split("/")[1]
        found = axe_problems(page) if is_pack(path) else reader.problems(page, without=FRAME if part in framed else "")
        framed.add(part)
        if wider > 0:
            found.append(f"{wider} pixels wider than its window")
        if found:
            wrong[path] = found
    context.close()

    assert looked_at
    assert (wrong, guard.problems) == ({}, [])


def test_axe_finds_what_is_wrong(browser, world, served):  # noqa: F811
    context = open_context(browser, world, served, "song.dan", "en", "laptop", "light")
    page = context.new_page()
    page.goto("/receptions")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    page.evaluate("document.querySelector('h1').append('x'.repeat(2000)); document.querySelector('h1').style.whiteSpace = 'nowrap'")
    found, wider = Reader(context).problems(page), overflow(page)
    context.close()

    assert any("label" in problem for problem in found)
    assert wider > 0
