"""Reading invitations, replies, links and deadlines."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from planner.accounts.queries import token_hash
from planner.banquets import versions
from planner.banquets.attendance import tells_invited
from planner.banquets.models import Banquet
from planner.banquets.queries import kept_tables
from planner.budgets.models import Application
from planner.budgets import queries as budgets
from planner.db import session
from planner.errors import NotFound
from planner.i18n import _l
from planner.invitations import changes, deadlines, replies
from planner.invitations.batch_state import held_back
from planner.invitations.addressing import NOT_INVITED, receiver_of
from planner.invitations.models import Invitation, Reply, ReplyLink
from planner.invitations.terms import chain_of, noted_of, terms, terms_of
from planner.outbox.models import Mail
from planner.people.models import Client, Person
from planner.reading import remembered
from planner.receptions.models import ABSENT, Attendee, Item, ItemReply, Reception

ALIVE = ("queued", "sent")
OFF_WORDS = {"cancelled": _l("The banquet has been cancelled."), "postponed": _l("The banquet has been postponed, and there is no new day yet.")}
USUAL_LENGTH = timedelta(hours=2, minutes=30)
"""Of a banquet whose end is not written down."""
MAIL_KINDS = ("invitation", "reminder", "withdrawal", *changes.MAILS)


def get_banquet(reception, banquet_id):
    """A banquet of this reception; NotFound otherwise."""
    banquet = session().get(Banquet, banquet_id)
    if banquet is None or banquet.reception_id != reception.id:
        raise NotFound()
    return banquet


def get_invitation(reception, invitation_id):
    """An invitation to a banquet of this reception; NotFound otherwise."""
    invitation = session().get(Invitation, invitation_id)
    if invitation is None or invitation.banquet.reception_id != reception.id:
        raise NotFound()
    return invitation


def by_rank(invitation):
    """The order in which guests are named: the highest rank first, then as on the list."""
    guest = invitation.attendee
    return guest.rank or 99, guest.position, invitation.id


@remembered
def invitations_of(banquet):
    """All invitations, the highest rank first, then as on the list."""
    rows = session().scalars(select(Invitation).join(Attendee, Invitation.attendee_id == Attendee.id)
                             .where(Invitation.banquet_id == banquet.id)).all()
    return sorted(rows, key=by_rank)


def standing(banquet):
    """Invitations that were not withdrawn and do not wait for a place."""
    return [row for row in invitations_of(banquet) if row.state != "withdrawn" and not row.is_waiting]


@tells_invited
def invited_ids(banquet):
    """Ids of the attendees whose invitation to the banquet has left and was not withdrawn."""
    return set(session().scalars(select(Invitation.attendee_id).where(Invitation.banquet_id == banquet.id, Invitation.state.in_(ALIVE))))


def to_send(banquet):
    """Drafts that can go by mail now, none of a batch that nobody released; cards on paper are handed over one by one."""
    held = held_back(banquet)
    return [row for row in invitations_of(banquet) if row.state == "draft" and not row.is_waiting and row.id not in held and receiver_of(row) is not None]


def to_remind(banquet, at):
    """The silent ones who can be reminded: to whom the letter arrived as far as is known, and who were not reminded on this day already."""
    today = today_there(banquet, at)
    reminded, mails = _reminded_on(banquet, today), newest_mails(banquet)
    return [row for row in silent(banquet, at) if (receiver := receiver_of(row)) is not None and receiver.id not in reminded and not _is_lost(row, mails)]


def undelivered_silent(banquet, at):
    """The silent ones whose letter is not known to have arrived: a reminder to the same address would be lost as well; a person looks."""
    mails = newest_mails(banquet)
    return [row for row in silent(banquet, at) if _is_lost(row, mails)]


def _is_lost(invitation, mails):
    """Whether the newest letter to the receiver, of whatever kind, is not known to have arrived."""
    receiver = receiver_of(invitation)
    mail = mails.get(receiver.id) if receiver is not None else None
    return mail is not None and mail.state in UNDELIVERED


def silent(banquet, at):
    """Guests who know of the time and place planned now and have not answered for it, or said "maybe" until a day that has come."""
    if off(banquet):
        return []
    today, newest, now = today_there(banquet, at), newest_replies(banquet), details(banquet)
    return [row for row in standing(banquet) if row.state == "sent" and not is_outdated(row, now) and replies.is_silent(newest.get(row.id), today)]


def _reminded_on(banquet, day):
    """Ids of the attendees to whom a reminder was written on this day."""
    rows = session().execute(select(ReplyLink.holder_id, Mail.queued_at).join(Mail, Mail.subject_id == ReplyLink.id)
                             .where(ReplyLink.banquet_id == banquet.id, Mail.kind == "reminder", Mail.state != "cancelled"))
    return {holder_id for holder_id, queued_at in rows if today_there(banquet, queued_at) == day}


def may_be_invited(attendee):
    """Guests who dine get an invitation; drivers and the host side do not."""
    return attendee.side == "guest" and attendee.dines and attendee.role not in NOT_INVITED


def not_yet_invited(banquet):
    """Guests who dine and have no invitation to this banquet."""
    guests = session().scalars(select(Attendee).where(Attendee.reception_id == banquet.reception_id, Attendee.side == "guest")
                               .order_by(Attendee.position, Attendee.id)).all()
    invited = set(session().scalars(select(Invitation.attendee_id).where(Invitation.banquet_id == banquet.id)))
    return [guest for guest in guests if may_be_invited(guest) and guest.id not in invited]


@remembered
def newest_replies(banquet):
    """{invitation id: the Reply given last}, without those given before a guest was invited again."""
    return _newest(Invitation.banquet_id == banquet.id)


def newest_reply(invitation):
    """The Reply given last to one invitation, or None."""
    return _newest(Invitation.id == invitation.id).get(invitation.id)


def _newest(which):
    rows = session().scalars(select(Reply).join(Invitation).where(which, ~Reply.is_past).order_by(Reply.at, Reply.id))
    return {reply.invitation_id: reply for reply in rows}


@lru_cache(maxsize=1)
def _replies_to():
    return select(Reply).where(Reply.invitation_id.in_(bindparam("ids", expanding=True))).order_by(Reply.at, Reply.id)


def histories(invitations):
    """{invitation id: every Reply to it, as given}, in one query."""
    found = {row.id: [] for row in invitations}
    for reply in session().scalars(_replies_to(), {"ids": list(found)}):
        found[reply.invitation_id].append(reply)
    return found


@lru_cache(maxsize=1)
def _helped():
    return select(Attendee.interprets_for_id).where(Attendee.interprets_for_id.in_(bindparam("ids", expanding=True)))


def with_interpreter(invitations):
    """Ids of those invitations whose guest has an interpreter in the party."""
    helped = set(session().scalars(_helped(), {"ids": [row.attendee_id for row in invitations]}))
    return {row.id for row in invitations if row.attendee_id in helped}


def absent_at(banquet):
    """Ids of the attendees who have no place at the banquet: declined, withdrawn, or on the waiting list."""
    return set(session().scalars(select(ItemReply.attendee_id).where(ItemReply.item_id == banquet.item_id, ItemReply.answer.in_(ABSENT))))


def has_waiting(banquet):
    """Whether somebody waits for a place."""
    return session().scalar(select(Invitation.id).where(Invitation.banquet_id == banquet.id, Invitation.round > 1, Invitation.called_at.is_(None),
                                                        Invitation.state == "draft").limit(1)) is not None


def to_confirm(invitations):
    """Ids of those invitations, all to one banquet, whose acceptance was for another day or time."""
    newest = _newest(Invitation.id.in_([row.id for row in invitations])) if invitations else {}
    return {row.id for row in invitations if row.id in newest and newest[row.id].state == "to_confirm"}


def is_unanswered(reply):
    """Whether the guest still has to reply: never did, cannot say yet, or accepted another day or time."""
    return reply is None or reply.state in ("to_confirm", "maybe")


def tables_of(banquet, *, locked_only=False):
    """{attendee id: what stands on the table} of the released plan, none before; with `locked_only` as far as a new plan
    cannot change it."""
    version = versions.released(banquet)
    if version is None:
        return {}
    called = {table.number: table.called for table in kept_tables(version)}
    return {attendee_id: called[number] for attendee_id, number, _seat, is_locked, _card in version.content["seats"]
            if is_locked or not locked_only}


@remembered
def newest_mails(banquet):
    """{attendee id of the receiver: newest Mail about this banquet}."""
    rows = session().execute(select(ReplyLink.holder_id, Mail).join(Mail, Mail.subject_id == ReplyLink.id)
                             .where(ReplyLink.banquet_id == banquet.id, Mail.kind.in_(MAIL_KINDS)).order_by(Mail.id))
    return {holder_id: mail for holder_id, mail in rows}


@dataclass(frozen=True)
class Funnel:
    """How far the replies have come; counts of invitations that still stand."""

    invited: int
    sent: int
    answered: int
    accepted: int
    declined: int
    to_confirm: int
    """Accepted another day or time than is planned now; counted as waiting."""
    maybe: int = 0
    """Cannot say yet; counted as waiting."""
    delivered: int = 0
    """Sent, and nothing is known against it. Whether a letter was opened is not tracked."""
    in_line: int = 0
    """On the waiting list; not among the invited."""

    @property
    def waiting(self):
        return self.sent - self.answered


UNDELIVERED = ("failed", "bounced", "held", "unknown")
"""States of a mail of which nobody knows that it arrived."""


def funnel(invitations, replies, mails=None):
    """The reply funnel of these invitations; `mails` as from newest_mails, to tell what was delivered."""
    stands = [row for row in invitations if row.state != "withdrawn" and not row.is_waiting]
    states = Counter(replies[row.id].state for row in stands if row.id in replies)
    sent = [row for row in stands if row.state == "sent" or row.id in replies]
    delivered = sum(row.id in replies or not _is_undelivered(row, mails or {}) for row in sent)
    return Funnel(len(stands), len(sent), states["accepted"] + states["declined"], states["accepted"], states["declined"], states["to_confirm"],
                  states["maybe"], delivered, sum(row.is_waiting for row in invitations))


def _is_undelivered(invitation, mails):
    receiver = receiver_of(invitation)
    mail = mails.get(receiver.id) if receiver is not None else None
    return mail is not None and mail.kind == "invitation" and mail.state in UNDELIVERED


def starts_at(banquet):
    """The banquet's beginning as an aware moment."""
    return banquet.item.starts_at.replace(tzinfo=ZoneInfo(banquet.item.time_zone))


