"""The hospitality application, its budget lines, and the log of decisions from which its state is computed."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, ForeignKey, Integer, JSON, String, Text
from sqlalchemy.orm import Mapped, relationship

from planner.db import EVIDENCE, LOG, MONEY, PLAIN, Record, UTCDateTime, Versioned, WallTime, column
from planner.people.models import Client, Person, either
from planner.receptions.models import Reception

STATUSES = ("draft", "submitted", "approved", "conditional", "sent_back", "rejected", "withdrawn")
CATEGORIES = ("meeting", "meals", "transport", "gifts", "other")
ABSENCES = ("leave", "travel", "other")
ACTIONS = ("submit", "approve", "send_back", "reject", "withdraw", "void", "reopen", "ask", "answer", "hand_over", "meet", "confirm")


class Application(Record, Versioned):
    """大客户招待申请表 for one reception. Amounts are integers in minor units of `currency`."""

    __tablename__ = "applications"
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), unique=True)
    applicant_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    created_by_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"))
    last_edited_by_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"))
    organiser_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    beneficiary_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))  # of our own people, who gains by it
    department: Mapped[str] = column(String(200), PLAIN, default="")
    applied_on: Mapped[date] = column(Date, PLAIN)
    client_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("clients.id"), index=True)
    venue: Mapped[str] = column(String(200), PLAIN, default="")
    dining_at: Mapped[datetime | None] = column(WallTime, PLAIN)
    follows_banquet: Mapped[bool] = column(Boolean, PLAIN, default=True)          # whether venue and hour are the first banquet's
    guest_diners: Mapped[int] = column(Integer, PLAIN, default=0)
    own_diners: Mapped[int] = column(Integer, PLAIN, default=0)
    currency: Mapped[str] = column(String(3), MONEY, default="CNY")
    rate: Mapped[str] = column(String(30), MONEY, default="")     # company currency for one unit of `currency`, exact digits
    rate_on: Mapped[date | None] = column(Date, MONEY)
    cost_centre: Mapped[str] = column(String(50), PLAIN, default="")
    purpose: Mapped[str] = column(Text, EVIDENCE, default="")
    cost_note: Mapped[str] = column(Text, EVIDENCE, default="")
    cautions_zh: Mapped[str] = column(Text, EVIDENCE, default="")
    cautions_en: Mapped[str] = column(Text, EVIDENCE, default="")
    status: Mapped[str] = column(String(20), PLAIN, default="draft", index=True)  # as the log computes it; compared nightly
    waiting_role: Mapped[str] = column(String(200), PLAIN, default="")            # the roles whose turn it is, with commas, for the inbox
    told_turn: Mapped[str] = column(String(80), PLAIN, default="")                # the turn that its signers were written to about
    actual_minor: Mapped[int | None] = column(BigInteger, MONEY)
    reception: Mapped[Reception] = relationship()
    applicant: Mapped[Person] = relationship(foreign_keys=[applicant_id])
    created_by: Mapped[Person] = relationship(foreign_keys=[created_by_id])
    last_edited_by: Mapped[Person] = relationship(foreign_keys=[last_edited_by_id])
    organiser: Mapped[Person | None] = relationship(foreign_keys=[organiser_id])
    beneficiary: Mapped[Person | None] = relationship(foreign_keys=[beneficiary_id])
    client: Mapped[Client] = relationship()
    lines: Mapped[list["BudgetLine"]] = relationship(back_populates="application", order_by="BudgetLine.position, BudgetLine.id",
                                                     lazy="selectin", cascade="all, delete-orphan")
    decisions: Mapped[list["Decision"]] = relationship(back_populates="application", order_by="Decision.id", lazy="selectin")

    def cautions(self, lang):
        return either(lang, self.cautions_zh, self.cautions_en)

    @property
    def total_minor(self):
        return sum(line.amount_minor for line in self.lines)


class BudgetLine(Record):
    """quantity × unit price; `follows` names what the quantity is computed from, empty when set by hand."""

    __tablename__ = "budget_lines"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),
                      CheckConstraint("unit_price_minor >= 0", name="price_not_negative"))
    application_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("applications.id"), index=True)
    position: Mapped[int] = column(Integer, PLAIN, default=0)
    kind: Mapped[str] = column(String(30), PLAIN, default="")  # its entry in the price list, empty for a line of one's own
    category: Mapped[str] = column(String(20), PLAIN)
    description_zh: Mapped[str] = column(String(200), PLAIN, default="")
    description_en: Mapped[str] = column(String(200), PLAIN, default="")
    follows: Mapped[str] = column(String(40), PLAIN, default="")
    quantity: Mapped[int] = column(Integer, MONEY, default=1)
    unit_price_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    note: Mapped[str] = column(String(300), EVIDENCE, default="")
    application: Mapped[Application] = relationship(back_populates="lines")

    def description(self, lang):
        return either(lang, self.description_zh, self.description_en)

    @property
    def amount_minor(self):
        return self.quantity * self.unit_price_minor


class Decision(Record):
    """One entry of the approval log; never changed, never deleted. What time alone brought about has no person."""

    __tablename__ = "decisions"
    application_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("applications.id"), index=True)
    action: Mapped[str] = column(String(20), LOG)
    step: Mapped[str] = column(String(40), LOG, default="")       # id of the ladder's step
    role: Mapped[str] = column(String(30), LOG, default="")
    person_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    for_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))            # whom the person stood in for
    delegation_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("delegations.id"))
    completes: Mapped[bool] = column(Boolean, LOG, default=False)   # with this signature nothing was left to sign
    at: Mapped[datetime] = column(UTCDateTime, LOG)
    fingerprint: Mapped[str] = column(String(64), LOG, default="")
    facts: Mapped[dict] = column(JSON, LOG, default=dict)         # what was decided on, for showing the difference later
    note: Mapped[str] = column(Text, EVIDENCE, default="")
    condition: Mapped[str] = column(Text, EVIDENCE, default="")   # what must be met and confirmed before money leaves
    application: Mapped[Application] = relationship(back_populates="decisions")
    person: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[person_id])
    stood_in_for: Mapped[Person | None] = relationship(foreign_keys=[for_id])


class Delegation(Record, Versioned):
    """Somebody signs for somebody else from one day to another (A7). A row is only ever ended, never changed."""

    __tablename__ = "delegations"
    giver_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"), index=True)
    receiver_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"), index=True)
    role: Mapped[str] = column(String(30), LOG)
    starts_on: Mapped[date] = column(Date, LOG)
    ends_on: Mapped[date] = column(Date, LOG)                      # the last day, in the house's time zone
    limit_minor: Mapped[int | None] = column(BigInteger, LOG)      # in the company's currency; none: the giver's own
    reason: Mapped[str] = column(String(20), LOG, default="leave")  # one of ABSENCES, never in words: absences tell of health
    written_at: Mapped[datetime] = column(UTCDateTime, LOG)
    revoked_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    giver: Mapped[Person] = relationship(foreign_keys=[giver_id])
    receiver: Mapped[Person] = relationship(foreign_keys=[receiver_id])


class SigningLimit(Record):
    """Up to which amount a person signs, from a moment on; the newest counts, and none at all means no limit of one's own."""

    __tablename__ = "signing_limits"
    person_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"), index=True)
    limit_minor: Mapped[int | None] = column(BigInteger, LOG)      # in the company's currency; none: lifted
    set_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    set_at: Mapped[datetime] = column(UTCDateTime, LOG)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
