"""Decisions about a plan: a chain of moves at once, one plan of several, another rule pack, a seat that is fixed."""

from planner import audit
from planner.banquets import seating_bridge, seats, steps
from planner.banquets.floor import Floor
from planner.db import session
from planner.errors import Conflict, RuleBroken
from planner.i18n import _l

MOST_MOVES = 3


def make_moves(banquet, moves, *, by, at, seen=None, locks=False):
    """Up to three moves [(attendee id, table number, seat from 0)] as one step; who sits there takes the seat left. The PlanStep.

    With `locks` the first person is locked in the seat. Locked people other than those named do not give way.
    """
    floor = Floor(banquet)
    tables = {t.number: t for t in banquet.tables}
    if not 1 <= len(moves) <= MOST_MOVES:
        raise RuleBroken(_l("These moves cannot be read. Please look at the plan again."))
    where = {r.attendee_id: (r.table_id, r.seat, r.is_locked) for r in floor.rows}
    before = dict(where)
    for attendee_id, number, seat in moves:
        _check_move(floor, tables, attendee_id, number, seat)
        _give_way(floor, where, attendee_id, (tables[number].id, seat))
    if locks:
        where[moves[0][0]] = (*where[moves[0][0]][:2], True)
    changed = {a: where.get(a) for a in before.keys() | where.keys() if where.get(a) != before.get(a)}
    return steps.change_seats(banquet, changed, kind="move", by=by, at=at, seen=seen)


def _check_move(floor, tables, attendee_id, number, seat):
    if attendee_id not in floor.hall.diners:
        raise RuleBroken(_l("Somebody of these moves does not dine any more. Please look at the plan again."))
    if number not in tables or not 0 <= seat < tables[number].seats:
        raise RuleBroken(_l("There is no such seat."))


def _give_way(floor, where, attendee_id, place):
    """Put somebody there; whoever sits there takes the seat left, or none."""
    old = where.get(attendee_id)
    other = next((a for a, held in where.items() if held[:2] == place and a != attendee_id), None)
    if other is not None and where[other][2]:
        raise RuleBroken(_l("%(name)s is locked in this seat. Please unlock it first.", name=floor.everybody[other].person.both_names()))
    where[attendee_id] = (*place, old is not None and old[2])
    if other is not None:
        if old is None:
            del where[other]
        else:
            where[other] = (*old[:2], False)


def take_choice(banquet, found, number, *, by, at, seen):
    """Seat everybody as the plan `number` (from 0) of a finished search `found` (tasks.py) has it, as one step; the step or None.

    Conflict when people, tables, wishes or locks are not any more those it was found for.
    """
    plan, pack = found["plans"][number], found.get("pack")
    if seating_bridge.fingerprint(seating_bridge.Hall(banquet, pack=pack)) != found["mark"]:
        raise Conflict(_l("People, tables, wishes or locks were changed since these plans were found. Please have them found again."))
    step = seats.put_plan(banquet, {a: (table, seat) for a, table, seat in plan["seats"]}, kind="solve", by=by, at=at, seen=seen, pack=pack)
    banquet.plan_cost, banquet.plan_bound = plan["cost"], plan.get("bound")
    is_proved = plan.get("bound") is not None and plan["bound"] == plan["cost"]
    banquet.plan_status = "proved_best" if is_proved else plan.get("status", "best_found")
    banquet.plan_proved = {"what": plan.get("proved", []), "of": found["mark"]}
    if step is not None:
        steps.seal(banquet, step)
    return step


def soften_wish(wish, *, by, at):
    """A wish that must hold becomes one that should."""
    if wish.strength != "would_like":
        wish.strength = "would_like"
        session().flush()
        audit.append("wish.changed", subject=wish, by=by, at=at, details={"kind": wish.kind, "scope": wish.scope, "strength": wish.strength})


def fix_at_table(banquet, attendee, table, seat=None, *, by, at, seen=None):
    """Lock somebody into a seat; without `seat`, into the best one of the table. The seat from 0."""
    if seat is None:
        seat = best_seat(banquet, attendee.id, table.number)
    make_moves(banquet, [(attendee.id, table.number, seat)], by=by, at=at, seen=seen, locks=True)
    return seat


def best_seat(banquet, attendee_id, table_number):
    """The seat (from 0) of a table that costs least; RuleBroken when nobody there may give way."""
    hall = Floor(banquet).hall
    held = {(r.table.number, r.seat) for r in hall.rows if r.attendee_id != attendee_id and str(r.attendee_id) in hall.held}
    here = {seat: (hard, cost) for (table, seat), (cost, hard) in hall.costs_of_moving(attendee_id).items()
            if table == table_number and (table, seat) not in held}
    if not here:
        raise RuleBroken(_l("Everybody at this table is locked. Please unlock somebody first."))
    return min(here, key=lambda seat: (here[seat], seat))


