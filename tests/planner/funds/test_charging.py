"""An application's money through its life: each event moves it exactly once, what is refused moves nothing."""

from datetime import date, timedelta

import pytest

from planner.budgets import charging
from planner.budgets import queries as applications
from planner.budgets.rulebook import house_rules
from planner.db import session, transaction
from planner.errors import Conflict, RuleBroken
from planner.funds import actions, queries
from planner.funds.models import Fund, FundEntry
from planner.i18n import force_language
from planner.receptions.actions import cancel_reception
from tests import factories
from tests.factories import settlement as settling
from tests.planner.funds.conftest import add, events, make_application, make_tree, one_line, standing


def refused(what, *arguments, **options):
    """The sentence of a refusal that left every row as it was."""
    session().rollback()
    before = session().query(FundEntry).count()
    with pytest.raises(RuleBroken) as told:
        what(*arguments, **options)
    session().rollback()
    assert session().query(FundEntry).count() == before
    return str(told.value.message)


def test_reserved_on_submission_approved_by_the_last_signature_and_released(house):
    life, tree = house.life, house.tree
    life.do("submit")
    assert standing("keys", tree)[:3] == standing("company", tree)[:3] == (100_000, 0, 0)
    for login in ("gao.xiang", "xu.guoqiang"):
        life.decide("approve", login)
    assert standing("keys", tree)[:3] == (100_000, 0, 0)
    life.decide("approve", "dong.fang")
    assert standing("keys", tree)[:3] == standing("company", tree)[:3] == (0, 100_000, 0)
    life.do("withdraw")

    assert (standing("keys", tree), standing("others", tree)) == ((0, 0, 0, 100_000_000), (0, 0, 0, 5_000_000))
    assert events(life.application_id) == [("reserve", "Keys", 100_000, 0, 0), ("approve", "Keys", -100_000, 100_000, 0), ("release", "Keys", 0, -100_000, 0)]
    assert life.application.fund_id == tree["keys"]


@pytest.mark.parametrize("decision", ["reject", "send_back"])
def test_what_is_not_approved_is_free_again_and_is_reserved_anew(house, decision):
    house.life.do("submit")
    house.life.decide(decision, "gao.xiang", note="Less")
    assert standing("company", house.tree)[3] == 100_000_000
    if decision == "reject":
        house.life.do("reopen")
    house.life.do("submit")

    assert [event for event, *_rest in events(house.life.application_id)] == ["reserve", "release", "reserve"]


def test_the_same_event_again_moves_nothing(house):
    life = house.life
    life.do("submit")
    for _ in range(2):
        with transaction():
            fund = session().get(Fund, house.tree["keys"])
            assert actions.follow(life.application_id, life.reception_id, fund, "committed", 100_000, by=None, at=house.at) == []
            charging.follow(life.application, applications.case_of(life.application), by=None, at=house.at)

    assert len(events(life.application_id)) == 1 and standing("keys", house.tree)[0] == 100_000


def test_an_edit_takes_more_gives_back_and_puts_approved_money_back_among_the_waiting(house):
    life = house.life
    life.approve_all()
    life.edit(lines=one_line(90_000))
    assert standing("keys", house.tree)[:2] == (0, 90_000)
    life.edit(lines=one_line(120_000))

    assert standing("keys", house.tree)[:2] == (120_000, 0)
    assert [event for event, *_rest in events(life.application_id)][-2:] == ["adjust", "return"]


def test_the_last_cent_is_given_once_and_the_other_is_told_what_is_left_and_where(house):
    change(house, "keys", 150_000)
    second = make_application(house.at, 50_001)
    house.life.do("submit")

    assert refused(second.do, "submit") == "Keys has CN¥500.00 left, and this needs CN¥500.01. Nothing was stored."
    assert (second.case().state.status, standing("keys", house.tree)[3]) == ("draft", 50_000)
    second.edit(lines=one_line(50_000))
    second.do("submit")
    assert standing("keys", house.tree)[3] == 0
    with force_language("zh"):
        assert refused(second.edit, lines=one_line(50_001)) == "“Keys”还剩 ¥500.00，本申请需要 ¥500.01，未作任何保存。"


