"""The pages: what they say, bad input at its field, and a receipt given out as it came."""

import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import delete

from planner.db import close_session, session, transaction
from planner.banquets.models import Presence
from planner.receptions.models import Attendee
from planner.settlement import gift_actions, papers, queries
from planner.settlement.models import Gift, Settlement
from tests import factories
from tests.factories import settlement as made


def path(plain, rest=""):
    return f"/receptions/{plain.reception_id}/settlement{rest}"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_in_both_languages(plain, signed_in, language):
    browser = signed_in("song.dan", language=language)
    for rest in ("", "/match", "/amounts", "/papers/new", f"/match/{plain.banquet_id}"):
        browser.get_page(path(plain, rest))
    for page in ("/settlements", "/gifts", f"/receptions/{plain.reception_id}/gifts"):
        browser.get_page(page)


def hidden(html):
    """The guards of the first form with a version."""
    return dict(re.findall(r'name="(csrf_token|idempotency_key|version)" value="([^"]*)"', html))


def test_nobody_is_a_no_show_before_anybody_was_noted_at_the_door(plain, signed_in, app):
    browser = signed_in("song.dan")
    noted = browser.get_page(path(plain, "/match"))
    with app.app_context():
        with transaction():
            session().execute(delete(Presence))
        close_session()
    empty = browser.get_page(path(plain, "/match"))

    assert ("No-show" in noted, "no-shows:" in noted) == (True, True)
    assert ("No-show" in empty, "no-shows:" in empty) == (False, False)


def test_a_claim_that_names_somebody_who_was_not_there_says_so(plain, signed_in):
    browser = signed_in("song.dan")
    page = f"{path(plain)}/match/{plain.banquet_id}"
    guards = hidden(browser.get_page(page))

    refused = browser.post(page, guards | {"heads": [str(plain.guest_ids[0])], "others": "Harry Potter", "billed": "2"})
    browser.post(page, hidden(browser.get_page(page)) | {"heads": [str(plain.guest_ids[4])], "others": "", "billed": "1"})

    assert (refused.status_code, "Harry Potter" in refused.get_data(as_text=True)) == (422, True)
    assert "Claimed, but not there" in browser.get_page(path(plain, "/match"))


@pytest.mark.parametrize("typed", ["-1", "NaN", "1e400", "１２", "١٢٣", "1.234.5,6", "0.001", "99999999999999", "1,23,4"])
def test_an_amount_that_cannot_be_read_comes_back_at_its_field(plain, signed_in, app, typed):
    browser = signed_in("song.dan")
    html = browser.get_page(path(plain, "/amounts"))
    ids = re.findall(r'name="lines-(\d+)-line_id"[^>]*value="(\d+)"', html)

    answer = browser.post(path(plain, "/amounts"), hidden(html) | {f"lines-{n}-line_id": line for n, line in ids} | {"lines-0-actual": typed, "lines-0-category": "meals"})

    assert (answer.status_code, "aria-invalid" in answer.get_data(as_text=True)) == (422, True)
    with app.app_context():
        assert session().get(Settlement, plain.settlement_id).total_minor == 380_000
        close_session()


def attach(browser, plain, content, **fields):
    guards = hidden(browser.get_page(path(plain, "/papers/new")))
    values = guards | {"kind": "fapiao", "number": made.fapiao(400), "issued_on": "2026-11-18", "currency": "CNY", "amount": "10", "part_meals": "10"} | fields
    return browser.post(path(plain, "/papers/new"), values | {"file": (io.BytesIO(content), "../../发票.exe")}, content_type="multipart/form-data")


def test_a_receipt_is_given_out_as_it_came_and_as_nothing_else(plain, signed_in):
    browser = signed_in("song.dan")
    assert attach(browser, plain, made.pdf("mine")).status_code == 303
    link = re.findall(r'href="([^"]*/papers/\d+/file)"', browser.get_page(path(plain)))[-1]

    answer = browser.get(link)

    assert answer.get_data() == made.pdf("mine")
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"], policy[0], policy[-1]) == ("application/pdf", "nosniff", "default-src 'none'", "sandbox")
    assert re.fullmatch(r"attachment; filename=fapiao-\d+\.pdf", answer.headers["Content-Disposition"])
    assert signed_in("tang.lei").get(link).status_code == 404


@pytest.mark.parametrize(("content", "fields"), [(b"MZ" + bytes(60), {}), (made.pdf("x"), {"amount": "-1"}), (made.pdf("x"), {"part_meals": "11"}), (made.pdf("x"), {"currency": "JPY", "rate": "0"}),
                                                 (made.pdf("x"), {"number": "１２３４５６７８"}), (made.pdf("fapiao 2"), {}), (made.pdf("x"), {"number": made.fapiao(2)})])
