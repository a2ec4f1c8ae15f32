"""A form sent by eight impatient fingers at once has one effect, on either database."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from planner.db import session, transaction
from planner.receptions.models import Reception
from tests import factories
from tests.conftest import Browser

RECEPTION = {"title_zh": "华信考察团", "title_en": "Huaxin delegation", "starts_on": "2026-12-08", "ends_on": "2026-12-09"}


def test_eight_at_once_make_one_reception_and_all_get_the_same_answer(app, signed_in):
    with app.app_context(), transaction():
        client_id = str(factories.make_client().id)
    song = signed_in("song.dan")
    token = song.token()
    cookies = {name: song.client.get_cookie(name, domain="127.0.0.1").value for name in ("shangzuo", "form")}
    data = {**RECEPTION, "client_id": client_id, "csrf_token": token, "idempotency_key": "eight-fingers-1234"}

    def send(_number):
        browser = Browser(app)
        for name, value in cookies.items():
            browser.client.set_cookie(name, value, domain="127.0.0.1")
        answer = browser.post("/receptions/new", data)
        return answer.status_code, answer.headers.get("Location")

    with ThreadPoolExecutor(8) as fingers:
        answers = [f.result() for f in [fingers.submit(copy_context().run, send, n) for n in range(8)]]
    with app.app_context():
        (reception,) = session().query(Reception).all()
    assert answers == [(303, f"/receptions/{reception.id}")] * 8


def test_two_editors_of_one_reception_lose_nothing(app, signed_in):
    with app.app_context(), transaction():
        client_id = str(factories.make_client().id)
    song = signed_in("song.dan")
    song.post_form("/receptions/new", {**RECEPTION, "client_id": client_id})
    token = song.token()
    cookies = {name: song.client.get_cookie(name, domain="127.0.0.1").value for name in ("shangzuo", "form")}

    def change(number):
        browser = Browser(app)
        for name, value in cookies.items():
            browser.client.set_cookie(name, value, domain="127.0.0.1")
        return browser.post("/receptions/1/edit", {**RECEPTION, "client_id": client_id, "title_en": f"Title {number}", "version": "1",
                                                   "csrf_token": token}).status_code

    with ThreadPoolExecutor(4) as editors:
        answers = sorted(f.result() for f in [editors.submit(copy_context().run, change, n) for n in range(4)])
    assert answers == [303, 409, 409, 409]
