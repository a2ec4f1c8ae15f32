"""Judges a planned day minute by minute. It shares no code with the solver: only the values of the day are read."""

from collections import defaultdict


def faults(day, plan):
    """Sentences about everything that does not hold; [] for a day that holds. Rival clashes begin with "rivals"."""
    return [*_groups(day, plan), *_rounds(day, plan), *_stops(day, plan), *_companions(day, plan), *_cost(plan), *_locks(day, plan),
            *(f"rivals {a} and {b} at {place}" for a, b, place in sorted(clashes(day, plan.groups), key=str))]


def clashes(day, groups):
    """{(party, party, place)} of rivals who are at one place within the margin; rivals inside one party name it twice."""
    minutes = defaultdict(set)
    for n, group in enumerate(groups):
        for place, minute in _where(day.site, group):
            minutes[place].add((minute, n))
    found = {(g.party, g.party, "group") for g in groups if _are_rivals(day, g, g)}
    enemies = {(n, m) for n, a in enumerate(groups) for m, b in enumerate(groups) if n != m and _are_rivals(day, a, b)}
    for place, seen in minutes.items():
        at = defaultdict(set)
        for minute, n in seen:
            at[minute].add(n)
        for minute, here in at.items():
            for later in range(minute, minute + day.rival_margin + 1):
                for n in here:
                    for m in at.get(later, ()):
                        if (n, m) in enemies:
                            found.add((*sorted((groups[n].party, groups[m].party)), place))
    return found


def _are_rivals(day, one, other):
    """Whether anybody of one group must not meet anybody of the other."""
    if one.party != other.party:
        return any(p.key == a and b in p.rivals for a, b in ((one.party, other.party), (other.party, one.party)) for p in day.parties)
    party = next(p for p in day.parties if p.key == one.party)
    side = {v.key: v.side for v in party.visitors}
    return any({side[a], side[b]} == set(pair) for a in one.visitors for b in other.visitors for pair in party.rival_sides)


def _sides(party, group):
    return frozenset(v.side for v in party.visitors if v.key in group.visitors and any(v.side in pair for pair in party.rival_sides))


def _where(site, group):
    """(place, minute) of everything a group stands in or walks through."""
    for visit in group.visits:
        for minute in range(visit.starts, visit.ends):
            yield visit.stop, minute
    for visit, walk in zip(group.visits, group.walks):
        clock = visit.ends
        for here, there in zip(walk, walk[1:]):
            lasts = _minutes(site, group, here, there)
            for minute in range(clock, clock + max(lasts, 1)):
                yield "–".join(sorted((here, there))), minute
            clock += lasts
            if there != walk[-1]:
                yield there, clock


def _minutes(site, group, here, there):
    """How long the quickest leg is that this group may use from here to there; None without one."""
    found = [leg.minutes for leg in site.legs
             if ((leg.start, leg.end) == (here, there) or (not leg.is_one_way and (leg.end, leg.start) == (here, there)))
             and (leg.is_step_free or not group.needs.step_free)]
    return min(found, default=None)


def _groups(day, plan):
    """Everybody once; sizes, together, apart, needs and locks."""
    for party in day.parties:
        own = [g for g in plan.groups if g.party == party.key]
        everybody = sorted(k for g in own for k in g.visitors)
        if everybody != sorted(v.key for v in party.visitors):
            yield f"{party.key}: not everybody once"
        if party.groups and len(own) != party.groups:
            yield f"{party.key}: {len(own)} groups, wanted {party.groups}"
        people = {v.key: v for v in party.visitors}
        for g in own:
            if len(g.visitors) > party.largest_group or not g.visitors:
                yield f"{party.key}: group of {len(g.visitors)}"
            if any(0 < len(set(w) & set(g.visitors)) < len(set(w)) for w in party.together):
                yield f"{party.key}: people together were separated"
            if any(set(pair) <= set(g.visitors) for pair in party.apart):
                yield f"{party.key}: people apart were put together"
            if any(people[k].keeps_off and not g.needs.no_magnets or people[k].needs_step_free and not g.needs.step_free for k in g.visitors):
                yield f"{party.key}: needs of a visitor were forgotten"


