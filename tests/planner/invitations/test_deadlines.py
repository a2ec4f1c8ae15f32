from datetime import date, time, timedelta

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.days.special import is_day_off
from planner.days.working import is_working_day
from planner.invitations import deadlines
from planner.invitations.critical import forecast
from planner.invitations.deadlines import (
    BANQUET,
    Standing,
    Terms,
    deadline_day,
    deadlines_before,
    gathering_of,
    graph_of,
    is_asked_to_hold,
    lead_of,
    leads,
    reply_by_when_sent,
    standings,
)

BANQUET_DAY = date(2026, 12, 8)
USUAL = Terms(BANQUET_DAY)


def days(terms):
    return [(deadline.id, deadline.day.isoformat()) for deadline in deadlines_before(terms)]


def by_id(terms):
    return {deadline.id: deadline for deadline in deadlines_before(terms)}


# --- the days ------------------------------------------------------------------------------------------------------------

def test_chain_of_the_demonstration_banquet():
    assert days(USUAL) == [
        ("date_agreed", "2026-11-18"),
        ("application_in", "2026-11-19"),
        ("proof_read", "2026-11-20"),
        ("approval_in", "2026-11-23"),
        ("cards_printed", "2026-11-23"),
        ("invitations_sent", "2026-11-24"),
        ("reminder", "2026-11-27"),
        ("reply_by", "2026-12-01"),
        ("seating_freeze", "2026-12-03"),
        ("place_cards", "2026-12-04"),
        ("confirmation_calls", "2026-12-07"),
    ]


def test_guests_from_abroad_are_asked_to_hold_the_date_six_weeks_ahead_and_the_date_is_agreed_before():
    chain = by_id(Terms(BANQUET_DAY, lead="three_to_six", countries=frozenset({"CN", "DE"}), holds_date=True))

    assert (chain["date_agreed"].day, chain["hold_the_date"].day, chain["invitations_sent"].day) == (
        date(2026, 10, 26), date(2026, 10, 27), date(2026, 11, 10))
    assert chain["hold_the_date"].custom_until == chain["invitations_sent"].day == BANQUET_DAY - timedelta(days=28)
    assert chain["invitations_sent"].custom_until == BANQUET_DAY - timedelta(days=21)


def test_no_letter_leaves_on_a_day_on_which_the_guests_are_off():
    thanksgiving = BANQUET_DAY + timedelta(days=2)

    assert deadline_day(Terms(thanksgiving), "invitations_sent") == date(2026, 11, 26)
    assert deadline_day(Terms(thanksgiving, countries=frozenset({"CN", "US"})), "invitations_sent") == date(2026, 11, 25)
    assert deadline_day(Terms(thanksgiving, countries=frozenset({"CN", "US"})), "cards_printed") == date(2026, 11, 24)


def test_what_only_we_do_falls_on_days_on_which_only_we_work():
    chain = by_id(Terms(date(2026, 10, 15), countries=frozenset({"CN", "JP"})))

    assert (chain["cards_printed"].day, chain["invitations_sent"].day) == (date(2026, 9, 23), date(2026, 9, 24))
    assert is_day_off("JP", date(2026, 9, 23))


def test_invitation_date_in_a_holiday_moves_before_it():
    assert deadline_day(Terms(date(2026, 10, 21)), "invitations_sent") == date(2026, 9, 30)
    assert deadline_day(Terms(date(2026, 10, 21)), "approval_in") == date(2026, 9, 29)


def test_order_holds_when_a_long_holiday_lies_before_the_banquet():
    assert days(Terms(date(2026, 10, 8)))[3:] == [
        ("approval_in", "2026-09-18"),
        ("cards_printed", "2026-09-18"),
        ("invitations_sent", "2026-09-20"),
        ("reminder", "2026-09-22"),
        ("reply_by", "2026-09-24"),
        ("seating_freeze", "2026-09-28"),
        ("place_cards", "2026-09-29"),
        ("confirmation_calls", "2026-09-30"),
    ]


