"""Routes of the studio: moving, locking, taking back, what a move would cost, and what others have changed meanwhile.

A change asked for by the studio's script is answered with patches: elements that replace those of the same id
(templates/banquets/_patches.html). Without script every form leads back to the page.
"""

from flask import Blueprint, flash, jsonify, make_response, request

from planner import clock
from planner.banquets import queries, seats, steps
from planner.banquets.floor import Floor, has_news
from planner.banquets.forms import WishForm, whole_id
from planner.banquets.seat_words import step_words
from planner.banquets.studio import Studio
from planner.banquets.views import seen_version, show_page, to_studio
from planner.errors import Conflict, NotFound, PlannerError, RuleBroken
from planner.i18n import _, current_language
from planner.receptions.party_actions import get_attendee
from planner.receptions.queries import get_reception
from planner.web import current_person, is_htmx, once, page, requires, unattended

bp = Blueprint("studio", __name__)
BASE = "/receptions/<id:reception_id>/banquets/<id:banquet_id>"


@bp.post(f"{BASE}/move")
@requires("banquet.edit")
@once
def move(reception_id, banquet_id):
    return _change(reception_id, banquet_id, _move)


def _move(reception, banquet, seen, floor):
    attendee = _attendee(reception)
    table, seat = _place(banquet, request.form.get("to", ""))
    sentences = seats.move_person(banquet, attendee, table, seat, by=current_person(), at=clock.now(), seen=seen, floor=floor)
    return _("%(name)s was moved.", name=attendee.person.name(current_language())) + " " + " · ".join(sentences)


@bp.post(f"{BASE}/lock")
@requires("banquet.edit")
@once
def lock(reception_id, banquet_id):
    return _change(reception_id, banquet_id, lambda reception, banquet, seen, _floor: seats.set_lock(
        banquet, _attendee(reception), request.form.get("locked") == "1", by=current_person(), at=clock.now(), seen=seen))


@bp.post(f"{BASE}/unseat")
@requires("banquet.edit")
@once
def unseat(reception_id, banquet_id):
    return _change(reception_id, banquet_id, lambda reception, banquet, seen, _floor: seats.unseat(
        banquet, _attendee(reception), by=current_person(), at=clock.now(), seen=seen))


@bp.post(f"{BASE}/undo")
@requires("banquet.edit")
@once
def undo(reception_id, banquet_id):
    return _change(reception_id, banquet_id, lambda _reception, banquet, _seen, _floor: _said(
        steps.undo(banquet, by=current_person(), at=clock.now()), _("Taken back.")))


@bp.post(f"{BASE}/redo")
@requires("banquet.edit")
@once
def redo(reception_id, banquet_id):
    return _change(reception_id, banquet_id, lambda _reception, banquet, _seen, _floor: _said(
        steps.redo(banquet, by=current_person(), at=clock.now()), _("Done again.")))


def _said(_step, words):
    return words


def _change(reception_id, banquet_id, act):
    """Do `act`, which may return words; answer with patches or the page. What is refused changes nothing and says why."""
    reception = queries.editable_reception(reception_id, current_person())
    banquet = queries.get_banquet(reception, banquet_id, to_change=True)
    seen = seen_version(banquet)
    floor = Floor(banquet)
    try:
        said = act(reception, banquet, seen, floor)
    except Conflict as error:
        if not is_htmx():
            raise Conflict(error.message, mine={_("Move"): _wanted(reception, banquet, floor)}, theirs={_("Move"): error.message}) from error
        return _patches(banquet, seen, status=409, conflict=error.message, wanted=_wanted(reception, banquet, floor), step=getattr(error, "step", None),
                        may_insist=request.endpoint == "studio.move")
    except NotFound:
        if not is_htmx():
            raise
        return _patches(banquet, seen, status=404, problem=_("This person does not take part in the reception any more. The list is drawn anew."))
    except RuleBroken as error:
        return _patches(banquet, seen, status=422, problem=error.message) if is_htmx() else show_page(
            reception, banquet, status=422, problem=error.message)
    if is_htmx():
        return _patches(banquet, seen, floor.with_new_seats(), said=said)
    if said:
        flash(said)
    person = whole_id(request.form.get("person"))
    return to_studio(banquet, **({"person": person} if person else {}))


def _patches(banquet, seen, floor=None, *, status=200, step=None, **notice):
    """All that has changed since the page of version `seen`: seats, people, score, reasons, and a notice.

    `step` is what stands in the way of the change asked for.
    """
    studio = Studio(banquet, current_person(), queries.may_edit(banquet.reception, current_person()), seen=seen, floor=floor,
                    chosen_id=whole_id(request.values.get("person") or request.values.get("chosen")))
    if step is not None:
        notice["now"] = studio.words_of(step)
    return page("banquets/_patches.html", status=status, studio=studio, banquet=banquet, reception=banquet.reception,
                may_edit=studio.may_edit, notice=notice)


