"""Seat everyone: construct, improve, polish; repeatable by seed and steps."""
import random
from dataclasses import replace

from .compiled import Compiled
from .model import Plan
from .score import score
from .stages.construct import construct
from .stages.improve import Annealer
from .stages.polish import descend, is_ring, order_tables
from .stop import Stop

STEPS_PER_PERSON = 2200
MOST_STEPS = 2_000_000
SMALL = 40                  # up to so many people the budget is shared among RESTARTS starts
RESTARTS = 4


def solve(problem, *, stop=None, seed=0, on_progress=None):
    """The best Plan found within the budget; hard rules first, then cost.

    `stop` is a Stop (steps and, if wanted, seconds). `on_progress(done, total, best_cost)` is called
    now and then; when it returns False the search ends and the best plan so far is returned.
    The same problem, seed and number of steps give the same plan.
    """
    stop = stop or Stop()
    stop.start()
    compiled = Compiled(problem)
    steps = default_steps(problem) if stop.steps is None else stop.steps
    watch = _Watch(stop, steps, on_progress)
    best_at, best_cost, is_proven = _search(compiled, steps, random.Random(seed), watch)
    plan = Plan(seats=_places(compiled, best_at), seed=seed, steps=steps, is_cancelled=stop.is_asked,
                seconds=round(stop.elapsed_seconds, 3))
    result = score(problem, plan)
    return replace(plan, cost=result.cost, hard=result.hard,
                   bound=result.cost if is_proven and not result.hard else None)


def default_steps(problem):
    """Proposals to make when nobody says: more people, more steps, with a ceiling."""
    return min(MOST_STEPS, STEPS_PER_PERSON * max(len(problem.people), 10))


def _search(compiled, steps, rng, watch):
    """(best plan as a list, its cost, whether it is proven best)."""
    runs = RESTARTS if len(compiled.person_ids) <= SMALL else 1
    best_at, best_cost, is_proven = None, None, False
    for run in range(runs):
        annealer = Annealer(construct(compiled, shift=run), rng)
        watch.begin(run * (steps // runs), annealer)
        if not _needs_no_search(compiled):
            annealer.run(steps // runs, *_temperatures(compiled), watch)
        annealer.state.load(annealer.best_at)
        annealer.refresh(range(len(annealer.best_at)))
        is_proven = _polish(annealer, watch) and _is_exact(compiled)
        if best_cost is None or annealer.best_cost < best_cost:
            best_at, best_cost = annealer.best_at, annealer.best_cost
        if watch(0) or is_proven:
            break
    return best_at, best_cost, is_proven


def _polish(annealer, watch):
    """Exchange and order in turn until neither helps; True when every ring was ordered."""
    while True:
        cost = annealer.best_cost
        descend(annealer, watch)
        ordered = order_tables(annealer, watch)
        if annealer.best_cost == cost or watch(0):
            return ordered == len(annealer.c.tables)


def _is_exact(compiled):
    """One ring with its head seat fixed: the best order is the best plan."""
    if len(compiled.tables) != 1 or not is_ring(compiled, compiled.tables[0]):
        return False
    return compiled.heads[0] in compiled.fixed.values() and len(compiled.person_ids) <= len(compiled.places)


def _needs_no_search(compiled):
    return _is_exact(compiled)


def _temperatures(compiled):
    """Start and end, in points, from the weights of the problem."""
    weight = compiled.problem.weight
    common = [weight(t) for t in ("interleave", "unattended", "language", "group") if weight(t)]
    scale = sum(common) / len(common) if common else 10
    return max(2.0, 0.9 * scale), max(0.3, 0.02 * scale)


def _places(compiled, at):
    return {compiled.person_ids[p]: compiled.places[s] for s, p in enumerate(at) if p != compiled.empty}


class _Watch:
    """Asked by the stages: is it over? Reports progress on the way."""

    def __init__(self, stop, steps, on_progress):
        self.stop, self.steps, self.on_progress = stop, steps, on_progress
        self.offset, self.annealer = 0, None

    def begin(self, offset, annealer):
        self.offset, self.annealer = offset, annealer

    def __call__(self, done):
        if self.on_progress and not self.stop.is_asked:
            if self.on_progress(min(self.steps, self.offset + done), self.steps, self.annealer.best_cost) is False:
                self.stop.ask()
        return self.stop.is_over()
