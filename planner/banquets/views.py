"""Routes of banquets: the form, the seating page, moving, locking, wishes."""

from flask import Blueprint, Response, flash, request, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.banquets import actions, queries, seating_bridge, seats
from planner.banquets.forms import STRENGTH_NAMES, WISH_NAMES, BanquetForm, WishForm, filled_in, whole_id, wish_data
from planner.banquets.studio import Filters, Studio
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.jobs.actions import enqueue
from planner.people import access_log
from planner.people.diets import all_needs
from planner.programme import checks
from planner.programme.board import why
from planner.receptions.party_actions import get_attendee
from planner.receptions.party_forms import REPLY_NAMES
from planner.receptions.queries import get_item, get_reception
from planner.web import check_version, current_person, current_roles, go_to, is_htmx, once, page, requires

bp = Blueprint("banquets", __name__)


@bp.app_template_global("hall_plan")
def hall_plan(banquet):
    """The hall plan of a banquet as an element for banquets/_drawing.html, without links."""
    return seating_bridge.hall_plan(banquet, current_language())


class Drawing:
    """An SVG element in a page. A hall has thousands of elements; templates that loop over them take three times as long as this."""

    def __init__(self, element):
        self.element = element

    def __html__(self):
        """The element as the XML writer has it: every text and every attribute escaped."""
        return seating_bridge.svg_text(self.element)


@bp.app_template_global()
def as_drawing(element, target=""):
    """The element for banquets/_drawing.html; with a `target`, its links load by HTMX into that."""
    if target:
        for link in element.iter("a"):
            link.attrib.update({"hx-get": link.get("href"), "hx-target": target, "hx-swap": "outerHTML", "hx-push-url": "true"})
    return Drawing(element)


@bp.get("/receptions/<id:reception_id>/banquet")
@requires("banquet.see")
def first(reception_id):
    """The reception's banquet; before there is one, the first step towards it."""
    reception = get_reception(reception_id, current_person())
    banquets = queries.banquets_of(reception)
    if not banquets:
        return page("banquets/none.html", reception=reception, items=queries.free_items(reception),
                    may_edit=queries.may_edit(reception, current_person()))
    return show_page(reception, banquets[0], banquets)


@bp.get("/receptions/<id:reception_id>/banquets/<id:banquet_id>")
@requires("banquet.see")
def show(reception_id, banquet_id):
    reception = get_reception(reception_id, current_person())
    return show_page(reception, queries.get_banquet(reception, banquet_id))


def show_page(reception, banquet, banquets=None, *, status=200, problem="", wish_form=None, wish=None, fragment="banquets/_studio.html"):
    """The page of a banquet, or a fragment of it for HTMX."""
    may_edit = queries.may_edit(reception, current_person())
    if all(t.is_broken for t in banquet.tables):
        return page("banquets/no_table.html", status=status, reception=reception, banquet=banquet, may_edit=may_edit)
    asked = request.args if request.method == "GET" else request.form
    studio = Studio(banquet, current_person(), may_edit, chosen_id=whole_id(asked.get("person")), to=asked.get("to", "")[:10],
                    filters=_filters(reception), problem=problem)
    return page("banquets/show.html", fragment=fragment, status=status, studio=studio, banquet=banquet,
                reception=reception, banquets=banquets or queries.banquets_of(reception), may_edit=may_edit, wish=wish,
                wish_form=wish_form or (WishForm(reception, formdata=None) if may_edit and not (is_htmx() or studio.is_large) else None),
                names={"wish": WISH_NAMES, "strength": STRENGTH_NAMES}, replies=REPLY_NAMES,
                needs=all_needs(current_language()) if may(current_roles(), "diet.see") else (),
                pack=next((p for p in seating_bridge.packs(current_language()) if p[0] == banquet.pack), None))


def _filters(reception):
    """The filters of the list as asked for; a diet only for those who may see diets, and noted as read."""
    asked = {name: request.args.get(key, "")[:60].strip() for name, key in
             (("search", "q"), ("side", "side"), ("house", "house"), ("reply", "reply"), ("diet", "diet"))}
    if not asked["diet"] or not may(current_roles(), "diet.see"):
        return Filters(**asked | {"diet": ""})
    eating = queries.with_diet(reception, asked["diet"])
    access_log.read("diet", by=current_person(), people=[a.person_id for a in eating], page="studio")
    return Filters(**asked, eaters=frozenset(a.id for a in eating))


@bp.get("/receptions/<id:reception_id>/banquets/<id:banquet_id>/plan.svg")
@requires("banquet.see")
def plan_svg(reception_id, banquet_id):
    """The hall plan as a file."""
    banquet = queries.get_banquet(get_reception(reception_id, current_person()), banquet_id)
    return Response(seating_bridge.hall_plan_svg(banquet, current_language()), mimetype="image/svg+xml",
                    headers={"Content-Disposition": 'attachment; filename="hall-plan.svg"'})


