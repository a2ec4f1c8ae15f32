"""The guest's page: a link that nobody can guess, opens without effect, and holds its own invitations only."""

import re
from datetime import timedelta
from email import message_from_string
from email.policy import default

import pytest
from icalendar import Calendar
from sqlalchemy import event, select

from planner import clock
from planner.banquets import seats, versions
from planner.banquets.models import BanquetTable
from planner.banquets.queries import seatings
from planner.banquets.seating_bridge import Hall
from planner.db import session, transaction
from planner.documents.queries import Sheaf
from planner.calendar import content
from planner.invitations import actions, chain, door_codes, queries, telling
from planner.invitations.models import Invitation, Reply
from planner.outbox.models import Mail
from planner.overview import attention, queries as overview
from planner.receptions.actions import cancel_reception
from planner.receptions.models import Attendee
from planner.receptions.queries import replies_of
from tests.conftest import Browser
from tests.planner.sweep_world import CANARY, checksum


def link_of(scene, name):
    """A fresh token for this guest's link."""
    token = actions.new_token()
    with transaction():
        actions.keep_link(scene.banquet, scene.guests[name], token, at=clock.now())
    return token


def opened(app, token, language=None):
    """A browser that followed the link."""
    browser = Browser(app, language) if language else Browser(app)
    if language is None:
        browser.client.delete_cookie("language", domain="127.0.0.1")
    answer = browser.get(f"/r/{token}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reply")
    return browser


def guest(scene, name):
    session().rollback()
    return session().get(Attendee, scene.guests[name].id, populate_existing=True)


def token_in(browser):
    html = browser.get("/reply").get_data(as_text=True)
    return re.search(r'name="csrf_token" value="([^"]+)"', html)[1]


def send_reply(browser, invitation, **data):
    return browser.post(f"/reply/{invitation.id}", {"csrf_token": token_in(browser), **data}, token=False)


def answers(invitation):
    session().rollback()
    return [(reply.answer, reply.source) for reply in session().scalars(
        select(Reply).where(Reply.invitation_id == invitation.id).order_by(Reply.id))]


