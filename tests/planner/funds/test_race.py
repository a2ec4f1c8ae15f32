"""Two people want the last cent at the same moment: one gets it, the other reads what is left."""

import threading
from contextlib import suppress

import pytest

from planner.budgets import actions
from planner.budgets.models import Application
from planner.db import close_session, session
from planner.errors import RuleBroken
from planner.funds.models import Fund, FundEntry
from planner.people.models import Person
from tests.planner.budgets.conftest import ids_of, make_house
from tests.planner.budgets.test_races import at_once
from tests.planner.funds.conftest import make_tree, one_line


@pytest.fixture
def two(app, clock, prepared):
    """Ids of two applications of 1,000.00 each, ready to be submitted, charged to different funds of a company that has 1,000.00."""
    def build():
        tree = make_tree(clock, company=100_000)
        found = []
        for centre in ("KA-1", "KA-2"):
            ids = ids_of(make_house(clock, guests=2, cost_note="周年", cost_centre=centre))
            application = session().get(Application, ids["application_id"])
            actions.edit_application(application, {"fund_id": tree["keys" if centre == "KA-1" else "others"]}, one_line(100_000),
                                     by=session().get(Person, ids["people"]["song.dan"]), at=clock)
            found.append(ids["application_id"])
        return {"tree": tree, "applications": found, "song": ids["people"]["song.dan"]}
    with app.app_context():
        made = prepared("funds race", build)
        close_session()
    return made


def test_of_two_for_the_last_cent_one_gets_it(app, two, clock):
    told = []

    def submit(application_id):
        def work():
            try:
                actions.submit(session().get(Application, application_id), by=session().get(Person, two["song"]), at=clock)
            except RuleBroken as error:
                told.append(str(error.message))
                raise
        return work

    answers = at_once(app, *(submit(number) for number in two["applications"]))
    with app.app_context():
        rows = session().query(FundEntry).all()
        states = sorted(session().get(Application, number).status for number in two["applications"])
        close_session()

    assert sorted(answers) == ["RuleBroken", "done"] and states == ["draft", "submitted"]
    assert told == ["Company has CN¥0.00 left, and this needs CN¥1,000.00. Nothing was stored."]
    assert [(row.event, row.committed_minor) for row in rows] == [("reserve", 100_000)]


def test_lowering_a_fund_and_spending_it_at_once_leaves_nothing_below_zero(app, two, clock):
    from planner.funds.actions import change_fund

    def lower():
        change_fund(session().get(Fund, two["tree"]["company"]), amount_minor=99_999, level="block", reason="Cut", by=None, at=clock)

    answers = at_once(app, lower, lambda: actions.submit(session().get(Application, two["applications"][0]), by=session().get(Person, two["song"]), at=clock))
    with app.app_context():
        amount, taken = session().get(Fund, two["tree"]["company"]).amount_minor, sum(row.committed_minor for row in session().query(FundEntry))
        close_session()

    assert sorted(answers) == ["RuleBroken", "done"] and taken <= amount


def test_nobody_looks_at_what_is_left_while_another_takes_it(app, two, clock, monkeypatch):
    """Both meet where they look, unless the lock keeps one of them waiting before it."""
    from planner.funds import actions as funds, queries

    gate, look = threading.Barrier(2), queries.standings

    def looking(*arguments):
        found = look(*arguments)
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=0.3)
        return found

    def take(number, name):
        def work():
            fund = session().get(Fund, two["tree"][name])
            application = session().get(Application, number)
            funds.follow(number, application.reception_id, fund, "committed", 100_000, by=None, at=clock)
        return work

    monkeypatch.setattr(queries, "standings", looking)
    answers = at_once(app, *(take(number, name) for number, name in zip(two["applications"], ("keys", "others"))))
    with app.app_context():
        taken = sum(row.committed_minor for row in session().query(FundEntry))
        close_session()

    assert (sorted(answers), taken) == (["RuleBroken", "done"], 100_000)
