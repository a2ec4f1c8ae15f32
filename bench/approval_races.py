"""Eight races around an approval, many rounds each: whatever comes first, one clear order and nothing unsigned approved.

    python bench/approval_races.py [--rounds 500] [--workers 8] [--race "spend, spend the last cent"] [--url postgresql+psycopg://…]
                                   [--out docs/evidence/approval-races.md]

Without --url (or TEST_DATABASE_URL) on a fresh SQLite file for each race; with it, a fresh database for each --race is quicker than one for all: what was
applied for in a quarter is added up for every case. Each round has an application of its own; one process does the one thing, the others
the other, all from one barrier. After each round the log, the state computed from it and the gate for sending must agree on one of the
orders that are allowed; anything else is counted and fails the program.
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
AMOUNT = 100_001


def make_app(folder, url):
    from planner import create_app
    from planner.settings import Settings

    return create_app(Settings(data_dir=Path(folder), secret_key="k" * 40, data_key=b"d" * 32, database_url=url, testing=True, limits=False))


class Round:
    """One application at the step that the race is about, and what people do with it."""

    def __init__(self, ids):
        self.__dict__.update(ids)

    def _load(self, login):
        from planner.budgets.models import Application
        from planner.db import session
        from planner.people.models import Person

        return session().get(Application, self.application), session().get(Person, self.people[login])

    def _sign(self, login, action="approve", at=AT):
        from planner.accounts.queries import roles_of
        from planner.budgets import actions

        application, person = self._load(login)
        getattr(actions, action)(application, self.shown, by=person, roles=roles_of(person), at=at, note="x")

    def approve(self):
        self._sign("one")

    def approve_too(self):
        self._sign("two")

    def reject(self):
        self._sign("two", "reject")

    def stand_in_approves(self):
        self._sign("stand_in")

    def raise_amount(self):
        from planner.budgets import actions

        application, person = self._load("song")
        lines = [{field: getattr(line, field) for field in actions.LINE_FIELDS} for line in application.lines]
        lines[0]["unit_price_minor"] += 1
        actions.edit_application(application, {}, lines, by=person, at=AT)

    def withdraw(self):
        from planner.budgets import actions

        application, person = self._load("song")
        actions.withdraw(application, by=person, at=AT)

    def remove_role(self):
        from planner.accounts.actions import set_roles
        from planner.accounts.models import Account
        from planner.db import session

        _application, person = self._load("song")
        set_roles(session().get(Account, self.account_of_one), ["office"], by=person, at=AT)

    def end_delegation(self):
        from planner.budgets import delegations
        from planner.budgets.models import Delegation
        from planner.db import session

        _application, person = self._load("one")
        delegations.revoke(session().get(Delegation, self.delegation), by=person, at=AT)

    def _submit(self, number):
        from planner.budgets import actions
        from planner.budgets.models import Application
        from planner.db import session

        _application, person = self._load("song")
        actions.submit(session().get(Application, number), by=person, at=AT)

    def spend(self):
        self._submit(self.application)

    def spend_too(self):
        self._submit(self.other)

    def send(self):
        """What leaves the house leaves in the transaction that asked."""
        from planner import audit
        from planner.budgets import queries
        from planner.errors import RuleBroken

        application, _person = self._load("song")
        if queries.approved_fingerprint(application.reception, for_sending=True) is None:
            raise RuleBroken("not approved")
        audit.append("mail.queued", subject=application, at=AT, details={"round": self.application})


RACES = {  # name: (first side, the others, steps signed before)
    "approve, raise amount": ("approve", "raise_amount", 0),
    "approve, withdraw": ("approve", "withdraw", 0),
    "approve, approve by a second person": ("approve", "approve_too", 0),
    "reject, approve": ("reject", "approve", 0),
    "approve, role removed": ("approve", "remove_role", 0),
    "approve, delegation ends": ("stand_in_approves", "end_delegation", 0),
    "send, void": ("send", "raise_amount", 3),
    "spend, spend the last cent": ("spend", "spend_too", 0),
}


def prepare_funds(app):
    """Ids of a company's fund with money for one application, to the cent, and of two funds below it."""
    from planner.db import close_session, transaction
    from planner.funds.actions import add_fund

    with app.app_context():
        with transaction():
            values = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "amount_minor": AMOUNT, "reason": "x", "by": None, "at": AT}
            top = add_fund(None, kind="company", title_en="Company", **values)
            ids = top.id, [add_fund(top, kind="project", title_en=name, **values).id for name in ("one", "two")]
        close_session()
    return ids


def prepare_spenders(app, company, funds):
    """Two applications charged to two funds below a company that has money for one of them, to the cent."""
    from planner.budgets import actions
    from planner.budgets.models import Application
    from planner.db import close_session, session, transaction
    from tests.planner.budgets.conftest import make_house

    with app.app_context():
        with transaction():
            line, found = {"category": "other", "description_zh": "茶歇", "quantity": 1, "unit_price_minor": AMOUNT}, []
            for fund in funds:
                house = make_house(AT, guests=2, cost_note="周年")
                actions.edit_application(session().get(Application, house.application_id), {"fund_id": fund}, [line], by=house.people["song.dan"], at=AT)
                found.append(house.application_id)
            ids = {"application": found[0], "other": found[1], "company": company, "people": {"song": house.people["song.dan"].id}}
        close_session()
    return ids


