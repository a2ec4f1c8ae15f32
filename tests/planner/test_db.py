"""The ground: transactions, types, and the register of columns."""

import shutil
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from planner.db import Base, refuse_old_sqlite, session, transaction
from planner.people.models import Person
from planner.settings import BadSettings
from tests import factories
from tests.conftest import KeptFile
import planner.tables  # noqa: F401


def test_every_column_says_how_private_it_is_and_how_long_it_is_kept():
    unregistered = [str(c) for table in Base.metadata.tables.values() for c in table.columns
                    if set(c.info) != {"privacy", "retention", "export"}]
    assert unregistered == []


def test_models_and_migrations_describe_the_same_tables(db):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_run_down_and_up_again(db):
    from planner import migrate

    migrate.downgrade(db.engine)
    with pytest.raises(BadSettings):
        migrate.require_current(db.engine)
    migrate.upgrade(db.engine)
    migrate.require_current(db.engine)


def test_nothing_is_written_outside_a_transaction(db):
    with transaction():
        person = factories.make_person()
    person.note = "changed on the way"
    with pytest.raises(RuntimeError):
        session().flush()
    session().rollback()
    assert session().get(Person, person.id).note == ""


def test_an_error_undoes_everything_in_the_transaction(db):
    with pytest.raises(ZeroDivisionError), transaction():
        factories.make_person("李四")
        with transaction():
            factories.make_person("王五")
        1 / 0
    assert session().query(Person).count() == 0


def test_moments_come_back_in_utc_and_need_a_zone(db):
    local = datetime(2026, 11, 20, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    with transaction():
        reception = factories.make_reception(created_at=local)
    session().expire_all()
    assert reception.created_at == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert reception.created_at.tzinfo is UTC


def test_diet_is_sealed_in_the_database(db):
    with transaction():
        attendee = factories.make_attendee(factories.make_reception(), diet={"codes": ["halal"], "note": "canary-7f3a"})
    session().expire_all()
    assert attendee.diet == {"codes": ["halal"], "note": "canary-7f3a"}
    raw = session().execute(text("SELECT diet FROM attendees")).scalar()
    assert b"canary" not in bytes(raw) and b"halal" not in bytes(raw)


@pytest.mark.parametrize("version, good", [((3, 40, 1), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 7), True),
                                           ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True)])
def test_a_broken_sqlite_is_refused(version, good):
    if good:
        refuse_old_sqlite(version)
    else:
        with pytest.raises(BadSettings):
            refuse_old_sqlite(version)


def test_an_error_of_the_database_does_not_repeat_what_was_typed(db):
    with pytest.raises(StatementError) as refused, transaction():
        session().execute(text("INSERT INTO people (name_zh) VALUES (:name)"), {"name": "王建国"})
    assert "王建国" not in str(refused.value)


# --- the file that serves one test after the other ---------------------------------------------------------------------

@pytest.fixture
def kept(empty_database, tmp_path):
    made = KeptFile(Path(shutil.copy(empty_database, tmp_path / "empty.sqlite")))
    yield made
    made.connection.close()
    made.database.engine.dispose()


ROW = ("hash", 7, "2026-11-20 02:00:00", "2026-11-20 02:00:00", None)


def test_kept_file_is_empty_for_the_next_test_and_numbers_begin_anew(kept):
    kept.fill([("INSERT INTO login_sessions VALUES (?, ?, ?, ?, ?)", [ROW]), ("INSERT INTO sqlite_sequence VALUES (?, ?)", [("bookings", 12)])])
    rows = kept.rows()

    kept.empty()
    gone = kept.filled()
    kept.fill(rows)
    kept.fill(rows)

    assert (gone, kept.filled()) == ([], ["sqlite_sequence", "login_sessions"])
    assert kept.connection.execute("SELECT * FROM login_sessions").fetchall() == [ROW]


@pytest.mark.parametrize("deed", ["another table", "another file", "a transaction left open"])
def test_kept_file_is_copied_anew_after_what_cannot_be_taken_out(kept, deed, request):
    if deed == "another table":
        kept.connection.execute("CREATE TABLE extra (a)")
    elif deed == "another file":
        kept.path.unlink()
        kept.path.write_bytes(b"")
    else:
        other = kept.database.engine.dialect.dbapi.connect(kept.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        request.addfinalizer(other.close)

    kept.empty()

    extra = kept.connection.execute("SELECT name FROM sqlite_schema WHERE name = 'extra'").fetchall()
    assert (kept.filled(), extra, kept.path.stat().st_size > 100_000) == ([], [], True)
