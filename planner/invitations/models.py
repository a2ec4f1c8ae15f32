"""Invitations to a banquet, the links by which guests answer, and every answer given."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.banquets.models import Banquet
from planner.db import LOG, NAME, PLAIN, SECRET, TEXT, Record, UTCDateTime, Versioned, WallTime, column
from planner.people.models import Person
from planner.receptions.models import Attendee

STATES = ("draft", "queued", "sent", "withdrawn")
CHANNELS = ("mail", "assistant", "print", "phone", "text")  # to the guest, through who answers for them, on paper, by telephone, in a messenger
BY_HAND = ("print", "phone", "text")  # a person does it
ANSWERS = ("accepted", "declined", "maybe")
VIAS = ("link", "mail", "calendar", "phone", "desk")  # by which way a reply came; calendar: the guest's calendar program answered
TRANSPORTS = ("own", "fetched")           # comes by own car, asks to be fetched
COMPANION_STATES = ("proposed", "accepted", "refused", "withdrawn")


class Invitation(Record, Versioned):
    """One guest invited to one banquet."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("banquet_id", "attendee_id"),)
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    language: Mapped[str] = column(String(2), PLAIN, default="zh")
    channel: Mapped[str] = column(String(10), PLAIN, default="mail")
    state: Mapped[str] = column(String(10), PLAIN, default="draft")
    round: Mapped[int] = column(Integer, PLAIN, default=1)       # 1: the first list; 2: waits until somebody declines
    called_at: Mapped[datetime | None] = column(UTCDateTime, LOG)  # when a place became free for somebody who waited
    reply_by: Mapped[date] = column(Date, PLAIN)
    uid: Mapped[str] = column(String(100), PLAIN, unique=True)   # of its calendar entry, for ever the same
    sequence: Mapped[int] = column(Integer, PLAIN, default=0)
    told: Mapped[dict] = column(JSON, PLAIN, default=dict)       # time and place the guest was last told
    prepared_at: Mapped[datetime] = column(UTCDateTime, LOG)
    sent_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    withdrawn_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    banquet: Mapped[Banquet] = relationship()
    attendee: Mapped[Attendee] = relationship(lazy="joined")

    @property
    def is_waiting(self):
        """Whether this guest waits for a place: nothing is sent, printed or counted until one is free."""
        return self.round > 1 and self.called_at is None and self.state == "draft"


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
    """One answer; the one given last counts, whenever it was noted, and the others stay as history."""

    __tablename__ = "replies"
    invitation_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("invitations.id"), index=True)
    answer: Mapped[str] = column(String(10), PLAIN)
    note: Mapped[str] = column(Text, TEXT, default="")
    source: Mapped[str] = column(String(10), PLAIN)              # guest, assistant, host (who noted it for the guest)
    via: Mapped[str] = column(String(8), PLAIN, default="link")
    answered_by_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    recorded_by_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    at: Mapped[datetime] = column(UTCDateTime, LOG)              # when it was given
    noted_at: Mapped[datetime | None] = column(UTCDateTime, LOG)  # when it was written down, where that was later
    decide_by: Mapped[date | None] = column(Date, PLAIN)         # the day until which a "maybe" is to be decided
    transport: Mapped[str] = column(String(10), PLAIN, default="")   # one of TRANSPORTS, or not said
    interpreter: Mapped[str] = column(String(8), PLAIN, default="")  # the language for which one is asked
    starts_at: Mapped[datetime] = column(WallTime, PLAIN)        # the banquet's beginning that was replied to
    is_past: Mapped[bool] = column(Boolean, PLAIN, default=False)  # given before the guest was invited again
    invitation: Mapped[Invitation] = relationship()
    answered_by: Mapped[Attendee | None] = relationship()
    recorded_by: Mapped[Person | None] = relationship()
    is_new = False
    """Whether this answer was given just now; not stored."""

    @property
    def state(self):
        """The answer; an acceptance of another day or time than is planned now is still to be confirmed."""
        moved = self.starts_at != self.invitation.banquet.item.starts_at
        return "to_confirm" if self.answer == "accepted" and moved else self.answer


class Companion(Record, Versioned):
    """Somebody a guest would like to bring. A proposal: nobody takes part, or has a seat, until the account manager agrees."""

    __tablename__ = "companions"
    invitation_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("invitations.id"), index=True)
    name: Mapped[str] = column(String(60), NAME)
    title: Mapped[str] = column(String(100), NAME, default="")
    is_partner: Mapped[bool] = column(Boolean, PLAIN, default=False)
    state: Mapped[str] = column(String(10), PLAIN, default="proposed")
    proposed_at: Mapped[datetime] = column(UTCDateTime, LOG)
    proposed_by_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    decided_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    decided_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    attendee_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"))  # once agreed
    invitation: Mapped[Invitation] = relationship()
    attendee: Mapped[Attendee | None] = relationship(foreign_keys=[attendee_id])
