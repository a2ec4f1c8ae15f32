"""The mailbox of the house on a real IMAP server (dovecot of Debian): what matches is noted, everything else is left alone and stops nothing."""

import imaplib
from dataclasses import replace

import pytest
from sqlalchemy import select

from planner.audit import AuditEntry
from planner.db import session, transaction
from planner.outbox import imap
from planner.outbox import mailbox as reading
from planner.outbox.imap import Account, Mailbox
from planner.outbox.models import Mail, MailboxMark, Returned
from tests import factories
from tests.conftest import NOW
from tests.factories import mailbox


@pytest.fixture(scope="module")
def server():
    with mailbox.imap_server() as running:
        yield running


@pytest.fixture
def inbox(db, server):
    """The server with an inbox of this test alone."""
    with imaplib.IMAP4("127.0.0.1", server.port) as box:
        box.login(mailbox.USER, mailbox.PASSWORD)
        box.select("INBOX")
        box.store("1:*", "+FLAGS", "\\Deleted") if int(box.select("INBOX")[1][0]) else None
        box.expunge()
    return server


def opened(server, **changes):
    return Mailbox(replace(Account.from_url(server.url), **changes), timeout_seconds=20)


def sent_mail(number=1, state="sent"):
    with transaction():
        mail = Mail(message_id=f"<{number:032x}@shangzuo.example>", kind="invitation", to_name="王建国", to_address="wang@huaxin.example", subject="x", content="x", state=state,
                    attempts=1, queued_at=NOW, next_try_at=NOW, queued_by_id=factories.person("song.dan").id)
        session().add(mail)
    return mail


def rows():
    session().expire_all()
    return [(row.kind, row.status) for row in session().scalars(select(Returned).order_by(Returned.id))]


def test_bounce_marks_its_mail_and_is_noted_once(inbox):
    mail, other = sent_mail(1), sent_mail(2)
    inbox.deliver(mailbox.bounce(mail.message_id))

    assert reading.read_new(opened(inbox)) == {"bounce": 1}
    assert reading.read_new(opened(inbox)) == {}
    session().expire_all()
    assert (mail.state, mail.last_error, other.state, rows()) == ("bounced", "5.1.1", "sent", [("bounce", "5.1.1")])
    assert "mail.bounced" in session().scalars(select(AuditEntry.action)).all()


def test_answers_of_every_kind_are_noted_and_change_no_mail(inbox):
    mail = sent_mail()
    inbox.deliver(mailbox.answer(mail.message_id, number=1), mailbox.answer(mail.message_id, number=2, headers=[("Auto-Submitted", "auto-replied")]),
                  mailbox.bounce(mail.message_id, action="delayed", status="4.4.1", number=3), mailbox.bounce(mail.message_id, action="relayed", number=4))

    assert reading.read_new(opened(inbox)) == {"letter": 1, "automatic": 1, "delay": 1, "foreign": 1}
    assert (mail.state, rows()) == ("sent", [("letter", ""), ("automatic", ""), ("delay", "4.4.1")])


@pytest.mark.parametrize("state", ["queued", "cancelled", "held"])
def test_bounce_is_not_believed_of_a_mail_that_waits_or_was_stopped(inbox, state):
    mail = sent_mail(state=state)
    inbox.deliver(mailbox.bounce(mail.message_id))
    reading.read_new(opened(inbox))
    session().expire_all()

    assert mail.state == state


def test_mails_that_match_nothing_leave_no_trace_and_stop_nothing(inbox, monkeypatch):
    """Among 150 foreign, broken and faked ones; bench/mailbox.py has 5,000."""
    mail, fetched = sent_mail(), []
    kept = Mailbox.body
    monkeypatch.setattr(Mailbox, "body", lambda self, uid: fetched.append(uid) or kept(self, uid))
    inbox.deliver(*(mailbox.foreign(number) for number in range(150)), mailbox.bounce(mail.message_id))
    counts = reading.read_new(opened(inbox))

    assert counts.pop("bounce") == 1 and sum(counts.values()) == 150 and set(counts) <= {"foreign", "unreadable"}
    assert rows() == [("bounce", "5.1.1")]
    assert len(fetched) < 120  # newsletters and answers to others are told by their headers alone


