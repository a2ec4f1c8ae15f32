"""Routes of the other arrangements: the list, one of them, placing by hand, and what a new rank would change."""

from flask import Blueprint, Response, flash, request, url_for

from planner import clock, formats
from planner.accounts.permissions import may
from planner.arrangements import actions, consequences, queries
from planner.arrangements.forms import RankForm, form_for, stored, whole_id
from planner.arrangements.kinds import kinds, sequence_title
from planner.arrangements.working_out import work_out
from planner.banquets import queries as banquets
from planner.banquets import seating_bridge
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.receptions import party_actions
from planner.receptions.queries import get_reception, own_reception, party
from planner.web import check_version, current_person, current_roles, go_to, once, page, requires

bp = Blueprint("arrangements", __name__)
WIDE = 900
"""Units of a drawing beyond which it has the whole width of the page."""
FOLDER = "/receptions/<id:reception_id>/arrangements"


@bp.app_template_global()
def arrangements_beside(reception):
    """[(arrangement, its Kind)] of a reception, for other pages."""
    return [(a, kinds()[a.kind]) for a in queries.arrangements_of(reception)]


@bp.app_template_global()
def ranks_changed_since_seated(banquet):
    """Seated attendees whose rank was changed after everybody was seated."""
    return consequences.ranks_changed_since(banquet)


# --- the list, and what the programme suggests ------------------------------------------------------------------------------


@bp.get(FOLDER)
@requires("banquet.see")
def index(reception_id):
    reception = get_reception(reception_id, current_person())
    return _index(reception)


def _index(reception, status=200, problem=""):
    may_edit = banquets.may_edit(reception, current_person())
    return page("arrangements/index.html", reception=reception, arrangements=arrangements_beside(reception), kinds=kinds().values(),
                proposals=queries.proposals(reception) if may_edit else [], may_edit=may_edit, status=status, problem=problem)


@bp.post(FOLDER + "/proposed")
@requires("banquet.edit")
@once
def add_proposed(reception_id):
    """The ticked proposals become arrangements; one that is there already is left alone."""
    reception = banquets.editable_reception(reception_id, current_person())
    keys = set(request.form.getlist("key")[:200])
    if not keys:
        return _index(reception, 422, _("Please tick at least one."))
    made = actions.add_proposed(reception, keys, by=current_person(), at=clock.now())
    flash(_("Arrangements added: %(count)s.", count=len(made)))
    return go_to(url_for(".index", reception_id=reception.id))


# --- making and changing one ------------------------------------------------------------------------------------------------


@bp.get(FOLDER + "/new")
@requires("banquet.edit")
def new(reception_id):
    reception = banquets.editable_reception(reception_id, current_person())
    if request.args.get("kind", "") not in kinds():
        return _no_such_kind(reception)
    kind, pack = kinds()[request.args["kind"]], queries.usual_pack(reception)
    item = next((i for i in queries.items_of(reception) if i.kind in kind.items), None)
    data = {"item_id": item.id if item else None, "pack": pack, "people": queries.usual_cast(kind, reception, pack, item)}
    data |= {f"s_{name}": value for name, value in queries.usual_setting(kind, reception).items()}
    return _edit_page(reception, kind, form_for(kind, reception, pack=pack, data=data))


@bp.post(FOLDER + "/new")
@requires("banquet.edit")
@once
def add(reception_id):
    reception = banquets.editable_reception(reception_id, current_person())
    if request.args.get("kind", "") not in kinds():
        return _no_such_kind(reception)
    kind = kinds()[request.args["kind"]]
    form = form_for(kind, reception, pack=queries.usual_pack(reception))
    if form.validate():
        try:
            made = actions.add(reception, kind.id, **form.arrangement_values(reception), by=current_person(), at=clock.now())
            return _to(made)
        except RuleBroken as error:
            form.add_error(error)
    return _edit_page(reception, kind, form, status=422)


def _no_such_kind(reception):
    return _index(reception, 422, _("There is no such kind of arrangement. Please choose one from the list."))


def _edit_page(reception, kind, form, arrangement=None, status=200):
    people = {side: [a for a in party(reception) if a.side == side] for side in ("guest", "host")}
    return page("arrangements/edit.html", reception=reception, kind=kind, form=form, arrangement=arrangement, people=people, status=status)


@bp.get(FOLDER + "/<id:arrangement_id>/edit")
@requires("banquet.edit")
def edit(reception_id, arrangement_id):
    reception, arrangement = _to_change(reception_id, arrangement_id)
    kind = kinds()[arrangement.kind]
    return _edit_page(reception, kind, form_for(kind, reception, pack=arrangement.pack, data=stored(arrangement)), arrangement)


