"""Seat everyone: construct, anneal, polish, and prove what can be proved; repeatable by seed and steps."""
from dataclasses import replace

from .compiled import Compiled
from .model import Plan
from .score import score
from .stages import is_compiled
from .stages.construct import construct
from .stages.flat import FINE, Flat
from .stages.polish import EXACT_ALONE, EXACT_SEATS, cheapest_order, cost_of, links, order_tables
from .stages.search import Search
from .status import with_status
from .stop import Stop

STEPS_PER_PERSON = 24_000 if is_compiled else 1_600
MOST_STEPS = 20_000_000 if is_compiled else 1_500_000
LEAST_PEOPLE = 10
RESTART_STEPS = 40_000      # per person; in a small room a longer budget is shared among several starts
RESTART_PEOPLE = 80
MOST_RESTARTS = 6
DESCENT_SEATS = 1500        # largest room in which every exchange is tried at the end
LAST_SECONDS = (0.05, 0.0005)   # kept for the last stage: at all, and per person
FIRST_SHARE = 0.04          # of the budget, for a first plan that is fair already
PROVABLE_SHARE = 0.15       # of the budget, where the best order is then proven exactly


def solve(problem, *, stop=None, seed=0, on_progress=None):
    """The best Plan found within the budget; hard rules first, then cost.

    `stop` is a Stop: steps, seconds, or both (then the seconds are a ceiling). `on_progress(done,
    total, best_cost)` is called now and then; when it returns False the search ends and the best plan
    so far is returned. The same problem, seed and number of steps give the same plan.
    """
    stop = stop or Stop()
    stop.start()
    compiled = Compiled(problem)
    budget = _Budget(stop, problem, on_progress)
    at = _search(compiled, seed, budget)
    at, is_proven = _prove(compiled, at, budget)
    plan = Plan(seats=_places(compiled, at), seed=seed, steps=budget.done, is_cancelled=stop.is_asked,
                seconds=round(stop.elapsed_seconds, 3))
    result = score(problem, plan)
    return with_status(problem, replace(plan, cost=result.cost, hard=result.hard), compiled, at, is_proven, stop)


def default_steps(problem):
    """Proposals to make when nobody says: more people, more steps, with a ceiling."""
    return min(MOST_STEPS, STEPS_PER_PERSON * max(len(problem.people), LEAST_PEOPLE))


