"""The tour solver: groups, guides, order and times of all tours of a day on one site. Pure: values in, values out.

1. Every party is split into groups (groups.py); groups of rivals inside a party become parties of their own (parting.py).
2. Every party is timed as if it were alone (timetable.py): its cost there is the least it can be in any day, so that the sum
   over the parties is a bound for the day.
3. The parties are put into the day as they are (placing.py). Where that works, the bound is reached: proved best.
4. Otherwise they are put in one after the other, each timed anew round those before it, then a few at a time are timed again
   while the others stand, and at last all together (the exact model, from the best plan so far).
5. Guides and interpreters are shared out anew for the times found (companions.py).
6. No plan: the smallest set of reasons (reasons.py).
"""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

from planner.sites.paths import ways
from planner.tours import companions, reasons
from planner.tours.day import Answer, Day, Plan, Reason
from planner.tours.groups import CannotSplit, split
from planner.tours.parting import parted
from planner.tours.placing import Placing, turned_round
from planner.tours.search import IMPOSSIBLE, POLL_SECONDS
from planner.tours.timetable import Timetable

WHOLE_DAY_GROUPS = 14     # up to so many groups the exact model of the whole day comes before parts of it
PART_STEPS, ALONE_STEPS, MORE_STEPS, PLACING_STEPS = 0.2, 0.6, 0.05, 4.0
GRID = 5                  # minutes between two beginnings when many parties are placed at once
MORE_PLANS = 2            # further plans of each party as good as its best
AT_ONCE = 2               # parties timed side by side


def solve(day: Day, *, steps: float = 12.0, stop=None, progress=None) -> Answer:
    """The day with least walking and waiting, with a proof or a gap, or a smallest set of reasons why there is none.

    Walking and waiting are least for the groups of step 1; guides and interpreters are the best for the times found.
    `steps`: work allowed, in the deterministic units of the search (each some seconds of one core, see docs/evidence/tours.md); same day and steps, same plan.
    `stop`: called now and then; a true answer ends the search with the best plan so far.
    `progress`: called with (cost, bound) whenever a better plan is known; both are called in the caller's own thread.
    Raises ValueError for keys that name nothing or are not unique.
    """
    _refuse_unknown(day)
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            tasks = dict(zip([p.key for p in day.parties], pool.map(lambda party: split(day, party), day.parties)))
    except CannotSplit as error:
        return Answer("impossible", reasons=error.reasons)
    if not tasks:
        return Answer("best", Plan((), 0, 0, 0))
    made = parted(day, tasks)
    try:
        _refuse_too_large(made.day, made.tasks)
    except CannotSplit as error:
        return Answer("impossible", reasons=made.reasons(error.reasons))
    answer = _Search(made.day, made.tasks, steps, stop, progress).run()
    return replace(answer, plan=answer.plan and made.plan(answer.plan), reasons=made.reasons(answer.reasons))


def _refuse_unknown(day):
    keys = {s.key for s in day.site.stops}
    named = {day.site.entrance, day.site.exit, *(s for p in day.parties for s in p.stops), *(k for leg in day.site.legs for k in (leg.start, leg.end))}
    if named - keys:
        raise ValueError(f"no such stops: {sorted(named - keys)}")
    for things in (day.site.stops, day.parties, day.guides, day.interpreters, *(p.visitors for p in day.parties)):
        if len({one.key for one in things}) < len(things):
            raise ValueError("keys must be unique")
    parties = {p.key: {v.key for v in p.visitors} for p in day.parties}
    for p in day.parties:
        wished = {k for wish in (*p.together, *p.apart) for k in wish}
        if wished - parties[p.key] or len(set(p.stops)) < len(p.stops):
            raise ValueError(f"wishes or stops of party {p.key} name nothing, or one twice")
        if any(one == other for one, other in p.rival_sides):
            raise ValueError(f"a side of party {p.key} is its own rival")
    for lock in day.locks:
        if lock.party not in parties:
            raise ValueError(f"a lock names no party: {lock.party}")


def _refuse_too_large(day, tasks):
    """What one look shows: a group larger than a stop holds, a tour longer than its window, nobody to lead it."""
    for party in day.parties:
        for task in tasks[party.key]:
            for stop in (day.site.entrance, *(s for s, _m in task.stops), day.site.exit):
                if task.size > day.site.stop(stop).capacity or day.site.stop(stop).groups_at_once < 1:
                    raise CannotSplit(Reason("group_size", (party.key, stop)))
            if not task.pairs:
                raise CannotSplit(Reason("guides", (party.key,)))
            if (day.site.entrance, day.site.exit) not in ways(day.site, task.needs):
                raise CannotSplit(Reason("no_way", (party.key, day.site.exit)))
            shown = sum(m for _s, m in task.stops) + max(1, day.site.stop(day.site.entrance).minutes) + max(1, day.site.leaving_minutes)
            if shown > party.back_by - party.earliest:
                raise CannotSplit(Reason("too_long", (party.key,)))