def test_every_level_up_to_the_root_counts(house):
    change(house, "company", 99_999)

    assert refused(house.life.do, "submit") == "Company has CN¥999.99 left, and this needs CN¥1,000.00. Nothing was stored."
    assert standing("keys", house.tree)[0] == 0


def test_a_fund_that_may_be_exceeded_wants_a_reason_and_one_signature_more_for_good(house, monkeypatch):
    ladders, life = house_rules().ladders, house.life
    monkeypatch.setattr(type(ladders), "for_case", lambda *_arguments: next(one for one in ladders.every if one.id == "by-amount"))
    change(house, "keys", 99_999, level="higher")
    life.edit(cost_note="")
    assert refused(life.do, "submit") == "A rule is exceeded. Give the reason in the cost note."
    life.edit(cost_note="The chairman comes")
    life.do("submit")
    signatures = [one.step.id for one in life.case().state.signatures]
    life.decide("approve", "gao.xiang")
    change(house, "keys", 1_000_000, level="higher")

    assert signatures == ["department", "general"]
    assert ("fund.higher" in life.case().facts["breaches"], life.case().state.status) == (True, "submitted")
    assert queries.beyond(life.application_id, house.tree["keys"]) == [house.tree["keys"]]


def test_a_cancelled_reception_gives_its_money_back(house):
    house.life.approve_all()
    with transaction():
        cancel_reception(house.life.reception, by=house.life.person("song.dan"), at=house.at)

    assert standing("company", house.tree)[:3] == (0, 0, 0) and events(house.life.application_id)[-1][0] == "release"


def test_a_closed_settlement_spends_what_it_cost_and_frees_the_rest(db, clock):
    with force_language("en"), transaction():
        over = settling.make_over(clock)
        tree = make_tree(clock)
        application, fund = over.application, session().get(Fund, tree["keys"])
        application.fund_id = fund.id
        total = applications.case_of(application).own_total.amount_minor
        actions.follow(application.id, application.reception_id, fund, "approved", total, by=None, at=clock)
        settling.note_all(over)
        settled = settling.settle(over)
        settled.state, settled.submitted_by_id = "submitted", over.owner.id
        charging.spend(application, settled.total_minor, by=factories.person("dong.fang"), at=clock)
        charging.spend(application, 1, by=factories.person("dong.fang"), at=clock)
        charging.follow(application, applications.case_of(application), by=None, at=clock)
        cost = settled.total_minor

    assert standing("keys", tree) == standing("company", tree) == (0, 0, cost, 100_000_000 - cost)
    assert events(over.application.id) == [("approve", "Keys", 0, total, 0), ("spend", "Keys", 0, -total, cost)]


def test_without_funds_everything_works_as_before(db, clock):
    with force_language("en"):
        life = make_application(clock, 100_000)
        life.approve_all()

        assert (life.case().fund, life.case().facts["fund"], session().query(FundEntry).count()) == (None, None, 0)


def test_which_fund_is_meant_when_none_is_named(db, clock):
    with force_language("en"), transaction():
        client = factories.make_client("云海", "Sea")
        top = add(None, "Company", 100, clock, kind="company")
        funds = {"centre": add(top, "Centre", 100, clock, cost_centre="KA-1"), "client": add(top, "Client", 100, clock, kind="client", client_id=client.id),
                 "department": add(top, "Department", 100, clock, department=("大客户部", "Key accounts"))}
        day, asked = date(2026, 12, 8), {"cost_centre": "KA-1", "client_id": client.id, "department": "Key accounts"}

        assert queries.default_for(day, **asked) == funds["centre"]
        assert queries.default_for(day, **asked | {"cost_centre": "KA-2"}) == funds["client"]
        assert queries.default_for(day, **asked | {"cost_centre": "", "client_id": None}) == funds["department"]
        assert queries.default_for(day, department="大客户部") == funds["department"]
        assert queries.default_for(date(2027, 1, 1), **asked) is None and queries.default_for(day, department="Other") is None


