"""A room as somebody draws it: walls, objects and tables, before and after it is stored. Nothing here reads or writes the database."""

from dataclasses import dataclass, field, replace
from itertools import count, islice

from planner.banquets import seating_bridge
from planner.rooms import data

AT_WALL_CM = 30               # no farther from the wall, and it stands at it
ABOUT_CM = 300                # around the tables where no walls were drawn
THING_FIELDS = ("kind", "x_cm", "y_cm", "width_cm", "depth_cm", "rotation")


@dataclass(frozen=True)
class DrawnTable:
    """A table; `id` is that of the banquet's table it is, or None for a new one. `number`, `label` and `name` as last put in order."""

    kind: str
    seats: int
    x_cm: int
    y_cm: int
    rotation: int = 0
    sizes: dict = field(default_factory=dict)
    label: str = ""
    name: str = ""
    id: int | None = None
    number: int = 0
    key: str = ""                 # on the page only, the same while somebody draws

    @property
    def called(self):
        return self.label or str(self.number)


@dataclass(frozen=True)
class Thing:
    """A door, stage, screen, aisle or pillar around its middle. `key` is as for tables."""

    kind: str
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    rotation: int = 0
    key: str = ""

    def kept(self):
        """What is stored of it."""
        return {name: getattr(self, name) for name in THING_FIELDS}


@dataclass(frozen=True)
class Drawing:
    """The whole room. `numbering` and `names` say how tables are called (rules.toml, names.toml; "" for names as written)."""

    width_cm: int
    depth_cm: int
    tables: tuple
    objects: tuple = ()
    numbering: str = "all"
    names: str = ""

    def room(self):
        """What is stored in Banquet.room."""
        return {"width_cm": self.width_cm, "depth_cm": self.depth_cm, "objects": [o.kept() for o in self.objects],
                "numbering": self.numbering, "names": self.names}

    def table_rows(self):
        """What is kept of the tables in VenueRoom.tables."""
        return [{"number": t.number, "label": t.label, "name": t.name, "kind": t.kind, "seats": t.seats, "sizes": t.sizes, "x_cm": t.x_cm,
                 "y_cm": t.y_cm, "rotation": t.rotation, "features": []} for t in self.tables]


