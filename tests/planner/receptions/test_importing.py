"""Storing a guest list: what is new, what changes, the same file again, all or nothing."""

from pathlib import Path

import pytest
from sqlalchemy import select

from planner.audit import AuditEntry
from planner.db import session, transaction
from planner.errors import RuleBroken
from planner.people.models import Client, Person
from planner.receptions import importing
from planner.receptions.models import Attendee, ImportDraft
from tests import factories

DEMO = Path(__file__).parents[3] / "demo" / "huaxin-guests.xlsx"


@pytest.fixture
def reception(db, clock):
    with transaction():
        return factories.make_reception()


def load(reception, data=None, at=None, name="huaxin-guests.xlsx", **options):
    with transaction():
        return importing.import_file(reception, data or DEMO.read_bytes(), name, by=reception.owner, at=at, **options)


def party():
    return {a.person.name("zh"): a for a in session().scalars(select(Attendee)).unique()}


def test_the_demonstration_list_is_stored_with_its_relations(reception, clock):
    stored, proposal = load(reception, at=clock)
    assert stored == importing.Stored(new=35, changed=0, same=0, clients=5)
    people = party()
    assert len(people) == 35
    wang, liu, chen = people["王建国"], people["刘慧"], people["陈志远"]
    assert (liu.partner, wang.partner, liu.rank, liu.tours, liu.role) == (wang, liu, 1, False, "spouse")
    assert liu.person.client == wang.person.client == reception.client
    assert (wang.answered_by, chen.answered_by) == (people["郑晓"], people["郑晓"])
    assert people["邓德"].interprets_for.person.name_en == "Stefan Krause"
    assert people["阿依古丽"].interprets_for.person.name_en == "Khalid Al-Harbi"
    assert people["田中惠"].interprets_for == people["佐藤健一"]
    assert people["孙浩"].health == {"codes": ["pacemaker"], "note": "装有心脏起搏器"}
    assert people["孙浩"].remark == ""
    assert people["林静"].diet["codes"] == ["no_alcohol"]
    assert people["林静"].health["codes"] == ["pregnant"]
    assert people["赵敏"].person.title_zh == "副总裁（采购）"
    assert (people["马云飞"].dines, people["石刚"].dines) == (False, False)
    assert people["何局长"].is_official and people["何局长"].person.client.kind == "official"
    assert people["梁文"].person.email == ""
    assert people["许国强"].person.is_staff and people["许国强"].role == "host"
    clients = {c.name("zh"): (c.kind, c.country) for c in session().scalars(select(Client))}
    assert clients == {"华信电力设备集团": ("private", "CN"), "Krause Anlagenbau GmbH": ("foreign", "DE"), "Al-Harbi Power Trading": ("foreign", "SA"),
                       "東和電機株式会社": ("foreign", "JP"), "省能源局": ("official", "CN"), "南方电力设计院": ("private", "CN")}


def test_the_same_file_again_changes_nothing(reception, clock):
    load(reception, at=clock)
    versions = [(a.id, a.version, a.person.version) for a in party().values()]
    entries = session().query(AuditEntry).count()
    stored, _ = load(reception, at=clock)
    assert stored == importing.Stored(new=0, changed=0, same=35, clients=0)
    assert [(a.id, a.version, a.person.version) for a in party().values()] == versions
    assert session().query(AuditEntry).count() == entries


def test_song_dan_is_recognised_as_the_account_she_is(reception, clock):
    load(reception, at=clock)
    assert session().query(Person).filter_by(name_zh="宋丹").count() == 1
    assert party()["宋丹"].person_id == reception.owner_id


def test_a_changed_cell_changes_one_person(reception, clock):
    load(reception, "姓名,单位,职务,手机\n王建国,华信电力设备集团,董事长,13800010001\n李伟,华信电力设备集团,经理,13800010009\n".encode(), clock, "a.csv")
    stored, _ = load(reception, "姓名,单位,职务,手机\n王建国,华信电力设备集团,董事局主席,13800010001\n李伟,华信电力设备集团,经理,13800010009\n".encode(), clock, "a.csv")
    assert (stored.new, stored.changed, stored.same) == (0, 1, 1)
    assert party()["王建国"].person.title_zh == "董事局主席"


def test_a_blank_cell_erases_nothing(reception, clock):
    load(reception, "姓名,单位,手机,职务\n王建国,华信,13800010001,董事长\n".encode(), clock, "a.csv")
    load(reception, "姓名,单位,手机\n王建国,华信,\n".encode(), clock, "a.csv")
    assert (party()["王建国"].person.phone, party()["王建国"].person.title_zh) == ("13800010001", "董事长")


