"""A fund, its changes, and the ledger of what applications take from funds."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, JSON, String, Text
from sqlalchemy.orm import Mapped, relationship

from planner.db import EVIDENCE, LOG, MONEY, PLAIN, Record, UTCDateTime, Versioned, column
from planner.people.models import Client, Person, either
from planner.receptions.models import Reception

KINDS = ("company", "department", "project", "client")
LEVELS = ("block", "higher")


class Fund(Record, Versioned):
    """预算额度: an amount for a period, in minor units of `currency`. Funds of kind company have none above them.

    `path` holds the ids from the root down to the fund ("/1/4/"); what is above a fund never changes. Amount and level are those of its
    newest change. Who names no fund gets the one with the cost centre, the client or the department of the application.
    """

    __tablename__ = "funds"
    __table_args__ = (CheckConstraint("amount_minor >= 0", name="amount_not_negative"), CheckConstraint("starts_on <= ends_on", name="ends_after_start"),
                      CheckConstraint("(kind = 'company') = (parent_id IS NULL)", name="only_companies_on_top"))
    parent_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("funds.id"), index=True)
    path: Mapped[str] = column(String(90), PLAIN, default="", index=True)
    kind: Mapped[str] = column(String(20), PLAIN)
    title_zh: Mapped[str] = column(String(80), PLAIN, default="")
    title_en: Mapped[str] = column(String(80), PLAIN, default="")
    starts_on: Mapped[date] = column(Date, MONEY)
    ends_on: Mapped[date] = column(Date, MONEY)
    currency: Mapped[str] = column(String(3), MONEY)
    amount_minor: Mapped[int] = column(BigInteger, MONEY)
    level: Mapped[str] = column(String(10), MONEY, default="block")
    cost_centre: Mapped[str] = column(String(50), PLAIN, default="")
    department_zh: Mapped[str] = column(String(90), PLAIN, default="")
    department_en: Mapped[str] = column(String(90), PLAIN, default="")
    client_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("clients.id"), index=True)
    client: Mapped[Client | None] = relationship()
    changes: Mapped[list["FundChange"]] = relationship(back_populates="fund", order_by="FundChange.id")

    def title(self, lang):
        return either(lang, self.title_zh, self.title_en)

    @property
    def way(self):
        """The ids from the root down to this fund."""
        return tuple(int(part) for part in self.path.strip("/").split("/"))

    def covers(self, day):
        return self.starts_on <= day <= self.ends_on


class FundChange(Record):
    """An amount and a level that a fund got, when, by whom and why; never changed, never deleted. The first one made the fund."""

    __tablename__ = "fund_changes"
    fund_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("funds.id"), index=True)
    amount_minor: Mapped[int] = column(BigInteger, MONEY)
    level: Mapped[str] = column(String(10), MONEY)
    reason: Mapped[str] = column(Text, EVIDENCE)
    changed_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    changed_at: Mapped[datetime] = column(UTCDateTime, LOG)
    fund: Mapped[Fund] = relationship(back_populates="changes")
    changed_by: Mapped[Person | None] = relationship()


class FundEntry(Record):
    """One move of an application's money in one fund; never changed, never deleted. Their sums are what stands where.

    `beyond` lists the funds that it exceeds on a reason and a higher signature.
    """

    __tablename__ = "fund_entries"
    __table_args__ = (CheckConstraint("committed_minor <> 0 OR approved_minor <> 0 OR spent_minor <> 0", name="moves_something"),
                      Index("ix_fund_entries_sums", "fund_id", "committed_minor", "approved_minor", "spent_minor"))
    application_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("applications.id"), index=True)
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    fund_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("funds.id"))
    event: Mapped[str] = column(String(10), LOG)
    committed_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    approved_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    spent_minor: Mapped[int] = column(BigInteger, MONEY, default=0)
    beyond: Mapped[list] = column(JSON, LOG, default=list)
    moved_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))   # none: by the clock
    moved_at: Mapped[datetime] = column(UTCDateTime, LOG)
    fund: Mapped[Fund] = relationship()
    reception: Mapped[Reception] = relationship()
    moved_by: Mapped[Person | None] = relationship()
