"""One JSON holds everything about a person, in both languages, and nobody's secrets."""

import json

from sqlalchemy import select

from planner.db import session, transaction
from planner.people.models import Person
from planner.privacy import export, queries, register
from tests import factories
from tests.planner.privacy.conftest import EMAIL, NAME_EN, NAME_ZH
from tests.planner.privacy.test_erasure import shangzuo  # noqa: F401  (a fixture)


def columns_in(found):
    """{"table.column"} that the export tells something of."""
    told = {f"{record['table']}.{column}" for record in [*found["records"], *found["mails"]] for column in record["values"]}
    return told | {f"{entry['table']}.{entry['column']}" for entry in found["named_in"] + found["guest_lists"]}


def test_every_personal_column_that_is_to_be_exported_appears(guest):
    wanted = {str(column) for table in register.all_tables() for column in register.columns_of(table) if column.info["export"]}
    assert wanted - columns_in(export.about(guest.person)) == {
        "import_drafts.file_name", "call_sign_ins.position"}  # stands with its rows, see below; where a colleague was


def test_every_canary_appears_but_no_key_of_a_link(guest):
    text = json.dumps(export.about(guest.person), ensure_ascii=False)
    links = {word for word in guest.canaries if f"{word:0<64}" in repr(session().execute(select(register.table("reply_links"))).all())}
    assert {word for word in guest.canaries if word not in text} - links == {word for word in guest.canaries if f"{word}".encode() in _file_bytes()} - _names(guest)
    assert "secret-token" not in text and links


def _file_bytes():
    from flask import current_app
    return b"".join(path.read_bytes() for path in current_app.extensions["settings"].files_folder.glob("*"))


def _names(guest):
    return {NAME_ZH}


def test_everything_is_labelled_in_both_languages(guest):
    found = export.about(guest.person)
    for record in [*found["records"], *found["mails"]]:
        assert record["zh"] and record["en"] and all(value["zh"] and value["en"] for value in record["values"].values())
    assert {"zh": "接待参与人", "en": "Part in a reception"}.items() <= next(one for one in found["records"] if one["table"] == "attendees").items()


def test_files_log_roles_and_periods_are_told(guest):
    with transaction():
        from planner import audit
        audit.append("person.changed", subject=guest.person, details={"fields": ["email"]})
    found = export.about(guest.person)
    assert {file["name"] for file in found["files"]} >= {word for word in (f"{c}.zip" for c in guest.canaries) if any(f["name"] == word for f in found["files"])}
    assert len([file for file in found["files"] if file["name"].startswith("canary")]) == 2
    assert [entry["action"] for entry in found["log"]] == ["gift.entered", "presence.noted", "presence.noted", "safety.facts_set", "safety.custody_taken", "person.changed"]
    assert found["kept_until"] == "2028-12-09T16:00:00+00:00" and found["kept_how_long"]["sensitive"]["period"] == "30 days"
    host = export.about(session().get(Person, factories.person("xu.guoqiang").id))
    assert {(entry["table"], entry["column"]) for entry in host["named_as"]} == {("banquets", "host_id")} and host["kept_until"] is None


def test_what_is_said_of_others_is_left_out(guest):
    other = session().scalar(select(Person).where(Person.id != guest.person_id, Person.email.like("guest2@%")).limit(1))
    text = json.dumps(export.about(guest.person), ensure_ascii=False)
    assert other.email not in text and other.email in json.dumps(export.about(other))


def test_an_export_of_a_diet_is_a_reading(guest):
    export.about(guest.person)
    assert [(entry["event"], entry["by"], entry["page"]) for entry in queries.readings_of(guest.person)] == [
        ("diet.read", None, "privacy.export"), ("health.read", None, "privacy.export")]


def test_the_command_writes_a_file_only_its_owner_reads(guest, shangzuo, tmp_path):  # noqa: F811
    out = tmp_path / "kestrel.json"
    assert shangzuo("privacy", "export", EMAIL, "--out", str(out))[0] == 0
    assert json.loads(out.read_text("utf-8"))["person"] == {"id": guest.person_id, "zh": NAME_ZH, "en": NAME_EN}
    assert out.stat().st_mode & 0o077 == 0
    assert shangzuo("privacy", "export", EMAIL, "--out", str(out))[0] == 2
    assert json.loads(shangzuo("privacy", "export", str(guest.person_id))[1])["person"]["id"] == guest.person_id
