"""Every change of seats is a step: it knows who made it and what was before, so that it can be taken back,
and so that of two people who change one plan at once nobody loses a move unawares.
"""

from sqlalchemy import select

from planner import audit
from planner.banquets import hall_tables, queries
from planner.banquets.floor import Floor
from planner.banquets.models import PlanStep, Seating
from planner.db import session
from planner.errors import Conflict, RuleBroken
from planner.i18n import _l, current_language

BACK_AND_FORTH = ("undo", "redo")
ENTRIES = {"move": "banquet.moved", "unseat": "banquet.unseated", "lock": "banquet.locked", "unlock": "banquet.unlocked",
           "solve": "banquet.seated", "repair": "banquet.repaired", "restore": "banquet.restored", "clear": "banquet.cleared",
           "room": "banquet.room_drawn", "undo": "banquet.undone", "redo": "banquet.redone"}  # kind of step -> entry of the log


def change_seats(banquet, wanted, *, kind, by, at, seen=None, undoes=None, cost=None):
    """Give each attendee id of `wanted` its place, a (table id, seat, is locked) or None; returns the PlanStep.

    `seen` is the banquet's version that the person had before them: Conflict when somebody or some seat of this change
    was changed after it. `cost` is that of the plan after it, where known. Returns None when everybody has that place already.
    """
    rows, changes = _changes(banquet, wanted)
    if not changes:
        return None
    refuse_unseen(banquet, seen, {a for a, _old, _new in changes}, {tuple(p[:2]) for _a, old, new in changes for p in (old, new) if p})
    _refuse_taken(rows, changes)
    _empty(rows, changes)
    _fill(banquet, changes)
    if any((old or [])[:2] != (new or [])[:2] for _a, old, new in changes):
        count_again(banquet, at, cost)
    return _store(banquet, kind, changes, by, at, undoes)


def change_room(banquet, state, wanted, *, numbered=None, kind="room", by, at, undoes=None):
    """Lay the room as `state` says (hall_tables.lay), people of `wanted` going where it says; the PlanStep.

    `numbered` is as `wanted`, with the numbers that the tables have in `state` instead of ids. Whoever sits at a table
    or on a chair that goes must be in one of them.
    """
    before = hall_tables.state_of(banquet)
    gone = hall_tables.lay(banquet, state)
    ids = {t.number: t.id for t in banquet.tables}
    wanted = dict(wanted) | {a: (ids[place[0]], *place[1:]) if place else None for a, place in (numbered or {}).items()}
    rows, changes = _changes(banquet, wanted)
    _refuse_taken(rows, changes)
    _empty(rows, changes)
    hall_tables.clear_away(banquet, gone)
    _fill(banquet, changes)
    if queries.seatings(banquet) or changes:
        count_again(banquet, at)
    if banquet.pack != before["pack"]:
        audit.append("banquet.changed", subject=banquet, by=by, at=at, details={"pack": banquet.pack})
    step = _store(banquet, kind, changes, by, at, undoes)
    step.room = {"before": before, "after": hall_tables.state_of(banquet)}
    seal(banquet, step)
    return step


def _changes(banquet, wanted):
    """(seatings concerned by attendee id, [attendee id, before, after] of everybody whose place changes)."""
    rows = queries.seatings_at(banquet, set(wanted), {tuple(place[:2]) for place in wanted.values() if place})
    before = {a: _place(rows.get(a)) for a in wanted}
    return rows, [[a, _listed(before[a]), _listed(wanted[a])] for a in wanted if before[a] != _tuple(wanted[a])]


def _empty(rows, changes):
    for attendee_id, _old, _new in changes:
        if attendee_id in rows:
            session().delete(rows[attendee_id])
    session().flush()


def _fill(banquet, changes):
    session().add_all(Seating(banquet_id=banquet.id, attendee_id=a, table_id=new[0], seat=new[1], is_locked=new[2])
                      for a, _old, new in changes if new)
    session().flush()


def _place(row):
    return (row.table_id, row.seat, row.is_locked) if row is not None else None


