"""Random lives of several applications' money in one tree against a small model, with the real actions on the real database.

Each run lives inside one transaction that is undone at its end; each step is a savepoint. FUND_RUNS and FUND_STEPS make it long.
"""

import os
from datetime import date

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from planner import audit
from planner.budgets.models import Application
from planner.db import session, transaction
from planner.errors import RuleBroken
from planner.funds import actions, queries
from planner.funds.ledger import Position
from planner.funds.models import Fund, FundEntry
from tests import factories
from tests.planner.funds.conftest import make_tree

FUNDS = ("company", "keys", "project", "others")
ABOVE = {"company": ("company",), "keys": ("keys", "company"), "project": ("project", "keys", "company"), "others": ("others", "company")}
APPLICATIONS = st.integers(0, 3)
AMOUNTS = st.sampled_from([0, 1, 99, 100, 101, 250, 400])


class Money(RuleBasedStateMachine):
    tree, at, ids = {}, None, []  # set by the test

    def __init__(self):
        super().__init__()
        self.outer = transaction()
        self.outer.__enter__()
        self.amounts = {"company": 600, "keys": 400, "project": 250, "others": 300}
        self.levels = dict.fromkeys(FUNDS, "block") | {"project": "higher"}
        self.where = [("", "", 0)] * len(self.ids)   # fund, place, amount of each application
        self.rows = []

    def teardown(self):
        try:
            assert audit.verify() is None
        finally:
            self.outer.__exit__(RuntimeError, RuntimeError("this never happened"), None)

    def taken(self, name, but=None):
        return sum(amount for number, (fund, _place, amount) in enumerate(self.where) if number != but and fund and name in ABOVE[fund])

    def attempt(self, expected, act):
        point = session().begin_nested()
        try:
            act()
        except RuleBroken:
            point.rollback()
            session().expire_all()
            assert not expected
            return
        point.commit()
        assert expected

    @rule(number=APPLICATIONS, fund=st.sampled_from(FUNDS), place=st.sampled_from(["committed", "committed", "approved", "spent", ""]), amount=AMOUNTS)
    def follow(self, number, fund, place, amount):
        old_fund, old_place, old = self.where[number]
        new = (fund, place, amount) if place and amount else ("", "", 0)
        more = new[2] > (old if old_fund == fund else 0)
        allowed = old_place == "spent" or not more or all(
            self.levels[name] == "higher" or self.taken(name, number) + new[2] <= self.amounts[name] for name in ABOVE[fund])
        application = self.ids[number]
        self.attempt(allowed, lambda: actions.follow(application[0], application[1], session().get(Fund, self.tree[fund]), place, amount, by=None, at=self.at))
        if allowed and old_place != "spent":
            self.where[number] = new

    @rule()
    def again(self):
        """The same events a second time write nothing."""
        for application, (fund, place, amount) in zip(self.ids, self.where):
            found = session().get(Fund, self.tree[fund]) if fund else None
            assert actions.follow(*application, found, place, amount, by=None, at=self.at) == []

    @rule(name=st.sampled_from(FUNDS), amount=st.sampled_from([0, 100, 250, 399, 400, 600, 900]), level=st.sampled_from(["block", "higher"]))
    def change(self, name, amount, level):
        taken = self.taken(name)
        allowed = ((amount, level) != (self.amounts[name], self.levels[name]) and amount >= min(taken, self.amounts[name])
                   and not (level == "block" and amount < taken))
        self.attempt(allowed, lambda: actions.change_fund(session().get(Fund, self.tree[name]), amount_minor=amount, level=level, reason="x", by=None, at=self.at))
        if allowed:
            self.amounts[name], self.levels[name] = amount, level

    @invariant()
    def the_books_are_right(self):
        rows = [(row.id, row.event, row.committed_minor, row.approved_minor, row.spent_minor) for row in session().query(FundEntry).order_by(FundEntry.id)]
        assert rows[:len(self.rows)] == self.rows                                                              # the ledger only grows
        self.rows = rows
        used = queries.used(session().get(Fund, self.tree["company"]))
        for name in FUNDS:
            sums = {place: sum(amount for fund, at, amount in self.where if fund and name in ABOVE[fund] and at == place) for place in ("committed", "approved", "spent")}
            fund = session().get(Fund, self.tree[name])
            assert used.get(fund.id, Position()) == Position(**sums)                                           # every level has what is below it
            assert (fund.amount_minor, fund.level) == (self.amounts[name], self.levels[name]) == (fund.changes[-1].amount_minor, fund.changes[-1].level)
            assert fund.level == "higher" or fund.amount_minor - used.get(fund.id, Position()).total >= 0      # never below zero
        for number, (fund, place, amount) in enumerate(self.where):
            assert queries.positions(self.ids[number][0]) == ({self.tree[fund]: Position(**{place: amount})} if fund else {})


def prepare(at):
    """Four bare applications and the tree."""
    song = factories.person("song.dan")
    ids = []
    for number in range(4):
        reception = factories.make_reception(owner=song)
        application = Application(reception_id=reception.id, applicant_id=song.id, created_by_id=song.id, last_edited_by_id=song.id, client_id=reception.client_id,
                                  applied_on=date(2026, 11, 1))
        session().add(application)
        session().flush()
        ids.append((application.id, reception.id))
    tree = make_tree(at, company=600, keys=400, project=250)
    actions.change_fund(session().get(Fund, tree["others"]), amount_minor=300, level="block", reason="x", by=None, at=at)
    actions.change_fund(session().get(Fund, tree["project"]), amount_minor=250, level="higher", reason="x", by=None, at=at)
    return {"tree": tree, "ids": ids}


def test_random_money_keeps_the_books_right(db, clock):
    with transaction():
        made = prepare(clock)
    Money.tree, Money.ids, Money.at = made["tree"], made["ids"], clock
    runs, steps = int(os.environ.get("FUND_RUNS", "3")), int(os.environ.get("FUND_STEPS", "20"))
    run_state_machine_as_test(Money, settings=settings(max_examples=runs, stateful_step_count=steps, deadline=None, phases=[Phase.generate],
                                                       suppress_health_check=list(HealthCheck), derandomize=not os.environ.get("FUND_RUNS")))
