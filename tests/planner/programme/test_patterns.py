"""Beginning a programme from a pattern or from a past reception."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.programme import actions, checks, patterns, roles
from planner.programme.models import ItemLink, ItemRole
from planner.receptions.kinds import visit_kinds
from planner.receptions.models import ITEM_KINDS
from tests import factories
from tests.conftest import NOW
from tests.planner.programme.test_checks import Visit


@pytest.fixture
def by(visit):
    return factories.person("song.dan")


@pytest.mark.parametrize("pattern", patterns.patterns(), ids=lambda row: row["id"])
def test_every_pattern_makes_a_programme_without_new_faults(visit, by, pattern):
    visit.client.grade = "A"
    patterns.begin_with_pattern(visit.reception, pattern["id"], by=by, at=NOW)
    found = [one for one in checks.of_reception(visit.reception, NOW) if one.rule not in ("PR-02", "PR-07")]
    assert found == [] and len(visit.reception.items) == len(pattern["items"])


@pytest.mark.parametrize("grade, kinds", [("A", ["meal", "send_off"]), ("C", ["tour", "send_off"])])
def test_the_grade_decides_what_is_proposed_and_dependencies_skip_what_is_not(visit, by, grade, kinds):
    visit.client.grade = grade
    items = patterns.begin_with_pattern(visit.reception, "half_day", by=by, at=NOW)
    assert [item.kind for item in items[-2:]] == kinds
    last = session().scalar(select(ItemLink).where(ItemLink.item_id == items[-1].id))
    assert last.on_id == items[-2].id


def test_a_pattern_is_for_an_empty_programme_and_enough_days(visit, by):
    visit.reception.ends_on = visit.reception.starts_on
    session().flush()
    with pytest.raises(RuleBroken):
        patterns.begin_with_pattern(visit.reception, "guests_from_abroad", by=by, at=NOW)
    with pytest.raises(NotFound):
        patterns.begin_with_pattern(visit.reception, "nonsense", by=by, at=NOW)
    patterns.begin_with_pattern(visit.reception, "half_day", by=by, at=NOW)
    with pytest.raises(RuleBroken):
        patterns.begin_with_pattern(visit.reception, "half_day", by=by, at=NOW)


def test_a_copy_takes_items_roles_and_dependencies_to_the_new_days(visit, by):
    talks, tour = visit.item("talks", "09:00", "10:00"), visit.item("tour", "10:10", "11:00", day="2026-12-09")
    actions.set_link(tour, talks, kind="after", minutes=10, by=by, at=NOW)
    actions.set_role(tour, "guide", visit.deng.id, note_zh="讲德语", by=by, at=NOW)
    actions.set_participants(tour, "named", attendees=[visit.keller.id], by=by, at=NOW)
    other = Visit()
    other.reception.starts_on, other.reception.ends_on = date(2027, 3, 2), date(2027, 3, 3)
    session().flush()
    copied = patterns.begin_with_copy(other.reception, visit.reception, by=by, at=NOW)
    assert [(item.kind, item.starts_at) for item in copied] == [("talks", datetime(2027, 3, 2, 9)), ("tour", datetime(2027, 3, 3, 10, 10))]
    assert (copied[1].takes, session().scalar(select(ItemRole.note_zh).where(ItemRole.item_id == copied[1].id))) == ("party", "讲德语")
    assert session().scalar(select(ItemLink.on_id).where(ItemLink.item_id == copied[1].id)) == copied[0].id


def test_what_lies_beyond_the_days_is_left_out_of_a_copy(visit, by):
    visit.item("talks", "09:00", "10:00")
    visit.item("tour", "10:10", "11:00", day="2026-12-09")
    other = Visit()
    other.reception.starts_on = other.reception.ends_on = date(2027, 3, 2)
    session().flush()
    assert [item.kind for item in patterns.begin_with_copy(other.reception, visit.reception, by=by, at=NOW)] == ["talks"]
    with pytest.raises(RuleBroken):
        patterns.begin_with_copy(Visit().reception, Visit().reception, by=by, at=NOW)


def test_patterns_and_grades_are_complete():
    kinds = set(visit_kinds())
    for pattern in patterns.patterns():
        assert set(pattern["visit_kinds"]) <= kinds and pattern["title"].keys() == {"zh", "en"}
        for number, row in enumerate(pattern["items"], 1):
            assert row["kind"] in ITEM_KINDS and row.get("after", 0) < number and set(row["roles"]) <= set(roles.all_roles())
    assert {kind for pattern in patterns.patterns() for kind in pattern["visit_kinds"]} == kinds
    assert all(row["title"].keys() == {"zh", "en"} for row in roles.all_roles().values())


@pytest.mark.parametrize("grade", "ABC")
def test_every_grade_says_who_meets_them(visit, grade):
    visit.client.grade = grade
    assert all(patterns.grade(visit.client)[part][lang] for part in ("meets", "car", "meal", "gift") for lang in ("zh", "en"))