def ends_at_wall(banquet):
    """The banquet's end on the wall clock, the usual length where none is written down."""
    return banquet.item.ends_at or banquet.item.starts_at + USUAL_LENGTH


def details(banquet):
    """What a guest is told about time and place, to find out later whether it still holds."""
    found = {"starts_at": banquet.item.starts_at.isoformat(), "ends_at": ends_at_wall(banquet).isoformat(),
             "zone": banquet.item.time_zone, "title": [banquet.item.title_zh, banquet.item.title_en],
             "venue": [banquet.venue_zh, banquet.venue_en], "hall": [banquet.hall_zh, banquet.hall_en]}
    return found | ({"off": off(banquet)} if off(banquet) else {})


def off(banquet):
    """"cancelled", "postponed" (no new day yet), or "" while the banquet takes place; a cancelled reception cancels its banquets."""
    return "cancelled" if banquet.reception.cancelled_at is not None else banquet.called_off


def is_outdated(invitation, now=None):
    """Whether the guest was told something else than holds now, of time, place, or that it takes place. `now` are the details(), for many guests."""
    return invitation.state in ALIVE and changes.facts(invitation.told) != (details(invitation.banquet) if now is None else now)


def reply_by_if_updated(banquet, invitations, at):
    """The new reply date when one of these guests was told another day or time than is planned now; None while their own date still serves."""
    begins = banquet.item.starts_at.isoformat()
    return reply_by_if_sent(banquet, at) if any(row.told.get("starts_at") != begins for row in invitations) else None


