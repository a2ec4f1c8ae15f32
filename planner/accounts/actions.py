"""Signing in and out, inviting people, and the roles they hold."""

import secrets
from datetime import timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from planner import audit
from planner.accounts.models import ROLES, Account, LoginSession, OneTimeLink, RoleGrant
from planner.accounts.queries import account_by_login, administrators, token_hash
from planner.db import lock, session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _l
from planner.people.models import Person

LINK_HOURS = 72
SHORTEST, LONGEST = 10, 128
hasher = PasswordHasher()  # argon2id with the library's current defaults


@lru_cache
def _nobodys_hash():
    """Verified when there is no such login, so that the answer takes as long."""
    return hasher.hash(secrets.token_urlsafe(16))


def check_password(login, password):
    """The account for login and password, or None; unknown and wrong take the same time."""
    account = account_by_login(login)
    known = account is not None and account.password_hash and account.disabled_at is None
    try:
        hasher.verify(account.password_hash if known else _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return None
    return account if known else None


def start_session(account, *, at):
    """A new session; returns the cookie's token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    session().add(LoginSession(token_hash=token_hash(token), account_id=account.id, created_at=at, last_seen_at=at))
    audit.append("account.signed_in", subject=account, by=account.person, at=at)
    return token


def end_session(token, *, by, at):
    """Sign out this browser."""
    session().execute(delete(LoginSession).where(LoginSession.token_hash == token_hash(token)))
    audit.append("account.signed_out", subject=by, by=by, at=at)


def end_all_sessions(account, *, by, at):
    """Sign the account out everywhere."""
    session().execute(delete(LoginSession).where(LoginSession.account_id == account.id))
    audit.append("account.sessions_ended", subject=account, by=by, at=at)


def create_account(person, login, roles, *, by, at):
    """An account without a password: its holder sets one through a one-time link."""
    if account_by_login(login):
        raise RuleBroken(_l("This login is taken. Please choose another."), field="login")
    account = Account(person_id=person.id, login=login.strip().lower())
    account.grants = [RoleGrant(role=role, granted_at=at) for role in _known(roles)]
    session().add(account)
    session().flush()
    audit.append("account.created", subject=account, by=by, at=at, details={"roles": sorted(roles), "person": person.id})
    return account


def set_roles(account, roles, *, by, at):
    """Give the account exactly these roles."""
    wanted = set(_known(roles))
    held = set(account.roles)
    if "administrator" not in wanted:
        _keep_an_administrator(account)
    account.grants = [grant for grant in account.grants if grant.role in wanted] + [
        RoleGrant(role=role, granted_at=at) for role in sorted(wanted - held)]
    flag_modified(account, "login")  # the roles stand in rows of their own; the account's version goes up with them
    session().flush()
    audit.append("account.roles_set", subject=account, by=by, at=at, details={"roles": sorted(wanted), "before": sorted(held), "person": account.person_id})


def _known(roles):
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"unknown roles {unknown}")
    return sorted(roles)


def disable(account, *, by, at):
    """Nobody signs in with it any more, who is signed in is out at once, and its one-time link is void."""
    _keep_an_administrator(account)
    account.disabled_at = at
    _end_links(account)
    audit.append("account.disabled", subject=account, by=by, at=at)
    end_all_sessions(account, by=by, at=at)


def enable(account, *, by, at):
    """Its holder may sign in again, with the password from before, or a new one through a one-time link."""
    if account.disabled_at is None:
        raise RuleBroken(_l("This account is not disabled."), field="roles")
    account.disabled_at = None
    audit.append("account.enabled", subject=account, by=by, at=at)


def _keep_an_administrator(account):
    """Refuse to take the last administrator away; of two who try at once, the second waits here for the first."""
    for one in administrators():
        lock(one)
    if [one.id for one in administrators()] == [account.id]:
        raise RuleBroken(_l("This is the last administrator. Please make somebody else administrator first."), field="roles")


def make_link(account, *, by, at):
    """A link's token with which the account's holder sets a password, once, within three days. Links made before are void."""
    lock(account)
    _end_links(account)
    token = secrets.token_urlsafe(32)
    session().add(OneTimeLink(token_hash=token_hash(token), account_id=account.id, created_at=at,
                              expires_at=at + timedelta(hours=LINK_HOURS)))
    audit.append("account.link_made", subject=account, by=by, at=at)
    return token


def _end_links(account):
    session().execute(delete(OneTimeLink).where(OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None)))


def use_link(link, password, *, at):
    """Set the password and use the link up; every open session of the account ends."""
    check_new_password(password)
    if lock(link).used_at is not None:
        raise NotFound()
    link.used_at = at
    link.account.password_hash = hasher.hash(password)
    end_all_sessions(link.account, by=link.account.person, at=at)
    audit.append("account.password_set", subject=link.account, by=link.account.person, at=at)
    return link.account


def check_new_password(password):
    """Raise RuleBroken for a password that is too short, too long or on every thief's list."""
    if len(password) < SHORTEST:
        raise RuleBroken(_l("Please use at least 10 characters; a short sentence is easy to remember."), field="password")
    if len(password) > LONGEST:
        raise RuleBroken(_l("Please use at most 128 characters."), field="password")
    plain = password.lower()
    if len(set(plain)) < 4 or any(word in plain for word in ("password", "12345678", "qwertyui", "shangzuo", "iloveyou")):
        raise RuleBroken(_l("This password is easy to guess. Please choose another."), field="password")


def invite_administrator(name, login, *, at):
    """A link's token for the administrator of this login; the person and account are made when there are none."""
    account = account_by_login(login)
    if account is None:
        person = Person(name_en=name, sort_key=name.lower())
        session().add(person)
        session().flush()
        account = create_account(person, login, ["administrator"], by=None, at=at)
    elif "administrator" not in account.roles or account.disabled_at is not None:
        raise RuleBroken(_l("This login is taken. Please choose another."), field="login")
    return make_link(account, by=None, at=at)
