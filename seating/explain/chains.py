"""The best chain of a few moves that begins with a given one: what else moves so that somebody can sit there.

A chain is made of exchanges of two seats; a free chair counts as a seat, so three people who move round are two of them.
A further move has to do with those before it: it touches a seat that they touched, one beside it, or the seat of somebody bound to
who moved, so that a chain mends what the first move costs and nothing else. In a small room every exchange is tried (tests compare
with brute force); in a large one the third move is tried after the cheapest of the second, as many as the looks allow.
"""
from ..compiled import Compiled
from ..limits import limit
from ..live import Change, LivePlan
from ..stages import is_compiled
from ..stages.flat import Flat
from ..stages.search import Search
from .why_not import Exchange, bound_to

MOST_LOOKS = 60_000 if is_compiled else 4_000     # exchanges tried for one chain: less than two tenths of a second
FEWEST_KEPT = 4                                    # chains followed further, whatever that takes
SMALL_ROOM = 20                                    # seats up to which every exchange is tried


class Chains:
    """Finds chains in one plan. `live` is that plan and stays as it is."""

    def __init__(self, problem, plan):
        self.live, self.compiled = LivePlan(problem, plan), Compiled(problem)
        self.search = Search(Flat(self.compiled, self._at()), 0)

    def best(self, person_id, place, *, most_looks=MOST_LOOKS):
        """(Exchanges, Change) of the best chain that begins with somebody going to a place (table id, seat index): the cheapest,
        where each further move saves chain_move_points at least (limits.toml). Raises KeyError for an unknown person or place."""
        chains = self.by_length(person_id, place, most_looks=most_looks)
        return min(chains, key=lambda found: (found[1].hard, found[1].cost + limit("chain_move_points") * len(found[0])))

    def by_length(self, person_id, place, *, most_looks=MOST_LOOKS):
        """The cheapest chain found of one move, of two, and so on, as (Exchanges, Change)."""
        live, most = self.live, limit("why_not_moves")
        made, found = [], []
        for move in self._begun(person_id, tuple(place), most):
            made.append(move)
            found.append((tuple(e for e, _change in made), _together(change for _e, change in made)))
        at = self._at()
        self.search.load(at, self.compiled.full_cost(at))
        held = {*self.compiled.fixed_seats, *self.compiled.closed, live.facts.seat[tuple(place)]}
        self.free = [s for s in range(len(at)) if s not in held]
        self.touched = [live.facts.seat[p] for exchange, _change in made for p in (exchange.old_place, exchange.place) if p]
        begun = found[-1]
        found += [self._made(chain, begun) for chain in self._grown(most - len(made), most_looks)]
        for _move in made:
            live.undo()
        return found

    def _begun(self, person_id, place, most):
        """Make the move asked for, and where somebody loses the seat by it, the best move of theirs to a free chair:
        (Exchange, Change) each."""
        live = self.live
        first = _exchange(live, person_id, place)
        yield first, live.move(person_id, place)
        if first.other and not first.old_place and most > 1:
            free = [p for s, p in enumerate(live.facts.places) if live.who[s] < 0 and s not in self.compiled.closed]
            if free:
                chair = min(free, key=lambda p: live.what_if(first.other, p).key())
                second = _exchange(live, first.other, chair)
                yield second, live.move(first.other, chair)

    def _at(self):
        return [self.compiled.empty if p < 0 else p for p in self.live.who]

    def _grown(self, moves, most_looks):
        """The cheapest chain of pairs of seats after each further move."""
        chains, kept = [(0, ())], 1
        for left in range(moves - 1, -1, -1):
            longer, looks = {}, 0
            for cost, chain in chains[:kept]:
                self._make(chain)
                steps = [(cost + step, (*chain, pair)) for step, pair in self._steps(chain) if pair not in chain]
                looks += len(steps)
                for whole in steps if left else [min(steps)] if steps else ():
                    longer.setdefault(_same(whole[1]), whole)
                self._make(chain[::-1])
            if not longer:
                return
            chains = sorted(longer.values())
            kept = max(FEWEST_KEPT, most_looks // (2 * looks))        # a longer chain has more seats to go on from
            yield chains[0][1]

    def _make(self, chain):
        for a, b in chain:
            self.search.exchange(a, b)

    def _steps(self, chain):
        """Every exchange from here: (change of cost, pair of seats)."""
        found, exchange, person_at = [], self.search.exchange, self.search.person_at
        allowed, starts = self.compiled.allowed, self._starts(chain)
        for a in starts:
            p = person_at(a)
            for b in self.free:
                q = person_at(b)
                if p != q and (a < b or b not in starts) and (allowed[p] is None or b in allowed[p]) and (allowed[q] is None or a in allowed[q]):
                    found.append((exchange(a, b), (a, b)))
                    exchange(a, b)
        return found

    def _starts(self, chain):
        """Free seats that have to do with the moves so far."""
        f, free = self.live.facts, set(self.free)
        if len(self.free) <= SMALL_ROOM:
            return free
        touched = {*self.touched, *(seat for pair in chain for seat in pair)}
        where = {p: s for s, p in enumerate(self.search.people_at())}
        people = [p for p in map(self.search.person_at, touched) if p < self.compiled.empty]
        bound = {where[q] for p in people for q in bound_to(f, p) if q in where}
        return (touched | bound | {n for s in touched for n in f.beside[s]}) & free

    def _made(self, pairs, begun):
        """`begun` (Exchanges, Change) and the Exchanges of pairs of seats by people after it, with what they do together."""
        (exchanges, change), live = begun, self.live
        for a, b in pairs:
            a, b = (b, a) if live.who[a] < 0 else (a, b)
            made = _exchange(live, live.facts.ids[live.who[a]], live.facts.places[b])
            exchanges, change = (*exchanges, made), change.then(live.move(made.person, made.place))
        for _pair in pairs:
            live.undo()
        return exchanges, change


def _exchange(live, person_id, place):
    return Exchange(person_id, place, live.person_at(place), live.place_of(person_id))


def _together(changes):
    whole = Change(0, 0, {})
    for change in changes:
        whole = whole.then(change)
    return whole


def _same(chain):
    """A key for chains that come to the same: pairs of different seats, in whatever order."""
    seats = {seat for pair in chain for seat in pair}
    return frozenset(chain) if len(seats) == 2 * len(chain) else chain