def test_a_tea_needs_neither_seats_nor_cards_and_leaves_a_week_ahead():
    chain = by_id(Terms(BANQUET_DAY, lead="lunch_tea", gathering="tea"))

    assert not {"seating_freeze", "place_cards"} & set(chain)
    assert chain["invitations_sent"].day == BANQUET_DAY - timedelta(days=7)
    assert chain["reply_by"].day < chain["confirmation_calls"].day


every_terms = st.builds(Terms, st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from(sorted(leads())), st.sampled_from(["banquet", "lunch", "tea", "cocktail"]),
                        st.sampled_from([frozenset({"CN"}), frozenset({"CN", "SA"}), frozenset({"CN", "DE", "JP"})]), st.booleans())


@settings(deadline=None, max_examples=60)
@given(every_terms)
def test_each_deadline_is_a_working_day_of_whom_it_concerns_and_in_order(terms):
    graph, chain = graph_of(terms), by_id(terms)
    day_of = {name: deadline.day for name, deadline in chain.items()} | {BANQUET: terms.day}

    assert all(is_working_day(deadline.day) for deadline in chain.values())
    assert not any(is_day_off(country, chain[name].day) for name in ("invitations_sent", "reply_by") for country in terms.countries)
    assert all(day_of[a] < day_of[b] or day_of[a] == day_of[b] and lag == 0 for a, b, lag in graph.edges(data="working_days"))
    assert chain["invitations_sent"].day <= terms.day - timedelta(days=leads()[terms.lead]["days"])
    assert all(deadline.day <= deadline.holds_until for deadline in chain.values())


# --- the kind of event and its lead --------------------------------------------------------------------------------------

@pytest.mark.parametrize("kind, begins, gathering, lead", [
    ("banquet", "18:30", "banquet", "three_to_six"), ("banquet", "12:00", "banquet", "three_to_six"), ("meal", "12:00", "lunch", "lunch_tea"),
    ("meal", "15:00", "banquet", "three_to_six"), ("tea", "15:00", "tea", "lunch_tea"), ("talks", "09:00", "banquet", "three_to_six")])
def test_the_kind_of_event_follows_from_the_item_and_banquets_follow_the_pack(kind, begins, gathering, lead):
    assert gathering_of(kind, time.fromisoformat(begins)) == gathering and lead_of(gathering, "three_to_six") == lead


def test_every_lead_lies_within_what_its_custom_allows_and_every_pack_knows_its_own():
    from planner.banquets.seating_bridge import pack_ids, pack_options

    assert all(row["at_least"] <= row["days"] <= row["at_most"] and row["reply_days"] < row["at_least"] + 7 for row in leads().values())
    assert {pack_options(pack, ["invite_lead"])["invite_lead"][2] for pack in pack_ids()} <= set(leads())


@pytest.mark.parametrize("country, rank, grade, asked", [("DE", 5, "C", True), ("CN", 1, "A", True), ("CN", 2, "A", False), ("CN", 1, "B", False), ("CN", None, "A", False)])
def test_who_is_asked_to_hold_the_date(country, rank, grade, asked):
    assert is_asked_to_hold(country, rank, grade) is asked


# --- words and graph -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("terms", [USUAL, Terms(BANQUET_DAY, "cocktail", "cocktail", frozenset({"CN", "DE"}), True)])
def test_each_deadline_explains_itself_in_both_languages(terms):
    for deadline in deadlines_before(terms):
        for lang in ("zh", "en"):
            assert deadline.title(lang) and deadline.reason(lang) and deadline.what_can_be_done(lang) and deadline.source(lang)
        assert deadline.owner in ("account_manager", "approver", "office")


def test_graph_ends_in_the_banquet_alone():
    graph = graph_of(USUAL)

    assert [name for name in graph if graph.out_degree(name) == 0] == ["banquet"]
    assert set(graph) - {"banquet"} == nx.ancestors(graph, "banquet")
    assert [name for name in graph if graph.in_degree(name) == 0] == ["date_agreed"]


def test_circle_in_the_data_is_refused(monkeypatch):
    circle = {"lead": [{"id": "two_weeks", "pace": "usual"}], "deadline": [
        {"id": "one", "before": {"two": [1, 1]}},
        {"id": "two", "before": {"one": [1, 1]}},
    ]}
    monkeypatch.setattr(deadlines, "rules", lambda: circle)
    deadlines._graph.cache_clear()

    with pytest.raises(ValueError, match="circle"):
        graph_of(USUAL)
    deadlines._graph.cache_clear()


