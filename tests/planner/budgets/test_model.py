"""Random lives of an application against a small model of the rules, with the real actions on the real database.

Each run lives inside one transaction that is undone at its end; each step is a savepoint, so that a refused one leaves nothing.
"""

import os
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from planner.budgets import actions, queries
from planner.db import session, transaction
from planner.errors import PlannerError
from planner.receptions.models import Attendee
from planner.receptions.queries import comes_to
from tests import factories
from tests.planner.budgets.conftest import House

LADDER = ("department_manager", "general_manager", "finance")
THRESHOLD = 500_000
GUESTS = 6  # few: each is read again after each refusal
ROLES = {"song.dan": frozenset(), "gao.xiang": {LADDER[0]}, "xu.guoqiang": {LADDER[1]}, "dong.fang": {LADDER[2]}, "wu.all": frozenset(LADDER)}
EDITORS = st.sampled_from(["song.dan", "song.dan", "song.dan", "wu.all"])
DECIDERS = st.sampled_from(sorted(ROLES))
AMOUNTS = st.sampled_from([300_000, 499_999, 500_000, 500_001, 700_000])
VENUES = st.sampled_from(["云山酒店", "西湖国宾馆"])


@dataclass
class Model:
    """What the rules say, in as few words as possible."""

    amount: int = 300_000
    venue: str = "云山酒店"
    guests: int = GUESTS
    status: str = "draft"
    editor: str = "song.dan"
    submitter: str = ""
    beneficiary: str = ""
    approvals: list = field(default_factory=list)

    def involved(self):
        return {"song.dan", self.editor, self.submitter, self.beneficiary}

    def covers(self, approval):
        person, _role, amount, venue, guests = approval
        return person not in self.involved() and self.amount <= amount and self.venue == venue and self.guests <= guests

    def signers(self):
        """Who holds which step; the first gap ends it."""
        found = []
        for role in LADDER:
            fit = [a[0] for a in self.approvals if a[1] == role and self.covers(a) and not (self.amount >= THRESHOLD and a[0] in found)]
            if not fit:
                break
            found.append(fit[-1])
        return found

    def state(self):
        return "approved" if self.status == "submitted" and len(self.signers()) == 3 else self.status

    def may_decide(self, person):
        if person in self.involved() or self.state() != "submitted":
            return False
        signed = self.signers()
        return LADDER[len(signed)] in ROLES[person] and not (self.amount >= THRESHOLD and person in signed)

    def edit(self, by, **changes):
        if self.status == "rejected":
            return False
        before = self.approvals if self.status == "submitted" else []
        held = [a for a in before if a[0] in self.signers()]
        signed = len(self.signers())
        self.__dict__.update(changes, editor=by)
        if held and len(self.signers()) < signed:
            self.approvals = []
        return True


