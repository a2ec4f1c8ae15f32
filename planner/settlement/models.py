"""A settlement with its lines, its papers (receipts and attachments) and the heads it is claimed for; and the register of gifts."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.banquets.models import Banquet
from planner.budgets.models import Application
from planner.db import EVIDENCE, LOG, MONEY, PLAIN, Record, UTCDateTime, Versioned, column
from planner.people.models import Person, either
from planner.receptions.models import Reception

STATES = ("draft", "submitted", "sent_back", "closed")
OPEN = ("draft", "sent_back")
DIRECTIONS = ("given", "received")
GIFT_STATES = ("planned", "given", "returned", "declined")
CLEARANCES = ("", "asked", "cleared", "refused")


class Settlement(Record, Versioned):
    """结算单 of one hospitality application. Amounts are integers in minor units of `currency`, the application's."""

    __tablename__ = "settlements"
    application_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("applications.id"), unique=True)
    state: Mapped[str] = column(String(20), PLAIN, default="draft", index=True)
    currency: Mapped[str] = column(String(3), MONEY)
    reason: Mapped[str] = column(Text, EVIDENCE, default="")                 # why it is otherwise than approved
    advance_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    advance_to_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    advance_on: Mapped[date | None] = column(Date, MONEY)
    opened_by_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"))
    opened_at: Mapped[datetime] = column(UTCDateTime, LOG)
    last_edited_by_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"))
    submitted_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    checked_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    checked_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    check_note: Mapped[str] = column(Text, EVIDENCE, default="")
    application: Mapped[Application] = relationship(lazy="joined")
    advance_to: Mapped[Person | None] = relationship(foreign_keys=[advance_to_id])
    opened_by: Mapped[Person] = relationship(foreign_keys=[opened_by_id])
    submitted_by: Mapped[Person | None] = relationship(foreign_keys=[submitted_by_id])
    checked_by: Mapped[Person | None] = relationship(foreign_keys=[checked_by_id])
    lines: Mapped[list["SettlementLine"]] = relationship(back_populates="settlement", order_by="SettlementLine.position, SettlementLine.id",
                                                         lazy="selectin", cascade="all, delete-orphan")
    papers: Mapped[list["SettlementPaper"]] = relationship(back_populates="settlement", order_by="SettlementPaper.id", lazy="selectin",
                                                           cascade="all, delete-orphan")
    claims: Mapped[list["HeadClaim"]] = relationship(back_populates="settlement", order_by="HeadClaim.id", lazy="selectin",
                                                     cascade="all, delete-orphan")

    @property
    def reception(self):
        return self.application.reception

    @property
    def total_minor(self):
        return sum(line.actual_minor for line in self.lines)


class SettlementLine(Record):
    """What one line of the budget really cost; a line nobody had approved has `approved_minor` 0."""

    __tablename__ = "settlement_lines"
    __table_args__ = (CheckConstraint("actual_minor >= 0", name="actual_not_negative"),
                      Index("ix_settlement_lines_sums", "settlement_id", "category", "actual_minor"))  # reports add up years without reading the lines
    settlement_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("settlements.id"), index=True)
    position: Mapped[int] = column(Integer, PLAIN, default=0)
    kind: Mapped[str] = column(String(30), PLAIN, default="")  # its entry in the price list
    category: Mapped[str] = column(String(20), PLAIN)
    description_zh: Mapped[str] = column(String(200), PLAIN, default="")
    description_en: Mapped[str] = column(String(200), PLAIN, default="")
    quantity: Mapped[int] = column(Integer, MONEY, default=1)
    approved_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    actual_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    reason: Mapped[str] = column(String(300), EVIDENCE, default="")
    settlement: Mapped[Settlement] = relationship(back_populates="lines")

    def description(self, lang):
        return either(lang, self.description_zh, self.description_en)


