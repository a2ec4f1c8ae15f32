"""What is wrong or tight in a programme, as sentences with the items they are about; the rules are rules.toml."""

from collections import namedtuple
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import cached_property

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from planner.days import special, working
from planner.db import session
from planner.formats import clock_time, day, listed
from planner.i18n import _, current_language
from planner.people.models import ClientRival, Person
from planner.places.models import Place
from planner.places.queries import all_minutes
from planner.programme import engagements, rulebook
from planner.programme.models import ItemLink
from planner.programme.moving import Link, Programme, Span
from planner.receptions.kinds import visit_kinds
from planner.receptions.models import Item, Reception

MOST_NAMED = 4
HOME = "CN"
OWN_PLACES = ("gate", "hall", "room", "workshop")
"""Kinds of places on our premises."""
ON_SITE = ("arrival", "welcome", "talks", "tour", "signing", "photo", "tea", "gift")
"""Kinds of items taken to be on our premises when no place is chosen."""
Stay = namedtuple("Stay", "begin end owner client")
Planned = namedtuple("Planned", "item_id starts_at ends_at kind")
OF_DAYS = ("PR-08", "PR-09", "PR-10")
"""The rules that ask about the day alone: our days off, the guests' holidays, days to avoid."""
LENGTH_OF_A_MEAL = timedelta(hours=2, minutes=30)
"""Where its end is not written down."""


@dataclass(frozen=True)
class Finding:
    """One thing to look at: a sentence, the level it is taken at, the rule of rules.toml behind it, the items and people concerned."""

    rule: str
    level: str
    text: str
    items: tuple = ()
    people: tuple = ()


