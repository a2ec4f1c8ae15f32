"""What is noted on the day besides presence: each word given at the doors, who came unexpected, ranks that turned out otherwise, and the
link by which guests find their seat."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.banquets.models import Banquet, PlanStep
from planner.db import LOG, PLAIN, SECRET, Record, UTCDateTime, column
from planner.people.models import Person
from planner.receptions.models import Attendee


class DoorEntry(Record):
    """One word about one person on the day: here, late, absent, or awaited (taken back). The one given last counts (planner.banquets
    Presence), whenever it reached us; the others stay, to see who noted what at which door."""

    __tablename__ = "door_entries"
    __table_args__ = (UniqueConstraint("banquet_id", "key"),)
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    state: Mapped[str] = column(String(10), PLAIN)
    at: Mapped[datetime] = column(UTCDateTime, LOG)               # when it was given
    noted_at: Mapped[datetime | None] = column(UTCDateTime, LOG)  # when it reached us, where that was later: the device had no network
    door: Mapped[str] = column(String(30), PLAIN, default="")     # what the device at the door is called
    key: Mapped[str | None] = column(String(64), LOG)             # given by the device: the same entry sent twice is one
    person_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    person: Mapped[Person | None] = relationship(lazy="joined")


class WalkIn(Record):
    """Somebody who came without being expected: on whose word they were let in."""

    __tablename__ = "walk_ins"
    __table_args__ = (UniqueConstraint("banquet_id", "attendee_id"), UniqueConstraint("banquet_id", "key"))
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    word_of_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    key: Mapped[str | None] = column(String(64), LOG)
    person_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    attendee: Mapped[Attendee] = relationship(foreign_keys=[attendee_id])
    word_of: Mapped[Attendee | None] = relationship(foreign_keys=[word_of_id], lazy="joined")


class RankChange(Record):
    """Somebody's rank was changed on the day, and the seats have not followed yet; settled by a step that still stands."""

    __tablename__ = "rank_changes"
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    rank_before: Mapped[int | None] = column(Integer, PLAIN)
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    person_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    settled_step_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("plan_steps.id"))
    attendee: Mapped[Attendee] = relationship(lazy="joined")
    settled_step: Mapped[PlanStep | None] = relationship()


class SeatFinder(Record):
    """The link on the sheet at the door by which guests of one banquet find their seat. The link itself is not stored."""

    __tablename__ = "seat_finders"
    __table_args__ = (UniqueConstraint("banquet_id", "number"),)
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"))
    number: Mapped[int] = column(Integer, PLAIN)   # 1, 2 … of this banquet; part of what the link is computed from
    token_hash: Mapped[str] = column(String(64), SECRET, unique=True)
    created_at: Mapped[datetime] = column(UTCDateTime, LOG)
    created_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    banquet: Mapped[Banquet] = relationship()