class Life(RuleBasedStateMachine):
    house = None  # set by the test

    def __init__(self):
        super().__init__()
        self.outer = transaction()
        self.outer.__enter__()
        self.model, self.people = Model(), {login: factories.person(login) for login in ROLES}
        self.application, self.added = self.house.application, 0

    def teardown(self):
        self.outer.__exit__(RuntimeError, RuntimeError("this life never happened"), None)

    def attempt(self, expected, act):
        """Do it inside a savepoint; it succeeds exactly when the model says so."""
        point = session().begin_nested()
        try:
            act()
        except PlannerError:
            point.rollback()
            session().expire_all()
            assert not expected
            return
        point.commit()
        assert expected

    def shown(self):
        return queries.case_of(self.application).fingerprint

    @rule(by=EDITORS)
    def submit(self, by):
        allowed = self.model.state() in ("draft", "sent_back", "withdrawn")
        self.attempt(allowed, lambda: actions.submit(self.application, by=self.people[by], at=self.house.at))
        if allowed:
            self.model.status, self.model.submitter, self.model.approvals = "submitted", by, []

    @rule(by=EDITORS, amount=AMOUNTS)
    def change_amount(self, by, amount):
        line = {"category": "other", "description_zh": "茶歇", "quantity": 1, "unit_price_minor": amount}
        self._edit(by, {"amount": amount}, lambda: actions.edit_application(self.application, {}, [line], by=self.people[by], at=self.house.at))

    @rule(by=EDITORS, venue=VENUES)
    def change_venue(self, by, venue):
        self._edit(by, {"venue": venue}, lambda: actions.edit_application(self.application, {"venue": venue}, by=self.people[by], at=self.house.at))

    @rule(who=st.sampled_from(["", "gao.xiang", "dong.fang"]))
    def change_beneficiary(self, who):
        values = {"beneficiary_id": self.people[who].id if who else None}
        self._edit("song.dan", {"beneficiary": who},
                   lambda: actions.edit_application(self.application, values, by=self.people["song.dan"], at=self.house.at))

    def _edit(self, by, changes, act):
        allowed = self.model.edit(by, **changes)
        self.attempt(allowed, act)

    @rule(by=DECIDERS)
    def approve(self, by):
        self._approve(by)

    @rule()
    def approve_as_it_should_go(self):
        """The regular way up, or few lives would ever reach the top."""
        for login in ("gao.xiang", "xu.guoqiang", "dong.fang"):
            if self.model.may_decide(login):
                self._approve(login)

    def _approve(self, by):
        allowed, step = self.model.may_decide(by), len(self.model.signers())
        self.attempt(allowed, lambda: actions.approve(self.application, self.shown(), by=self.people[by], roles=ROLES[by], at=self.house.at))
        if allowed:
            self.model.approvals.append((by, LADDER[step], self.model.amount, self.model.venue, self.model.guests))

    @rule(by=DECIDERS, action=st.sampled_from(["approve", "send_back", "reject"]))
    def decide_on_something_else(self, by, action):
        act = getattr(actions, action)
        self.attempt(False, lambda: act(self.application, "0" * 64, by=self.people[by], roles=ROLES[by], at=self.house.at, note="x"))

    @rule(by=DECIDERS, action=st.sampled_from(["send_back", "reject"]))
    def send_back_or_reject(self, by, action):
        allowed, act = self.model.may_decide(by), getattr(actions, action)
        self.attempt(allowed, lambda: act(self.application, self.shown(), by=self.people[by], roles=ROLES[by], at=self.house.at, note="改"))
        if allowed:
            self.model.status, self.model.approvals = {"send_back": "sent_back", "reject": "rejected"}[action], []

    @rule(by=st.sampled_from(["song.dan", "gao.xiang"]), action=st.sampled_from(["withdraw", "reopen"]))
    def withdraw_or_reopen(self, by, action):
        states = {"withdraw": ("submitted", "approved"), "reopen": ("rejected",)}[action]
        allowed = self.model.state() in states and by in self.model.involved()
        self.attempt(allowed, lambda: getattr(actions, action)(self.application, by=self.people[by], at=self.house.at))
        if allowed:
            self.model.status, self.model.approvals = {"withdraw": "withdrawn", "reopen": "draft"}[action], []

    @rule()
    def ask_again(self):
        allowed = self.model.status == "submitted" and len(self.model.signers()) < len(self.model.approvals)
        self.attempt(allowed, lambda: actions.ask_again(self.application, by=self.people["song.dan"], at=self.house.at))
        if allowed:
            self.model.approvals = []

    @precondition(lambda self: self.added < 3)
    @rule()
    def a_guest_more(self):
        factories.make_attendee(self.application.reception)
        self.added, self.model.guests = self.added + 1, self.model.guests + 1

    @precondition(lambda self: self.model.guests > GUESTS - 5)
    @rule()
    def a_guest_declines(self):
        item = queries.banquets_of(self.application.reception)[0].item
        guest = session().query(Attendee).filter(Attendee.side == "guest", comes_to(item.id)).order_by(Attendee.id.desc()).first()
        factories.make_reply(item, guest)
        self.model.guests -= 1

    @rule()
    def night_falls(self):
        actions.compare_states(at=self.house.at)

    @invariant()
    def the_application_is_where_the_model_is(self):
        case = queries.case_of(self.application)
        names = {person.id: login for login, person in self.people.items()}
        signers = [names[s.decision.person_id] for s in case.state.signatures if s.decision]
        assert case.state.status == self.model.state()
        assert signers == self.model.signers()
        if case.state.is_approved:
            self.nobody_approves_alone_or_for_themselves(case)

    def nobody_approves_alone_or_for_themselves(self, case):
        signers = [s.decision.person_id for s in case.state.signatures]
        assert not set(signers) & set(case.involved.values())
        assert len(set(signers)) == 3 or case.event_total.amount_minor < THRESHOLD
        assert all(s.decision.facts["amount_minor"] >= case.facts["amount_minor"] for s in case.state.signatures)
        assert queries.approved_fingerprint(self.application.reception)


def test_random_lives_keep_the_rules(db, clock):
    house = House(clock, guests=GUESTS)
    with transaction():
        factories.account("wu.all", roles=list(LADDER))
        line = {"category": "other", "description_zh": "茶歇", "quantity": 1, "unit_price_minor": 300_000}
        actions.edit_application(house.application, {}, [line], by=house.people["song.dan"], at=house.at)
    Life.house = house
    runs = int(os.environ.get("MODEL_RUNS", "14"))
    run_state_machine_as_test(Life, settings=settings(max_examples=runs, stateful_step_count=30, deadline=None, phases=[Phase.generate],
                                                      suppress_health_check=list(HealthCheck), derandomize=True))
