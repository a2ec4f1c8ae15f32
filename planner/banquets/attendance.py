"""Who was asked to a banquet, who said yes, who had a seat, and who came: per head, for the settlement."""

from dataclasses import dataclass

from sqlalchemy import select

from planner.banquets import queries
from planner.banquets.models import Presence
from planner.db import session
from planner.receptions.models import Attendee, ItemReply

INVITED = []


def tells_invited(function):
    """Register a function of a banquet that gives the ids of the attendees whose invitation stands. Invitations are made by a feature this
    one does not know."""
    INVITED.append(function)
    return function


@dataclass(frozen=True)
class Head:
    """One person of the reception at a banquet. Hosts are never invited; they are expected where they dine."""

    attendee: Attendee
    is_invited: bool
    has_accepted: bool
    is_seated: bool
    is_expected: bool
    state: str
    """here, late or absent as noted at the door; "" where nothing was noted."""
    came_at: object = None

    @property
    def has_come(self):
        return self.state == "here"


def attended(banquet):
    """A Head of everybody who was invited to the banquet, expected at it, had a seat or came, guests first, as on the list of the party."""
    invited = set().union(*(tell(banquet) for tell in INVITED)) if INVITED else set()
    accepted = set(session().scalars(select(ItemReply.attendee_id).where(ItemReply.item_id == banquet.item_id, ItemReply.answer == "accepted")))
    seated, expected = {row.attendee_id for row in queries.seatings(banquet)}, queries.dining_ids(banquet)
    presences = {row.attendee_id: row for row in session().scalars(select(Presence).where(Presence.banquet_id == banquet.id))}
    wanted = invited | expected | seated | presences.keys()
    people = session().scalars(select(Attendee).where(Attendee.reception_id == banquet.reception_id)
                               .order_by(Attendee.side, Attendee.position, Attendee.id)).unique()
    return [Head(one, one.id in invited, one.id in accepted, one.id in seated, one.id in expected,
                 presences[one.id].state if one.id in presences else "", presences[one.id].at if one.id in presences else None)
            for one in people if one.id in wanted]


def heads_who_came(banquet, side=None):
    """How many came, of one side or of both."""
    return sum(head.has_come and side in (None, head.attendee.side) for head in attended(banquet))