def prepare(app, race, number):
    """A fresh round; what happens before the race."""
    from planner.accounts.queries import roles_of
    from planner.budgets import actions, delegations, queries
    from planner.budgets.models import Application
    from planner.db import close_session, session, transaction
    from tests import factories
    from tests.planner.budgets.conftest import make_house

    with app.app_context():
        with transaction():
            house = make_house(AT, guests=2, cost_note="周年")
            one = factories.account(f"one.{race}.{number}", roles=["department_manager"])
            two = factories.account(f"two.{race}.{number}", roles=["department_manager"])
            helper = factories.account(f"helper.{race}.{number}", roles=["finance"])
            application = session().get(Application, house.application_id)
            actions.submit(application, by=house.people["song.dan"], at=AT)
            for login in ("gao.xiang", "xu.guoqiang", "dong.fang")[:RACES[race][2]]:
                person = house.people[login]
                actions.approve(application, queries.case_of(application).fingerprint, by=person, roles=roles_of(person), at=AT)
            given = delegations.grant(helper.person, "department_manager", DAY, DAY + timedelta(days=1), by=one.person, at=AT)
            ids = {"application": application.id, "shown": queries.case_of(application).fingerprint, "account_of_one": one.id, "delegation": given.id,
                   "people": {"song": house.people["song.dan"].id, "one": one.person_id, "two": two.person_id, "stand_in": helper.person_id}}
        close_session()
    return ids


def worker(folder, url, inbox, outbox, gate):
    """Do what the inbox says, all at once; answer with how it went."""
    from planner.db import close_session, transaction
    from planner.errors import PlannerError
    from planner.i18n import force_language
    from sqlalchemy.orm.exc import StaleDataError

    app = make_app(folder, url)
    while (job := inbox.get()) is not None:
        ids, what = job
        gate.wait()
        with app.app_context(), force_language("en"):
            try:
                with transaction():
                    getattr(Round(ids), what)()
                answer = "done"
            except (PlannerError, StaleDataError) as error:  # the latter is a row that another wrote meanwhile: a page answers 409
                answer = type(error).__name__
            except Exception as error:  # noqa: BLE001  (an unexpected answer is what this program looks for)
                answer = f"ERROR {type(error).__name__}: {error}"[:200]
            finally:
                close_session()
        outbox.put((what, answer))


def outcome_of_funds(app, ids):
    """(what is left of the company's fund, the ledger's events, the states of both applications, what is left once the winner gave it back)."""
    from planner.budgets import actions
    from planner.budgets.models import Application
    from planner.db import close_session, session, transaction
    from planner.funds import queries
    from planner.funds.models import Fund
    from planner.people.models import Person

    with app.app_context():
        with transaction():
            fund, both = session().get(Fund, ids["company"]), [session().get(Application, ids[name]) for name in ("application", "other")]
            left, events = queries.branch_of(fund).left, [row.event for one in both for row in queries.moves(one.id)]
            states = [one.status for one in both]
            for one in both:
                if one.status == "submitted":
                    actions.withdraw(one, by=session().get(Person, ids["people"]["song"]), at=AT)
            again = queries.branch_of(fund).left
        close_session()
    return left, events, states, again


def outcome(app, ids):
    """(the log's actions, status, whether it may be sent, whether the stored state agrees, whether anything was sent)."""
    from planner import audit
    from planner.budgets import queries
    from planner.budgets.models import Application
    from planner.db import close_session, session

    with app.app_context():
        application = session().get(Application, ids["application"])
        case = queries.case_of(application)
        log = [entry.action for entry in application.decisions]
        sent = session().scalars(audit.select(audit.AuditEntry.id).where(audit.AuditEntry.action == "mail.queued",
                                                                         audit.AuditEntry.subject == f"applications:{application.id}")).all()
        edits = session().scalars(audit.select(audit.AuditEntry.id).where(audit.AuditEntry.action == "budget.edited",
                                                                          audit.AuditEntry.subject == f"applications:{application.id}")).all()
        late = bool(sent and edits and max(sent) > min(edits))
        may_send = queries.approved_fingerprint(application.reception) is not None
        close_session()
    return log, case.state.status, len(case.state.signed_by), may_send, late


