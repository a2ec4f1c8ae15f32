"""Who reaches what: every route × every role × their own, a stranger's, and an unknown object. A route without a row fails.

The table is access_matrix.toml beside this file; its head explains the letters. A person decides each row; after a route is
added, `pytest tests/planner/test_access_matrix.py` shows its row as the program behaves now, to be judged and copied.
"""

import tomllib
from pathlib import Path

import pytest
from flask import Response
from jinja2 import Template
from sqlalchemy.orm import Session

from planner import error_pages, web
from planner.accounts.permissions import PERMISSIONS
from planner.documents import render
from tests.planner.sweep_world import ROLES, STRANGER, address, permission_of, routes, world  # noqa: F401  (a fixture)
from tests.planner.test_sweeps import NAMES, send

TABLE = Path(__file__).with_name("access_matrix.toml")
VISITORS = (*ROLES.items(), ("nobody", STRANGER))


def letter(status):
    """How an answer reads in the table."""
    if status in (303, 401):
        return "?"
    return {403: "-", 404: "."}.get(status, "y" if status < 500 or status == 503 else "!")


class Visitors:
    """A browser of each visitor with its form token; who was signed out comes back."""

    def __init__(self, world):
        self.world = world
        self.come = {}

    def visit(self, login, method, path):
        """The letter for this visitor at this address. A write carries no fields: it is let in (422, 303 …) or it is not."""
        if login not in self.come:
            browser = self.world.browser(login)
            self.come[login] = browser, browser.token()
        browser, token = self.come[login]
        response = send(browser, method, path, data={"csrf_token": token} if method == "POST" else None)
        if "Set-Cookie" in response.headers:
            del self.come[login]
        if response.status_code == 303 and "/sign-in" not in response.headers["Location"]:
            return "y"
        return letter(response.status_code)


NOT_ASKED = " "


def kinds_asked(kinds, number, let_in, turn):
    """The kinds of objects that visitor `number` is asked about: whom the route refuses, one's own alone, as it looks at the role before any object (see the
    test of the order); others all. In a `turn` each third of the refused is asked, account managers, to whom it matters whose object it is, about
    all, and the others about their own and one more.
    """
    if not let_in:
        return ["own"] if turn is None or (turn + number) % 3 == 0 else []
    if turn is None or VISITORS[number][0] == "account_manager":
        return kinds
    return [kind for place, kind in enumerate(kinds) if place == 0 or (turn + number + place) % (len(kinds) - 1) == 0]


def behaviour(visitors, method, rule, turn=None):
    """{whose object: one letter for each visitor} of one route."""
    own, foreign = visitors.world.own, visitors.world.foreign
    whose = {"own": own}
    ids = sorted(name for name in rule.arguments if name.endswith("_id"))
    if ids:
        whose |= {"foreign": foreign, "none": {**own, **{name: 2_000_000 for name in ids}}}
        if len(ids) > 1:  # an object of one's own inside somebody else's, and the reverse
            others = [ids[0], *ids[2:]]
            whose |= {"mixed": {**own, **{name: foreign[name] for name in others}}, "moved": {**foreign, **{name: own[name] for name in others}}}
    needed = permission_of(visitors.world.app, rule)
    rows = []
    for number, (role, login) in enumerate(VISITORS):
        let_in = needed == "public" or role in PERMISSIONS[needed]
        letters = {kind: visitors.visit(login, method, address(rule, {**NAMES, **whose[kind]})) for kind in kinds_asked(list(whose), number, let_in, turn)}
        otherwise = NOT_ASKED if let_in else letters.get("own", NOT_ASKED)
        rows.append({kind: letters.get(kind, otherwise) for kind in whose})
    return {kind: "".join(row[kind] for row in rows) for kind in whose}


def agree(found, row):
    """Whether the letters found stand in the table's row, as far as they were asked for."""
    return row is not None and found.keys() == row.keys() and all(
        len(found[name]) == len(row[name]) and all(one in (NOT_ASKED, other) for one, other in zip(found[name], row[name])) for name in found)


