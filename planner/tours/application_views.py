"""Routes of the visit application 公司参观申请表: writing it, its way up the ladder, and the inbox of who decides."""

from flask import Blueprint, request, url_for

from planner import clock
from planner.accounts.queries import people_with_role
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.people import queries as people
from planner.people.models import Person
from planner.people.countries import country_name
from planner.sites.gear import all_gear
from planner.tours import application as applications
from planner.tours import approval, queries, wording
from planner.tours.forms import CAMERA_NAMES, CONFIDENTIALITY_NAMES, ApplicationForm, DecisionForm
from planner.tours.views import TOUR, address, to_change
from planner.web import check_version, current_person, go_to, once, page, requires

bp = Blueprint("visits", __name__)


def fact_rows(changes):
    """[(label, old, new)] of pinned facts in words."""
    names = fact_names()
    return [(names[key], fact_words(key, old), fact_words(key, new)) for key, old, new in changes]


def fact_names():
    """Labels of what a signature stands for."""
    return {"site": _("Site"), "route": _("Areas and route"), "people": _("Number of people"), "starts_at": _("Arrival"), "ends_at": _("Leaving"),
            "camera": _("Photography, filming, interviews"), "camera_person": _("Assigned person"), "ladder": _("Rules of approval")}


def fact_words(key, value):
    """One pinned fact as a person reads it."""
    lang = current_language()
    if value in (None, "", []):
        return _("none")
    if key == "route":
        return ("、" if lang == "zh" else ", ").join((zh or en) if lang == "zh" else (en or zh) for _id, zh, en in value)
    if key == "camera":
        return ("、" if lang == "zh" else ", ").join(str(CAMERA_NAMES[one]) for one in value)
    if key == "camera_person":
        found = session().get(Person, value)
        return found.name(lang) if found else _("none")
    if key in ("starts_at", "ends_at"):
        return value.replace("T", " ")
    return str(value)


@bp.get("/visits")
@requires("visit.decide")
def inbox():
    """Applications handed in: those that wait for this reader first."""
    person, at = current_person(), clock.now()
    cases = [applications.case_of(one, at) for one in queries.waiting_applications()]
    seen = [c for c in cases if queries.may_see(c.application.tour, person) or queries.has_part(c.application.tour, person)]
    mine = [c for c in seen if c.refusal(person) is None]
    return page("tours/inbox.html", mine=mine, others=[c for c in seen if c not in mine], lang=current_language())


@bp.get(f"{TOUR}/application")
@requires("tour.see")
def show(reception_id, tour_id):
    return show_page(queries.readable_tour(reception_id, tour_id, current_person()))


def show_page(tour, form=None, status=200, problem=None):
    at, person = clock.now(), current_person()
    found = queries.application_of(tour)
    case = applications.case_of(found, at) if found else None
    decides = case is not None and case.refusal(person) is None
    form = form or DecisionForm(formdata=None, data={"shown": case.fingerprint if case else ""})
    return page("tours/application.html", status=status, reception=tour.item.reception, tour=tour, case=case, sheet=applications.sheet_of(tour, at), form=form,
                decides=decides, why_not=case.refusal(person) if case and not decides and case.state.status == "submitted" else None, problem=problem,
                may_edit=queries.may_edit(tour.item.reception, person), ladder=approval.ladder(), lang=current_language(), camera_names=CAMERA_NAMES,
                confidentiality=CONFIDENTIALITY_NAMES, changes=fact_rows(case.voided) if case else [], gear=all_gear(), clock_of=wording.clock,
                country=lambda code: country_name(code, current_language()))


def _form(found=None, **kwargs):
    return ApplicationForm(staff=people.staff(), officers=people_with_role("safety_officer"), obj=found, **kwargs)


@bp.get(f"{TOUR}/application/edit")
@requires("tour.edit")
def edit(reception_id, tour_id):
    _reception, tour = to_change(reception_id, tour_id)
    found = queries.application_of(tour)
    return _edit(tour, found, _form(found) if found else _form(data=_first_values(tour)))


def _first_values(tour):
    reception, person = tour.item.reception, current_person()
    officers = people_with_role("safety_officer")
    return {"purpose": reception.purpose(current_language()), "department": person.department(current_language()), "responsible_id": tour.item.responsible_id,
            "safety_officer_id": officers[0].id if len(officers) == 1 else None, "confidentiality": "internal"}


def _edit(tour, found, form, status=200):
    return page("tours/application_edit.html", status=status, reception=tour.item.reception, tour=tour, application=found, form=form)


@bp.post(f"{TOUR}/application/edit")
@requires("tour.edit")
@once
def save(reception_id, tour_id):
    _reception, tour = to_change(reception_id, tour_id)
    found = queries.application_of(tour)
    form = _form()
    if not form.validate():
        return _edit(tour, found, form, 422)
    try:
        if found is None:
            found = applications.draft(tour, by=current_person(), at=clock.now(), **form.values())
        else:
            check_version(found, form)
            _refuse_started(tour)
            applications.edit(found, form.values(), by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _edit(tour, found, form, 422)
    return go_to(address(tour, "visits.show"))


def _refuse_started(tour):
    if tour.started_at is not None:
        raise RuleBroken(_("The tour has started; its application stays."))


def _application(tour):
    found = queries.application_of(tour)
    if found is None:
        raise NotFound()
    return found


@bp.post(f"{TOUR}/application/<any(submit, withdraw):step>")
@requires("tour.edit")
@once
def take_step(reception_id, tour_id, step):
    """Hand the application in, or withdraw it."""
    _reception, tour = to_change(reception_id, tour_id)
    try:
        getattr(applications, step)(_application(tour), by=current_person(), at=clock.now())
    except RuleBroken as error:
        return show_page(tour, status=422, problem=error.message)
    return go_to(address(tour, "visits.show"))


@bp.post(f"{TOUR}/application/<any(approve, send_back, reject):decision>")
@requires("visit.decide")
@once
def decide(reception_id, tour_id, decision):
    tour = queries.readable_tour(reception_id, tour_id, current_person())
    found, form = _application(tour), DecisionForm()
    if not form.validate():
        return show_page(tour, form, 422)
    try:
        applications.decide(found, decision, by=current_person(), at=clock.now(), shown=form.shown.data, note=form.note.data)
    except RuleBroken as error:
        form.add_error(error)
        return show_page(tour, form, 422)
    return go_to(url_for(".inbox") if request.form.get("from") == "inbox" else address(tour, "visits.show"))
