"""What the editor draws of a room, in centimetres: one entry for each table and object, with the words that are read out."""

from planner.banquets import seating_bridge
from planner.i18n import _, current_language
from planner.rooms import data

LINE_CM = 100
CHAIR_CM = 42
HANDLE_CM = 45


def tables(drawing, findings):
    """An entry for each table: key, place, outline as SVG elements, chairs, number and words."""
    wrong = {i for finding in findings for i in finding.tables}
    return [_table(t, i in wrong) for i, t in enumerate(drawing.tables)]


def _table(table, is_wrong):
    outline, chairs = seating_bridge.shape(table.kind, table.seats, table.sizes)
    kind = data.kinds()[table.kind][current_language()]
    called = _("Table %(number)s", number=table.called)
    words = _("%(called)s, %(kind)s, %(seats)s seats, %(x)s cm from the left wall, %(y)s cm from the far wall, turned %(turn)s degrees",
              called=called + (f" {table.name}" if table.name else ""), kind=kind, seats=table.seats, x=table.x_cm, y=table.y_cm, turn=table.rotation)
    return {"key": table.key, "x": table.x_cm, "y": table.y_cm, "turn": table.rotation, "number": table.called, "name": table.name, "words": words,
            "is_wrong": is_wrong, "is_main": table.number == 1, "called": called,
            "discs": [p[1:] for p in outline if p[0] == "disc"],
            "areas": [" ".join(f"{x},{y}" for x, y in zip(p[1::2], p[2::2])) for p in outline if p[0] == "area"],
            "chairs": [{"x": x, "y": y, "turn": facing, "is_host": i == _head(table)} for i, (x, y, facing) in enumerate(chairs)],
            "handle": _reach(outline, chairs) + HANDLE_CM}


def _head(table):
    return 0 if table.kind in ("round", "square", "long", "hollow_square") and table.sizes.get("style") != "single_sided" else -1


def _reach(outline, chairs):
    """How far up the shape goes from its middle."""
    tops = [-y - p[3] if p[0] == "disc" else min(p[2::2]) for p in outline for y in (p[2],)] + [y - CHAIR_CM for _, y, _ in chairs]
    return -min(tops)


def things(drawing, findings):
    """An entry for each object."""
    wrong = {i for finding in findings for i in finding.objects}
    found = []
    for i, o in enumerate(drawing.objects):
        kind = data.objects()[o.kind][current_language()]
        words = _("%(kind)s, %(width)s by %(depth)s cm, %(x)s cm from the left wall, %(y)s cm from the far wall, turned %(turn)s degrees",
                  kind=kind, width=o.width_cm, depth=o.depth_cm, x=o.x_cm, y=o.y_cm, turn=o.rotation)
        found.append({"key": o.key, "kind": o.kind, "called": kind, "x": o.x_cm, "y": o.y_cm, "turn": o.rotation, "width": o.width_cm,
                      "depth": o.depth_cm, "words": words, "is_wrong": i in wrong, "handle": o.depth_cm // 2 + HANDLE_CM})
    return found


def lines(length):
    """Where hairlines stand, one a metre."""
    return range(LINE_CM, length, LINE_CM)