class _Budget:
    """How far the search is, between 0 and 1, by steps or else by seconds; asked by every stage."""

    def __init__(self, stop, problem, on_progress):
        self.stop, self.on_progress, self.done = stop, on_progress, 0
        self.steps = stop.steps if stop.steps is not None or stop.seconds else default_steps(problem)
        self.people = max(len(problem.people), LEAST_PEOPLE)

    def share(self):
        """The part of the budget that is used."""
        if self.steps is not None:
            return 1.0 if self.done >= self.steps else self.done / self.steps
        kept = LAST_SECONDS[0] + LAST_SECONDS[1] * self.people
        return min(1.0, self.stop.elapsed_seconds / max(self.stop.seconds - kept, self.stop.seconds / 2))

    def starts(self):
        """How many starts the budget allows."""
        if self.people > RESTART_PEOPLE:
            return 1
        steps = self.steps if self.steps is not None else self.stop.seconds * 3_000_000
        return max(1, min(MOST_RESTARTS, int(steps / (RESTART_STEPS * self.people))))

    def chunk(self):
        """Steps until the next look at the clock and the progress line."""
        if self.steps is None:
            return 10_000 if is_compiled else 300
        return min(max(200, min(10_000, self.steps // 150)), self.steps - self.done)

    def tell(self, cost):
        """Report progress; whether the search must end now."""
        total = self.steps or int(self.done / max(self.share(), 0.01))
        if self.on_progress and not self.stop.is_asked and self.on_progress(min(self.done, total), total, cost) is False:
            self.stop.ask()
        return self.stop.is_over()


def _search(compiled, seed, budget):
    """The best plan found, as a person per seat."""
    best, best_cost, end = None, None, 0
    for start, length in enumerate(_lengths(budget, PROVABLE_SHARE if _provable_links(compiled) else 1)):
        end += length
        at = construct(compiled, shift=start)
        search = Search(Flat(compiled, at), seed * (MOST_RESTARTS + 1) + start)
        search.reset(compiled.full_cost(at))
        _anneal(search, compiled, end, length, budget, best_cost)
        _polish(search, compiled, budget)
        if best_cost is None or search.total() < best_cost:
            best, best_cost = search.people_at(), search.total()
        if budget.stop.is_over():
            break
    return best


def _lengths(budget, share):
    """Parts of the budget, one per start: a short one first, so that who stops early has a fair plan."""
    starts = budget.starts()
    return [share * FIRST_SHARE] + [share * (1 - FIRST_SHARE) / starts] * starts


def _anneal(search, compiled, end, length, budget, known_cost):
    """Cool down while the budget goes from end - length to end; leave the best plan met in `search`.

    `known_cost` is that of the best plan of earlier starts, or None; what is told is never worse.
    """
    hot, cold = _temperatures(compiled)
    best, best_cost = search.people_at(), search.total()
    while (share := budget.share()) < end:
        part = max(0.0, 1 - (end - share) / length)
        chunk = budget.chunk()
        search.run(chunk, round(hot * (cold / hot) ** part * 2**FINE))
        budget.done += chunk
        if search.total() < best_cost:
            best, best_cost = search.people_at(), search.total()
        if budget.tell(min(best_cost, best_cost if known_cost is None else known_cost) - compiled.least):
            break
    search.load(best, best_cost)


def _polish(search, compiled, budget):
    """Exchange and order in turn until neither helps."""
    known, is_over = set(), budget.stop.is_over
    while not is_over():
        cost = search.total()
        if len(compiled.places) <= DESCENT_SEATS:
            while _descend(search, compiled, is_over):
                pass
        order_tables(search, compiled, known, EXACT_SEATS, is_over)
        if search.total() == cost:
            return


def _descend(search, compiled, is_over):
    """One round of all exchanges; whether one helped (False as well when time is up)."""
    helped, step = False, 50
    for first in range(0, search.free_count(), step):
        if is_over():
            return False
        helped = search.descend(first, first + step) or helped
    return helped


def _temperatures(compiled):
    """Start and end, in points, from the weights of the problem."""
    weight = compiled.problem.weight
    common = [weight(t) for t in ("interleave", "unattended", "language", "group") if weight(t)]
    scale = sum(common) / len(common) if common else 10
    return max(2.0, 0.8 * scale), max(0.3, 0.01 * scale)


def _provable_links(compiled):
    """The links of the only table when its best order can be proven, else None."""
    seats = compiled.tables[0]
    if len(compiled.tables) > 1 or not 4 <= len(seats) <= EXACT_ALONE or len(compiled.person_ids) > len(seats):
        return None
    return links(compiled, seats)


def _prove(compiled, at, budget):
    """(plan, whether it is proven best): one table, each person who may tried in its first seat."""
    linked, seats = _provable_links(compiled), compiled.tables[0]
    if linked is None:
        return at, False
    head = compiled.problem.tables[0].head
    ring, linked = seats[head:] + seats[:head], linked[head:] + linked[:head]
    sitting = [at[s] for s in ring]
    best = cost_of(compiled, ring, linked, sitting) + _host_cost(compiled, sitting)
    for first in [sitting[0]] + [p for p in dict.fromkeys(sitting[1:]) if _may_lead(compiled, p, ring[0])]:
        if budget.stop.is_over():
            return _placed(at, ring, sitting), False
        others = list(sitting)
        others.remove(first)
        host = _host_cost(compiled, [first, *others])
        cost, people = cheapest_order(compiled, ring, linked, [first, *others], best - host)
        if people is not None:
            best, sitting = cost + host, people
    return _placed(at, ring, sitting), True


def _may_lead(compiled, person, seat):
    fixed = compiled.fixed_seats.get(seat)
    if fixed is not None or compiled.fixed.get(person, seat) != seat:
        return fixed == person
    if person == compiled.empty:
        return True
    return seat not in compiled.closed and (compiled.allowed[person] is None or seat in compiled.allowed[person])


def _host_cost(compiled, sitting):
    """What the table costs for having guests and nobody of the host side at its head, which is sitting[0]."""
    return compiled.table_host if any(compiled.is_guest[p] for p in sitting) and not compiled.is_host[sitting[0]] else 0


def _placed(at, ring, people):
    at = list(at)
    for seat, person in zip(ring, people):
        at[seat] = person
    return at


def _places(compiled, at):
    return {compiled.person_ids[p]: compiled.places[s] for s, p in enumerate(at) if p != compiled.empty}
