"""Does what a request asks for, by the same actions as the pages: reception, party, banquet, seats, application, invitations."""

from dataclasses import dataclass, field

from planner.accounts.actions import create_account
from planner.accounts.queries import roles_of
from planner.budgets import actions as budgets
from planner.budgets.pictures import breach_sentence
from planner.budgets.queries import case_of
from planner.db import session, transaction
from planner.errors import PlannerError
from planner.i18n import _, current_language
from planner.invitations import actions as invitations
from planner.invitations import agreement
from planner.invitations import queries as invited
from planner.invitations.tasks import for_plan
from planner.people.actions import add_client, add_staff, change_client, change_person
from planner.people.names import script_of
from planner.plan import seats
from planner.plan.company import client_named, staff_named
from planner.plan.errors import BadRequest
from planner.plan.refusals import refusals
from planner.receptions.actions import add_item, add_reception
from planner.receptions.importing import import_file


@dataclass
class Outcome:
    """What was made, and what a person should look at: sentences in the language of the moment."""

    reception: object = None
    banquet: object = None
    application: object = None
    plan: object = None
    problems: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    mails: int = 0


def carry_out(request, *, at, tell=lambda step: None):
    """Do everything in `request` and return the Outcome. Raises BadRequest and Impossible; then nothing is stored.

    `tell` gets a sentence as each step begins. The mails stay in the outbox until somebody delivers them.
    """
    outcome = Outcome()
    with transaction():
        tell(_("Reading the guest list"))
        _reception(request, outcome, at=at)
        tell(_("Seating everyone"))
        seats.plan_banquet(request, outcome, at=at)
        _agreement(request, outcome, at=at)
        if request.budget is not None:
            tell(_("Filing the hospitality application"))
            _application(request, outcome, at=at)
        owner = outcome.reception.owner
        invitations.prepare(outcome.banquet, by=owner, at=at)
    tell(_("Printing the cards of the invitations"))
    _send(outcome, at=at)
    return outcome


# --- reception and party -----------------------------------------------------------------------------------------------

def _reception(request, outcome, *, at):
    for values in request.staff:
        if staff_named(values["name_zh"] or values["name_en"]) is None:
            add_staff(**values, by=None, at=at)
    owner = _staff(request.reception["owner"], at=at)
    client = client_named(request.client["name_zh"] or request.client["name_en"]) or add_client(
        **request.client, owners=[owner], by=owner, at=at)
    values = {key: value for key, value in request.reception.items() if key != "owner"}
    with refusals(request, "reception"):
        outcome.reception = add_reception(owner=owner, client=client, time_zone=request.company["time_zone"], by=owner, at=at, **values)
    for number, item in enumerate(request.items):
        with refusals(request, "items", number):
            _item(outcome.reception, item, by=owner, at=at)
    _party(request, outcome, at=at)


def _item(reception, values, *, by, at):
    values = dict(values)
    responsible = values.pop("responsible")
    add_item(reception, by=by, at=at, responsible_id=_staff(responsible, at=at).id if responsible else None, **values)


def _party(request, outcome, *, at):
    try:
        _stored, proposal = import_file(outcome.reception, request.workbook.read_bytes(), request.workbook.name,
                                        by=outcome.reception.owner, at=at, decisions=request.decisions)
    except PlannerError as error:
        raise BadRequest(request.workbook.name, str(error)) from error
    _titles(request, outcome.reception, at=at)
    _clients(request, outcome.reception, at=at)
    outcome.problems = proposal.problems
    for problem in proposal.problems:
        if problem.severity != "info" and problem.id not in request.decisions:
            place = _("%(sheet)s, row %(row)s", sheet=problem.sheet, row=problem.row)
            outcome.warnings.append(_("%(place)s: %(reason)s", place=place, reason=problem.message))


def _titles(request, reception, *, at):
    """A list has titles in one language; what the request says of a guest is added or put in its place."""
    for number, values in enumerate(request.titles):
        person = seats.attendee_named(request, reception, values["name"], "guests", "titles", number, "name").person
        found = {key: values[key] for key in ("title_zh", "title_en") if values[key]}
        with refusals(request, "guests", "titles", number):
            change_person(person, by=reception.owner, at=at, **found)


