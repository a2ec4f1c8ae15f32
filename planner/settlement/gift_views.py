"""Routes of the register of gifts."""

from flask import flash, request, url_for

from planner import clock, paging
from planner.accounts import second_factor
from planner.errors import RuleBroken
from planner.i18n import _
from planner.receptions.queries import get_reception, own_reception
from planner.settlement import checks, gift_actions, gift_queries, pictures, queries, rulebook
from planner.settlement.gift_forms import DIRECTION_NAMES, ClearForm, GiftForm
from planner.settlement.views import bp
from planner.web import check_version, current_person, go_to, once, page, requires


@bp.get("/gifts")
@requires("gift.see")
def gifts():
    return _register()


def _chosen():
    """The filters of the address; nonsense counts as none."""
    year, about = request.args.get("year", ""), request.args.get("about", "")
    guests, direction = request.args.get("guests", ""), request.args.get("direction", "")
    return {"year": int(year) if year.isascii() and year.isdecimal() and len(year) == 4 and int(year) else None,
            "guests": guests if guests in pictures.GUEST_NAMES else "", "direction": direction if direction in DIRECTION_NAMES else "",
            "about": int(about) if about.isascii() and about.isdecimal() and len(about) < 10 else None}


def _register(status=200, form=None, failed=None, problem=None):
    chosen, person = _chosen(), current_person()
    about = gift_queries.concerned(person, chosen["about"]) if chosen["about"] is not None else None
    return page("settlement/gifts.html", status=status, rows=gift_queries.page_of_gifts(person, **chosen, number=paging.wanted()), chosen=chosen, rulebook=rulebook,
                waiting=gift_queries.waiting(person), pictures=pictures, direction_names=DIRECTION_NAMES, findings_of=gift_queries.findings_of,
                form=form or ClearForm(formdata=None), failed=failed, problem=problem, needed=second_factor.needed(clock.now()), this_year=clock.now().year, about=about,
                years=gift_queries.years_about(person, about.id) if about is not None else [])


@bp.get("/receptions/<id:reception_id>/gifts")
@requires("gift.see")
def gifts_of(reception_id):
    return _of_reception(get_reception(reception_id, current_person()))


def _form(reception, **options):
    return GiftForm(gift_queries.other_side(reception), queries.own_people(), **options)


def _of_reception(reception, form=None, status=200, problem=None):
    person = current_person()
    drawn = form or _form(reception, formdata=None, data={"given_on": reception.ends_on, "staff_id": person.id})
    return page("settlement/reception_gifts.html", status=status, reception=reception, rows=gift_queries.gifts_of(reception), form=drawn, problem=problem,
                may_edit=reception.owner_id == person.id, pictures=pictures, findings_of=gift_queries.findings_of, rulebook=rulebook,
                direction_names=DIRECTION_NAMES, side_names=checks.SIDE_NAMES)


@bp.post("/receptions/<id:reception_id>/gifts")
@requires("gift.edit")
@once
def enter_gift(reception_id):
    reception = own_reception(reception_id, current_person())
    form = _form(reception)
    if not form.validate():
        return _of_reception(reception, form, 422)
    try:
        for person_id in form.people.data:
            gift_actions.enter(reception, person_id, **form.gift_values(), by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _of_reception(reception, form, 422)
    flash(_("Entered: %(count)s", count=len(form.people.data)))
    return go_to(url_for(".gifts_of", reception_id=reception.id))


@bp.post("/receptions/<id:reception_id>/gifts/<id:gift_id>/<any(given, declined, returned):gift_step>")
@requires("gift.edit")
@once
def note_gift(reception_id, gift_id, gift_step):
    reception = own_reception(reception_id, current_person())
    gift = gift_queries.gift_in(reception, gift_id)
    check_version(gift)
    try:
        gift_actions.note(gift, gift_step, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _of_reception(reception, problem=error.message, status=422)
    return go_to(url_for(".gifts_of", reception_id=reception.id))


@bp.post("/gifts/<id:gift_id>/<any(clear, refuse):gift_decision>")
@requires("gift.clear")
@once
def decide_gift(gift_id, gift_decision):
    gift, form = gift_queries.get_gift(gift_id, current_person()), ClearForm()
    if not form.validate():
        return _register(422, form, gift)
    check_version(gift)
    if second_factor.needed(clock.now()):
        return _register(422, form, gift, second_factor.PROVE_FIRST)
    try:
        gift_actions.decide(gift, gift_decision == "clear", note=form.note.data or "", by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _register(422, form, gift)
    return go_to(url_for(".gifts"))
