"""The second factor: RFC vectors, codes that work once, and no decision without one where it is asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, text

from planner import audit
from planner.accounts import actions, second_factor, totp
from planner.accounts.models import LoginSession, RecoveryCode, SecondFactor
from planner.db import session, transaction
from planner.errors import RuleBroken
from planner.settings import BadSettings
from tests import factories
from tests.conftest import NOW

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
RFC_6238 = ((59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"), (2000000000, "69279037"),
            (20000000000, "65353130"))
RFC_4226 = ("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489")


@pytest.mark.parametrize(("seconds", "code"), RFC_6238)
def test_the_vectors_of_rfc_6238(seconds, code):
    assert totp.code_at(RFC_SECRET, seconds // 30, digits=8) == code
    assert totp.step_of(datetime.fromtimestamp(seconds, UTC)) == seconds // 30


def test_the_vectors_of_rfc_4226():
    assert tuple(totp.code_at(RFC_SECRET, number) for number in range(10)) == RFC_4226


def test_a_code_counts_one_period_around_and_once():
    at, step = datetime.fromtimestamp(3000, UTC), 100
    assert [totp.matching_step(RFC_SECRET, totp.code_at(RFC_SECRET, step + n), at, 0) for n in (-2, -1, 0, 1, 2)] == [None, 99, 100, 101, None]
    assert totp.matching_step(RFC_SECRET, totp.code_at(RFC_SECRET, step), at, after=step) is None
    assert totp.matching_step(RFC_SECRET, "", at, 0) is None


def test_the_address_says_what_authenticators_read():
    assert totp.address("ABC", "gao xiang/1", "Shangzuo") == "otpauth://totp/Shangzuo:gao%20xiang%2F1?secret=ABC&issuer=Shangzuo"


@pytest.fixture
def held(db):
    """An account whose second factor is in use, a browser of its own, and its recovery codes."""
    with transaction():
        account = factories.account("gao.xiang")
        actions.start_session(account, at=NOW)
        browser = session().scalar(select(LoginSession).where(LoginSession.account_id == account.id))
        found = second_factor.begin(account, "", at=NOW)
        codes = second_factor.confirm(account, browser, totp.code_at(found.secret, totp.step_of(NOW)), at=NOW)
    return SimpleNamespace(account=account, browser=browser, secret=found.secret, codes=codes)


def give(held, code, at):
    with transaction():
        return second_factor.prove(held.account, held.browser, code, at=at)


def test_the_code_that_set_it_up_does_not_work_again_and_neither_does_any_other(held):
    now = totp.step_of(NOW)
    assert not give(held, totp.code_at(held.secret, now), NOW)
    later = NOW + timedelta(seconds=30)
    assert give(held, totp.code_at(held.secret, now + 1), later)
    assert not give(held, totp.code_at(held.secret, now + 1), later)
    assert not give(held, totp.code_at(held.secret, now), later)
    assert second_factor.factor_of(held.account).failures == 2


def test_digits_of_other_scripts_and_words_are_wrong_codes(held):
    later = NOW + timedelta(minutes=1)
    right = totp.code_at(held.secret, totp.step_of(later))
    for wrong in ("", right[:5], right + "0", "".join(chr(ord(c) + 0xFEE0) for c in right)):
        assert not give(held, wrong, later)
    assert give(held, f"{right[:3]} {right[3:]}", later)


def test_five_wrong_codes_wait_five_minutes_even_for_the_right_one(held):
    later = NOW + timedelta(minutes=1)
    for _number in range(5):
        assert not give(held, "abcd", later)
    for tried in (totp.code_at(held.secret, totp.step_of(later)), held.codes[0]):
        with pytest.raises(RuleBroken):
            give(held, tried, later)
    waited = later + timedelta(minutes=5)
    assert give(held, totp.code_at(held.secret, totp.step_of(waited)), waited)


def test_a_recovery_code_works_once(held):
    assert len(set(held.codes)) == 10 and second_factor.codes_left(held.account) == 10
    assert give(held, held.codes[3].upper(), NOW)
    assert not give(held, held.codes[3], NOW)
    assert second_factor.codes_left(held.account) == 9
    with transaction():
        renewed = second_factor.new_codes(held.account, at=NOW)
    assert not give(held, held.codes[0], NOW) and give(held, renewed[0], NOW)


def test_neither_key_nor_code_stands_readable_in_the_database(held):
    stored = str(session().execute(text("SELECT * FROM second_factors")).all()) + str(session().execute(text("SELECT * FROM recovery_codes")).all())
    assert held.secret not in stored and not any(code.replace("-", "") in stored for code in held.codes)
    sealed = session().execute(text("SELECT secret FROM second_factors")).scalar_one()
    assert held.secret.encode() not in bytes(sealed)


def test_a_key_in_use_is_not_replaced_and_one_not_confirmed_in_time_is_not_shown(held):
    with pytest.raises(RuleBroken), transaction():
        second_factor.begin(held.account, "", at=NOW)
    with transaction():
        other = factories.account("dong.fang")
        second_factor.begin(other, "", at=NOW)
    assert second_factor.being_set_up(other, NOW + timedelta(minutes=15)) is not None
    assert second_factor.being_set_up(other, NOW + timedelta(minutes=15, seconds=1)) is None


def test_setting_up_asks_for_the_password_of_an_account_that_has_one(db):
    with transaction():
        account = factories.account("gao.xiang")
        account.password_hash = actions.hasher.hash("correct horse battery")
    for wrong in ("", "correct horse"):
        with pytest.raises(RuleBroken), transaction():
            second_factor.begin(account, wrong, at=NOW)
    with transaction():
        assert second_factor.begin(account, "correct horse battery", at=NOW).confirmed_at is None
    assert second_factor.in_use(account) is None


def test_removing_takes_back_what_browsers_proved(held):
    with transaction():
        second_factor.remove(held.account, by=held.account.person, at=NOW)
    session().expire_all()
    assert held.browser.proved_at is None
    assert (session().scalar(select(func.count(SecondFactor.id))), session().scalar(select(func.count(RecoveryCode.id)))) == (0, 0)
    assert [entry.action for entry in session().scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc()).limit(1))] == ["account.second_factor_removed"]


def test_an_unknown_setting_stops_the_start(settings):
    with pytest.raises(BadSettings):
        replace(settings, second_factor="perhaps").check()
