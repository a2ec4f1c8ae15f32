"""A problem as plain lists of integers, for the search.

People are 0..P-1, the empty chair is person P; seats of all tables are numbered through. People of
one side, gender and set of languages are of one kind. A pair of neighbours costs
`kind_pair[kind][kind]`, plus what is special to the two (`special`: partners, wishes, interpreters);
what depends on both neighbours at once (nobody of the host side, no common language) is looked up
in `kind_lonely[kind][code]`, where the code collects bits over the neighbours: 1 attended, 2 common
language, 4 present. A hard wish costs `hard_points`: more than everything else together.
"""
from .errors import InvalidProblem
from .model import CLOSED, GUEST, HOST, ROLE_SEAT, distance, importance

LEAST_HARD_POINTS = 10**8
LARGEST_COST = 1 << 57          # half of what stages.order takes for forbidden; sums of it fit 64 bits
LARGEST_NUMBER = 1 << 31        # of single weights and distances
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
        self._hard_points()
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
        self.table_host = self.problem.weight("table_host")

    def _precedence(self):
        weights, distances = importance(self.problem), distance(self.problem)
        self.weight = [weights[p] for p in self.person_ids] + [0]
        self.distance = [distances[place] for place in self.places]
        self.least = sum(w * d for w, d in zip(sorted(weights.values(), reverse=True), sorted(self.distance)))
        previous = self.problem.previous or {}
        self.previous = [self.seat_index.get(tuple(previous[p]), -1) if p in previous else None
                         for p in self.person_ids] + [None]
        self.moved = self.problem.weight("moved")

    def _pairs(self):
        """Costs of neighbours by kind of person: (side, gender, languages); the empty chair is the last kind."""
        people, weight = self.problem.people, self.problem.weight
        same_side, same_gender = weight("interleave"), weight("gender")
        number, examples = {}, []
        self.kind = []
        for p in people:
            key = (p.side, p.gender, frozenset(p.languages))
            if key not in number:
                number[key] = len(examples)
                examples.append(key)
            self.kind.append(number[key])
        self.kind.append(len(examples))
        alone, silent = weight("unattended"), weight("language")
        self.kind_pair = [[same_side * (a[0] == b[0]) + same_gender * (a[1] is not None and a[1] == b[1]) for b in examples] + [0]
                          for a in examples] + [[0] * (len(examples) + 1)]
        self.kind_code = [[PRESENT + TALKS * bool(a[2] & b[2]) + ATTENDED * (b[0] == HOST) for b in examples] + [0]
                          for a in examples] + [[0] * (len(examples) + 1)]
        self.kind_lonely = [[alone * (side == GUEST and not c & ATTENDED) + silent * bool(c & PRESENT and languages and not c & TALKS)
                             for c in range(8)] for side, _, languages in examples] + [[0] * 8]
        self._special = [{} for _ in range(self.empty + 1)]
        for i, a in enumerate(people):
            j = self.index.get(a.partner)
            if j is not None and a.side == people[j].side:
                self._special[i][j] = self._special[j][i] = -same_side

    def _hard_points(self):
        """What breaking a hard wish costs, and a refusal where costs could outgrow the integers of the search."""
        problem, weight = self.problem, self.problem.weight
        heavy, far = sorted(self.weight, reverse=True), sorted(self.distance)
        most = sum(w * d for w, d in zip(heavy, reversed(far)))
        spread = most - self.least if self.empty <= len(far) else most
        people, links = self.empty, sum(map(len, self.beside)) // 2
        soft = (people * (weight("unattended") + weight("language") + weight("moved") + 3 * weight("interpreter"))
                + 2 * links * (weight("interleave") + weight("gender")) + len(self.tables) * weight("table_host")
                + weight("group") * sum(len(p.groups) for p in problem.people)
                + sum(wish.weight for wish in problem.wishes if not wish.is_hard))
        self.hard_points = max(LEAST_HARD_POINTS, spread + soft + 1)
        total = most + soft + self.hard_points * sum(wish.is_hard for wish in problem.wishes)
        if total >= LARGEST_COST or max(*self.weight, *self.distance, *problem.weights.values(), 0) >= LARGEST_NUMBER:
            raise InvalidProblem("weights", "are too large, with these ranks, for so many people: costs could not be counted; "
                                            "divide the weights, or the ranks, by ten")

    def _wishes(self):
        """Fold wishes and interpreters into pair costs (beside) and table costs (`mates`)."""
        self.base, mates, special = 0, [{} for _ in range(self.empty + 1)], self._special

        def at_table(a, b, points):
            mates[a][b] = mates[a].get(b, 0) + points
            mates[b][a] = mates[b].get(a, 0) + points

        def next_to(a, b, points):
            special[a][b] = special[a].get(b, 0) + points
            special[b][a] = special[b].get(a, 0) + points

        for wish in self.problem.wishes:
            a, b = (self.index[p] for p in wish.people)
            points = self.hard_points if wish.is_hard else wish.weight
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
        self.special = [tuple(row.items()) for row in special]

    def _groups(self):
        names = sorted({g for p in self.problem.people for g in p.groups})
        number = {g: i for i, g in enumerate(names)}
        self.group_count = len(names)
        self.groups = [tuple(number[g] for g in dict.fromkeys(p.groups)) for p in self.problem.people] + [()]
        self.group_weight = self.problem.weight("group")

    def neighbours(self, p, q):
        """What two people cost as neighbours."""
        return self.kind_pair[self.kind[p]][self.kind[q]] + self._special[p].get(q, 0)

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
        self.fixed_seats = {seat: p for p, seat in self.fixed.items()}
        features = [set(seat.features) for t in self.problem.tables for seat in t.seats]
        self._closed(features)
        self.allowed = [{s for s, f in enumerate(features) if set(p.needs) <= f} if p.needs else None
                        for p in self.problem.people] + [None]


    def _closed(self, features):
        """Seats taken out of use, as long as everybody finds a seat without them."""
        held = set(self.fixed_seats)
        closed = {s for s, f in enumerate(features) if CLOSED in f and s not in held}
        self.closed = closed if len(self.places) - len(closed) >= self.empty else set()

    def own_cost(self, person, seat):
        """Rank and moving of one person at one seat."""
        cost = self.weight[person] * self.distance[seat]
        if self.previous[person] is not None and self.previous[person] != seat:
            cost += self.moved
        return cost

    def full_cost(self, at):
        """The cost of a plan (a person per seat), less the constant of precedence; hard wishes cost `hard_points`."""
        where = [-1] * (self.empty + 1)
        for seat, person in enumerate(at):
            where[person] = seat
        total = self.base
        for seat, person in enumerate(at):
            if person != self.empty:
                total += self._cost_at(at, where, person, seat)
        return total + self._tables_cost(at)

    def _cost_at(self, at, where, person, seat):
        kind, code, total = self.kind[person], 0, self.own_cost(person, seat)
        for other in self.beside[seat]:
            total += self.neighbours(person, at[other]) if other > seat else 0
            code |= self.kind_code[kind][self.kind[at[other]]]
        table = self.table_of[seat]
        total += sum(points for q, points in self.mates[person]
                     if q > person and where[q] >= 0 and self.table_of[where[q]] == table)
        return total + self.kind_lonely[kind][code]

    def _tables_cost(self, at):
        """Tables with guests and no host-side head, and delegations spread over tables."""
        total, tables_of = 0, [set() for _ in range(self.group_count)]
        for table, seats in enumerate(self.tables):
            if any(self.is_guest[at[s]] for s in seats) and not self.is_host[at[self.heads[table]]]:
                total += self.table_host
            if table != self.main:
                for s in seats:
                    for g in self.groups[at[s]]:
                        tables_of[g].add(table)
        return total + self.group_weight * sum(max(0, len(t) - 1) for t in tables_of)
