"""Sending invitations in the background: print the cards, then queue all mails at once."""

from flask import current_app

from planner import clock
from planner.banquets.models import Banquet
from planner.budgets import queries as budgets
from planner.db import session, transaction
from planner.errors import Conflict, NotAllowed, PlannerError, RuleBroken
from planner.i18n import _l
from planner.invitations import actions, batch_state, batches, changes, gates, proofreading, queries, telling  # noqa: F401 - the gate registers itself
from planner.invitations.cards import print_cards
from planner.invitations.delivery_models import Batch, ChangeNotice
from planner.invitations.models import Invitation
from planner.jobs.actions import Cancelled, task

KINDS = ("invitation", "update", "table", "off", "reminder")


class SendingStopped(PlannerError):
    """A fault of ours ended a sending before any mail was queued."""


@task("invitations.send")
def send(progress, banquet_id, kind="invitation", notice_id=None, batch_id=None):
    """Send what is due of one kind; returns how many mails were queued. `notice_id` is the ChangeNotice that says whom a letter of change is for,
    `batch_id` the batch that is sent.

    The cards are printed outside any transaction, with the approval noted first. Then one short transaction checks
    approval and versions again and writes the mails: all of them, or none. Whatever goes wrong ends in a sentence.
    """
    try:
        return _send(progress, banquet_id, kind, notice_id, batch_id)
    except (PlannerError, Cancelled):
        raise
    except Exception as problem:
        session().rollback()
        current_app.logger.exception("sending %s of banquet %s stopped", kind, banquet_id)
        raise SendingStopped(_l("The sending stopped because of a fault on our side. No mail was queued; please try again, "
                                "and tell the administrator if it stops again.")) from problem


def _send(progress, banquet_id, kind, notice_id, batch_id):
    banquet, person = session().get(Banquet, banquet_id), progress.person
    if banquet is None or person is None or banquet.reception.owner_id != person.id:
        raise NotAllowed(_l("Only the account manager of this reception sends invitations."))
    notice = session().get(ChangeNotice, notice_id) if notice_id else None
    if kind == "off":
        return _tell_that_it_is_off(progress, banquet, notice, person)
    fingerprint = require_approval(banquet)
    require_nothing_to_mend(kind, banquet)
    due = due_for(kind, banquet, notice, session().get(Batch, batch_id) if batch_id else None)
    reply_by = _new_reply_date(kind, banquet, due)
    versions = {row.id: row.version for row in due}
    envelopes = actions.envelopes(due, _everyone(kind, banquet, due))
    tables = _tables(kind, banquet, notice)
    tokens = {envelope.holder.id: actions.new_token() for envelope in envelopes}
    ways = _ways(envelopes)
    carried = [row for envelope in envelopes for row in envelope.carried] if kind != "reminder" else []
    cards = print_cards(carried, tokens, reply_by=reply_by, tables=tables,
                        progress=lambda done, total: progress(done, total, _l("Printing the cards")))
    with transaction():
        at = clock.now()
        due = [session().get(Invitation, row_id, populate_existing=True) for row_id in versions]
        if None in due:
            raise Conflict(actions.CHANGED)
        if kind == "invitation" and batch_state.held_back(due[0].banquet) & set(versions):
            raise Conflict(_l("The batch changed while the cards were being printed. Nothing was sent; it has to be released again."))
        banquet = session().get(Banquet, banquet_id)
        made = actions.envelopes(due, _everyone(kind, banquet, due))
        if _ways(made) != ways or any(row.id not in cards for row in carried):
            raise Conflict(_l("A guest's mail address, or who answers for a guest, changed while the cards were being printed. "
                              "Nothing was sent; please send again."))
        if kind == "reminder" and {row.id for row in due} - {row.id for row in queries.to_remind(banquet, at)}:
            raise Conflict(_l("Some of these guests have replied, or were reminded today. Nothing was sent; please try again."))
        actions.mark(kind, due, versions, reply_by=reply_by, tables=tables)
        for one in _told(kind, banquet, notice):
            telling.mark_told(one, notice=notice, reply_by=reply_by)
        queued = actions.queue_envelopes(kind, made, cards, tokens, fingerprint=fingerprint, by=person, at=at)
        progress(queued, queued, _l("Mails on their way: %(count)s.", count=queued))
    return {"queued": queued, "page": f"/receptions/{banquet.reception_id}/invitations?banquet={banquet_id}"}


