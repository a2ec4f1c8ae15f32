"""The form of a room: one row for each table and object, in columns of fields of one name. What cannot be read keeps its text and gets a sentence."""

from dataclasses import dataclass, field
from itertools import zip_longest

from planner.banquets import seating_bridge
from planner.forms import FORBIDDEN
from planner.i18n import _, current_language
from planner.rooms import data
from planner.rooms.drawing import Drawing, DrawnTable, Thing, with_walls

TABLE_FIELDS = ("key", "id", "kind", "seats", "x", "y", "turn", "label", "name", "across_cm", "depth_cm", "base", "row_count", "style")
THING_FIELDS = ("key", "kind", "x", "y", "width", "depth", "turn")
SIZE_FIELDS = ("across_cm", "depth_cm", "base", "row_count")
FAR_CM, MOST_ROWS = 20000, 600


@dataclass
class Row:
    """One table or object as typed: field -> text, and field -> what is wrong with it."""

    text: dict
    errors: dict = field(default_factory=dict)
    made: object = None
    is_picked: bool = False

    def number(self, name, least, most, needed=True):
        """A whole number of a field, or None with a sentence."""
        text = self.text.get(name, "").strip()
        if not text and not needed:
            return None
        value = int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10 else None
        if value is None:
            self.errors[name] = _("Please write a whole number in digits, such as 120.")
        elif not least <= value <= most:
            self.errors[name] = _("Please choose a number from %(min)s to %(max)s.", min=least, max=most)
        return None if name in self.errors else value

    def words(self, name, most):
        text = " ".join(self.text.get(name, "").split())
        if len(text) > most:
            self.errors[name] = _("Please use at most %(max)s characters; these are %(found)s.", max=most, found=len(text))
        elif any(c in FORBIDDEN or 0xD800 <= ord(c) <= 0xDFFF for c in text):
            self.errors[name] = _("This contains characters that cannot be seen; please type it anew.")
        return text


