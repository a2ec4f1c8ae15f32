"""A guest list beside what is stored: parts that somebody has already, and contacts that colleagues look after."""

import pytest
from sqlalchemy import select

from planner.audit import AuditEntry
from planner.db import session, transaction
from planner.people.models import Person
from planner.receptions import importing
from planner.receptions.models import Attendee
from tests import factories

OWN = "姓名,部门,职务,角色\n高翔,客户部,经理,{}\n"
GUESTS = "姓名,单位,职务,电子邮箱\n李雷,东方集团,总裁,lei@orient.example\n"


@pytest.fixture
def reception(db, clock):
    with transaction():
        return factories.make_reception()


def holder(reception, role, name="许国强", side="host"):
    with transaction():
        return factories.make_attendee(reception, side=side, role=role, rank=1, person=factories.make_person(
            name, client_id=reception.client_id if side == "guest" else None)).id


def examined(reception, text, decisions=None):
    book = importing.workbook.read(text.encode(), "a.csv")
    proposal = importing.propose(book, [importing.recognise(sheet) for sheet in book.sheets], decisions)
    return proposal, importing.compare(reception, proposal)


def load(reception, text, clock, decisions=None):
    with transaction():
        return importing.import_file(reception, text.encode(), "a.csv", by=reception.owner, at=clock, decisions=decisions)[0]


def roles():
    return {one.person.name("zh"): one.role for one in session().scalars(select(Attendee)).unique()}


@pytest.mark.parametrize(("word", "role"), [("主人", "host"), ("副主陪", "second_host")])
def test_a_part_that_somebody_has_is_listed_before_anything_is_stored(reception, clock, word, role):
    holder(reception, role)
    proposal, comparison = examined(reception, OWN.format(word))
    problem = next(problem for problem in proposal.problems if problem.kind == f"{role}_taken")
    assert (problem.name, problem.severity, problem.proposal, [choice.id for choice in problem.choices]) == ("高翔", "warning", "stays", ["stays", "takes_over"])
    assert "许国强" in problem.message
    assert comparison.stepping_down == {}
    load(reception, OWN.format(word), clock)
    assert roles() == {"许国强": role, "高翔": "companion"}


@pytest.mark.parametrize(("word", "role"), [("主人", "host"), ("副主陪", "second_host")])
def test_who_is_listed_may_take_over(reception, clock, word, role):
    holder(reception, role)
    decisions = {f"1.2:{role}_taken:role": {"choice": "takes_over"}}
    stored = load(reception, OWN.format(word), clock, decisions)
    assert roles() == {"许国强": "companion", "高翔": role}
    assert stored.new == 1
    details = session().scalars(select(AuditEntry).where(AuditEntry.action == "party.imported")).one().details
    assert len(details["stepped_down"]) == 1
    assert load(reception, OWN.format(word), clock, decisions).same == 1


def test_the_guest_of_honour_of_a_second_list_does_not_push_out_the_first(reception, clock):
    holder(reception, "guest_of_honour", "王建国", "guest")
    proposal, _comparison = examined(reception, GUESTS)
    assert [problem.kind for problem in proposal.problems if problem.kind.startswith("guest_of_honour")] == ["guest_of_honour_missing", "guest_of_honour_taken"]
    load(reception, GUESTS, clock)
    assert roles() == {"王建国": "guest_of_honour", "李雷": "guest"}


def test_the_same_person_keeps_the_part_without_a_word(reception, clock):
    load(reception, OWN.format("主人"), clock)
    proposal, comparison = examined(reception, OWN.format("主人"))
    assert not comparison.changes_anything
    assert [problem for problem in proposal.problems if problem.kind == "host_taken"] == []


def test_comparing_twice_tells_once(reception):
    holder(reception, "host")
    proposal, _comparison = examined(reception, OWN.format("主人"), {"1.2:host_taken:role": {"choice": "takes_over"}})
    again = importing.compare(reception, proposal)
    assert [problem.kind for problem in proposal.problems].count("host_taken") == 1
    assert list(again.stepping_down.values()) == ["companion"]


def test_two_second_hosts_in_one_list_are_listed(reception, clock):
    text = "姓名,部门,职务,角色\n高翔,客户部,经理,副主陪\n董芳,财务部,总监,副主陪\n"
    proposal, _comparison = examined(reception, text)
    assert "second_hosts_several" in {problem.kind for problem in proposal.problems}
    load(reception, text, clock)
    assert sorted(roles().values()) == ["companion", "second_host"]


def test_a_guest_of_honour_on_the_host_side_is_listed_and_stored_as_companion(reception, clock):
    text = "姓名,部门,职务,角色\n许国强,总经办,总经理,主人\n高翔,客户部,经理,主宾\n"
    proposal, _comparison = examined(reception, text)
    assert [(problem.name, problem.proposal) for problem in proposal.problems if problem.kind == "honour_on_host_side"] == [("高翔", "usual")]
    load(reception, text, clock)
    assert roles() == {"许国强": "host", "高翔": "companion"}


def test_a_text_file_named_after_our_side_holds_our_people(reception):
    for name, side in (("我方名单.csv", "host"), ("our staff.csv", "host"), ("tour of guests.csv", "guest"), ("list.csv", "guest")):
        book = importing.workbook.read("姓名,部门,职务,角色\n高翔,客户部,经理,陪同\n".encode(), name)
        assert [(sheet.name, importing.recognise(sheet).side) for sheet in book.sheets] == [(name[:-4], side)]


@pytest.fixture
def orient(reception):
    """东方集团, looked after by Tang Lei, with 李雷 whom the list calls 总裁."""
    with transaction():
        client = factories.make_client("东方集团", "Orient", owners=[factories.person("tang.lei")])
        factories.make_person("李雷", client_id=client.id, title_zh="副总裁", email="lei@orient.example")
        return client


def titles():
    return [person.title_zh for person in session().scalars(select(Person).where(Person.name_zh == "李雷"))]


def test_a_colleagues_contact_comes_along_and_keeps_its_details(reception, orient, clock):
    proposal, comparison = examined(reception, GUESTS)
    assert [(problem.kind, problem.severity) for problem in proposal.problems if problem.kind == "contact_kept"] == [("contact_kept", "info")]
    stored = load(reception, GUESTS, clock)
    assert (stored.new, titles(), roles()) == (1, ["副总裁"], {"李雷": "guest_of_honour"})
    assert load(reception, GUESTS, clock).same == 1


def test_contacts_of_ones_own_client_follow_the_list(reception, orient, clock):
    with transaction():
        orient.owners = [reception.owner]
    proposal, _comparison = examined(reception, GUESTS)
    assert "contact_kept" not in {problem.kind for problem in proposal.problems}
    load(reception, GUESTS, clock)
    assert titles() == ["总裁"]


def test_contacts_of_the_visiting_client_follow_the_list_whoever_looks_after_it(reception, clock):
    with transaction():
        reception.client.owners = [factories.person("tang.lei")]
        factories.make_person("李雷", client_id=reception.client_id, title_zh="副总裁", email="lei@orient.example")
    load(reception, GUESTS.replace("东方集团", reception.client.name_zh), clock)
    assert titles() == ["总裁"]


def test_a_guest_nobody_knows_becomes_a_new_contact_of_a_colleagues_client(reception, orient, clock):
    load(reception, GUESTS.replace("李雷", "韩梅梅").replace("lei@", "mei@"), clock)
    assert session().scalars(select(Person).where(Person.name_zh == "韩梅梅")).one().client_id == orient.id
