"""The other arrangements of a reception as papers show them: the sheet of each, photo, cars, name plates, and orders changed by hand."""

from dataclasses import dataclass
from functools import cached_property

from planner.arrangements import places, queries
from planner.arrangements.working_out import in_turn, pinned_turns, work_out, worked
from planner.banquets import seating_bridge
from planner.documents import drawn
from planner.documents.papers import Arranged, ArrangementSheet, Order, Text

ON_PAPER = ("photo", "car", "talks", "dais", "signing")
ROOM = {"A4": ((174, 120), (261, 112)), "A3": ((261, 190), (380, 176))}  # mm for a drawing: upright, and wide ones on a sheet laid across
LEAST = 0.2  # mm for a unit of the drawing: names of seven points; a smaller drawing has its sheet laid across
LARGEST = {"A4": 0.36, "A3": 0.5}  # mm for a unit of the drawing


@dataclass(frozen=True)
class Changed:
    """What is stored of an order of serving: the pack and its options, and who was put elsewhere by hand ("waiter A:2" -> attendee id)."""

    pack: str
    options: dict
    placed: dict

    def in_turn(self, label, people):
        return in_turn(people, pinned_turns(label, people, self.placed))


class Arrangements:
    """The stored arrangements of a reception, read once; `entries` {attendee id: PersonEntry}."""

    def __init__(self, reception, entries):
        self.reception, self.entries = reception, entries
        self._made = {}

    @cached_property
    def stored(self):
        return queries.arrangements_of(self.reception)

    @cached_property
    def worked(self):
        """[(Arrangement, Worked)] in the order of the programme."""
        return [(arrangement, work_out(arrangement)) for arrangement in self.stored]

    # Strips, slips and plates -------------------------------------------------------------------------------------------

    @cached_property
    def by_kind(self):
        """{kind: [Arranged]} of what is stored; of a kind that is not, what the programme suggests."""
        found = {}
        for arrangement, made in self.worked:
            if arrangement.kind in ON_PAPER:
                self._add(found, arrangement.kind, made, arrangement.item, arrangement)
        there = {arrangement.kind for arrangement in self.stored}
        for proposal in queries.proposals(self.reception):
            if proposal.kind.id in ON_PAPER and proposal.kind.id not in there:
                pack = queries.usual_pack(self.reception)
                made = worked(proposal.kind, self.reception, proposal.setting, {}, pack, proposal.cast, item=proposal.item)
                self._add(found, proposal.kind.id, made, proposal.item, proposal)
        return found

    def _add(self, found, kind, made, item, titled):
        if made.problem or not made.spots:
            return
        self._made.setdefault(kind, []).append(made)
        rows, driver = {}, ""
        for spot in self._coming(made):
            if spot.place == "driver":
                driver = spot.attendee.person.phone or ""
            row = "" if kind == "car" else places.row_of(spot.place)
            rows.setdefault(row, []).append((_words(made, spot.place), self.entries[spot.attendee.id]))
        found.setdefault(kind, []).append(Arranged(
            _title(titled, made.kind), item.starts_at if item else None, _place(item), tuple((Text(row), tuple(people)) for row, people in rows.items()), driver))

    def pictures(self, kind, lang):
        """The drawings, SVG elements or None, of `by_kind[kind]` in its order."""
        return [picture_of(made, lang) for made in self._made[kind]] if self.by_kind.get(kind) else []

    def _coming(self, made):
        """Spots of those who did not decline, in the order of the places."""
        away = {attendee.id for attendee in made.absent}
        order = {place: number for number, place in enumerate(made.places)}
        spots = [spot for spot in made.spots if spot.attendee.id in self.entries and spot.attendee.id not in away]
        return sorted(spots, key=lambda spot: order.get(spot.place, len(order)))

    # The sheet of each --------------------------------------------------------------------------------------------------

    def sheets(self, lang, paper="A4", only=None):
        """(ArrangementSheet, …) of all stored arrangements or of one id, with their drawings in this language."""
        titles = {key: Text(title, english) for (key, title, _a), (_k, english, _b) in zip(seating_bridge.packs("zh"), seating_bridge.packs("en"))}
        return tuple(self._sheet(arrangement, made, titles.get(arrangement.pack, Text()), lang, paper) for arrangement, made in self.worked
                     if made.spots and not made.problem and only in (None, arrangement.id))  # fmt: skip

    def _sheet(self, arrangement, made, pack, lang, paper):
        picture = picture_of(made, lang) if made.kind.layout != "sequence" else None
        is_wide, drawing = False, None
        if picture is not None:
            upright, across = (drawn.fitted(picture, *room, LARGEST[paper]) for room in ROOM[paper])
            is_wide = upright.scale < min(LEAST, across.scale)
            drawing = across if is_wide else upright
        item = arrangement.item
        return ArrangementSheet(
            _title(arrangement, made.kind), Text(made.kind.title["zh"], made.kind.title["en"]), item.starts_at if item else None, _place(item), pack,
            arrangement.version, drawing, is_wide, tuple((_words(made, spot.place), self.entries[spot.attendee.id], spot.is_by_hand) for spot in self._coming(made)),
            faces=not made.orders and any(":" in spot.place for spot in made.spots))  # fmt: skip

    # Orders ---------------------------------------------------------------------------------------------------------------

    @cached_property
    def changed_orders(self):
        """{(banquet id, table number, waiters): Changed} of stored orders of serving; the seats are the released plan's."""
        found = {}
        for arrangement in self.stored:
            banquet, dash, table = str(arrangement.setting.get("table", "")).partition("-")
            if arrangement.kind == "serving" and dash and banquet.isdecimal() and table.isdecimal():
                key = (int(banquet), int(table), int(arrangement.setting.get("waiters", 1)))
                found.setdefault(key, Changed(arrangement.pack, arrangement.options, arrangement.placed))
        return found

    @cached_property
    def kept_orders(self):
        """{(kind, item id or None): (Order, …)} of stored toasts and introductions, without those who declined."""
        found = {}
        for arrangement, made in self.worked:
            if arrangement.kind in ("toasts", "introductions") and made.orders and not made.problem:
                away = {attendee.id for attendee in made.absent}
                found.setdefault((arrangement.kind, arrangement.item_id), tuple(
                    Order(Text(label), tuple((self.entries[a], 0) for a in people if a in self.entries and a not in away), because(made.sequence_rules),
                          bool(arrangement.placed)) for label, people in made.orders))  # fmt: skip
        return found


def picture_of(made, lang):
    """The drawing of a Worked arrangement, places of those who declined left free; None where there is nothing to draw."""
    away = {str(attendee.id) for attendee in made.absent}
    where, rules = made.answer
    if not away or any(str(place).partition(":")[0] in ("behind", "ahead") and str(place).partition(":")[2] in away for place in where.values()):
        return made.drawing(lang)  # somebody sits behind one who declined: the chair stays
    if "orders" in where:
        where = where | {"orders": [[a for a in order if a not in away] for order in where["orders"]]}
    else:
        where = {a: place for a, place in where.items() if a not in away}
    return seating_bridge.case_drawing(made.case, (where, rules), lang)


def because(rules):
    """The rules of an order as one sentence without its full stop."""
    return Text("；".join(r.text["zh"].rstrip("。") for r in rules), "; ".join(r.text["en"].rstrip(".") for r in rules))


def _words(made, place):
    return Text(made.place_words(place, "zh"), made.place_words(place, "en"))


def _title(titled, kind):
    return Text(titled.title("zh") or kind.title["zh"], titled.title("en") or kind.title["en"])


def _place(item):
    return Text(item.place("zh"), item.place("en")) if item else Text()
