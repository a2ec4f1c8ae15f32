"""Questions, conditions and hand-overs: the application keeps its place, money waits, and time approves nothing."""

from datetime import UTC, datetime, timedelta
from email import message_from_string
from types import SimpleNamespace

import pytest

from planner.accounts.queries import roles_of
from planner.budgets import ladders, queries, rulebook, talks, tasks, telling
from planner.db import session, transaction
from planner.errors import NotAllowed, RuleBroken
from planner.money import Money
from planner.outbox.models import Mail


def say(house, action, login, *args, **options):
    person = house.person(login)
    with transaction():
        if action == "ask":
            return talks.ask(house.application, queries.case_of(house.application).fingerprint, by=person, roles=roles_of(person), at=house.at, **options)
        more = {"roles": roles_of(person)} if action == "confirm" else {}
        return getattr(talks, action)(house.application, *args, by=person, at=house.at, **more, **options)


def refused(house, kind, words, act):
    before = house.snapshot()
    with pytest.raises(kind, match=words):
        act()
    session().rollback()
    assert house.snapshot() == before


def test_a_question_keeps_the_place_and_the_signatures(house):
    house.do("submit")
    house.decide("approve", "gao.xiang")
    refused(house, NotAllowed, "turn of", lambda: say(house, "ask", "gao.xiang", note="Why?"))
    refused(house, RuleBroken, "question", lambda: say(house, "ask", "xu.guoqiang", note=" "))
    say(house, "ask", "xu.guoqiang", note="Why two cars?")
    state = house.case().state
    assert (state.question.note, state.next_step.id, len(state.signed_by)) == ("Why two cars?", "general", 1)
    refused(house, RuleBroken, "open already", lambda: say(house, "ask", "xu.guoqiang", note="And?"))
    refused(house, NotAllowed, "applicant's side", lambda: say(house, "answer", "dong.fang", note="Because"))
    say(house, "answer", "song.dan", note="Eight guests, four seats each")
    state = house.case().state
    assert (state.question, state.next_step.id, len(state.signed_by)) == (None, "general", 1)
    refused(house, RuleBroken, "Nothing is asked", lambda: say(house, "answer", "song.dan", note="x"))
    house.decide("approve", "xu.guoqiang")


def test_nothing_leaves_before_the_condition_is_met_and_confirmed(house):
    house.do("submit")
    house.decide("approve", "gao.xiang")
    house.decide("approve", "xu.guoqiang", condition="Without the second wine")
    house.decide("approve", "dong.fang")
    assert (house.application.status, queries.approved_fingerprint(house.reception)) == ("conditional", None)
    refused(house, RuleBroken, "has not said", lambda: say(house, "confirm", "xu.guoqiang", "general"))
    refused(house, RuleBroken, "no open condition", lambda: say(house, "meet", "song.dan", "finance", note="x"))
    refused(house, NotAllowed, "applicant's side", lambda: say(house, "meet", "dong.fang", "general", note="x"))
    say(house, "meet", "song.dan", "general", note="Taken off the list")
    assert queries.approved_fingerprint(house.reception) is None
    refused(house, NotAllowed, "whoever may sign", lambda: say(house, "confirm", "dong.fang", "general"))
    refused(house, NotAllowed, "You filed", lambda: say(house, "confirm", "song.dan", "general"))
    say(house, "confirm", "xu.guoqiang", "general")
    assert house.application.status == "approved" and queries.approved_fingerprint(house.reception)


def test_waiting_hands_over_and_tells_and_approves_nothing(house):
    with transaction():
        house.people["gao.xiang"].email, house.people["xu.guoqiang"].email = "gao@shangzuo.example", "xu@shangzuo.example"
    house.do("submit")
    assert run(house) == (0, 1)
    house.at += timedelta(hours=47)
    assert run(house) == (0, 0)
    house.at += timedelta(hours=1)
    assert run(house) == (1, 2)  # the one whose turn it was, and the one it was handed to
    assert run(house) == (0, 0)
    state = house.case().state
    assert (state.next_step.id, state.signed_by, house.application.waiting_role) == ("department", set(), "department_manager,general_manager")
    house.decide("approve", "xu.guoqiang")
    assert (house.application.decisions[-1].step, house.application.decisions[-1].role) == ("department", "general_manager")
    letter = message_from_string(session().query(Mail).first().content).get_payload(0).get_payload(decode=True).decode()
    assert f"/approvals/{house.application_id}" in letter and "请登录后在申请页面上审批" in letter


