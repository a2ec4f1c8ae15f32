"""Parties put into the day as they would walk if they were alone: only when each begins is open, and who leads its groups.

Cheap, because everything inside a party's tour stands: rivals become forbidden differences of two beginnings.
"""

from collections import defaultdict
from dataclasses import replace

from planner.tours.day import DAY_END
from planner.tours.presence import allowed, forbidden, of_group, rival_pairs
from planner.tours.search import UNKNOWN, Model, Outcome
from planner.tours.timetable import Timetable, led


class Placing(Timetable):
    """Beginnings for `patterns`: {party key: Groups as planned alone}; `fixed` Groups of other parties stand."""

    def __init__(self, day, tasks, patterns, *, fixed=()):
        self.day, self.site, self.off, self.fixed = day, day.site, frozenset(), fixed
        self.model, self.patterns = Model(), patterns
        self.tasks = [task for key in patterns for task in tasks[key]]
        self.whole, self.leads = {}, {}
        self.begins = {key: min(g.starts for g in groups) for key, groups in patterns.items()}
        self.is_empty = not all(self._add_beginning(key, groups) for key, groups in patterns.items())
        if not self.is_empty:
            self._add_stays()
            self._add_differences()
            self._add_companions()

    def _add_beginning(self, key, groups):
        """The variable for when a party begins; False when no beginning fits its window and the opening hours."""
        party = next(p for p in self.day.parties if p.key == key)
        lasts = max(g.ends for g in groups) - self.begins[key]
        lo, hi = party.earliest, min(party.back_by, DAY_END) - lasts
        for visit in (v for g in groups for v in g.visits):
            stop = self.site.stop(visit.stop)
            lo = max(lo, stop.opens - visit.starts + self.begins[key])
            hi = min(hi, stop.closes - visit.ends + self.begins[key])
        if any(lock.party == key and lock.what in ("visit", "start") for lock in self.day.locks):
            lo, hi = max(lo, self.begins[key]), min(hi, self.begins[key])
        if lo > hi:
            return False
        start = self.model.integer(lo, hi)
        self.whole[key] = (start, self.model.integer(lasts, lasts), self.model.integer(lo + lasts, hi + lasts))
        self.model.linear([(start, 1), (self.whole[key][2], -1)], -lasts, -lasts)
        return True

    def _add_stays(self):
        here = defaultdict(list)
        for key, groups in self.patterns.items():
            for group in groups:
                for v in group.visits:
                    first = v.starts - self.begins[key]
                    made = self.model.interval((self.whole[key][0], first), (None, v.ends - v.starts), (self.whole[key][0], first + v.ends - v.starts))
                    here[v.stop].append((made, len(group.visitors)))
        for group in self.fixed:
            for v in group.visits:
                here[v.stop].append((self._fixed_interval(v.starts, v.ends), len(group.visitors)))
        for key, stays in here.items():
            stop, intervals = self.site.stop(key), [i for i, _s in stays]
            self.model.cumulative(intervals, [1] * len(stays), stop.groups_at_once)
            self.model.cumulative(intervals, [s for _i, s in stays], stop.capacity)

    def _add_differences(self):
        theirs_of = defaultdict(list)
        for group in self.fixed:
            theirs_of[group.party] += of_group(self.site, group)
        own = {key: [(p, a - self.begins[key], b - self.begins[key]) for g in groups for p, a, b in of_group(self.site, g)] for key, groups in self.patterns.items()}
        for one, other in rival_pairs(self.day):
            if one in own and other in own:
                free = allowed(forbidden(own[one], own[other], self.day.rival_margin), -DAY_END, DAY_END)
                self.model.linear([(self.whole[one][0], 1), (self.whole[other][0], -1)], *free)
                continue
            for ours, theirs in ((one, other), (other, one)):
                if ours in own and theirs in theirs_of:
                    free = allowed(forbidden(own[ours], theirs_of[theirs], self.day.rival_margin), 0, DAY_END)
                    self.model.linear([(self.whole[ours][0], 1)] if free else [], *(free or [1, 1]))

    def solve(self, steps, *, stop=None, progress=None):
        """(Outcome, Groups): the parties at their places, or () when that cannot be or was not found."""
        if self.is_empty:
            return Outcome(UNKNOWN), ()
        found = self.model.solve(steps, stop=stop)
        return found, tuple(self._moved(g, found.values) for key in self.patterns for g in self.patterns[key]) if found.has_plan else ()

    def _moved(self, group, values):
        shift = values[self.whole[group.party][0]] - self.begins[group.party]
        visits = tuple(replace(v, starts=v.starts + shift, ends=v.ends + shift) for v in group.visits)
        named = [next((name for name, literal in literals.items() if values[literal]), "") for literals in self.leads[group.party, group.number]]
        return led(self.day, replace(group, visits=visits), *named)
