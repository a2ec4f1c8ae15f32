"""What a rule pack asks of particular people: reserved seats and keeping couples apart."""
from dataclasses import replace

from .model import Lock, Wish

COUPLE_APART_POINTS = 60


def with_customs(problem, pack):
    """The Problem with the pack's weights, reserved seats and couple rule added.

    A lock made by the planner stays, and wins over a reserved seat.
    """
    problem = replace(problem, weights=dict(pack.weights))
    problem = _western_principals(problem, pack.options)
    locks = problem.locks + tuple(reserved_seats(problem, pack.options))
    wishes = problem.wishes + tuple(_couples(problem, pack.options))
    return replace(problem, locks=locks, wishes=wishes)


def reserved_seats(problem, options):
    """Locks with a rule id for the spouse of the guest of honour (CN-30, CN-32, W-02).

    Nothing is reserved where a planner's lock holds the person or the seat.
    """
    spouse, main = _spouse_of_honour(problem), problem.main_table
    if spouse is None or options.get("spouse_rule", "free") == "free" or len(main.seats) < 4:
        return
    seat, rule = _spouse_seat(problem, main, options)
    busy = {(lock.table, lock.seat) for lock in problem.locks} | {
        (main.id, s) for s in (main.head, main.second_head, main.guest_of_honour)}
    if ((main.id, seat) not in busy and set(spouse.needs) <= set(main.seats[seat].features)
            and spouse.id not in {lock.person for lock in problem.locks}):
        yield Lock(spouse.id, main.id, seat, rule)


def _spouse_of_honour(problem):
    """The partner of the guest of honour, who has no role of his or her own; or None."""
    guest = next((p for p in problem.people if p.role == "guest_of_honour"), None)
    return guest and next((p for p in problem.people if p.role is None
                           and (p.id == guest.partner or p.partner == guest.id)), None)


def _western_principals(problem, options):
    """With W-02 the guest of honour gives the host's right to the spouse and sits with the second host."""
    main = problem.main_table
    n = len(main.seats)
    if options.get("spouse_rule") != "spouse_at_host_right" or _spouse_of_honour(problem) is None or n < 4:
        return problem
    seat = (main.second_head - 1) % n if main.second_head is not None else (main.head + 1) % n
    changed = replace(main, guest_of_honour=seat)
    return replace(problem, tables=tuple(changed if t is main else t for t in problem.tables))


def _spouse_seat(problem, main, options):
    """(seat, rule id) by the pack's spouse rule."""
    n = len(main.seats)
    if options["spouse_rule"] == "spouse_at_host_right":
        return (main.head - 1) % n, "W-02"
    second = next((p for p in problem.people if p.role == "second_host"), None)
    if second is not None and second.gender == "f" and main.second_head is not None:
        return (main.second_head - 1) % n, "CN-30"
    right, left = (main.head - 1) % n, (main.head + 1) % n
    return (left if main.guest_of_honour == right else right), "CN-32"


def _couples(problem, options):
    if options.get("couples") != "apart":
        return
    for person in problem.people:
        if person.partner and (person.id < person.partner or problem.person(person.partner).partner != person.id):
            yield Wish("apart", (person.id, person.partner), "beside", COUPLE_APART_POINTS)
