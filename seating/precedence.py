"""Precedence as a graph: an edge says "A before B" and carries the rule that says so.

What is stated outright (host and guest of honour lead their sides, PR-1; the organiser's "A before B", PR-2) goes
before every criterion; statements that run in a circle are a contradiction. The criteria of the pack then rank
people: `ranks_by` makes levels, `ties_by` orders people within one. Whoever is stated to go before somebody higher
is lifted to that height, and nobody else moves. Levels are the topological generations of the graph.
"""
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx

from .errors import Contradiction
from .model import GUEST
from .rules import load_pack
from .standing import Office, Standing

ROLE, MANUAL, SPOUSE, UNSAID = "PR-1", "PR-2", "IN-03", "PR-13"
LEADERS = ("host", "guest_of_honour")
UNKNOWN = (1,)              # after everything known

__all__ = ["Before", "Precedence", "Standing", "rank_people", "standings_of"]


@dataclass(frozen=True)
class Before:
    """One statement: `first` goes before `second`, by this rule."""

    first: str
    second: str
    rule: str


@dataclass(frozen=True)
class Precedence:
    """The order of people, and why.

    `level`: id -> 1, 2, …, ties allowed; people without rank share a level behind the last. `order`: everybody,
    highest first. `graph`: people, and marks (tuples) that stand between levels; each edge has its `rule`.
    `without_rank`: ids of those who take a chair and no rank. `grade` and `office`: id -> what counts here, which
    is the partner's for a spouse without an office and the represented person's for a representative; or None.
    """

    level: dict
    order: tuple
    graph: nx.DiGraph
    people: dict = field(default_factory=dict)
    without_rank: tuple = ()
    grade: dict = field(default_factory=dict)
    office: dict = field(default_factory=dict)
    pack: object = None
    _ranking: object = None

    def why(self, first, second):
        """The chain of Before statements that puts `first` ahead of `second`, or () if none does."""
        if first in self.without_rank or second in self.without_rank:
            return (Before(first, second, "INT-02"),) if first not in self.without_rank else ()
        return self._ranking.why(first, second)

    def generations(self):
        """[(level, ids in order)], the highest first, without those who hold no rank."""
        found = {}
        for person in self.order:
            if person not in self.without_rank:
                found.setdefault(self.level[person], []).append(person)
        return sorted(found.items())


def rank_people(people, *, before=(), pack=None):
    """The Precedence of Standing objects; `before` are the planner's own (first, second) pairs.

    `pack` names the criteria and whether a representative takes the rank of the person represented; without one,
    cn-corporate does. Someone without a grade takes the partner's (IN-03).
    Raises Contradiction with the shortest circle of statements. Time grows with people and statements, not pairs.
    """
    pack = pack or load_pack("cn-corporate")
    ranked = [p for p in people if p.holds_rank]
    ranking = _Ranking(ranked, before, pack, {p.id: p for p in people})
    level, order = ranking.level, list(ranking.order)
    others = sorted((p for p in people if not p.holds_rank), key=lambda p: (p.side != GUEST, p.name_key or p.id, p.id))
    behind = max(level.values(), default=0) + 1
    return Precedence(level=level | {p.id: behind for p in others}, order=(*order, *(p.id for p in others)),
                      graph=ranking.graph, people={p.id: p for p in people}, without_rank=tuple(p.id for p in others),
                      grade={p.id: ranking.office[p.id].grade if p.holds_rank else None for p in people},
                      office=dict(ranking.office),
                      pack=pack, _ranking=ranking)


def standings_of(problem):
    """Standings of the people of a Problem that says nothing more of them: their ranks are their grades."""
    return tuple(Standing(id=p.id, side=p.side, grade=p.rank, role=p.role, partner=p.partner, name=p.name, name_en=p.name_en)
                 for p in problem.people)


