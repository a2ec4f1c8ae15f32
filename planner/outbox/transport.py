"""How a message leaves the house: over SMTP, or as a file in a folder.

Both answer the same way: `send` returns what the other end said, or raises one of three:
TryLater (nothing was sent), Refused (for good), Unsure (it may have been sent).
"""

import hashlib
import ipaddress
import os
import re
import smtplib
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

TIMEOUT_SECONDS = 30
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_TEMPORARY, _PERMANENT = 400, 500


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
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, message: bytes, *, sender: str, recipient: str, message_id: str) -> str:
        """Hand the message over; returns the server's answer."""
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds) as server:
                self._greet(server)
                _expect(server.mail(sender))
                _expect(server.rcpt(recipient))
                _expect(server.docmd("DATA"))
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
        except (OSError, smtplib.SMTPServerDisconnected) as problem:
            raise Unsure(str(problem) or type(problem).__name__) from problem
        return _expect(answer)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, by name or by number."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _expect(answer: tuple[int, bytes]) -> str:
    """The server's words when it agreed; TryLater or Refused otherwise."""
    code, words = answer
    said = f"{code} {words.decode('utf-8', 'replace')}"[:300]
    if code >= _PERMANENT:
        raise Refused(said)
    if code >= _TEMPORARY or code < 0:
        raise TryLater(said)
    return said
