"""What happens to an invitation: prepared, sent, changed, withdrawn. Answers are in answering.py. Actions flush and never commit."""

import secrets

from sqlalchemy import delete, select

from planner import audit
from planner.accounts.queries import token_hash
from planner.budgets import queries as budgets
from planner.db import lock, session
from planner.errors import Conflict, RuleBroken
from planner.i18n import _l
from planner.invitations import batch_state, changes, letters, news, queries, waiting
from planner.invitations.answering import note_reply
from planner.invitations.cards import TOKEN_BYTES, printed_token
from planner.invitations.addressing import channel_for, has_mail, language_for, receiver_of, who_answers_for
from planner.invitations.gates import APPROVAL, topic_of
from planner.invitations.delivery_models import BatchMember, Delivery
from planner.invitations.models import BY_HAND, CHANNELS, Invitation, ReplyLink
from planner.outbox import actions as outbox
from planner.outbox.hooks import after_sending
from planner.receptions.queries import item_reply

CHANGED = _l("An invitation changed while the cards were being printed. Nothing was sent; please send again.")


def prepare(banquet, *, by, at):
    """An invitation for each guest who dines and has none, drafts of others removed; returns how many are new."""
    for row in queries.invitations_of(banquet):
        if row.state == "draft" and not queries.may_be_invited(row.attendee):
            _drop(row, at)
    reply_by = queries.reply_by_if_sent(banquet, at)
    guests = queries.not_yet_invited(banquet)
    for guest in guests:
        row = Invitation(banquet_id=banquet.id, attendee_id=guest.id, language=language_for(guest), channel=channel_for(guest),
                         state="draft", reply_by=reply_by, uid=f"invitation-{secrets.token_hex(12)}@shangzuo", sequence=0,
                         told={}, prepared_at=at)
        session().add(row)
    session().flush()
    audit.append("invitations.prepared", subject=banquet, by=by, at=at, details={"new": len(guests)})
    return len(guests)


def _drop(draft, at):
    """A draft of somebody who no longer dines goes; one that was once answered stays as withdrawn, with its history."""
    if queries.replies_to(draft):
        draft.state, draft.withdrawn_at = "withdrawn", at
    else:
        for model in (BatchMember, Delivery):
            session().execute(delete(model).where(model.invitation_id == draft.id))
        session().delete(draft)


def change_way(invitation, *, language, channel, by, at):
    """Another language or way for an invitation that has not left."""
    _require_state(invitation, "draft")
    if language not in ("zh", "en") or channel not in CHANNELS:
        raise RuleBroken(_l("Please choose one of the options."), field="channel")
    if channel == "mail" and not has_mail(invitation.attendee):
        raise RuleBroken(_l("This guest has no mail address."), field="channel")
    if channel == "assistant" and who_answers_for(invitation.attendee) is None:
        raise RuleBroken(_l("Nobody with a mail address answers for this guest."), field="channel")
    invitation.language, invitation.channel = language, channel
    audit.append("invitation.changed", subject=invitation, by=by, at=at, details={"language": language, "channel": channel})


def envelopes(invitations, everyone):
    """The mails that deliver `invitations`: one per receiver, so a secretary gets one for all.

    `everyone` are all invitations that stand; a receiver is told of those among them that she may answer too.
    """
    carried = {}
    for row in invitations:
        receiver = receiver_of(row)
        if receiver is not None:
            carried.setdefault(receiver.id, (receiver, []))[1].append(row)
    for row in invitations:
        helper = row.attendee.answered_by
        if helper is not None and has_mail(helper):
            carried.setdefault(helper.id, (helper, []))
    to_confirm = queries.to_confirm(everyone)
    return [_envelope(receiver, rows, everyone, to_confirm) for receiver, rows in carried.values()]


def _envelope(receiver, carried, everyone, to_confirm):
    also_for = [row for row in everyone if row.attendee.answered_by_id == receiver.id and row not in carried]
    asks_again = any(row.id in to_confirm for row in (*carried, *also_for))
    return letters.Envelope(receiver, tuple(carried), tuple(also_for), asks_again)


def mark(kind, invitations, versions, *, reply_by=None, tables=None):
    """Note on each invitation that this letter is on its way, with the table its card names (`tables`, by attendee). Conflict when one changed
    since `versions` were read. What a letter of change tells is noted by telling.mark_told()."""
    for row in invitations:
        lock(row)
        if row.version != versions[row.id]:
            raise Conflict(CHANGED)
        if kind == "invitation":
            row.state, row.told, row.reply_by = "queued", told_with(row, tables or {}), reply_by
    session().flush()


