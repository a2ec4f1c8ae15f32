"""Erasing a person: a rehearsal first, then nothing of them is found anywhere, and it stays so after a restore."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from planner import audit
from planner import clock as planner_clock
from planner.budgets.models import BudgetLine
from planner.cli import main
from planner.db import close_session, compact, session, transaction
from planner.errors import RuleBroken
from planner.invitations.models import ReplyLink
from planner.outbox.models import Mail
from planner.people.models import Person
from planner.privacy import actions, erasure_list, queries, register
from planner.receptions.models import Attendee, Reception
from tests import factories
from tests.planner.privacy.conftest import NAME_EN, NAME_ZH

AFTER = datetime(2026, 12, 9, 16, tzinfo=UTC)   # the midnight that ends the last day in Shanghai


def everywhere(settings):
    """All rows, decrypted, with the bytes of the database and of every file in the data folder."""
    rows = " ".join(repr(session().execute(select(table)).all()) for table in register.all_tables())
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    letters = [*session().scalars(select(Mail.content)), *(path.read_text("ascii") for path in files if path.suffix == ".eml")]
    rows += " ".join(map(queries.readable, letters))
    if settings.url.startswith("sqlite"):
        base = settings.url.removeprefix("sqlite:///")
        files += [path for path in (Path(base), Path(base + "-wal")) if path.exists()]
    data = b"".join(path.read_bytes() for path in files)
    return rows.encode() + data


def found_of(guest, settings):
    data = everywhere(settings)
    return [word for word in guest.canaries if word.encode() in data]


def erase(guest, at=AFTER):
    with transaction():
        done = actions.erase(guest.person, at=at)
    assert compact()
    return done


def test_thirty_canaries_are_there_before_and_nowhere_after(guest, settings):
    assert len(guest.canaries) >= 30
    assert found_of(guest, settings) == guest.canaries
    erase(guest)
    assert found_of(guest, settings) == []


def test_the_words_around_the_name_stay_in_texts_about_others(guest):
    erase(guest)
    reception = session().get(Reception, guest.receptions[0])
    assert reception.note == f"about {queries.pseudonym(guest.person)[1]} in receptions.note"


def test_seats_amounts_and_other_people_stay(guest):
    amounts = select(BudgetLine.quantity, BudgetLine.unit_price_minor)
    others = select(Person.id, Person.name_zh, Person.name_en, Person.email).where(Person.id != guest.person_id)
    before = [session().execute(query).all() for query in (amounts, others)], session().scalar(select(Attendee.rank).where(Attendee.person_id == guest.person_id))
    erase(guest)
    after = [session().execute(query).all() for query in (amounts, others)], session().scalar(select(Attendee.rank).where(Attendee.person_id == guest.person_id))
    assert after == before


def test_the_log_verifies_and_says_what_was_done_without_a_name(guest):
    done = erase(guest)
    assert audit.verify() is None
    entry = session().scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc())).first()
    assert (entry.action, entry.subject, entry.details) == ("person.erased", f"people:{guest.person_id}", done.goes.as_details())
    assert entry.details["attendees.diet"] == 2 and entry.details["reply_links"] == 2


def test_links_open_nothing_and_waiting_mails_are_stopped(guest):
    with transaction():
        mail = session().scalars(select(Mail).where(Mail.to_address == "kestrel@canary.example")).first()
        mail.state, mail_id = "queued", mail.id
    erase(guest)
    holders = select(Attendee.id).where(Attendee.person_id == guest.person_id)
    assert session().scalars(select(ReplyLink).where(ReplyLink.holder_id.in_(holders))).all() == []
    assert session().get(Mail, mail_id).state == "cancelled"


@pytest.mark.parametrize(("seconds", "refused"), [(-1, True), (0, False)])
def test_only_after_the_last_event(guest, seconds, refused):
    at = AFTER + timedelta(seconds=seconds)
    if refused:
        with pytest.raises(RuleBroken, match="尚未结束"), transaction():
            actions.erase(guest.person, at=at)
        assert guest.person.name_zh == NAME_ZH and not erasure_list.path().exists()
    else:
        erase(guest, at)
        assert guest.person.name_zh != NAME_ZH


def test_not_while_the_person_works_here(db):
    with transaction():
        person = factories.person("song.dan")
    with pytest.raises(RuleBroken, match="在职"), transaction():
        actions.erase(person, at=AFTER)


def test_the_pseudonym_is_the_same_each_time_and_another_for_another(guest):
    first = queries.pseudonym(guest.person)
    erase(guest)
    assert (guest.person.name_zh, guest.person.name_en) == first == queries.pseudonym(guest.person)
    assert queries.pseudonym(factories.person("song.dan")) != first


def test_a_longer_name_that_contains_this_one_is_left_alone(guest):
    with transaction():
        factories.make_person(NAME_ZH + "民")
        session().get(Reception, guest.receptions[0]).note = f"{NAME_ZH}民接{NAME_ZH}；{NAME_EN}son, {NAME_EN}."
    erase(guest)
    zh, _en = queries.pseudonym(guest.person)
    assert session().get(Reception, guest.receptions[0]).note == f"{NAME_ZH}民接{zh}；{NAME_EN}son, {zh}."


def test_a_gift_with_the_name_stays_and_is_told(guest):
    with transaction():
        line = session().scalars(select(BudgetLine)).first()
        line.description_en = f"Vase for {NAME_EN}"
    with transaction():
        done = actions.erase(guest.person, at=AFTER)
    assert [sentence for sentence in done.stays if f"budget_lines.description_en {line.id}" in sentence] != []
    assert session().get(BudgetLine, line.id).description_en == f"Vase for {NAME_EN}"


# --- the command ---------------------------------------------------------------------------------

@pytest.fixture
def shangzuo(app, settings, monkeypatch, capsys):
    """The command on this test's database, after the event; its exit code and what it printed."""
    import base64

    monkeypatch.setenv("SHANGZUO_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("SHANGZUO_DATABASE_URL", settings.url)
    monkeypatch.setenv("SHANGZUO_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("SHANGZUO_DATA_KEY", base64.b64encode(settings.data_key).decode())
    made = []

    def opened(**_options):
        from planner.cli import _keep_erased
        _keep_erased(app)
        return app

    monkeypatch.setattr("planner.cli.open_app", opened)

    def run(*arguments):
        close_session()
        with planner_clock.fixed(AFTER + timedelta(days=1)):
            code = main(list(arguments))
        said = capsys.readouterr()
        made.append(code)
        return code, said.out, said.err
    return run


def test_a_rehearsal_says_what_goes_and_stays_and_changes_nothing(guest, settings, shangzuo):
    before = everywhere(settings)
    code, said, _err = shangzuo("privacy", "--language", "en", "erase", NAME_EN)
    assert code == 0 and "What goes" in said and "What stays, and why" in said and "Nothing was changed" in said
    assert "   2  Part in a reception – Diet" in said and "Seats, ranks, replies and amounts" in said
    assert everywhere(settings) == before


def test_with_yes_it_is_done_in_either_language(guest, settings, shangzuo):
    code, said, _err = shangzuo("privacy", "--language", "zh", "erase", "kestrel@canary.example", "--yes")
    assert code == 0 and "将删除" in said and "保留的内容及原因" in said and "已完成" in said
    assert found_of(guest, settings) == []


def test_who_is_meant_must_be_clear(guest, shangzuo):
    assert shangzuo("privacy", "--language", "en", "erase", "nobody at all")[0::2] == (2, "shangzuo: Nobody has this number, address or name.\n")
    with transaction():
        factories.make_person(NAME_ZH)
    code, _said, error = shangzuo("privacy", "--language", "en", "erase", NAME_ZH)
    assert code == 2 and f"{guest.person_id} {NAME_ZH}" in error


def test_a_restored_backup_does_not_bring_the_person_back(guest, settings, shangzuo):
    if not settings.url.startswith("sqlite"):
        pytest.skip("the backup is a copy of the file")
    path = Path(settings.url.removeprefix("sqlite:///"))
    compact()
    backup = path.read_bytes()
    shangzuo("privacy", "erase", str(guest.person_id), "--yes")
    close_session()
    session().bind.dispose()
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_bytes(backup)
    assert guest.person.name_zh == NAME_ZH
    code, _said, error = shangzuo("db", "check")
    assert code == 0 and "erased again: 1" in error
    assert found_of(guest, settings) == []
    assert shangzuo("db", "check")[2] == ""


def test_a_number_given_to_somebody_else_after_a_restore_is_not_erased(guest, shangzuo):
    erase(guest)
    with transaction():
        guest.person.name_zh = "另一位"
    assert shangzuo("db", "check")[2] == ""
    assert guest.person.name_zh == "另一位"


def test_the_erasure_list_names_nobody(guest, settings):
    erase(guest)
    text = erasure_list.path().read_text()
    assert not any(word in text for word in guest.canaries) and erasure_list.path().stat().st_mode & 0o077 == 0
