"""Telling guests of a change: who hears of what, the letters, and who was told by telephone or by hand.

The words and who is concerned stand in changes.toml. A letter is made from what the invitation keeps of what was told before, so a
waiting letter can be written again without asking anybody.
"""

from dataclasses import dataclass

from sqlalchemy import select

from planner import audit
from planner.banquets.models import Banquet
from planner.db import lock, session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.invitations import actions, changes, letters, news, queries
from planner.invitations.addressing import address_form, receiver_of
from planner.invitations.cards import printed_token
from planner.invitations.gates import topic_of
from planner.invitations.delivery_models import WAYS, ChangeNotice, Delivery
from planner.invitations.models import ReplyLink
from planner.invitations.phrases import Both
from planner.outbox import actions as outbox
from planner.receptions.hooks import reception_cancelled

LONGEST_NOTE = 600
STOPPED = ("invitation", "reminder", "update", "table")
"""Mails that no longer leave once the banquet is called off."""


@dataclass(frozen=True)
class Due:
    """A guest who was told something else than holds now."""

    invitation: object
    change: changes.Change
    standing: str
    """One of changes.STANDINGS."""
    is_concerned: bool
    """Whether the guest is told, by the rule of the change."""
    receiver: object
    """The attendee whose mailbox it goes to; None where somebody telephones or brings a letter."""
    table: str = ""

    @property
    def was(self):
        return self.invitation.told


def due(banquet):
    """[Due] of every guest who knows something else than holds now, the highest rank first. A secretary's guests are those of her mailbox."""
    now, replies, tables = queries.details(banquet), queries.newest_replies(banquet), queries.tables_of(banquet)
    found = []
    for row in queries.standing(banquet):
        if row.state not in queries.ALIVE:
            continue
        table = tables.get(row.attendee_id, "")
        change = changes.between(row.told, now, table=table)
        if change is not None:
            standing = replies[row.id].state if row.id in replies else "waiting"
            is_honoured = row.attendee_id == banquet.guest_of_honour_id
            found.append(Due(row, change, standing, change.is_for(standing, is_honoured=is_honoured), receiver_of(row), table))
    return found


def by_mail(banquet, kinds=changes.MAILS, ids=None):
    """Those who are told by a mail of these kinds: whom the rule names, or those of these ids."""
    return [one for one in due(banquet) if one.receiver is not None and one.change.mail in kinds
            and (one.is_concerned if ids is None else one.invitation.id in ids)]


def by_hand(banquet):
    """Those concerned whom somebody has to ring, or bring a letter."""
    return [one for one in due(banquet) if one.receiver is None and one.is_concerned]


def due_kinds(found):
    """Kinds of mail in [Due], as tasks.send() takes them; "off" for all letters that it does not take place."""
    kinds = {one.change.mail for one in found}
    return [name for name, of in (("off", set(changes.OFF)), ("update", {"update"}), ("table", {"table"})) if kinds & of]


def mails_of(kind):
    """The kinds of mail of one sending."""
    return changes.OFF if kind == "off" else (kind,)


# --- letters ---------------------------------------------------------------------------------------------------------------

def preview(banquet, found, invitation, *, note):
    """(kind of mail, LetterText, call script) of the change for the guest of `invitation`, without keeping anything.

    For who gets it through somebody else, the letter is that person's."""
    one = next(one for one in found if one.invitation.id == invitation.id)
    together = [other for other in found if one.receiver is not None and other.receiver is not None and other.receiver.id == one.receiver.id
                and other.is_concerned and other.change.mail == one.change.mail] or [one]
    shown = [_shown(other) for other in together]
    envelopes = actions.envelopes(shown, shown)
    envelope = next((made for made in envelopes if one.receiver is not None and made.holder.id == one.receiver.id), None)
    envelope = envelope or letters.Envelope(one.invitation.attendee, (shown[0],), asks_again=one.standing == "to_confirm")
    envelope = news.with_news(envelope, news.reply_states(banquet), note=note)
    return one.change.mail, letters.text_of(one.change.mail, envelope), script(one, note=note)


class _Shown:
    """An invitation as it would stand once told; nothing of it is stored."""

    def __init__(self, row, told):
        self._row, self.told = row, told

    def __getattr__(self, name):
        return getattr(self._row, name)


def _shown(one):
    return _Shown(one.invitation, news.remember(one))


def script(one, *, note=None):
    """What is said to this guest by telephone, as paragraphs."""
    row, lang = one.invitation, one.invitation.language
    said = changes.News(one.change, one.was, note or Both("", ""), tables=(("", one.was.get("table", ""), one.table),) if one.change.id == "table" else ())
    return changes.call_script(lang, letters.occasion(row.banquet, lang), said, guest=address_form(row.attendee.person, lang))


def paper_letter(one, *, note):
    """The letter to print for a guest who gets no mail."""
    envelope = letters.Envelope(one.invitation.attendee, (_shown(one),), asks_again=one.standing == "to_confirm")
    return letters.text_of(one.change.mail, news.with_news(envelope, news.reply_states(one.invitation.banquet), note=note), on_paper=True)


# --- deciding and noting ---------------------------------------------------------------------------------------------------

def keep_notice(banquet, *, ids, note_zh="", note_en="", by, at):
    """That these guests are told, with a note of one's own in each language; the sending reads it from here."""
    notice = ChangeNotice(banquet_id=banquet.id, invitations=sorted(ids), note_zh=note_zh.strip(), note_en=note_en.strip(), made_by_id=by.id, made_at=at)
    session().add(notice)
    session().flush()
    audit.append("invitation.change_decided", subject=banquet, by=by, at=at, details={"guests": len(notice.invitations)})
    return notice