def is_reply_open(invitation, at):
    """Guests answer and change their answer until the end of the reply day; then they ring. What is cancelled or postponed asks nobody."""
    if off(invitation.banquet):
        return False
    zone = ZoneInfo(invitation.banquet.item.time_zone)
    end_of_day = datetime.combine(invitation.reply_by + timedelta(days=1), time(), zone)
    return invitation.state in ALIVE and at < min(end_of_day, starts_at(invitation.banquet))


def reply_by_if_sent(banquet, at):
    """The reply date of an invitation that leaves at this moment."""
    return deadlines.reply_by_when_sent(terms(banquet), today_there(banquet, at))


def today_there(banquet, at):
    """The day it is at the banquet's place."""
    return at.astimezone(ZoneInfo(banquet.item.time_zone)).date()


def is_approved(banquet):
    """Whether the reception's hospitality application is approved as it stands now."""
    return budgets.approved_fingerprint(banquet.reception) is not None


def obstacles(banquet, at):
    """Why invitations cannot leave now, each a sentence; empty when they can."""
    found = []
    if banquet.reception.cancelled_at:
        found.append(_l("The reception has been cancelled."))
    elif banquet.called_off:
        found.append(OFF_WORDS[banquet.called_off])
    if starts_at(banquet) <= at:
        found.append(_l("The banquet is already over."))
    if not is_approved(banquet):
        found.append(_l("The hospitality application is not approved yet. Invitations leave after the approval."))
    return found


