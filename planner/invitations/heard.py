"""What came back from the mailbox about the invitations to a banquet: bounces, automatic replies, and what calendars answered."""

from dataclasses import dataclass, field

from sqlalchemy import select

from planner.db import session
from planner.errors import NotFound
from planner.invitations.addressing import receiver_of
from planner.invitations.models import ReplyLink
from planner.invitations.queries import MAIL_KINDS
from planner.outbox.models import Mail, Returned

QUIET = ("reply", "bounce")
"""A calendar's reply stands among the replies, a bounce with the mail's state: neither asks anybody to look at it once more."""


@dataclass(frozen=True)
class Heard:
    """Rows of the mailbox by what they are about: one invitation, or all that went to one receiver."""

    by_invitation: dict = field(default_factory=dict)
    by_receiver: dict = field(default_factory=dict)

    def of(self, invitation):
        """Everything that came back about an invitation, oldest first."""
        receiver = receiver_of(invitation) or invitation.attendee
        found = self.by_invitation.get(invitation.id, []) + self.by_receiver.get(receiver.id, [])
        return sorted(found, key=lambda row: (row.came_at, row.id))

    def open_of(self, invitation):
        """What nobody has seen to yet."""
        return [row for row in self.of(invitation) if row.noted_at is None and row.kind not in QUIET]


def of_banquet(banquet):
    """The Heard of all invitations to a banquet, in one query."""
    rows = session().execute(select(Returned, ReplyLink.holder_id).join(Mail, Returned.mail_id == Mail.id).join(ReplyLink, Mail.subject_id == ReplyLink.id)
                             .where(ReplyLink.banquet_id == banquet.id, Mail.kind.in_(MAIL_KINDS)).order_by(Returned.id))
    found = Heard()
    for row, holder_id in rows:
        if row.about_id is not None:
            found.by_invitation.setdefault(row.about_id, []).append(row)
        else:
            found.by_receiver.setdefault(holder_id, []).append(row)
    return found


def get_returned(invitation, returned_id):
    """One row that is about this invitation; NotFound for others."""
    row = next((row for row in of_banquet(invitation.banquet).of(invitation) if row.id == returned_id), None)
    if row is None:
        raise NotFound()
    return row