class _Ranking:
    """Everybody who holds a rank: what counts for each, the graph, the levels and the order."""

    def __init__(self, people, before, pack, everybody):
        self.pack, self.people = pack, {p.id: p for p in people}
        own = {p.id: _office_that_counts(p, everybody, pack.options["representative"]) for p in people}
        self.ranked_by = {p.id: p.partner if own[p.id].grade is None and p.partner in self.people
                          and own[p.partner].grade is not None else p.id for p in people}
        self.office = {p: own[self.ranked_by[p]] for p in self.people}
        self.key = {p: self._values(p, pack.ranks_by) for p in self.people}
        self.tie = {p: self._values(p, pack.ties_by) for p in self.people}
        self.stated = _stated(people, before)
        self.height = self._heights()
        self.graph = self._graph()
        self.level = _levels(self.graph)
        self.order = sorted(self.people, key=lambda p: (
            self.level[p], self.key[p], self.tie[p], self.ranked_by[p] != p, self.people[p].name_key, p))
        self.place = {p: i for i, p in enumerate(self.order)}
        for first, second in pairwise(self.order):
            if not self.graph.has_edge(first, second):
                self.graph.add_edge(first, second, rule=self._close(first, second))

    def _values(self, person, criteria):
        """What each criterion sees in a person; someone ranked by the partner is seen as the partner, but for the side."""
        seen = self.people[self.ranked_by[person]]
        return tuple((0, self.people[person].side != GUEST) if c == "side" else
                     READ[c](seen, self.office[person]) for c in criteria)

    def _heights(self):
        """The key at which each person stands: the own, or that of somebody higher he or she must precede."""
        found = dict(self.key)
        for person in reversed(list(nx.topological_sort(self.stated))):
            found[person] = min([found[person], *(found[s] for s in self.stated.successors(person))])
        return found

    def _graph(self):
        """Stated edges, and a mark between each height and the next, so that edges grow with people only."""
        graph, heights = self.stated.copy(), {}
        for person, height in self.height.items():
            heights.setdefault(height, []).append(person)
        for higher, lower in pairwise(sorted(heights)):
            mark = ("below", *higher)
            graph.add_edges_from(((p, mark) for p in heights[higher] if self.key[p] == higher),
                                 rule=self._criterion(higher, lower))
            for person in heights[lower]:
                graph.add_edge(mark, person, rule=self._criterion(higher, self.key[person]))
        return graph

    def _criterion(self, first, second):
        """The rule of the first criterion in which two keys differ; UNSAID where the second is not known."""
        return self._rule(self.pack.ranks_by, first, second)

    def _rule(self, criteria, first, second):
        for criterion, a, b in zip(criteria, first, second):
            if a != b:
                return UNSAID if _first_difference(a, b) == UNKNOWN else self.pack.rule_by(criterion).id
        return self.pack.rule_by((*self.pack.ranks_by, *criteria)[-1]).id      # the same in everything but the id

    def why(self, first, second):
        """A shortest chain of true statements from `first` to `second`, or ()."""
        if first == second or self.place[first] > self.place[second]:
            return ()
        if self.height[first] < self.height[second]:
            path = self._path(first, lambda p: p == second or self.key[p] == self.height[first])
            end = path[-1]
            last = [] if end == second else [Before(end, second, self._criterion(self.key[end], self.key[second]))]
            return (*self._statements(path), *last)
        return self._statements(self._path(first, lambda p: p == second)) or (Before(first, second, self._close(first, second)),)

    def _path(self, start, is_end):
        """The nearest way over stated edges from `start` to somebody who `is_end`; [] if there is none."""
        came, waiting = {start: None}, [start]
        for person in waiting:
            if is_end(person):
                path = [person]
                while came[path[-1]] is not None:
                    path.append(came[path[-1]])
                return path[::-1]
            for other in self.stated.successors(person):
                if other not in came:
                    came[other] = person
                    waiting.append(other)
        return []

    def _statements(self, path):
        return tuple(Before(a, b, self.stated[a][b]["rule"]) for a, b in pairwise(path))

    def _close(self, first, second):
        """The rule between two people of the same height, or of neighbouring places in the order."""
        if self.height[first] != self.height[second]:
            return self._criterion(self.height[first], self.key[second])
        if self.level[first] != self.level[second]:      # somebody is stated to go before the second
            return next(self.stated[p][second]["rule"] for p in self.stated.predecessors(second))
        if self.key[first] != self.key[second]:
            return self._criterion(self.key[first], self.key[second])
        if self.ranked_by[second] == first:
            return SPOUSE
        return self._rule(self.pack.ties_by, self.tie[first], self.tie[second])