def test_a_receipt_that_cannot_be_comes_back(plain, signed_in, app, content, fields):
    answer = attach(signed_in("song.dan"), plain, content, **fields)

    assert (answer.status_code, "error-summary" in answer.get_data(as_text=True)) == (422, True)
    with app.app_context():
        assert len(session().get(Settlement, plain.settlement_id).papers) == 2
        close_session()


def test_finance_closes_on_the_page_and_an_old_page_is_refused(plain, signed_in, app):
    song = signed_in("song.dan")
    song.post(path(plain, "/submit"), hidden(song.get_page(path(plain))))
    finance = signed_in("dong.fang")
    guards = hidden(finance.get_page(path(plain)))
    with app.app_context(), transaction():
        session().get(Settlement, plain.settlement_id).check_note = "x"
    act = f"/settlements/{plain.settlement_id}/close"

    assert finance.post(act, guards).status_code == 409
    assert finance.post(act, hidden(finance.get_page(path(plain)))).status_code == 303
    assert "Closed" in finance.get_page(path(plain))


@pytest.mark.parametrize("decision", ["close", "send_back"])
def test_finance_gives_a_code_before_it_decides(plain, signed_in, app, monkeypatch, decision):
    song, finance, act = signed_in("song.dan"), signed_in("dong.fang"), f"/settlements/{plain.settlement_id}/{decision}"
    song.post(path(plain, "/submit"), hidden(song.get_page(path(plain))))
    guards = hidden(finance.get_page(path(plain)))
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], second_factor="demanded"))

    page = finance.get_page(path(plain))
    assert "/second-factor" in page and act not in page
    refused = finance.post(act, guards | {"note": "bill is missing"})
    assert refused.status_code == 422 and "bill is missing" in refused.get_data(as_text=True)
    with app.app_context():
        state = session().get(Settlement, plain.settlement_id).state
        close_session()
    assert state == "submitted"


@pytest.mark.parametrize("decision", ["clear", "refuse"])
def test_who_clears_a_gift_gives_a_code_first(plain, signed_in, app, clock, monkeypatch, decision):
    with app.app_context(), transaction():
        song, settlement = factories.person("song.dan"), session().get(Settlement, plain.settlement_id)
        gift = gift_actions.enter(settlement.reception, session().get(Attendee, plain.guest_ids[0]).person_id, direction="given", staff_id=song.id, occasion="visit", name="Tea set",
                                  given_on=settlement.reception.ends_on, currency="CNY", value_minor=40_000, reason="Anniversary", by=song, at=clock).id
    browser, act = signed_in("gao.xiang"), f"/gifts/{gift}/{decision}"
    guards = hidden(browser.get_page("/gifts"))
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], second_factor="demanded"))

    page = browser.get_page("/gifts")
    assert "/second-factor" in page and f"/gifts/{gift}/" not in page
    assert browser.post(act, guards | {"note": "once"}).status_code == 422
    with app.app_context():
        clearance = session().get(Gift, gift).clearance
        close_session()
    assert clearance == "asked"


def test_a_gift_in_another_currency_is_entered_with_the_source_of_its_rate(plain, signed_in, app):
    browser, address = signed_in("song.dan"), f"/receptions/{plain.reception_id}/gifts"
    page = browser.get_page(address)
    person = re.search(r'name="people"[^>]*value="(\d+)"', page)[1]
    staff = re.search(r'name="staff_id".*?<option[^>]*value="(\d+)"', page, re.S)[1]
    gift = hidden(page) | {"people": person, "staff_id": staff, "direction": "given", "occasion": "visit", "name": "Tea", "given_on": "2026-11-20", "value": "10", "currency": "EUR",
                           "rate": "7.8512", "rate_on": "2026-11-17"}

    refused = browser.post(address, gift)
    assert refused.status_code == 422 and 'aria-invalid="true"' in re.search(r'<input[^>]*id="rate_source"[^>]*>', refused.get_data(as_text=True))[0]
    browser.post_form(address, gift | {"rate_source": "SAFE"})
    with app.app_context():
        assert [(row.own_minor, row.rate_source) for row in session().query(Gift)] == [(7_851, "SAFE")]
        close_session()


def test_a_receipt_abroad_is_shown_and_printed_with_its_rate_its_day_and_its_source(plain, signed_in, app):
    browser = signed_in("song.dan")
    assert attach(browser, plain, made.pdf("taxi"), currency="JPY", rate="0.0485", rate_on="2026-11-17", rate_source="SAFE").status_code == 303
    assert "× 0.0485 (17 Nov 2026, SAFE)" in browser.get_page(path(plain))
    with app.app_context():
        settlement = session().get(Settlement, plain.settlement_id)
        printed = papers.html_of(queries.Settled(settlement), "en", issued=settlement.reception.ends_on)
        close_session()
    assert "× 0.0485 (17 November 2026, SAFE)" in printed


def test_the_printed_settlement_is_a_pdf(plain, signed_in):
    assert signed_in("dong.fang").get(path(plain, ".pdf?lang=zh")).get_data().startswith(b"%PDF-")
