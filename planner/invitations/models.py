"""Invitations to a banquet, the links by which guests answer, and every answer given."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.banquets.models import Banquet
from planner.db import LOG, PLAIN, SECRET, TEXT, Record, UTCDateTime, Versioned, WallTime, column
from planner.people.models import Person
from planner.receptions.models import Attendee

STATES = ("draft", "queued", "sent", "withdrawn")
CHANNELS = ("mail", "assistant", "print")  # to the guest, through who answers for them, or on paper
ANSWERS = ("accepted", "declined")


class Invitation(Record, Versioned):
    """One guest invited to one banquet."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("banquet_id", "attendee_id"),)
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    language: Mapped[str] = column(String(2), PLAIN, default="zh")
    channel: Mapped[str] = column(String(10), PLAIN, default="mail")
    state: Mapped[str] = column(String(10), PLAIN, default="draft")
    reply_by: Mapped[date] = column(Date, PLAIN)
    uid: Mapped[str] = column(String(100), PLAIN, unique=True)   # of its calendar entry, for ever the same
    sequence: Mapped[int] = column(Integer, PLAIN, default=0)
    told: Mapped[dict] = column(JSON, PLAIN, default=dict)       # time and place the guest was last told
    prepared_at: Mapped[datetime] = column(UTCDateTime, LOG)
    sent_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    withdrawn_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    banquet: Mapped[Banquet] = relationship()
    attendee: Mapped[Attendee] = relationship(lazy="joined")


class ReplyLink(Record):
    """A link by which one holder answers: for themselves, and as a secretary for others of the same banquet."""

    __tablename__ = "reply_links"
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    holder_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    token_hash: Mapped[str] = column(String(64), SECRET, unique=True)
    created_at: Mapped[datetime] = column(UTCDateTime, LOG)
    expires_at: Mapped[datetime] = column(UTCDateTime, LOG)
    revoked_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    banquet: Mapped[Banquet] = relationship()
    holder: Mapped[Attendee] = relationship()


class Reply(Record):
    """One answer; the newest counts, the others stay as history."""

    __tablename__ = "replies"
    invitation_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("invitations.id"), index=True)
    answer: Mapped[str] = column(String(10), PLAIN)
    note: Mapped[str] = column(Text, TEXT, default="")
    source: Mapped[str] = column(String(10), PLAIN)              # guest, assistant, host
    answered_by_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    recorded_by_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    starts_at: Mapped[datetime] = column(WallTime, PLAIN)        # the banquet's beginning that was replied to
    is_past: Mapped[bool] = column(Boolean, PLAIN, default=False)  # given before the guest was invited again
    invitation: Mapped[Invitation] = relationship()
    answered_by: Mapped[Attendee | None] = relationship()
    recorded_by: Mapped[Person | None] = relationship()

    @property
    def state(self):
        """The answer; an acceptance of another day or time than is planned now is still to be confirmed."""
        moved = self.starts_at != self.invitation.banquet.item.starts_at
        return "to_confirm" if self.answer == "accepted" and moved else self.answer
