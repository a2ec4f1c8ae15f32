"""Tours through a site: what is asked for, the groups with their stops and times, and the visit application 公司参观申请表."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import EVIDENCE, LOG, PLAIN, Record, UTCDateTime, Versioned, column
from planner.people.models import Person, either
from planner.receptions.models import Attendee, Item
from planner.resources.models import Resource
from planner.sites.models import Site, SiteStop

STATES = ("", "best", "good", "impossible", "unknown", "by_hand")
WISH_KINDS = ("together", "apart")
CAMERA_USES = ("photo", "film", "interview")
CONFIDENTIALITY = ("open", "internal", "confidential")
ACTIONS = ("submit", "approve", "send_back", "reject", "withdraw", "void")
STATUSES = ("draft", "submitted", "approved", "sent_back", "rejected", "withdrawn")
MOST_GROUPS, LARGEST_GROUP, MOST_VISITORS = 20, 60, 400


class Tour(Record, Versioned):
    """The tour of one item of the programme through one site. Minutes of the result are summed over its groups."""

    __tablename__ = "tours"
    __table_args__ = (CheckConstraint("largest_group > 0", name="group_holds_somebody"),)
    item_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"), unique=True)
    site_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("sites.id"), index=True)
    stop_ids: Mapped[list] = column(JSON, PLAIN, default=list)        # to be shown; empty: every stop of the site
    groups_wanted: Mapped[int | None] = column(Integer, PLAIN)        # none: as few as largest_group allows
    largest_group: Mapped[int] = column(Integer, PLAIN, default=15)
    state: Mapped[str] = column(String(12), PLAIN, default="")
    walking: Mapped[int] = column(Integer, PLAIN, default=0)
    waiting: Mapped[int] = column(Integer, PLAIN, default=0)
    gap_permille: Mapped[int] = column(Integer, PLAIN, default=0)     # of the whole day on the site; 0 is proved best
    reasons: Mapped[list] = column(JSON, PLAIN, default=list)         # [[rule, [what it is about]]] of an impossible day
    is_smallest: Mapped[bool] = column(Boolean, PLAIN, default=True)
    planned_for: Mapped[str] = column(String(64), PLAIN, default="")  # fingerprint of what the plan was made for
    planned_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    released_at: Mapped[datetime | None] = column(UTCDateTime, LOG)   # others of that day plan round it from then on
    released_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    started_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    started_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    ended_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    item: Mapped[Item] = relationship(lazy="joined")
    site: Mapped[Site] = relationship()
    released_by: Mapped[Person | None] = relationship(foreign_keys=[released_by_id])
    started_by: Mapped[Person | None] = relationship(foreign_keys=[started_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])
    groups: Mapped[list["TourGroup"]] = relationship(back_populates="tour", order_by="TourGroup.number", cascade="all, delete-orphan")
    guests: Mapped[list["TourGuest"]] = relationship(order_by="TourGuest.id", cascade="all, delete-orphan")
    wishes: Mapped[list["TourWish"]] = relationship(order_by="TourWish.id", cascade="all, delete-orphan")


class TourGuest(Record):
    """What a visitor would like to see most; without a row, nothing in particular."""

    __tablename__ = "tour_guests"
    __table_args__ = (UniqueConstraint("tour_id", "attendee_id"),)
    tour_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("tours.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    interests: Mapped[list] = column(JSON, PLAIN, default=list)       # ids of interests.toml
    attendee: Mapped[Attendee] = relationship(lazy="joined")


class TourWish(Record):
    """Two visitors kept in one group or in different ones."""

    __tablename__ = "tour_wishes"
    __table_args__ = (CheckConstraint("first_id <> second_id", name="two_people"),)
    tour_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("tours.id"), index=True)
    kind: Mapped[str] = column(String(10), PLAIN)
    first_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    second_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    first: Mapped[Attendee] = relationship(foreign_keys=[first_id], lazy="joined")
    second: Mapped[Attendee] = relationship(foreign_keys=[second_id], lazy="joined")


class TourGroup(Record, Versioned):
    """One group of a tour. `left_out` are the stops it does not see because somebody in it keeps off them; why is not kept."""

    __tablename__ = "tour_groups"
    __table_args__ = (UniqueConstraint("tour_id", "number"),)
    tour_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("tours.id"))
    number: Mapped[int] = column(Integer, PLAIN)                      # from 1
    guide_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("resources.id"), index=True)
    interpreter_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("resources.id"), index=True)
    languages: Mapped[list] = column(JSON, PLAIN, default=list)
    left_out: Mapped[list] = column(JSON, PLAIN, default=list)        # ids of stops
    keeps_guide: Mapped[bool] = column(Boolean, PLAIN, default=False)        # decided by a person: planning leaves it
    keeps_interpreter: Mapped[bool] = column(Boolean, PLAIN, default=False)
    keeps_order: Mapped[bool] = column(Boolean, PLAIN, default=False)
    keeps_times: Mapped[bool] = column(Boolean, PLAIN, default=False)
    tour: Mapped[Tour] = relationship(back_populates="groups")
    guide: Mapped[Resource | None] = relationship(foreign_keys=[guide_id])
    interpreter: Mapped[Resource | None] = relationship(foreign_keys=[interpreter_id])
    members: Mapped[list["TourMember"]] = relationship(back_populates="group", order_by="TourMember.id", cascade="all, delete-orphan")
    visits: Mapped[list["TourVisit"]] = relationship(back_populates="group", order_by="TourVisit.starts_minute, TourVisit.ends_minute, TourVisit.id",
                                                     cascade="all, delete-orphan")


class TourMember(Record):
    """A visitor in a group; `is_kept` there by a person's decision."""

    __tablename__ = "tour_members"
    __table_args__ = (UniqueConstraint("group_id", "attendee_id"),)
    group_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("tour_groups.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    is_kept: Mapped[bool] = column(Boolean, PLAIN, default=False)
    group: Mapped[TourGroup] = relationship(back_populates="members")
    attendee: Mapped[Attendee] = relationship(lazy="joined")


class TourVisit(Record):
    """A group at a stop, in minutes since midnight on the site's clock; `walked` are the stops passed on the way there."""

    __tablename__ = "tour_visits"
    __table_args__ = (CheckConstraint("ends_minute >= starts_minute", name="ends_after_start"),)
    group_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("tour_groups.id"), index=True)
    stop_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("site_stops.id"), index=True)
    starts_minute: Mapped[int] = column(Integer, PLAIN)
    ends_minute: Mapped[int] = column(Integer, PLAIN)
    waits: Mapped[int] = column(Integer, PLAIN, default=0)
    walked: Mapped[list] = column(JSON, PLAIN, default=list)
    group: Mapped[TourGroup] = relationship(back_populates="visits")
    stop: Mapped[SiteStop] = relationship(lazy="joined")


