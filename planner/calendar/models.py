"""Private calendar feeds, and what calendars have shown that is no longer there."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, SECRET, Record, UTCDateTime, WallTime, column
from planner.people.models import Person
from planner.resources.models import Resource

SCOPES = ("mine", "resource", "office")  # the holder's receptions and duties; one room, car or person; all the office books
HOUSE_STATES = ("waiting", "stored", "failed", "changed", "removed", "forced")  # changed, removed: by somebody on the server; forced: ours is to be written all the same
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


class HouseEntry(Record):
    """An entry of the calendar of the house on a CalDAV server, as we left it there. What it says stands in the programme."""

    __tablename__ = "house_entries"
    __table_args__ = (UniqueConstraint("account", "uid"),)
    account: Mapped[str] = column(String(64), PLAIN)             # a fingerprint of where the calendar is
    uid: Mapped[str] = column(String(200), LOG)
    fingerprint: Mapped[str] = column(String(64), PLAIN, default="")  # of what we wrote last; "" before the first time
    intended: Mapped[str] = column(String(64), PLAIN, default="")     # of what we were about to write: it may have arrived though no answer did
    mark: Mapped[str] = column(String(250), LOG, default="")     # the server's ETag for it
    state: Mapped[str] = column(String(10), PLAIN, default="waiting")  # one of HOUSE_STATES
    attempts: Mapped[int] = column(Integer, PLAIN, default=0)    # in vain, since it was last stored
    next_try_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    error: Mapped[str] = column(Text, LOG, default="")
    stored_at: Mapped[datetime | None] = column(UTCDateTime, LOG)


class HouseMark(Record):
    """When the calendar of the house was last reached, and what keeps it from being so."""

    __tablename__ = "house_marks"
    account: Mapped[str] = column(String(64), PLAIN, unique=True)
    error: Mapped[str] = column(Text, LOG, default="")
    reached_at: Mapped[datetime | None] = column(UTCDateTime, LOG)


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