def key(method, rule):
    return f"{method} {rule.rule}"


def table():
    return tomllib.loads(TABLE.read_text("utf-8"))["routes"]


@pytest.fixture
def protected(world, monkeypatch):  # noqa: F811
    """The world with every change taken back when its request ends, so that one visitor's change is not the next one's finding.

    An answer here is its status alone: what stands on the pages and papers is read by test_sweeps_pages.py.
    """
    monkeypatch.setattr(Session, "commit", Session.flush)
    monkeypatch.setattr(error_pages, "page", lambda _template, *, status, **_context: Response(status=status))
    monkeypatch.setattr(Template, "render", lambda _template, *_args, **_context: "")
    monkeypatch.setattr(render, "_ask_for_documents", lambda _request: [b"%PDF-"])
    return world


def test_every_route_has_a_row_and_every_row_a_route(world):
    known = {key(method, rule) for method, rule in routes(world.app)}

    assert (sorted(known - set(table())), sorted(set(table()) - known)) == ([], [])


def test_every_route_looks_at_the_role_before_anything_else(world):
    """The outermost function of a view is the guard of its permission: whom it refuses, it refuses whatever object is asked for."""
    guard = web.requires("signed_in")(lambda: None).__code__
    late = sorted({rule.endpoint for _, rule in routes(world.app)
                   if permission_of(world.app, rule) != "public" and world.app.view_functions[rule.endpoint].__code__ is not guard})

    assert late == []


def test_everybody_reaches_what_the_table_says(protected, thorough):
    rows, surprises, visitors = table(), {}, Visitors(protected)
    for turn, (method, rule) in enumerate(routes(protected.app)):
        row = rows.get(key(method, rule))
        if not agree(behaviour(visitors, method, rule, None if thorough else turn), row):
            surprises[key(method, rule)] = row, behaviour(visitors, method, rule)

    assert surprises == {}, "\n".join(f"{k!r} = {written(found)}" for k, (_, found) in surprises.items())


@pytest.mark.parametrize(("found", "expected"), [
    ({"own": "y-?", "foreign": ".-?"}, True), ({"own": "y-?", "foreign": ". ?"}, True), ({"own": "y-?", "foreign": "y ?"}, False),
    ({"own": "yy?", "foreign": " -?"}, False), ({"own": "y-?"}, False), ({"own": "y-", "foreign": ".-"}, False)])
def test_letters_agree_where_they_were_asked_for(found, expected):
    assert agree(found, {"own": "y-?", "foreign": ".-?"}) is expected


@pytest.mark.parametrize("address", ["/receptions/<id:reception_id>/edit", "/accounts/<id:account_id>"])
def test_by_turns_each_is_asked_about_everything_in_the_end(protected, address):
    rule = next(rule for _, rule in routes(protected.app) if rule.rule == address)
    turns = [behaviour(Visitors(protected), "GET", rule, turn) for turn in range(6)]

    assert all(NOT_ASKED in found["foreign"] and NOT_ASKED in found["none"] for found in turns)
    assert {name: "".join(map(max, *(found[name] for found in turns))) for name in turns[0]} == behaviour(Visitors(protected), "GET", rule)


def written(found):
    return "{ " + ", ".join(f'{name} = "{letters}"' for name, letters in found.items()) + " }"


def test_the_table_agrees_with_the_permissions(world):
    rows, wrong = table(), []
    for method, rule in routes(world.app):
        needed = permission_of(world.app, rule)
        row = rows.get(key(method, rule), {"own": "y" * len(VISITORS)})
        for place, role in enumerate(ROLES):
            admitted = needed == "public" or role in PERMISSIONS[needed]
            if not admitted and any(letters[place] == "y" for letters in row.values()):
                wrong.append(f"{key(method, rule)}: {role} enters without {needed}")
        if needed != "public" and any(letters[-1] != "?" for letters in row.values()):
            wrong.append(f"{key(method, rule)}: nobody signed in is not asked to sign in")

    assert wrong == []
