"""Changing a programme: who takes part, what depends on what, moving with all that follows, and dates that are only held."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from planner import audit
from planner.db import lock, session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, _l, current_language
from planner.people.models import Person
from planner.programme import checks, engagements, roles
from planner.programme.models import (LINK_KINDS, DateHold, ItemGroup, ItemLink, ItemPerson, ItemRole, PartyGroup, RuleLevel, LEVELS)
from planner.programme.moving import Circle, Link, Programme, Span
from planner.programme.rulebook import rules
from planner.receptions import actions as receptions
from planner.receptions import hooks
from planner.receptions import queries as reception_queries
from planner.receptions.models import TAKES, Attendee, Item
from planner.resources import actions as resources

LONGEST_LINK = 24 * 60
LONGEST_DATE_HOLD = timedelta(days=90)
MINUTE = timedelta(minutes=1)


# --- who takes part ------------------------------------------------------------------------------------------------------

def set_participants(item, takes, *, attendees=(), groups=(), by, at):
    """Who takes part in an item: the whole "party", some "groups", or "named" attendees (ids of this reception; NotFound for others)."""
    if takes not in TAKES:
        raise ValueError(takes)
    attendees, groups = (set(attendees) if takes == "named" else set()), (set(groups) if takes == "groups" else set())
    if takes != "party" and not attendees and not groups:
        raise RuleBroken(_l("Please choose who takes part."), field="takes")
    _all_of(Attendee, attendees, item.reception_id)
    _all_of(PartyGroup, groups, item.reception_id)
    for table, ids, name in ((ItemPerson, attendees, "attendee_id"), (ItemGroup, groups, "group_id")):
        session().execute(delete(table).where(table.item_id == item.id))
        session().add_all(table(item_id=item.id, **{name: one}) for one in sorted(ids))
    item.takes = takes
    session().flush()
    audit.append("item.participants_set", subject=item, by=by, at=at, details={"takes": takes})


def _all_of(table, ids, reception_id):
    found = set(session().scalars(select(table.id).where(table.id.in_(ids), table.reception_id == reception_id)))
    if found != set(ids):
        raise NotFound()


def save_group(reception, group, *, name_zh, name_en, attendees, by, at):
    """A new group of the party (`group` None), or this one with another name and other members."""
    if not (name_zh or name_en):
        raise RuleBroken(_l("Please give the group a name."), field="name_zh")
    if not attendees:
        raise RuleBroken(_l("Please choose who belongs to the group."), field="attendees")
    _all_of(Attendee, attendees, reception.id)
    if group is None:
        group = PartyGroup(reception_id=reception.id)
        session().add(group)
    group.name_zh, group.name_en = name_zh, name_en
    group.members = list(session().scalars(select(Attendee).where(Attendee.id.in_(attendees))).unique())
    session().flush()
    audit.append("group.saved", subject=group, by=by, at=at, details={"members": len(group.members)})
    return group


def remove_group(group, *, by, at):
    """Take a group away, unless an item is for it."""
    if session().scalar(select(ItemGroup.item_id).where(ItemGroup.group_id == group.id).limit(1)):
        raise RuleBroken(_l("This group still has items of its own. Please give them to others first."))
    audit.append("group.removed", subject=group, by=by, at=at)
    group.members = []
    session().delete(group)
    session().flush()


def set_role(item, role, person_id, *, note_zh="", note_en="", by, at):
    """Give a member of staff a role at an item, or change its note. Roles are those of roles.toml."""
    person = session().get(Person, person_id) if person_id else None
    if role not in roles.all_roles():
        raise RuleBroken(_l("Please choose a role."), field="role")
    if person is None or not person.is_staff or not person.is_active:
        raise RuleBroken(_l("Please choose one of our own people."), field="person_id")
    found = session().scalar(select(ItemRole).where(ItemRole.item_id == item.id, ItemRole.role == role, ItemRole.person_id == person.id))
    if found is None:
        found = ItemRole(item_id=item.id, role=role, person_id=person.id)
        session().add(found)
    found.note_zh, found.note_en = note_zh, note_en
    session().flush()
    audit.append("item.role_set", subject=item, by=by, at=at, details={"role": role})
    return found


def remove_role(found, *, by, at):
    audit.append("item.role_removed", subject=found.item, by=by, at=at, details={"role": found.role})
    session().delete(found)
    session().flush()


# --- what depends on what ------------------------------------------------------------------------------------------------

def set_link(item, on, *, kind, minutes=0, by, at):
    """Let `item` depend on `on` of the same reception, instead of how it did before. Items that would wait for each other are named."""
    if kind not in LINK_KINDS:
        raise RuleBroken(_l("Please choose how they depend on each other."), field="kind")
    if not 0 <= minutes <= LONGEST_LINK:
        raise RuleBroken(_l("Please choose a number from %(min)s to %(max)s.", min=0, max=LONGEST_LINK), field="minutes")
    if item.id == on.id or item.reception_id != on.reception_id:
        raise RuleBroken(_l("Please choose another item of this programme."), field="on_id")
    lock(item.reception)
    others = [link for link in links_of(item.reception) if (link.item_id, link.on_id) != (item.id, on.id)]
    try:
        Programme([Span(one.id, 0, 0) for one in item.reception.items], [*map(_plain, others), Link(item.id, on.id, kind, minutes)])
    except Circle as circle:
        called = {one.id: one.title(current_language()) for one in item.reception.items}
        raise RuleBroken(_("These would wait for each other: %(items)s.", items=" → ".join(f"“{called[one]}”" for one in circle.items)), field="on_id") from None
    found = session().scalar(select(ItemLink).where(ItemLink.item_id == item.id, ItemLink.on_id == on.id))
    if found is None:
        found = ItemLink(item_id=item.id, on_id=on.id)
        session().add(found)
    found.kind, found.minutes = kind, 0 if kind == "together" else minutes
    session().flush()
    audit.append("item.link_set", subject=item, by=by, at=at, details={"on": on.id, "kind": kind})
    return found


def remove_link(link, *, by, at):
    audit.append("item.link_removed", subject=link.item, by=by, at=at, details={"on": link.on_id})
    session().delete(link)
    session().flush()


def links_of(reception):
    return session().scalars(select(ItemLink).join(ItemLink.item).where(Item.reception_id == reception.id).order_by(ItemLink.id)).unique().all()


def _plain(row):
    return Link(row.item_id, row.on_id, row.kind, row.minutes)


# --- moving --------------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Consequence:
    """What a change of times would bring: `times` {item id: (starts_at, ends_at)} of all that move, `because` {item id: Link},
    `short` [Shortfall] of fixed items, `new` Findings that were not there before, `gone` those that are solved."""

    times: dict
    because: dict
    short: list
    new: list
    gone: list

    @property
    def blocks(self):
        return [one for one in self.new if one.level == "block"]


def consequence(reception, times, at, *, alone=False, with_findings=True):
    """The Consequence of putting items at other wall times, {item id: (starts_at, ends_at)}; nothing is stored. With `alone`, what depends on them stays.

    `with_findings` false leaves `new` and `gone` empty, for whoever looks at the whole programme afterwards.
    """
    world = checks.world(reception, at)
    moved, outcome = _outcome(world, times, alone)
    if not with_findings:
        return Consequence(moved, outcome.because, outcome.short, [], [])
    before, after = checks.findings(world), checks.findings(world.with_times(moved))
    still = {(one.rule, frozenset(one.items), one.people) for one in after}  # the same with other times in its sentence is not solved
    gone = [one for one in before if (one.rule, frozenset(one.items), one.people) not in still]
    return Consequence(moved, outcome.because, outcome.short, [one for one in after if one not in before], gone)


def _outcome(world, times, alone):
    """({item id: wall times} of all that move, the Outcome) of putting items of a World at other wall times."""
    by_id = {one.item_id: one for one in world.own}
    if not set(times) <= set(by_id):
        raise NotFound()
    origin = min(one.starts_at for one in world.own)

    def minute(wall):
        return int((wall - origin).total_seconds() // 60)

    spans = [Span(one.item_id, minute(one.starts_at), minute(one.ends_at), one.is_fixed) for one in world.own]
    outcome = Programme(spans, () if alone else world.links).after_change({one: (minute(starts_at), minute(ends_at)) for one, (starts_at, ends_at) in times.items()})
    moved = {one: times.get(one) or (origin + start * MINUTE, origin + end * MINUTE) for one, (start, end) in outcome.moved.items()}
    return moved, outcome


def late(reception, item, minutes, at, *, longer=False):
    """The Consequence of `item` beginning, or with `longer` only ending, so many minutes later."""
    starts_at, ends_at = item.starts_at, item.ends_at or item.starts_at
    return consequence(reception, {item.id: (starts_at if longer else starts_at + minutes * MINUTE, ends_at + minutes * MINUTE)}, at)


def move(reception, times, *, alone=False, with_findings=True, by, at):
    """Put items at other wall times together with what depends on them, and their bookings; all or nothing. Returns the Consequence.

    Raises RuleBroken for times that cannot be, and what resources.actions raises for bookings that cannot follow.
    """
    lock(reception)
    found = consequence(reception, times, at, alone=alone, with_findings=with_findings)
    moves = []
    for item_id, (starts_at, ends_at) in sorted(found.times.items()):
        item = reception_queries.get_item(reception, item_id)
        moves.append((item, resources.Was(item.starts_at, item.ends_at)))
        receptions.change_item(item, starts_at=starts_at, ends_at=ends_at if item.ends_at or ends_at - starts_at != engagements.LENGTH_UNKNOWN else None, with_bookings=False, by=by, at=at)
    resources.items_moved(moves, by=by, at=at)
    return found


# --- days only held ------------------------------------------------------------------------------------------------------

def hold_dates(reception, starts_on, ends_on, *, expires_at, note="", by, at):
    """Ask the house to keep these days for a reception until a moment; several may be held side by side."""
    if ends_on < starts_on:
        raise RuleBroken(_l("The last day lies before the first. Please check both."), field="ends_on")
    if starts_on < at.date():
        raise RuleBroken(_l("These days are over already."), field="starts_on")
    if not at < expires_at <= at + LONGEST_DATE_HOLD:
        raise RuleBroken(_l("Please choose a moment in the next 90 days until which the days are held."), field="expires_at")
    found = DateHold(reception_id=reception.id, starts_on=starts_on, ends_on=ends_on, expires_at=expires_at, note=note, made_by_id=by.id, made_at=at)
    session().add(found)
    session().flush()
    audit.append("dates.held", subject=found, by=by, at=at)
    return found


def take_dates(hold, *, by, at):
    """The held days become those of the reception; its programme moves along by as many days, other holds are given up."""
    if hold.state != "held" or hold.expires_at <= at:
        raise RuleBroken(_l("These days are not held any more."))
    reception = lock(hold.reception)
    shift = hold.starts_on - reception.starts_on
    items = list(reception.items)
    reception.starts_on, reception.ends_on = min(reception.starts_on, hold.starts_on), max(reception.ends_on, hold.ends_on)
    session().flush()
    move(reception, {item.id: (item.starts_at + shift, (item.ends_at or item.starts_at) + shift) for item in items}, alone=True, by=by, at=at) if shift and items else None
    receptions.change_reception(reception, starts_on=hold.starts_on, ends_on=hold.ends_on, by=by, at=at)
    for other in session().scalars(select(DateHold).where(DateHold.reception_id == reception.id, DateHold.state == "held", DateHold.id != hold.id)):
        other.state = "given_up"
    hold.state = "taken"
    session().flush()
    audit.append("dates.taken", subject=hold, by=by, at=at)


def give_up_dates(hold, *, by, at):
    if hold.state != "held":
        raise RuleBroken(_l("These days are not held any more."))
    hold.state = "given_up"
    session().flush()
    audit.append("dates.given_up", subject=hold, by=by, at=at)


def expire_dates(at):
    """Mark holds past their moment; how many. For the housekeeping."""
    over = session().scalars(select(DateHold).where(DateHold.state == "held", DateHold.expires_at <= at)).all()
    for hold in over:
        hold.state = "expired"
        audit.append("dates.expired", subject=hold, at=at)
    session().flush()
    return len(over)


# --- settings ------------------------------------------------------------------------------------------------------------

def set_level(rule, level, *, by, at):
    """How seriously this house takes a rule of rules.toml."""
    if rule not in rules() or level not in LEVELS:
        raise NotFound()
    found = session().scalar(select(RuleLevel).where(RuleLevel.rule == rule))
    if found is None:
        found = RuleLevel(rule=rule)
        session().add(found)
    found.level = level
    session().flush()
    audit.append("programme.level_set", subject=found, by=by, at=at, details={"rule": rule, "level": level})


# --- when an item goes ---------------------------------------------------------------------------------------------------

@hooks.item_removed
def _free_item(item, *, by, at):
    """What hangs on an item goes with it."""
    for table in (ItemPerson, ItemGroup, ItemRole):
        session().execute(delete(table).where(table.item_id == item.id))
    session().execute(delete(ItemLink).where((ItemLink.item_id == item.id) | (ItemLink.on_id == item.id)))
