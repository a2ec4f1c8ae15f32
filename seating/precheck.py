"""What cannot be, or is doubtful, before anybody is seated: sentences in both languages."""
from dataclasses import dataclass

import networkx as nx

from .model import GUEST, HOST, ROLE_SEAT


@dataclass(frozen=True)
class Finding:
    """`is_impossible`: a hard rule must be broken. `people` are the ids it is about."""

    is_impossible: bool
    kind: str
    people: tuple
    zh: str
    en: str

    def sentence(self, lang):
        return self.zh if lang == "zh" else self.en


def precheck(problem):
    """Findings, the impossible ones first."""
    found = [*_room(problem), *_roles(problem), *_fixed(problem), *_needs(problem), *_wishes(problem),
             *_together(problem)]
    return sorted(found, key=lambda f: not f.is_impossible)


def _names(problem, ids, lang):
    return ("、" if lang == "zh" else ", ").join(problem.person(p).called(lang) for p in ids)


def _room(problem):
    people, seats = len(problem.people), problem.seat_count
    if people > seats:
        yield Finding(True, "room", (), f"{people}人，只有{seats}个座位：{people - seats}人将没有座位。",
                      f"{people} people for {seats} seats: {people - seats} will stay without a seat.")
    sides = {p.side for p in problem.people}
    if GUEST in sides and HOST not in sides:
        yield Finding(False, "side", (), "没有主方人员。", "There is nobody of the host side.")


def _roles(problem):
    holders = {p.role: p for p in problem.people if p.role in ROLE_SEAT}
    if "host" not in holders:
        yield Finding(False, "host", (), "没有指定主人，主位由次序决定。",
                      "No host is named; precedence decides the primary seat.")
    for role, side in (("host", HOST), ("second_host", HOST), ("guest_of_honour", GUEST)):
        person = holders.get(role)
        if person and person.side != side:
            zh = {"host": "主人", "second_host": "副主陪", "guest_of_honour": "主宾"}[role]
            yield Finding(False, "side", (person.id,), f"{zh}{person.called('zh')}应为{'主方' if side == HOST else '客方'}人员。",
                          f"{person.called('en')} is {role.replace('_', ' ')} but on the other side.")


def _fixed(problem):
    """Two people for one seat, or one person for two."""
    by_seat, by_person, main = {}, {}, problem.main_table
    wanted = [(lock.person, (lock.table, lock.seat)) for lock in problem.locks]
    for person in problem.people:
        field = ROLE_SEAT.get(person.role)
        if field and getattr(main, field) is not None:
            wanted.append((person.id, (main.id, getattr(main, field))))
    for person, place in wanted:
        if by_seat.setdefault(place, person) != person:
            ids = (by_seat[place], person)
            yield Finding(True, "seat", ids, f"{_names(problem, ids, 'zh')}被固定在同一座位。",
                          f"{_names(problem, ids, 'en')} are fixed in the same seat.")
        if by_person.setdefault(person, place) != place:
            yield Finding(True, "lock", (person,), f"{_names(problem, [person], 'zh')}被固定在两个座位。",
                          f"{_names(problem, [person], 'en')} is fixed in two seats.")


def _needs(problem):
    """More people with a need than seats that meet it, by matching (a Hall set names who)."""
    needy = [p for p in problem.people if p.needs]
    if not needy:
        return
    seats = [(t.id, s) for t in problem.tables for s in range(len(t.seats))]
    graph = nx.Graph()
    graph.add_nodes_from(("person", p.id) for p in needy)
    for p in needy:
        for t, s in seats:
            if set(p.needs) <= set(problem.table(t).seats[s].features):
                graph.add_edge(("person", p.id), (t, s))
    matched = nx.bipartite.hopcroft_karp_matching(graph, top_nodes=[("person", p.id) for p in needy])
    left = [p.id for p in needy if ("person", p.id) not in matched]
    if left:
        yield Finding(True, "need", tuple(left), f"没有合适的座位给{_names(problem, left, 'zh')}。",
                      f"There is no seat that meets the need of {_names(problem, left, 'en')}.")


def _wishes(problem):
    """The same two people asked together and apart."""
    apart = {(frozenset(w.people), w.scope): w for w in problem.wishes if w.kind == "apart"}
    for wish in problem.wishes:
        other = apart.get((frozenset(wish.people), wish.scope)) if wish.kind == "together" else None
        if other:
            yield Finding(wish.is_hard and other.is_hard, "wish", wish.people,
                          f"{_names(problem, wish.people, 'zh')}既要求在一起又要求分开。",
                          f"{_names(problem, wish.people, 'en')} are asked to be together and apart.")


def _together(problem):
    """People who must share a table: too many for one, or with a pair that must be apart inside."""
    graph = nx.Graph(w.people for w in problem.wishes if w.kind == "together" and w.is_hard)
    apart = [w.people for w in problem.wishes if w.kind == "apart" and w.is_hard and w.scope == "table"]
    largest = max(len(t.seats) for t in problem.tables)
    for ids in nx.connected_components(graph):
        people = tuple(sorted(ids))
        if len(people) > largest:
            yield Finding(True, "together", people, f"{len(people)}人必须同桌，最大的桌只有{largest}座。",
                          f"{len(people)} people must share a table; the largest has {largest} seats.")
        for a, b in apart:
            if a in ids and b in ids:
                chain = tuple(nx.shortest_path(graph, a, b))
                yield Finding(True, "together", chain,
                              f"{_names(problem, (a, b), 'zh')}必须分桌，但同桌要求（{_names(problem, chain, 'zh')}）使其同桌。",
                              f"{_names(problem, (a, b), 'en')} must be apart, yet {_names(problem, chain, 'en')} "
                              "must share a table.")
