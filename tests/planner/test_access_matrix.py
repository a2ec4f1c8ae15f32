"""Who reaches what: every route × every role × their own, a stranger's, and an unknown object. A route without a row fails.

The table is access_matrix.toml beside this file; its head explains the letters. A person decides each row; after a route is
added, `pytest tests/planner/test_access_matrix.py` shows its row as the program behaves now, to be judged and copied.
"""

import tomllib
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.planner.sweep_world import ROLES, STRANGER, address, permission_of, routes, world  # noqa: F401  (a fixture)
from tests.planner.test_sweeps import NAMES, send

TABLE = Path(__file__).with_name("access_matrix.toml")
VISITORS = (*ROLES.items(), ("nobody", STRANGER))


def letter(status):
    """How an answer reads in the table."""
    if status in (303, 401):
        return "?"
    return {403: "-", 404: "."}.get(status, "y" if status < 500 or status == 503 else "!")


def visit(world, login, method, rule, values):
    """The letter for one visitor at one address. A write carries no fields: it is let in (422, 303 …) or it is not."""
    path = address(rule, {**NAMES, **values})
    browser = world.browser(login)
    data = {"csrf_token": browser.token()} if method == "POST" else None
    response = send(browser, method, path, data=data)
    if response.status_code == 303 and "/sign-in" not in response.headers["Location"]:
        return "y"
    return letter(response.status_code)


def behaviour(world, method, rule):
    """{whose object: one letter for each visitor} of one route."""
    whose = {"own": world.own}
    ids = [name for name in rule.arguments if name.endswith("_id")]
    if ids:
        whose |= {"foreign": world.foreign, "none": {**world.own, **{name: 2_000_000 for name in ids}}}
        if len(ids) > 1:  # an object of one's own inside somebody else's, and the reverse
            whose["mixed"] = {**world.own, **{name: world.foreign[name] for name in sorted(ids)[:1] + sorted(ids)[2:]}}
            whose["moved"] = {**world.foreign, **{name: world.own[name] for name in sorted(ids)[:1] + sorted(ids)[2:]}}
    return {name: "".join(visit(world, login, method, rule, values) for _role, login in VISITORS) for name, values in whose.items()}


def key(method, rule):
    return f"{method} {rule.rule}"


def table():
    return tomllib.loads(TABLE.read_text("utf-8"))["routes"]


@pytest.fixture
def protected(world, monkeypatch):  # noqa: F811
    """The world with every change taken back when its request ends, so that one visitor's change is not the next one's finding."""
    monkeypatch.setattr(Session, "commit", Session.flush)
    return world


def test_every_route_has_a_row_and_every_row_a_route(world):
    known = {key(method, rule) for method, rule in routes(world.app)}

    assert (sorted(known - set(table())), sorted(set(table()) - known)) == ([], [])


def test_everybody_reaches_what_the_table_says(protected):
    world = protected
    rows, surprises = table(), {}
    for method, rule in routes(world.app):
        found = behaviour(world, method, rule)
        if found != rows.get(key(method, rule)):
            surprises[key(method, rule)] = (rows.get(key(method, rule)), found)

    assert surprises == {}, "\n".join(f"{k!r} = {written(found)}" for k, (_, found) in surprises.items())


def written(found):
    return "{ " + ", ".join(f'{name} = "{letters}"' for name, letters in found.items()) + " }"


def test_the_table_agrees_with_the_permissions(world):
    from planner.accounts.permissions import PERMISSIONS

    rows, wrong = table(), []
    for method, rule in routes(world.app):
        needed = permission_of(world.app, rule)
        row = rows.get(key(method, rule), {"own": "y" * 8})
        for place, role in enumerate(ROLES):
            admitted = needed == "public" or role in PERMISSIONS[needed]
            if not admitted and any(letters[place] == "y" for letters in row.values()):
                wrong.append(f"{key(method, rule)}: {role} enters without {needed}")
        if needed != "public" and any(letters[-1] != "?" for letters in row.values()):
            wrong.append(f"{key(method, rule)}: nobody signed in is not asked to sign in")

    assert wrong == []