def _clients(request, reception, *, at):
    """A list names a guest's organisation in one language; what the request says of it is added or put in its place."""
    listed = {attendee.person.client for attendee in reception.attendees if attendee.person.client is not None}
    for number, values in enumerate(request.clients):
        client = client_named(values["name"])
        if client not in listed:
            raise BadRequest(request.place("guests", "clients", number, "name"), _("nobody on the list is of %(name)s", name=values["name"]))
        found = {key: values[key] for key in ("name_zh", "name_en") if values[key]}
        with refusals(request, "guests", "clients", number):
            change_client(client, by=reception.owner, at=at, **found)


def _staff(name, *, at):
    """The member of our staff with this name; entered when the house does not know them yet."""
    column = "name_en" if script_of(name) == "latin" else "name_zh"
    return staff_named(name) or add_staff(**{column: name}, by=None, at=at)


def _agreement(request, outcome, *, at):
    """The guest of honour's agreement to the date, where the request says who gave it; today's, unless it says when."""
    values, banquet = request.banquet, outcome.banquet
    if values["agreed_by"]:
        given_by = seats.attendee_named(request, outcome.reception, values["agreed_by"], "banquet", "agreed_by")
        with refusals(request, "banquet"):
            agreement.record(banquet, given_by_id=given_by.id, way=values["agreed_way"], agreed_on=values["agreed_on"] or invited.today_there(banquet, at),
                             by=outcome.reception.owner, at=at)


# --- hospitality application -------------------------------------------------------------------------------------------

def _application(request, outcome, *, at):
    values = dict(request.budget)
    applicant, organiser = values.pop("applicant"), values.pop("organiser")
    lines = values.pop("lines")
    by = _staff(applicant, at=at)
    if organiser:
        values["organiser_id"] = _staff(organiser, at=at).id
    values["currency"] = request.company["currency"]
    values = {key: value for key, value in values.items() if value}
    with refusals(request, "budget"):
        outcome.application = budgets.draft_application(outcome.reception, by=by, at=at, lines=lines, **values)
        for breach in case_of(outcome.application).breaches:
            outcome.warnings.append(_("%(place)s: %(reason)s", place=breach.policy.title(current_language()), reason=breach_sentence(breach)))
        budgets.submit(outcome.application, by=by, at=at)
    for number, approval in enumerate(request.approvals):
        with refusals(request, "approvals", number):
            _approve(outcome.application, approval, at=at)
    state = case_of(outcome.application).state
    if not state.is_approved:
        waiting = state.next_step.title(current_language()) if state.next_step else ""
        outcome.warnings.append(_("The hospitality application is not approved (next: %(step)s). No invitation leaves.", step=waiting))


def _approve(application, approval, *, at):
    person = _staff(approval["person"], at=at)
    if approval["role"] not in roles_of(person):
        create_account(person, f"person{person.id}.{approval['role']}", [approval["role"]], by=None, at=at)
    budgets.approve(application, case_of(application).fingerprint, by=person, roles=roles_of(person), at=at, note=approval["note"])


# --- invitations -------------------------------------------------------------------------------------------------------

def _send(outcome, *, at):
    """Queue the mails if the application is approved; a late invitation is said plainly."""
    banquet = outcome.banquet
    for standing in invited.deadline_standings(banquet, at):
        if standing.state == "late":
            deadline, lang = standing.deadline, current_language()
            outcome.warnings.append(_("%(title)s was due on %(day)s. %(advice)s", title=deadline.title(lang), day=deadline.day,
                                      advice=deadline.what_can_be_done(lang)))
    reasons = invited.obstacles(banquet, at)
    if reasons:
        outcome.warnings += [str(reason) for reason in reasons if str(reason) not in outcome.warnings]
        return
    outcome.mails = for_plan(banquet, by=outcome.reception.owner)
    paper = [row for row in invited.invitations_of(banquet) if row.channel == "print"]
    for row in paper:
        name = row.attendee.person.both_names()
        outcome.warnings.append(_("%(name)s has no mail address: the invitation is to be handed over on paper.", name=name))
    session().expire_all()