def told_with(invitation, tables):
    """What the guest is told now: time and place, and the table where the card names one."""
    table = tables.get(invitation.attendee_id)
    return queries.details(invitation.banquet) | ({"table": table} if table else {})


def queue_envelopes(kind, made, cards, tokens, *, fingerprint, by, at):
    """All mails of one sending as rows of this transaction; the approval is checked here once more.

    `made` are envelopes, `cards` PDFs by invitation id, `tokens` reply tokens by holder id, as on the cards.
    Raises Conflict when the approval changed after the cards were printed: nothing has left then.
    """
    replies = news.reply_states(made[0].banquet) if made and kind in changes.MAILS else {}
    for reception in {envelope.banquet.reception for envelope in made}:  # once for all mails: nothing of it changes within the transaction
        if fingerprint is None or budgets.approved_fingerprint(reception, for_sending=True) != fingerprint:
            raise Conflict(_l("The approval changed while the cards were being printed. Nothing was sent."))
    for envelope in made:
        banquet = envelope.banquet
        if kind in changes.MAILS:
            envelope = news.with_news(envelope, replies)
        token = tokens[envelope.holder.id]
        link = keep_link(banquet, envelope.holder, token, at=at)
        letter = letters.letter_of(kind, envelope, token=token, cards=cards, at=at)
        outbox.queue_mail(letter, kind=kind, subject_id=link.id, reception_id=banquet.reception_id, topic=topic_of(banquet), gate=APPROVAL,
                          gate_value=fingerprint, by=by, at=at)
    return len(made)


def new_token():
    """192 random bits for a reply link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def keep_link(banquet, holder, token, *, at):
    """The link of this token; the token is in no table, only its hash is. Ends when the banquet begins."""
    link = ReplyLink(banquet_id=banquet.id, holder_id=holder.id, token_hash=token_hash(token), created_at=at,
                     expires_at=queries.starts_at(banquet))
    session().add(link)
    session().flush()
    return link


def revoke_links(banquet, holder, *, by, at):
    """The holder's links stop working."""
    links = session().scalars(select(ReplyLink).where(ReplyLink.banquet_id == banquet.id, ReplyLink.holder_id == holder.id,
                                                      ReplyLink.revoked_at.is_(None))).all()
    for link in links:
        link.revoked_at = at
        audit.append("reply_link.revoked", subject=link, by=by, at=at)


def withdraw(invitation, *, by, at):
    """The invitation no longer stands; who was told is told so, with a CANCEL for the calendar.

    Returns "none" (had not left), "mail" (a withdrawal is queued) or "call" (it went on paper: somebody must ring).
    """
    _require_state(invitation, "draft", *queries.ALIVE)
    before, receiver = invitation.state, receiver_of(invitation)
    invitation.state, invitation.withdrawn_at = "withdrawn", at
    note_reply(invitation, "withdrawn", at)
    told = _tell_of_withdrawal(invitation, receiver, by=by, at=at) if before in queries.ALIVE else "none"
    audit.append("invitation.withdrawn", subject=invitation, by=by, at=at, details={"told": told})
    return told


def _tell_of_withdrawal(invitation, receiver, *, by, at):
    was_stopped = _take_out_of_waiting_mails(invitation, receiver, by=by, at=at)
    if receiver is None:
        revoke_links(invitation.banquet, invitation.attendee, by=by, at=at)
        return "call"
    links = _links_of(invitation.banquet, receiver)
    if not any(queries.invitations_behind(link) for link in links):
        revoke_links(invitation.banquet, receiver, by=by, at=at)
    if was_stopped and invitation.sent_at is None:
        return "none"
    invitation.sequence += 1
    letter = letters.letter_of("withdrawal", letters.Envelope(receiver, (invitation,)), token="", cards={}, at=at)
    outbox.queue_mail(letter, kind="withdrawal", subject_id=links[-1].id if links else None,
                      reception_id=invitation.banquet.reception_id, topic=topic_of(invitation.banquet), by=by, at=at)
    return "mail"


def _links_of(banquet, *holders):
    return session().scalars(select(ReplyLink).where(
        ReplyLink.banquet_id == banquet.id, ReplyLink.holder_id.in_([holder.id for holder in holders])).order_by(ReplyLink.id)).all()


