"""Sites that visitors are shown: stops on a picture, and the legs people walk between them."""

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, relationship

from planner.db import PLAIN, Record, Versioned, column
from planner.people.languages import language_names
from planner.people.models import Person, either
from planner.places.models import Place
from planner.sites.gear import gear_names

EXPLAINERS = ("guide", "production", "technical")
MOST_STOPS, MOST_METRES, MOST_MINUTES, MOST_PEOPLE, MOST_GROUPS = 60, 5000, 240, 2000, 40


class Site(Record, Versioned):
    """Grounds that can be visited: a picture of so many metres, west to east and north to south, with stops and legs."""

    __tablename__ = "sites"
    __table_args__ = (CheckConstraint("name_zh <> '' OR name_en <> ''", name="has_a_name"),)
    name_zh: Mapped[str] = column(String(200), PLAIN, default="")
    name_en: Mapped[str] = column(String(200), PLAIN, default="")
    place_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("places.id"))
    width_m: Mapped[int] = column(Integer, PLAIN, default=400)
    depth_m: Mapped[int] = column(Integer, PLAIN, default=240)
    leaving_minutes: Mapped[int] = column(Integer, PLAIN, default=5)   # gear and badges given back at the exit
    is_active: Mapped[bool] = column(Boolean, PLAIN, default=True)

    place: Mapped[Place | None] = relationship()
    stops: Mapped[list["SiteStop"]] = relationship(order_by="SiteStop.id", back_populates="site", cascade="all, delete-orphan")
    legs: Mapped[list["SiteLeg"]] = relationship(order_by="SiteLeg.id", back_populates="site", cascade="all, delete-orphan")

    def name(self, lang):
        return either(lang, self.name_zh, self.name_en)

    @property
    def entrance(self):
        return next((stop for stop in self.stops if stop.is_entrance), None)

    @property
    def exit(self):
        return next((stop for stop in self.stops if stop.is_exit), None)


class SiteStop(Record, Versioned):
    """A place of a site where a tour stops, or an area nobody enters (谢绝参观). Minutes of opening count from midnight."""

    __tablename__ = "site_stops"
    __table_args__ = (CheckConstraint("capacity > 0 AND groups_at_once > 0 AND minutes > 0", name="holds_somebody"),
                      CheckConstraint("opens_minute < closes_minute", name="opens_before_it_closes"))
    site_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("sites.id"), index=True)
    name_zh: Mapped[str] = column(String(200), PLAIN, default="")
    name_en: Mapped[str] = column(String(200), PLAIN, default="")
    x_m: Mapped[int] = column(Integer, PLAIN, default=0)
    y_m: Mapped[int] = column(Integer, PLAIN, default=0)
    minutes: Mapped[int] = column(Integer, PLAIN, default=10)
    capacity: Mapped[int] = column(Integer, PLAIN, default=20)
    groups_at_once: Mapped[int] = column(Integer, PLAIN, default=1)
    opens_minute: Mapped[int] = column(Integer, PLAIN, default=0)
    closes_minute: Mapped[int] = column(Integer, PLAIN, default=24 * 60)
    explained_by: Mapped[str] = column(String(20), PLAIN, default="guide")
    explainer_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    languages: Mapped[list] = column(JSON, PLAIN, default=list)      # spoken by who explains here; empty: the group's guide explains
    gear: Mapped[list] = column(JSON, PLAIN, default=list)
    is_entrance: Mapped[bool] = column(Boolean, PLAIN, default=False)
    is_exit: Mapped[bool] = column(Boolean, PLAIN, default=False)
    is_closed: Mapped[bool] = column(Boolean, PLAIN, default=False)     # no entry, not even to walk through
    is_magnetic: Mapped[bool] = column(Boolean, PLAIN, default=False)   # cards and watches go into custody
    is_step_free: Mapped[bool] = column(Boolean, PLAIN, default=True)
    is_clean_room: Mapped[bool] = column(Boolean, PLAIN, default=False)
    is_no_photo: Mapped[bool] = column(Boolean, PLAIN, default=False)

    site: Mapped[Site] = relationship(back_populates="stops")
    explainer: Mapped[Person | None] = relationship()

    def name(self, lang):
        return either(lang, self.name_zh, self.name_en)

    def gear_in_words(self, lang):
        return gear_names(self.gear, lang)

    def languages_in_words(self, lang):
        return language_names(self.languages, lang)


class SiteLeg(Record, Versioned):
    """A way between two stops; walked both ways unless `is_one_way`."""

    __tablename__ = "site_legs"
    __table_args__ = (CheckConstraint("from_id <> to_id", name="two_stops"), CheckConstraint("minutes > 0", name="takes_time"))
    site_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("sites.id"), index=True)
    from_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("site_stops.id"), index=True)
    to_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("site_stops.id"), index=True)
    minutes: Mapped[int] = column(Integer, PLAIN, default=3)
    is_step_free: Mapped[bool] = column(Boolean, PLAIN, default=True)
    is_one_way: Mapped[bool] = column(Boolean, PLAIN, default=False)

    site: Mapped[Site] = relationship(back_populates="legs")
    start: Mapped[SiteStop] = relationship(foreign_keys=from_id)
    end: Mapped[SiteStop] = relationship(foreign_keys=to_id)
