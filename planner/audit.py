"""The log of what was done: a chain of entries in which each carries the hash of the one before.

An entry holds ids and business facts, no personal values, so that erasing a person never breaks it.
"""

import hashlib
import json
from contextlib import closing
from datetime import datetime

from sqlalchemy import Integer, JSON, String, select
from sqlalchemy.orm import Mapped

from planner import clock
from planner.db import LOG, Record, UTCDateTime, column, session

START = "0" * 64


class AuditEntry(Record):
    __tablename__ = "audit_entries"
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    action: Mapped[str] = column(String(60), LOG, index=True)
    subject: Mapped[str] = column(String(80), LOG, index=True)
    person_id: Mapped[int | None] = column(Integer, LOG)
    details: Mapped[dict] = column(JSON, LOG, default=dict)
    previous: Mapped[str] = column(String(64), LOG, unique=True)
    hash: Mapped[str] = column(String(64), LOG, unique=True)


class AuditHead(Record):
    """The newest hash, in one row that writers lock: two entries can never follow the same one."""

    __tablename__ = "audit_head"
    hash: Mapped[str] = column(String(64), LOG, default=START)


HEAD = select(AuditHead).with_for_update()


def append(action, *, subject, by=None, at=None, details=None):
    """Add an entry inside the current transaction; `subject` is the row it is about, already flushed."""
    current = session()
    current.flush()
    head = current.scalar(HEAD)
    if head is None:
        head = AuditHead(id=1, hash=START)
        current.add(head)
    entry = AuditEntry(at=at or clock.now(), action=action, subject=f"{type(subject).__tablename__}:{subject.id}"
                       if hasattr(subject, "id") else str(subject),
                       person_id=by.id if by else None, details=details or {}, previous=head.hash)
    entry.hash = digest(entry)
    head.hash = entry.hash
    current.add(entry)
    current.flush()
    return entry


def digest(entry):
    """SHA-256 over the entry's content and the hash before it."""
    content = [entry.previous, entry.at.isoformat(), entry.action, entry.subject, entry.person_id, entry.details]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def verify(head=None):
    """Return the id of the first entry that does not fit the chain, 0 if the kept head is not its end, or None.

    `head` is a hash kept outside the database; only with it is a cut tail found.
    """
    previous = START
    with closing(session().scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000))) as entries:
        for entry in entries:
            if entry.previous != previous or entry.hash != digest(entry):
                return entry.id
            previous = entry.hash
    return None if (head or newest_hash()) == previous else 0


def newest_hash():
    """The hash of the newest entry, to be kept outside the database."""
    return session().scalar(select(AuditHead.hash)) or START
