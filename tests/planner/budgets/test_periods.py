"""Caps over time, across all staff's applications: who is counted, by which day, in which order, and what the levels ask."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from planner.budgets import actions, queries, reperformance
from planner.budgets.ladders import Ladder, Step
from planner.budgets.periods import span
from planner.budgets.policies import Policies, Policy
from planner.budgets.rulebook import house_rules
from planner.db import transaction
from planner.errors import RuleBroken
from planner.money import Money
from tests import factories
from tests.planner.budgets.test_talks import use

WORDS = {f"{name}_{lang}": "x" for name in ("title", "text", "reason", "source") for lang in ("zh", "en")}
LINE = {"category": "other", "description_zh": "茶歇", "quantity": 1}


@pytest.mark.parametrize(("day", "month", "quarter", "year"), [
    (date(2026, 12, 31), ((12, 1), (12, 31)), ((10, 1), (12, 31)), ((1, 1), (12, 31))),
    (date(2028, 2, 29), ((2, 1), (2, 29)), ((1, 1), (3, 31)), ((1, 1), (12, 31))),
    (date(2026, 4, 1), ((4, 1), (4, 30)), ((4, 1), (6, 30)), ((1, 1), (12, 31))),
])
def test_month_quarter_and_year_of_a_day(day, month, quarter, year):
    for period, ends in (("month", month), ("quarter", quarter), ("year", year)):
        assert span(day, period) == tuple(date(day.year, *end) for end in ends)


def cap(per, amount, period="month", level="reason"):
    return Policy(id=f"cap.{per}", kind="period_cap", per=per, period=period, cap=Money(amount, "CNY"), level=level, valid_from=date(2026, 1, 1), **WORDS)


def rules(*policies):
    return replace(house_rules(), policies=Policies(policies))


def second(house, minor=100_000, *, client=None, by="song.dan", guest=None, day=datetime(2026, 12, 20, 18, 30), **values):
    """Another application, submitted; of another reception, with one guest and one of us at the table."""
    person = house.person(by)
    with transaction():
        reception = factories.make_reception(owner=person, client=client or house.reception.client)
        factories.make_attendee(reception, person=guest)
        values = {"purpose": "x", "venue": "x", "dining_at": day, "guest_diners": 1, "own_diners": 1, "cost_note": "x"} | values
        application = actions.draft_application(reception, by=person, at=house.at, lines=[LINE | {"unit_price_minor": minor}], **values)
        return actions.submit(application, by=person, at=house.at)


def sums(house, *policies):
    """{per: minor} of what counts before the house's own application."""
    before = house.case() and queries.case_of(house.application, rules(*policies)).occasion.before
    return {per: max((money.amount_minor for _whom, money in found), default=0) for (per, _period), found in before.items()}


FOUR = [cap(per, 1) for per in ("client", "employee", "department", "contact")]


def test_each_cap_counts_its_own(house):
    first = house.case().application.reception.attendees[0].person
    with transaction():
        house.application.department = "客服部"
    second(house, 100_000, department="")                                               # same client and applicant
    second(house, 20_000, client=factories_client("甲"), by="tang.lei", department="客服部")  # same department
    second(house, 3_000, client=factories_client("乙"), by="tang.lei", guest=first, department="x")      # same contact: half of it
    second(house, 500_000, client=factories_client("丙"), by="tang.lei", department="x")    # nothing in common
    assert sums(house, *FOUR) == {"client": 100_000, "employee": 100_000, "department": 20_000, "contact": 1_500}


def factories_client(name):
    with transaction():
        return factories.make_client(name_zh=name, name_en=name)


@pytest.mark.parametrize(("day", "month", "quarter", "year"), [
    (datetime(2026, 12, 1), 1, 1, 1), (datetime(2026, 11, 30, 23, 59), 0, 1, 1), (datetime(2026, 9, 30), 0, 0, 1), (datetime(2027, 1, 1), 0, 0, 0), (datetime(2025, 12, 31), 0, 0, 0),
])
def test_the_day_of_the_event_settles_the_period(house, day, month, quarter, year):
    second(house, 100_000, day=day)
    for period, counts in (("month", month), ("quarter", quarter), ("year", year)):
        assert sums(house, cap("client", 1, period)) == {"client": 100_000 * counts}


