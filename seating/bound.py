"""A proven lower bound of the cost of every plan that breaks no hard rule: a floor for each term, added up.

Each floor looks at some terms alone, so all plans cost at least the sum of the floors. They come from
counting (chairs, neighbours, sides, people fixed, sizes of groups) and from the cheapest way of giving
everybody a chair when nobody had neighbours.
"""
import random
from array import array
from collections import Counter, defaultdict
from heapq import heapify, heapreplace

from .compiled import Compiled
from .model import GUEST, HOST
from .stages import is_compiled
from .stages.assign import least_cost

MOST_MATCHED = 400 if is_compiled else 60       # seats up to which people are matched to chairs
FORBIDDEN = 10**12


def floors(problem, compiled=None):
    """Term -> points that no plan without a broken hard rule goes below.

    `places` is precedence, table_host and moved together, `sides` interleave and unattended. Meaningful only
    when everybody can be seated.
    """
    room = _Chairs(problem, compiled or Compiled(problem))
    return {"places": room.places(), "sides": room.sides(), "gender": room.gender(), "interpreter": room.interpreter(),
            "language": room.language(), "group": room.group(), "apart_together": room.wishes()}


def lower_bound(problem, compiled=None):
    """The sum of all floors, in points."""
    return sum(floors(problem, compiled).values())


