"""The rules of approval: each test shows the refusal and that nothing moved."""

from datetime import UTC, date, datetime, timedelta

import pytest

from planner import audit, clock as planner_clock
from planner.audit import AuditEntry
from planner.banquets.queries import banquets_of
from planner.budgets import actions, approval, queries
from planner.budgets.models import Decision
from planner.db import session, transaction
from planner.errors import NotAllowed, RuleBroken
from planner.money import Money
from planner.receptions.models import Attendee
from tests import factories

DECIDERS = ("gao.xiang", "xu.guoqiang", "dong.fang")


def refused(house, error, act, match):
    """`act` raises `error` with these words and leaves everything as it was."""
    before = house.snapshot()
    entries = session().query(AuditEntry).count()
    with pytest.raises(error, match=match):
        act()
    assert house.snapshot() == before
    assert session().query(AuditEntry).count() == entries


# The way through --------------------------------------------------------------------------------------------------------

def test_lines_are_computed_from_the_plan(house):
    assert [(line.kind, line.quantity, line.unit_price_minor) for line in house.application.lines] == [
        ("meeting_room", 1, 240_000), ("lunch", 22, 4_500), ("banquet", 4, 320_000), ("drinks", 4, 60_000), ("cars", 8, 90_000),
        ("gifts", 20, 18_000), ("flowers_printing", 1, 150_000)]
    assert house.application.total_minor == 3_089_000
    assert (house.application.venue, house.application.guest_diners) == ("云山酒店", 20)


def test_the_ladder_signs_in_turn(house):
    house.do("submit")
    for login, waiting in zip(DECIDERS, ("department_manager", "general_manager", "finance")):
        assert (house.application.status, house.application.waiting_role) == ("submitted", waiting)
        assert queries.waiting_count(house.person(login)) == 1
        house.decide("approve", login, note="同意")
    assert (house.application.status, house.application.waiting_role) == ("approved", "")
    assert [(d.action, d.step) for d in house.application.decisions] == [
        ("submit", ""), ("approve", "department"), ("approve", "general"), ("approve", "finance")]
    assert queries.is_approved(house.reception)
    assert queries.approved_fingerprint(house.reception) == house.case().fingerprint
    assert audit.verify() is None


def test_out_of_turn_nobody_signs(house):
    house.do("submit")
    refused(house, NotAllowed, lambda: house.decide("approve", "dong.fang"), "It is the turn of Client-service manager")
    refused(house, NotAllowed, lambda: house.decide("reject", "xu.guoqiang", note="x"), "It is the turn of")


def test_who_has_no_role_in_the_ladder_never_signs(house):
    house.do("submit")
    for login in ("admin", "auditor", "tang.lei"):
        refused(house, NotAllowed, lambda login=login: house.decide("approve", login), "It is the turn of")


def test_sent_back_is_edited_and_submitted_again(house):
    house.do("submit")
    refused(house, RuleBroken, lambda: house.decide("send_back", "gao.xiang", note="  "), "Write a note")
    house.decide("send_back", "gao.xiang", note="酒水略高")
    assert house.application.status == "sent_back"
    refused(house, RuleBroken, lambda: house.decide("approve", "gao.xiang"), "Sent back: the applicant revises it")
    house.edit(lines=house.lines(drinks=50_000))
    house.do("submit")
    entry, changes, lines = house.case().changed_since_last_time()
    assert entry.action == "send_back"
    assert [(c.key, c.old, c.new) for c in changes] == [("amount_minor", 3_089_000, 3_049_000)]
    assert lines == [(("酒水（每桌）", "Drinks, per table"), 240_000, 200_000)]