def test_link_becomes_a_cookie_of_the_reply_page_alone(app, sent):
    answer = Browser(app).get(f"/r/{link_of(sent, 'krause')}")
    cookie, = [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("reply=")]

    assert {"HttpOnly", "Path=/reply", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_opening_links_and_pages_changes_nothing(app, sent):
    token = link_of(sent, "zheng")
    before = checksum(app)
    browser = opened(app, token)
    for _ in range(2):
        assert browser.get("/reply").status_code == 200
        assert browser.get(f"/reply/{sent.invitation_of('zheng').id}/invitation.ics").status_code == 200

    assert checksum(app) == before


def test_page_speaks_the_guests_language_and_can_be_switched(app, sent):
    german, chinese = opened(app, link_of(sent, "krause")), opened(app, link_of(sent, "wang"))

    assert "requests the pleasure of your company" in german.get_page("/reply")
    assert "恭请光临" in chinese.get_page("/reply")
    assert "恭请光临" in german.get_page("/reply?lang=zh")
    assert 'name="referrer" content="no-referrer"' in german.get_page("/reply")


def test_dress_stands_in_each_language_of_the_invitation(app, sent):
    with transaction():
        sent.guests["krause"].person.languages = ["en", "zh"]
    zh, en = re.findall(r'<div class="words" lang="(?:zh-CN|en)">.*?</div>', opened(app, link_of(sent, "krause")).get_page("/reply?lang=zh"), re.S)

    assert "着装：正装" in zh and "Dress" not in zh
    assert "Dress: Business suit" in en and "着装" not in en


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_reply_shows_in_the_guest_list(app, sent, answer):
    invitation = sent.invitation_of("krause")
    response = send_reply(opened(app, link_of(sent, "krause")), invitation, answer=answer)

    assert response.status_code == 303
    assert "token" not in response.headers["Location"] and "/r/" not in response.headers["Location"]
    krause = guest(sent, "krause")
    noted, = replies_of(sent.reception)[krause.id]
    assert (noted.state, noted.at) == (answer, clock.now())
    assert answers(invitation) == [(answer, "guest")]


def test_secretary_answers_for_her_principals_through_one_link(app, sent):
    browser = opened(app, link_of(sent, "zheng"))
    html = browser.get_page("/reply")
    assert [name for name in ("郑", "王董事长", "刘女士", "陈总裁") if name in html] == ["郑", "王董事长", "刘女士", "陈总裁"]

    for name in ("wang", "chen"):
        assert send_reply(browser, sent.invitation_of(name), answer="accepted").status_code == 303

    assert [answers(sent.invitation_of(name)) for name in ("wang", "chen", "zheng")] == [
        [("accepted", "assistant")], [("accepted", "assistant")], []]


def test_guests_of_a_secretary_are_named_by_rank_in_her_letter_and_on_the_page(app, sent):
    mail = next(mail for mail in session().scalars(select(Mail)) if "zheng.xiao" in mail.content)
    words = message_from_string(mail.content, policy=default).get_body(("plain",)).get_content()
    page = opened(app, link_of(sent, "zheng")).get_page("/reply")

    assert "烦请一并代为回复：王董事长、刘女士、陈总裁。" in words
    assert sorted(("陈总裁", "刘女士", "王董事长"), key=page.index) == ["王董事长", "刘女士", "陈总裁"]


def test_sentences_stand_apart_in_english_and_close_in_chinese(app, sent):
    browser = opened(app, link_of(sent, "krause"))

    assert "1 December. If you are not" in browser.get("/reply?lang=en").get_data(as_text=True)
    assert "前回复。如您" in browser.get("/reply?lang=zh").get_data(as_text=True)


def test_principal_does_not_see_the_secretarys_invitation(app, sent):
    browser = opened(app, link_of(sent, "chen"))

    assert send_reply(browser, sent.invitation_of("zheng"), answer="accepted").status_code == 404
    assert send_reply(browser, sent.invitation_of("krause"), answer="accepted").status_code == 404
    assert session().scalars(select(Reply)).all() == []


def test_diet_is_stored_by_effect_and_only_with_consent(app, sent):
    browser, invitation = opened(app, link_of(sent, "krause")), sent.invitation_of("krause")
    send_reply(browser, invitation, answer="accepted", diet=["vegetarian", "nuts"])
    assert guest(sent, "krause").diet is None
    assert "are not" in browser.get_page("/reply?lang=en")

    send_reply(browser, invitation, answer="accepted", diet=["vegetarian", "nuts"], consent="y")
    stored = guest(sent, "krause")
    assert (stored.diet, stored.diet_source, stored.diet_consent_at) == (
        {"codes": ["vegetarian", "nuts"], "note": ""}, "guest", clock.now())

    html = browser.get_page("/reply?lang=en")
    assert "given" in html and " checked" not in html

    send_reply(browser, invitation, answer="accepted", forget="y")
    assert (guest(sent, "krause").diet, guest(sent, "krause").diet_consent_at) == (None, None)


def test_what_the_kitchen_was_told_in_words_outlives_a_guests_ticks(app, sent):
    with transaction():
        guest(sent, "krause").diet = {"codes": ["nuts"], "note": "严重，随身带肾上腺素笔", "severity": {"nuts": "strict"}}
    send_reply(opened(app, link_of(sent, "krause")), sent.invitation_of("krause"), answer="accepted", diet=["nuts", "vegetarian"], consent="y")

    assert guest(sent, "krause").diet == {"codes": ["nuts", "vegetarian"], "note": "严重，随身带肾上腺素笔", "severity": {"nuts": "strict"}}


def test_guest_of_a_cancelled_reception_is_told_so_and_cannot_accept(app, sent):
    browser = opened(app, link_of(sent, "krause"))
    with transaction():                                              # the letters have left: what still waits is stopped instead
        session().query(Mail).update({"state": "sent"})
        session().query(Invitation).update({"state": "sent", "sent_at": clock.now()})
        cancel_reception(sent.reception, by=sent.owner, at=clock.now())

    assert "The reception has been cancelled." in browser.get_page("/reply?lang=en")
    assert browser.post(f"/reply/{sent.invitation_of('krause').id}", {"answer": "accepted"}).status_code == 422
    assert answers(sent.invitation_of("krause")) == []


@pytest.mark.parametrize("data", [
    {"answer": ""}, {}, {"answer": "perhaps"}, {"answer": "accepted", "diet": "cancer", "consent": "y"},
    {"answer": "accepted; declined"}, {"answer": "９"}])
def test_bad_reply_comes_back_with_a_sentence_and_stores_nothing(app, sent, data):
    response = send_reply(opened(app, link_of(sent, "krause")), sent.invitation_of("krause"), **data)

    assert response.status_code == 422
    assert "error-summary" in response.get_data(as_text=True)
    assert answers(sent.invitation_of("krause")) == []
    assert guest(sent, "krause").diet is None


@pytest.mark.parametrize(("language", "sentence"), [("en", "Reply</a>: Please accept or decline."), ("zh", "回执</a>：请选择出席或不出席。")])
def test_a_missing_answer_is_named_as_what_it_is(app, sent, language, sentence):
    html = send_reply(opened(app, link_of(sent, "krause"), language), sent.invitation_of("krause"), lang=language).get_data(as_text=True)

    assert sentence in re.sub(r"\s+", " ", html)


@pytest.mark.parametrize(("language", "sentence"), [("en", "Please choose from the list."), ("zh", "请从列表中选择。")])
def test_forged_choices_are_not_repeated_on_the_page(app, sent, language, sentence):
    html = send_reply(opened(app, link_of(sent, "krause"), language), sent.invitation_of("krause"), answer="accepted", diet="forged" * 2000, lang=language).get_data(as_text=True)

    assert sentence in html and "forged" not in html


def test_same_reply_sent_twice_is_one_reply(app, sent):
    browser, invitation = opened(app, link_of(sent, "krause")), sent.invitation_of("krause")
    for key in ("k" * 20, "k" * 20, "l" * 20):
        assert send_reply(browser, invitation, answer="accepted", idempotency_key=key).status_code == 303

    assert answers(invitation) == [("accepted", "guest")]


def test_reply_can_be_changed_until_the_end_of_the_reply_day(app, sent):
    token, invitation = link_of(sent, "krause"), sent.invitation_of("krause")
    browser = opened(app, token)
    send_reply(browser, invitation, answer="accepted")
    last_moment = clock.now().replace(month=12, day=1, hour=15, minute=59)
    with clock.fixed(last_moment):
        assert send_reply(browser, invitation, answer="declined").status_code == 303
    with clock.fixed(last_moment + timedelta(minutes=1)):
        assert "reply date has passed. If anything changes" in browser.get_page("/reply?lang=en")
        assert "we will see what can be done" in opened(app, link_of(sent, "chen")).get_page("/reply?lang=en")     # who never replied
        assert send_reply_anyway(browser, invitation).status_code == 422

    assert answers(invitation) == [("accepted", "guest"), ("declined", "guest")]


def send_reply_anyway(browser, invitation):
    return browser.post(f"/reply/{invitation.id}", {"answer": "accepted"})


def test_unknown_expired_and_revoked_links_look_alike(app, sent):
    expired, revoked, usable = (link_of(sent, name) for name in ("krause", "wang", "chen"))
    browser = opened(app, usable, "en")
    with transaction():
        actions.revoke_links(sent.banquet, sent.guests["wang"], by=sent.owner, at=clock.now())
        actions.revoke_links(sent.banquet, sent.guests["chen"], by=sent.owner, at=clock.now())
    pages = [Browser(app).get("/r/" + token) for token in (revoked, "x" * 32, "x", "王", usable)]
    pages += [browser.get("/reply"), Browser(app).get("/reply"), browser.get(f"/reply/{sent.invitation_of('chen').id}/invitation.ics")]
    with clock.fixed(queries.starts_at(sent.banquet)):
        pages.append(Browser(app).get("/r/" + expired))

    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r"number [0-9a-f]{8}|value=\"[^\"]*\"|X-CSRFToken[^}]*", "", page.get_data(as_text=True)) for page in pages}) == 1
    assert not any(cookie.startswith("reply=") for page in pages for cookie in page.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("language, heading, whom", [("en", "This link does not work", "your contact"), ("zh", "此链接无效", "联系人")])
def test_a_link_that_does_not_work_is_told_to_a_guest_and_whom_to_ask(app, db, language, heading, whom):
    browser = Browser(app, language)
    html = browser.get("/r/unknown").get_data(as_text=True)
    other = browser.get("/r/unknown?lang=" + ("zh" if language == "en" else "en")).get_data(as_text=True)

    assert heading in html and whom in html and heading not in other
    assert "/sign-in" not in html and 'class="masthead' not in html and 'href="/"' not in html


def test_only_the_other_answer_is_offered_and_the_contact_can_be_tapped(app, sent):
    browser, invitation = opened(app, link_of(sent, "krause"), "en"), sent.invitation_of("krause")
    send_reply(browser, invitation, answer="declined")
    html = browser.get_page("/reply")
    assert "Accept after all" in html and 'value="declined"' not in html
    assert 'href="tel:13900020004"' in html and 'href="mailto:song.d@shangzuo.example"' in html

    send_reply(browser, invitation, answer="accepted")
    html = browser.get_page("/reply")
    assert "Decline after all" in html and "Accept after all" not in html and "Save" in html


def test_reply_without_the_pages_token_is_refused(app, sent):
    browser = opened(app, link_of(sent, "krause"))

    assert browser.post(f"/reply/{sent.invitation_of('krause').id}", {"answer": "accepted"}, token=False).status_code == 403
    assert answers(sent.invitation_of("krause")) == []


def test_withdrawn_invitation_is_no_longer_on_the_page(app, sent):
    browser = opened(app, link_of(sent, "zheng"))
    with transaction():
        actions.withdraw(sent.invitation_of("chen"), by=sent.owner, at=clock.now())

    assert "陈总裁" not in browser.get_page("/reply")
    assert send_reply(browser, sent.invitation_of("chen"), answer="accepted").status_code == 404


def test_calendar_file_of_the_guest_shows_the_reply(app, sent):
    browser, invitation = opened(app, link_of(sent, "krause")), sent.invitation_of("krause")
    send_reply(browser, invitation, answer="accepted")
    response = browser.get(f"/reply/{invitation.id}/invitation.ics")
    event, = Calendar.from_ical(response.data).events

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert (event["UID"], event["ATTENDEE"].params["PARTSTAT"]) == (invitation.uid, "ACCEPTED")


def test_too_many_replies_in_a_minute_wait(settings, sent):
    from dataclasses import replace

    from planner import create_app
    limited = create_app(replace(settings, limits=True))
    browser = Browser(limited)
    browser.client.set_cookie("reply", "x" * 32, domain="127.0.0.1", path="/reply")
    statuses = [browser.get("/reply").status_code for _ in range(61)]
    limited.extensions["database"].engine.dispose()

    assert statuses == [404] * 60 + [429]


def test_names_are_text_on_the_page(app, sent):
    with transaction():
        sent.guests["krause"].person.name_en = sent.owner.name_en = sent.banquet.hall_en = CANARY
    html = opened(app, link_of(sent, "krause"), "en").get_page("/reply?lang=en")

    assert html.count("&lt;x y=1&gt;") >= 2
    assert "<x y=1>" not in html


def test_who_accepts_gets_a_code_for_the_door_and_nobody_else(app, sent):
    page, invitation = opened(app, link_of(sent, "krause")), sent.invitation_of("krause")
    code = door_codes.code_of(invitation)
    shown = []
    for answer in (None, "accepted", "declined"):
        if answer:
            send_reply(page, invitation, answer=answer)
        shown.append(code in page.get_page("/reply"))
    assert shown == [False, True, False] and door_codes.mark_in(f"SZ-{code}") == code.replace("-", "")


def test_a_refusal_empties_the_seat_and_a_diet_reaches_the_kitchen(app, sent):
    with transaction():
        session().add(BanquetTable(banquet_id=sent.banquet.id, number=1, x_cm=500, y_cm=300, seats=12))
        session().flush()
        session().expire(sent.banquet, ["tables"])
        seats.seat_everyone(sent.banquet, by=sent.owner, at=clock.now())
        versions.release(sent.banquet, by=sent.owner, at=clock.now())
    chen, krause = sent.guests["chen"].id, sent.guests["krause"].id
    assert {chen, krause} <= {row.attendee_id for row in seatings(sent.banquet)}
    for name, answer, more in (("chen", "declined", {}), ("krause", "accepted", {"diet": "halal", "consent": "y"})):
        send_reply(opened(app, link_of(sent, name)), sent.invitation_of(name), answer=answer, **more)
    session().rollback()
    session().expire_all()
    kitchen = Sheaf(sent.reception, lambda permission: True).paper("kitchen", "en")
    people = {seat.person.key: seat.person for entry in kitchen.banquets for table in entry.tables for seat in table.seated()}
    assert str(chen) not in people and "halal" in people[str(krause)].diet.en
    assert chen not in Hall(sent.banquet).diners and str(chen) not in Hall(sent.banquet).plan.seats


def test_a_guest_costs_few_queries(app, sent):
    """A burst of replies is as fast as one of them is cheap. Counted with BEGIN; a page with one guest behind the link."""
    token, counted = link_of(sent, "krause"), []
    browser, invitation = Browser(app), sent.invitation_of("krause")
    event.listen(app.extensions["database"].engine, "before_cursor_execute", lambda _c, _cursor, statement, *_more: counted.append(statement))

    def queries_of(ask):
        counted.clear()
        answer = ask()
        return answer.status_code, sum(not one.startswith("BEGIN") for one in counted)     # said aloud to SQLite alone

    assert queries_of(lambda: browser.get(f"/r/{token}")) == (303, 1)
    assert queries_of(lambda: browser.get("/reply")) == (200, 5)
    status, count = queries_of(lambda: send_reply(browser, invitation, answer="accepted"))
    assert status == 303 and count - 5 == 13, "without the page that was read for its token"


@pytest.mark.parametrize("kind, words_zh, words_en", [("cancelled", "宴会已取消", "The banquet has been cancelled."),
                                                      ("postponed", "宴会已延期", "The banquet has been postponed, and there is no new day yet.")])
def test_a_banquet_that_was_called_off_is_shown_so(app, sent, kind, words_zh, words_en):
    browser = opened(app, link_of(sent, "krause"))
    send_reply(browser, sent.invitation_of("krause"), answer="accepted")
    reception, item = sent.banquet.reception, sent.banquet.item
    before = next(entry for entry in content.entries_of(reception, "en") if entry.uid == content.uid("item", item.id))
    with transaction():
        for row in queries.standing(sent.banquet):
            row.state, row.sent_at = "sent", clock.now()
        telling.call_off(sent.banquet, kind, by=sent.owner, at=clock.now())

    english, chinese = (browser.get(f"/reply?lang={lang}").get_data(as_text=True) for lang in ("en", "zh"))
    assert words_en in english and words_zh in chinese
    assert english.index(words_en) < english.index('class="occasion is-off"') and english.count(words_en) == 1, "said before the card, which no longer holds"
    assert not any(word in english for word in ("We look forward", "Add to my calendar", "The reply date has passed", "Your code for the door"))
    after = next(entry for entry in content.entries_of(reception, "en") if entry.uid == before.uid)
    assert (before.is_cancelled, after.is_cancelled, after.sequence) == (False, True, before.sequence + 1)
    due = content.deadlines_of(reception, frozenset({"account_manager"}), "en")
    assert due and all(entry.is_cancelled for entry in due)
    assert str(chain.picture(sent.banquet, clock.now()).off_words) == words_en
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert [one.text for one in attention.attention(reception, clock.now(), sees_budget=False) if one.text == words_en] == [words_en]
    assert sent.banquet not in overview.banquets_ahead(sent.owner, clock.now().date())
