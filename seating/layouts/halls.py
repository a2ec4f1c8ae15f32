"""Rooms of many tables: which table comes first, from coordinates, stage and door (CN-50 to CN-52).

Coordinates are centimetres as seen from above, y growing away from the door, which is at the
bottom of the plan; "right" is the right hand of someone inside who faces the door, that is smaller x.
"""
from dataclasses import dataclass
from math import hypot, isclose

from .. import words
from ..graph import hall

NEAR = 1e-6                     # of a length, or of one unit of the plan


def main_table(points, *, stage=None, side="right_high"):
    """The table of honour among `points` (id -> (x, y)), by rule CN-51.

    Beside a stage, the nearest to it. Otherwise a table with the others all round it; without one, the middle
    of the row farthest from the door, or, of two in its middle, a table at the centre of the group or the right hand.
    """
    right = 1 if side == "right_high" else -1
    if stage is not None:
        sx, sy = stage
        return min(points, key=lambda t: ((points[t][0] - sx) ** 2 + (points[t][1] - sy) ** 2,
                                          right * points[t][0], t))
    far = max(y for _, y in points.values())
    row = sorted((t for t in points if points[t][1] == far), key=lambda t: (right * points[t][0], t))
    centre = _at_centre(points)
    if len(row) == 1 and _is_surrounded(centre, points):
        return centre
    if len(row) % 2:
        return row[len(row) // 2]
    return centre if centre is not None else row[len(row) // 2 - 1]


def _at_centre(points):
    """The table that stands exactly at the centre of the group, or None."""
    n = len(points)
    total_x, total_y = (sum(p[i] for p in points.values()) for i in (0, 1))
    found = [t for t, (x, y) in points.items() if _is_same((x, y), (total_x / n, total_y / n))]
    return found[0] if found else None


def _is_surrounded(centre, points):
    """Whether the other tables stand round `centre`: at its right and left hand, each with its mirror image beyond it,
    in one ring, the farthest not twice as far as the nearest."""
    if centre is None or len(points) == 1:
        return False
    x, y = points[centre]
    others = [point for t, point in points.items() if t != centre]
    away = [hypot(px - x, py - y) for px, py in others]
    return (any(not isclose(px, x, abs_tol=NEAR) for px, _ in others) and max(away) < (2 - NEAR) * min(away)
            and all(any(_is_same((2 * x - px, 2 * y - py), other) for other in others) for px, py in others))


def _is_same(one, other):
    """Whether two points are the same but for rounding."""
    return all(isclose(a, b, rel_tol=NEAR, abs_tol=NEAR) for a, b in zip(one, other))


def in_rows(points, within=40):
    """The points with those nearly in one row or line, `within` of each other, set exactly into it: hands are not rulers."""
    lines = [_lines(sorted({p[i] for p in points.values()}), within) for i in (0, 1)]
    return {t: (lines[0][x], lines[1][y]) for t, (x, y) in points.items()}


def _lines(values, within):
    """value -> the first of its line."""
    found, first = {}, None
    for value in values:
        first = value if first is None or value - first > within else first
        found[value] = first
    return found


def table_order(points, *, main=None, stage=None, side="right_high", tie_break="far_first"):
    """Tables from the main table on: nearer to it first, then farther from the door, then right hand.

    `tie_break="right_first"` exchanges the last two (CN-52).
    """
    if not points:
        return []
    main = main if main is not None else main_table(points, stage=stage, side=side)
    graph = hall(points)
    right = 1 if side == "right_high" else -1

    def key(table):
        x, y = points[table]
        near = graph[main][table]["square"] if table != main else -1
        far_from_door, right_hand = -y, right * x
        ties = (far_from_door, right_hand) if tie_break == "far_first" else (right_hand, far_from_door)
        return (near, *ties, str(table))

    return sorted(points, key=key)


# Arrangements of protocol practice: rows from the far wall to the door, as offsets across the hall
# in half table spacings. The highest table comes out of table_order, not out of this list.
TEMPLATES = {
    1: [[0]], 2: [[-1, 1]], 3: [[0], [-1, 1]], 4: [[0], [-1, 1], [0]], 5: [[0], [-1, 1], [-1, 1]],
    6: [[-2, 0, 2], [-2, 0, 2]], 7: [[0], [-2, 0, 2], [-2, 0, 2]],
    8: [[-2, 0, 2], [-2, 0, 2], [-1, 1]], 9: [[-2, 0, 2], [-2, 0, 2], [-2, 0, 2]],
    10: [[0], [-2, 0, 2], [-2, 0, 2], [-2, 0, 2]],
}


def template(table_count, *, spacing_cm=400):
    """[(x, y) in cm] for so many round tables, the far row first.

    More than ten tables stand in rows of four or five behind a single main table.
    """
    rows = TEMPLATES.get(table_count) or _many_rows(table_count)
    deep = len(rows)
    return [(offset * spacing_cm // 2, (deep - 1 - i) * spacing_cm)
            for i, row in enumerate(rows) for offset in row]


def _many_rows(table_count):
    wide = 3 if table_count <= 16 else 5 if table_count <= 60 else 9
    rows, left = [[0]], table_count - 1
    while left:
        n = min(wide, left)
        rows.append(list(range(-(n - 1), n, 2)))
        left -= n
    return rows


@dataclass(frozen=True)
class TableReason(words.Spoken):
    """Why a table has its place in the order: the rules, and a sentence in both languages."""

    table: object
    rules: tuple
    zh: str
    en: str


def why_in_order(points, found, *, stage=None, side="right_high", tie_break="far_first", names=None):
    """A TableReason for each table of `found`, an order of table_order with the same options.

    `names` says what tables are called in the sentences; without it they are numbered in their order.
    """
    names = names or {t: str(i) for i, t in enumerate(found, 1)}
    right = 1 if side == "right_high" else -1
    reasons = [_why_main(points, found[0], stage, side)] if found else []
    for before, table in zip(found, found[1:]):
        far = hypot(points[table][0] - points[found[0]][0], points[table][1] - points[found[0]][1])
        rules, key = ["CN-50"], "near"
        if before != found[0] and isclose(far, hypot(points[before][0] - points[found[0]][0], points[before][1] - points[found[0]][1])):
            down, across_ = points[before][1] - points[table][1], right * (points[table][0] - points[before][0])
            is_side = not down or (tie_break == "right_first" and across_)
            rules.append("CN-52" if tie_break == "far_first" else "CN-52r")
            key = ("tie_right" if right == 1 else "tie_left") if is_side else "tie_door"
            rules += ["CN-53" if right == 1 else "CN-53l"] if is_side else []
        reasons.append(_reason(table, rules, key, metres=f"{far / 100:.1f}", other=names[before]))
    return reasons


def _why_main(points, main, stage, side):
    if len(points) == 1:
        return _reason(main, ["CN-51"], "only")
    if stage is not None:
        return _reason(main, ["CN-51"], "stage")
    far = [t for t in points if points[t][1] == max(y for _, y in points.values())]
    if main not in far or (len(far) == 1 and main == _at_centre(points)):
        return _reason(main, ["CN-51"], "centre")
    if len(far) % 2:
        return _reason(main, ["CN-51"], "far")
    return _reason(main, ["CN-51", "CN-53" if side == "right_high" else "CN-53l"], "far_right" if side == "right_high" else "far_left")


def _reason(table, rules, key, **said):
    zh, en = (text.format(**said) for text in words.TABLE_ORDER[key])
    return TableReason(table, tuple(rules), zh, en)