def test_rejected_only_reopens(house):
    house.do("submit")
    house.decide("reject", "gao.xiang", note="不宜")
    refused(house, RuleBroken, lambda: house.do("submit"), "reopened first")
    refused(house, RuleBroken, lambda: house.edit(purpose="x"), "Reopen it first")
    refused(house, RuleBroken, lambda: house.do("withdraw"), "Only what waits")
    refused(house, NotAllowed, lambda: house.do("reopen", "tang.lei"), "applicant's side")
    house.do("reopen")
    assert house.application.status == "draft"
    house.approve_all()
    assert queries.is_approved(house.reception)


@pytest.mark.parametrize("steps", [(), DECIDERS[:1], DECIDERS])
def test_withdrawing_takes_every_signature_away(house, steps):
    house.do("submit")
    for login in steps:
        house.decide("approve", login)
    house.do("withdraw")
    assert (house.application.status, queries.is_approved(house.reception)) == ("withdrawn", False)
    house.do("submit")
    assert house.application.waiting_role == "department_manager"


def test_no_step_is_skipped_and_none_taken_twice(house):
    refused(house, RuleBroken, lambda: house.decide("approve", "gao.xiang"), "not waiting")
    refused(house, RuleBroken, lambda: house.do("withdraw"), "Only what waits")
    refused(house, RuleBroken, lambda: house.do("reopen"), "Only a rejected")
    house.approve_all()
    refused(house, RuleBroken, lambda: house.do("submit"), "already")
    refused(house, RuleBroken, lambda: house.decide("approve", "dong.fang"), "Approved: everybody")
    refused(house, RuleBroken, lambda: house.decide("reject", "dong.fang", note="x"), "Approved: everybody")


# A1: persons apart ----------------------------------------------------------------------------------------------------

EVERY_ROLE = frozenset({"department_manager", "general_manager", "finance", "administrator"})


def test_a1_the_applicant_decides_on_nothing_whatever_the_role(house):
    house.do("submit")
    for action in ("approve", "send_back", "reject"):
        refused(house, NotAllowed, lambda action=action: house.decide(action, "song.dan", roles=EVERY_ROLE, note="x"), "You filed")


def test_a1_the_last_editor(house):
    house.edit("gao.xiang", cautions_zh="无")
    house.do("submit")
    refused(house, NotAllowed, lambda: house.decide("approve", "gao.xiang"), "You edited")


def test_a1_who_submitted_for_the_applicant(house):
    house.do("submit", "gao.xiang")
    refused(house, NotAllowed, lambda: house.decide("approve", "gao.xiang"), "You submitted")


def test_a1_who_benefits(house):
    house.edit(beneficiary_id=house.people["gao.xiang"].id)
    house.do("submit")
    refused(house, NotAllowed, lambda: house.decide("approve", "gao.xiang"), "benefits you")


def test_a1_who_created_it(house):
    with transaction():
        house.application.created_by_id = house.people["gao.xiang"].id
    house.do("submit")
    refused(house, NotAllowed, lambda: house.decide("approve", "gao.xiang"), "You created")


def test_a1_an_approval_lapses_when_its_giver_edits(house):
    house.do("submit")
    house.decide("approve", "gao.xiang")
    house.edit("gao.xiang", lines=house.lines(drinks=1))
    case = house.case()
    assert [s.decision for s in case.state.signatures] == [None, None, None]
    assert house.application.decisions[-1].action == "void"


# A2, A3: the fingerprint and what voids ----------------------------------------------------------------------------------

def test_a2_the_fingerprint_depends_on_every_pinned_fact(house):
    facts = house.case().facts
    mark = approval.fingerprint(facts)
    for key in approval.PINNED:
        assert approval.fingerprint(facts | {key: "other"}) != mark, key
    assert approval.fingerprint(facts | {"lines": []}) == mark
    assert len(mark) == 64


def test_a2_the_log_keeps_what_was_signed(house):
    house.approve_all()
    for entry in house.application.decisions:
        assert entry.fingerprint == approval.fingerprint(entry.facts)
        assert entry.facts["amount_minor"] == 3_089_000


