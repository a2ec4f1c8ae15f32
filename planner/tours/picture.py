"""The time-space picture of a tour: a row for each stop, minutes from left to right, a line for each group."""

from planner.tours.wording import clock

LABELS, ROW, MINUTE_WIDTH, TOP = 210, 46, 900, 34
MARKS = ("circle", "square", "diamond", "triangle")


def drawing(tour, lang, others=()):
    """Sizes, rows, hours and lines; None without a plan. `others` are groups of other parties, drawn as grey bars without a name."""
    groups = [g for g in tour.groups if g.visits]
    if not groups:
        return None
    first = min(v.starts_minute for g in groups for v in g.visits) // 15 * 15
    last = -(-max(v.ends_minute for g in groups for v in g.visits) // 15) * 15
    unit = MINUTE_WIDTH / max(last - first, 15)
    rows = _rows(groups)
    at = {stop.id: TOP + n * ROW + ROW // 2 for n, stop in enumerate(rows)}

    def x(minute):
        return round(LABELS + (minute - first) * unit, 1)

    height = TOP + len(rows) * ROW
    bars = [{"x": x(max(v.starts_minute, first)), "width": round((min(v.ends_minute, last) - max(v.starts_minute, first)) * unit, 1), "y": at[v.stop_id] - 8}
            for g in others for v in g.visits if v.stop_id in at and v.starts_minute < last and v.ends_minute > first]
    return {"width": LABELS + MINUTE_WIDTH + 20, "height": height + 8, "left": LABELS, "rows": [{"stop": s, "y": at[s.id], "name": _short(s.name(lang))} for s in rows],
            "hours": [{"x": x(m), "words": clock(m), "is_full": m % 60 == 0} for m in range(first, last + 1, _step(last - first))], "bars": bars, "bottom": height,
            "lines": [_line(group, at, x, len(groups)) for group in groups]}


def _step(length):
    return 15 if length <= 150 else 30 if length <= 360 else 60


def _short(name):
    """A name that fits beside its row; the whole one stands in the table."""
    room = 24
    size = 0
    for n, letter in enumerate(name):
        size += 1 if ord(letter) < 0x2E80 else 2
        if size > room:
            return name[:n] + "…"
    return name


def _rows(groups):
    """Stops in the order in which the first group meets them, then those only others see."""
    seen = {}
    for group in groups:
        for visit in group.visits:
            seen.setdefault(visit.stop_id, visit.stop)
    return list(seen.values())


def _line(group, at, x, count):
    """The way of one group: level while it stays, slanting while it walks; set off a little so that lines do not cover each other."""
    shift = (group.number - 1 - (count - 1) / 2) * min(7, 28 / count)
    points, stays = [], []
    for visit in group.visits:
        y = at[visit.stop_id] + shift
        points += [(x(visit.starts_minute), y), (x(visit.ends_minute), y)]
        stays.append({"x1": x(visit.starts_minute), "x2": x(visit.ends_minute), "y": round(y, 1)})
    return {"group": group, "points": " ".join(f"{px},{py:.1f}" for px, py in points), "stays": stays, "kind": (group.number - 1) % 6 + 1,
            "label_x": points[0][0], "label_y": round(points[0][1], 1)}


def route_of(group):
    """Pairs (stop, minutes since the beginning) for the picture of the site: every stop passed, in its order."""
    stops = {s.id: s for s in group.tour.site.stops}
    begin = group.visits[0].starts_minute if group.visits else 0
    found = []
    for visit in group.visits:
        for number in visit.walked[1:-1]:
            if number in stops:
                found.append((stops[number], None))
        found.append((visit.stop, visit.starts_minute - begin))
    return found
