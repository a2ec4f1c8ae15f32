"""What is wrong with a drawn room, and what is only tight. Both as sentences with the tables they are about."""

from dataclasses import dataclass

from planner.banquets import seating_bridge
from planner.i18n import _, current_language
from planner.rooms import data

SOLID = ("stage", "pillar")
MOST_NAMED = 8


@dataclass(frozen=True)
class Finding:
    """A sentence; `tables` and `objects` are indices in the drawing, `rule` the entry of rules.toml behind a warning."""

    text: str
    tables: tuple = ()
    objects: tuple = ()
    rule: dict | None = None


class Ground:
    """The footprints of a drawing, worked out once."""

    def __init__(self, drawing):
        self.drawing = drawing
        self.tables = [seating_bridge.table_footprint(t) for t in drawing.tables]
        self.tops = [seating_bridge.table_footprint(t, with_chairs=False) for t in drawing.tables]
        self.bounds = [seating_bridge.bounds(t) for t in self.tables]
        self.things = [(i, o, seating_bridge.box_footprint(o)) for i, o in enumerate(drawing.objects) if o.kind in SOLID]

    def called(self, *indices):
        """The tables by what stands on them, for a sentence."""
        names = [self.drawing.tables[i].called for i in indices]
        more = " …" if len(names) > MOST_NAMED else ""
        return ("、" if current_language() == "zh" else ", ").join(names[:MOST_NAMED]) + more


def faults(drawing):
    """Findings that keep a room from being stored."""
    if not drawing.tables:
        return [Finding(_("A banquet needs a table at least. Please add one."))]
    ground = Ground(drawing)
    return [*_outside(ground), *_overlapping(ground), *_on_things(ground), *_called_alike(ground), *_things_outside(ground)]


def _outside(ground):
    """Tables beyond the walls: those that fit elsewhere in the room, and those for which the room is too small."""
    room = ground.drawing
    out = [i for i, (left, bottom, right, top) in enumerate(ground.bounds)
           if left < -1 or right > room.width_cm + 1 or top > 1 or bottom < -room.depth_cm - 1]
    too_large = [i for i in out if ground.bounds[i][2] - ground.bounds[i][0] > room.width_cm or ground.bounds[i][3] - ground.bounds[i][1] > room.depth_cm]
    if too_large:
        yield Finding(_("The room is too small for table %(tables)s with its chairs. Please enlarge the room or choose a smaller table.",
                        tables=ground.called(*too_large)), tuple(too_large))
    out = [i for i in out if i not in too_large]
    if out:
        yield Finding(_("These tables do not fit inside the walls: %(tables)s. Please move them, enlarge the room or take tables away.",
                        tables=ground.called(*out)), tuple(out))


def _overlapping(ground):
    for a, b in _pairs(ground, 0):
        if seating_bridge.overlap(ground.tables[a], ground.tables[b]):
            yield Finding(_("Tables %(tables)s overlap, chairs included. Please move them apart.", tables=ground.called(a, b)), (a, b))


def _pairs(ground, least):
    """Pairs of tables that may be nearer than so many centimetres."""
    boxes = ground.bounds
    for a in range(len(boxes)):
        for b in range(a + 1, len(boxes)):
            if not seating_bridge.far_apart(boxes[a], boxes[b], least):
                yield a, b


def _on_things(ground):
    for i, thing, area in ground.things:
        hit = [t for t, mine in enumerate(ground.tables) if seating_bridge.overlap(mine, area)]
        if hit:
            kind = data.objects()[thing.kind][current_language()]
            yield Finding(_("Table %(tables)s stands on the %(thing)s. Please move one of them.", tables=ground.called(*hit), thing=kind.lower()),
                          tuple(hit), (i,))


def _called_alike(ground):
    found = {}
    for i, table in enumerate(ground.drawing.tables):
        found.setdefault(table.called, []).append(i)
    for called, tables in found.items():
        if len(tables) > 1:
            yield Finding(_("%(count)s tables are called “%(label)s”. Please give each its own number.", count=len(tables), label=called), tuple(tables))


def _things_outside(ground):
    room = ground.drawing
    out = tuple(i for i, o in enumerate(room.objects) if not (0 <= o.x_cm <= room.width_cm and 0 <= o.y_cm <= room.depth_cm))
    if out:
        kinds = sorted({data.objects()[room.objects[i].kind][current_language()] for i in out})
        yield Finding(_("Outside the walls: %(things)s. Please move it into the room or remove it.", things="、".join(kinds) if current_language() == "zh"
                        else ", ".join(kinds)), (), out)


# --- tight ------------------------------------------------------------------------------------------------------------


def warnings(drawing):
    """Findings about distances at which service becomes hard, and odd numbers of tables; they keep nothing from being stored."""
    ground = Ground(drawing)
    for rule in data.distances():
        found = list(NEAR[rule["between"]](ground, rule["least_cm"]))
        if found:
            where = ("；" if current_language() == "zh" else "; ").join(_("%(tables)s: %(gap)s cm", tables=ground.called(*t), gap=gap)
                                                                     for t, gap in found[:4])
            more = " …" if len(found) > 4 else ""
            yield Finding(_("%(title)s less than %(least)s cm. %(where)s", title=rule["title"][current_language()], least=rule["least_cm"],
                            where=where + more), tuple({i for t, _gap in found for i in t}), (), rule)
    unnamed = [t for t in drawing.tables if drawing.names and not t.name]
    if unnamed:
        yield Finding(_("The list of names is shorter than the tables: %(count)s have none.", count=len(unnamed)))


def _near_tables(ground, least):
    for a, b in _pairs(ground, least):
        if not seating_bridge.overlap(ground.tables[a], ground.tables[b]):
            gap = round(seating_bridge.gap(ground.tops[a], ground.tops[b]))
            if gap < least:
                yield (a, b), gap


def _near_wall(ground, least):
    room = ground.drawing
    for i, top in enumerate(ground.tops):
        left, bottom, right, upper = seating_bridge.bounds(top)
        gap = round(min(left, room.width_cm - right, -upper, room.depth_cm + bottom))
        if 0 <= gap < least:
            yield (i,), gap


def _near_stage(ground, least):
    for _i, thing, area in ground.things:
        for i, top in enumerate(ground.tops):
            gap = round(seating_bridge.gap(top, area)) if thing.kind == "stage" else least
            if gap < least and not seating_bridge.overlap(ground.tables[i], area):
                yield (i,), gap


NEAR = {"tables": _near_tables, "wall": _near_wall, "stage": _near_stage}
