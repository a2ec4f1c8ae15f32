"""Rivals inside one party: its groups are parted so that they come and leave apart, each part a party of its own to the search.

Groups that hold people of rival sides go into different parts, and the parts are rivals: then they share no stop, corridor, entrance
or exit within the margin, by the same rules as two parties. Groups of the same sides stay together. Those with nobody of a side come
with one of the parts, and with it keep clear of the others.
"""

from dataclasses import dataclass, replace

from planner.tours.day import Plan, Reason


@dataclass(frozen=True)
class Parted:
    """The day and the Tasks as the search times them, and the way back to the parties of the caller."""

    day: object
    tasks: dict
    origin: dict     # key of a part -> (key of its party, numbers of its groups in that party)

    def plan(self, plan):
        """The Plan with the caller's parties and group numbers, in the order of both."""
        order = list(dict.fromkeys(party for party, _numbers in self.origin.values()))
        found = [replace(g, party=self.origin[g.party][0], number=self.origin[g.party][1][g.number]) for g in plan.groups]
        return Plan(tuple(sorted(found, key=lambda g: (order.index(g.party), g.number))), plan.walking, plan.waiting, plan.bound)

    def reasons(self, reasons):
        """Reasons about the caller's parties; each once."""
        return tuple(dict.fromkeys(map(self._reason, reasons)))

    def _reason(self, reason):
        about = tuple(self.origin[one][0] if one in self.origin else one for one in reason.about)
        if reason.rule == "lock":
            return Reason("lock", (about[0], self.origin[reason.about[0]][1][reason.about[1]], about[2]))
        if reason.rule == "rivals":
            return Reason("rivals_within", about[:1]) if about[0] == about[1] else Reason("rivals", tuple(sorted(about)))
        return Reason(reason.rule, about) if reason.rule in ABOUT_A_PARTY else reason


ABOUT_A_PARTY = ("no_way", "no_entry", "group_size", "too_long", "window", "guides")


def parted(day, tasks):
    """The day as Parted. Without rivals inside a party everything stays as it is."""
    taken, origin, parts_of = {p.key for p in day.parties}, {}, {}
    for party in day.parties:
        parts = _parts(day, party, tasks[party.key])
        keys = [party.key] if len(parts) == 1 else [_fresh(taken, f"{party.key}#{n}") for n in range(1, len(parts) + 1)]
        parts_of[party.key] = keys
        origin.update((key, (party.key, tuple(numbers))) for key, numbers in zip(keys, parts))
    if len(origin) == len(day.parties):
        return Parted(day, tasks, origin)
    made = {key: tuple(replace(task, party=key, number=n) for n, task in enumerate(tasks[old][number] for number in numbers)) for key, (old, numbers) in origin.items()}
    parties = tuple(_part(party, key, made, parts_of) for party in day.parties for key in parts_of[party.key])
    return Parted(replace(day, parties=parties, locks=tuple(_moved(lock, parts_of, origin) for lock in day.locks)), made, origin)


def _fresh(taken, key):
    while key in taken:
        key += "#"
    taken.add(key)
    return key


def _part(party, key, tasks, parts_of):
    """One part as a party: its own people, the rivals of the whole party, and its rivals within."""
    sides = {v.key: v.side for v in party.visitors}
    own, here = tasks[key], {k for task in tasks[key] for k in task.visitors}
    within = {other for other in parts_of[party.key] if other != key and any(_are_rivals(party, _sides(a, sides), _sides(b, sides)) for a in own for b in tasks[other])}
    outside = {other for one in party.rivals for other in parts_of.get(one, (one,))}
    return replace(party, key=key, visitors=tuple(v for v in party.visitors if v.key in here), groups=len(own), together=(), apart=(), rivals=frozenset(within | outside))


def _moved(lock, parts_of, origin):
    keys = parts_of[lock.party]
    key = next((key for key in keys if lock.group in origin[key][1]), keys[0])
    return replace(lock, party=key, group=origin[key][1].index(lock.group)) if lock.group in origin[key][1] else replace(lock, party=key)


def _parts(day, party, tasks):
    """Numbers of groups that come and leave together, as lists."""
    sides, begins = {v.key: v.side for v in party.visitors}, {k.group: k.at for k in day.locks if k.party == party.key and k.what == "start"}
    own = [_sides(task, sides) for task in tasks]
    parts = []
    for n in sorted(range(len(tasks)), key=lambda n: (n not in begins, -_enemies(party, own, n), n)):
        fit = [part for part in parts if not any(_are_rivals(party, own[n], own[m]) or len({begins[k] for k in (n, m) if k in begins}) > 1 for m in part)]
        if fit:
            min(fit, key=lambda part: (not any(own[n] & own[m] or own[n] == own[m] for m in part), len(part), part[0])).append(n)
        else:
            parts.append([n])
    return sorted(sorted(part) for part in parts)


def _sides(task, sides):
    return {sides[key] for key in task.visitors} - {""}


def _are_rivals(party, one, other):
    return any((a in one and b in other) or (b in one and a in other) for a, b in party.rival_sides)


def _enemies(party, own, n):
    return sum(_are_rivals(party, own[n], other) for m, other in enumerate(own) if m != n)


def most_rounds(day, party):
    """How often, at most, one guide can lead this party: once, or once for each part that its rivals or beginnings make of it."""
    classes = []
    for side in sorted({s for pair in party.rival_sides for s in pair}):
        free = next((one for one in classes if not any({side, other} == set(pair) for other in one for pair in party.rival_sides)), None)
        free.append(side) if free is not None else classes.append([side])
    return max(1, len(classes), len({k.at for k in day.locks if k.party == party.key and k.what == "start"}))