VOIDING = {
    "amount": lambda h: h.edit(lines=h.lines(drinks=60_001)),
    "currency": lambda h: h.edit(currency="EUR", rate="0.5", rate_on=h.at.date(), rate_source="SAFE"),
    "cost centre": lambda h: h.edit(cost_centre="KA-2"),
    "venue": lambda h: h.edit(venue="西湖国宾馆"),
    "another gift": lambda h: h.edit(lines=[x | {"description_zh": "茶叶"} if x["kind"] == "gifts" else x for x in h.lines()]),
    "a dearer gift, the total kept": lambda h: h.edit(lines=h.lines(gifts=18_100, flowers_printing=148_000)),
    "more diners": lambda h: h.edit(guest_diners=21),
    "more of us": lambda h: h.edit(own_diners=13),
}


@pytest.mark.parametrize("change", VOIDING.values(), ids=VOIDING)
@pytest.mark.parametrize("signed", [1, 3])
def test_a3_a_change_voids_all_approvals(house, change, signed):
    house.do("submit")
    for login in DECIDERS[:signed]:
        house.decide("approve", login)
    change(house)
    assert house.application.decisions[-1].action == "void"
    assert (house.application.status, house.application.waiting_role) == ("submitted", "department_manager")
    assert not queries.is_approved(house.reception)
    refused(house, NotAllowed, lambda: house.decide("approve", "dong.fang"), "It is the turn of")


KEEPING = {
    "less money": lambda h: h.edit(lines=h.lines(drinks=50_000)),
    "fewer of a gift": lambda h: h.edit(lines=[x | {"follows": "", "quantity": 19, "note": "一人不收"} if x["kind"] == "gifts" else x for x in h.lines()]),
    "fewer diners": lambda h: h.edit(guest_diners=19),
    "a word in the cautions": lambda h: h.edit(cautions_zh="清真另备"),
    "a word in the English cautions": lambda h: h.edit(cautions_en="Halal dishes apart"),
    "the same amount in other lines": lambda h: h.edit(lines=h.lines(meeting_room=250_000, flowers_printing=140_000)),
    "what was spent": lambda h: h.edit(actual_minor=2_900_000),
}


@pytest.mark.parametrize("change", KEEPING.values(), ids=KEEPING)
@pytest.mark.parametrize("signed", [1, 3])
def test_a3_a_decrease_keeps_them(house, change, signed):
    house.do("submit")
    for login in DECIDERS[:signed]:
        house.decide("approve", login)
    change(house)
    assert "void" not in [entry.action for entry in house.application.decisions]
    assert len(house.case().state.signed_by) == signed
    assert queries.is_approved(house.reception) == (signed == 3)


def test_a3_down_and_up_again_is_an_increase_for_who_signed_the_smaller_amount(house):
    house.do("submit")
    house.decide("approve", "gao.xiang")
    house.edit(lines=house.lines(drinks=50_000))
    house.decide("approve", "xu.guoqiang")
    house.edit(lines=house.lines(drinks=55_000))
    assert (house.application.decisions[-1].action, house.application.waiting_role) == ("void", "general_manager")


def test_a3_fewer_heads_for_the_same_money_break_a_rule_nobody_saw(house):
    house.approve_all()
    house.edit(guest_diners=15)
    assert house.case().breaches[0].policy.id == "meal.banquet.grade-b"
    assert not queries.is_approved(house.reception)


def test_a3_a_guest_more_in_the_plan_is_not_covered(house):
    house.approve_all()
    with transaction():
        factories.make_attendee(house.reception)
    assert not queries.is_approved(house.reception)
    assert house.application.status == "approved"
    with transaction():
        assert actions.compare_states(at=house.at) == [house.application_id]
    assert (house.application.status, house.application.waiting_role) == ("submitted", "department_manager")
    with transaction():
        assert actions.compare_states(at=house.at) == []


