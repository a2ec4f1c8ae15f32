"""Signing in, the answer contract on the ground's own routes, and forms sent twice."""

import gc
from dataclasses import replace

import pytest
from sqlalchemy import update

from planner import create_app
from planner.db import session, transaction
from planner.errors import NotFound
from planner.i18n import _l
from planner.receptions.models import Reception
from planner.settings import BadSettings
from tests import factories

RECEPTION = {"title_zh": "华信考察团", "title_en": "Huaxin delegation", "starts_on": "2026-12-08", "ends_on": "2026-12-09",
             "purpose_zh": "2027年框架合同", "purpose_en": "Frame contract 2027"}


@pytest.fixture
def song(signed_in):
    return signed_in("song.dan")


@pytest.fixture
def huaxin(app, clock):
    with app.app_context(), transaction():
        return str(factories.make_client().id)


def stored(app):
    with app.app_context():
        return [(r.title_en, r.owner.name_en, r.version) for r in session().query(Reception).order_by(Reception.id)]


@pytest.mark.parametrize("enabled", [True, False])
def test_an_application_that_is_refused_leaves_the_collector_of_garbage_as_it_was(settings, enabled):
    was_enabled = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with pytest.raises(BadSettings):
            create_app(replace(settings, secret_key=""))
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_a_visitor_is_led_to_the_sign_in_page_and_back(client):
    response = client.get("/receptions?q=x")
    assert (response.status_code, response.headers["Location"]) == (303, "/sign-in?next=/receptions?q%3Dx")
    fragment = client.get("/receptions", htmx=True)
    assert (fragment.status_code, fragment.headers["HX-Redirect"], fragment.get_data()) == (401, "/sign-in", b"")


def test_a_reception_is_made_once_though_sent_twice(app, song, huaxin):
    data = {**RECEPTION, "client_id": huaxin, "idempotency_key": "0123456789abcdef"}
    first, second = song.post("/receptions/new", data), song.post("/receptions/new", data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert stored(app) == [("Huaxin delegation", "Song Dan", 1)]
    other = song.post("/receptions/new", {**data, "title_en": "Something else"})
    assert other.status_code == 422
    assert len(stored(app)) == 1


def test_a_wrong_field_is_named_and_nothing_typed_is_lost(app, song, huaxin):
    answer = song.post("/receptions/new", {**RECEPTION, "client_id": huaxin, "ends_on": "2026-12-07"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "The last day lies before the first." in html
    assert 'value="Huaxin delegation"' in html
    assert stored(app) == []


def test_a_stale_form_gets_both_versions_side_by_side(app, song, huaxin):
    song.post_form("/receptions/new", {**RECEPTION, "client_id": huaxin})
    song.post_form("/receptions/1/edit", {**RECEPTION, "client_id": huaxin, "title_en": "Theirs", "version": "1"})
    answer = song.post("/receptions/1/edit", {**RECEPTION, "client_id": huaxin, "title_en": "Mine", "version": "1"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Mine" in html and "Theirs" in html
    assert stored(app) == [("Theirs", "Song Dan", 2)]


@pytest.mark.parametrize("number", ["0", "-1", "01", "2147483648", "9223372036854775808", "18446744073709551616", "1%20", "%EF%BC%91",
                                    "999", "1"])
def test_unknown_foreign_and_impossible_ids_look_alike(app, signed_in, song, huaxin, number):
    song.post_form("/receptions/new", {**RECEPTION, "client_id": huaxin})
    answer = signed_in("tang.lei").get(f"/receptions/{number}")
    assert answer.status_code == 404
    assert "There is nothing here, or it is not yours to see." in answer.get_data(as_text=True)


def test_a_form_without_its_token_changes_nothing(app, song, huaxin):
    answer = song.post("/receptions/new", {**RECEPTION, "client_id": huaxin}, token=False)
    assert answer.status_code == 403
    assert "<h1>The form is out of date</h1>" in answer.text and "Not part of your role" not in answer.text
    assert stored(app) == []


def test_signing_out_ends_the_session_on_the_server(app, signed_in):
    browser = signed_in("song.dan")
    cookie = browser.client.get_cookie("shangzuo", domain="127.0.0.1").value
    browser.post_form("/sign-out")
    browser.client.set_cookie("shangzuo", cookie, domain="127.0.0.1")
    assert browser.get("/receptions").status_code == 303


def test_the_first_administrator_enters_by_a_link_that_works_once(app, client, clock):
    from planner.accounts import actions

    with app.app_context(), transaction():
        token = actions.invite_administrator("Ada", "ada", at=clock)
    assert "Choose a password" in client.get_page(f"/welcome/{token}")
    short = client.post(f"/welcome/{token}", {"password": "short", "again": "short"})
    assert short.status_code == 422
    client.post_form(f"/welcome/{token}", {"password": "a quiet morning walk", "again": "a quiet morning walk"})
    assert client.get("/accounts").status_code == 200
    assert client.get(f"/welcome/{token}").status_code == 404
    wrong = client.post("/sign-in", {"login": "ada", "password": "a loud morning walk"})
    assert wrong.status_code == 422
    client.post_form("/sign-in", {"login": "ada", "password": "a quiet morning walk"})


def test_the_demonstration_door_exists_only_in_demonstration_mode(app, client):
    with app.app_context(), transaction():
        account_id = factories.account("song.dan").id
    assert client.post(f"/demonstration/{account_id}").status_code == 404


def test_an_address_that_is_not_ours_gets_a_short_answer(client):
    answer = client.client.get("/sign-in", base_url="http://evil.test")
    assert answer.status_code == 400
    assert "not served here" in answer.get_data(as_text=True)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("data", [{"title_en": "a\x00b"}, {"a\x00": "b"}, {f"f{n}": "x" for n in range(1001)}])
def test_what_no_browser_sends_gets_a_short_400(app, song, huaxin, data):
    answer = song.post("/receptions/new", {**RECEPTION, "client_id": huaxin, **data})
    assert answer.status_code == 400
    assert stored(app) == []


def test_broken_utf_8_gets_a_short_400(song):
    part = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = part % (b"csrf_token", song.token().encode()) + part % (b"title_en", b"\xff\xfe") + b"--b--\r\n"
    answer = song.client.post("/receptions/new", data=body, content_type="multipart/form-data; boundary=b", base_url="http://127.0.0.1:8000")
    assert answer.status_code == 400


def test_a_body_that_is_too_large_gets_413(song):
    assert song.post("/receptions/new", {"note": "x" * (12 * 1024 * 1024)}).status_code == 413


def test_a_link_used_a_moment_ago_in_another_window_sets_no_second_password(db, clock):
    from planner.accounts import actions
    from planner.accounts.models import OneTimeLink
    from planner.accounts.queries import open_link

    with transaction():
        link = open_link(actions.invite_administrator("Ada", "ada", at=clock), at=clock)
        session().execute(update(OneTimeLink).values(used_at=clock).execution_options(synchronize_session=False))
        with pytest.raises(NotFound):
            actions.use_link(link, "a quiet morning walk", at=clock)


def test_a_sentence_looked_up_when_shown_is_text_and_no_markup(app):
    with app.test_request_context("/"):
        shown = app.jinja_env.from_string("{{ sentence }}").render(sentence=_l("%(place)s, minutes on foot", place="<b>gate</b>"))

    assert "&lt;b&gt;gate&lt;/b&gt;" in shown and "<b>" not in shown
