"""Who has to see to a deadline: the person who holds its role at this reception, unless somebody else has taken it over."""

from sqlalchemy import select

from planner.accounts.queries import people_with_role
from planner.budgets.models import Decision
from planner.budgets.queries import application_of, case_of, staff_choices
from planner.budgets.rulebook import house_rules
from planner.db import session
from planner.i18n import _l
from planner.invitations.timetable_models import DeadlineNote
from planner.people.models import Person

ROLE_NAMES = {"account_manager": _l("Account manager"), "approver": _l("Approver"), "office": _l("Company office")}


def notes_of(banquet):
    """{deadline id: DeadlineNote} of a banquet."""
    return {note.deadline: note for note in session().scalars(select(DeadlineNote).where(DeadlineNote.banquet_id == banquet.id))}


def owners_of(banquet, chain, notes=None):
    """{deadline id: the persons who have to see to it}; several only where several hold a role that nobody was given alone."""
    notes = notes_of(banquet) if notes is None else notes
    holders = {role: _HOLDERS[role](banquet.reception) for role in {deadline.owner for deadline in chain}}
    return {deadline.id: [notes[deadline.id].owner] if deadline.id in notes and notes[deadline.id].owner else holders[deadline.owner]
            for deadline in chain}


def who_may_take_over():
    """Our own active people, who can be given a deadline."""
    return staff_choices()


def _account_manager(reception):
    return [reception.owner]


def _approver(reception):
    """Whose turn it is; after the approval who decided last; before an application whose turn it will be."""
    application = application_of(reception)
    step = case_of(application).state.next_step if application is not None else None
    decider = _last_decider(application) if application is not None and application.status in ("approved", "conditional") else None
    if decider is not None:
        return [decider]
    role = step.role if step is not None else house_rules().ladder.steps[0].role
    return [person for person in people_with_role(role) if person.id != reception.owner_id]


def _last_decider(application):
    """None where nobody signed: an approval taken over from elsewhere."""
    return session().scalar(select(Person).join(Decision, Decision.person_id == Person.id).where(Decision.application_id == application.id, Decision.action == "approve")
                            .order_by(Decision.id.desc()).limit(1))


def _office(reception):
    """Who of the office takes part in the reception or is in charge of an item of it; else the whole office."""
    ours = [one.person for one in reception.attendees if one.side == "host"] + [item.responsible for item in reception.items if item.responsible]
    office = {person.id: person for person in people_with_role("office")}
    taking_part = {person.id: person for person in ours if person.id in office}
    return list((taking_part or office).values())


_HOLDERS = {"account_manager": _account_manager, "approver": _approver, "office": _office}
