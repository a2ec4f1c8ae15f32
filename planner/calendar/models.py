"""Private calendar feeds: an address that shows its holder's receptions and can be revoked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, SECRET, Record, UTCDateTime, column
from planner.people.models import Person


class CalendarFeed(Record):
    """One feed address of one person; the hash is kept, never the address."""

    __tablename__ = "calendar_feeds"
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    name: Mapped[str] = column(String(100), PLAIN, default="")
    token_hash: Mapped[str] = column(String(64), SECRET, unique=True)
    created_at: Mapped[datetime] = column(UTCDateTime, LOG)
    revoked_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    person: Mapped[Person] = relationship()
