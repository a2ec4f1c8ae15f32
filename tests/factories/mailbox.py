"""Mails as they come back: bounces, automatic replies, calendar replies, and what has nothing to do with us. And a real IMAP server, dovecot."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from pathlib import Path

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
USER, PASSWORD = "reader", "s3cret"
_SECONDS = count(1_700_000_000)
"""No name is given twice: a mail that was there before gets a number of its own, out of order."""
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
first_valid_gid = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """A running server and the folder in which mails are put for its one user."""

    port: int
    folder: Path

    @property
    def url(self):
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, *messages):
        """Put mails (bytes or messages) into the inbox, in this order: the server numbers them by the second in their file's name."""
        box = self.folder / "mail" / USER
        for message in messages:
            name = f"{next(_SECONDS)}.M1.test"
            path = box / "tmp" / name
            path.write_bytes(message if isinstance(message, bytes) else message.as_bytes())
            path.chmod(0o666)
            path.rename(box / "new" / name)  # whole at once: the server may be looking


@contextmanager
def imap_server():
    """dovecot on a port of its own, until the block ends; as root it drops to its own users, else it runs as who starts it.

    Its folder is not one of pytest's, which are shut to other users, and shut again whenever other tests start.
    """
    with tempfile.TemporaryDirectory(prefix="imap-", ignore_cleanup_errors=True) as name:
        with _running(Path(name)) as server:
            yield server


@contextmanager
def _running(folder):
    folder.chmod(0o755)
    for name in ("new", "cur", "tmp"):
        (folder / "mail" / USER / name).mkdir(parents=True)
    own = pwd.getpwuid(os.getuid()).pw_name
    is_root = os.getuid() == 0
    users = {"user": "nobody", "group": "nogroup", "internal": "dovecot", "internal_group": "dovecot", "login": "dovenull"} if is_root else {
        "user": own, "group": str(os.getgid()), "internal": own, "internal_group": grp.getgrgid(os.getgid()).gr_name, "login": own}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for path in (folder / "mail").rglob("*"):
        path.chmod(0o777)
    (folder / "mail").chmod(0o777)
    (folder / "dovecot.conf").write_text(CONFIGURATION.format(folder=folder, port=port, password=PASSWORD, **users))
    server = subprocess.Popen([DOVECOT, "-F", "-c", folder / "dovecot.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server, folder)
        yield ImapServer(port, folder)
    finally:
        server.terminate()
        server.wait()


def _wait_for(port, server, folder):
    for _try in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=0.02)
                break
    raise RuntimeError(f"dovecot did not start: {(folder / 'log').read_text() if (folder / 'log').exists() else ''}")


# --- mails ---------------------------------------------------------------------------------------------------------------

def bounce(message_id, *, action="failed", status="5.1.1", whole=True, number=1, recipient="wang@huaxin.example"):
    """A delivery status notification (RFC 3464) about a mail of ours."""
    original = f"From: noreply@shangzuo.example\r\nTo: {recipient}\r\nSubject: x\r\nMessage-ID: {message_id}\r\n\r\n" + ("Dear guest\r\n" if whole else "")
    return (f"From: MAILER-DAEMON@mx.example\r\nTo: noreply@shangzuo.example\r\nMessage-ID: <dsn{number}@mx.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0800\r\n"
            f"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
            f"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n"
            f"--b\r\nContent-Type: {'message/rfc822' if whole else 'text/rfc822-headers'}\r\n\r\n{original}\r\n--b--\r\n").encode()


def old_bounce(message_id, *, number=1):
    """What a mail server wrote that knows no report: words, and the headers of what came back."""
    return (f"From: Mail Delivery System <Mailer-Daemon@old.example>\r\nTo: noreply@shangzuo.example\r\nMessage-ID: <old{number}@old.example>\r\nSubject: Mail delivery failed\r\n\r\n"
            f"wang@huaxin.example\r\n    SMTP error: 550 5.1.1 no such user\r\n\r\n------ This is a copy of your message's headers ------\r\n\r\nSubject: x\r\nMessage-ID: {message_id}\r\n").encode()


def answer(message_id="", *, sender="wang@huaxin.example", text="Thank you", number=1, headers=(), calendar="", method="REPLY", name=""):
    """Somebody's mail in reply, with a calendar where one is given."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "noreply@shangzuo.example", "Re: Invitation"
    message["Message-ID"], message["Date"] = f"<answer{number}@mail.example>", "Mon, 23 Nov 2026 10:30:00 +0800"
    if message_id:
        message["In-Reply-To"] = message_id
    for header, value in headers:
        message[header] = value
    message.set_content(text)
    if calendar and name:
        message.add_attachment(calendar.encode(), maintype="application", subtype="octet-stream", filename=name)
    elif calendar:
        message.add_alternative(calendar, subtype="calendar", params={"method": method})
    return message


def itip(uid, *, method="REPLY", attendee="wang@huaxin.example", state="ACCEPTED", sequence=0, stamp="20261123T023000Z", begin="DTSTART;TZID=Asia/Shanghai:20261208T183000",
         end="DTEND;TZID=Asia/Shanghai:20261208T210000", more=""):
    """The text of a REPLY or COUNTER."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Other//EN", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{stamp}", begin, end,
             "ORGANIZER:mailto:noreply@shangzuo.example", f"ATTENDEE;PARTSTAT={state}:mailto:{attendee}", more, "END:VEVENT", "END:VCALENDAR"]
    return "\r\n".join(line for line in lines if line) + "\r\n"


def foreign(number):
    """A mail that has nothing to do with us, of changing kinds: newsletters, replies to others, meetings of others, broken MIME, no headers at all."""
    kind = number % 10
    if kind == 0:
        return answer(f"<{number:032x}@elsewhere.example>", sender=f"a{number}@b.example", number=number)
    if kind == 1:
        return answer("", sender=f"a{number}@b.example", number=number, calendar=itip(f"meeting-{number}@elsewhere.example"))
    if kind == 2:
        return bounce(f"<{number:032x}@shangzuo.example>", number=f"f{number}")
    if kind == 3:
        return (f"From: x\r\nMessage-ID: <{number}>\r\nContent-Type: multipart/mixed; boundary=\"x\r\n\r\n--x\r\nContent-Type: text/calendar; charset=nonsense\r\n"
                f"Content-Transfer-Encoding: base64\r\n\r\n!!!{number}\r\n").encode()
    if kind == 4:
        return bytes(range(256)) * 3 + str(number).encode()
    if kind == 5:
        return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(60)) + str(number).encode()
    if kind == 6:
        return f"From: =?utf-8?q?{'=E5' * 40}?= <@,,;<>\r\nIn-Reply-To: {'<a' * 300}\r\nDate: yesterday\r\nMessage-ID: {number}\r\n\r\n".encode()
    if kind == 7:
        return f"From: MAILER-DAEMON\r\nMessage-ID: <d{number}@x>\r\n\r\n550 5.1.1 Message-ID: none\r\nMessage-ID: <{number:032x}@shangzuo.example>\r\n".encode()
    return answer("", sender=f"news{number}@list.example", number=number, text="Buy now " * 20)
