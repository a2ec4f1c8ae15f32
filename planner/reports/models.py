"""The revenue of a year as finance typed it, for the cap on what may be deducted."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, relationship

from planner.db import EVIDENCE, LOG, MONEY, PLAIN, Record, UTCDateTime, column
from planner.people.models import Person


class Revenue(Record):
    """Revenue of a tax year in minor units of the company's currency; a row is never changed, the newest of a year counts."""

    __tablename__ = "revenues"
    __table_args__ = (CheckConstraint("year_minor IS NOT NULL OR so_far_minor IS NOT NULL", name="says_something"),
                      CheckConstraint("(so_far_minor IS NULL) = (so_far_until IS NULL)", name="so_far_has_its_day"))
    year: Mapped[int] = column(Integer, PLAIN, index=True)
    currency: Mapped[str] = column(String(3), MONEY)
    so_far_minor: Mapped[int | None] = column(BigInteger, MONEY)
    so_far_until: Mapped[date | None] = column(Date, MONEY)
    year_minor: Mapped[int | None] = column(BigInteger, MONEY)     # of the whole year: expected, or final once it is over
    source: Mapped[str] = column(String(200), EVIDENCE, default="")
    entered_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    entered_at: Mapped[datetime] = column(UTCDateTime, LOG)
    entered_by: Mapped[Person] = relationship()
