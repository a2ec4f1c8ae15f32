"""Routes of the party of a reception: the two lists, and one person at a time."""
from flask import request, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import current_language
from planner.people import access_log, diets
from planner.people import actions as people_actions
from planner.people import queries as people_queries
from planner.people.models import Client
from planner.people.names import clean_text, fold, title_only
from planner.receptions import party_actions, queries
from planner.receptions.party_forms import HEALTH_NAMES, PERSON_FIELDS, REPLY_NAMES, ROLE_NAMES, AttendeeForm
from planner.receptions.views import bp
from planner.web import check_version, current_person, current_roles, go_to, in_conflict, once, page, requires

PAGE_ROWS = 200


@bp.app_template_global()
def diet_in(attendee, language):
    """Diet as text for reading, in the given language."""
    diet = attendee.diet or {}
    return diets.diet_text(diet.get("codes", ()), diet.get("note", ""), language)


@bp.app_template_global()
def is_title_only(name_zh):
    """Whether a name is a family name and a post only, such as 何局长: the full one is still to be asked for."""
    return title_only(name_zh) is not None


@bp.app_template_global()
def health_in(attendee):
    """Health remarks as text for reading."""
    health = attendee.health or {}
    words = [str(HEALTH_NAMES[code]) for code in health.get("codes", ()) if code in HEALTH_NAMES] + [health.get("note", "")]
    return ("；" if current_language() == "zh" else "; ").join(word for word in words if word)


@bp.get("/receptions/<id:reception_id>/people")
@requires("party.see")
def people(reception_id):
    reception = queries.get_reception(reception_id, current_person())
    return page("receptions/party.html", fragment="receptions/_party_lists.html", **_party(reception))


