"""The pages: who may open and do what, page and fragment, both languages, bad input, and the 409 with its difference."""

import re
from html import unescape

import pytest

from planner.budgets.models import Application
from planner.db import close_session, session, transaction
from tests import factories
from tests.page_rules import faults_of

LANGUAGES = ("en", "zh")


def stored(app, house):
    """(status, total, version, entries of the log) as the database has them."""
    with app.app_context():
        row = session().get(Application, house.application_id)
        found = (row.status, row.total_minor, row.version, len(row.decisions))
        close_session()
    return found


def form_fields(html, marker):
    """The fields of the form that has `marker` in its opening tag, as a browser would send them."""
    form = re.search(rf"<form[^>]*{re.escape(marker)}[^>]*>.*?</form>", html, re.S)[0]
    fields = {}
    for attributes in re.findall(r"<input([^>]*)>", form):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if "name" in found and (found.get("type") != "checkbox" or " checked" in attributes):
            fields[found["name"]] = unescape(found.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        fields[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.S):
        fields[name] = unescape(text)
    return fields


def edit_form(browser, house):
    return form_fields(browser.get_page(f"/receptions/{house.reception_id}/budget/edit"), "form wide")


def button(browser, house, step):
    """Press one of the buttons of the application's page."""
    html = browser.get_page(f"/receptions/{house.reception_id}/budget")
    path = f"/receptions/{house.reception_id}/budget/{step}"
    return browser.post(path, form_fields(html, f'action="{path}"'))


def approver_form(browser, house):
    return form_fields(browser.get_page(f"/approvals/{house.application_id}"), "/approve")


def decide(browser, house, decision="approve", **changes):
    return browser.post(f"/approvals/{house.application_id}/{decision}", approver_form(browser, house) | changes)


# The story ------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", LANGUAGES)
def test_from_draft_to_approved_without_javascript(app, clock, signed_in, language):
    with app.app_context(), transaction():
        reception = factories.make_reception()
        factories.make_attendee(reception)
        path = f"/receptions/{reception.id}/budget"
        for login in ("gao.xiang", "xu.guoqiang", "dong.fang"):
            factories.person(login)
    song = signed_in("song.dan", language)
    html = song.get_page(path)
    assert {"en": "Draft it from the plan", "zh": "按方案起草"}[language] in html
    song.post_form(f"{path}/draft", form_fields(html, f'action="{path}/draft"'))
    fields = form_fields(song.get_page(f"{path}/edit"), "form wide") | {"venue": "云山酒店", "purpose": "签约", "guest_diners": "1"}
    song.post_form(f"{path}/edit", fields)
    html = song.get_page(path)
    song.post_form(f"{path}/submit", form_fields(html, f'action="{path}/submit"'))
    for login in ("gao.xiang", "xu.guoqiang", "dong.fang"):
        browser = signed_in(login, language)
        link = re.search(r'href="(/approvals/\d+)"', browser.get_page("/approvals"))[1]
        fields = form_fields(browser.get_page(link), "/approve")
        assert browser.post(f"{link}/approve", fields).headers["Location"] == "/approvals"
    assert {"en": "Approved", "zh": "已批准"}[language] in song.get_page(path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("path", "fragment", "login"), [
    ("/receptions/{reception}/budget", "application", "song.dan"), ("/receptions/{reception}/budget/edit", "application-form", "song.dan"),
    ("/approvals", "inbox", "gao.xiang"), ("/approvals/{application}", "approver", "gao.xiang"),
])
def test_page_and_fragment(plain, signed_in, path, fragment, login, language):
    browser = signed_in(login, language)
    path = path.format(reception=plain.reception_id, application=plain.application_id)
    whole = browser.get_page(path)
    part = browser.get(path, htmx=True).get_data(as_text=True)
    assert whole.lstrip().startswith("<!doctype html>") and "<html" not in part
    assert re.search(r'<\w+ [^>]*id="([^"]+)"', part)[1] == fragment
    assert (faults_of(whole), faults_of(part, fragment=True)) == ([], [])
    for text in (whole, part):
        assert " style=" not in text and "<script>" not in text


# Who may --------------------------------------------------------------------------------------------------------------------

ROUTES = [("GET", "/receptions/{r}/budget"), ("GET", "/receptions/{r}/budget/edit"), ("POST", "/receptions/{r}/budget/edit"),
          ("POST", "/receptions/{r}/budget/edit/lines"), ("POST", "/receptions/{r}/budget/draft"), ("POST", "/receptions/{r}/budget/submit"),
          ("POST", "/receptions/{r}/budget/withdraw"), ("POST", "/receptions/{r}/budget/reopen"), ("POST", "/receptions/{r}/budget/follow"),
          ("POST", "/receptions/{r}/budget/ask"), ("GET", "/approvals"), ("GET", "/approvals/{a}"), ("POST", "/approvals/{a}/approve"),
          ("POST", "/approvals/{a}/send_back"), ("POST", "/approvals/{a}/reject")]
EDITING = {path for method, path in ROUTES if path.startswith("/receptions") and (method == "POST" or path.endswith("/edit"))}
DECIDING = {path for method, path in ROUTES if path == "/approvals" or (path.startswith("/approvals/") and method == "POST")}
READING = {"/receptions/{r}/budget", "/approvals/{a}"}


@pytest.mark.parametrize(("login", "opens", "foreign"), [
    ("tang.lei", set(), EDITING | READING), ("gao.xiang", READING | DECIDING, set()), ("auditor", READING, set()),
    ("yuan.jie", set(), set()), ("admin", set(), set()),
])
def test_access(app, plain, signed_in, login, opens, foreign):
    """404 for another manager's reception, 403 for a role that may not, and nothing moves."""
    browser = signed_in(login)
    token, before = browser.token(), stored(app, plain)
    for method, path in ROUTES:
        address = path.format(r=plain.reception_id, a=plain.application_id)
        response = browser.get(address) if method == "GET" else browser.post(address, {"csrf_token": token})
        if path in foreign:
            assert response.status_code == 404, (login, method, path)
        elif path in opens:
            assert response.status_code in (200, 409, 422), (login, method, path, response.status_code)
        else:
            assert response.status_code == 403, (login, method, path, response.status_code)
    assert stored(app, plain) == before


def test_unknown_foreign_and_impossible_ids_look_alike(plain, signed_in):
    browser = signed_in("tang.lei")
    problems = set()
    for number in (plain.application_id, 999_999, 2**31, 2**63):
        response = browser.get(f"/approvals/{number}")
        assert response.status_code == 404
        problems.add(re.search(r'id="problem".*?<p>(.*?)[.<]', response.get_data(as_text=True), re.S)[1])
    assert len(problems) == 1


def test_not_signed_in(plain, client):
    assert client.get("/approvals").status_code == 303
    fragment = client.get("/approvals", htmx=True)
    assert (fragment.status_code, "HX-Redirect" in fragment.headers) == (401, True)


# The form -------------------------------------------------------------------------------------------------------------------

def test_another_currency_is_checked_and_stored_with_its_rate_its_day_and_its_source(app, plain, signed_in):
    browser, before, address = signed_in("song.dan"), stored(app, plain), f"/receptions/{plain.reception_id}/budget/edit"
    rate = {"currency": "EUR", "rate": "7.8512", "rate_on": "2026-11-20", "rate_source": "SAFE, central parity"}
    foreign = edit_form(browser, plain) | rate
    for name, wrong in (("rate", "0"), ("rate", "x"), ("rate_on", ""), ("rate_source", "")):
        for answer in (browser.post(address, foreign | {name: wrong}), browser.post(f"{address}/lines", foreign | {name: wrong, "check": "1"})):
            assert answer.status_code == 422
            assert 'aria-invalid="true"' in re.search(rf'<input[^>]*id="{name}"[^>]*>', answer.get_data(as_text=True))[0]
    assert stored(app, plain) == before

    checked = browser.post(f"{address}/lines", foreign | {"check": "1"})
    assert checked.status_code == 200 and "As typed, not stored yet. Total: €" in checked.get_data(as_text=True)
    browser.post_form(address, foreign)
    kept = edit_form(browser, plain)
    assert {name: kept[name] for name in rate} == rate


@pytest.mark.parametrize(("field", "value", "message"), [
    ("lines-0-price", "NaN", "digits only"), ("lines-0-price", "1e400", "digits only"), ("lines-0-price", "１２", "ordinary digits: 12"),
    ("lines-0-price", "1_000", "digits only"), ("lines-0-price", "-1", "cannot be negative"), ("lines-0-price", "1.005", "at most 2 decimals"),
    ("lines-0-price", "9" * 30, "too large"), ("lines-0-price", "", "Enter an amount"), ("lines-0-quantity", "-1", "number from 0"),
    ("lines-0-quantity", "1e3", "whole number"), ("lines-0-quantity", "１", "whole number"), ("lines-0-quantity", str(2**63), "whole number"),
    ("lines-0-category", "bribes", "choose one from the list"), ("lines-0-kind", "../../x", "price list"), ("lines-0-follows_code", "wind", "price list"),
    ("lines-0-note", "x" * 301, "at most 300"), ("lines-0-description_zh", "a\x7fb", "cannot be seen"), ("currency", "XXX", "choose one from the list"),
    ("guest_diners", "-3", "number from 0"), ("guest_diners", str(2**64), "whole number"), ("applied_on", "2026-02-30", "such as 2026-12-08"),
    ("dining_at", "9999-12-31T00:00", "between 1990 and 2100"), ("organiser_id", "999999", "choose one from the list"), ("organiser_id", "1 OR 1=1", "choose one from the list"),
    ("actual", "Infinity", "digits only"), ("purpose", "x" * 2001, "at most 2000"), ("venue", "\u202eabc", "cannot be seen"),
    ("currency", "EUR", "needs its rate"),
])
def test_bad_input_gets_the_form_again(app, plain, signed_in, field, value, message):
    browser, before = signed_in("song.dan"), stored(app, plain)
    fields = edit_form(browser, plain) | {field: value}
    response = browser.post(f"/receptions/{plain.reception_id}/budget/edit", fields)
    text = unescape(response.get_data(as_text=True))
    assert response.status_code == 422 and message in text
    assert "云山酒店" in text or field == "venue"
    assert stored(app, plain) == before


def test_what_was_typed_stays(plain, signed_in):
    browser = signed_in("song.dan")
    fields = edit_form(browser, plain) | {"lines-1-price": "四十五", "cautions_zh": "<b>清真</b>"}
    text = browser.post(f"/receptions/{plain.reception_id}/budget/edit", fields).get_data(as_text=True)
    assert faults_of(text) == [] and "Line 2 needs another look." in text
    assert 'value="四十五"' in text and "&lt;b&gt;清真&lt;/b&gt;" in text and 'aria-invalid="true"' in text


def test_lines_come_and_go_without_javascript_and_nothing_is_stored(app, plain, signed_in):
    browser, before = signed_in("song.dan"), stored(app, plain)
    path = f"/receptions/{plain.reception_id}/budget/edit/lines"
    fields = edit_form(browser, plain) | {"venue": "西湖国宾馆", "add": "1"}
    more = form_fields(browser.post(path, fields).get_data(as_text=True), "form wide")
    assert more["venue"] == "西湖国宾馆" and "lines-7-price" in more and more["version"] == fields["version"]
    fewer = form_fields(browser.post(path, more | {"remove": "0"}).get_data(as_text=True), "form wide")
    assert "工作午餐" in fewer.values() and "会议室" not in fewer.values()
    for odd in ("-1", "99", "²", "x" * 500):
        assert browser.post(path, more | {"remove": odd}).status_code == 200
    assert stored(app, plain) == before


def test_a_line_from_the_form_is_stored_and_shown(app, plain, signed_in):
    browser = signed_in("song.dan")
    fields = edit_form(browser, plain) | {"lines-7-category": "other", "lines-7-description_en": "Fireworks", "lines-7-quantity": "2",
                                           "lines-7-price": "1,234.50", "lines-7-kind": "", "lines-7-follows_code": ""}
    browser.post_form(f"/receptions/{plain.reception_id}/budget/edit", fields)
    assert stored(app, plain)[1] == 3_089_000 + 246_900
    text = browser.get_page(f"/receptions/{plain.reception_id}/budget")
    assert "Fireworks" in text and "2,469.00" in text and "CN¥33,359.00" in text
    assert "叁万叁仟叁佰伍拾玖元整" in text


def test_fields_that_are_not_in_the_form_have_no_effect(app, plain, signed_in):
    browser = signed_in("song.dan")
    odd = {"status": "approved", "approved_by": "1", "amount_minor": "1", "id": "99", "applicant_id": "1", "created_by_id": "1",
           "lines-²-price": "1", "lines-99999999999-price": "1", "lines--1-price": "1", "lines-٣-price": "1"}
    browser.post_form(f"/receptions/{plain.reception_id}/budget/edit", edit_form(browser, plain) | odd)
    assert stored(app, plain)[:2] == ("draft", 3_089_000)


def test_an_old_form_is_a_conflict(app, plain, signed_in):
    browser = signed_in("song.dan")
    fields = edit_form(browser, plain)
    browser.post_form(f"/receptions/{plain.reception_id}/budget/edit", fields | {"venue": "西湖国宾馆"})
    before = stored(app, plain)
    old = {key: value for key, value in fields.items() if key != "idempotency_key"}
    response = browser.post(f"/receptions/{plain.reception_id}/budget/edit", old | {"venue": "湖畔居"})
    text = response.get_data(as_text=True)
    assert response.status_code == 409 and "西湖国宾馆" in text and "湖畔居" in text
    assert stored(app, plain) == before


def test_the_same_form_twice_has_one_effect(app, plain, signed_in):
    browser = signed_in("song.dan")
    path = f"/receptions/{plain.reception_id}/budget"
    fields = form_fields(browser.get_page(path), f'action="{path}/submit"')
    assert [browser.post(f"{path}/submit", fields).status_code for _ in range(2)] == [303, 303]
    assert stored(app, plain)[3] == 1


# Deciding -------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("htmx", [False, True])
def test_an_amount_edited_between_view_and_approval(app, plain, signed_in, language, htmx):
    song, gao = signed_in("song.dan"), signed_in("gao.xiang", language)
    button(song, plain, "submit")
    shown = approver_form(gao, plain)
    song.post_form(f"/receptions/{plain.reception_id}/budget/edit", edit_form(song, plain) | {"lines-3-price": "650"})
    before = stored(app, plain)
    response = gao.post(f"/approvals/{plain.application_id}/approve", shown, htmx=htmx)
    text = response.get_data(as_text=True)
    assert response.status_code == 409 and faults_of(text, fragment=htmx) == []
    assert re.findall(r"<del>(.*?)</del>", text)[0].endswith("30,890.00") and re.findall(r"<ins>(.*?)</ins>", text)[0].endswith("31,090.00")
    assert stored(app, plain) == before
    again = form_fields(text, "/approve")
    assert again["fingerprint"] != shown["fingerprint"]
    assert gao.post(f"/approvals/{plain.application_id}/approve", again).status_code == 303
    assert stored(app, plain)[3] == before[3] + 1


def test_a_reason_rewritten_between_view_and_approval_is_not_approved_unseen(app, plain, signed_in):
    song, gao = signed_in("song.dan"), signed_in("gao.xiang")
    button(song, plain, "submit")
    shown = approver_form(gao, plain)
    song.post_form(f"/receptions/{plain.reception_id}/budget/edit", edit_form(song, plain) | {"cost_note": "Something else entirely"})
    before = stored(app, plain)
    assert gao.post(f"/approvals/{plain.application_id}/approve", shown).status_code == 409
    assert stored(app, plain) == before
    assert gao.post(f"/approvals/{plain.application_id}/approve", approver_form(gao, plain)).status_code == 303


def test_facts_that_we_did_not_write_are_not_shown(plain, signed_in):
    song, gao = signed_in("song.dan"), signed_in("gao.xiang")
    button(song, plain, "submit")
    for shown in ("{}", "not json", '{"amount_minor": 1}', "[" * 5000):
        response = decide(gao, plain, fingerprint="0" * 64, shown=shown)
        assert response.status_code == 409 and "<del>" not in response.get_data(as_text=True)


def test_ones_own_application_says_why_and_has_no_button(app, plain, signed_in):
    with app.app_context(), transaction():
        from planner.accounts.models import RoleGrant
        account = factories.account("song.dan")
        account.grants.append(RoleGrant(role="department_manager", granted_at=factories.clock.now()))
    song = signed_in("song.dan")
    button(song, plain, "submit")
    inbox, sheet = song.get_page("/approvals"), song.get_page(f"/approvals/{plain.application_id}")
    for text in (inbox, sheet):
        assert "You filed this application" in text
    assert 'class="is-own"' in inbox and "/approve\"" not in sheet
    before = stored(app, plain)
    assert song.post(f"/approvals/{plain.application_id}/approve", {"fingerprint": "0" * 64}).status_code == 403
    assert stored(app, plain) == before


def test_sending_back_needs_a_note_which_the_applicant_reads(app, plain, signed_in):
    song, gao = signed_in("song.dan"), signed_in("gao.xiang")
    button(song, plain, "submit")
    response = decide(gao, plain, "send_back")
    assert response.status_code == 422 and "Write a note" in response.get_data(as_text=True)
    assert decide(gao, plain, "send_back", note="<script>酒水略高</script>").status_code == 303
    assert stored(app, plain)[0] == "sent_back"
    assert "&lt;script&gt;酒水略高" in song.get_page(f"/receptions/{plain.reception_id}/budget")


def test_submitting_what_is_not_ready_says_what_to_do(app, plain, signed_in):
    song = signed_in("song.dan")
    song.post_form(f"/receptions/{plain.reception_id}/budget/edit", edit_form(song, plain) | {"lines-5-price": "1001"})
    before = stored(app, plain)
    response = button(song, plain, "submit")
    assert response.status_code == 422 and "No gift is worth more than 1,000 yuan" in response.get_data(as_text=True)
    assert stored(app, plain) == before


def test_the_approvers_page_puts_breaches_before_figures(plain, signed_in):
    song, gao = signed_in("song.dan"), signed_in("gao.xiang")
    song.post_form(f"/receptions/{plain.reception_id}/budget/edit", edit_form(song, plain) | {"lines-5-price": "320", "cost_note": "周年"})
    button(song, plain, "submit")
    text = gao.get_page(f"/approvals/{plain.application_id}")
    places = [text.index(words) for words in ("Gift per person", "a head, all in (diners: 32)", "Who comes, and why", "All lines", 'id="decision"')]
    assert places == sorted(places)
    assert "CN¥320.00, the limit is CN¥300.00." in text and "CN¥475.00" in text


def test_the_inbox_costs_the_same_for_one_and_for_many(app, plain, signed_in):
    from sqlalchemy import event
    from tests.planner.budgets.conftest import make_house
    from planner.budgets import actions

    def submitted(house):
        application = session().get(Application, house.application_id)
        actions.submit(application, by=application.applicant, at=factories.clock.now())

    browser, counts = signed_in("gao.xiang"), []
    for more in (0, 3):
        with app.app_context(), transaction():
            for house in [plain] if not more else [make_house(factories.clock.now(), guests=3, cost_note="周年") for _ in range(more)]:
                submitted(house)
        seen = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(app.extensions["database"].engine, "before_cursor_execute", listen)
        assert browser.get_page("/approvals").count('<li id="application-') == 1 + more
        event.remove(app.extensions["database"].engine, "before_cursor_execute", listen)
        counts.append(len(seen))
    assert counts[0] == counts[1]
