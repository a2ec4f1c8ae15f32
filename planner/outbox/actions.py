"""What happens to a mail: queued, claimed for sending, sent, put back, decided on by a person.

A mail is claimed and committed before it is handed to the server, so a crash in between is seen
afterwards: it shows as unknown and is never sent again without a person's word.
"""

import secrets
from datetime import timedelta
from email.utils import parseaddr

from flask import current_app
from sqlalchemy import func, select

from planner import audit
from planner.db import after_commit, lock, session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.outbox import pace, restored, stops
from planner.outbox.hooks import AFTER_SENDING, GATES
from planner.outbox.message import BadLetter, Mailbox, message_bytes
from planner.outbox.models import Mail

WAITING = ("queued", "retry")
STOPPABLE = (*WAITING, "held", "failed")


def queue_mail(letter, *, kind, subject_id=None, reception_id=None, topic="", gate="", gate_value="", by=None, at):
    """The mail as a row of the current transaction. Raises RuleBroken when it cannot be a message.

    Mails of one `topic`, such as "banquet:12", can be stopped together.
    """
    if gate and gate not in GATES:
        raise ValueError(f"no gate is called {gate}")
    try:
        content = message_bytes(letter).decode("ascii")
    except BadLetter as problem:
        raise RuleBroken(_l("This mail cannot be sent as it is: %(reason)s.", reason=str(problem))) from problem
    mail = Mail(
        message_id=letter.message_id, kind=kind, subject_id=subject_id, reception_id=reception_id,
        to_name=letter.recipient.name, to_address=letter.recipient.mail, subject=letter.subject,
        to_domain=letter.recipient.mail.rpartition("@")[2].lower(), topic=topic,
        content=content, gate=gate, gate_value=gate_value, state="queued", attempts=0,
        queued_at=at, next_try_at=at, queued_by_id=by.id if by else None, last_error="",
    )
    session().add(mail)
    audit.append("mail.queued", subject=mail, by=by, at=at, details={"kind": kind, "about": subject_id})
    wake_worker()
    return mail


def new_message_id():
    """A Message-ID nobody can guess, in the domain we write from; fixed for the life of the mail."""
    return f"<{secrets.token_hex(16)}@{sender_address().partition('@')[2]}>"


def sender(name):
    """The house's mailbox under the given name."""
    return Mailbox(name, sender_address())


def sender_address():
    return parseaddr(current_app.extensions["settings"].mail_from)[1]


def claim_next(*, at):
    """The next due mail, now in flight; None when nothing is due, sending is stopped, or the pace allows no more just now.

    A mail whose gate is shut is held.
    """
    restored.lock_mark()  # whoever stops sending waits for this, and this for them: no mail is claimed after a stop
    stopped, full = stops.topics_stopped(), _domains_full(at)
    if stops.HOUSE in stopped or full is None:
        return None
    query = (select(Mail).where(Mail.state.in_(WAITING), Mail.next_try_at <= at, Mail.topic.not_in(stopped), Mail.to_domain.not_in(full))
             .order_by(Mail.next_try_at, Mail.id).limit(1).with_for_update(skip_locked=True))
    while (mail := session().scalar(query)) is not None:
        if not mail.gate or GATES[mail.gate].is_open_for(mail):
            mail.state, mail.attempts, mail.claimed_at = "in_flight", mail.attempts + 1, at
            mail.next_try_at = at + timedelta(seconds=pace.of_the_house().lease)
            session().flush()
            return mail
        mail.state = "held"
        audit.append("mail.held", subject=mail, at=at, details={"gate": mail.gate})
    return None


def _domains_full(at):
    """Domains that were sent all that the pace allows in the last minute; None when that is so for the house."""
    if not pace.is_limited():
        return []
    house = pace.of_the_house()
    # Not what the clock has ahead of it: set back, it would keep everything waiting.
    left = session().execute(select(Mail.to_domain, func.count()).where(Mail.claimed_at > at - pace.WINDOW, Mail.claimed_at <= at).group_by(Mail.to_domain)).all()
    return None if sum(count for _domain, count in left) >= house.per_minute else [domain for domain, count in left if count >= house.per_domain]


def mark_interrupted(*, at):
    """Mails whose worker died while sending become unknown: a person decides about them."""
    query = select(Mail).where(Mail.state == "in_flight", Mail.next_try_at <= at).with_for_update(skip_locked=True)
    for mail in session().scalars(query).all():
        mail.state, mail.last_error = "unknown", "interrupted"
        audit.append("mail.unknown", subject=mail, at=at)


