"""Answers of calendar programs that came by mail, put to the invitations they are for.

The UID of an invitation is known to nobody but its guest, so who names it has it; yet an answer counts as the guest's only when both the
attendee in it and the sender of the mail are the guest (or who answers for the guest). Everything else is noted for a person to look at.
"""

from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from planner.calendar.ics import one_line
from planner.calendar.itip import read_answer
from planner.db import session
from planner.errors import RuleBroken
from planner.invitations import answering
from planner.invitations import queries as invitations
from planner.invitations.addressing import receiver_of
from planner.invitations.models import Invitation, ReplyLink
from planner.outbox.hooks import calendar_came
from planner.outbox.models import Mail

STATES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "maybe"}


@calendar_came
def take_calendar(text, incoming, *, at):
    """What a calendar that came by mail is, for the outbox to note; None when it is about no invitation of ours."""
    answer = read_answer(text, zone=current_app.extensions["settings"].time_zone)
    invitation = session().scalar(select(Invitation).where(Invitation.uid == answer.uid)) if answer is not None else None
    mail = _mail_of(invitation) if invitation is not None else None
    if mail is None:
        return None
    told = {"mail": mail, "about_id": invitation.id}
    own = _own_participation(invitation, answer, incoming.sender)
    if own is None:
        return told | {"kind": "stranger"}
    if answer.method == "COUNTER":
        return told | {"kind": "counter", "proposed": _on_the_wall(answer, invitation)}
    if own.state == "DELEGATED":
        return told | {"kind": "delegated", "delegate": _delegate(own, answer)}
    return told | {"kind": _keep(invitation, STATES.get(own.state), answer, incoming, at)}


def _mail_of(invitation):
    """The newest mail that brought this invitation; None for one that went on paper alone."""
    receiver = receiver_of(invitation) or invitation.attendee
    return session().scalar(select(Mail).join(ReplyLink, Mail.subject_id == ReplyLink.id).where(
        ReplyLink.banquet_id == invitation.banquet_id, ReplyLink.holder_id == receiver.id, Mail.kind.in_(invitations.MAIL_KINDS)).order_by(Mail.id.desc()).limit(1))


def _own_participation(invitation, answer, sender):
    """What the guest's own line says, when guest or secretary sent it; None otherwise."""
    guest, helper = invitation.attendee, invitation.attendee.answered_by
    allowed = {(one.person.email or "").lower() for one in (guest, helper) if one is not None} - {""}
    if sender not in allowed:
        return None
    return next((one for one in answer.attendees if one.address == (guest.person.email or "").lower()), None)


def _delegate(own, answer):
    """Name and address of who is to come instead, as the guest's calendar gives them; "" when it names nobody."""
    other = next((one for one in answer.attendees if one.address == own.delegated_to), None)
    name = one_line(other.name).strip() if other is not None else ""
    address = one_line(own.delegated_to).strip()
    return f"{name} <{address}>" if name and address and name != address else address or name


def _on_the_wall(answer, invitation):
    """The proposed times on the wall of the banquet, None where none is given."""
    zone = ZoneInfo(invitation.banquet.item.time_zone)
    return tuple(moment.astimezone(zone).replace(tzinfo=None) if moment is not None else None for moment in (answer.starts_at, answer.ends_at))


def _keep(invitation, state, answer, incoming, at):
    """Keep the guest's answer as given when it was written; "old" when it is to another time, "late" when it cannot be kept any more."""
    if state is None:
        return "letter"
    is_current = answer.starts_at == invitations.starts_at(invitation.banquet) if answer.starts_at is not None else answer.sequence >= invitation.sequence
    if not is_current and state != "declined":
        return "old"
    written = min(answer.stamp or incoming.said_at or at, at)
    if invitation.sent_at is not None:
        written = max(written, min(invitation.sent_at, at))
    by_guest = incoming.sender == (invitation.attendee.person.email or "").lower()
    try:
        answering.answer(invitation, answer=state, source="guest" if by_guest else "assistant", via="calendar",
                         holder=invitation.attendee if by_guest else invitation.attendee.answered_by, said_at=written, at=at)
    except RuleBroken:
        return "late"
    return "reply"
