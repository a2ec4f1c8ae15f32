"""Routes of places and the minutes between them, kept by the office."""

from flask import Blueprint, flash, url_for

from planner import clock
from planner.errors import RuleBroken
from planner.i18n import _, current_language
from planner.places import actions, queries
from planner.places.forms import KIND_NAMES, PlaceForm, minutes_form, minutes_of
from planner.web import check_version, current_person, go_to, once, page, requires

bp = Blueprint("places", __name__)


@bp.get("/office/places")
@requires("resource.see")
def index():
    return page("places/index.html", places=queries.places(retired=True), minutes=queries.all_minutes(), kinds=KIND_NAMES)


@bp.get("/office/places/new")
@requires("resource.edit")
def new():
    return page("places/edit.html", place=None, form=PlaceForm())


@bp.post("/office/places/new")
@requires("resource.edit")
@once
def add():
    form = PlaceForm()
    if not form.validate():
        return page("places/edit.html", place=None, form=form, status=422)
    try:
        place = actions.add_place(by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return page("places/edit.html", place=None, form=form, status=422)
    return go_to(url_for(".edit", place_id=place.id))


@bp.get("/office/places/<id:place_id>")
@requires("resource.edit")
def edit(place_id):
    place = queries.get_place(place_id)
    return _show(place, PlaceForm(obj=place))


def _others(place):
    return [one for one in queries.places() if one.id != place.id]


def _show(place, form, ways=None, status=200):
    others, lang = _others(place), current_language()
    if ways is None:
        known = queries.all_minutes()
        ways = minutes_form(others, lang, {one.id: known[place.id, one.id] for one in others if (place.id, one.id) in known})
    return page("places/edit.html", place=place, form=form, ways=ways, others=others, status=status)


@bp.post("/office/places/<id:place_id>")
@requires("resource.edit")
@once
def change(place_id):
    place = queries.get_place(place_id)
    form = PlaceForm()
    if not form.validate():
        return _show(place, form, status=422)
    check_version(place, form)
    try:
        actions.change_place(place, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return _show(place, form, status=422)
    return go_to(url_for(".index"))


@bp.post("/office/places/<id:place_id>/minutes")
@requires("resource.edit")
@once
def set_minutes(place_id):
    place = queries.get_place(place_id)
    others = _others(place)
    ways = minutes_form(others, current_language())
    if not ways.validate():
        return _show(place, PlaceForm(obj=place, formdata=None), ways, status=422)
    actions.set_minutes(place, minutes_of(ways, others), by=current_person(), at=clock.now())
    flash(_("The minutes are stored."))
    return go_to(url_for(".edit", place_id=place.id))


@bp.post("/office/places/<id:place_id>/retire")
@requires("resource.edit")
@once
def retire(place_id):
    """Out of use, or into use again."""
    place = queries.get_place(place_id)
    check_version(place)
    actions.change_place(place, by=current_person(), at=clock.now(), is_active=not place.is_active)
    return go_to(url_for(".index"))
