"""Batches of invitations, letters of change that were decided on, and what a person did by hand: handed over, called, copied."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, relationship

from planner.banquets.models import Banquet
from planner.db import LOG, PLAIN, TEXT, Record, UTCDateTime, Versioned, column
from planner.invitations.models import BY_HAND, Invitation
from planner.people.models import Person

WAYS = BY_HAND
"""By which somebody tells a guest in person: card or letter handed over, called, text copied into a messenger."""


class Batch(Record, Versioned):
    """Invitations to one banquet that leave together, once somebody released them."""

    __tablename__ = "invitation_batches"
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    title: Mapped[str] = column(String(80), PLAIN)
    note: Mapped[str] = column(Text, TEXT, default="")            # for who telephones
    made_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    made_at: Mapped[datetime] = column(UTCDateTime, LOG)
    released_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    released_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    released_as: Mapped[str] = column(String(64), PLAIN, default="")  # fingerprint of what was released
    banquet: Mapped[Banquet] = relationship()
    made_by: Mapped[Person | None] = relationship(foreign_keys=[made_by_id])
    released_by: Mapped[Person | None] = relationship(foreign_keys=[released_by_id])


class BatchMember(Record):
    """An invitation in a batch; it is in one at most."""

    __tablename__ = "invitation_batch_members"
    batch_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("invitation_batches.id"), index=True)
    invitation_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("invitations.id"), unique=True)
    batch: Mapped[Batch] = relationship()


class ChangeNotice(Record):
    """That guests are told of a change: whom, and what somebody added in their own words."""

    __tablename__ = "change_notices"
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    invitations: Mapped[list] = column(JSON, PLAIN, default=list)  # ids of who is told by mail
    note_zh: Mapped[str] = column(Text, TEXT, default="")
    note_en: Mapped[str] = column(Text, TEXT, default="")
    made_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    made_at: Mapped[datetime] = column(UTCDateTime, LOG)


class Delivery(Record):
    """Something that reached a guest through a person and not by mail."""

    __tablename__ = "invitation_deliveries"
    invitation_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("invitations.id"), index=True)
    what: Mapped[str] = column(String(20), PLAIN)  # "invitation", or the id of a change
    way: Mapped[str] = column(String(10), PLAIN)   # one of WAYS
    by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    invitation: Mapped[Invitation] = relationship()
    by: Mapped[Person | None] = relationship()
