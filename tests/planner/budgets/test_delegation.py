"""Stand-ins (A7), limits and signers who leave (A8): each rule by its refusal, and nothing moved by it."""

from datetime import date, timedelta

import pytest

from planner.accounts.actions import disable, set_roles
from planner.budgets import authority, delegations, queries
from planner.budgets.models import Delegation, SigningLimit
from planner.db import session, transaction
from planner.errors import NotAllowed, RuleBroken
from planner.money import Money
from tests import factories

TODAY = date(2026, 11, 20)
ROLE = {"gao.xiang": "department_manager", "xu.guoqiang": "general_manager", "dong.fang": "finance"}


def stand_in(house, giver, receiver, first=TODAY, last=TODAY + timedelta(days=6), limit=None, role=None):
    """`receiver` may sign for `giver`; everything by login."""
    people = house.person(giver), house.person(receiver)
    with transaction():
        return delegations.grant(people[1], role or ROLE[giver], first, last, limit=None if limit is None else Money(limit, "CNY"), by=people[0], at=house.at).id


def counted():
    return session().query(Delegation).count(), session().query(SigningLimit).count()


def refused(house, words, act, kind=RuleBroken):
    before = house.snapshot(), counted()
    with pytest.raises(kind, match=words):
        act()
    session().rollback()
    assert (house.snapshot(), counted()) == before


def test_who_is_away_is_signed_for_and_the_log_says_so(house):
    house.do("submit")
    given = stand_in(house, "gao.xiang", "dong.fang")
    house.decide("approve", "dong.fang")
    entry = house.application.decisions[-1]
    assert (entry.step, entry.role, entry.person_id, entry.for_id, entry.delegation_id) == (
        "department", "department_manager", house.people["dong.fang"].id, house.people["gao.xiang"].id, given)
    assert house.case().state.signed_by == {house.people["dong.fang"].id, house.people["gao.xiang"].id}


def test_a_stand_in_finds_it_among_the_approvals_only_while_it_lasts(house):
    house.do("submit")
    ahead = TODAY + timedelta(days=1)
    stand_in(house, "gao.xiang", "dong.fang", ahead, ahead)
    person = house.people["dong.fang"]
    assert queries.waiting_count(person) == 0
    refused(house, "turn of Client-service manager", lambda: house.decide("approve", "dong.fang"), NotAllowed)
    house.at += timedelta(days=1)
    house.decide("approve", "dong.fang")
    house.at += timedelta(days=1)
    assert [power.for_id for power in authority.powers_of(person, house.at)] == [None]


def test_a_stand_in_is_not_a_second_pair_of_eyes(house):
    """Above the threshold, who signed for somebody signs no more, and neither does who was signed for."""
    house.do("submit")
    stand_in(house, "gao.xiang", "dong.fang")
    house.decide("approve", "dong.fang")
    house.decide("approve", "xu.guoqiang")
    refused(house, "signed this application already", lambda: house.decide("approve", "dong.fang"), NotAllowed)


def test_neither_the_own_case_nor_that_of_whom_one_stands_in_for(house):
    house.edit(beneficiary_id=house.people["gao.xiang"].id)
    house.do("submit")
    stand_in(house, "gao.xiang", "dong.fang")
    refused(house, "take part|takes part", lambda: house.decide("approve", "dong.fang"), NotAllowed)
    house.do("withdraw")
    house.edit(beneficiary_id=house.people["dong.fang"].id)
    house.do("submit")
    refused(house, "benefits you", lambda: house.decide("approve", "dong.fang"), NotAllowed)


@pytest.mark.parametrize("giver, receiver, options, words", [
    ("gao.xiang", "gao.xiang", {}, "Somebody else"),
    ("gao.xiang", "song.dan", {}, "in their own right"),
    ("gao.xiang", "dong.fang", {"role": "general_manager"}, "is your own"),
    ("song.dan", "gao.xiang", {"role": "department_manager"}, "is your own"),
    ("gao.xiang", "dong.fang", {"first": TODAY - timedelta(days=1)}, "passed"),
    ("gao.xiang", "dong.fang", {"last": TODAY - timedelta(days=1)}, "before the first"),
    ("gao.xiang", "dong.fang", {"last": TODAY + timedelta(days=60)}, "at most 60 days"),
    ("gao.xiang", "dong.fang", {"limit": 0}, "more than nothing"),
    ("gao.xiang", "dong.fang", {"limit": -1}, "more than nothing"),
])
def test_what_no_delegation_may_be(house, giver, receiver, options, words):
    refused(house, words, lambda: stand_in(house, giver, receiver, **options))


