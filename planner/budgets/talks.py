"""What is said between applicant and approver without a signature: questions, conditions, and what time hands over."""

from datetime import timedelta

from planner.budgets import approval
from planner.budgets.actions import ShownIsOld, record, refresh, require_applicants_side, sign_as
from planner.budgets.authority import locked_powers
from planner.budgets.queries import applications_waiting, case_of, read_again
from planner.errors import NotAllowed, RuleBroken
from planner.i18n import _l


def ask(application, shown, *, version=None, by, roles, at, note):
    """Ask the applicant something; the application keeps its place and every signature."""
    case = case_of(read_again(application))
    step, power = sign_as(case, by, roles, at)
    if shown != case.fingerprint or version not in (None, str(application.version)):
        raise ShownIsOld(_l("The application changed after you opened it. Nothing was asked; please look at the difference."))
    if not note.strip():
        raise RuleBroken(_l("Write your question into the note."), field="note")
    if case.state.question is not None:
        raise RuleBroken(_l("A question is open already; its answer comes first."), field="note")
    return _said(application, "ask", case, by=by, at=at, note=note, step=step, power=power)


def answer(application, *, by, at, note):
    """The applicant's side answers the open question."""
    case = case_of(read_again(application))
    require_applicants_side(case, by)
    if case.state.question is None:
        raise RuleBroken(_l("Nothing is asked."))
    _require_words(note)
    return _said(application, "answer", case, by=by, at=at, note=note, step=_step(case, case.state.question))


def meet(application, step_id, *, by, at, note):
    """The applicant's side says how the condition of a signature was met."""
    case = case_of(read_again(application))
    require_applicants_side(case, by)
    condition = _condition(case, step_id)
    _require_words(note)
    return _said(application, "meet", case, by=by, at=at, note=note, step=_step(case, condition.decision))


def confirm(application, step_id, *, by, roles, at, note=""):
    """Who gave the condition, or who could sign that step today, confirms that it is met; then money may leave."""
    case = case_of(read_again(application))
    condition = _condition(case, step_id)
    if own := approval.own_part(by.id, case.involved):
        raise NotAllowed(own)
    step = _step(case, condition.decision)
    power = next((power for power in locked_powers(by, at) if power.role in (step.role, condition.decision.role)
                  and (power.for_id is not None or power.role in roles) and power.for_id not in case.involved.values()), None)
    if power is None:
        raise NotAllowed(_l("The condition is confirmed by whoever may sign that step."))
    if condition.met is None:
        raise RuleBroken(_l("The applicant has not said yet that the condition is met."))
    return _said(application, "confirm", case, by=by, at=at, note=note, step=step, power=power)


def _condition(case, step_id):
    found = next((one for one in case.state.open_conditions if one.decision.step == step_id), None)
    if found is None:
        raise RuleBroken(_l("This signature carries no open condition."))
    return found


def _step(case, entry):
    return case.ladder.step(entry.step)


def _require_words(note):
    if not note.strip():
        raise RuleBroken(_l("Please say it in a few words."), field="note")


def _said(application, action, case, **values):
    record(application, action, case, **values)
    refresh(application)
    return application


def hand_over_due(*, at, only=None):
    """Hand over whatever has waited longer than its step allows: others may decide as well from now on. Nothing is approved by it (A9).

    Returns [(application id, step id)] handed over now. `only` is the id of one application.
    """
    done = []
    for application in applications_waiting(only):
        case = case_of(read_again(application))
        for step in case.state.open_steps:
            if step.hand_over_to and step.id not in case.state.handed_over and is_late(case.state, step, at):
                record(application, "hand_over", case, by=None, at=at, step=step)
                done.append((application.id, step.id))
        refresh_if_moved(application)
    return done


def refresh_if_moved(application):
    """Bring what the inbox is found by up to date, and leave the version alone when nothing moved."""
    if ",".join(case_of(application).state.waiting_roles()) != application.waiting_role:
        refresh(application)


def is_late(state, step, at):
    """Whether the step has waited longer than it may."""
    return bool(step.hand_over_hours and state.turn_since and at - state.turn_since >= timedelta(hours=step.hand_over_hours))
