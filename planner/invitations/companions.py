"""Somebody a guest would like to bring: proposed by the guest, agreed or not by the account manager. Nobody is seated by it."""

import secrets
from functools import lru_cache

from sqlalchemy import bindparam, select

from planner import audit
from planner.db import lock, session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.invitations.addressing import channel_for, language_for
from planner.invitations.models import Companion, Invitation, Reply
from planner.people import actions as people
from planner.people.names import fold, script_of
from planner.people.queries import contacts
from planner.receptions import party_actions
from planner.receptions.models import ItemReply


def latest(invitation):
    """What was proposed last for this invitation, or None."""
    return latest_of([invitation]).get(invitation.id)


@lru_cache(maxsize=1)
def _proposed_for():
    return select(Companion).where(Companion.invitation_id.in_(bindparam("ids", expanding=True))).order_by(Companion.id)


def latest_of(invitations):
    """{invitation id: the Companion proposed last}."""
    if not invitations:
        return {}
    rows = session().scalars(_proposed_for(), {"ids": [row.id for row in invitations]})
    return {row.invitation_id: row for row in rows}


def propose(invitation, *, name, title="", is_partner=False, holder, at):
    """The guest would like to bring this person, or (without a name) nobody any more. Returns the Companion now standing, or None."""
    found = latest(invitation)
    if not name:
        if title:
            raise RuleBroken(_l("Please add the name of your companion."), field="companion")
        _drop(found, invitation, at)
        return None
    if not any(letter.isalpha() for letter in name):
        raise RuleBroken(_l("Please write the name of your companion in letters or characters."), field="companion")
    is_open = found is not None and found.state == "proposed"
    if found is not None and found.state != "withdrawn" and (found.name, found.title, found.is_partner) == (name, title, is_partner):
        return found
    if found is not None and found.state == "accepted":
        raise RuleBroken(_l("We already expect your companion. If somebody else comes, please telephone us."), field="companion")
    if not is_open:
        found = Companion(invitation_id=invitation.id, name=name, proposed_at=at)
        session().add(found)
    found.name, found.title, found.is_partner = name, title, is_partner
    found.proposed_at, found.proposed_by_id = at, holder.id if holder is not None else None
    session().flush()
    audit.append("companion.proposed", subject=invitation, at=at)
    return found


def drop_proposals(invitation, *, at):
    """The guest brings nobody: a proposal still open falls away."""
    _drop(latest(invitation), invitation, at)


def _drop(found, invitation, at):
    if found is not None and found.state == "proposed":
        found.state, found.decided_at = "withdrawn", at
        session().flush()
        audit.append("companion.withdrawn", subject=invitation, at=at)


def decide(companion, decision, *, by, at):
    """Decide on a proposal: `decision` is "agree" or "refuse"."""
    if decision not in ("agree", "refuse"):
        raise RuleBroken(_l("Please choose one of the options."))
    return (agree if decision == "agree" else refuse)(companion, by=by, at=at)


def agree(companion, *, by, at):
    """The companion takes part: as the guest's partner where the guest said so, else as a guest whose rank is still to be given.

    Returns the Attendee. No seat is given; the invitation is made with the guest's acceptance, so that the card can follow.
    """
    _require_proposed(companion)
    guest, banquet = companion.invitation.attendee, companion.invitation.banquet
    is_partner = companion.is_partner and guest.partner_id is None
    person = _person_of(companion, guest, by=by, at=at)
    attendee = party_actions.add_attendee(
        banquet.reception, person, "guest", by=by, at=at, role="spouse" if is_partner else "guest", dines=True, answered_by_id=guest.id,
        rank=guest.rank if is_partner else person.rank, **({"partner_id": guest.id} if is_partner else {}))
    _invite(companion, attendee, at)
    companion.state, companion.decided_at, companion.decided_by_id, companion.attendee_id = "accepted", at, by.id, attendee.id
    session().flush()
    audit.append("companion.agreed", subject=companion.invitation, by=by, at=at)
    return attendee


def refuse(companion, *, by, at):
    """There is no place for the companion; the guest reads so on the reply page."""
    _require_proposed(companion)
    companion.state, companion.decided_at, companion.decided_by_id = "refused", at, by.id
    session().flush()
    audit.append("companion.refused", subject=companion.invitation, by=by, at=at)


def _require_proposed(companion):
    lock(companion)
    if companion.state != "proposed":
        raise RuleBroken(_l("This proposal has been settled or taken back meanwhile."))
    if companion.invitation.banquet.reception.cancelled_at is not None:
        raise RuleBroken(_l("The reception has been cancelled."))


def _person_of(companion, guest, *, by, at):
    """A contact of this name known already at the guest's organisation, else a new one."""
    client = guest.person.client or companion.invitation.banquet.reception.client
    wanted = fold(companion.name)
    known = next((one for one in contacts(client) if wanted in {fold(one.name_zh), fold(one.name_native), fold(one.name_en)}), None)
    if known is not None:
        return known
    name = "name_en" if script_of(companion.name) == "latin" else "name_zh"
    title = "title_en" if script_of(companion.title) == "latin" else "title_zh"
    return people.add_contact(client, by=by, at=at, **{name: companion.name, title: companion.title})


def _invite(companion, attendee, at):
    """An invitation to the same banquet, accepted already by who proposed it."""
    first = companion.invitation
    item = first.banquet.item
    row = Invitation(banquet_id=first.banquet_id, attendee_id=attendee.id, language=language_for(attendee), channel=channel_for(attendee), state="draft",
                     reply_by=first.reply_by, uid=f"invitation-{secrets.token_hex(12)}@shangzuo", sequence=0, told={}, prepared_at=at)
    row.attendee = attendee
    session().add(row)
    session().flush()
    session().add(Reply(invitation_id=row.id, answer="accepted", note="", source="assistant", via="link", at=at, starts_at=item.starts_at,
                        answered_by_id=companion.proposed_by_id))
    session().add(ItemReply(item_id=item.id, attendee_id=attendee.id, answer="accepted", starts_at=item.starts_at, at=at))
    session().flush()
