"""A closed settlement of Song Dan (3,800 yuan) and one of Tang Lei in dollars, and an approved application that nobody has settled."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from planner.db import close_session
from tests import factories
from tests.factories import settlement as made


def build(at):
    """Ids of what is there; the second belongs to another department."""
    first = made.make_over(at)
    made.note_all(first)
    settled = made.settle(first)
    second = made.make_over(at, guests=3, owner=factories.person("tang.lei"), client=factories.make_client("=云海", "Sea"))
    made.note_all(second)
    other = made.settle(second, number=2)
    for row in (settled, other):
        row.state, row.checked_at = "closed", at
    other.currency = second.application.currency = "USD"
    second.application.rate, second.application.rate_on, second.application.rate_source = "7.1", at.date(), "SAFE"
    manager = factories.person("gao.xiang")
    manager.department_zh, manager.department_en = "大客户部", "Key Account Department"
    second.application.department, first.application.department = "市场部", manager.department_en
    third = made.make_over(at, guests=2)
    third.reception.starts_on -= timedelta(days=40)
    third.reception.ends_on -= timedelta(days=40)
    third.application.department = manager.department_zh
    return {"settlement_id": settled.id, "day": first.reception.ends_on.isoformat()}


@pytest.fixture
def money(app, clock, prepared):
    with app.app_context():
        found = SimpleNamespace(**prepared("reports", lambda: build(clock)))
        close_session()
        return found
