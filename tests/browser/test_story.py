"""The story of one visit, walked through in a real browser, in Chinese and in English.

Everything is found by ids, field names and roles, so that one walk serves both languages.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import axe_problems, overflow

pytestmark = pytest.mark.browser


def enter(page, login):
    """Enter as one of the demonstration people."""
    page.goto("/sign-in")
    page.locator("button.person-button", has_text=login).click()
    expect(page.locator(".person-button")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_story(open_page, language):
    page = open_page(language)
    enter(page, "Song Dan")
    assert axe_problems(page) == []
    assert overflow(page) == 0