def _tuple(place):
    return tuple(place) if place else None


def _listed(place):
    return list(place) if place else None


class Overtaken(Conflict):
    """Somebody's `step` stands in the way."""

    def __init__(self, message, step=None):
        super().__init__(message)
        self.step = step


class Taken(Conflict):
    """A seat is held by `attendee_id`, who does not leave it."""

    def __init__(self, message, attendee_id):
        super().__init__(message)
        self.attendee_id = attendee_id


def _who(step):
    return step.person.name(current_language()) if step is not None and step.person else "?"


def refuse_unseen(banquet, seen, people, places):
    """Overtaken when a step above the version `seen` touched one of these attendee ids or (table id, seat)s; without `seen` nothing is refused."""
    for step in steps_after(banquet, seen) if seen is not None else ():
        if step.room:
            raise Overtaken(_l("%(who)s has drawn the room anew while you were deciding. Your move was not made; please look at the plan again.", who=_who(step))
                            if step.kind == "room" else
                            _l("%(who)s has changed the room or the rule pack while you were deciding. Your move was not made; please look at the plan again.",
                               who=_who(step)), step)
        for attendee_id, old, new in step.changes:
            if attendee_id in people or {tuple(p[:2]) for p in (old, new) if p} & places:
                raise Overtaken(_l("%(who)s has changed these seats while you were deciding: %(what)s. Your move was not made.",
                                   who=_who(step), what=sentence(banquet, attendee_id, new)), step)


def _refuse_taken(rows, changes):
    """Conflict when a seat is held by somebody who does not leave it."""
    leaving = {a for a, _old, _new in changes}
    held = {(row.table_id, row.seat): row for a, row in rows.items() if a not in leaving}
    for _attendee_id, _old, new in changes:
        row = held.get(tuple(new[:2])) if new else None
        if row is not None:
            raise Taken(_l("%(name)s sits there meanwhile. Please look at the plan again.", name=row.attendee.person.both_names()), row.attendee_id)


def count_again(banquet, at, cost=None):
    """Seats that differ make a new plan, whose number is printed on papers."""
    banquet.plan_cost = cost if cost is not None else Floor(banquet).hall.score.cost
    banquet.plan_bound, banquet.planned_at, banquet.plan_proved = None, at, {}
    banquet.plan_number += 1
    banquet.plan_status = "edited"
    session().flush()


def seal(banquet, step):
    """What else was written to the banquet together with the step belongs to it: pages are as new as both."""
    session().flush()
    step.banquet_version = banquet.version
    session().flush()


def _store(banquet, kind, changes, by, at, undoes):
    number = banquet.step_count + 1
    step = PlanStep(banquet_id=banquet.id, number=number, kind=kind, changes=changes, person_id=by.id if by else None, at=at,
                    undoes_id=undoes.id if undoes else None)
    session().add(step)
    banquet.step_count = number
    seal(banquet, step)
    audit.append(ENTRIES[kind], subject=banquet, by=by, at=at, details={"plan": banquet.plan_number, "step": number, "people": len(changes)})
    return step


def steps_after(banquet, version):
    """Steps that a page of this version has not seen, oldest first."""
    return session().scalars(select(PlanStep).where(PlanStep.banquet_id == banquet.id, PlanStep.banquet_version > version)
                             .order_by(PlanStep.number)).all()


def sentence(banquet, attendee_id, place):
    """Where somebody sits after a step, in words for the reader."""
    person = next((a.person for a in banquet.reception.attendees if a.id == attendee_id), None)
    name = person.name(current_language()) if person else "?"
    table = next((t for t in banquet.tables if place and t.id == place[0]), None)
    if table is None:
        return _l("%(name)s has no seat", name=name)
    return _l("%(name)s sits at table %(table)s, seat %(seat)s", name=name, table=table.called, seat=place[1] + 1)


# --- taking back ------------------------------------------------------------------------------------------------------


