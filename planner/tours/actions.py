"""Changing tours: setting up, groups moved by hand, releasing with its guides, starting and ending."""

import tomllib
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import delete

from planner import audit
from planner.db import lock, session
from planner.errors import RuleBroken
from planner.i18n import _, _l, current_language
from planner.receptions import hooks as reception_hooks
from planner.resources import actions as resources
from planner.resources.times import as_utc
from planner.sites import hooks as site_hooks
from planner.tours import application, asking, hooks, planning, queries
from planner.tours.models import LARGEST_GROUP, MOST_GROUPS, WISH_KINDS, Tour, TourGuest, TourMember, TourVisit, TourWish, VisitApplication

HOLDS = ("best", "good", "by_hand")


@cache
def interests():
    """{id: entry} of interests.toml, in its order."""
    return {one["id"]: one for one in tomllib.loads(Path(__file__).with_name("interests.toml").read_text("utf-8"))["interest"]}


def joined(sentences):
    """Sentences one after the other, as the language of the moment sets them."""
    return ("" if current_language() == "zh" else " ").join(str(s) for s in sentences)


class Missing(RuleBroken):
    """The tour cannot start or end yet; `sentences` say what is missing."""

    def __init__(self, opening, sentences):
        super().__init__(_l("%(opening)s %(missing)s", opening=opening, missing=joined(sentences)))
        self.sentences = sentences


def set_up(item, site, *, by, at, stop_ids=(), groups_wanted=None, largest_group=15):
    """The tour of an item through a site. Raises RuleBroken where the item has one or is no tour."""
    if item.kind != "tour":
        raise RuleBroken(_l("Only an item of the kind “tour” leads through a site."), field="item_id")
    if session().query(Tour.id).filter_by(item_id=item.id).first():
        raise RuleBroken(_l("This item has its tour already."), field="item_id")
    if not site.is_active or site.entrance is None or site.exit is None:
        raise RuleBroken(_l("This site cannot be visited: it is out of use, or has no entrance or exit."), field="site_id")
    tour = Tour(item_id=item.id, site_id=site.id)
    _set(tour, site, stop_ids, groups_wanted, largest_group)
    session().add(tour)
    session().flush()
    audit.append("tour.set_up", subject=tour, by=by, at=at, details={"reception": item.reception_id, "site": site.id})
    return tour


def change(tour, *, by, at, stop_ids, groups_wanted, largest_group):
    """What is asked for. A released tour is taken back first."""
    refuse_under_way(tour)
    before = _case(tour, at)
    _set(tour, tour.site, stop_ids, groups_wanted, largest_group)
    session().flush()
    audit.append("tour.changed", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id})
    application.plan_changed(tour, before, by=by, at=at)


def _set(tour, site, stop_ids, groups_wanted, largest_group):
    known = {s.id: s for s in site.stops}
    if set(stop_ids) - set(known):
        raise ValueError("stops of another site")
    if any(known[n].is_closed for n in stop_ids):
        raise RuleBroken(_l("One of these stops is closed to visitors. Please leave it out."), field="stop_ids")
    if groups_wanted is not None and not 1 <= groups_wanted <= MOST_GROUPS:
        raise RuleBroken(_l("A tour has 1 to %(most)s groups.", most=MOST_GROUPS), field="groups_wanted")
    if not 1 <= largest_group <= LARGEST_GROUP:
        raise RuleBroken(_l("A group holds 1 to %(most)s people.", most=LARGEST_GROUP), field="largest_group")
    tour.stop_ids, tour.groups_wanted, tour.largest_group = sorted(stop_ids), groups_wanted, largest_group