class _Chairs:
    """What of chairs and people the floors count."""

    def __init__(self, problem, compiled):
        self.problem, self.c, self.weight = problem, compiled, problem.weight
        degrees = [len(near) for near in compiled.beside]
        self.by_table = [_sums(degrees[s] for s in seats) for seats in compiled.tables]
        self.reach = _sums(degrees)                     # reach[k]: neighbours of the k best placed chairs
        self.edges = sum(degrees) // 2
        self.widest = max(degrees)
        self.empties = max(0, len(degrees) - len(problem.people))
        self.sides_count = Counter(p.side for p in problem.people)

    def _reach(self, count):
        return self.reach[min(count, len(self.reach) - 1)]

    def places(self):
        """What giving everybody a chair costs at least, neighbours left aside: by counting, or by matching if that is more."""
        counted = self.precedence() + self.table_host() + self.moved()
        if len(self.c.places) > MOST_MATCHED or self.c.empty > len(self.c.places):
            return counted
        return max(counted, self._matched())

    def _matched(self):
        """The cheapest matching of people to chairs: rank, moving, and a guest in a head seat as a table without host."""
        c, people = self.c, list(range(self.c.empty))
        random.Random(1).shuffle(people)            # the order of rank is the slow case of the matching
        heads, seats = set(c.heads), range(len(c.places))
        costs = array("q", [self._chair_cost(p, s, s in heads) for p in people for s in seats])
        total = least_cost(costs, len(people), len(seats)) - self._least()
        return total if total < FORBIDDEN // 2 else 0

    def _chair_cost(self, person, seat, is_head):
        c = self.c
        if c.fixed.get(person, seat) != seat or c.fixed_seats.get(seat, person) != person:
            return FORBIDDEN
        if c.allowed[person] is not None and seat not in c.allowed[person]:
            return FORBIDDEN
        return c.own_cost(person, seat) + (c.table_host if is_head and c.is_guest[person] else 0)

    def _least(self):
        """What the sum of importance times distance could be at least, which the cost of rank leaves out."""
        return sum(w * d for w, d in zip(sorted(self.c.weight, reverse=True), sorted(self.c.distance)))

    def precedence(self):
        """People fixed on their seats, all others by importance on what is left."""
        c = self.c
        fixed = sum(c.weight[p] * c.distance[s] for p, s in c.fixed.items())
        people = sorted((c.weight[p] for p in range(c.empty) if p not in c.fixed), reverse=True)
        seats = sorted(d for s, d in enumerate(c.distance) if s not in c.fixed_seats)
        return fixed + sum(w * d for w, d in zip(people, seats)) - self._least()

    def table_host(self):
        """Tables that the guests need at least, less people of the host side, one for each head."""
        left, tables = self.sides_count[GUEST], 0
        for size in sorted((len(t.seats) for t in self.problem.tables), reverse=True):
            if left <= 0:
                break
            left, tables = left - size, tables + 1
        return self.weight("table_host") * max(0, tables - self.sides_count[HOST])

    def sides(self):
        """Neighbours of one side and guests without a companion: the best share of the hosts among tables.

        With h hosts among n chairs, at most min(reach of h, reach of n - h) neighbours are of two sides, and at most
        (reach of h) guests are attended. Both are convex in h: giving the next host where most is saved is best.
        """
        same, alone = self.weight("interleave"), self.weight("unattended")
        tables = [[same * (reach[-1] // 2 - min(reach[h], reach[-1 - h])) + alone * max(0, len(reach) - 1 - h - reach[h])
                   for h in range(len(reach))] for reach in self.by_table]
        total = sum(costs[0] for costs in tables)
        heap = [(costs[1] - costs[0], t, 0) for t, costs in enumerate(tables)]
        heapify(heap)
        for _ in range(min(self.sides_count[HOST], len(self.c.places))):
            step, table, h = heap[0]
            total += step
            costs = tables[table]
            heapreplace(heap, (costs[h + 2] - costs[h + 1] if h + 2 < len(costs) else NEVER, table, h + 1))
        couples = {frozenset((p.id, p.partner)) for p in self.problem.people
                   if p.partner and self.problem.person(p.partner).side == p.side}
        return max(0, total - same * (self._reach(self.empties) + len(couples)) - alone * self.empties)

    def gender(self):
        """Neighbours of one gender, when all others are mixed or of people without a stated one."""
        count = Counter(p.gender for p in self.problem.people)
        mixed = min(self._reach(count["f"]), self._reach(count["m"]))
        return self.weight("gender") * max(0, self.edges - self._reach(self.empties) - self._reach(count[None]) - mixed)

    def interpreter(self):
        """Interpreters fixed away from their principals, or more of them than a chair has neighbours."""
        c, steps, free = self.c, 0, Counter()
        for person in self.problem.people:
            if person.interprets_for:
                a, b = (c.fixed.get(c.index[p]) for p in (person.id, person.interprets_for))
                if a is None or b is None:
                    free[person.interprets_for] += 1
                else:
                    steps += 0 if b in c.beside[a] else 1 if c.table_of[a] == c.table_of[b] else 3
        return self.weight("interpreter") * (steps + sum(max(0, n - self.widest) for n in free.values()))

    def language(self):
        """People with whom nobody shares a language, unless empty chairs could keep them without neighbours."""
        speakers = Counter(x for p in self.problem.people for x in set(p.languages))
        loners = sum(bool(p.languages) and all(speakers[x] == 1 for x in p.languages) for p in self.problem.people)
        alone = sum(not near for near in self.c.beside)
        return self.weight("language") * max(0, loners - alone - self._reach(self.empties))

    def group(self):
        """Tables that a group needs beside the main one."""
        c, members = self.c, defaultdict(list)
        for p, groups in enumerate(c.groups):
            for g in groups:
                members[g].append(p)
        main = set(c.tables[c.main])
        sizes = sorted((len(seats) for t, seats in enumerate(c.tables) if t != c.main), reverse=True)
        return self.weight("group") * sum(self._tables_of(set(m), main, sizes) for m in members.values())

    def _tables_of(self, members, main, sizes):
        c = self.c
        room = sum(c.fixed_seats.get(s, next(iter(members))) in members for s in main)
        left, tables = len(members) - room, 0
        for size in sizes:
            if left <= 0:
                break
            left, tables = left - size, tables + 1
        fixed = {c.table_of[c.fixed[p]] for p in members if p in c.fixed} - {c.main}
        return max(0, max(tables, len(fixed)) - 1)

    def moved(self):
        """People fixed away from their earlier seat, or whose earlier seat is gone or fixed for another."""
        c, count = self.c, 0
        for p in range(c.empty):
            seat = c.previous[p]
            if seat is not None:
                count += c.fixed.get(p, seat) != seat or seat < 0 or c.fixed_seats.get(seat, p) != p
        return self.weight("moved") * count

    def wishes(self):
        """For each two people the cheapest of: side by side, at one table, at two tables, as far as they may."""
        by_pair = defaultdict(list)
        for wish in self.problem.wishes:
            by_pair[frozenset(wish.people)].append(wish)
        return sum(min((_points(wishes, state) for state in self._states(pair) if _may(wishes, state)), default=0)
                   for pair, wishes in by_pair.items())

    def _states(self, pair):
        c = self.c
        a, b = (c.fixed.get(c.index[p]) for p in pair)
        if a is None or b is None:
            return ("beside", "table", "elsewhere")
        return ("beside",) if b in c.beside[a] else ("table",) if c.table_of[a] == c.table_of[b] else ("elsewhere",)


NEVER = 1 << 50


def _sums(values):
    """[0, largest, the two largest together, …]"""
    found = [0]
    for value in sorted(values, reverse=True):
        found.append(found[-1] + value)
    return found


def _is_kept(wish, state):
    is_close = state == "beside" or (state == "table" and wish.scope == "table")
    return is_close == (wish.kind == "together")


def _may(wishes, state):
    return all(_is_kept(w, state) for w in wishes if w.is_hard)


def _points(wishes, state):
    return sum(w.weight for w in wishes if not w.is_hard and not _is_kept(w, state))
