"""Every long list can be read to its end by plain links, with the search kept and the same number of queries on each page."""

import html
import re
from datetime import date

import pytest
from sqlalchemy import event

from planner import clock as planner_clock
from planner.budgets.models import Application
from planner.db import session, transaction
from planner.jobs.models import Job
from planner.paging import PAGE_ROWS
from tests import factories

MANY = 2 * PAGE_ROWS + 5


def receptions():
    client = factories.make_client()
    for number in range(MANY):
        factories.make_reception(client=client, title_zh="", title_en=f"Visit {number:03}")
    return "/receptions?q=visit", "song.dan", r">Visit \d{3}<"


def clients():
    for number in range(MANY):
        factories.make_client("", f"Client {number:03}", owners=[factories.person("song.dan")])
    return "/clients?q=client", "song.dan", r">Client \d{3}<"


def contacts():
    client = factories.make_client()
    for number in range(MANY):
        factories.make_person("", f"Contact {number:03}", client_id=client.id)
    return f"/clients/{client.id}?q=contact", "song.dan", r">Contact \d{3}<"


def accounts():
    for number in range(MANY - 1):
        factories.account(f"colleague{number:03}")
    return "/accounts", "admin", r'<td data-label="Login">([^<]+)<'


def jobs():
    owner = factories.person("song.dan")
    session().add_all([Job(task="documents.all_papers", created_by_id=owner.id, created_at=planner_clock.now()) for _number in range(MANY)])
    return "/jobs", "song.dan", r'href="/jobs/(\d+)"'


def not_settled():
    client, song = factories.make_client(), factories.person("song.dan")
    for number in range(MANY):
        over = factories.make_reception(client=client, title_zh="", title_en=f"Visit {number:03}", starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 1))
        session().add(Application(reception_id=over.id, client_id=client.id, applicant_id=song.id, created_by_id=song.id, last_edited_by_id=song.id,
                                  applied_on=date(2026, 9, 1), status="approved", currency="CNY"))
    return "/settlements", "song.dan", r">Visit \d{3}<"


@pytest.mark.parametrize("fill", [receptions, clients, contacts, accounts, jobs, not_settled])
def test_a_long_list_is_read_to_its_end(app, signed_in, fill):
    with app.app_context(), transaction():
        address, login, row = fill()
    browser, seen, sizes, statements = signed_in(login), [], [], set()
    while address:
        counted, page = counted_queries(app, lambda address=address: browser.get_page(address))
        statements.add(counted)
        found = re.findall(row, page)
        sizes.append(len(found))
        seen += found
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = html.unescape(following[1]) if following else None
    assert sizes == [PAGE_ROWS, PAGE_ROWS, 5]
    assert len(set(seen)) == MANY
    assert len(statements) == 1
    assert f"Page 3 of {len(sizes)}" in page and 'rel="prev"' in page


def counted_queries(app, act):
    """(number of SELECTs, what `act` returned)"""
    seen = []

    def listener(*args):
        seen.append(args[2])

    event.listen(app.extensions["database"].engine, "before_cursor_execute", listener)
    try:
        found = act()
    finally:
        event.remove(app.extensions["database"].engine, "before_cursor_execute", listener)
    return sum(text.startswith("SELECT") for text in seen), found


@pytest.mark.parametrize(("number", "shown"), [("0", 1), ("-1", 1), ("x", 1), ("", 1), ("１", 1), ("1.5", 1), ("2", 2), ("99", 2), ("9" * 30, 1)])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(app, signed_in, number, shown):
    with app.app_context(), transaction():
        client = factories.make_client()
        for index in range(PAGE_ROWS + 1):
            factories.make_reception(client=client, title_zh="", title_en=f"Visit {index:03}")
    assert f"Page {shown} of 2" in signed_in("song.dan").get_page(f"/receptions?page={number}")


def test_a_list_on_one_page_has_no_links_and_a_search_begins_at_its_first(app, signed_in):
    with app.app_context(), transaction():
        factories.make_reception(title_en="One & only")
    page = signed_in("song.dan").get_page("/receptions?q=One+%26&page=7")
    assert "One &amp; only" in page and 'rel="next"' not in page and 'rel="prev"' not in page


def test_a_strange_address_leads_nowhere_else(app, signed_in):
    with app.app_context(), transaction():
        client = factories.make_client()
        for _number in range(PAGE_ROWS + 1):
            factories.make_reception(client=client)
    page = signed_in("song.dan").get_page("/receptions?_external=1&_scheme=javascript&q=%22%3E%26x=1&q=")
    assert 'rel="next"' not in page
    page = signed_in("song.dan").get_page("/receptions?_external=1&_scheme=javascript&z=%22%3E%26page=3")
    assert 'rel="next" href="/receptions?_external=1&amp;_scheme=javascript&amp;z=%22%3E%26page%3D3&amp;page=2"' in page


def test_a_feed_holds_more_than_two_hundred_receptions(db):
    from planner.receptions.queries import receptions as upcoming

    with transaction():
        client = factories.make_client()
        for _number in range(201):
            factories.make_reception(client=client)
        owner = factories.person("song.dan")
    assert len(upcoming(owner, upcoming_from=date(2026, 11, 1))) == 201
    assert len(upcoming(owner, upcoming_from=date(2026, 11, 1), limit=12)) == 12
    assert upcoming(owner, upcoming_from=date(2026, 12, 10)) == []
