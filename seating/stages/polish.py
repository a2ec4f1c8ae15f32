"""The last stage: no single exchange helps any more, and each round table's order is the best one.

`descend` tries every exchange of two seats until none lowers the cost. `order_tables` finds the
best order of the people of a ring exactly (dynamic programming over sets, with the last two people
as state, because "unattended" and "no common language" look at both neighbours).
"""
from functools import cache

import numpy

EXACT_SEATS = 11           # largest ring that is ordered exactly
DESCENT_SEATS = 400        # largest room in which every exchange is tried
NEVER = 10**15             # more than any cost, and far more than any cost can take away


def descend(annealer, is_over):
    """Take every exchange that lowers the cost until none does; returns True when that was reached."""
    seats, empty, at = annealer.seats, annealer.c.empty, annealer.state.at
    if len(seats) > DESCENT_SEATS:
        return False
    better = True
    while better:
        better = False
        for i, a in enumerate(seats):
            if is_over():
                return False
            for b in seats[i + 1:]:
                if at[a] != at[b] and not (at[a] == empty and at[b] == empty):
                    better = annealer.try_swap(a, b, -1) or better
    return True


def order_tables(annealer, is_over):
    """Give each ring its best order, the person in its first seat kept; returns the rings ordered.

    The set of people at a table does not change, so table wishes, groups and table hosts stay.
    """
    done = 0
    for table, seats in enumerate(annealer.c.tables):
        if is_over():
            break
        if not is_ring(annealer.c, seats):
            continue
        turn = annealer.c.problem.tables[table].head
        ring = seats[turn:] + seats[:turn]
        sitting = tuple(annealer.state.at[s] for s in ring)
        people = None if sitting in annealer.ordered else best_order(annealer.state, ring)
        annealer.ordered.add(tuple(people or sitting))
        if people is not None:
            before = [annealer.state.at[s] for s in ring]
            if annealer.state.change(ring, people) > 0:
                annealer.state.change(ring, before)
            annealer.refresh(ring)
            annealer.remember()
        done += 1
    return done


def is_ring(c, seats):
    """A table whose seats form one circle in the order of their numbers, small enough to be exact."""
    n = len(seats)
    return 4 <= n <= EXACT_SEATS and all(
        set(c.beside[s]) == {seats[i - 1], seats[(i + 1) % n]} for i, s in enumerate(seats))


def best_order(state, ring):
    """The cheapest order of the people round this ring with the first person kept, or None if it stands."""
    c, people = state.c, [state.at[s] for s in ring]
    n = len(ring)
    own = _own_costs(state, ring, people)
    pair = numpy.array([[c.pair[p][q] for q in people] for p in people], dtype=numpy.int64)
    code = numpy.array([[c.code[p][q] for q in people] for p in people])
    lonely = numpy.array([c.lonely[p] for p in people], dtype=numpy.int64)
    # middle[b, a, d]: what b costs between a and d
    middle = numpy.stack([lonely[b][code[b][:, None] | code[b][None, :]] for b in range(n)])
    best_cost, best = NEVER, None
    for second in range(1, n):
        cost, order = _best_with(second, n, own, pair, middle)
        if order is not None and cost < best_cost:
            best_cost, best = cost, order
    return [people[i] for i in best] if best is not None and best != list(range(n)) else None


def _own_costs(state, ring, people):
    """own[person, position]: rank, moving, and NEVER where a lock, role or need forbids the seat."""
    c, n = state.c, len(ring)
    own = numpy.full((n, n), NEVER, dtype=numpy.int64)
    for i, p in enumerate(people):
        for k, seat in enumerate(ring):
            fits = c.fixed.get(p, seat) == seat and (c.allowed[p] is None or seat in c.allowed[p] or i == k)
            if fits and (k > 0) == (i > 0) and (seat not in c.closed or p == c.empty):
                own[i, k] = state.own_cost(p, seat) if p != c.empty else 0
    return own


def _best_with(second, n, own, pair, middle):
    """Cheapest order that starts 0, second; (cost, order).

    cost[used, a, b]: the people in the set `used` are placed, the last two of all are a and b.
    """
    others = [i for i in range(1, n) if i != second]
    sets = _sets_by_size(len(others))
    cost = numpy.full((1 << len(others), n, n), NEVER, dtype=numpy.int64)
    origin = numpy.zeros(cost.shape, dtype=numpy.int8)
    cost[0, 0, second] = own[0, 0] + own[second, 1] + pair[0, second]
    for position in range(2, n):
        for k, d in enumerate(others):
            if own[d, position] >= NEVER:
                continue
            used = sets[position - 2]
            used = used[used >> k & 1 == 0]
            # b between a and d, and the pair b, d
            step = cost[used] + (middle[:, :, d].T + pair[:, d][None, :])[None]
            cost[used | 1 << k, :, d] = step.min(axis=1) + own[d, position]
            origin[used | 1 << k, :, d] = step.argmin(axis=1)
    full = (1 << len(others)) - 1
    end = cost[full] + middle[:, :, 0].T + pair[:, 0][None, :] + middle[0, :, second][None, :]
    a, b = divmod(int(end.argmin()), n)
    return (int(end[a, b]), _trace(origin, others, full, a, b)) if end[a, b] < NEVER // 2 else (NEVER, None)


@cache
def _sets_by_size(count):
    """Sets of `count` things as bit masks, grouped by how many they hold."""
    masks = numpy.arange(1 << count)
    sizes = sum(masks >> k & 1 for k in range(count)) if count else numpy.zeros(1, dtype=int)
    return [masks[sizes == size] for size in range(count + 1)]


def _trace(origin, others, used, a, b):
    """Walk the remembered origins backwards to the whole order."""
    order = [b, a]
    while used:
        before = int(origin[used, a, b])
        used &= ~(1 << others.index(b))
        a, b = before, a
        order.append(a)
    return order[::-1]
