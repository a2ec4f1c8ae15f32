"""The waiting list: guests of a later list are invited when somebody of the first one declines and a person gives them the place. Until
then they have no place anywhere."""

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


def proposed(banquet, invitations=None):
    """Who is next for the places that are free now, the first of them first; a person decides (call_up)."""
    invitations = queries.invitations_of(banquet) if invitations is None else invitations
    return next_in_line(invitations)[:max(free_places_of(banquet, invitations), 0)]


def call_up(invitation, *, by, at):
    """Give a free place to somebody who waits, the next one or another: the invitation can be sent now, and is sent by a person.

    Raises RuleBroken when no place is free, or somebody else called them up meanwhile.
    """
    banquet = lock(invitation.banquet)  # two who give away the last place at the same moment: one after the other
    lock(invitation)
    if banquet.reception.cancelled_at is not None:
        raise RuleBroken(_l("The reception has been cancelled."))
    if not invitation.is_waiting:
        raise RuleBroken(_l("%(name)s does not wait for a place any more.", name=invitation.attendee.person.both_names()))
    if free_places_of(banquet) < 1:
        raise RuleBroken(_l("No place is free any more."))
    invitation.called_at = at
    _forget_waiting(invitation)
    session().flush()
    audit.append("invitation.called_up", subject=invitation, by=by, at=at)


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
