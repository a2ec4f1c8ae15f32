"""Routes of tours: setting up, planning, moving by hand, releasing, starting and ending."""

import re

from flask import Blueprint, flash, request, url_for

from planner import clock
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.jobs import actions as jobs
from planner.jobs.models import Job
from planner.resources.queries import resources
from planner.sites import picture as site_picture
from planner.sites.queries import get_site, sites
from planner.tours import actions, asking, picture, queries, wording
from planner.tours.application import case_of
from planner.tours.forms import GroupForm, NewTourForm, TourForm, WishForm
from planner.receptions.queries import get_reception
from planner.web import check_version, current_person, go_to, once, page, requires

bp = Blueprint("tours", __name__)
BASE = "/receptions/<id:reception_id>/tours"
TOUR = f"{BASE}/<id:tour_id>"
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")


def to_change(reception_id, tour_id):
    reception = queries.editable_reception(reception_id, current_person())
    return reception, queries.get_tour(reception, tour_id)


def address(tour, endpoint="tours.show", **values):
    return url_for(endpoint, reception_id=tour.item.reception_id, tour_id=tour.id, **values)


@bp.get(BASE)
@requires("tour.see")
def index(reception_id):
    reception = get_reception(reception_id, current_person())
    return _index(reception, NewTourForm(items=queries.items_without_tour(reception), sites=sites()))


def _index(reception, form, status=200):
    tours = queries.tours_of(reception)
    cases = {t.id: case_of(a, clock.now()) for t in tours if (a := queries.application_of(t))}
    return page("tours/index.html", reception=reception, tours=tours, cases=cases, form=form, may_edit=queries.may_edit(reception, current_person()),
                states=wording.STATE_NAMES, status=status)


