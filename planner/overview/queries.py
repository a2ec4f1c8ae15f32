"""What Today shows: replies since yesterday, and the days of the coming deadlines."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from planner.banquets.models import Banquet, Seating
from planner.db import session
from planner.invitations.models import Invitation, Reply
from planner.receptions.models import Attendee, Reception
from planner.receptions.queries import comes_to, visible_to


def replies_since(person, moment, limit=20):
    """What invited guests have answered since `moment` for receptions this person may see, newest first; who changed an answer stands here once."""
    rows = session().scalars(
        select(Reply).join(Reply.invitation).join(Invitation.banquet).join(Banquet.reception)
        .where(Reply.at >= moment, ~Reply.is_past, Invitation.state != "withdrawn", visible_to(person))
        .order_by(Reply.at.desc(), Reply.id.desc()).limit(3 * limit)
        .options(joinedload(Reply.invitation).joinedload(Invitation.attendee),
                 joinedload(Reply.invitation).joinedload(Invitation.banquet).joinedload(Banquet.reception))).unique().all()
    newest = {}
    for reply in rows:
        newest.setdefault(reply.invitation_id, reply)
    return list(newest.values())[:limit]


def yesterday(at):
    """A day ago."""
    return at - timedelta(days=1)


def banquets_ahead(person, first, limit=20):
    """Banquets of own or visible receptions that lie ahead and take place, the nearest first."""
    found = session().scalars(select(Banquet).join(Banquet.reception).where(
        visible_to(person), Reception.ends_on >= first, Reception.cancelled_at.is_(None), Banquet.called_off == "")
        .options(joinedload(Banquet.reception)).order_by(Reception.starts_on).limit(limit)).unique().all()
    return sorted(found, key=lambda banquet: banquet.item.starts_at)


def seats_taken(banquets):
    """{banquet id: diners seated}, a seat kept by somebody who declined left out; banquets where nobody sits are missing."""
    rows = session().execute(select(Seating.banquet_id, func.count()).join(Seating.attendee).join(Seating.banquet).where(
        Seating.banquet_id.in_([b.id for b in banquets]), Attendee.dines, comes_to(Banquet.item_id), Attendee.role != "driver")
        .group_by(Seating.banquet_id))
    return {key: count for key, count in rows}


def diners_of(banquets):
    """{banquet id: people who dine there as far as we know}."""
    rows = session().execute(select(Banquet.id, func.count()).join(Attendee, Attendee.reception_id == Banquet.reception_id).where(
        Banquet.id.in_([b.id for b in banquets]), Attendee.dines, comes_to(Banquet.item_id), Attendee.role != "driver")
        .group_by(Banquet.id))
    return {key: count for key, count in rows}
