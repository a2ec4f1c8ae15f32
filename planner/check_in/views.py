"""Routes of the check-in at a banquet's door: the desk, one person, and the entries that devices send when they have network again.

Everything works as plain forms. With the script, forms marked data-queue are kept on the device until the server has taken them.
"""

from flask import Blueprint, current_app, flash, jsonify, make_response, request, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.banquets import queries as banquets
from planner.check_in import actions, cards, queries
from planner.check_in.forms import SubstituteForm, WalkInForm, whole_id
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.invitations import door_codes
from planner.limits import limiter
from planner.on_the_day import queries as on_the_day
from planner.receptions.party_actions import get_attendee
from planner.web import KEY, current_person, current_roles, go_to, once, page, requires, unattended

bp = Blueprint("check_in", __name__)
BASE = "/receptions/<id:reception_id>/banquets/<id:banquet_id>/check-in"
PERSON = f"{BASE}/people/<id:attendee_id>"
MOST_DOOR = 30


def _banquet(reception_id, banquet_id, *, to_change=False):
    """The banquet, for whoever may note who is there."""
    return banquets.get_banquet(on_the_day.reception_to_note(reception_id, current_person()), banquet_id, to_change=to_change)


def _address(banquet, **query):
    return url_for("check_in.desk", reception_id=banquet.reception_id, banquet_id=banquet.id, **query)


def _person_address(banquet, attendee):
    return url_for("check_in.person", reception_id=banquet.reception_id, banquet_id=banquet.id, attendee_id=attendee.id)


def _door():
    """What the device at the door is called, as sent along."""
    return "".join(c for c in " ".join(request.form.get("door", "").split()) if c.isprintable())[:MOST_DOOR]


# --- the desk ---------------------------------------------------------------------------------------------------------


@bp.get(BASE)
@requires("day.note")
def desk(reception_id, banquet_id):
    return _desk_page(_banquet(reception_id, banquet_id))


def _desk_page(banquet, *, status=200, problem="", form=None, typed="", typed_problem=""):
    """`form` is a WalkInForm sent back with messages, `typed` a code that nobody has, for which `typed_problem` is the sentence."""
    found = queries.Desk(banquet, search=" ".join(request.values.get("q", "").split())[:60], show=request.values.get("show", "")[:10])
    form = form or WalkInForm(banquet, formdata=None, data={"client_id": banquet.reception.client_id, "name": found.search if not found.found else ""})
    return page("check_in/desk.html", status=status, reception=banquet.reception, banquet=banquet, desk=found, form=form, problem=problem, typed=typed, typed_problem=typed_problem,
                find_text=queries.find_text, signed=queries.signed(banquet), sees_banquet=may(current_roles(), "banquet.see"))


@bp.post(BASE)
@requires("day.note")
@once
def mark(reception_id, banquet_id):
    """One tap on the list: `mark` is "12:here"."""
    banquet = _banquet(reception_id, banquet_id)
    who, _colon, state = request.form.get("mark", "").partition(":")
    if whole_id(who) is None:
        return _desk_page(banquet, status=422, problem=_("Please choose here, late or absent."))
    attendee = get_attendee(banquet.reception, whole_id(who))
    try:
        actions.note(banquet, attendee, state, by=current_person(), at=clock.now(), door=_door())
    except RuleBroken as error:
        return _desk_page(banquet, status=422, problem=error.message)
    kept = {key: request.form[key][:60] for key in ("q", "show") if request.form.get(key)}
    return go_to(_address(banquet, **kept, _anchor=f"person-{attendee.id}"))


@bp.post(f"{BASE}/find")
@requires("day.note")
@limiter.limit("120 per minute")
def find(reception_id, banquet_id):
    """A typed code or a scanned card, sent as a form so that no address carries a link; leads to its person."""
    banquet, typed = _banquet(reception_id, banquet_id), request.form.get("code", "")[:door_codes.LONGEST_TYPED]
    found = door_codes.found_by(banquet, typed)
    if not found:
        return _desk_page(banquet, status=422, typed=typed[:60], typed_problem=_("Nobody at this banquet has this code. Please look for the name."))
    if len(found) > 1:
        code = door_codes.mark_in(typed)
        return go_to(_address(banquet, q=code)) if len(code) < door_codes.MARK_LENGTH else _several(banquet, found)
    return go_to(_person_address(banquet, get_attendee(banquet.reception, found[0])))


def _several(banquet, found):
    """The link of a secretary: everybody it answers for."""
    return page("check_in/several.html", reception=banquet.reception, banquet=banquet, people=[get_attendee(banquet.reception, one) for one in found],
                sees_banquet=may(current_roles(), "banquet.see"))


