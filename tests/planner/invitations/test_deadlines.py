from datetime import date, timedelta

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.invitations import deadlines
from planner.invitations.deadlines import (
    Standing,
    deadline_day,
    deadline_graph,
    deadlines_before,
    reply_by_when_sent,
    standings,
)
from planner.days.working import is_working_day

BANQUET_DAY = date(2026, 12, 8)


def days(banquet_day):
    return [(deadline.id, deadline.day.isoformat()) for deadline in deadlines_before(banquet_day)]


def test_chain_of_the_demonstration_banquet():
    assert days(BANQUET_DAY) == [
        ("approval_in", "2026-11-23"),
        ("invitations_sent", "2026-11-24"),
        ("reminder", "2026-11-27"),
        ("reply_by", "2026-12-01"),
        ("seating_freeze", "2026-12-03"),
        ("place_cards", "2026-12-04"),
        ("confirmation_calls", "2026-12-07"),
    ]


def test_invitation_date_in_a_holiday_moves_before_it():
    assert deadline_day(date(2026, 10, 21), "invitations_sent") == date(2026, 9, 30)
    assert deadline_day(date(2026, 10, 21), "approval_in") == date(2026, 9, 29)


def test_order_holds_when_a_long_holiday_lies_before_the_banquet():
    assert days(date(2026, 10, 8)) == [
        ("approval_in", "2026-09-18"),
        ("invitations_sent", "2026-09-20"),
        ("reminder", "2026-09-22"),
        ("reply_by", "2026-09-24"),
        ("seating_freeze", "2026-09-28"),
        ("place_cards", "2026-09-29"),
        ("confirmation_calls", "2026-09-30"),
    ]


@settings(deadline=None)
@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_each_deadline_is_a_working_day_and_in_order(banquet_day):
    chain = [deadline.day for deadline in deadlines_before(banquet_day)]

    assert all(map(is_working_day, chain))
    assert all(earlier < later for earlier, later in zip(chain, [*chain[1:], banquet_day]))
    assert deadline_day(banquet_day, "invitations_sent") <= banquet_day - timedelta(days=14)


def test_each_deadline_explains_itself_in_both_languages():
    for deadline in deadlines_before(BANQUET_DAY):
        for lang in ("zh", "en"):
            assert deadline.title(lang) and deadline.reason(lang) and deadline.what_can_be_done(lang) and deadline.source(lang)


def test_graph_ends_in_the_banquet_alone():
    graph = deadline_graph()

    assert [name for name in graph if graph.out_degree(name) == 0] == ["banquet"]
    assert set(graph) - {"banquet"} == nx.ancestors(graph, "banquet")


def test_standings_name_the_days_late_and_left():
    chain = {deadline.id: deadline for deadline in deadlines_before(BANQUET_DAY)}
    asked = [chain["approval_in"], chain["invitations_sent"], chain["reminder"], chain["reply_by"]]

    assert standings(asked, date(2026, 11, 27), {"approval_in"}) == [
        Standing(chain["approval_in"], "done", 0),
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
    assert reply_by_when_sent(BANQUET_DAY, date.fromisoformat(sent_on)) == date.fromisoformat(reply_by)


def test_circle_in_the_data_is_refused(monkeypatch):
    circle = {"deadline": [
        {"id": "one", "before": "two", "working_days_before": 1},
        {"id": "two", "before": "one", "working_days_before": 1},
    ]}
    monkeypatch.setattr(deadlines, "rules", lambda: circle)
    deadline_graph.cache_clear()

    with pytest.raises(ValueError, match="circle"):
        deadline_graph()
    deadline_graph.cache_clear()
