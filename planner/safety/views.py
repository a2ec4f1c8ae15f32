"""Routes of safety, made for a phone in one hand: the list of visitors, one visitor, custody, the pick list."""

from flask import Blueprint, request, url_for

from planner import clock
from planner.errors import NotFound, RuleBroken
from planner.i18n import current_language
from planner.safety import actions, queries, rulebook
from planner.safety.forms import CustodyForm, FactsForm
from planner.sites.gear import all_gear
from planner.tours import asking
from planner.tours.queries import application_of
from planner.web import current_person, go_to, once, page, requires

bp = Blueprint("safety", __name__)
BASE = "/receptions/<id:reception_id>/tours/<id:tour_id>/safety"
TICKS = {"briefed": actions.brief, "signed": actions.sign, "gear": actions.gear, "nda": actions.sign_nda, "badge": actions.badge}


def _tour(reception_id, tour_id):
    return queries.get_tour(reception_id, tour_id, current_person())


def _address(tour, endpoint, **values):
    return url_for(endpoint, reception_id=tour.item.reception_id, tour_id=tour.id, **values)


def _about(tour, **context):
    """What every page of safety needs."""
    lang, application = current_language(), application_of(tour)
    return {"reception": tour.item.reception, "tour": tour, "lang": lang, "gear": all_gear(), "things": rulebook.things(), "sizes": rulebook.sizes(), "rules": rulebook.rules(),
            "points": rulebook.points(asking.stops_of(tour), any(s.is_closed for s in tour.site.stops), lang), "briefing": rulebook.briefing(), "statement": rulebook.statement(),
            "asks_nda": application is not None and application.confidentiality == "confidential", **context}


@bp.get(BASE)
@requires("safety.see")
def index(reception_id, tour_id):
    return _index(_tour(reception_id, tour_id))


def _index(tour, status=200, problem=None):
    at = clock.now()
    found = queries.visitors(tour, at)
    queries.note_read(found, by=current_person(), page="safety")
    return page("safety/index.html", status=status, problem=problem, **_about(tour, visitors=found, missing=actions.what_is_missing(tour, at),
                                                                             warnings=actions.warnings(tour, at), open_ends=actions.what_is_open(tour, at)))


@bp.get(f"{BASE}/gear")
@requires("safety.see")
def gear(reception_id, tour_id):
    """The pick list."""
    tour = _tour(reception_id, tour_id)
    return page("safety/gear.html", **_about(tour, picks=queries.by_gear(queries.pick_list(tour, clock.now()))))


@bp.get(f"{BASE}/<id:attendee_id>")
@requires("safety.see")
def visitor(reception_id, tour_id, attendee_id):
    tour = _tour(reception_id, tour_id)
    one = queries.get_visitor(tour, attendee_id, clock.now())
    queries.note_read([one], by=current_person(), page="safety")
    return _visitor(tour, one)


def _visitor(tour, one, status=200, problem=None, facts=None, custody=None):
    facts = facts or FactsForm(gear=queries.gear_needed(tour), formdata=None, data={"age": one.age, **{f"size_{code}": size for code, size in one.sizes.items()}})
    custody = custody or CustodyForm(formdata=None)
    return page("safety/visitor.html", status=status, problem=problem, **_about(tour, one=one, facts=facts, custody=custody))


@bp.post(f"{BASE}/<id:attendee_id>/<any(briefed, signed, gear, nda, badge):tick_name>")
@requires("safety.see")
@once
def tick(reception_id, tour_id, attendee_id, tick_name):
    """One of the five ticks; `undo` takes it back."""
    tour = _tour(reception_id, tour_id)
    one = queries.get_visitor(tour, attendee_id, clock.now())
    try:
        if "undo" in request.form:
            actions.undo(tour, one.attendee, tick_name, by=current_person(), at=clock.now())
        else:
            TICKS[tick_name](tour, one.attendee, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _index(tour, 422, error.message)
    if request.form.get("from") == "visitor":
        return go_to(_address(tour, ".visitor", attendee_id=attendee_id))
    return go_to(f"{_address(tour, '.index')}#visitor-{attendee_id}")


@bp.post(f"{BASE}/<id:attendee_id>/facts")
@requires("safety.see")
@once
def set_facts(reception_id, tour_id, attendee_id):
    """Sizes and whether of age."""
    tour = _tour(reception_id, tour_id)
    one = queries.get_visitor(tour, attendee_id, clock.now())
    form = FactsForm(gear=queries.gear_needed(tour))
    if not form.validate():
        return _visitor(tour, one, 422, facts=form)
    try:
        actions.set_facts(tour, one.attendee, sizes=form.sizes(), age=form.age.data or "", by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _visitor(tour, one, 422, error.message, facts=form)
    return go_to(_address(tour, ".visitor", attendee_id=attendee_id))


@bp.post(f"{BASE}/<id:attendee_id>/<any(briefing, statement):paper_name>/sign")
@requires("safety.see")
@once
def sign(reception_id, tour_id, attendee_id, paper_name):
    """A signature drawn on the screen."""
    tour = _tour(reception_id, tour_id)
    one = queries.get_visitor(tour, attendee_id, clock.now())
    act = actions.sign if paper_name == "briefing" else actions.sign_nda
    try:
        act(tour, one.attendee, path=request.form.get("path", ""), by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _visitor(tour, one, 422, error.message)
    return go_to(_address(tour, ".visitor", attendee_id=attendee_id))


@bp.post(f"{BASE}/<id:attendee_id>/custody")
@requires("safety.see")
@once
def take(reception_id, tour_id, attendee_id):
    """Things into custody, with two signatures."""
    tour = _tour(reception_id, tour_id)
    one = queries.get_visitor(tour, attendee_id, clock.now())
    form = CustodyForm()
    if not form.validate():
        return _visitor(tour, one, 422, custody=form)
    paths = {} if form.on_paper.data else {"visitor_path": form.visitor_path.data or "", "keeper_path": form.keeper_path.data or ""}
    try:
        actions.take_into_custody(tour, one.attendee, form.things(), note=form.note.data, by=current_person(), at=clock.now(), **paths)
    except RuleBroken as error:
        form.add_error(error)
        return _visitor(tour, one, 422, custody=form)
    return go_to(f"{_address(tour, '.visitor', attendee_id=attendee_id)}#custody")


@bp.post(f"{BASE}/receipts/<id:receipt_id>/return")
@requires("safety.see")
@once
def give_back(reception_id, tour_id, receipt_id):
    """Things back to their owner."""
    tour = _tour(reception_id, tour_id)
    receipt = queries.get_receipt(tour, receipt_id)
    one = next((v for v in queries.visitors(tour, clock.now()) if v.attendee.id == receipt.attendee_id), None)
    path = None if "on_paper" in request.form else request.form.get("path", "")
    try:
        actions.give_back(receipt, path=path, by=current_person(), at=clock.now())
    except RuleBroken as error:
        if one is None:
            raise NotFound() from None
        return _visitor(tour, one, 422, error.message)
    return go_to(f"{_address(tour, '.visitor', attendee_id=receipt.attendee_id)}#custody" if one else _address(tour, ".index"))
