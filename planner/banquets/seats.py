"""Seating everyone, moving, locking, emptying: what people do to a plan. Each is one step (steps.py)."""

from planner.banquets import hall_tables, queries, seating_bridge, steps
from planner.banquets.floor import Floor
from planner.errors import Conflict, RuleBroken
from planner.i18n import _l, current_language


def seat_everyone(banquet, *, by, at, on_progress=None, scope="all", table_number=None):
    """Find the best plan, keeping locked seats, and store it; `scope` as in find_plan(). Returns the attendees left without a seat.

    For more than a few dozen people this takes seconds: then find_plan() and store_plan() belong into a job.
    """
    return store_plan(banquet, find_plan(banquet, on_progress=on_progress, scope=scope, table_number=table_number), by=by, at=at)


def find_plan(banquet, on_progress=None, *, scope="all", table_number=None):
    """The search alone; writes nothing. `scope` is all, table (only the people at `table_number`) or unseated."""
    _check_diners(banquet)
    hall = seating_bridge.Hall(banquet)
    if scope == "all":
        return seating_bridge.find_plan(hall, on_progress=on_progress)
    return seating_bridge.find_part(hall, table_number if scope == "table" else None, on_progress=on_progress)


def store_plan(banquet, plan, *, by, at, kind="solve"):
    """Write a found plan, unless the one there is as good; Conflict when banquet, people, ranks or wishes are not any more
    what it was found for. Returns the attendees left without a seat."""
    _check_diners(banquet)
    hall = seating_bridge.Hall(banquet)
    if plan.sought != (banquet.version, hall.problem):
        raise Conflict(_l("The banquet or its people were changed while seats were being found. Please seat everyone again."))
    is_better = any(r.attendee_id not in hall.diners for r in hall.rows) or not hall.rows or (plan.hard, plan.cost) < hall.score.key()
    step = put_plan(banquet, plan.seats, kind=kind, by=by, at=at) if is_better else None
    if not plan.is_part:
        _claim(banquet, hall, plan, is_better)
    if step is not None:
        steps.seal(banquet, step)
    elif not plan.is_part:
        banquet.planned_at = at
    return queries.unseated(banquet)


def _claim(banquet, hall, plan, is_taken):
    """What the search may say of the plan that now stands; with the mark of the problem for which it is true."""
    cost = plan.cost if is_taken else hall.score.cost
    banquet.plan_cost, banquet.plan_bound = cost, plan.bound
    banquet.plan_status = "proved_best" if plan.bound is not None and plan.bound == cost else plan.status if is_taken else "best_found"
    is_same = is_taken or plan.seats == {r.attendee_id: (r.table.number, r.seat) for r in hall.rows}
    banquet.plan_proved = {"what": list(plan.proved) if is_same else [], "of": seating_bridge.fingerprint(seating_bridge.Hall(banquet))}


def put_plan(banquet, seats, *, kind, by, at, seen=None, pack=None):
    """Everybody to the (table number, seat) of `seats`; who is not in it loses the seat. Locks stay. The step, or None.

    `pack` is the id of another rule pack that comes with it; taken back with the seats.
    """
    tables, rows = {t.number: t.id for t in banquet.tables}, queries.seatings(banquet)
    locked = {row.attendee_id for row in rows if row.is_locked}
    wanted = {row.attendee_id: None for row in rows}
    wanted |= {a: (tables[number], seat, a in locked) for a, (number, seat) in seats.items()}
    if pack and pack != banquet.pack:
        steps.refuse_unseen(banquet, seen, wanted.keys(), set())
        return steps.change_room(banquet, hall_tables.state_of(banquet) | {"pack": pack}, wanted, kind=kind, by=by, at=at)
    return steps.change_seats(banquet, wanted, kind=kind, by=by, at=at, seen=seen)


def _check_diners(banquet):
    """The three principals must still be there."""
    for person, text in ((banquet.host, _l("The host does not dine any more. Please choose another host first.")),
                         (banquet.second_host, _l("The second host does not dine any more. Please choose another first.")),
                         (banquet.guest_of_honour, _l("The guest of honour does not dine any more. Please choose another first."))):
        if person is not None and not queries.dines_at(banquet, person):
            raise RuleBroken(text)


def clear(banquet, *, by, at):
    """Take every seat away, as when the room is laid anew."""
    steps.change_seats(banquet, {row.attendee_id: None for row in queries.seatings(banquet)}, kind="clear", by=by, at=at)


def move_person(banquet, attendee, table, seat, *, by, at, seen=None, floor=None):
    """Put somebody into a seat; whoever sits there takes the seat left, or stays without one.

    Returns what it changes in words for the reader's language: a list of sentences, empty when nothing costs.
    `seen` is the banquet's version before the reader's eyes (steps.change_seats), `floor` the Floor if it is read already.
    """
    hall = (floor or Floor(banquet)).hall
    _check_seat(banquet, hall, attendee, table, seat)
    rows = {row.attendee_id: row for row in hall.rows}
    mine = rows.get(attendee.id)
    other = next((row for row in rows.values() if (row.table_id, row.seat) == (table.id, seat)), None)
    if other is not None and other is mine:
        return []
    if other is not None and other.is_locked:
        steps.refuse_unseen(banquet, seen, {attendee.id, other.attendee_id}, {(table.id, seat)})
        raise RuleBroken(_l("%(name)s is locked in this seat. Please unlock it first.", name=other.attendee.person.both_names()), field="to")
    wanted = {attendee.id: (table.id, seat, mine is not None and mine.is_locked)}
    if other is not None:
        wanted[other.attendee_id] = (mine.table_id, mine.seat, False) if mine is not None else None
    change = hall.what_if(attendee.id, table.number, seat)
    steps.change_seats(banquet, wanted, kind="move", by=by, at=at, seen=seen, cost=change.plan.cost)
    return list(change.sentences(current_language()))


def _check_seat(banquet, hall, attendee, table, seat):
    if table.banquet_id != banquet.id or not 0 <= seat < table.seats:
        raise RuleBroken(_l("There is no such seat."), field="to")
    if table.is_broken:
        raise RuleBroken(_l("This table cannot be used today."), field="to")
    if attendee.id not in hall.diners:
        raise RuleBroken(_l("%(name)s does not dine. Please choose somebody else.", name=attendee.person.both_names()), field="to")


def unseat(banquet, attendee, *, by, at, seen=None):
    """Take somebody's seat away."""
    _row(banquet, attendee, seen)
    steps.change_seats(banquet, {attendee.id: None}, kind="unseat", by=by, at=at, seen=seen)


def set_lock(banquet, attendee, is_locked, *, by, at, seen=None):
    """Keep somebody in this seat whenever everyone is seated anew, or let go again."""
    row = _row(banquet, attendee, seen)
    steps.change_seats(banquet, {attendee.id: (row.table_id, row.seat, is_locked)}, kind="lock" if is_locked else "unlock",
                       by=by, at=at, seen=seen)


def _row(banquet, attendee, seen):
    row = queries.seatings_at(banquet, {attendee.id}, set()).get(attendee.id)
    if row is None:
        steps.refuse_unseen(banquet, seen, {attendee.id}, set())
        raise RuleBroken(_l("%(name)s has no seat.", name=attendee.person.both_names()))
    return row
