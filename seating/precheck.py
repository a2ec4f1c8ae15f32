"""What cannot be, or is doubtful, before anybody is seated: sentences in both languages.

The few walks over wishes are written out here: loading a graph library takes longer than all of them.
"""
from collections import Counter, defaultdict, deque
from dataclasses import dataclass

from . import words
from .conflicts import find_conflict
from .explain.phrases import place_called
from .model import GUEST, HOST, ROLE_SEAT

FEW_LOOKS = 2_000            # for the exact check at the end, which is for small contradictions of several kinds


@dataclass(frozen=True)
class Finding(words.Spoken):
    """`is_impossible`: a hard rule must be broken. `people` are the ids it is about."""

    is_impossible: bool
    kind: str
    people: tuple
    zh: str
    en: str


def precheck(problem):
    """Findings, the impossible ones first. What no single question finds is looked for exactly, for a short while."""
    fixed = _fixed_places(problem)
    found = [*_room(problem), *_roles(problem), *_fixed(problem), *_fixed_wishes(problem, fixed), *_needs(problem, fixed),
             *_wishes(problem), *_together(problem), *_beside(problem), *_apart(problem)]
    if not any(f.is_impossible for f in found):
        found += _conflict(problem)
    return sorted(found, key=lambda f: not f.is_impossible)


def _conflict(problem):
    found = find_conflict(problem, most_looks=FEW_LOOKS)
    if found is not None and found.is_proved:
        people = tuple(dict.fromkeys(p for d in found.demands for p in d.people))
        yield Finding(True, "conflict", people, found.sentence(problem, "zh"), found.sentence(problem, "en"))


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


def _wanted_places(problem):
    """(person id, place) for every lock, then for every role with a seat of its own."""
    main = problem.main_table
    yield from ((lock.person, (lock.table, lock.seat)) for lock in problem.locks)
    for person in problem.people:
        field = ROLE_SEAT.get(person.role)
        if field and getattr(main, field) is not None:
            yield person.id, (main.id, getattr(main, field))


def _fixed_places(problem):
    """Person id -> the first place that a lock or role gives."""
    found = {}
    for person, place in _wanted_places(problem):
        found.setdefault(person, place)
    return found


def _fixed(problem):
    """Two people for one seat, or one person for two."""
    by_seat, by_person = {}, {}
    for person, place in _wanted_places(problem):
        if by_seat.setdefault(place, person) != person:
            ids = (by_seat[place], person)
            yield Finding(True, "seat", ids, f"{_names(problem, ids, 'zh')}被固定在同一座位。",
                          f"{_names(problem, ids, 'en')} are fixed in the same seat.")
        if by_person.setdefault(person, place) != place:
            yield Finding(True, "lock", (person,), f"{_names(problem, [person], 'zh')}被固定在两个座位。",
                          f"{_names(problem, [person], 'en')} is fixed in two seats.")


def _fixed_wishes(problem, fixed):
    """Two people fixed where a wish of theirs cannot be kept; impossible when it must be."""
    for wish in problem.wishes:
        a, b = (fixed.get(p) for p in wish.people)
        if a is None or b is None or a == b:
            continue
        near = b[1] in problem.table(a[0]).seats[a[1]].beside
        if (a[0] == b[0] and (wish.scope == "table" or near)) != (wish.kind == "together"):
            places = [place_called(problem, p, lang) for lang in ("zh", "en") for p in (a, b)]
            zh = {"apart table": "分桌", "apart beside": "不相邻", "together table": "同桌", "together beside": "相邻"}
            en = {"apart table": "at different tables", "apart beside": "apart", "together table": "at one table",
                  "together beside": "side by side"}
            key = f"{wish.kind} {wish.scope}"
            yield Finding(wish.is_hard, "lock", wish.people,
                          f"{_names(problem, wish.people, 'zh')}应{zh[key]}，却被固定在{places[0]}和{places[1]}。",
                          f"{_names(problem, wish.people, 'en')} should sit {en[key]}, but are fixed at {places[2]} and {places[3]}.")


