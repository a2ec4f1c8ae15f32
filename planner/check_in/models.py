"""What guests sign at the door."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.banquets.models import Banquet
from planner.db import EVIDENCE, LOG, PLAIN, Encrypted, Record, UTCDateTime, column
from planner.people.models import Person
from planner.receptions.models import Attendee


class DoorSignature(Record):
    """That somebody signed at the door of a banquet, as drawn: evidence of who was there, for the settlement."""

    __tablename__ = "door_signatures"
    __table_args__ = (UniqueConstraint("banquet_id", "attendee_id"), UniqueConstraint("banquet_id", "key"))
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    drawn: Mapped[dict] = column(Encrypted("door_signatures.drawn"), EVIDENCE)  # {"path": of the picture, 600 by 200}
    signed_at: Mapped[datetime] = column(UTCDateTime, LOG)
    key: Mapped[str | None] = column(String(64), LOG)
    person_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))   # who held out the device
    banquet: Mapped[Banquet] = relationship()
    attendee: Mapped[Attendee] = relationship()
    person: Mapped[Person | None] = relationship()
