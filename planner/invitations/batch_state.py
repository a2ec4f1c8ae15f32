"""Which batch an invitation is in, and whether that batch may leave: what was released is what stands now."""

import hashlib
import json

from sqlalchemy import select

from planner.db import session
from planner.invitations import styles
from planner.invitations.delivery_models import Batch, BatchMember
from planner.invitations.models import Invitation
from planner.reading import remembered


@remembered
def batches_of(banquet):
    """The batches of a banquet, in the order they were made."""
    return session().scalars(select(Batch).where(Batch.banquet_id == banquet.id).order_by(Batch.id)).all()


@remembered
def members_of(batch):
    """The invitations of a batch, the highest rank first."""
    rows = session().scalars(select(Invitation).join(BatchMember, BatchMember.invitation_id == Invitation.id).where(BatchMember.batch_id == batch.id)).all()
    return sorted(rows, key=lambda row: (row.attendee.rank or 99, row.attendee.position, row.id))


def fingerprint(batch, members=None):
    """What a release stands for: who is invited, in which language and by which way, to what, in which words."""
    members, banquet = members_of(batch) if members is None else members, batch.banquet
    style = styles.style_of(banquet)
    said = [sorted((row.id, row.language, row.channel) for row in members), banquet.item.starts_at.isoformat(), banquet.item.title_zh, banquet.item.title_en,
            banquet.venue_zh, banquet.venue_en, banquet.hall_zh, banquet.hall_en, banquet.host_id, style.version if style is not None else 0]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def is_released(batch, members=None):
    """Whether somebody released the batch as it stands now."""
    return batch.released_at is not None and batch.released_as == fingerprint(batch, members)


def held_back(banquet):
    """Ids of the invitations whose batch nobody has released as it stands now."""
    return {row.id for batch in batches_of(banquet) if not is_released(batch) for row in members_of(batch)}


def batch_of(invitation):
    """The batch an invitation is in, or None."""
    return session().scalar(select(Batch).join(BatchMember, BatchMember.batch_id == Batch.id).where(BatchMember.invitation_id == invitation.id))
