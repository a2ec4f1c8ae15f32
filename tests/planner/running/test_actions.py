"""Checklists, progress, delays, complaints, self-checks and who hears of what is overdue."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.db import session, transaction
from planner.documents import briefing
from planner.errors import Conflict, NotFound, RuleBroken
from planner.outbox.models import Mail
from planner.programme.roles import all_roles
from planner.receptions.actions import change_item, remove_item
from planner.receptions.models import ITEM_KINDS
from planner.running import actions, queries, rulebook, tasks
from planner.running.models import ChecklistTask, Complaint, ItemProgress
from tests import factories
from tests.conftest import NOW
from tests.planner.running.conftest import item, reception, wall

MINUTE = timedelta(minutes=1)


def test_every_step_names_a_flow_a_role_and_both_languages():
    flows, roles = rulebook.flows(), {*all_roles(), rulebook.KITCHEN}
    faults = [step["id"] for step in rulebook.steps().values() if step["flow"] not in flows or step["role"] not in roles
              or not all(step[part][lang] for part in ("title", "reason") for lang in ("zh", "en")) or step.get("at", {"kind": "tour"})["kind"] not in ITEM_KINDS]
    assert (faults, set(rulebook.packs())) == ([], roles)


def test_only_the_kitchen_has_diets_in_its_pack():
    assert [role for role, row in rulebook.packs().items() if "diets" in row["sections"]] == [rulebook.KITCHEN]


def test_briefing_cards_fit_countries_and_say_everything_in_both_languages():
    cards = {lang: briefing.country_cards(["DE", "SA", "JP", "XX"], lang) for lang in ("zh", "en")}
    assert [card.id for card in cards["en"]] == [card.id for card in cards["zh"]] == ["jp", "gulf", "de"]
    assert all(card.sources and len(card.points) >= 3 and all(words for _subject, words in card.points) for lang in cards for card in cards[lang])


@pytest.mark.parametrize(("total", "level"), [(100, "ready"), (81, "ready"), (80, "train"), (50, "train"), (49, "replace"), (10, "replace")])
def test_the_level_of_a_self_check(total, level):
    assert rulebook.level_of(total)["id"] == level


def laid_out(ids):
    with transaction():
        actions.lay_out(reception(ids), by=factories.person("song.dan"), at=NOW)
    return {task.step: task for task in queries.tasks_of(reception(ids))}


def test_a_checklist_is_laid_out_once_and_moves_with_its_item(visit):
    found = laid_out(visit)
    assert set(found) == set(rulebook.steps())
    assert [queries.due_wall(found[step]) for step in ("be_there", "introduce", "accompany", "farewell")] == [wall("10:00"), wall("11:48"), wall("15:05"), wall("21:30")]
    with transaction():
        assert actions.lay_out(reception(visit), by=factories.person("song.dan"), at=NOW) == 0
        change_item(item(visit, "arrival"), starts_at=wall("10:50"), ends_at=wall("11:10"), by=factories.person("song.dan"), at=NOW)
    assert queries.due_wall(found["be_there"]) == wall("10:20")


def test_a_tick_counts_once_and_is_taken_back_for_ten_minutes(visit):
    task, song, yuan = laid_out(visit)["greet"], factories.person("song.dan"), factories.person("yuan.jie")
    with transaction():
        assert actions.tick(task, by=song, at=NOW) and actions.tick(task, by=song, at=NOW + MINUTE)
        assert not actions.tick(task, by=yuan, at=NOW + MINUTE)
    assert (task.done_by_id, task.done_at) == (song.id, NOW)
    with transaction():
        actions.untick(task, by=yuan, at=NOW + 10 * MINUTE)
        assert task.done_at is None
        actions.tick(task, by=yuan, at=NOW)
    with pytest.raises(RuleBroken), transaction():
        actions.untick(task, by=yuan, at=NOW + 11 * MINUTE)


def test_own_tasks_are_added_moved_and_removed_and_steps_stay(visit):
    step, song = laid_out(visit)["gift"], factories.person("song.dan")
    with transaction():
        own = actions.add_task(reception(visit), role="driver", title_zh="加油", due_at=wall("09:00"), by=song, at=NOW)
        actions.move_task(own, wall("09:30"), by=song, at=NOW)
        actions.move_task(step, wall("21:00"), by=song, at=NOW)
    assert (queries.due_wall(own), queries.due_wall(step), step.minutes) == (wall("09:30"), wall("21:00"), -30)
    for wrong in (lambda: actions.add_task(reception(visit), role="nobody", title_zh="x", due_at=wall("09:00"), by=song, at=NOW),
                  lambda: actions.add_task(reception(visit), role="driver", title_zh="x", due_at=wall("09:00") + timedelta(days=30), by=song, at=NOW),
                  lambda: actions.remove_task(step, by=song, at=NOW)):
        with pytest.raises(RuleBroken), transaction():
            wrong()
    with transaction():
        actions.remove_task(own, by=song, at=NOW)
    assert session().get(ChecklistTask, own.id) is None


def test_what_hangs_on_an_item_goes_with_it(visit):
    laid_out(visit)
    with transaction():
        actions.begin(item(visit, "welcome"), by=factories.person("song.dan"), at=NOW)
        remove_item(item(visit, "welcome"), by=factories.person("song.dan"), at=NOW, is_used=False)
    assert "introduce" not in {task.step for task in queries.tasks_of(reception(visit))} and session().scalars(select(ItemProgress)).all() == []


def test_an_item_begins_ends_and_is_taken_back(visit):
    song, talks = factories.person("song.dan"), item(visit, "talks")
    with pytest.raises(RuleBroken), transaction():
        actions.end(talks, by=song, at=NOW)
    with transaction():
        actions.begin(talks, by=song, at=NOW)
        actions.begin(talks, by=factories.person("yuan.jie"), at=NOW + MINUTE)
        found = actions.end(talks, by=song, at=NOW + 5 * MINUTE)
    assert (found.started_at, found.done_at) == (NOW, NOW + 5 * MINUTE)
    with transaction():
        actions.take_back(talks, by=song, at=NOW + 6 * MINUTE)
        assert found.done_at is None
        actions.take_back(talks, by=song, at=NOW + 7 * MINUTE)
    assert found.started_at is None


@pytest.mark.parametrize("minutes", [None, -5, 721, 5000])
def test_minutes_that_cannot_be_are_refused(visit, minutes):
    with pytest.raises(RuleBroken), transaction():
        actions.announce_late(item(visit, "talks"), minutes, by=factories.person("song.dan"), at=NOW)


def test_a_delay_moves_only_what_depends_on_it_and_only_when_applied(visit):
    song, talks = factories.person("song.dan"), item(visit, "talks")
    with transaction():
        actions.announce_late(talks, 20, by=song, at=NOW)
    line = queries.lines([talks], {}, NOW)[0]
    assert (talks.starts_at, set(queries.what_moves(line).times)) == (wall("13:30"), {visit["talks"], visit["tour"]})
    seen = queries.mark_of(reception(visit), line)
    with pytest.raises(Conflict), transaction():
        actions.apply_delay(reception(visit), talks, seen="old", by=song, at=NOW)
    with transaction():
        actions.apply_delay(reception(visit), talks, seen=seen, by=song, at=NOW)
    assert [item(visit, kind).starts_at for kind in ("talks", "tour", "banquet")] == [wall("13:50"), wall("15:35"), wall("18:30")]
    with pytest.raises(Conflict), transaction():
        actions.apply_delay(reception(visit), talks, seen=seen, by=song, at=NOW)


def test_an_item_under_way_ends_later_and_begins_where_it_did(visit):
    song, talks = factories.person("song.dan"), item(visit, "talks")
    with transaction():
        actions.begin(talks, by=song, at=NOW)
        actions.announce_late(talks, 30, by=song, at=NOW)
        line = queries.lines([talks], {}, NOW)[0]
        actions.apply_delay(reception(visit), talks, seen=queries.mark_of(reception(visit), line), by=song, at=NOW)
    assert (talks.starts_at, talks.ends_at, item(visit, "tour").starts_at) == (wall("13:30"), wall("15:30"), wall("15:45"))


def test_overdue_tasks_are_told_to_the_receptionist_in_chief_once(visit):
    found = laid_out(visit)
    at = NOW + 11 * MINUTE  # "be there" was due at ten, eleven minutes ago; the grace is ten
    with transaction():
        actions.tick(found["car_ready"], by=factories.person("yuan.jie"), at=NOW)
        assert (tasks.tell(NOW + 9 * MINUTE), tasks.tell(at), tasks.tell(at + MINUTE)) == (1, 1, 0)
    mails = session().scalars(select(Mail).order_by(Mail.id)).all()
    assert [(mail.kind, mail.to_address) for mail in mails] == [("day_overdue", "song.d@shangzuo.example")] * 2
    assert {step for step, task in found.items() if task.escalated_at} == {"confirm_arrival", "be_there"}


def test_nobody_hears_of_a_cancelled_visit_or_of_last_week(visit):
    laid_out(visit)
    with transaction():
        reception(visit).cancelled_at = NOW
        assert tasks.tell(NOW + timedelta(hours=1)) == 0
        reception(visit).cancelled_at = None
        assert tasks.tell(NOW + timedelta(days=7)) == 0


def test_a_complaint_goes_its_way_in_order(visit):
    song = factories.person("song.dan")
    with transaction():
        found = actions.receive_complaint(reception(visit), grade="major", summary="房间太冷", minutes_ago=5, by=song, at=NOW)
    assert [queries.stage_due(found, stage) - found.received_at for stage in ("pass_on", "answer", "check")] == [10 * MINUTE, 30 * MINUTE, timedelta(hours=24)]
    assert [queries.overdue_stage(found, NOW + minutes * MINUTE) for minutes in (5, 6)] == [None, "pass_on"]
    for wrong in (lambda: actions.answer(found, "x", by=song, at=NOW), lambda: actions.check(found, "x", by=song, at=NOW),
                  lambda: actions.pass_on(found, factories.person("dong.fang").id, by=song, at=NOW)):
        with pytest.raises(RuleBroken), transaction():
            wrong()
    with transaction():
        actions.pass_on(found, visit["host"], by=song, at=NOW)
        actions.answer(found, "已换房", by=song, at=NOW + MINUTE)
        actions.check(found, "满意", by=song, at=NOW + timedelta(hours=2))
    assert (queries.next_stage(found), found.owner_id) == (None, visit["host"])


def test_a_late_complaint_is_told_once_for_each_stage(visit):
    song = factories.person("song.dan")
    with transaction():
        found = actions.receive_complaint(reception(visit), grade="normal", summary="茶凉了", by=song, at=NOW)
        assert [tasks.tell(NOW + minutes * MINUTE) for minutes in (9, 11, 12)] == [0, 1, 0]
        actions.pass_on(found, visit["host"], by=song, at=NOW + 13 * MINUTE)
        assert [tasks.tell(NOW + minutes * MINUTE) for minutes in (20, 31, 32)] == [0, 1, 0]
    assert session().get(Complaint, found.id).escalated == ["pass_on", "answer"]


def test_a_host_is_scored_anew_instead_of_twice(visit):
    song, host = factories.person("song.dan"), queries.host_of(reception(visit), visit["host_id"]).person
    with transaction():
        actions.score(reception(visit), host, [5] * 10, by=song, at=NOW)
        actions.score(reception(visit), host, [9] * 10, by=song, at=NOW)
    assert [row.total for row in queries.readiness_of(reception(visit)).values()] == [90]
    for scores in ([5] * 9, [0] + [5] * 9, [11] + [5] * 9, [None] * 10):
        with pytest.raises(RuleBroken), transaction():
            actions.score(reception(visit), host, scores, by=song, at=NOW)


def test_the_day_belongs_to_the_people_of_the_reception(visit):
    assert [queries.reception_of(visit["reception"], factories.person(login)).id for login in ("song.dan", "yuan.jie", "gao.xiang")] == [visit["reception"]] * 3
    for login in ("tang.lei", "dong.fang"):
        with pytest.raises(NotFound):
            queries.reception_of(visit["reception"], factories.person(login))
    with transaction():
        item(visit, "talks").responsible_id = factories.person("dong.fang").id
    assert queries.reception_of(visit["reception"], factories.person("dong.fang")) and not queries.may_plan(reception(visit), factories.person("dong.fang"))


def test_a_role_sees_its_items(visit):
    roles = queries.item_roles(reception(visit))
    shown = {role: [one.kind for one in queries.items_for(role, reception(visit).items, roles)] for role in ("driver", "kitchen", "guide", "receptionist_in_chief")}
    assert shown == {"driver": ["arrival"], "kitchen": ["banquet"], "guide": ["tour"], "receptionist_in_chief": [one.kind for one in reception(visit).items]}
