"""The administrator's page of accounts: links that replace each other, the last administrator, and two who edit at once."""

import argon2
import pytest

from planner import clock as planner_clock
from planner.accounts import actions, queries
from planner.accounts.models import Account
from planner.audit import AuditEntry
from planner.db import session, transaction
from planner.errors import RuleBroken
from tests import factories

LAST = "This is the last administrator. Please make somebody else administrator first."


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def stored(app, login):
    """(id, version, roles, disabled?) of the account, made if missing."""
    with app.app_context(), transaction():
        account = factories.account(login)
        return account.id, account.version, sorted(account.roles), account.disabled_at is not None


def link(login):
    with transaction():
        return actions.make_link(factories.account(login), by=None, at=planner_clock.now())


def opens(token):
    return queries.open_link(token, at=planner_clock.now()) is not None


def test_a_new_link_ends_the_older_one_of_the_same_account(db):
    other, first, second = link("tang.lei"), link("song.dan"), link("song.dan")
    assert [opens(token) for token in (other, first, second)] == [True, False, True]


def test_a_disabled_account_has_no_link_any_more(db):
    token = link("song.dan")
    with transaction():
        factories.account("admin")
        actions.disable(factories.account("song.dan"), by=None, at=planner_clock.now())
    assert not opens(token)
    assert not opens(link("song.dan"))


def test_the_older_link_answers_like_an_unknown_one(app, admin, client):
    account_id, *_rest = stored(app, "song.dan")
    first, second = (admin.post_form(f"/accounts/{account_id}/link").get_data(as_text=True).split("/welcome/")[1].split("<")[0] for _time in range(2))
    older = client.get(f"/welcome/{first}")
    assert older.status_code == 404 and ("one-time link does not work" in older.text or "一次性链接无效" in older.text)
    assert client.get(f"/welcome/{second}").status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_last_administrator_keeps_the_role(app, signed_in, language):
    admin = signed_in("admin", language)
    account_id, version, *_rest = stored(app, "admin")
    for path, data in ((f"/accounts/{account_id}", {"login": "admin", "roles": ["office"]}), (f"/accounts/{account_id}/disable", {})):
        answer = admin.post(path, {**data, "version": version})
        html = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert 'id="roles-error"' in html and ("最后一位管理员" if language == "zh" else LAST) in html
    assert stored(app, "admin") == (account_id, version, ["administrator"], False)


def test_one_of_two_administrators_may_go(app, admin):
    with app.app_context(), transaction():
        factories.account("ada", roles=["administrator"])
    account_id, version, *_rest = stored(app, "admin")
    admin.post_form(f"/accounts/{account_id}", {"login": "admin", "roles": ["office"], "version": version})
    assert stored(app, "admin")[2] == ["office"]


def test_an_administrator_who_is_disabled_does_not_count(db):
    with transaction():
        admin, ada = factories.account("admin"), factories.account("ada", roles=["administrator"])
        actions.disable(ada, by=None, at=planner_clock.now())
    for act in (lambda: actions.disable(admin, by=None, at=planner_clock.now()), lambda: actions.set_roles(admin, [], by=None, at=planner_clock.now())):
        with pytest.raises(RuleBroken, match="最后一位管理员"), transaction():
            act()


def test_a_disabled_account_has_a_way_back(app, admin):
    account_id, version, *_rest = stored(app, "song.dan")
    admin.post(f"/accounts/{account_id}/disable", {"version": version})
    version = stored(app, "song.dan")[1]
    assert f'action="/accounts/{account_id}/enable"' in admin.get_page(f"/accounts/{account_id}")

    answer = admin.post(f"/accounts/{account_id}/enable", {"version": version})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/accounts/{account_id}")
    assert stored(app, "song.dan")[2:] == (["account_manager"], False)
    again = admin.post(f"/accounts/{account_id}/enable", {"version": stored(app, "song.dan")[1]})
    assert again.status_code == 422 and "not disabled" in again.get_data(as_text=True)


def test_two_who_change_the_roles_at_once_lose_nothing(app, admin):
    account_id, version, *_rest = stored(app, "song.dan")
    page = admin.get_page(f"/accounts/{account_id}")
    assert page.count(f'name="version" value="{version}"') == 2
    admin.post_form(f"/accounts/{account_id}", {"login": "song.dan", "roles": ["office"], "version": version})
    for path, data in ((f"/accounts/{account_id}", {"login": "song.dan", "roles": ["finance"]}), (f"/accounts/{account_id}/disable", {})):
        assert admin.post(path, {**data, "version": version}).status_code == 409
    assert stored(app, "song.dan")[2:] == (["office"], False)
    with app.app_context():
        assert session().get(Account, account_id).version == version + 1


def test_passwords_in_use_are_hashed_with_argon2id_at_full_cost(quick_passwords):
    in_use = quick_passwords

    assert in_use.type is argon2.Type.ID
    assert (in_use.memory_cost, in_use.time_cost, in_use.parallelism) >= (65536, 3, 4)


def test_changing_the_language_stays_on_the_page(admin):
    form = admin.get("/accounts?page=1").text.split('action="/language"')[1].split("</form>")[0]
    assert 'name="next" value="/accounts?page=1"' in form
    assert admin.post_form("/language", {"language": "zh", "next": "/accounts?page=1"}).headers["Location"].endswith("/accounts?page=1")


@pytest.mark.parametrize("before, leads", [("http://127.0.0.1:8000/accounts/new", True), ("http://elsewhere.example/accounts/new", False), ("", False)])
def test_a_refused_form_leads_back_to_its_page_and_to_no_other_site(admin, before, leads):
    html = admin.post("/receptions/new", {}, headers={"Referer": before} if before else {}).text
    assert ('href="/accounts/new"' in html) == leads


def test_the_log_says_that_an_account_was_disabled(db):
    with transaction():
        factories.account("admin")
        actions.disable(factories.account("song.dan"), by=None, at=planner_clock.now())
    assert session().query(AuditEntry).filter_by(action="account.disabled").count() == 1
