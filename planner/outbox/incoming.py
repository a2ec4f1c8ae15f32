"""One mail that came in, as far as it can be about a mail of ours. Pure: bytes in, plain values out; nothing of its words is kept.

The parser is the older, plain one (compat32): it takes headers as they are, whatever is wrong with them.
"""

import email
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

MOST_HEADER = 4_000
MOST_CALENDAR = 200_000
MOST_PARTS = 200
_ID = re.compile(r"<[^<>\s]{1,250}>")
_QUOTED_ID = re.compile(rb"^[> \t]{0,9}Message-I[dD]:[ \t]*\r?\n?[ \t]*(<[^<>\s]{1,250}>)", re.MULTILINE)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_OLD_STATUS = re.compile(rb"\b(5\d\d)[ -]")
_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "maildaemon")


@dataclass(frozen=True)
class Incoming:
    """What a mail is, and which Message-IDs it speaks of."""

    key: str
    """Of this very mail: it is taken in once."""
    kind: str
    """bounce, delay, automatic or letter"""
    about: tuple = ()
    sender: str = ""
    said_at: datetime | None = None
    status: str = ""
    """RFC 3463, such as 5.1.1; of a bounce or delay."""
    calendars: tuple = ()


@dataclass(frozen=True)
class Head:
    """The headers of a mail and what the server says of it, before its body is fetched."""

    uid: int
    size: int
    headers: bytes
    has_calendar: bool = False


def may_concern_us(head: Head, domain: str) -> bool:
    """Whether a mail is worth fetching: it answers a mail of our domain, was returned by a mail server, or carries a calendar."""
    message = email.message_from_bytes(head.headers)
    answered = " ".join(header(message, name) for name in ("In-Reply-To", "References"))
    return (head.has_calendar or f"@{domain}>" in answered or _content_type(message) == "multipart/report" or "X-Failed-Recipients" in message
            or is_daemon(sender_of(message)) or header(message, "Return-Path").strip() == "<>")


def read_message(data: bytes) -> Incoming:
    """The Incoming of a mail, or of its first part when it was cut off. Raises ValueError for what no parser can make sense of."""
    try:
        message = email.message_from_bytes(data)
        parts = _parts(message)
    except (RecursionError, LookupError, UnicodeError, AttributeError, TypeError, AssertionError, IndexError) as problem:
        raise ValueError("a mail that cannot be taken apart") from problem
    answered = _ID.findall(" ".join(header(message, name) for name in ("In-Reply-To", "References")))
    key = hashlib.sha256(header(message, "Message-ID").encode("utf-8", "surrogatepass") or data).hexdigest()
    found = {"key": key, "sender": sender_of(message), "said_at": _date(message)}
    returned = _returned(message, parts, data)
    if returned is not None:
        kind, status, about = returned
        return Incoming(kind=kind, status=status, about=about, **found)
    kind = "automatic" if _is_automatic(message) else "letter"
    return Incoming(kind=kind, about=tuple(dict.fromkeys(answered)), calendars=_calendars(parts), **found)


def header(message: Message, name: str) -> str:
    """The value of a header as text, cut where it is too long for one."""
    return str(message.get(name, "") or "")[:MOST_HEADER]


def sender_of(message: Message) -> str:
    """The address it says to come from, in small letters; "" for none, and for one no reader of addresses survives (brackets in brackets)."""
    try:
        return next((address.lower() for _name, address in getaddresses([header(message, "From")]) if "@" in address), "")
    except (RecursionError, IndexError, ValueError, TypeError):
        return ""


def is_daemon(address: str) -> bool:
    """Whether mails from there are written by a mail server."""
    return not address or address.partition("@")[0] in _DAEMONS


def _parts(message: Message) -> list:
    found = []
    for part in message.walk():
        found.append(part)
        if len(found) >= MOST_PARTS:
            break
    return found


def _content_type(message: Message) -> str:
    try:
        return message.get_content_type()
    except (ValueError, AttributeError, TypeError):
        return "text/plain"


def _date(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header(message, "Date"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _is_automatic(message: Message) -> bool:
    submitted = header(message, "Auto-Submitted").strip().lower()
    return (bool(submitted) and not submitted.startswith("no") or header(message, "Precedence").strip().lower() == "auto_reply"
            or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response")))


def _returned(message, parts, data):
    """(bounce or delay, status, Message-IDs of what came back), or None for a mail that was written by somebody."""
    reports = [part for part in parts if _content_type(part) == "message/delivery-status"]
    if reports:
        return _from_report(reports[0], parts)
    if not (is_daemon(sender_of(message)) or "X-Failed-Recipients" in message):
        return None
    status, old = _STATUS.search(data[:100_000].decode("latin-1")), _OLD_STATUS.search(data[:100_000])
    said = status[1] if status else f"5.0.0 ({old[1].decode()})" if old else ""
    about = dict.fromkeys(one.decode("latin-1") for one in _QUOTED_ID.findall(data))
    about.pop(header(message, "Message-ID").strip(), None)
    return ("bounce" if said.startswith("5") else "delay", said, tuple(about)) if said and about else None


def _from_report(report, parts):
    blocks = [block for block in report.get_payload() if isinstance(block, Message)] if report.is_multipart() else []
    told = [(header(block, "Action").strip().lower(), header(block, "Status")) for block in blocks if "Action" in block]
    actions = {action for action, _status in told}
    if not actions & {"failed", "delayed"}:
        return "delay", "", ()  # arrived, or passed on: nothing to say
    wanted = "failed" if "failed" in actions else "delayed"
    status = next((found[1] for action, text in told if action == wanted and (found := _STATUS.search(text))), "5.0.0" if wanted == "failed" else "4.0.0")
    return ("bounce" if wanted == "failed" else "delay"), status, _ids_of_original(parts)


def _ids_of_original(parts):
    """Message-IDs of the mail that came back: it stands in the report whole, or its headers do."""
    found = []
    for part in parts:
        kind = _content_type(part)
        if kind == "message/rfc822" and part.is_multipart():
            found += _ID.findall(header(part.get_payload(0), "Message-ID"))
        elif kind in ("text/rfc822-headers", "message/rfc822-headers", "message/rfc822"):
            text = _text(part)
            found += _ID.findall(header(email.message_from_string(text), "Message-ID"))
    return tuple(dict.fromkeys(found))


def _calendars(parts):
    """Texts of the calendar parts, the same one once (inline and attached)."""
    found = []
    for part in parts:
        name = str(part.get_filename() or "").lower() if not part.is_multipart() else ""
        if _content_type(part) in ("text/calendar", "application/ics") or name.endswith(".ics"):
            found.append(_text(part)[:MOST_CALENDAR])
    return tuple(dict.fromkeys(text for text in found if text.strip()))


def _text(part):
    try:
        payload = part.get_payload(decode=True)
        if payload is None:
            payload = str(part.get_payload()).encode("utf-8", "replace")
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""
