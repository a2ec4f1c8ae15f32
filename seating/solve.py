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
STEPS_PER_PERSON_SMALL = 1600
MOST_STEPS = 2_000_000
SMALL = 40                  # up to so many people the budget is shared among RESTARTS starts
RESTARTS = 2


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
    people = len(problem.people)
    per_person = STEPS_PER_PERSON_SMALL if people <= SMALL else STEPS_PER_PERSON
    return min(MOST_STEPS, per_person * max(people, 10))


def _search(compiled, steps, rng, watch):
    """(best plan as a list, its cost, whether it is proven best)."""
    runs = RESTARTS if len(compiled.person_ids) <= SMALL and not _is_exact(compiled) else 1
    best = None
    for run in range(runs):
        annealer = Annealer(construct(compiled, shift=run), rng)
        watch.begin(run * (steps // runs), annealer)
        if not _is_exact(compiled):
            annealer.run(steps // runs, *_temperatures(compiled), watch)
        if best is None or annealer.best_cost < best.best_cost:
            best = annealer
        if watch.is_over():
            break
    best.restart_from_best()
    is_proven = _polish(best, watch) and _is_exact(compiled)
    return best.best_at, best.best_cost, is_proven


def _polish(annealer, watch):
    """Exchange and order in turn until neither helps; True when every ring was ordered."""
    while True:
        cost = annealer.best_cost
        descend(annealer, watch.is_over)
        ordered = order_tables(annealer, watch.is_over)
        if annealer.best_cost == cost or watch.is_over():
            return ordered == len(annealer.c.tables)


def _is_exact(compiled):
    """One ring with its head seat fixed: the best order is the best plan."""
    if len(compiled.tables) != 1 or not is_ring(compiled, compiled.tables[0]):
        return False
    return compiled.heads[0] in compiled.fixed.values() and len(compiled.person_ids) <= len(compiled.places)


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

    def is_over(self):
        return self.stop.is_over()
