"""Sending what is due. The worker calls deliver_due() in each of its rounds."""

from urllib.parse import unquote, urlsplit

from flask import current_app

from planner import clock
from planner.db import session, transaction
from planner.outbox import actions, pace, restored
from planner.outbox.models import Mail
from planner.outbox.transport import FolderTransport, Refused, SmtpTransport, TryLater, Unsure

MOST_AT_ONCE = 200
"""Mails in one round, so that other work gets its turn."""


def deliver_due(transport=None):
    """Send what is due; returns how many mails were tried."""
    transport = transport or transport_of_the_house()
    with transaction():
        actions.mark_interrupted(at=clock.now())
        mark = restored.check(at=clock.now())
    if mark is not None:
        restored.note_outside(mark)
    tried = 0
    while tried < MOST_AT_ONCE and (claimed := _claim()) is not None:
        _settle(claimed["id"], *_attempt(transport, claimed))
        tried += 1
    return tried


def transport_of_the_house():
    """SMTP when SHANGZUO_SMTP_URL is set (smtp://user:password@host:587), else .eml files in the mail folder."""
    settings = current_app.extensions["settings"]
    if not settings.smtp_url:
        return FolderTransport(settings.mail_folder)
    parts = urlsplit(settings.smtp_url)
    house = pace.of_the_house()
    return SmtpTransport(parts.hostname or "", parts.port or 587, unquote(parts.username or ""), unquote(parts.password or ""),
                         house.answer_within, house.whole_within)


def _claim():
    """What is needed to send the next mail, read and committed before anything is sent; None when nothing is due."""
    with transaction():
        mail = actions.claim_next(at=clock.now())
        return mail and {"mark": restored.count_one(), "id": mail.id, "message": mail.content.encode("ascii"), "recipient": mail.to_address,
                         "message_id": mail.message_id, "sender": actions.sender_address()}


def _attempt(transport, claimed):
    """(action, words): what became of it."""
    try:
        _count_outside(claimed["mark"])
        transport.send(claimed["message"], sender=claimed["sender"], recipient=claimed["recipient"],
                       message_id=claimed["message_id"])
    except TryLater as problem:
        return actions.put_back, str(problem)
    except Refused as problem:
        return actions.give_up, str(problem)
    except Unsure as problem:
        return actions.mark_unknown, str(problem)
    except Exception:  # one odd mail must not stop the others; whether it left is not known
        current_app.logger.exception("mail %s could not be sent", claimed["id"])
        return actions.mark_unknown, "internal error"
    return actions.mark_sent, None


def _count_outside(mark):
    """Before the mail leaves: a restored database must not take it for unsent."""
    try:
        restored.note_outside(mark)
    except OSError as problem:
        raise TryLater(problem.strerror or "the folder of the keys cannot be written") from problem


def _settle(mail_id, action, words):
    with transaction():
        mail = session().get(Mail, mail_id, with_for_update=True)
        if mail.state != "in_flight":
            return
        at = clock.now()
        action(mail, at=at) if words is None else action(mail, words[:500], at=at)