def test_drafts_and_those_given_up_do_not_count_and_rates_do(house):
    application = second(house, 100_000, currency="USD", rate="7.0001", rate_on=date(2026, 11, 20), rate_source="SAFE")
    assert sums(house, cap("client", 1)) == {"client": 700_010}
    with transaction():
        actions.withdraw(application, by=house.people["song.dan"], at=house.at)
    assert sums(house, cap("client", 1)) == {"client": 0}


def test_a_later_application_does_not_undo_an_earlier_one_and_sees_the_whole(house):
    own = house.application.total_minor
    house.do("submit")
    later = second(house, 100_000, department=house.application.department)
    assert sums(house, cap("client", 1)) == {"client": 0}
    assert [one.actual.amount_minor for one in queries.case_of(later, rules(cap("client", 1))).breaches] == [own + 100_000]
    assert queries.case_of(later, rules(cap("client", own + 100_000))).breaches == ()


def test_a_contact_is_capped_by_the_share_of_a_diner_rounded_up(house):
    house.edit(lines=[LINE | {"unit_price_minor": 100_001}], guest_diners=20, own_diners=12)
    share = -(-100_001 // 32)
    assert [len(queries.case_of(house.application, rules(cap("contact", amount))).breaches) for amount in (share, share - 1)] == [0, 1]


# What the levels ask --------------------------------------------------------------------------------------------------------------

def ladder(*steps):
    return Ladder(id="x", valid_from=date(2026, 1, 1), version="1", two_persons_from=Money(10**9, "CNY"),
                  steps=tuple(Step(name, "x", "x", name, Money(amount, "CNY"), guests=guests) for name, amount, guests in steps), **WORDS)


@pytest.mark.parametrize(("amount", "usual", "raised"), [
    (100, ["a"], ["a", "b"]), (200, ["a", "b"], ["a", "b", "d"]), (400, ["a", "b", "d"], ["a", "b", "c", "d"]),
])
def test_a_raised_ladder_has_one_step_more(amount, usual, raised):
    climbed = ladder(("a", 0, ()), ("b", 200, ()), ("c", 0, ("official",)), ("d", 400, ()))
    climbed = replace(climbed, steps=(climbed.steps[0], climbed.steps[1], climbed.steps[3], climbed.steps[2])) if amount < 400 else climbed
    assert [[step.id for step in climbed.steps_for(Money(amount, "CNY"), {}, more)] for more in (False, True)] == [usual, raised]
    assert climbed.needs_two_persons(Money(amount, "CNY"), True) and not climbed.needs_two_persons(Money(amount, "CNY"))


def test_one_level_higher_asks_a_reason_and_one_signature_more_of_another_person(house, monkeypatch):
    use(monkeypatch, "by-amount")
    found = replace(queries.house_rules(), policies=Policies((cap("client", 150_000, level="higher"),)))
    for module in (queries, actions):
        monkeypatch.setattr(module, "house_rules", lambda: found)
    second(house, 60_000)
    house.edit(lines=[LINE | {"unit_price_minor": 90_000}])
    assert [one.step.id for one in house.case().state.signatures] == ["department"]
    house.edit(lines=[LINE | {"unit_price_minor": 90_001}])
    with pytest.raises(RuleBroken, match="Give the reason"):
        house.do("submit")
    house.edit(cost_note="The signing of the year.")
    house.do("submit")
    assert [one.step.id for one in house.case().state.signatures] == ["department", "general"]
    house.decide("approve", "gao.xiang")
    assert house.case().state.status == "submitted" and house.case().state.needs_two_persons
    house.decide("approve", "xu.guoqiang")
    assert house.case().state.is_approved
    assert {one.rule for one in reperformance.deviations("Asia/Shanghai")} <= {"no_role"}, "accounts of this house are not in the log"


def test_a_cap_that_blocks_keeps_it_from_being_submitted(house, monkeypatch):
    monkeypatch.setattr(queries, "house_rules", lambda: rules(cap("employee", 10_000, level="block")))
    with pytest.raises(RuleBroken, match="This cannot be submitted"):
        house.do("submit")