def _take_out_of_waiting_mails(invitation, receiver, *, by, at):
    """Mails that have not left say nothing of this invitation any more; what is left of them waits in their place.

    Returns whether the invitation itself was stopped like this, so that nobody has heard of it.
    """
    holders = [holder for holder in (receiver, invitation.attendee.answered_by) if holder is not None]
    everyone, was_stopped = queries.standing(invitation.banquet), False
    for link in _links_of(invitation.banquet, *holders):
        for mail in outbox.waiting_about(("invitation", "update", "table", "reminder"), link.id):
            cards = letters.cards_in(mail)
            was_stopped |= mail.kind == "invitation" and letters.card_name(invitation) in cards
            _write_anew(mail, link.holder, everyone, cards, by=by, at=at)
    return was_stopped


def _write_anew(mail, holder, everyone, cards, *, by, at):
    """The waiting mail again, with its own link and printed cards, about the invitations that still stand; none is left without them."""
    rows = [row for row in everyone if letters.card_name(row) in cards]
    if mail.kind == "reminder":
        rows = [row for row in everyone if row.state == "sent" and (found := receiver_of(row)) is not None and found.id == holder.id]
    envelope = _envelope(holder, rows, everyone, queries.to_confirm(everyone))
    if not (envelope.carried or envelope.also_for):
        outbox.cancel(mail, by=by, at=at)
        return
    if mail.kind in changes.MAILS:
        envelope = news.with_news(envelope, news.reply_states(envelope.banquet))
    letter = letters.letter_of(mail.kind, envelope, token=letters.token_in(mail), at=at,
                               cards={row.id: cards[letters.card_name(row)] for row in rows if mail.kind != "reminder"})
    outbox.replace(mail, letter, by=by, at=at)


def invite_again(invitation, *, by, at):
    """A withdrawn invitation becomes a draft without a reply; its calendar entry keeps its UID and goes on counting."""
    _require_state(invitation, "withdrawn")
    for reply in queries.replies_to(invitation):
        reply.is_past = True
    noted = item_reply(invitation.banquet.item_id, invitation.attendee_id)
    if noted is not None:
        session().delete(noted)
    invitation.state, invitation.withdrawn_at, invitation.sent_at, invitation.told = "draft", None, None, {}
    invitation.round, invitation.called_at = waiting.FIRST, None
    invitation.sequence += 1
    invitation.channel = channel_for(invitation.attendee)
    invitation.reply_by = queries.reply_by_if_sent(invitation.banquet, at)
    audit.append("invitation.again", subject=invitation, by=by, at=at)


def hand_over(invitation, *, by, at):
    """The card was handed to the guest, the guest was called, or the text was copied into a messenger, as its way says; this needs the
    approval as well. From now on the code on the card and the link in the text work."""
    _require_state(invitation, "draft", "queued")
    if invitation.channel not in BY_HAND:
        raise RuleBroken(_l("This invitation goes by mail."))
    batch = batch_state.batch_of(invitation)
    if batch is not None and not batch_state.is_released(batch):
        raise RuleBroken(_l("The batch of this invitation has not been released, or changed since."))
    if invitation.is_waiting:
        raise RuleBroken(_l("This guest is on the waiting list."))
    reasons = queries.obstacles(invitation.banquet, at)
    if reasons:
        raise RuleBroken(reasons[0])
    invitation.state, invitation.sent_at, invitation.told = "sent", at, told_with(invitation, queries.tables_of(invitation.banquet))
    if invitation.channel != "phone":
        keep_link(invitation.banquet, invitation.attendee, printed_token(invitation), at=at)
    session().add(Delivery(invitation_id=invitation.id, what="invitation", way=invitation.channel, by_id=by.id, at=at))
    audit.append("invitation.handed_over", subject=invitation, by=by, at=at, details={"way": invitation.channel})


@after_sending("invitation")
def _invitation_left(mail, at):
    """The mail was taken: the invitations it carried count as sent."""
    link = session().get(ReplyLink, mail.subject_id) if mail.subject_id else None
    for row in queries.invitations_behind(link) if link else ():
        receiver = receiver_of(row)
        if row.state == "queued" and receiver is not None and receiver.id == link.holder_id:
            row.state, row.sent_at = "sent", at


def _require_state(invitation, *states):
    lock(invitation)
    if invitation.state not in states:
        raise RuleBroken(_l("This invitation has changed meanwhile; please check its state."))
