"""What calendars answer by mail reaches the reply list as the guest's own word, or a person; the mails are taken in as the mailbox gives them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from planner.db import session, transaction
from planner.invitations import actions, heard, queries
from planner.invitations.models import Reply
from planner.outbox import mailbox as reading
from planner.outbox.incoming import read_message
from planner.outbox.models import Mail, Returned
from tests import factories
from tests.factories import invitations as scenes
from tests.factories import mailbox

KRAUSE, ZHENG = "s.krause@krause.example", "zheng.xiao@huaxin.example"
MORNING = "20261123T023000Z"
NOON = "20261123T030000Z"


@pytest.fixture
def krause(sent):
    """Sent by the worker on the day of sending; a guest with an address of his own."""
    with transaction():
        for mail in session().scalars(select(Mail)):
            mail.attempts = 1
            reading.actions.mark_sent(mail, at=scenes.SENDING)
        assert sent.invitation_of("krause").sent_at is not None
    return sent.invitation_of("krause")


def take(calendar, *, sender=KRAUSE, number=1, about="", days=0, **options):
    """What a mail with this calendar was taken for, an hour (or days) after the sending."""
    message = mailbox.answer(about, sender=sender, number=number, calendar=calendar, **options)
    return reading.take_in(read_message(message.as_bytes()), at=scenes.SENDING + timedelta(hours=1, days=days))


def of(invitation, state="ACCEPTED", attendee=KRAUSE, **options):
    return mailbox.itip(invitation.uid, state=state, attendee=attendee, **options)


def replies_to(invitation):
    session().expire_all()
    return [(reply.answer, reply.source, reply.via) for reply in queries.replies_to(invitation)]


@pytest.mark.parametrize(("state", "wanted"), [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "maybe")])
def test_reply_of_a_calendar_is_the_guest_s_reply(krause, state, wanted):
    assert take(of(krause, state)) == "reply"
    assert replies_to(krause) == [(wanted, "guest", "calendar")]
    assert take(of(krause, state)) == "known"
    assert take(of(krause, state), number=2, name="invite.ics") == "reply" and len(replies_to(krause)) == 1


def test_reply_of_the_secretary_is_hers_for_the_guest(sent, krause):
    wang = sent.invitation_of("wang")

    assert take(of(wang, attendee=wang.attendee.person.email), sender=ZHENG) == "reply"
    assert replies_to(wang) == [("accepted", "assistant", "calendar")]


@pytest.mark.parametrize(("sender", "attendee"), [
    ("stranger@elsewhere.example", KRAUSE), (KRAUSE, "stranger@elsewhere.example"), (ZHENG, KRAUSE), ("wang@huaxin.example", "wang@huaxin.example"), ("", KRAUSE)])
def test_answer_of_the_wrong_person_is_shown_and_not_believed(krause, sender, attendee):
    assert take(of(krause, attendee=attendee), sender=sender) == "stranger"
    assert replies_to(krause) == []


def test_uid_that_is_none_of_ours_is_foreign_and_leaves_nothing(krause):
    assert take(mailbox.itip("invitation-000@shangzuo", attendee=KRAUSE)) == "foreign"
    assert session().scalars(select(Returned)).all() == []


def test_counter_proposal_is_shown_on_the_banquet_s_wall_and_changes_nothing(krause, signed_in):
    before = krause.banquet.item.starts_at
    moved = of(krause, "TENTATIVE", method="COUNTER", begin="DTSTART;TZID=Europe/Berlin:20261208T123000", end="DTEND;TZID=Europe/Berlin:20261208T140000")
    assert take(moved) == "counter"
    session().expire_all()
    row, = session().scalars(select(Returned))

    assert (row.proposed_starts_at, row.proposed_ends_at) == (datetime(2026, 12, 8, 19, 30), datetime(2026, 12, 8, 21, 0))
    assert (krause.banquet.item.starts_at, replies_to(krause)) == (before, [])
    html = signed_in("song.dan").get_page(f"/receptions/{krause.banquet.reception_id}/invitations/{krause.id}")
    assert "proposes another time" in html and "19:30–21:00" in html


def test_delegation_is_shown_by_name_and_nobody_is_invited_by_it(krause, signed_in):
    invited = len(queries.invitations_of(krause.banquet))
    text = of(krause, "DELEGATED;DELEGATED-TO=\"mailto:li@krause.example\"", more="ATTENDEE;CN=\"Li <b>Hua</b>\";DELEGATED-FROM=\"mailto:s.krause@krause.example\":mailto:li@krause.example")
    assert take(text) == "delegated"
    session().expire_all()

    assert session().scalar(select(Returned.delegate)) == "Li <b>Hua</b> <li@krause.example>"
    assert (replies_to(krause), len(queries.invitations_of(krause.banquet))) == ([], invited)
    assert "Li &lt;b&gt;Hua&lt;/b&gt; &lt;li@krause.example&gt;" in signed_in("song.dan").get_page(f"/receptions/{krause.banquet.reception_id}/invitations/{krause.id}")


def test_answer_to_an_earlier_time_is_no_answer_to_the_present_one_but_a_decline_is(krause):
    with transaction():
        item = krause.banquet.item
        item.starts_at, item.ends_at = item.starts_at + timedelta(days=1), item.ends_at + timedelta(days=1)
        krause.sequence += 1

    assert take(of(krause), number=1) == "old"
    assert take(of(krause, begin="", end=""), number=2) == "old"
    assert replies_to(krause) == []
    assert take(of(krause, sequence=1, begin="DTSTART;TZID=Asia/Shanghai:20261209T183000"), number=3) == "reply"
    assert take(of(krause, "DECLINED", stamp=NOON), number=4) == "reply"
    assert [answer for answer, _source, _via in replies_to(krause)] == ["accepted", "declined"]


@pytest.mark.parametrize("ended", ["withdrawn", "cancelled", "over"])
def test_answer_that_comes_too_late_is_shown_and_not_kept(krause, ended):
    with transaction():
        if ended == "withdrawn":
            actions.withdraw(krause, by=krause.banquet.reception.owner, at=scenes.SENDING)
        elif ended == "cancelled":
            krause.banquet.reception.cancelled_at = scenes.SENDING

    assert take(of(krause, stamp="20261220T023000Z" if ended == "over" else MORNING), days=30 if ended == "over" else 0) == "late"
    assert replies_to(krause) == []


def test_what_was_given_last_counts_in_whatever_order_the_mails_are_read(krause):
    assert take(of(krause, "DECLINED", stamp="20261123T025000Z"), number=2) == "reply"
    assert take(of(krause, "ACCEPTED", stamp="20261123T023000Z"), number=1) == "reply"
    counting = queries.newest_replies(krause.banquet)[krause.id]

    assert (len(replies_to(krause)), counting.answer) == (2, "declined")


@pytest.mark.parametrize("state", ["NEEDS-ACTION", "X-NONSENSE"])
def test_calendar_that_answers_nothing_is_a_letter(krause, state):
    assert take(of(krause, state)) == "letter"
    assert replies_to(krause) == []


def test_calendars_of_an_invitation_on_paper_are_no_business_of_the_mailbox(sent, krause):
    assert take(mailbox.itip(sent.invitation_of("he").uid, attendee=KRAUSE)) == "foreign"


def test_reply_list_says_that_a_calendar_answered(krause, signed_in):
    take(of(krause))
    html = signed_in("song.dan").get_page(f"/receptions/{krause.banquet.reception_id}/banquets/{krause.banquet_id}/replies")

    assert "by calendar" in html


def test_what_came_back_stands_beside_its_invitation_until_somebody_saw_to_it(krause, signed_in):
    mail = session().scalar(select(Mail).where(Mail.to_address == KRAUSE))
    for number, headers in enumerate([(), [("Auto-Submitted", "auto-replied")]]):
        message = mailbox.answer(mail.message_id, sender=KRAUSE, number=number, headers=headers)
        reading.take_in(read_message(message.as_bytes()), at=scenes.SENDING + timedelta(hours=1))
    song, tang = signed_in("song.dan"), signed_in("tang.lei")
    there = f"/receptions/{krause.banquet.reception_id}/invitations"
    assert "wrote by mail" in song.get_page(there) and "an automatic reply came" in song.get_page(there)
    rows = session().scalars(select(Returned.id).order_by(Returned.id)).all()

    assert tang.post(f"{there}/{krause.id}/returned/{rows[0]}").status_code == 404
    assert song.post(f"{there}/{krause.id}/returned/999").status_code == 404
    for row in rows:
        assert song.post(f"{there}/{krause.id}/returned/{row}").status_code == 303
    assert "wrote by mail" not in song.get_page(there) and "Seen to" not in song.get_page(f"{there}/{krause.id}")
    assert len(heard.of_banquet(krause.banquet).of(krause)) == 2


def test_mail_that_came_back_is_sent_anew_once_the_address_is_another(krause, signed_in):
    mail = session().scalar(select(Mail).where(Mail.to_address == KRAUSE))
    reading.take_in(read_message(mailbox.bounce(mail.message_id, recipient=KRAUSE)), at=scenes.SENDING)
    session().expire_all()
    assert mail.state == "bounced"
    song, there = signed_in("song.dan"), f"/receptions/{krause.banquet.reception_id}/invitations/{krause.id}"
    assert "from this very address" in song.post(f"{there}/anew", {"version": krause.version}).get_data(as_text=True)
    with transaction():
        krause.attendee.person.email = "stefan@krause.example"
    session().expire_all()
    assert song.post(f"{there}/anew", {"version": krause.version}).status_code == 303
    assert song.post(f"{there}/anew", {"version": krause.version}).status_code == 422
    session().rollback()
    new = session().scalar(select(Mail).order_by(Mail.id.desc()).limit(1))

    assert (new.to_address, new.kind, new.state, new.subject_id) == ("stefan@krause.example", "invitation", "queued", mail.subject_id)
    assert session().scalars(select(Reply)).all() == [] and factories.person("song.dan").id == new.queued_by_id