@bp.post(FOLDER + "/<id:arrangement_id>/edit")
@requires("banquet.edit")
@once
def change(reception_id, arrangement_id):
    reception, arrangement = _to_change(reception_id, arrangement_id)
    kind = kinds()[arrangement.kind]
    form = form_for(kind, reception, pack=arrangement.pack)
    if not form.validate():
        return _edit_page(reception, kind, form, arrangement, 422)
    if request.form.get("version", "") != str(arrangement.version):
        check_version(arrangement, form, _compared(form, arrangement))
    try:
        lost = actions.change(arrangement, **form.arrangement_values(reception), by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _edit_page(reception, kind, form, arrangement, 422)
    if lost:
        flash(_("Placed by the rules again, because the place is not there any more: %(names)s.", names=formats.listed(a.person.name(current_language()) for a in lost)))
    return _to(arrangement)


def _compared(form, arrangement):
    """What is stored, as the conflict page compares it with the form: people by name, in the form too."""
    names = {a.id: a.person.name(current_language()) for a in party(arrangement.reception)}
    kept = stored(arrangement)
    kept["people"] = _names_of(kept["people"], names)
    form.people.data = _names_of(form.people.data, names)
    return kept


def _names_of(cast, names):
    return formats.listed(names.get(one["attendee"], "?") for one in cast)


def _to_change(reception_id, arrangement_id):
    reception = banquets.editable_reception(reception_id, current_person())
    return reception, queries.get_arrangement(reception, arrangement_id)


def _to(arrangement, **query):
    return go_to(url_for(".show", reception_id=arrangement.reception_id, arrangement_id=arrangement.id, **query))


@bp.post(FOLDER + "/<id:arrangement_id>/remove")
@requires("banquet.edit")
@once
def remove(reception_id, arrangement_id):
    reception, arrangement = _to_change(reception_id, arrangement_id)
    check_version(arrangement)
    actions.remove(arrangement, by=current_person(), at=clock.now())
    return go_to(url_for(".index", reception_id=reception.id))


# --- one arrangement --------------------------------------------------------------------------------------------------------


@bp.get(FOLDER + "/<id:arrangement_id>")
@requires("banquet.see")
def show(reception_id, arrangement_id):
    reception = get_reception(reception_id, current_person())
    return _show(reception, queries.get_arrangement(reception, arrangement_id), request.args)


def _show(reception, arrangement, asked, status=200, problem=""):
    may_edit, lang = banquets.may_edit(reception, current_person()), current_language()
    worked = work_out(arrangement)
    chosen = worked.spot_of.get(whole_id(asked.get("person")))
    to = asked.get("to", "")[:40] if chosen and may_edit else ""
    drawn = worked.drawing(lang, selected=chosen.attendee.id if chosen else None, **_links(arrangement, chosen if may_edit else None, worked))
    return page("arrangements/show.html", fragment="arrangements/_plan.html", status=status, reception=reception, arrangement=arrangement,
                worked=worked, kind=worked.kind, chosen=chosen, to=to if to in worked.places else "", may_edit=may_edit, problem=problem,
                drawing_of=drawn, is_wide=drawn is not None and float(drawn.get("width")) > WIDE, as_of=clock.now(),
                pack=next((title for key, title, _about in seating_bridge.packs(lang) if key == arrangement.pack), arrangement.pack),
                options=seating_bridge.pack_options(arrangement.pack, worked.kind.options, arrangement.options),
                values=_setting_words(arrangement, worked.kind, lang), sequence_title=sequence_title,
                may_rank=reception.owner_id == current_person().id and may(current_roles(), "reception.edit"))


def _links(arrangement, chosen, worked):
    """Tapping somebody chooses; with somebody chosen, tapping another or a free place asks for the exchange."""
    def address(**query):
        return url_for(".show", reception_id=arrangement.reception_id, arrangement_id=arrangement.id, **query)

    def of_person(attendee_id):
        there = worked.spot_of.get(attendee_id)
        if chosen and there and attendee_id != chosen.attendee.id and there.place in worked.places:
            return address(person=chosen.attendee.id, to=there.place)
        return address(person=attendee_id)

    return {"person_link": of_person, "seat_link": (lambda place: address(person=chosen.attendee.id, to=place)) if chosen else None}


def _setting_words(arrangement, kind, lang):
    """[(label, value)] of what was asked, in words."""
    found = []
    for asked in kind.settings:
        value = arrangement.setting.get(asked.id)
        if value is None or (asked.id == "coach_rows" and arrangement.setting.get("vehicle") != "coach"):
            continue
        words = seating_bridge.vehicle_titles() if asked.source == "vehicles" else asked.values
        if asked.source == "tables":
            words = {key: {lang: _("%(banquet)s, table %(table)s", banquet=banquet.item.title(lang), table=table.called)}
                     for key, banquet, table in queries.tables_of(arrangement.reception)}
        found.append((asked.label[lang], words[str(value)][lang] if str(value) in words else value))
    return found


@bp.get(FOLDER + "/<id:arrangement_id>/picture.svg")
@requires("banquet.see")
def picture(reception_id, arrangement_id):
    """The drawing as a file."""
    arrangement = queries.get_arrangement(get_reception(reception_id, current_person()), arrangement_id)
    drawn = work_out(arrangement).drawing(current_language())
    if drawn is None:
        raise NotFound()
    return Response(seating_bridge.svg_text(drawn), mimetype="image/svg+xml",
                    headers={"Content-Disposition": f'attachment; filename="{arrangement.kind}-{arrangement.id}-v{arrangement.version}.svg"'})


@bp.post(FOLDER + "/<id:arrangement_id>/place")
@requires("banquet.edit")
@once
def place(reception_id, arrangement_id):
    """Somebody is put elsewhere by hand."""
    reception, arrangement = _to_change(reception_id, arrangement_id)
    check_version(arrangement)
    attendee = party_actions.get_attendee(reception, _person())
    try:
        actions.put(arrangement, attendee, request.form.get("to", "")[:40], by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _show(reception, arrangement, request.form, 422, error.message)
    return _to(arrangement, person=attendee.id)


@bp.post(FOLDER + "/<id:arrangement_id>/release")
@requires("banquet.edit")
@once
def release(reception_id, arrangement_id):
    """The rules place somebody again, or everybody."""
    reception, arrangement = _to_change(reception_id, arrangement_id)
    check_version(arrangement)
    attendee = party_actions.get_attendee(reception, _person()) if request.form.get("person") else None
    actions.release(arrangement, attendee, by=current_person(), at=clock.now())
    return _to(arrangement, **({"person": attendee.id} if attendee else {}))


def _person():
    found = whole_id(request.form.get("person"))
    if found is None or not 0 < found < 2**31:
        raise RuleBroken(_("Please choose somebody first."))
    return found


# --- a new rank, and everything it changes ----------------------------------------------------------------------------------


@bp.get("/receptions/<id:reception_id>/people/<id:attendee_id>/rank")
@requires("reception.edit")
def rank(reception_id, attendee_id):
    """Everything that another rank would change, before it happens."""
    reception = own_reception(reception_id, current_person())
    attendee = party_actions.get_attendee(reception, attendee_id)
    asked = request.args.get("rank")
    form = RankForm(formdata=request.args if asked is not None else None, data={"rank": attendee.rank})
    is_asked = asked is not None and _rank_is_fine(form)
    return _rank_page(reception, attendee, form, form.rank.data if is_asked else None, status=422 if asked is not None and not is_asked else 200)


def _rank_is_fine(form):
    """A question in an address carries no token of a form."""
    return form.rank.validate(form)


def _rank_page(reception, attendee, form, new, status=200):
    dining, others = consequences.of_rank(attendee, new, current_language()) if new is not None and new != attendee.rank else ([], [])
    return page("arrangements/rank.html", reception=reception, attendee=attendee, form=form, new=new, dining=dining, others=others, status=status)


@bp.post("/receptions/<id:reception_id>/people/<id:attendee_id>/rank")
@requires("reception.edit")
@once
def change_rank(reception_id, attendee_id):
    """The rank is stored; arrangements follow by themselves, banquets say that they were seated before."""
    reception = own_reception(reception_id, current_person())
    attendee = party_actions.get_attendee(reception, attendee_id)
    form = RankForm()
    if not form.validate():
        return _rank_page(reception, attendee, form, None, 422)
    check_version(attendee)
    try:
        party_actions.change_attendee(attendee, rank=form.rank.data, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _rank_page(reception, attendee, form, None, 422)
    flash(_("%(name)s now has rank %(rank)s. The arrangements have followed; seats at banquets stay until you seat everyone again.",
            name=attendee.person.both_names(), rank=form.rank.data))
    return go_to(url_for(".index", reception_id=reception.id))


@bp.post("/receptions/<id:reception_id>/banquets/<id:banquet_id>/ranks-minded")
@requires("banquet.edit")
@once
def mind_ranks(reception_id, banquet_id):
    """The plan of the banquet stays as it is although ranks have changed since."""
    reception = banquets.editable_reception(reception_id, current_person())
    banquet = banquets.get_banquet(reception, banquet_id)
    actions.mind_ranks(banquet, by=current_person(), at=clock.now())
    return go_to(url_for("banquets.show", reception_id=reception.id, banquet_id=banquet.id))