def undoable(banquet, person):
    """The person's newest step that can be taken back, or None."""
    return session().scalar(select(PlanStep).where(
        PlanStep.banquet_id == banquet.id, PlanStep.person_id == person.id, PlanStep.is_undone.is_(False),
        PlanStep.kind.not_in(BACK_AND_FORTH)).order_by(PlanStep.number.desc()).limit(1))


def redoable(banquet, person):
    """The person's newest undo that can be done again: nothing else was done after it. Or None."""
    newest = session().scalar(select(PlanStep).where(
        PlanStep.banquet_id == banquet.id, PlanStep.person_id == person.id, PlanStep.is_undone.is_(False),
        PlanStep.kind != "redo").order_by(PlanStep.number.desc()).limit(1))
    return newest if newest is not None and newest.kind == "undo" else None


def undo(banquet, *, by, at):
    """Take the person's own newest step back; RuleBroken when there is none, Conflict when it was built upon."""
    step = undoable(banquet, by)
    if step is None:
        raise RuleBroken(_l("There is nothing to take back."))
    made = _reverse(banquet, step, "undo", by, at)
    step.is_undone = True
    session().flush()
    return made


def redo(banquet, *, by, at):
    """Do again what was taken back last."""
    back = redoable(banquet, by)
    if back is None:
        raise RuleBroken(_l("There is nothing to do again."))
    made = _reverse(banquet, back, "redo", by, at)
    back.is_undone = True
    session().get(PlanStep, back.undoes_id).is_undone = False
    session().flush()
    return made


def _reverse(banquet, step, kind, by, at):
    """Everybody of the step goes back to where they were before it, if they still are where it put them."""
    if step.room:
        _refuse_other_room(banquet, step)
    rows = queries.seatings_at(banquet, {a for a, _old, _new in step.changes}, set())
    dining = queries.dining_ids(banquet)
    tables = {t["id"]: t["seats"] for t in step.room["before"]["tables"]} if step.room else {t.id: t.seats for t in banquet.tables}
    for attendee_id, old, new in step.changes:
        now = _listed(_place(rows.get(attendee_id)))
        if now == old:
            continue
        if now != new:
            raise Overtaken(_l("This cannot be taken back: %(now)s meanwhile.", now=sentence(banquet, attendee_id, now)),
                            _last_to_touch(banquet, step, {attendee_id}))
        if old and (attendee_id not in dining or old[1] >= tables.get(old[0], 0)):
            raise RuleBroken(_l("This cannot be taken back: the people or the tables have changed since."))
    if step.room:
        return change_room(banquet, step.room["before"], {a: old for a, old, _new in step.changes}, kind=kind, by=by, at=at, undoes=step)
    try:
        return change_seats(banquet, {a: old for a, old, _new in step.changes}, kind=kind, by=by, at=at, undoes=step)
    except Taken as error:
        raise Overtaken(error.message, _last_to_touch(banquet, step, {error.attendee_id})) from error


def _last_to_touch(banquet, step, people):
    """The newest step after this one that changed the place of one of these people, or None."""
    newer = session().scalars(select(PlanStep).where(PlanStep.banquet_id == banquet.id, PlanStep.number > step.number)
                              .order_by(PlanStep.number.desc()))
    return next((one for one in newer if any(change[0] in people for change in one.changes)), None)


def _refuse_other_room(banquet, step):
    """A room can be taken back while it is as the step left it and nobody sits where a table or chair would go."""
    now = hall_tables.state_of(banquet)
    if any(now[key] != value for key, value in step.room["after"].items()):
        raise RuleBroken(_l("This cannot be taken back: the room was changed since."))
    moved = {a for a, _old, _new in step.changes}
    seats = {t["id"]: t["seats"] for t in step.room["before"]["tables"]}
    row = next((r for r in queries.seatings(banquet) if r.attendee_id not in moved and r.seat >= seats.get(r.table_id, 0)), None)
    if row is not None:
        raise RuleBroken(_l("This cannot be taken back: %(name)s sits at a table or on a chair that would go.", name=row.attendee.person.both_names()))