def of_banquet(banquet):
    """The Drawing of a banquet; walls around its tables and a door where nobody has drawn yet."""
    tables = tuple(_drawn(t, t.id) for t in banquet.tables)
    if banquet.room:
        return _with_room(banquet.room, tables)
    width = max((t.x_cm for t in tables), default=0) + ABOUT_CM
    depth = max((t.y_cm for t in tables), default=0) + ABOUT_CM
    door = data.objects()["door"]
    return Drawing(max(width, 600), max(depth, 600), tables, (Thing("door", max(width, 600) // 2, max(depth, 600), door["width_cm"], door["depth_cm"]),))


def of_venue(kept):
    """The Drawing of a kept room; its tables are new ones."""
    tables = tuple(DrawnTable(**{k: v for k, v in row.items() if k != "features"}) for row in kept.tables)
    return _with_room(kept.room, tables)


def _drawn(table, table_id):
    return DrawnTable(table.kind, table.seats, table.x_cm, table.y_cm, table.rotation, dict(table.sizes or {}), table.label, table.name,
                      table_id, table.number, f"t{table_id}")


def _with_room(room, tables):
    return Drawing(room["width_cm"], room["depth_cm"], tables, tuple(Thing(**o) for o in room["objects"]), room.get("numbering", "all"),
                   room.get("names", ""))


def with_keys(drawing):
    """The Drawing with a key for everything that has none yet."""
    taken = {o.key for o in (*drawing.tables, *drawing.objects)}
    fresh = (key for key in map("n{}".format, count(1)) if key not in taken)

    def keyed(one):
        return one if one.key else replace(one, key=next(fresh))

    return replace(drawing, tables=tuple(map(keyed, drawing.tables)), objects=tuple(map(keyed, drawing.objects)))


# --- order and numbers ------------------------------------------------------------------------------------------------


def door_wall(drawing):
    """The wall of the first door: bottom, top, left or right."""
    door = next((o for o in drawing.objects if o.kind == "door"), None)
    return "bottom" if door is None else _nearest_wall(drawing, door)[0]


def _nearest_wall(drawing, thing):
    """(the wall nearest to the middle of a thing, how far away it is in cm)."""
    away = {"bottom": drawing.depth_cm - thing.y_cm, "top": thing.y_cm, "left": thing.x_cm, "right": drawing.width_cm - thing.x_cm}
    wall = min(away, key=away.get)
    return wall, away[wall]


def in_order(drawing, pack):
    """(the Drawing with its tables in table order and called as chosen, the reason for each place in it)."""
    if not drawing.tables:
        return drawing, []
    stage = next(((o.x_cm, o.y_cm) for o in drawing.objects if o.kind == "stage"), None)
    points = {i: (t.x_cm, t.y_cm) for i, t in enumerate(drawing.tables)}
    own = {i: t.label for i, t in enumerate(drawing.tables)} if drawing.numbering == "own" else {}

    def names(order):
        return {i: own.get(i) or str(n) for i, n in zip(order, data.printed_numbers(drawing.numbering))}

    found = seating_bridge.table_order(points, pack, wall=door_wall(drawing), stage=stage, names=names)
    tables = [drawing.tables[i] for i, _ in found]
    return replace(drawing, tables=tuple(_called(tables, drawing))), [reason for _, reason in found]


def _called(tables, drawing):
    """Numbers by order; printed numbers and names by choice."""
    printed = islice(data.printed_numbers(drawing.numbering), len(tables))
    listed = data.names().get(drawing.names, {}).get("names", [])
    before = {f"{zh} {en}" for one in data.names().values() for zh, en in one["names"]}
    for number, (table, shown) in enumerate(zip(tables, printed), 1):
        label = table.label if drawing.numbering == "own" else str(shown) if shown != number else ""
        if drawing.names:
            name = " ".join(listed[number - 1]) if number <= len(listed) else ""
        else:
            name = "" if table.name in before else table.name       # a name from a list goes with the list
        yield replace(table, number=number, label=label, name=name)


# --- the walls --------------------------------------------------------------------------------------------------------


def with_walls(drawing, width_cm, depth_cm):
    """The Drawing in a room of another size: doors, stages and screens stay at their wall, tables and all else where they are."""
    changed = replace(drawing, width_cm=width_cm, depth_cm=depth_cm)
    return replace(changed, objects=tuple(_at_its_wall(o, drawing, changed) for o in drawing.objects))


def _at_its_wall(thing, before, after):
    """The thing as far from its wall as it was, and no farther along it than the wall goes; unchanged if it stood at none."""
    wall, away = _nearest_wall(before, thing)
    across, down = (thing.width_cm, thing.depth_cm) if thing.rotation % 180 != 90 else (thing.depth_cm, thing.width_cm)
    is_level = wall in ("bottom", "top")
    if not data.objects()[thing.kind].get("at_wall") or not -AT_WALL_CM <= away <= (down if is_level else across) // 2 + AT_WALL_CM:
        return thing
    if is_level:
        y = after.depth_cm - away if wall == "bottom" else thing.y_cm
        return replace(thing, x_cm=min(thing.x_cm, max(after.width_cm - across // 2, 0)), y_cm=y)
    x = after.width_cm - away if wall == "right" else thing.x_cm
    return replace(thing, x_cm=x, y_cm=min(thing.y_cm, max(after.depth_cm - down // 2, 0)))


# --- laying out -------------------------------------------------------------------------------------------------------


def with_template(drawing, table_count, kind, seats, spacing_cm=0):
    """The Drawing with `table_count` tables as protocol practice places them, in the middle of the room; tables that were there keep
    their place in the order."""
    spacing = spacing_cm or _spacing(kind, seats)
    places = seating_bridge.template_places(table_count, spacing)
    return _with_tables(drawing, places, kind, seats)


def with_grid(drawing, rows, columns, kind, seats, spacing_cm=0):
    """The Drawing with rows and columns of tables."""
    spacing = spacing_cm or _spacing(kind, seats)
    places = [(round((c - (columns - 1) / 2) * spacing), round((r - (rows - 1) / 2) * spacing)) for r in range(rows) for c in range(columns)]
    return _with_tables(drawing, places, kind, seats)


def _spacing(kind, seats):
    """From middle to middle: the larger side of the tops and the distance for service, in tens."""
    distance = next(d["least_cm"] for d in data.distances() if d["between"] == "tables")
    left, bottom, right, top = seating_bridge.bounds(seating_bridge.table_footprint(DrawnTable(kind, seats, 0, 0), with_chairs=False))
    return -(-int(max(right - left, top - bottom) + distance) // 10) * 10


def _with_tables(drawing, places, kind, seats):
    """New places for the tables there are, in their order; more are added, spare ones go. Where the room is too small it stays so:
    the checks say which tables do not fit."""
    front = max((o.y_cm + o.depth_cm // 2 for o in drawing.objects if o.kind == "stage" and o.y_cm < drawing.depth_cm // 2), default=0)
    middle_x, middle_y = drawing.width_cm // 2, (front + drawing.depth_cm) // 2
    old = list(drawing.tables[:len(places)]) + [None] * (len(places) - len(drawing.tables))
    tables = tuple(DrawnTable(kind, seats, _ten(middle_x + x), _ten(middle_y + y), 0, {}, before.label if before else "",
                              before.name if before else "", before.id if before else None,
                              key=before.key if before else "") for (x, y), before in zip(places, old))
    return replace(drawing, tables=tables)


def _ten(value):
    return round(value / 10) * 10


def with_more(drawing, kind, seats):
    """The Drawing with one more table, in the first free spot."""
    made = DrawnTable(kind, seats, drawing.width_cm // 2, drawing.depth_cm // 2)
    return replace(drawing, tables=(*drawing.tables, _in_free_spot(drawing, made)))


def _in_free_spot(drawing, table):
    """The table where it overlaps nothing, looked for from the upper left in steps; in the middle when there is no such spot."""
    taken = [seating_bridge.table_footprint(t) for t in drawing.tables]
    taken += [seating_bridge.box_footprint(o) for o in drawing.objects if o.kind in ("stage", "pillar")]
    left, bottom, right, top = seating_bridge.bounds(seating_bridge.table_footprint(replace(table, x_cm=0, y_cm=0)))
    for y in range(int(top) + 20, int(drawing.depth_cm + bottom), 50):
        for x in range(int(-left) + 20, int(drawing.width_cm - right), 50):
            here = replace(table, x_cm=_ten(x), y_cm=_ten(y))
            mine = seating_bridge.table_footprint(here)
            if not any(seating_bridge.overlap(mine, other) for other in taken):
                return here
    return table


def with_thing(drawing, kind):
    """The Drawing with one more object: a door in the near wall, a stage or screen at the far one, others in the middle."""
    entry = data.objects()[kind]
    width, depth = min(entry["width_cm"], drawing.width_cm), min(entry["depth_cm"], drawing.depth_cm)
    y = {"door": drawing.depth_cm, "stage": depth // 2, "screen": depth // 2}.get(kind, drawing.depth_cm // 2)
    return replace(drawing, objects=(*drawing.objects, Thing(kind, drawing.width_cm // 2, y, width, depth)))


def aligned(drawing, chosen, how):
    """The Drawing with the `chosen` tables (their keys) in one row, one line, or evenly apart along them."""
    tables = list(drawing.tables)
    picked = [i for i, t in enumerate(tables) if t.key in chosen]
    if len(picked) < 2:
        return drawing
    key = "y_cm" if how in ("row", "down") else "x_cm"
    values = sorted((getattr(tables[i], key), i) for i in picked)
    if how in ("row", "line"):
        middle = _ten(sum(v for v, _ in values) / len(values))
        new = {i: middle for _, i in values}
    else:
        first, last = values[0][0], values[-1][0]
        new = {i: round(first + (last - first) * n / (len(values) - 1)) for n, (_, i) in enumerate(values)}
    return replace(drawing, tables=tuple(replace(t, **{key: new[i]}) if i in new else t for i, t in enumerate(tables)))
