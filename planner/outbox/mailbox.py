"""What comes back: the mailbox is read by the clock, and what is about a mail of ours is noted with it.

Nothing is believed that does not match: a bounce or an answer names the Message-ID of a mail of ours, which nobody can guess; a calendar
reply is for the feature that registered for it (hooks.calendar_came). Everything else stays in the mailbox and leaves no trace here.
"""

import hashlib

from flask import current_app
from sqlalchemy import select

from planner import audit, clock
from planner.db import lock, session, transaction
from planner.jobs.actions import task
from planner.outbox import actions
from planner.outbox.hooks import CALENDAR_CAME
from planner.outbox.imap import AT_ONCE, Account, Mailbox, Unreachable
from planner.outbox.incoming import may_concern_us, read_message
from planner.outbox.models import Mail, MailboxMark, Returned

MOST_IN_A_ROUND = 2_000
MOST_DELEGATE = 160
BOUNCING = ("sent", "unknown", "in_flight")
"""States of a mail that a bounce can be true of: it has left."""


@task("outbox.read_mailbox")
def read_by_the_clock(progress):
    """Read what is new in the mailbox of the house; nothing without SHANGZUO_IMAP_URL."""
    url = current_app.extensions["settings"].imap_url
    if url:
        read_new(Mailbox(Account.from_url(url)))


def read_new(mailbox, *, most=MOST_IN_A_ROUND):
    """Read up to `most` new mails; returns {what it was: how many}. Where the mailbox cannot be reached, that is noted and shown in the outbox."""
    counts = {}
    try:
        with mailbox:
            last = _begin(mailbox)
            while most > 0:
                uids, upto = mailbox.after(last, min(AT_ONCE, most))
                if not uids and upto == last:
                    break
                _read(mailbox, uids, counts)
                last, most = upto, most - max(len(uids), 1)
                _note(mailbox.account, last_uid=last, error="")
            _note(mailbox.account, last_uid=last, error="")
    except Unreachable as problem:
        current_app.logger.warning("the mailbox cannot be read: %s", problem)
        _note(mailbox.account, error=str(problem))
    return counts


def _begin(mailbox):
    """The number of the last mail read before; 0 in a mailbox that was made anew."""
    with transaction():
        mark = _mark(mailbox.account)
        if mark.validity != mailbox.validity:
            mark.validity, mark.last_uid = mailbox.validity, 0
        return mark.last_uid


def _note(account, *, error, last_uid=None):
    with transaction():
        mark = _mark(account)
        mark.error = error
        if last_uid is not None:
            mark.last_uid, mark.read_at = last_uid, clock.now()


def _mark(account):
    name = hashlib.sha256(account.name.encode()).hexdigest()
    found = session().scalar(select(MailboxMark).where(MailboxMark.account == name).with_for_update())
    if found is None:
        found = MailboxMark(account=name, validity=0, last_uid=0, error="")
        session().add(found)
        session().flush()
    return found


def _read(mailbox, uids, counts):
    """One mail after the other; one that cannot be read, or on which we trip, does not stop the rest."""
    domain = actions.sender_address().partition("@")[2]
    heads = mailbox.heads(uids) if uids else {}
    for uid in uids:
        what = "unreadable"
        try:
            head = heads.get(uid)
            if head is not None:
                what = take_in(read_message(mailbox.body(uid)), at=clock.now()) if may_concern_us(head, domain) else "foreign"
        except ValueError:
            pass
        except Unreachable:
            raise
        except Exception:  # a fault of ours: the mail is left in the mailbox, and the others are read
            session().rollback()
            current_app.logger.exception("mail %s of the mailbox could not be taken in", uid)
        counts[what] = counts.get(what, 0) + 1


def take_in(incoming, *, at):
    """Note what a mail says about one of ours; returns what it was, "foreign" for one that matches nothing, "known" for one taken in before."""
    with transaction():
        if session().scalar(select(Returned.id).where(Returned.message_key == incoming.key)) is not None:
            return "known"
        for text in incoming.calendars:
            for take in CALENDAR_CAME:
                found = take(text, incoming, at=at)
                if found is not None:
                    return _keep(incoming, at=at, **found)
        mail = _mail_of(incoming.about)
        if mail is None or incoming.kind == "delay" and not incoming.status:
            return "foreign"
        if incoming.kind == "bounce":
            mark_bounced(mail, incoming.status, at=at)
        return _keep(incoming, mail=mail, kind=incoming.kind, about_id=None, at=at)


def _mail_of(message_ids):
    """The newest mail of ours among these Message-IDs, if it has left."""
    ids = [one for one in message_ids if len(one) <= 255][:200]
    return session().scalar(select(Mail).where(Mail.message_id.in_(ids), Mail.attempts > 0).order_by(Mail.id.desc()).limit(1)) if ids else None


def _keep(incoming, *, mail, kind, about_id, at, proposed=(None, None), delegate=""):
    came_at = min(incoming.said_at or at, at)
    session().add(Returned(mail_id=mail.id, kind=kind, about_id=about_id, status=incoming.status[:20] if kind in ("bounce", "delay") else "", came_at=came_at, read_at=at,
                           message_key=incoming.key, proposed_starts_at=proposed[0], proposed_ends_at=proposed[1], delegate=delegate[:MOST_DELEGATE]))
    session().flush()
    return kind


def mark_bounced(mail, status, *, at):
    """A mail that left came back for good. One that was stopped, or waits to go out again, is left as it is."""
    lock(mail)
    if mail.state in BOUNCING:
        mail.state, mail.last_error = "bounced", status[:20]
        audit.append("mail.bounced", subject=mail, at=at, details={"status": status[:20]})


def put_aside(returned, *, by, at):
    """Somebody has seen to it: it is no longer shown in lists."""
    lock(returned)
    if returned.noted_at is None:
        returned.noted_at, returned.noted_by_id = at, by.id
        audit.append("mail.returned_noted", subject=returned.mail, by=by, at=at, details={"kind": returned.kind})