class SettlementPaper(Record):
    """A receipt or another attachment, as a file. Of receipts, number and file can be used once in the whole house.

    `amount_minor` is in minor units of the paper's own currency, `own_minor` the same in the settlement's; `parts`
    says how much of it is claimed under which heading: {category: minor units of the paper's currency}.
    """

    __tablename__ = "settlement_papers"
    __table_args__ = (CheckConstraint("amount_minor >= 0", name="amount_not_negative"),)
    settlement_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("settlements.id"), index=True)
    kind: Mapped[str] = column(String(20), PLAIN)
    code: Mapped[str] = column(String(12), PLAIN, default="")
    number: Mapped[str] = column(String(40), PLAIN, default="")
    number_key: Mapped[str | None] = column(String(64), PLAIN, unique=True)   # code and number in one form; none for an attachment
    seller: Mapped[str] = column(String(200), EVIDENCE, default="")
    issued_on: Mapped[date | None] = column(Date, MONEY)
    currency: Mapped[str] = column(String(3), MONEY, default="")
    amount_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    rate: Mapped[str] = column(String(30), MONEY, default="")
    rate_on: Mapped[date | None] = column(Date, MONEY)
    rate_source: Mapped[str] = column(String(100), EVIDENCE, default="")
    own_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    parts: Mapped[dict] = column(JSON, MONEY, default=dict)
    paid_by_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))   # None: the company paid
    file_name: Mapped[str] = column(String(200), EVIDENCE, default="")
    content_type: Mapped[str] = column(String(40), PLAIN)
    size: Mapped[int] = column(Integer, PLAIN)
    stored_as: Mapped[str] = column(String(64), PLAIN, unique=True)
    sha256: Mapped[str] = column(String(64), LOG)
    file_key: Mapped[str | None] = column(String(64), LOG, unique=True)       # the same for a receipt; none for an attachment
    added_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    added_at: Mapped[datetime] = column(UTCDateTime, LOG)
    settlement: Mapped[Settlement] = relationship(back_populates="papers")
    paid_by: Mapped[Person | None] = relationship(foreign_keys=[paid_by_id])

    @property
    def is_receipt(self):
        return self.number_key is not None


class HeadClaim(Record):
    """For whom the cost of one banquet is claimed, and how many heads the bill counts."""

    __tablename__ = "head_claims"
    __table_args__ = (UniqueConstraint("settlement_id", "banquet_id"), CheckConstraint("billed >= 0", name="billed_not_negative"))
    settlement_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("settlements.id"))
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), index=True)
    billed: Mapped[int] = column(Integer, MONEY, default=0)
    settlement: Mapped[Settlement] = relationship(back_populates="claims")
    banquet: Mapped[Banquet] = relationship()
    heads: Mapped[list["ClaimedHead"]] = relationship(back_populates="claim", lazy="selectin", cascade="all, delete-orphan")


class ClaimedHead(Record):
    """Somebody named by a claim, and how often."""

    __tablename__ = "claimed_heads"
    __table_args__ = (UniqueConstraint("claim_id", "attendee_id"), CheckConstraint("times > 0", name="times_positive"))
    claim_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("head_claims.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    times: Mapped[int] = column(Integer, MONEY, default=1)
    claim: Mapped[HeadClaim] = relationship(back_populates="heads")


class Gift(Record, Versioned):
    """礼品登记: one gift between one of our people and somebody of a client, given or received.

    `guest_kind` is what the other side was that day (official, state_firm, foreign, private); `own_minor` is the value in
    minor units of the company's currency.
    """

    __tablename__ = "gifts"
    __table_args__ = (CheckConstraint("value_minor >= 0", name="value_not_negative"),)
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    direction: Mapped[str] = column(String(10), PLAIN, default="given")
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)   # of the client
    staff_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)    # of ours
    guest_kind: Mapped[str] = column(String(20), PLAIN, default="private")
    occasion: Mapped[str] = column(String(20), PLAIN)
    name: Mapped[str] = column(String(200), EVIDENCE)
    given_on: Mapped[date] = column(Date, MONEY, index=True)
    currency: Mapped[str] = column(String(3), MONEY)
    value_minor: Mapped[int] = column(BigInteger, MONEY)
    rate: Mapped[str] = column(String(30), MONEY, default="")
    rate_on: Mapped[date | None] = column(Date, MONEY)
    rate_source: Mapped[str] = column(String(100), MONEY, default="")
    own_minor: Mapped[int] = column(BigInteger, MONEY)
    state: Mapped[str] = column(String(10), PLAIN, default="planned")
    clearance: Mapped[str] = column(String(10), PLAIN, default="")
    cleared_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    cleared_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    reason: Mapped[str] = column(Text, EVIDENCE, default="")
    clearance_note: Mapped[str] = column(Text, EVIDENCE, default="")
    created_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    created_at: Mapped[datetime] = column(UTCDateTime, LOG)
    reception: Mapped[Reception] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")
    staff: Mapped[Person] = relationship(foreign_keys=[staff_id], lazy="joined")
    cleared_by: Mapped[Person | None] = relationship(foreign_keys=[cleared_by_id])