def deadline_standings(banquet, at):
    """The deadlines of this banquet with how they stand at this moment, earliest first."""
    return deadlines.standings(chain_of(banquet), today_there(banquet, at), _met(banquet))


def _met(banquet):
    """Ids of the deadlines already met, as far as the application can tell."""
    return _met_of([banquet], {banquet.id} if is_approved(banquet) else set())[banquet.id]


def standings_of(banquets, at):
    """{banquet id: standings} for many banquets in a few queries; approved is what the application's own row says."""
    approved = set(session().scalars(select(Banquet.id).join(Application, Application.reception_id == Banquet.reception_id)
                                     .where(Banquet.id.in_([b.id for b in banquets]), Application.status == "approved")))
    met, found = _met_of(banquets, approved), terms_of(banquets)
    return {b.id: deadlines.standings(deadlines.deadlines_before(found[b.id]), today_there(b, at), met[b.id]) for b in banquets}


def _met_of(banquets, approved):
    """{banquet id: ids of the deadlines met}, with the ids of banquets whose application is approved."""
    ids = [b.id for b in banquets]
    rows = session().execute(select(Invitation.id, Invitation.banquet_id, Invitation.state).where(
        Invitation.banquet_id.in_(ids), Invitation.state != "withdrawn",
        or_(Invitation.state != "draft", Invitation.round == 1, Invitation.called_at.is_not(None)))).all()
    replied = {row.invitation_id: row.answer == "declined" or row.answer == "accepted" and row.starts_at == row.planned for row in session().execute(
        select(Reply.invitation_id, Reply.answer, Reply.starts_at, Item.starts_at.label("planned")).join(Reply.invitation)
        .join(Banquet, Banquet.id == Invitation.banquet_id).join(Item, Item.id == Banquet.item_id)
        .where(Banquet.id.in_(ids), ~Reply.is_past).order_by(Reply.at, Reply.id))}
    reminded = set(session().scalars(select(ReplyLink.banquet_id).join(Mail, Mail.subject_id == ReplyLink.id)
                                     .where(ReplyLink.banquet_id.in_(ids), Mail.kind == "reminder")))
    noted = noted_of(banquets)
    return {b.id: _met_by([(replied.get(row.id), row.state) for row in rows if row.banquet_id == b.id], b.id in reminded, b.id in approved) | noted[b.id]
            for b in banquets}


def _met_by(invited, is_reminded, is_approved):
    """Deadlines met by invitations given as (answered, state); `answered` is None without a reply, False when it is to be confirmed."""
    all_sent = bool(invited) and all(answered is not None or state == "sent" for answered, state in invited)
    all_answered = all_sent and all(answered for answered, _state in invited)
    conditions = {deadlines.INVITATIONS_SENT: all_sent, "reminder": all_answered or is_reminded, deadlines.REPLY_BY: all_answered,
                  deadlines.APPROVAL_IN: is_approved, deadlines.APPLICATION_IN: is_approved}
    return {name for name, holds in conditions.items() if holds}


