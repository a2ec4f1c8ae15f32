"""The newest hash of the log, signed and kept outside the database: only with it is a cut tail found, or a log rewritten whole.

One line of JSON for each day in DATA_DIR/heads/heads.jsonl. The key is a file of its own beside the other keys; who has the public
half can check a line without being able to write one.
"""

import base64
import json
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import func, select

from planner import audit
from planner.db import session

FIELDS = ("at", "entries", "last", "hash", "key")


@dataclass(frozen=True)
class Found:
    """What is wrong with a kept head, or with the log against it; `line` counts from 1."""

    line: int
    what: str  # "signature", "unreadable", "missing" (the entry is gone), "changed" (another hash), "fewer" (entries taken out before it)


def signing_key(data_dir):
    """The key of this installation; made on first use, readable by its owner alone."""
    path = data_dir / "keys" / "head_key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_text().strip(), validate=True))
    made = Ed25519PrivateKey.generate()
    with os.fdopen(handle, "w") as file:
        file.write(base64.b64encode(made.private_bytes_raw()).decode())
    return made


def public_key(key):
    """The half that checks, as text to give to the auditor."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def current(key, at):
    """The head of the log now, signed: one line of JSON."""
    last = session().execute(select(audit.AuditEntry.id, audit.AuditEntry.hash).order_by(audit.AuditEntry.id.desc()).limit(1)).first()
    content = {"at": at.isoformat(), "entries": session().scalar(select(func.count(audit.AuditEntry.id))), "last": last[0] if last else 0,
               "hash": last[1] if last else audit.START, "key": public_key(key)}
    return json.dumps(content | {"signature": base64.b64encode(key.sign(_signed(content))).decode()})


def _signed(content):
    return json.dumps({name: content[name] for name in FIELDS}, sort_keys=True, separators=(",", ":")).encode("ascii")


def keep(data_dir, line):
    """Add the line to the file of heads; returns its path."""
    path = data_dir / "heads" / "heads.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "a", encoding="ascii") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def compare(text, public):
    """Compare the log with kept heads (lines of JSON); returns [Found], empty when all fits. `public` is the key to trust."""
    found = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        content, wrong = _read(line, public)
        wrong = wrong or _against_log(content)
        if wrong:
            found.append(Found(number, wrong))
    return found


def _read(line, public):
    try:
        content = json.loads(line)
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True)).verify(
            base64.b64decode(content["signature"], validate=True), _signed(content))
        return content, None
    except InvalidSignature:
        return None, "signature"
    except (ValueError, KeyError, TypeError):
        return None, "unreadable"


def _against_log(content):
    if content["last"] == 0:
        return None
    known = session().scalar(select(audit.AuditEntry.hash).where(audit.AuditEntry.id == content["last"]))
    if known is None:
        return "missing"
    if known != content["hash"]:
        return "changed"
    entries = session().scalar(select(func.count(audit.AuditEntry.id)).where(audit.AuditEntry.id <= content["last"]))
    return None if entries == content["entries"] else "fewer"
