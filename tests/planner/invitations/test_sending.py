"""From prepared to sent: who gets which mail, under which gate, and what never happens twice."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from planner import clock
from planner.audit import AuditEntry
from planner.banquets import queries as banquets
from planner.banquets.models import Banquet
from planner.budgets import actions as budgets
from planner.db import session, transaction
from planner.errors import Conflict, NotAllowed, RuleBroken
from planner.invitations import actions, answering, letters, queries, tasks, telling, wording
from planner.invitations.models import ReplyLink
from planner.jobs.actions import Cancelled
from planner.outbox.models import Mail
from planner.outbox.tasks import deliver_due
from planner.outbox.transport import FolderTransport
from planner.receptions.actions import cancel_reception
from planner.receptions.models import Attendee
from planner.receptions.queries import item_reply
from tests import factories
from tests.factories import invitations as scenes


def mails(kind="invitation"):
    rows = session().scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)).all()
    return {mail.to_address: message_from_string(mail.content, policy=default) for mail in rows}


def text_of(message):
    return message.get_body(("plain",)).get_content()


def calendar_of(message):
    part, = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return Calendar.from_ical(part.get_content())


def test_each_dining_guest_gets_an_invitation_in_own_language_and_way(ready):
    rows = {row.attendee.person.both_names(): (row.language, row.channel, row.state, row.reply_by)
            for row in queries.invitations_of(ready.banquet)}

    due = date(2026, 12, 1)
    assert rows == {
        "王建国 Wang Jianguo": ("zh", "mail", "draft", due), "刘慧 Liu Hui": ("zh", "assistant", "draft", due),
        "陈志远 Chen Zhiyuan": ("zh", "mail", "draft", due), "郑晓 Zheng Xiao": ("zh", "mail", "draft", due),
        "Stefan Krause": ("en", "mail", "draft", due), "何局长": ("zh", "print", "draft", due),
    }


def test_preparing_again_adds_nothing_and_drops_who_no_longer_dines(ready):
    with transaction():
        ready.guests["krause"].dines = False
        new = actions.prepare(ready.banquet, by=ready.owner, at=clock.now())

    assert new == 0
    assert len(queries.invitations_of(ready.banquet)) == 5


def test_nothing_leaves_before_the_approval(scene):
    with transaction():
        scenes.prepare(scene)

    with pytest.raises(RuleBroken, match="not approved"):
        scenes.send(scene)
    assert mails() == {}


def test_one_mail_per_receiver_with_cards_calendar_and_link(ready):
    scenes.send(ready)
    sent, found = ready, mails()

    assert {to: [part.get_filename() for part in message.iter_attachments()] for to, message in found.items()} == {
        "wang.jianguo@huaxin.example": ["invite.ics", card(sent, "wang")],
        "chen.zy@huaxin.example": ["invite.ics", card(sent, "chen")],
        "zheng.xiao@huaxin.example": ["invite.ics", card(sent, "liu"), card(sent, "zheng")],
        "s.krause@krause.example": ["invite.ics", card(sent, "krause")],
    }
    for message in found.values():
        assert "http://127.0.0.1:8000/r/" in text_of(message)
        assert [part.get_content()[:5] for part in message.iter_attachments()][1] == b"%PDF-"


def card(scene, name):
    return f"invitation-{scene.invitation_of(name).id}.pdf"


def test_letters_follow_the_form_of_each_language(sent):
    found = mails()
    chinese, english = text_of(found["wang.jianguo@huaxin.example"]), text_of(found["s.krause@krause.example"])

    assert chinese.startswith("尊敬的王董事长：\r\n\r\n　　谨订于2026年12月8日（星期二）18:30，在云山饭店牡丹厅举行欢迎晚宴，恭请光临。")
    assert "准时" not in chinese
    assert english.startswith("Dear Mr. Krause,\r\n\r\nMr. Xu Guoqiang, General Manager of Shangzuo Electric, requests the pleasure of "
                              "your company at the welcome banquet in honour of Chairman Wang on Tuesday, the eighth of December 2026, "
                              "at half past six o’clock, at Peony Hall, Yunshan Hotel.")
    assert found["wang.jianguo@huaxin.example"]["Subject"] == "请柬：欢迎晚宴（12月8日）"
    assert found["s.krause@krause.example"]["Reply-To"] == "Song Dan <song.d@shangzuo.example>"


def test_chinese_posts_stay_out_of_english_letters(ready):
    ready.banquet.host.person.title_en = ready.owner.department_en = ""
    english, chinese = (letters.occasion(ready.banquet, lang) for lang in ("en", "zh"))

    assert (english.host_post, english.contact) == ("", ("Song Dan", "13900020004", "song.d@shangzuo.example"))
    assert (chinese.host_post, chinese.contact[1]) == ("总经理", "大客户部")
    assert "Mr. Xu Guoqiang of Shangzuo Electric requests" in wording.invitation(
        "en", english, addressed="Mr. Krause", reply_by=date(2026, 12, 1)).before[0]
    session().rollback()


def test_secretary_is_told_for_whom_she_may_reply(sent):
    text = text_of(mails()["zheng.xiao@huaxin.example"])

    assert "烦请一并代为回复：" in text
    assert all(name in text for name in ("王董事长", "陈总裁", "刘女士"))


def test_calendar_entry_names_the_guest_and_the_banquet(sent):
    event, = calendar_of(mails()["wang.jianguo@huaxin.example"]).events

    assert (event["UID"], event["SEQUENCE"]) == (sent.invitation_of("wang").uid, 0)
    assert event["DTSTART"].dt.replace(tzinfo=None) == datetime(2026, 12, 8, 18, 30)
    assert event["ATTENDEE"] == "mailto:wang.jianguo@huaxin.example"
    assert event["ORGANIZER"] == "mailto:song.d@shangzuo.example"


def test_only_the_hash_of_a_token_is_stored(sent, app):
    message = mails()["wang.jianguo@huaxin.example"]
    token = text_of(message).split("/r/")[1].split()[0]
    database = app.extensions["settings"].url.removeprefix("sqlite:///")

    assert len(token) == 32
    if database.endswith(".sqlite"):
        stored = b"".join(Path(database + tail).read_bytes() for tail in ("", "-wal"))
        assert token.encode() not in stored
    assert queries.link_for(token, clock.now()).holder_id == sent.guests["wang"].id


def test_sending_twice_sends_nothing_more(sent):
    with pytest.raises(RuleBroken, match="nothing to send"):
        scenes.send(sent)

    assert session().scalar(select(func.count(Mail.id))) == 4


def test_cancelled_sending_leaves_nothing_behind(ready):
    with pytest.raises(Cancelled):
        tasks.send(scenes.AtOnce(ready.owner, stop_at=1), ready.banquet.id)

    assert mails() == {}
    assert {row.state for row in queries.invitations_of(ready.banquet)} == {"draft"}
    assert session().scalar(select(func.count(ReplyLink.id))) == 0


def test_progress_counts_the_cards(ready):
    progress = scenes.AtOnce(ready.owner)
    tasks.send(progress, ready.banquet.id)

    assert progress.reports == [(0, 5), (4, 5), (5, 5), (4, 4)]


def test_another_manager_cannot_send(ready):
    with transaction():
        stranger = factories.person("tang.lei")

    with pytest.raises(NotAllowed):
        tasks.send(scenes.AtOnce(stranger), ready.banquet.id)


def test_approval_void_between_printing_and_queueing_stops_everything(ready, monkeypatch):
    def print_and_raise_the_amount(*arguments, **options):
        with transaction():
            raise_the_amount(ready)
        return {row.id: b"%PDF-1.7" for row in queries.invitations_of(ready.banquet)}

    monkeypatch.setattr(tasks, "print_cards", print_and_raise_the_amount)

    with pytest.raises(Conflict, match="approval changed"):
        scenes.send(ready)
    assert mails() == {}
    assert {row.state for row in queries.invitations_of(ready.banquet)} == {"draft"}


def raise_the_amount(scene):
    dearer = {"category": "meals", "description_zh": "晚宴", "description_en": "Dinner", "quantity": 1, "unit_price_minor": 200_000}
    budgets.edit_application(scene.application, {}, [dearer], by=scene.owner, at=clock.now())


def test_invitation_changed_between_printing_and_queueing_stops_everything(ready, monkeypatch):
    def print_and_change(*arguments, **options):
        with transaction():
            ready.invitation_of("wang").language = "en"
        return {row.id: b"%PDF-1.7" for row in queries.invitations_of(ready.banquet)}

    monkeypatch.setattr(tasks, "print_cards", print_and_change)

    with pytest.raises(Conflict, match="changed while"):
        scenes.send(ready)
    assert mails() == {}


def test_mail_is_held_when_the_approval_is_void_at_the_moment_of_sending(sent, tmp_path):
    with transaction():
        raise_the_amount(sent)

    assert deliver_due(FolderTransport(tmp_path / "mail")) == 0
    assert {mail.state for mail in session().scalars(select(Mail))} == {"held"}
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize("what", ["reception", "banquet"])
def test_mail_is_held_when_its_reception_or_banquet_is_off_at_the_moment_of_sending(sent, tmp_path, what):
    with transaction():
        if what == "reception":
            sent.reception.cancelled_at = clock.now()
        else:
            sent.banquet.called_off = "postponed"

    assert deliver_due(FolderTransport(tmp_path / "mail")) == 0
    assert {mail.state for mail in session().scalars(select(Mail))} == {"held"}


def test_mails_of_a_cancelled_reception_are_stopped_and_nobody_has_heard(sent):
    with transaction():
        cancel_reception(sent.reception, by=sent.owner, at=clock.now())

    assert {mail.state for mail in session().scalars(select(Mail))} == {"cancelled"}
    assert states(sent) == {"draft"}
    assert telling.due(sent.banquet) == []


def test_delivered_invitations_count_as_sent(sent, tmp_path):
    assert deliver_due(FolderTransport(tmp_path)) == 4

    assert len(list(tmp_path.glob("*.eml"))) == 4
    assert {row.attendee.person.name("zh"): row.state for row in queries.invitations_of(sent.banquet)} == {
        "王建国": "sent", "刘慧": "sent", "陈志远": "sent", "郑晓": "sent", "Stefan Krause": "sent", "何局长": "draft"}


def test_card_on_paper_is_handed_over_once_approved(sent):
    with transaction():
        actions.hand_over(sent.invitation_of("he"), by=sent.owner, at=clock.now())

    assert sent.invitation_of("he").state == "sent"


def test_card_on_paper_waits_for_the_approval(scene):
    with transaction():
        scenes.prepare(scene)
    with pytest.raises(RuleBroken, match="not approved"), transaction():
        actions.hand_over(scene.invitation_of("he"), by=scene.owner, at=clock.now())


def test_withdrawal_cancels_the_calendar_entry_under_the_same_uid(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    with transaction():
        told = actions.withdraw(sent.invitation_of("krause"), by=sent.owner, at=clock.now())
    message = mails("withdrawal")["s.krause@krause.example"]
    event, = calendar_of(message).events

    assert told == "mail"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (sent.invitation_of("krause").uid, 1, "CANCELLED")
    assert calendar_of(message)["METHOD"] == "CANCEL"
    assert "/r/" not in text_of(message)
    assert all(link.revoked_at for link in session().scalars(select(ReplyLink).where(ReplyLink.holder_id == sent.guests["krause"].id)))


def test_withdrawal_before_the_mail_left_only_stops_it(sent):
    with transaction():
        told = actions.withdraw(sent.invitation_of("krause"), by=sent.owner, at=clock.now())

    assert told == "none"
    assert mails("withdrawal") == {}
    assert session().scalar(select(Mail.state).where(Mail.to_address == "s.krause@krause.example")) == "cancelled"


def test_withdrawn_spouse_does_not_close_the_secretarys_link(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    with transaction():
        told = actions.withdraw(sent.invitation_of("liu"), by=sent.owner, at=clock.now())
    link = session().scalar(select(ReplyLink).where(ReplyLink.holder_id == sent.guests["zheng"].id))

    assert (told, link.revoked_at) == ("mail", None)
    assert "刘女士" in text_of(mails("withdrawal")["zheng.xiao@huaxin.example"])


def test_paper_invitation_withdrawn_asks_for_a_call(sent):
    with transaction():
        actions.hand_over(sent.invitation_of("he"), by=sent.owner, at=clock.now())
        told = actions.withdraw(sent.invitation_of("he"), by=sent.owner, at=clock.now())

    assert told == "call"


def test_changed_time_makes_an_update_with_the_next_sequence(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    with transaction():
        sent.banquet.item.starts_at += timedelta(minutes=30)
    assert [one.invitation.attendee_id for one in telling.by_mail(sent.banquet)] == [
        row.attendee_id for row in queries.invitations_of(sent.banquet) if row.state == "sent"]

    scenes.send(sent, "update")

    event, = calendar_of(mails("update")["wang.jianguo@huaxin.example"]).events
    assert (event["UID"], event["SEQUENCE"]) == (sent.invitation_of("wang").uid, 1)
    assert event["DTSTART"].dt.replace(tzinfo=None) == datetime(2026, 12, 8, 19, 0)
    assert telling.due(sent.banquet) == []


def test_banquet_moved_to_another_day_asks_for_replies_by_a_new_day(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    with transaction():
        sent.reception.ends_on = date(2026, 12, 22)
        sent.banquet.item.starts_at = datetime(2026, 12, 22, 18, 30)
        sent.banquet.item.ends_at = None
        scenes.approve_again(sent)

    scenes.send(sent, "update")

    assert {row.reply_by for row in queries.invitations_of(sent.banquet) if row.state == "sent"} == {date(2026, 12, 15)}
    assert queries.is_reply_open(sent.invitation_of("krause"), datetime(2026, 12, 14, 2, 0, tzinfo=UTC))


def test_reminder_goes_to_those_without_reply_only(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    with transaction():
        for name in ("wang", "liu", "chen", "zheng"):
            answering.answer(sent.invitation_of(name), answer="accepted", source="host", by=sent.owner, at=clock.now())

    scenes.send(sent, "reminder")

    message, = mails("reminder").values()
    assert message["To"] == "Stefan Krause <s.krause@krause.example>"
    assert list(message.iter_attachments()) == []


def test_nobody_is_reminded_twice_on_one_day(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    assert scenes.send(sent, "reminder") == 4
    with pytest.raises(RuleBroken, match="nothing to send"):
        scenes.send(sent, "reminder")
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert scenes.send(sent, "reminder") == 4


def test_invited_again_keeps_the_uid(sent):
    with transaction():
        invitation = sent.invitation_of("krause")
        before = invitation.uid
        actions.withdraw(invitation, by=sent.owner, at=clock.now())
        actions.invite_again(invitation, by=sent.owner, at=clock.now())

    assert (invitation.uid, invitation.state, invitation.sequence) == (before, "draft", 1)


@pytest.mark.parametrize(("name", "channel", "reason"), [
    ("he", "mail", "no mail address"), ("he", "assistant", "Nobody with a mail"), ("wang", "pigeon", "one of the options")])
def test_impossible_way_is_refused(ready, name, channel, reason):
    with pytest.raises(RuleBroken, match=reason), transaction():
        actions.change_way(ready.invitation_of(name), language="zh", channel=channel, by=ready.owner, at=clock.now())


def test_log_holds_no_names_or_addresses(sent):
    words = " ".join(f"{entry.action} {entry.details}" for entry in session().scalars(select(AuditEntry)))

    assert "mail.queued" in words
    assert not re.search(r"\w@[\w-]+\.", words)
    assert not any(word in words for word in ("王", "Wang", "Krause"))


def test_no_guests_words_reach_a_mail_as_markup_or_link(scene):
    with transaction():
        person = scene.guests["krause"].person
        person.name_en, person.title_en, person.title_zh = "<b>www.evil.example</b> x", "", ""
        person.gender = ""
        scenes.approve(scene)
        scenes.prepare(scene)
    scenes.send(scene)
    html = mails()["s.krause@krause.example"].get_body(("html",)).get_content()

    assert "<b>" not in html and "www.evil.example" not in html
    assert html.count("<a ") == 1


def test_each_invitation_on_its_way_notes_what_the_guest_was_told(sent):
    told = {row.attendee.person.name("zh"): row.told for row in queries.invitations_of(sent.banquet)}

    assert told.pop("何局长") == {}
    assert list(told.values()) == [queries.details(sent.banquet)] * 5


def states(scene):
    return {row.state for row in queries.invitations_of(scene.banquet)}


@pytest.mark.parametrize("change", ["address", "secretary"])
def test_way_changed_between_printing_and_queueing_stops_everything(ready, monkeypatch, change):
    def print_and_change(*arguments, **options):
        with transaction():
            if change == "address":
                ready.guests["krause"].person.email = ""
            else:
                ready.guests["wang"].answered_by_id = None
        return {row.id: b"%PDF-1.7" for row in queries.invitations_of(ready.banquet)}

    monkeypatch.setattr(tasks, "print_cards", print_and_change)

    with pytest.raises(Conflict, match="changed while the cards"):
        scenes.send(ready)
    assert (mails(), states(ready)) == ({}, {"draft"})


def test_fault_while_sending_is_told_in_a_sentence_and_leaves_nothing(ready, quick_cards, monkeypatch):
    def break_at_the_third(*arguments, made=[], **options):
        made.append(1)
        if len(made) == 3:
            raise KeyError("odd")
        return letter_of(*arguments, **options)

    letter_of = letters.letter_of
    monkeypatch.setattr(letters, "letter_of", break_at_the_third)

    with pytest.raises(tasks.SendingStopped, match="No mail was queued"):
        scenes.send(ready)
    assert (mails(), states(ready)) == ({}, {"draft"})


def waiting_letter(to):
    mail = session().scalar(select(Mail).where(Mail.to_address == to, Mail.state == "queued"))
    return mail and message_from_string(mail.content, policy=default)


def test_withdrawal_before_the_secretarys_mail_left_takes_only_that_guest_out(sent, tmp_path):
    before = mails()["zheng.xiao@huaxin.example"]
    with transaction():
        told = actions.withdraw(sent.invitation_of("liu"), by=sent.owner, at=clock.now())
    after = waiting_letter("zheng.xiao@huaxin.example")

    assert (told, mails("withdrawal")) == ("none", {})
    assert [part.get_filename() for part in after.iter_attachments()] == ["invite.ics", card(sent, "zheng")]
    assert "刘女士" in text_of(before) and "刘女士" not in text_of(after) and "陈总裁" in text_of(after)
    assert letters.reply_url("") in text_of(after)
    assert text_of(before).split("/r/")[1].split()[0] == text_of(after).split("/r/")[1].split()[0]
    assert deliver_due(FolderTransport(tmp_path)) == 4
    assert (sent.invitation_of("zheng").state, sent.invitation_of("liu").state) == ("sent", "withdrawn")


def test_withdrawal_before_the_secretarys_mail_left_does_not_name_a_principal_she_answers_for(sent):
    with transaction():
        told = actions.withdraw(sent.invitation_of("chen"), by=sent.owner, at=clock.now())

    assert (told, mails("withdrawal"), waiting_letter("chen.zy@huaxin.example")) == ("none", {}, None)
    assert "陈总裁" not in text_of(waiting_letter("zheng.xiao@huaxin.example"))


def test_secretarys_own_invitation_withdrawn_leaves_a_mail_for_the_others(sent):
    with transaction():
        told = actions.withdraw(sent.invitation_of("zheng"), by=sent.owner, at=clock.now())
    after = waiting_letter("zheng.xiao@huaxin.example")

    assert told == "none"
    assert [part.get_filename() for part in after.iter_attachments()] == [card(sent, "liu")]
    assert "烦请转呈" in text_of(after)


def test_withdrawal_while_the_mail_is_in_flight_is_told(sent):
    with transaction():
        mail = session().scalar(select(Mail).where(Mail.to_address == "zheng.xiao@huaxin.example"))
        mail.state = "in_flight"
    with transaction():
        told = actions.withdraw(sent.invitation_of("liu"), by=sent.owner, at=clock.now())

    assert told == "mail"
    assert "刘女士" in text_of(mails("withdrawal")["zheng.xiao@huaxin.example"])


def test_withdrawal_between_invitation_and_its_update_stops_the_update_and_is_told(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    with transaction():
        sent.banquet.item.starts_at += timedelta(minutes=30)
    scenes.send(sent, "update")
    with transaction():
        told = actions.withdraw(sent.invitation_of("liu"), by=sent.owner, at=clock.now())
    waiting = session().scalars(select(Mail).where(Mail.to_address == "zheng.xiao@huaxin.example", Mail.state == "queued").order_by(Mail.kind)).all()

    assert told == "mail"
    assert [(mail.kind, "刘女士" in text_of(message_from_string(mail.content, policy=default))) for mail in waiting] == [
        ("update", False), ("withdrawal", True)]


def reply_of(scene, name):
    noted = item_reply(scene.banquet.item_id, scene.guests[name].id)
    return noted and noted.state


def accept(scene, *names, answer="accepted"):
    with transaction():
        for name in names:
            answering.answer(scene.invitation_of(name), answer=answer, source="host", by=scene.owner, at=clock.now())


def test_invited_again_starts_without_the_old_reply(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    accept(sent, "krause")
    with transaction():
        actions.withdraw(sent.invitation_of("krause"), by=sent.owner, at=clock.now())
    assert reply_of(sent, "krause") == "withdrawn"
    assert sent.guests["krause"].id not in {a.id for a in banquets.diners(sent.banquet)}
    with transaction():
        actions.invite_again(sent.invitation_of("krause"), by=sent.owner, at=clock.now())

    invitation = sent.invitation_of("krause")
    assert reply_of(sent, "krause") is None
    assert invitation.id not in queries.newest_replies(sent.banquet)
    assert [(r.answer, r.is_past) for r in queries.replies_to(invitation)] == [("accepted", True)]
    assert sent.guests["krause"].id in {a.id for a in banquets.diners(sent.banquet)}


def test_draft_that_was_once_answered_stays_as_withdrawn_when_its_guest_no_longer_dines(sent):
    accept(sent, "krause")
    with transaction():
        actions.withdraw(sent.invitation_of("krause"), by=sent.owner, at=clock.now())
        actions.invite_again(sent.invitation_of("krause"), by=sent.owner, at=clock.now())
        sent.guests["krause"].dines = False
        actions.prepare(sent.banquet, by=sent.owner, at=clock.now())

    assert sent.invitation_of("krause").state == "withdrawn"


@pytest.mark.parametrize("move", [timedelta(days=1), timedelta(minutes=30)])
def test_moved_banquet_asks_those_again_who_accepted(sent, tmp_path, move):
    deliver_due(FolderTransport(tmp_path))
    accept(sent, "krause", "wang")
    accept(sent, "chen", answer="declined")
    with transaction():
        sent.banquet.item.starts_at += move
        sent.banquet.item.ends_at += move
        scenes.approve_again(sent)

    found = queries.funnel(queries.invitations_of(sent.banquet), queries.newest_replies(sent.banquet))
    assert [reply_of(sent, name) for name in ("krause", "wang", "chen")] == ["to_confirm", "to_confirm", "declined"]
    assert (found.accepted, found.declined, found.to_confirm, found.waiting) == (0, 1, 2, 4)
    assert "reply_by" not in {s.deadline.id for s in queries.deadline_standings(sent.banquet, clock.now()) if s.state == "done"}
    scenes.send(sent, "update")
    letters_by_mail = mails("update")
    assert "may we ask you to reply again by" in text_of(letters_by_mail["s.krause@krause.example"])
    assert "重新赐复" in text_of(letters_by_mail["wang.jianguo@huaxin.example"])
    assert "chen.zy@huaxin.example" not in letters_by_mail


def test_confirming_after_the_move_counts_again(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    accept(sent, "krause")
    with transaction():
        sent.banquet.item.starts_at += timedelta(minutes=30)
    accept(sent, "krause")

    assert reply_of(sent, "krause") == "accepted"
    assert [r.answer for r in queries.replies_to(sent.invitation_of("krause"))] == ["accepted", "accepted"]


def test_another_place_is_told_and_keeps_the_replies(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    accept(sent, "krause")
    with transaction():
        sent.banquet.hall_en, sent.banquet.hall_zh = "Lotus Hall", "荷花厅"
    scenes.send(sent, "update")

    assert reply_of(sent, "krause") == "accepted"
    assert "reply again" not in text_of(mails("update")["s.krause@krause.example"])


def test_who_accepted_the_former_time_is_reminded_once_told(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    accept(sent, "krause", "wang", "liu", "chen", "zheng")
    with transaction():
        sent.banquet.item.starts_at += timedelta(minutes=30)
    assert queries.to_remind(sent.banquet, clock.now()) == []
    scenes.send(sent, "update")

    assert len(queries.to_remind(sent.banquet, clock.now())) == 5
    scenes.send(sent, "reminder")
    assert "reply again" in text_of(mails("reminder")["s.krause@krause.example"])


def second_banquet(scene):
    item = factories.make_item(scene.reception, starts_at=datetime(2026, 12, 9, 12, 0), ends_at=datetime(2026, 12, 9, 14, 0),
                               title_zh="答谢午宴", title_en="Farewell lunch")
    banquet = Banquet(reception_id=scene.reception.id, item_id=item.id, host_id=scene.banquet.host_id,
                      guest_of_honour_id=scene.banquet.guest_of_honour_id)
    session().add(banquet)
    session().flush()
    return banquet


def test_reply_to_one_banquet_says_nothing_about_another(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    with transaction():
        other = second_banquet(sent)
    accept(sent, "krause", answer="declined")
    krause = sent.guests["krause"]

    assert krause.id not in {a.id for a in banquets.diners(sent.banquet)}
    assert krause.id in {a.id for a in banquets.diners(other)}
    assert krause.id in {a.id for a in session().scalars(select(Attendee).where(banquets.comes()))}
    with transaction():
        factories.make_reply(other.item, krause)
    assert krause.id not in {a.id for a in session().scalars(select(Attendee).where(banquets.comes()))}


@pytest.mark.parametrize(("cards", "only_for", "words"), [
    (1, False, "The card and an entry for your calendar are attached."), (2, False, "The cards and an entry for your calendar are attached."),
    (1, True, "The card is attached."), (2, True, "The cards are attached."), (0, True, None)])
def test_letter_counts_the_cards_that_go_with_it(ready, cards, only_for, words):
    letter = wording.invitation("en", letters.occasion(ready.banquet, "en"), addressed="Ms. Zheng", reply_by=date(2026, 12, 1),
                                also_for=["Ms. Liu"], only_for=only_for, cards=cards)

    assert [text for text in letter.after if "attached" in text] == ([words] if words else [])


def test_withdrawal_sent_to_the_secretary_says_nothing_of_her_own_calendar(sent, tmp_path):
    deliver_due(FolderTransport(tmp_path))
    with transaction():
        actions.withdraw(sent.invitation_of("liu"), by=sent.owner, at=clock.now())

    assert "日历" not in text_of(mails("withdrawal")["zheng.xiao@huaxin.example"])