def judged(race, answers, found):
    """Which order it was, or None for what may not be."""
    if race == "spend, spend the last cent":
        done = sum(ways.count("done") for ways in answers.values())
        clear = all(answer in ("done", "RuleBroken") for ways in answers.values() for answer in ways)
        left, events, states, again = found
        return {("submitted", "draft"): "the first spent it", ("draft", "submitted"): "the second spent it"}.get(tuple(states)) if (
            clear and done == 1 and left == 0 and events == ["reserve"] and again == AMOUNT) else None
    log, status, signed, may_send, late = found
    if any(answer.startswith("ERROR") for answers_of in answers.values() for answer in answers_of) or late:
        return None
    done = {what: ways.count("done") for what, ways in answers.items()}
    first, second, before = RACES[race]
    if race == "send, void":  # sent before it was voided or refused after; never sent for the new amount
        return f"sent {min(done['send'], 1)}, voided" if not may_send and "void" in log and done["raise_amount"] else None
    if race == "approve, raise amount":
        return {(1, True): "approved, then void", (0, False): "raised first"}.get((done[first], "void" in log)) if signed == 0 else None
    if race == "approve, withdraw":
        return f"approved {done[first]}, withdrawn" if (status, signed, done[second]) == ("withdrawn", 0, 1) else None
    if race == "approve, approve by a second person":
        return "one signature" if log == ["submit", "approve"] and done[first] + done[second] == 1 and signed == 1 else None
    if race == "reject, approve":
        return {("submit", "reject"): "rejected", ("submit", "approve"): "approved"}.get(tuple(log)) if done[first] + done[second] == 1 else None
    if race == "approve, role removed":  # signed before the role went: pending, so it fell back; or refused
        return {("submit", "approve"): "signed, then fallen back", ("submit",): "refused"}.get(tuple(log)) if signed == 0 else None
    if race == "approve, delegation ends":
        return {("submit", "approve"): "signed before the end", ("submit",): "refused"}.get(tuple(log)) if signed in (0, 2) else None
    return None


def run(folder, url, race, rounds, workers):
    """(Counter of orders, [what may not be]) of one race."""
    app, context = make_app(folder, url), multiprocessing.get_context("spawn")
    inboxes, outbox, gate = [context.Queue() for _ in range(workers)], context.Queue(), context.Barrier(workers)
    crew = [context.Process(target=worker, args=(folder, url, inbox, outbox, gate), daemon=True) for inbox in inboxes]
    for one in crew:
        one.start()
    dice, orders, wrong = random.Random(7), Counter(), []
    first, second, _before = RACES[race]
    funds = prepare_funds(app) if first == "spend" else None
    for number in range(rounds):
        ids = prepare_spenders(app, *funds) if funds else prepare(app, race, number)
        jobs = [first] + [second] * (workers - 1) if number % 2 else [first] * (workers - 1) + [second]
        dice.shuffle(jobs)
        for inbox, what in zip(inboxes, jobs):
            inbox.put((ids, what))
        answers = {first: [], second: []}
        for _ in jobs:
            what, answer = outbox.get(timeout=120)
            answers[what].append(answer)
        found = outcome_of_funds(app, ids) if funds else outcome(app, ids)
        order = judged(race, answers, found)
        orders[order or "NOT ALLOWED"] += 1
        if order is None:
            wrong.append((race, answers, found))
    for inbox in inboxes:
        inbox.put(None)
    for one in crew:
        one.join(10)
    return orders, wrong


def deviations(folder, url):
    """Whether the log as a whole fits together after it all."""
    from planner import audit
    from planner.budgets import reperformance

    app = make_app(folder, url)
    with app.app_context():
        return audit.verify() is None and reperformance.rows_changed() == []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--url", default=os.environ.get("TEST_DATABASE_URL", ""))
    parser.add_argument("--race", choices=sorted(RACES), default="")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    from planner import migrate
    from planner.db import Database

    began, orders, wrong, whole = time.monotonic(), {}, [], True
    for race in [arguments.race] if arguments.race else RACES:
        with tempfile.TemporaryDirectory() as folder:
            url = arguments.url or f"sqlite:///{folder}/races.sqlite"
            database = Database(url)
            migrate.upgrade(database.engine)
            database.engine.dispose()
            orders[race], more = run(folder, url, race, arguments.rounds, arguments.workers)
            wrong += more
            whole = whole and deviations(folder, url)
    kind = "PostgreSQL" if arguments.url else "SQLite"
    rows = [f"| {race} | {order} | {count} |" for race, found in orders.items() for order, count in sorted(found.items())]
    text = "\n".join((f"{kind}, {arguments.rounds} rounds each, {arguments.workers} processes, {time.monotonic() - began:.0f} s: "
                      f"{len(wrong)} outcomes that may not be; log {'whole' if whole else 'BROKEN'}.", "",
                      "| race | order | rounds |", "| --- | --- | --- |", *rows, ""))
    print(text)
    for one in wrong[:5]:
        print(json.dumps(one, default=str), file=sys.stderr)
    if arguments.out:
        arguments.out.write_text(f"# Races around an approval\n\n`python bench/approval_races.py --rounds {arguments.rounds}`\n\n{text}")
    return 1 if wrong or not whole else 0


if __name__ == "__main__":
    sys.exit(main())