# --- the banquet itself -----------------------------------------------------------------------------------------------


@bp.get("/receptions/<id:reception_id>/banquets/new")
@requires("banquet.edit")
def new(reception_id):
    reception = queries.editable_reception(reception_id, current_person())
    return _edit_page(reception, None, BanquetForm(reception, data=filled_in(reception)))


@bp.post("/receptions/<id:reception_id>/banquets/new")
@requires("banquet.edit")
@once
def add(reception_id):
    reception = queries.editable_reception(reception_id, current_person())
    form = BanquetForm(reception)
    if form.validate() and not _is_questioned(reception, form):
        try:
            banquet = actions.create_banquet(reception, **_values(reception, form), by=current_person(), at=clock.now())
            return go_to(url_for(".show", reception_id=reception.id, banquet_id=banquet.id))
        except RuleBroken as error:
            form.add_error(error)
    return _edit_page(reception, None, form, status=422)


@bp.get("/receptions/<id:reception_id>/banquets/<id:banquet_id>/edit")
@requires("banquet.edit")
def edit(reception_id, banquet_id):
    reception = queries.editable_reception(reception_id, current_person())
    banquet = queries.get_banquet(reception, banquet_id)
    names = ("item_id", "pack", "host_id", "second_host_id", "guest_of_honour_id", "venue_zh", "venue_en", "hall_zh", "hall_en")
    form = BanquetForm(reception, banquet=banquet, data=_room(banquet) | {name: getattr(banquet, name) for name in names})
    return _edit_page(reception, banquet, form)


@bp.post("/receptions/<id:reception_id>/banquets/<id:banquet_id>/edit")
@requires("banquet.edit")
@once
def change(reception_id, banquet_id):
    reception = queries.editable_reception(reception_id, current_person())
    banquet = queries.get_banquet(reception, banquet_id)
    form = BanquetForm(reception, banquet=banquet)
    if form.validate():
        check_version(banquet, form, stored=_room(banquet))
        if _is_questioned(reception, form, banquet):
            return _edit_page(reception, banquet, form, status=422)
        try:
            actions.change_banquet(banquet, **_values(reception, form), by=current_person(), at=clock.now())
            return go_to(url_for(".show", reception_id=reception.id, banquet_id=banquet.id))
        except RuleBroken as error:
            form.add_error(error)
    return _edit_page(reception, banquet, form, status=422)


def _edit_page(reception, banquet, form, status=200):
    return page("banquets/edit.html", status=status, reception=reception, banquet=banquet, form=form, why_of=why,
                findings=_findings_of_day(reception, form.item_id.data, banquet))


@bp.get("/receptions/<id:reception_id>/banquets/day")
@requires("banquet.edit")
def ask_about_day(reception_id):
    """What is to be said of the day of an item, as soon as it is chosen."""
    reception = queries.editable_reception(reception_id, current_person())
    chosen = whole_id(request.args.get("item_id"))
    form = BanquetForm(reception, formdata=None, data={"item_id": chosen})
    return page("banquets/day.html", fragment="banquets/_day.html", reception=reception, form=form, findings=_findings_of_day(reception, chosen), why_of=why)


def _findings_of_day(reception, item_id, banquet=None):
    """What is questioned about the day of the item chosen; nothing about an item that the banquet has already."""
    item = next((one for one in reception.items if one.id == item_id), None)
    return [] if item is None or banquet is not None and banquet.item_id == item_id else checks.of_day(item)


def _is_questioned(reception, form, banquet=None):
    """Whether the day has to be asked about before the banquet is put on it."""
    return not form.day_is_meant.data and bool(_findings_of_day(reception, form.item_id.data, banquet))


def _room(banquet):
    """How many tables there are, and seats at each, as the form asks for them."""
    return {"tables": len(banquet.tables), "seats": banquet.tables[0].seats if banquet.tables else 10}


def _values(reception, form):
    """The form's values with rows instead of ids; an id of another reception is an error at its field."""
    values = {name: value for name, value in form.values().items() if name != "day_is_meant"}
    found = {"item": _row(get_item, reception, values.pop("item_id"), "item_id", needed=True)}
    for name in ("host", "second_host", "guest_of_honour"):
        found[name] = _row(get_attendee, reception, values.pop(f"{name}_id"), f"{name}_id")
    return values | found


def _row(get, reception, row_id, field, needed=False):
    if row_id is None and not needed:
        return None
    try:
        return get(reception, row_id or 0)
    except NotFound:
        raise RuleBroken(_("Please choose from the list."), field=field) from None


