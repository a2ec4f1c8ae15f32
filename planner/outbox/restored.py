"""Whether the database was restored from a backup: what it takes for unsent may have left long ago, so it is held.

Each mail that leaves counts one up, in the database and in a file beside the keys, which no backup of the database
brings back. A database that knows of fewer mails than the file, or that the file does not know, is an older one.
"""

import fcntl
import os
import secrets
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from planner import audit
from planner.db import session
from planner.outbox.models import Mail, OutboxMark

WAITING = ("queued", "retry")
HOLD = "restored"


@dataclass(frozen=True)
class Mark:
    """How many mails have left, and of which database that is the count."""

    installation: str
    claims: int


def mark_file():
    """Beside the keys, outside the database."""
    return current_app.extensions["settings"].data_dir / "keys" / "outbox-mark"


def check(*, at):
    """Hold what waits when this database is older than what has left since; returns the mark to note outside, or None."""
    kept = _kept_mark()
    if kept is None:
        kept = OutboxMark(id=1, installation=secrets.token_hex(16), claims=0)
        session().add(kept)
        session().flush()
        return Mark(kept.installation, 0)
    outside = read_outside()
    if outside is not None and outside.installation == kept.installation and outside.claims <= kept.claims:
        return None
    hold_waiting(at=at)
    if outside is not None and outside.installation == kept.installation:
        kept.claims = outside.claims
    return Mark(kept.installation, kept.claims)


def hold_waiting(*, at, by=None):
    """All that waits is held until a person decides; returns how many mails that are."""
    waiting = session().scalars(select(Mail).where(Mail.state.in_(WAITING)).with_for_update()).all()
    for mail in waiting:
        mail.state, mail.hold = "held", HOLD
        audit.append("mail.held", subject=mail, by=by, at=at, details={"gate": HOLD})
    session().flush()
    return len(waiting)


def count_one():
    """One more mail leaves; returns the mark to note outside before it does."""
    kept = _kept_mark()
    kept.claims += 1
    return Mark(kept.installation, kept.claims)


def lock_mark():
    """Keep every other claim, stop and release waiting until this transaction ends."""
    session().execute(select(OutboxMark.id).with_for_update()).all()


def _kept_mark():
    return session().scalar(select(OutboxMark).with_for_update())


def read_outside():
    """The mark in the file; None without one, or when it is not readable as a mark."""
    try:
        installation, claims = mark_file().read_text("ascii").split()
        return Mark(installation, int(claims))
    except (FileNotFoundError, ValueError):
        return None


def note_outside(mark):
    """Write the mark down, safely on the disk, unless another worker of this installation has counted further already."""
    path = mark_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path.with_suffix(".lock"), "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        outside = read_outside()
        if outside is not None and outside.installation == mark.installation and outside.claims >= mark.claims:
            return
        fresh = path.with_suffix(".new")
        with open(fresh, "w") as file:
            file.write(f"{mark.installation} {mark.claims}\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