def _first_difference(first, second):
    """What stands in `second` where it differs; a criterion may consist of several values."""
    if first and isinstance(first[0], tuple):
        return next(b for a, b in zip(first, second) if a != b)
    return second


def _office_that_counts(person, everybody, representative):
    """The own Office, or that of the person represented where the pack ranks representatives so."""
    wanted = person.representative_of
    if representative == "own" or wanted is None:
        return person.own_office
    if isinstance(wanted, Office):
        return wanted if wanted.grade is not None else person.own_office
    return everybody[wanted].own_office if wanted in everybody else person.own_office


def _known(value):
    return UNKNOWN if value is None else (0, value)


def _latin(person):
    """The name for the alphabet, without accents or case."""
    name = unicodedata.normalize("NFD", person.name_key or person.name_en or person.name or person.id)
    return "".join(c for c in name if not unicodedata.combining(c)).casefold()


def _pinyin(person):
    """The key given, else the Latin name, else the national code, which holds the common characters in pinyin order."""
    latin = person.name_key or person.name_en
    return latin.casefold() if latin else (person.name or person.id).encode("gb18030", "replace").decode("latin-1")


def _age(person):
    """The elder first, by date of birth or by age; a file has one or the other."""
    return (0, person.born) if person.born is not None else UNKNOWN if person.age is None else (0, f"{10**4 - person.age}")


READ = {
    "grade": lambda person, office: _known(office.grade),
    "sub_grade": lambda person, office: _known(office.sub_grade),
    "office_since": lambda person, office: _known(office.since),
    "organisation": lambda person, office: (_known(person.organisation_place), _known(person.announced_place)),
    "seniority": lambda person, office: UNKNOWN if person.seniority is None else (0, -person.seniority),
    "age": lambda person, office: _age(person),
    "name_pinyin": lambda person, office: (0, _pinyin(person)),
    "name_latin": lambda person, office: (0, _latin(person)),
}


def _stated(people, before):
    """The graph of what is stated outright; raises Contradiction where it runs in a circle."""
    graph, known = nx.DiGraph(), {p.id for p in people}
    graph.add_nodes_from(sorted(known))
    graph.add_edges_from(((a, b) for a, b in before if a in known and b in known), rule=MANUAL)
    for leader in (p for p in people if p.role in LEADERS):
        graph.add_edges_from(((leader.id, p.id) for p in people if p.side == leader.side and p is not leader), rule=ROLE)
    if not nx.is_directed_acyclic_graph(graph):
        raise Contradiction((Before(a, b, graph[a][b]["rule"]) for a, b in pairwise(_shortest_circle(graph))),
                            {p.id: p for p in people})
    return graph


def _shortest_circle(graph):
    """A shortest circle of nodes, the first again at the end; the node looked at is dropped, so each is seen once."""
    best, waiting = None, [graph.subgraph(c).copy() for c in nx.strongly_connected_components(graph)]
    while waiting:
        part = waiting.pop()
        if part.number_of_edges() == 0 or (best and part.number_of_nodes() == 1):
            continue
        start = max(part, key=lambda n: (min(part.in_degree(n), part.out_degree(n)), str(n)))
        found = _circle_through(part, start, len(best) - 1 if best else None)
        best = found or best
        part.remove_node(start)
        waiting += [part.subgraph(c).copy() for c in nx.strongly_connected_components(part) if len(c) > 1]
    return best


def _circle_through(graph, start, shorter_than):
    """A shortest circle through `start` with fewer edges than `shorter_than`, or None."""
    came, waiting, steps = {start: None}, [start], 0
    while waiting and (shorter_than is None or steps + 1 < shorter_than):
        steps, following = steps + 1, []
        for node in waiting:
            for other in graph.successors(node):
                if other == start:
                    path = [start, node]
                    while came[path[-1]] is not None:
                        path.append(came[path[-1]])
                    return path[::-1]
                if other not in came:
                    came[other] = node
                    following.append(other)
        waiting = following
    return None


def _levels(graph):
    """person -> number of people on the longest way to him or her; marks do not count as people."""
    level = {}
    for node in nx.topological_sort(graph):
        above = max((level[n] for n in graph.predecessors(node)), default=0)
        level[node] = above + (not isinstance(node, tuple))
    return {node: found for node, found in level.items() if not isinstance(node, tuple)}
