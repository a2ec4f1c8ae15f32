"""Places where a visit goes, and how long it takes from one to another."""

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from planner.db import PLAIN, Record, Versioned, column
from planner.people.models import either

PLACE_KINDS = ("gate", "hall", "room", "workshop", "hotel", "restaurant", "airport", "station", "client", "other")
MOST_MINUTES = 600


class Place(Record, Versioned):
    """A place of our own or outside: the company gate, a hotel, the airport. Retired places stay for what was planned there."""

    __tablename__ = "places"
    __table_args__ = (CheckConstraint("name_zh <> '' OR name_en <> ''", name="has_a_name"),)
    kind: Mapped[str] = column(String(20), PLAIN, default="other")
    name_zh: Mapped[str] = column(String(200), PLAIN, default="")
    name_en: Mapped[str] = column(String(200), PLAIN, default="")
    address_zh: Mapped[str] = column(String(300), PLAIN, default="")
    address_en: Mapped[str] = column(String(300), PLAIN, default="")
    is_active: Mapped[bool] = column(Boolean, PLAIN, default=True)

    def name(self, lang):
        return either(lang, self.name_zh, self.name_en)

    def address(self, lang):
        return either(lang, self.address_zh, self.address_en)


class PlaceLeg(Record):
    """Minutes from one place to another, on foot and by car; none where nobody goes that way. The way back counts the same unless it has its own row."""

    __tablename__ = "place_legs"
    __table_args__ = (UniqueConstraint("from_id", "to_id"), CheckConstraint("from_id <> to_id", name="two_places"))
    from_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("places.id"))
    to_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("places.id"), index=True)
    minutes_walking: Mapped[int | None] = column(Integer, PLAIN)
    minutes_driving: Mapped[int | None] = column(Integer, PLAIN)