class VisitApplication(Record, Versioned):
    """公司参观申请表 for one tour. Whatever the plan knows is read from there and not kept here."""

    __tablename__ = "visit_applications"
    tour_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("tours.id"), unique=True)
    applicant_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    last_edited_by_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"))
    responsible_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    safety_officer_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    department: Mapped[str] = column(String(200), PLAIN, default="")
    applied_on: Mapped[date] = column(Date, PLAIN)
    purpose: Mapped[str] = column(Text, EVIDENCE, default="")
    checks_identity: Mapped[bool] = column(Boolean, PLAIN, default=False)
    confidentiality: Mapped[str] = column(String(12), PLAIN, default="internal")
    camera: Mapped[list] = column(JSON, PLAIN, default=list)          # of CAMERA_USES
    camera_for: Mapped[str] = column(Text, EVIDENCE, default="")
    camera_person_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    leaders: Mapped[str] = column(Text, EVIDENCE, default="")         # who accompanies beyond those the programme names
    vehicle: Mapped[str] = column(Text, EVIDENCE, default="")         # beyond the cars booked
    meals: Mapped[str] = column(Text, EVIDENCE, default="")
    needs: Mapped[str] = column(Text, EVIDENCE, default="")           # for everybody to read: nothing of anybody's health
    custody: Mapped[str] = column(Text, EVIDENCE, default="")
    gifts: Mapped[str] = column(Text, EVIDENCE, default="")
    status: Mapped[str] = column(String(20), PLAIN, default="draft", index=True)  # as the log computes it
    waiting_step: Mapped[str] = column(String(20), PLAIN, default="")             # whose turn it is
    tour: Mapped[Tour] = relationship()
    applicant: Mapped[Person] = relationship(foreign_keys=[applicant_id])
    last_edited_by: Mapped[Person] = relationship(foreign_keys=[last_edited_by_id])
    responsible: Mapped[Person | None] = relationship(foreign_keys=[responsible_id])
    safety_officer: Mapped[Person | None] = relationship(foreign_keys=[safety_officer_id])
    camera_person: Mapped[Person | None] = relationship(foreign_keys=[camera_person_id])
    decisions: Mapped[list["VisitDecision"]] = relationship(back_populates="application", order_by="VisitDecision.id")

    def department_in(self, lang):
        """The department, in this language while it is the applicant's own."""
        return _in(lang, self.department, self.applicant.department_zh, self.applicant.department_en)

    def purpose_in(self, lang):
        """The purpose, in this language while it is the reception's."""
        reception = self.tour.item.reception
        return _in(lang, self.purpose, reception.purpose_zh, reception.purpose_en)


def _in(lang, text, zh, en):
    return either(lang, zh, en) if text in (zh, en) else text


class VisitDecision(Record):
    """One entry of the approval log of a visit application; never changed, never deleted."""

    __tablename__ = "visit_decisions"
    application_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("visit_applications.id"), index=True)
    action: Mapped[str] = column(String(20), LOG)
    step: Mapped[str] = column(String(20), LOG, default="")           # id of the ladder's step
    person_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    fingerprint: Mapped[str] = column(String(64), LOG, default="")
    facts: Mapped[dict] = column(JSON, LOG, default=dict)             # what was decided on, for showing the difference later
    note: Mapped[str] = column(Text, EVIDENCE, default="")
    application: Mapped[VisitApplication] = relationship(back_populates="decisions")
    person: Mapped[Person] = relationship(lazy="joined")
