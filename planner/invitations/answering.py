"""Keeping an answer: by link, by mail, by telephone or at the desk; what was given last counts, whenever it was noted."""

from planner import audit
from planner.db import lock_alone, session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.invitations import companions, queries, replies
from planner.invitations.models import ANSWERS, TRANSPORTS, VIAS, Reply
from planner.people.diets import is_need
from planner.people.languages import is_language
from planner.receptions.models import ItemReply
from planner.receptions.queries import item_reply

CONSENT_VERSION = "2026-11"
"""Of the words a guest agrees to when giving a diet; goes up when they change."""
MOST_LANGUAGE = 8


def answer(invitation, *, answer, source, at, holder=None, by=None, via=None, said_at=None, decide_by=None, transport=None, interpreter=None):
    """Keep a reply: of the guest or the secretary through a link or a mail (`holder`), or told to the host side (`by`). Returns the Reply, which
    `is_new` unless it had been given before.

    `said_at` is when it was given, where that was before `at`: an answer older than the one that counts is kept and changes
    nothing. The same answer again changes nothing. It is for the day and time planned now: when the banquet moves to another,
    an acceptance is to be confirmed. `transport` and `interpreter` left out stay as they were said before.
    """
    lock_alone(invitation)
    via = via or ("phone" if by is not None else "link")
    given_at = said_at or at
    _check(invitation, answer, via, given_at, at, holder=holder, by=by)
    history = queries.replies_to(invitation)
    newest = replies.that_counts(history)
    values = _values(invitation, answer, newest, at, decide_by=decide_by, transport=transport, interpreter=interpreter)
    begins = invitation.banquet.item.starts_at
    if newest is not None and (newest.source, newest.via, newest.starts_at) == (source, via, begins) and all(
            getattr(newest, name) == value for name, value in values.items()):
        newest.is_new = False
        return newest
    reply = Reply(invitation_id=invitation.id, note="", source=source, via=via, at=given_at, noted_at=at if given_at != at else None,
                  starts_at=begins, answered_by_id=holder.id if holder else None, recorded_by_id=by.id if by else None, **values)
    reply.invitation, reply.is_new = invitation, True
    session().add(reply)
    session().flush()
    if replies.that_counts([*history, reply]) is reply:
        _follow(invitation, answer, at)
    audit.append("invitation.answered", subject=invitation, by=by, at=at, details={"source": source, "via": via})
    return reply


def _check(invitation, answer, via, given_at, at, *, holder, by):
    """Whether this answer may be kept; RuleBroken with a sentence for who reads it otherwise."""
    if answer not in ANSWERS:
        raise RuleBroken(_l("Please accept or decline."), field="answer")
    if via not in VIAS:
        raise RuleBroken(_l("Please choose one of the options."), field="via")
    if invitation.banquet.reception.cancelled_at is not None:
        raise RuleBroken(_l("The reception has been cancelled."), field="answer")
    if invitation.banquet.called_off:
        raise RuleBroken(queries.OFF_WORDS[invitation.banquet.called_off], field="answer")
    if given_at > at:
        raise RuleBroken(_l("This moment has not come yet. When was it said?"), field="said_at")
    if by is not None and invitation.state not in queries.ALIVE:
        raise RuleBroken(_l("This invitation has not been sent."), field="answer")
    if by is not None and given_at != at and given_at < (invitation.sent_at or invitation.prepared_at):
        raise RuleBroken(_l("That was before the invitation was sent. When was it said?"), field="said_at")
    if by is None and holder is not None and not queries.is_reply_open(invitation, given_at):
        raise RuleBroken(_l("The reply date has passed. Please telephone us; we will see what can be done."), field="answer")


def _values(invitation, answer, newest, at, *, decide_by, transport, interpreter):
    """The columns of the Reply that say something, with what was said before where this one is silent about it."""
    until = replies.day_to_decide(decide_by, queries.today_there(invitation.banquet, at), invitation.reply_by) if answer == "maybe" else None
    transport = (newest.transport if newest else "") if transport is None else transport
    interpreter = (newest.interpreter if newest else "") if interpreter is None else interpreter
    if transport and transport not in TRANSPORTS:
        raise RuleBroken(_l("Please choose one of the options."), field="transport")
    if interpreter and (len(interpreter) > MOST_LANGUAGE or not is_language(interpreter)):
        raise RuleBroken(_l("Please choose one of the options."), field="interpreter")
    return {"answer": answer, "decide_by": until, "transport": transport, "interpreter": interpreter}


def _follow(invitation, answer, at):
    """What a reply that counts changes: seats, heads and lists; a companion proposed. Who waits for a place is called up by a person."""
    note_reply(invitation, answer, at)
    if answer == "declined":
        companions.drop_proposals(invitation, at=at)


def note_reply(invitation, answer, at):
    """Seats, heads and the guest list go by this. A "maybe" counts as no reply yet."""
    item = invitation.banquet.item
    noted = item_reply(item.id, invitation.attendee_id)
    if answer == "maybe":
        if noted is not None:
            session().delete(noted)
    else:
        noted = noted or ItemReply(item_id=item.id, attendee_id=invitation.attendee_id)
        noted.answer, noted.starts_at, noted.at = answer, item.starts_at, at
        session().add(noted)
    session().flush()


def keep_diet(invitation, codes, *, has_consent, source, at):
    """Store the diet a guest gave, by effect and only with consent; without consent nothing is stored or changed.

    What was noted in words, and how grave a need is, cannot be ticked and so is not ticked away.
    """
    if not has_consent:
        return False
    codes = list(dict.fromkeys(codes))
    if not all(map(is_need, codes)):
        raise RuleBroken(_l("Please choose one of the options."), field="diet")
    attendee = invitation.attendee
    attendee.diet = _diet_with(attendee.diet or {}, codes) if codes else None
    attendee.diet_source, attendee.diet_consent_at = (source, at) if codes else (None, None)
    session().flush()
    audit.append("diet.given" if codes else "diet.removed", subject=attendee, at=at,
                 details={"source": source, "wording": CONSENT_VERSION})
    return True


def _diet_with(before, codes):
    severity = {code: level for code, level in before.get("severity", {}).items() if code in codes}
    return {"codes": codes, "note": before.get("note", "")} | ({"severity": severity} if severity else {})