@bp.get(f"{BASE}/state")
@requires("day.note")
@unattended
@limiter.limit("60 per minute")
def state(reception_id, banquet_id):
    """How everybody stands now, for devices at other doors: no names."""
    found = queries.Desk(_banquet(reception_id, banquet_id))
    numbers = found.numbers
    return jsonify(people={guest.attendee.id: guest.state for guest in found.everybody}, twice=sorted(found.twice),
                   numbers={name: getattr(numbers, name) for name in ("expected", "here", "missing", "absent", "walk_ins")})


@bp.post(f"{BASE}/walk-in")
@requires("day.note")
@once
def walk_in(reception_id, banquet_id):
    banquet = _banquet(reception_id, banquet_id)
    form = WalkInForm(banquet)
    values = form.read()
    if values is None:
        return _desk_page(banquet, status=422, form=form)
    try:
        attendee = actions.let_in(banquet, **values, by=current_person(), at=clock.now(), door=_door())
    except RuleBroken as error:
        _at_field(error, form)
        return _desk_page(banquet, status=422, form=form)
    flash(_("%(name)s is here. The hospitality application counts one person more. Please choose a seat.", name=attendee.person.both_names()))
    return go_to(_person_address(banquet, attendee))


def _at_field(error, form):
    error.field = {"name_zh": "name"}.get(error.field, error.field)
    form.add_error(error)


# --- entries of a device ----------------------------------------------------------------------------------------------


@bp.post(f"{BASE}/entries")
@requires("day.note")
@limiter.limit("300 per minute")
@once
def entries(reception_id, banquet_id):
    """One entry of a device's queue, however often it is sent: noted, noted before, or refused with a sentence (422)."""
    banquet, key, at = _banquet(reception_id, banquet_id), request.form.get("key", ""), clock.now()
    if not KEY.match(key) or request.form.get("kind", "") not in ENTRIES:
        return jsonify(message=_("This entry cannot be read. Please note it anew.")), 422
    try:
        age = whole_id(request.form.get("age"))
        said = actions.said_at(-1 if age is None else age, at)
        return jsonify(ENTRIES[request.form["kind"]](banquet, key=key, said=said, at=at, by=current_person()))
    except RuleBroken as error:
        return jsonify(message=str(error.message)), 422


def _presence_entry(banquet, *, key, said, at, by):
    attendee = get_attendee(banquet.reception, whole_id(request.form.get("attendee")) or 0)
    noted = actions.note(banquet, attendee, request.form.get("state", ""), by=by, at=at, said=said, door=_door(), key=key)
    stands = noted.state if noted is not None else on_the_day.AWAITED
    message = "" if stands == request.form.get("state") else _("Another door noted %(name)s later: that counts.", name=attendee.person.both_names())
    return {"attendee": attendee.id, "state": stands, "message": message}


def _walk_in_entry(banquet, *, key, said, at, by):
    form = WalkInForm(banquet)
    values = form.read()
    if values is None:
        raise RuleBroken(next(str(messages[0]) for messages in form.errors.values() if messages))
    attendee = actions.let_in(banquet, **values, by=by, at=at, said=said, door=_door(), key=key)
    return {"attendee": attendee.id, "state": "here", "url": _person_address(banquet, attendee),
            "message": _("%(name)s is here. Please choose a seat.", name=attendee.person.both_names())}


def _signature_entry(banquet, *, key, said, at, by):
    attendee = get_attendee(banquet.reception, whole_id(request.form.get("attendee")) or 0)
    actions.sign(banquet, attendee, request.form.get("path", ""), by=by, at=at, said=said, key=key)
    return {"attendee": attendee.id, "message": _("%(name)s has signed.", name=attendee.person.both_names())}


ENTRIES = {"presence": _presence_entry, "walk_in": _walk_in_entry, "signature": _signature_entry}


# --- one person -------------------------------------------------------------------------------------------------------


@bp.get(PERSON)
@requires("day.note")
def person(reception_id, banquet_id, attendee_id):
    banquet = _banquet(reception_id, banquet_id)
    return _person_page(banquet, get_attendee(banquet.reception, attendee_id))