# --- where they stand ----------------------------------------------------------------------------------------------------

def test_standings_name_the_days_late_and_left():
    chain = by_id(USUAL)
    asked = [chain[name] for name in ("approval_in", "proof_read", "invitations_sent", "reminder", "reply_by")]

    assert standings(asked, date(2026, 11, 27), {"approval_in"}) == [
        Standing(chain["approval_in"], "done", 0),
        Standing(chain["proof_read"], "passed", 7),
        Standing(chain["invitations_sent"], "late", 3),
        Standing(chain["reminder"], "today", 0),
        Standing(chain["reply_by"], "ahead", 4),
    ]


@pytest.mark.parametrize(
    ("sent_on", "reply_by"),
    [
        ("2026-11-20", "2026-12-01"),
        ("2026-11-24", "2026-12-01"),
        ("2026-11-25", "2026-12-05"),
        ("2026-12-05", "2026-12-06"),
        ("2026-12-06", "2026-12-07"),
        ("2026-12-07", "2026-12-08"),
        ("2026-12-08", "2026-12-08"),
    ],
)
def test_reply_date_moves_when_the_invitation_leaves_late(sent_on, reply_by):
    assert reply_by_when_sent(USUAL, date.fromisoformat(sent_on)) == date.fromisoformat(reply_by)


# --- the critical path ---------------------------------------------------------------------------------------------------

def foreseen(terms, today, *done):
    return forecast(terms, today, standings(deadlines_before(terms), today, set(done)))


def test_in_time_the_critical_path_leads_to_the_sending_with_its_days_to_spare():
    found = foreseen(USUAL, date(2026, 11, 16))

    assert found.path == ("date_agreed", "application_in", "approval_in", "cards_printed", "invitations_sent")
    assert found.to_spare == 2 and found.moved == () and found.fits


def test_what_is_done_leaves_the_critical_path_and_what_is_late_pushes_the_rest():
    found = foreseen(USUAL, date(2026, 11, 20), "date_agreed")

    assert found.path == ("application_in", "approval_in", "cards_printed", "invitations_sent") and found.to_spare == -1
    assert found.moved == (("approval_in", date(2026, 11, 23), date(2026, 11, 24)), ("cards_printed", date(2026, 11, 23), date(2026, 11, 24)),
                           ("invitations_sent", date(2026, 11, 24), date(2026, 11, 25)))
    assert found.fits


def test_a_banquet_that_can_no_longer_be_prepared_is_said_so():
    found = foreseen(USUAL, date(2026, 12, 1))

    assert not found.fits and found.earliest[BANQUET] > BANQUET_DAY


def test_all_done_leaves_no_path():
    found = foreseen(USUAL, date(2026, 12, 7), *by_id(USUAL))

    assert found.path == () and found.to_spare is None and found.moved == () and found.fits


def test_nobody_waits_for_a_lapsed_request_to_hold_the_date():
    terms = Terms(BANQUET_DAY, holds_date=True)
    found = foreseen(terms, date(2026, 11, 16), "date_agreed")

    assert "hold_the_date" not in found.earliest and found.path[0] == "application_in"


@settings(deadline=None, max_examples=40)
@given(every_terms, st.integers(0, 60), st.sets(st.sampled_from(sorted(by_id(Terms(BANQUET_DAY, holds_date=True))))))
def test_the_critical_path_has_the_least_to_spare_and_nothing_comes_before_what_it_waits_for(terms, days_before, done):
    today = terms.day - timedelta(days=days_before)
    found, graph = foreseen(terms, today, *done), graph_of(terms)

    assert all(found.slack[name] >= found.to_spare for name in found.slack)
    assert all(graph.has_edge(a, b) for a, b in zip(found.path, found.path[1:]))
    assert all(found.earliest[a] <= found.earliest[b] for a, b in graph.edges if a in found.earliest and b in found.earliest)
    assert all(day >= today for day in found.earliest.values())