def _needs(problem, fixed):
    """More people with a need than seats that meet it, by matching; somebody fixed can only use that seat."""
    needy = [p for p in problem.people if p.needs]
    held = {place: person for person, place in fixed.items()}
    chairs = [(t.id, s, set(seat.features)) for t in problem.tables for s, seat in enumerate(t.seats)] if needy else []
    fitting = {p.id: [(t, s) for t, s, features in chairs if set(p.needs) <= features and held.get((t, s), p.id) == p.id
                      and fixed.get(p.id, (t, s)) == (t, s)] for p in needy}
    holder = {}

    def seat(person, seen):
        for chair in fitting[person]:
            if chair not in seen:
                seen.add(chair)
                if chair not in holder or seat(holder[chair], seen):
                    holder[chair] = person
                    return True
        return False

    left = [p.id for p in needy if not seat(p.id, set())]
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
    graph = _graph(w.people for w in problem.wishes if w.kind == "together" and w.is_hard)
    apart = [w.people for w in problem.wishes if w.kind == "apart" and w.is_hard and w.scope == "table"]
    largest, seen = max(len(t.seats) for t in problem.tables), set()
    for start in graph:
        people = tuple(sorted(_paths(graph, start))) if start not in seen else ()
        seen.update(people)
        if len(people) > largest:
            yield Finding(True, "together", people, f"{len(people)}人必须同桌，最大的桌只有{largest}座。",
                          f"{len(people)} people must share a table; the largest has {largest} seats.")
    for a, b in apart:
        chain = _paths(graph, a).get(b) if a in graph else None
        if chain:
            yield Finding(True, "together", chain,
                          f"{_names(problem, (a, b), 'zh')}必须分桌，但同桌要求（{_names(problem, chain, 'zh')}）使其同桌。",
                          f"{_names(problem, (a, b), 'en')} must be apart, yet {_names(problem, chain, 'en')} "
                          "must share a table.")


def _graph(pairs):
    """Person -> the people paired with them."""
    graph = defaultdict(set)
    for a, b in pairs:
        graph[a].add(b)
        graph[b].add(a)
    return graph


def _paths(graph, start):
    """Everybody reachable -> the shortest way there, both ends included."""
    paths, queue = {start: (start,)}, deque([start])
    while queue:
        person = queue.popleft()
        for other in sorted(graph[person]):
            if other not in paths:
                paths[other] = (*paths[person], other)
                queue.append(other)
    return paths


def _beside(problem):
    """Somebody who must sit beside more people than a chair has neighbours."""
    widest = max(len(seat.beside) for t in problem.tables for seat in t.seats)
    pairs = {frozenset(w.people) for w in problem.wishes if w.kind == "together" and w.scope == "beside" and w.is_hard}
    for person, count in Counter(p for pair in sorted(map(sorted, pairs)) for p in pair).items():
        if count > widest:
            yield Finding(True, "beside", (person,), f"{_names(problem, [person], 'zh')}必须与{count}人相邻，一个座位至多有{widest}个邻座。",
                          f"{_names(problem, [person], 'en')} must sit beside {count} people; a seat has at most {widest} neighbours.")


def _apart(problem):
    """More people who must all be at different tables than there are tables (one such set for each person tried)."""
    graph = _graph(w.people for w in problem.wishes if w.kind == "apart" and w.scope == "table" and w.is_hard)
    count, told = len(problem.tables), set()
    for start in sorted(graph):
        people, rest = [start], graph[start]
        while rest and len(people) <= count:
            people.append(min(rest, key=lambda p: (-len(graph[p] & rest), p)))
            rest = rest & graph[people[-1]]
        people = tuple(sorted(people))
        if len(people) > count and people not in told:
            told.add(people)
            yield Finding(True, "apart", people, f"{_names(problem, people, 'zh')}须两两分桌，却只有{count}桌。",
                          f"{_names(problem, people, 'en')} must all sit at different tables; there {'is' if count == 1 else 'are'} only {count}.")
