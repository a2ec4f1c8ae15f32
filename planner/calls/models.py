"""A call on a client, who goes along, the sign-in on arrival, the visit record, what follows from it, and the daily report."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, ForeignKey, Integer, JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import (EVIDENCE, MONEY, PLAIN, TEXT, WHEREABOUTS, Base, Encrypted, Record, UTCDateTime, Versioned, WallTime, column)
from planner.people.models import Client, Person
from planner.places.models import Place
from planner.receptions.models import Reception

CALL_KINDS = ("A", "B", "C")
RESULTS = ("A", "B", "C", "D", "E")
TASK_KINDS = ("result", "pass_on", "answer")


class Call(Record, Versioned):
    """We visit a client. Times of the day are minutes since midnight on the clock of `time_zone`."""

    __tablename__ = "calls"
    __table_args__ = (CheckConstraint("stay_minutes BETWEEN 5 AND 480", name="stay_range"),
                      CheckConstraint("starts_minute IS NULL OR starts_minute + stay_minutes <= 1440", name="ends_that_day"),
                      CheckConstraint("window_until IS NULL OR window_from IS NULL OR window_until > window_from", name="window_order"),
                      CheckConstraint("travel_minutes IS NULL OR travel_minutes BETWEEN 0 AND 480", name="travel_range"),
                      UniqueConstraint("follows_id", "follow_number"))
    client_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("clients.id"), index=True)
    contact_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    owner_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    follows_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)  # the reception it follows up
    follow_number: Mapped[int | None] = column(Integer, PLAIN)
    kind: Mapped[str] = column(String(1), PLAIN, default="C")
    day: Mapped[date] = column(Date, PLAIN, index=True)
    time_zone: Mapped[str] = column(String(50), PLAIN, default="Asia/Shanghai")
    starts_minute: Mapped[int | None] = column(Integer, PLAIN)
    stay_minutes: Mapped[int] = column(Integer, PLAIN, default=45)
    is_agreed: Mapped[bool] = column(Boolean, PLAIN, default=False)      # the client agreed to this time: it is not moved
    window_from: Mapped[int | None] = column(Integer, PLAIN)             # the client asked for a time between these
    window_until: Mapped[int | None] = column(Integer, PLAIN)
    place_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("places.id"))
    travel_minutes: Mapped[int | None] = column(Integer, PLAIN)          # entered estimate, from wherever one comes
    address: Mapped[str] = column(String(300), TEXT, default="")
    meeting_place: Mapped[str] = column(String(200), TEXT, default="")
    purpose: Mapped[str] = column(Text, TEXT, default="")
    materials: Mapped[str] = column(Text, TEXT, default="")
    cautions: Mapped[str] = column(Text, TEXT, default="")
    ready: Mapped[list] = column(JSON, PLAIN, default=list)              # codes of the checklist that are ticked
    cancelled_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    created_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    client: Mapped[Client] = relationship(lazy="joined")
    contact: Mapped[Person | None] = relationship(foreign_keys=[contact_id], lazy="joined")
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id], lazy="joined")
    follows: Mapped[Reception | None] = relationship()
    place: Mapped[Place | None] = relationship(lazy="joined")
    people: Mapped[list[Person]] = relationship(secondary="call_people", lazy="selectin")
    sign_in: Mapped["SignIn | None"] = relationship(lazy="joined", back_populates="call")
    record: Mapped["VisitRecord | None"] = relationship(lazy="joined", back_populates="call")

    @property
    def starts_at(self):
        """The wall time of the appointment, or None."""
        return None if self.starts_minute is None else datetime.combine(self.day, time()) + timedelta(minutes=self.starts_minute)

    @property
    def ends_at(self):
        return None if self.starts_minute is None else self.starts_at + timedelta(minutes=self.stay_minutes)

    @property
    def is_ready(self):
        return {"materials", "cards"} <= set(self.ready)

    def title(self, lang):
        return self.client.name(lang)

    def where(self, lang):
        """The address as entered, or that of its place."""
        return self.address or (self.place.address(lang) or self.place.name(lang) if self.place else "")


class CallPerson(Base):
    """Colleagues who go along."""

    __tablename__ = "call_people"
    call_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("calls.id"), primary_key=True)
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), primary_key=True)


class SignIn(Record):
    """Somebody arrived at a call, and left. `position` only where the person chose to give one: {"words", "lat", "lon"}."""

    __tablename__ = "call_sign_ins"
    __table_args__ = (UniqueConstraint("call_id"),)
    call_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("calls.id"))
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    arrived_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    left_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    position: Mapped[dict | None] = column(Encrypted("call_sign_ins.position"), WHEREABOUTS)
    call: Mapped[Call] = relationship(back_populates="sign_in")


class VisitRecord(Record, Versioned):
    """访问记录表 of one call. Ratings hold codes of the rules, "" where nothing was said."""

    __tablename__ = "call_records"
    __table_args__ = (UniqueConstraint("call_id"),)
    call_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("calls.id"))
    prepared_by_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"))
    prepared_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    met_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    kind: Mapped[str] = column(String(1), PLAIN)
    result: Mapped[str] = column(String(1), PLAIN)
    summary: Mapped[str] = column(Text, TEXT, default="")
    cautions: Mapped[str] = column(Text, TEXT, default="")
    growth: Mapped[str] = column(String(10), PLAIN, default="")
    credit: Mapped[str] = column(String(10), PLAIN, default="")
    profit: Mapped[str] = column(String(10), PLAIN, default="")
    overall: Mapped[str] = column(String(10), PLAIN, default="")
    priority: Mapped[str] = column(String(10), PLAIN, default="")
    standing: Mapped[str] = column(String(10), PLAIN, default="")
    other: Mapped[str] = column(Text, TEXT, default="")
    solved: Mapped[str] = column(Text, TEXT, default="")
    unsolved: Mapped[str] = column(Text, TEXT, default="")
    watch: Mapped[str] = column(Text, TEXT, default="")
    call: Mapped[Call] = relationship(back_populates="record")
    prepared_by: Mapped[Person] = relationship(foreign_keys=[prepared_by_id], lazy="joined")
    met: Mapped[Person | None] = relationship(foreign_keys=[met_id], lazy="joined")


class CallTask(Record):
    """What follows from a call: a result that wants another step, or a problem to pass on and to answer."""

    __tablename__ = "call_tasks"
    __table_args__ = (UniqueConstraint("call_id", "kind"),)
    call_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("calls.id"))
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    kind: Mapped[str] = column(String(10), PLAIN)
    due_at: Mapped[datetime] = column(WallTime, PLAIN)
    time_zone: Mapped[str] = column(String(50), PLAIN, default="Asia/Shanghai")
    done_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    call: Mapped[Call] = relationship(lazy="joined")


class DayReport(Record, Versioned):
    """访问日报表 of one person and day: what is not already in the day's records. Amounts are minor units of `currency`."""

    __tablename__ = "call_reports"
    __table_args__ = (UniqueConstraint("person_id", "day"),)
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"))
    day: Mapped[date] = column(Date, PLAIN)
    time_zone: Mapped[str] = column(String(50), PLAIN, default="Asia/Shanghai")
    currency: Mapped[str] = column(String(3), PLAIN, default="CNY")
    supervisor_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    note: Mapped[str] = column(Text, EVIDENCE, default="")
    made_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")
    supervisor: Mapped[Person | None] = relationship(foreign_keys=[supervisor_id], lazy="joined")
    costs: Mapped[list["ReportCost"]] = relationship(back_populates="report", order_by="ReportCost.id", cascade="all, delete-orphan", lazy="selectin")


class ReportCost(Record):
    """One cost line of a daily report."""

    __tablename__ = "call_report_costs"
    __table_args__ = (UniqueConstraint("report_id", "category"), CheckConstraint("amount_minor >= 0", name="amount_not_negative"))
    report_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("call_reports.id"))
    category: Mapped[str] = column(String(10), PLAIN)
    amount_minor: Mapped[int] = column(BigInteger, MONEY)
    note: Mapped[str] = column(String(200), EVIDENCE, default="")
    report: Mapped[DayReport] = relationship(back_populates="costs")
