"""Routes of sites: the picture with the shortest way on it, and the office's editor of stops and legs."""

from flask import Blueprint, flash, request, url_for

from planner import clock
from planner.errors import RuleBroken
from planner.i18n import _, current_language
from planner.people import queries as people
from planner.places import queries as places
from planner.sites import actions, paths, picture, queries
from planner.sites.forms import EXPLAINER_NAMES, LegForm, SiteForm, StopForm
from planner.web import check_version, current_person, go_to, once, page, requires

bp = Blueprint("sites", __name__)
SITE = "/office/sites/<id:site_id>"


@bp.get("/office/sites")
@requires("site.see")
def index():
    return page("sites/index.html", sites=queries.sites(retired=True))


@bp.get("/office/sites/new")
@requires("site.edit")
def new():
    return page("sites/edit.html", site=None, form=SiteForm(places=places.places()))


@bp.post("/office/sites/new")
@requires("site.edit")
@once
def add():
    form = SiteForm(places=places.places())
    if not form.validate():
        return page("sites/edit.html", site=None, form=form, status=422)
    try:
        site = actions.add_site(by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return page("sites/edit.html", site=None, form=form, status=422)
    return go_to(url_for(".show", site_id=site.id))


@bp.get(SITE)
@requires("site.see")
def show(site_id):
    """The site, and the shortest way between two stops where they are asked for."""
    return _show(queries.get_site(site_id))


def _show(site):
    start, end = (_asked_stop(site, name) for name in ("from", "to"))
    needs = paths.Needs(step_free="step_free" in request.args, no_magnets="no_magnets" in request.args)
    way, why_not = queries.way_between(site, start, end, needs) if start and end and site.entrance and site.exit else ([], "")
    lang = current_language()
    return page("sites/show.html", site=site, drawing=picture.drawing(site, way), way=way, why_not=why_not, start=start, end=end, needs=needs, lang=lang,
                marks=picture.marks, explainers=EXPLAINER_NAMES, closed=queries.no_entry(site), lost=queries.unreachable(site) if site.stops else [])


def _asked_stop(site, name):
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
    return next((s for s in site.stops if s.id == number), None)


@bp.get(f"{SITE}/edit")
@requires("site.edit")
def edit(site_id):
    site = queries.get_site(site_id)
    return page("sites/edit.html", site=site, form=SiteForm(places=places.places(), obj=site))


@bp.post(f"{SITE}/edit")
@requires("site.edit")
@once
def change(site_id):
    site = queries.get_site(site_id)
    form = SiteForm(places=places.places())
    if not form.validate():
        return page("sites/edit.html", site=site, form=form, status=422)
    check_version(site, form)
    try:
        actions.change_site(site, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return page("sites/edit.html", site=site, form=form, status=422)
    return go_to(url_for(".show", site_id=site.id))


@bp.post(f"{SITE}/retire")
@requires("site.edit")
@once
def retire(site_id):
    """Out of use, or into use again."""
    site = queries.get_site(site_id)
    check_version(site)
    actions.change_site(site, by=current_person(), at=clock.now(), is_active=not site.is_active)
    return go_to(url_for(".index"))


# --- stops

def _stop_page(site, form, stop=None, status=200):
    return page("sites/stop.html", site=site, stop=stop, form=form, status=status)


def _stop_form(site, stop=None, obj=None):
    return StopForm(site, staff=people.staff(), stop=stop)


@bp.get(f"{SITE}/stops/new")
@requires("site.edit")
def new_stop(site_id):
    site = queries.get_site(site_id)
    return _stop_page(site, _stop_form(site))


@bp.post(f"{SITE}/stops/new")
@requires("site.edit")
@once
def add_stop(site_id):
    site = queries.get_site(site_id)
    form = _stop_form(site)
    if not form.validate():
        return _stop_page(site, form, status=422)
    try:
        other = queries.get_stop(site, form.joined_to.data) if "joined_to" in form and form.joined_to.data else None
        actions.add_stop(site, joined_to=other, joined_minutes=form.joined_minutes.data if other else None, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return _stop_page(site, form, status=422)
    return go_to(url_for(".show", site_id=site.id))


@bp.get(f"{SITE}/stops/<id:stop_id>")
@requires("site.edit")
def edit_stop(site_id, stop_id):
    site = queries.get_site(site_id)
    stop = queries.get_stop(site, stop_id)
    return _stop_page(site, _stop_form(site, stop), stop)


@bp.post(f"{SITE}/stops/<id:stop_id>")
@requires("site.edit")
@once
def change_stop(site_id, stop_id):
    site = queries.get_site(site_id)
    stop = queries.get_stop(site, stop_id)
    form = _stop_form(site, stop)
    if not form.validate():
        return _stop_page(site, form, stop, status=422)
    check_version(stop, form)
    try:
        actions.change_stop(stop, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return _stop_page(site, form, stop, status=422)
    return go_to(url_for(".show", site_id=site.id))


@bp.post(f"{SITE}/stops/<id:stop_id>/remove")
@requires("site.edit")
@once
def remove_stop(site_id, stop_id):
    site = queries.get_site(site_id)
    stop = queries.get_stop(site, stop_id)
    check_version(stop)
    actions.remove_stop(stop, by=current_person(), at=clock.now())
    flash(_("The stop is gone."))
    return go_to(url_for(".show", site_id=site_id))


# --- legs

@bp.get(f"{SITE}/legs/new")
@requires("site.edit")
def new_leg(site_id):
    site = queries.get_site(site_id)
    return page("sites/leg.html", site=site, leg=None, form=LegForm(site))


@bp.post(f"{SITE}/legs/new")
@requires("site.edit")
@once
def add_leg(site_id):
    site = queries.get_site(site_id)
    form = LegForm(site)
    if not form.validate():
        return page("sites/leg.html", site=site, leg=None, form=form, status=422)
    try:
        start, end = queries.get_stop(site, form.from_id.data), queries.get_stop(site, form.to_id.data)
        actions.add_leg(site, start, end, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return page("sites/leg.html", site=site, leg=None, form=form, status=422)
    return go_to(url_for(".show", site_id=site.id))


@bp.get(f"{SITE}/legs/<id:leg_id>")
@requires("site.edit")
def edit_leg(site_id, leg_id):
    site = queries.get_site(site_id)
    leg = queries.get_leg(site, leg_id)
    return page("sites/leg.html", site=site, leg=leg, form=LegForm(site, leg=leg))


@bp.post(f"{SITE}/legs/<id:leg_id>")
@requires("site.edit")
@once
def change_leg(site_id, leg_id):
    site = queries.get_site(site_id)
    leg = queries.get_leg(site, leg_id)
    form = LegForm(site, leg=leg)
    if not form.validate():
        return page("sites/leg.html", site=site, leg=leg, form=form, status=422)
    check_version(leg, form)
    try:
        actions.change_leg(leg, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return page("sites/leg.html", site=site, leg=leg, form=form, status=422)
    return go_to(url_for(".show", site_id=site.id))


@bp.post(f"{SITE}/legs/<id:leg_id>/remove")
@requires("site.edit")
@once
def remove_leg(site_id, leg_id):
    site = queries.get_site(site_id)
    leg = queries.get_leg(site, leg_id)
    check_version(leg)
    actions.remove_leg(leg, by=current_person(), at=clock.now())
    flash(_("The way is gone."))
    return go_to(url_for(".show", site_id=site_id))
