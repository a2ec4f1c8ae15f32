"""The demonstration's tree of funds, demo/funds.toml."""

import tomllib

from sqlalchemy import select

from planner import folder_of
from planner.db import session
from planner.funds import queries
from planner.funds.actions import add_fund
from planner.funds.models import Fund
from planner.funds.rulebook import currency
from planner.money import parse_money
from planner.plan.company import client_named, staff_named


def load_funds(*, at):
    """Add what is missing of the tree; what is there stays as it is."""
    data = tomllib.loads((folder_of("demo") / "funds.toml").read_text("utf-8"))
    by, days = staff_named(data["set_by"]), {"starts_on": data["starts_on"], "ends_on": data["ends_on"]}
    for values in data["fund"]:
        if _named(values["title_zh"]) is None:
            _add(dict(values), days, by=by, at=at)


def _add(values, days, *, by, at):
    below, client, department = (values.pop(key, "") for key in ("below", "client", "department"))
    pair = next((pair for pair in queries.departments() if department and department in pair), ("", ""))
    add_fund(_named(below) if below else None, amount_minor=parse_money(values.pop("amount"), currency()).amount_minor, department=pair,
             client_id=client_named(client).id if client else None, by=by, at=at, **days, **values)


def _named(title):
    return session().scalar(select(Fund).where(Fund.title_zh == title))
