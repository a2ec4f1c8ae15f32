"""A banquet, its room and tables, who sits where, each step of arranging it, and the versions of its plan."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, Record, UTCDateTime, Versioned, column
from planner.people.models import Person, either
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
    plan_status: Mapped[str] = column(String(20), PLAIN, default="none")  # none, best_found, proved_best, stopped, impossible, edited
    plan_proved: Mapped[dict] = column(JSON, PLAIN, default=dict)  # {"what": proofs of seating.status, "of": mark of the problem}
    plan_cost: Mapped[int | None] = column(Integer, PLAIN)
    plan_bound: Mapped[int | None] = column(Integer, PLAIN)
    planned_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    step_count: Mapped[int] = column(Integer, PLAIN, default=0)  # goes up with each step, a lock too, so that `version` does
    called_off: Mapped[str] = column(String(10), PLAIN, default="")  # cancelled, or postponed without a new day; "" while it takes place
    room: Mapped[dict] = column(JSON, PLAIN, default=dict)   # {"width_cm", "depth_cm", "objects": [..]}; empty: walls around the tables
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
    """A table; x and y are centimetres from the room's upper left corner to its middle, door at the bottom.

    `kind` is a kind of seating.layouts that seats diners; `sizes` are those a kind needs beside the seats (a U's
    base and arm), `rotation` degrees clockwise. `label` is what is printed instead of the number.
    """

    __tablename__ = "banquet_tables"
    __table_args__ = (UniqueConstraint("banquet_id", "number"),
                      CheckConstraint("seats BETWEEN 2 AND 30", name="seats_range"))
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    number: Mapped[int] = column(Integer, PLAIN)  # table order: 1 is the main table
    label: Mapped[str] = column(String(20), PLAIN, default="")
    name: Mapped[str] = column(String(50), PLAIN, default="")
    kind: Mapped[str] = column(String(20), PLAIN, default="round")
    sizes: Mapped[dict] = column(JSON, PLAIN, default=dict)
    rotation: Mapped[int] = column(Integer, PLAIN, default=0)
    x_cm: Mapped[int] = column(Integer, PLAIN)
    y_cm: Mapped[int] = column(Integer, PLAIN)
    seats: Mapped[int] = column(Integer, PLAIN)
    features: Mapped[list] = column(JSON, PLAIN, default=list)
    is_broken: Mapped[bool] = column(Boolean, PLAIN, default=False)  # cannot be used on the day; nobody is seated there any more
    banquet: Mapped[Banquet] = relationship(back_populates="tables")

    @property
    def called(self):
        """What stands on the table: its label, else its number."""
        return self.label or str(self.number)


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


class PlanStep(Record):
    """One change of seats, by one person, that can be taken back.

    `changes` holds [attendee id, before, after]; before and after are [table id, seat, is locked], or null without a
    seat. `banquet_version` is the banquet's version after it: steps above the version of somebody's page are what
    that page has not seen.
    """

    __tablename__ = "plan_steps"
    __table_args__ = (UniqueConstraint("banquet_id", "number"), Index("ix_plan_steps_seen", "banquet_id", "banquet_version"))
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"))
    number: Mapped[int] = column(Integer, PLAIN)
    kind: Mapped[str] = column(String(10), PLAIN)  # move, unseat, lock, unlock, solve, repair, restore, clear, room, undo, redo
    changes: Mapped[list] = column(JSON, PLAIN, default=list)
    person_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    banquet_version: Mapped[int] = column(Integer, PLAIN, default=0)
    undoes_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("plan_steps.id"))
    is_undone: Mapped[bool] = column(Boolean, PLAIN, default=False)
    room: Mapped[dict | None] = column(JSON, PLAIN)  # {"before", "after"} of hall_tables.state_of, where the step drew the room
    person: Mapped[Person | None] = relationship()


class PlanVersion(Record):
    """A plan kept under a name; one of a banquet's versions may be released, and only that one is printed and sent.

    `content` holds the tables, the room and [attendee id, table number, seat, is locked, card]; `card` is a hash of
    what stands on the person's card, to tell who needs a new one. No names: those are read when printed.
    """

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("banquet_id", "number"),)
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"))
    number: Mapped[int] = column(Integer, PLAIN)
    name: Mapped[str] = column(String(80), PLAIN, default="")
    state: Mapped[str] = column(String(10), PLAIN, default="draft")  # draft, released, replaced
    plan_number: Mapped[int] = column(Integer, PLAIN)
    pack: Mapped[str] = column(String(50), PLAIN)
    cost: Mapped[int | None] = column(Integer, PLAIN)
    hard: Mapped[int | None] = column(Integer, PLAIN)
    content: Mapped[dict] = column(JSON, PLAIN)
    made_at: Mapped[datetime] = column(UTCDateTime, LOG)
    made_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    released_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    made_by: Mapped[Person | None] = relationship()
    banquet: Mapped[Banquet] = relationship()


class PrintRun(Record):
    """That a paper was printed: of which version, and which cards, so that only what changed is printed next time."""

    __tablename__ = "print_runs"
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    paper: Mapped[str] = column(String(40), PLAIN)
    language: Mapped[str] = column(String(2), PLAIN)
    version_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("plan_versions.id"))
    cards: Mapped[dict] = column(JSON, PLAIN, default=dict)  # attendee id -> card hash
    style: Mapped[dict] = column(JSON, PLAIN, default=dict)  # of cards, as it was asked for
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    person_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))


class VenueRoom(Record, Versioned):
    """A room as drawn, kept with its venue for next time."""

    __tablename__ = "venue_rooms"
    venue_zh: Mapped[str] = column(String(200), PLAIN, default="")
    venue_en: Mapped[str] = column(String(200), PLAIN, default="")
    hall_zh: Mapped[str] = column(String(200), PLAIN, default="")
    hall_en: Mapped[str] = column(String(200), PLAIN, default="")
    step_count: Mapped[int] = column(Integer, PLAIN, default=0)  # goes up with each step, a lock too, so that `version` does
    room: Mapped[dict] = column(JSON, PLAIN, default=dict)
    tables: Mapped[list] = column(JSON, PLAIN, default=list)  # [{"number", "label", "name", "kind", "seats", "sizes", "x_cm", "y_cm", "rotation", "features"}]
    made_at: Mapped[datetime] = column(UTCDateTime, LOG)

    def venue(self, lang):
        return either(lang, self.venue_zh, self.venue_en)

    def hall(self, lang):
        return either(lang, self.hall_zh, self.hall_en)


class Presence(Record):
    """How somebody stands on the day of the banquet: absent, late or there; the last word counts."""

    __tablename__ = "presences"
    __table_args__ = (UniqueConstraint("banquet_id", "attendee_id"),)
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    state: Mapped[str] = column(String(10), PLAIN)
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    person_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
