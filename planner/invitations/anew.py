"""A mail that came back is written anew, to the address that stands now: the same letter, link and cards."""

from planner import audit
from planner.budgets import queries as budgets
from planner.db import lock
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.invitations import actions, changes, letters, news, queries
from planner.invitations.addressing import receiver_of
from planner.invitations.gates import APPROVAL
from planner.outbox import actions as outbox


def returned_mail(invitation):
    """The newest mail to the receiver of this invitation when it came back, else None."""
    receiver = receiver_of(invitation)
    mail = queries.newest_mails(invitation.banquet).get(receiver.id) if receiver is not None else None
    return mail if mail is not None and mail.state == "bounced" and mail.kind not in ("withdrawal", *changes.OFF) else None


def send_anew(invitation, *, by, at):
    """Queue the returned mail once more, to the receiver's address as it is now. RuleBroken, with what to do, when that would come back again."""
    lock(invitation)
    mail, receiver = returned_mail(invitation), receiver_of(invitation)
    if mail is None or invitation.state not in queries.ALIVE:
        raise RuleBroken(_l("No mail of this invitation came back, or it has been sent anew already."))
    if receiver.person.email == mail.to_address:
        raise RuleBroken(_l("The mail came back from this very address. Please correct the address of the guest first."))
    reasons = queries.obstacles(invitation.banquet, at)
    if reasons:
        raise RuleBroken(reasons[0])
    cards, everyone = letters.cards_in(mail), queries.standing(invitation.banquet)
    rows = [row for row in everyone if letters.card_name(row) in cards] or [invitation]
    envelope = next(one for one in actions.envelopes(rows, everyone) if one.holder.id == receiver.id)
    if mail.kind in changes.MAILS:
        envelope = news.with_news(envelope, news.reply_states(invitation.banquet))
    letter = letters.letter_of(mail.kind, envelope, token=letters.token_in(mail), at=at,
                               cards={row.id: cards[letters.card_name(row)] for row in envelope.carried if letters.card_name(row) in cards})
    made = outbox.queue_mail(letter, kind=mail.kind, subject_id=mail.subject_id, reception_id=mail.reception_id, topic=mail.topic, gate=APPROVAL,
                             gate_value=budgets.approved_fingerprint(invitation.banquet.reception, for_sending=True), by=by, at=at)
    audit.append("invitation.sent_anew", subject=invitation, by=by, at=at, details={"instead_of": mail.id})
    return made
