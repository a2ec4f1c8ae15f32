"""Why somebody does not sit somewhere: what it would break and cost, and what would make it acceptable."""
from dataclasses import dataclass, replace

from .. import words
from ..compiled import Compiled
from ..limits import limit
from ..live import Change, LivePlan
from ..stages import is_compiled
from ..stages.flat import Flat
from ..stages.search import Search
from .compare import change_sentences
from .phrases import LANGUAGES, called, place_called, points

MOST_KEPT = 12 if is_compiled else 2       # chains followed further after each move
MOST_SEATS = 14                            # seats from which the next move starts

WORDS = {
    "here": ("{name}已坐在{place}。", "{name} sits at {place} already."),
    "if": ("若{name}改坐{place}：", "If {name} sat at {place}:"),
    "same": ("各项均无变化", "Nothing changes"),
    "alone": ("只作这一调整即可接受。", "This move alone is acceptable."),
    "chain": ("以下{count}步调整后可以接受（合计{points}）：", "{count} moves make it acceptable ({points} in all):"),
    "nothing": ("未找到使其可以接受的调整（至多{most}步）；找到的最好调整合计{points}。",
                "No chain of at most {most} moves was found that makes it acceptable; the best found comes to {points} in all."),
    "broken": ("未找到使其可以接受的调整（至多{most}步）：仍有必须遵守的规则被违反。",
               "No chain of at most {most} moves was found that makes it acceptable: a hard rule stays broken."),
    "swap": ("{name}与{other}互换座位", "{name} and {other} exchange seats"),
    "free": ("{name}移至空座（{place}）", "{name} moves to a free chair ({place})"),
    "unseat": ("{name}坐{place}，{other}暂无座位", "{name} takes {place}, and {other} is left without a seat"),
}


@dataclass(frozen=True)
class Exchange:
    """One move of a chain: `person` goes to `place`, and `other` (or nobody) to `person`'s old place (or none)."""

    person: str
    place: tuple
    other: str | None
    old_place: tuple | None

    def sentence(self, problem, lang):
        key = "free" if self.other is None else "swap" if self.old_place else "unseat"
        other = called(problem, self.other)(lang) if self.other else ""
        return _say(key, lang, name=called(problem, self.person)(lang), other=other, place=place_called(problem, self.place, lang))


@dataclass(frozen=True)
class WhyNot(words.Spoken):
    """`change`: what the move alone does. `chain`: Exchanges that make it acceptable, the move itself first; () when
    none was found. `outcome`: what all of the chain does, or the best chain met when none is acceptable.
    """

    person: str
    place: tuple
    change: Change
    chain: tuple
    outcome: Change
    is_here: bool = False
    zh: tuple = ()
    en: tuple = ()

    @property
    def is_acceptable(self):
        """Whether the person may sit there, after the chain."""
        return self.is_here or bool(self.chain)


def why_not(problem, plan, person_id, place, *, tolerance_points=None):
    """A WhyNot for seating somebody at (table id, seat index) in a plan; the plan stays as it is.

    Acceptable is what breaks no further hard rule, and mends one or costs at most `tolerance_points` more (by
    default why_not_tolerance_points of limits.toml). Raises KeyError for an unknown person or place.
    """
    live, place = LivePlan(problem, plan), tuple(place)
    most = limit("why_not_moves")
    tolerance_points = limit("why_not_tolerance_points") if tolerance_points is None else tolerance_points
    if live.place_of(person_id) == place:
        nothing = Change(0, 0, {})
        return _told(problem, WhyNot(person_id, place, nothing, (), nothing, is_here=True), most)
    first = _exchange(live, person_id, place)
    change = live.move(person_id, place)
    if _is_acceptable(change, tolerance_points):
        return _told(problem, WhyNot(person_id, place, change, (first,), change), most)
    chain, outcome = _best_chain(problem, live, first, change, most, tolerance_points)
    return _told(problem, WhyNot(person_id, place, change, chain, outcome), most)


def _is_acceptable(change, tolerance_points):
    return not change.broken and (change.hard < 0 or change.cost <= tolerance_points)


def _exchange(live, person_id, place):
    return Exchange(person_id, place, live.person_at(place), live.place_of(person_id))


def _best_chain(problem, live, first, change, most, tolerance_points):
    """(chain, Change) of the shortest acceptable chain, the cheapest of that length; else ((), best Change)."""
    best = change
    for chains in _Chains(problem, live, first).grow(most - 1):
        told = [_made(live, pairs, change) for pairs in chains]
        fitting = [(exchanges, outcome) for exchanges, outcome in told if _is_acceptable(outcome, tolerance_points)]
        if fitting:
            exchanges, outcome = min(fitting, key=lambda pair: pair[1].key())
            return (first, *exchanges), outcome
        best = min([best, *(outcome for _, outcome in told)], key=Change.key)
    return (), best