def test_a3_the_applicant_asks_again_at_once(house):
    house.approve_all()
    refused(house, RuleBroken, lambda: house.do("ask_again"), "still hold")
    with transaction():
        factories.make_attendee(house.reception)
    house.do("ask_again")
    assert (house.application.decisions[-1].action, house.application.waiting_role) == ("void", "department_manager")


def test_a3_a_guest_who_declines_voids_nothing_and_the_mark_stays(house):
    house.approve_all()
    mark = queries.approved_fingerprint(house.reception)
    with transaction():
        factories.make_reply(banquets_of(house.reception)[0].item, session().get(Attendee, house.guests[5]))
    assert queries.approved_fingerprint(house.reception) == mark
    assert house.case().facts["guests"] == {"private": 19}, "the others still come"


def test_a3_another_table_costs_more_than_was_approved(house):
    from planner.banquets.models import BanquetTable
    house.approve_all()
    banquet = banquets_of(house.reception)[0]
    with transaction():
        session().add(BanquetTable(banquet_id=banquet.id, number=5, x_cm=0, y_cm=900, seats=10))
    assert house.case().state.is_approved and not queries.is_approved(house.reception)
    assert [(line.kind, wanted) for line, wanted in house.case().drifted()] == [("banquet", 5), ("drinks", 5)]
    house.do("follow_plan")
    assert (house.application.total_minor, house.application.status) == (3_089_000 + 380_000, "submitted")


def test_a3_another_hotel_in_the_banquet_plan_is_not_covered(house):
    house.approve_all()
    with transaction():
        banquets_of(house.reception)[0].venue_zh = "西湖国宾馆"
    assert not queries.is_approved(house.reception)


# A4: decided on what was shown -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("action", ["approve", "send_back", "reject"])
def test_a4_an_amount_edited_after_it_was_shown(house, action):
    house.do("submit")
    shown = house.case().fingerprint
    house.edit(lines=house.lines(drinks=59_999))
    refused(house, actions.ShownIsOld, lambda: house.decide(action, "gao.xiang", shown, note="x"), "changed after you opened it")
    house.decide("approve", "gao.xiang")


def test_a4_a_step_that_is_no_longer_the_one_shown(house):
    with transaction():
        factories.account("both", roles=["department_manager", "general_manager"])
    house.do("submit")
    house.decide("approve", "both", step="department")
    refused(house, NotAllowed, lambda: house.decide("approve", "both", step="department"), "signed this application already")


@pytest.mark.parametrize("shown", ["", "0" * 64, "NaN", "x" * 10_000])
def test_a4_no_fingerprint_no_approval(house, shown):
    house.do("submit")
    refused(house, actions.ShownIsOld, lambda: house.decide("approve", "gao.xiang", shown or "-"), "changed")


# A5: two persons from the threshold -----------------------------------------------------------------------------------------

def small(house, minor):
    """Leave one line that costs `minor`."""
    house.edit(lines=[{"category": "other", "description_zh": "茶歇", "quantity": 1, "unit_price_minor": minor}])
    house.do("submit")


def both(house):
    with transaction():
        factories.account("all.roles", roles=["department_manager", "general_manager", "finance"])


def test_a5_below_the_threshold_one_person_may_hold_two_roles(house):
    both(house)
    small(house, 499_999)
    for _ in range(3):
        house.decide("approve", "all.roles")
    assert queries.is_approved(house.reception)


def test_a5_from_the_threshold_on_nobody_signs_twice(house):
    both(house)
    small(house, 500_000)
    house.decide("approve", "all.roles")
    refused(house, NotAllowed, lambda: house.decide("approve", "all.roles"), "signed this application already")
    house.decide("approve", "xu.guoqiang")
    refused(house, NotAllowed, lambda: house.decide("approve", "all.roles"), "signed this application already")
    house.decide("approve", "dong.fang")
    assert len(house.case().state.signed_by) == 3


