"""Rooms of several tables: the order of the tables, where their hosts sit, and who sits at which."""
from math import atan2, floor, tau

from ..errors import InvalidProblem
from ..layouts import table_order
from .cast import check_room
from .case import whole

WALLS = {"bottom": (1, 1, False), "top": (-1, -1, False), "left": (-1, 1, True), "right": (1, -1, True)}


def order_tables(case, cast):
    """{"order": tables, the main table first}, by place, stage and door (CN-50 to CN-52)."""
    points = {t: seen_from_the_door(at, case.geometry) for t, at in case.geometry["tables"].items()}
    stage = case.geometry.get("stage")
    stage = None if stage is None else seen_from_the_door(stage_point(stage, case.geometry), case.geometry)
    options = case.options
    main = _centre(points, options) if options["main_table"] == "centre" and stage is None else None
    found = table_order(points, main=main, stage=stage, side=options["table_order_side"],
                        tie_break=options["table_tie_break"])
    side = "CN-53" if options["table_order_side"] == "right_high" else "CN-53l"
    ties = "CN-52" if options["table_tie_break"] == "far_first" else "CN-52r"
    rules = {t: ["CN-51"] if i == 0 else ["CN-50", ties, side] for i, t in enumerate(found)}
    return {"order": found}, rules


def seat_table_hosts(case, cast):
    """{table: the seat of its host}, counted clockwise as seen from above from the seat on the far side, which faces the door.

    All on that side as the main host is, or each across its table from the main table, so as to face it (CN-60, CN-61).
    """
    if case.geometry.get("seats") is None:
        raise InvalidProblem("geometry.seats", "must be the number of seats of each table")
    tables, main = case.geometry["tables"], order_tables(case, cast)[0]["order"][0]
    sizes = dict(zip(tables, _sizes(case, cast, list(tables))))
    if case.options["table_host_direction"] == "same_direction":
        return dict.fromkeys(tables, 0), {t: ["CN-60", "CN-61"] for t in tables}
    at = {t: seen_from_the_door(xy, case.geometry) for t, xy in tables.items()}
    found = {t: _seat_towards(x - at[main][0], y - at[main][1], sizes[t]) for t, (x, y) in at.items()}
    return found, {t: ["CN-60", "CN-61m"] for t in tables}


def _seat_towards(x, y, seats):
    """The seat of a round table nearest to this direction from its centre; the main table's own is 0."""
    return floor(atan2(x, y) / tau * seats + 0.5) % seats


def seen_from_the_door(at, geometry):
    """The point turned so that the door is at the bottom of the plan."""
    words = str(geometry.get("door") or "bottom").lower()
    wall = next((w for w in WALLS if words.startswith(w)), "bottom")
    sign_x, sign_y, is_turned = WALLS[wall]
    x, y = at
    return (sign_x * (y if is_turned else x), sign_y * (x if is_turned else y))


def stage_point(stage, geometry):
    """Where the stage is: [x, y], {"x": …, "y": …}, or a wall in words, of which its middle."""
    if isinstance(stage, dict) and {"x", "y"} <= stage.keys():
        stage = [stage["x"], stage["y"]]
    if isinstance(stage, list) and len(stage) >= 2 and all(
            isinstance(v, (int, float)) and not isinstance(v, bool) for v in stage):
        x, y, *size = stage
        return (x + size[0] / 2, y + size[1] / 2) if len(size) == 2 else (x, y)
    xs, ys = zip(*geometry["tables"].values())
    middle, half = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), max(max(xs) - min(xs), max(ys) - min(ys), 1)
    walls = {"top": (0, 1), "far": (0, 1), "bottom": (0, -1), "left": (-1, 0), "right": (1, 0)}
    wall = isinstance(stage, str) and next((w for w in walls if stage.lower().startswith(w)), None)
    if not wall:
        raise InvalidProblem("geometry.stage", f"must be [x, y], a wall ({', '.join(walls)}) or null")
    return middle[0] + walls[wall][0] * half, middle[1] + walls[wall][1] * half


def _centre(points, options):
    """The table nearest the middle of the group; the highest of several."""
    xs, ys = zip(*points.values())
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    right = 1 if options["table_order_side"] == "right_high" else -1
    return min(points, key=lambda t: ((points[t][0] - x) ** 2 + (points[t][1] - y) ** 2, -points[t][1],
                                      right * points[t][0], t))