def _person_page(banquet, attendee, *, status=200, problem="", form=None):
    """`form` is a SubstituteForm sent back with messages."""
    guest = on_the_day.Door(banquet).guest(attendee)
    invitation = queries.invitation_of(banquet, attendee)
    history = on_the_day.entries_of(banquet, attendee)
    by_rank, rule = queries.is_represented(banquet)
    may_seat = guest.is_expected and guest.place is None and guest.state != "absent"
    return page("check_in/person.html", status=status, reception=banquet.reception, banquet=banquet, guest=guest, attendee=attendee, problem=problem,
                history=history, whence=_whence, two=queries.doors.two_words(history), walk_in=on_the_day.walk_ins(banquet).get(attendee.id),
                companion=queries.companion_of(invitation), code=door_codes.code_of(invitation) if invitation is not None else "",
                signature=queries.signature_of(banquet, attendee), free=queries.free_seats(banquet, attendee) if may_seat else [], may_seat=may_seat,
                substitute=next((a for a in banquet.reception.attendees if a.represents_id == attendee.id), None), by_rank=by_rank, rule=rule,
                form=form or SubstituteForm(banquet, attendee, formdata=None, data={"client_id": attendee.person.client_id}), is_sent_back=form is not None,
                sees_banquet=may(current_roles(), "banquet.see"))


def _whence(entry):
    """Who noted something, and at which door."""
    return " · ".join(filter(None, (entry.person.name(current_language()) if entry.person is not None else "", entry.door)))


@bp.post(f"{PERSON}/mark")
@requires("day.note")
@once
def mark_person(reception_id, banquet_id, attendee_id):
    """One tap on the person's page."""
    return _do(reception_id, banquet_id, attendee_id, lambda banquet, one, **who: actions.note(banquet, one, request.form.get("state", ""), door=_door(), **who))


@bp.post(f"{PERSON}/seat")
@requires("day.note")
@once
def seat(reception_id, banquet_id, attendee_id):
    """Take a free seat: `to` is "2-5", the table's number and the seat from 0."""
    def take(banquet, one, **who):
        number, _hyphen, chair = request.form.get("to", "").partition("-")
        table = next((t for t in banquet.tables if t.number == whole_id(number)), None)
        if table is None or whole_id(chair) is None:
            raise RuleBroken(_("Please choose one of the free seats."))
        actions.take_seat(banquet, one, table, whole_id(chair), **who)

    return _do(reception_id, banquet_id, attendee_id, take)


@bp.post(f"{PERSON}/sign")
@requires("day.note")
@once
def sign(reception_id, banquet_id, attendee_id):
    return _do(reception_id, banquet_id, attendee_id, lambda banquet, one, **who: actions.sign(banquet, one, request.form.get("path", ""), **who))


@bp.post(f"{PERSON}/unsign")
@requires("day.note")
@once
def unsign(reception_id, banquet_id, attendee_id):
    return _do(reception_id, banquet_id, attendee_id, actions.unsign)


@bp.post(f"{PERSON}/substitute")
@requires("day.note")
@once
def substitute(reception_id, banquet_id, attendee_id):
    """Somebody comes in this person's place."""
    banquet = _banquet(reception_id, banquet_id, to_change=True)
    absent = get_attendee(banquet.reception, attendee_id)
    form = SubstituteForm(banquet, absent)
    values = form.read()
    if values is None:
        return _person_page(banquet, absent, status=422, form=form)
    try:
        one = actions.substitute(banquet, absent, **values, by=current_person(), at=clock.now(), door=_door())
    except RuleBroken as error:
        _at_field(error, form)
        return _person_page(banquet, absent, status=422, form=form)
    flash(_("%(name)s is here for %(absent)s.", name=one.person.both_names(), absent=absent.person.both_names()))
    return go_to(_person_address(banquet, one))


def _do(reception_id, banquet_id, attendee_id, action):
    """action(banquet, attendee, by=, at=), and back to the person's page."""
    banquet = _banquet(reception_id, banquet_id, to_change=True)
    one = get_attendee(banquet.reception, attendee_id)
    try:
        action(banquet, one, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _person_page(banquet, one, status=422, problem=error.message)
    return go_to(_person_address(banquet, one))


@bp.get(f"{PERSON}/card.pdf")
@requires("day.note")
@limiter.limit("60 per minute")
def card(reception_id, banquet_id, attendee_id):
    """The card of one person for the seat (`what` is place) or to carry (badge), printed now."""
    banquet = _banquet(reception_id, banquet_id)
    one = get_attendee(banquet.reception, attendee_id)
    what, lang = request.args.get("what", "place"), request.args.get("lang", current_language())
    if what not in cards.KINDS or lang not in ("zh", "en"):
        raise NotFound()
    response = make_response(cards.card_pdf(banquet, one, on_the_day.Door(banquet).guest(one).place, what, lang, current_app.extensions["settings"]))
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=f"{what}-{one.id}.pdf")
    return response
