"""A problem as plain lists of integers, and a plan as a state that changes cheaply.

People are 0..P-1, the empty chair is person P; seats of all tables are numbered through.
One neighbour pair costs `pair[p][q]`; what depends on both neighbours at once (nobody of the host
side, no common language) is looked up in `lonely[p][code]`, where the code collects bits over the
neighbours: 1 attended, 2 common language, 4 present. A hard wish costs BIG.
"""
from .model import CLOSED, GUEST, HOST, ROLE_SEAT, distance, importance

BIG = 10**8
ATTENDED, TALKS, PRESENT = 1, 2, 4


class Compiled:
    """The fixed numbers of one problem."""

    def __init__(self, problem):
        self.problem = problem
        people = problem.people
        self.person_ids = [p.id for p in people]
        self.index = {p.id: i for i, p in enumerate(people)}
        self.empty = len(people)
        self.is_guest = [p.side == GUEST for p in people] + [False]
        self.is_host = [p.side == HOST for p in people] + [False]
        self.side = [p.side for p in people] + [None]
        self._seats()
        self._precedence()
        self._pairs()
        self._wishes()
        self._groups()
        self._domains()

    def _seats(self):
        self.places = [(t.id, s) for t in self.problem.tables for s in range(len(t.seats))]
        self.seat_index = {place: i for i, place in enumerate(self.places)}
        self.tables = [[self.seat_index[t.id, s] for s in range(len(t.seats))] for t in self.problem.tables]
        self.table_of = [i for i, seats in enumerate(self.tables) for _ in seats]
        self.heads = [seats[t.head] for t, seats in zip(self.problem.tables, self.tables)]
        self.main = self.problem.tables.index(self.problem.main_table)
        self.beside = [tuple(seats[n] for n in seat.beside)
                       for t, seats in zip(self.problem.tables, self.tables) for seat in t.seats]
        self.touched = [(s,) + near for s, near in enumerate(self.beside)]
        self.table_host = self.problem.weight("table_host")

    def _precedence(self):
        weights, distances = importance(self.problem), distance(self.problem)
        self.weight = [weights[p] for p in self.person_ids] + [0]
        self.distance = [distances[place] for place in self.places]
        previous = self.problem.previous or {}
        self.previous = [self.seat_index.get(tuple(previous[p]), -1) if p in previous else None
                         for p in self.person_ids] + [None]
        self.moved = self.problem.weight("moved")

    def _pairs(self):
        people, weight = self.problem.people, self.problem.weight
        same_side, same_gender = weight("interleave"), weight("gender")
        size = self.empty + 1
        speaks = [set(p.languages) for p in people]
        self.pair = [[0] * size for _ in range(size)]
        self.code = [[0] * size for _ in range(size)]
        for i, a in enumerate(people):
            pair, code, mine = self.pair[i], self.code[i], speaks[i]
            for j, b in enumerate(people):
                if i == j:
                    continue
                partners = a.partner == b.id or b.partner == a.id
                pair[j] = (same_side * (a.side == b.side and not partners)
                           + same_gender * (a.gender is not None and a.gender == b.gender))
                code[j] = PRESENT + TALKS * bool(mine & speaks[j]) + ATTENDED * (b.side == HOST)
        alone, silent = weight("unattended"), weight("language")
        self.lonely = [[alone * (p.side == GUEST and not c & ATTENDED)
                        + silent * bool(c & PRESENT and p.languages and not c & TALKS)
                        for c in range(8)] for p in people] + [[0] * 8]

    def _wishes(self):
        """Fold wishes and interpreters into pair costs (beside) and table costs (`mates`)."""
        self.base, mates = 0, [{} for _ in range(self.empty + 1)]

        def at_table(a, b, points):
            mates[a][b] = mates[a].get(b, 0) + points
            mates[b][a] = mates[b].get(a, 0) + points

        def next_to(a, b, points):
            self.pair[a][b] += points
            self.pair[b][a] += points

        for wish in self.problem.wishes:
            a, b = (self.index[p] for p in wish.people)
            points = BIG if wish.is_hard else wish.weight
            together = wish.kind == "together"
            self.base += points if together else 0
            (at_table if wish.scope == "table" else next_to)(a, b, -points if together else points)
        far = self.problem.weight("interpreter")
        for person in self.problem.people:
            if person.interprets_for:
                a, b = self.index[person.id], self.index[person.interprets_for]
                self.base += 3 * far
                at_table(a, b, -2 * far)
                next_to(a, b, -far)
        self.mates = [tuple(m.items()) for m in mates]
        self.wanted_any = [any(points < 0 for points in row) for row in self.pair]
        # Whom each person should be near, for proposals that go straight there.
        self.wanted = [[q for q in range(self.empty) if self.pair[p][q] < 0] for p in range(self.empty)]
        self.wanted_table = [[q for q, c in m if c < 0] for m in self.mates[:-1]]

    def _groups(self):
        names = sorted({g for p in self.problem.people for g in p.groups})
        number = {g: i for i, g in enumerate(names)}
        self.group_count = len(names)
        self.groups = [tuple(number[g] for g in dict.fromkeys(p.groups)) for p in self.problem.people] + [()]
        self.group_weight = self.problem.weight("group")

    def _domains(self):
        """`fixed`: person -> seat by lock or role. `allowed[p]`: seats with the needed features, or None."""
        self.fixed = {}
        taken = set()
        main = self.problem.main_table
        wanted = [(lock.person, (lock.table, lock.seat)) for lock in self.problem.locks]
        for person in self.problem.people:
            field = ROLE_SEAT.get(person.role)
            if field and getattr(main, field) is not None:
                wanted.append((person.id, (main.id, getattr(main, field))))
        for person, place in wanted:
            p, seat = self.index[person], self.seat_index[place]
            if p not in self.fixed and seat not in taken:
                self.fixed[p] = seat
                taken.add(seat)
        features = [set(seat.features) for t in self.problem.tables for seat in t.seats]
        self._closed(features)
        self.allowed = [{s for s, f in enumerate(features) if set(p.needs) <= f} if p.needs else None
                        for p in self.problem.people] + [None]


    def _closed(self, features):
        """Seats taken out of use, as long as everybody finds a seat without them."""
        held = set(self.fixed.values())
        closed = {s for s, f in enumerate(features) if CLOSED in f and s not in held}
        self.closed = closed if len(self.places) - len(closed) >= self.empty else set()