@bp.post(f"{BASE}/new")
@requires("tour.edit")
@once
def add(reception_id):
    reception = queries.editable_reception(reception_id, current_person())
    items = queries.items_without_tour(reception)
    form = NewTourForm(items=items, sites=sites())
    if not form.validate():
        return _index(reception, form, 422)
    try:
        item = next(i for i in items if i.id == form.item_id.data)
        tour = actions.set_up(item, get_site(form.site_id.data), by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _index(reception, form, 422)
    return go_to(address(tour, "tours.edit"))


@bp.get(TOUR)
@requires("tour.see")
def show(reception_id, tour_id):
    return show_page(queries.readable_tour(reception_id, tour_id, current_person()))


def show_page(tour, status=200, problem=None, alternatives=None):
    """The tour with its plan, picture and route; `problem` is a refusal to be shown."""
    at, person, lang = clock.now(), current_person(), current_language()
    application = queries.application_of(tour)
    chosen = next((g for g in tour.groups if str(g.number) == request.args.get("group")), tour.groups[0] if tour.groups else None)
    current = asking.fingerprint(tour, at)
    return page("tours/show.html", status=status, reception=tour.item.reception, tour=tour, lang=lang, problem=problem, alternatives=alternatives,
                may_edit=queries.may_edit(tour.item.reception, person), works_here=queries.works_at(tour, person),
                case=case_of(application, at) if application else None, wording=wording,
                visitors=queries.visitors_of(tour, at), stops=asking.stops_of(tour), is_stale=bool(tour.planned_for) and tour.planned_for != current,
                drawing=picture.drawing(tour, lang, _others(tour)), chosen=chosen, reasons=wording.reasons(tour, tour.reasons, person, lang),
                site_drawing=site_picture.drawing(tour.site, picture.route_of(chosen)) if chosen else None, meetings=_meetings(tour),
                missing=actions.missing_to_start(tour, at) if tour.started_at is None and tour.groups else [],
                open_ends=actions.missing_to_end(tour, at) if tour.started_at and not tour.ended_at else [], interests=actions.interests())


def _others(tour):
    """Groups of other tours of that day on the site."""
    return [g for t in queries.tours_of_day(tour.site, tour.item.starts_at.date()) if t.id != tour.id for g in t.groups]


def _meetings(tour):
    """[(stop, minute)] where groups of this party with people of rival clients are at one stop at the same time: a plan made before they were rivals."""
    rivals = queries.rival_clients()
    found = []
    for n, one in enumerate(tour.groups):
        for other in tour.groups[n + 1:]:
            mine, theirs = ({m.attendee.person.client_id for m in g.members} for g in (one, other))
            if any(theirs & rivals.get(c, set()) for c in mine):
                found += [(a.stop, max(a.starts_minute, b.starts_minute)) for a in one.visits for b in other.visits
                          if a.stop_id == b.stop_id and a.starts_minute < b.ends_minute and b.starts_minute < a.ends_minute]
    return found


@bp.get(f"{TOUR}/edit")
@requires("tour.edit")
def edit(reception_id, tour_id):
    _reception, tour = to_change(reception_id, tour_id)
    return _edit(tour, TourForm(stops=_shown(tour), obj=tour))


def _shown(tour):
    doors = {tour.site.entrance, tour.site.exit}
    return [s for s in tour.site.stops if s not in doors and not s.is_closed]


def _edit(tour, form, wish=None, status=200):
    visitors = queries.visitors_of(tour, clock.now())
    return page("tours/edit.html", status=status, reception=tour.item.reception, tour=tour, form=form, wish=wish or WishForm(visitors=visitors), visitors=visitors,
                chosen={g.attendee_id: g.interests for g in tour.guests}, interests=actions.interests(), lang=current_language(), languages=asking.languages_of)


@bp.post(f"{TOUR}/edit")
@requires("tour.edit")
@once
def change(reception_id, tour_id):
    _reception, tour = to_change(reception_id, tour_id)
    form = TourForm(stops=_shown(tour))
    if not form.validate():
        return _edit(tour, form, status=422)
    check_version(tour, form)
    try:
        actions.change(tour, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return _edit(tour, form, status=422)
    return go_to(address(tour))


@bp.post(f"{TOUR}/interests")
@requires("tour.edit")
@once
def set_interests(reception_id, tour_id):
    _reception, tour = to_change(reception_id, tour_id)
    wanted = {a.id: [c for c in request.form.getlist(f"interest-{a.id}") if c in actions.interests()] for a in queries.visitors_of(tour, clock.now())}
    return _done(tour, lambda: actions.set_interests(tour, wanted, by=current_person(), at=clock.now()), "tours.edit")


@bp.post(f"{TOUR}/wishes")
@requires("tour.edit")
@once
def add_wish(reception_id, tour_id):
    _reception, tour = to_change(reception_id, tour_id)
    form = WishForm(visitors=queries.visitors_of(tour, clock.now()))
    if form.validate():
        try:
            actions.add_wish(tour, form.kind.data, form.first_id.data, form.second_id.data, by=current_person(), at=clock.now())
            return go_to(address(tour, "tours.edit"))
        except RuleBroken as error:
            form.add_error(error)
    return _edit(tour, TourForm(stops=_shown(tour), formdata=None, obj=tour), form, 422)


@bp.post(f"{TOUR}/wishes/<id:tour_wish_id>/remove")
@requires("tour.edit")
@once
def remove_wish(reception_id, tour_id, tour_wish_id):
    _reception, tour = to_change(reception_id, tour_id)
    wish = queries.get_wish(tour, tour_wish_id)
    return _done(tour, lambda: actions.remove_wish(tour, wish, by=current_person(), at=clock.now()), "tours.edit")


def _done(tour, work, endpoint="tours.show"):
    """Do it and go there, or show the tour with the reason why not."""
    try:
        _tried(work)
    except RuleBroken as error:
        return show_page(tour, 422, error.message, getattr(error, "alternatives", None))
    return go_to(address(tour, endpoint))


# --- planning --------------------------------------------------------------------------------------------------------------


@bp.post(f"{TOUR}/plan")
@requires("tour.edit")
@once
def plan(reception_id, tour_id):
    """Plan all tours of the day on this site in the background."""
    _reception, tour = to_change(reception_id, tour_id)
    try:
        actions.refuse_under_way(tour)
        asking.party_of(tour, clock.now())
    except RuleBroken as error:
        return show_page(tour, 422, error.message)
    job = jobs.enqueue("tours.plan", {"tour_id": tour.id}, by=current_person())
    return go_to(address(tour, "tours.search", tour_search_id=job.id))


def _job(tour, tour_search_id):
    job = session().get(Job, tour_search_id)
    if job is None or job.task != "tours.plan" or job.arguments.get("tour_id") != tour.id:
        raise NotFound()
    return job


@bp.get(f"{TOUR}/searches/<id:tour_search_id>")
@requires("tour.edit")
def search(reception_id, tour_id, tour_search_id):
    """How far the planning is; then the plan."""
    reception, tour = to_change(reception_id, tour_id)
    job = _job(tour, tour_search_id)
    if job.state == "done":
        return go_to(address(tour))
    return page("tours/search.html", fragment="tours/_search.html", reception=reception, tour=tour, job=job)


@bp.post(f"{TOUR}/searches/<id:tour_search_id>/stop")
@requires("tour.edit")
@once
def stop(reception_id, tour_id, tour_search_id):
    """End the planning; the best found so far is kept."""
    _reception, tour = to_change(reception_id, tour_id)
    jobs.cancel(_job(tour, tour_search_id))
    return go_to(address(tour, "tours.search", tour_search_id=tour_search_id))


# --- by hand ---------------------------------------------------------------------------------------------------------------


@bp.post(f"{TOUR}/members")
@requires("tour.edit")
@once
def put_members(reception_id, tour_id):
    """Who is in which group, by hand."""
    _reception, tour = to_change(reception_id, tour_id)
    check_version(tour)
    numbers = {str(g.number): g.number for g in tour.groups}
    chosen = {m.attendee_id: (numbers.get(request.form.get(f"group-{m.attendee_id}", ""), g.number), f"keep-{m.attendee_id}" in request.form)
              for g in tour.groups for m in g.members}
    if not tour.groups:
        return show_page(tour, 422, _("There is no plan yet whose groups could be changed."))
    return _by_hand(tour, lambda: actions.put_members(tour, chosen, by=current_person(), at=clock.now()))


def _by_hand(tour, work):
    try:
        moved = _tried(work)
    except RuleBroken as error:
        return show_page(tour, 422, str(error.message))
    return _checked(tour, moved)


def _tried(work):
    """Do it, or leave every row as it was and raise."""
    attempt = session().begin_nested()
    try:
        result = work()
    except RuleBroken as error:
        error.message = str(error.message)  # said before the rows it speaks of are read anew
        attempt.rollback()
        raise
    attempt.commit()
    return result


def _checked(tour, moved, **where):
    flash(_("Checked: the plan holds. The other groups moved along.") if moved else _("Checked: the plan holds."))
    return go_to(address(tour, **where))


def _group_form(group, **kwargs):
    return GroupForm(guides=_with_own("guide", group.guide), interpreters=_with_own("interpreter", group.interpreter), **kwargs)


def _with_own(kind, own):
    found = resources(kind)
    return found if own is None or own in found else [*found, own]


@bp.get(f"{TOUR}/groups/<id:tour_group_id>")
@requires("tour.edit")
def group(reception_id, tour_id, tour_group_id):
    _reception, tour = to_change(reception_id, tour_id)
    one = queries.get_group(tour, tour_group_id)
    form = _group_form(one, obj=one)
    form.keeps.data = [name for name in ("guide", "interpreter", "order", "times") if getattr(one, f"keeps_{name}")]
    return _group(tour, one, form)


def _group(tour, one, form, status=200):
    return page("tours/group.html", status=status, reception=tour.item.reception, tour=tour, group=one, form=form, lang=current_language(), clock_of=wording.clock,
                typed=request.form)


@bp.post(f"{TOUR}/groups/<id:tour_group_id>")
@requires("tour.edit")
@once
def move_group(reception_id, tour_id, tour_group_id):
    _reception, tour = to_change(reception_id, tour_id)
    one = queries.get_group(tour, tour_group_id)
    form = _group_form(one)
    if not form.validate():
        return _group(tour, one, form, 422)
    check_version(one, form)
    inner = asking.inner(one)
    try:
        order, begins = _read_order(inner), _read_begins(inner)
        moved = _tried(lambda: actions.move_group(tour, one, guide_id=form.guide_id.data, interpreter_id=form.interpreter_id.data, order=order, begins=begins,
                                                  keeps=set(form.keeps.data), by=current_person(), at=clock.now()))
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _group(tour, one, form, 422)
    return _checked(tour, moved, group=one.number)


def _read_order(inner):
    """Stop ids in the order of the places typed; RuleBroken where a place is missing or there twice."""
    places = {}
    for n, visit in enumerate(inner, 1):
        text = request.form.get(f"place-{visit.stop_id}", str(n)).strip()
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= len(inner)) or int(text) in places:
            raise RuleBroken(_("Each stop needs a place of its own from 1 to %(count)s.", count=len(inner)))
        places[int(text)] = visit.stop_id
    return [places[n] for n in sorted(places)]


def _read_begins(inner):
    """{stop id: minute} of the times that were changed."""
    found = {}
    for visit in inner:
        text = request.form.get(f"at-{visit.stop_id}", "").strip()
        match = CLOCK.match(text)
        if text and match is None:
            raise RuleBroken(_("Please write a time such as 08:30."))
        if match and (minute := int(match[1]) * 60 + int(match[2])) != visit.starts_minute:
            found[visit.stop_id] = minute
    return found


@bp.post(f"{TOUR}/free")
@requires("tour.edit")
@once
def free(reception_id, tour_id):
    _reception, tour = to_change(reception_id, tour_id)
    return _done(tour, lambda: actions.free_everything(tour, by=current_person(), at=clock.now()))


# --- on its way --------------------------------------------------------------------------------------------------------------


@bp.post(f"{TOUR}/<any(release, take_back, start, end):tour_step>")
@requires("tour.edit")
@once
def take_step(reception_id, tour_id, tour_step):
    """Release, take back, start or end the tour."""
    _reception, tour = to_change(reception_id, tour_id)
    return _done(tour, lambda: getattr(actions, tour_step)(tour, by=current_person(), at=clock.now()))


@bp.post(f"{TOUR}/remove")
@requires("tour.edit")
@once
def remove(reception_id, tour_id):
    reception, tour = to_change(reception_id, tour_id)
    try:
        actions.remove(tour, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return show_page(tour, 422, error.message)
    return go_to(url_for(".index", reception_id=reception.id))
