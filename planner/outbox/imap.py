"""The house's mailbox over IMAP. It is opened to read only, and mails are fetched without marking them: what people see in it stays as it was."""

import imaplib
import re
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from planner.outbox.incoming import Head
from planner.outbox.transport import is_loopback

TIMEOUT_SECONDS = 30
MOST_HEADERS = 16 * 1024
MOST_BODY = 512 * 1024
"""Of each mail only so much is fetched: reports and calendar replies are small, whatever hangs behind them is not needed."""
AT_ONCE = 50
WINDOW = 50_000
"""Numbers searched in one question, so that no answer grows with the mailbox."""
WINDOWS = 100
_START = re.compile(rb"\d+ \(")
_IN_QUOTES = re.compile(rb'"(?:[^"\\]|\\.)*"')
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b")
_CALENDAR = re.compile(rb'"(?:text" "calendar|application" "ics)"', re.IGNORECASE)
_HEADER = re.compile(rb"BODY\[HEADER\](?:<0>)? \{\d+\}$")


class Unreachable(Exception):
    """The mailbox cannot be read now; the text says why, as the other end put it."""


@dataclass(frozen=True)
class Account:
    """Where the mailbox is: imaps://user:password@host/Folder, or imap:// with STARTTLS (without it on this machine only)."""

    host: str
    port: int
    is_tls: bool
    username: str
    password: str
    folder: str

    @classmethod
    def from_url(cls, url):
        parts = urlsplit(url)
        if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
            raise ValueError("imaps://user:password@host/INBOX")
        is_tls = parts.scheme == "imaps"
        return cls(parts.hostname, parts.port or (993 if is_tls else 143), is_tls, unquote(parts.username), unquote(parts.password or ""), unquote(parts.path.strip("/")) or "INBOX")

    @property
    def name(self):
        """What tells this mailbox from others; without the password."""
        return f"{self.username}@{self.host}:{self.port}/{self.folder}"


class Mailbox:
    """An open mailbox: `validity` and `next_uid` as the server says. Raises Unreachable for everything that goes wrong on the way."""

    def __init__(self, account, *, timeout_seconds=TIMEOUT_SECONDS):
        self.account, self.timeout_seconds = account, timeout_seconds
        self.server = None

    def __enter__(self):
        try:
            self._open()
        except Unreachable:
            self._close()
            raise
        except (OSError, imaplib.IMAP4.error, UnicodeError) as problem:
            self._close()
            raise Unreachable(_words(problem)) from problem
        return self

    def __exit__(self, *_problem):
        self._close()

    def _open(self):
        account = self.account
        if account.is_tls:
            self.server = imaplib.IMAP4_SSL(account.host, account.port, ssl_context=ssl.create_default_context(), timeout=self.timeout_seconds)
        else:
            self.server = imaplib.IMAP4(account.host, account.port, timeout=self.timeout_seconds)
            if "STARTTLS" in self.server.capabilities:
                self.server.starttls(ssl.create_default_context())
            elif not is_loopback(account.host):
                raise Unreachable("the mail server offers no encryption (STARTTLS)")
        self.server.login(account.username, account.password)
        self._expect(*self.server.select(_quoted(account.folder), readonly=True))
        self.validity, self.next_uid = self._number("UIDVALIDITY"), self._number("UIDNEXT")

    def _number(self, name):
        values = self.server.response(name)[1]
        if not values or not values[-1] or not values[-1].isdigit():
            raise Unreachable(f"the mail server does not say {name}")
        return int(values[-1])

    def _close(self):
        if self.server is not None:
            try:
                self.server.logout()
            except (OSError, imaplib.IMAP4.error):
                self.server.shutdown()
            self.server = None

    def after(self, uid, most):
        """(numbers, number searched up to): the next numbers after `uid`, at most `most`, oldest first."""
        found, searched = [], uid
        for _window in range(WINDOWS):
            if len(found) >= most or searched >= self.next_uid - 1:
                break
            upto = min(searched + WINDOW, self.next_uid - 1)
            said = self._ask("SEARCH", None, f"UID {searched + 1}:{upto}")
            found += sorted(number for number in map(int, b" ".join(line for line in said if line).split()) if searched < number <= upto)
            searched = upto
        return found[:most], found[most - 1] if len(found) >= most else searched

    def heads(self, uids):
        """{number: Head} of these mails; one whose description cannot be read is left out and does not stop the others."""
        try:
            return self._heads(uids)
        except (Unreachable, ValueError):
            found = {}
            for uid in uids:
                try:
                    self._again_if_broken()
                    found |= self._heads([uid])
                except (Unreachable, ValueError):
                    continue
            return found

    def _heads(self, uids):
        said = self._ask("FETCH", ",".join(map(str, uids)), f"(UID RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER]<0.{MOST_HEADERS}>)")
        return {head.uid: head for head in map(_head, _by_message(said))}

    def _again_if_broken(self):
        """Open the mailbox anew where the connection was lost over an answer nobody can read."""
        try:
            self.server.noop()
        except (OSError, imaplib.IMAP4.error):
            self._close()
            self.__enter__()

    def body(self, uid):
        """The first MOST_BODY bytes of a mail; b"" when it is gone."""
        said = self._ask("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BODY}>)")
        return next((part[1] for part in said if isinstance(part, tuple)), b"")

    def _ask(self, *command):
        try:
            return self._expect(*self.server.uid(*command))
        except (OSError, imaplib.IMAP4.error) as problem:
            raise Unreachable(_words(problem)) from problem

    @staticmethod
    def _expect(status, said):
        if status != "OK":
            raise Unreachable(b" ".join(part for part in said if isinstance(part, bytes)).decode("utf-8", "replace")[:300] or status)
        return said


def _by_message(said):
    """The pieces of an answer to FETCH, one list for each mail: bytes, or (bytes before, literal)."""
    found = []
    for piece in said:
        text = piece[0] if isinstance(piece, tuple) else piece
        if text is None:
            continue
        if _START.match(text):
            found.append([])
        if found:
            found[-1].append(piece)
    return found


def _head(pieces):
    """What one mail's description says; names of attached files stand in quotes or literals and are not looked at."""
    outside = b" ".join(piece[0] if isinstance(piece, tuple) else piece for piece in pieces)
    bare = _IN_QUOTES.sub(b'""', outside)
    uid, size = _UID.search(bare), _SIZE.search(bare)
    headers = next((piece[1] for piece in pieces if isinstance(piece, tuple) and _HEADER.search(piece[0])), b"")
    if uid is None:
        raise ValueError("an answer without a number")
    return Head(int(uid[1]), int(size[1]) if size else 0, headers, _CALENDAR.search(outside) is not None)


def _quoted(folder):
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _words(problem):
    return (getattr(problem, "strerror", None) or str(problem) or type(problem).__name__)[:300]
