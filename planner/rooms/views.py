"""Routes of the room: drawing it, storing it, and keeping it with its venue."""

from dataclasses import replace

from flask import Blueprint, flash, request, url_for

from planner import clock
from planner.banquets import queries as banquets
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.rooms import actions, checks, data, drawing, picture, queries
from planner.rooms.forms import RoomForm, kind_options
from planner.web import current_person, go_to, once, page, requires

bp = Blueprint("rooms", __name__)
ROOM = "/receptions/<id:reception_id>/banquets/<id:banquet_id>/room"
ALIGN = ("row", "line", "across", "down")


def _banquet(reception_id, banquet_id):
    reception = banquets.editable_reception(reception_id, current_person())
    return reception, banquets.get_banquet(reception, banquet_id)


@bp.get(ROOM)
@requires("banquet.edit")
def edit(reception_id, banquet_id):
    """The room as it is stored."""
    reception, banquet = _banquet(reception_id, banquet_id)
    return _show(reception, banquet, RoomForm(banquet, drawing=drawing.of_banquet(banquet)))


def _show(reception, banquet, form, *, status=200, findings=(), is_draft=False, is_stale=False, problem=""):
    """The editor with `form`; `findings` are faults beyond those of the drawing itself."""
    drawn, reasons = drawing.in_order(drawing.with_keys(form.drawing), banquet.pack)
    form.show(drawn)
    found = [*findings, *checks.faults(drawn)] if drawn.tables or is_draft else []
    found = list({str(f.text): f for f in found}.values())
    lang = current_language()
    return page("rooms/edit.html", status=status, reception=reception, banquet=banquet, form=form, drawing=drawn, reasons=reasons,
                faults=found, warnings=list(checks.warnings(drawn)), losing=queries.losing_seat(banquet, drawn), is_draft=is_draft,
                is_stale=is_stale, problem=problem, mark=queries.mark(banquet), tables=picture.tables(drawn, found),
                things=picture.things(drawn, found), lines=picture.lines, kinds=kind_options(), kind_names=[(k, one[lang]) for k, one in data.kinds().items()], zip=zip, data=data, lang=lang,
                thing_kinds=[(k, one[lang]) for k, one in data.objects().items()], kept=queries.kept_rooms(banquet),
                chairs=sum(t.seats for t in drawn.tables), dining=len(banquets.diners(banquet)), is_drawn=bool(banquet.room))


@bp.post(ROOM)
@requires("banquet.edit")
@once
def save(reception_id, banquet_id):
    """Store the room; what keeps it from being stored is said in the editor, with everything as drawn."""
    reception, banquet = _banquet(reception_id, banquet_id)
    form = RoomForm(banquet, request.form)
    if not form.is_valid:
        return _show(reception, banquet, form, status=422, is_draft=True)
    if request.form.get("mark", "") != queries.mark(banquet):
        return _show(reception, banquet, form, status=409, is_draft=True, is_stale=True)
    try:
        actions.save_room(banquet, form.drawing, agreed=_agreed(), by=current_person(), at=clock.now())
    except actions.RoomFaults as error:
        return _show(reception, banquet, form, status=422, findings=error.findings, is_draft=True)
    except actions.LosesSeats as error:
        return _show(reception, banquet, form, status=422, is_draft=True, problem=error.message)
    flash(_("The room is stored."))
    return go_to(url_for(".edit", reception_id=reception.id, banquet_id=banquet.id))


def _agreed():
    """Attendee ids of those whose loss of seat was agreed to."""
    texts = request.form.get("agreed", "")[:20_000].split(",")
    return frozenset(int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 11)


@bp.post(f"{ROOM}/draft")
@requires("banquet.edit")
def draft(reception_id, banquet_id):
    """The editor with the drawing as posted and one thing done to it (`do`); nothing is stored."""
    reception, banquet = _banquet(reception_id, banquet_id)
    form = RoomForm(banquet, request.form)
    try:
        form.drawing = _done(banquet, form.drawing, request.form.get("do", "look"))
    except RuleBroken as error:
        return _show(reception, banquet, form, status=422, is_draft=True, problem=error.message)
    return _show(reception, banquet, form, status=200 if form.is_valid else 422, is_draft=True)


def _done(banquet, drawn, do):
    """The drawing after what the button `do` says."""
    if do == "add_table":
        return drawing.with_more(drawn, *_kind_and_seats())
    if do == "template":
        return drawing.with_template(drawn, _whole("count", 1, 10), *_kind_and_seats())
    if do == "grid":
        return drawing.with_grid(drawn, _whole("grid_rows", 1, 20), _whole("grid_columns", 1, 20), *_kind_and_seats())
    if do.startswith("add_") and do[4:] in data.objects():
        return drawing.with_thing(drawn, do[4:])
    if do.startswith("align_") and do[6:] in ALIGN:
        return drawing.aligned(drawn, set(request.form.getlist("t_pick")), do[6:])
    if do.startswith("kept_") and do[5:].isascii() and do[5:].isdigit() and len(do) < 15:
        try:
            kept = drawing.of_venue(queries.get_kept_room(banquet, int(do[5:])))
        except NotFound:
            raise RuleBroken(_("This room is not kept any more.")) from None
        ids = [t.id for t in drawn.tables]
        return replace(kept, tables=tuple(replace(t, id=i) for t, i in zip(kept.tables, [*ids, *[None] * len(kept.tables)])))
    return drawn


def _kind_and_seats():
    kind = request.form.get("new_kind", "round")
    if kind not in data.kinds():
        raise RuleBroken(_("Please choose from the list."))
    seats = _whole("new_seats", *data.limit("seats"))
    least = drawing.seating_bridge.LEAST_SEATS[kind]
    if drawing.seating_bridge.size_at_fault(kind, seats, {}):
        raise RuleBroken(_("A table of this kind has at least %(least)s seats.", least=least))
    return kind, seats


def _whole(name, least, most):
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise RuleBroken(_("Please choose a number from %(min)s to %(max)s.", min=least, max=most))
    return int(text)


@bp.post(f"{ROOM}/keep")
@requires("banquet.edit")
@once
def keep(reception_id, banquet_id):
    """Keep the stored room with its venue."""
    reception, banquet = _banquet(reception_id, banquet_id)
    try:
        kept = actions.keep_room(banquet, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _show(reception, banquet, RoomForm(banquet, drawing=drawing.of_banquet(banquet)), status=422, problem=error.message)
    flash(_("The room of %(venue)s is kept for next time.", venue=" ".join(filter(None, (kept.venue(current_language()), kept.hall(current_language()))))))
    return go_to(url_for(".edit", reception_id=reception.id, banquet_id=banquet.id))


@bp.post(f"{ROOM}/forget")
@requires("banquet.edit")
@once
def forget(reception_id, banquet_id):
    """Keep a room no longer."""
    reception, banquet = _banquet(reception_id, banquet_id)
    text = request.form.get("room_id", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RuleBroken(_("Please choose from the list."))
    kept = queries.get_kept_room(banquet, int(text))
    actions.forget_room(kept, by=current_person(), at=clock.now())
    flash(_("The room is not kept any more."))
    return go_to(url_for(".edit", reception_id=reception.id, banquet_id=banquet.id))
