"""Parties put into the day as they would walk if they were alone: only which of their own plans, when each begins, and who leads.

Cheap, because everything inside a party's plan stands: rivals become forbidden differences of two beginnings.
"""

from collections import defaultdict
from dataclasses import replace

from planner.sites.paths import ways
from planner.tours.day import DAY_END
from planner.tours.presence import allowed, forbidden, of_group, rival_pairs
from planner.tours.search import UNKNOWN, Model, Outcome
from planner.tours.timetable import Timetable, led


class Placing(Timetable):
    """Beginnings for `patterns`: {party key: plans, each the Groups as timed alone}; `fixed` Groups of other parties stand."""

    def __init__(self, day, tasks, patterns, *, fixed=()):
        self.day, self.site, self.off, self.fixed = day, day.site, frozenset(), fixed
        self.model, self.patterns = Model(), patterns
        self.tasks = [task for key in patterns for task in tasks[key]]
        self.whole, self.leads, self.picks = {}, {}, {}
        self.is_empty = not all([self._add_beginning(key, plans) for key, plans in patterns.items()])
        if not self.is_empty:
            self._add_stays()
            self._add_differences()
            self._add_companions()

    def _add_beginning(self, key, plans):
        """The variables for when a party begins and which plan it follows; False when none fits its window and the opening hours."""
        fits = [(plan, *self._range(key, plan)) for plan in plans]
        fits = [(plan, lo, hi) for plan, lo, hi in fits if lo <= hi]
        if not fits:
            return False
        model, lengths = self.model, sorted({_length(plan) for plan, _lo, _hi in fits})
        start = model.integer(min(lo for _p, lo, _hi in fits), max(hi for _p, _lo, hi in fits))
        length, end = model.integer(lengths[0], lengths[-1]), model.integer(0, DAY_END)
        model.linear([(start, 1), (length, 1), (end, -1)], 0, 0)
        self.whole[key], self.picks[key] = (start, length, end), []
        for plan, lo, hi in fits:
            literal = model.yes()
            model.linear([(start, 1)], lo, hi, when=(literal,))
            model.linear([(length, 1)], _length(plan), _length(plan), when=(literal,))
            self.picks[key].append((literal, plan))
        model.exactly_one([literal for literal, _plan in self.picks[key]])
        return True

    def _range(self, key, plan):
        """Earliest and latest beginning of a plan."""
        party, begins = next(p for p in self.day.parties if p.key == key), _begins(plan)
        lo, hi = party.earliest, min(party.back_by, DAY_END) - _length(plan)
        for visit in (v for g in plan for v in g.visits):
            stop = self.site.stop(visit.stop)
            lo, hi = max(lo, stop.opens - visit.starts + begins), min(hi, stop.closes - visit.ends + begins)
        if any(lock.party == key and lock.what in ("visit", "start") for lock in self.day.locks):
            lo, hi = max(lo, begins), min(hi, begins)
        return lo, hi

    def _add_stays(self):
        here = defaultdict(list)
        for key, picks in self.picks.items():
            start = self.whole[key][0]
            for literal, plan in picks:
                for group in plan:
                    for v in group.visits:
                        first, last = v.starts - _begins(plan), v.ends - _begins(plan)
                        made = self.model.interval((start, first), (None, last - first), (start, last), when=(literal,))
                        here[v.stop].append((made, len(group.visitors)))
        for group in self.fixed:
            for v in group.visits:
                here[v.stop].append((self._fixed_interval(v.starts, v.ends), len(group.visitors)))
        for key, stays in here.items():
            stop, intervals = self.site.stop(key), [i for i, _s in stays]
            self.model.cumulative(intervals, [1] * len(stays), stop.groups_at_once)
            self.model.cumulative(intervals, [s for _i, s in stays], stop.capacity)

    def _add_differences(self):
        margin, theirs_of = self.day.rival_margin, defaultdict(list)
        for group in self.fixed:
            theirs_of[group.party] += of_group(self.site, group)
        own = {key: [(lit, self._stretches(plan)) for lit, plan in picks] for key, picks in self.picks.items()}
        for one, other in rival_pairs(self.day):
            for literal, ours in own.get(one, ()):
                for other_literal, theirs in own.get(other, ()):
                    free = allowed(forbidden(ours, theirs, margin), -DAY_END, DAY_END)
                    self.model.linear([(self.whole[one][0], 1), (self.whole[other][0], -1)], *free, when=(literal, other_literal))
            for ours_key, theirs_key in ((one, other), (other, one)):
                for literal, ours in own.get(ours_key, ()) if theirs_key in theirs_of else ():
                    free = allowed(forbidden(ours, theirs_of[theirs_key], margin), 0, DAY_END)
                    self.model.linear([(self.whole[ours_key][0], 1)] if free else [], *(free or [1, 1]), when=(literal,))

    def _stretches(self, plan):
        return [(p, a - _begins(plan), b - _begins(plan)) for g in plan for p, a, b in of_group(self.site, g)]

    def solve(self, steps, *, stop=None, progress=None):
        """(Outcome, Groups): the parties at their places, or () when that cannot be or was not found."""
        if self.is_empty:
            return Outcome(UNKNOWN), ()
        found = self.model.solve(steps, stop=stop)
        if not found.has_plan:
            return found, ()
        chosen = {key: next(plan for literal, plan in picks if found.values[literal]) for key, picks in self.picks.items()}
        return found, tuple(self._moved(g, found.values, _begins(plan)) for plan in chosen.values() for g in plan)

    def _moved(self, group, values, begins):
        shift = values[self.whole[group.party][0]] - begins
        visits = tuple(replace(v, starts=v.starts + shift, ends=v.ends + shift) for v in group.visits)
        named = [next((name for name, literal in literals.items() if values[literal]), "") for literals in self.leads[group.party, group.number]]
        return led(self.day, replace(group, visits=visits), *named)


def turned_round(day, plan):
    """The plan walked backwards, which costs the same; () where a way or a lock allows one direction only."""
    site = day.site
    if any(lock.party == plan[0].party and lock.what in ("order", "visit") for lock in day.locks):
        return ()
    turned = []
    for group in plan:
        known, first, last = ways(site, group.needs), group.visits[0], group.visits[-1]
        visits = [replace(first, ends=first.starts + first.ends - first.starts - first.waits + last.waits, waits=last.waits)]
        for here, there in zip(group.visits[::-1], group.visits[-2:0:-1]):
            back, forth = known.get((visits[-1].stop, there.stop)), known[there.stop, here.stop]
            if back is None or back.minutes != forth.minutes or here is last and site.entrance != site.exit:
                return ()
            begins = visits[-1].ends + back.minutes
            visits.append(replace(there, starts=begins, ends=begins + there.ends - there.starts))
        home = known.get((visits[-1].stop, site.exit))
        if home is None or len(group.visits) < 3 or home.minutes != known[first.stop, group.visits[1].stop].minutes:
            return ()
        begins = visits[-1].ends + home.minutes
        visits.append(replace(last, starts=begins, ends=begins + last.ends - last.starts - last.waits + first.waits, waits=first.waits))
        turned.append(replace(group, visits=tuple(visits)))
    return tuple(turned)


def _begins(plan):
    return min(g.starts for g in plan)


def _length(plan):
    return max(g.ends for g in plan) - _begins(plan)
