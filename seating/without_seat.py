"""Who stays without a seat when there are more people than seats (rules RM-01 to RM-06).

Of all ways to leave out as many as there are too many, the one that breaks the fewest hard wishes among those
who sit; of those, the one whose highest person left out is lowest, then the next, and so on. A role or a lock
keeps its seat. For this choice a partner stands directly behind the partner, and somebody's first interpreter
directly behind the person served. Needs and wishes that are not hard give and take no seat.
"""
from collections import defaultdict
from itertools import combinations

from .model import ROLE_SEAT, importance


def left_out(problem, seat_count=None):
    """Ids of those who stay without a seat, the highest first; () when there are seats enough.

    `seat_count` is the number of seats when it is not that of the problem's tables.
    """
    too_many = len(problem.people) - (problem.seat_count if seat_count is None else seat_count)
    if too_many <= 0:
        return ()
    keeps = {lock.person for lock in problem.locks} | {p.id for p in problem.people if p.role in ROLE_SEAT}
    choice = _Choice(problem, keeps, min(too_many, len(problem.people) - len(keeps)))
    return tuple(sorted(choice.people(), key=choice.height, reverse=True))


def claims(problem):
    """Person id -> how strong the claim to a seat is: twice the importance; one less behind somebody else."""
    found = {p: 2 * w for p, w in importance(problem).items()}
    highest = max(found.values(), default=0)
    found |= {p.id: highest for p in problem.people if p.role in ROLE_SEAT}
    own = dict(found)
    for person in problem.people:
        if person.partner:
            found[person.id] = max(found[person.id], own[person.partner] - 1)
            found[person.partner] = max(found[person.partner], own[person.id] - 1)
    for interpreter, served in first_interpreters(problem).items():
        found[interpreter] = max(found[interpreter], found[served] - 1)
    return found


def first_interpreters(problem):
    """Interpreter id -> whom he or she serves, for the highest interpreter of everybody who has one."""
    weight, first = importance(problem), {}
    for person in problem.people:
        known = first.get(person.interprets_for)
        if person.interprets_for and (known is None or weight[person.id] > weight[known]):
            first[person.interprets_for] = person.id
    return {interpreter: served for served, interpreter in first.items()}


def bonds(problem):
    """Pairs of people who must sit together, and pairs who cannot both sit: they must share no table and there is one."""
    hard = [w for w in problem.wishes if w.is_hard]
    together = [w.people for w in hard if w.kind == "together"]
    apart = [w.people for w in hard if (w.kind, w.scope) == ("apart", "table")] if len(problem.tables) == 1 else []
    return together, apart


class _Choice:
    """`count` people to leave out, nobody of `keeps` among them."""

    def __init__(self, problem, keeps, count):
        self.keeps, self.count = keeps, count
        claim = claims(problem)
        level = {c: i for i, c in enumerate(sorted(set(claim.values())))}
        self.level = {p: level[c] for p, c in claim.items()}
        self.place = {p.id: -i for i, p in enumerate(problem.people)}        # of equals the last named is the lowest
        self.together, self.apart = bonds(problem)

    def height(self, person):
        return self.level[person], self.place[person]

    def loss(self, people):
        """A number that compares like the levels of these people, the highest first; losses add up."""
        return sum((self.count + 1) ** self.level[p] for p in people)

    def people(self):
        """Everybody who is left out."""
        blocks, free = self._blocks()
        states, picked = [((0, 0), 0)], []                  # by how many are left out: (breaches, loss), way of the last block
        for block in blocks:
            ways = self._ways(*block)
            states = self._added(states, ways)
            picked.append((ways, [way for _, way in states]))
        lowest = sorted(free, key=self.height)
        lost = [0]
        for person in lowest[:self.count]:
            lost.append(lost[-1] + self.loss([person]))
        number = min((n for n in range(len(states)) if self.count - n < len(lost)),
                     key=lambda n: (states[n][0][0], states[n][0][1] + lost[self.count - n]))
        found = lowest[:self.count - number]
        for ways, way in reversed(picked):
            found += ways[way[number]][1]
            number -= way[number]
        return found

    def _added(self, states, ways):
        """The best for every number left out, when a block may leave out 0, 1, 2 … as its ways say."""
        best = [None] * min(len(states) + len(ways) - 1, self.count + 1)
        for n, ((broken, lost), _) in enumerate(states):
            for i, ((more, loss), _) in enumerate(ways[:len(best) - n]):
                key = (broken + more, lost + loss)
                if best[n + i] is None or key < best[n + i][0]:
                    best[n + i] = key, i
        return best

    def _blocks(self):
        """Bound people as (those who may be left out, their bonds), and the people without a bond."""
        near = defaultdict(set)
        for a, b in (*self.together, *self.apart):
            near[a].add(b)
            near[b].add(a)
        blocks, seen = [], set()
        for start in near:
            block, waiting = [], [start] if start not in seen else []
            seen.add(start)
            while waiting:
                block.append(waiting.pop())
                waiting += near[block[-1]] - seen
                seen |= near[block[-1]]
            if block:
                inside = set(block)
                blocks.append((sorted(inside - self.keeps, key=self.height),
                               [pair for pair in self.together if pair[0] in inside], [pair for pair in self.apart if pair[0] in inside]))
        return blocks, [p for p in self.level if p not in near and p not in self.keeps]

    def _ways(self, people, together, apart):
        """For 0, 1, 2 … people of a block left out: ((breaches, loss), the people); the best, or in a large block a good one."""
        from .limits import limit           # only bound people in a room too small need the file of limits

        def key(out):
            broken = sum((a in out) != (b in out) for a, b in together) + sum(a not in out and b not in out for a, b in apart)
            return broken, self.loss(out)

        most = min(len(people), self.count)
        if len(people) <= limit("bound_people_weighed"):
            return [min(((key(out), out) for out in combinations(people, n)), key=lambda way: way[0]) for n in range(most + 1)]
        out, ways = (), [(key(()), ())]
        for _ in range(most):
            out = min(((*out, p) for p in people if p not in out), key=key)
            ways.append((key(out), out))
        return ways
