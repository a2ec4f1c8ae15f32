"""Each rule of a settlement by what it stops, with a settlement that passes beside it; who may check; and what stays as it was."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from planner import audit
from planner.banquets.models import Presence
from planner.db import session, transaction
from planner.errors import NotAllowed, RuleBroken
from planner.settlement import actions, queries
from tests.factories import settlement as made


def test_finance_closes_and_nothing_changes_afterwards(over):
    assert over.rules == []
    over.do("submit")
    over.do("close", login="dong.fang")

    assert (over.settlement.state, over.settlement.application.actual_minor) == ("closed", 380_000)
    for action, arguments in (("set_amounts", ({},)), ("submit", ()), ("take_back", ()), ("add_paper", ("bill", made.pdf("x"), "x.pdf"))):
        with pytest.raises(RuleBroken):
            over.do(action, *arguments)
    assert [entry.action for entry in session().scalars(select(audit.AuditEntry).where(audit.AuditEntry.action.like("settlement.%")))][-2:] == [
        "settlement.submitted", "settlement.closed"]


@pytest.mark.parametrize("login", ["song.dan", "tang.lei"])
def test_nobody_checks_what_they_had_a_hand_in(over, login):
    """Song submitted it; Tang is paid back by it, though he wrote nothing."""
    over.receipt(70, 100, "transport", paid_by_id=over.person("tang.lei").id)
    over.do("submit")

    with pytest.raises(NotAllowed):
        over.do("close", login=login)

    assert over.settlement.state == "submitted"


def test_finance_sends_back_with_a_note(over):
    over.do("submit")
    with pytest.raises(RuleBroken):
        over.do("send_back", login="dong.fang", note=" ")
    over.do("send_back", login="dong.fang", note="Whose car was it?")

    assert (over.settlement.state, over.settlement.check_note) == ("sent_back", "Whose car was it?")
    over.do("submit")


# Heads ----------------------------------------------------------------------------------------------------------------------

def stopped(over, rule):
    """It is stopped by this rule, says so, and stays where it was."""
    assert rule in over.rules
    with pytest.raises(actions.Stopped) as refused:
        over.do("submit")
    assert over.settlement.state == "draft"
    return " ".join(finding.text("en") for finding in refused.value.findings)


def test_a_claim_for_somebody_who_was_not_there_is_stopped_by_name(over):
    over.claim([*over.guest_ids, *over.own_ids])

    assert over.guest(4).person.name("en") in stopped(over, "match.absent")


def test_somebody_named_twice_is_stopped(over):
    over.claim([over.guest_ids[0], over.guest_ids[0]])

    assert over.guest(0).person.name("en") in stopped(over, "match.twice")


def test_more_heads_on_the_bill_than_came_are_stopped(over):
    over.claim(over.guest_ids[:4] + over.own_ids, billed=7)

    stopped(over, "match.billed")


def test_without_anybody_noted_at_the_door_nothing_is_settled(over):
    with transaction():
        session().query(Presence).delete()

    stopped(over, "match.nobody_noted")


def test_a_presence_corrected_after_submission_stops_closing(over):
    over.do("submit")
    with transaction():
        session().scalar(select(Presence).where(Presence.attendee_id == over.guest_ids[0])).state = "absent"

    with pytest.raises(actions.Stopped):
        over.do("close", login="dong.fang")
    assert over.settlement.state == "submitted"


def test_the_match_tells_no_shows_and_walk_ins(over):
    with transaction():
        guest = made.factories.make_attendee(over.settlement.reception)
        session().add(Presence(banquet_id=over.banquet_id, attendee_id=guest.id, state="here", at=over.at))
        other = made.factories.make_attendee(over.settlement.reception, represents_id=over.guest_ids[4])
        session().add(Presence(banquet_id=over.banquet_id, attendee_id=other.id, state="here", at=over.at))

    match = over.settled.matches[0].match

    assert {kind: len(match.of_kind(kind)) for kind in ("came", "substitute", "walk_in", "no_show")} == {"came": 6, "substitute": 1, "walk_in": 1, "no_show": 1}
    assert match.beyond_approval == {"guest": 1}
    assert over.settled.approved.diners == {"guest": 5, "host": 2}, "who comes on top does not undo what was approved"


def test_the_cost_per_head_follows_those_who_came(over):
    assert {row.meal: (row.amount.amount_minor, row.heads) for row in over.settled.per_head} == {"banquet": (50_000, 6)}
    with transaction():
        session().scalar(select(Presence).where(Presence.attendee_id == over.guest_ids[0])).state = "absent"
    over.claim(over.guest_ids[1:4] + over.own_ids, billed=5)

    stopped(over, "head.cost")
    over.amounts(reason="Two guests fell ill in the afternoon; the menu was ordered.")
    assert over.rules == []


# Amounts --------------------------------------------------------------------------------------------------------------------

def test_a_line_above_the_approval_needs_its_reason(over):
    over.amounts(meals=296_000, transport=84_000)
    over.receipt(80, 4_000, "transport")
    assert over.rules == [], "5 % above is tolerated"
    over.amounts(meals=295_999, transport=84_001)
    over.receipt(81, 1, "transport")

    stopped(over, "line.over")
    over.amounts(meals=295_999, transport=84_001, why="One car more")
    assert over.rules == []


def test_a_total_above_the_approval_waits_for_the_ladder(over):
    over.amounts(meals=310_000, reason="The hotel charged for the room")
    over.receipt(82, 10_000)
    stopped(over, "total.over")
    with pytest.raises(RuleBroken):
        over.do("close", login="dong.fang")

    over.do("ask_supplement")
    assert over.rules[:1] == ["approval.missing"]
    with transaction():
        made.approve_all(over.settlement.application, over.person("song.dan"), over.at, submit=False)
    over.do("submit")

    assert over.settlement.state == "submitted"
    assert {line.description_zh: (line.approved_minor, line.actual_minor) for line in over.settlement.lines} == {
        "欢迎宴会": (310_000, 310_000), "用车": (80_000, 80_000)}


def test_a_supplement_needs_an_excess_and_a_reason(over):
    for reason, meals in (("", 310_000), ("Because", 300_000)):
        over.amounts(meals=meals, reason=reason)
        with pytest.raises(RuleBroken):
            over.do("ask_supplement")


def test_what_no_receipt_covers_is_stopped(over):
    over.amounts(meals=299_000, transport=80_001)

    stopped(over, "receipts.short")


def test_an_application_withdrawn_is_not_settled(over):
    with transaction():
        made.budgets.withdraw(over.settlement.application, by=over.person("song.dan"), at=over.at)

    stopped(over, "approval.missing")


def test_only_what_was_approved_is_opened(db, clock):
    with transaction():
        draft = made.make_over(clock, approve=False)
        with pytest.raises(RuleBroken):
            actions.open_settlement(draft.reception, by=draft.owner, at=clock)


@pytest.mark.parametrize("minor", [-1, 10**13 + 1, 1.5, "5"])
def test_an_amount_is_a_whole_number_within_bounds(over, minor):
    with pytest.raises(ValueError):
        over.amounts(meals=minor)


# Receipts -------------------------------------------------------------------------------------------------------------------

def test_an_invoice_used_twice_is_refused_wherever_it_was_used(over, clock):
    with transaction():
        other = made.make_over(clock)
        made.note_all(other)
        second = made.settle(other, number=30)
        with pytest.raises(RuleBroken, match="number was used already"):
            made.add_receipt(second, 2, 100, content=made.pdf("another scan"), by=other.owner, at=clock)
        with pytest.raises(RuleBroken, match="very file was attached"):
            made.add_receipt(second, 99, 100, content=made.pdf("fapiao 2"), by=other.owner, at=clock)
        assert len(second.papers) == 2


def test_a_receipt_taken_out_can_be_used_again(over):
    with transaction():
        actions.remove_paper(over.settlement.papers[0], by=over.person("song.dan"), at=over.at)
    assert "receipts.short" in over.rules
    over.receipt(2, 300_000)
    assert over.rules == []


@pytest.mark.parametrize(("values", "field"), [
    ({"amount_minor": 0}, "amount"), ({"parts": {}}, "amount"), ({"parts": {"meals": 200}}, "amount"), ({"issued_on": date(2027, 1, 1)}, "issued_on"),
    ({"currency": "JPY"}, "rate"), ({"currency": "JPY", "rate": "0", "rate_on": date(2026, 11, 1), "rate_source": "SAFE"}, "rate"),
    ({"currency": "JPY", "rate": "0.00", "rate_on": date(2026, 11, 1), "rate_source": "SAFE"}, "rate"),
    ({"currency": "JPY", "rate": "0.05", "rate_on": date(2026, 11, 1)}, "rate_source"), ({"currency": "JPY", "rate": "0.05", "rate_source": "SAFE"}, "rate_on"),
    ({"currency": "JPY", "rate": "0.05", "rate_on": date(2027, 1, 1), "rate_source": "SAFE"}, "rate_on"), ({"number": "１２"}, "number"), ({"content": b"PK\x03\x04"}, "file")])
def test_a_receipt_that_cannot_be_is_refused_beside_its_field(over, values, field):
    with pytest.raises(RuleBroken) as refused:
        over.receipt(90, 100, **values)
    assert (refused.value.field, len(over.settlement.papers)) == (field, 2)


def test_a_receipt_in_another_currency_counts_at_its_rate_to_the_cent(over):
    paper = over.receipt(91, 10_001, "meals", currency="JPY", parts={"meals": 3_334, "other": 6_667}, rate="0.0485", rate_on=date(2026, 11, 17), rate_source="SAFE")

    assert (paper.own_minor, queries.paper_parts(paper)) == (48_505, {"meals": 16_170, "other": 32_335})


def test_a_receipt_is_divided_over_its_lines_without_a_cent_left(over):
    with transaction():
        actions.set_amounts(over.settlement, {line.id: (line.actual_minor, "") for line in over.settlement.lines},
                            [("meals", "Tea", 7_77, "walk"), ("meals", "Fruit", 1, "walk")], by=over.person("song.dan"), at=over.at)
    settled = over.settled

    for paper in settled.receipts:
        assert sum(minor for _line, minor in settled.line_parts()[paper.id]) == paper.own_minor


def test_a_receipt_of_another_time_needs_a_reason(over):
    over.receipt(92, 100, issued_on=over.settlement.application.applied_on - timedelta(days=1))

    stopped(over, "receipt.day")
    over.amounts(reason="A deposit")
    assert over.rules == []


# The checklist --------------------------------------------------------------------------------------------------------------

def test_the_system_ticks_what_it_has(over):
    points = {point.id: (point.is_needed, point.is_there) for point in over.settled.checklist}

    assert points == {"approval": (True, True), "official_letter": (False, False), "invitation": (True, True), "list": (True, True), "bill": (True, True),
                      "invoice": (True, True), "gift_list": (False, False), "reason": (False, False)}


def test_an_official_guest_needs_the_letter_of_their_unit(over):
    with transaction():
        over.guest(0).is_official = True
    assert "Official letter" in stopped(over, "papers.missing")

    over.do("add_paper", "letter", made.pdf("letter"), "公函.pdf")
    assert over.rules == []


def test_who_paid_is_paid_back_less_the_advance(over):
    tang = over.person("tang.lei").id
    over.receipt(93, 5_000, "transport", paid_by_id=tang)
    over.amounts(advance_minor=8_000, advance_to_id=tang, advance_on=date(2026, 11, 1))

    assert [(one.person.id, one.to_pay) for one in over.settled.balances] == [(tang, -3_000)]
    with pytest.raises(RuleBroken):
        over.amounts(advance_minor=8_000)
