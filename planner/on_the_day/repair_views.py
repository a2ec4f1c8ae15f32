"""Routes of repairing a plan on the day: the ways to go on, and choosing one."""

from flask import flash, request, url_for

from planner import clock
from planner.errors import RuleBroken
from planner.i18n import _
from planner.on_the_day import actions
from planner.on_the_day.repairing import Repair
from planner.on_the_day.views import BASE, _around, bp, changed_at, looked_at, seen_version, to_door
from planner.web import current_person, go_to, once, page, requires


@bp.get(f"{BASE}/repair")
@requires("banquet.see")
def repair(reception_id, banquet_id):
    return _repair_page(looked_at(reception_id, banquet_id))


def _repair_page(banquet, status=200, problem=""):
    found = Repair(banquet)
    return page("on_the_day/repair.html", status=status, repair=found, problem=problem, **_around(banquet, found.floor))


@bp.post(f"{BASE}/repair")
@requires("banquet.edit")
@once
def choose_way(reception_id, banquet_id):
    """Do what the chosen way says as one step, and release the plan anew where asked in the same tap."""
    banquet = changed_at(reception_id, banquet_id)
    releases = request.form.get("release") == "1"
    try:
        actions.choose_way(banquet, request.form.get("way", ""), by=current_person(), at=clock.now(), seen=seen_version(banquet), releases=releases)
    except RuleBroken as error:
        return _repair_page(banquet, 422, error.message)
    flash(_("Done. It can be taken back with one tap."))
    if releases:
        return go_to(url_for("on_the_day.reprint", reception_id=banquet.reception_id, banquet_id=banquet.id))
    return to_door(banquet)
