"""The hospitality application, its budget lines, and the log of decisions from which its state is computed."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, ForeignKey, Integer, JSON, String, Text, case
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, relationship

from planner.db import EVIDENCE, LOG, MONEY, PLAIN, Record, UTCDateTime, Versioned, WallTime, column
from planner.people.models import Client, Person, either
from planner.receptions.models import Reception

STATUSES = ("draft", "submitted", "approved", "conditional", "sent_back", "rejected", "withdrawn")
CATEGORIES = ("meeting", "meals", "transport", "gifts", "other")
PARTS = ("service", "tax", "tip")   # of a line, told apart from its price, so that a cap can leave them out
INCLUDED = {"": (), "tax": ("tax",), "all": PARTS}   # what a unit price may hold already
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
    city: Mapped[str] = column(String(40), PLAIN, default="")     # id of a city of the policies; empty: as the venue's name says
    dining_at: Mapped[datetime | None] = column(WallTime, PLAIN, index=True)
    follows_banquet: Mapped[bool] = column(Boolean, PLAIN, default=True)          # whether venue and hour are the first banquet's
    guest_diners: Mapped[int] = column(Integer, PLAIN, default=0)
    own_diners: Mapped[int] = column(Integer, PLAIN, default=0)
    currency: Mapped[str] = column(String(3), MONEY, default="CNY")
    rate: Mapped[str] = column(String(30), MONEY, default="")     # company currency for one unit of `currency`, exact digits
    rate_on: Mapped[date | None] = column(Date, MONEY)
    rate_source: Mapped[str] = column(String(100), MONEY, default="")
    cost_centre: Mapped[str] = column(String(50), PLAIN, default="")
    fund_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("funds.id"), index=True)  # none: by cost centre, client or department when it is submitted
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
    quotes: Mapped[list["Quote"]] = relationship(back_populates="application", order_by="Quote.id", cascade="all, delete-orphan")
    decisions: Mapped[list["Decision"]] = relationship(back_populates="application", order_by="Decision.id", lazy="selectin")

    def cautions(self, lang):
        return either(lang, self.cautions_zh, self.cautions_en)

    @property
    def total_minor(self):
        return sum(line.amount_minor for line in self.lines)


class BudgetLine(Record):
    """quantity × unit price, and its service charge, tax and tip; `follows` names what the quantity is computed from, empty when by hand.

    Each part is kept in minor units; where it has a rate (percent, exact digits) it follows quantity and price by it. `included` says
    which of them the unit price holds already; the others come on top.
    """

    __tablename__ = "budget_lines"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),
                      CheckConstraint("unit_price_minor >= 0", name="price_not_negative"),
                      CheckConstraint("service_minor >= 0 AND tax_minor >= 0 AND tip_minor >= 0", name="parts_not_negative"))
    application_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("applications.id"), index=True)
    position: Mapped[int] = column(Integer, PLAIN, default=0)
    kind: Mapped[str] = column(String(30), PLAIN, default="")  # its entry in the price list, empty for a line of one's own
    category: Mapped[str] = column(String(20), PLAIN)
    description_zh: Mapped[str] = column(String(200), PLAIN, default="")
    description_en: Mapped[str] = column(String(200), PLAIN, default="")
    follows: Mapped[str] = column(String(40), PLAIN, default="")
    quantity: Mapped[int] = column(Integer, MONEY, default=1)
    unit_price_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    included: Mapped[str] = column(String(5), PLAIN, default="")          # one of INCLUDED
    service_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    tax_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    tip_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    service_rate: Mapped[str] = column(String(10), MONEY, default="")
    tax_rate: Mapped[str] = column(String(10), MONEY, default="")
    tip_rate: Mapped[str] = column(String(10), MONEY, default="")
    note: Mapped[str] = column(String(300), EVIDENCE, default="")
    application: Mapped[Application] = relationship(back_populates="lines")

    def description(self, lang):
        return either(lang, self.description_zh, self.description_en)

    @hybrid_property
    def amount_minor(self):
        """What the line costs, all in; also in a query."""
        return self.quantity * self.unit_price_minor + sum(getattr(self, f"{part}_minor") or 0 for part in PARTS if part not in INCLUDED[self.included or ""])

    @amount_minor.inplace.expression
    @classmethod
    def _amount_minor(cls):
        on_top = case((cls.included == "all", 0), (cls.included == "tax", cls.service_minor + cls.tip_minor),
                      else_=cls.service_minor + cls.tax_minor + cls.tip_minor)
        return cls.quantity * cls.unit_price_minor + on_top

    @property
    def parts(self):
        """{part: minor units} of those that are not zero."""
        found = {part: getattr(self, f"{part}_minor") or 0 for part in PARTS}
        return {part: minor for part, minor in found.items() if minor}


class Quote(Record):
    """A vendor's quote for a line, as a file with what it says: vendor, amount and date. Without a line where that one was removed."""

    __tablename__ = "budget_quotes"
    __table_args__ = (CheckConstraint("amount_minor >= 0", name="amount_not_negative"),)
    application_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("applications.id"), index=True)
    line_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("budget_lines.id", ondelete="SET NULL"), index=True)
    vendor: Mapped[str] = column(String(200), EVIDENCE)
    quoted_on: Mapped[date] = column(Date, MONEY)
    currency: Mapped[str] = column(String(3), MONEY)
    amount_minor: Mapped[int] = column(BigInteger, MONEY)
    file_name: Mapped[str] = column(String(200), EVIDENCE, default="")
    content_type: Mapped[str] = column(String(40), PLAIN)
    size: Mapped[int] = column(Integer, PLAIN)
    stored_as: Mapped[str] = column(String(64), PLAIN, unique=True)
    sha256: Mapped[str] = column(String(64), LOG)
    added_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    added_at: Mapped[datetime] = column(UTCDateTime, LOG)
    application: Mapped[Application] = relationship(back_populates="quotes")
    line: Mapped[BudgetLine | None] = relationship()


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
