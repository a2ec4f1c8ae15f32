"""Private calendar feeds, and what calendars have shown that is no longer there."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, SECRET, Record, UTCDateTime, WallTime, column
from planner.people.models import Person
from planner.resources.models import Resource

SCOPES = ("mine", "resource", "office")  # the holder's receptions and duties; one room, car or person; all the office books
ALARMS = (0, 10, 30, 60, 120, 1440)      # minutes before; 0: none


class CalendarFeed(Record):
    """One feed address of one person; the hash is kept, never the address. It shows what its holder may see on the day it is asked."""

    __tablename__ = "calendar_feeds"
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    name: Mapped[str] = column(String(100), PLAIN, default="")
    scope: Mapped[str] = column(String(10), PLAIN, default="mine")
    resource_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("resources.id"))
    alarm_minutes: Mapped[int] = column(Integer, PLAIN, default=0)
    is_discreet: Mapped[bool] = column(Boolean, PLAIN, default=False)  # says only that something is taken: for a screen at a door
    token_hash: Mapped[str] = column(String(64), SECRET, unique=True)
    created_at: Mapped[datetime] = column(UTCDateTime, LOG)
    revoked_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    person: Mapped[Person] = relationship()
    resource: Mapped[Resource | None] = relationship()


class EndedEntry(Record):
    """An item that was removed, or a booking given back: calendars go on showing it, as cancelled, under its UID.

    A booking that went to another resource has ended for the one it left.
    """

    __tablename__ = "ended_entries"
    __table_args__ = (UniqueConstraint("kind", "number", "resource_id"),)
    kind: Mapped[str] = column(String(10), PLAIN)              # item, booking
    number: Mapped[int] = column(Integer, PLAIN)               # its id
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    resource_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("resources.id"), index=True)
    title_zh: Mapped[str] = column(String(200), PLAIN, default="")
    title_en: Mapped[str] = column(String(200), PLAIN, default="")
    starts_at: Mapped[datetime] = column(WallTime, PLAIN)
    ends_at: Mapped[datetime] = column(WallTime, PLAIN)
    time_zone: Mapped[str] = column(String(50), PLAIN)
    sequence: Mapped[int] = column(Integer, PLAIN)
    ended_at: Mapped[datetime] = column(UTCDateTime, LOG)
    resource: Mapped[Resource | None] = relationship()
