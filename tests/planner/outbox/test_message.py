from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from icalendar import Calendar

from planner.outbox.message import Attachment, BadLetter, Letter, Mailbox, build_message, is_mail_address, unlinked
from tests.factories.calendars import nasty_texts

HEADERS = ("Message-ID", "Date", "From", "To", "Reply-To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type")
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def letter(**changes):
    return Letter(**({
        "sender": Mailbox("上座", "noreply@shangzuo.example"),
        "recipient": Mailbox("王建国", "wang.jianguo@huaxin.example"),
        "subject": "请柬：欢迎晚宴", "text": "尊敬的王董事长：\n", "html": "<p>尊敬的王董事长：</p>",
        "message_id": "<abc123@shangzuo.example>", "written_at": datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
        "calendar": ICS, "reply_to": Mailbox("宋丹", "song.d@shangzuo.example"),
        "attachments": (Attachment("invitation.pdf", "application/pdf", b"%PDF-1.7 test"),),
    } | changes))


def parsed(**changes):
    return message_from_bytes(build_message(letter(**changes)).as_bytes(), policy=default)


def shape(part):
    kind = part.get_content_type()
    return (kind, [shape(child) for child in part.iter_parts()]) if part.is_multipart() else kind


def test_message_has_the_shape_calendars_and_mail_programs_expect():
    assert shape(parsed()) == ("multipart/mixed", [
        ("multipart/alternative", ["text/plain", "text/html", "text/calendar"]),
        "application/ics", "application/pdf",
    ])


def test_headers_are_exactly_the_expected_ones():
    message = parsed()

    assert {name: str(value) for name, value in message.items() if name != "Content-Type"} == {
        "Message-ID": "<abc123@shangzuo.example>", "Date": "Tue, 24 Nov 2026 02:00:00 +0000",
        "From": "上座 <noreply@shangzuo.example>", "To": "王建国 <wang.jianguo@huaxin.example>",
        "Reply-To": "宋丹 <song.d@shangzuo.example>", "Subject": "请柬：欢迎晚宴",
        "Auto-Submitted": "auto-generated", "MIME-Version": "1.0",
    }


def test_parts_come_back_as_written():
    message = parsed()
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    calendar, = [part for part in message.walk() if part.get_content_type() == "text/calendar"]

    assert text.get_content() == "尊敬的王董事长：\r\n"
    assert html.get_content().strip() == "<p>尊敬的王董事长：</p>"
    assert (calendar.get_param("method"), calendar["Content-Transfer-Encoding"]) == ("REQUEST", "base64")
    assert Calendar.from_ical(calendar.get_content())["METHOD"] == "REQUEST"
    assert [(part.get_filename(), part.get_content()) for part in message.iter_attachments()] == [
        ("invite.ics", ICS), ("invitation.pdf", b"%PDF-1.7 test")]


def test_message_is_pure_ascii_with_network_line_ends():
    data = build_message(letter()).as_bytes()

    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_letter_without_calendar_has_no_calendar_part():
    assert shape(parsed(calendar=None, attachments=())) == ("multipart/alternative", ["text/plain", "text/html"])


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x85", "\u2028", "\ud800"])
@pytest.mark.parametrize("change", [
    lambda bad: {"subject": f"x{bad}Bcc: evil@e.example"},
    lambda bad: {"recipient": Mailbox(f"x{bad}Bcc: evil@e.example", "a@b.example")},
    lambda bad: {"recipient": Mailbox("x", f"a@b.example{bad}Bcc: evil@e.example")},
    lambda bad: {"reply_to": Mailbox(f"x{bad}X: y", "a@b.example")},
    lambda bad: {"message_id": f"<a@b>{bad}X: y"},
    lambda bad: {"attachments": (Attachment(f"a{bad}.pdf", "application/pdf", b""),)},
])
def test_line_break_in_a_header_is_refused(change, sign):
    with pytest.raises(BadLetter):
        build_message(letter(**change(sign)))


@pytest.mark.parametrize("mail", ["bad-mail@", "a@b", "a@b.example, c@d.example", "王@huaxin.example", "a@@b.example", "",
                                  "a b@c.example", "a..b@c.example", f"{'a' * 65}@b.example"])
