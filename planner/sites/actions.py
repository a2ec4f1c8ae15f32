"""Changing sites. After every change all open stops can be reached from the entrance and have a way to the exit; who breaks it is told which not."""

from planner import audit
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _, _l, current_language
from planner.sites import hooks
from planner.sites import queries
from planner.sites.gear import all_gear
from planner.sites.models import EXPLAINERS, MOST_STOPS, Site, SiteLeg, SiteStop

SITE_FIELDS = {"name_zh", "name_en", "place_id", "width_m", "depth_m", "leaving_minutes", "is_active"}
STOP_FIELDS = {"name_zh", "name_en", "x_m", "y_m", "minutes", "capacity", "groups_at_once", "opens_minute", "closes_minute", "explained_by", "explainer_id",
               "languages", "gear", "is_entrance", "is_exit", "is_closed", "is_magnetic", "is_step_free", "is_clean_room", "is_no_photo"}
NEW_STOP = {"x_m": 0, "y_m": 0, "minutes": 10, "capacity": 20, "groups_at_once": 1, "opens_minute": 0, "closes_minute": 24 * 60, "explained_by": "guide",
            "is_entrance": False, "is_exit": False, "is_closed": False, "is_step_free": True}
LEG_FIELDS = {"minutes", "is_step_free", "is_one_way"}


def add_site(*, by, at, **values):
    """A new site, still without stops."""
    site = Site()
    _set(site, SITE_FIELDS, values)
    _check_named(site)
    session().add(site)
    session().flush()
    audit.append("site.added", subject=site, by=by, at=at)
    return site


def change_site(site, *, by, at, **values):
    """Set the given columns; `is_active=False` takes it out of use. A picture too small for its stops is refused."""
    _set(site, SITE_FIELDS, values)
    with session().no_autoflush:
        _check_named(site)
        outside = [s for s in site.stops if s.x_m > site.width_m or s.y_m > site.depth_m]
    if outside:
        raise RuleBroken(_("These stops would lie outside: %(stops)s.", stops=_names(outside)), field="width_m")
    session().flush()
    audit.append("site.changed", subject=site, by=by, at=at, details={"fields": sorted(values)})


def add_stop(site, *, joined_to=None, joined_minutes=None, by, at, **values):
    """A new stop. The first is entrance and exit; every other open one is joined to a stop that is there, by a leg of so many minutes."""
    if len(site.stops) >= MOST_STOPS:
        raise RuleBroken(_("A site has at most %(most)s stops.", most=MOST_STOPS))
    values = NEW_STOP | values | ({} if site.stops else {"is_entrance": True, "is_exit": True})
    stop = SiteStop(site=site)
    _set(stop, STOP_FIELDS, values)
    with session().no_autoflush:
        _check_stop(site, stop)
        session().add(stop)
    _one_door(site, stop)
    session().flush()
    if joined_to is not None and joined_minutes:
        session().add(SiteLeg(site=site, from_id=joined_to.id, to_id=stop.id, minutes=joined_minutes, is_step_free=stop.is_step_free))
    _settle(site, stop, "site.stop_added", by=by, at=at)
    return stop


def change_stop(stop, *, by, at, **values):
    """Set the given columns of a stop; what would cut another stop off is refused."""
    _set(stop, STOP_FIELDS, values)
    with session().no_autoflush:
        _check_stop(stop.site, stop)
    _one_door(stop.site, stop)
    _settle(stop.site, stop, "site.stop_changed", by=by, at=at, fields=sorted(values))


def remove_stop(stop, *, by, at):
    """Take a stop away with the legs at it; not the entrance or the exit, and not the only way to another."""
    site = stop.site
    if stop.is_entrance or stop.is_exit:
        raise RuleBroken(_l("This is the entrance or the exit. Make another stop that first."))
    for ask in hooks.STOP_REMOVED:
        ask(stop)
    for leg in [leg for leg in site.legs if stop.id in (leg.from_id, leg.to_id)]:
        site.legs.remove(leg)
    session().flush()
    site.stops.remove(stop)
    _settle(site, site, "site.stop_removed", by=by, at=at, stop=stop.id)


def add_leg(site, start, end, *, by, at, **values):
    """A way between two stops of the site; a second one between the same two is refused."""
    if start.id == end.id:
        raise RuleBroken(_l("Please choose two different stops."), field="to_id")
    if any({leg.from_id, leg.to_id} == {start.id, end.id} for leg in site.legs):
        raise RuleBroken(_l("There is a way between these two already; change that one."), field="to_id")
    leg = SiteLeg(site=site, from_id=start.id, to_id=end.id)
    _set(leg, LEG_FIELDS, values)
    session().add(leg)
    _settle(site, site, "site.leg_added", by=by, at=at, stops=[start.id, end.id])
    return leg


def change_leg(leg, *, by, at, **values):
    _set(leg, LEG_FIELDS, values)
    _settle(leg.site, leg.site, "site.leg_changed", by=by, at=at, stops=[leg.from_id, leg.to_id])


def remove_leg(leg, *, by, at):
    """Take a way away; the last one to a stop is refused."""
    site, stops = leg.site, [leg.from_id, leg.to_id]
    site.legs.remove(leg)
    _settle(site, site, "site.leg_removed", by=by, at=at, stops=stops)


def _set(row, known, values):
    unknown = set(values) - known
    if unknown:
        raise ValueError(f"no field {unknown}")
    for name, value in values.items():
        setattr(row, name, value)


def _check_named(row):
    if not (row.name_zh or row.name_en):
        raise RuleBroken(_l("Please give it a name in Chinese or English."), field="name_zh")


def _check_stop(site, stop):
    _check_named(stop)
    if min(stop.capacity or 0, stop.groups_at_once or 0, stop.minutes or 0) < 1:
        raise RuleBroken(_l("Nobody could stop here: people, groups and minutes are at least 1."), field="capacity")
    if not (0 <= stop.x_m <= site.width_m and 0 <= stop.y_m <= site.depth_m):
        raise RuleBroken(_("It would lie outside the picture of %(width)s by %(depth)s metres.", width=site.width_m, depth=site.depth_m), field="x_m")
    if stop.opens_minute is not None and stop.closes_minute is not None and stop.opens_minute >= stop.closes_minute:
        raise RuleBroken(_l("It would close before it opens."), field="closes")
    if stop.explained_by not in (None, *EXPLAINERS) or set(stop.gear or ()) - set(all_gear()):
        raise RuleBroken(_l("Please choose from the list."), field="explained_by")
    if stop.is_closed and (stop.is_entrance or stop.is_exit):
        raise RuleBroken(_l("The entrance and the exit cannot be closed to visitors."), field="is_closed")


def _one_door(site, stop):
    """There is one entrance and one exit: a new one takes it from the old."""
    for name in ("is_entrance", "is_exit"):
        if getattr(stop, name):
            for other in site.stops:
                if other is not stop and getattr(other, name):
                    setattr(other, name, False)
        elif not any(getattr(other, name) for other in site.stops):
            raise RuleBroken(_l("A site has one entrance and one exit. Make another stop that first."), field=name)


def _settle(site, subject, code, *, by, at, **details):
    """Store, look whether every open stop can still be reached, and write it down."""
    session().flush()
    session().refresh(site)
    lost = queries.unreachable(site)
    if lost:
        raise RuleBroken(_("These stops could not be reached any more, or not left: %(stops)s.", stops=_names(lost)))
    audit.append(code, subject=subject, by=by, at=at, details=details)


def _names(stops):
    lang = current_language()
    return ("、" if lang == "zh" else ", ").join(s.name(lang) for s in stops)
