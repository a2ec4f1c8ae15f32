"""A guest's calendar file: read, shown as proposals and busy times, and only what is chosen goes into the programme. The file is not kept."""

from flask import flash, request, url_for

from planner import clock
from planner.calendar import journeys, proposals, reading
from planner.calendar.forms import ImportForm
from planner.calendar.views import bp
from planner.errors import RuleBroken
from planner.i18n import _
from planner.receptions.queries import own_reception, party
from planner.web import current_person, go_to, once, page, requires

PATH = "/receptions/<id:reception_id>/calendar/import"


def _form(reception, **options):
    return ImportForm([one for one in party(reception) if one.side == "guest"], **options)


def _show(reception, form, status=200, **found):
    return page("calendar/import.html", status=status, reception=reception, form=form, **{"found": None, "journeys": (), "busy": (), "problem": None} | found)


@bp.get(PATH)
@requires("reception.edit")
def import_file(reception_id):
    reception = own_reception(reception_id, current_person())
    return _show(reception, _form(reception))


@bp.post(PATH)
@requires("reception.edit")
def read_file(reception_id):
    """What the file says about the days of the reception; nothing is stored."""
    reception = own_reception(reception_id, current_person())
    form = _form(reception)
    if not form.validate():
        return _show(reception, form, 422)
    try:
        found = reading.read(form.file.data.read(reading.limits()["file_bytes"] + 1), zone=reception.time_zone, first=reception.starts_on, last=reception.ends_on)
    except reading.Unreadable as refusal:
        form.add_error(refusal)
        return _show(reception, form, 422)
    return _show(reception, form, found=found, journeys=proposals.proposals(found, reception), busy=proposals.collisions(found, reception.items))


@bp.post(f"{PATH}/take")
@requires("reception.edit")
@once
def take_journeys(reception_id):
    """The chosen journeys become items, or set the time of the item that stands for them already; all of them or none."""
    reception = own_reception(reception_id, current_person())
    form = _form(reception)
    del form.file
    chosen = journeys.chosen(request.form.getlist("journey"), reception)
    if not form.validate() or not chosen:
        return _show(reception, _form(reception, formdata=None), 422, journeys=chosen, problem=_("Please tick at least one journey."))
    try:
        taken = journeys.take(reception, chosen, attendee_id=form.attendee_id.data, by=current_person(), at=clock.now())
    except RuleBroken as problem:
        return _show(reception, _form(reception, formdata=None), 422, journeys=chosen, problem=problem.message)
    flash(_("Put into the programme: %(count)s", count=taken))
    return go_to(url_for("programme.show", reception_id=reception.id))
