"""Parties put into the day as they would walk if they were alone: only which of their own plans, and when each begins.

Everything inside a party's plan stands, so that a choice is a yes-no variable (party, plan, beginning), and what excludes what is
known minute by minute: a packing, which the search solves far quicker than one with times. Beginnings lie on a grid of minutes;
not to find a place therefore proves nothing.
"""

from collections import Counter, defaultdict
from dataclasses import replace

from planner.sites.paths import ways
from planner.tours.day import DAY_END
from planner.tours.presence import of_group, rival_pairs
from planner.tours.search import UNKNOWN, Model, Outcome


class Placing:
    """Places for `patterns`: {party key: plans, each the Groups as timed alone}; `fixed` Groups of other parties stand.

    The groups found have no companions yet; of these only the number is minded.
    """

    def __init__(self, day, patterns, *, fixed=(), grid=1):
        self.day, self.site, self.fixed, self.grid = day, day.site, fixed, grid
        self.model, self.columns = Model(), {}
        for key, plans in patterns.items():
            self.columns[key] = [(self.model.yes(), plan, start) for plan in plans for start in self._beginnings(key, plan)]
        self.owner = {literal: key for key, columns in self.columns.items() for literal, _plan, _start in columns}
        self.said = set()
        self.is_empty = not all(self.columns.values())
        if not self.is_empty:
            for columns in self.columns.values():
                self.model.exactly_one([literal for literal, _plan, _start in columns])
            self._add_capacities()
            self._add_rivals()

    def _beginnings(self, key, plan):
        """Minutes at which a plan may begin: within the window and the opening hours."""
        party, begins = next(p for p in self.day.parties if p.key == key), _begins(plan)
        lo, hi = party.earliest, min(party.back_by, DAY_END) - _length(plan)
        for visit in (v for g in plan for v in g.visits):
            stop = self.site.stop(visit.stop)
            lo, hi = max(lo, stop.opens - visit.starts + begins), min(hi, stop.closes - visit.ends + begins)
        if any(lock.party == key and lock.what in ("visit", "start") for lock in self.day.locks):
            return [begins] if lo <= begins <= hi else []
        return range(lo, hi + 1, self.grid)

    def _add_capacities(self):
        """At each minute of each stop so many groups and people; on the whole site so many groups as there are guides."""
        groups_at, people_at = defaultdict(dict), defaultdict(dict)
        for columns in self.columns.values():
            for literal, plan, start in columns:
                for (place, minute), (many, people) in self._load(plan, start - _begins(plan)).items():
                    groups_at[place, minute][literal] = many
                    people_at[place, minute][literal] = people
        taken = self._load(self.fixed, 0)
        for (stop, minute), loads in groups_at.items():
            most, room = (len(self.day.guides), FAR_PEOPLE) if stop is None else (self.site.stop(stop).groups_at_once, self.site.stop(stop).capacity)
            gone, people_gone = taken.get((stop, minute), (0, 0))
            self._limit(loads, most - gone)
            self._limit(people_at[stop, minute], room - people_gone)

    def _load(self, groups, shift):
        """{(stop, or None for the whole site, minute): (groups, people)}."""
        found = {}
        for group in groups:
            stays = [(v.stop, v.starts, v.ends) for v in group.visits] + [(None, group.starts, group.ends + self.day.companion_break)]
            for stop, start, end in stays:
                for minute in range(start + shift, end + shift):
                    many, people = found.get((stop, minute), (0, 0))
                    found[stop, minute] = (many + 1, people + len(group.visitors))
        return found

    def _limit(self, loads, most):
        """The chosen of `loads` (literal: load) are at most `most`; said only where it could be broken, and once."""
        heaviest = Counter()
        for literal, load in loads.items():
            heaviest[self.owner[literal]] = max(heaviest[self.owner[literal]], load)
        if sum(heaviest.values()) > most:
            rule = (most, tuple(sorted(loads.items())))
            if rule not in self.said:
                self.said.add(rule)
                light = [load for load in loads.values() if load <= most]
                if len(light) == len(loads) and 2 * min(light) > most:
                    self.model.at_most_one(loads)
                else:
                    self.model.linear(list(loads.items()), 0, max(most, 0))

    def _add_rivals(self):
        """Whoever is at a place keeps it from rivals until the margin is over, and before it begins."""
        margin = self.day.rival_margin
        standing = defaultdict(list)
        for group in self.fixed:
            standing[group.party] += of_group(self.site, group)
        for one, other in rival_pairs(self.day):
            if one in self.columns and other in self.columns:
                near, there = self._minutes(one, margin), self._minutes(other, 0)
                for moment in sorted(near.keys() & there.keys()):
                    self._limit(dict.fromkeys([*near[moment], *there[moment]], 1), 1)
            for ours, theirs in ((one, other), (other, one)):
                if ours in self.columns and theirs in standing:
                    shut = {(place, minute) for place, start, end in standing[theirs] for minute in range(start - margin, end + margin)}
                    for literal in sorted({lit for moment, literals in self._minutes(ours, 0).items() if moment in shut for lit in literals}):
                        self.model.linear([(literal, 1)], 0, 0)

    def _minutes(self, key, margin):
        """{(place, minute): literals of the choices with which the party is there, or within the margin of it}."""
        found = defaultdict(dict)
        for literal, plan, start in self.columns[key]:
            shift = start - _begins(plan)
            for place, a, b in {s for g in plan for s in of_group(self.site, g)}:
                for minute in range(a + shift - margin, b + shift + margin):
                    found[place, minute][literal] = None
        return found

    def solve(self, steps, *, stop=None, progress=None):
        """(Outcome, Groups): the parties at their places, or () when there is none on the grid or none was found."""
        if self.is_empty:
            return Outcome(UNKNOWN), ()
        found = self.model.solve(steps, stop=stop, is_packing=True)
        if not found.has_plan:
            return Outcome(UNKNOWN, steps=found.steps), ()
        chosen = [next((plan, start) for literal, plan, start in columns if found.values[literal]) for columns in self.columns.values()]
        return found, tuple(_moved(g, start - _begins(plan)) for plan, start in chosen for g in plan)


FAR_PEOPLE = 1 << 30


def _moved(group, shift):
    return replace(group, visits=tuple(replace(v, starts=v.starts + shift, ends=v.ends + shift) for v in group.visits))


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
