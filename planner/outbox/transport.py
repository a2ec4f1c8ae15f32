"""How a message leaves the house: over SMTP, or as a file in a folder.

Both answer the same way: `send` returns what the other end said, or raises one of three:
TryLater (nothing was sent), Refused (for good), Unsure (it may have been sent).
"""

import hashlib
import ipaddress
import os
import re
import smtplib
import socket
import ssl
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Protocol

_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_GOOD, _GO_ON, _TEMPORARY, _PERMANENT = range(200, 300), range(300, 400), range(400, 500), range(500, 600)


class NotSent(Exception):
    """The message was not accepted; the text says why, as the other end put it."""


class TryLater(NotSent):
    """Not now: connection refused, a 4xx answer, a full disk."""


class Refused(NotSent):
    """Never: the other end gave a 5xx answer."""


class Unsure(NotSent):
    """The whole message was handed over, and no answer came. It may have arrived."""


class Transport(Protocol):
    """Anything that can send a message."""

    def send(self, message: bytes, *, sender: str, recipient: str, message_id: str) -> str: ...


def file_name(message_id: str) -> str:
    """The name of a message's file in the mail folder."""
    return f"{hashlib.sha256(message_id.encode()).hexdigest()[:24]}.eml"


@dataclass(frozen=True)
class FolderTransport:
    """Writes each message as an .eml file; the same message again replaces its own file."""

    folder: Path

    def send(self, message: bytes, *, sender: str, recipient: str, message_id: str) -> str:
        """Write the file wholly or not at all; returns its name."""
        name = file_name(message_id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(self.folder / name, message)
        except OSError as problem:
            raise TryLater(problem.strerror or "the folder cannot be written") from problem
        return name

    def _write(self, path: Path, message: bytes) -> None:
        handle, half_written = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            os.replace(half_written, path)
        except BaseException:
            Path(half_written).unlink(missing_ok=True)
            raise


@dataclass(frozen=True)
class SmtpTransport:
    """Sends over SMTP. Away from this machine it insists on STARTTLS with a valid certificate."""

    host: str
    port: int = 587
    username: str = ""
    password: str = ""
    timeout_seconds: float = 30
    whole_seconds: float = 120

    def send(self, message: bytes, *, sender: str, recipient: str, message_id: str) -> str:
        """Hand the message over; returns the server's answer."""
        try:
            with _Conversation(self.host, self.port, self.timeout_seconds, self.whole_seconds) as server:
                self._greet(server)
                _expect(server.mail(sender))
                _expect(server.rcpt(recipient))
                _expect(server.docmd("DATA"), _GO_ON)
                return self._hand_over(server, message)
        except smtplib.SMTPAuthenticationError as problem:
            # The house's own password is wrong, not this letter: keep it for when that is mended.
            raise TryLater(f"sign-in refused: {problem.smtp_code}") from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise TryLater(str(problem) or type(problem).__name__) from problem

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif not is_loopback(self.host):
            raise TryLater("the mail server offers no encryption (STARTTLS)")
        if self.username:
            server.login(self.username, self.password)

    def _hand_over(self, server: smtplib.SMTP, message: bytes) -> str:
        """Send the body. From its last line on, silence no longer means that nothing was sent."""
        # Not smtplib's own data(): it does not tell a failure before the last line from one after it.
        body = _LEADING_DOT.sub(b"..", message)
        server.sock.sendall(body if body.endswith(b"\r\n") else body + b"\r\n")
        try:
            server.sock.sendall(b".\r\n")
            answer = server.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            raise Unsure(str(problem) or type(problem).__name__) from problem
        if not any(answer[0] in kind for kind in (_GOOD, _TEMPORARY, _PERMANENT)):
            raise Unsure(_said(answer))
        return _expect(answer)


class _Conversation(smtplib.SMTP):
    """An SMTP connection that is cut after some time, however slowly the other end talks, and whose end decides nothing.

    smtplib waits for an answer to its QUIT and raises when it does not like it: a mail that was taken would count as not sent.
    """

    def __init__(self, host, port, answer_seconds, whole_seconds):
        self._watch = Timer(whole_seconds, self._cut)
        self._watch.daemon = True
        self._watch.start()
        try:
            super().__init__(host, port, timeout=answer_seconds)
        except BaseException:
            self._watch.cancel()
            raise

    def __exit__(self, *_problem):
        self._watch.cancel()
        with suppress(OSError, smtplib.SMTPException):
            self.putcmd("QUIT")
        self.close()

    def _cut(self):
        with suppress(OSError, AttributeError):  # not connected yet, or just closed
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, by name or by number."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _expect(answer: tuple[int, bytes], agreed: range = _GOOD) -> str:
    """The server's words when it agreed; Refused for a 5xx answer, TryLater for any other."""
    if answer[0] in _PERMANENT:
        raise Refused(_said(answer))
    if answer[0] not in agreed:
        raise TryLater(_said(answer))
    return _said(answer)


def _said(answer: tuple[int, bytes]) -> str:
    return f"{answer[0]} {answer[1].decode('utf-8', 'replace')}"[:300]