class RoomForm:
    """The form as posted, or as drawn from a Drawing. `drawing` holds what could be read; `is_valid` when all could."""

    def __init__(self, banquet, posted=None, drawing=None):
        self.banquet, self.errors = banquet, {}
        self.text, self.tables, self.things = {}, [], []
        if posted is not None:
            self._read(posted)
        else:
            self._show(drawing)

    @property
    def is_valid(self):
        return not self.errors and not any(row.errors for row in (*self.tables, *self.things))

    def show(self, drawing):
        """Draw the form anew from a changed Drawing; rows that could not be read stay as typed."""
        bad = [row for row in self.tables if row.errors], [row for row in self.things if row.errors]
        picked = {row.text["key"] for row in self.tables if row.is_picked}
        typed = {name: text for name, text in self.text.items() if name in self.errors}
        self._show(drawing)
        self.text |= typed
        for row in self.tables:
            row.is_picked = row.text["key"] in picked
        self.tables += bad[0]
        self.things += bad[1]

    # --- from a drawing ---

    def _show(self, drawing):
        self.drawing = drawing
        self.text = {"width_cm": str(drawing.width_cm), "depth_cm": str(drawing.depth_cm), "numbering": drawing.numbering, "names": drawing.names}
        self.tables = [Row({"key": t.key, "id": str(t.id or ""), "kind": t.kind, "seats": str(t.seats), "x": str(t.x_cm), "y": str(t.y_cm),
                            "turn": str(t.rotation), "label": t.label, "name": t.name,
                            **{name: str(t.sizes.get(name, "")) for name in (*SIZE_FIELDS, "style")}}, made=t) for t in drawing.tables]
        self.things = [Row({"key": o.key, "kind": o.kind, "x": str(o.x_cm), "y": str(o.y_cm), "width": str(o.width_cm), "depth": str(o.depth_cm),
                            "turn": str(o.rotation)}, made=o) for o in drawing.objects]

    # --- from what was posted ---

    def _read(self, posted):
        self.text = {name: posted.get(name, "")[:20] for name in ("width_cm", "depth_cm", "numbering", "names")}
        whole = Row(self.text, self.errors)
        width, depth = (whole.number(name, *data.limit(name)) for name in ("width_cm", "depth_cm"))
        was = [_drawn(posted.get(f"was_{name}", ""), *data.limit(name)) for name in ("width_cm", "depth_cm")]
        numbering = self._choice("numbering", data.numberings(), "all")
        names = self._choice("names", {"": None, **data.names()}, "")
        self.tables = self._rows(posted, "t", TABLE_FIELDS, "tables")
        self.things = self._rows(posted, "o", THING_FIELDS, "objects")
        picked, known = set(posted.getlist("t_pick")), {t.id for t in self.banquet.tables}
        for row in self.tables:
            row.is_picked = row.text["key"] in picked
            row.made = self._table(row, known)
        for row in self.things:
            row.made = self._thing(row)
        width, depth = (now or before or data.limit(name)[0] for now, before, name in zip((width, depth), was, ("width_cm", "depth_cm")))
        drawn = Drawing(was[0] or width, was[1] or depth, tuple(row.made for row in self.tables if row.made),
                        tuple(row.made for row in self.things if row.made), numbering, names)
        self.drawing = with_walls(drawn, width, depth)

    def _choice(self, name, known, otherwise):
        if self.text[name] in known:
            return self.text[name]
        self.errors[name] = _("Please choose from the list.")
        return otherwise

    def _rows(self, posted, prefix, fields, what):
        columns = [posted.getlist(f"{prefix}_{name}")[:MOST_ROWS] for name in fields]
        gone = set(posted.getlist(f"{prefix}_remove"))
        rows = [Row({name: text[:200] for name, text in zip(fields, texts)}) for texts in zip_longest(*columns, fillvalue="")]
        seen = set()
        for row in rows:                                                  # keys are ours: what is not one gets a new one
            key = row.text["key"]
            row.text["key"] = key if key.isascii() and key.isalnum() and len(key) < 12 and key not in seen else ""
            seen.add(key)
        rows = [row for row in rows if not row.text["key"] or row.text["key"] not in gone]
        most = data.limit(what)[1]
        if len(rows) > most:
            said = {"tables": _("At most %(most)s tables, please; these are %(found)s.", most=most, found=len(rows)),
                    "objects": _("At most %(most)s objects, please; these are %(found)s.", most=most, found=len(rows))}
            self.errors[what] = said[what]
        return rows

    def _table(self, row, known):
        kind = self._kind(row, data.kinds())
        seats = row.number("seats", *data.limit("seats"))
        x, y = (row.number(name, -FAR_CM, FAR_CM) for name in ("x", "y"))
        turn = row.number("turn", -720, 720)
        label, name = row.words("label", 20), row.words("name", 50)
        sizes = self._sizes(row, kind) if kind else {}
        if row.errors or not self._fits_together(row, kind, seats, sizes):
            return None
        table_id = int(row.text["id"]) if row.text["id"].isascii() and row.text["id"].isdigit() and int(row.text["id"]) in known else None
        known.discard(table_id)
        return DrawnTable(kind, seats, x, y, turn % 360, sizes, label, name, table_id, key=row.text["key"])

    def _kind(self, row, known):
        if row.text["kind"] in known:
            return row.text["kind"]
        row.errors["kind"] = _("Please choose from the list.")
        return None

    def _sizes(self, row, kind):
        """Sizes of this kind that were given; those of other kinds are forgotten."""
        found = {}
        for name in SIZE_FIELDS:
            kinds, least, most = seating_bridge.TABLE_SIZES[name]
            value = row.number(name, least, most, needed=False) if kind in kinds else None
            if value is not None:
                found[name] = value
        if kind == "long" and row.text["style"]:
            if row.text["style"] not in seating_bridge.LONG_STYLES:
                row.errors["style"] = _("Please choose from the list.")
            found["style"] = row.text["style"]
        return found

    def _fits_together(self, row, kind, seats, sizes):
        fault = seating_bridge.size_at_fault(kind, seats, sizes)
        if fault is None:
            return True
        if fault == "seats":
            row.errors["seats"] = _("A table of this kind has at least %(least)s seats.", least=seating_bridge.LEAST_SEATS[kind])
        elif fault == "base":
            row.errors["base" if "base" in sizes else "seats"] = _("What is not at the base is shared evenly by two arms of one seat at least.")
        else:
            row.errors[fault] = _("A table of %(seats)s seats cannot have this.", seats=seats)
        return False

    def _thing(self, row):
        kind = self._kind(row, data.objects())
        x, y = (row.number(name, -FAR_CM, FAR_CM) for name in ("x", "y"))
        width, depth = (row.number(name, *data.limit("object_cm")) for name in ("width", "depth"))
        turn = row.number("turn", -720, 720)
        return None if row.errors else Thing(kind, x, y, width, depth, turn % 360, row.text["key"])


def _drawn(text, least, most):
    """The length with which the page was drawn, as the page says; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most else None


def kind_options():
    """[(kind, name, usual seats)] in the reader's language."""
    return [(kind, one[current_language()], one["seats"]) for kind, one in data.kinds().items()]
