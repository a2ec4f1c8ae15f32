"""What leaves the house: one row per mail, written in the transaction that decided to send it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, relationship

from planner.db import CONTACT, Encrypted, LOG, MESSAGE, PLAIN, TEXT, Record, UTCDateTime, WallTime, column
from planner.people.models import Person

STATES = ("queued", "in_flight", "sent", "retry", "failed", "unknown", "held", "cancelled", "bounced")
RETURNED_KINDS = ("bounce", "delay", "automatic", "letter", "reply", "counter", "delegated", "stranger", "old", "late")


class Mail(Record):
    """One mail with its fixed Message-ID."""

    __tablename__ = "mails"
    message_id: Mapped[str] = column(String(255), PLAIN, unique=True)
    kind: Mapped[str] = column(String(40), PLAIN)             # "invitation", "withdrawal", ...
    subject_id: Mapped[int | None] = column(Integer, PLAIN)   # the row it is about, by kind
    reception_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    to_name: Mapped[str] = column(String(200), CONTACT, default="")
    to_address: Mapped[str] = column(String(254), CONTACT)
    to_domain: Mapped[str] = column(String(254), CONTACT, default="")  # of the address, for the pace
    topic: Mapped[str] = column(String(40), PLAIN, default="")  # what is stopped together, such as "banquet:12"
    subject: Mapped[str] = column(String(300), MESSAGE)
    content: Mapped[str] = column(Encrypted("mails.content"), MESSAGE)  # the message as it leaves; it carries reply links
    gate: Mapped[str] = column(String(40), PLAIN, default="") # named check run again in the sending transaction
    gate_value: Mapped[str] = column(String(200), PLAIN, default="")
    state: Mapped[str] = column(String(10), PLAIN, default="queued", index=True)
    hold: Mapped[str] = column(String(10), PLAIN, default="")  # "restored": held because the database is an older one
    attempts: Mapped[int] = column(Integer, PLAIN, default=0)
    queued_at: Mapped[datetime] = column(UTCDateTime, LOG)
    next_try_at: Mapped[datetime] = column(UTCDateTime, LOG, index=True)
    claimed_at: Mapped[datetime | None] = column(UTCDateTime, LOG, index=True)  # when its last try began
    sent_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    last_error: Mapped[str] = column(Text, LOG, default="")
    queued_by_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    queued_by: Mapped[Person | None] = relationship()


class Stop(Record):
    """Sending was stopped by a person: all of the house, or the mails of one topic. In force until somebody lets it go on."""

    __tablename__ = "outbox_stops"
    topic: Mapped[str] = column(String(40), PLAIN, default="", index=True)  # "" is the whole house
    reception_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    reason: Mapped[str] = column(Text, TEXT, default="")
    stopped_at: Mapped[datetime] = column(UTCDateTime, LOG)
    stopped_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    stopped_by: Mapped[Person] = relationship(foreign_keys=stopped_by_id)
    resumed_reason: Mapped[str] = column(Text, TEXT, default="")
    resumed_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    resumed_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    resumed_by: Mapped[Person | None] = relationship(foreign_keys=resumed_by_id)


class OutboxMark(Record):
    """How many mails have left, in one row; a file outside the database counts along."""

    __tablename__ = "outbox_marks"
    installation: Mapped[str] = column(String(32), PLAIN, unique=True)
    claims: Mapped[int] = column(Integer, PLAIN, default=0)


class Returned(Record):
    """Something that came back to a mail of ours: that it came, of what kind, and when. Its words stay in the mailbox."""

    __tablename__ = "returned_mails"
    mail_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("mails.id"), index=True)
    kind: Mapped[str] = column(String(10), PLAIN)
    about_id: Mapped[int | None] = column(Integer, PLAIN)               # of a calendar reply: the row it answers, by the mail's kind
    status: Mapped[str] = column(String(20), PLAIN, default="")         # of a bounce: 5.1.1
    proposed_starts_at: Mapped[datetime | None] = column(WallTime, PLAIN)  # of a counter-proposal, on the wall of what was proposed
    proposed_ends_at: Mapped[datetime | None] = column(WallTime, PLAIN)
    delegate: Mapped[str] = column(String(160), TEXT, default="")       # who is to come instead, as the guest's calendar names them
    came_at: Mapped[datetime] = column(UTCDateTime, LOG)
    read_at: Mapped[datetime] = column(UTCDateTime, LOG)
    message_key: Mapped[str] = column(String(64), PLAIN, unique=True)   # a mail is taken in once
    noted_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    noted_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    mail: Mapped[Mail] = relationship()


class MailboxMark(Record):
    """How far the mailbox of the house has been read, by account."""

    __tablename__ = "mailbox_marks"
    account: Mapped[str] = column(String(64), PLAIN, unique=True)  # a fingerprint of where it is
    validity: Mapped[int] = column(BigInteger, PLAIN, default=0)   # another one: the server numbers its mails anew
    last_uid: Mapped[int] = column(BigInteger, PLAIN, default=0)
    read_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    error: Mapped[str] = column(Text, LOG, default="")
