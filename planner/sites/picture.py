"""What is drawn of a site: stops and legs in tenths of a metre of its picture, with the words that are read out."""

from math import hypot

from planner.i18n import _, current_language

SCALE = 10      # units of the picture to a metre of the widest picture, so that letters have whole sizes
WIDTH = 1000


def drawing(site, route=()):
    """Size, legs and stops; what lies on `route` (pairs of stop and minute) is marked and numbered in its order."""
    unit = WIDTH / max(site.width_m, 1)
    order = {}
    for number, (stop, _minute) in enumerate(route, 1):
        order.setdefault(stop.id, []).append(number)
    walked = {frozenset((a.id, b.id)) for (a, _m), (b, _n) in zip(route, route[1:])}
    at = {s.id: (round(s.x_m * unit), round(s.y_m * unit)) for s in site.stops}
    return {"width": WIDTH, "depth": round(site.depth_m * unit), "stops": [_stop(s, at[s.id], order.get(s.id, [])) for s in site.stops],
            "legs": [_leg(leg, at, frozenset((leg.from_id, leg.to_id)) in walked) for leg in site.legs]}


def _stop(stop, at, numbers):
    lang = current_language()
    return {"stop": stop, "x": at[0], "y": at[1], "numbers": "·".join(map(str, numbers)), "is_on": bool(numbers), "words": ", ".join([stop.name(lang), *marks(stop)]),
            "anchor": "end" if at[0] > WIDTH * 0.85 else "start" if at[0] < WIDTH * 0.15 else "middle"}


def _leg(leg, at, is_on):
    (x1, y1), (x2, y2) = at[leg.from_id], at[leg.to_id]
    far = hypot(x2 - x1, y2 - y1) or 1
    mid_x, mid_y = (x1 + x2) / 2, (y1 + y2) / 2
    across, along = ((y1 - y2) / far, (x2 - x1) / far), ((x2 - x1) / far, (y2 - y1) / far)
    side = 1 if across[1] < 0 or (across[1] == 0 and across[0] > 0) else -1  # the number stands above the line
    tip = (mid_x + along[0] * 12, mid_y + along[1] * 12)
    back = [(mid_x - along[0] * 4 + s * across[0] * 8, mid_y - along[1] * 4 + s * across[1] * 8) for s in (1, -1)]
    return {"leg": leg, "x1": x1, "y1": y1, "x2": x2, "y2": y2, "is_on": is_on, "x": round(mid_x + side * across[0] * 16), "y": round(mid_y + side * across[1] * 16 + 5),
            "arrow": " ".join(f"{round(x)},{round(y)}" for x, y in (tip, *back)) if leg.is_one_way else ""}


def marks(stop):
    """What must be kept in mind at a stop, in words."""
    said = [(stop.is_entrance, _("entrance")), (stop.is_exit, _("exit")), (stop.is_closed, _("no entry")), (stop.is_magnetic, _("magnetic custody")),
            (not stop.is_step_free, _("with steps")), (stop.is_clean_room, _("clean room")), (stop.is_no_photo, _("no photography"))]
    return [words for is_so, words in said if is_so]
