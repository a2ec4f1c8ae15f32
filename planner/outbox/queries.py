"""Reading the outbox."""

from flask import current_app
from sqlalchemy import func, or_, select

from planner.db import Base, session
from planner.errors import NotFound
from planner.i18n import _l
from planner.outbox import pace, stops
from planner.outbox.models import Mail, MailboxMark

STATE_NAMES = {
    "queued": _l("waiting"), "in_flight": _l("being sent"), "sent": _l("sent"), "retry": _l("will be tried again"),
    "failed": _l("failed"), "unknown": _l("unknown whether it arrived"), "held": _l("held back"), "cancelled": _l("stopped"),
    "bounced": _l("came back"),
}
STATE_KINDS = {"queued": "plain", "in_flight": "plain", "sent": "good", "retry": "warn", "failed": "bad", "unknown": "warn",
               "held": "warn", "cancelled": "quiet", "bounced": "bad"}
KIND_NAMES = {"invitation": _l("Invitation"), "update": _l("Change of an invitation"), "withdrawal": _l("Withdrawal"), "table": _l("Another table"), "cancelled": _l("Cancellation"), "postponed": _l("Postponement"), "test": _l("Test letter"),
              "reminder": _l("Reminder"), "hold_ending": _l("A hold ends"), "day_overdue": _l("Overdue on the day"), "approval_turn": _l("An approval waits"), "log_head": _l("Head of the log")}
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


def departures(at):
    """{mail id: when it leaves, if nothing comes between} of what waits and is not stopped; empty where the pace sets no limit."""
    stopped = stops.topics_stopped()
    if not pace.is_limited() or stops.HOUSE in stopped:
        return {}
    left = session().execute(select(Mail.claimed_at, Mail.to_domain).where(Mail.claimed_at > at - pace.WINDOW, Mail.claimed_at <= at)
                             .order_by(Mail.claimed_at, Mail.id)).all()
    waiting = session().execute(select(Mail.id, Mail.next_try_at, Mail.to_domain).where(Mail.state.in_(("queued", "retry")), Mail.topic.not_in(stopped))
                                .order_by(Mail.next_try_at, Mail.id)).all()
    return pace.Turnstile(pace.of_the_house(), left).departures(at, waiting)


def stops_for(person, roles):
    """(stops in force, the last ten that are over) that concern the person: the house's, and those of receptions whose mails they may see."""
    receptions = None if EVERYBODYS & roles else _own_receptions(person)
    return stops.all_in_force(reception_ids=receptions), stops.earlier(reception_ids=receptions)


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
    return query.where(or_(Mail.reception_id.in_(_own_receptions(person)), (Mail.reception_id.is_(None)) & (Mail.queued_by_id == person.id)))


def _own_receptions(person):
    # By table, not by class: the outbox knows no feature, but a reception's owner is who its mail belongs to.
    receptions = Base.metadata.tables["receptions"]
    return select(receptions.c.id).where(receptions.c.owner_id == person.id)
