"""A plan under one's hands: exchange, move, take back, and always know what it costs, term by term.

Only the terms of the touched seats and tables are counted again; the sums are those of score.score()
exactly. One exchange takes some hundredths of a millisecond, whatever the size of the room.
"""
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from .model import GUEST, HOST, ROLE_SEAT, TERMS, Plan, distance, importance
from .score import Breach

NOWHERE = -1
POINT_TERMS = ("precedence", "apart_together")       # their count is points already


@dataclass(frozen=True)
class Change:
    """What a change of seats does: points, hard breaches, and terms as term -> (count before, after, points).

    `broken` are the hard rules that it newly breaks, `mended` those it breaks no longer (Breach objects).
    """

    cost: int
    hard: int
    terms: dict
    broken: tuple = ()
    mended: tuple = ()

    def key(self):
        """Smaller is better: hard breaches first, then cost."""
        return self.hard, self.cost

    def then(self, later):
        """This change and a later one together."""
        terms = dict(self.terms)
        for term, (before, after, points) in later.terms.items():
            first, _, old = terms.get(term, (before, after, 0))
            terms[term] = (first, after, old + points)
        broken, mended = Counter(self.broken + later.broken), Counter(self.mended + later.mended)
        return Change(self.cost + later.cost, self.hard + later.hard, {t: v for t, v in terms.items() if v[2]},
                      tuple((broken - mended).elements()), tuple((mended - broken).elements()))


@dataclass
class _Count:
    """Counts per term and hard breaches of some people and seats."""

    terms: Counter = field(default_factory=Counter)
    breaches: list = field(default_factory=list)


class _Facts:
    """What of a problem never changes while people change seats, by whole numbers."""

    def __init__(self, problem):
        people = problem.people
        self.ids = [p.id for p in people]
        self.number = {p: i for i, p in enumerate(self.ids)}
        self.is_guest, self.is_host = [p.side == GUEST for p in people], [p.side == HOST for p in people]
        self.speaks = [frozenset(p.languages) for p in people]
        self.gender = [p.gender for p in people]
        self.side = [p.side for p in people]
        self.partner = [self.number.get(p.partner, NOWHERE) for p in people]
        self.groups = [tuple(dict.fromkeys(p.groups)) for p in people]
        self.needs = [p.needs for p in people]
        weights = importance(problem)
        self.weight = [weights[p] for p in self.ids]
        self.points = {t: problem.weight(t) for t in TERMS} | dict.fromkeys(POINT_TERMS, 1)
        self._seats(problem, distance(problem))
        self.least = sum(w * d for w, d in zip(sorted(self.weight, reverse=True), sorted(self.distance)))
        self._bonds(problem)
        self._places(problem)

    def _seats(self, problem, distances):
        self.places = [(t.id, s) for t in problem.tables for s in range(len(t.seats))]
        self.seat = {place: i for i, place in enumerate(self.places)}
        self.table_of = [k for k, t in enumerate(problem.tables) for _ in t.seats]
        self.beside = [tuple(self.seat[t.id, n] for n in seat.beside) for t in problem.tables for seat in t.seats]
        self.features = [frozenset(seat.features) for t in problem.tables for seat in t.seats]
        self.heads = [self.seat[t.id, t.head] for t in problem.tables]
        self.main = problem.tables.index(problem.main_table)
        self.distance = [distances[place] for place in self.places]

    def _bonds(self, problem):
        """Wishes and interpreters by the people they are about."""
        self.wishes, self.wishes_of, self.served = [], defaultdict(list), defaultdict(list)
        for wish in problem.wishes:
            a, b = (self.number[p] for p in wish.people)
            self.wishes_of[a].append(len(self.wishes))
            self.wishes_of[b].append(len(self.wishes))
            self.wishes.append((a, b, wish))
        self.client = [self.number.get(p.interprets_for, NOWHERE) for p in problem.people]
        for i, person in enumerate(problem.people):
            if person.interprets_for:
                self.served[i].append(i)
                if self.client[i] >= 0:
                    self.served[self.client[i]].append(i)

    def _places(self, problem):
        """Seats that a role or a lock asks for, and those of the previous plan."""
        self.must, main = defaultdict(list), problem.main_table
        for i, person in enumerate(problem.people):
            wanted = getattr(main, ROLE_SEAT[person.role]) if person.role in ROLE_SEAT else None
            if wanted is not None:
                self.must[i].append((self.seat[main.id, wanted], Breach("role", (person.id,), person.role)))
        for lock in problem.locks:
            if lock.person in self.number:
                self.must[self.number[lock.person]].append((self.seat[lock.table, lock.seat], Breach("lock", (lock.person,))))
        self.previous = {self.number[p]: self.seat.get(tuple(place), NOWHERE - 1)
                         for p, place in (problem.previous or {}).items() if p in self.number}