class _Search:
    """One run of solve(): the work left, the best plan so far and the bound."""

    def __init__(self, day, tasks, steps, stop, progress):
        self.day, self.tasks, self.steps, self.left = day, tasks, steps, steps
        self.stop, self.progress = stop, progress
        self.was_stopped, self.groups, self.bound, self.alone = False, (), 0, {}

    # --- the method

    def run(self):
        impossible = self._time_alone()
        if impossible:
            return self._why([impossible])
        self.bound = sum(cost for cost, _groups in self.alone.values())
        self._offer(self._placed(self._own_plans(), grid=2 * GRID, steps=PLACING_STEPS))
        if not self.groups and len(self.tasks) > 1 and not self._is_over():
            self._more_plans()
            self._offer(self._placed(self._own_plans(), grid=GRID, steps=PLACING_STEPS))
        if not self.groups:
            self._insert_all()
        small = sum(map(len, self.tasks.values())) <= WHOLE_DAY_GROUPS
        if self._may_go_on() and (small or not self.groups) and self._whole_day():
            return self._why([p.key for p in self.day.parties])
        while self._may_go_on() and self._is_worse_than_alone() and self._improve_parts():
            pass
        if self._may_go_on() and not small and self._is_worse_than_alone():
            self._whole_day()
        return self._answer()

    def _own_plans(self):
        """{party: its plans when alone}; {} when one of them was not found."""
        if not all(plans for _cost, plans in self.alone.values()):
            return {}
        return {key: plans for key, (_cost, plans) in self.alone.items()}

    def _time_alone(self):
        """Each party as if there were no other; the key of one that is impossible even so, or "".

        Two at a time beside this thread: they do not know of each other, so the plans do not depend on which is done first.
        """
        ended = threading.Event()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running = {key: pool.submit(self._alone, key, ended.is_set if self.stop else None) for key in self.tasks}
            while wait(running.values(), POLL_SECONDS).not_done:
                if self.stop and self._asked():
                    ended.set()
        for key, future in running.items():
            found, plans, used = future.result()
            self.left -= used
            self.alone[key] = (max(found.bound, 0), plans)
        return next((key for key, future in running.items() if future.result()[0].state == IMPOSSIBLE), "")

    def _alone(self, key, stop):
        model = Timetable(self.day, self.tasks, [key], companions=False)
        model.fix_beginning(key)
        found, groups = model.solve(min(ALONE_STEPS, self.steps), stop=stop)
        return found, self._with_turned([groups] if groups else []), found.steps

    def _with_turned(self, plans):
        turned = [turned_round(self.day, plan) for plan in plans]
        return [*plans, *(plan for plan in turned if plan)]

    def _more_plans(self):
        """For each party further plans as good as its best, for places in the day where that does not fit."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            asked = [(key, seed) for key in self.tasks for seed in range(MORE_PLANS) if self.alone[key][1]]
            for (key, _seed), (found, groups) in zip(asked, pool.map(lambda one: self._another(*one), asked)):
                self.left -= found.steps
                self.alone[key][1].extend(self._with_turned([groups] if groups else []))

    def _another(self, key, seed):
        cost = _cost(self.alone[key][1][0])
        model = Timetable(self.day, self.tasks, [key], companions=False)
        model.fix_beginning(key)
        model.at_least(cost, cost)
        return model.solve(MORE_STEPS, seed=100 + seed)

    def _placed(self, plans, fixed=(), *, grid=1, steps=PART_STEPS):
        """The fixed Groups and those of the plans at places where they fit, all of them led; or ()."""
        if not plans or self._is_over():
            return ()
        groups = self._solve(Placing(self.day, plans, fixed=fixed, grid=grid), steps)[1]
        if not groups:
            return ()
        led, used = companions.share_out(self.day, self.tasks, (*fixed, *groups), PART_STEPS)
        self.left -= used
        return led

    def _insert_all(self):
        """Parties one after the other, those with least freedom first; the plan is offered when all found a place."""
        slack = {p.key: p.back_by - p.earliest for p in self.day.parties}
        placed = ()
        for key in sorted(self.tasks, key=lambda k: (slack[k] - 10 * len(self.tasks[k]), k)):
            plans = self.alone[key][1]
            with_it = self._placed({key: plans}, placed, grid=GRID) if plans else ()
            if with_it:
                placed = with_it
                continue
            groups = ()
            if not self._is_over():
                model = Timetable(self.day, self.tasks, [key], fixed=placed)
                model.at_least(self.alone[key][0])
                groups = self._solve(model, PART_STEPS)[1]
            if not groups:
                placed = self._with_neighbours(key, placed)
                if not placed:
                    return
                continue
            placed += groups
        self._offer(placed)

    def _with_neighbours(self, key, placed):
        """Everybody placed and this party too, by timing one other party anew with it; () when that does not help."""
        for other in dict.fromkeys(g.party for g in placed):
            if self._is_over():
                return ()
            rest = tuple(g for g in placed if g.party != other)
            found = self._solve(Timetable(self.day, self.tasks, [key, other], fixed=rest), PART_STEPS)[1]
            if found:
                return rest + found
        return ()

    def _is_worse_than_alone(self):
        """Whether a party walks or waits more than in the best plan known of it alone: else only the proof of that plan is missing."""
        return not self.groups or _cost(self.groups) > sum(_cost(plans[0]) if plans else cost for cost, plans in self.alone.values())

    def _improve_parts(self):
        """Two or three parties anew while the others stand; whether anything got better."""
        before = _cost(self.groups)
        extra = {key: _cost([g for g in self.groups if g.party == key]) - self.alone[key][0] for key in self.tasks}
        for key in sorted((k for k in extra if extra[k] > 0), key=lambda k: (-extra[k], k)):
            for parts in self._neighbourhoods(key):
                if not self._may_go_on():
                    return False
                fixed = tuple(g for g in self.groups if g.party not in parts)
                now = [g for g in self.groups if g.party in parts]
                model = Timetable(self.day, self.tasks, parts, fixed=fixed)
                model.hint(now)
                model.at_least(sum(self.alone[k][0] for k in parts), _cost(now))
                self._offer(fixed + (self._solve(model, PART_STEPS)[1] or tuple(now)))
        return _cost(self.groups) < before

    def _neighbourhoods(self, key):
        """The party itself, then with each of those whose time is nearest."""
        middle = {k: sum(g.starts + g.ends for g in self.groups if g.party == k) / len(self.tasks[k]) for k in self.tasks}
        near = sorted((k for k in self.tasks if k != key), key=lambda k: (abs(middle[k] - middle[key]), k))
        yield [key]
        for other in near[:3]:
            yield [key, other]

    def _whole_day(self):
        """The exact model of everything; True when it proves that there is no plan."""
        keys = list(self.tasks)
        model = Timetable(self.day, self.tasks, keys)
        if self.groups:
            model.hint(self.groups)
            model.at_least(self.bound, _cost(self.groups))
        else:
            model.at_least(self.bound)
        found, groups = self._solve(model, self.left, tell=True)
        if found.state == IMPOSSIBLE:
            return not self.groups
        self.bound = max(self.bound, found.bound)
        self._offer(groups)
        return False

    # --- bookkeeping

    def _solve(self, model, steps, tell=False):
        told = (lambda cost, bound: self.progress(cost, max(bound, self.bound))) if tell and self.progress else None
        found, groups = model.solve(min(steps, max(self.left, 0.01)), stop=self._asked if self.stop else None, progress=told)
        self.left -= found.steps
        return found, groups

    def _asked(self):
        self.was_stopped = self.was_stopped or bool(self.stop())
        return self.was_stopped

    def _is_over(self):
        return self.left <= 0 or self.was_stopped or bool(self.stop and self._asked())

    def _may_go_on(self):
        return not self._is_over() and not (self.groups and _cost(self.groups) <= self.bound)

    def _offer(self, groups):
        if groups and (not self.groups or _cost(groups) < _cost(self.groups)):
            self.groups = tuple(sorted(groups, key=lambda g: (list(self.tasks).index(g.party), g.number)))
            if self.progress:
                self.progress(_cost(self.groups), self.bound)

    def _why(self, parties):
        found, is_smallest, used = reasons.smallest(self.day, self.tasks, parties, max(self.left, 2.0), self._asked if self.stop else None)
        return Answer("impossible", reasons=found, is_smallest=is_smallest, was_stopped=self.was_stopped, steps=self.steps - self.left + used)

    def _answer(self):
        used = self.steps - self.left
        if not self.groups:
            return Answer("unknown", was_stopped=self.was_stopped, steps=used)
        groups, more = companions.share_out(self.day, self.tasks, self.groups, PART_STEPS)
        groups = groups or self.groups
        groups = tuple(replace(g, walks=tuple(way.stops for way in _walked(self.day.site, g))) for g in groups)
        walking = sum(way.minutes for g in groups for way in _walked(self.day.site, g))
        cost = _cost(groups)
        plan = Plan(groups, walking, cost - walking, min(self.bound, cost))
        return Answer("best" if plan.bound == cost else "good", plan, was_stopped=self.was_stopped, steps=used + more)


def _walked(site, group):
    """The Ways between its visits."""
    known = ways(site, group.needs)
    return [known[a.stop, b.stop] for a, b in zip(group.visits, group.visits[1:])]


def _cost(groups):
    """Walking and waiting, minutes summed over groups."""
    return sum(g.ends - g.starts - sum(v.ends - v.starts - v.waits for v in g.visits) for g in groups)


