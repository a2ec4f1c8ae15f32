"""What people note about the deadlines of a banquet: what kind of event it is, that its date is agreed, who does what, what is done."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.banquets.models import Banquet
from planner.db import LOG, PLAIN, Record, UTCDateTime, Versioned, WallTime, column
from planner.people.models import Person
from planner.receptions.models import Attendee

WAYS = ("in_person", "phone", "mail", "messenger")
"""How somebody agreed to a date."""


class DateAgreement(Record):
    """The guest of honour's agreement to a banquet's day and time. It holds for these alone; what was noted by mistake is taken back."""

    __tablename__ = "date_agreements"
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    guest_of_honour_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    given_by_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"))      # the guest, or who speaks for the guest
    way: Mapped[str] = column(String(10), PLAIN)
    agreed_on: Mapped[date] = column(Date, PLAIN)
    starts_at: Mapped[datetime] = column(WallTime, PLAIN)                              # the beginning that was agreed to
    recorded_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = column(UTCDateTime, LOG)
    taken_back_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    banquet: Mapped[Banquet] = relationship()
    guest_of_honour: Mapped[Attendee] = relationship(foreign_keys=[guest_of_honour_id])
    given_by: Mapped[Attendee] = relationship(foreign_keys=[given_by_id])
    recorded_by: Mapped[Person | None] = relationship()


class ChosenGathering(Record, Versioned):
    """The kind of event somebody chose for a banquet, an id of deadlines.toml; without a row it follows from the item."""

    __tablename__ = "chosen_gatherings"
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), unique=True)
    gathering: Mapped[str] = column(String(20), PLAIN, default="")
    banquet: Mapped[Banquet] = relationship()


class DeadlineNote(Record, Versioned):
    """Of one deadline of a banquet: who has taken it over, and that it is done for the banquet's beginning at the time."""

    __tablename__ = "deadline_notes"
    __table_args__ = (UniqueConstraint("banquet_id", "deadline"),)
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"))
    deadline: Mapped[str] = column(String(30), PLAIN)                                  # an id of deadlines.toml
    owner_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    done_for: Mapped[datetime | None] = column(WallTime, PLAIN)
    done_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    done_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    banquet: Mapped[Banquet] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
