"""What the checks would say of an item as it stands in its form, before it is stored."""

from dataclasses import replace

from sqlalchemy import select

from planner.db import session
from planner.programme import checks, engagements, queries
from planner.programme.models import PartyGroupMember
from planner.receptions.models import Attendee
from planner.resources.times import as_utc, fault_of_clock

NEW = 0
"""The id of an item that is not stored yet."""


def findings(reception, item, values, takes, at):
    """Findings about one item with the values typed, `takes` as participants(); [] while its times are none."""
    starts_at, ends_at = values["starts_at"], values["ends_at"]
    if starts_at is None or ends_at is not None and ends_at < starts_at or any(wall and fault_of_clock(wall, reception.time_zone) for wall in (starts_at, ends_at)):
        return []
    world = checks.world(reception, at)
    tried = _tried(reception, next((one for one in world.own if item is not None and one.item_id == item.id), None), item, values, takes)
    own = sorted([*(one for one in world.own if one.item_id != tried.item_id), tried], key=lambda one: (one.starts_at, one.item_id))
    return [one for one in checks.findings(replace(world, own=tuple(own))) if tried.item_id in one.items]


def _tried(reception, stands, item, values, takes):
    ends_at = values["ends_at"] or values["starts_at"] + engagements.LENGTH_UNKNOWN
    chosen, absent = _chosen(reception, takes), engagements.absent_from([item.id])[item.id] if item is not None else ()
    everybody = session().scalars(select(Attendee).where(Attendee.reception_id == reception.id, Attendee.person_id.not_in(absent))).unique()
    there = [one for one in everybody if engagements.takes_part(values["kind"], one, chosen)]
    staff = frozenset(one.person_id for one in there if one.side == "host") | {values["responsible_id"]} - {None}
    if item is not None:
        staff |= {role.person_id for role in queries.roles_by_item(reception).get(item.id, ())}
    return engagements.Engagement(
        item.id if item is not None else NEW, reception.id, values["kind"], (values["title_zh"], values["title_en"]), values["starts_at"], ends_at,
        as_utc(values["starts_at"], reception.time_zone), as_utc(ends_at, reception.time_zone), values["ends_at"] is not None, values["place_id"], values["is_fixed"],
        values["flight"] or "", values["responsible_id"], frozenset(one.person_id for one in there if one.side == "guest"), frozenset(staff), stands.uses if stands else ())


def _chosen(reception, takes):
    if takes["takes"] == "named":
        return set(takes["attendees"])
    if takes["takes"] == "groups":
        groups = {group.id for group in queries.groups_of(reception)} & set(takes["groups"])
        return set(session().scalars(select(PartyGroupMember.attendee_id).where(PartyGroupMember.group_id.in_(groups))))
    return None
