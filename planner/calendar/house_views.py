"""The calendar of the house: whether the server has what our programmes say, and what a person has to decide."""

from flask import flash, url_for

from planner import clock
from planner.calendar import house
from planner.calendar.views import bp
from planner.errors import RuleBroken
from planner.i18n import _, _l
from planner.web import current_person, go_to, once, page, requires

STATE_NAMES = {"waiting": _l("still to be written"), "stored": _l("as in the programme"), "failed": _l("refused by the server"), "changed": _l("changed there by somebody"),
               "removed": _l("removed there by somebody"), "forced": _l("about to be written over")}


@bp.get("/calendar/house")
@requires("calendar.house")
def house_calendar():
    return _show()


def _show(status=200, problem=None):
    account = house.house_account()
    rows = house.open_entries(account) if account is not None else []
    return page("calendar/house.html", status=status, account=account, problem=problem, mark=house.house_mark(account) if account is not None else None,
                counts=house.counts(account) if account is not None else {}, rows=[(row, house.item_of(row)) for row in rows], state_names=STATE_NAMES)


@bp.post("/calendar/house/<id:entry_id>/write")
@requires("calendar.house")
@once
def write_over(entry_id):
    """Ours is to stand on the server, whatever somebody did there."""
    row = house.get_entry(entry_id, house.house_account())
    try:
        house.write_over(row, by=current_person(), at=clock.now())
    except RuleBroken as refusal:
        return _show(422, refusal.message)
    flash(_("The entry is written again as it stands in the programme, within a few minutes."))
    return go_to(url_for(".house_calendar"))
