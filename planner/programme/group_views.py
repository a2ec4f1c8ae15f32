"""Routes of the groups of a party."""

from flask import flash, url_for

from planner import clock
from planner.errors import RuleBroken
from planner.i18n import _
from planner.programme import actions, queries
from planner.programme.forms import GroupForm
from planner.programme.views import bp
from planner.receptions import queries as receptions
from planner.web import current_person, go_to, once, page, requires

GROUPS = "/receptions/<id:reception_id>/groups"


def _guests(reception):
    return [one for one in receptions.party(reception) if one.side == "guest"]


def _page(reception, form, group=None, status=200):
    return page("programme/groups.html", reception=reception, groups=queries.groups_of(reception), group=group, form=form, status=status)


@bp.get(GROUPS)
@requires("reception.edit")
def groups(reception_id):
    """The groups of a party, and the form of a new one."""
    reception = receptions.own_reception(reception_id, current_person())
    return _page(reception, GroupForm(_guests(reception), formdata=None))


@bp.post(GROUPS)
@requires("reception.edit")
@once
def add_group(reception_id):
    return _save(receptions.own_reception(reception_id, current_person()), None)


@bp.get(f"{GROUPS}/<id:group_id>")
@requires("reception.edit")
def edit_group(reception_id, group_id):
    reception = receptions.own_reception(reception_id, current_person())
    group = queries.get_group(reception, group_id)
    form = GroupForm(_guests(reception), formdata=None, data={"name_zh": group.name_zh, "name_en": group.name_en, "attendees": [one.id for one in group.members]})
    return _page(reception, form, group)


@bp.post(f"{GROUPS}/<id:group_id>")
@requires("reception.edit")
@once
def change_group(reception_id, group_id):
    reception = receptions.own_reception(reception_id, current_person())
    return _save(reception, queries.get_group(reception, group_id))


def _save(reception, group):
    form = GroupForm(_guests(reception))
    if form.validate():
        try:
            actions.save_group(reception, group, by=current_person(), at=clock.now(), **form.values())
            return go_to(url_for(".groups", reception_id=reception.id))
        except RuleBroken as error:
            form.add_error(error)
    return _page(reception, form, group, 422)


@bp.post(f"{GROUPS}/<id:group_id>/remove")
@requires("reception.edit")
@once
def remove_group(reception_id, group_id):
    reception = receptions.own_reception(reception_id, current_person())
    group = queries.get_group(reception, group_id)
    actions.remove_group(group, by=current_person(), at=clock.now())
    flash(_("The group is taken away."))
    return go_to(url_for(".groups", reception_id=reception.id))
