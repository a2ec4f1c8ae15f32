"""Beginning a programme: from a pattern, or from a past reception."""

import tomllib
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from planner import audit
from planner.db import lock, session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _l
from planner.people.models import Person
from planner.programme.models import ItemLink, ItemRole
from planner.receptions import actions as receptions

COPIED = ("kind", "title_zh", "title_en", "place_zh", "place_en", "place_id", "note_zh", "note_en", "is_fixed", "responsible_id")


@lru_cache(maxsize=1)
def _file():
    return tomllib.loads(Path(__file__).with_name("patterns.toml").read_text("utf-8"))


def patterns(visit_kind=""):
    """All patterns, those for this kind of visit first."""
    return sorted(_file()["pattern"], key=lambda row: visit_kind not in row["visit_kinds"])


def grade(client):
    """What the client's grade decides: the row of patterns.toml."""
    return next(row for row in _file()["grade"] if row["id"] == client.grade)


def items_of(pattern, client):
    """[(number in the pattern, row)] proposed for a client of this grade."""
    return [(number, row) for number, row in enumerate(pattern["items"], 1) if client.grade in row.get("grades", "ABC")]


def begin_with_pattern(reception, pattern_id, *, by, at):
    """Fill an empty programme from a pattern; the days it needs must be those of the reception. Returns the items."""
    pattern = next((row for row in _file()["pattern"] if row["id"] == pattern_id), None)
    if pattern is None:
        raise NotFound()
    _check_empty(lock(reception))
    rows = items_of(pattern, reception.client)
    if max(row.get("day", 1) for _number, row in rows) > (reception.ends_on - reception.starts_on).days + 1:
        raise RuleBroken(_l("This pattern needs more days than the reception has."), field="pattern")
    made = {}
    for number, row in rows:
        begins = datetime.combine(reception.starts_on + timedelta(days=row.get("day", 1) - 1), time.fromisoformat(row["begins"]))
        made[number] = receptions.add_item(reception, kind=row["kind"], title_zh=row["title"]["zh"], title_en=row["title"]["en"], starts_at=begins,
                                           ends_at=begins + timedelta(minutes=row["minutes"]), is_fixed=row.get("fixed", False), responsible_id=by.id, by=by, at=at)
    for number, row in rows:
        on = _standing(row.get("after"), made, pattern)
        if on is not None:
            session().add(ItemLink(item_id=made[number].id, on_id=on.id, kind="after", minutes=row.get("gap", 0)))
    session().flush()
    audit.append("programme.begun", subject=reception, by=by, at=at, details={"pattern": pattern_id})
    return list(made.values())


def _standing(number, made, pattern):
    """The item an item waits for; where that one was not proposed for the grade, the one it would have waited for."""
    while number is not None and number not in made:
        number = pattern["items"][number - 1].get("after")
    return made.get(number)


def _check_empty(reception):
    if reception.items:
        raise RuleBroken(_l("The programme has items already. Please take them out first."), field="pattern")


def begin_with_copy(reception, source, *, by, at):
    """Fill an empty programme from another reception's: the same items, roles and dependencies, so many days later. People of the other party, bookings and banquets stay there.

    Items beyond the days of this reception are left out. Returns the items.
    """
    _check_empty(lock(reception))
    shift = reception.starts_on - source.starts_on
    made = {}
    for item in source.items:
        if item.starts_at.date() + shift > reception.ends_on:
            continue
        values = {name: getattr(item, name) for name in COPIED}
        if values["responsible_id"] and not session().get(Person, values["responsible_id"]).is_active:
            values["responsible_id"] = by.id
        made[item.id] = receptions.add_item(reception, starts_at=item.starts_at + shift, ends_at=item.ends_at + shift if item.ends_at else None, by=by, at=at, **values)
    if not made:
        raise RuleBroken(_l("That reception has no items to copy."), field="source")
    for row in session().scalars(select(ItemRole).where(ItemRole.item_id.in_(made))).unique():
        if row.person.is_active:
            session().add(ItemRole(item_id=made[row.item_id].id, role=row.role, person_id=row.person_id, note_zh=row.note_zh, note_en=row.note_en))
    for row in session().scalars(select(ItemLink).where(ItemLink.item_id.in_(made), ItemLink.on_id.in_(made))):
        session().add(ItemLink(item_id=made[row.item_id].id, on_id=made[row.on_id].id, kind=row.kind, minutes=row.minutes))
    session().flush()
    audit.append("programme.begun", subject=reception, by=by, at=at, details={"copied_from": source.id})
    return list(made.values())
