"""What is noted on the day besides presence: ranks that turned out otherwise, and the link by which guests find their seat."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.banquets.models import Banquet, PlanStep
from planner.db import LOG, PLAIN, SECRET, Record, UTCDateTime, column
from planner.receptions.models import Attendee


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
