"""What a plan breaks and what it costs, term by term, exactly as docs/seating/format.md counts.

This is the readable truth: the search keeps faster running totals and is tested against it.
"""
from dataclasses import dataclass

from .model import GUEST, HOST, ROLE_SEAT, TERMS, distance, importance


@dataclass(frozen=True)
class Breach:
    """A hard rule that is broken: `rule` is seated, role, lock, need, apart or together."""

    rule: str
    people: tuple
    detail: str = ""


@dataclass(frozen=True)
class Score:
    """`hard` breaches, `cost` in points, and `terms`: term -> (count, points)."""

    breaches: tuple
    terms: dict

    @property
    def hard(self):
        return len(self.breaches)

    @property
    def cost(self):
        return sum(points for _, points in self.terms.values())

    def key(self):
        """Smaller is better: hard breaches first, then cost."""
        return self.hard, self.cost


class Seated:
    """Who sits where in a plan, leaving out places that do not exist or are already taken."""

    def __init__(self, problem, plan):
        self.problem, self.at, self.taken, self.wrong = problem, {}, {}, []
        tables = {t.id: len(t.seats) for t in problem.tables}
        for person in problem.people:
            place = plan.seats.get(person.id)
            if place is None:
                self.wrong.append(Breach("seated", (person.id,), "no seat"))
                continue
            table, seat = place
            if not 0 <= seat < tables.get(table, 0):
                self.wrong.append(Breach("seated", (person.id,), "no such seat"))
            elif (table, seat) in self.taken:
                self.wrong.append(Breach("seated", (person.id, self.taken[table, seat]), "seat taken"))
            else:
                self.at[person.id] = (table, seat)
                self.taken[table, seat] = person.id
        known = {p.id for p in problem.people}
        self.wrong += [Breach("seated", (p,), "unknown person") for p in plan.seats if p not in known]

    def seat(self, person_id):
        table, index = self.at[person_id]
        return self.problem.table(table).seats[index]

    def beside(self, person_id):
        """Neighbours as Person objects, in the order of the seat's `beside`."""
        table, _ = self.at[person_id]
        found = (self.taken.get((table, s)) for s in self.seat(person_id).beside)
        return [self.problem.person(p) for p in found if p]

    def close(self, a, b, scope):
        """Whether the two share a table, or are neighbours; False when one has no seat."""
        if a not in self.at or b not in self.at:
            return False
        if scope == "table":
            return self.at[a][0] == self.at[b][0]
        return any(n.id == b for n in self.beside(a))


def score(problem, plan):
    """The Score of a plan; never raises, however wrong the plan is."""
    seated = Seated(problem, plan)
    own, broken = _wishes(problem, seated)
    counts = {"table_host": _table_host(problem, seated), "group": _group(problem, seated),
              "moved": _moved(problem, seated), **_people_terms(problem, seated)}
    terms = {t: (counts[t], counts[t] * problem.weight(t)) for t in TERMS if t in counts}
    rank_cost = _precedence(problem, seated)
    terms["precedence"], terms["apart_together"] = (rank_cost, rank_cost), (own, own)
    breaches = seated.wrong + _role_lock_need(problem, seated) + broken
    return Score(tuple(breaches), {t: terms[t] for t in TERMS})


def _role_lock_need(problem, seated):
    found, main = [], problem.main_table
    for person in problem.people:
        field = ROLE_SEAT.get(person.role)
        wanted = getattr(main, field) if field else None
        if wanted is not None and seated.at.get(person.id) != (main.id, wanted):
            found.append(Breach("role", (person.id,), person.role))
        if person.id in seated.at:
            features = seated.seat(person.id).features
            found += [Breach("need", (person.id,), n) for n in person.needs if n not in features]
    return found + [Breach("lock", (lock.person,)) for lock in problem.locks
                    if seated.at.get(lock.person) != (lock.table, lock.seat)]


def _wishes(problem, seated):
    own, broken = 0, []
    for wish in problem.wishes:
        if seated.close(*wish.people, wish.scope) != (wish.kind == "together"):
            if wish.is_hard:
                broken.append(Breach(wish.kind, wish.people, wish.scope))
            else:
                own += wish.weight
    return own, broken


def _precedence(problem, seated):
    weights, distances = importance(problem), distance(problem)
    least = sum(w * d for w, d in zip(sorted(weights.values(), reverse=True), sorted(distances.values())))
    return sum(weights[p] * distances[place] for p, place in seated.at.items()) - least


def _people_terms(problem, seated):
    count = dict.fromkeys(("interleave", "unattended", "interpreter", "language", "gender"), 0)
    for person in problem.people:
        if person.id not in seated.at:
            continue
        near = seated.beside(person.id)
        count["unattended"] += is_unattended(person, near)
        count["language"] += is_speechless(person, near)
        for other in near:
            if other.id < person.id:
                count["interleave"] += is_same_side(person, other)
                count["gender"] += person.gender is not None and person.gender == other.gender
        if person.interprets_for:
            count["interpreter"] += interpreter_steps(person, seated)
    return count


def is_unattended(person, near):
    """A guest with no host-side person beside."""
    return person.side == GUEST and not any(n.side == HOST for n in near)


def is_speechless(person, near):
    """Someone with neighbours but no language in common with any of them."""
    speaks = set(person.languages)
    return bool(near and speaks and not any(speaks & set(n.languages) for n in near))


def is_same_side(a, b):
    """Neighbours of one side who are not partners."""
    return a.side == b.side and a.partner != b.id and b.partner != a.id


def interpreter_steps(person, seated):
    """0 beside the person interpreted for, 1 at the same table, 3 elsewhere."""
    if seated.close(person.id, person.interprets_for, "beside"):
        return 0
    return 1 if seated.close(person.id, person.interprets_for, "table") else 3


def _table_host(problem, seated):
    count = 0
    for table in problem.tables:
        sides = {problem.person(p).side for p in
                 (seated.taken.get((table.id, s)) for s in range(len(table.seats))) if p}
        head = seated.taken.get((table.id, table.head))
        count += GUEST in sides and (head is None or problem.person(head).side != HOST)
    return count


def _group(problem, seated):
    main, tables = problem.main_table.id, {}
    for person in problem.people:
        place = seated.at.get(person.id)
        if place and place[0] != main:
            for group in person.groups:
                tables.setdefault(group, set()).add(place[0])
    return sum(len(t) - 1 for t in tables.values())


def _moved(problem, seated):
    known = {p.id for p in problem.people}
    return sum(seated.at.get(p) != tuple(place)
               for p, place in (problem.previous or {}).items() if p in known)