def set_interests(tour, wanted, *, by, at):
    """{attendee id: [interest ids]} of the visitors named."""
    refuse_under_way(tour)
    here = {a.id for a in queries.visitors_of(tour, at)}
    if set(wanted) - here or any(set(codes) - set(interests()) for codes in wanted.values()):
        raise ValueError("interests of nobody here")
    known = {g.attendee_id: g for g in tour.guests}
    for attendee_id, codes in wanted.items():
        row = known.get(attendee_id)
        if row is None and codes:
            tour.guests.append(TourGuest(attendee_id=attendee_id, interests=codes))
        elif row is not None:
            row.interests = codes
    session().flush()
    audit.append("tour.interests_set", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id})


def add_wish(tour, kind, first_id, second_id, *, by, at):
    """Two visitors in one group, or in different ones."""
    refuse_under_way(tour)
    here = {a.id for a in queries.visitors_of(tour, at)}
    if kind not in WISH_KINDS or not {first_id, second_id} <= here:
        raise RuleBroken(_l("Please choose two visitors of this tour."), field="second_id")
    if first_id == second_id:
        raise RuleBroken(_l("Please choose two different people."), field="second_id")
    if kind == "together" and queries.rivals_within([a for a in queries.visitors_of(tour, at) if a.id in (first_id, second_id)]):
        raise RuleBroken(_l("These two come from clients that must not meet; they stay in different groups."), field="second_id")
    if any({w.first_id, w.second_id} == {first_id, second_id} for w in tour.wishes):
        raise RuleBroken(_l("There is a wish about these two already."), field="second_id")
    wish = TourWish(kind=kind, first_id=first_id, second_id=second_id)
    tour.wishes.append(wish)
    session().flush()
    audit.append("tour.wish_added", subject=tour, by=by, at=at, details={"kind": kind})
    return wish


def remove_wish(tour, wish, *, by, at):
    refuse_under_way(tour)
    tour.wishes.remove(wish)
    session().flush()
    audit.append("tour.wish_removed", subject=tour, by=by, at=at, details={"kind": wish.kind})


# --- by hand ---------------------------------------------------------------------------------------------------------------


def put_members(tour, chosen, *, by, at):
    """{attendee id: (group number, kept there)} by hand; the day is checked anew. Raises planning.Impossible with the reasons."""
    refuse_under_way(tour)
    groups = {g.number: g for g in tour.groups}
    rows = {m.attendee_id: m for g in tour.groups for m in g.members}
    if set(chosen) - set(rows) or any(number not in groups for number, _kept in chosen.values()):
        raise ValueError("no such group or visitor")
    if {rows[n].group.number if n not in chosen else chosen[n][0] for n in rows} != set(groups):
        raise RuleBroken(_l("Every group needs somebody in it."))
    for attendee_id, (number, kept) in chosen.items():
        row = rows[attendee_id]
        moved = row.group.number != number
        if moved:
            row.group.members.remove(row)
            groups[number].members.append(TourMember(attendee_id=attendee_id, is_kept=True))
        else:
            row.is_kept = kept
    session().flush()
    return planning.checked_by_hand(tour, 0, by=by, at=at)


def move_group(tour, group, *, guide_id, interpreter_id, order, begins, keeps, by, at):
    """Guide, interpreter, order of stops and their times of one group by hand; the day is checked anew.

    `order`: ids of its stops between entrance and exit; `begins`: {stop id: minute} where they are to begin, or {}: times not named
    move along. `keeps`: what planning leaves from now on, of "guide", "interpreter", "order", "times". Returns whether other groups moved along.
    """
    refuse_under_way(tour)
    own = {v.stop_id: v for v in asking.inner(group)}
    if set(order) != set(own) or len(order) != len(own):
        raise RuleBroken(_l("Each stop of the group stands in the order exactly once."), field="order")
    decided = _what_changed(group, guide_id, interpreter_id, order, begins, own)
    group.guide_id, group.interpreter_id = guide_id, interpreter_id
    if "order" in decided:
        _order(group, order, own)
    for name in ("guide", "interpreter", "order", "times"):
        setattr(group, f"keeps_{name}", name in keeps or name in decided)
    session().flush()
    session().expire(group, ["visits"])
    return planning.checked_by_hand(tour, group.number, begins=begins if begins or "order" in decided else None, by=by, at=at)


