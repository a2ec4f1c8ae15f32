"""Round tables of the interchange format: which seat comes first, and which chairs stay empty.

Rules CN-01, CN-04, CN-20, CN-21 (docs/seating/concepts.md). Seats count clockwise as seen from above.
"""
from dataclasses import replace

from ..graph import LEFT, RIGHT, distance_from, hand, ring
from ..model import CLOSED, Seat, Table

SIDE_RULES = ("right_high", "left_high")
SECOND_GUEST = ("left_of_host", "right_of_second_host")


def seat_order(seat_count, *, second_host=None, side_rule="right_high", second_guest="left_of_host"):
    """Seats from the highest to the lowest: near the host before far, one hand before the other.

    One host: n-1, 1, n-2, 2 … (CN-04). With the seat of a second host, seats are counted from the
    nearer of the two, the host's own first at equal distance (CN-20, CN-21).
    """
    graph = ring(seat_count)
    centres = [0] if second_host is None else [0, second_host]
    steps = [distance_from(graph, centre) for centre in centres]
    high = RIGHT if side_rule == "right_high" else LEFT

    def key(seat):
        if seat in centres:
            return (0, centres.index(seat), 0)
        nearest = min(range(len(centres)), key=lambda i: steps[i][seat])
        side = hand(seat, centres[nearest], seat_count) != high
        if second_guest == "right_of_second_host":
            return (steps[nearest][seat], side, nearest)
        return (steps[nearest][seat], nearest, side)

    return sorted(range(seat_count), key=key)


def opposite(seat_count):
    """The seat that faces seat 0; at an odd table the one at floor(n/2) (CN-24)."""
    return seat_count // 2


def round_table(table_id, rank, seat_count, *, options, has_second_host=False, is_main=None, x=None, y=None,
                features=None):
    """A round Table with its honour order.

    `options` are the options of a rule pack; `features` maps a seat index to its features.
    With `primary_seat = "guest"` the guest of honour has seat 0 and the host faces him.
    """
    is_main = rank == 0 if is_main is None else is_main
    guest_first = options.get("primary_seat") == "guest"
    second = opposite(seat_count) if has_second_host and seat_count >= 4 and not guest_first else None
    side_rule = options.get("side_rule", "right_high")
    order = seat_order(seat_count, second_host=second, side_rule=side_rule,
                       second_guest=options.get("two_host_second_guest", "left_of_host"))
    honour = {seat: i for i, seat in enumerate(order)}
    graph = ring(seat_count)
    seats = tuple(Seat(honour[s], tuple(sorted(graph[s])), tuple((features or {}).get(s, ())))
                  for s in range(seat_count))
    guest_seat = 0 if guest_first else (order[1] if second is None else order[2]) if seat_count > 1 else None
    return Table(id=table_id, rank=rank, seats=seats, head=opposite(seat_count) if guest_first else 0,
                 second_head=second, guest_of_honour=guest_seat if is_main else None, x=x, y=y)


def with_spare_chairs_closed(tables, people):
    """The tables with chairs closed so that people spread evenly; the lowest seats of a table close first.

    The main table is filled first, as long as the others are then at least three fifths as full.
    """
    ordered = sorted(tables, key=lambda t: t.rank)
    wanted = _even_sizes([len(t.seats) for t in ordered], people)
    return tuple(_closing(table, wanted[ordered.index(table)]) for table in tables)


def _even_sizes(capacities, people):
    """How many sit at each table, the main table first."""
    main, others = capacities[0], capacities[1:]
    if people >= sum(capacities) or not others:
        return capacities if people >= sum(capacities) else [min(main, people)]
    size = min(main, people)
    while size > 3 and (people - size) / len(others) < 0.6 * size:
        size -= 2
    size = max(size, people - sum(others))
    sizes, left = [size], people - size
    for i, capacity in enumerate(others):
        share = min(capacity, -(-left // (len(others) - i)))
        sizes.append(share)
        left -= share
    for i, capacity in enumerate(capacities):       # what a small table could not take
        more = min(left, capacity - sizes[i])
        sizes[i] += more
        left -= more
    return sizes


def _closing(table, size):
    seats = tuple(replace(s, features=(*s.features, CLOSED)) if s.honour >= max(size, 1) else s for s in table.seats)
    return replace(table, seats=seats)
