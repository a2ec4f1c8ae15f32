"""Reading accounts and sessions."""

import hashlib
from datetime import timedelta
from functools import lru_cache

from flask import g
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from planner.accounts.models import ROLES, Account, LoginSession, OneTimeLink, RoleGrant
from planner.db import session
from planner.paging import page_of
from planner.people.models import Person
from planner.reading import remembered


@lru_cache(maxsize=1)
def _session_of():
    """Every request asks this: one statement in place of three, put together once."""
    return select(LoginSession).where(LoginSession.token_hash == bindparam("hash")).options(joinedload(LoginSession.account).options(
        joinedload(Account.grants), joinedload(Account.person).lazyload(Person.client)))  # staff has no client to look for


def token_hash(token):
    return hashlib.sha256(token.encode()).hexdigest()


def account_for_cookie(token, *, at, idle_minutes, hours):
    """The account whose browser holds `token`, or None once it is idle, too old, ended or disabled."""
    found = session().scalars(_session_of(), {"hash": token_hash(token)}).unique().one_or_none() if token else None
    if found is None or found.account.disabled_at is not None or not found.account.person.is_active:
        return None
    if at - found.last_seen_at > timedelta(minutes=idle_minutes) or at - found.created_at > timedelta(hours=hours):
        return None
    return found


def account_by_login(login):
    return session().scalar(select(Account).where(func.lower(Account.login) == login.strip().lower()))


def accounts():
    """All accounts, by login."""
    return session().scalars(select(Account).order_by(Account.login)).all()


def page_of_accounts(number):
    """One Page of the accounts, by login."""
    return page_of(select(Account).order_by(Account.login), number)


def demonstration_accounts():
    """Accounts to enter the demonstration with, in the order in which its story needs them."""
    order = {role: number for number, role in enumerate(ROLES)}
    usable = [account for account in accounts() if account.disabled_at is None and account.roles]
    return sorted(usable, key=lambda account: (min(order[role] for role in account.roles), account.id))


def administrators():
    """Accounts that can administer now, by id; read from the database even where they are known already."""
    return session().scalars(select(Account).join(RoleGrant).join(Account.person)
                             .where(RoleGrant.role == "administrator", Account.disabled_at.is_(None), Person.is_active)
                             .order_by(Account.id)).all()


@remembered
def people_with_role(role):
    """Persons who can act in `role` now."""
    found = session().scalars(select(Account).join(RoleGrant).where(RoleGrant.role == role, Account.disabled_at.is_(None))
                              .order_by(Account.login)).all()
    return [account.person for account in found if account.person.is_active]


def roles_of(person):
    """Roles the person holds through any account that is not disabled; of who asks they are known already."""
    asking = g.get("account")
    if asking is not None and asking.person_id == person.id:
        return asking.roles if asking.disabled_at is None else frozenset()
    rows = session().scalars(select(RoleGrant.role).join(Account, RoleGrant.account_id == Account.id)
                             .where(Account.person_id == person.id, Account.disabled_at.is_(None)))
    return frozenset(rows)


def language_of(person):
    """The language of the person's account, Chinese when none was chosen."""
    return session().scalar(select(Account.language).where(Account.person_id == person.id)) or "zh"


def open_link(token, *, at):
    """The one-time link of `token` while it can still be used, or None."""
    link = session().get(OneTimeLink, token_hash(token))
    usable = link is not None and link.used_at is None and link.expires_at > at and link.account.disabled_at is None
    return link if usable else None