def test_30_mb_behind_a_mail_are_not_fetched(inbox):
    mail = sent_mail()
    heavy = mailbox.bounce(mail.message_id).replace(b"\r\n--b--", b"\r\n--b\r\nContent-Type: application/zip; name=\"UID 1 (BODY[HEADER] {5}\"\r\n\r\n" + b"A" * 30_000_000 + b"\r\n--b--")
    inbox.deliver(heavy, mailbox.answer(mail.message_id))
    with opened(inbox) as box:
        size, fetched = box.heads(box.after(0, 10)[0])[box.after(0, 1)[0][0]].size, len(box.body(box.after(0, 1)[0][0]))

    assert size > 30_000_000 and fetched == imap.MOST_BODY
    assert reading.read_new(opened(inbox)) == {"bounce": 1, "letter": 1}


def test_nothing_in_the_mailbox_is_changed(inbox):
    inbox.deliver(mailbox.bounce(sent_mail().message_id))
    reading.read_new(opened(inbox))
    with imaplib.IMAP4("127.0.0.1", inbox.port) as box:
        box.login(mailbox.USER, mailbox.PASSWORD)
        box.select("INBOX", readonly=True)

        assert box.search(None, "UNSEEN")[1] == [b"1"]


def test_reading_goes_on_where_it_stopped_and_begins_anew_in_a_new_mailbox(inbox):
    mails = [sent_mail(number) for number in range(1, 6)]
    inbox.deliver(*(mailbox.answer(mail.message_id, number=n) for n, mail in enumerate(mails)))
    first, second = (reading.read_new(opened(inbox), most=3) for _ in range(2))
    with transaction():
        session().scalar(select(MailboxMark)).validity = 7

    assert (first, second) == ({"letter": 3}, {"letter": 2})
    assert reading.read_new(opened(inbox)) == {"known": 5}


def test_fault_of_ours_with_one_mail_is_logged_and_the_others_are_read(inbox, monkeypatch):
    mail = sent_mail()
    kept = reading.read_message

    def trips(data):
        if b"answer0@" in data:
            raise TypeError("as if")
        return kept(data)
    monkeypatch.setattr(reading, "read_message", trips)
    inbox.deliver(*(mailbox.answer(mail.message_id, number=n) for n in range(3)))

    assert reading.read_new(opened(inbox)) == {"unreadable": 1, "letter": 2}


@pytest.mark.parametrize(("changes", "words"), [({"password": "wrong"}, "AUTHENTICATIONFAILED"), ({"folder": "Nowhere"}, "Nowhere"), ({"port": 1}, "refused"), ({"folder": 'a"b\\c'}, "")])
def test_what_keeps_the_mailbox_shut_is_noted_and_goes_away(inbox, changes, words, signed_in, settings):
    assert reading.read_new(opened(inbox, **changes)) == {}
    kept = session().scalar(select(MailboxMark))
    assert words in kept.error and mailbox.PASSWORD not in kept.error and kept.error


def test_outbox_says_when_the_mailbox_cannot_be_read(inbox, app, signed_in, monkeypatch):
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], imap_url=inbox.url.replace(mailbox.PASSWORD, "wrong")))
    with app.test_request_context():
        reading.read_by_the_clock(None)
    assert "The mailbox cannot be read: " in signed_in("yuan.jie").get_page("/outbox")
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], imap_url=inbox.url))
    with app.test_request_context():
        reading.read_by_the_clock(None)

    assert "cannot be read" not in signed_in("yuan.jie").get_page("/outbox")
    assert session().scalars(select(MailboxMark.last_uid)).all() is not None


@pytest.mark.parametrize(("url", "wanted"), [
    ("imaps://a%40b:p%2Fw@host/Visits/Replies", ("host", 993, True, "a@b", "p/w", "Visits/Replies")), ("imap://u:p@host:1143", ("host", 1143, False, "u", "p", "INBOX"))])
def test_address_of_a_mailbox_is_taken_apart(url, wanted):
    account = Account.from_url(url)

    assert (account.host, account.port, account.is_tls, account.username, account.password, account.folder) == wanted
    assert account.password not in account.name
