"""A calendar on a CalDAV server (RFC 4791): one file for each entry, put and removed only where nobody changed it meanwhile.

Nothing but the configured address is ever asked: an answer that leads elsewhere is an error. The password is in no message of ours.
"""

import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, unquote, urlsplit

TIMEOUT_SECONDS = 20
MOST_BYTES = 1_000_000
"""Of an answer no more is read: an entry of ours has a few thousand."""
LONGEST_MARK = 250
TYPE = "text/calendar; charset=utf-8"


class Unreachable(Exception):
    """The whole calendar cannot be reached or used now; the text says why."""


class Refused(Exception):
    """The server does not take this one entry; the text says why."""


class Changed(Exception):
    """The entry on the server is not the one we left there."""


@dataclass(frozen=True)
class Account:
    """Where the calendar is: https://user:password@host/path/to/calendar/."""

    host: str
    port: int
    is_tls: bool
    path: str
    username: str
    password: str = field(repr=False)

    @classmethod
    def from_url(cls, url):
        parts = urlsplit(url)
        is_tls = parts.scheme == "https"
        return cls(parts.hostname, parts.port or (443 if is_tls else 80), is_tls, quote(unquote(parts.path.rstrip("/"))) + "/", unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def name(self):
        """What tells this calendar from others, to be shown; without the password."""
        return f"{self.username}@{self.host}:{self.port}{unquote(self.path)}" if self.username else f"{self.host}:{self.port}{unquote(self.path)}"


@dataclass(frozen=True)
class Kept:
    """An entry as the server has it; `mark` is its ETag, "" where the server gives none that can be compared."""

    data: bytes
    mark: str


class Store:
    """A calendar to write to; closes its connection at the end of a `with` block."""

    def __init__(self, account, *, timeout_seconds=TIMEOUT_SECONDS):
        self.account = account
        make, options = (HTTPSConnection, {"context": ssl.create_default_context()}) if account.is_tls else (HTTPConnection, {})
        self._connection = make(account.host, account.port, timeout=timeout_seconds, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self._connection.close()

    def put(self, name, data, *, condition):
        """Write an entry; returns its mark. `condition` is the mark it must still have, "" that it is not there yet, None for whatever is there."""
        answer, mark, _said = self._ask("PUT", name, data, {"Content-Type": TYPE} | _condition(condition))
        self._expect(answer, of_entry=(200, 201, 204))
        if not mark:
            kept = self.fetch(name)
            mark = kept.mark if kept is not None else ""
        return mark

    def fetch(self, name):
        """The Kept entry, None where there is none."""
        answer, mark, said = self._ask("GET", name)
        if answer.status in (404, 410):
            return None
        self._expect(answer, of_entry=(200,))
        return Kept(said, mark)

    def remove(self, name, *, condition):
        """Take an entry away; nothing happens where there is none."""
        answer, _mark, _said = self._ask("DELETE", name, None, _condition(condition) if condition else {})
        if answer.status not in (404, 410):
            self._expect(answer, of_entry=(200, 202, 204))

    def _ask(self, method, name, data=None, headers=None):
        headers = {"User-Agent": "Shangzuo", **(headers or {})}
        if self.account.username:
            headers["Authorization"] = "Basic " + b64encode(f"{self.account.username}:{self.account.password}".encode()).decode()
        try:
            self._connection.request(method, self.account.path + quote(name), data, headers)
            answer = self._connection.getresponse()
            said = answer.read(MOST_BYTES + 1)
            if len(said) > MOST_BYTES:
                self._connection.close()  # what is left of the answer is not wanted
            return answer, _mark_in(answer), said[:MOST_BYTES]
        except (OSError, HTTPException) as problem:
            self._connection.close()
            raise Unreachable((getattr(problem, "strerror", None) or str(problem) or type(problem).__name__)[:300]) from problem

    def _expect(self, answer, *, of_entry):
        """Nothing for one of these states; the fitting error for every other one."""
        words = f"{answer.status} {''.join(sign for sign in answer.reason or '' if sign.isprintable())}"[:100].strip()
        if answer.status in of_entry:
            return
        if answer.status == 412:
            raise Changed(words)
        if 300 <= answer.status < 400:
            raise Unreachable(f"{words}: the server leads to another address, which is not followed")
        if answer.status in (401, 404, 405, 407, 408, 409, 410, 425, 429) or answer.status >= 500:
            raise Unreachable(words)
        raise Refused(words)


def _condition(mark):
    if mark is None:
        return {}
    return {"If-Match": mark} if mark else {"If-None-Match": "*"}


def _mark_in(answer):
    """The ETag where it is a strong one: a weak one never matches a condition."""
    mark = (answer.getheader("ETag") or "").strip()
    return mark if mark.startswith('"') and len(mark) <= LONGEST_MARK else ""
