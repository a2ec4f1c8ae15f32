"""The register of gifts: limits by occasion and year, clearance by somebody else, what became of a gift, and the settlement that counts it."""

from datetime import date

import pytest

from planner.db import session, transaction
from planner.errors import NotAllowed, RuleBroken
from planner.settlement import gift_actions, gift_queries
from planner.settlement.models import Gift
from tests import factories


def enter(over, guest=0, minor=10_000, reception=None, **values):
    with transaction():
        reception = reception or over.settlement.reception
        values = {"direction": "given", "staff_id": over.person("song.dan").id, "occasion": "visit", "name": "Silk scarf", "given_on": reception.ends_on,
                  "currency": "CNY", "value_minor": minor} | values
        return gift_actions.enter(reception, over.guest(guest).person_id, **values, by=over.person("song.dan"), at=over.at)


def note(over, gift, state):
    with transaction():
        return gift_actions.note(session().get(Gift, gift.id), state, by=over.person("song.dan"), at=over.at)


def decide(over, gift, is_cleared=True, login="gao.xiang", words="ok"):
    person = over.person(login)
    with transaction():
        return gift_actions.decide(session().get(Gift, gift.id), is_cleared, note=words, by=person, at=over.at)


def test_a_small_gift_is_given_and_may_come_back(over):
    gift = enter(over)
    for state in ("given", "returned"):
        assert note(over, gift, state).state == state
    with pytest.raises(RuleBroken):
        note(over, gift, "given")


def test_no_gift_was_given_or_received_on_a_day_to_come(over):
    gift = enter(over, given_on=date(2027, 1, 1))
    with pytest.raises(RuleBroken):
        note(over, gift, "given")
    with pytest.raises(RuleBroken) as refused:
        enter(over, guest=1, direction="received", given_on=date(2027, 1, 1))
    assert (refused.value.field, session().get(Gift, gift.id).state, session().query(Gift).count()) == ("given_on", "planned", 1)


def test_a_gift_in_another_currency_keeps_its_rate_with_day_and_source(over):
    gift = enter(over, minor=1_000, currency="EUR", rate="7.8512", rate_on=date(2026, 11, 17), rate_source="SAFE")

    assert (gift.own_minor, gift.rate, gift.rate_on, gift.rate_source) == (7_851, "7.8512", date(2026, 11, 17), "SAFE")
    with pytest.raises(RuleBroken) as refused:
        enter(over, guest=1, currency="EUR", rate="7.8512", rate_on=date(2026, 11, 17))
    assert (refused.value.field, session().query(Gift).count()) == ("rate_source", 1)


def test_the_register_adds_up_the_years_of_a_person(over):
    note(over, enter(over, minor=10_000), "given")
    enter(over, minor=5_000, name="Tea", direction="received", given_on=date(2025, 5, 5))
    note(over, enter(over, minor=7_000, name="Pen"), "declined")
    song, guest = over.person("song.dan"), over.guest(0).person_id

    assert [(one.year, one.given.amount_minor, one.received.amount_minor, one.count) for one in gift_queries.years_about(song, guest)] == [
        (2026, 10_000, 0, 1), (2025, 0, 5_000, 1)]
    assert (gift_queries.concerned(song, guest).id, gift_queries.concerned(over.person("tang.lei"), guest)) == (guest, None)


@pytest.mark.parametrize(("minor", "clearance"), [(30_000, ""), (30_001, "asked")])
def test_above_the_limit_of_an_occasion_somebody_else_clears_it(over, minor, clearance):
    assert enter(over, minor=minor, reason="Anniversary").clearance == clearance


def test_what_needs_clearance_needs_a_reason_and_waits(over):
    with pytest.raises(RuleBroken) as refused:
        enter(over, minor=40_000)
    assert refused.value.field == "reason"
    gift = enter(over, minor=40_000, reason="Anniversary")
    with pytest.raises(RuleBroken):
        note(over, gift, "given")
    with pytest.raises(NotAllowed):
        decide(over, gift, login="song.dan")
    assert session().get(Gift, gift.id).clearance == "asked"

    decide(over, gift)
    assert note(over, gift, "given").state == "given"