@dataclass(frozen=True)
class World:
    """All that the checks read, so that a move can be tried without storing it."""

    reception: Reception
    own: tuple
    elsewhere: tuple
    links: tuple
    minutes: dict
    place_kinds: dict
    rivals: tuple
    levels: dict
    today: date

    def with_times(self, times):
        """The same with items at other times: {item id: (starts_at, ends_at)}, wall times."""
        own = (_moved(one, *times[one.item_id]) if one.item_id in times else one for one in self.own)
        return replace(self, own=tuple(sorted(own, key=lambda one: (one.starts_at, one.item_id))))

    @cached_property
    def overlaps(self):
        """[(item, another that begins before it ends)] of the own items, in the order of the day."""
        found, own = [], sorted(self.own, key=lambda one: (one.begin, one.item_id))
        for number, one in enumerate(own):
            for other in own[number + 1:]:
                if other.begin >= one.end:
                    break
                if one.begin < other.end:
                    found.append((one, other))
        return found

    @cached_property
    def follow_ups(self):
        """[(item, the next item with some of the same guests, minutes between)] where they do not overlap."""
        found = []
        for number, one in enumerate(self.own):
            following = [other for other in self.own[number + 1:] if other.begin >= one.end]
            after = next((other for other in sorted(following, key=lambda other: (other.begin, other.item_id)) if not one.guests.isdisjoint(other.guests)), None)
            if after is not None:
                found.append((one, after, int((after.begin - one.end).total_seconds() // 60)))
        return found


def _moved(one, starts_at, ends_at):
    late, longer = starts_at - one.starts_at, ends_at - one.ends_at
    uses = tuple(replace(use, begin=use.begin + late, end=use.end + longer) for use in one.uses)  # what is booked moves along
    return replace(one, starts_at=starts_at, ends_at=ends_at, begin=one.begin + late, end=one.end + longer, uses=uses)


def world(reception, at):
    """The World of a reception as it stands at the moment `at`."""
    own = tuple(engagements.of_reception(reception, at))
    staff = frozenset().union(*(one.staff for one in own))
    elsewhere = tuple(engagements.of_staff_elsewhere(staff, reception, own[0].starts_at, max(one.ends_at for one in own), at)) if own else ()
    links = tuple(Link(row.item_id, row.on_id, row.kind, row.minutes) for row in
                  session().scalars(select(ItemLink).join(ItemLink.item).where(Item.reception_id == reception.id).order_by(ItemLink.id)))
    kinds = _place_kinds()
    return World(reception, own, elsewhere, links, all_minutes(), kinds, _rival_stays(reception, at), rulebook.levels(), at.date())


def findings(world):
    """All Findings of a World, blocks first, then in the order of the rules and of the day; ignored rules say nothing."""
    order = {"block": 0, "warn": 1}
    found = [one for rule, check in CHECKS.items() if world.levels[rule] != "ignore" for one in check(world, rule)]
    return sorted(found, key=lambda one: (order[one.level], one.rule))


def of_reception(reception, at):
    """The Findings of a reception as it stands."""
    return findings(world(reception, at))


def of_day(item):
    """The Findings about the day of an item: whether it is a day off here, a holiday of the guests, or better avoided by one side."""
    planned = Planned(item.id, item.starts_at, item.ends_at or item.starts_at + LENGTH_OF_A_MEAL, item.kind)
    world = World(item.reception, (planned,), (), (), {}, {}, (), rulebook.levels(), item.starts_at.date())
    return [one for rule in OF_DAYS if world.levels[rule] != "ignore" for one in CHECKS[rule](world, rule)]


def _finding(world, rule, text, *items, people=()):
    return Finding(rule, world.levels[rule], text, tuple(items), tuple(sorted(people)))


def _named(people):
    """The names of some people, a few of them when they are many."""
    found = session().scalars(select(Person).where(Person.id.in_(people)).order_by(Person.sort_key)).unique().all()
    names = listed([one.name(current_language()) for one in found[:MOST_NAMED]])
    if len(found) <= MOST_NAMED:
        return names
    return _("%(names)s and %(count)s more", names=names, count=len(found) - MOST_NAMED)


def _meet(one, other):
    return one.begin < other.end and other.begin < one.end


def _called(one):
    return one.called(current_language())


def _times(one):
    return f"{clock_time(one.starts_at)}–{clock_time(one.ends_at)}"


# --- people --------------------------------------------------------------------------------------------------------------

def _guests_twice(world, rule):
    for one, other in world.overlaps:
        both = one.guests & other.guests
        if both:
            yield _finding(world, rule, _("%(people)s: asked to “%(one)s” (%(time)s) and “%(other)s” (%(other_time)s) at once. Please move one, or split the party.",
                                          people=_named(both), one=_called(one), time=_times(one), other=_called(other), other_time=_times(other)),
                           one.item_id, other.item_id, people=both)


def _staff_twice(world, rule):
    for one, other in world.overlaps:
        both = one.staff & other.staff
        if both:
            yield _finding(world, rule, _("%(people)s: needed at “%(one)s” (%(time)s) and “%(other)s” (%(other_time)s) at once. Please find somebody else for one of them.",
                                          people=_named(both), one=_called(one), time=_times(one), other=_called(other), other_time=_times(other)),
                           one.item_id, other.item_id, people=both)
    for one in world.own:
        busy = {person for other in world.elsewhere if _meet(one, other) for person in one.staff & other.staff}
        if busy:
            yield _finding(world, rule, _("%(people)s: has a duty at another reception during “%(one)s” (%(time)s). Please find somebody else or another time.",
                                          people=_named(busy), one=_called(one), time=_times(one)), one.item_id, people=busy)


# --- resources -----------------------------------------------------------------------------------------------------------

def _bookings_fit(world, rule):
    for one in world.own:
        by_plan = ("guide", "interpreter") if one.kind == "tour" else ()  # the plan of the tour says when they are wanted
        short = [use for use in one.uses if use.kind not in by_plan and (use.begin > one.begin or one.has_end and use.end < one.end)]
        if short:
            yield _finding(world, rule, _("“%(one)s” (%(time)s) is longer than the booking of %(names)s. Please book again or move the item back.",
                                          one=_called(one), time=_times(one), names=_uses_named(short)), one.item_id)


def _uses_named(uses):
    return listed([use.name[current_language() != "zh"] for use in uses])


def _roomy(world, rule):
    for one in world.own:
        cars = [use for use in one.uses if use.kind == "car"]
        rooms = [use for use in one.uses if use.kind == "room"]
        for uses, count in ((rooms, len(one.people)), (cars, len(one.guests))):
            if uses and all(use.capacity for use in uses) and sum(use.capacity for use in uses) < count:
                yield _finding(world, rule, _("“%(one)s”: %(count)s people, but %(names)s has room for %(room)s. Please choose a larger one or add another.",
                                              one=_called(one), count=count, names=_uses_named(uses), room=sum(use.capacity for use in uses)), one.item_id)


# --- time between --------------------------------------------------------------------------------------------------------

def _breathing(world, rule):
    figures = rulebook.rules()[rule]
    for one, after, between in world.follow_ups:
        needed = max(figures["after"].get(one.kind, 0), figures["before"].get(after.kind, 0))
        if after.kind != "transfer" and one.kind != "transfer" and between < needed:
            yield _finding(world, rule, _("Only %(between)s minutes lie between “%(one)s” and “%(after)s”; %(needed)s are better.",
                                          between=between, one=_called(one), after=_called(after), needed=needed), one.item_id, after.item_id)


def _travel(world, one, after):
    """Minutes on the way between two items: on foot where that is entered and short, else by car; None when unknown or not needed."""
    if one.place_id is None or after.place_id is None or one.place_id == after.place_id:
        return None
    walking, driving = world.minutes.get((one.place_id, after.place_id), (None, None))
    known = [minutes for minutes in (walking, driving) if minutes is not None]
    return min(known) if known else None


def _ways(world, rule):
    for one, after, between in world.follow_ups:
        needed = _travel(world, one, after)
        if needed and between < needed:
            yield _finding(world, rule, _("From “%(one)s” to “%(after)s” the way takes %(needed)s minutes, but only %(between)s lie between them.",
                                          one=_called(one), after=_called(after), needed=needed, between=between), one.item_id, after.item_id)


def _catches(world, rule):
    """An item with a flight or train that is not an arrival leaves at its end."""
    minutes = rulebook.rules()[rule]["minutes"]
    for leaving in world.own:
        if not leaving.flight or leaving.kind == "arrival":
            continue
        before = [one for one in world.own if one.guests & leaving.guests and one.end <= leaving.end and one.item_id != leaving.item_id and one.kind != "transfer"]
        if not before:
            continue
        last = max(before, key=lambda one: (one.end, one.item_id))
        needed = minutes.get(world.place_kinds.get(leaving.place_id), minutes["other"]) + (_travel(world, last, leaving) or 0)
        left = int((leaving.end - last.end).total_seconds() // 60)
        if left < needed:
            yield _finding(world, rule, _("%(flight)s leaves at %(time)s, %(left)s minutes after “%(last)s” ends; with the way it takes %(needed)s. Please end earlier or take a later one.",
                                          flight=leaving.flight, time=clock_time(leaving.ends_at), left=left, last=_called(last), needed=needed),
                           last.item_id, leaving.item_id)


def _links_kept(world, rule):
    spans = [Span(one.item_id, _minute(one.begin), _minute(one.end), one.is_fixed) for one in world.own]
    times, called = {span.id: (span.start, span.end) for span in spans}, {one.item_id: _called(one) for one in world.own}
    programme = Programme(spans, world.links)
    for link in programme.links:
        late = programme.earliest(link, times) - times[link.item][0] if link.kind != "together" else 0
        if late > 0:
            yield _finding(world, rule, _("“%(one)s” begins %(late)s minutes before “%(on)s” allows.", one=called[link.item], late=late, on=called[link.on]), link.item, link.on)


def _minute(moment):
    return int(moment.timestamp() // 60)


# --- days ----------------------------------------------------------------------------------------------------------------

def _days(world):
    """{date: items that begin then}, or the days of the reception while its programme is empty."""
    found = {}
    for one in world.own:
        found.setdefault(one.starts_at.date(), []).append(one.item_id)
    if not found:
        found = {world.reception.starts_on + timedelta(days=n): [] for n in range((world.reception.ends_on - world.reception.starts_on).days + 1)}
    return sorted(found.items())


def _lead_time(world, rule):
    kind = visit_kinds().get(world.reception.visit_kind)
    left = working.working_days_between(world.today, world.reception.starts_on)
    if kind and world.today <= world.reception.starts_on and left < kind["working_days"]:
        yield _finding(world, rule, _("%(kind)s takes %(needed)s working days to prepare; %(left)s are left.",
                                      kind=kind["title"][current_language()], needed=kind["working_days"], left=left))


def _our_days_off(world, rule):
    for when, items in _days(world):
        if special.is_day_off(HOME, when):
            yield _finding(world, rule, _("%(day)s is a day off here (%(why)s).", day=day(when, "weekday"), why=special.holiday(HOME, when, current_language()) or _("weekend")), *items)


def _their_holidays(world, rule):
    country = world.reception.client.country
    for when, items in _days(world) if country != HOME else ():
        name = special.holiday(country, when, current_language())
        if name:
            yield _finding(world, rule, _("%(day)s is a public holiday of the guests' country: %(name)s.", day=day(when, "weekday"), name=name), *items)


def _days_to_avoid(world, rule):
    whose = frozenset({HOME, world.reception.client.country, *(world.reception.customs or ())})
    for when, items in _days(world):
        for special_day in special.special_days(when, whose):
            met = [one.item_id for one in world.own if one.item_id in items and special_day.meets(one.starts_at, one.ends_at, one.kind)]
            if met or not world.own and not special_day.kinds and special_day.ends is None and special_day.begins == time():
                yield _finding(world, rule, _("%(day)s: %(title)s. %(reason)s", day=day(when, "weekday"), title=special_day.title(current_language()),
                                              reason=special_day.reason(current_language())), *met)


def _working_hours(world, rule):
    figures = rulebook.rules()[rule]
    opens, closes = map(time.fromisoformat, figures["hours"])
    for one in world.own:
        late = one.ends_at.time() > closes or one.ends_at.date() > one.starts_at.date()
        if one.kind in figures["kinds"] and (one.starts_at.time() < opens or late):
            yield _finding(world, rule, _("“%(one)s” (%(time)s) lies outside working hours, %(hours)s.", one=_called(one), time=_times(one), hours="–".join(figures["hours"])), one.item_id)


def _across_midnight(world, rule):
    through_the_night = rulebook.rules()[rule]["kinds"]
    for one in world.own:
        if one.kind not in through_the_night and (one.ends_at - timedelta(minutes=1)).date() > one.starts_at.date():
            yield _finding(world, rule, _("“%(one)s” (%(time)s) goes on past midnight. Please check the date of its end.", one=_called(one), time=_times(one)), one.item_id)


# --- others --------------------------------------------------------------------------------------------------------------

def _place_kinds():
    return {place_id: kind for place_id, kind in session().execute(select(Place.id, Place.kind))}


def _is_on_site(one, place_kinds):
    return place_kinds[one.place_id] in OWN_PLACES if one.place_id in place_kinds else one.kind in ON_SITE


def _rival_stays(reception, at):
    """When clients who compete with this one are on our premises: [Stay]."""
    pairs = session().execute(select(ClientRival.first_id, ClientRival.second_id).where(or_(ClientRival.first_id == reception.client_id,
                                                                                         ClientRival.second_id == reception.client_id)))
    rivals = {one for pair in pairs for one in pair} - {reception.client_id}
    if not rivals:
        return ()
    kinds = _place_kinds()
    found = session().scalars(select(Reception).where(Reception.client_id.in_(rivals), Reception.cancelled_at.is_(None), Reception.id != reception.id,
                                                      Reception.starts_on <= reception.ends_on, Reception.ends_on >= reception.starts_on)
                              .options(joinedload(Reception.owner)).order_by(Reception.id)).unique()
    return tuple(Stay(one.begin, one.end, other.owner.both_names(), other.client_id) for other in found
                 for one in engagements.of_reception(other, at) if _is_on_site(one, kinds))


def _rivals(world, rule):
    margin = timedelta(minutes=rulebook.rules()[rule]["minutes"])
    for one in world.own:
        met = [stay for stay in world.rivals if _is_on_site(one, world.place_kinds) and stay.begin < one.end + margin and one.begin < stay.end + margin]
        if met:
            yield _finding(world, rule, _("During “%(one)s” (%(time)s) a client who competes with these guests is on our premises. Please agree with %(owner)s who moves.",
                                          one=_called(one), time=_times(one), owner=listed(sorted({stay.owner for stay in met}))), one.item_id)


def _nobody_in_charge(world, rule):
    for one in world.own:
        if one.responsible_id is None:
            yield _finding(world, rule, _("Nobody is in charge of “%(one)s” yet.", one=_called(one)), one.item_id)


CHECKS = {"PR-01": _guests_twice, "PR-02": _staff_twice, "PR-03": _bookings_fit, "PR-04": _roomy, "PR-05": _breathing, "PR-06": _ways, "PR-07": _lead_time,
          "PR-08": _our_days_off, "PR-09": _their_holidays, "PR-10": _days_to_avoid, "PR-11": _working_hours, "PR-12": _catches, "PR-13": _links_kept,
          "PR-14": _rivals, "PR-15": _nobody_in_charge, "PR-16": _across_midnight}