def _what_changed(group, guide_id, interpreter_id, order, begins, own):
    said = {"guide": guide_id != group.guide_id, "interpreter": interpreter_id != group.interpreter_id, "order": list(order) != [v.stop_id for v in asking.inner(group)],
            "times": any(own[stop].starts_minute != minute for stop, minute in begins.items())}
    return {name for name, is_so in said.items() if is_so}


def _order(group, order, own):
    """Put the visits into the order asked for; the check gives every one its true time."""
    first = group.visits[0].ends_minute
    for place, stop in enumerate(order):
        visit = own[stop]
        visit.starts_minute, visit.ends_minute = first + place, first + place + max(1, visit.ends_minute - visit.starts_minute)
    last = group.visits[-1]
    latest = max([v.ends_minute for v in own.values()] or [first])
    if last.starts_minute < latest:
        last.starts_minute, last.ends_minute = latest, latest + max(last.ends_minute - last.starts_minute, 0)


def free_everything(tour, *, by, at):
    """Planning may decide about every part again."""
    refuse_under_way(tour)
    for group in tour.groups:
        group.keeps_guide = group.keeps_interpreter = group.keeps_order = group.keeps_times = False
        for member in group.members:
            member.is_kept = False
    session().flush()
    audit.append("tour.freed", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id})


# --- releasing, starting, ending ---------------------------------------------------------------------------------------------


def release(tour, *, by, at):
    """Others plan round it from now on, and its guides and interpreters are booked. Raises NotFree with alternatives."""
    refuse_under_way(tour)
    if tour.state not in HOLDS or not tour.groups:
        raise RuleBroken(_l("Only a plan that holds can be released. Please plan the tour first."))
    if tour.planned_for != asking.fingerprint(tour, at):
        raise RuleBroken(_l("People, times or the site changed since this was planned. Please plan again."))
    _book_companions(tour, by=by, at=at)
    tour.released_at, tour.released_by_id = at, by.id
    session().flush()
    audit.append("tour.released", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id})


def take_back(tour, *, by, at):
    """A draft again; what is booked stays until the next release."""
    if tour.started_at is not None:
        raise RuleBroken(_l("The tour has started already."))
    tour.released_at = tour.released_by_id = None
    session().flush()
    audit.append("tour.taken_back", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id})


def _book_companions(tour, *, by, at):
    """Book who leads a group for its time, in one stretch where somebody leads several; give back who leads none."""
    day, wanted = datetime.combine(tour.item.starts_at.date(), time()), {}
    for group in tour.groups:
        for one in filter(None, (group.guide, group.interpreter)):
            begin, end = group.visits[0].starts_minute, group.visits[-1].ends_minute
            known = wanted.get(one.id, (one, begin, end))
            wanted[one.id] = (one, min(known[1], begin), max(known[2], end))
    booked = {b.resource_id: b for b in queries.companion_bookings(tour)}
    for booking in [b for key, b in booked.items() if key not in wanted]:
        resources.release(booking, by=by, at=at)
    for key, (one, begin, end) in wanted.items():
        times = {"starts_at": day + timedelta(minutes=begin), "ends_at": day + timedelta(minutes=end)}
        booking = booked.get(key)
        if booking is None:
            resources.book(one, tour.item, **times, zone=tour.item.time_zone, by=by, at=at)
        elif (booking.starts_at, booking.ends_at) != (times["starts_at"], times["ends_at"]):
            resources.change_booking(booking, by=by, at=at, **times)


