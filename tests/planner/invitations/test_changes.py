"""Letters of change: what changed, who is told, in which words, what becomes of the calendar entry, and calling a banquet off."""

import re
from datetime import date, datetime, timedelta
from email import message_from_string
from email.policy import default

import pytest
from icalendar import Calendar
from sqlalchemy import select

from planner import clock
from planner.audit import AuditEntry
from planner.db import session, transaction
from planner.documents import render
from planner.documents.typesetting import paper_html
from planner.errors import RuleBroken
from planner.invitations import actions, answering, changes, letters, queries, tasks, telling
from planner.invitations.delivery_models import Delivery
from planner.invitations.phrases import Both
from planner.invitations.printed import letters_paper
from planner.outbox.models import Mail
from planner.outbox.tasks import deliver_due
from planner.outbox.transport import FolderTransport
from tests.factories import invitations as scenes

TOLD = {"starts_at": "2026-12-08T18:30:00", "ends_at": "2026-12-08T21:00:00", "zone": "Asia/Shanghai", "title": ["欢迎晚宴", "Welcome banquet"],
        "venue": ["云山饭店", "Yunshan Hotel"], "hall": ["牡丹厅", "Peony Hall"]}


@pytest.fixture
def delivered(sending_day, prepared, quick_cards, tmp_path):
    """The mails were taken; Director He has his card in hand."""
    def deliver():
        scene = scenes.prepare(scenes.approve(scenes.make_scene()))
        scenes.send(scene)
        deliver_due(FolderTransport(tmp_path))
        actions.hand_over(scene.invitation_of("he"), by=scene.owner, at=clock.now())
        return scene.ids()
    return scenes.load_scene(prepared("delivered scene", deliver))


def mails(kind):
    rows = session().scalars(select(Mail).where(Mail.kind == kind, Mail.state != "cancelled").order_by(Mail.id)).all()
    return {mail.to_address.split("@")[0]: message_from_string(mail.content, policy=default) for mail in rows}


def text_of(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def entry_of(message):
    part, = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    return calendar["METHOD"], calendar.events[0]


def answers(scene, **answers):
    with transaction():
        for name, answer in answers.items():
            answering.answer(scene.invitation_of(name), answer=answer, source="host", by=scene.owner, at=clock.now())


def told(scene):
    """{short name: (change, whether told)} of everybody who does not know what holds now."""
    names = {guest.id: name for name, guest in scene.guests.items()}
    return {names[one.invitation.attendee_id]: (one.change.id, one.is_concerned) for one in telling.due(scene.banquet)}


def call_off(scene, kind="cancelled"):
    with transaction():
        telling.call_off(scene.banquet, kind, by=scene.owner, at=clock.now())


# --- pure ----------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("now", "expected"), [
    ({}, None), ({"off": "cancelled"}, "cancelled"), ({"off": "postponed", "starts_at": "2026-12-09T18:30:00"}, "postponed"),
    ({"starts_at": "2026-12-15T18:30:00"}, "postponed_to"), ({"starts_at": "2026-12-07T18:30:00", "hall": ["", ""]}, "earlier_day"),
    ({"starts_at": "2026-12-08T19:00:00"}, "time"), ({"zone": "Asia/Tokyo"}, "time"), ({"hall": ["荷花厅", "Lotus Hall"]}, "place"),
    ({"ends_at": "2026-12-08T22:00:00"}, "details"), ({"title": ["晚宴", "Dinner"]}, "details")])
def test_the_strongest_change_is_named(now, expected):
    found = changes.between(TOLD, TOLD | now)

    assert (found and found.id) == expected


def test_who_was_told_that_it_is_off_hears_that_it_takes_place():
    off = TOLD | {"off": "postponed"}

    assert changes.between(off, TOLD).id == "resumed"
    assert changes.between(off, TOLD | {"starts_at": "2026-12-15T18:30:00"}).id == "postponed_to"


@pytest.mark.parametrize(("before", "table", "expected"), [({}, "8", None), ({"table": "3"}, "8", "table"), ({"table": "8"}, "8", None), ({"table": "3"}, "", None)])
def test_another_table_is_news_only_for_who_was_told_one(before, table, expected):
    found = changes.between(TOLD | before, TOLD, table=table)

    assert (found and found.id) == expected


def test_every_change_says_whom_it_concerns_and_why_and_no_field_is_unknown():
    known = {"title", "title_first", "name", "when", "former", "place", "former_place", "table", "former_table", "guest", "house", "contact"}
    for change in changes.changes().values():
        assert set(change.concerns) <= set(changes.STANDINGS) and change.reason.zh and change.reason.en and change.source.zh
        for lang in ("zh", "en"):
            texts = [change.piece(piece, lang) for piece in ("subject", "text", "other", "replied", "closing", "call")]
            assert all(set(changes._FIELD.findall(text)) <= known for text in texts) and "准时" not in "".join(texts)


