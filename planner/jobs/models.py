"""Background work: the table is the truth, the queue only wakes the worker."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, JSON, String, Text
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, Record, UTCDateTime, column
from planner.people.models import Person

STATES = ("queued", "running", "done", "failed", "cancelled")


class Job(Record):
    """One piece of work with its progress."""

    __tablename__ = "jobs"
    task: Mapped[str] = column(String(60), PLAIN)
    arguments: Mapped[dict] = column(JSON, PLAIN, default=dict)
    state: Mapped[str] = column(String(10), PLAIN, default="queued", index=True)
    done: Mapped[int] = column(Integer, PLAIN, default=0)
    total: Mapped[int] = column(Integer, PLAIN, default=0)
    message: Mapped[str] = column(Text, PLAIN, default="")
    error: Mapped[str] = column(Text, PLAIN, default="")
    result: Mapped[dict] = column(JSON, PLAIN, default=dict)
    language: Mapped[str] = column(String(2), PLAIN, default="zh")  # of the screen it was started from
    claim: Mapped[str] = column(String(16), PLAIN, default="")      # of the worker that has it now; each claim is another
    attempts: Mapped[int] = column(Integer, PLAIN, default=0)
    cancel_requested: Mapped[bool] = column(Boolean, PLAIN, default=False)
    created_by_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = column(UTCDateTime, LOG)
    started_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    heartbeat_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    ended_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    created_by: Mapped[Person | None] = relationship()


class StoredFile(Record):
    """A file that a job made; it lies under a random name in the installation's folder."""

    __tablename__ = "stored_files"
    name: Mapped[str] = column(String(255), PLAIN)            # as the reader sees it
    content_type: Mapped[str] = column(String(100), PLAIN)
    stored_as: Mapped[str] = column(String(64), PLAIN, unique=True)
    size: Mapped[int] = column(Integer, PLAIN)
    owner_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    created_at: Mapped[datetime] = column(UTCDateTime, LOG)
