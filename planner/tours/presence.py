"""Where a group is at which minutes: at stops, in corridors, and at stops it walks through.

A stretch is (place, from, to) with `to` left out; a place is ("stop", key) or ("leg", (key, key)). Walking through a stop takes the
minute in which it happens. Rivals are kept apart when between their stretches at one place lie at least `rival_margin` minutes.
"""

from planner.sites.paths import ways


def at_stop(key):
    return ("stop", key)


def of_walk(way):
    """Stretches of a walk, counted from setting out; both ends left out, because there the group has its visits."""
    for here, there, left, reached in zip(way.stops, way.stops[1:], way.reached, way.reached[1:]):
        yield ("leg", tuple(sorted((here, there)))), left, max(reached, left + 1)
    for stop, reached in zip(way.stops[1:-1], way.reached[1:-1]):
        yield at_stop(stop), reached, reached + 1


def of_group(site, group):
    """Every stretch of a planned group."""
    known = ways(site, group.needs)
    found = [(at_stop(v.stop), v.starts, v.ends) for v in group.visits]
    for here, there in zip(group.visits, group.visits[1:]):
        found += [(place, here.ends + a, here.ends + b) for place, a, b in of_walk(known[here.stop, there.stop])]
    return found


def rival_pairs(day):
    """Sorted pairs of keys of parties that must not meet."""
    keys = {p.key for p in day.parties}
    return sorted({tuple(sorted((p.key, other))) for p in day.parties for other in p.rivals if other in keys and other != p.key})


def forbidden(ours, theirs, margin):
    """Ranges lo..hi (both included) of a shift that, added to our stretches, brings them too near to theirs."""
    by_place = {}
    for place, start, end in theirs:
        by_place.setdefault(place, []).append((start, end))
    return [(c - margin - b + 1, d + margin - a - 1) for place, a, b in ours for c, d in by_place.get(place, ())]


def allowed(ranges, lo, hi):
    """What is left of lo..hi without the ranges: a flat list lo, hi, lo, hi ..."""
    left, next_free = [], lo
    for a, b in sorted(ranges):
        if a > next_free:
            left += [next_free, min(a - 1, hi)]
        next_free = max(next_free, b + 1)
        if next_free > hi:
            break
    if next_free <= hi:
        left += [next_free, hi]
    return left
