"""Reading sites: as rows, as the graph that ways are found in, and what is wrong with one."""

from sqlalchemy import select

from planner.db import session
from planner.errors import NotFound
from planner.sites import paths
from planner.sites.models import Site, SiteLeg, SiteStop


def get_site(site_id):
    found = session().get(Site, site_id)
    if found is None:
        raise NotFound()
    return found


def get_stop(site, stop_id):
    return _own(site, session().get(SiteStop, stop_id))


def get_leg(site, leg_id):
    return _own(site, session().get(SiteLeg, leg_id))


def _own(site, found):
    if found is None or found.site_id != site.id:
        raise NotFound()
    return found


def sites(*, retired=False):
    """Sites by name; those out of use too, at the end, where asked."""
    query = select(Site) if retired else select(Site).where(Site.is_active)
    return sorted(session().scalars(query), key=lambda s: (not s.is_active, s.name("zh"), s.id))


def key_of(stop):
    """The key of a stop in the graph."""
    return str(stop.id)


def as_graph(site):
    """The site as paths.Site, for ways and for the tour solver; ValueError without an entrance and an exit."""
    if site.entrance is None or site.exit is None:
        raise ValueError("a site needs an entrance and an exit")
    stops = tuple(paths.Stop(key_of(s), s.minutes, s.capacity, s.groups_at_once, s.opens_minute, s.closes_minute, frozenset(s.languages),
                             s.is_magnetic, s.is_step_free, s.is_closed) for s in site.stops)
    legs = tuple(paths.Leg(str(leg.from_id), str(leg.to_id), leg.minutes, leg.is_step_free, leg.is_one_way) for leg in site.legs)
    return paths.Site(stops, legs, key_of(site.entrance), key_of(site.exit), site.leaving_minutes)


def unreachable(site):
    """Open stops that cannot be reached from the entrance, or from which there is no way to the exit."""
    if site.entrance is None or site.exit is None:
        return [s for s in site.stops if not s.is_closed]
    lost = set(paths.unreachable(as_graph(site)))
    return [s for s in site.stops if key_of(s) in lost]


def no_entry(site):
    """The areas nobody enters."""
    return [s for s in site.stops if s.is_closed]


def way_between(site, start, end, needs):
    """(the shortest way for people with these needs as stops with the minute each is reached, or []; why not: "closed", "magnetic", "steps" or "")."""
    graph = as_graph(site)
    known = {key_of(s): s for s in site.stops}
    for stop in (start, end):
        why = paths.closed_because(graph.stop(key_of(stop)), needs)
        if why:
            return [], why
    way = paths.shortest(graph, key_of(start), key_of(end), needs)
    return ([(known[key], minute) for key, minute in zip(way.stops, way.reached)], "") if way else ([], "")
