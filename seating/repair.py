"""Repair on the day: after changes, up to three plans from fewest people moved to lowest cost.

Each price per moved person is searched for once, starting from the plan as it stands. What stays is
the frontier: nobody else moves fewer people for as little cost. Every move has its reason.
"""
from dataclasses import dataclass, replace

from . import words
from .changes import changed_problem
from .compiled import Compiled
from .explain.phrases import LANGUAGES, called, fill, place_called
from .limits import limit
from .live import LivePlan
from .model import ROLE_SEAT, Plan
from .stages import is_compiled
from .stages.flat import FINE, Flat
from .stages.search import Search
from .without_seat import left_out

STEPS_PER_PERSON = 1_200 if is_compiled else 60
MOST_STEPS = 200_000 if is_compiled else 6_000
CHUNKS = 40
DESCENT_SEATS = 600          # largest room in which every exchange is tried
HOT_POINTS, COLD_POINTS = 12, 1

MOVE = {
    "arrived": ("{name}新到，坐{new}。", "{name} has arrived and sits at {new}."),
    "seated": ("{name}原无座位，现坐{new}。", "{name} had no seat and now sits at {new}."),
    "table": ("{name}从{old}到{new}：原桌不能使用。", "{name} moves from {old} to {new}: the table cannot be used."),
    "lock": ("{name}从{old}到{new}：由主办人固定在此座。", "{name} moves from {old} to {new}: fixed there by the organiser."),
    "role": ("{name}从{old}到{new}：此座按身份应由其就座。", "{name} moves from {old} to {new}: the seat belongs to his or her role."),
    "hard": ("{name}从{old}到{new}：若坐原座，将违反必须遵守的规则。", "{name} moves from {old} to {new}: the old seat would break a hard rule."),
    "room": ("{name}从{old}到{new}：原座让给{other}。", "{name} moves from {old} to {new}: the old seat goes to {other}."),
    "term": ("{name}从{old}到{new}：若坐原座，“{term}”多扣 {points} 分。",
             "{name} moves from {old} to {new}: in the old seat, “{term}” would cost {points} more points."),
    "unseated": ("{name}离开{old}，暂无座位：座位不够。", "{name} leaves {old} and has no seat: there are too few."),
}


@dataclass(frozen=True)
class Move(words.Spoken):
    """One person moved: `old` and `new` are (table id, seat index) or None; `kind` is why, a key of MOVE."""

    person: str
    old: tuple | None
    new: tuple | None
    kind: str
    zh: str
    en: str


@dataclass(frozen=True)
class Option:
    """One way to go on. `plan` has its cost and hard breaches (moving itself costs nothing there); `moved` counts people
    who had a seat and have another; `cards` are the people whose place card names another table or is new; `tables`
    are the tables whose list changes.
    """

    plan: Plan
    moved: int
    moves: tuple
    cards: tuple
    tables: tuple


@dataclass(frozen=True)
class Repair:
    """The Problem after the changes and the Options, fewest people moved first."""

    problem: object
    options: tuple


def repair(problem, plan, changes, *, seed=0):
    """A Repair of a plan after changes (see changes.py); without a change in fact, nobody is moved.

    The first option moves as few people as could be found. The same arguments give the same options. Whoever has a
    place in the plan that is not there, or is taken, counts as without a seat.
    Raises InvalidProblem for a change that cannot be.
    """
    return repair_between(problem, changed_problem(problem, changes), plan, seed=seed)


def repair_between(problem, after, plan, *, seed=0):
    """As repair(), for whoever has built the Problem `after` the changes anew, with all that follows from them."""
    plan = LivePlan(problem, plan).plan
    seats = {p.id: plan.seats[p.id] for p in after.people if p.id in plan.seats}
    judged = replace(after, weights={**after.weights, "moved": 0})
    if after == problem:
        return Repair(after, (_option(problem, plan, after, judged, Plan(seats)),))
    found = []
    for number, price in enumerate(sorted(limit("repair_prices"), reverse=True)):
        searched = _searched(after, seats, price, seed + number, found[-1] if found else None)
        found.append(_tidied(judged, seats, searched))
    return Repair(after, tuple(_option(problem, plan, after, judged, p) for p in _frontier(judged, seats, found)))