def _facts(problem):
    """The facts of a problem, made once for each Problem object."""
    found = problem.__dict__.get("_facts")
    if found is None:
        found = _Facts(problem)
        object.__setattr__(problem, "_facts", found)
    return found


class LivePlan:
    """A plan that changes. `cost`, `hard` and `terms` are at all times what score() would say of `plan`.

    People whose place does not exist or is taken already stay without a seat. Changes are kept for `undo`.
    """

    def __init__(self, problem, plan):
        self.problem, self.facts = problem, _facts(problem)
        f = self.facts
        self.where, self.who = [NOWHERE] * len(f.ids), [NOWHERE] * len(f.places)
        self.guests, self.spread = [0] * len(problem.tables), defaultdict(Counter)
        self.strangers = [Breach("seated", (p,), "unknown person") for p in plan.seats if p not in f.number]
        wanted = {}
        for i, person in enumerate(f.ids):
            seat = f.seat.get(tuple(plan.seats.get(person) or ()), NOWHERE)
            if seat >= 0 and seat not in wanted:
                wanted[seat] = i
        self._put({person: seat for seat, person in wanted.items()})
        everything = self._count(range(len(f.ids)), range(len(f.places)))
        self.counts = everything.terms
        self.counts["precedence"] -= f.least
        self.at_first = tuple(self.strangers + everything.breaches)      # hard breaches of the plan it began with
        self.hard = len(self.at_first)
        self.done = []

    @property
    def cost(self):
        """Points of all terms together."""
        return sum(self.counts[t] * self.facts.points[t] for t in TERMS)

    @property
    def terms(self):
        """Term -> (count, points), as Score.terms."""
        return {t: (self.counts[t], self.counts[t] * self.facts.points[t]) for t in TERMS}

    @property
    def plan(self):
        """The Plan as it stands, with its cost and hard breaches."""
        f = self.facts
        return Plan(seats={f.ids[i]: f.places[s] for i, s in enumerate(self.where) if s >= 0}, cost=self.cost, hard=self.hard)

    def place_of(self, person_id):
        """(table id, seat index), or None without a seat."""
        seat = self.where[self.facts.number[person_id]]
        return self.facts.places[seat] if seat >= 0 else None

    def person_at(self, place):
        """The id of whoever sits there, or None."""
        person = self.who[self.facts.seat[tuple(place)]]
        return self.facts.ids[person] if person >= 0 else None

    def swap(self, first_id, second_id):
        """Exchange the seats of two people; the Change. Either may be without a seat."""
        a, b = self.facts.number[first_id], self.facts.number[second_id]
        return self._do({a: self.where[b], b: self.where[a]})

    def move(self, person_id, place):
        """Seat somebody at a (table id, seat index); whoever sits there takes the seat left free. The Change.

        Raises KeyError for a person or place that is not in the problem.
        """
        return self._do(self._moving(person_id, place))

    def unseat(self, person_id):
        """Take somebody's seat away; the Change."""
        return self._do({self.facts.number[person_id]: NOWHERE})

    def what_if(self, person_id, place):
        """What move() would change, without changing anything."""
        change = self.move(person_id, place)
        self.undo()
        return change

    def undo(self):
        """Take the last change back; False when there is none."""
        if not self.done:
            return False
        back, _ = self._step(self.done.pop())
        return back is not None

    def _moving(self, person_id, place):
        person, seat = self.facts.number[person_id], self.facts.seat[tuple(place)]
        other = self.who[seat]
        return {person: seat} if other < 0 else {person: seat, other: self.where[person]} if other != person else {}

    def _do(self, moves):
        back, change = self._step(moves)
        self.done.append(back)
        return change

    def _step(self, moves):
        """Make the moves (person -> seat); (the moves back, the Change)."""
        back = {person: self.where[person] for person in moves}
        seats = {seat for seat in (*back.values(), *moves.values()) if seat >= 0}
        old = self._count(moves, seats)
        self._take(moves)
        self._put(moves)
        new = self._count(moves, seats)
        before = Counter(self.counts)
        for term in TERMS:
            self.counts[term] += new.terms[term] - old.terms[term]
        self.hard += len(new.breaches) - len(old.breaches)
        return back, self._change(before, old, new)

    def _change(self, before, old, new):
        points = self.facts.points
        terms = {t: (before[t], self.counts[t], (self.counts[t] - before[t]) * points[t])
                 for t in TERMS if points[t] and self.counts[t] != before[t]}
        broken, mended = Counter(new.breaches) - Counter(old.breaches), Counter(old.breaches) - Counter(new.breaches)
        return Change(sum(p for _, _, p in terms.values()), len(new.breaches) - len(old.breaches), terms,
                      tuple(broken.elements()), tuple(mended.elements()))

    def _take(self, people):
        for person in people:
            self._book(person, -1)
            if self.where[person] >= 0:
                self.who[self.where[person]] = NOWHERE
                self.where[person] = NOWHERE

    def _put(self, moves):
        for person, seat in moves.items():
            if seat >= 0:
                self.where[person], self.who[seat] = seat, person
                self._book(person, 1)

    def _book(self, person, step):
        """Keep the guests of tables and the tables of groups."""
        f, seat = self.facts, self.where[person]
        if seat < 0:
            return
        table = f.table_of[seat]
        self.guests[table] += step * f.is_guest[person]
        for group in f.groups[person] if table != f.main else ():
            self.spread[group][table] += step
            if not self.spread[group][table]:
                del self.spread[group][table]

    # --- Counting ------------------------------------------------------------------------------------------------

    def _count(self, people, seats):
        """All that depends on where these people sit and on who sits in these seats."""
        found = _Count()
        self._count_people(found, people)
        self._count_bonds(found, people)
        self._count_tables(found, people, seats)
        self._count_neighbours(found, seats)
        return found

    def _count_people(self, found, people):
        f, terms = self.facts, found.terms
        for person in people:
            seat = self.where[person]
            if seat >= 0:
                terms["precedence"] += f.weight[person] * f.distance[seat]
                found.breaches += [Breach("need", (f.ids[person],), n) for n in f.needs[person] if n not in f.features[seat]]
            else:
                found.breaches.append(Breach("seated", (f.ids[person],), "no seat"))
            if person in f.previous:
                terms["moved"] += f.previous[person] != seat
            found.breaches += [breach for wanted, breach in f.must.get(person, ()) if wanted != seat]

    def _count_bonds(self, found, people):
        f, terms = self.facts, found.terms
        for number in {w for person in people for w in f.wishes_of.get(person, ())}:
            a, b, wish = f.wishes[number]
            if self._is_close(a, b, wish.scope) != (wish.kind == "together"):
                if wish.is_hard:
                    found.breaches.append(Breach(wish.kind, wish.people, wish.scope))
                else:
                    terms["apart_together"] += wish.weight
        for person in {i for person in people for i in f.served.get(person, ())}:
            if self.where[person] >= 0:
                client = f.client[person]
                terms["interpreter"] += (3 if client < 0 else 0 if self._is_close(person, client, "beside")
                                         else 1 if self._is_close(person, client, "table") else 3)

    def _is_close(self, a, b, scope):
        a, b = self.where[a], self.where[b]
        if a < 0 or b < 0:
            return False
        return self.facts.table_of[a] == self.facts.table_of[b] if scope == "table" else b in self.facts.beside[a]

    def _count_tables(self, found, people, seats):
        f, terms = self.facts, found.terms
        for table in {f.table_of[seat] for seat in seats}:
            head = self.who[f.heads[table]]
            terms["table_host"] += self.guests[table] > 0 and (head < 0 or not f.is_host[head])
        for group in {g for person in people for g in f.groups[person]}:
            terms["group"] += max(0, len(self.spread[group]) - 1)

    def _count_neighbours(self, found, seats):
        f, terms, who = self.facts, found.terms, self.who
        for seat in seats:
            a = who[seat]
            for other in f.beside[seat] if a >= 0 else ():
                b = who[other]
                if b >= 0 and (other > seat or other not in seats):
                    terms["interleave"] += f.side[a] == f.side[b] and f.partner[a] != b and f.partner[b] != a
                    terms["gender"] += f.gender[a] is not None and f.gender[a] == f.gender[b]
        for seat in {n for seat in seats for n in f.beside[seat]}.union(seats):
            a = who[seat]
            if a >= 0:
                near = [who[n] for n in f.beside[seat] if who[n] >= 0]
                terms["unattended"] += f.is_guest[a] and not any(f.is_host[n] for n in near)
                terms["language"] += bool(near and f.speaks[a]) and all(f.speaks[a].isdisjoint(f.speaks[n]) for n in near)
