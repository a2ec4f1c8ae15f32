"""Accounts, the roles they hold, sessions kept on the server, and links that work once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, SECRET, Base, Encrypted, Record, UTCDateTime, Versioned, column
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
    proved_at: Mapped[datetime | None] = column(UTCDateTime, LOG)  # when a code of the second factor was given last
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


class SecondFactor(Record):
    """The key an account shares with an authenticator; `last_step` is the period of the last code taken, which is not taken twice."""

    __tablename__ = "second_factors"
    account_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("accounts.id"), unique=True)
    secret: Mapped[str] = column(Encrypted("second_factors.secret"), SECRET)
    begun_at: Mapped[datetime] = column(UTCDateTime, LOG)
    confirmed_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    last_step: Mapped[int] = column(Integer, LOG, default=0)
    failures: Mapped[int] = column(Integer, LOG, default=0)
    waits_until: Mapped[datetime | None] = column(UTCDateTime, LOG)


class RecoveryCode(Record):
    """Works once in place of the authenticator; the hash is kept, never the code."""

    __tablename__ = "recovery_codes"
    account_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("accounts.id"), index=True)
    code_hash: Mapped[str] = column(String(64), SECRET, unique=True)
    made_at: Mapped[datetime] = column(UTCDateTime, LOG)
    used_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
