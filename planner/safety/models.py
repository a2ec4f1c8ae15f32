"""What is noted of each visitor for the safety of a tour, and the receipts of what they leave in custody."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, SENSITIVE, Encrypted, Record, UTCDateTime, Versioned, column
from planner.people.models import Person
from planner.receptions.models import Attendee
from planner.tours.models import Tour

MOST_PIECES = 40
WAYS = ("phone", "paper")
"""How somebody signed: drawn on the phone, or on the sheet that the office keeps."""
AGES = ("adult", "under_18", "under_16")
"""A tick, not a date of birth: the rule needs no more."""


class SafetyVisitor(Record, Versioned):
    """One visitor of one tour; a row is made when the first thing is noted. Signatures, sizes and age are sealed."""

    __tablename__ = "safety_visitors"
    __table_args__ = (UniqueConstraint("tour_id", "attendee_id"), UniqueConstraint("tour_id", "badge_number"))
    tour_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("tours.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    sizes: Mapped[dict | None] = column(Encrypted("safety_visitors.sizes"), SENSITIVE)          # {"helmet": "L", "shoes": "42"}
    age: Mapped[dict | None] = column(Encrypted("safety_visitors.age"), SENSITIVE)              # {"is": one of AGES}
    gear_issued_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    gear_returned_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    briefed_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    briefed_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    briefing_version: Mapped[str] = column(String(20), PLAIN, default="")
    signature: Mapped[dict | None] = column(Encrypted("safety_visitors.signature"), SENSITIVE)  # {"path": of the picture}
    signed_how: Mapped[str] = column(String(8), PLAIN, default="")
    signed_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    nda_how: Mapped[str] = column(String(8), PLAIN, default="")
    nda_signature: Mapped[dict | None] = column(Encrypted("safety_visitors.nda_signature"), SENSITIVE)
    nda_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    badge_number: Mapped[int | None] = column(Integer, PLAIN)
    badge_issued_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    badge_returned_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    tour: Mapped[Tour] = relationship()
    attendee: Mapped[Attendee] = relationship(lazy="joined")
    briefed_by: Mapped[Person | None] = relationship()


class CustodyReceipt(Record, Versioned):
    """Things a visitor leaves before magnetic stops: given with two signatures, returned with one more; open until then."""

    __tablename__ = "custody_receipts"
    __table_args__ = (UniqueConstraint("tour_id", "number"),)
    tour_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("tours.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    number: Mapped[int] = column(Integer, PLAIN)                      # from 1 within the tour; on the bag and on the receipt
    things: Mapped[dict | None] = column(Encrypted("custody_receipts.things"), SENSITIVE)       # {"watch": 1, "cards": 2, "note": ""}
    pieces: Mapped[int] = column(Integer, PLAIN, default=1)
    given_at: Mapped[datetime] = column(UTCDateTime, LOG)
    keeper_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    signed_how: Mapped[str] = column(String(8), PLAIN, default="")
    visitor_signature: Mapped[dict | None] = column(Encrypted("custody_receipts.visitor_signature"), SENSITIVE)
    keeper_signature: Mapped[dict | None] = column(Encrypted("custody_receipts.keeper_signature"), SENSITIVE)
    returned_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    returned_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    returned_how: Mapped[str] = column(String(8), PLAIN, default="")
    return_signature: Mapped[dict | None] = column(Encrypted("custody_receipts.return_signature"), SENSITIVE)
    tour: Mapped[Tour] = relationship()
    attendee: Mapped[Attendee] = relationship(lazy="joined")
    keeper: Mapped[Person] = relationship(foreign_keys=[keeper_id], lazy="joined")
    returned_by: Mapped[Person | None] = relationship(foreign_keys=[returned_by_id])