# --- seats ------------------------------------------------------------------------------------------------------------


def seen_version(banquet):
    """The version the form was drawn from: an older page may still change what nobody else has touched since
    (steps.change_seats)."""
    seen = whole_id(request.form.get("version"))
    if seen is None or not 0 < seen <= banquet.version:
        check_version(banquet)
    return seen


def to_studio(banquet, **query):
    return go_to(url_for("banquets.show", reception_id=banquet.reception_id, banquet_id=banquet.id, **query))


@bp.post("/receptions/<id:reception_id>/banquets/<id:banquet_id>/seat-everyone")
@requires("banquet.edit")
@once
def seat_everyone(reception_id, banquet_id):
    """Everybody, the people of one table, or those without a seat: at once for a party of a few tables, else in the background."""
    reception = queries.editable_reception(reception_id, current_person())
    banquet = queries.get_banquet(reception, banquet_id)
    check_version(banquet)
    scope, table = request.form.get("scope", "all"), whole_id(request.form.get("table"))
    if scope not in ("all", "table", "unseated") or (scope == "table" and table not in {t.number for t in banquet.tables}):
        return show_page(reception, banquet, status=422, problem=_("Please choose a table."))
    return seat(reception, banquet, scope=scope, table_number=table if scope == "table" else None)


def seat(reception, banquet, **part):
    """Seat everybody or a part (tasks.seat_everyone): at once, or in the background with its page."""
    if len(queries.diners(banquet)) > seating_bridge.AT_ONCE_PEOPLE:
        job = enqueue("banquets.seat_everyone", {"banquet_id": banquet.id, **part}, by=current_person())
        return go_to(url_for("decide.search", reception_id=reception.id, banquet_id=banquet.id, search_id=job.id))
    before = banquet.plan_number
    try:
        left = seats.seat_everyone(banquet, by=current_person(), at=clock.now(), **part)
    except RuleBroken as error:
        return show_page(reception, banquet, status=422, problem=error.message)
    if left:
        flash(_("People without a seat: %(count)s.", count=len(left)), "error")
    else:
        flash(_("Everyone has a seat.") if banquet.plan_number != before else _("No better plan was found; the plan stays as it is."))
    return to_studio(banquet)


# --- wishes -----------------------------------------------------------------------------------------------------------


@bp.get("/receptions/<id:reception_id>/banquets/<id:banquet_id>/wishes/<id:wish_id>")
@requires("banquet.edit")
def edit_wish(reception_id, banquet_id, wish_id):
    reception = queries.editable_reception(reception_id, current_person())
    banquet, wish = queries.get_banquet(reception, banquet_id), queries.get_wish(reception, wish_id)
    return page("banquets/wish.html", reception=reception, banquet=banquet, wish=wish,
                form=WishForm(reception, formdata=None, data=wish_data(wish)))


@bp.post("/receptions/<id:reception_id>/banquets/<id:banquet_id>/wishes")
@requires("banquet.edit")
@once
def add_wish(reception_id, banquet_id):
    reception = queries.editable_reception(reception_id, current_person())
    banquet, form = queries.get_banquet(reception, banquet_id), WishForm(reception)
    if form.validate():
        try:
            actions.add_wish(reception, **form.values(), by=current_person(), at=clock.now())
            flash(_("The wish is noted. Seat everyone again to follow it."))
            return to_studio(banquet)
        except RuleBroken as error:
            form.add_error(error)
    return page("banquets/wish.html", reception=reception, banquet=banquet, wish=None, form=form, status=422)


@bp.post("/receptions/<id:reception_id>/banquets/<id:banquet_id>/wishes/<id:wish_id>")
@requires("banquet.edit")
@once
def change_wish(reception_id, banquet_id, wish_id):
    reception = queries.editable_reception(reception_id, current_person())
    banquet, wish = queries.get_banquet(reception, banquet_id), queries.get_wish(reception, wish_id)
    form = WishForm(reception)
    if form.validate():
        try:
            actions.change_wish(wish, **form.values(), by=current_person(), at=clock.now())
            flash(_("The wish is noted. Seat everyone again to follow it."))
            return to_studio(banquet)
        except RuleBroken as error:
            form.add_error(error)
    return page("banquets/wish.html", reception=reception, banquet=banquet, wish=wish, form=form, status=422)


@bp.post("/receptions/<id:reception_id>/banquets/<id:banquet_id>/wishes/<id:wish_id>/remove")
@requires("banquet.edit")
@once
def remove_wish(reception_id, banquet_id, wish_id):
    reception = queries.editable_reception(reception_id, current_person())
    banquet = queries.get_banquet(reception, banquet_id)
    actions.remove_wish(queries.get_wish(reception, wish_id), by=current_person(), at=clock.now())
    return to_studio(banquet)
