"""Routes of one item of the programme: entering and changing it, who does what at it, and what it waits for."""

from flask import flash, request, url_for

from planner import clock
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import current_language
from planner.programme import actions, board, queries, times, trying, wording
from planner.programme.forms import ItemForm, LinkForm, RoleForm
from planner.programme.views import BASE, bp
from planner.receptions import actions as receptions
from planner.receptions import queries as reception_queries
from planner.receptions.models import Item
from planner.web import check_version, current_person, go_to, once, page, requires

ITEM = f"{BASE}/<id:item_id>"
RULES_OF_TIMES = ("PR-11", "PR-16")
"""Rules about the times of the item alone: said beside their fields."""


def own_item(reception_id, item_id):
    reception = reception_queries.own_reception(reception_id, current_person())
    return reception, reception_queries.get_item(reception, item_id)


def _form(reception, item=None, **options):
    return ItemForm(reception_queries.party(reception), queries.groups_of(reception), item=item, **options)


def _stored(item):
    return {"takes": item.takes, "groups": queries.chosen_groups(item), "attendees": queries.chosen_attendees(item)}


def show_item(reception, item, form=None, *, role_form=None, link_form=None, status=200):
    """The page of an item with its form, roles and dependencies; `item` is None for a new one."""
    lang = current_language()
    form = form or (_form(reception, item, data=_stored(item)) if item else _form(reception, formdata=None, data=_proposed()))
    context = {"reception": reception, "item": item, "form": form, "findings": _findings_of(reception, item, form) if status == 200 and item else [], "why_of": board.why, "said": [], "rules_of_times": RULES_OF_TIMES}
    if item is not None:
        others = [one for one in reception.items if one.id != item.id]
        context |= {"roles": queries.roles_by_item(reception).get(item.id, []), "links": [link for link in actions.links_of(reception) if link.item_id == item.id],
                    "waiting": [link for link in actions.links_of(reception) if link.on_id == item.id], "dependency": lambda row: wording.dependency(row, lang),
                    "role_form": role_form or RoleForm(item.kind, formdata=None), "link_form": link_form or (LinkForm(others, formdata=None) if others else None)}
    return page("programme/item.html", status=status, **context)


def _proposed():
    return {"takes": "party"}


def _findings_of(reception, item, form):
    if form.starts_at.data is None:
        return []
    return trying.findings(reception, item, form.item_values(), form.participants(), clock.now())


@bp.get(f"{BASE}/new")
@requires("reception.edit")
def new_item(reception_id):
    return show_item(reception_queries.own_reception(reception_id, current_person()), None)


@bp.post(f"{BASE}/new")
@requires("reception.edit")
@once
def add_item(reception_id):
    reception = reception_queries.own_reception(reception_id, current_person())
    form = _form(reception)
    if not (form.validate() & _times_are_possible(reception, None, form)):
        return show_item(reception, None, form, status=422)
    try:
        item = receptions.add_item(reception, by=current_person(), at=clock.now(), **form.item_values())
        if form.takes.data != "party":
            actions.set_participants(item, by=current_person(), at=clock.now(), **form.participants())
    except RuleBroken as error:
        form.add_error(error)
        return show_item(reception, None, form, status=422)
    _say_what_is_unusual(reception, item, form)
    return go_to(url_for(".show", reception_id=reception.id))


@bp.get(ITEM)
@requires("reception.edit")
def edit_item(reception_id, item_id):
    return show_item(*own_item(reception_id, item_id))


@bp.post(ITEM)
@requires("reception.edit")
@once
def change_item(reception_id, item_id):
    reception, item = own_item(reception_id, item_id)
    form = _form(reception, item)
    if not (form.validate() & _times_are_possible(reception, item, form)):
        return show_item(reception, item, form, status=422)
    stored = _stored(item)
    check_version(item, form, stored)
    try:
        receptions.change_item(item, by=current_person(), at=clock.now(), **form.item_values())
        if form.takes.data != "party" or stored["takes"] != "party":
            actions.set_participants(item, by=current_person(), at=clock.now(), **form.participants())
    except RuleBroken as error:
        form.add_error(error)
        return show_item(reception, item, form, status=422)
    _say_what_is_unusual(reception, item, form)
    return go_to(url_for(".show", reception_id=reception.id))


def _said(reception, item, form):
    """[Said] of the times typed; what was stored before is not questioned again."""
    typed = form.starts_at.data, form.ends_at.data
    return [] if item is not None and typed == (item.starts_at, item.ends_at) else times.said_of(reception, *typed, clock.now())


