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


def behaviour(visitors, method, rule):
    """{whose object: one letter for each visitor} of one route.

    Whom the route refuses is asked about the owner's object alone: it looks at the role before any object, see the test of the order.
    """
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
    for role, login in VISITORS:
        asked = whose if needed == "public" or role in PERMISSIONS[needed] else {"own": own}
        letters = {name: visitors.visit(login, method, address(rule, {**NAMES, **values})) for name, values in asked.items()}
        rows.append(dict.fromkeys(whose, letters["own"]) | letters)
    return {name: "".join(row[name] for row in rows) for name in whose}


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


def test_everybody_reaches_what_the_table_says(protected):
    rows, surprises, visitors = table(), {}, Visitors(protected)
    for method, rule in routes(protected.app):
        found = behaviour(visitors, method, rule)
        if found != rows.get(key(method, rule)):
            surprises[key(method, rule)] = (rows.get(key(method, rule)), found)

    assert surprises == {}, "\n".join(f"{k!r} = {written(found)}" for k, (_, found) in surprises.items())


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
