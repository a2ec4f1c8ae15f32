"""The guest of honour's agreement to the date: asked for before anybody is invited, noted with who gave it, when, and by which way."""

from sqlalchemy import or_, select

from planner import audit
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.invitations import queries
from planner.invitations.timetable_models import WAYS, DateAgreement
from planner.receptions.models import Attendee


def in_force(banquet):
    """The DateAgreement to the day and time planned now by who is guest of honour now, or None."""
    return session().scalar(select(DateAgreement).where(
        DateAgreement.banquet_id == banquet.id, DateAgreement.taken_back_at.is_(None), DateAgreement.starts_at == banquet.item.starts_at,
        DateAgreement.guest_of_honour_id == banquet.guest_of_honour_id).order_by(DateAgreement.id.desc()).limit(1))


def history_of(banquet):
    """Every agreement noted for a banquet, the newest first."""
    return session().scalars(select(DateAgreement).where(DateAgreement.banquet_id == banquet.id).order_by(DateAgreement.id.desc())).all()


def who_may_give(banquet):
    """The guest of honour, and whoever speaks for them: the one who answers, the partner, the secretaries of the party."""
    honour = banquet.guest_of_honour
    spokesmen = session().scalars(select(Attendee).where(
        Attendee.reception_id == banquet.reception_id, Attendee.side == "guest", Attendee.id != honour.id,
        or_(Attendee.id.in_([honour.answered_by_id or 0, honour.partner_id or 0]), Attendee.role == "secretary"))
        .order_by(Attendee.position, Attendee.id)).unique().all()
    return [honour, *spokesmen]


def is_asked_for(banquet):
    """Whether the agreement should be noted before invitations leave: there is none yet."""
    return in_force(banquet) is None


def record(banquet, *, given_by_id, way, agreed_on, by, at):
    """Note that the guest of honour agreed to the day and time planned now."""
    if given_by_id not in {one.id for one in who_may_give(banquet)}:
        raise RuleBroken(_l("Please choose the guest of honour, or who speaks for them."), field="given_by_id")
    if way not in WAYS:
        raise RuleBroken(_l("Please choose one of the options."), field="way")
    if agreed_on > queries.today_there(banquet, at):
        raise RuleBroken(_l("This day is still to come. Please note the agreement once it is given."), field="agreed_on")
    row = DateAgreement(banquet_id=banquet.id, guest_of_honour_id=banquet.guest_of_honour_id, given_by_id=given_by_id, way=way, agreed_on=agreed_on,
                        starts_at=banquet.item.starts_at, recorded_by_id=by.id if by else None, recorded_at=at)
    session().add(row)
    session().flush()
    audit.append("agreement.recorded", subject=row, by=by, at=at, details={"way": way, "agreed_on": agreed_on.isoformat()})
    return row


def take_back(banquet, *, by, at):
    """What was noted by mistake no longer counts. RuleBroken when nothing is noted for the day and time planned now."""
    row = in_force(banquet)
    if row is None:
        raise RuleBroken(_l("No agreement is noted for this day and time."))
    for one in history_of(banquet):
        if one.taken_back_at is None and one.starts_at == row.starts_at:
            one.taken_back_at = at
            audit.append("agreement.taken_back", subject=one, by=by, at=at)


def note_sent_without(banquet, *, by, at):
    """Somebody sends the invitations although the guest of honour has not agreed to the date: it is written in the log."""
    audit.append("agreement.not_waited_for", subject=banquet, by=by, at=at)
