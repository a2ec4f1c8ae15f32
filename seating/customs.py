"""What a rule pack asks of particular people: reserved seats, and who should or should not be close.

The rules of the pack say it themselves (`[[seat]]` and `[wish]` in their files); here it is turned into locks and
wishes of a Problem.
"""
from dataclasses import replace

from .model import Lock, Wish

FEWEST_SEATS = 4            # at a smaller table nobody's place is reserved beside the principals


def with_customs(problem, pack):
    """The Problem with the pack's weights, reserved seats and wishes added.

    A lock made by the planner stays, and wins over a reserved seat.
    """
    problem = _with_principal_moved(replace(problem, weights=dict(pack.weights)), pack)
    locks = problem.locks + tuple(reserved_seats(problem, pack))
    return replace(problem, locks=locks, wishes=problem.wishes + tuple(_wishes(problem, pack)))


def reserved_seats(problem, pack):
    """Locks with a rule id for the spouse of the guest of honour (CN-30, CN-32, W-02), by the first rule that fits.

    Nothing is reserved where a planner's lock holds the person or the seat.
    """
    spouse, main = _spouse_of_honour(problem), problem.main_table
    for rule, wanted in _asked(pack, "spouse_of_honour"):
        seat = _seat(problem, main, wanted) if spouse and len(main.seats) >= FEWEST_SEATS else None
        if seat is not None:
            if _is_free(problem, main, seat, spouse):
                yield Lock(spouse.id, main.id, seat, rule.id)
            return


def _asked(pack, person):
    return [(rule, wanted) for rule in pack.rules.values() for wanted in rule.seats if wanted["person"] == person]


def _is_free(problem, main, seat, person):
    """Whether the seat suits the person, and neither it nor the person is taken."""
    taken = {(lock.table, lock.seat) for lock in problem.locks} | {
        (main.id, s) for s in (main.head, main.second_head, main.guest_of_honour)}
    return ((main.id, seat) not in taken and set(person.needs) <= set(main.seats[seat].features)
            and person.id not in {lock.person for lock in problem.locks})


def _spouse_of_honour(problem):
    """The partner of the guest of honour, who has no role of his or her own; or None."""
    guest = next((p for p in problem.people if p.role == "guest_of_honour"), None)
    return guest and next((p for p in problem.people if p.role is None
                           and (p.id == guest.partner or p.partner == guest.id)), None)


def _with_principal_moved(problem, pack):
    """The guest of honour gives up the host's side to the spouse where a rule says so (W-02)."""
    main = problem.main_table
    for _rule, wanted in _asked(pack, "guest_of_honour"):
        if _spouse_of_honour(problem) is None or len(main.seats) < FEWEST_SEATS:
            return problem
        seat = _seat(problem, main, wanted)
        if seat is not None:
            changed = replace(main, guest_of_honour=seat)
            return replace(problem, tables=tuple(changed if t is main else t for t in problem.tables))
    return problem


def _seat(problem, main, wanted):
    """The seat index that a rule means, or None where its condition does not hold."""
    centre = main.head if wanted["at"] == "host" else main.second_head
    holder = next((p for p in problem.people if p.role == wanted["at"]), None)
    gender = wanted.get("when_gender")
    if centre is None or (gender and (holder is None or holder.gender != gender)):
        return _seat(problem, main, wanted["otherwise"]) if "otherwise" in wanted else None
    right, left = (centre - 1) % len(main.seats), (centre + 1) % len(main.seats)
    if wanted["hand"] == "free":
        return left if main.guest_of_honour == right else right
    return right if wanted["hand"] == "right" else left


def _wishes(problem, pack):
    """Wishes between people who are linked, each pair once."""
    for rule in pack.rules.values():
        if rule.wish:
            pairs = {tuple(sorted((p.id, getattr(p, rule.wish["link"]))))
                     for p in problem.people if getattr(p, rule.wish["link"])}
            yield from (Wish(rule.wish["kind"], pair, rule.wish["scope"], rule.wish["points"]) for pair in sorted(pairs))
