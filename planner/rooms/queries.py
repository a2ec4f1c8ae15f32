"""Reading rooms: what is kept of a venue, who would lose a seat, and whether somebody else has drawn meanwhile."""

import hashlib
import json

from sqlalchemy import func, or_, select

from planner.banquets import queries as banquets
from planner.banquets.models import VenueRoom
from planner.db import session
from planner.errors import NotFound
from planner.rooms.drawing import of_banquet


def kept_rooms(banquet):
    """Rooms kept of the banquet's venue, and of every venue where it names none; newest first."""
    venue = [v for v in (banquet.venue_zh, banquet.venue_en) if v]
    same = or_(*(column == v for v in venue for column in (VenueRoom.venue_zh, VenueRoom.venue_en))) if venue else True
    return session().scalars(select(VenueRoom).where(same).order_by(VenueRoom.made_at.desc(), VenueRoom.id.desc()).limit(50)).all()


def get_kept_room(banquet, room_id):
    """A room offered for this banquet; NotFound for any other."""
    found = next((room for room in kept_rooms(banquet) if room.id == room_id), None)
    if found is None:
        raise NotFound()
    return found


def kept_count():
    """How many rooms are kept altogether."""
    return session().scalar(select(func.count()).select_from(VenueRoom))


def losing_seat(banquet, drawing):
    """Seatings of people whose table or chair is not in the drawing, by table and seat."""
    seats = {t.id: t.seats for t in drawing.tables if t.id is not None}
    rows = sorted(banquets.seatings(banquet), key=lambda row: (row.table.number, row.seat))
    return [row for row in rows if row.seat >= seats.get(row.table_id, 0)]


def mark(banquet):
    """Changes when somebody changes the room or its tables, and not when people only move."""
    drawing = of_banquet(banquet)
    said = [drawing.room(), [[t.id, *row.values()] for t, row in zip(drawing.tables, drawing.table_rows())], bool(banquet.room)]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
