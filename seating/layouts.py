"""From a room to honour: which seat of a round table, and which table of a hall, comes first.

Rules CN-01, CN-04, CN-20, CN-21 for seats and CN-50 to CN-52 for tables (docs/seating/concepts.md).
Coordinates are centimetres as seen from above, y growing away from the door, which is at the
bottom of the plan; "right" is the right hand of someone inside who faces the door, that is smaller x.
"""
from dataclasses import replace

from .graph import LEFT, RIGHT, distance_from, hall, hand, ring
from .model import CLOSED, Seat, Table

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


def main_table(points, *, stage=None, side="right_high"):
    """The table of honour among `points` (id -> (x, y)), by rule CN-51.

    Beside a stage, the nearest to it. Otherwise the middle of the row farthest from the door; when
    that row has no middle, a table at the centre of the group; without one, the row's right hand.
    """
    right = 1 if side == "right_high" else -1
    if stage is not None:
        sx, sy = stage
        return min(points, key=lambda t: ((points[t][0] - sx) ** 2 + (points[t][1] - sy) ** 2,
                                          right * points[t][0], t))
    far = max(y for _, y in points.values())
    row = sorted((t for t in points if points[t][1] == far), key=lambda t: (right * points[t][0], t))
    if len(row) % 2:
        return row[len(row) // 2]
    centre = _at_centre(points)
    return centre if centre is not None else row[len(row) // 2 - 1]


def _at_centre(points):
    """The table that stands exactly at the centre of the group, or None."""
    n = len(points)
    total_x, total_y = (sum(p[i] for p in points.values()) for i in (0, 1))
    found = [t for t, (x, y) in points.items() if (x * n, y * n) == (total_x, total_y)]
    return found[0] if found else None


def table_order(points, *, main=None, stage=None, side="right_high", tie_break="far_first"):
    """Tables from the main table on: nearer to it first, then farther from the door, then right hand.

    `tie_break="right_first"` exchanges the last two (CN-52).
    """
    if not points:
        return []
    main = main if main is not None else main_table(points, stage=stage, side=side)
    graph = hall(points)
    right = 1 if side == "right_high" else -1
    middle = points[main][0]

    def key(table):
        x, y = points[table]
        near = graph[main][table]["square"] if table != main else -1
        far_from_door, right_hand = -y, right * (x - middle)
        ties = (far_from_door, right_hand) if tie_break == "far_first" else (right_hand, far_from_door)
        return (near, *ties, str(table))

    return sorted(points, key=key)


# Arrangements of protocol practice: rows from the far wall to the door, as offsets across the hall
# in half table spacings. The highest table comes out of table_order, not out of this list.
TEMPLATES = {
    1: [[0]], 2: [[-1, 1]], 3: [[0], [-1, 1]], 4: [[0], [-1, 1], [0]], 5: [[0], [-1, 1], [-1, 1]],
    6: [[-2, 0, 2], [-2, 0, 2]], 7: [[0], [-2, 0, 2], [-2, 0, 2]],
    8: [[-2, 0, 2], [-2, 0, 2], [-1, 1]], 9: [[-2, 0, 2], [-2, 0, 2], [-2, 0, 2]],
    10: [[0], [-2, 0, 2], [-2, 0, 2], [-2, 0, 2]],
}


def template(table_count, *, spacing_cm=400):
    """[(x, y) in cm] for so many round tables, the far row first.

    More than ten tables stand in rows of four or five behind a single main table.
    """
    rows = TEMPLATES.get(table_count) or _many_rows(table_count)
    deep = len(rows)
    return [(offset * spacing_cm // 2, (deep - 1 - i) * spacing_cm)
            for i, row in enumerate(rows) for offset in row]


def _many_rows(table_count):
    wide = 3 if table_count <= 16 else 5 if table_count <= 60 else 9
    rows, left = [[0]], table_count - 1
    while left:
        n = min(wide, left)
        rows.append(list(range(-(n - 1), n, 2)))
        left -= n
    return rows