def _times_are_possible(reception, item, form):
    """Put what cannot be beside its field; whether there is none of it."""
    refused = [one for one in _said(reception, item, form) if one.is_refusal] if not (form.starts_at.errors or form.ends_at.errors) else []
    for one in refused:
        form[one.field].errors = [*form[one.field].errors, one.text]
    return not refused


def _say_what_is_unusual(reception, item, form):
    here = clock.now()
    for one in times.said_of(reception, form.starts_at.data, form.ends_at.data, here):
        if not one.is_refusal:
            flash(str(one.text), "warn")


@bp.get(f"{BASE}/check")
@requires("reception.edit")
def check_new(reception_id):
    """What the checks say of an item not stored yet, as typed so far."""
    return _checked(reception_queries.own_reception(reception_id, current_person()), None)


@bp.get(f"{ITEM}/check")
@requires("reception.edit")
def check_item(reception_id, item_id):
    return _checked(*own_item(reception_id, item_id))


def _checked(reception, item):
    form = _form(reception, item, formdata=request.args, meta={"csrf": False}) if request.args else _form(reception, item, formdata=None, data=_stored(item) if item else _proposed())
    form.validate()
    usable = not (form.kind.errors or form.starts_at.errors or form.ends_at.errors or form.place_id.errors or form.responsible_id.errors)
    found = _findings_of(reception, item, form) if usable else []
    return page("programme/check.html", fragment="programme/_item_checks.html", reception=reception, item=item, findings=found, why_of=board.why,
                said=_said(reception, item, form) if usable else [], rules_of_times=RULES_OF_TIMES)


@bp.post(f"{ITEM}/remove")
@requires("reception.edit")
@once
def remove_item(reception_id, item_id):
    reception, item = own_item(reception_id, item_id)
    receptions.remove_item(item, by=current_person(), at=clock.now(), is_used=_has_banquet(item))
    return go_to(url_for(".show", reception_id=reception.id))


def _has_banquet(item):
    """Whether a banquet stands on the item; asked of the table itself, since banquets are no part of the programme."""
    table = Item.metadata.tables["banquets"]
    return session().execute(table.select().with_only_columns(table.c.id).where(table.c.item_id == item.id)).first() is not None


# --- who does what, and what waits for what ------------------------------------------------------------------------------

@bp.post(f"{ITEM}/roles")
@requires("reception.edit")
@once
def set_role(reception_id, item_id):
    """Give somebody a role at the item, or change its note."""
    reception, item = own_item(reception_id, item_id)
    form = RoleForm(item.kind)
    if form.validate():
        try:
            actions.set_role(item, form.role.data, form.person_id.data, note_zh=form.note_zh.data, note_en=form.note_en.data, by=current_person(), at=clock.now())
            return go_to(_page_of(item) + "#roles")
        except RuleBroken as error:
            form.add_error(error)
    return show_item(reception, item, _form(reception, item, formdata=None, data=_stored(item)), role_form=form, status=422)


@bp.post(f"{ITEM}/roles/<id:item_role_id>/remove")
@requires("reception.edit")
@once
def remove_role(reception_id, item_id, item_role_id):
    _reception, item = own_item(reception_id, item_id)
    actions.remove_role(queries.get_role(item, item_role_id), by=current_person(), at=clock.now())
    return go_to(_page_of(item) + "#roles")


@bp.post(f"{ITEM}/links")
@requires("reception.edit")
@once
def set_link(reception_id, item_id):
    """Let the item depend on another."""
    reception, item = own_item(reception_id, item_id)
    form = LinkForm([one for one in reception.items if one.id != item.id])
    if form.validate():
        try:
            on = reception_queries.get_item(reception, form.on_id.data)
            actions.set_link(item, on, kind=form.kind.data, minutes=form.minutes.data or 0, by=current_person(), at=clock.now())
            return go_to(_page_of(item) + "#links")
        except RuleBroken as error:
            form.add_error(error)
    return show_item(reception, item, _form(reception, item, formdata=None, data=_stored(item)), link_form=form, status=422)


@bp.post(f"{ITEM}/links/<id:item_link_id>/remove")
@requires("reception.edit")
@once
def remove_link(reception_id, item_id, item_link_id):
    _reception, item = own_item(reception_id, item_id)
    actions.remove_link(queries.get_link(item, item_link_id), by=current_person(), at=clock.now())
    return go_to(_page_of(item) + "#links")


def _page_of(item):
    return url_for(".edit_item", reception_id=item.reception_id, item_id=item.id)