def assign_tables(case, cast):
    """{id: table}: host and hostess at tables of their own with couples split, or people by rank, a host at each."""
    tables = case.geometry["tables"]
    host, hostess = cast.role("host"), cast.role("hostess")
    if len(tables) == 2 and host and hostess and case.options["alternate_gender"]:
        found, rules = _couples_split(cast, _own_tables(tables), host, hostess)
    else:
        found, rules = _by_rank(case, cast, tables)
    for person in cast.people:
        if person.id not in found:          # who serves goes where whoever is served is
            served = next((s for s in person.serves if s in found), None)
            found[person.id], rules[person.id] = (found[served] if served else tables[0]), ["INT-02"]
    return found, rules


def _own_tables(tables):
    """(the host's table, the hostess's): by their names when these say so, otherwise the first and the second."""
    hers = [t for t in tables if "hostess" in t.lower()]
    return tables if len(hers) != 1 else [next(t for t in tables if t not in hers), hers[0]]


def _couples_split(cast, tables, host, hostess):
    """The lady of honour with the host, the gentleman of honour with the hostess, other couples apart (W-11)."""
    his, hers = tables
    found = {host.id: his, hostess.id: hers}
    ranked = [p for p in cast.ranked if p.id not in found]
    first = cast.guest_of_honour
    for person in sorted(ranked, key=lambda p: (p is not first, p is not cast.spouse(first))):
        spouse = cast.spouse(person)
        if spouse is not None and spouse.id in found:
            found[person.id] = his if found[spouse.id] == hers else hers
        elif person is first and person.gender:
            found[person.id] = hers if person.gender == host.gender else his
        else:
            found[person.id] = min((hers, his) if person.gender == host.gender else (his, hers),
                                   key=lambda t: _crowd(cast, found, t, person))
    return found, {p: ["W-11"] for p in found}


def _crowd(cast, found, table, person):
    """How many of the same sex sit there, then how many people."""
    there = [p for p in cast.people if found.get(p.id) == table]
    return sum(p.gender == person.gender for p in there), len(there)


def _by_rank(case, cast, tables):
    """A representative of the host at each table, then guests and own people by rank, table after table (CN-60)."""
    sizes = _sizes(case, cast, tables)
    room = dict(zip(tables, sizes))
    found, rules = {}, {}
    hosts, guests = list(cast.hosts), list(cast.guests)
    for table in tables if guests else ():
        if hosts and room[table]:
            _join(found, rules, room, hosts.pop(0), table, "CN-60")
    shares = _shares([room[t] for t in tables], len(guests))
    for table, share in zip(tables, shares):
        for _ in range(share):
            _join(found, rules, room, guests.pop(0), table, "CN-50")
    for person in hosts:
        _join(found, rules, room, person, next(t for t in tables if room[t]), "CN-50")
    return found, rules


def _join(found, rules, room, person, table, rule):
    found[person.id], rules[person.id] = table, [rule]
    room[table] -= 1


def _shares(room, people):
    """Guests at each table: as full, in proportion, as the others, the first tables first."""
    total, left, shares = sum(room), people, []
    for places in room:
        share = min(places, left, -(-left * places // total) if total else 0)
        shares.append(share)
        left, total = left - share, total - places
    return shares


def _sizes(case, cast, tables):
    """Places at each table: given for all or each of them, otherwise people spread evenly."""
    given, people = case.geometry.get("seats"), cast.ranked
    if given is None:
        return [len(people) // len(tables) + (i < len(people) % len(tables)) for i in range(len(tables))]
    if isinstance(given, dict):
        sizes = [whole(given.get(t), f"geometry.seats.{t}") for t in tables]
    elif isinstance(given, list) and len(given) == len(tables):
        sizes = [whole(n, f"geometry.seats[{i}]") for i, n in enumerate(given)]
    else:
        sizes = [whole(given, "geometry.seats")] * len(tables)
    check_room(people, range(sum(sizes)))
    return sizes


KINDS = {"table_order": order_tables, "table_hosts": seat_table_hosts, "table_assignment": assign_tables}