def note_told(invitation, way, *, by, at):
    """A person told this guest of the change, by telephone, on paper or in a message. The entry of the guest's page follows."""
    lock(invitation)
    if way not in WAYS:
        raise RuleBroken(_l("Please choose one of the options."))
    one = next((one for one in due(invitation.banquet) if one.invitation.id == invitation.id), None)
    if one is None:
        raise RuleBroken(_l("This guest already knows what holds now."))
    mark_told(one, reply_by=queries.reply_by_if_updated(invitation.banquet, [invitation], at))
    if invitation.channel != "mail" and invitation.channel != "assistant" and one.change.has_card:
        _open_new_card(invitation, at)
    session().add(Delivery(invitation_id=invitation.id, what=one.change.id, way=way, by_id=by.id, at=at))
    audit.append("invitation.told", subject=invitation, by=by, at=at, details={"change": one.change.id, "way": way})


def _open_new_card(invitation, at):
    """The code of a card printed from now on works as well; the one printed before goes on working."""
    token = printed_token(invitation)
    if queries.link_for(token, at) is None:
        actions.keep_link(invitation.banquet, invitation.attendee, token, at=at)


def mark_told(one, *, notice=None, reply_by=None):
    """Keep on the invitation that this change is told; its calendar entry counts on where the entry changes."""
    row = one.invitation
    row.told = news.remember(one, notice=notice)
    row.sequence += bool(one.change.calendar)
    row.reply_by = reply_by or row.reply_by
    session().flush()


def queue(found, notice, *, by, at):
    """The letters that the banquet does not take place, queued at once; no approval is asked for, for nothing is spent. How many."""
    banquet = found[0].invitation.banquet
    for one in found:
        lock(one.invitation)
        mark_told(one, notice=notice)
    rows, replies = [one.invitation for one in found], news.reply_states(banquet)
    made = [envelope for envelope in actions.envelopes(rows, rows) if envelope.carried]
    for envelope in made:
        envelope = news.with_news(envelope, replies)
        kind = envelope.news.change.mail
        links = session().scalars(select(ReplyLink).where(ReplyLink.banquet_id == banquet.id, ReplyLink.holder_id == envelope.holder.id).order_by(ReplyLink.id)).all()
        letter = letters.letter_of(kind, envelope, token="", cards={}, at=at)
        outbox.queue_mail(letter, kind=kind, subject_id=links[-1].id if links else None, reception_id=banquet.reception_id, topic=topic_of(banquet), by=by, at=at)
    return len(made)


# --- calling off -----------------------------------------------------------------------------------------------------------

def call_off(banquet, kind, *, by, at):
    """The banquet is cancelled, or postponed without a new day. What waits in the outbox is stopped; who was told is told by letters that a
    person sends. RuleBroken when it stands like this already."""
    lock(banquet)
    if kind not in changes.OFF:
        raise RuleBroken(_l("Please choose one of the options."))
    if banquet.reception.cancelled_at is not None or banquet.called_off == kind:
        raise RuleBroken(_l("This banquet is called off already."))
    banquet.called_off = kind
    banquet.item.sequence += 1        # calendars take over what has a higher number
    session().flush()
    _stop(banquet, STOPPED if kind == "cancelled" else (*STOPPED, "cancelled"), by=by, at=at)
    audit.append({"cancelled": "banquet.cancelled", "postponed": "banquet.postponed"}[kind], subject=banquet, by=by, at=at)


def take_place(banquet, *, by, at):
    """It takes place after all, at the time planned now. Letters that said otherwise and have not left are stopped."""
    lock(banquet)
    if not banquet.called_off:
        raise RuleBroken(_l("This banquet takes place as planned."))
    banquet.called_off = ""
    banquet.item.sequence += 1
    session().flush()
    _stop(banquet, changes.OFF, by=by, at=at)
    audit.append("banquet.takes_place", subject=banquet, by=by, at=at)


@reception_cancelled
def _cancelled(reception, *, by, at):
    """What waits for the banquets of a cancelled reception is stopped."""
    for banquet in session().scalars(select(Banquet).where(Banquet.reception_id == reception.id).order_by(Banquet.id)).all():
        _stop(banquet, STOPPED, by=by, at=at)


def _stop(banquet, kinds, *, by, at):
    """Stop waiting mails; who has heard nothing is a draft again, who has not heard of a change knows what was told before."""
    rows = {row.id: row for row in queries.standing(banquet)}
    links = session().scalars(select(ReplyLink).where(ReplyLink.banquet_id == banquet.id).order_by(ReplyLink.id)).all()
    for link in links:
        for mail in outbox.waiting_about(kinds, link.id):
            for row in _behind(mail, link, rows.values()):
                _forget(row, mail.kind)
            outbox.cancel(mail, by=by, at=at)
    session().flush()


def _behind(mail, link, rows):
    """The invitations that this mail carries."""
    cards = letters.cards_in(mail)
    return [row for row in rows if letters.card_name(row) in cards
            or mail.kind not in ("invitation", "reminder") and (found := receiver_of(row)) is not None and found.id == link.holder_id]


def _forget(row, kind):
    if kind == "invitation" and row.state == "queued" and row.sent_at is None:
        row.state, row.told = "draft", {}
    elif kind in changes.MAILS and row.told.get("was") is not None and changes.changes()[row.told["change"]].mail == kind:
        row.told = row.told["was"]
