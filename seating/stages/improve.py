"""Simulated annealing over seats: swaps, moves to empty chairs, exchanged pairs, turned runs.

One step is one proposal. The search draws its limit before it looks at the proposal, so most bad
ones are dropped after the cheap part. Everything is integer; only temperatures are floats.
"""
import math

LOOK_EVERY = 2000          # steps between two looks at the clock and the progress line
COMPOUND_EVERY = 12        # one proposal in so many exchanges two neighbours or turns a run


class Annealer:
    """Improves one State in place and remembers the best plan met."""

    def __init__(self, state, rng):
        self.state, self.c, self.rng = state, state.c, rng
        fixed_seats = set(self.c.fixed.values()) | self.c.closed
        self.seats = [s for s in range(len(state.at)) if s not in fixed_seats]
        self.people = [p for p in range(self.c.empty) if p not in self.c.fixed and state.where[p] >= 0]
        self.free_of = [[s for s in seats if s not in fixed_seats] for seats in self.c.tables]
        order = sorted(range(len(self.c.tables)), key=lambda t: self.c.problem.tables[t].rank)
        self.near = {t: [order[j] for j in range(max(0, i - 2), min(len(order), i + 3)) if self.free_of[order[j]]]
                     for i, t in enumerate(order)}
        self.pair_touched = {}
        self.ordered = set()       # rings whose order is known to be the best one
        self.best_cost, self.best_at = state.cost, list(state.at)
        self.refresh(range(len(state.at)))

    def refresh(self, seats):
        """Recompute the remembered cost of neighbours at these seats."""
        if not hasattr(self, "lonely"):
            self.lonely, self.pairs = [0] * len(self.state.at), [0] * len(self.state.at)
        c, at = self.c, self.state.at
        for s in seats:
            p, code, total = at[s], 0, 0
            pair, codes = c.pair[p], c.code[p]
            for n in c.beside[s]:
                total += pair[at[n]]
                code |= codes[at[n]]
            self.lonely[s], self.pairs[s] = c.lonely[p][code], total

    def run(self, steps, start, end, is_over):
        """Anneal from temperature `start` to `end`; `is_over(done)` is asked now and then."""
        if len(self.seats) < 2 or not self.people:
            return
        cooling = (end / start) ** (LOOK_EVERY / max(steps, LOOK_EVERY))
        temperature, done = start, 0
        while done < steps and not is_over(done):
            chunk = min(LOOK_EVERY, steps - done)
            self.chunk(chunk, temperature)
            temperature *= cooling
            done += chunk

    def chunk(self, steps, temperature):
        """So many proposals at one temperature."""
        random, log, at = self.rng.random, math.log, self.state.at
        empty = self.c.empty
        for step in range(steps):
            limit = -temperature * log(1.0 - random())
            if step % COMPOUND_EVERY == 0:
                self.compound(limit)
                continue
            a, b = self.propose(random)
            if a != b and not (at[a] == empty and at[b] == empty):
                self.try_swap(a, b, limit)

    def propose(self, random):
        """Two seats to exchange: toward someone wanted, in the table, in a near table, or anywhere."""
        c, where, people = self.c, self.state.where, self.people
        p = people[int(random() * len(people))]
        a, r = where[p], random()
        if r < 0.12 and (c.wanted[p] or c.wanted_table[p]):
            return a, self.toward(p, a, random)
        if r < 0.45:
            seats = self.free_of[c.table_of[a]]
        elif r < 0.85:
            tables = self.near[c.table_of[a]]
            seats = self.free_of[tables[int(random() * len(tables))]] if tables else self.seats
        else:
            seats = self.seats
        return a, seats[int(random() * len(seats))]

    def toward(self, p, a, random):
        """A free seat beside, or at the table of, somebody this person should be near."""
        c, where = self.c, self.state.where
        wanted = c.wanted[p] or c.wanted_table[p]
        goal = where[wanted[int(random() * len(wanted))]]
        if goal < 0:
            return a
        seats = c.beside[goal] if c.wanted[p] else self.free_of[c.table_of[goal]]
        if not seats:
            return a
        b = seats[int(random() * len(seats))]
        return a if self.state.at[b] in c.fixed or b in c.closed else b

    def try_swap(self, a, b, limit):
        """Exchange two seats if the cost rises by no more than `limit`."""
        c, state = self.c, self.state
        at, weight, distance = state.at, c.weight, c.distance
        p, q = at[a], at[b]
        delta = (weight[q] - weight[p]) * (distance[a] - distance[b])
        if c.moved:
            delta += self.moved_change(p, q, a, b)
        ta, tb = c.table_of[a], c.table_of[b]
        if ta == tb:
            touched = self.pair_touched.get((a, b))
            if touched is None:
                touched = self.pair_touched[a, b] = tuple(set(c.touched[a] + c.touched[b]))
        else:
            touched = c.touched[a] + c.touched[b]
        lonely, pairs = self.lonely, self.pairs
        before = pairs[a] + pairs[b]
        for s in touched:
            before += lonely[s]
        if ta != tb:
            delta += self.table_change(p, q, ta, tb)
        delta -= before
        allowed = c.allowed
        sides_differ = c.table_host and c.side[p] != c.side[q]
        if not c.wanted_any[p] and not c.wanted_any[q] and delta - (2 * c.table_host if sides_differ else 0) > limit:
            return False                    # nothing that is still to be counted could make up for it
        if (allowed[p] is not None and b not in allowed[p]) or (allowed[q] is not None and a not in allowed[q]):
            return False
        at[a], at[b] = q, p
        delta += self.after(a, b, p, q, touched)
        if sides_differ:
            delta += self.host_change(a, b, p, q, ta, tb)
        if delta > limit:
            at[a], at[b] = p, q
            return False
        self.accept(a, b, p, q, ta, tb, delta, touched)
        return True

    def after(self, a, b, p, q, touched):
        """Neighbour costs of the touched seats with the exchange in place."""
        c, at = self.c, self.state.at
        beside, lonely, code_of, total = c.beside, c.lonely, c.code, 0
        pair = c.pair[q]
        for n in beside[a]:
            total += pair[at[n]]
        pair = c.pair[p]
        for n in beside[b]:
            total += pair[at[n]]
        for s in touched:
            r = at[s]
            codes, code = code_of[r], 0
            for n in beside[s]:
                code |= codes[at[n]]
            total += lonely[r][code]
        return total

    def moved_change(self, p, q, a, b):
        """Points for leaving, or going back to, the seats of an earlier plan."""
        total = 0
        for person, old, new in ((p, a, b), (q, b, a)):
            home = self.c.previous[person]
            if home is not None:
                total += self.c.moved * ((home != new) - (home != old))
        return total

    def table_change(self, p, q, ta, tb):
        """Table wishes and groups when p goes to tb and q to ta."""
        c, total = self.c, 0
        where, table_of, empty = self.state.where, c.table_of, c.empty
        for person, old, new in ((p, ta, tb), (q, tb, ta)):
            if person == empty:
                continue
            for r, points in c.mates[person]:
                if r == p or r == q or where[r] < 0:
                    continue                # the two exchange tables: apart before, apart after
                table = table_of[where[r]]
                total += points * ((table == new) - (table == old))
        if c.group_weight and c.groups[p] != c.groups[q]:
            for person, other, old, new in ((p, q, ta, tb), (q, p, tb, ta)):
                for g in c.groups[person]:
                    if g in c.groups[other]:
                        continue
                    row = self.state.spread[g]
                    gone = row[old] == 1 and old != c.main
                    come = row[new] == 0 and new != c.main
                    if gone or come:
                        others = sum(1 for t, n in enumerate(row) if n and t != c.main)
                        total += c.group_weight * (max(0, others - gone + come - 1) - max(0, others - 1))
        return total

    def host_change(self, a, b, p, q, ta, tb):
        """Tables with guests and no host-side head; the exchange is already in `at`."""
        c, at, guests = self.c, self.state.at, self.state.guests
        heads, is_host, is_guest, total = c.heads, c.is_host, c.is_guest, 0
        change = (is_guest[q] - is_guest[p]) if ta != tb else 0
        for t, more in ((ta, change), (tb, -change)) if ta != tb else ((ta, 0),):
            head = heads[t]
            now = at[head]
            old = p if head == a else q if head == b else now
            total += (guests[t] + more > 0 and not is_host[now]) - (guests[t] > 0 and not is_host[old])
        return total * c.table_host

    def accept(self, a, b, p, q, ta, tb, delta, touched):
        """Book an exchange that is already in `at`."""
        c, state = self.c, self.state
        if p != c.empty:
            state.where[p] = b
        if q != c.empty:
            state.where[q] = a
        if ta != tb:
            for person, old, new in ((p, ta, tb), (q, tb, ta)):
                if person == c.empty:
                    continue
                if c.is_guest[person]:
                    state.guests[old] -= 1
                    state.guests[new] += 1
                for g in c.groups[person]:
                    state.spread[g][old] -= 1
                    state.spread[g][new] += 1
        state.cost += delta
        self.refresh(touched)
        self.remember()

    def restart_from_best(self):
        """Go back to the best plan met."""
        self.state.load(self.best_at)
        self.refresh(range(len(self.best_at)))

    def remember(self):
        if self.state.cost < self.best_cost:
            self.best_cost, self.best_at = self.state.cost, list(self.state.at)

    def compound(self, limit):
        """Exchange two neighbours with two at another table, or turn a run round."""
        seats, people = self.run_of_seats()
        state, c = self.state, self.c
        if not seats or any(c.allowed[p] is not None and s not in c.allowed[p] for s, p in zip(seats, people)):
            return
        before = [state.at[s] for s in seats]
        if state.change(seats, people) > limit:
            state.change(seats, before)
            return
        self.refresh({n for s in seats for n in c.touched[s]})
        self.remember()

    def run_of_seats(self):
        """Seats and the people to put there, or (None, None) when the draw does not fit."""
        c, at, rng = self.c, self.state.at, self.rng
        a = self.seats[int(rng.random() * len(self.seats))]
        table = c.tables[c.table_of[a]]
        size, start = len(table), table.index(a)
        if size < 4:
            return None, None
        if rng.random() < 0.5:
            length = 2 + int(rng.random() * 4)
            seats = [table[(start + k) % size] for k in range(min(length, size - 1))]
            order = [at[s] for s in seats]
            people = order[::-1] if rng.random() < 0.5 else order[1:] + order[:1]
        else:
            b = self.seats[int(rng.random() * len(self.seats))]
            other = c.tables[c.table_of[b]]
            if c.table_of[a] == c.table_of[b] or len(other) < 2:
                return None, None
            first = [a, table[(start + 1) % size]]
            second = [b, other[(other.index(b) + 1) % len(other)]]
            seats = first + second
            people = [at[s] for s in second + first]
        if any(at[s] in c.fixed or s in c.closed for s in seats):
            return None, None
        return seats, people
