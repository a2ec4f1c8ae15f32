"""What a mail that came in is, read from its bytes alone."""

from datetime import UTC, datetime

import pytest

from planner.outbox.incoming import Head, may_concern_us, read_message
from tests.factories import mailbox

OURS = f"<{'ab' * 16}@shangzuo.example>"


@pytest.mark.parametrize(("data", "wanted"), [
    (mailbox.bounce(OURS), ("bounce", "5.1.1", (OURS,))), (mailbox.bounce(OURS, whole=False), ("bounce", "5.1.1", (OURS,))),
    (mailbox.bounce(OURS, status="4.4.7"), ("bounce", "4.4.7", (OURS,))), (mailbox.bounce(OURS, action="delayed", status="4.4.1"), ("delay", "4.4.1", (OURS,))),
    (mailbox.bounce(OURS, action="delivered", status="2.0.0"), ("delay", "", ())), (mailbox.bounce(OURS, status="nonsense"), ("bounce", "5.0.0", (OURS,))),
    (mailbox.old_bounce(OURS), ("bounce", "5.1.1", (OURS,))),
    (mailbox.answer(OURS).as_bytes(), ("letter", "", (OURS,))),
    (mailbox.answer(OURS, headers=[("Auto-Submitted", "auto-replied")]).as_bytes(), ("automatic", "", (OURS,))),
    (mailbox.answer(OURS, headers=[("Auto-Submitted", "no")]).as_bytes(), ("letter", "", (OURS,))),
    (mailbox.answer(OURS, headers=[("X-Autoreply", "yes")]).as_bytes(), ("automatic", "", (OURS,))),
])
def test_kind_status_and_what_it_is_about(data, wanted):
    found = read_message(data)

    assert (found.kind, found.status, found.about) == wanted


def test_calendar_is_found_inline_and_attached_once():
    text = mailbox.itip("a@shangzuo")
    inline, attached = (read_message(mailbox.answer(calendar=text, **options).as_bytes()) for options in ({}, {"name": "invite.ics"}))

    assert [len(one.calendars) for one in (inline, attached)] == [1, 1]
    assert inline.calendars[0].replace("\r\n", "\n").strip() == text.replace("\r\n", "\n").strip()
    assert (inline.sender, inline.said_at) == ("wang@huaxin.example", datetime(2026, 11, 23, 2, 30, tzinfo=UTC))


def test_same_mail_has_the_same_key_and_another_has_another():
    one, again, other = (read_message(mailbox.answer(OURS, number=number).as_bytes()).key for number in (1, 1, 2))

    assert one == again != other
    assert len({read_message(data).key for data in (b"x", b"y", b"")}) == 3


@pytest.mark.parametrize("number", range(10))
def test_foreign_mail_of_any_make_is_read_or_refused(number):
    for one in (number, number + 1000):
        message = mailbox.foreign(one)
        try:
            read_message(message if isinstance(message, bytes) else message.as_bytes())
        except ValueError:
            pass


@pytest.mark.parametrize("data", [
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 5000,
    b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000)),
    b"Content-Type: message/rfc822\r\n\r\n" * 3000, b"From: " + b"(" * 50_000 + b"\r\n\r\n", b"References: " + b"<" * 500_000, b"Content-Type: text/calendar; charset=rot13\r\n\r\nx",
    b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\nAction\r\n", b"Content-Type: multipart/report\r\n\r\nx", b"\x00" * 100_000, b"Subject: =?x?b?" + b"A" * 100_000,
])
def test_mail_made_to_trip_the_parser_does_not(data):
    try:
        assert read_message(data).kind in ("letter", "bounce", "delay", "automatic")
    except ValueError:
        pass


@pytest.mark.parametrize(("headers", "has_calendar", "wanted"), [
    (b"From: a@b.example\r\nSubject: x\r\n\r\n", False, False), (b"From: a@b.example\r\nSubject: x\r\n\r\n", True, True),
    (b"From: a@b.example\r\nIn-Reply-To: " + OURS.encode() + b"\r\n\r\n", False, True), (b"From: a@b.example\r\nIn-Reply-To: <x@elsewhere.example>\r\n\r\n", False, False),
    (b"From: a@b.example\r\nReferences: <y@b.example>\r\n " + OURS.encode() + b"\r\n\r\n", False, True),
    (b"From: a@b.example\r\nContent-Type: multipart/report; report-type=x\r\n\r\n", False, True), (b"From: Postmaster <postmaster@b.example>\r\n\r\n", False, True),
    (b"From: a@b.example\r\nX-Failed-Recipients: c@d.example\r\n\r\n", False, True), (b"", False, True),
])
def test_only_mails_that_may_concern_us_are_fetched(headers, has_calendar, wanted):
    assert may_concern_us(Head(1, 100, headers, has_calendar), "shangzuo.example") is wanted
