"""The exact model: order, times and companions of the groups of some parties, the others being fixed or left out.

Every group makes a round from the entrance through its stops to the exit; it waits only at stops and walks without pausing.
Corridors of rivals that are both free are added where a plan breaks them, until one breaks none: what is proved stays true.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from planner.sites.paths import ways
from planner.tours.day import DAY_END, Group, Reason, Visit
from planner.tours.groups import told_languages
from planner.tours.presence import allowed, at_stop, forbidden, of_group, of_walk, rival_pairs
from planner.tours.search import BEST, FAR, FOUND, IMPOSSIBLE, UNKNOWN, Model, Outcome


EXACT_ROUND = 9  # stops up to which the shortest round is reckoned exactly: a tenth of a second


@dataclass
class _Span:
    """Variables of a visit: start, length, end, and the interval of the three."""

    stop: str
    minutes: int
    start: int
    length: int
    end: int
    interval: int


class Timetable:
    """The model of `parties` (keys) with their Tasks; `fixed` Groups of others stand; the rules in `off` do not count."""

    def __init__(self, day, tasks, parties, *, fixed=(), off=frozenset(), companions=True):
        self.day, self.site, self.off, self.fixed = day, day.site, off, fixed
        self.model = Model()
        self.party = {p.key: p for p in day.parties if p.key in parties}
        self.tasks = [task for key in parties for task in tasks[key]]
        self.span, self.arcs, self.whole, self.leads = {}, {}, {}, {}
        self.cuts = set()
        for key in parties:
            self._add_party(key, tasks[key])
        self._add_capacities()
        self._add_locks()
        self._add_rivals()
        if companions:
            self._add_companions()
        self.constant = -sum(span.minutes for spans in self.span.values() for span in spans)
        self.model.minimize(self._lengths(), self.constant)

    def _on(self, rule, *about):
        return Reason(rule, about) not in self.off

    # --- parties and rounds

    def _add_party(self, key, tasks):
        party, model = self.party[key], self.model
        last = DAY_END if self._on("day") else 2 * DAY_END
        lo, hi = (party.earliest, min(party.back_by, last)) if self._on("window", key) else (0, last)
        if hi <= lo:
            lo, hi = 0, last
            model.linear([], 1, 1)
        start, length, end = model.integer(lo, hi), model.integer(0, hi - lo), model.integer(lo, hi)
        model.linear([(start, 1), (length, 1), (end, -1)], 0, 0)
        self.whole[key] = (start, length, end)
        for task in tasks:
            self._add_round(task, lo, hi)
        self._order_equal_groups(tasks)

    def _add_round(self, task, lo, hi):
        model, site = self.model, self.site
        visits = [(site.entrance, max(1, site.stop(site.entrance).minutes)), *((s, max(1, m)) for s, m in task.stops), (site.exit, max(1, site.leaving_minutes))]
        spans = [self._span(stop, minutes, lo, hi) for stop, minutes in visits]
        start, length, end = self.whole[task.party]
        model.linear([(spans[0].start, 1), (start, -1)], 0, 0)
        model.linear([(spans[-1].end, 1), (end, -1)], 0, 0)
        known, arcs, last = ways(site, task.needs), {}, len(spans) - 1
        for a in range(last):
            for b in range(1, last + 1):
                way = known.get((spans[a].stop, spans[b].stop))
                if a != b and way and not (a == 0 and b == last and last > 1):
                    arcs[a, b] = (model.yes(), way)
        model.circuit([(a, b, literal) for (a, b), (literal, _w) in arcs.items()] + [(last, 0, self._certain())])
        for (a, b), (literal, way) in arcs.items():
            model.linear([(spans[b].start, 1), (spans[a].end, -1)], way.minutes, way.minutes, when=(literal,))
        walked = [(literal, way.minutes) for literal, way in arcs.values()]
        model.linear([(length, 1)] + [(s.length, -1) for s in spans] + [(lit, -minutes) for lit, minutes in walked], 0, 0)
        model.linear(walked, least_walk(site, task), FAR)
        self.span[task.party, task.number] = spans
        self.arcs[task.party, task.number] = arcs

    def _certain(self):
        literal = self.model.integer(1, 1)
        return literal

    def _span(self, key, minutes, lo, hi):
        model, stop = self.model, self.site.stop(key)
        opens, closes = (stop.opens, stop.closes) if self._on("opening", key) else (0, 2 * DAY_END)
        first, last = max(lo, opens), min(hi, closes)
        longest = minutes + (self.day.longest_wait if self._on("wait") else hi - lo)
        if last - first < minutes:
            model.linear([], 1, 1)
            first, last, longest = lo, lo + longest, longest
        start, length, end = model.integer(first, last), model.integer(minutes, longest), model.integer(first, last)
        model.linear([(start, 1), (length, 1), (end, -1)], 0, 0)
        return _Span(key, minutes, start, length, end, model.interval((start, 0), (length, 0), (end, 0)))

    def _order_equal_groups(self, tasks):
        """Groups that could change places: the one with the lower number is first at their first stop.

        Who leads them does not matter: all groups of a party come and leave together.
        """
        locked = {(lock.party, lock.group) for lock in self.day.locks if lock.what in ("visit", "order")}
        for one, other in zip(tasks, tasks[1:]):
            alike = (one.stops, one.needs) == (other.stops, other.needs) and (one.size == other.size or self._is_size_free(one.stops))
            if alike and one.stops and not {(t.party, t.number) for t in (one, other)} & locked:
                a, b = self.span[one.party, one.number][1], self.span[other.party, other.number][1]
                self.model.linear([(b.start, 1), (a.start, -1)], 0, 2 * DAY_END)

    def _is_size_free(self, stops):
        """Whether as many groups as may be at one of these stops at once always find room there."""
        sizes = sorted([t.size for t in self.tasks] + [len(g.visitors) for g in self.fixed], reverse=True)
        return all(sum(sizes[:self.site.stop(s).groups_at_once]) <= self.site.stop(s).capacity for s, _m in stops)

    def fix_beginning(self, key):
        """A party alone may begin at once where every beginning is as good as any other: all its stops stay open."""
        start, _length, _end = self.whole[key]
        lo, hi = self.model.domains[start][0], self.model.domains[start][-1]
        stays = [span for task in self.tasks for span in self.span[task.party, task.number]]
        is_open = all(self.site.stop(s.stop).opens <= lo and self.site.stop(s.stop).closes >= hi for s in stays)
        if is_open and not any(lock.party == key and lock.what in ("visit", "start") for lock in self.day.locks):
            self.model.linear([(start, 1)], lo, lo)

    # --- capacity

    def _add_capacities(self):
        here = defaultdict(list)
        for task in self.tasks:
            for span in self.span[task.party, task.number]:
                here[span.stop].append((span.interval, task.size))
        for group in self.fixed:
            for visit in group.visits:
                if visit.stop in here:
                    here[visit.stop].append((self._fixed_interval(visit.starts, visit.ends), len(group.visitors)))
        for key, stays in here.items():
            stop = self.site.stop(key)
            if not self._on("capacity", key):
                continue
            intervals, sizes = [i for i, _s in stays], [s for _i, s in stays]
            if stop.groups_at_once == 1:
                self.model.no_overlap(intervals)
            elif len(stays) > stop.groups_at_once:
                self.model.cumulative(intervals, [1] * len(stays), stop.groups_at_once)
            if max(sizes) > stop.capacity or (stop.groups_at_once > 1 and sum(sizes) > stop.capacity):
                self.model.cumulative(intervals, sizes, stop.capacity)

    def _fixed_interval(self, start, end):
        return self.model.interval((None, start), (None, end - start), (None, end))

    # --- locks

    def _add_locks(self):
        for lock in self.day.locks:
            if lock.party not in self.party or not self._on("lock", lock.party, lock.group, lock.what) or lock.what in ("member", "guide", "interpreter"):
                continue
            if lock.what == "start":
                self.model.linear([(self.whole[lock.party][0], 1)], lock.at, lock.at)
                continue
            inner = {span.stop: span for span in self.span.get((lock.party, lock.group), ())[1:-1]}
            if lock.what == "visit":
                self.model.linear([(inner[lock.value].start, 1)] if lock.value in inner else [], *([lock.at] * 2 if lock.value in inner else [1, 1]))
            else:
                for one, next_one in zip(lock.value, lock.value[1:]):
                    if one in inner and next_one in inner:
                        self.model.linear([(inner[next_one].start, 1), (inner[one].end, -1)], 0, 2 * DAY_END)

    # --- rivals

    def _add_rivals(self):
        rivals = [pair for pair in rival_pairs(self.day) if self._on("rivals", *pair)]
        for one, other in rivals:
            for ours, theirs in ((one, other), (other, one)):
                if ours in self.party and theirs not in self.party:
                    self._keep_from_fixed(ours, [s for g in self.fixed if g.party == theirs for s in of_group(self.site, g)])
        self.free_rivals = [pair for pair in rivals if set(pair) <= set(self.party)]
        for one, other in self.free_rivals:
            for a in (t for t in self.tasks if t.party == one):
                for b in (t for t in self.tasks if t.party == other):
                    for x in self.span[a.party, a.number]:
                        for y in self.span[b.party, b.number]:
                            if x.stop == y.stop:
                                self._either((x.start, 0), (x.end, 0), (y.start, 0), (y.end, 0))

    def _keep_from_fixed(self, party, theirs):
        """Visits and walks of a free party stay clear of where a fixed rival is."""
        margin, start_end = self.day.rival_margin, self.whole[party]
        lo, hi = self.model.domains[start_end[0]][0], self.model.domains[start_end[0]][-1]
        blocks = defaultdict(list)
        for place, start, end in theirs:
            blocks[place].append((start - margin, end + margin))
        made = {place: [self._fixed_interval(a, b) for a, b in _joined(ranges)] for place, ranges in blocks.items()}
        for task in (t for t in self.tasks if t.party == party):
            spans = self.span[party, task.number]
            for span in spans:
                if at_stop(span.stop) in made:
                    self.model.no_overlap([span.interval, *made[at_stop(span.stop)]])
            for (a, _b), (literal, way) in self.arcs[party, task.number].items():
                closed = forbidden(list(of_walk(way)), theirs, margin)
                if closed:
                    free = allowed(closed, lo, hi)
                    self.model.linear([(spans[a].end, 1)], *free, when=(literal,)) if free else self.model.linear([(literal, 1)], 0, 0)

    def _either(self, start, end, other_start, other_end, when=()):
        """One is over, the margin included, before the other begins; times are (variable, minutes after it)."""
        margin, first = self.day.rival_margin, self.model.yes()
        far = 4 * DAY_END
        self.model.linear([(other_start[0], 1), (end[0], -1)], margin + end[1] - other_start[1], far, when=(*when, first))
        self.model.linear([(start[0], 1), (other_end[0], -1)], margin + other_end[1] - start[1], far, when=(*when, -1 - first))

    def _uses(self, key, place):
        """Every way a group can be at a place: (literals, time it comes, time it goes)."""
        spans = self.span[key]
        for span in spans:
            if at_stop(span.stop) == place:
                yield (), (span.start, 0), (span.end, 0)
        for (a, _b), (literal, way) in self.arcs[key].items():
            for passed, start, end in of_walk(way):
                if passed == place:
                    yield (literal,), (spans[a].end, start), (spans[a].end, end)

    def _cut(self, groups):
        """Add what keeps rivals apart where this plan breaks it; whether anything was added."""
        margin, added = self.day.rival_margin, False
        stretches = {(g.party, g.number): of_group(self.site, g) for g in groups if g.party in self.party}
        for one, other in self.free_rivals:
            for a, ours in stretches.items():
                for b, theirs in stretches.items():
                    if (a[0], b[0]) != (one, other):
                        continue
                    places = {p for p, x, y in ours for q, c, d in theirs if p == q and c - y < margin and x - d < margin}
                    for place in sorted(places - {p for k, l, p in self.cuts if (k, l) == (a, b)}):
                        self.cuts.add((a, b, place))
                        added = True
                        self._apart_at(a, b, place)
        return added

    def _apart_at(self, a, b, place):
        for whens, start, end in self._uses(a, place):
            for other_whens, other_start, other_end in self._uses(b, place):
                if whens or other_whens:  # two visits are kept apart from the beginning
                    self._either(start, end, other_start, other_end, when=(*whens, *other_whens))

    # --- companions

    def _add_companions(self):
        """A companion leads one group at a time. Those who are alike are counted, not named: who of them it is, companions.py says."""
        work, model, day = defaultdict(list), self.model, self.day
        locks = {(k.party, k.group, k.what): k.value for k in day.locks if self._on("lock", k.party, k.group, k.what)}
        self.like = alike(day)
        for task in self.tasks:
            if self._on("guides", task.party):
                self._add_lead(task, locks, work)
        for group in self.fixed:
            for key in (self.like[key] for key in (group.guide, group.interpreter) if key):
                if key in work:
                    work[key].append((self._fixed_interval(group.starts, group.ends + day.companion_break), 1))
        many = Counter(self.like.values())
        for companion in (*day.guides, *day.interpreters):
            if self._on("companion", companion.key) and companion.key in work:
                work[companion.key] += [(self._fixed_interval(a, b + day.companion_break), many[companion.key]) for a, b in companion.busy]
        for key, stretches in work.items():
            if many[key] == 1:
                model.no_overlap([interval for interval, _many in stretches])
            else:
                model.cumulative([interval for interval, _many in stretches], [demand for _interval, demand in stretches], many[key])
        self._add_crew()

    def _add_crew(self):
        """Said once more because it prunes: at no time are there more groups on the site than guides."""
        day, groups = self.day, Counter(task.party for task in self.tasks if self._on("guides", task.party))
        pause, at_work = day.companion_break, Counter((g.party, g.starts, g.ends) for g in self.fixed if g.guide)
        intervals = [self.model.interval((start, 0), (length, pause), (end, pause)) for start, length, end in (self.whole[key] for key in groups)]
        intervals += [self._fixed_interval(start, end + pause) for _party, start, end in at_work]
        self.model.cumulative(intervals, [*groups.values(), *at_work.values()], len(day.guides))

    def _add_lead(self, task, locks, work):
        model = self.model
        pairs = list(dict.fromkeys((self.like[g], self.like[i] if i else "") for g, i in pairs_of(task, locks)))
        guides = {g: model.yes() for g in dict.fromkeys(g for g, _i in pairs)}
        interpreters = {i: model.yes() for i in dict.fromkeys(i for _g, i in pairs if i)}
        model.exactly_one(guides.values())
        model.at_most_one(interpreters.values())
        for guide, literal in guides.items():
            fit = [i for g, i in pairs if g == guide]
            if "" not in fit:
                model.any_of([interpreters[i] for i in fit], when=(literal,))
            for i, other in interpreters.items():
                if i not in fit:
                    model.any_of([-1 - literal, -1 - other])
        self.leads[task.party, task.number] = (guides, interpreters)
        start, length, end = self.whole[task.party]
        pause = self.day.companion_break
        hours = {c.key: c for c in (*self.day.interpreters, *self.day.guides)}
        for key, literal in (*guides.items(), *interpreters.items()):
            work[key].append((model.interval((start, 0), (length, pause), (end, pause), when=(literal,)), 1))
            if self._on("companion", key):
                model.linear([(start, 1)], hours[key].starts, 2 * DAY_END, when=(literal,))
                model.linear([(end, 1)], 0, hours[key].ends, when=(literal,))

    # --- solving

    def hint(self, groups):
        """Begin from these Groups."""
        for group in groups:
            key = (group.party, group.number)
            if key not in self.span:
                continue
            spans, model = self.span[key], self.model
            for variable, value in zip(self.whole[group.party], (group.starts, group.ends - group.starts, group.ends)):
                model.hint(variable, value)
            inner = {span.stop: n for n, span in enumerate(spans[1:-1], 1)}
            order = [0, *(inner[v.stop] for v in group.visits[1:-1]), len(spans) - 1]
            for n, visit in zip(order, group.visits):
                for variable, value in zip((spans[n].start, spans[n].length, spans[n].end), (visit.starts, visit.ends - visit.starts, visit.ends)):
                    model.hint(variable, value)
            taken = set(zip(order, order[1:]))
            for arc, (literal, _way) in self.arcs[key].items():
                model.hint(literal, int(arc in taken))
            for named, literals in zip((group.guide, group.interpreter), self.leads.get(key, ({}, {}))):
                for name, literal in literals.items():
                    model.hint(literal, int(name == self.like.get(named)))

    def at_least(self, bound, at_most=None):
        """What is known of the cost from elsewhere."""
        self.model.linear(self._lengths(), bound - self.constant, (4 * DAY_END * len(self.tasks)) if at_most is None else at_most - self.constant)

    def _lengths(self):
        """How long every group is out, summed."""
        groups = Counter(task.party for task in self.tasks)
        return [(self.whole[key][1], many) for key, many in groups.items()]

    def solve(self, steps, *, stop=None, progress=None, seed=7):
        """(Outcome, Groups of the free parties or ()). A plan that is returned breaks no rule."""
        left, bound = steps, None
        while True:
            found = self.model.solve(left, stop=stop, progress=progress, seed=seed)
            left -= found.steps
            used = steps - left
            bound = found.bound if found.state != UNKNOWN or bound is None else bound
            groups = self._groups(found.values) if found.has_plan else ()
            if not groups or not self._cut(groups):
                state = found.state if found.state in (BEST, FOUND, IMPOSSIBLE) else UNKNOWN
                return Outcome(state, (), found.cost, found.bound, used), groups
            if left <= 0 or (stop and stop()):
                return Outcome(UNKNOWN, (), 0, found.bound, used), ()
            self.hint(groups)

    def _groups(self, values):
        return tuple(self._group(task, values) for task in self.tasks)

    def _group(self, task, values):
        key = (task.party, task.number)
        visits = sorted((Visit(s.stop, values[s.start], values[s.end], values[s.length] - s.minutes) for s in self.span[key]), key=lambda v: (v.starts, v.ends))
        named = [next((name for name, literal in literals.items() if values[literal]), "") for literals in self.leads.get(key, ({}, {}))]
        return led(self.day, Group(task.party, task.number, task.visitors, task.needs, "", "", (), tuple(visits), task.left_out), *named)


def least_walk(site, task):
    """Minutes of the shortest round of a group, every order considered (Held and Karp); 0 with more than EXACT_ROUND stops."""
    stops, known = [s for s, _m in task.stops], ways(site, task.needs)
    if len(stops) > EXACT_ROUND:
        return 0
    walk = {pair: way.minutes for pair, way in known.items()}
    if not stops:
        return walk.get((site.entrance, site.exit), 0)
    best = {(1 << n, n): walk.get((site.entrance, s), FAR) for n, s in enumerate(stops)}
    for _more in stops[1:]:
        longer = {}
        for (seen, last), cost in best.items():
            for n, s in enumerate(stops):
                if not seen >> n & 1:
                    key, total = (seen | 1 << n, n), cost + walk.get((stops[last], s), FAR)
                    if total < longer.get(key, FAR):
                        longer[key] = total
        best = longer
    found = min((cost + walk.get((stops[last], site.exit), FAR) for (_seen, last), cost in best.items()), default=FAR)
    return found if found < FAR else 0


def alike(day):
    """{companion key: key of the first of those who may stand in for each other at any time}."""
    locked = {lock.value for lock in day.locks if lock.what in ("guide", "interpreter")}
    both = {c.key for c in day.guides} & {c.key for c in day.interpreters}
    first, found = {}, {}
    for role, companions in (("guide", day.guides), ("interpreter", day.interpreters)):
        for c in companions:
            own = c.key if c.key in locked | both else ""
            found[c.key] = first.setdefault((role if not own else "", c.languages, c.starts, c.ends, c.busy, own), c.key)
    return found


def pairs_of(task, locks):
    """The (guide, interpreter) who may lead this group under the locks; without an interpreter where none is needed."""
    guide, interpreter = (locks.get((task.party, task.number, what)) for what in ("guide", "interpreter"))
    alone = {g for g, i in task.pairs if not i}
    return [(g, i) for g, i in task.pairs if (guide is None or g == guide)
            and (i == interpreter if interpreter is not None else not i or g not in alone)]


def led(day, group, guide, interpreter):
    """The group with these companions and the languages it is told in."""
    people = {v.key: v for p in day.parties if p.key == group.party for v in p.visitors}
    by_key = {c.key: c for c in day.guides}, {c.key: c for c in day.interpreters}
    told = told_languages([people[k] for k in group.visitors], by_key[0][guide], by_key[1].get(interpreter)) if guide else ()
    return Group(group.party, group.number, group.visitors, group.needs, guide, interpreter, told or (), group.visits, group.left_out)


def _joined(ranges):
    """Overlapping or touching ranges made one."""
    joined = []
    for a, b in sorted(ranges):
        if joined and a <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], b)
        else:
            joined.append([a, b])
    return [tuple(one) for one in joined]
