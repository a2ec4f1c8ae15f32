"""The first plan: fixed seats, table hosts, then a matching of people to seats by precedence.

Pure precedence is a stable sort (largest importance on smallest distance). Needs and the wish for
a host-side person at every head make it an assignment, solved with scipy on integer costs; above
MATCHING_LIMIT people only those with needs are matched, and the others sorted.
"""
import random

from ..without_seat import left_out

MATCHING_LIMIT = 1200


def construct(compiled, shift=0):
    """A plan (a person per seat) that keeps locks, roles and needs as far as that is possible.

    When there are more people than seats, without_seat.py says who has none. `shift` turns
    the choice among equals, so that restarts begin at different plans.
    """
    c = compiled
    at = [c.empty] * len(c.places)
    for person, seat in c.fixed.items():
        at[seat] = person
    free_seats = [s for s, p in enumerate(at) if p == c.empty and s not in c.closed]
    people = _seated_people(c, len(free_seats))
    free_seats.sort(key=lambda s: (c.distance[s], s))
    heads = _table_hosts(c, at, people, free_seats, shift)
    for seat, person in heads.items():
        at[seat] = person
    placed = set(heads.values())
    people = [p for p in people if p not in placed]
    free_seats = [s for s in free_seats if s not in heads]
    for person, seat in _match(c, people, free_seats):
        at[seat] = person
    return at


def _seated_people(c, room):
    """People without a fixed seat who are to have one, by importance."""
    standing = {c.index[p] for p in left_out(c.problem)}
    people = [p for p in range(c.empty) if p not in c.fixed and p not in standing]
    return sorted(people, key=lambda p: (-c.weight[p], p))[:room]


def _table_hosts(c, at, people, free_seats, shift):
    """head seat -> host-side person, for the tables that will hold guests."""
    if not c.table_host:
        return {}
    hosts = [p for p in people if c.is_host[p] and c.allowed[p] is None]
    used = set(free_seats[:len(people)])
    heads = [s for s in sorted(c.heads, key=lambda s: (c.distance[s], s)) if at[s] == c.empty and s in used]
    start = shift % 3 if len(hosts) > len(heads) + 3 else 0
    return dict(zip(heads, hosts[start:]))


def _match(c, people, seats):
    """(person, seat) pairs of low total precedence cost that respect needs; the least in rooms up to MATCHING_LIMIT."""
    if not any(c.allowed[p] for p in people):
        return zip(people, seats)
    if len(people) <= MATCHING_LIMIT:
        return _assigned(c, people, seats)
    pairs = _assigned(c, [p for p in people if c.allowed[p] is not None], seats)
    placed, taken = {p for p, _ in pairs}, {s for _, s in pairs}
    return pairs + list(zip([p for p in people if p not in placed], [s for s in seats if s not in taken]))


def _assigned(c, people, seats):
    order = list(range(len(people)))
    random.Random(1).shuffle(order)        # rank order is the slow case of this solver
    import numpy  # as scipy below: only where a matching is needed
    weights = numpy.array([c.weight[people[i]] for i in order], dtype=float)
    cost = numpy.outer(weights, numpy.array([c.distance[s] for s in seats], dtype=float))
    forbidden = cost.sum() + 1              # more than everybody's rank together
    for row, i in enumerate(order):
        allowed = c.allowed[people[i]]
        if allowed is not None:
            cost[row, [s not in allowed for s in seats]] += forbidden
    from scipy.optimize import linear_sum_assignment  # only here: importing it takes longer than the web application's whole start
    rows, columns = linear_sum_assignment(cost)
    return [(people[order[r]], seats[k]) for r, k in zip(rows, columns)]
