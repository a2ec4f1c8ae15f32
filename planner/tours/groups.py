"""Splitting a party into groups, and who may lead a group: the first step of the tour solver.

Least first: interpreters needed, languages told in one group, people who miss a stop because of somebody in their group,
people told in a language they did not name first, different interests in one group, uneven sizes.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from math import ceil

from planner.sites.paths import Needs, closed_because, ways
from planner.tours.day import Reason
from planner.tours.parting import most_rounds
from planner.tours.search import Model

INTERPRETER, LANGUAGE, MISSED_STOP, NOT_FIRST, INTEREST, UNEVEN = 200, 60, 20, 4, 3, 2
MOST_GROUPS, STEPS = 40, 0.1


@dataclass(frozen=True)
class Task:
    """A group that needs a tour: what the search orders and times.

    `stops`: pairs (key, minutes) to be seen. `pairs`: (guide, interpreter or "") who together reach everybody in it.
    """

    party: str
    number: int
    visitors: tuple
    needs: Needs
    stops: tuple
    left_out: tuple
    pairs: tuple

    @property
    def size(self):
        return len(self.visitors)


class CannotSplit(Exception):
    """There are no groups that hold; `reasons` say why."""

    def __init__(self, *reasons):
        super().__init__(reasons)
        self.reasons = reasons


@dataclass(frozen=True)
class _Kind:
    """Visitors who are alike for the split, or a few who stay together; `everyone` of them goes into one group when `is_block`."""

    visitors: tuple
    is_block: bool

    @property
    def count(self):
        return len(self.visitors)


def told_languages(visitors, guide, interpreter):
    """The languages in which guide and interpreter together reach every one of `visitors`, or None when they do not."""
    spoken = list(guide.languages)
    if interpreter is not None and set(interpreter.languages) & set(guide.languages):
        spoken += [one for one in interpreter.languages if one not in spoken]
    told = []
    for visitor in visitors:
        understood = [one for one in visitor.languages if one in spoken]
        if not understood:
            return None
        if not set(understood) & set(told):
            told.append(understood[0])
    return tuple(sorted(told, key=spoken.index))


def reaches(visitors, guide, interpreter, stops):
    """Whether these two reach everybody, also where others explain: those speak to a visitor, or one of the two bridges."""
    if told_languages(visitors, guide, interpreter) is None:
        return False
    bridges = [set(guide.languages)] + ([set(interpreter.languages)] if interpreter is not None else [])
    for stop in stops:
        for visitor in visitors if stop.languages else ():
            own = set(visitor.languages)
            if not own & stop.languages and not any(b & stop.languages and b & own for b in bridges):
                return False
    return True


def split(day, party):
    """The Tasks of a party. Raises CannotSplit."""
    members = _members(day, party)
    _refuse_mute(day, party)
    sees = {v.key: _seen(day.site, party, _needs((v,))) for v in party.visitors}
    for stop in party.stops:
        if day.site.stop(stop).is_closed:
            raise CannotSplit(Reason("no_entry", (party.key, stop)))
        if party.visitors and not any(stop in seen for seen in sees.values()):
            raise CannotSplit(Reason("no_way", (party.key, stop)))
    largest = party.largest_group
    if party.groups is None:
        largest = min([largest, *(day.site.stop(stop).capacity for stop in party.stops)])
    if largest < 1:
        raise CannotSplit(Reason("splitting", (party.key,)))
    fewest = party.groups or max(ceil(len(party.visitors) / largest), 1)
    for count in [fewest] if party.groups else range(fewest, min(fewest + 3 + len(party.rival_sides), MOST_GROUPS) + 1):
        if count <= min(len(party.visitors), MOST_GROUPS):
            found = _share(day, party, count, largest, sees, members)
            if found:
                return tuple(_task(day, party, number, visitors) for number, visitors in enumerate(found))
    rivals = (Reason("rivals_within", (party.key,)),) if party.rival_sides and _can_split(day, replace(party, rival_sides=())) else ()
    raise CannotSplit(Reason("splitting", (party.key,)), *rivals)


def _can_split(day, party):
    try:
        return bool(split(day, party))
    except CannotSplit:
        return False


def _refuse_mute(day, party):
    spoken = {one for c in (*day.guides, *day.interpreters) for one in c.languages}
    mute = [v.key for v in party.visitors if not spoken & set(v.languages)]
    if mute:
        raise CannotSplit(Reason("no_language", (party.key, mute[0])))


def _members(day, party):
    return {lock.value: lock.group for lock in day.locks if lock.party == party.key and lock.what == "member"}


def _needs(visitors):
    return Needs(step_free=any(v.needs_step_free for v in visitors), no_magnets=any(v.keeps_off for v in visitors))


def _seen(site, party, needs):
    """The stops of a party that people with these needs can reach, and from there the exit."""
    known = ways(site, needs)
    return tuple(s for s in party.stops if (site.entrance, s) in known and (s, site.exit) in known)


def _task(day, party, number, visitors):
    needs = _needs(visitors)
    seen, minutes = _seen(day.site, party, needs), dict(party.minutes)
    stops = tuple((s, minutes.get(s, day.site.stop(s).minutes)) for s in seen)
    left_out = tuple((s, closed_because(day.site.stop(s), needs) or "no way") for s in party.stops if s not in seen)
    shown = [day.site.stop(s) for s in seen]
    pairs = tuple((g.key, i.key if i else "") for g in day.guides for i in (None, *day.interpreters)
                  if not (i and i.key == g.key) and reaches(visitors, g, i, shown))
    return Task(party.key, number, tuple(v.key for v in visitors), needs, stops, left_out, pairs)


def _kinds(party, members):
    """Visitors in lots: blocks that stay together, single ones named in a wish, and all others by what they are alike in."""
    block_of = {v.key: frozenset([v.key]) for v in party.visitors}
    for wish in party.together:
        joined = frozenset().union(*(block_of[key] for key in wish))
        block_of.update(dict.fromkeys(joined, joined))
    named = {key for pair in party.apart for key in pair} | set(members)
    lots = defaultdict(list)
    for v in party.visitors:
        alone = len(block_of[v.key]) == 1 and v.key not in named
        lots[(v.languages, tuple(sorted(v.interests)), v.keeps_off, v.needs_step_free, v.side) if alone else block_of[v.key]].append(v)
    return [_Kind(tuple(people), isinstance(lot, frozenset)) for lot, people in lots.items()]


def _share(day, party, count, largest, sees, members):
    """The visitors of each of `count` groups, or None."""
    kinds, model, groups = _kinds(party, members), Model(), range(count)
    number = {(k, g): model.integer(0, kinds[k].count) for k in range(len(kinds)) for g in groups}
    present = {(k, g): model.yes() for k in range(len(kinds)) for g in groups}
    for k, kind in enumerate(kinds):
        model.linear([(number[k, g], 1) for g in groups], kind.count, kind.count)
        for g in groups:
            most = kind.count
            model.linear([(number[k, g], 1), (present[k, g], -most)], -most, 0)
            model.linear([(number[k, g], 1), (present[k, g], -most if kind.is_block else -1)], 0, most)
    for g in groups:
        model.linear([(number[k, g], 1) for k in range(len(kinds))], 1, largest)
    _keep(model, kinds, present, party, members, groups)
    _part_rivals(model, kinds, present, party, groups)
    if not members and not party.apart:
        for g in list(groups)[1:]:  # equal groups: the larger first
            model.linear([(number[k, g - 1], 1) for k in range(len(kinds))] + [(number[k, g], -1) for k in range(len(kinds))], 0, len(party.visitors))
    cost = _language_cost(day, model, most_rounds(day, party), kinds, number, present, groups) + _other_cost(party, model, kinds, number, present, groups, sees)
    model.minimize(cost)
    found = model.solve(STEPS)
    return _people(kinds, number, found.values, groups) if found.has_plan else None


def _keep(model, kinds, present, party, members, groups):
    lot = {v.key: k for k, kind in enumerate(kinds) for v in kind.visitors}
    for a, b in party.apart:
        for g in groups:
            if lot[a] == lot[b]:
                model.linear([], 1, 1)
            else:
                model.at_most_one([present[lot[a], g], present[lot[b], g]])
    for key, g in members.items():
        model.linear([(present[lot[key], g], 1)] if g in groups else [], 1, 1)


def _part_rivals(model, kinds, present, party, groups):
    """No group holds people of two rival sides."""
    sides = [{v.side for v in kind.visitors} for kind in kinds]
    for one, other in party.rival_sides:
        ours, theirs = ([k for k, own in enumerate(sides) if side in own] for side in (one, other))
        if set(ours) & set(theirs):
            model.linear([], 1, 1)
            continue
        for g in groups:
            held = model.yes()
            for k in ours:
                model.any_of([held], when=(present[k, g],))
            for k in theirs:
                model.any_of([-1 - held], when=(present[k, g],))


def _language_cost(day, model, rounds, kinds, number, present, groups):
    """Every group has a sort of guide, and if need be of interpreter, that reach all in it; of no sort more than there are at a time."""
    sorts, cost = defaultdict(int), []
    for guide in day.guides:
        sorts[guide.languages] += 1
    by_languages = {c.languages: c for c in (*day.interpreters, *day.guides)}
    options = [(g, i) for g in sorts for i in (None, *dict.fromkeys(c.languages for c in day.interpreters))]
    spoken = sorted({one for languages in by_languages for one in languages})
    used = {}
    for g in groups:
        lead = {option: model.yes() for option in options}
        used[g] = lead
        model.exactly_one(lead.values())
        says = {one: model.yes() for one in spoken}
        for k, kind in enumerate(kinds):
            fit = {}
            for option, literal in lead.items():
                told = told_languages(kind.visitors, by_languages[option[0]], by_languages.get(option[1]) if option[1] else None)
                fit[option] = told is not None
                if not told:
                    model.any_of([-1 - literal, -1 - present[k, g]])
            if not kind.is_block:
                languages = kind.visitors[0].languages
                model.any_of([says[one] for one in languages if one in says], when=(present[k, g],))
                if languages[0] in says:
                    other = model.integer(0, kind.count)
                    model.linear([(other, 1), (number[k, g], -1), (says[languages[0]], kind.count)], 0, 2 * kind.count)
                    cost.append((other, NOT_FIRST))
            else:
                for v in kind.visitors:
                    model.any_of([says[one] for one in v.languages if one in says], when=(present[k, g],))
        for (guide, interpreter), literal in lead.items():
            reached = set(guide) | (set(interpreter) if interpreter and set(guide) & set(interpreter) else set())
            for one in spoken:
                if one not in reached:
                    model.any_of([-1 - literal, -1 - says[one]])
            if interpreter:
                cost.append((literal, INTERPRETER))
        cost += [(literal, LANGUAGE) for literal in says.values()]
    for sort, many in sorts.items():
        model.linear([(lit, 1) for g in groups for (guide, _i), lit in used[g].items() if guide == sort], 0, many * rounds)
    return cost


def _other_cost(party, model, kinds, number, present, groups, sees):
    cost = []
    everybody = len(party.visitors)
    biggest = model.integer(1, everybody)
    cost.append((biggest, UNEVEN * len(groups)))
    for g in groups:
        model.linear([(biggest, 1)] + [(number[k, g], -1) for k in range(len(kinds))], 0, everybody)
        for interest in sorted({one for v in party.visitors for one in v.interests}):
            has = model.yes()
            for k, kind in enumerate(kinds):
                if any(interest in v.interests for v in kind.visitors):
                    model.any_of([has], when=(present[k, g],))
            cost.append((has, INTEREST))
        for stop in party.stops:
            lost = [k for k, kind in enumerate(kinds) if any(stop not in sees[v.key] for v in kind.visitors)]
            if lost:
                off = model.yes()
                for k in lost:
                    model.any_of([off], when=(present[k, g],))
                missing = model.integer(0, everybody)
                model.linear([(missing, 1), (off, -everybody)] + [(number[k, g], -1) for k in range(len(kinds)) if k not in lost], -everybody, everybody)
                cost.append((missing, MISSED_STOP))
    return cost


def _people(kinds, number, values, groups):
    """Persons for the numbers, in the order of the list."""
    found = [[] for _g in groups]
    for k, kind in enumerate(kinds):
        left = list(kind.visitors)
        for g in groups:
            many = values[number[k, g]]
            found[g] += left[:many]
            left = left[many:]
    return [tuple(one) for one in found]
