"""Storing a drawn room with its tables, and keeping it with its venue."""

from planner import audit
from planner.banquets import hall_tables, seating_bridge, steps
from planner.banquets.models import VenueRoom
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.rooms import checks, queries
from planner.rooms.drawing import in_order, of_banquet

MOST_KEPT = 200


class RoomFaults(RuleBroken):
    """The room cannot be as drawn; `findings` say why."""

    def __init__(self, findings):
        super().__init__(findings[0].text)
        self.findings = findings


class LosesSeats(RuleBroken):
    """People would lose their seats, and nobody has agreed to exactly these; `rows` are their seatings."""

    def __init__(self, rows):
        super().__init__(_l("People would lose their seats. Please look at the list and agree, or change the drawing."))
        self.rows = rows


def save_room(banquet, drawing, *, agreed=frozenset(), by, at):
    """Store the room as one step; tables with an id stay who they are and people stay at them. The PlanStep, or None if all is as before.

    `agreed` are the attendee ids of those who lose their seats by it. Raises RoomFaults or LosesSeats and stores nothing.
    """
    drawing, _reasons = in_order(drawing, banquet.pack)
    faults = checks.faults(drawing)
    broken = {t.id for t in banquet.tables if t.is_broken}
    if not faults and all(t.id in broken for t in drawing.tables):
        faults = [checks.Finding(_l("No table can be used: those that stay are marked as broken. Please add one."))]
    if faults:
        raise RoomFaults(faults)
    losing = queries.losing_seat(banquet, drawing)
    if {row.attendee_id for row in losing} != set(agreed):
        raise LosesSeats(losing)
    features = {t.id: t.features for t in banquet.tables}
    state = {"room": drawing.room(), "pack": banquet.pack, "tables": [{"id": t.id, **row, "features": features.get(t.id) or []}
                                                for t, row in zip(drawing.tables, drawing.table_rows())]}
    if state == hall_tables.state_of(banquet):
        return None
    _refuse_more_people_than_chairs(banquet, drawing)
    return steps.change_room(banquet, state, {row.attendee_id: None for row in losing}, by=by, at=at)


def _refuse_more_people_than_chairs(banquet, drawing):
    """A room with fewer chairs than diners is allowed only while it already had fewer: people are told who would stand."""
    chairs = sum(t.seats for t in drawing.tables)
    hall = seating_bridge.Hall(banquet)
    if len(hall.diners) > chairs < sum(t.seats for t in banquet.tables):
        raise RoomFaults([checks.Finding(_l("%(people)s people dine, but the room would have only %(chairs)s chairs. Please add tables or chairs.",
                                            people=len(hall.diners), chairs=chairs))])


def keep_room(banquet, *, by, at):
    """Keep the room as stored with the venue and hall of the banquet; an earlier one of the same hall is replaced."""
    if not (banquet.venue_zh or banquet.venue_en):
        raise RuleBroken(_l("Rooms are kept with their venue. Please name the venue of the banquet first."))
    names = {key: getattr(banquet, key) for key in ("venue_zh", "venue_en", "hall_zh", "hall_en")}
    kept = next((r for r in queries.kept_rooms(banquet) if all(getattr(r, k) == v for k, v in names.items())), None)
    if kept is None:
        if queries.kept_count() >= MOST_KEPT:
            raise RuleBroken(_l("%(most)s rooms are kept already. Please forget one first.", most=MOST_KEPT))
        kept = VenueRoom(**names)
        session().add(kept)
    drawing = of_banquet(banquet)
    kept.room, kept.tables, kept.made_at = drawing.room(), drawing.table_rows(), at
    session().flush()
    audit.append("room.kept", subject=kept, by=by, at=at, details={"tables": len(kept.tables)})
    return kept


def forget_room(kept, *, by, at):
    """Keep this room no longer; banquets that used it stay as they are."""
    audit.append("room.forgotten", subject=kept, by=by, at=at)
    session().delete(kept)
    session().flush()
