"""The last stage: no single exchange helps any more, and each table's order is the best one."""
from array import array

from .order import FORBIDDEN, Order

EXACT_SEATS = 12           # largest table that is ordered exactly within a room
EXACT_ALONE = 16           # and when it is the only one


def links(c, seats):
    """For each seat whether it stands beside the next (the last: the first), as 0 or 1; None when
    the table is no ring or row in the order of its numbers."""
    n = len(seats)
    place = {s: k for k, s in enumerate(seats)}
    linked = [0] * n
    for k, s in enumerate(seats):
        for other in c.beside[s]:
            step = (place[other] - k) % n
            if step not in (1, n - 1) or n < 3:
                return None
            linked[k if step == 1 else (k - 1) % n] = 1
    return linked


def order_tables(search, c, known, most_seats, is_over):
    """Give each table its best order, the person in its first seat kept; how many tables were ordered.

    The people of a table stay, so table wishes, groups and precedence between tables do. `known`
    remembers orders that are the best already.
    """
    done = 0
    for table, seats in enumerate(c.tables):
        if is_over():
            break
        linked = links(c, seats)
        if linked is None or not 4 <= len(seats) <= most_seats:
            continue
        head = c.problem.tables[table].head
        ring, linked = seats[head:] + seats[:head], linked[head:] + linked[:head]
        sitting = [search.person_at(s) for s in ring]
        if tuple(sitting) not in known:
            _, people = cheapest_order(c, ring, linked, sitting, None)
            if people is not None and people != sitting:
                search.rearrange(ring, people)
            known.add(tuple(search.person_at(s) for s in ring))
        done += 1
    return done


def cheapest_order(c, ring, linked, sitting, limit):
    """(cost, people by place) of the best order with sitting[0] in ring[0], if it costs less than `limit`.

    Without a `limit`, less than the order in which they sit. Neighbours, attendance, languages, rank
    and moving count; what depends on the table alone does not.
    """
    order = sitting[:1] + sorted(sitting[1:], key=lambda p: p == c.empty)
    n = len(ring)
    chairs = next((i for i in range(1, n) if order[i] == c.empty), n)
    own = array("q", [_own(c, p, s, k, i) for i, p in enumerate(order) for k, s in enumerate(ring)])
    pair = array("q", [c.neighbours(p, q) for p in order for q in order])
    code = array("i", [c.kind_code[c.kind[p]][c.kind[q]] for p in order for q in order])
    lonely = array("q", [x for p in order for x in c.kind_lonely[c.kind[p]]])
    if limit is None:
        limit = cost_of(c, ring, linked, sitting)
    cost, found = Order(n, chairs, own, pair, code, lonely, array("i", linked)).cheapest(limit)
    return cost, found and [order[i] for i in found]


def cost_of(c, ring, linked, sitting):
    """What one order of one table costs, counted as in cheapest_order."""
    n = len(ring)
    total, codes = 0, [0] * n
    for k, (p, s) in enumerate(zip(sitting, ring)):
        total += _own(c, p, s, k, k)
        if linked[k]:
            j = (k + 1) % n
            q = sitting[j]
            total += c.neighbours(p, q)
            codes[k] |= c.kind_code[c.kind[p]][c.kind[q]]
            codes[j] |= c.kind_code[c.kind[q]][c.kind[p]]
    return total + sum(c.kind_lonely[c.kind[p]][code] for p, code in zip(sitting, codes))


def _own(c, person, seat, place, number):
    """Rank and moving of a person at a seat; FORBIDDEN where a lock, role, need or closed chair forbids it."""
    if (place == 0) != (number == 0):
        return FORBIDDEN
    if person == c.empty:
        return FORBIDDEN if seat in c.fixed_seats else 0
    if place == 0:
        return c.own_cost(person, seat)
    if c.fixed.get(person, seat) != seat or c.fixed_seats.get(seat, person) != person or seat in c.closed:
        return FORBIDDEN
    if c.allowed[person] is not None and seat not in c.allowed[person]:
        return FORBIDDEN
    return c.own_cost(person, seat)
