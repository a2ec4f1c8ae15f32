"""The log's chain: whole as written, and every kind of tampering found."""

import pytest
from sqlalchemy import text

from planner import audit
from planner.db import session, transaction
from tests import factories


@pytest.fixture
def chain(db):
    with transaction():
        reception = factories.make_reception()
        for number in range(6):
            audit.append(f"test.step_{number}", subject=reception, by=reception.owner, details={"number": number})
    return session().query(audit.AuditEntry).count()


def tamper(statement):
    with transaction() as current:
        current.execute(text(statement))
    session().expire_all()


def test_an_untouched_chain_is_whole(chain):
    assert audit.verify() is None
    assert audit.verify(session().scalar(text("SELECT hash FROM audit_head"))) is None


@pytest.mark.parametrize("statement, found_at", [
    ("UPDATE audit_entries SET action = 'other' WHERE id = 3", 3),
    ("UPDATE audit_entries SET person_id = 99 WHERE id = 4", 4),
    ("UPDATE audit_entries SET details = '{\"number\": 7}' WHERE id = 2", 2),
    ("DELETE FROM audit_entries WHERE id = 3", 4),
    ("DELETE FROM audit_entries WHERE id = 1", 2),
])
def test_a_changed_or_missing_entry_is_named(chain, statement, found_at):
    tamper(statement)
    assert audit.verify() == found_at


def test_a_cut_tail_is_found_only_by_the_head_kept_outside(chain):
    head = session().scalar(text("SELECT hash FROM audit_head"))
    last = session().query(audit.AuditEntry).order_by(audit.AuditEntry.id.desc()).limit(2).all()
    tamper(f"DELETE FROM audit_entries WHERE id = {last[0].id}")
    tamper(f"UPDATE audit_head SET hash = '{last[1].hash}'")
    assert audit.verify() is None
    assert audit.verify(head) == 0


def test_the_log_holds_no_names(chain):
    with transaction():
        person = factories.make_person("金丝雀甲乙")
        audit.append("person.added", subject=person, by=person)
    assert "金丝雀" not in str(session().execute(text("SELECT * FROM audit_entries")).all())
