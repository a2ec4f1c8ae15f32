"""Routes of stand-ins and signing limits."""

from flask import Blueprint, flash, url_for

from planner import clock
from planner.accounts import second_factor
from planner.budgets import authority, delegations
from planner.budgets.standin_forms import ABSENCE_NAMES, ROLE_NAMES, LimitForm, StandInForm
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, _l, current_language
from planner.people.models import Person
from planner.web import check_version, current_person, current_roles, go_to, once, page, requires

bp = Blueprint("stand_ins", __name__)
PROVE_FIRST = _l("Please give the code of your second factor first. Nothing was stored; what you wrote is kept below.")


def _form(**options):
    person = current_person()
    return StandInForm(delegations.possible_receivers(person), current_roles(), current_language(), **options)


@bp.get("/approvals/stand-ins")
@requires("budget.decide")
def index():
    """Who signs for me when I am away, and for whom I sign."""
    today = authority.house_day(clock.now())
    return _page(_form(formdata=None, data={"starts_on": today, "ends_on": today}))


def _page(form, status=200, problem=""):
    person, at = current_person(), clock.now()
    rule, most_days = delegations.house_rule()
    return page("budgets/stand_ins.html", status=status, form=form, needed=second_factor.needed(at), rows=delegations.delegations_of(person), problem=problem, rule=rule, most_days=most_days,
                role_names=ROLE_NAMES, absences=ABSENCE_NAMES, own_limit=authority.limits_of({person.id})[person.id], company=authority.company,
                state_of=lambda one: delegations.state_of(one, at))


@bp.post("/approvals/stand-ins")
@requires("budget.decide")
@once
def add():
    form = _form()
    if not form.validate():
        return _page(form, 422)
    if second_factor.needed(clock.now()):
        return _page(form, 422, PROVE_FIRST)
    try:
        delegations.grant(form.people[form.receiver_id.data], form.role.data, form.starts_on.data, form.ends_on.data, limit=form.limit_value,
                          reason=form.reason.data, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _page(form, 422)
    flash(_("Written down. It counts from the first day."))
    return go_to(url_for(".index"))


@bp.post("/approvals/stand-ins/<id:delegation_id>/end")
@requires("budget.decide")
@once
def end(delegation_id):
    """End it now, by who gave it or who received it."""
    found = delegations.get_delegation(delegation_id, current_person())
    check_version(found)
    try:
        delegations.revoke(found, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _page(_form(formdata=None), 422, error.message)
    flash(_("Ended."))
    return go_to(url_for(".index"))


@bp.get("/approvals/limits")
@requires("budget.limits")
def limits():
    """Up to which amount everybody signs, and who stands in for whom."""
    return _limits_page()


def _limits_page(form=None, of_id=None, status=200, problem=""):
    at = clock.now()
    return page("budgets/limits.html", status=status, needed=second_factor.needed(at), rows=delegations.deciders_with_limits(), role_names=ROLE_NAMES, absences=ABSENCE_NAMES, given=delegations.all_delegations(),
                form=form, of_id=of_id, empty_form=LimitForm(formdata=None), problem=problem, company=authority.company,
                state_of=lambda one: delegations.state_of(one, at))


@bp.post("/approvals/limits/<id:signer_id>")
@requires("budget.set_limits")
@once
def set_limit(signer_id):
    person = session().get(Person, signer_id)
    if person is None or not any(one.id == signer_id for one, _roles, _limit in delegations.deciders_with_limits()):
        raise NotFound()
    form = LimitForm()
    if not form.validate():
        return _limits_page(form, signer_id, 422)
    if second_factor.needed(clock.now()):
        return _limits_page(form, signer_id, 422, PROVE_FIRST)
    try:
        delegations.set_limit(person, form.limit_value, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _limits_page(form, signer_id, 422)
    flash(_("The limit counts from now on."))
    return go_to(url_for(".limits"))
