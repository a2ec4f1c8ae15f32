"""Sequences read off precedence and plan: serving, tea, toasts, introductions (protocol 3.6 to 3.8)."""
from ..errors import InvalidProblem
from .cast import check_room
from .options import cases_data
from .tables import place_at_table


def serve(case, cast):
    """{"orders": one list of ids for each waiter, "labels": …} at a table whose seats are given or worked out."""
    at = {seat: p for p, seat in _seats(case, cast).items() if isinstance(seat, int)}
    direction, labels = case.options["service_direction"], cases_data()["labels"]
    if direction == "priority":
        return answer([[p.id for p in _by_priority(cast) if p.id in at.values()]], labels["serving"], "SV-03")
    rounds = _rounds(case, cast, at)
    rule = "SV-02" if direction == "ring_counter_clockwise" else "SV-01" if len(rounds) == 1 else \
        "SV-04" if case.options["two_waiters"] == "handbook" else "SV-05"
    return answer(rounds, labels["serving" if len(rounds) == 1 else "serving_two"], rule)


def answer(orders, labels, rule):
    """What `arrange` gives for sequences, and the rule behind each of them."""
    return {"orders": orders, "labels": list(labels)}, {label: [rule] for label in labels}


def _seats(case, cast):
    """id -> seat: as given, or as this library would seat them."""
    if not case.given_seats:
        return place_at_table(case, cast).places if cast.people else {}
    n = case.geometry["seats"]
    for person, seat in case.given_seats.items():
        if seat >= n:
            raise InvalidProblem(f"options.given_seats.{person}", f"the table has seats 0 to {n - 1}")
    check_room(cast.people, range(n))
    missing = next((p for p in cast.ranked if p.id not in case.given_seats), None)
    if missing is not None:
        raise InvalidProblem("options.given_seats", f"no seat for {missing.id}")
    return case.given_seats


def _lady_of_honour(cast):
    """The lady guest of honour: by role, the guest of honour herself, or his wife; or None."""
    first = cast.guest_of_honour
    by_role = cast.role("lady_of_honour")
    return by_role or next((p for p in (first, cast.spouse(first)) if p is not None and p.gender == "f"
                            and p.side == "guest"), None)


def _start(cast):
    return _lady_of_honour(cast) or cast.guest_of_honour or (cast.ranked or [None])[0]


def _rounds(case, cast, at):
    """One walk round the table, or two that meet."""
    n, step = case.geometry["seats"], 1 if case.options["service_direction"] == "ring_clockwise" else -1
    seat_of = {p: s for s, p in at.items()}
    start = _start(cast)
    if start is None or start.id not in seat_of:
        return [[]]
    first = seat_of[start.id]
    walk = [(first + step * i) % n for i in range(n)]
    if step < 0 and cast.host is not None and cast.host.id in seat_of:
        walk.remove(seat_of[cast.host.id])          # the host is served last
        walk.append(seat_of[cast.host.id])
    cut = len(walk)
    if case.options["waiters"] == 2:
        cut = walk.index(_second_start(case, cast, seat_of, first))
    parts = [walk[:cut], walk[cut:]] if cut < len(walk) else [walk]
    return [[at[s] for s in part if s in at] for part in parts]


def _second_start(case, cast, seat_of, first):
    """Where the second waiter begins: at the right of the other host, or at the other host."""
    n = case.geometry["seats"]
    if case.options["service_direction"] == "ring_counter_clockwise":
        return (first + n // 2) % n                 # duplicate service starts opposite
    host, second = cast.host, cast.role("second_host", "hostess")
    centres = [seat_of[p.id] for p in (host, second) if p is not None and p.id in seat_of]
    if len(centres) < 2:
        centres = [(first + 1) % n, (first + 1 + n // 2) % n]
    other = next((c for c in centres if (c - 1) % n != first), centres[-1])
    return (other - 1) % n if case.options["two_waiters"] == "handbook" else other


def _by_priority(cast):
    """The lady of honour, then guests by rank, then own people by rank."""
    lady = _lady_of_honour(cast)
    ranked = [*cast.guests, *cast.hosts]
    return ([lady] if lady in ranked else []) + [p for p in ranked if p is not lady]


def sequence(case, cast):
    """Tea by rank or round the table, toasts, introductions."""
    kind, labels = case.options["sequence"], cases_data()["labels"]
    if kind == "toast":
        return answer([[p.id for p in _toasts(cast)]], labels["toast"], "TO-03")
    if kind == "introductions":
        return answer([[p.id for p in (*cast.hosts, *cast.guests)]], labels["introductions"], "IN-07")
    if case.options["tea_order"] == "clockwise":
        return _tea_round(case, cast, labels["tea"])
    served = [*cast.guests, *cast.hosts]
    return answer([[p.id for p in served + [p for p in cast.people if p not in served]]], labels["tea"], "TE-01")


def _tea_round(case, cast, labels):
    """From the client clockwise; without seats only the rule can be given."""
    first = cast.guest_of_honour or (cast.ranked or [None])[0]
    if first is None:
        return answer([[]], labels, "TE-02")
    if not case.given_seats:
        return {"rule": f"start at {first.id} then clockwise"}, {"rule": ["TE-02"]}
    seats = case.given_seats
    n = case.geometry.get("seats") or max(seats.values()) + 1
    begin = seats.get(first.id, 0)
    return answer([sorted(seats, key=lambda p: (seats[p] - begin) % n)], labels, "TE-02")


def _toasts(cast):
    """The host first, the second host next, then the other own people, and the guests reply by rank (TO-03)."""
    first = [p for p in (cast.host, cast.role("second_host", "hostess")) if p is not None]
    own = first + [p for p in cast.hosts if p not in first]
    return own + list(cast.guests)


KINDS = {"serving_order": serve, "service_sequence": sequence}