def test_nothing_is_passed_on_and_no_circle_closes(house):
    stand_in(house, "gao.xiang", "dong.fang")
    refused(house, "circle", lambda: stand_in(house, "dong.fang", "gao.xiang"))
    refused(house, "already", lambda: stand_in(house, "gao.xiang", "xu.guoqiang"))
    stand_in(house, "dong.fang", "xu.guoqiang")
    refused(house, "circle", lambda: stand_in(house, "xu.guoqiang", "gao.xiang"))
    house.do("submit")
    refused(house, "turn of", lambda: house.decide("approve", "xu.guoqiang"), NotAllowed)  # Dong stands in for Gao, Xu for Dong: Xu not for Gao
    later = TODAY + timedelta(days=7)
    stand_in(house, "dong.fang", "gao.xiang", later, later)


def test_ended_early_it_counts_no_more_and_what_was_signed_stays(house):
    number = stand_in(house, "gao.xiang", "dong.fang")
    house.do("submit")
    house.decide("approve", "dong.fang")
    stranger, giver = house.person("xu.guoqiang"), house.people["gao.xiang"]
    with pytest.raises(NotAllowed), transaction():
        delegations.revoke(session().get(Delegation, number), by=stranger, at=house.at)
    with transaction():
        delegations.revoke(session().get(Delegation, number), by=giver, at=house.at)
    assert [s.decision is not None for s in house.case().state.signatures] == [True, False, False]
    assert authority.delegations_to(house.people["dong.fang"].id, house.at) == []
    with pytest.raises(RuleBroken, match="ended already"), transaction():
        delegations.revoke(session().get(Delegation, number), by=giver, at=house.at)


def limit(house, login, minor, by="xu.guoqiang"):
    person, setter = house.person(login), house.person(by)
    with transaction():
        delegations.set_limit(person, None if minor is None else Money(minor, "CNY"), by=setter, at=house.at)


def test_a_limit_holds_for_oneself_and_for_who_stands_in(house):
    total = house.case().event_total.amount_minor
    limit(house, "gao.xiang", total - 1)
    house.do("submit")
    refused(house, "You sign up to", lambda: house.decide("approve", "gao.xiang"), NotAllowed)
    refused(house, "at most your own", lambda: stand_in(house, "gao.xiang", "dong.fang", limit=total))
    stand_in(house, "gao.xiang", "dong.fang", limit=total - 1)
    refused(house, "You sign up to", lambda: house.decide("approve", "dong.fang"), NotAllowed)
    limit(house, "gao.xiang", total)
    refused(house, "You sign up to", lambda: house.decide("approve", "dong.fang"), NotAllowed)
    house.decide("approve", "gao.xiang")


def test_limits_are_set_by_the_general_manager_and_never_for_oneself(house):
    refused(house, "own limit", lambda: limit(house, "xu.guoqiang", 1), NotAllowed)
    refused(house, "general manager", lambda: limit(house, "gao.xiang", 1, by="dong.fang"), NotAllowed)
    refused(house, "signs nothing", lambda: limit(house, "song.dan", 1))


def lose_role(house, login):
    account = factories.account(login)
    with transaction():
        set_roles(account, ["office"], by=house.people["admin"], at=house.at)


def leave(house, login):
    account = factories.account(login)
    with transaction():
        disable(account, by=house.people["admin"], at=house.at)


@pytest.mark.parametrize("lose", [lose_role, leave, lambda house, login: limit(house, login, 1)], ids=["role", "employment", "limit"])
def test_a8_what_is_pending_falls_back_and_what_is_done_stays_marked(house, lose):
    house.do("submit")
    house.decide("approve", "gao.xiang")
    house.decide("approve", "xu.guoqiang")
    lose(house, "gao.xiang")
    state = house.case().state
    assert ([step.id for step in state.open_steps], [entry.step for entry in state.lapsed]) == (["department"], ["department"])
    with transaction():
        factories.account("second.manager", roles=["department_manager"])
    house.decide("approve", "second.manager")
    house.decide("approve", "dong.fang")
    assert house.case().state.is_approved
    if lose is not leave:
        lose(house, "dong.fang")
        state = house.case().state
        assert (state.is_approved, [entry.step for entry in state.lost]) == (True, ["finance"])


def test_a1_a_second_record_of_the_applicant_decides_on_nothing(house):
    """The same mail address under another name and account is the same person."""
    with transaction():
        house.people["song.dan"].email = "Song.Dan@shangzuo.example"
        double = factories.account("s.dan2", roles=["department_manager"]).person
        double.email = "song.dan@shangzuo.example"
    house.do("submit")
    refused(house, "same mail address", lambda: house.decide("approve", "s.dan2"), NotAllowed)
    with transaction():
        double.email = "other@shangzuo.example"
    house.decide("approve", "s.dan2")