def _rounds(day, plan):
    """Every group's visits and walks follow each other, through open doors only, within the party's window."""
    stops = {s.key: s for s in day.site.stops}
    for g in plan.groups:
        party, name = next(p for p in day.parties if p.key == g.party), f"{g.party}/{g.number}"
        minutes = {s.key: s.minutes for s in day.site.stops} | dict(party.minutes)
        seen = [v.stop for v in g.visits]
        if seen[0] != day.site.entrance or seen[-1] != day.site.exit:
            yield f"{name}: does not go from entrance to exit"
        if sorted(seen[1:-1] + [s for s, _why in g.left_out]) != sorted(party.stops):
            yield f"{name}: sees {seen}"
        if g.starts < party.earliest or g.ends > party.back_by:
            yield f"{name}: out of its window"
        for n, v in enumerate(g.visits):
            stop = stops[v.stop]
            least = day.site.leaving_minutes if n == len(g.visits) - 1 else stop.minutes if n == 0 else minutes[v.stop]
            if v.ends - v.starts - v.waits != max(1, least) or not 0 <= v.waits <= day.longest_wait:
                yield f"{name}: time at {v.stop}"
            if v.starts < stop.opens or v.ends > stop.closes:
                yield f"{name}: {v.stop} is shut"
        for v, w, walk in zip(g.visits, g.visits[1:], g.walks):
            legs = [_minutes(day.site, g, a, b) for a, b in zip(walk, walk[1:])]
            if walk[0] != v.stop or walk[-1] != w.stop or None in legs or v.ends + sum(legs) != w.starts:
                yield f"{name}: walk {walk}"
            for key in walk:
                if stops[key].is_closed or stops[key].is_magnetic and g.needs.no_magnets or not stops[key].is_step_free and g.needs.step_free:
                    yield f"{name}: must not be at {key}"
    for party in day.parties:
        times = defaultdict(set)
        for g in (g for g in plan.groups if g.party == party.key):
            times[_sides(party, g)].add((g.starts, g.ends))
        alone = times.pop(frozenset(), set()) if len(times) > 1 else set()  # nobody's rivals: they come with others of the party
        if any(len(one) > 1 for one in (alone, *times.values())) or alone - set().union(*times.values()):
            yield f"{party.key}: groups do not come and leave together"


def _stops(day, plan):
    here = defaultdict(list)
    for g in plan.groups:
        for v in g.visits:
            for minute in range(v.starts, v.ends):
                here[v.stop, minute].append(len(g.visitors))
    stops = {s.key: s for s in day.site.stops}
    for (key, minute), sizes in here.items():
        if len(sizes) > stops[key].groups_at_once or sum(sizes) > stops[key].capacity:
            yield f"{key}: {sizes} at {minute}"


def _companions(day, plan):
    people = {p.key: {v.key: v for v in p.visitors} for p in day.parties}
    guides, interpreters = {c.key: c for c in day.guides}, {c.key: c for c in day.interpreters}
    work = defaultdict(list)
    for g in plan.groups:
        guide, interpreter = guides[g.guide], interpreters.get(g.interpreter)
        spoken = set(guide.languages)
        if interpreter and spoken & set(interpreter.languages):
            spoken |= set(interpreter.languages)
        for key in g.visitors:
            if not set(people[g.party][key].languages) & spoken & set(g.languages):
                yield f"{g.party}/{g.number}: nobody speaks with {key}"
        for one in filter(None, (guide, interpreter)):
            if g.starts < one.starts or g.ends > one.ends:
                yield f"{one.key}: out of hours"
            work[one.key].append((g.starts, g.ends))
    for one in {**interpreters, **guides}.values():
        times = sorted([*work[one.key], *(one.busy if work[one.key] else ())])
        for (a, b), (c, d) in zip(times, times[1:]):
            if c < b + day.companion_break and not ((a, b) in one.busy and (c, d) in one.busy):
                yield f"{one.key}: twice at {c}"


def _cost(plan):
    total = sum(g.ends - g.starts - sum(v.ends - v.starts - v.waits for v in g.visits) for g in plan.groups)
    if total != plan.cost or sum(v.waits for g in plan.groups for v in g.visits) != plan.waiting or plan.bound > plan.cost:
        yield f"cost {plan.cost}, counted {total}"


def _locks(day, plan):
    for lock in day.locks:
        for g in (g for g in plan.groups if g.party == lock.party and g.number == lock.group):
            at = {v.stop: v.starts for v in g.visits[1:-1]}
            order = [s for s in at if lock.what == "order" and s in lock.value]
            holds = {"member": lambda: lock.value in g.visitors, "guide": lambda: g.guide == lock.value, "interpreter": lambda: g.interpreter == lock.value,
                     "visit": lambda: at.get(lock.value) == lock.at, "start": lambda: g.starts == lock.at,
                     "order": lambda: order == [s for s in lock.value if s in at]}
            if not holds[lock.what]():
                yield f"lock {lock} was broken"