def _made(live, pairs, change):
    """The exchanges of pairs of seats by people, and what they do together with `change` before them."""
    exchanges, f = [], live.facts
    for a, b in pairs:
        a, b = (b, a) if live.who[a] < 0 else (a, b)
        exchanges.append(_exchange(live, f.ids[live.who[a]], f.places[b]))
        change = change.then(live.move(exchanges[-1].person, exchanges[-1].place))
    for _ in pairs:
        live.undo()
    return exchanges, change


class _Chains:
    """Chains of exchanges that lower the cost most, grown one by one from the seats that the first move touched."""

    def __init__(self, problem, live, first):
        self.facts, self.compiled = live.facts, Compiled(problem)
        c = self.compiled
        at = [c.empty if p < 0 else p for p in live.who]
        self.search = Search(Flat(c, at), 0)
        self.search.reset(c.full_cost(at))
        held = {*c.fixed_seats, *c.closed, self.facts.seat[first.place]}
        self.free = [s for s in range(len(at)) if s not in held]
        self.touched = [self.facts.seat[place] for place in (first.old_place, first.place) if place]
        self.movers = [self.facts.number[p] for p in (first.other, first.person) if p]

    def grow(self, moves):
        """After each further move the chains worth following, as tuples of pairs of seats, the cheapest first."""
        chains = [(0, ())]
        for _ in range(moves):
            longer = {}
            for cost, chain in chains:
                self._make(chain)
                for step, pair in self._steps(chain):
                    longer.setdefault(frozenset((*chain, pair)), (cost + step, (*chain, pair)))
                self._make(chain[::-1])
            chains = sorted(longer.values())[:MOST_KEPT]
            yield [chain for _, chain in chains]

    def _make(self, chain):
        for a, b in chain:
            self.search.exchange(a, b)

    def _steps(self, chain):
        """The cheapest exchanges from here: (change of cost, (seat, seat))."""
        found, exchange, person_at = [], self.search.exchange, self.search.person_at
        for a in self._starts(chain):
            p = person_at(a)
            for b in self.free:
                q = person_at(b)
                if p != q and self._may(p, b) and self._may(q, a):
                    found.append((exchange(a, b), (a, b)))
                    exchange(a, b)
        return sorted(found)[:MOST_KEPT]

    def _may(self, person, seat):
        allowed = self.compiled.allowed[person]
        return allowed is None or seat in allowed

    def _starts(self, chain):
        """Free seats of people just moved and those bound to them, then the seats beside, at most MOST_SEATS."""
        f, free = self.facts, set(self.free)
        where = {p: s for s, p in enumerate(self.search.people_at())}
        touched = [s for pair in reversed(chain) for s in pair] + self.touched
        people = [self.search.person_at(s) for s in touched] + self.movers
        bound = [where[q] for p in people if p < self.compiled.empty for q in bound_to(f, p) if q in where]
        near = [n for s in touched for n in f.beside[s]]
        return [s for s in dict.fromkeys((*touched, *bound, *near)) if s in free][:MOST_SEATS]


def bound_to(f, person):
    """Numbers of the interpreter, client, spouse and those named with this person in a wish; `f` are the facts of a LivePlan."""
    yield from (q for i in f.served.get(person, ()) for q in (i, f.client[i]) if q >= 0)
    yield from (q for q in (f.partner[person],) if q >= 0)
    yield from (q for w in f.wishes_of.get(person, ()) for q in f.wishes[w][:2] if q != person)


def _told(problem, found, most):
    """The same WhyNot with its sentences."""
    said = {lang: tuple(_sentences(problem, found, most, lang)) for lang in LANGUAGES}
    return replace(found, zh=said["zh"], en=said["en"])


def _sentences(problem, found, most, lang):
    filled = {"name": called(problem, found.person)(lang), "place": place_called(problem, found.place, lang)}
    if found.is_here:
        yield _say("here", lang, **filled)
        return
    yield _say("if", lang, **filled)
    yield from list(change_sentences(problem, found.change, lang)) or [_say("same", lang)]
    cost = _points(found.outcome.cost, lang)
    if not found.chain:
        yield _say("broken" if found.outcome.broken else "nothing", lang, most=most, points=cost)
    elif len(found.chain) == 1:
        yield _say("alone", lang)
    else:
        yield _say("chain", lang, count=len(found.chain), points=cost)
        yield from (exchange.sentence(problem, lang) for exchange in found.chain)


def _points(number, lang):
    return points(number, lang) if number else words.pick(("不多扣分", "no points more"), lang)


def _say(key, lang, **filled):
    return words.pick(WORDS[key], lang).format(**filled)