def test_what_is_no_address_is_refused(mail):
    assert not is_mail_address(mail)
    with pytest.raises(BadLetter):
        build_message(letter(recipient=Mailbox("x", mail)))


def test_names_with_signs_of_the_header_language_stay_one_address():
    message = parsed(recipient=Mailbox('O\'Brien, "Bob" <evil@e.example>', "bob@b.example"))

    assert [(a.display_name, a.addr_spec) for a in message["To"].addresses] == [
        ('O\'Brien, "Bob" <evil@e.example>', "bob@b.example")]


@pytest.mark.parametrize("text", ["=?utf-8?q?a=0D=0ABcc:_evil@e.example?=", "x =?UTF-8?B?YQ0KQmNjOiBlQGUuZXhhbXBsZQ==?= " + "y" * 90, "王=?utf-8?q?a=0D=0A=0D=0AHi?="])
def test_encoded_line_break_stays_words(text):
    """The library decodes such words in a header given to it, and would write the line break out."""
    message = parsed(subject=text, sender=Mailbox(text, "a@b.example"), reply_to=Mailbox(text, "c@d.example"))

    assert set(message.keys()) == set(HEADERS)
    assert str(message["Subject"]).replace("\u2060", "") == text
    assert [one.addr_spec for name in ("From", "To", "Reply-To") for one in message[name].addresses] == ["a@b.example", "wang.jianguo@huaxin.example", "c@d.example"]


@pytest.mark.parametrize("name", ["Li, Hua (" + "very " * 12 + "long)", "王, 李; " * 15, "a\"b, " * 20, "x@y.example, " * 12])
def test_long_name_with_signs_of_the_header_language_stays_one_address(name):
    assert [one.addr_spec for one in parsed(recipient=Mailbox(name, "bob@b.example"))["To"].addresses] == ["bob@b.example"]


def test_head_that_the_library_spoils_is_refused(monkeypatch):
    whole = EmailMessage.as_bytes
    monkeypatch.setattr(EmailMessage, "as_bytes", lambda message: whole(message).replace(b"\r\nSubject: ", b"\r\nBcc: evil@e.example\r\nSubject: "))

    with pytest.raises(BadLetter, match="breaks the head"):
        build_message(letter())


def test_too_large_a_letter_is_refused():
    with pytest.raises(BadLetter, match="larger"):
        build_message(letter(attachments=(Attachment("a.pdf", "application/pdf", b"0" * 21 * 1024 * 1024),)))


@pytest.mark.parametrize(("text", "shown"), [
    ("www.evil.example", "www.\u2060evil.\u2060example"), ("https://evil.example/x", "https:\u2060//evil.\u2060example/x"),
    ("a@b.example", "a@\u2060b.\u2060example"), ("王建国", "王建国"), ("Dr. Krause", "Dr. Krause"),
])
def test_guests_words_are_no_link(text, shown):
    assert unlinked(text) == shown


def test_no_nasty_text_changes_the_structure_of_a_mail():
    """As names and subject they are kept or refused. Every fourth of 500 texts; bench/calendars.py has them all."""
    kept = 0
    for text in nasty_texts()[::4]:
        named = {"sender": Mailbox(text, "noreply@shangzuo.example"), "recipient": Mailbox(text, "wang.jianguo@huaxin.example"), "subject": text, "attachments": ()}
        try:
            message = parsed(**named)
        except BadLetter:
            continue
        kept += 1
        assert shape(message) == ("multipart/mixed", [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"]), text
        assert (set(message.keys()), len(message)) == (set(HEADERS), len(HEADERS)), text
        assert [[(one.addr_spec) for one in message[name].addresses] for name in ("From", "To")] == [["noreply@shangzuo.example"], ["wang.jianguo@huaxin.example"]], text
    assert kept > 40


def test_no_nasty_words_of_a_letter_change_its_structure():
    for text in nasty_texts()[::8]:
        message = parsed(text=text, html=text, attachments=(), calendar=None)

        assert shape(message) == ("multipart/alternative", ["text/plain", "text/html"]), text
        assert (set(message.keys()), len(message)) == (set(HEADERS), len(HEADERS)), text
        assert message.get_body(("plain",)).get_content().split() == text.encode("utf-8", "replace").decode().split(), text