def run(house):
    """(handed over, letters) of one round of the task."""
    with transaction():
        return len(talks.hand_over_due(at=house.at)), telling.tell_turns(at=house.at)


def test_who_writes_waits_for_one_application_at_a_time(house, monkeypatch):
    with transaction():
        house.people["gao.xiang"].email = "gao@shangzuo.example"
    house.do("submit")
    others, begun = [house.application_id + 1, house.application_id + 2], []
    monkeypatch.setattr(tasks.queries, "waiting_ids", lambda: [house.application_id, *others])

    def counted():
        begun.append(session().info.get("writing"))
        return transaction()

    monkeypatch.setattr(tasks, "transaction", counted)
    assert (tasks.turns(lambda *done: None), len(begun), any(begun)) == ({"handed_over": [], "told": 1}, 3, False)
    assert (tasks.turns(lambda *done: None)["told"], tasks.compare_states(lambda *done: None)) == (0, {"corrected": []})


def test_a_plan_that_is_long_over_is_not_compared_every_hour(house):
    house.do("submit")
    ends_on = house.application.reception.ends_on
    assert [queries.ids_to_compare(datetime(ends_on.year, ends_on.month, ends_on.day, tzinfo=UTC) + timedelta(days=days)) for days in (31, 32)] == [[house.application_id], []]


def test_side_by_side_in_either_order(house, monkeypatch):
    use(monkeypatch, "side-by-side", "guests = [\"official\"]\n", "")
    house.do("submit")
    house.decide("approve", "gao.xiang")
    assert [step.id for step in house.case().state.open_steps] == ["general", "finance"]
    assert house.application.waiting_role == "general_manager,finance"
    house.decide("approve", "dong.fang", step="finance")
    house.decide("approve", "xu.guoqiang", step="general")
    assert house.case().state.is_approved


def use(monkeypatch, ladder_id, *replaced):
    """The house with another ladder, read from the text of the file."""
    text = (rulebook.FOLDER / "ladders.toml").read_text().replace('active = "handbook"', f'active = "{ladder_id}"')
    if replaced:
        text = text.replace(*replaced)
    rules = rulebook.Rulebook(rulebook.house_rules().policies, read(text), rulebook.house_rules().prices)
    monkeypatch.setattr(queries, "house_rules", lambda: rules)


def read(text):
    return ladders.read_ladders(SimpleNamespace(name="ladders.toml", read_text=lambda encoding: text))


@pytest.mark.parametrize("department, guests, amount, chosen", [
    ("市场部", {"private": 3}, 100, "by-amount"), ("客户部", {"private": 3}, 100, "handbook"), ("客户部", {"official": 1}, 100, "side-by-side"),
    ("客户部", {"private": 3}, 2_000_000, "side-by-side"),
])
def test_department_kind_and_amount_choose_the_ladder(department, guests, amount, chosen):
    text = (rulebook.FOLDER / "ladders.toml").read_text().replace('[[ladder]]', '''[[choose]]
ladder = "by-amount"
departments = ["市场部"]

[[choose]]
ladder = "side-by-side"
guests = ["official"]

[[choose]]
ladder = "side-by-side"
from = "20000.00"

[[ladder]]''', 1)
    assert read(text).for_case(department, guests, Money(amount, "CNY")).id == chosen


@pytest.mark.parametrize("old, new, words", [
    ('hand_over_hours = 48\nhand_over_to', 'hand_over_hours = 0\nhand_over_to', "at least one hour"),
    ('hand_over_to = "general_manager"', 'hand_over_to = "auditor"', "unknown hand_over_to"),
    ('unconcerned = ["days", "guest_diners"', 'unconcerned = ["amount_minor"', "unknown unconcerned"),
    ('active = "handbook"', 'active = "handbook"\n\n[[choose]]\nladder = "none"', "unknown ladder"),
])
def test_a_wrong_ladder_stops_the_start(old, new, words):
    text = (rulebook.FOLDER / "ladders.toml").read_text().replace(old, new, 1)
    with pytest.raises(rulebook.BadRules, match=words):
        read(text)


def test_only_who_is_concerned_is_asked_again(house):
    """A diner more for the same money does not concern finance; a yuan more concerns everybody."""
    house.approve_all()
    house.edit(own_diners=house.application.own_diners + 1, cost_note="x")
    assert [s.step.id for s in house.case().state.signatures if s.decision is None] == ["department", "general"]
    house.decide("approve", "gao.xiang")
    house.decide("approve", "xu.guoqiang")
    assert house.case().state.is_approved
    house.edit(lines=house.lines(drinks=99_000), cost_note="x")
    assert house.case().state.signed_by == set()
