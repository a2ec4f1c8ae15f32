# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, infer_types=False
"""The cheapest order of the people of one table, exactly: dynamic programming over sets of people.

A table qualifies when its seats stand in a ring or a row in the order of their numbers. "Nobody of
the host side beside" and "no common language" look at both neighbours at once, so the state is the
set already seated, the last of them, and what that person has found on one side so far (three bits).
One source, compiled or plain, as search.py.
"""
from array import array

import cython

FORBIDDEN = 1 << 58                        # costs more than anything that compiled.Compiled lets pass
NEVER = cython.declare(cython.longlong, FORBIDDEN)
CODES = cython.declare(cython.int, 8)


@cython.cclass
class Order:
    """Costs of `n` people in `n` places; person 0 sits in place 0.

    own[p * n + k]: p in place k (FORBIDDEN: may not); pair[p * n + q] and code[p * n + q]: p beside q;
    lonely[p * 8 + bits]; linked[k]: whether place k stands beside the next one (the last: place 0).
    `chairs`: from this number on the people are empty chairs, all alike.
    """

    n: cython.int
    chairs: cython.int
    own: cython.longlong[::1]
    pair: cython.longlong[::1]
    code: cython.int[::1]
    lonely: cython.longlong[::1]
    linked: cython.int[::1]
    best: cython.longlong
    least: cython.longlong[::1]
    cost: cython.longlong[::1]
    origin: cython.uchar[::1]

    def __init__(self, n, chairs, own, pair, code, lonely, linked):
        self.n, self.chairs = n, chairs
        self.own, self.pair, self.code, self.lonely, self.linked = own, pair, code, lonely, linked
        wanted = sum(min(0, pair[p * n + q]) for p in range(n) for q in range(p))
        least = [0] * (n + 1)
        for k in range(n - 1, 0, -1):
            least[k] = least[k + 1] + min(own[p * n + k] for p in range(1, n))
        self.least = array("q", [wanted + value for value in least])

    def cheapest(self, limit):
        """(cost, people by place) below `limit`, or (limit, None) when no order costs less."""
        states = (1 << (self.n - 1)) * self.n * CODES
        self.cost = array("q", bytes(8 * states))
        self.origin = array("B", bytes(states))
        self.best, found = min(limit, NEVER // 2), None      # an order with a place that is not allowed counts as none
        for first in sorted({self.code[q] if self.linked[0] else 0 for q in range(1, self.n)}):
            end = self.fill(first)
            if end >= 0:
                found = self.trace(end)
        return (self.best, found) if found else (limit, None)

    @cython.ccall
    def fill(self, first: cython.int) -> cython.longlong:
        """Seat everybody with what person 0 finds in place 1 given as `first`; the best last state, or -1."""
        n: cython.int = self.n
        m: cython.int = n - 1
        sets: cython.longlong = cython.cast(cython.longlong, 1) << m
        used: cython.longlong
        state: cython.longlong
        target: cython.longlong
        at: cython.longlong
        now: cython.longlong
        cost: cython.longlong
        end: cython.longlong = -1
        d: cython.int
        e: cython.int
        c: cython.int
        k: cython.int
        link: cython.int
        bits: cython.int
        for state in range(sets * n * CODES):
            self.cost[state] = NEVER
        for e in range(1, n):
            link = self.linked[0]
            if (self.code[e] if link else 0) == first and self.own[e * n + 1] < NEVER and self.in_turn(0, e):
                state = ((cython.cast(cython.longlong, 1) << (e - 1)) * n + e) * CODES + (self.code[e * n] if link else 0)
                self.cost[state] = self.own[0] + self.own[e * n + 1] + (self.pair[e] if link else 0)
        for used in range(1, sets):
            k = self.size(used)
            for d in range(1, n):
                if not (used >> (d - 1)) & 1:
                    continue
                at = (used * n + d) * CODES
                for c in range(CODES):
                    now = self.cost[at + c]
                    if now + self.least[k + 1] >= self.best:
                        continue
                    link = self.linked[k]
                    if k == m:
                        bits = c | (self.code[d * n] if link else 0)
                        cost = now + self.lonely[d * 8 + bits] + (self.pair[d] if link else 0)
                        cost += self.lonely[first | (self.code[d] if link else 0)]
                        if cost < self.best:
                            self.best, end = cost, at + c
                        continue
                    for e in range(1, n):
                        if (used >> (e - 1)) & 1 or self.own[e * n + k + 1] >= NEVER or not self.in_turn(used, e):
                            continue
                        bits = c | (self.code[d * n + e] if link else 0)
                        cost = now + self.lonely[d * 8 + bits] + self.own[e * n + k + 1]
                        cost += self.pair[d * n + e] if link else 0
                        target = ((used | (cython.cast(cython.longlong, 1) << (e - 1))) * n + e) * CODES
                        target += self.code[e * n + d] if link else 0
                        if cost < self.cost[target]:
                            self.cost[target] = cost
                            self.origin[target] = d * 8 + c
        return end

    @cython.cfunc
    @cython.exceptval(check=False)
    def in_turn(self, used: cython.longlong, e: cython.int) -> cython.bint:
        """Empty chairs are alike: they are taken in their order."""
        return e <= self.chairs or (used >> (e - 2)) & 1 != 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def size(self, used: cython.longlong) -> cython.int:
        count: cython.int = 0
        while used:
            used &= used - 1
            count += 1
        return count

    def trace(self, end):
        """Walk the remembered origins back to the whole order."""
        n, order, state = self.n, [], end
        while True:
            used, d, c = state // (n * CODES), state // CODES % n, state % CODES
            order.append(d)
            used &= ~(1 << (d - 1))
            if not used:
                return [0, *reversed(order)]
            before = self.origin[state]
            state = (used * n + before // 8) * CODES + before % 8
