"""Routes of hospitality applications: the applicant's form, the inbox, the approver's page."""

import json
from urllib.parse import quote

from flask import Blueprint, flash, make_response, request, url_for

from planner import clock, sheets
from planner.accounts import second_factor
from planner.budgets import actions, approval, authority, line_table, pictures, queries, talks
from planner.budgets.forms import EMPTY_LINE, ApplicationForm, DecisionForm, WordsForm, form_data, listed_data
from planner.budgets.lines import explanation
from planner.budgets.rulebook import FOLLOWS, BadRules, house_rules
from planner.errors import Conflict, NotFound, RuleBroken
from planner.i18n import _
from planner.limits import limiter
from planner.receptions.queries import get_reception, own_reception
from planner.settings import BadSettings
from planner.web import check_version, current_person, current_roles, go_to, once, page, requires, signed

bp = Blueprint("budgets", __name__)


@bp.record_once
def _read_rules(_state):
    """A mistake in the rule files stops the start, with file and line, and not the first approver."""
    try:
        house_rules()
    except BadRules as error:
        raise BadSettings(str(error)) from None


_DONE = {"approve": lambda: _("Approved."), "ask": lambda: _("Asked. The application keeps its place."), "send_back": lambda: _("Sent back to the applicant."), "reject": lambda: _("Rejected.")}
DECISIONS = {"approve": actions.approve, "send_back": actions.send_back, "reject": actions.reject, "ask": talks.ask}
LONGEST_SHOWN = 60_000


# The applicant's side ---------------------------------------------------------------------------------------------------

@bp.get("/receptions/<id:reception_id>/budget")
@requires("budget.see")
def show(reception_id):
    return _show(get_reception(reception_id, current_person()))


def _show(reception, *, problem=None, status=200, words=None):
    application = queries.application_of(reception)
    case = queries.case_of(application) if application else None
    return page("budgets/show.html", fragment="budgets/_application.html", status=status, reception=reception, case=case, problem=problem,
                budget=pictures.overview(case), pictures=pictures, category_names=pictures.CATEGORY_NAMES, may_edit=reception.owner_id == current_person().id,
                words=words or WordsForm(formdata=None))


@bp.get("/receptions/<id:reception_id>/budget/lines.<any(csv, xlsx):ending>")
@requires("budget.see")
@limiter.limit("30 per minute")
def lines_file(reception_id, ending):
    """The lines with their parts as CSV or workbook."""
    reception = get_reception(reception_id, current_person())
    application = queries.application_of(reception)
    if application is None:
        raise NotFound()
    head, rows = line_table.head(), line_table.rows(application)
    title = f"{_('Budget lines')} {application.applied_on.year}-{application.id:04d}"
    made = sheets.csv_bytes(head, rows) if ending == "csv" else sheets.workbook_bytes([(_("Lines"), head, rows)], title, clock.today(reception.time_zone))
    response = make_response(made)
    response.mimetype = sheets.TYPES[ending]
    response.headers.set("Content-Disposition", "attachment", filename=f"budget-{application.id}.{ending}", **{"filename*": f"UTF-8''{quote(f'{title}.{ending}', safe='')}"})
    return response


def own_application(reception_id):
    reception = own_reception(reception_id, current_person())
    application = queries.application_of(reception)
    if application is None:
        raise NotFound()
    return reception, application