def test_what_somebody_adds_is_text_and_no_link():
    assert changes.paragraphs(" Park at gate 2. {guest}\n\nwww.x.example ") == ("Park at gate 2. {guest}", "www.\u2060x.\u2060example")


# --- another day, time, place --------------------------------------------------------------------------------------------

def test_another_place_keeps_replies_in_the_calendar_and_spares_who_declined(delivered):
    answers(delivered, krause="accepted", chen="declined", wang="maybe")
    with transaction():
        delivered.banquet.hall_zh, delivered.banquet.hall_en = "荷花厅", "Lotus Hall"
    assert told(delivered) == {"wang": ("place", True), "liu": ("place", True), "krause": ("place", True), "chen": ("place", False), "zheng": ("place", True), "he": ("place", True)}

    scenes.send(delivered, "update")

    found = mails("update")
    states = {name: (entry_of(message)[1]["SEQUENCE"], entry_of(message)[1]["ATTENDEE"].params["PARTSTAT"]) for name, message in found.items()}
    assert states == {"wang.jianguo": (1, "TENTATIVE"), "s.krause": (1, "ACCEPTED"), "zheng.xiao": (1, "NEEDS-ACTION")}
    assert "instead of Peony Hall, Yunshan Hotel, it will be held at Lotus Hall, Yunshan Hotel" in text_of(found["s.krause"])
    assert "Your reply holds" in text_of(found["s.krause"]) and "陈总裁" not in text_of(found["zheng.xiao"])
    assert told(delivered) == {"chen": ("place", False), "he": ("place", True)}


def test_another_day_asks_again_and_says_from_when_to_when(delivered):
    answers(delivered, krause="accepted", wang="declined")
    with transaction():
        delivered.reception.ends_on = date(2026, 12, 16)
        delivered.banquet.item.starts_at, delivered.banquet.item.ends_at = datetime(2026, 12, 15, 18, 30), None
        scenes.approve_again(delivered)
    assert told(delivered)["wang"] == ("postponed_to", True)  # declined, but the banquet is in his honour

    scenes.send(delivered, "update")

    krause = mails("update")["s.krause"]
    method, entry = entry_of(krause)
    assert (method, entry["ATTENDEE"].params["PARTSTAT"], entry["DTSTART"].dt.day) == ("REQUEST", "NEEDS-ACTION", 15)
    assert "planned for Tuesday, the eighth of December 2026, at half past six o’clock, has been postponed. It will now take place on Tuesday, the fifteenth" in text_of(krause)
    assert "may we ask you to reply again by" in text_of(krause)


def test_a_note_of_ones_own_goes_along_and_only_who_was_ticked_is_told(delivered):
    answers(delivered, chen="declined")
    with transaction():
        delivered.banquet.item.starts_at += timedelta(minutes=30)
    with transaction():
        notice = telling.keep_notice(delivered.banquet, ids=[delivered.invitation_of(name).id for name in ("chen", "krause")],
                                     note_en="Mr. Xu will ring you. {guest}\nSee www.x.example", by=delivered.owner, at=clock.now())

    tasks.send(scenes.AtOnce(delivered.owner), delivered.banquet.id, "update", notice.id)

    found = mails("update")
    assert set(found) == {"chen.zy", "s.krause", "zheng.xiao"}  # the secretary answers for Mr. Chen
    assert "Mr. Xu will ring you. {guest}\n\nSee www.\u2060x.\u2060example" in text_of(found["s.krause"])
    assert "Xu" not in re.sub(r"http\S+", "", text_of(found["chen.zy"]))  # in a link, which is drawn by chance, it may stand


def test_who_declined_is_not_written_to_of_another_time(delivered):
    answers(delivered, krause="declined")
    with transaction():
        delivered.banquet.item.starts_at += timedelta(minutes=30)

    scenes.send(delivered, "update")

    assert "s.krause" not in mails("update")


# --- another table -------------------------------------------------------------------------------------------------------

