"""What can be booked once at a time: rooms, cars, guides, interpreters, drivers; and the bookings."""

from datetime import datetime, time

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, JSON, String, Time
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, Record, UTCDateTime, Versioned, WallTime, column
from planner.people.languages import language_names
from planner.people.models import Person, either
from planner.places.models import Place
from planner.receptions.models import Item, Reception

KINDS = ("room", "car", "guide", "interpreter", "driver", "other")
PERSON_KINDS = ("guide", "interpreter", "driver")
VEHICLES = ("sedan", "mpv", "minibus", "coach")
STATES = ("held", "booked")
MOST_PEOPLE = 2000
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
WORKING_DAYS = (1, 2, 3, 4, 5)


class Resource(Record, Versioned):
    """A room, car, guide, interpreter, driver or other thing that serves one party at a time.

    `opens` and `closes` are hours on the wall of `time_zone` (none: any hour), `days` the days of the week from 1,
    Monday, to 7. The buffers are minutes kept free around each booking: putting a room in order, driving a car there.
    A guide, interpreter or driver is a person of the staff, whose name and languages are read from there.
    """

    __tablename__ = "resources"
    __table_args__ = (CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
                      CheckConstraint("opens IS NULL OR closes IS NULL OR closes > opens", name="closes_after_opens"),
                      CheckConstraint("buffer_before >= 0 AND buffer_after >= 0", name="buffers_positive"))
    kind: Mapped[str] = column(String(20), PLAIN, index=True)
    name_zh: Mapped[str] = column(String(200), PLAIN, default="")
    name_en: Mapped[str] = column(String(200), PLAIN, default="")
    capacity: Mapped[int | None] = column(Integer, PLAIN)
    person_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    driver_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("resources.id"))  # of a car: its own driver
    vehicle: Mapped[str] = column(String(20), PLAIN, default="")
    plate: Mapped[str] = column(String(20), PLAIN, default="")
    place_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("places.id"))
    time_zone: Mapped[str] = column(String(50), PLAIN, default="Asia/Shanghai")
    opens: Mapped[time | None] = column(Time, PLAIN)
    closes: Mapped[time | None] = column(Time, PLAIN)
    days: Mapped[list] = column(JSON, PLAIN, default=lambda: list(EVERY_DAY))
    buffer_before: Mapped[int] = column(Integer, PLAIN, default=0)
    buffer_after: Mapped[int] = column(Integer, PLAIN, default=0)
    is_active: Mapped[bool] = column(Boolean, PLAIN, default=True)
    person: Mapped[Person | None] = relationship(lazy="joined")
    driver: Mapped["Resource | None"] = relationship(remote_side="Resource.id")
    place: Mapped[Place | None] = relationship()

    def name(self, lang):
        """The person's name, or the thing's own."""
        return self.person.name(lang) if self.person else either(lang, self.name_zh, self.name_en)

    @property
    def languages(self):
        """Codes of the languages the guide, interpreter or driver speaks; of a thing, none."""
        return list(self.person.languages or ()) if self.person else []

    def languages_in_words(self, lang):
        return language_names(self.languages, lang)


class Booking(Record, Versioned):
    """A resource kept for a reception, or for one item of it. A hold falls away by itself after `hold_until`.

    `from_utc` and `to_utc` are what is blocked, the buffers of that moment included. A car's booking brings its
    driver's along (`with_id` of the driver's booking names the car's).
    """

    __tablename__ = "bookings"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),
                      CheckConstraint("to_utc > from_utc", name="blocks_time"),
                      CheckConstraint("(state = 'held') = (hold_until IS NOT NULL)", name="a_hold_ends"),
                      Index("ix_bookings_resource_time", "resource_id", "from_utc"),
                      {"sqlite_autoincrement": True})  # a number stands in calendars: it is never given twice
    resource_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("resources.id"))
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    item_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("items.id"), index=True)
    with_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("bookings.id"), index=True)
    starts_at: Mapped[datetime] = column(WallTime, PLAIN)
    ends_at: Mapped[datetime] = column(WallTime, PLAIN)
    time_zone: Mapped[str] = column(String(50), PLAIN)
    from_utc: Mapped[datetime] = column(UTCDateTime, PLAIN, index=True)
    to_utc: Mapped[datetime] = column(UTCDateTime, PLAIN)
    people: Mapped[int | None] = column(Integer, PLAIN)               # how many are to find room
    needed_languages: Mapped[list] = column(JSON, PLAIN, default=list)  # codes that were asked for
    state: Mapped[str] = column(String(10), PLAIN, default="booked")
    hold_until: Mapped[datetime | None] = column(UTCDateTime, PLAIN, index=True)
    warned_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)   # told that the hold ends tomorrow
    booked_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    created_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    resource: Mapped[Resource] = relationship(lazy="joined")
    reception: Mapped[Reception] = relationship()
    item: Mapped[Item | None] = relationship()
    booked_by: Mapped[Person | None] = relationship()
