"""The waiting list: guests of a later list are invited when somebody of the first one declines. Until then they have no place anywhere."""

from planner import audit
from planner.db import lock, session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.invitations import queries
from planner.receptions.models import ABSENT, ItemReply
from planner.receptions.queries import item_reply

FIRST, LATER = 1, 2
WAITS = "waiting"
"""The ItemReply of who is on the waiting list: no seat, no head, no meal."""


def free_places(invitations, out):
    """Places of the first list that nobody has now: who declined or is withdrawn (ids `out`) less who was called up for it.

    Below zero when somebody changed a refusal after another was called up: then one more place is needed.
    """
    invited = [row for row in invitations if row.round == FIRST or row.called_at is not None]
    return sum(row.id in out for row in invited) - sum(row.called_at is not None for row in invited)


def free_places_of(banquet, invitations=None):
    """free_places() of the banquet as it is stored; `invitations` are all of it, where they were read before."""
    invitations = queries.invitations_of(banquet) if invitations is None else invitations
    absent = queries.absent_at(banquet)
    return free_places(invitations, {row.id for row in invitations if row.state == "withdrawn" or row.attendee_id in absent and not row.is_waiting})


def next_in_line(invitations):
    """Who waits, in the order in which places are given: by rank, then as on the list."""
    return [row for row in invitations if row.is_waiting]


def call_up(banquet, *, at, by=None):
    """Give every free place to the next who waits: their invitations can be sent now. Returns those invitations.

    Nothing is sent by itself: a person sends it, with the approval, from the list of invitations.
    """
    if not queries.has_waiting(banquet) or banquet.reception.cancelled_at is not None:
        return []
    lock(banquet)  # two who decline at the same moment free two places, not one twice
    invitations = queries.invitations_of(banquet)
    free = free_places_of(banquet, invitations)
    called = next_in_line(invitations)[:max(free, 0)]
    for row in called:
        row.called_at = at
        _forget_waiting(row)
        audit.append("invitation.called_up", subject=row, by=by, at=at)
    session().flush()
    return called


def put(invitation, to, *, by, at):
    """Onto the first list or the waiting list (FIRST, LATER); only while nothing has left."""
    lock(invitation)
    if to not in (FIRST, LATER):
        raise RuleBroken(_l("Please choose one of the options."))
    if invitation.state != "draft":
        raise RuleBroken(_l("This invitation has left already: it cannot wait any more."))
    if to == LATER and invitation.attendee_id == invitation.banquet.guest_of_honour_id:
        raise RuleBroken(_l("The guest of honour does not wait for a place."))
    if invitation.is_waiting == (to == LATER):
        return
    invitation.round, invitation.called_at = to, None
    if to == LATER:
        _note_waiting(invitation, at)
    else:
        _forget_waiting(invitation)
    session().flush()
    audit.append("invitation.waits" if to == LATER else "invitation.listed", subject=invitation, by=by, at=at)
    call_up(invitation.banquet, by=by, at=at)


def _note_waiting(invitation, at):
    item = invitation.banquet.item
    noted = item_reply(item.id, invitation.attendee_id) or ItemReply(item_id=item.id, attendee_id=invitation.attendee_id)
    noted.answer, noted.starts_at, noted.at = WAITS, item.starts_at, at
    session().add(noted)
    session().flush()


def _forget_waiting(invitation):
    noted = item_reply(invitation.banquet.item_id, invitation.attendee_id)
    if noted is not None and noted.answer == WAITS:
        session().delete(noted)
        session().flush()


assert WAITS in ABSENT
