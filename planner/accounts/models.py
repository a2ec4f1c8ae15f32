"""Accounts, the roles they hold, sessions kept on the server, and links that work once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, SECRET, Base, Record, UTCDateTime, Versioned, column
from planner.people.models import Person

ROLES = ("account_manager", "department_manager", "general_manager", "finance", "office", "safety_officer", "administrator", "auditor")


class Account(Record, Versioned):
    """What a person signs in with. Rights are checked on the person behind it."""

    __tablename__ = "accounts"
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), unique=True)
    login: Mapped[str] = column(String(100), PLAIN, unique=True)
    password_hash: Mapped[str | None] = column(String(200), SECRET)
    language: Mapped[str | None] = column(String(2), PLAIN)
    disabled_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    person: Mapped[Person] = relationship(lazy="joined")
    grants: Mapped[list["RoleGrant"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def roles(self):
        return frozenset(grant.role for grant in self.grants)


class RoleGrant(Record):
    """One role of one account."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("account_id", "role"),)
    account_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("accounts.id"))
    role: Mapped[str] = column(String(30), PLAIN)
    granted_at: Mapped[datetime] = column(UTCDateTime, LOG)


class LoginSession(Base):
    """A signed-in browser; only the hash of its cookie is kept, so a copied table opens nothing."""

    __tablename__ = "login_sessions"
    token_hash: Mapped[str] = column(String(64), SECRET, primary_key=True)
    account_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = column(UTCDateTime, LOG)
    last_seen_at: Mapped[datetime] = column(UTCDateTime, LOG)
    account: Mapped[Account] = relationship(lazy="joined")


class OneTimeLink(Base):
    """A link that lets its holder set a password once; the hash is kept, never the link."""

    __tablename__ = "one_time_links"
    token_hash: Mapped[str] = column(String(64), SECRET, primary_key=True)
    account_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = column(UTCDateTime, LOG)
    expires_at: Mapped[datetime] = column(UTCDateTime, LOG)
    used_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    account: Mapped[Account] = relationship(lazy="joined")