@bp.post("/receptions/<id:reception_id>/budget/draft")
@requires("budget.edit")
@once
def draft(reception_id):
    reception = own_reception(reception_id, current_person())
    try:
        actions.draft_application(reception, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _show(reception, problem=error.message, status=422)
    return go_to(url_for(".edit", reception_id=reception.id))


@bp.get("/receptions/<id:reception_id>/budget/edit")
@requires("budget.edit")
def edit(reception_id):
    reception, application = own_application(reception_id)
    return _form_page(reception, application, _form(application, data=form_data(application)))


def _form(application, **options):
    return ApplicationForm(queries.staff_choices(), house_rules().ladder.currency, queries.funds_for(application), **options)


def _form_page(reception, application, form, status=200, tried=None):
    version = request.form.get("version", "") if request.method == "POST" else str(application.version)
    return page("budgets/edit.html", fragment="budgets/_form.html", status=status, reception=reception, application=application, form=form,
                version=version if version.isdigit() else "", case=queries.case_of(application), explanation=explanation, known_follows=FOLLOWS,
                prices=house_rules().prices, pictures=pictures, tried=tried)


@bp.post("/receptions/<id:reception_id>/budget/edit/lines")
@requires("budget.edit")
def change_lines(reception_id):
    """The same form with one line more or less; nothing is stored yet."""
    reception, application = own_application(reception_id)
    form = _form(application)
    place = request.form.get("remove", "")
    if place.isascii() and place.isdigit() and len(place) < 4 and int(place) < len(form.lines):
        del form.lines.entries[int(place)]
    elif "add" in request.form and len(form.lines) < actions.MOST_LINES:
        form.lines.append_entry(listed_data(request.form.get("listed", ""), form.currency.data) or EMPTY_LINE)
    elif "check" in request.form:
        return _checked_form(reception, application, form)
    return _form_page(reception, application, form)


def _checked_form(reception, application, form):
    """The form with what the policies say of it as typed; nothing is stored."""
    if not form.validate():
        return _form_page(reception, application, form, 422)
    case, values = queries.case_of(application), form.application_values()
    try:
        values |= actions.checked_rate(application, values, at=clock.now())
        lines = actions.checked_lines(form.line_values(), case.figures, values["currency"])
    except RuleBroken as error:
        form.add_error(error)
        return _form_page(reception, application, form, 422)
    return _form_page(reception, application, form, tried=queries.tried(case, values, lines))


@bp.post("/receptions/<id:reception_id>/budget/edit")
@requires("budget.edit")
@once
def change(reception_id):
    reception, application = own_application(reception_id)
    form = _form(application)
    if not form.validate():
        return _form_page(reception, application, form, 422)
    if request.form.get("version", "") != str(application.version):
        mine, theirs = form.compared_with(application)
        raise Conflict(_("Somebody changed this while you were editing. Nothing was stored; please compare and decide."), mine=mine, theirs=theirs)
    try:
        actions.edit_application(application, form.application_values(), form.line_values(), by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _form_page(reception, application, form, 422)
    return go_to(url_for(".show", reception_id=reception.id))


_STEPS = {
    "submit": (actions.submit, lambda: _("Submitted. The first signer finds it among the approvals.")),
    "withdraw": (actions.withdraw, lambda: _("Withdrawn.")),
    "reopen": (actions.reopen, lambda: _("Reopened as a draft.")),
    "follow": (actions.follow_plan, lambda: _("The lines are up to date with the plan.")),
    "ask": (actions.ask_again, lambda: _("Asked again from the first signature.")),
}


@bp.post("/receptions/<id:reception_id>/budget/<any(submit, withdraw, reopen, follow, ask):step>")
@requires("budget.edit")
@once
def move(reception_id, step):
    reception, application = own_application(reception_id)
    check_version(application)
    act, done = _STEPS[step]
    try:
        act(application, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _show(reception, problem=error.message, status=422)
    flash(done())
    return go_to(url_for(".show", reception_id=reception.id))


_SAID = {"answer": lambda: _("Answered. The application has kept its place."), "meet": lambda: _("Noted. The condition waits to be confirmed.")}


@bp.post("/receptions/<id:reception_id>/budget/<any(answer, meet):what>")
@requires("budget.edit")
@once
def say(reception_id, what):
    """Answer a question, or say how a condition was met."""
    reception, application = own_application(reception_id)
    form = WordsForm()
    if not form.validate():
        return _show(reception, status=422, words=form)
    person, at, note = current_person(), clock.now(), form.note.data or ""
    try:
        if what == "answer":
            talks.answer(application, by=person, at=at, note=note)
        else:
            talks.meet(application, form.step.data or "", by=person, at=at, note=note)
    except RuleBroken as error:
        return _show(reception, problem=error.message, status=422, words=form)
    flash(_SAID[what]())
    return go_to(url_for(".show", reception_id=reception.id))


# The approver's side ----------------------------------------------------------------------------------------------------

@bp.get("/approvals")
@requires("budget.decide")
def approvals():
    person, roles = current_person(), current_roles()
    waiting, decided = queries.inbox(person, roles)
    rows = queries.own_parts(person, waiting)
    return page("budgets/approvals.html", fragment="budgets/_inbox.html", rows=rows, decided=decided, pictures=pictures,
                amount=lambda application: queries.company_money(application, application.total_minor, house_rules()))


@bp.get("/approvals/<id:application_id>")
@requires("budget.see")
def approver(application_id):
    application = queries.get_application(application_id, current_person())
    return _approver_page(application, DecisionForm(formdata=None))


def _approver_page(application, form, *, status=200, problem=None, shown=None):
    needed = second_factor.needed(clock.now())
    case = queries.case_of(application)
    person = current_person()
    powers = authority.powers_of(person, clock.now())
    step, power, refused = approval.choose(person.id, powers, case.state, case.involved, case.event_total)
    entry, changes, lines = case.changed_since_last_time()
    facts = json.dumps(case.facts, sort_keys=True)
    return page("budgets/approver.html", fragment="budgets/_approver.html", status=status, application=application, case=case, form=form,
                reception=application.reception, problem=problem, refused=refused, needed=needed, shows_form=not needed or status != 200, signs=step, stands_in_for=pictures.stands_in_for(power), confirmable=_confirmable(case, powers), pictures=pictures, budget=pictures.overview(case),
                compared=pictures.differences(approval.changes(shown, case.facts), application) if shown else [],
                changed_since=entry, changed=pictures.differences(changes, application), changed_lines=lines,
                guests=queries.guests_in_words(application.reception), history=queries.history_with(application.client, application),
                shown_facts=facts, shown_mark=signed(facts, "shown"), category_names=pictures.CATEGORY_NAMES, company=queries.company_money)


@bp.post("/approvals/<id:application_id>/<any(approve, send_back, reject, ask):decision>")
@requires("budget.decide")
@once
def decide(application_id, decision):
    application = queries.get_application(application_id, current_person())
    form = DecisionForm()
    if not form.validate():
        return _approver_page(application, form, status=422)
    if second_factor.needed(clock.now()):
        return _approver_page(application, form, status=422, problem=second_factor.PROVE_FIRST)
    more = {} if decision == "ask" else {"step": form.step.data or None}
    if decision == "approve":
        more["condition"] = form.condition.data or ""
    try:
        DECISIONS[decision](application, form.fingerprint.data or "", version=request.form.get("version"), by=current_person(),
                            roles=current_roles(), at=clock.now(), note=form.note.data or "", **more)
    except actions.ShownIsOld as error:
        return _approver_page(application, form, status=409, problem=error.message, shown=_shown_facts())
    except RuleBroken as error:
        form.add_error(error)
        return _approver_page(application, form, status=422)
    flash(_DONE[decision]())
    return go_to(url_for(".approvals"))


def _confirmable(case, powers):
    """The steps whose condition this person may confirm now."""
    if approval.own_part(current_person().id, case.involved):
        return []
    roles = {power.role for power in powers}
    return [one for one in case.state.open_conditions if one.met and one.decision.role in roles]


@bp.post("/approvals/<id:application_id>/confirm")
@requires("budget.decide")
@once
def confirm(application_id):
    """The condition of a signature is met."""
    application = queries.get_application(application_id, current_person())
    form = WordsForm()
    if not form.validate():
        return _approver_page(application, DecisionForm(formdata=None), status=422)
    if second_factor.needed(clock.now()):
        return _approver_page(application, DecisionForm(formdata=None), status=422, problem=second_factor.PROVE_FIRST)
    try:
        talks.confirm(application, form.step.data or "", by=current_person(), roles=current_roles(), at=clock.now(), note=form.note.data or "")
    except RuleBroken as error:
        return _approver_page(application, DecisionForm(formdata=None), status=422, problem=error.message)
    flash(_("Confirmed."))
    return go_to(url_for(".approver", application_id=application.id))


def _shown_facts():
    """The facts this page showed, as it sent them along; None unless we wrote them ourselves."""
    text = request.form.get("shown", "")
    if len(text) > LONGEST_SHOWN or not text or signed(text, "shown") != request.form.get("shown_mark", ""):
        return None
    return json.loads(text)


from planner.budgets import quote_views  # noqa: E402, F401  (its routes join this blueprint)
