"""The second factor of who decides about money: a code from an authenticator, asked before a decision. What it is for stands in docs/budgets.md."""

import base64
import hashlib
import re
import secrets
from datetime import timedelta

from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app, g
from sqlalchemy import delete, func, select, update

from planner import audit
from planner.accounts import totp
from planner.accounts.actions import hasher
from planner.accounts.models import LoginSession, RecoveryCode, SecondFactor
from planner.db import lock, session
from planner.errors import RuleBroken
from planner.i18n import _l

FRESH_MINUTES = 10       # for so long one proof serves the decisions of one browser
SET_UP_MINUTES = 15      # for so long the key is shown that is not in use yet
MOST_WRONG, WAIT_MINUTES = 5, 5
RECOVERY_CODES = 10
PROVE_FIRST = _l("Please give the code of your second factor first. Nothing was decided; what you wrote is kept below.")
WRONG_CODE = _l("This code is wrong, too old, or was used before. Please wait for the next one.")


# Reading ----------------------------------------------------------------------------------------------------------------

def factor_of(account):
    """The account's SecondFactor, in use or just begun, or None."""
    return session().scalar(select(SecondFactor).where(SecondFactor.account_id == account.id))


def in_use(account):
    """The account's SecondFactor once its holder has proved to have it, or None."""
    found = factor_of(account)
    return found if found is not None and found.confirmed_at else None


def being_set_up(account, at):
    """The SecondFactor whose key may still be shown, or None."""
    found = factor_of(account)
    shown = found is not None and found.confirmed_at is None and at - found.begun_at <= timedelta(minutes=SET_UP_MINUTES)
    return found if shown else None


def codes_left(account):
    """How many recovery codes still work."""
    return session().scalar(select(func.count(RecoveryCode.id)).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)))


def needed(at):
    """What who asks must do before a decision counts: "set_up", "prove", or "" for nothing."""
    account, browser = g.account, g.login_session
    if in_use(account) is None:
        return "set_up" if current_app.extensions["settings"].second_factor == "demanded" else ""
    is_fresh = browser.proved_at is not None and timedelta(0) <= at - browser.proved_at <= timedelta(minutes=FRESH_MINUTES)
    return "" if is_fresh else "prove"


# Setting it up ------------------------------------------------------------------------------------------------------------

def begin(account, password, *, at):
    """A new key for the account, not in use before its first code. Raises RuleBroken for a wrong password and where one is in use."""
    if account.password_hash and not _is_password(account, password):
        raise RuleBroken(_l("This is not your password."), field="password")
    found = factor_of(account)
    if found is not None and lock(found).confirmed_at:
        raise RuleBroken(_l("A second factor is in use already. Please remove it first."))
    if found is None:
        found = SecondFactor(account_id=account.id)
        session().add(found)
    found.secret, found.begun_at, found.last_step, found.failures, found.waits_until = totp.new_secret(), at, 0, 0, None
    session().flush()
    return found


def _is_password(account, password):
    try:
        return hasher.verify(account.password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def confirm(account, browser, code, *, at):
    """Take the new key into use with its first code; returns the recovery codes, which are kept nowhere. None for a wrong code."""
    found = being_set_up(account, at)
    if found is None:
        raise RuleBroken(_l("The key is no longer shown. Please begin again."))
    if not _accept(lock(found), code, at):
        return None
    found.confirmed_at = browser.proved_at = at
    audit.append("account.second_factor_set", subject=account, by=account.person, at=at)
    return _make_codes(account, at)


def new_codes(account, *, at):
    """Other recovery codes; those from before are void."""
    audit.append("account.recovery_codes_made", subject=account, by=account.person, at=at)
    return _make_codes(account, at)


def _make_codes(account, at):
    session().execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _number in range(RECOVERY_CODES)]
    session().add_all([RecoveryCode(account_id=account.id, code_hash=_hash(code), made_at=at) for code in codes])
    session().flush()
    return ["-".join(code[i:i + 4] for i in range(0, 16, 4)) for code in codes]


def _hash(code):
    return hashlib.sha256(code.encode()).hexdigest()  # 80 random bits: nothing to guess, so no slow hash is needed


def remove(account, *, by, at):
    """Give up the second factor and its codes; what any browser proved with it is void."""
    found = factor_of(account)
    if found is None:
        raise RuleBroken(_l("There is no second factor."))
    session().delete(lock(found))
    session().execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session().execute(update(LoginSession).where(LoginSession.account_id == account.id).values(proved_at=None))
    audit.append("account.second_factor_removed", subject=account, by=by, at=at)


# Proving it -----------------------------------------------------------------------------------------------------------------

def prove(account, browser, code, *, at):
    """Whether the code is right; then this browser may decide for FRESH_MINUTES. A wrong one is counted. Raises RuleBroken while waiting."""
    found = in_use(account)
    if found is None:
        raise RuleBroken(_l("There is no second factor."))
    if not _accept(lock(found), code, at) and not _use_recovery_code(account, found, code, at):
        return False
    browser.proved_at = at
    audit.append("account.second_factor_proved", subject=account, by=account.person, at=at)
    return True


def _accept(found, code, at):
    """Take the code of a period that was not used yet, or count the failure."""
    if found.waits_until and at < found.waits_until:
        raise RuleBroken(_l("Too many wrong codes. Please wait five minutes."), field="code")
    plain = re.sub(r"[\s-]", "", code)
    step = totp.matching_step(found.secret, plain, at, found.last_step) if re.fullmatch(r"[0-9]{6}", plain) else None
    if step is not None:
        found.last_step, found.failures, found.waits_until = step, 0, None
        return True
    found.failures += 1
    if found.failures >= MOST_WRONG:
        found.failures, found.waits_until = 0, at + timedelta(minutes=WAIT_MINUTES)
    return False


def _use_recovery_code(account, found, code, at):
    """A recovery code works once."""
    plain = re.sub(r"[\s-]", "", code).lower()
    row = session().scalar(select(RecoveryCode).where(RecoveryCode.account_id == account.id, RecoveryCode.code_hash == _hash(plain),
                                                      RecoveryCode.used_at.is_(None)).with_for_update())
    if row is None:
        return False
    row.used_at, found.failures, found.waits_until = at, 0, None
    audit.append("account.recovery_code_used", subject=account, by=account.person, at=at)
    return True
