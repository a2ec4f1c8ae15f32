"""Who leads which group once the times stand: the last step of the tour solver.

Least first: interpreters, people told in a language they did not name first, and the load of whoever has most.
"""

from planner.tours.search import Model
from planner.tours.timetable import alike, led, pairs_of

INTERPRETER, NOT_FIRST, LOAD = 60, 5, 1


def share_out(day, tasks, groups, steps):
    """(the same groups, led as well as can be; work used). They may name nobody, or one of those who are alike; here each gets a person
    of their own. () when nobody can be found for one of them."""
    groups = _named(day, groups)
    model, by_number = Model(), {(t.party, t.number): t for own in tasks.values() for t in own}
    locks = {(k.party, k.group, k.what): k.value for k in day.locks}
    takes, cost, work = {}, [], {}
    for n, group in enumerate(groups):
        pairs = pairs_of(by_number[group.party, group.number], locks)
        takes[n] = {pair: model.yes() for pair in pairs if all(_has_time(day, key, group) for key in pair if key)}
        model.exactly_one(takes[n].values())
        for pair, literal in takes[n].items():
            model.hint(literal, int(pair == (group.guide, group.interpreter)))
            cost.append((literal, _cost(day, group, pair)))
            for key in filter(None, pair):
                work.setdefault(key, {}).setdefault(n, []).append(literal)
    most = model.integer(0, 100_000)
    for companion in {c.key: c for c in (*day.interpreters, *day.guides)}.values():
        own = work.get(companion.key, {})
        _one_at_a_time(day, model, groups, own)
        model.linear([(most, 1)] + [(lit, groups[n].starts - groups[n].ends) for n, lits in own.items() for lit in lits], companion.carried, 100_000)
    model.minimize([*cost, (most, LOAD)])
    found = model.solve(steps)
    if not found.has_plan:
        return (), found.steps
    chosen = [next(pair for pair, literal in takes[n].items() if found.values[literal]) for n in takes]
    return tuple(led(day, group, *pair) for group, pair in zip(groups, chosen)), found.steps


def _named(day, groups):
    """Of those who are alike, the first who is free: as the search has counted them, somebody always is."""
    like, free_at, named = alike(day), {}, {}
    for n in sorted(range(len(groups)), key=lambda n: (groups[n].starts, n)):
        group, chosen = groups[n], []
        for key in (group.guide, group.interpreter):
            one = next((k for k, first in like.items() if key and first == like[key] and free_at.get(k, 0) <= group.starts), key)
            if one:
                free_at[one] = group.ends + day.companion_break
            chosen.append(one)
        named[n] = led(day, group, *chosen)
    return tuple(named[n] for n in range(len(groups)))


def _has_time(day, key, group):
    """Whether a companion's hours and other duties leave this group's time free."""
    one = next(c for c in (*day.guides, *day.interpreters) if c.key == key)
    pause = day.companion_break
    same = [c for c in (*day.guides, *day.interpreters) if c.key == key]
    return (one.starts <= group.starts and group.ends <= one.ends
            and all(b + pause <= group.starts or group.ends + pause <= a for c in same for a, b in c.busy))


def _cost(day, group, pair):
    told = led(day, group, *pair).languages
    people = {v.key: v for p in day.parties if p.key == group.party for v in p.visitors}
    return INTERPRETER * bool(pair[1]) + NOT_FIRST * sum(people[k].languages[0] not in told for k in group.visitors)


def _one_at_a_time(day, model, groups, own):
    """A companion leads no two groups whose times, the break between them included, meet."""
    begins = sorted({groups[n].starts for n in own})
    for moment in begins:
        together = [lit for n, lits in own.items() for lit in lits if groups[n].starts <= moment < groups[n].ends + day.companion_break]
        if len(together) > 1:
            model.at_most_one(together)