def test_a_namesake_of_another_organisation_is_another_person(reception, clock):
    with transaction():
        other = factories.make_client("东方集团", "Orient Group")
        factories.make_person("王建国", "Wang Jianguo", client_id=other.id, email="wang@orient.example")
    load(reception, "姓名,单位\n王建国,华信电力设备集团\n".encode(), clock, "a.csv")
    assert session().query(Person).filter_by(name_zh="王建国").count() == 2


def test_a_known_contact_is_taken_up_again_by_mail(reception, clock):
    with transaction():
        known = factories.make_person("王建国", "Wang Jianguo", client_id=reception.client_id, email="wang@huaxin.example")
    load(reception, "姓名,单位,邮箱\n王建国,华信电力设备集团,WANG@huaxin.example\n".encode(), clock, "a.csv")
    assert party()["王建国"].person_id == known.id


def test_the_full_name_found_out_later_survives_the_old_list(reception, clock):
    rows = "姓名,单位,职务\n何局长,省能源局,副局长\n王建国,华信,董事长\n".encode()
    load(reception, rows, clock, "a.csv")
    with transaction():
        party()["何局长"].person.name_zh = "何志明"
    stored, _ = load(reception, rows, clock, "a.csv")
    assert (stored.new, stored.same) == (0, 2)
    assert set(party()) == {"何志明", "王建国"}


def test_what_a_guest_answered_is_not_overwritten(reception, clock):
    rows = "姓名,单位,饮食\n王建国,华信,素食\n".encode()
    load(reception, rows, clock, "a.csv")
    with transaction():
        wang = party()["王建国"]
        wang.diet, wang.diet_source = {"codes": ["halal"], "note": ""}, "guest"
    load(reception, rows, clock, "a.csv")
    assert party()["王建国"].diet == {"codes": ["halal"], "note": ""}


def test_without_consent_no_diet_is_stored(reception, clock):
    load(reception, at=clock, with_sensitive=False)
    assert [a.diet for a in party().values() if a.diet] == []
    assert [a.health for a in party().values() if a.health] == []


def test_nothing_is_stored_while_a_problem_is_open(reception, clock):
    rows = "姓名,单位,邮箱\n王建国,华信,bad-mail@\n李伟,华信,\n".encode()
    with pytest.raises(RuleBroken):
        load(reception, rows, clock, "a.csv", decisions={"1.2:bad_email:email": {"choice": "edit", "text": "still bad"}})
    assert party() == {}
    load(reception, rows, clock, "a.csv", decisions={"1.2:bad_email:email": {"choice": "edit", "text": "wang@huaxin.example"}})
    assert party()["王建国"].person.email == "wang@huaxin.example"


def test_a_failure_in_the_middle_leaves_nothing(reception, clock, monkeypatch):
    def fail(matches):
        raise RuntimeError("half way")
    monkeypatch.setattr(importing, "_store_relations", fail)
    with pytest.raises(RuntimeError):
        load(reception, at=clock)
    assert session().query(Attendee).count() == 0
    assert session().query(Client).count() == 1


def test_a_draft_is_encrypted_and_replaced_by_the_next(reception, clock):
    with transaction():
        importing.start_draft(reception, DEMO.read_bytes(), "a.xlsx", by=reception.owner, at=clock)
        importing.start_draft(reception, DEMO.read_bytes(), "b.xlsx", by=reception.owner, at=clock)
    assert [draft.file_name for draft in session().scalars(select(ImportDraft))] == ["b.xlsx"]
    raw = bytes(session().connection().exec_driver_sql("SELECT content FROM import_drafts").scalar())
    assert "起搏器".encode() not in raw and b"bad-mail" not in raw


def test_comparing_takes_the_same_number_of_queries_for_few_and_many(reception, clock, db):
    def statements(count):
        from sqlalchemy import event
        rows = "姓名,单位,手机\n" + "".join(f"王{chr(0x4e00 + i)},华信,138000{i:05}\n" for i in range(count))
        with transaction():
            draft = importing.start_draft(reception, rows.encode(), "a.csv", by=reception.owner, at=clock)
        proposal = importing.proposal_of(draft)
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        importing.compare(reception, proposal)
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)
    assert statements(1) == statements(50)


def test_a_draft_lives_for_a_day(reception, clock):
    from datetime import timedelta
    from planner.jobs.actions import TASKS
    with transaction():
        importing.start_draft(reception, DEMO.read_bytes(), "old.xlsx", by=reception.owner, at=clock - timedelta(hours=24, seconds=1))
    assert importing.draft_of(reception, reception.owner, clock) is None
    with transaction():
        other = factories.make_reception(client=reception.client)
        importing.start_draft(other, DEMO.read_bytes(), "new.xlsx", by=reception.owner, at=clock - timedelta(hours=24))
    TASKS["receptions.forget_drafts"](None)
    assert [draft.file_name for draft in session().scalars(select(ImportDraft))] == ["new.xlsx"]