def _tell_that_it_is_off(progress, banquet, notice, person):
    """Letters that the banquet does not take place: no cards, no approval, one transaction."""
    with transaction():
        at = clock.now()
        if queries.starts_at(banquet) <= at:
            raise RuleBroken(_l("The banquet is already over."))
        found = _told("off", banquet, notice)
        if not found:
            raise RuleBroken(_l("There is nothing to send."))
        queued = telling.queue(found, notice, by=person, at=at)
        progress(queued, queued, _l("Mails on their way: %(count)s.", count=queued))
    return {"queued": queued, "page": f"/receptions/{banquet.reception_id}/invitations?banquet={banquet.id}"}


def _everyone(kind, banquet, due):
    """All invitations a letter may speak of: those that stand; in a letter of change only those it tells."""
    return due if kind in changes.MAILS else queries.standing(banquet)


def _told(kind, banquet, notice):
    """[telling.Due] of a sending of this kind: whom the notice names, else whom the rules name; none for other letters."""
    if kind != "off" and kind not in changes.MAILS:
        return []
    return telling.by_mail(banquet, telling.mails_of(kind), None if notice is None else set(notice.invitations))


def _tables(kind, banquet, notice):
    """{attendee id: table} that the cards name: locked seats, as a mail leaves weeks before the plan is final; and who was told a table is told the new one."""
    tables = queries.tables_of(banquet, locked_only=True)
    return tables | {one.invitation.attendee_id: one.table for one in _told(kind, banquet, notice) if one.table and "table" in one.was}


def _ways(envelopes):
    """{holder id: (mail address, ids of the invitations carried)}: who is to get which card."""
    return {envelope.holder.id: (envelope.holder.person.email, {row.id for row in envelope.carried}) for envelope in envelopes}


def _new_reply_date(kind, banquet, due):
    """The reply date that goes out with this sending; None when each guest keeps their own."""
    if kind == "invitation":
        return queries.reply_by_if_sent(banquet, clock.now())
    return queries.reply_by_if_updated(banquet, due, clock.now()) if kind == "update" else None


def due_for(kind, banquet, notice=None, batch=None):
    """The invitations a sending of this kind is about, those of `batch` alone where one is given; RuleBroken when there is none."""
    choose = {"invitation": queries.to_send, "reminder": lambda banquet: queries.to_remind(banquet, clock.now())}
    due = choose[kind](banquet) if kind in choose else [one.invitation for one in _told(kind, banquet, notice)]
    if batch is not None:
        members = {row.id for row in batch_state.members_of(batch)}
        due = [row for row in due if row.id in members]
    if not due:
        raise RuleBroken(_l("There is nothing to send."))
    return due


@task("invitations.test")
def send_test(progress, invitation_id):
    """The letter of one invitation to whoever asks for it, with the card but no link; nothing of the invitation changes."""
    invitation, person = session().get(Invitation, invitation_id), progress.person
    if invitation is None or person is None or invitation.banquet.reception.owner_id != person.id:
        raise NotAllowed(_l("Only the account manager of this reception sends invitations."))
    batches.require_own_address(person)
    cards = print_cards([invitation], {}, progress=lambda done, total: progress(done, total, _l("Printing the cards")))
    with transaction():
        batches.queue_test(invitation, cards, by=person, at=clock.now())
        progress(1, 1, _l("The test is on its way to you."))
    return {"queued": 1, "page": f"/receptions/{invitation.banquet.reception_id}/invitations?banquet={invitation.banquet_id}"}


def require_nothing_to_mend(kind, banquet):
    """RuleBroken with the first finding that stops a sending of invitations."""
    found = proofreading.stopping(banquet) if kind == "invitation" else []
    if found:
        raise RuleBroken(_l("There is something to mend before the invitations leave: %(what)s", what=found[0].text))


def require_approval(banquet):
    """The fingerprint of the approval now in force; RuleBroken with the reason when invitations may not leave."""
    reasons = queries.obstacles(banquet, clock.now())
    if reasons:
        raise RuleBroken(reasons[0])
    return budgets.approved_fingerprint(banquet.reception)


def for_plan(banquet, *, by):
    """Send without the queue, for the command line; returns how many mails were queued."""

    class AtOnce:
        person = by

        def __call__(self, done, total, message=""):
            pass

    return send(AtOnce(), banquet.id)["queued"]