class State:
    """One plan as lists: `at[seat] = person`, `where[person] = seat or -1`."""

    def __init__(self, compiled, at):
        self.c = compiled
        self.load(at)

    def load(self, at):
        """Take over a whole plan (a list person-per-seat)."""
        c = self.c
        self.at = list(at)
        self.where = [-1] * (c.empty + 1)
        self.guests = [0] * len(c.tables)
        self.spread = [[0] * len(c.tables) for _ in range(c.group_count)]
        for seat, person in enumerate(self.at):
            if person == c.empty:
                continue
            self.where[person] = seat
            table = c.table_of[seat]
            self.guests[table] += c.is_guest[person]
            for g in c.groups[person]:
                self.spread[g][table] += 1
        self.cost = self.full_cost()

    def seats_cost(self, seats):
        """What these seats cost by rank, neighbours and moving; pairs inside count twice."""
        c, at, total = self.c, self.at, 0
        for s in seats:
            p = at[s]
            pair, code_of, code = c.pair[p], c.code[p], 0
            for n in c.beside[s]:
                q = at[n]
                total += pair[q]
                code |= code_of[q]
            total += c.lonely[p][code]
        return total

    def own_cost(self, person, seat):
        """Rank and moving of one person at one seat."""
        c = self.c
        cost = c.weight[person] * c.distance[seat]
        if c.previous[person] is not None and c.previous[person] != seat:
            cost += c.moved
        return cost

    def host_cost(self, table):
        """The table has guests, and nobody of the host side in its head seat."""
        c = self.c
        return c.table_host if self.guests[table] and not c.is_host[self.at[c.heads[table]]] else 0

    def full_cost(self):
        """The whole cost, less the constant of precedence; equals score() up to that constant."""
        c = self.c
        total = c.base + sum(self.host_cost(t) for t in range(len(c.tables)))
        for s, p in enumerate(self.at):
            if p == c.empty:
                continue
            pair, code_of, code, pairs = c.pair[p], c.code[p], 0, 0
            for n in c.beside[s]:
                pairs += pair[self.at[n]] if n > s else 0
                code |= code_of[self.at[n]]
            total += pairs + c.lonely[p][code] + self.own_cost(p, s)
            table = c.table_of[s]
            total += sum(points for q, points in c.mates[p]
                         if q > p and self.where[q] >= 0 and c.table_of[self.where[q]] == table)
        for row in self.spread:
            tables = sum(1 for t, n in enumerate(row) if n and t != c.main)
            total += c.group_weight * max(0, tables - 1)
        return total

    def change(self, seats, people):
        """Put `people` into `seats` (a rearrangement of those sitting there); returns the cost change.

        Calling it again with the people who sat there before takes the change back.
        """
        c, at, where, table_of = self.c, self.at, self.where, self.c.table_of
        touched = set()
        tables = set()
        for s in seats:
            touched.update(c.touched[s])
            tables.add(table_of[s])
        inner = [(s, n) for s in touched for n in c.beside[s] if n in touched and n > s]
        delta = -self.seats_cost(touched) + sum(c.pair[at[s]][at[n]] for s, n in inner)
        delta -= sum(self.host_cost(t) for t in tables)
        before = [at[s] for s in seats]
        for s, p in zip(seats, before):
            delta -= self.own_cost(p, s)
        for s, p in zip(seats, people):
            at[s] = p
            delta += self.own_cost(p, s)
            if p != c.empty:
                old = where[p]
                where[p] = s
                if table_of[old] != table_of[s]:
                    delta += self._change_table(p, table_of[old], table_of[s])
        delta += self.seats_cost(touched) - sum(c.pair[at[s]][at[n]] for s, n in inner)
        delta += sum(self.host_cost(t) for t in tables)
        self.cost += delta
        return delta

    def _change_table(self, person, old, new):
        """Table wishes and groups when one person changes tables (where[person] is already new)."""
        c, delta = self.c, 0
        if c.is_guest[person]:
            self.guests[old] -= 1
            self.guests[new] += 1
        for q, points in c.mates[person]:
            table = c.table_of[self.where[q]] if self.where[q] >= 0 else -1
            delta += points * ((table == new) - (table == old))
        for g in c.groups[person]:
            row = self.spread[g]
            before = sum(1 for t, n in enumerate(row) if n and t != c.main)
            row[old] -= 1
            row[new] += 1
            after = sum(1 for t, n in enumerate(row) if n and t != c.main)
            delta += c.group_weight * (max(0, after - 1) - max(0, before - 1))
        return delta

    def may_swap(self, a, b):
        """Whether both people have what they need in the other's seat."""
        p, q = self.at[a], self.at[b]
        allowed = self.c.allowed
        return ((allowed[p] is None or b in allowed[p]) and (allowed[q] is None or a in allowed[q]))

    def swap(self, a, b):
        """Exchange two seats' people; returns the cost change."""
        return self.change((a, b), (self.at[b], self.at[a]))

    def places(self):
        """Person id -> (table id, seat index)."""
        c = self.c
        return {c.person_ids[p]: c.places[s] for s, p in enumerate(self.at) if p != c.empty}
