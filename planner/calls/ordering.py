"""The best order of a day's calls: a small dynamic programme over subsets, exact, for about ten calls.

Plain records and whole minutes since midnight; no database, no clock. A solver library would need the same windows written down
and proves nothing that trying all subsets does not; docs/calls.md has the figures.
"""

from dataclasses import dataclass

NOWHERE = -1
"""In the minutes from one stop to the next: the beginning of the day."""
FULL = "full"


@dataclass(frozen=True)
class Visit:
    """One call to place in the day. It begins not before `earliest` and not after `latest`, and has ended at `closes`.

    `worth` decides who is left out when not all fit: more calls count before anything else, then their worth.
    """

    key: int
    stay: int
    earliest: int
    latest: int
    closes: int
    worth: int = 0


@dataclass(frozen=True)
class Placed:
    """A call in the day: on the way `travel` minutes, there at `arrives`, begins at `begins`, over at `ends`."""

    key: int
    travel: int
    arrives: int
    begins: int
    ends: int


@dataclass(frozen=True)
class LeftOut:
    """A call that cannot be reached in time. `why`: "window" (its own window is too short or lies outside the hours), "far" (not
    even as the first of the day), or "full" with the `others` of which any one left out would make room; none stands for the
    whole day being full."""

    key: int
    why: str
    others: tuple = ()


@dataclass(frozen=True)
class Order:
    placed: tuple
    left_out: tuple
    travel: int
    ends: int


def best_order(visits, minutes, *, starts, early, step=1):
    """The Order with most calls, then most worth, then the earliest end, then least travel.

    `minutes` (from key or NOWHERE, to key) -> minutes on the way; `starts` the minute at which the day begins; one is at the
    place `early` minutes before a call begins; a call begins at a multiple of `step` minutes, or at its `earliest`. Cost: 2^n · n² steps for n calls.
    """
    visits = sorted(visits, key=lambda v: v.key)
    day = (minutes, starts, early, step)
    reached = _reach(visits, *day)
    chosen = max(reached, key=lambda state: _merit(visits, state, reached[state]), default=None)
    placed = _path(visits, reached, chosen, minutes, early) if chosen else ()
    kept = {one.key for one in placed}
    left = tuple(_left_out(v, visits, kept, day) for v in visits if v.key not in kept)
    return Order(placed, left, sum(one.travel for one in placed), placed[-1].ends if placed else starts)


def _reach(visits, minutes, starts, early, step):
    """{(set of indexes as bits, index of the last): (end, travel, index before)}: the earliest end of each."""
    found = {}
    for i, visit in enumerate(visits):
        travel = minutes(NOWHERE, visit.key)
        ends = _end(visit, starts + travel + early, step)
        if ends is not None:
            found[1 << i, i] = (ends, travel, None)
    layer = list(found)
    for _size in range(1, len(visits)):
        coming = {}
        for done, last in layer:
            ends, travelled, _before = found[done, last]
            for i, visit in enumerate(visits):
                if done >> i & 1:
                    continue
                travel = minutes(visits[last].key, visit.key)
                end = _end(visit, ends + travel + early, step)
                state = (done | 1 << i, i)
                if end is not None and (state not in coming or (end, travelled + travel) < coming[state][:2]):
                    coming[state] = (end, travelled + travel, last)
        found.update(coming)
        layer = list(coming)
    return found


def _end(visit, ready, step):
    """When the call ends if one may begin from `ready` on; None when that is too late."""
    begins = max(-(-ready // step) * step, visit.earliest)
    return begins + visit.stay if begins <= visit.latest and begins + visit.stay <= visit.closes else None


def _merit(visits, state, value):
    done, last = state
    kept = [v for i, v in enumerate(visits) if done >> i & 1]
    return len(kept), sum(v.worth for v in kept), -value[0], -value[1], -done, -last


def _path(visits, reached, state, minutes, early):
    indexes = []
    while state is not None:
        done, last = state
        ends, _travel, before = reached[state]
        indexes.append((last, ends))
        state = None if before is None else (done & ~(1 << last), before)
    placed, before = [], NOWHERE
    for i, ends in reversed(indexes):
        visit, travel = visits[i], minutes(before, visits[i].key)
        begins = ends - visit.stay
        placed.append(Placed(visit.key, travel, begins - early, begins, ends))
        before = visit.key
    return tuple(placed)


def _left_out(visit, visits, kept, day):
    minutes, starts, early, step = day
    if visit.earliest > visit.latest or visit.earliest + visit.stay > visit.closes:
        return LeftOut(visit.key, "window")
    if _end(visit, starts + minutes(NOWHERE, visit.key) + early, step) is None:
        return LeftOut(visit.key, "far")
    with_it = [v for v in visits if v.key in kept] + [visit]
    others = tuple(v.key for v in with_it[:-1] if _all_fit([w for w in with_it if w is not v], day))
    return LeftOut(visit.key, FULL, others)


def _all_fit(visits, day):
    everybody = (1 << len(visits)) - 1
    return any(done == everybody for done, _last in _reach(visits, *day))
