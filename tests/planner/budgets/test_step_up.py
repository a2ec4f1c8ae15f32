"""No decision without a fresh code: where the house demands it, and for everybody who set one up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from planner import clock as planner_clock
from planner.accounts import totp
from planner.accounts.models import SecondFactor
from planner.budgets.models import Delegation, SigningLimit
from planner.db import close_session, session, transaction
from tests import factories
from tests.conftest import NOW
from tests.planner.budgets.test_views import approver_form, button, decide, form_fields, stored


def secret_of(app):
    with app.app_context():
        found = session().scalar(select(SecondFactor).order_by(SecondFactor.id.desc())).secret
        close_session()
    return found


def code(app):
    return totp.code_at(secret_of(app), totp.step_of(planner_clock.now()))


def set_up(app, browser):
    """As its holder does it, page by page; returns the recovery codes."""
    browser.post_form("/second-factor/begin", form_fields(browser.get_page("/second-factor"), "/begin"))
    assert secret_of(app)[:4] in browser.get_page("/second-factor")
    shown = browser.post("/second-factor/confirm", {"code": code(app)})
    assert shown.status_code == 200
    html = shown.get_data(as_text=True)
    assert secret_of(app) not in browser.get_page("/second-factor").replace(" ", "")
    return [line.partition("<")[0] for line in html.split("<code>")[1:]]


@pytest.fixture
def waiting(app, plain, signed_in):
    """An application that waits for Gao Xiang."""
    button(signed_in("song.dan"), plain, "submit")
    return plain


def test_who_set_one_up_is_asked_before_a_decision_and_again_after_ten_minutes(app, waiting, signed_in):
    browser, address = signed_in("gao.xiang"), f"/approvals/{waiting.application_id}"
    form = approver_form(browser, waiting)
    set_up(app, browser)
    with planner_clock.fixed(NOW + timedelta(minutes=10, seconds=1)):
        before = stored(app, waiting)
        assert 'formaction' not in browser.get_page(address) and 'name="code"' in browser.get_page(address)
        refused = browser.post(f"{address}/approve", form | {"note": "looks right"})
        html = refused.get_data(as_text=True)
        assert (refused.status_code, stored(app, waiting)) == (422, before)
        assert "looks right" in html and "Nothing was decided" in html and 'name="code"' in html
        wrong = browser.post("/second-factor/prove", {"code": "000000", "next": address})
        assert wrong.status_code == 422 and "wrong" in wrong.get_data(as_text=True)
        right = browser.post("/second-factor/prove", {"code": code(app), "next": address})
        assert (right.status_code, right.headers["Location"]) == (303, address)
        assert browser.post("/second-factor/prove", {"code": code(app)}).status_code == 422  # a replay
    with planner_clock.fixed(NOW + timedelta(minutes=20)):
        assert decide(browser, waiting).status_code == 303
    assert stored(app, waiting)[3] == before[3] + 1


@pytest.mark.parametrize("decision", ["approve", "reject", "send_back", "ask"])
def test_a_house_that_demands_it_takes_no_decision_without(app, waiting, signed_in, monkeypatch, decision):
    browser, before = signed_in("gao.xiang"), stored(app, waiting)
    form = approver_form(browser, waiting)
    form.pop("idempotency_key")
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], second_factor="demanded"))
    page = browser.get_page(f"/approvals/{waiting.application_id}")
    assert "/second-factor" in page and "formaction" not in page
    assert browser.post(f"/approvals/{waiting.application_id}/{decision}", form | {"note": "x"}).status_code == 422
    assert stored(app, waiting) == before
    set_up(app, browser)
    assert browser.post(f"/approvals/{waiting.application_id}/{decision}", form | {"note": "x"}).status_code == 303


def test_another_browser_of_the_same_person_proves_for_itself(app, waiting, signed_in):
    one, other = signed_in("gao.xiang"), signed_in("gao.xiang")
    form = approver_form(other, waiting)
    codes = set_up(app, one)
    assert other.post(f"/approvals/{waiting.application_id}/approve", form).status_code == 422
    assert other.post("/second-factor/prove", {"code": codes[0], "next": "//evil.example"}).headers["Location"] == "/"
    assert other.post(f"/approvals/{waiting.application_id}/approve", form).status_code == 303


def test_powers_are_not_passed_on_without_it(app, waiting, signed_in):
    """Who found an open browser could name an accomplice instead of deciding."""
    with app.app_context(), transaction():
        receiver, other = factories.person("dong.fang").id, factories.person("gao.xiang").id
    browser = signed_in("xu.guoqiang")
    set_up(app, browser)
    form = form_fields(browser.get_page("/approvals/stand-ins"), "/stand-ins")
    with planner_clock.fixed(NOW + timedelta(minutes=11)):
        assert browser.post("/approvals/stand-ins", form | {"receiver_id": str(receiver)}).status_code == 422
        assert browser.post(f"/approvals/limits/{other}", {"limit": "5"}).status_code == 422
    with app.app_context():
        assert (session().scalar(select(Delegation.id)), session().scalar(select(SigningLimit.id))) == (None, None)
        close_session()


def test_removing_needs_a_fresh_code_and_the_administrator_signs_the_holder_out(app, waiting, signed_in):
    browser = signed_in("gao.xiang")
    set_up(app, browser)
    with planner_clock.fixed(NOW + timedelta(minutes=11)):
        assert "/second-factor/prove" in browser.post("/second-factor/remove").headers["Location"]
        assert "/second-factor/prove" in browser.post("/second-factor/codes").headers["Location"]
    assert secret_of(app)
    with app.app_context():
        account_id = factories.account("gao.xiang").id
        close_session()
    admin = signed_in("admin")
    assert "/second-factor/remove" in admin.get_page(f"/accounts/{account_id}")
    admin.post_form(f"/accounts/{account_id}/second-factor/remove")
    assert browser.get("/second-factor").headers["Location"].startswith("/sign-in")
    with app.app_context():
        assert session().scalar(select(SecondFactor.id)) is None
        close_session()