def test_a5_the_threshold_is_looked_up_at_decision_time_in_the_companys_currency(house):
    both(house)
    line = {"category": "other", "description_zh": "茶歇", "quantity": 1, "unit_price_minor": 100_000}
    house.edit(currency="EUR", rate="4.99999", rate_on=house.at.date(), rate_source="SAFE", lines=[line])
    house.do("submit")
    assert house.case().own_total == Money(499_999, "CNY") and not house.case().state.needs_two_persons
    house.decide("approve", "all.roles")
    house.edit(rate="5.0")
    assert house.case().state.needs_two_persons
    assert house.application.decisions[-1].action == "void"


def test_a5_a6_a_split_over_two_receptions_adds_up(house):
    from tests.planner.budgets.conftest import House
    other = House(house.at)
    with transaction():
        other.application.client_id = other.reception.client_id = house.reception.client_id
    both(house)
    small(house, 300_000)
    assert not house.case().state.needs_two_persons
    small(other, 300_000)
    assert [a.id for a in house.case().related] == [other.application_id]
    assert house.case().event_total == Money(600_000, "CNY")
    house.decide("approve", "all.roles")
    refused(house, NotAllowed, lambda: house.decide("approve", "all.roles"), "signed this application already")


def test_another_currency_needs_its_rate(house):
    good = {"currency": "EUR", "rate": "7.8512", "rate_on": house.at.date(), "rate_source": "SAFE"}
    for values, said in (({"rate": ""}, "A currency other than CNY needs its rate"), ({"rate": "0"}, "above 0"), ({"rate": "NaN"}, "above 0"), ({"rate": "1e3"}, "above 0"), ({"rate_on": None}, "which day"), ({"rate_source": " "}, "from")):
        refused(house, RuleBroken, lambda values=values: house.edit(**good | values), said)
    house.edit(**good)
    assert (house.application.rate, house.application.rate_source) == ("7.8512", "SAFE")
    house.edit(currency="CNY")
    assert (house.application.rate, house.application.rate_on, house.application.rate_source) == ("", None, "")


# A9, A11 --------------------------------------------------------------------------------------------------------------------

def test_a9_waiting_approves_nothing(house):
    house.do("submit")
    before = house.snapshot()
    with planner_clock.fixed(house.at + timedelta(days=4000)):
        assert house.snapshot() == before
        with transaction():
            assert actions.compare_states(at=planner_clock.now()) == []
    assert house.snapshot() == before


def test_a11_the_state_follows_from_the_log_alone(house):
    house.approve_all()
    case = house.case()
    entries = list(house.application.decisions)
    states = [approval.state_of(entries[:n], case.facts, case.rules.ladder, case.event_total, case.involved).status for n in range(len(entries) + 1)]
    assert states == ["draft", "submitted", "submitted", "submitted", "approved"]


def test_a11_an_approval_with_a_forged_fingerprint_does_not_count(house):
    house.do("submit")
    house.decide("approve", "gao.xiang")
    with transaction():
        entry = session().query(Decision).filter_by(action="approve").one()
        entry.facts = entry.facts | {"amount_minor": 9_999_999}
    assert not house.case().state.signed_by


def test_a12_the_inbox_shows_ones_own_greyed(house):
    with transaction():
        account = factories.account("song.dan")
        from planner.accounts.models import RoleGrant
        account.grants.append(RoleGrant(role="department_manager", granted_at=house.at))
    house.do("submit")
    song = house.person("song.dan")
    waiting, decided = queries.inbox(song, frozenset({"department_manager"}))
    assert [a.id for a in waiting] == [house.application_id] and decided == []
    assert str(approval.own_part(song.id, queries.involved_in(waiting[0]))).startswith("You filed")
    assert queries.waiting_count(song) == 0


