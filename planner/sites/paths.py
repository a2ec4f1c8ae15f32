"""Ways through a site: the shortest way that a person set may walk. No web, no database.

A site is a graph: stops are its nodes, legs its edges with walking minutes. What closes a way: a stop or area marked
“no entry” (谢绝参观), a magnetic stop for somebody who must keep away from it, steps for somebody who needs none, and
the wrong direction of a one-way leg. Source: the company's visit rules; docs/sites.md.
"""

from dataclasses import dataclass
from functools import lru_cache

import networkx


@dataclass(frozen=True)
class Stop:
    """A place where a tour may stand, or passes through; minutes are clock minutes since midnight where they name a time."""

    key: str
    minutes: int = 10                  # usual length of a visit here
    capacity: int = 50                 # people at once, of all groups together
    groups_at_once: int = 1
    opens: int = 0
    closes: int = 24 * 60
    languages: frozenset = frozenset()  # what those who explain here speak; empty: the group's guide explains
    is_magnetic: bool = False          # custody of cards and watches; closed to pacemakers and during pregnancy
    is_step_free: bool = True
    is_closed: bool = False            # no entry, not even to pass through


@dataclass(frozen=True)
class Leg:
    """A way between two stops; it may be walked both ways unless `is_one_way`."""

    start: str
    end: str
    minutes: int
    is_step_free: bool = True
    is_one_way: bool = False

    @property
    def name(self):
        """The corridor itself, whichever way it is walked."""
        return tuple(sorted((self.start, self.end)))


@dataclass(frozen=True)
class Site:
    """Stops and legs; a tour begins at `entrance` and ends at `exit`."""

    stops: tuple
    legs: tuple
    entrance: str
    exit: str
    leaving_minutes: int = 0           # at the exit: gear and badges given back

    def stop(self, key):
        return _by_key(self)[key]


@dataclass(frozen=True)
class Needs:
    """What those who walk together need of the way: the union over the persons."""

    step_free: bool = False
    no_magnets: bool = False


@dataclass(frozen=True)
class Way:
    """A walk: the stops passed, both ends included, and the minutes at which each is reached, counted from setting out."""

    stops: tuple
    reached: tuple

    @property
    def minutes(self):
        return self.reached[-1]


@lru_cache(maxsize=64)
def _by_key(site):
    return {stop.key: stop for stop in site.stops}


def closed_because(stop, needs):
    """Why these people may not be at `stop`: "closed", "magnetic", "steps"; "" when they may."""
    if stop.is_closed:
        return "closed"
    if stop.is_magnetic and needs.no_magnets:
        return "magnetic"
    return "steps" if needs.step_free and not stop.is_step_free else ""


@lru_cache(maxsize=256)
def graph(site, needs):
    """What these people may walk, as a directed graph; `minutes` on its edges. Of parallel legs the shortest counts."""
    open_stops = [s.key for s in site.stops if not closed_because(s, needs)]
    drawn = networkx.DiGraph()
    drawn.add_nodes_from(open_stops)
    for leg in site.legs:
        if needs.step_free and not leg.is_step_free:
            continue
        for a, b in [(leg.start, leg.end)] + [(leg.end, leg.start)] * (not leg.is_one_way):
            if a in drawn and b in drawn and leg.minutes < drawn.get_edge_data(a, b, {"minutes": leg.minutes + 1})["minutes"]:
                drawn.add_edge(a, b, minutes=leg.minutes)
    return drawn


@lru_cache(maxsize=256)
def ways(site, needs=Needs()):
    """{(from, to): Way} of every two stops with a way between them; the same way for the same site every time."""
    drawn, found = graph(site, needs), {}
    for start in drawn:
        minutes, routes = networkx.single_source_dijkstra(drawn, start, weight="minutes")
        for end, route in routes.items():
            found[start, end] = Way(tuple(route), tuple(minutes[stop] for stop in route))
    return found


def shortest(site, start, end, needs=Needs()):
    """The shortest Way these people may walk, or None."""
    return ways(site, needs).get((start, end))


def unreachable(site, needs=Needs()):
    """Keys of open stops that cannot be reached from the entrance, or from which there is no way to the exit; in the order of the site."""
    known = ways(site, needs)
    return [s.key for s in site.stops if not closed_because(s, needs)
            and not ((site.entrance, s.key) in known and (s.key, site.exit) in known)]
