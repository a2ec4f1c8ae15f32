"""Routes of bookings: those of a reception or of one item, and each one's change, confirmation and return."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, request, url_for

from planner import clock
from planner.errors import RuleBroken
from planner.formats import clock_time, day_and_time
from planner.i18n import _, current_language
from planner.receptions import queries as receptions
from planner.resources import actions, queries
from planner.resources.forms import KIND_NAMES, ONE_NAMES, STATE_NAMES, BookingForm
from planner.resources.models import KINDS
from planner.resources.times import as_utc, fault_of_clock, on_the_wall
from planner.resources.views import bp
from planner.web import check_version, current_person, go_to, once, page, requires

RECEPTION = "/receptions/<id:reception_id>/bookings"
ITEM = "/receptions/<id:reception_id>/programme/<id:item_id>/bookings"
USUAL_LENGTH = timedelta(hours=1)


@bp.app_template_global()
def booked_for(item):
    """The bookings of an item, for the pages that show it."""
    return queries.bookings_of(item.reception, clock.now(), item)


@bp.get(RECEPTION)
@requires("reception.see")
def of_reception(reception_id):
    """Everything booked for a reception; the form to book for the stay as a whole."""
    return _list(receptions.get_reception(reception_id, current_person()), None)


@bp.get(ITEM)
@requires("reception.see")
def of_item(reception_id, item_id):
    reception = receptions.get_reception(reception_id, current_person())
    return _list(reception, receptions.get_item(reception, item_id))


@bp.post(RECEPTION)
@requires("resource.book")
@once
def book_for_reception(reception_id):
    return _book(queries.editable_reception(reception_id, current_person()), None)


@bp.post(ITEM)
@requires("resource.book")
@once
def book_for_item(reception_id, item_id):
    reception = queries.editable_reception(reception_id, current_person())
    return _book(reception, receptions.get_item(reception, item_id))


def _kind():
    wanted = request.values.get("kind", "room")
    return wanted if wanted in KINDS else "room"


def _list(reception, item, form=None, status=200, options=()):
    at, person, kind = clock.now(), current_person(), _kind()
    may_book = queries.may_book_for(reception, person)
    return page("resources/bookings.html", reception=reception, item=item, kind=kind, form=form or (_new_form(reception, item, kind, at) if may_book else None),
                bookings=queries.bookings_of(reception, at, item), may_book=may_book, kinds=KIND_NAMES, one_names=ONE_NAMES, states=STATE_NAMES,
                alternatives=options, wall=on_the_wall, status=status)


def _span_of(reception, item):
    """Where a new booking begins and ends to begin with: as the item, or on the first morning."""
    if item is None:
        begin = datetime.combine(reception.starts_on, datetime.min.time()).replace(hour=9)
        return begin, begin + USUAL_LENGTH
    return item.starts_at, item.ends_at if item.ends_at and item.ends_at > item.starts_at else item.starts_at + USUAL_LENGTH


def _new_form(reception, item, kind, at):
    starts_at, ends_at = _span_of(reception, item)
    guests, own = receptions.counts([reception.id]).get(reception.id, (0, 0))
    data = {"starts_at": starts_at, "ends_at": ends_at, "people": guests + own if kind == "room" else None}
    return _form(reception, kind, at, starts_at, ends_at, formdata=None, data={name: value for name, value in data.items() if value})


def _form(reception, kind, at, starts_at, ends_at, own=None, **options):
    lang = current_language()
    languages = sorted({code for a in receptions.party(reception) for code in a.person.languages or () if code != "zh"} | {"en"} | set(own.needed_languages if own else ()))
    found = queries.resources(kind)
    if own is not None and own.resource not in found:
        found.append(own.resource)
    free = _free_ids(kind, reception.time_zone, starts_at, ends_at, at, own)
    choices = [(one.id, _label(one, lang, free)) for one in sorted(found, key=lambda r: (free is not None and r.id not in free, r.name(lang)))]
    drivers = queries.resources("driver")
    return BookingForm(kind, choices, drivers, languages, **options)


def _free_ids(kind, zone, starts_at, ends_at, at, own):
    """Ids of what is free at this time; None when the time is none."""
    if not (starts_at and ends_at) or ends_at <= starts_at or fault_of_clock(starts_at, zone) or fault_of_clock(ends_at, zone):
        return None
    without = () if own is None else tuple(b.id for b in (own, queries.driver_booking(own)) if b is not None)
    return {one.id for one in queries.free_resources(kind, queries.Wish(starts_at, ends_at, zone, without=without), at)}


def _label(resource, lang, free):
    words = [resource.name(lang)]
    if resource.capacity:
        words.append(_("for %(count)s people", count=resource.capacity))
    if resource.languages:
        words.append(resource.languages_in_words(lang))
    if free is not None and resource.id not in free:
        words.append(_("not free at this time"))
    return " · ".join(words)


def _posted_form(reception, kind, own=None):
    """The form as posted; which resources are free is worked out for its times."""
    times = []
    for name in ("starts_at", "ends_at"):
        try:
            times.append(datetime.strptime(request.form.get(name, "").replace(" ", "T")[:16], "%Y-%m-%dT%H:%M"))
        except ValueError:
            times.append(None)
    if any(one is not None and not 1990 <= one.year <= 2100 for one in times):
        times = [None, None]
    return _form(reception, kind, clock.now(), *times, own=own)


def _wanted(form, reception):
    """The arguments of book() and change_booking() in a valid form; the hold apart. Raises RuleBroken for a doubled hour of the hold."""
    values = form.values()
    hold, driver = values.pop("hold_until"), values.pop("driver_id", None)
    if hold is not None and fault_of_clock(hold, reception.time_zone):
        raise RuleBroken(_("The clock there does not show this time exactly once."), field="hold_until")
    found = {"resource": queries.get_resource(values.pop("resource_id")), "driver": queries.get_resource(driver) if driver else None, **values}
    return found, None if hold is None else as_utc(hold, reception.time_zone)


def _book(reception, item):
    kind, at = _kind(), clock.now()
    form = _posted_form(reception, kind)
    if not form.validate():
        return _list(reception, item, form, 422)
    try:
        wanted, hold_until = _wanted(form, reception)
        actions.book(wanted.pop("resource"), item or reception, hold_until=hold_until, by=current_person(), at=at, **wanted)
    except RuleBroken as error:
        form.add_error(error)
        return _list(reception, item, form, 422, _offers(error, form, kind))
    flash(_("It is on hold.") if hold_until else _("It is booked."))
    return go_to(_back(reception, item, kind))


def _back(reception, item, kind=None):
    if item is None:
        return url_for(".of_reception", reception_id=reception.id, kind=kind)
    return url_for(".of_item", reception_id=reception.id, item_id=item.id, kind=kind)


@dataclass(frozen=True)
class Offer:
    """One way out: a sentence on a button, and the fields of the form that take it."""

    label: str
    fields: tuple


def _offers(error, form, kind):
    """The alternatives of a refusal, each as the form once more with one thing changed."""
    found = getattr(error, "alternatives", None)
    if found is None:
        return ()
    lang, field = current_language(), "driver_id" if error.field == "driver_id" else "resource_id"
    others = [Offer(other.name(lang), _with(form, kind, **{field: other.id})) for other in found.others]
    own = queries.get_resource(form.resource_id.data).name(lang)
    times = [Offer(_("%(name)s, %(begin)s–%(end)s", name=own, begin=day_and_time(begin), end=clock_time(end) if end.date() == begin.date() else day_and_time(end)),
                   _with(form, kind, starts_at=begin, ends_at=end)) for begin, end in found.times]
    return (*times, *others)


def _with(form, kind, **changed):
    """[(name, value)] of the form as typed, with some fields set."""
    found = [("kind", kind)]
    for f in form:
        if f.name == "csrf_token":
            continue
        value = changed.get(f.name, f.data)
        for one in value if isinstance(value, list) else [value]:
            if one is not None and one != "":
                found.append((f.name, f"{one:%Y-%m-%dT%H:%M}" if isinstance(one, datetime) else str(one)))
    return tuple(found)


# --- one booking ---------------------------------------------------------------------------------------------------------

def _own(reception_id, booking_id):
    reception = queries.editable_reception(reception_id, current_person())
    return reception, queries.get_booking(reception, booking_id, clock.now())


def _show(reception, booking, form, status=200, options=()):
    return page("resources/booking.html", reception=reception, booking=booking, item=booking.item, form=form, kind=booking.resource.kind, kinds=KIND_NAMES,
                one_names=ONE_NAMES, states=STATE_NAMES, alternatives=options, status=status, back=_back(reception, booking.item, booking.resource.kind))


@bp.get(f"{RECEPTION}/<id:booking_id>")
@requires("resource.book")
def edit_booking(reception_id, booking_id):
    reception, booking = _own(reception_id, booking_id)
    companion = queries.driver_booking(booking)
    data = {"resource_id": booking.resource_id, "starts_at": booking.starts_at, "ends_at": booking.ends_at, "people": booking.people,
            "needed_languages": booking.needed_languages, "driver_id": companion.resource_id if companion is not None else None,
            "hold_until": on_the_wall(booking.hold_until, booking.time_zone) if booking.hold_until else None}
    form = _form(reception, booking.resource.kind, clock.now(), booking.starts_at, booking.ends_at, booking, formdata=None, data=data)
    return _show(reception, booking, form)


@bp.post(f"{RECEPTION}/<id:booking_id>")
@requires("resource.book")
@once
def change_booking(reception_id, booking_id):
    reception, booking = _own(reception_id, booking_id)
    form, at, by = _posted_form(reception, booking.resource.kind, booking), clock.now(), current_person()
    if not form.validate():
        return _show(reception, booking, form, 422)
    check_version(booking, form)
    kind = booking.resource.kind
    try:
        wanted, hold_until = _wanted(form, reception)
        if wanted["resource"].kind != kind:
            raise RuleBroken(_("Please choose from the list."), field="resource_id")
        booking = actions.change_booking(booking, by=by, at=at, **wanted)
        if hold_until and booking.state == "held" and hold_until != booking.hold_until:
            actions.extend_hold(booking, hold_until, by=by, at=at)
        elif booking.state == "held" and hold_until is None:
            actions.confirm_hold(booking, by=by, at=at)
    except RuleBroken as error:
        form.add_error(error)
        return _show(reception, booking, form, 422, _offers(error, form, kind))
    flash(_("The booking is changed."))
    return go_to(_back(reception, booking.item, kind))


@bp.post(f"{RECEPTION}/<id:booking_id>/confirm")
@requires("resource.book")
@once
def confirm(reception_id, booking_id):
    reception, booking = _own(reception_id, booking_id)
    actions.confirm_hold(booking, by=current_person(), at=clock.now())
    flash(_("It is booked."))
    return go_to(_back(reception, booking.item))


@bp.post(f"{RECEPTION}/<id:booking_id>/release")
@requires("resource.book")
@once
def release(reception_id, booking_id):
    reception, booking = _own(reception_id, booking_id)
    item = booking.item
    actions.release(booking, by=current_person(), at=clock.now())
    flash(_("It is given back."))
    return go_to(_back(reception, item))