def test_another_table_is_told_to_who_was_told_one_with_a_new_card_and_no_entry(delivered, monkeypatch):
    tables = {delivered.guests[name].id: "8" for name in ("wang", "krause", "liu")}
    monkeypatch.setattr(queries, "tables_of", lambda banquet, locked_only=False: {} if locked_only else tables)
    with transaction():
        for name in ("krause", "liu"):
            row = delivered.invitation_of(name)
            row.told = row.told | {"table": "3"}
    assert told(delivered) == {"krause": ("table", True), "liu": ("table", True)}

    scenes.send(delivered, "table")

    found = mails("table")
    assert [part.get_filename() for part in found["s.krause"].iter_attachments()] == [f"invitation-{delivered.invitation_of('krause').id}.pdf"]
    assert "is now at Table 8, instead of Table 3." in text_of(found["s.krause"])
    assert "刘女士在2026年12月8日（星期二）18:30欢迎晚宴的席位，由第 3 桌调整至第 8 桌。" in text_of(found["zheng.xiao"])
    assert (delivered.invitation_of("krause").sequence, delivered.invitation_of("krause").told["table"], told(delivered)) == (0, "8", {})


# --- cancelled and postponed -----------------------------------------------------------------------------------------------

def test_cancelled_banquet_is_told_to_those_concerned_with_a_cancel_for_the_calendar(delivered):
    answers(delivered, krause="accepted", chen="declined", wang="declined")
    call_off(delivered)
    assert told(delivered) == {"wang": ("cancelled", True), "liu": ("cancelled", True), "krause": ("cancelled", True), "chen": ("cancelled", False),
                               "zheng": ("cancelled", True), "he": ("cancelled", True)}

    scenes.send(delivered, "off")

    found = mails("cancelled")
    method, entry = entry_of(found["s.krause"])
    assert set(found) == {"wang.jianguo", "s.krause", "zheng.xiao"}
    assert (method, entry["UID"], entry["SEQUENCE"], entry["STATUS"], entry["DTSTART"].dt.day) == ("CANCEL", delivered.invitation_of("krause").uid, 1, "CANCELLED", 8)
    assert "/r/" not in text_of(found["s.krause"]) and "You had been so kind as to say that you would come" in text_of(found["s.krause"])
    assert "原定于2026年12月8日（星期二）18:30在云山饭店牡丹厅举行的欢迎晚宴，因故取消，谨此奉闻，敬请谅解。" in text_of(found["wang.jianguo"])
    assert {mail.gate for mail in session().scalars(select(Mail).where(Mail.kind == "cancelled"))} == {""}
    with pytest.raises(RuleBroken, match="nothing to send"):
        scenes.send(delivered, "off")


def test_last_sentence_follows_the_occasion():
    cancelled = changes.changes()["cancelled"]

    assert cancelled.piece("closing", "zh", "farewell") == "临别未能一聚，殊为憾事，谨祝一路顺风，后会有期。"
    assert cancelled.piece("closing", "en", "general") == "We apologise for the inconvenience and hope to welcome you on another occasion."


def test_calling_off_stops_what_waits_and_who_heard_nothing_hears_nothing(sent):
    call_off(sent, "postponed")

    assert {mail.state for mail in session().scalars(select(Mail))} == {"cancelled"}
    assert ({row.state for row in queries.invitations_of(sent.banquet)}, told(sent)) == ({"draft"}, {})
    with pytest.raises(RuleBroken, match="postponed"):
        scenes.send(sent)


def test_waiting_letter_of_another_time_is_stopped_and_the_cancellation_names_the_time_the_guest_knows(delivered):
    with transaction():
        delivered.banquet.item.starts_at += timedelta(minutes=30)
    scenes.send(delivered, "update")
    call_off(delivered)
    scenes.send(delivered, "off")

    assert mails("update") == {}
    assert "at half past six o’clock" in text_of(mails("cancelled")["s.krause"])


def test_postponed_then_a_new_day_comes_under_the_same_uid_with_a_higher_sequence(delivered):
    answers(delivered, krause="accepted")
    call_off(delivered, "postponed")
    scenes.send(delivered, "off")
    assert "A new day has not been fixed yet" in text_of(mails("postponed")["s.krause"])
    with transaction():
        delivered.reception.ends_on = date(2026, 12, 16)
        delivered.banquet.item.starts_at, delivered.banquet.item.ends_at = datetime(2026, 12, 15, 18, 30), None
        scenes.approve_again(delivered)
        telling.take_place(delivered.banquet, by=delivered.owner, at=clock.now())

    scenes.send(delivered, "update")

    method, entry = entry_of(mails("update")["s.krause"])
    assert (method, entry["UID"], entry["SEQUENCE"]) == ("REQUEST", delivered.invitation_of("krause").uid, 2)
    assert "planned for Tuesday, the eighth of December 2026" in text_of(mails("update")["s.krause"])