def test_a_house_with_funds_wants_one_named_that_is_for_the_day(house):
    life = house.life
    life.edit(cost_centre="KA-9")
    assert refused(life.do, "submit").startswith("Name the fund this is charged to")
    with transaction():
        late = add(None, "Next year", 10_000_000, house.at, kind="company", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31)).id
    life.edit(fund_id=late)
    assert refused(life.do, "submit") == "This fund is not for the day of the event. Name one that is."
    life.edit(fund_id=house.tree["project"])
    life.do("submit")

    assert [standing(name, house.tree)[0] for name in ("project", "keys", "company", "others")] == [100_000, 100_000, 100_000, 0]


def test_charging_another_fund_voids_the_signatures_and_moves_the_money(house):
    life = house.life
    life.approve_all()
    life.edit(fund_id=house.tree["others"])

    assert (life.case().state.status, life.case().state.signed_by) == ("submitted", set())
    assert [standing(name, house.tree)[:2] for name in ("keys", "others", "company")] == [(0, 0), (100_000, 0), (100_000, 0)]
    assert events(life.application_id)[-2:] == [("release", "Keys", 0, -100_000, 0), ("reserve", "Others", 100_000, 0, 0)]


# Funds themselves ---------------------------------------------------------------------------------------------------------

def change(house, name, amount, level="block", **options):
    with transaction():
        return actions.change_fund(session().get(Fund, house.tree[name]), amount_minor=amount, level=level, by=factories.person("dong.fang"), at=house.at,
                                   **{"reason": "Cut"} | options)


def test_a_change_is_a_row_of_its_own_and_never_goes_below_what_is_taken(house):
    house.life.do("submit")
    assert refused(change, house, "company", 99_999) == "CN¥1,000.00 of it is committed, approved or spent already; it cannot become less than that."
    change(house, "company", 100_000, reason="To the cent")
    assert refused(change, house, "company", 100_000).startswith("Neither the amount")
    assert refused(change, house, "company", 100_001, reason=" ") == "Give the reason; it stays with the amount."
    with pytest.raises(Conflict):
        change(house, "company", 100_001, version="1")
    session().rollback()

    fund = session().get(Fund, house.tree["company"])
    assert [(one.amount_minor, one.level, one.reason) for one in fund.changes] == [(100_000_000, "block", "Plan of the year"), (100_000, "block", "To the cent")]


def test_what_is_exceeded_on_a_reason_is_closed_only_with_enough_money(db, clock, house):
    change(house, "keys", 1, level="higher")
    house.life.do("submit")

    assert standing("keys", house.tree)[3] == -99_999
    assert refused(change, house, "keys", 1, level="block") == "CN¥1,000.00 is taken already, more than the amount; raise the amount first."
    change(house, "keys", 100_000, level="block")


@pytest.mark.parametrize(("values", "field"), [
    ({"title_en": ""}, "title_zh"), ({"kind": "company"}, "kind"), ({"ends_on": date(2025, 12, 31)}, "ends_on"), ({"starts_on": date(2025, 12, 31)}, "starts_on"),
    ({"ends_on": date(2026, 1, 1) + timedelta(days=1100)}, "ends_on"), ({"cost_centre": "KA-1"}, "cost_centre"), ({"reason": ""}, "reason"),
    ({"ends_on": date(2027, 1, 1)}, "starts_on")])
def test_a_fund_that_does_not_fit_is_refused_at_its_field(house, values, field):
    with pytest.raises(RuleBroken) as told, transaction():
        values = {"title_en": "New", "kind": "project"} | values
        title, kind = values.pop("title_en"), values.pop("kind")
        add(session().get(Fund, house.tree["company"]), title, 100, house.at, kind=kind, **values)

    assert told.value.field == field and session().query(Fund).count() == 4


def test_the_tree_is_as_deep_as_the_rules_say(house):
    with transaction():
        below = session().get(Fund, house.tree["project"])
        for number in range(2):
            below = add(below, f"Part {number}", 10, house.at, kind="project")
        with pytest.raises(RuleBroken) as told:
            add(below, "Too deep", 10, house.at, kind="project")

    assert told.value.field == "parent" and below.path.count("/") == 6