def missing_to_start(tour, at):
    """Sentences of what is missing before the tour may start: the application first, then the plan, then what safety asks for."""
    found = queries.application_of(tour)
    said = []
    if found is None:
        said.append(_("There is no visit application yet."))
    else:
        state = application.case_of(found, at).state
        if not state.is_approved:
            waits = [str(s.step) for s in state.signatures if s.decision is None]
            said.append(_("The visit application is not approved yet; missing: %(steps)s.", steps=("、" if current_language() == "zh" else ", ").join(waits)) if state.status == "submitted"
                        else _("The visit application has not been approved."))
    if tour.state not in HOLDS or not tour.groups:
        said.append(_("There is no plan that holds."))
    elif tour.released_at is None:
        said.append(_("The plan has not been released."))
    for ask in hooks.STARTING:
        said += ask(tour, at)
    return said


def start(tour, *, by, at):
    """The party sets out. Raises Missing with everything that is missing."""
    lock(tour)
    if tour.started_at is not None:
        raise RuleBroken(_l("The tour has started already."))
    if at < _begin_of_day(tour):
        raise RuleBroken(_l("The tour can be started on its own day only."))
    missing = missing_to_start(tour, at)
    if missing:
        raise Missing(_l("The tour cannot start yet."), missing)
    tour.started_at, tour.started_by_id = at, by.id
    session().flush()
    audit.append("tour.started", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id})


def _begin_of_day(tour):
    return as_utc(datetime.combine(tour.item.starts_at.date(), time()), tour.item.time_zone)


def missing_to_end(tour, at):
    return [sentence for ask in hooks.ENDING for sentence in ask(tour, at)]


def end(tour, *, by, at):
    """Everybody is back and has everything back. Raises Missing with what is open."""
    lock(tour)
    if tour.started_at is None or tour.ended_at is not None:
        raise RuleBroken(_l("Only a tour under way can be ended."))
    missing = missing_to_end(tour, at)
    if missing:
        raise Missing(_l("The tour cannot be ended yet."), missing)
    tour.ended_at, tour.ended_by_id = at, by.id
    session().flush()
    audit.append("tour.ended", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id})


def refuse_under_way(tour):
    """Raise RuleBroken unless the plan may still be changed."""
    if tour.started_at is not None:
        raise RuleBroken(_l("The tour has started already; its plan stays as it is."))
    if tour.released_at is not None:
        raise RuleBroken(_l("This tour is released. Take it back first; then it can be changed."))


def remove(tour, *, by, at):
    """Take the tour away with its plan; the item stays. Refused once something stands on it."""
    if tour.started_at is not None or tour.released_at is not None:
        raise RuleBroken(_l("This tour is released or has started. Take it back first."))
    for ask in hooks.REMOVING:
        ask(tour)
    found = queries.application_of(tour)
    if found is not None and found.decisions:
        raise RuleBroken(_l("The visit application of this tour has been handed in. It is kept with its decisions, so the tour stays."))
    if found is not None:
        session().execute(delete(VisitApplication).where(VisitApplication.id == found.id))
    audit.append("tour.removed", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id})
    session().delete(tour)
    session().flush()


def _case(tour, at):
    found = queries.application_of(tour)
    return application.case_of(found, at) if found is not None else None


@reception_hooks.item_removed
def _item_removed(item, *, by, at):
    """An item is not taken out while something stands on its tour."""
    tour = session().query(Tour).filter_by(item_id=item.id).one_or_none()
    if tour is not None:
        remove(tour, by=by, at=at)


@site_hooks.stop_removed
def _stop_removed(stop):
    """A stop of a planned tour stays; who only asked for it asks for one less."""
    if session().query(TourVisit.id).filter_by(stop_id=stop.id).first():
        raise RuleBroken(_l("A planned tour leads to this stop. Plan that tour without it first."))
    for tour in session().query(Tour).filter_by(site_id=stop.site_id):
        tour.stop_ids = [n for n in tour.stop_ids if n != stop.id]
        for group in tour.groups:
            group.left_out = [n for n in group.left_out if n != stop.id]
