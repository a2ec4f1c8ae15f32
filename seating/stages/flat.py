"""The compiled problem once more, as the flat integer arrays that the search runs on."""
from array import array
from functools import cached_property
from math import log

LOGS = 4096                # entries in the table of -ln(u)
FINE = 16                  # binary digits after the point of heat and of that table
NEAR_TABLES = 2            # tables of this many steps of rank up and down are near


class Flat:
    """Arrays of one problem and one plan; `arrays()` hands them to search.Search."""

    def __init__(self, compiled, at):
        self.c = compiled
        self.at = at

    def arrays(self):
        c = self.c
        seats = len(c.places)
        self._values = {
            "empty": c.empty, "main": c.main, "table_count": len(c.tables), "table_host": c.table_host,
            "group_weight": c.group_weight, "moved": c.moved, "seat_count": seats,
            "at": _ints(self.at), "where": _ints([-1] * (c.empty + 1)), "weight": _ints(c.weight), "distance": _ints(c.distance),
            "table_of": _ints(c.table_of), "heads": _ints(c.heads), "is_guest": _ints(c.is_guest), "is_host": _ints(c.is_host),
            "guests": _ints([0] * len(c.tables)), "lonely": _ints([0] * seats), "save": _longs([0] * seats), "mark": _ints([0] * seats),
            "touched": _ints([0] * seats), "fresh": _ints([0] * seats), "chain_a": _ints([0] * 16), "chain_b": _ints([0] * 16),
            "previous": _ints([-2 if p is None else p for p in c.previous]), "logs": LOG_TABLE,
            "log_digits": 2 * FINE,
            "spread": _ints([0] * max(1, c.group_count * len(c.tables))), "spread_over": _ints([0] * max(1, c.group_count)),
        }
        self._kinds()
        self._lists()
        self._seats()
        self._needs()
        return self._values

    def _put(self, name, rows):
        start, flat = _csr(rows)
        self._values[f"{name}_start"], self._values[name] = start, flat

    def _kinds(self):
        c, v = self.c, self._values
        v["kind"], v["kinds"] = _ints(c.kind), len(c.kind_lonely)
        v["kind_pair"] = _ints([x for row in c.kind_pair for x in row])
        v["kind_code"] = _ints([x for row in c.kind_code for x in row])
        v["kind_lonely"] = _ints([x for row in c.kind_lonely for x in row])

    def _lists(self):
        c, v = self.c, self._values
        self._put("near", c.beside)
        self._put("special", [[q for q, _ in row] for row in c.special])
        v["special_points"] = _longs([points for row in c.special for _, points in row])
        v["is_wanting"] = _ints([any(points < 0 for _, points in row) for row in c.special])
        self._put("mate", [[q for q, _ in row] for row in c.mates])
        v["mate_points"] = _longs([points for row in c.mates for _, points in row])
        self._put("wish", [[2 * q + 1 for q, points in c.special[p] if points < 0] + [2 * q for q, points in c.mates[p] if points < 0]
                           for p in range(c.empty)] + [[]])
        self._put("group", c.groups)
        v["is_tied"] = _ints([bool(mates or groups) for mates, groups in zip(c.mates, c.groups)])
        members = [[] for _ in range(c.group_count)]
        for p, groups in enumerate(c.groups):
            for g in groups:
                members[g].append(p)
        self._put("member", members)

    def _seats(self):
        c, v = self.c, self._values
        fixed = set(c.fixed.values()) | c.closed
        free = [s for s in range(len(c.places)) if s not in fixed]
        v["is_free"] = _ints([s not in fixed for s in range(len(c.places))])
        v["seats"] = _ints(free)
        seated = set(self.at)
        people = [p for p in range(c.empty) if p not in c.fixed and p in seated]
        v["people"] = _ints(people)
        self._put("table", c.tables)
        v["table_seat"] = v.pop("table")
        v["place_in"] = _ints([i for seats in c.tables for i, _ in enumerate(seats)])
        frees = [[s for s in seats if s not in fixed] for seats in c.tables]
        self._put("free", frees)
        v["free_seat"] = v.pop("free")
        order = sorted(range(len(c.tables)), key=lambda t: (c.problem.tables[t].rank, t))
        near = {t: [u for u in order[max(0, i - NEAR_TABLES):i + NEAR_TABLES + 1] if frees[u] and u != t] or [t]
                for i, t in enumerate(order)}
        self._put("near_table", [near[t] for t in range(len(c.tables))])
        v["is_head"] = _ints([0] * len(c.places))
        for head in c.heads:
            v["is_head"][head] = 1
        by_distance = sorted(free, key=lambda s: (c.distance[s], s))
        v["by_distance"] = _ints(by_distance)
        place = {s: i for i, s in enumerate(by_distance)}
        v["distance_place"] = _ints([place.get(s, 0) for s in range(len(c.places))])
        weights = sorted({c.weight[p] for p in people})
        number = {w: i for i, w in enumerate(weights)}
        peers = [[] for _ in weights]
        for p in people:
            peers[number[c.weight[p]]].append(p)
        self._put("peer", peers or [[]])
        v["peers_of"] = _ints([number.get(w, 0) for w in c.weight])

    def _needs(self):
        c, v = self.c, self._values
        classes = {}
        for allowed in c.allowed:
            if allowed is not None:
                classes.setdefault(frozenset(allowed), len(classes))
        v["need"] = _ints([-1 if a is None else classes[frozenset(a)] for a in c.allowed])
        v["fits"] = _ints([s in allowed for allowed in classes for s in range(len(c.places))] or [0])


def _ints(values):
    return array("i", [int(v) for v in values] or [0])


def _longs(values):
    return array("q", [int(v) for v in values] or [0])


def _csr(rows):
    start, flat = [0], []
    for row in rows:
        flat += row
        start.append(len(flat))
    return _ints(start), _ints(flat)


LOG_TABLE = _ints(round(-log((i + 0.5) / LOGS) * 2**FINE) for i in range(LOGS))
