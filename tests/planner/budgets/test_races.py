"""Two people at once: whatever comes first, the log tells one clear order and nothing unsigned is approved."""

import threading

import pytest

from planner.accounts.queries import roles_of
from planner.budgets import actions, queries
from planner.budgets.models import Application
from planner.db import close_session, session, transaction
from planner.errors import PlannerError
from planner.i18n import force_language
from planner.people.models import Person
from tests import factories
from tests.planner.budgets.conftest import make_house

ROUNDS = 4


def at_once(app, *works):
    """Run each in a thread of its own with its own session, all starting together; returns what each answered."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        with app.app_context(), force_language("en"):
            gate.wait()
            try:
                with transaction():
                    work()
                answers[number] = "done"
            except PlannerError as error:
                answers[number] = type(error).__name__
            finally:
                close_session()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Table:
    """One submitted application, and what people do with it; each method opens nothing itself."""

    def __init__(self, app, at):
        self.app, self.at = app, at
        with app.app_context():
            with transaction():
                house = make_house(at, guests=3, cost_note="周年")
                factories.account("second.manager", roles=["department_manager"])
                self.id, self.song, self.gao = house.application_id, house.people["song.dan"].id, house.people["gao.xiang"].id
                self.second = factories.person("second.manager").id
                actions.submit(session().get(Application, self.id), by=house.people["song.dan"], at=at)
                self.shown = queries.case_of(session().get(Application, self.id)).fingerprint
            close_session()

    def approve(self, person_id=None, action=actions.approve, **options):
        person = session().get(Person, person_id or self.gao)
        action(session().get(Application, self.id), self.shown, step="department", by=person, roles=roles_of(person), at=self.at,
               **{"note": "x"} | options)

    def raise_amount(self):
        application = session().get(Application, self.id)
        lines = [{field: getattr(line, field) for field in actions.LINE_FIELDS} for line in application.lines]
        lines[0]["unit_price_minor"] += 1
        actions.edit_application(application, {}, lines, by=session().get(Person, self.song), at=self.at)

    def withdraw(self):
        actions.withdraw(session().get(Application, self.id), by=session().get(Person, self.song), at=self.at)

    def result(self):
        """(actions of the log, who has signed, status)."""
        with self.app.app_context():
            application = session().get(Application, self.id)
            case = queries.case_of(application)
            found = [entry.action for entry in application.decisions], len(case.state.signed_by), case.state.status
            assert (application.status, application.waiting_role != "") == (case.state.status, case.state.status == "submitted")
            close_session()
        return found


@pytest.fixture
def races(app, clock):
    """The outcomes of some rounds: (answers, log, signatures, status) each."""
    def run(*names):
        outcomes = []
        for _ in range(ROUNDS):
            table = Table(app, clock)
            works = [name(table) if callable(name) else getattr(table, name) for name in names]
            outcomes.append((at_once(app, *works), *table.result()))
        return outcomes
    return run


def test_approve_and_raise_the_amount(races):
    """Approved first: the raise voids it. Raised first: the approver is told. Never an approval of the new amount."""
    for answers, log, signed, status in races("approve", "raise_amount"):
        assert (answers, log) in ((["done", "done"], ["submit", "approve", "void"]), (["ShownIsOld", "done"], ["submit"]))
        assert (signed, status) == (0, "submitted")


def test_approve_and_withdraw(races):
    for answers, log, signed, status in races("approve", "withdraw"):
        assert (answers, log) in ((["done", "done"], ["submit", "approve", "withdraw"]), (["RuleBroken", "done"], ["submit", "withdraw"]))
        assert (signed, status) == (0, "withdrawn")


def test_the_same_step_by_two_managers(races):
    for answers, log, signed, status in races("approve", lambda table: lambda: table.approve(table.second)):
        assert sorted(answers) == ["NotAllowed", "done"]
        assert (log, signed, status) == (["submit", "approve"], 1, "submitted")


def test_approve_and_reject(races):
    for answers, log, signed, status in races("approve", lambda table: lambda: table.approve(table.second, actions.reject)):
        assert sorted(a == "done" for a in answers) == [False, True]
        assert (log, status) in ((["submit", "approve"], "submitted"), (["submit", "reject"], "rejected"))
