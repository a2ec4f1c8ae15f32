"""A company with two departments below it, and one below the first; and houses whose applications are charged to them."""

from datetime import date
from types import SimpleNamespace

import pytest

from planner.budgets.actions import edit_application
from planner.budgets.models import Application
from planner.db import session
from planner.funds import actions, queries
from planner.funds.ledger import NOTHING
from planner.funds.models import Fund
from planner.i18n import force_language
from tests import factories
from tests.planner.budgets.conftest import House, ids_of, make_house

YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


def add(parent, title, amount, at, kind="department", **values):
    return actions.add_fund(parent, kind=kind, title_zh="", title_en=title, amount_minor=amount, by=factories.person("dong.fang"), at=at,
                            **{**YEAR, "reason": "Plan of the year", **values})


def make_tree(at, company=100_000_000, keys=100_000_000, project=100_000_000, **values):
    """{name: id}: Company > Keys (of the cost centre KA-1) > Project, and Company > Others."""
    top = add(None, "Company", company, at, kind="company")
    first = add(top, "Keys", keys, at, cost_centre="KA-1", **values)
    return {"company": top.id, "keys": first.id, "project": add(first, "Project", project, at, kind="project").id, "others": add(top, "Others", 5_000_000, at).id}


def standing(name, tree):
    """(committed, approved, spent, left) of a fund."""
    session().rollback()
    fund = session().get(Fund, tree[name])
    used = queries.branch_of(fund).used or NOTHING
    return used.committed, used.approved, used.spent, fund.amount_minor - used.total


def events(application_id):
    return [(row.event, row.fund.title_en, row.committed_minor, row.approved_minor, row.spent_minor) for row in queries.moves(application_id)]


def one_line(minor):
    """The lines of an application that comes to `minor`."""
    return [{"category": "other", "description_zh": "茶歇", "quantity": 1, "unit_price_minor": minor}]


def make_application(at, minor, **values):
    """A House of two guests whose application comes to `minor` and waits to be submitted."""
    made = House(at, guests=2, cost_note="周年", **values)
    made.edit(lines=one_line(minor))
    return made


def build(at):
    """Plain values of a tree and of an application of 1,000.00 charged to "Keys"."""
    tree, ids = make_tree(at), ids_of(make_house(at, guests=2, cost_note="周年"))
    edit_application(session().get(Application, ids["application_id"]), {}, one_line(100_000), by=factories.person("song.dan"), at=at)
    return {"tree": tree, "life": ids}


@pytest.fixture
def house(db, clock, prepared):
    """An application of 1,000.00, and the tree: a namespace of both."""
    with force_language("en"):
        found = prepared("funds", lambda: build(clock))
        yield SimpleNamespace(life=House(clock, found["life"]), tree=found["tree"], at=clock)