def test_what_is_not_cleared_is_not_given(over):
    gift = enter(over, minor=40_000, reason="Anniversary")
    with pytest.raises(RuleBroken):
        decide(over, gift, False, words=" ")
    decide(over, gift, False)
    with pytest.raises(RuleBroken):
        note(over, gift, "given")


@pytest.mark.parametrize("values", [{"minor": 100_001}, {"name": "购物卡"}, {"name": "A red envelope"}])
def test_what_nobody_gives_is_refused_whatever_the_reason(over, values):
    with pytest.raises(RuleBroken) as refused:
        enter(over, **values, reason="Anniversary")
    assert refused.value.field == "name"


def test_two_gifts_on_one_occasion_count_as_one(over):
    enter(over, minor=20_000)

    assert enter(over, minor=10_001, name="Tea", reason="Anniversary").clearance == "asked"
    assert enter(over, guest=1, minor=10_001, name="Tea").clearance == ""


def test_an_official_gets_nothing_without_clearance_and_little_in_a_year(over):
    with transaction():
        over.guest(0).is_official = True
    assert enter(over, minor=1, reason="A souvenir").clearance == "asked"
    with pytest.raises(RuleBroken):
        enter(over, minor=20_000, reason="A souvenir", name="Tea")


def test_the_year_of_a_person_is_added_up_and_ends_with_it(over):
    for name in ("Tea", "Scarf", "Vase", "Book"):
        gift = enter(over, minor=25_000, name=name, given_on=date(2026, 10, 1), reason="Festival")
    assert "given.year" not in [one.entry.get("id") for one in gift_queries.findings_of(session().get(Gift, gift.id))]

    with transaction():
        other = factories.make_reception(client=over.settlement.reception.client)
        factories.make_attendee(other, person=over.guest(0).person)
    more = enter(over, minor=1, reception=other, name="Pen", given_on=date(2026, 11, 2), reason="Festival")
    later = enter(over, minor=1, reception=other, name="Map", given_on=date(2027, 1, 1), occasion="festival", reason="Festival")

    assert "given.year" in [one.entry.get("id") for one in gift_queries.findings_of(session().get(Gift, more.id))]
    assert "given.year" not in [one.entry.get("id") for one in gift_queries.findings_of(session().get(Gift, later.id))]


def test_the_same_gift_again_is_told(over):
    enter(over)
    with transaction():
        other = factories.make_reception(client=over.settlement.reception.client)
        factories.make_attendee(other, person=over.guest(0).person)
        again = gift_actions.enter(other, over.guest(0).person_id, direction="given", staff_id=over.person("song.dan").id, occasion="visit", name="SILK scarf",
                                   given_on=date(2026, 11, 20), currency="CNY", value_minor=5_000, by=over.person("song.dan"), at=over.at)

    assert [one.level for one in gift_queries.findings_of(again)] == ["warn"]


def test_received_gifts_have_their_own_limits(over):
    assert (enter(over, minor=20_000, direction="received").state, enter(over, guest=1, minor=20_001, direction="received", reason="From the chairman").clearance) == ("given", "asked")


def test_a_settlement_counts_only_gifts_that_were_given_to_those_who_came(over):
    lines = {line.id: (line.actual_minor, "") for line in over.settlement.lines}
    over.do("set_amounts", {key: (minor - 10_000 if minor == 300_000 else minor, "") for key, (minor, _why) in lines.items()}, [("gifts", "Scarves", 10_000, "for the guest")])
    over.receipt(50, 10_000, "gifts")
    assert over.rules == ["gift.not_given", "papers.missing"]

    gift = enter(over)
    note(over, gift, "given")
    assert over.rules == []
    note(over, gift, "returned")
    assert over.rules == ["gift.not_given", "papers.missing"]
    note(over, enter(over, guest=4, name="Tea"), "given")
    assert over.rules == ["gift.absent"]


@pytest.mark.parametrize(("login", "seen"), [("song.dan", 1), ("tang.lei", 0), ("gao.xiang", 1), ("auditor", 1)])
def test_who_sees_the_register(over, login, seen):
    enter(over)
    person = over.person(login)
    assert len(gift_queries.page_of_gifts(person)) == seen
