# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, infer_types=False
"""The improving search over whole plans: simulated annealing and descent on flat integer arrays.

This one source runs in two ways: compiled (set-up does that where a C compiler is at hand), and as
plain Python, some fifty times slower. Both take the same decisions: every number that decides is an
integer, and so is the random generator. The same problem, seed and steps give the same plan.

A move is one exchange of two seats or a short chain of exchanges. Its acceptance limit is drawn
first, so that most bad proposals are dropped after their cheap part.
"""
import cython

MASK32 = cython.declare(cython.longlong, 0xFFFFFFFF)


@cython.cclass
class Search:
    """One plan that improves. `at[seat]` is a person or `empty`; all arrays come from flat.Flat."""

    cost: cython.longlong
    random: cython.longlong
    empty: cython.int
    main: cython.int
    kinds: cython.int
    table_count: cython.int
    table_host: cython.int
    group_weight: cython.int
    moved: cython.int
    stamp: cython.int
    at: cython.int[::1]
    where: cython.int[::1]
    weight: cython.int[::1]
    distance: cython.int[::1]
    kind: cython.int[::1]
    kind_pair: cython.int[::1]
    kind_code: cython.int[::1]
    kind_lonely: cython.int[::1]
    near_start: cython.int[::1]
    near: cython.int[::1]
    special_start: cython.int[::1]
    special: cython.int[::1]
    special_points: cython.longlong[::1]
    is_wanting: cython.int[::1]
    mate_start: cython.int[::1]
    mate: cython.int[::1]
    mate_points: cython.longlong[::1]
    wish_start: cython.int[::1]
    wish: cython.int[::1]
    group_start: cython.int[::1]
    group: cython.int[::1]
    member_start: cython.int[::1]
    member: cython.int[::1]
    spread: cython.int[::1]
    spread_over: cython.int[::1]
    guests: cython.int[::1]
    is_guest: cython.int[::1]
    is_host: cython.int[::1]
    heads: cython.int[::1]
    is_head: cython.int[::1]
    table_of: cython.int[::1]
    place_in: cython.int[::1]
    table_start: cython.int[::1]
    table_seat: cython.int[::1]
    free_start: cython.int[::1]
    free_seat: cython.int[::1]
    near_table_start: cython.int[::1]
    near_table: cython.int[::1]
    is_free: cython.int[::1]
    seats: cython.int[::1]
    people: cython.int[::1]
    by_distance: cython.int[::1]
    distance_place: cython.int[::1]
    peer_start: cython.int[::1]
    peer: cython.int[::1]
    peers_of: cython.int[::1]
    need: cython.int[::1]
    fits: cython.int[::1]
    previous: cython.int[::1]
    lonely: cython.int[::1]
    save: cython.longlong[::1]
    is_tied: cython.int[::1]
    mark: cython.int[::1]
    touched: cython.int[::1]
    fresh: cython.int[::1]
    chain_a: cython.int[::1]
    chain_b: cython.int[::1]
    logs: cython.int[::1]
    log_count: cython.int
    log_digits: cython.int
    seat_count: cython.int
    touched_count: cython.int
    chain: cython.int

    def __init__(self, flat, seed):
        v = flat.arrays()
        self.empty = v["empty"]
        self.main = v["main"]
        self.kinds = v["kinds"]
        self.table_count = v["table_count"]
        self.table_host = v["table_host"]
        self.group_weight = v["group_weight"]
        self.moved = v["moved"]
        self.at = v["at"]
        self.where = v["where"]
        self.weight = v["weight"]
        self.distance = v["distance"]
        self.kind = v["kind"]
        self.kind_pair = v["kind_pair"]
        self.kind_code = v["kind_code"]
        self.kind_lonely = v["kind_lonely"]
        self.near_start = v["near_start"]
        self.near = v["near"]
        self.special_start = v["special_start"]
        self.special = v["special"]
        self.special_points = v["special_points"]
        self.is_wanting = v["is_wanting"]
        self.mate_start = v["mate_start"]
        self.mate = v["mate"]
        self.mate_points = v["mate_points"]
        self.wish_start = v["wish_start"]
        self.wish = v["wish"]
        self.group_start = v["group_start"]
        self.group = v["group"]
        self.member_start = v["member_start"]
        self.member = v["member"]
        self.spread = v["spread"]
        self.spread_over = v["spread_over"]
        self.guests = v["guests"]
        self.is_guest = v["is_guest"]
        self.is_host = v["is_host"]
        self.heads = v["heads"]
        self.is_head = v["is_head"]
        self.table_of = v["table_of"]
        self.place_in = v["place_in"]
        self.table_start = v["table_start"]
        self.table_seat = v["table_seat"]
        self.free_start = v["free_start"]
        self.free_seat = v["free_seat"]
        self.near_table_start = v["near_table_start"]
        self.near_table = v["near_table"]
        self.is_free = v["is_free"]
        self.seats = v["seats"]
        self.people = v["people"]
        self.by_distance = v["by_distance"]
        self.distance_place = v["distance_place"]
        self.peer_start = v["peer_start"]
        self.peer = v["peer"]
        self.peers_of = v["peers_of"]
        self.need = v["need"]
        self.fits = v["fits"]
        self.previous = v["previous"]
        self.lonely = v["lonely"]
        self.save = v["save"]
        self.is_tied = v["is_tied"]
        self.mark = v["mark"]
        self.touched = v["touched"]
        self.fresh = v["fresh"]
        self.chain_a = v["chain_a"]
        self.chain_b = v["chain_b"]
        self.logs = v["logs"]
        self.log_count = len(self.logs)
        self.log_digits = v["log_digits"]
        self.seat_count = v["seat_count"]
        self.stamp, self.chain, self.touched_count = 0, 0, 0
        self.random = (seed * 2654435761 + 88172645463325252) & MASK32 or 1

    # --- Numbers -----------------------------------------------------------------------------------------------------

    @cython.cfunc
    @cython.exceptval(check=False)
    def draw(self, n: cython.int) -> cython.int:
        """A whole number from 0 to n - 1 (xorshift, 32 bits)."""
        x: cython.longlong = self.random
        x = (x ^ (x << 13)) & MASK32
        x ^= x >> 17
        x = (x ^ (x << 5)) & MASK32
        self.random = x
        return (x * n) >> 32

    @cython.cfunc
    @cython.exceptval(check=False)
    def pair(self, p: cython.int, q: cython.int) -> cython.longlong:
        """What p and q cost as neighbours."""
        total: cython.longlong = self.kind_pair[self.kind[p] * self.kinds + self.kind[q]]
        k: cython.int
        for k in range(self.special_start[p], self.special_start[p + 1]):
            if self.special[k] == q:
                total += self.special_points[k]
        return total

    @cython.cfunc
    @cython.exceptval(check=False)
    def pairs_without(self, p: cython.int, seat: cython.int, other: cython.int) -> cython.longlong:
        """What p costs with the neighbours of `seat`, the seat `other` left out."""
        total: cython.longlong = 0
        k: cython.int
        base: cython.int = self.kind[p] * self.kinds
        is_special: cython.bint = self.special_start[p] < self.special_start[p + 1]
        for k in range(self.near_start[seat], self.near_start[seat + 1]):
            if self.near[k] != other:
                if is_special:
                    total += self.pair(p, self.at[self.near[k]])
                else:
                    total += self.kind_pair[base + self.kind[self.at[self.near[k]]]]
        return total

    @cython.cfunc
    @cython.exceptval(check=False)
    def lonely_at(self, seat: cython.int) -> cython.int:
        """What whoever sits at `seat` costs by having nobody to attend to or talk with."""
        k: cython.int
        code: cython.int = 0
        kind: cython.int = self.kind[self.at[seat]]
        base: cython.int = kind * self.kinds
        for k in range(self.near_start[seat], self.near_start[seat + 1]):
            code |= self.kind_code[base + self.kind[self.at[self.near[k]]]]
        return self.kind_lonely[kind * 8 + code]

    @cython.cfunc
    @cython.exceptval(check=False)
    def touch(self, seat: cython.int) -> cython.void:
        """Remember a seat and its neighbours as touched, each once."""
        k: cython.int
        n: cython.int
        if self.mark[seat] != self.stamp:
            self.mark[seat] = self.stamp
            self.touched[self.touched_count] = seat
            self.touched_count += 1
        for k in range(self.near_start[seat], self.near_start[seat + 1]):
            n = self.near[k]
            if self.mark[n] != self.stamp:
                self.mark[n] = self.stamp
                self.touched[self.touched_count] = n
                self.touched_count += 1

    # --- One exchange --------------------------------------------------------------------------------------------------

    @cython.cfunc
    @cython.exceptval(check=False)
    def may(self, a: cython.int, b: cython.int) -> cython.bint:
        """Whether the two people have what they need in each other's seat."""
        n: cython.int
        if not self.is_free[a] or not self.is_free[b] or self.at[a] == self.at[b]:
            return False
        n = self.need[self.at[a]]
        if n >= 0 and not self.fits[n * self.seat_count + b]:
            return False
        n = self.need[self.at[b]]
        return n < 0 or self.fits[n * self.seat_count + a] != 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def try_swap(self, a: cython.int, b: cython.int, limit: cython.longlong) -> cython.bint:
        """Exchange two seats if the cost rises by no more than `limit`."""
        p: cython.int = self.at[a]
        q: cython.int = self.at[b]
        ta: cython.int = self.table_of[a]
        tb: cython.int = self.table_of[b]
        k: cython.int
        value: cython.int
        delta: cython.longlong
        delta = cython.cast(cython.longlong, self.weight[q] - self.weight[p]) * (self.distance[a] - self.distance[b])
        if self.moved:
            delta += self.moved_change(p, a, b) + self.moved_change(q, b, a)
        if ta != tb and (self.is_tied[p] or self.is_tied[q]):
            delta += self.leave(p, q, ta, tb) + self.leave(q, p, tb, ta)
        if self.table_host and (ta != tb or self.is_head[a] or self.is_head[b]):
            delta += self.host_change(a, b, p, q, ta, tb)
        if delta - self.save[a] - self.save[b] > limit and not self.is_wanting[p] and not self.is_wanting[q]:
            return False                    # more than all that could be saved
        self.stamp += 1
        self.touched_count = 0
        self.touch(a)
        self.touch(b)
        for k in range(self.touched_count):
            delta -= self.lonely[self.touched[k]]
        delta -= self.pairs_without(p, a, b) + self.pairs_without(q, b, a)
        self.at[a], self.at[b] = q, p
        delta += self.pairs_without(q, a, b) + self.pairs_without(p, b, a)
        if delta > limit:
            self.at[a], self.at[b] = p, q
            return False
        for k in range(self.touched_count):
            value = self.lonely_at(self.touched[k])
            self.fresh[k] = value
            delta += value
            if delta > limit:
                self.at[a], self.at[b] = p, q
                return False
        for k in range(self.touched_count):
            self.lonely[self.touched[k]] = self.fresh[k]
        self.where[p] = b
        self.where[q] = a
        if ta != tb:
            self.book(p, ta, tb)
            self.book(q, tb, ta)
        self.cost += delta
        value = self.touched_count
        for k in range(value):
            self.touch(self.touched[k])
        for k in range(self.touched_count):
            self.save[self.touched[k]] = self.worth(self.touched[k])
        return True

    @cython.cfunc
    @cython.exceptval(check=False)
    def worth(self, seat: cython.int) -> cython.longlong:
        """All that another person in this seat could save beside it."""
        k: cython.int
        total: cython.longlong = self.lonely[seat] + self.pairs_without(self.at[seat], seat, -1)
        for k in range(self.near_start[seat], self.near_start[seat + 1]):
            total += self.lonely[self.near[k]]
        return total

    @cython.cfunc
    @cython.exceptval(check=False)
    def moved_change(self, p: cython.int, old: cython.int, new: cython.int) -> cython.int:
        """Points for leaving, or going back to, the seat of an earlier plan."""
        home: cython.int = self.previous[p]
        if home == -2:
            return 0
        return self.moved * ((home != new) - (home != old))

    @cython.cfunc
    @cython.exceptval(check=False)
    def leave(self, p: cython.int, other: cython.int, old: cython.int, new: cython.int) -> cython.longlong:
        """Table wishes and groups when p changes tables and `other` comes the other way."""
        total: cython.longlong = 0
        k: cython.int
        j: cython.int
        r: cython.int
        g: cython.int
        t: cython.int
        gone: cython.int
        come: cython.int
        over: cython.int
        is_shared: cython.bint
        if p == self.empty:
            return 0
        for k in range(self.mate_start[p], self.mate_start[p + 1]):
            r = self.mate[k]
            if r != other and self.where[r] >= 0:
                t = self.table_of[self.where[r]]
                if t == new:
                    total += self.mate_points[k]
                elif t == old:
                    total -= self.mate_points[k]
        if not self.group_weight:
            return total
        for k in range(self.group_start[p], self.group_start[p + 1]):
            g = self.group[k]
            is_shared = False
            for j in range(self.group_start[other], self.group_start[other + 1]):
                if self.group[j] == g:
                    is_shared = True
            if is_shared:
                continue
            gone = 1 if old != self.main and self.spread[g * self.table_count + old] == 1 else 0
            come = 1 if new != self.main and self.spread[g * self.table_count + new] == 0 else 0
            if gone != come:
                over = self.spread_over[g]
                total += self.group_weight * (max(0, over - gone + come - 1) - max(0, over - 1))
        return total

    @cython.cfunc
    @cython.exceptval(check=False)
    def book(self, p: cython.int, old: cython.int, new: cython.int) -> cython.void:
        """p changed tables: keep the counts of guests and groups."""
        k: cython.int
        i: cython.int
        if p == self.empty:
            return
        self.guests[old] -= self.is_guest[p]
        self.guests[new] += self.is_guest[p]
        for k in range(self.group_start[p], self.group_start[p + 1]):
            i = self.group[k] * self.table_count
            self.spread[i + old] -= 1
            if old != self.main and self.spread[i + old] == 0:
                self.spread_over[self.group[k]] -= 1
            self.spread[i + new] += 1
            if new != self.main and self.spread[i + new] == 1:
                self.spread_over[self.group[k]] += 1

    @cython.cfunc
    @cython.exceptval(check=False)
    def host_change(self, a: cython.int, b: cython.int, p: cython.int, q: cython.int, ta: cython.int, tb: cython.int) -> cython.int:
        """Tables with guests and nobody of the host side at the head, before and after."""
        change: cython.int = 0 if ta == tb else self.is_guest[q] - self.is_guest[p]
        total: cython.int = self.host_at(ta, a, b, p, q, change)
        if ta != tb:
            total += self.host_at(tb, a, b, p, q, -change)
        return total * self.table_host

    @cython.cfunc
    @cython.exceptval(check=False)
    def host_at(self, t: cython.int, a: cython.int, b: cython.int, p: cython.int, q: cython.int, change: cython.int) -> cython.int:
        head: cython.int = self.heads[t]
        old: cython.int = self.at[head]
        new: cython.int = q if head == a else p if head == b else old
        before: cython.int = 1 if self.guests[t] > 0 and not self.is_host[old] else 0
        after: cython.int = 1 if self.guests[t] + change > 0 and not self.is_host[new] else 0
        return after - before

    # --- Proposals -----------------------------------------------------------------------------------------------------

    @cython.cfunc
    @cython.exceptval(check=False)
    def propose(self, a: cython.int) -> cython.int:
        """A seat to exchange with seat a, or a itself when the draw does not fit."""
        p: cython.int = self.at[a]
        r: cython.int = self.draw(100)
        t: cython.int = self.table_of[a]
        n: cython.int
        if p != self.empty:
            if r < 12:
                n = self.toward(p)
                if n >= 0:
                    return n
            elif r < 30:
                n = self.peers_of[p]
                if self.peer_start[n + 1] - self.peer_start[n] > 1:
                    n = self.peer[self.peer_start[n] + self.draw(self.peer_start[n + 1] - self.peer_start[n])]
                    return self.where[n] if self.where[n] >= 0 else a
        if r < 52:
            n = self.free_start[t + 1] - self.free_start[t]
            return self.free_seat[self.free_start[t] + self.draw(n)]
        if r < 75:
            t = self.near_table[self.near_table_start[t] + self.draw(self.near_table_start[t + 1] - self.near_table_start[t])]
            n = self.free_start[t + 1] - self.free_start[t]
            return self.free_seat[self.free_start[t] + self.draw(n)]
        if r < 92:
            n = self.distance_place[a] + self.draw(41) - 20
            return self.by_distance[n] if 0 <= n < len(self.by_distance) else a
        return self.seats[self.draw(len(self.seats))]

    @cython.cfunc
    @cython.exceptval(check=False)
    def toward(self, p: cython.int) -> cython.int:
        """A seat beside, or at the table of, somebody p should be near; -1 when there is nobody."""
        n: cython.int = self.wish_start[p + 1] - self.wish_start[p]
        g: cython.int
        goal: cython.int
        code: cython.int
        is_beside: cython.bint = False
        if n > 0 and (self.group_start[p] == self.group_start[p + 1] or self.draw(2) == 0):
            code = self.wish[self.wish_start[p] + self.draw(n)]
            is_beside = (code & 1) != 0
            goal = self.where[code >> 1]
        elif self.group_start[p] < self.group_start[p + 1]:
            g = self.group[self.group_start[p] + self.draw(self.group_start[p + 1] - self.group_start[p])]
            goal = self.where[self.member[self.member_start[g] + self.draw(self.member_start[g + 1] - self.member_start[g])]]
        else:
            return -1
        if goal < 0:
            return -1
        if is_beside and self.near_start[goal] < self.near_start[goal + 1]:
            return self.near[self.near_start[goal] + self.draw(self.near_start[goal + 1] - self.near_start[goal])]
        g = self.table_of[goal]
        n = self.free_start[g + 1] - self.free_start[g]
        return self.free_seat[self.free_start[g] + self.draw(n)] if n else -1

    @cython.ccall
    def run(self, steps: cython.longlong, heat: cython.longlong):
        """So many proposals at one temperature (`heat`: points, with flat.FINE binary digits)."""
        step: cython.longlong
        a: cython.int
        b: cython.int
        r: cython.int
        limit: cython.longlong
        if len(self.people) == 0 or len(self.seats) < 2:
            return
        for step in range(steps):
            limit = (heat * self.logs[self.draw(self.log_count)]) >> self.log_digits
            a = self.where[self.people[self.draw(len(self.people))]]
            r = self.draw(48)
            if r < 45:
                b = self.propose(a)
                if a != b and self.may(a, b):
                    self.try_swap(a, b, limit)
            elif r == 45:
                self.three(a, limit)
            elif r == 46:
                self.turn(a, limit)
            else:
                self.blocks(a, limit)

    @cython.cfunc
    @cython.exceptval(check=False)
    def link(self, a: cython.int, b: cython.int) -> cython.bint:
        """One exchange of a chain, whatever it costs; False when it may not be."""
        if a == b or self.at[a] == self.at[b]:
            return a == b or self.at[a] == self.empty
        if not self.may(a, b):
            return False
        self.try_swap(a, b, cython.cast(cython.longlong, 1) << 60)
        self.chain_a[self.chain], self.chain_b[self.chain] = a, b
        self.chain += 1
        return True

    @cython.cfunc
    @cython.exceptval(check=False)
    def settle(self, is_whole: cython.bint, before: cython.longlong, limit: cython.longlong) -> cython.void:
        """Keep the chain, or take it back when it is not whole or costs too much."""
        if not is_whole or self.cost - before > limit:
            while self.chain > 0:
                self.chain -= 1
                self.try_swap(self.chain_b[self.chain], self.chain_a[self.chain], cython.cast(cython.longlong, 1) << 60)
        self.chain = 0

    @cython.cfunc
    @cython.exceptval(check=False)
    def three(self, a: cython.int, limit: cython.longlong) -> cython.void:
        """Three people change seats in a circle."""
        before: cython.longlong = self.cost
        b: cython.int = self.propose(a)
        is_whole: cython.bint = a != b and self.link(a, b)
        if is_whole:
            b = self.propose(a)
            is_whole = a != b and self.link(a, b)
        self.settle(is_whole, before, limit)

    @cython.cfunc
    @cython.exceptval(check=False)
    def turn(self, a: cython.int, limit: cython.longlong) -> cython.void:
        """A run of two to six seats of one table, turned round or moved on by one."""
        before: cython.longlong = self.cost
        t: cython.int = self.table_of[a]
        first: cython.int = self.table_start[t]
        size: cython.int = self.table_start[t + 1] - first
        length: cython.int = 2 + self.draw(5)
        i: cython.int = self.place_in[a]
        k: cython.int
        is_whole: cython.bint = True
        if length > size - 1:
            length = size - 1
        if self.draw(2) == 0:
            for k in range(length // 2):
                is_whole = is_whole and self.link(self.table_seat[first + (i + k) % size],
                                                  self.table_seat[first + (i + length - 1 - k) % size])
        else:
            for k in range(length - 1):
                is_whole = is_whole and self.link(self.table_seat[first + (i + k) % size],
                                                  self.table_seat[first + (i + k + 1) % size])
        self.settle(is_whole, before, limit)

    @cython.cfunc
    @cython.exceptval(check=False)
    def blocks(self, a: cython.int, limit: cython.longlong) -> cython.void:
        """Two or three neighbours exchanged with as many at another table."""
        before: cython.longlong = self.cost
        b: cython.int = self.propose(a)
        ta: cython.int = self.table_of[a]
        tb: cython.int = self.table_of[b]
        fa: cython.int = self.table_start[ta]
        fb: cython.int = self.table_start[tb]
        na: cython.int = self.table_start[ta + 1] - fa
        nb: cython.int = self.table_start[tb + 1] - fb
        length: cython.int = 2 + self.draw(2)
        back: cython.int = 1 if self.draw(2) == 0 else -1
        k: cython.int
        is_whole: cython.bint = ta != tb and length < na and length < nb
        if is_whole:
            for k in range(length):
                is_whole = is_whole and self.link(self.table_seat[fa + (self.place_in[a] + k) % na],
                                                  self.table_seat[fb + (self.place_in[b] + back * k + nb) % nb])
        self.settle(is_whole, before, limit)

    @cython.ccall
    def descend(self, first: cython.int, last: cython.int) -> cython.bint:
        """Take every exchange of seats[first:last] with a later seat that lowers the cost; whether there was one."""
        i: cython.int
        j: cython.int
        better: cython.bint = False
        for i in range(first, last):
            for j in range(i + 1, len(self.seats)):
                if self.may(self.seats[i], self.seats[j]) and self.try_swap(self.seats[i], self.seats[j], -1):
                    better = True
        return better

    # --- For the rest of the library ----------------------------------------------------------------------------------

    @cython.ccall
    def total(self) -> cython.longlong:
        """The running cost."""
        return self.cost

    @cython.ccall
    def person_at(self, seat: cython.int) -> cython.int:
        return self.at[seat]

    def rearrange(self, seats, people):
        """Put these people, who sit in these seats already, into them in this order."""
        for i, (seat, person) in enumerate(zip(seats, people)):
            now = self.where[person] if person != self.empty else next(s for s in seats[i:] if self.at[s] == person)
            if self.at[seat] != person:
                self.exchange(now, seat)

    @cython.ccall
    def exchange(self, a: cython.int, b: cython.int) -> cython.longlong:
        """Exchange two seats whatever it costs; returns the change of cost."""
        before: cython.longlong = self.cost
        if a != b and self.at[a] != self.at[b]:
            self.try_swap(a, b, cython.cast(cython.longlong, 1) << 60)
        return self.cost - before

    def people_at(self):
        """The plan as a list, one person per seat."""
        return list(self.at)

    def load(self, people, cost):
        """Take over a whole plan (a person per seat) and its cost."""
        for seat, person in enumerate(people):
            self.at[seat] = person
        self.reset(cost)

    def free_count(self):
        """How many seats may be exchanged."""
        return len(self.seats)

    def reset(self, cost):
        """Start from the plan that is now in `at` and its `cost`: fill what depends on it."""
        s: cython.int
        p: cython.int
        k: cython.int
        self.cost = cost
        for p in range(self.empty):
            self.where[p] = -1
        for k in range(len(self.spread)):
            self.spread[k] = 0
        for k in range(len(self.spread_over)):
            self.spread_over[k] = 0
        for k in range(self.table_count):
            self.guests[k] = 0
        for s in range(self.seat_count):
            p = self.at[s]
            if p != self.empty:
                self.where[p] = s
                k = self.table_of[s]
                self.guests[k] += self.is_guest[p]
                self.join(p, k)
            self.lonely[s] = self.lonely_at(s)
        for s in range(self.seat_count):
            self.save[s] = self.worth(s)

    @cython.cfunc
    @cython.exceptval(check=False)
    def join(self, p: cython.int, t: cython.int) -> cython.void:
        k: cython.int
        i: cython.int
        for k in range(self.group_start[p], self.group_start[p + 1]):
            i = self.group[k] * self.table_count + t
            self.spread[i] += 1
            if t != self.main and self.spread[i] == 1:
                self.spread_over[self.group[k]] += 1