def _searched(after, seats, price, seed, start):
    """The best Plan when each person moved costs `price` points."""
    usable = {p: place for p, place in seats.items() if place[0] in {t.id for t in after.tables}}
    priced = replace(after, previous=seats or None, weights={**after.weights, "moved": price})
    compiled = Compiled(priced)
    at = _first(compiled, priced, start.seats if start else usable)
    search = Search(Flat(compiled, at), seed)
    search.reset(compiled.full_cost(at))
    _improve(search, len(compiled.places), len(after.people))
    at = search.people_at()
    return Plan({compiled.person_ids[p]: compiled.places[s] for s, p in enumerate(at) if p != compiled.empty})


def _first(compiled, problem, seats):
    """A person per seat: everybody where they are, people with a fixed seat there, the others on the cheapest chairs left."""
    c = compiled
    at = [c.empty] * len(c.places)
    for person, seat in c.fixed.items():
        at[seat] = person
    waiting = []
    for p, person_id in enumerate(c.person_ids):
        if p in c.fixed:
            continue
        seat = c.seat_index.get(seats.get(person_id))
        if seat is None or at[seat] != c.empty or not _fits(c, p, seat):
            waiting.append(p)
        else:
            at[seat] = p
    standing = {c.index[p] for p in left_out(problem)}
    waiting.sort(key=lambda p: (p in standing, c.allowed[p] is None, -c.weight[p], p))
    for p in waiting:
        _place(c, at, p, standing)
    return at


def _fits(c, person, seat):
    return c.allowed[person] is None or seat in c.allowed[person]


def _place(c, at, person, standing):
    """Seat one person on the cheapest free chair; in a full room in place of somebody of `standing`, or else of the least
    important who ranks below, unless the person is to stand too.
    """
    free = [s for s, p in enumerate(at) if p == c.empty and _fits(c, person, s)]
    if free:
        at[min(free, key=lambda s: (s in c.closed, c.own_cost(person, s), s))] = person
        return
    def height(p):
        return p not in standing, c.weight[p] if not standing else 0

    lower = [s for s, p in enumerate(at) if p != c.empty and p not in c.fixed and _fits(c, person, s) and height(p) < height(person)]
    if lower:
        at[min(lower, key=lambda s: (height(at[s]), c.weight[at[s]], -at[s]))] = person


