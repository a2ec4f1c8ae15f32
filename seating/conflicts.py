"""Demands that cannot hold together: an exact check of all that must be kept, and the smallest set to blame.

What must be kept are locks, seats of roles, needs and hard wishes. Whether people can be seated so is
decided exactly: tables first, then the chairs of each table. The check gives up after MOST_LOOKS
and says so; it never guesses.
"""
from collections import defaultdict
from dataclasses import dataclass

from . import words
from .explain.phrases import called, from_words, place_called
from .model import ROLE_SEAT

MOST_LOOKS = 30_000
MOST_DEPTH = 200            # blocks tried one inside another

SENTENCE = {
    "room": ("{people}人，只有{seats}个座位", "there are {people} people and {seats} seats"),
    "lock": ("{name}固定坐{place}", "{name} is fixed at {place}"),
    "host": ("主人{name}须坐主位", "the host, {name}, takes the primary seat"),
    "second_host": ("副主陪{name}须坐副主位", "the second host, {name}, takes the second host's seat"),
    "guest_of_honour": ("主宾{name}须坐主宾位", "the guest of honour, {name}, takes the seat of honour"),
    "need": ("{name}需要{what}座位", "{name} needs a seat that is {what}"),
    "apart table": ("{name}与{other}必须分桌", "{name} and {other} must not share a table"),
    "apart beside": ("{name}与{other}不得相邻", "{name} and {other} must not be neighbours"),
    "together table": ("{name}与{other}必须同桌", "{name} and {other} must share a table"),
    "together beside": ("{name}与{other}必须相邻", "{name} and {other} must be neighbours"),
}
WHOLE = {
    "proved": ("以下要求不能同时满足：{what}。", "These cannot hold together: {what}."),
    "not minimal": ("以下要求不能同时满足（未能证明去掉任一项即可）：{what}。",
                    "These cannot hold together (whether fewer would do was not proved): {what}."),
    "not proved": ("未能证明必须遵守的规则能否同时满足。", "It was not proved whether the hard rules can hold together."),
}


