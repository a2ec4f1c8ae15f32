"""Letters about approvals: whose turn it is, what was handed over, what was asked. The link leads to a page behind signing in."""

from planner.budgets import approval
from planner.budgets.authority import powers_of, signers_for
from planner.budgets.queries import applications_waiting, case_of
from planner.budgets.talks import is_late
from planner.db import session
from planner.i18n import _
from planner.outbox.own_letters import write_to


def tell_turns(*, at, only=None):
    """Write once about each turn to everybody who may sign now, again after it has waited too long, and to the applicant about
    a question or a hand-over. Returns how many letters were queued. `only` is the id of one application."""
    written = 0
    for application in applications_waiting(only):
        case = case_of(application)
        turn = _turn(case, at)
        if turn != application.told_turn:
            application.told_turn = turn
            written += _tell_signers(application, case, at) + _tell_applicant(application, case, at)
    session().flush()
    return written


def _turn(case, at):
    """The present turn as a text: it changes with who is asked, from when, and whether it has become late."""
    state = case.state
    late = any(is_late(state, step, at) for step in state.open_steps)
    asked = state.question.id if state.question else 0
    since = state.turn_since.isoformat() if state.turn_since else ""
    return f"{'+'.join(step.id for step in state.open_steps)}|{since}|{len(state.handed_over)}|{int(late)}|{asked}"[:80]


def _tell_signers(application, case, at):
    """To everybody who could sign it now; who takes part in the application is not written to. An open question waits for its answer."""
    if case.state.question:
        return 0
    told = 0
    for person in signers_for(case.state.waiting_roles(), at):
        if approval.choose(person.id, powers_of(person, at), case.state, case.involved, case.event_total)[2] is None:
            told += _write(application, case, person, at, _to_signer)
    return told


def _tell_applicant(application, case, at):
    if not (case.state.question or case.state.handed_over):
        return 0
    return _write(application, case, application.applicant, at, _to_applicant)


def _to_signer(application, case, lang):
    steps = ", ".join(step.title(lang) for step in case.state.open_steps)
    late = _("It has waited a while; others may decide as well by now.") if case.state.handed_over else ""
    return (_("For your signature: %(reception)s", reception=application.reception.title(lang)),
            (_("A hospitality application waits for %(step)s: %(total)s.", step=steps, total=case.total.format()), *((late,) if late else ()),
             _("You decide on its page after signing in; this letter itself decides nothing.")),
            _("Open the application"), f"/approvals/{application.id}")


def _to_applicant(application, case, lang):
    if case.state.question:
        words = (_("You are asked about your hospitality application. It keeps its place; please answer on its page."),)
    else:
        words = (_("Your hospitality application was handed over after waiting; others may decide on it as well by now."),)
    return (_("About your application: %(reception)s", reception=application.reception.title(lang)), words, _("Open the application"),
            f"/receptions/{application.reception_id}/budget")


def _write(application, case, person, at, compose):
    """Queue one letter; 0 for somebody without an address, who finds the same among the approvals."""
    return write_to(person, lambda lang: compose(application, case, lang), kind="approval_turn", subject_id=application.id,
                    reception_id=application.reception_id, at=at)
