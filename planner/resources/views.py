"""Routes of the office's resources: the week, entering and retiring them. Those of bookings stand in booking_views.py."""

from datetime import date, timedelta

from flask import Blueprint, current_app, flash, request, url_for

from planner import clock, formats
from planner.errors import RuleBroken

from planner.people import queries as people
from planner.places import queries as places
from planner.resources import keeping, picture, queries
from planner.resources.forms import DAY_NAMES, KIND_NAMES, ONE_NAMES, STATE_NAMES, VEHICLE_NAMES, ResourceForm
from planner.resources.models import KINDS, PERSON_KINDS
from planner.web import check_version, current_person, go_to, once, page, requires

bp = Blueprint("resources", __name__)
FIRST_DAY, LAST_DAY = date(1990, 1, 8), date(2100, 12, 20)


@bp.get("/office")
@requires("resource.see")
def index():
    """Resources of one kind with the chosen week or day."""
    kind, days = _kind(), 1 if request.args.get("days") == "1" else 7
    zone, at = current_app.extensions["settings"].time_zone, clock.now()
    first = _first_day(zone, days)
    found = queries.resources(kind, retired=True)
    taken = queries.taken_between(kind, first, days, zone, current_person(), at)
    shown = [one for one in found if one.is_active or one.id in taken]
    scale = picture.Scale(first, days)
    upcoming = None if taken else queries.next_taken(kind, at, zone)
    return page("resources/index.html", kind=kind, kinds=KIND_NAMES, one_names=ONE_NAMES, resources=found, rows=picture.rows(shown, taken, scale, zone, STATE_NAMES), scale=scale,
                first=first, days=days, last=first + timedelta(days=days - 1), earlier=max(first - timedelta(days=days), FIRST_DAY), later=min(first + timedelta(days=days), LAST_DAY),
                words=[(one, found_one, picture.span_of(found_one.booking, zone)) for one in shown for found_one in taken.get(one.id, ())],
                span_words=formats.days(first, first + timedelta(days=days - 1)), states=STATE_NAMES, words_of=picture.words_of, today=clock.today(zone), vehicles=VEHICLE_NAMES, day_names=DAY_NAMES, upcoming=upcoming, layout=picture)


def _kind():
    wanted = request.args.get("kind", "room")
    return wanted if wanted in KINDS else "room"


def _first_day(zone, days):
    """The chosen day, or the Monday of its week; today where it says nothing we can read."""
    text = request.args.get("day", "")
    try:
        day = date.fromisoformat(text) if len(text) == 10 and text.isascii() else clock.today(zone)
    except ValueError:
        day = clock.today(zone)
    day = min(max(day, FIRST_DAY), LAST_DAY)
    return day if days == 1 else day - timedelta(days=day.isoweekday() - 1)


def _form(kind, resource=None, **options):
    drivers = queries.resources("driver")
    if resource is not None and resource.driver is not None and resource.driver not in drivers:
        drivers.append(resource.driver)
    return ResourceForm(kind, staff=people.staff(), drivers=drivers, places=_places(resource), resource=resource, **options)


def _places(resource):
    found = places.places()
    return found if resource is None or resource.place is None or resource.place in found else [*found, resource.place]


def _show(form, kind, resource=None, status=200):
    return page("resources/edit.html", form=form, kind=kind, resource=resource, one_names=ONE_NAMES, kinds=KIND_NAMES, status=status)


@bp.get("/office/resources/new")
@requires("resource.edit")
def new():
    return _show(_form(_kind()), _kind())


@bp.post("/office/resources/new")
@requires("resource.edit")
@once
def add():
    kind = _kind()
    form = _form(kind)
    if not form.validate():
        return _show(form, kind, status=422)
    try:
        made = keeping.add_resource(kind, by=current_person(), at=clock.now(), time_zone=current_app.extensions["settings"].time_zone, **_values(form, kind))
    except RuleBroken as error:
        form.add_error(error)
        return _show(form, kind, status=422)
    return go_to(url_for(".index", kind=made.kind))


def _values(form, kind):
    """The values of the form; a new guide whose languages nobody ticked keeps those known of the person."""
    values = form.values()
    if kind in PERSON_KINDS and values.get("person_id") and not values["languages"]:
        values["languages"] = None
    return values


@bp.get("/office/resources/<id:resource_id>")
@requires("resource.edit")
def edit(resource_id):
    found = queries.get_resource(resource_id)
    return _show(_form(found.kind, found), found.kind, found)


@bp.post("/office/resources/<id:resource_id>")
@requires("resource.edit")
@once
def change(resource_id):
    found = queries.get_resource(resource_id)
    form = _form(found.kind, found)
    if not form.validate():
        return _show(form, found.kind, found, status=422)
    check_version(found, form)
    try:
        keeping.change_resource(found, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return _show(form, found.kind, found, status=422)
    return go_to(url_for(".index", kind=found.kind))


@bp.post("/office/resources/<id:resource_id>/retire")
@requires("resource.edit")
@once
def retire(resource_id):
    """Out of use, or into use again."""
    found = queries.get_resource(resource_id)
    check_version(found)
    do = keeping.retire_resource if found.is_active else keeping.restore_resource
    try:
        do(found, by=current_person(), at=clock.now())
    except RuleBroken as error:
        flash(error.message, "error")
        return go_to(url_for(".edit", resource_id=found.id))
    return go_to(url_for(".index", kind=found.kind))


from planner.resources import booking_views  # noqa: E402,F401  it adds its routes to bp, which must exist first
