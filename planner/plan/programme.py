"""The programme of the demonstration's Huaxin reception beyond its items, demo/programme.toml: groups, roles, dependencies, flights, a released version."""

import tomllib

from sqlalchemy import select

from planner import folder_of
from planner.db import session
from planner.people.actions import add_rival
from planner.plan.company import client_named, staff_named
from planner.programme import actions, releases, rulebook
from planner.programme.models import ItemLink
from planner.receptions.actions import change_item, change_reception
from planner.receptions.queries import party


def load_programme(reception, *, at):
    """Add it once; what somebody has planned by then stays as it is."""
    items = {item.title_zh: item for item in reception.items}
    if session().scalar(select(ItemLink.id).where(ItemLink.item_id.in_([item.id for item in items.values()])).limit(1)) is not None:
        return
    data, by = tomllib.loads((folder_of("demo") / "programme.toml").read_text("utf-8")), reception.owner
    change_reception(reception, visit_kind=data["visit_kind"], by=by, at=at)
    groups = {values["name_zh"]: _group(reception, values, by, at) for values in data["groups"]}
    for values in data["items"]:
        _item(items[values["item"]], values, groups, by, at)
    for values in data["links"]:
        actions.set_link(items[values["item"]], items[values["on"]], kind=values["kind"], minutes=values.get("minutes", 0), by=by, at=at)
    for one, other in data["rivals"]:
        if client_named(one) is not None and client_named(other) is not None:
            add_rival(client_named(one), client_named(other), by=by, at=at)
    releases.release(reception, note=data["note"], agreed=rulebook.rules(), by=by, at=at)
    for telling in releases.to_tell(reception):
        if telling.person.name_zh in data["told"]:
            releases.mark_told(telling, "in_person", by=by, at=at)


def _group(reception, values, by, at):
    names = set(values["people"])
    members = [one.id for one in party(reception) if one.side == "guest" and names & {one.person.name_zh, one.person.name_en}]
    return actions.save_group(reception, None, name_zh=values["name_zh"], name_en=values["name_en"], attendees=members, by=by, at=at)


def _item(item, values, groups, by, at):
    changes = {name: values[name] for name in ("flight", "is_fixed", "ends_at") if name in values}
    if changes:
        change_item(item, by=by, at=at, **changes)
    if "groups" in values:
        actions.set_participants(item, "groups", groups=[groups[name].id for name in values["groups"]], by=by, at=at)
    for role in values.get("roles", ()):
        actions.set_role(item, role["role"], staff_named(role["person"]).id, note_zh=role.get("note_zh", ""), note_en=role.get("note_en", ""), by=by, at=at)
