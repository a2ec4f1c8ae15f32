"""A banquet, its tables in the room, and who sits where."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import PLAIN, Record, UTCDateTime, Versioned, column
from planner.people.models import either
from planner.receptions.models import Attendee, Item, Reception


class Banquet(Record, Versioned):
    """One banquet of a reception; its time and date are those of its item."""

    __tablename__ = "banquets"
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    item_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"), unique=True)
    venue_zh: Mapped[str] = column(String(200), PLAIN, default="")
    venue_en: Mapped[str] = column(String(200), PLAIN, default="")
    hall_zh: Mapped[str] = column(String(200), PLAIN, default="")
    hall_en: Mapped[str] = column(String(200), PLAIN, default="")
    pack: Mapped[str] = column(String(50), PLAIN, default="cn-corporate")
    host_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    second_host_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    guest_of_honour_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    plan_number: Mapped[int] = column(Integer, PLAIN, default=0)  # goes up with each change of seats; printed on papers
    plan_status: Mapped[str] = column(String(20), PLAIN, default="none")  # none, best_found, proved_best, edited
    plan_cost: Mapped[int | None] = column(Integer, PLAIN)
    plan_bound: Mapped[int | None] = column(Integer, PLAIN)
    planned_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    reception: Mapped[Reception] = relationship()
    item: Mapped[Item] = relationship(lazy="joined")
    host: Mapped[Attendee] = relationship(foreign_keys=[host_id])
    second_host: Mapped[Attendee | None] = relationship(foreign_keys=[second_host_id])
    guest_of_honour: Mapped[Attendee] = relationship(foreign_keys=[guest_of_honour_id])
    tables: Mapped[list["BanquetTable"]] = relationship(back_populates="banquet", order_by="BanquetTable.number",
                                                        lazy="selectin", cascade="all, delete-orphan")
    seatings: Mapped[list["Seating"]] = relationship(back_populates="banquet", cascade="all, delete-orphan")

    def venue(self, lang):
        return either(lang, self.venue_zh, self.venue_en)

    def hall(self, lang):
        return either(lang, self.hall_zh, self.hall_en)


class BanquetTable(Record):
    """A table; x and y are centimetres from the room's upper left corner, door at the bottom."""

    __tablename__ = "banquet_tables"
    __table_args__ = (UniqueConstraint("banquet_id", "number"),
                      CheckConstraint("seats BETWEEN 2 AND 30", name="seats_range"))
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    number: Mapped[int] = column(Integer, PLAIN)  # table order: 1 is the main table
    name: Mapped[str] = column(String(50), PLAIN, default="")
    x_cm: Mapped[int] = column(Integer, PLAIN)
    y_cm: Mapped[int] = column(Integer, PLAIN)
    seats: Mapped[int] = column(Integer, PLAIN)
    features: Mapped[list] = column(JSON, PLAIN, default=list)
    banquet: Mapped[Banquet] = relationship(back_populates="tables")


class Seating(Record):
    """One person on one seat (0 is the table host's; clockwise from above)."""

    __tablename__ = "seatings"
    __table_args__ = (UniqueConstraint("banquet_id", "attendee_id"), UniqueConstraint("table_id", "seat"))
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    table_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquet_tables.id"))
    seat: Mapped[int] = column(Integer, PLAIN)
    is_locked: Mapped[bool] = column(Boolean, PLAIN, default=False)
    banquet: Mapped[Banquet] = relationship(back_populates="seatings")
    attendee: Mapped[Attendee] = relationship(lazy="joined")
    table: Mapped[BanquetTable] = relationship(lazy="joined")
