"""The same form sent twice has one effect: its key is stored with the answer, in the transaction of the work."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped

from planner import clock
from planner.db import LOG, Record, UTCDateTime, column, session

FIELD = "idempotency_key"
KEPT_HOURS = 48


class SentForm(Record):
    """One form that was sent, and where its sender was led afterwards."""

    __tablename__ = "sent_forms"
    __table_args__ = (UniqueConstraint("actor", "route", "key"),)
    actor: Mapped[str] = column(String(40), LOG)
    route: Mapped[str] = column(String(100), LOG)
    key: Mapped[str] = column(String(64), LOG)
    body_hash: Mapped[str] = column(String(64), LOG)
    status: Mapped[int] = column(Integer, LOG, default=0)
    location: Mapped[str] = column(String(2000), LOG, default="")
    at: Mapped[datetime] = column(UTCDateTime, LOG, index=True)


def body_hash(form, files=()):
    """A fingerprint of what was typed and of the files' names and contents, without the fields that only guard it.

    `files` are pairs (field name, uploaded file); each is read to its end and put back to its beginning.
    """
    pairs = sorted((name, value) for name, value in form if name not in (FIELD, "csrf_token"))
    uploads = sorted((name, file.filename or "", _content_hash(file.stream)) for name, file in files)
    return hashlib.sha256(repr((pairs, uploads)).encode()).hexdigest()


def _content_hash(stream):
    stream.seek(0)
    found = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return found


def earlier(actor, route, key):
    """The form with this key if it was already dealt with."""
    return session().scalar(select(SentForm).filter_by(actor=actor, route=route, key=key))


def begin(actor, route, key, hashed):
    """Claim the key; another request with the same one waits here and then finds this row."""
    row = SentForm(actor=actor, route=route, key=key, body_hash=hashed, at=clock.now())
    session().add(row)
    session().flush()
    return row


def forget_old(at):
    """Delete keys older than 48 hours."""
    session().execute(delete(SentForm).where(SentForm.at < at - timedelta(hours=KEPT_HOURS)))
