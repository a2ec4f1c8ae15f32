"""How guests find their seat: the link on the sheet at the door, the search by name, and a small picture of the hall.

What a visitor learns is a name, a table and a seat; who does not know the first letters of a name learns nothing.
"""

import base64
import hmac
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from planner.accounts.queries import token_hash
from planner.banquets import queries as banquets
from planner.banquets import seating_bridge, versions
from planner.db import session
from planner.i18n import _, current_language
from planner.on_the_day import queries
from planner.on_the_day.models import SeatFinder
from planner.people import names
from planner.people.names import clean_text, fold

TOKEN_BYTES = 24        # 192 random bits (ASVS 9.1), a multiple of three: no padding
FEWEST_LETTERS = 2
MOST_FOUND = 5          # more people with these first letters, and the visitor types further
AROUND_CM = 255         # from the middle of the outer tables to the walls, where no room was drawn
QUARTERS = {"bottom": 0, "right": 1, "top": 2, "left": 3}      # turns to the right that bring this wall down


def token_of(banquet_id, number):
    """The link's token: the same each time the sheet is printed. It is computed from the installation's key, which is kept
    outside the database, so that the database holds its hash alone."""
    sealed = hmac.digest(current_app.extensions["settings"].data_key, f"seat-finder:{banquet_id}:{number}".encode(), "sha256")
    return base64.urlsafe_b64encode(sealed[:TOKEN_BYTES]).decode()


def address_of(finder):
    """The link of a SeatFinder as an address that leads here from anywhere."""
    return f"{current_app.extensions['settings'].base_url.rstrip('/')}/s/{token_of(finder.banquet_id, finder.number)}"


def hash_of(token):
    """What is stored of a token."""
    return token_hash(token)


def open_finder(banquet):
    """The link of this banquet that was not revoked, or None."""
    return session().scalar(select(SeatFinder).where(SeatFinder.banquet_id == banquet.id, SeatFinder.revoked_at.is_(None)))


def finder_for(token, at):
    """The SeatFinder of this token while it can be used, else None: unknown, revoked, over, cancelled and unreleased look alike."""
    found = session().scalar(select(SeatFinder).where(SeatFinder.token_hash == token_hash(token or "")))
    if found is None or found.revoked_at is not None or found.banquet.reception.cancelled_at is not None:
        return None
    return found if not queries.is_over(found.banquet, at) and versions.released(found.banquet) is not None else None


@dataclass(frozen=True)
class FoundSeat:
    """One person found: name, what tells namesakes apart, the table and the seat from 1, and where the table stands."""

    name: str
    organisation: str
    table: object
    seat: int
    where: str


class TooMany(Exception):
    """More people than may be shown begin with these letters."""


def find(banquet, typed):
    """FoundSeats of the released plan for the first letters of a name. Raises TooMany."""
    version = versions.released(banquet)
    tables, rows = banquets.kept_plan(version)
    room = version.content.get("room") or {}
    wanted = names.simplified(fold(clean_text(typed))).replace(" ", "")
    found = [row for row in rows if any(key.startswith(wanted) for key in _keys(row.attendee.person)) or wanted == _initials(row.attendee.person)]
    if len(found) > MOST_FOUND:
        raise TooMany()
    lang = current_language()
    twice = queries.namesakes(row.attendee.person for row in found)
    return [FoundSeat(row.attendee.person.name(lang), row.attendee.person.organisation(lang) if queries.has_namesake(row.attendee.person, twice) else "",
                      row.table, row.seat + 1, where_words(tables, row.table, room)) for row in found]


def _keys(person):
    """What somebody may begin to type: the name in characters, in pinyin, in Latin letters from either end; no inner parts."""
    keys = {fold(name).replace(" ", "") for name in (person.name_zh, person.name_native, person.name_en)}
    if names.script_of(person.name_zh) == "han":
        keys.add("".join(fold(part.rstrip("12345")) for part in names.syllables(person.name_zh)))
    words = fold(person.name_en).split()
    keys |= {"".join(words[n:] + words[:n]) for n in range(len(words))}
    return {names.simplified(key) for key in keys} - {""}


