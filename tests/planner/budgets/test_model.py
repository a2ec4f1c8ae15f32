"""Random lives of an application against a small model of the rules, with the real actions on the real database.

Each run lives inside one transaction that is undone at its end; each step is a savepoint, so that a refused one leaves nothing.
MODEL_RUNS and MODEL_STEPS make it long; see bench/approval_model.py.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from planner import audit
from planner.accounts.actions import set_roles
from planner.banquets.queries import banquets_of
from planner.budgets import actions, delegations, queries, reperformance, talks
from planner.budgets.chained import digest
from planner.budgets.models import Delegation
from planner.db import session, transaction
from planner.errors import PlannerError
from planner.receptions.models import Attendee
from planner.receptions.queries import comes_to
from tests import factories
from tests.planner.budgets.conftest import House

LADDER = {"department": "department_manager", "general": "general_manager", "finance": "finance"}
DECIDERS = tuple(LADDER.values())
THRESHOLD = 500_000
GUESTS = 6  # few: each is read again after each refusal
ROLES = {"song.dan": {"account_manager"}, "gao.xiang": {DECIDERS[0]}, "xu.guoqiang": {DECIDERS[1]}, "dong.fang": {DECIDERS[2]}, "wu.all": set(DECIDERS)}
EDITORS = st.sampled_from(["song.dan", "song.dan", "song.dan", "wu.all"])
PEOPLE = st.sampled_from(sorted(ROLES))
AMOUNTS = st.sampled_from([300_000, 499_999, 500_000, 500_001, 700_000])
VENUES = st.sampled_from(["云山酒店", "西湖国宾馆"])
UNCONCERNED = {"finance": ("own_diners",)}


@dataclass(eq=False)
class Approval:
    """A signature in the model: by whom, for whom, and on what."""

    person: str
    absent: str
    step: str
    role: str
    seen: dict
    completes: bool = False
    condition: str = ""  # "", "open", "met", "confirmed"

    @property
    def behind(self):
        return {self.person, self.absent} - {""}


@dataclass
class Model:
    """What the rules say, in as few words as possible."""

    facts: dict = field(default_factory=lambda: {"amount": 300_000, "venue": "云山酒店", "guests": GUESTS, "own_diners": 12})
    status: str = "draft"
    editor: str = "song.dan"
    submitter: str = ""
    beneficiary: str = ""
    approvals: list = field(default_factory=list)
    roles: dict = field(default_factory=lambda: {login: set(held) for login, held in ROLES.items()})
    given: list = field(default_factory=list)     # [giver, receiver, role, first day, last day, ended]
    day: int = 0
    since: int = 0
    handed: bool = False
    asked: str = ""

    def involved(self):
        return {"song.dan", self.editor, self.submitter, self.beneficiary} - {""}

    def covers(self, one):
        worse = {key for key, value in self.facts.items() if (value != one.seen[key] if key == "venue" else value > one.seen[key])}
        return not one.behind & self.involved() and worse <= set(UNCONCERNED.get(one.step, ()))

    def able(self, one):
        return one.role in self.roles[one.absent or one.person]

    def fill(self, approvals):
        found, used = {}, set()
        for step in LADDER:
            fit = [one for one in approvals if one.step == step and not (self.facts["amount"] >= THRESHOLD and one.behind & used)]
            if fit:
                found[step] = fit[-1]
                used |= fit[-1].behind
        return found

    def counting(self):
        holding = [one for one in self.approvals if self.covers(one)]
        found = self.fill(holding)
        if len(found) == 3 and [one for one in self.approvals if one in found.values()][-1].completes:
            return found
        return self.fill([one for one in holding if self.able(one)])

    def state(self):
        found = self.counting()
        if self.status != "submitted" or len(found) < 3:
            return self.status
        return "conditional" if any(one.condition in ("open", "met") for one in found.values()) else "approved"

    def open_step(self):
        found = self.counting()
        return next((step for step in LADDER if step not in found), None) if self.state() == "submitted" else None

    def powers(self, person):
        own = [(role, "") for role in DECIDERS if role in self.roles[person]]
        lent = [(role, giver) for giver, receiver, role, first, last, ended in self.given
                if receiver == person and first <= self.day <= last and not ended and role in self.roles[giver]]
        return own + lent

    def power(self, person):
        """(role, for whom) with which the person decides now, or None."""
        step, signed = self.open_step(), set().union(*(one.behind for one in self.counting().values()))
        if step is None or person in self.involved():
            return None
        wanted = {LADDER[step]} | ({"general_manager"} if step == "department" and self.handed else set())
        return next(((role, absent) for role, absent in self.powers(person) if role in wanted and absent not in self.involved()
                     and not (self.facts["amount"] >= THRESHOLD and {person, absent} & signed)), None)

    def edit(self, by, **changes):
        if self.status == "rejected":
            return False
        before = self.counting()
        self.beneficiary = changes.pop("beneficiary", self.beneficiary)
        self.facts |= changes
        self.editor = by
        after = self.counting()
        lost = [step for step, one in before.items() if one not in after.values()]
        if lost:
            self.approvals = [one for one in self.approvals if after and one.step not in lost]
            self.since = self.day
        return True

    def may_give(self, giver, receiver, role, first, last):
        near = [one for one in self.given if not one[5] and one[3] <= last and one[4] >= first]
        return (giver != receiver and role in self.roles[giver] and role in DECIDERS and self.roles[receiver] & set(DECIDERS) and first >= self.day
                and not any(one[0] == receiver or (one[0] == giver and one[2] == role) for one in near))


class Life(RuleBasedStateMachine):
    house = None  # set by the test

    def __init__(self):
        super().__init__()
        self.outer = transaction()
        self.outer.__enter__()
        self.model, self.people = Model(), {login: factories.person(login) for login in ROLES}
        self.application, self.added, self.log, self.shown = self.house.application, 0, [], ""

    def teardown(self):
        try:
            assert reperformance.deviations("Asia/Shanghai") == []
            assert reperformance.rows_changed() == []
            assert audit.verify() is None
        finally:
            self.outer.__exit__(RuntimeError, RuntimeError("this life never happened"), None)

    @property
    def at(self):
        return self.house.at + timedelta(days=self.model.day)

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

    def begin_anew(self, status):
        self.model.status, self.model.approvals, self.model.handed, self.model.asked, self.model.since = status, [], False, "", self.model.day

    @rule(by=EDITORS)
    def submit(self, by):
        allowed = self.model.state() in ("draft", "sent_back", "withdrawn")
        self.attempt(allowed, lambda: actions.submit(self.application, by=self.people[by], at=self.at))
        if allowed:
            self.begin_anew("submitted")
            self.model.submitter = by

    @rule(by=EDITORS, amount=AMOUNTS)
    def change_amount(self, by, amount):
        line = {"category": "other", "description_zh": "茶歇", "quantity": 1, "unit_price_minor": amount}
        self._edit(by, {"amount": amount}, {}, [line])

    @rule(by=EDITORS, venue=VENUES)
    def change_venue(self, by, venue):
        self._edit(by, {"venue": venue}, {"venue": venue})

    @rule(by=EDITORS, own_diners=st.sampled_from([11, 12, 13]))
    def change_diners(self, by, own_diners):
        self._edit(by, {"own_diners": own_diners}, {"own_diners": own_diners})

    @rule(who=st.sampled_from(["", "gao.xiang", "dong.fang"]))
    def change_beneficiary(self, who):
        self._edit("song.dan", {"beneficiary": who}, {"beneficiary_id": self.people[who].id if who else None})

    def _edit(self, by, changes, values, lines=None):
        allowed = self.model.edit(by, **changes)
        self.attempt(allowed, lambda: actions.edit_application(self.application, values, lines, by=self.people[by], at=self.at))

    @rule(by=PEOPLE, condition=st.sampled_from(["", "", "", "少一瓶酒"]))
    def approve(self, by, condition):
        self._approve(by, condition)

    @rule()
    def approve_as_it_should_go(self):
        """The regular way up, or few lives would ever reach the top."""
        for login in ("gao.xiang", "xu.guoqiang", "dong.fang"):
            if self.model.power(login):
                self._approve(login, "")

    def _approve(self, by, condition):
        power, step = self.model.power(by), self.model.open_step()
        completes = len(self.model.counting()) == 2
        self.attempt(bool(power), lambda: actions.approve(self.application, self.shown, by=self.people[by], roles=self.model.roles[by], at=self.at,
                                                          condition=condition))
        if power:
            self.model.approvals.append(Approval(by, power[1], step, power[0], dict(self.model.facts), completes, "open" if condition else ""))
            self.model.since = self.model.day
            self.model.asked = "" if self.model.asked == step else self.model.asked

    @rule(by=PEOPLE, action=st.sampled_from(["approve", "send_back", "reject"]))
    def decide_on_something_else(self, by, action):
        act = getattr(actions, action)
        self.attempt(False, lambda: act(self.application, "0" * 64, by=self.people[by], roles=self.model.roles[by], at=self.at, note="x"))

    @rule(by=PEOPLE, action=st.sampled_from(["send_back", "reject"]))
    def send_back_or_reject(self, by, action):
        allowed, act = bool(self.model.power(by)), getattr(actions, action)
        self.attempt(allowed, lambda: act(self.application, self.shown, by=self.people[by], roles=self.model.roles[by], at=self.at, note="改"))
        if allowed:
            self.begin_anew({"send_back": "sent_back", "reject": "rejected"}[action])

    @rule(by=st.sampled_from(["song.dan", "gao.xiang"]), action=st.sampled_from(["withdraw", "reopen"]))
    def withdraw_or_reopen(self, by, action):
        states = {"withdraw": ("submitted", "approved", "conditional"), "reopen": ("rejected",)}[action]
        allowed = self.model.state() in states and by in self.model.involved()
        self.attempt(allowed, lambda: getattr(actions, action)(self.application, by=self.people[by], at=self.at))
        if allowed:
            self.begin_anew({"withdraw": "withdrawn", "reopen": "draft"}[action])

    @rule(by=PEOPLE)
    def ask(self, by):
        step, allowed = self.model.open_step(), bool(self.model.power(by)) and not self.model.asked
        self.attempt(allowed, lambda: talks.ask(self.application, self.shown, by=self.people[by], roles=self.model.roles[by], at=self.at, note="?"))
        self.model.asked = step if allowed else self.model.asked

    @rule(by=EDITORS)
    def answer(self, by):
        allowed = bool(self.model.asked) and self.model.state() == "submitted" and by in self.model.involved()
        self.attempt(allowed, lambda: talks.answer(self.application, by=self.people[by], at=self.at, note="!"))
        self.model.asked = "" if allowed else self.model.asked

    @rule(by=EDITORS, step=st.sampled_from(sorted(LADDER)))
    def meet(self, by, step):
        one = self.model.counting().get(step)
        allowed = one is not None and one.condition in ("open", "met") and by in self.model.involved()
        self.attempt(allowed, lambda: talks.meet(self.application, step, by=self.people[by], at=self.at, note="好"))
        if allowed:
            one.condition = "met"

    @rule(by=PEOPLE, step=st.sampled_from(sorted(LADDER)))
    def confirm(self, by, step):
        one = self.model.counting().get(step)
        allowed = (one is not None and one.condition == "met" and by not in self.model.involved()
                   and any(role in (LADDER[step], one.role) and absent not in self.model.involved() for role, absent in self.model.powers(by)))
        self.attempt(allowed, lambda: talks.confirm(self.application, step, by=self.people[by], roles=self.model.roles[by], at=self.at))
        if allowed:
            one.condition = "confirmed"

    @rule(giver=PEOPLE, receiver=PEOPLE, role=st.sampled_from(DECIDERS), first=st.integers(-1, 2), length=st.integers(0, 3))
    def delegate(self, giver, receiver, role, first, length):
        days = self.model.day + first, self.model.day + first + length
        allowed = bool(self.model.may_give(giver, receiver, role, *days))
        dates = [(self.house.at + timedelta(days=day)).date() for day in days]
        self.attempt(allowed, lambda: delegations.grant(self.people[receiver], role, *dates, by=self.people[giver], at=self.at))
        if allowed:
            self.model.given.append([giver, receiver, role, *days, False])

    @precondition(lambda self: self.model.given)
    @rule(by=PEOPLE, which=st.integers(0, 20))
    def revoke(self, by, which):
        which %= len(self.model.given)
        one = self.model.given[which]
        row = session().query(Delegation).order_by(Delegation.id).all()[which]
        allowed = by in one[:2] and not one[5] and one[4] >= self.model.day
        self.attempt(allowed, lambda: delegations.revoke(row, by=self.people[by], at=self.at))
        one[5] = one[5] or allowed

    @rule(who=st.sampled_from(["gao.xiang", "xu.guoqiang", "dong.fang", "wu.all"]), holds=st.booleans())
    def change_roles(self, who, holds):
        roles = ROLES[who] if holds else {"office"}
        set_roles(factories.account(who), sorted(roles), by=self.house.people["admin"], at=self.at)
        self.model.roles[who] = set(roles)

    @rule()
    def a_day_passes(self):
        self.model.day += 1

    @rule()
    def the_clock_hands_over(self):
        """Waiting never approves: others may decide as well, and nothing else moves."""
        due = self.model.open_step() == "department" and not self.model.handed and self.model.day - self.model.since >= 2
        assert bool(talks.hand_over_due(at=self.at)) == due
        if due:
            self.model.handed, self.model.since = True, self.model.day

    @rule()
    def ask_again(self):
        left = {one.step for one in self.model.approvals} - set(self.model.counting())
        allowed = bool(left)
        self.attempt(allowed, lambda: actions.ask_again(self.application, by=self.people["song.dan"], at=self.at))
        if allowed:
            keep = bool(self.model.counting())
            self.model.approvals = [one for one in self.model.approvals if keep and one.step not in left]
            self.model.since = self.model.day

    @precondition(lambda self: self.added < 3)
    @rule()
    def a_guest_more(self):
        factories.make_attendee(self.application.reception)
        self.added, self.model.facts["guests"] = self.added + 1, self.model.facts["guests"] + 1

    @precondition(lambda self: self.model.facts["guests"] > GUESTS - 5)
    @rule()
    def a_guest_declines(self):
        item = banquets_of(self.application.reception)[0].item
        guest = session().query(Attendee).filter(Attendee.side == "guest", comes_to(item.id)).order_by(Attendee.id.desc()).first()
        factories.make_reply(item, guest)
        self.model.facts["guests"] -= 1

    @rule()
    def night_falls(self):
        actions.compare_states(at=self.at)
        assert self.application.status == self.model.state()

    @invariant()
    def the_twelve_hold(self):
        case, names = queries.case_of(self.application), {person.id: login for login, person in self.people.items()}
        state = case.state
        signed = {s.step.id: s.decision for s in state.signatures if s.decision}
        behind = [{e.person_id, e.for_id} - {None} for e in signed.values()]
        assert state.status == self.model.state()                                                                          # 1 where it stands
        assert {step: names[e.person_id] for step, e in signed.items()} == {step: one.person for step, one in self.model.counting().items()}  # 2 by whom
        assert {step: names.get(e.for_id, "") for step, e in signed.items()} == {step: one.absent for step, one in self.model.counting().items()}  # 3 for whom
        assert not set().union(*behind) & set(case.involved.values())                                                     # 4 nobody for themselves
        if case.event_total.amount_minor >= THRESHOLD:
            assert len(set().union(*behind)) == sum(map(len, behind))                                                     # 5 nobody twice
        assert all(e.facts["amount_minor"] >= case.facts["amount_minor"] and e.facts["venue"] == case.facts["venue"] for e in signed.values())  # 6 nothing unseen
        self.shown, sent = case.fingerprint, queries.holding_fingerprint(case)
        assert (sent is not None) == (state.status == "approved")                                                         # 7 what may leave
        assert state.status != "approved" or not state.open_conditions                                                    # 8 no condition open
        rows = [digest(entry) for entry in self.application.decisions]
        assert rows[:len(self.log)] == self.log                                                                           # 9 the log only grows
        self.log = rows
        assert all(e.person_id is not None for e in self.application.decisions if e.action == "approve")                   # 10 time approves nothing
        assert all(self._was_lent(e, names) for e in self.application.decisions if e.for_id)                               # 11 only what was lent
        question = state.question.step if state.question else ""
        assert question == (self.model.asked if self.model.state() == "submitted" else "")                                # 12 questions keep their place

    def _was_lent(self, entry, names):
        day = (entry.at - self.house.at).days
        return any(giver == names[entry.for_id] and receiver == names[entry.person_id] and role == entry.role and first <= day <= last
                   for giver, receiver, role, first, last, _ended in self.model.given)


def prepare(house):
    """One line of money, the roles in the log, and everybody who takes part."""
    with transaction():
        factories.account("wu.all", roles=list(DECIDERS))
        for login in ROLES:
            account = factories.account(login)
            set_roles(account, sorted(account.roles), by=house.people["admin"], at=house.at)
        line = {"category": "other", "description_zh": "茶歇", "quantity": 1, "unit_price_minor": 300_000}
        actions.edit_application(house.application, {}, [line], by=house.people["song.dan"], at=house.at)


def test_random_lives_keep_the_rules(db, clock):
    house = House(clock, guests=GUESTS)
    prepare(house)
    Life.house = house
    runs, steps = int(os.environ.get("MODEL_RUNS", "3")), int(os.environ.get("MODEL_STEPS", "20"))
    run_state_machine_as_test(Life, settings=settings(max_examples=runs, stateful_step_count=steps, deadline=None, phases=[Phase.generate],
                                                      suppress_health_check=list(HealthCheck), derandomize=not os.environ.get("MODEL_RUNS")))
