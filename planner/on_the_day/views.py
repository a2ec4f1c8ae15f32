"""Routes of the day of a banquet: the phone at the door, letting somebody in, changing seats, each host's table."""

from zoneinfo import ZoneInfo

from flask import Blueprint, flash, request, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.banquets import queries as banquets
from planner.banquets import seating_bridge, seats, steps, versions
from planner.banquets.floor import Floor
from planner.errors import NotFound, RuleBroken
from planner.formats import clock_time
from planner.i18n import _, current_language
from planner.on_the_day import actions, queries
from planner.on_the_day.forms import SOMEBODY_NEW, NewcomerForm, RankForm, SwapForm, bears, whole_id
from planner.on_the_day.queries import Door
from planner.people import access_log
from planner.people import queries as people
from planner.people.names import fold, is_read_as_chinese, toned
from planner.receptions.party_actions import get_attendee
from planner.web import current_person, current_roles, go_to, is_htmx, once, page, requires

bp = Blueprint("on_the_day", __name__)
BASE = "/receptions/<id:reception_id>/banquets/<id:banquet_id>/day"


@bp.app_template_global("is_day_near")
def is_day_near(banquet):
    """Whether the page of the day is wanted now: from the day before to the day after."""
    return queries.is_near(banquet, clock.now())


@bp.app_template_global("pronounced")
def pronounced(person):
    """A Chinese name in pinyin with tones, "zēng xiǎo mǐn"; "" for other names."""
    return toned(person.name_zh) if is_read_as_chinese(person.name_zh, person.name_en) else ""


@bp.app_template_global("local_time")
def local_time(moment, zone):
    """The time of day of a moment, on the clock of a place."""
    return clock_time(moment.astimezone(ZoneInfo(zone)))


def looked_at(reception_id, banquet_id):
    """The banquet, for whoever may follow its day."""
    return banquets.get_banquet(queries.reception_today(reception_id, current_person()), banquet_id)


def noted_at(reception_id, banquet_id):
    """The banquet, for whoever may note who is there."""
    return banquets.get_banquet(queries.reception_to_note(reception_id, current_person()), banquet_id)


def changed_at(reception_id, banquet_id):
    """The banquet, for whoever may change its seats."""
    return banquets.get_banquet(banquets.editable_reception(reception_id, current_person()), banquet_id)


def to_door(banquet, **query):
    return go_to(url_for("on_the_day.door", reception_id=banquet.reception_id, banquet_id=banquet.id, **query))


def seen_version(banquet):
    """The banquet's version that the form was drawn from; 0, older than all, where it does not say."""
    return whole_id(request.form.get("version")) or 0


# --- the door ---------------------------------------------------------------------------------------------------------


@bp.get(BASE)
@requires("day.see")
def door(reception_id, banquet_id):
    """Everybody, for those who plan or note; who only takes part is led to the own table."""
    banquet = looked_at(reception_id, banquet_id)
    if _sees_everybody(banquet):
        return _door_page(banquet)
    own = queries.own_table(banquet, current_person())
    if own is None or versions.released(banquet) is None:
        return page("on_the_day/no_table.html", **_around(banquet))
    return go_to(url_for(".table", reception_id=reception_id, banquet_id=banquet_id, number=own.number))


def _sees_everybody(banquet):
    return may(current_roles(), "banquet.see") or queries.may_note(banquet.reception, current_person())


def _door_page(banquet, *, status=200, problem=""):
    shown = Door(banquet, search=" ".join(request.values.get("q", "").split())[:60], table=request.values.get("table", "")[:4])
    return page("on_the_day/door.html", fragment="on_the_day/_list.html", status=status, door=shown, problem=problem,
                undoable=steps.undoable(banquet, current_person()), **_around(banquet))


def _around(banquet, floor=None):
    """What every page of the day needs besides its own; `floor` is the banquet's Floor where it was read before."""
    person, reception, floor = current_person(), banquet.reception, floor or Floor(banquet)
    released, reprint = queries.since_release(banquet, floor)
    return {"banquet": banquet, "reception": reception, "may_note": queries.may_note(reception, person),
            "may_change": banquets.may_edit(reception, person), "sees_banquet": may(current_roles(), "banquet.see"),
            "changes": queries.changes_of(banquet, floor), "obstacles": queries.missing_principals(banquet), "released": released, "reprint": reprint,
            "is_unreleased": released is None or versions.has_changed(banquet, released, floor.rows)}


