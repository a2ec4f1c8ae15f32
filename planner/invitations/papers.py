"""What invitations contribute to the papers of a reception: the cards on paper, and the deadlines of the handbook."""

from sqlalchemy import select

from planner.banquets.models import Banquet
from planner.db import session
from planner.documents.papers import Deadline, Text
from planner.documents.sources import source
from planner.invitations import queries
from planner.invitations.cards import card_of, look_of, printed_token
from planner.invitations.terms import chain_of
from planner.invitations.models import BY_HAND, Invitation


def _banquets(reception):
    return session().scalars(select(Banquet).where(Banquet.reception_id == reception.id).order_by(Banquet.id)).unique().all()


@source("invitation")
def cards(reception, lang):
    """The cards of the guests who are invited in this language, with the table planned now, in the design of the first banquet they
    belong to; None when there are none.

    A card that is handed over carries its guest's reply link. That of a mailed one went with the mail: no table keeps it.
    Who has accepted, and the guest of honour, get theirs to remind (protocol IV-06).
    """
    found, first = [], None
    for banquet in _banquets(reception):
        tables, replies, look = queries.tables_of(banquet), queries.newest_replies(banquet), look_of(banquet)
        rows = [row for row in queries.standing(banquet) if row.language == lang]
        first = first or (look if rows else None)
        found += [_card(row, tables.get(row.attendee_id), replies.get(row.id), look) for row in rows]
    return first.paper(found) if found else None


def _card(invitation, table_number, reply, look):
    has_accepted = reply is not None and reply.state == "accepted"
    token = printed_token(invitation) if invitation.channel in BY_HAND and not has_accepted else None
    is_honoured = invitation.attendee_id == invitation.banquet.guest_of_honour_id
    return card_of(invitation, look=look, token=token, table_number=table_number, is_reminder=has_accepted or is_honoured)


@source("invited_languages")
def languages(reception):
    """The languages of the invitations that stand."""
    return set(session().scalars(select(Invitation.language).join(Banquet, Invitation.banquet_id == Banquet.id).where(
        Banquet.reception_id == reception.id, Invitation.state != "withdrawn").distinct()))


@source("deadlines")
def deadlines(reception, lang):
    """The chain of each banquet, counted backwards, earliest first."""
    found = {(d.id, d.day): d for banquet in _banquets(reception) for d in chain_of(banquet)}
    return tuple(Deadline(d.day, Text(d.title_zh, d.title_en), Text(d.reason_zh, d.reason_en))
                 for d in sorted(found.values(), key=lambda d: (d.day, d.id)))