def mark_sent(mail, *, at, by=None):
    """The server took it, or a person says that it arrived."""
    mail.state, mail.sent_at, mail.last_error = "sent", at, ""
    audit.append("mail.sent", subject=mail, by=by, at=at, details={"attempts": mail.attempts})
    for tell in AFTER_SENDING.get(mail.kind, ()):
        tell(mail, at)


def put_back(mail, reason, *, at):
    """Try again later, with a longer wait each time; after the last try it has failed."""
    mail.last_error = reason
    house = pace.of_the_house()
    if mail.attempts >= house.tries:
        give_up(mail, reason, at=at)
        return
    mail.state, mail.next_try_at = "retry", at + house.wait_after(mail.attempts)


def give_up(mail, reason, *, at):
    """Refused for good, or tried too often."""
    mail.state, mail.last_error = "failed", reason
    audit.append("mail.failed", subject=mail, at=at, details={"attempts": mail.attempts})


def mark_unknown(mail, reason, *, at):
    """It was handed over whole and no answer came."""
    mail.state, mail.last_error = "unknown", reason
    audit.append("mail.unknown", subject=mail, at=at)


def confirm_arrived(mail, *, by, at):
    """A person found out that an unknown mail, or one held after a restore, did arrive."""
    _require(mail, *(("held",) if mail.hold else ("unknown",)))
    mail.hold = ""
    mark_sent(mail, by=by, at=at)


def send_again(mail, *, by, at):
    """A person wants an unknown, failed, held or returned mail to go out (again), under its own Message-ID."""
    _require(mail, "unknown", "failed", "held", "bounced")
    if mail.gate:
        gate = GATES[mail.gate]
        value = gate.current_value(mail)
        if value is None:
            raise RuleBroken(gate.reason)
        mail.gate_value = value
    mail.state, mail.attempts, mail.next_try_at, mail.last_error, mail.hold = "queued", 0, at, "", ""
    audit.append("mail.again", subject=mail, by=by, at=at)
    wake_worker()


def cancel(mail, *, by, at):
    """Stop a mail that has not left; one in flight cannot be called back."""
    _require(mail, *STOPPABLE)
    mail.state, mail.hold = "cancelled", ""
    audit.append("mail.cancelled", subject=mail, by=by, at=at)


def release_restored(*, by, at):
    """What was held after a restore goes out after all; where a gate is shut it stays held for that reason. Returns how many go out."""
    released = 0
    for mail in _held_after_restore():
        if mail.gate and GATES[mail.gate].current_value(mail) is None:
            mail.hold = ""
        else:
            send_again(mail, by=by, at=at)
            released += 1
    return released


def drop_restored(*, by, at):
    """What was held after a restore is not sent; returns how many mails that are."""
    held = _held_after_restore()
    for mail in held:
        cancel(mail, by=by, at=at)
    return len(held)


def _held_after_restore():
    return session().scalars(select(Mail).where(Mail.state == "held", Mail.hold != "").order_by(Mail.id).with_for_update()).all()


def waiting_about(kinds, subject_id):
    """Mails of these kinds about one subject that have not left and can still be stopped."""
    return session().scalars(select(Mail).where(Mail.kind.in_(kinds), Mail.subject_id == subject_id,
                                                Mail.state.in_(STOPPABLE)).order_by(Mail.id)).all()


def replace(mail, letter, *, by, at):
    """Another letter in the place of a mail that has not left: under the same gate, waiting, held or failed as that one was."""
    found = {name: getattr(mail, name) for name in ("state", "hold", "attempts", "next_try_at", "last_error")}
    cancel(mail, by=by, at=at)
    made = queue_mail(letter, kind=mail.kind, subject_id=mail.subject_id, reception_id=mail.reception_id, topic=mail.topic, gate=mail.gate,
                      gate_value=mail.gate_value, by=by, at=at)
    for name, value in found.items():
        setattr(made, name, value)
    session().flush()
    return made


def wake_worker():
    """Once this transaction is stored, tell the worker that a mail waits."""
    from planner.jobs import wake  # the queue library costs start-up time that reading pages need not pay
    after_commit(wake.worker)


def _require(mail, *states):
    lock(mail)
    if mail.state not in states:
        raise RuleBroken(_l("This mail has changed meanwhile; please check its state."))


