"""The day of a visit: checklist tasks, how far each item of the programme has got, menus, how ready the hosts are, complaints."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, TEXT, Record, UTCDateTime, Versioned, WallTime, column
from planner.people.models import Person, either
from planner.receptions.models import Item, Reception

GRADES = ("minor", "normal", "major")
STAGES = ("pass_on", "answer", "check")
QUESTIONS = 10
"""Questions of the self-check, each scored 1 to 10."""


class ChecklistTask(Record, Versioned):
    """One thing to be done at a visit. Those of a flow (`step` is an id of flows.toml) are due `minutes` after their item begins,
    before it where negative, and move with it; own ones (no `step`) are due at `due_at`."""

    __tablename__ = "checklist_tasks"
    __table_args__ = (UniqueConstraint("item_id", "step"),
                      CheckConstraint("(step IS NULL) = (due_at IS NOT NULL)", name="own_or_of_a_flow"))
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    item_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("items.id"), index=True)
    step: Mapped[str | None] = column(String(30), PLAIN)
    role: Mapped[str] = column(String(30), PLAIN)               # an id of planner/programme/roles.toml
    minutes: Mapped[int] = column(Integer, PLAIN, default=0)
    title_zh: Mapped[str] = column(String(200), TEXT, default="")   # of own ones; a step is called as in flows.toml
    title_en: Mapped[str] = column(String(200), TEXT, default="")
    due_at: Mapped[datetime | None] = column(WallTime, PLAIN)
    time_zone: Mapped[str] = column(String(50), PLAIN, default="Asia/Shanghai")
    done_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    done_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    escalated_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)  # the receptionist-in-chief was told that it is overdue
    created_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    reception: Mapped[Reception] = relationship()
    item: Mapped[Item | None] = relationship(lazy="joined")
    done_by: Mapped[Person | None] = relationship(lazy="joined")

    def own_title(self, lang):
        return either(lang, self.title_zh, self.title_en)


class ItemProgress(Record, Versioned):
    """How far an item of the programme has got: begun, over, or announced as so many minutes late (0: on time)."""

    __tablename__ = "item_progress"
    __table_args__ = (UniqueConstraint("item_id"), CheckConstraint("late_minutes BETWEEN 0 AND 720", name="late_range"),
                      CheckConstraint("done_at IS NULL OR started_at IS NOT NULL", name="done_after_started"))
    item_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"))
    started_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    done_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    late_minutes: Mapped[int] = column(Integer, PLAIN, default=0)
    noted_at: Mapped[datetime] = column(UTCDateTime, LOG)
    noted_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    item: Mapped[Item] = relationship()
    noted_by: Mapped[Person] = relationship(lazy="joined")


class Menu(Record, Versioned):
    """What is served at one meal: `dishes` are [course, name in Chinese, name in English] in the order of serving; a course is an id of courses.toml."""

    __tablename__ = "menus"
    item_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"), unique=True)
    dishes: Mapped[list] = column(JSON, PLAIN, default=list)
    item: Mapped[Item] = relationship(lazy="joined")

    def by_course(self):
        """{course: [(Chinese, English)]} of the courses that have dishes."""
        found = {}
        for course, zh, en in self.dishes:
            found.setdefault(course, []).append((zh, en))
        return found


class HostReadiness(Record, Versioned):
    """The ten answers of one host's self-check before a visit, each 1 to 10."""

    __tablename__ = "host_readiness"
    __table_args__ = (UniqueConstraint("reception_id", "person_id"),)
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    scores: Mapped[list] = column(JSON, PLAIN, default=list)
    scored_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    scored_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    reception: Mapped[Reception] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")
    scored_by: Mapped[Person] = relationship(foreign_keys=[scored_by_id])

    @property
    def total(self):
        return sum(self.scores)


class Complaint(Record, Versioned):
    """Something a guest complained of during a visit, and what became of it: passed on, answered, checked."""

    __tablename__ = "visit_complaints"
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    grade: Mapped[str] = column(String(10), PLAIN, default="normal")
    summary: Mapped[str] = column(Text, TEXT, default="")
    raised_by: Mapped[str] = column(String(100), TEXT, default="")  # who complained, as noted
    received_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    received_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    owner_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    passed_on_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    answer: Mapped[str] = column(Text, TEXT, default="")
    answered_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    outcome: Mapped[str] = column(Text, TEXT, default="")
    checked_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    checked_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    escalated: Mapped[list] = column(JSON, PLAIN, default=list)     # stages of which the receptionist-in-chief was told
    reception: Mapped[Reception] = relationship()
    received_by: Mapped[Person] = relationship(foreign_keys=[received_by_id], lazy="joined")
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id], lazy="joined")
    checked_by: Mapped[Person | None] = relationship(foreign_keys=[checked_by_id])
