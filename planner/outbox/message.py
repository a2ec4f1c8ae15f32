"""One letter as a MIME message: text, HTML, calendar request and attachments.

multipart/mixed( multipart/alternative( text, html, text/calendar; method=REQUEST ), invite.ics, invitation.pdf )
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import format_datetime, getaddresses

MOST_BYTES = 20 * 1024 * 1024
"""A whole letter with its attachments; the largest most mail servers take."""
LONGEST_SUBJECT = 200
LONGEST_QUOTED = 40
"""A name with signs of the header language, such as a comma, stands in quotes up to this length."""
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.-]+@[A-Za-z0-9.-]+>")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}")
_SPECIALS = re.compile(r'[()<>@,:;".\[\]\\]')
_LINK_SIGNS = re.compile(r"(?<=\w)([.:@])(?=[\w/])")
WORD_JOINER = "\u2060"


class BadLetter(ValueError):
    """The letter cannot be sent as it is: a header carries a line break, an address is none, it is too big."""


@dataclass(frozen=True)
class Mailbox:
    """A name and the mail address behind it."""

    name: str
    mail: str


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    """Everything a mail consists of, before it is a message."""

    sender: Mailbox
    recipient: Mailbox
    subject: str
    text: str
    html: str
    message_id: str
    written_at: datetime
    calendar: bytes | None = None
    calendar_method: str = "REQUEST"
    reply_to: Mailbox | None = None
    attachments: Iterable[Attachment] = field(default_factory=tuple)


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent there: plain letters, one @, a domain with a dot."""
    return _MAIL.fullmatch(text) is not None and ".." not in text


def unlinked(text: str) -> str:
    """A guest's words for a mail: the same to the eye, but no mail program makes a link of them.

    Mail programs turn `www.x.example` into a link by themselves, so an invisible word joiner goes behind
    each dot, colon and @ that stands inside a word.
    """
    return _LINK_SIGNS.sub(rf"\1{WORD_JOINER}", text)


def build_message(letter: Letter) -> EmailMessage:
    """The MIME message of the letter, CR LF line ends, non-ASCII encoded.

    Raises BadLetter when a header value carries a control character, an address is none, or it is too big.
    """
    message = _composed(letter)
    _checked_bytes(message, letter)
    return message


def message_bytes(letter: Letter) -> bytes:
    """The letter as it leaves, written out once. Raises BadLetter as build_message() does."""
    return _checked_bytes(_composed(letter), letter)


def _composed(letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = _checked_message_id(letter.message_id)
    message["Date"] = format_datetime(letter.written_at)
    message["From"] = _address(letter.sender)
    message["To"] = _address(letter.recipient)
    if letter.reply_to:
        message["Reply-To"] = _address(letter.reply_to)
    message["Subject"] = _header_text(letter.subject, LONGEST_SUBJECT)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_storable(letter.text), charset="utf-8", cte="base64")
    message.add_alternative(_storable(letter.html), subtype="html", charset="utf-8", cte="base64")
    if letter.calendar:
        _add_calendar(message, letter)
    for attachment in letter.attachments:
        _attach(message, attachment)
    return message


def _checked_bytes(message: EmailMessage, letter: Letter) -> bytes:
    data = message.as_bytes()
    if len(data) > MOST_BYTES:
        raise BadLetter("the letter is larger than mail servers take")
    _require_as_meant(message, data, letter)
    return data


def _require_as_meant(message: EmailMessage, data: bytes, letter: Letter) -> None:
    """The last guard, whatever the library makes of a name: as it leaves, the letter has our headers and no others, and goes to whom it should."""
    found = BytesHeaderParser().parsebytes(data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    wanted = {"From": letter.sender, "To": letter.recipient, "Reply-To": letter.reply_to}
    if found.keys() != message.keys() or any(one and [address for _name, address in getaddresses([found[name]])] != [one.mail] for name, one in wanted.items()):
        raise BadLetter("a name or subject breaks the head of the letter")


def _add_calendar(message: EmailMessage, letter: Letter) -> None:
    if letter.calendar_method not in ("REQUEST", "CANCEL"):
        raise BadLetter(f"a letter carries a REQUEST or a CANCEL, not {letter.calendar_method!r}")
    message.add_alternative(letter.calendar.decode(), subtype="calendar", charset="utf-8", cte="base64",
                            params={"method": letter.calendar_method})
    _attach(message, Attachment("invite.ics", "application/ics", letter.calendar))


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    if not _FILE_NAME.fullmatch(attachment.name):
        raise BadLetter(f"a file name is made by us, of plain letters: {attachment.name!r}")
    kind, _, subtype = attachment.content_type.partition("/")
    message.add_attachment(attachment.data, maintype=kind, subtype=subtype, filename=attachment.name)


def _address(mailbox: Mailbox) -> Address:
    if not is_mail_address(mailbox.mail):
        raise BadLetter(f"no mail address: {mailbox.mail!r}")
    name = _header_text(mailbox.name, LONGEST_SUBJECT)
    if len(name) > LONGEST_QUOTED and _SPECIALS.search(name):
        name = " ".join(_SPECIALS.sub(" ", name).split())  # the library loses the quotes of a name that goes over the line
    return Address(name, addr_spec=mailbox.mail)


def _header_text(text: str, longest: int) -> str:
    """The text, refused when it could break out of its header line.

    What looks like an encoded word (RFC 2047) is taken apart by an invisible sign: the library would decode it, line breaks in it included.
    """
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text):
        raise BadLetter("a name or subject carries a line break or control character")
    return text[:longest].replace("=?", f"={WORD_JOINER}?")


def _storable(text: str) -> str:
    """The words of a letter without lone surrogates, which no mail can carry."""
    return text.encode("utf-8", "replace").decode()


def _checked_message_id(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise BadLetter(f"a Message-ID is made by us, of plain letters: {message_id!r}")
    return message_id