def _party(reception):
    """What the page and its lists need. Diets go only to roles that may see them, and each showing is logged."""
    everybody = queries.party(reception)
    search, sort = request.args.get("q", "").strip()[:100], request.args.get("sort", "")
    words = fold(clean_text(search)).split()
    found = [one for one in everybody if all(word in one.person.search_text + " " + fold(one.person.organisation("zh")) for word in words)]
    if sort == "name":
        found.sort(key=lambda one: (one.side != "guest", one.person.sort_key, one.id))
    number = request.args.get("page", "1")
    number = int(number) if number.isascii() and number.isdecimal() and 0 < len(number) < 5 else 1
    pages = max(1, -(-len(found) // PAGE_ROWS))
    shown = found[(min(max(number, 1), pages) - 1) * PAGE_ROWS:][:PAGE_ROWS]
    sees_diet, item_replies = may(current_roles(), "diet.see"), queries.replies_of(reception)
    if sees_diet:
        access_log.shown(shown, by=current_person(), page="party")
    return {"reception": reception, "guests": [one for one in shown if one.side == "guest"], "hosts": [one for one in shown if one.side == "host"],
            "counts": _counts(everybody, item_replies), "item_replies": item_replies, "names_items": _names_items(reception, item_replies),
            "names_by_id": {one.id: one.person for one in everybody}, "search": search, "sort": sort, "sees_diet": sees_diet,
            "page_number": min(max(number, 1), pages), "pages": pages, "roles": ROLE_NAMES, "replies": REPLY_NAMES,
            "may_edit": reception.owner_id == current_person().id and may(current_roles(), "reception.edit")}


def _counts(everybody, item_replies):
    """`accepted` are guests who accepted one banquet at least, `declined` those who declined each that they replied about."""
    guests = [one for one in everybody if one.side == "guest"]

    def states(one):
        return {reply.state for reply in item_replies.get(one.id, ())}

    return {"guests": len(guests), "hosts": len(everybody) - len(guests), "dining": sum(1 for one in everybody if one.dines),
            "accepted": sum(1 for one in guests if "accepted" in states(one)), "declined": sum(1 for one in guests if states(one) == {"declined"})}


def _names_items(reception, item_replies):
    """Whether a reply needs the banquet's name beside it: there is more than one."""
    replied = {reply.item_id for found in item_replies.values() for reply in found}
    return len(replied | {item.id for item in reception.items if item.kind == "banquet"}) > 1


def _side():
    side = request.args.get("side", "guest")
    if side not in ("guest", "host"):
        raise NotFound()
    return side


def _form(reception, side, attendee=None, **options):
    others = [one for one in queries.party(reception) if attendee is None or one.id != attendee.id]
    clients = people_queries.clients(limit=5000) if side == "guest" and (attendee is None) else ()
    knows = attendee is None or party_actions.may_change_person(attendee.person, current_person())
    return AttendeeForm(side=side, others=others, clients=clients, knows_person=knows, **options)


def _form_page(reception, form, side, attendee=None, status=200):
    if attendee is not None:
        access_log.shown([attendee], by=current_person(), page="attendee")
    return page("receptions/party_person.html", reception=reception, form=form, side=side, attendee=attendee, status=status)


@bp.get("/receptions/<id:reception_id>/people/new")
@requires("reception.edit")
def new_attendee(reception_id):
    reception, side = queries.own_reception(reception_id, current_person()), _side()
    data = {"client_id": str(reception.client_id), "role": "guest" if side == "guest" else "companion", "dines": True, "tours": True}
    return _form_page(reception, _form(reception, side, data=data), side)


@bp.post("/receptions/<id:reception_id>/people/new")
@requires("reception.edit")
@once
def add_attendee(reception_id):
    reception, side = queries.own_reception(reception_id, current_person()), _side()
    form = _form(reception, side)
    if not form.validate():
        return _form_page(reception, form, side, status=422)
    by, at = current_person(), clock.now()
    try:
        if side == "host":
            person = people_actions.add_staff(by=by, at=at, **form.person_values())
        else:
            person = people_actions.add_contact(session().get(Client, int(form.client_id.data)), by=by, at=at, **form.person_values())
        values = form.attendee_values()
        party_actions.add_attendee(reception, person, side, by=by, at=at, **{**values, "rank": values["rank"] or person.rank})
    except RuleBroken as error:
        form.add_error(error)
        return _form_page(reception, form, side, status=422)
    return go_to(url_for(".people", reception_id=reception.id))


@bp.get("/receptions/<id:reception_id>/people/<id:attendee_id>")
@requires("reception.edit")
def edit_attendee(reception_id, attendee_id):
    reception = queries.own_reception(reception_id, current_person())
    attendee = party_actions.get_attendee(reception, attendee_id)
    return _form_page(reception, _form(reception, attendee.side, attendee, data=_stored(attendee)), attendee.side, attendee)


def _stored(attendee):
    """What is known of the person and the part played, by the names of the form's fields."""
    person, diet, health = attendee.person, attendee.diet or {}, attendee.health or {}
    data = {name: getattr(person, name) for name in PERSON_FIELDS}
    data |= {name: getattr(attendee, name) for name in ("role", "partner_id", "interprets_for_id", "answered_by_id", "dines", "tours", "is_official", "remark")}
    return data | {"occasion_rank": attendee.rank, "diet_codes": list(diet.get("codes", ())), "diet_note": diet.get("note", ""),
                   "health_codes": list(health.get("codes", ())), "health_note": health.get("note", ""),
                   "consent": attendee.diet_consent_at is not None or bool(health)}


@bp.post("/receptions/<id:reception_id>/people/<id:attendee_id>")
@requires("reception.edit")
@once
def change_attendee(reception_id, attendee_id):
    reception = queries.own_reception(reception_id, current_person())
    attendee = party_actions.get_attendee(reception, attendee_id)
    form = _form(reception, attendee.side, attendee)
    if not form.validate():
        return _form_page(reception, form, attendee.side, attendee, 422)
    check_version(attendee, form, _stored(attendee))
    if form.knows_person and request.form.get("person_version", "") != str(attendee.person.version):
        raise in_conflict(attendee, form, _stored(attendee))
    try:
        _change(attendee, form)
    except RuleBroken as error:
        form.add_error(error)
        return _form_page(reception, form, attendee.side, attendee, 422)
    return go_to(url_for(".people", reception_id=reception.id))


def _change(attendee, form):
    by, at, values = current_person(), clock.now(), form.attendee_values()
    if values["diet"] is not None and attendee.diet is not None:
        severity = attendee.diet.get("severity", {})
        values["diet"]["severity"] = {code: severity[code] for code in values["diet"]["codes"] if code in severity}
    if values["diet"] is not None and attendee.diet is not None and values["diet"]["codes"] == attendee.diet.get("codes") \
            and values["diet"]["note"] == attendee.diet.get("note", ""):
        values.pop("diet")
    if form.knows_person:
        people_actions.change_person(attendee.person, by=by, at=at, **form.person_values())
    party_actions.change_attendee(attendee, by=by, at=at, **values)


@bp.post("/receptions/<id:reception_id>/people/<id:attendee_id>/remove")
@requires("reception.edit")
@once
def remove_attendee(reception_id, attendee_id):
    reception = queries.own_reception(reception_id, current_person())
    party_actions.remove_attendee(party_actions.get_attendee(reception, attendee_id), by=current_person(), at=clock.now())
    return go_to(url_for(".people", reception_id=reception.id))


@bp.get("/receptions/<id:reception_id>/people/pick")
@requires("reception.edit")
def pick(reception_id):
    """Known people who do not yet take part: our staff for the host side, contacts for the guest side."""
    reception, side = queries.own_reception(reception_id, current_person()), _side()
    return page("receptions/party_pick.html", fragment="receptions/_party_pick.html", **_pick(reception, side))


def _pick(reception, side):
    search = request.args.get("q", "").strip()[:100]
    there = {one.person_id for one in queries.party(reception)}
    if side == "host":
        known = people_queries.staff(search)
    else:
        known = people_queries.search_people(search, limit=200) if search else people_queries.contacts(reception.client)
        known = [person for person in known if not person.is_staff]
    return {"reception": reception, "side": side, "search": search, "known": [person for person in known if person.id not in there][:100]}


@bp.post("/receptions/<id:reception_id>/people/pick")
@requires("reception.edit")
@once
def add_known(reception_id):
    reception, side = queries.own_reception(reception_id, current_person()), _side()
    person_id = request.form.get("person_id", "")
    if not (person_id.isascii() and person_id.isdecimal() and 0 < int(person_id[:11]) < 2**31):
        raise NotFound()
    person = people_queries.get_person(int(person_id))
    if person.is_staff != (side == "host") or not person.is_active:
        raise NotFound()
    party_actions.add_attendee(reception, person, side, by=current_person(), at=clock.now())
    return go_to(url_for(".people", reception_id=reception.id))