def _initials(person):
    """Those of a Chinese name, all of them: "hw" of 黄伟."""
    return "".join(fold(part)[:1] for part in names.syllables(person.name_zh)) if names.script_of(person.name_zh) == "han" else ""


# --- the picture ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """A table on the picture, around (x, y) in cm: its number and what it is called, and its shape as it is turned there."""

    number: int
    called: str
    x: int
    y: int
    turn: int
    discs: list
    areas: list


@dataclass(frozen=True)
class Picture:
    """A hall in centimetres as somebody sees it who comes in by the door: (left, top, width, height), its tables as Spots, and where in
    the lower wall the middle of the door is."""

    left: int
    top: int
    width: int
    height: int
    tables: list
    door_x: int


def picture(banquet):
    """The released plan's hall as a Picture: tables and their numbers alone."""
    version = versions.released(banquet)
    tables, room = banquets.kept_tables(version), version.content.get("room") or {}
    wall, door = _door(room)
    seen = [(t, *_seen((t.x_cm, t.y_cm), wall)) for t in tables]
    spots = [_spot(t, x, y, QUARTERS[wall] * 90) for t, x, y in seen]
    xs, ys = [x for _t, x, _y in seen], [y for _t, _x, y in seen]
    corners = [_seen(at, wall) for at in ((0, 0), (room["width_cm"], room["depth_cm"]))] if room else [
        (min(xs) - AROUND_CM, min(ys) - AROUND_CM), (max(xs) + AROUND_CM, max(ys) + AROUND_CM)]
    (left, right), (top, bottom) = (sorted(values) for values in zip(*corners))
    return Picture(left, top, right - left, bottom - top, spots, _seen(door, wall)[0] if door else (left + right) // 2)


def _spot(table, x, y, turn):
    outline, _chairs = seating_bridge.shape(table.kind, table.seats, table.sizes or {})
    return Spot(table.number, table.called, x, y, (table.rotation + turn) % 360, [p[1:] for p in outline if p[0] == "disc"],
                [" ".join(f"{a},{b}" for a, b in zip(p[1::2], p[2::2])) for p in outline if p[0] == "area"])


def _door(room):
    """(the wall in which the first door is, its middle or None)."""
    door = next((o for o in room.get("objects", ()) if o["kind"] == "door"), None)
    if door is None:
        return "bottom", None
    x, y = door["x_cm"], door["y_cm"]
    away = {"bottom": room["depth_cm"] - y, "top": y, "left": x, "right": room["width_cm"] - x}
    return min(away, key=away.get), (x, y)


def _seen(point, wall):
    """A point turned so that the wall with the door is the lower one."""
    for _ in range(QUARTERS[wall]):
        point = -point[1], point[0]
    return point


def where_words(tables, table, room):
    """Where a table stands as somebody sees it who comes in by the door: "at the far end, on the left"."""
    if len(tables) == 1:
        return ""
    wall, _middle = _door(room)
    at = [_seen((t.x_cm, t.y_cm), wall) for t in tables]
    x, y = _seen((table.x_cm, table.y_cm), wall)
    across, along = _third([x for x, _y in at], x), _third([y for _x, y in at], y)
    return {(0, 0): _("at the far end, on the left"), (0, 1): _("at the far end, in the middle"), (0, 2): _("at the far end, on the right"),
            (1, 0): _("half-way in, on the left"), (1, 1): _("in the middle of the hall"), (1, 2): _("half-way in, on the right"),
            (2, 0): _("near the door, on the left"), (2, 1): _("near the door, in the middle"), (2, 2): _("near the door, on the right"),
            }[along, across]


def _third(values, value):
    """0, 1 or 2: in which third between the least and the greatest value; 1 where all are the same."""
    least, greatest = min(values), max(values)
    return min(2, 3 * (value - least) // (greatest - least)) if greatest > least else 1