@lru_cache
def _link(*, tells_all):
    """The link with its holder and its banquet, and with all a reply page says of the banquet, in one statement, and of wide tables only what is
    said: a guest's burst comes all at once, so the statement is put together once and its rows are narrow. What else is asked of a row is read
    when it is asked."""
    banquet = joinedload(ReplyLink.banquet)
    reception = banquet.joinedload(Banquet.reception)
    options = [*_somebody(joinedload(ReplyLink.holder)), banquet.load_only(*(getattr(Banquet, name) for name in TOLD_OF_BANQUET)), banquet.lazyload(Banquet.tables),
               reception.load_only(*(getattr(Reception, name) for name in TOLD_OF_RECEPTION))]
    if tells_all:
        options += [*_somebody(banquet.joinedload(Banquet.host)), *_somebody(banquet.joinedload(Banquet.guest_of_honour)),
                    *_person(reception.joinedload(Reception.owner)), reception.joinedload(Reception.client).load_only(Client.name_zh, Client.name_en)]
    else:
        options += [reception.lazyload(Reception.owner), reception.lazyload(Reception.client)]
    return select(ReplyLink).where(ReplyLink.token_hash == bindparam("hash")).options(*options)


TOLD_OF_RECEPTION = ("title_zh", "title_en", "client_id", "owner_id", "time_zone", "cancelled_at")
TOLD_OF_BANQUET = ("reception_id", "item_id", "venue_zh", "venue_en", "hall_zh", "hall_en", "host_id", "guest_of_honour_id", "called_off", "version")
TOLD_OF_PERSON = ("name_zh", "name_en", "name_native", "gender", "title_zh", "title_en", "department_zh", "department_en", "phone", "email", "languages")


def _somebody(path):
    """What is said of an attendee and the person."""
    return path.load_only(Attendee.reception_id, Attendee.person_id, Attendee.answered_by_id, Attendee.partner_id), *_person(path.joinedload(Attendee.person))


def _person(path):
    return path.load_only(*(getattr(Person, name) for name in TOLD_OF_PERSON)), path.lazyload(Person.client)


@lru_cache(maxsize=1)
def _link_alone():
    return select(ReplyLink.revoked_at, Item.starts_at, Item.time_zone).join(Banquet, Banquet.id == ReplyLink.banquet_id).join(
        Item, Item.id == Banquet.item_id).where(ReplyLink.token_hash == bindparam("hash"))


def link_for(token, at, *, tells_all=False):
    """The reply link of this token while it can be used, until the banquet begins; else None: unknown, over and revoked look alike.
    With `tells_all` what its page says of the banquet is read at once."""
    link = session().scalar(_link(tells_all=tells_all), {"hash": token_hash(token or "")})
    return link if link is not None and link.revoked_at is None and starts_at(link.banquet) > at else None


def link_ends_at(token, at):
    """Until when the link of this token can be used; None when it cannot: the same as link_for, without what the link tells."""
    row = session().execute(_link_alone(), {"hash": token_hash(token or "")}).first()
    if row is None or row.revoked_at is not None:
        return None
    begins = row.starts_at.replace(tzinfo=ZoneInfo(row.time_zone))
    return begins if begins > at else None


@lru_cache(maxsize=1)
def _behind():
    """The invitations that may be answered behind a link; each condition has an index of its own."""
    holder, partner = bindparam("holder"), Attendee.__table__.alias("partner")
    answered = select(Attendee.id).where(or_(Attendee.id == holder, Attendee.answered_by_id == holder, Attendee.partner_id == holder,
                                             Attendee.partner_id.in_(select(partner.c.id).where(partner.c.answered_by_id == holder))))
    return select(Invitation).where(Invitation.banquet_id == bindparam("banquet"), Invitation.state.in_(ALIVE), Invitation.attendee_id.in_(answered)).options(
        *_person(joinedload(Invitation.attendee).joinedload(Attendee.person)))


def invitations_behind(link):
    """The holder's own invitation and those the holder answers for, as far as they stand."""
    rows = session().scalars(_behind(), {"holder": link.holder_id, "banquet": link.banquet_id}).all()
    mine = [row for row in rows if row.attendee_id == link.holder_id or row.attendee.answered_by_id == link.holder_id
            or (receiver := receiver_of(row)) is not None and receiver.id == link.holder_id]
    return sorted(mine, key=lambda row: (row.attendee_id != link.holder_id, by_rank(row)))


def replies_to(invitation):
    """Every answer to one invitation in the order in which they were given."""
    return session().scalars(_replies_to(), {"ids": [invitation.id]}).all()
