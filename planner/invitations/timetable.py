"""Changing what is noted about the deadlines of a banquet. Actions flush and never commit."""

from sqlalchemy import select

from planner import audit
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _l
from planner.invitations import deadlines
from planner.invitations.terms import chain_of, terms
from planner.invitations.timetable_models import ChosenGathering, DeadlineNote
from planner.people.models import Person


def get_deadline(banquet, deadline_id):
    """The Deadline of this banquet with that id; NotFound for one that it does not have."""
    found = next((one for one in chain_of(banquet) if one.id == deadline_id), None)
    if found is None:
        raise NotFound()
    return found


def note_of(banquet, deadline_id):
    """The DeadlineNote of a deadline, or None."""
    return session().scalar(select(DeadlineNote).where(DeadlineNote.banquet_id == banquet.id, DeadlineNote.deadline == deadline_id))


def note(banquet, deadline, *, owner_id, is_done, by, at):
    """Who sees to a deadline (None: whoever holds its role) and, of one that is ticked off by hand, whether it is done."""
    if owner_id is not None:
        owner = session().get(Person, owner_id)
        if owner is None or not owner.is_staff or not owner.is_active:
            raise RuleBroken(_l("Please choose from the list."), field="owner_id")
    row = note_of(banquet, deadline.id)
    if row is None:
        row = DeadlineNote(banquet_id=banquet.id, deadline=deadline.id)
        session().add(row)
    was_done = row.done_for == banquet.item.starts_at
    row.owner_id = owner_id
    if deadline.by_hand and is_done != was_done:
        row.done_for, row.done_at, row.done_by_id = (banquet.item.starts_at, at, by.id if by else None) if is_done else (None, None, None)
    session().flush()
    audit.append("deadline.noted", subject=row, by=by, at=at, details={"deadline": deadline.id, "done": bool(row.done_for), "owner": owner_id})
    return row


def chosen_gathering(banquet):
    """The row of the kind of event somebody chose, or None."""
    return session().scalar(select(ChosenGathering).where(ChosenGathering.banquet_id == banquet.id))


def choose_gathering(banquet, gathering, *, by, at):
    """Say what kind of event it is, "" for what follows from the programme."""
    if gathering and gathering not in deadlines.gatherings():
        raise RuleBroken(_l("Please choose one of the options."), field="gathering")
    row = chosen_gathering(banquet)
    if row is None:
        row = ChosenGathering(banquet_id=banquet.id)
        session().add(row)
    row.gathering = gathering
    session().flush()
    audit.append("gathering.chosen", subject=row, by=by, at=at, details={"gathering": gathering, "lead": terms(banquet).lead})
    return row