@dataclass(frozen=True)
class Demand:
    """One thing that must be kept: `kind` is room, lock, role, need, apart or together.

    `place` is (table id, seat index) for locks and roles; `detail` the role, the need or the scope.
    """

    kind: str
    people: tuple = ()
    place: tuple | None = None
    detail: str = ""

    def sentence(self, problem, lang):
        """The demand in words, without a full stop."""
        key = {"role": self.detail, "apart": f"apart {self.detail}", "together": f"together {self.detail}"}.get(self.kind, self.kind)
        names = [called(problem, p)(lang) for p in self.people] or [""]
        return words.pick(SENTENCE[key], lang).format(
            name=names[0], other=names[-1], place=place_called(problem, self.place, lang) if self.place else "",
            what=from_words(words.FEATURE, self.detail)(lang), people=len(problem.people), seats=problem.seat_count)


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot hold together; with `is_minimal`, without any one of them the others can.

    Not `is_proved`: the check gave up, `demands` is empty, and nothing is known.
    """

    demands: tuple
    is_proved: bool = True
    is_minimal: bool = True

    def sentence(self, problem, lang):
        key = "not proved" if not self.is_proved else "proved" if self.is_minimal else "not minimal"
        joined = ("；" if lang == "zh" else "; ").join(d.sentence(problem, lang) for d in self.demands)
        return words.pick(WHOLE[key], lang).format(what=joined)


def demands(problem):
    """All that must be kept, besides that everybody has a chair."""
    main = problem.main_table
    found = [Demand("lock", (lock.person,), (lock.table, lock.seat)) for lock in problem.locks]
    for person in problem.people:
        field = ROLE_SEAT.get(person.role)
        if field and getattr(main, field) is not None:
            found.append(Demand("role", (person.id,), (main.id, getattr(main, field)), person.role))
        found += [Demand("need", (person.id,), None, need) for need in person.needs]
    return found + [Demand(w.kind, w.people, None, w.scope) for w in problem.wishes if w.is_hard]


def find_conflict(problem, *, most_looks=MOST_LOOKS):
    """A smallest Conflict, or None when everything that must be kept can be kept together.

    Nothing can be left out of it. Of two found from either end of the list the one with fewer demands is taken; that there is none
    with fewer still is not proved.
    """
    if len(problem.people) > problem.seat_count:
        return Conflict((Demand("room"),))
    asked = list(dict.fromkeys(demands(problem)))
    answer = Room(problem).may_hold(asked, most_looks)
    if answer is not False:
        return Conflict((), is_proved=False) if answer is None else None
    return min((_smallest(Room(problem), order, most_looks) for order in (asked, asked[::-1])), key=lambda found: (not found.is_minimal, len(found.demands)))


def _smallest(room, asked, most_looks):
    """Leave out what is not needed for the contradiction: by halves first, then one by one."""
    is_minimal, size = True, len(asked) // 2
    while size >= 1:
        start = 0
        while start < len(asked):
            rest = asked[:start] + asked[start + size:]
            answer = room.may_hold(rest, most_looks)
            if answer is False:
                asked = rest
            else:
                is_minimal = is_minimal and not (answer is None and size == 1)
                start += size
        size //= 2
    return Conflict(tuple(asked), is_minimal=is_minimal)


class Room:
    """Tables and chairs for the exact check."""

    def __init__(self, problem):
        self.problem = problem
        self.seats = {t.id: len(t.seats) for t in problem.tables}
        self.beside = {(t.id, s): {(t.id, n) for n in seat.beside} for t in problem.tables for s, seat in enumerate(t.seats)}
        self.features = {(t.id, s): set(seat.features) for t in problem.tables for s, seat in enumerate(t.seats)}

    def may_hold(self, asked, most_looks=MOST_LOOKS):
        """Whether all demands can be kept together: True, False, or None when it gave up."""
        try:
            return _Attempt(self, asked, most_looks).succeeds()
        except _GaveUp:
            return None


class _GaveUp(Exception):
    """More looks than allowed."""


class _Attempt:
    """One search: blocks of people who share a table are given tables, then chairs."""

    def __init__(self, room, asked, most_looks):
        self.room, self.left, self.depth, self.fitted = room, most_looks, 0, {}
        self.domain = self._domains(asked)
        self.together, self.apart = defaultdict(set), defaultdict(set)
        enemies = []
        for d in asked:
            if d.kind in ("together", "apart"):
                a, b = d.people
                if d.kind == "apart" and d.detail == "table":
                    enemies.append(d.people)
                elif d.detail == "beside":
                    pairs = self.together if d.kind == "together" else self.apart
                    pairs[a].add(b)
                    pairs[b].add(a)
        self.blocks, block_of = self._blocks(asked)
        self.is_torn = any(block_of[a] == block_of[b] for a, b in enemies)
        self.enemies = defaultdict(set)
        for a, b in enemies:
            self.enemies[block_of[a]].add(block_of[b])
            self.enemies[block_of[b]].add(block_of[a])
        self.pattern = self._patterns()
        self.reach = [[t for t in room.seats if all(self._chairs(p, t) for p in block)] for block in self.blocks]

    def _domains(self, asked):
        """Person -> the chairs allowed, None for all of them; everybody in a demand is there."""
        domain = {}
        for d in asked:
            for person in d.people:
                domain.setdefault(person, None)
            if d.place or d.kind == "need":
                fitting = {tuple(d.place)} if d.place else {c for c, f in self.room.features.items() if d.detail in f}
                known = domain[d.people[0]]
                domain[d.people[0]] = fitting if known is None else known & fitting
        return domain

    def _blocks(self, asked):
        """People who must share a table as tuples, and person -> number of the block."""
        leader = {p: p for p in self.domain}

        def top(p):
            while leader[p] != p:
                p = leader[p]
            return p

        for d in asked:
            if d.kind == "together":
                leader[top(d.people[0])] = top(d.people[1])
        members = defaultdict(list)
        for p in sorted(self.domain):
            members[top(p)].append(p)
        blocks = list(members.values())
        return blocks, {p: i for i, block in enumerate(blocks) for p in block}

    def succeeds(self):
        if self.is_torn or any(chairs is not None and not chairs for chairs in self.domain.values()):
            return False
        return self._has_chairs() and self._tables(set(range(len(self.blocks))), {t: () for t in self.room.seats})

    def _has_chairs(self):
        """Whether people with few chairs allowed can have one each (augmenting paths)."""
        holder = {}

        def seat(person, seen):
            for chair in sorted(self.domain[person]):
                if chair not in seen:
                    seen.add(chair)
                    if chair not in holder or seat(holder[chair], seen):
                        holder[chair] = person
                        return True
            return False

        return all(seat(p, set()) for p, chairs in self.domain.items() if chairs is not None)

    def _tables(self, open_blocks, sitting):
        """Seat blocks that have one table left at once, then try every table of the block with the fewest."""
        while open_blocks:
            block, tables = self._tightest(open_blocks, sitting)
            open_blocks = open_blocks - {block}
            if len(tables) != 1:
                break
            sitting = sitting | {tables[0]: sitting[tables[0]] + tuple(self.blocks[block])}
            if not self._fits(tables[0], sitting[tables[0]]):
                return False
        else:
            return True
        self.depth += 1
        self._look(self.left + 1 if self.depth > MOST_DEPTH else 1)
        found = any(self._fits(t, sitting[t] + tuple(self.blocks[block]))
                    and self._tables(open_blocks, sitting | {t: sitting[t] + tuple(self.blocks[block])}) for t in tables)
        self.depth -= 1
        return found

    def _tightest(self, open_blocks, sitting):
        """The block with the fewest tables (then most enemies, then largest), and those tables."""
        best = None
        for block in sorted(open_blocks):
            self._look()
            tables = self._choices(block, sitting)
            key = (len(tables), -len(self.enemies[block]), -len(self.blocks[block]))
            if best is None or key < best[0]:
                best = key, block, tables
            if len(tables) < 2:
                break
        return best[1:]

    def _patterns(self):
        """Table -> what tells it from others: its size, who is beside whom, and the chairs that some people need."""
        kinds = {frozenset(chairs) for chairs in self.domain.values() if chairs is not None}
        needed = defaultdict(set)
        for number, chairs in enumerate(sorted(kinds, key=sorted)):
            for table, seat in chairs:
                needed[table].add((number, seat))
        return {t: (n, tuple(frozenset(s for _, s in self.room.beside[t, i]) for i in range(n)), frozenset(needed[t]))
                for t, n in self.room.seats.items()}

    def _choices(self, block, sitting):
        """Tables where a block could sit; of empty tables that are all alike only the first."""
        found, seen, size = [], set(), len(self.blocks[block])
        hostile = {p for enemy in self.enemies[block] for p in self.blocks[enemy]}
        for table in self.reach[block]:
            people = sitting[table]
            if len(people) + size > self.room.seats[table]:
                continue
            if not people:
                if self.pattern[table] in seen:
                    continue
                seen.add(self.pattern[table])
            if hostile.isdisjoint(people):
                found.append(table)
        return found

    def _chairs(self, person, table):
        chairs = self.domain[person]
        return chairs is None or any(t == table for t, _ in chairs)

    def _fits(self, table, people):
        """Whether these people find chairs at the table; people without further demands fill what is left."""
        key = table, frozenset(people)
        if key not in self.fitted:
            picky = [p for p in people if self.domain[p] is not None or self.together[p] or self.apart[p]]
            self.fitted[key] = self._seat(table, picky, {})
        return self.fitted[key]

    def _seat(self, table, people, chosen):
        if not people:
            return True
        options = {p: self._options(table, p, chosen) for p in people}
        person = min(people, key=lambda p: (len(options[p]), -len(self.together[p]), p))
        rest = [p for p in people if p != person]
        for chair in options[person]:
            self._look()
            if self._seat(table, rest, chosen | {person: chair}):
                return True
        return False

    def _options(self, table, person, chosen):
        chairs = self.domain[person]
        taken = set(chosen.values())
        found = []
        for chair in ((table, s) for s in range(self.room.seats[table])):
            if chair in taken or (chairs is not None and chair not in chairs):
                continue
            near = self.room.beside[chair]
            if all(chosen[q] in near for q in self.together[person] if q in chosen) \
                    and not any(chosen[q] in near for q in self.apart[person] if q in chosen):
                found.append(chair)
        return found

    def _look(self, looks=1):
        self.left -= looks
        if self.left < 0:
            raise _GaveUp