@bp.post(f"{BASE}/people/<id:attendee_id>/presence")
@requires("day.note")
@once
def presence(reception_id, banquet_id, attendee_id):
    """One tap at the door; the card comes back, with the counts and what is to be done."""
    banquet = noted_at(reception_id, banquet_id)
    attendee = get_attendee(banquet.reception, attendee_id)
    try:
        actions.note_presence(banquet, attendee, request.form.get("state", ""), by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _card(banquet, attendee, status=422, problem=error.message) if is_htmx() else _door_page(banquet, status=422, problem=error.message)
    return _card(banquet, attendee) if is_htmx() else to_door(banquet, **_search(), _anchor=f"person-{attendee.id}")


def _card(banquet, attendee, *, status=200, problem=""):
    shown = Door(banquet)
    return page("on_the_day/_marked.html", status=status, door=shown, guest=shown.guest(attendee), problem=problem, **_around(banquet))


def _search():
    """What the list was narrowed to, so that it stays so."""
    return {key: request.form[key][:60] for key in ("q", "table") if request.form.get(key)}


@bp.post(f"{BASE}/people/<id:attendee_id>/comes")
@requires("day.note")
@once
def comes(reception_id, banquet_id, attendee_id):
    """Somebody who declined, or was not to dine, has come after all."""
    banquet = noted_at(reception_id, banquet_id)
    attendee = get_attendee(banquet.reception, attendee_id)
    actions.come_after_all(banquet, attendee, by=current_person(), at=clock.now())
    flash(_("%(name)s is here, and has no seat yet.", name=attendee.person.both_names()), "warn")
    return to_door(banquet, q=attendee.person.name(current_language()))


# --- somebody unexpected ----------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/newcomer")
@requires("banquet.edit")
def newcomer(reception_id, banquet_id):
    banquet = changed_at(reception_id, banquet_id)
    return _newcomer_page(banquet, NewcomerForm(banquet, formdata=None, data={
        "name": request.args.get("name", "")[:60], "client_id": banquet.reception.client_id, "side": "guest"}))


def _newcomer_page(banquet, form, status=200):
    return page("on_the_day/newcomer.html", status=status, form=form, **_around(banquet))


@bp.post(f"{BASE}/newcomer")
@requires("banquet.edit")
@once
def add_newcomer(reception_id, banquet_id):
    banquet = changed_at(reception_id, banquet_id)
    form = NewcomerForm(banquet)
    attendees, known = _known(banquet, form)
    if attendees or known:
        form.ask_who(attendees, known)
    if not form.validate() or not _is_clear(form, attendees, known):
        return _newcomer_page(banquet, form, 422)
    try:
        attendee = _add(banquet, form, {f"a{a.id}": a for a in attendees}, {f"p{p.id}": p for p in known})
    except RuleBroken as error:
        error.field = {"name_zh": "name", "name_en": "name"}.get(error.field, error.field)
        form.add_error(error)
        return _newcomer_page(banquet, form, 422)
    flash(_("%(name)s is noted as here.", name=attendee.person.both_names()))
    return go_to(url_for("on_the_day.repair", reception_id=banquet.reception_id, banquet_id=banquet.id))


def _known(banquet, form):
    """(attendees, people who do not take part) that bear the name typed, on the chosen side."""
    typed = {fold(form.name.data), fold(form.name_en.data)} - {""}
    attendees = form.namesakes(banquet.reception)
    there = {a.person_id for a in banquet.reception.attendees}
    if form.side.data == "host":
        found = people.staff(form.name.data)
    else:
        client = form.clients.get(form.client_id.data)
        found = people.contacts(client) if client else []
    return attendees, [p for p in found if p.id not in there and bears(p, typed)][:10]


def _is_clear(form, attendees, known):
    """Whether it is said who of that name it is, and like whom they rank; else the messages stand at the fields."""
    if form.like_id.data not in form.attendees:
        form.like_id.errors = [*form.like_id.errors, _("Please choose somebody who is about as high.")]
    if form.side.data == "guest" and form.client_id.data not in form.clients:
        form.client_id.errors = [*form.client_id.errors, _("Please choose from the list.")]
    if (attendees or known) and form.who.data not in {value for value, *_rest in form.who.iter_choices()}:
        form.who.errors = [*form.who.errors, _("There is somebody of this name already. Who has come?")]
    return not form.errors


def _add(banquet, form, attendees, known):
    by, at = current_person(), clock.now()
    if form.who.data in attendees:
        attendee = attendees[form.who.data]
        actions.come_after_all(banquet, attendee, diet=form.diet_values(), by=by, at=at)
        return attendee
    person = known.get(form.who.data) if form.who.data != SOMEBODY_NEW else None
    return actions.add_newcomer(banquet, name=form.name.data, name_en=form.name_en.data, side=form.side.data, title=form.title.data,
                                like=form.attendees[form.like_id.data], client=form.clients.get(form.client_id.data), person=person,
                                diet=form.diet_values(), by=by, at=at)


# --- seats changed on the spot ----------------------------------------------------------------------------------------


@bp.get(f"{BASE}/people/<id:attendee_id>/swap")
@requires("banquet.edit")
def swap(reception_id, banquet_id, attendee_id):
    """With whom somebody changes seats, and, once chosen, what it would cost."""
    banquet = changed_at(reception_id, banquet_id)
    attendee = get_attendee(banquet.reception, attendee_id)
    shown = Door(banquet)
    form = SwapForm(shown, attendee, formdata=None, data={"other_id": whole_id(request.args.get("other_id"))})
    return _swap_page(banquet, shown, attendee, form)


def _swap_page(banquet, shown, attendee, form, status=200):
    other = form.others.get(form.other_id.data)
    hall = Floor(banquet).hall
    is_possible = other is not None and attendee.id in hall.diners and not other.place[0].is_broken
    change = hall.what_if(attendee.id, other.place[0].number, other.place[1]) if is_possible else None
    return page("on_the_day/swap.html", status=status, form=form, guest=shown.guest(attendee), other=other, change=change, **_around(banquet))


@bp.post(f"{BASE}/people/<id:attendee_id>/swap")
@requires("banquet.edit")
@once
def do_swap(reception_id, banquet_id, attendee_id):
    banquet = changed_at(reception_id, banquet_id)
    attendee = get_attendee(banquet.reception, attendee_id)
    shown = Door(banquet)
    form = SwapForm(shown, attendee)
    other = form.others.get(form.other_id.data)
    if not form.validate() or other is None:
        form.other_id.errors = [*form.other_id.errors, _("Please choose somebody who has a seat.")]
        return _swap_page(banquet, shown, attendee, form, 422)
    try:
        seats.move_person(banquet, attendee, *other.place, by=current_person(), at=clock.now(), seen=seen_version(banquet))
    except RuleBroken as error:
        form.add_error(RuleBroken(error.message, field="other_id"))
        return _swap_page(banquet, shown, attendee, form, 422)
    flash(_("%(one)s and %(other)s have changed seats.", one=attendee.person.name(current_language()),
            other=other.attendee.person.name(current_language())))
    return to_door(banquet)


@bp.post(f"{BASE}/undo")
@requires("banquet.edit")
@once
def undo(reception_id, banquet_id):
    """Take the reader's own newest change of seats back."""
    banquet = changed_at(reception_id, banquet_id)
    try:
        steps.undo(banquet, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _door_page(banquet, status=422, problem=error.message)
    flash(_("Taken back."))
    return to_door(banquet)


@bp.post(f"{BASE}/release")
@requires("banquet.edit")
@once
def release(reception_id, banquet_id):
    """Release the plan as it is now; what must be printed again is listed at the door."""
    banquet = changed_at(reception_id, banquet_id)
    try:
        version = actions.release_again(banquet, "swap", by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _door_page(banquet, status=422, problem=error.message)
    flash(_("Released as version %(number)s.", number=version.number))
    return go_to(url_for("on_the_day.reprint", reception_id=banquet.reception_id, banquet_id=banquet.id))


@bp.get(f"{BASE}/reprint")
@requires("banquet.see")
def reprint(reception_id, banquet_id):
    """Whose cards differ between the released version and the one before."""
    banquet = looked_at(reception_id, banquet_id)
    everybody = {a.id: a for a in banquet.reception.attendees}
    return page("on_the_day/reprint.html", last=queries.last_release(banquet), everybody=everybody,
                called={t.number: t.called for t in banquet.tables}, card_titles=versions.CARDS, **_around(banquet))


# --- ranks and tables -------------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/people/<id:attendee_id>/rank")
@requires("banquet.edit")
def rank(reception_id, banquet_id, attendee_id):
    banquet = changed_at(reception_id, banquet_id)
    attendee = get_attendee(banquet.reception, attendee_id)
    return _rank_page(banquet, attendee, RankForm(banquet, attendee, formdata=None))


def _rank_page(banquet, attendee, form, status=200):
    return page("on_the_day/rank.html", status=status, form=form, attendee=attendee, **_around(banquet))


@bp.post(f"{BASE}/people/<id:attendee_id>/rank")
@requires("banquet.edit")
@once
def change_rank(reception_id, banquet_id, attendee_id):
    banquet = changed_at(reception_id, banquet_id)
    attendee = get_attendee(banquet.reception, attendee_id)
    form = RankForm(banquet, attendee)
    like = form.attendees.get(form.like_id.data)
    if not form.validate() or like is None:
        form.like_id.errors = [*form.like_id.errors, _("Please choose somebody who is about as high.")]
        return _rank_page(banquet, attendee, form, 422)
    if not actions.change_rank(banquet, attendee, like, by=current_person(), at=clock.now()):
        flash(_("%(name)s already has this rank. Nothing was changed.", name=attendee.person.both_names()))
        return to_door(banquet)
    return go_to(url_for("on_the_day.repair", reception_id=banquet.reception_id, banquet_id=banquet.id))


@bp.post(f"{BASE}/keep-seats")
@requires("banquet.edit")
@once
def keep_seats(reception_id, banquet_id):
    """Ranks changed, and everybody stays where they are."""
    banquet = changed_at(reception_id, banquet_id)
    actions.keep_seats(banquet, by=current_person(), at=clock.now())
    flash(_("Everybody stays where they are."))
    return to_door(banquet)


@bp.post(f"{BASE}/tables/<id:number>/broken")
@requires("banquet.edit")
@once
def broken(reception_id, banquet_id, number):
    """A table cannot be used, or can again."""
    banquet = changed_at(reception_id, banquet_id)
    table, is_broken = queries.get_table(banquet, number), request.form.get("broken") == "1"
    try:
        actions.set_broken(banquet, table, is_broken, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _door_page(banquet, status=422, problem=error.message)
    if is_broken and queries.changes_of(banquet).broken:
        return go_to(url_for("on_the_day.repair", reception_id=banquet.reception_id, banquet_id=banquet.id))
    return to_door(banquet)


@bp.get(f"{BASE}/tables/<id:number>")
@requires("day.see")
def table(reception_id, banquet_id, number):
    """One table for whoever hosts it: the drawing, names to say, who is late; diets for those who may see them."""
    banquet = looked_at(reception_id, banquet_id)
    own = None if _sees_everybody(banquet) else queries.own_table(banquet, current_person())
    if not _sees_everybody(banquet) and (own is None or own.number != number):
        raise NotFound()
    shown, around = Door(banquet, table=str(number)), _around(banquet)
    chosen, lang = queries.get_table(banquet, number), current_language()
    if around["released"] is None and not around["sees_banquet"]:
        raise NotFound()
    guests = sorted((g for g in shown.found if g.place), key=lambda g: g.place[1])
    sees_diet = may(current_roles(), "diet.see")
    if sees_diet:
        access_log.shown([g.attendee for g in guests], by=current_person(), page="table")
    drawing = None if chosen.is_broken else seating_bridge.table_plan(Floor(banquet).hall, lang, number)
    return page("on_the_day/table.html", door=shown, table=chosen, guests=guests, drawing=drawing, sees_diet=sees_diet, **around)


from planner.on_the_day import finder_views, repair_views  # noqa: E402,F401  (their routes belong to the same blueprint)
