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
from planner.banquets import versions
from planner.db import session
from planner.i18n import _, current_language
from planner.on_the_day import queries
from planner.on_the_day.models import SeatFinder
from planner.people import names
from planner.people.names import clean_text, fold

TOKEN_BYTES = 24        # 192 random bits (ASVS 9.1), a multiple of three: no padding
FEWEST_LETTERS = 2
MOST_FOUND = 5          # more people with these first letters, and the visitor types further
PICTURE_MARGIN_CM = 150
TABLE_RADIUS_CM = 105


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
    tables, rows = banquets.kept_plan(versions.released(banquet))
    wanted = fold(clean_text(typed)).replace(" ", "")
    found = [row for row in rows if any(key.startswith(wanted) for key in _keys(row.attendee.person))]
    if len(found) > MOST_FOUND:
        raise TooMany()
    lang = current_language()
    twice = queries.namesakes(row.attendee.person for row in found)
    return [FoundSeat(row.attendee.person.name(lang), row.attendee.person.organisation(lang) if queries.has_namesake(row.attendee.person, twice) else "",
                      row.table, row.seat + 1, where_words(tables, row.table)) for row in found]


def _keys(person):
    """What somebody may begin to type: the name in characters, in pinyin, in Latin letters from either end; no inner parts."""
    keys = {fold(name).replace(" ", "") for name in (person.name_zh, person.name_native, person.name_en)}
    if names.script_of(person.name_zh) == "han":
        keys.add("".join(fold(part.rstrip("12345")) for part in names.syllables(person.name_zh)))
    words = fold(person.name_en).split()
    keys |= {"".join(words[n:] + words[:n]) for n in range(len(words))}
    return keys - {""}


# --- the picture ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """A hall in centimetres: (left, top, width, height), the tables, and the middle of the door at the lower wall."""

    left: int
    top: int
    width: int
    height: int
    tables: list
    radius: int
    door_x: int


def picture(banquet):
    """The released plan's hall as a Picture: tables and their numbers alone."""
    version = versions.released(banquet)
    tables, room = banquets.kept_tables(version), version.content.get("room") or {}
    if room.get("width_cm") and room.get("depth_cm"):
        door = next((o for o in room.get("objects", ()) if o.get("kind") == "door"), None)
        box = (0, 0, room["width_cm"], room["depth_cm"])
        door_x = door.get("x_cm", box[2] // 2) if door else box[2] // 2
    else:
        xs, ys = [t.x_cm for t in tables], [t.y_cm for t in tables]
        reach = TABLE_RADIUS_CM + PICTURE_MARGIN_CM
        box = (min(xs) - reach, min(ys) - reach, max(xs) - min(xs) + 2 * reach, max(ys) - min(ys) + 2 * reach)
        door_x = (max(xs) + min(xs)) // 2
    return Picture(*box, tables, TABLE_RADIUS_CM, door_x)


def where_words(tables, table):
    """Where a table stands as somebody sees it who comes in by the door: "at the far end, on the left"."""
    if len(tables) == 1:
        return ""
    across = _third([t.x_cm for t in tables], table.x_cm)
    along = _third([t.y_cm for t in tables], table.y_cm)
    return {(0, 0): _("at the far end, on the left"), (0, 1): _("at the far end, in the middle"), (0, 2): _("at the far end, on the right"),
            (1, 0): _("half-way in, on the left"), (1, 1): _("in the middle of the hall"), (1, 2): _("half-way in, on the right"),
            (2, 0): _("near the door, on the left"), (2, 1): _("near the door, in the middle"), (2, 2): _("near the door, on the right"),
            }[along, across]


def _third(values, value):
    """0, 1 or 2: in which third between the least and the greatest value; 1 where all are the same."""
    least, greatest = min(values), max(values)
    return min(2, 3 * (value - least) // (greatest - least)) if greatest > least else 1
