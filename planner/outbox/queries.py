"""Reading the outbox."""

from flask import current_app
from sqlalchemy import func, or_, select

from planner.db import Base, session
from planner.errors import NotFound
from planner.i18n import _l
from planner.outbox.models import Mail, MailboxMark

STATE_NAMES = {
    "queued": _l("waiting"), "in_flight": _l("being sent"), "sent": _l("sent"), "retry": _l("will be tried again"),
    "failed": _l("failed"), "unknown": _l("unknown whether it arrived"), "held": _l("held back"), "cancelled": _l("stopped"),
    "bounced": _l("came back"),
}
STATE_KINDS = {"queued": "plain", "in_flight": "plain", "sent": "good", "retry": "warn", "failed": "bad", "unknown": "warn",
               "held": "warn", "cancelled": "quiet", "bounced": "bad"}
KIND_NAMES = {"invitation": _l("Invitation"), "update": _l("Change of an invitation"), "withdrawal": _l("Withdrawal"), "table": _l("Another table"), "cancelled": _l("Cancellation"), "postponed": _l("Postponement"), "test": _l("Test letter"),
              "reminder": _l("Reminder"), "hold_ending": _l("A hold ends"), "day_overdue": _l("Overdue on the day")}
EVERYBODYS = frozenset(("office", "administrator"))
PAGE = 100


def mails_for(person, roles, *, state="", before_id=None):
    """The newest mails the person may see, at most 100: all for office and administrator, else those of own receptions."""
    query = _visible(person, roles).order_by(Mail.id.desc()).limit(PAGE)
    if state:
        query = query.where(Mail.state == state)
    if before_id:
        query = query.where(Mail.id < before_id)
    return session().scalars(query).all()


def counts_for(person, roles):
    """{state: how many}, for the same mails."""
    visible = _visible(person, roles).subquery()
    return dict(session().execute(select(visible.c.state, func.count()).group_by(visible.c.state)).all())


def held_after_restore(person, roles):
    """How many of these mails are held because the database was restored from a backup."""
    visible = _visible(person, roles).where(Mail.state == "held", Mail.hold != "").subquery()
    return session().scalar(select(func.count()).select_from(visible))


def mailbox_mark():
    """How far the mailbox was read last, whichever it is; None before the first time or without one."""
    return session().scalar(select(MailboxMark).order_by(MailboxMark.read_at.desc()).limit(1)) if current_app.extensions["settings"].imap_url else None


def get_mail(mail_id, person, roles):
    """A mail the person may see; NotFound otherwise."""
    mail = session().scalar(_visible(person, roles).where(Mail.id == mail_id))
    if mail is None:
        raise NotFound()
    return mail



def _visible(person, roles):
    query = select(Mail)
    if EVERYBODYS & roles:
        return query
    # By table, not by class: the outbox knows no feature, but a reception's owner is who its mail belongs to.
    receptions = Base.metadata.tables["receptions"]
    own = select(receptions.c.id).where(receptions.c.owner_id == person.id)
    return query.where(or_(Mail.reception_id.in_(own), (Mail.reception_id.is_(None)) & (Mail.queued_by_id == person.id)))