def _attendee(reception):
    found = whole_id(request.form.get("person"))
    if found is None or not 0 < found < 2**31:
        raise RuleBroken(_("Please choose somebody first."))
    return get_attendee(reception, found)


def _place(banquet, text):
    """(BanquetTable, seat from 0) of "2-5"; RuleBroken for anything else."""
    table, dash, seat = text[:10].partition("-")
    found = next((t for t in banquet.tables if str(t.number) == table), None)
    if not dash or found is None or not (seat.isascii() and seat.isdecimal() and 1 <= int(seat) <= found.seats):
        raise RuleBroken(_("Please choose a seat."))
    return found, int(seat) - 1


def _wanted(reception, banquet, floor):
    """What the reader wanted to do, in words; "" where that cannot be read."""
    act = request.endpoint.rpartition(".")[2]
    if act in ("undo", "redo"):
        step = (steps.undoable if act == "undo" else steps.redoable)(banquet, current_person())
        what = step_words(step, _("you"), floor.everybody, {t.id: t for t in banquet.tables}) if step else ""
        return _("Take back: %(what)s", what=what) if act == "undo" else _("Do again what was taken back: %(what)s", what=what)
    try:
        name = _attendee(reception).person.name(current_language())
        if act == "unseat":
            return _("Take the seat of %(name)s away", name=name)
        if act == "lock":
            return (_("Lock %(name)s in this seat", name=name) if request.form.get("locked") == "1" else _("Unlock the seat of %(name)s", name=name))
        table, seat = _place(banquet, request.form.get("to", ""))
    except PlannerError:
        return ""
    return _("%(name)s to table %(table)s, seat %(seat)s", name=name, table=table.called, seat=seat + 1)


# --- looking ----------------------------------------------------------------------------------------------------------


def _looked_at(reception_id, banquet_id):
    return queries.get_banquet(get_reception(reception_id, current_person()), banquet_id)


@bp.get(f"{BASE}/why")
@requires("banquet.see")
def why(reception_id, banquet_id):
    """The reasons of one seat, and what a move would change; without HTMX the page with them."""
    banquet = _looked_at(reception_id, banquet_id)
    return show_page(banquet.reception, banquet, fragment="banquets/_why.html")


@bp.get(f"{BASE}/deciding")
@requires("banquet.see")
def deciding(reception_id, banquet_id):
    """What can be decided as the plan stands now; without HTMX the page with it."""
    banquet = _looked_at(reception_id, banquet_id)
    return show_page(banquet.reception, banquet, fragment="banquets/_deciding.html")


@bp.get(f"{BASE}/costs")
@requires("banquet.edit")
def costs(reception_id, banquet_id):
    """What moving one person to each seat would change, as JSON: {"version": …, "seats": {"2-5": [points, hard breaches]}}."""
    reception = queries.editable_reception(reception_id, current_person())
    banquet = queries.get_banquet(reception, banquet_id)
    chosen_id = whole_id(request.args.get("person"))
    if chosen_id is None:
        raise RuleBroken(_("Please choose somebody first."))
    studio = Studio(banquet, current_person(), True, chosen_id=chosen_id)
    if studio.chosen is None or studio.chosen.id not in studio.hall.diners:
        raise NotFound(_("This person does not dine here any more."))
    found = studio.hall.costs_of_moving(studio.chosen.id)
    return jsonify(version=banquet.version, seats={f"{table}-{seat + 1}": list(change) for (table, seat), change in found.items()})


@bp.get(f"{BASE}/changes")
@requires("banquet.see")
@unattended
def changes(reception_id, banquet_id):
    """What others have changed since version `since` and mark `mark`: 204 when nothing, else patches; without script the page."""
    banquet = _looked_at(reception_id, banquet_id)
    if not is_htmx():
        return to_studio(banquet)
    since = whole_id(request.args.get("since")) or 0
    if since >= banquet.version and not has_news(banquet, request.args.get("mark")):
        return make_response("", 204)
    studio = Studio(banquet, current_person(), queries.may_edit(banquet.reception, current_person()), seen=since,
                    chosen_id=whole_id(request.args.get("person")))
    return page("banquets/_patches.html", studio=studio, banquet=banquet, reception=banquet.reception, may_edit=studio.may_edit,
                notice={"news": studio.news_words(own=True)})


@bp.get(f"{BASE}/wishes/new")
@requires("banquet.edit")
def wish(reception_id, banquet_id):
    """The form of a wish about two people, as when one is dropped on the other in the list."""
    reception = queries.editable_reception(reception_id, current_person())
    banquet = queries.get_banquet(reception, banquet_id)
    chosen = {key: f"a{whole_id(request.args.get(key))}" for key in ("first", "second") if whole_id(request.args.get(key))}
    form = WishForm(reception, formdata=None, data={"relation": "together-beside", "strength": "would_like", **chosen})
    return page("banquets/wish.html", reception=reception, banquet=banquet, wish=None, form=form)
