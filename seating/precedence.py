"""Precedence as a graph: an edge says "A before B" and carries the rule that says so.

Strong rules come first (role, the planner's own word, grade); an edge of a weaker rule is left out
where stronger ones already say the opposite, so only statements of equal strength can contradict
each other. Levels are topological generations over the strong rules; the full order adds the
tie-breaks (guests before own people, partner before spouse, name in pinyin).
"""
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from .errors import Contradiction
from .model import GUEST

ROLE, MANUAL, GRADE, SPOUSE, SIDE, NAME = "PR-1", "PR-2", "PR-3", "IN-03", "IN-05", "PR-9"
UNRANKED = 10**6


@dataclass(frozen=True)
class Standing:
    """What precedence needs to know of a person. `grade` 1 is highest, None unknown."""

    id: str
    side: str
    grade: int | None = None
    role: str | None = None
    partner: str | None = None
    name_key: str = ""


@dataclass(frozen=True)
class Before:
    """One statement: `first` goes before `second`, by this rule."""

    first: str
    second: str
    rule: str


@dataclass(frozen=True)
class Precedence:
    """`level`: id -> 1, 2, …, ties allowed; `order`: everybody, highest first; `graph` for questions."""

    level: dict
    order: tuple
    graph: nx.DiGraph

    def why(self, first, second):
        """The chain of Before statements that puts `first` ahead of `second`, or () if none does."""
        if first == second or not nx.has_path(self.graph, first, second):
            return ()
        path = nx.shortest_path(self.graph, first, second, weight=_length)
        rules = [self.graph[a][b]["rule"] for a, b in pairwise(path)]
        people = [(node, rules[max(0, i - 1)]) for i, node in enumerate(path) if not isinstance(node, tuple)]
        return tuple(Before(a, b, rule) for (a, _), (b, rule) in pairwise(people))


def rank_people(people, *, before=()):
    """The Precedence of Standing objects; `before` are the planner's own (first, second) pairs.

    Someone without a grade takes the partner's (IN-03); an interpreter uses a chair but no rank.
    Raises Contradiction with the shortest circle of statements.
    """
    known = {p.id: p for p in people}
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(known))
    _add_strong(graph, ROLE, _role_edges(people))
    _add_strong(graph, MANUAL, [(a, b) for a, b in before if a in known and b in known])
    _add_grades(graph, {p.id: _grade(p, known) for p in people})
    level = _levels(graph)
    level_of = {p: level[p] for p in known}
    _add_ties(graph, SPOUSE, _spouse_edges(people, known, level_of))
    _add_ties(graph, SIDE, _side_edges(people, level_of))
    order = _full_order(graph, known, level)
    for a, b in pairwise(order):
        if not nx.has_path(graph, a, b):
            graph.add_edge(a, b, rule=NAME)
    return Precedence(level_of, tuple(order), graph)


def _length(a, b, edge):
    """Prefer one statement to two, and a grade to a tie-break; a mark is half a statement."""
    return 1 if isinstance(a, tuple) or isinstance(b, tuple) else 8 if edge["rule"] == NAME else 2


def _grade(person, known):
    if person.role == "interpreter":
        return UNRANKED
    if person.grade is None and person.partner in known:
        return known[person.partner].grade or UNRANKED
    return person.grade or UNRANKED


def _role_edges(people):
    """The host before the host side, the guest of honour before the guests."""
    for first in people:
        if first.role in ("host", "guest_of_honour"):
            yield from ((first.id, p.id) for p in people if p.side == first.side and p is not first)


def _add_strong(graph, rule, edges):
    """Add statements of one rule where no stronger rule says the opposite; check for circles."""
    stronger = graph.copy()
    for a, b in edges:
        if not graph.has_edge(a, b) and not nx.has_path(stronger, b, a):
            graph.add_edge(a, b, rule=rule)
    if not nx.is_directed_acyclic_graph(graph):
        raise Contradiction(_shortest_circle(graph))


def _add_grades(graph, grades):
    """Each of one grade before each of the next, through a mark between the two grades.

    The mark (a tuple) keeps the graph small; somebody whom a stronger rule has moved is not tied to it.
    """
    classes = {}
    for person, grade in grades.items():
        classes.setdefault(grade, []).append(person)
    for higher, lower in pairwise(sorted(classes)):
        mark = ("below grade", higher)
        graph.add_node(mark)
        for first, second in [(p, mark) for p in classes[higher]] + [(mark, p) for p in classes[lower]]:
            if not nx.has_path(graph, second, first):
                graph.add_edge(first, second, rule=GRADE)
    marks = [("below grade", g) for g in sorted(classes)[:-1]]
    for first, second in pairwise(marks):
        if not nx.has_path(graph, second, first):
            graph.add_edge(first, second, rule=GRADE)


def _levels(graph):
    """node -> number of people on the longest way to it; marks do not count as people."""
    level = {}
    for node in nx.topological_sort(graph):
        above = max((level[n] for n in graph.predecessors(node)), default=0)
        level[node] = above + (not isinstance(node, tuple))
    return level


def _spouse_edges(people, known, level):
    """Someone ranked by the partner comes right after the partner."""
    for p in people:
        partner = known.get(p.partner)
        if partner and partner.side == p.side and p.grade is None and partner.grade is not None:
            if level[p.id] == level[partner.id]:
                yield partner.id, p.id


def _side_edges(people, level):
    """At equal level guests go before one's own people."""
    ranks = {}
    for p in people:
        ranks.setdefault(level[p.id], ([], []))[p.side != GUEST].append(p.id)
    return [(a, b) for guests, hosts in ranks.values() for a in guests for b in hosts]


def _add_ties(graph, rule, edges):
    """Tie-breaks join people of one level, so they cannot close a circle."""
    graph.add_edges_from(edges, rule=rule)


def _shortest_circle(graph):
    """The Before statements of a shortest circle."""
    best = None
    for a, b in graph.edges:
        if nx.has_path(graph, b, a):
            path = nx.shortest_path(graph, b, a)
            if best is None or len(path) < len(best):
                best = path
    circle = best + best[:1]
    return [Before(a, b, graph[a][b]["rule"]) for a, b in pairwise(circle)]


def _full_order(graph, known, level):
    names = {p: _name_order(known[p]) if p in known else ("", "") for p in graph}
    ordered = nx.lexicographical_topological_sort(graph, key=lambda p: (level[p], p in known, names[p]))
    return [p for p in ordered if p in known]


def _name_order(person):
    return (person.name_key or person.id, person.id)
