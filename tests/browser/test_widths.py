"""The finished reception on a phone of 360 px, in both languages: every page answers and nobody scrolls sideways."""

import pytest

from planner import clock
from planner.plan.story import load_story
from tests.browser.conftest import overflow
from tests.conftest import NOW

pytestmark = pytest.mark.browser
PARTS = ("", "/edit", "/people", "/people/new", "/import", "/programme", "/programme/new", "/banquet", "/invitations", "/budget",
         "/budget/edit", "/papers")
PAGES = ("/", "/receptions", "/receptions/new", "/clients", "/jobs", "/outbox", "/account/feeds", "/settings")


@pytest.fixture
def reception(live_server):
    """The address of the reception of the story, planned to its end."""
    with clock.fixed(NOW), live_server.app.app_context():
        return f"/receptions/{load_story(at=NOW).id}"


def test_pages_fit_a_phone(open_page, reception):
    for language in ("zh", "en"):
        page = open_page(language, "phone")
        enter(page, "Song Dan")
        assert problems_on(page, [*PAGES, *(reception + part for part in PARTS)]) == {}, language
    approver = open_page("zh", "phone")
    enter(approver, "Gao Xiang")
    approver.goto("/approvals")
    sheet = approver.locator("a[href^='/approvals/']").first.get_attribute("href")
    assert problems_on(approver, ["/approvals", sheet, reception]) == {}


def enter(page, name):
    page.goto("/sign-in")
    with page.expect_navigation():
        page.locator("button.person-button", has_text=name).click()


def problems_on(page, paths):
    """{path: what is wrong there, in words} for pages with something wrong."""
    return {path: problems for path in paths if (problems := problems_of(page, path))}


def problems_of(page, path):
    answer = page.goto(path)
    wider = overflow(page)
    return ([f"answered {answer.status}"] if answer.status != 200 else []) + ([f"{wider} px too wide"] if wider else [])
