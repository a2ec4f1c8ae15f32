"""Routes of days that are only held."""

from flask import flash, url_for

from planner import clock
from planner.errors import RuleBroken
from planner.i18n import _
from planner.programme import actions, queries
from planner.programme.forms import HOLD_STATES, HoldForm
from planner.programme.views import bp
from planner.receptions import queries as receptions
from planner.resources.times import as_utc, fault_of_clock, on_the_wall
from planner.web import check_version, current_person, go_to, once, page, requires

HOLDS = "/receptions/<id:reception_id>/dates"


def _page(reception, form, status=200, problem=""):
    return page("programme/dates.html", reception=reception, holds=queries.holds_of(reception), hold_states=HOLD_STATES, wall=on_the_wall, form=form, problem=problem, status=status)


@bp.get(HOLDS)
@requires("reception.edit")
def dates(reception_id):
    """Days held for a reception, and the form to hold others."""
    reception = receptions.own_reception(reception_id, current_person())
    return _page(reception, HoldForm(formdata=None))


@bp.post(HOLDS)
@requires("reception.edit")
@once
def hold_dates(reception_id):
    reception, form = receptions.own_reception(reception_id, current_person()), HoldForm()
    if form.validate():
        try:
            if fault_of_clock(form.until.data, reception.time_zone):
                raise RuleBroken(_("The clock there does not show this time exactly once."), field="until")
            actions.hold_dates(reception, form.starts_on.data, form.ends_on.data, expires_at=as_utc(form.until.data, reception.time_zone), note=form.note.data, by=current_person(), at=clock.now())
            flash(_("The days are held."))
            return go_to(url_for(".dates", reception_id=reception.id))
        except RuleBroken as error:
            error.field = "until" if error.field == "expires_at" else error.field
            form.add_error(error)
    return _page(reception, form, 422)


def _own(reception_id, hold_id):
    reception = receptions.own_reception(reception_id, current_person())
    hold = queries.get_hold(reception, hold_id)
    check_version(hold)
    return reception, hold


@bp.post(f"{HOLDS}/<id:date_hold_id>/take")
@requires("reception.edit")
@once
def take_dates(reception_id, date_hold_id):
    """The held days become those of the reception; its programme moves along."""
    reception, hold = _own(reception_id, date_hold_id)
    try:
        actions.take_dates(hold, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _page(reception, HoldForm(formdata=None), 422, error.message)
    flash(_("These are the days of the reception now; its programme has moved along."))
    return go_to(url_for(".show", reception_id=reception.id))


@bp.post(f"{HOLDS}/<id:date_hold_id>/give-up")
@requires("reception.edit")
@once
def give_up_dates(reception_id, date_hold_id):
    reception, hold = _own(reception_id, date_hold_id)
    try:
        actions.give_up_dates(hold, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _page(reception, HoldForm(formdata=None), 422, error.message)
    flash(_("The days are free again."))
    return go_to(url_for(".dates", reception_id=reception.id))
