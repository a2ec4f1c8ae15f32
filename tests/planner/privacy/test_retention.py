"""What is due is forgotten by the job, one second after its time and not one before."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, true

from planner import audit
from planner import clock as planner_clock
from planner.budgets.models import Decision
from planner.db import session, transaction
from planner.jobs.actions import TASKS
from planner.jobs.worker import EVERY
from planner.people import access_log
from planner.people.models import Client, Person
from planner.privacy import queries, register
from planner.receptions.models import Attendee, ImportDraft, Reception
from tests import factories

SECOND = timedelta(seconds=1)
DIET_DUE = datetime(2027, 1, 8, 16, tzinfo=UTC)     # 30 days after 9 December 2026 ended in Shanghai
NAME_DUE = datetime(2028, 12, 9, 16, tzinfo=UTC)    # 24 months after


def run_at(moment):
    with planner_clock.fixed(moment):
        TASKS["privacy.retention"](None)
    session().rollback()
    session().expire_all()


def readable():
    """Everything in the database, decrypted."""
    return {table.name: repr(session().execute(select(table)).all()) for table in register.all_tables()}


def left(privacy):
    """{"table.column"} of this class in which something stands in a row of a reception, or of one of its guests."""
    found = set()
    for table in register.personal_tables():
        for column in register.columns_of(table, privacy):
            of_guests = Person.client_id.is_not(None) if table.name == "people" else Client.note != "never came" if table.name == "clients" else true()
            if any(value not in (None, "", []) for value in session().scalars(select(column).where(of_guests))):
                found.add(str(column))
    return found


def test_the_worker_does_it_by_the_clock(app):
    assert "privacy.retention" in EVERY and "privacy.retention" in TASKS


def test_diets_and_health_go_after_thirty_days_to_the_second(guest):
    before = left("sensitive")
    run_at(DIET_DUE - SECOND)
    assert left("sensitive") == before == {
        "attendees.diet", "attendees.health", "import_drafts.content", "custody_receipts.things", "custody_receipts.visitor_signature",
        "custody_receipts.keeper_signature", "custody_receipts.return_signature", "safety_visitors.sizes", "safety_visitors.age",
        "safety_visitors.signature", "safety_visitors.nda_signature"}
    run_at(DIET_DUE)
    assert left("sensitive") == set()
    assert session().scalars(select(Attendee.diet_source).where(Attendee.diet_source.is_not(None))).all() == []
    assert session().scalars(select(ImportDraft)).all() == []
    assert guest.person.name_en == "Kestrel Canary"


@pytest.mark.parametrize("privacy", ["contact", "free text", "message"])
def test_contacts_notes_and_mails_go_after_twenty_four_months_to_the_second(guest, privacy):
    before = {column for column in left(privacy) if register.way_to_day(column.partition(".")[0]) is None}  # calls go by their own day
    run_at(NAME_DUE - SECOND)
    assert left(privacy) == before != set()
    run_at(NAME_DUE + SECOND)
    assert left(privacy) == set()


def test_names_become_a_pseudonym_after_twenty_four_months_to_the_second(guest):
    run_at(NAME_DUE - SECOND)
    assert (guest.person.name_zh, guest.person.title_zh != "") == ("鸢金雀", True)
    run_at(NAME_DUE)
    person = guest.person
    assert (person.name_zh, person.name_en) == queries.pseudonym(person)
    assert [person.name_native, person.title_zh, person.title_en, person.gender, person.email, person.languages] == ["", "", "", None, "", []]
    assert "canary" not in person.search_text + person.sort_key
    found = readable()
    assert {name for name, text in found.items() if "鸢金雀" in text or "Kestrel" in text} == {"applications", "budget_lines", "decisions", "visit_applications", "visit_decisions", "settlements", "settlement_lines", "settlement_papers", "revenues", "budget_quotes", "fund_changes",
                                                                                                "call_reports", "call_report_costs"}


def test_the_files_of_mails_go_with_their_bodies(guest, settings):
    assert len(list(settings.mail_folder.glob("*.eml"))) == 2
    run_at(NAME_DUE)
    assert list(settings.mail_folder.glob("*.eml")) == []


def test_a_second_run_changes_nothing_and_the_log_stays_whole(guest):
    run_at(NAME_DUE)
    first = readable()
    assert audit.verify() is None
    entry = session().scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc())).first()
    assert entry.action == "retention.applied" and entry.details["people.name"] == 6
    run_at(NAME_DUE + timedelta(hours=1))
    assert readable() == first


def test_who_comes_again_is_kept_from_the_last_visit_on(guest):
    with transaction():
        later = factories.make_reception(starts_on=datetime(2028, 5, 1).date(), ends_on=datetime(2028, 5, 2).date(), client=session().scalars(select(Client)).first())
        factories.make_attendee(later, person=guest.person)
    run_at(NAME_DUE)
    assert guest.person.name_zh == "鸢金雀"
    assert session().get(Reception, guest.receptions[0]).note == ""


def test_staff_and_who_signed_an_approval_keep_their_names(guest):
    with transaction():
        signer = factories.person("gao.xiang")
        account = factories.account("gao.xiang")
        account.disabled_at, signer.is_active, signer.phone = planner_clock.now(), False, "13911112222"
        decision = session().scalars(select(Decision)).first()
        session().add(Decision(application_id=decision.application_id, action="approve", person_id=signer.id, at=planner_clock.now()))
    run_at(NAME_DUE)
    signer = factories.person("gao.xiang")
    assert (signer.name_zh, signer.phone) == ("高翔", "")
    assert factories.person("song.dan").name_zh == "宋丹"
    run_at(datetime(2036, 11, 21, tzinfo=UTC))
    assert session().get(Person, signer.id).name_zh.startswith("已匿名")


def test_who_never_came_is_kept_from_the_day_they_were_entered(db):
    with transaction():
        person = factories.make_person("孤鹤", client_id=factories.make_client().id)
    run_at(datetime(2028, 11, 20, 16, tzinfo=UTC) - SECOND)
    assert session().get(Person, person.id).name_zh == "孤鹤"
    run_at(datetime(2028, 11, 20, 16, tzinfo=UTC))
    assert session().get(Person, person.id).name_zh.startswith("已匿名")


def test_readings_are_kept_three_years(db):
    for year, month in ((2026, 10), (2026, 11)):
        with planner_clock.fixed(datetime(year, month, 5, tzinfo=UTC)):
            access_log.read("diet", by=None, people=[1], page="party")
    run_at(datetime(2029, 11, 20, tzinfo=UTC))
    assert [path.stem for path in sorted(access_log.folder().glob("*"))] == ["2026-11"]
