"""The approvals done over again from the log: nothing to say of honest ones, and every forged one is found."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from planner import audit, heads
from planner.accounts.actions import create_account, set_roles
from planner.budgets import chained, delegations, reperformance
from planner.budgets.rulebook import house_rules
from planner.db import session, transaction
from planner.money import Money
from tests import factories

ZONE = "Asia/Shanghai"


@pytest.fixture
def logged(house):
    """The house with its roles in the log, as where accounts were made by an administrator."""
    with transaction():
        for login in ("gao.xiang", "xu.guoqiang", "dong.fang"):
            account = factories.account(login)
            set_roles(account, account.roles, by=house.people["admin"], at=house.at)
        create_account(factories.make_person("高二"), "second.manager", ["department_manager"], by=house.people["admin"], at=house.at)
    return house


def found():
    session().rollback()
    return [one.rule for one in reperformance.deviations(ZONE)]


def forge(house, action="approve", login="gao.xiang", **details):
    """An entry that the actions would never write, in a chain that fits."""
    session().rollback()
    last = session().scalars(audit.select(audit.AuditEntry).where(audit.AuditEntry.action.in_(("budget.submit", "budget.approve", "budget.void")))
                             .order_by(audit.AuditEntry.id.desc())).first().details
    base = last | {"entry": 900, "row": "x", "step": "department", "role": "department_manager", "for": None, "delegation": None}
    with transaction():
        audit.append(f"budget.{action}", subject=house.application, by=house.people[login] if login else None, at=house.at, details=base | details)


def test_an_honest_life_has_no_deviation(logged):
    house = logged
    first = date(2026, 11, 20)
    with transaction():
        delegations.grant(house.people["dong.fang"], "department_manager", first, first, by=house.people["gao.xiang"], at=house.at)
        delegations.set_limit(house.people["dong.fang"], Money(90_000_000, "CNY"), by=house.people["xu.guoqiang"], at=house.at)
    house.do("submit")
    house.decide("approve", "dong.fang")
    house.decide("approve", "xu.guoqiang")
    house.do("withdraw")
    house.do("submit")
    for login in ("gao.xiang", "xu.guoqiang", "dong.fang"):
        house.decide("approve", login)
    house.edit(own_diners=house.application.own_diners + 1, cost_note="x")
    house.decide("approve", "second.manager")
    house.decide("approve", "xu.guoqiang")
    assert house.case().state.is_approved
    assert (found(), reperformance.rows_changed(), audit.verify()) == ([], [], None)


@pytest.mark.parametrize("details, options, rule", [
    ({}, {"login": "song.dan"}, "own_case"),
    ({}, {"login": "xu.guoqiang"}, "no_role"),
    ({"role": "finance"}, {"login": "dong.fang"}, "no_role"),
    ({"step": "finance", "role": "finance"}, {"login": "dong.fang"}, "wrong_turn"),
    ({"for": 4, "delegation": 77}, {"login": "dong.fang"}, "no_delegation"),
    ({"event_minor": 1}, {}, "split"),
    ({"ladder": "other@1#x"}, {}, "unknown_ladder"),
    ({}, {"login": None}, "time_approved"),
])
def test_every_forged_signature_is_found(logged, details, options, rule):
    logged.do("submit")
    forge(logged, **options, **details)
    assert rule in found()


def test_a_decision_on_what_does_not_wait_and_above_the_limit(logged):
    logged.do("submit")
    with transaction():
        delegations.set_limit(logged.people["gao.xiang"], Money(1, "CNY"), by=logged.people["xu.guoqiang"], at=logged.at)
    forge(logged)
    logged.do("withdraw")
    forge(logged)
    assert found() == ["over_limit", "not_waiting"]


def test_a_changed_row_of_the_approval_log_is_found(logged):
    logged.do("submit")
    logged.decide("approve", "gao.xiang")
    with transaction():
        session().execute(text("UPDATE decisions SET fingerprint = 'f' WHERE action = 'approve'"))
    session().rollback()
    session().expire_all()
    assert reperformance.rows_changed() == [entry.id for entry in logged.application.decisions if entry.action == "approve"]


def test_a_cut_tail_and_a_rewritten_log_are_found_by_the_head_outside_only(logged, tmp_path):
    key = heads.signing_key(tmp_path)
    public, line = heads.public_key(key), heads.current(key, logged.at)
    with transaction():
        last = session().scalars(audit.select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc())).first()
        session().get(audit.AuditHead, 1).hash = last.previous
        session().delete(last)
    assert (audit.verify(), [one.what for one in heads.compare(line, public)]) == (None, ["missing"])
    other = heads.public_key(heads.signing_key(tmp_path / "other"))
    assert [one.what for one in heads.compare(f"{line}\n{line.replace('entries', 'x')}", other)] == ["signature", "unreadable"]


def test_heads_go_on_fitting_while_the_log_grows(logged, tmp_path):
    key = heads.signing_key(tmp_path)
    path = heads.keep(tmp_path, heads.current(key, logged.at))
    logged.do("submit")
    heads.keep(tmp_path, heads.current(key, logged.at + timedelta(days=1)))
    assert (heads.compare(path.read_text(), heads.public_key(key)), len(path.read_text().splitlines())) == ([], 2)
    assert (tmp_path / "keys" / "head_key").stat().st_mode & 0o077 == 0


def test_an_edited_table_that_a_decision_relied_on_is_found_and_a_later_one_is_not(logged):
    logged.do("submit")
    policies, used = house_rules().policies, logged.case().policies
    ended = [replace(policy, valid_until=date(2027, 12, 31)) for policy in policies.every]
    later = [replace(policy, valid_from=date(2028, 1, 1), cap=policy.cap and policy.cap + policy.cap) for policy in policies.every]
    dearer = [replace(policy, cap=policy.cap + policy.cap) if policy is used[0] else policy for policy in policies.every]
    changed = [replace(policies, every=tuple(every)) for every in (policies.every, ended + later, dearer)]
    assert [chained.editions_edited(one) for one in changed] == [[], [], [logged.case().facts["policies_version"]]]