# What must be there before it goes up ----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("values", "words"), [
    ({"purpose": " "}, "what the hospitality is for"), ({"venue": ""}, "Name the venue"), ({"guest_diners": 0}, "how many guests dine"),
])
def test_submitting_asks_for_what_is_missing(house, values, words):
    house.edit(**values)
    refused(house, RuleBroken, lambda: house.do("submit"), words)


def test_nothing_to_approve(house):
    house.edit(lines=[])
    refused(house, RuleBroken, lambda: house.do("submit"), "the total is zero")


def test_a_blocked_gift_never_goes_up(house):
    house.edit(lines=house.lines(gifts=100_001))
    refused(house, RuleBroken, lambda: house.do("submit"), "No gift is worth more than 1,000 yuan")


def test_a_cap_exceeded_needs_its_reason(house):
    house.edit(lines=house.lines(gifts=30_001))
    refused(house, RuleBroken, lambda: house.do("submit"), "Give the reason in the cost note")
    house.edit(cost_note="二十周年纪念")
    house.do("submit")
    assert house.application.status == "submitted"


def test_a_cap_exceeded_after_submission_needs_its_reason_too(house):
    house.do("submit")
    refused(house, RuleBroken, lambda: house.edit(lines=house.lines(gifts=30_001), cost_note=""), "Give the reason in the cost note")
    house.edit(lines=house.lines(gifts=30_001), cost_note="二十周年纪念")
    assert house.application.cost_note == "二十周年纪念"


def test_a_rule_blocked_since_submission_is_not_approved(house):
    house.do("submit")
    house.edit(lines=house.lines(gifts=100_001))
    refused(house, RuleBroken, lambda: house.decide("approve", "gao.xiang"), "nobody may waive")


def test_lines_that_lag_behind_the_plan_do_not_go_up(house):
    with transaction():
        factories.make_attendee(house.reception)
    refused(house, RuleBroken, lambda: house.do("submit"), "plan has changed")
    house.do("follow_plan")
    house.do("submit")


def test_one_application_for_one_reception(house):
    person = house.people["song.dan"]
    def again():
        with transaction():
            actions.draft_application(house.reception, by=person, at=house.at)
    refused(house, RuleBroken, again, "already")


def test_an_application_drafted_early_in_the_morning_bears_the_day_in_china(db):
    with transaction():
        reception = factories.make_reception()
        application = actions.draft_application(reception, by=reception.owner, at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC))
    assert application.applied_on == date(2026, 11, 20)


def test_a_line_set_by_hand_keeps_its_quantity_and_needs_a_note(house):
    lines = house.lines()
    lines[1] |= {"follows": "", "quantity": 25}
    refused(house, RuleBroken, lambda: house.edit(lines=lines), "no longer follows the plan")
    lines[1] |= {"note": "司机三人同餐"}
    house.edit(lines=lines)
    with transaction():
        factories.make_attendee(house.reception)
    house.do("follow_plan")
    assert [(line.kind, line.quantity) for line in house.application.lines][1] == ("lunch", 25)
    assert [line.quantity for line in house.application.lines if line.kind == "gifts"] == [21]


def test_the_total_has_an_upper_bound(house):
    line = {"category": "other", "description_zh": "x", "quantity": 2, "unit_price_minor": 10**13 // 2 + 1}
    refused(house, RuleBroken, lambda: house.edit(lines=[line]), "The total is too large")
    refused(house, RuleBroken, lambda: house.edit(lines=[line | {"quantity": -1}]), "negative")
    refused(house, RuleBroken, lambda: house.edit(lines=[line | {"quantity": 1}] * 61), "at most 60 lines")
    refused(house, RuleBroken, lambda: house.edit(lines=[line | {"description_zh": ""}]), "needs a name")


def test_unknown_fields_are_a_programming_mistake(house):
    for values in ({"status": "approved"}, {"applicant_id": 1}, {"id": 5}):
        refused(house, ValueError, lambda values=values: house.edit(**values), "not a field")