def test_taking_place_after_all_stops_letters_that_wait_and_tells_who_had_them(delivered, tmp_path):
    call_off(delivered)
    scenes.send(delivered, "off")
    mail = session().scalar(select(Mail).where(Mail.kind == "cancelled", Mail.to_address.startswith("s.krause")))
    with transaction():
        mail.state = "sent"
        telling.take_place(delivered.banquet, by=delivered.owner, at=clock.now())

    assert told(delivered) == {"krause": ("resumed", True)}


def test_nobody_replies_to_what_is_called_off(delivered):
    call_off(delivered)

    assert not queries.is_reply_open(delivered.invitation_of("krause"), clock.now())
    with pytest.raises(RuleBroken, match="cancelled"), transaction():
        answering.answer(delivered.invitation_of("krause"), answer="accepted", source="host", by=delivered.owner, at=clock.now())


# --- by telephone and on paper -------------------------------------------------------------------------------------------

def test_guest_without_mail_gets_a_script_a_letter_and_a_mark(delivered):
    call_off(delivered)
    one, = telling.by_hand(delivered.banquet)
    letter = telling.paper_letter(one, note=Both("徐总将亲自登门致歉。", ""))
    html = paper_html("letters", letters_paper(delivered.banquet, [letter]), "zh")

    assert telling.script(one)[0].startswith("何局长，您好，我是上座电气的宋丹。原定于2026年12月8日")
    assert "徐总将亲自登门致歉。" in html and "何局长" in html and "日历" not in html
    with transaction():
        telling.note_told(one.invitation, "phone", by=delivered.owner, at=clock.now())
    row = delivered.invitation_of("he")
    assert [(d.what, d.way, d.by_id) for d in session().scalars(select(Delivery).where(Delivery.invitation_id == row.id).order_by(Delivery.id))][-1] == ("cancelled", "phone", delivered.owner.id)
    assert (row.sequence, telling.by_hand(delivered.banquet)) == (1, [])
    with pytest.raises(RuleBroken, match="already knows"), transaction():
        telling.note_told(row, "phone", by=delivered.owner, at=clock.now())


@pytest.mark.parametrize(("language", "said"), [("en", "The new card is enclosed."), ("zh", "随函附上更新后的请柬。")])
def test_letter_on_paper_encloses_the_new_card(delivered, language, said):
    with transaction():
        delivered.banquet.hall_zh, delivered.invitation_of("he").language = "荷花厅", language

    assert said in telling.paper_letter(telling.by_hand(delivered.banquet)[0], note=Both("", "")).before


def test_code_of_a_new_card_works_once_the_guest_was_told(delivered):
    with transaction():
        delivered.banquet.hall_zh = "荷花厅"
        telling.note_told(delivered.invitation_of("he"), "print", by=delivered.owner, at=clock.now())
    row = delivered.invitation_of("he")

    assert queries.link_for(actions.printed_token(row), clock.now()).holder_id == row.attendee_id
    assert letters.calendar_entry(row, method="REQUEST", at=clock.now()).count(b"SEQUENCE:1") == 1


# --- the page --------------------------------------------------------------------------------------------------------------

def test_page_shows_letters_calls_off_and_sends(delivered, signed_in, monkeypatch):
    monkeypatch.setattr(render, "_ask_for_documents", lambda request: [b"%PDF-"])
    browser, address = signed_in("song.dan"), f"/receptions/{delivered.reception.id}/banquets/{delivered.banquet.id}/invitations/change"
    assert "Everybody knows what holds now" in browser.get_page(address)
    nobody = browser.post(address)
    assert nobody.status_code == 422 and "nobody is left to be told by mail" in nobody.get_data(as_text=True)
    browser.post_form(f"{address}/cancelled", {"version": delivered.banquet.version})
    session().rollback()
    krause = delivered.invitation_of("krause")

    shown = browser.post_form(address, {"guests": [krause.id], "guest": krause.id, "note_en": "<b>Sorry</b>", "show": "1"})
    assert "Nothing has been sent yet" in shown.get_data(as_text=True) and "&lt;b&gt;Sorry&lt;/b&gt;" in shown.get_data(as_text=True) and "has had to be cancelled" in shown.get_data(as_text=True)
    refused = browser.post(address, {"guest": krause.id})
    assert refused.status_code == 422 and "Please tick who is told by mail" in refused.get_data(as_text=True).partition('id="guests-error"')[2]
    assert browser.post(address).status_code == 422
    assert browser.post_form(address, {"guests": [krause.id]}).status_code == 303
    assert browser.get(f"{address}/letters.pdf").data[:5] == b"%PDF-"
    session().rollback()
    assert {"banquet.cancelled", "invitation.change_decided"} <= set(session().scalars(select(AuditEntry.action)))