def _improve(search, seats, people):
    """Cool down from a low heat, then take every exchange that helps."""
    _descend(search, seats)
    best, best_cost = search.people_at(), search.total()
    steps = min(MOST_STEPS, STEPS_PER_PERSON * people)
    for chunk in range(CHUNKS):
        heat = HOT_POINTS * (COLD_POINTS / HOT_POINTS) ** (chunk / CHUNKS)
        search.run(steps // CHUNKS, round(heat * 2**FINE))
        if search.total() < best_cost:
            best, best_cost = search.people_at(), search.total()
    search.load(best, best_cost)
    _descend(search, seats)


def _descend(search, seats):
    while seats <= DESCENT_SEATS and search.descend(0, search.free_count()):
        pass


def _frontier(problem, seats, plans):
    """Plans that no other beats in hard breaches, people moved and cost; the outer two and the best bargain between."""
    found = {}
    for plan in plans:
        live = LivePlan(problem, plan)
        moved = sum(p in seats and seats[p] != place for p, place in plan.seats.items())
        found.setdefault((live.hard, moved, live.cost), replace(plan, cost=live.cost, hard=live.hard))
    kept = [key for key in sorted(found) if key[0] == min(found)[0]
            and not any(o != key and o[0] <= key[0] and o[1] <= key[1] and o[2] <= key[2] for o in found)]
    most = limit("repair_options")
    if len(kept) > most:
        inner = sorted(kept[1:-1], key=lambda k: (-_bargain(kept[0], k), k))[:most - 2]
        kept = sorted([kept[0], *inner, kept[-1]])
    return [found[key] for key in kept]


def _bargain(first, key):
    """Points saved per person moved beyond the first option."""
    return (first[2] - key[2]) / max(1, key[1] - first[1])


# --- Why each person moves ---------------------------------------------------------------------------------------------


def _option(problem, plan, after, judged, repaired):
    """The Option of one repaired plan, with the reasons of its moves."""
    live = LivePlan(judged, repaired)
    why = _Why(problem, plan, after, live)
    moves = tuple(why.move(p.id) for p in after.people if why.old(p.id) != live.place_of(p.id))
    cards = tuple(m.person for m in moves if m.new and (m.old is None or m.old[0] != m.new[0]))
    now = live.plan
    changed = {place[0] for p, place in {**now.seats, **plan.seats}.items() if why.old(p) != now.seats.get(p)}
    changed |= {m.new[0] for m in moves if m.new}
    tables = tuple(t.id for t in after.tables if t.id in changed)
    return Option(now, sum(bool(m.old and m.new) for m in moves), moves, cards, tables)


class _Why:
    """Finds the reason of each move in the repaired plan."""

    def __init__(self, problem, plan, after, live):
        self.problem, self.plan, self.after, self.live = problem, plan, after, live
        self.known = {p.id for p in problem.people}
        self.tables = {t.id for t in after.tables}
        self.fixed = _fixed(after)

    def old(self, person_id):
        place = self.plan.seats.get(person_id)
        return tuple(place) if place is not None else None

    def move(self, person_id):
        """The Move of one person who sits elsewhere than before."""
        old, new = self.old(person_id), self.live.place_of(person_id)
        kind, filled = self._reason(person_id, old, new)
        names = {"name": called(self.after, person_id), "old": lambda lang: place_called(self.problem, old, lang),
                 "new": lambda lang: place_called(self.after, new, lang), **filled}
        zh, en = (fill(MOVE[kind], lang, names) for lang in LANGUAGES)
        return Move(person_id, old, new, kind, zh, en)

    def _reason(self, person_id, old, new):
        """(kind, what its sentence names): the first that holds."""
        if old is None:
            return ("seated" if person_id in self.known else "arrived"), {}
        if new is None:
            return "unseated", {}
        if old[0] not in self.tables:
            return "table", {}
        if self.fixed.get(person_id, ("", None))[0] == new:
            return self.fixed[person_id][1], {}
        other = self.live.person_at(old)
        if other and self.fixed.get(other, ("", None))[0] == old:
            return "room", {"other": called(self.after, other)}
        back = self.live.what_if(person_id, old)
        if back.hard > 0:
            return "hard", {}
        term, (_, _, points) = max(back.terms.items(), key=lambda item: item[1][2])
        return "term", {"term": lambda lang: words.pick(words.TERM[term], lang), "points": str(points)}


def _fixed(problem):
    """Person id -> (place, lock or role) for everybody with a seat of their own."""
    main, found = problem.main_table, {}
    for person in problem.people:
        field = ROLE_SEAT.get(person.role)
        if field and getattr(main, field) is not None:
            found[person.id] = ((main.id, getattr(main, field)), "role")
    return found | {lock.person: ((lock.table, lock.seat), "lock") for lock in problem.locks}


def _tidied(judged, seats, plan):
    """The plan with everybody back on the old seat for whom that costs nothing, so that every move has a reason."""
    live, tables = LivePlan(judged, plan), {t.id for t in judged.tables}
    is_changed = True
    while is_changed:
        is_changed = False
        for person, old in seats.items():
            if old[0] in tables and live.place_of(person) not in (None, old):
                if live.move(person, old).key() <= (0, 0):
                    is_changed = True
                else:
                    live.undo()
    return live.plan
