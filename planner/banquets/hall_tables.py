"""The room, tables and rule pack of a banquet as data, and putting them back: a table keeps its row as long as it stays, so that people keep theirs."""

from planner.banquets.models import BanquetTable
from planner.db import session

FIELDS = ("number", "label", "name", "kind", "seats", "sizes", "x_cm", "y_cm", "rotation", "features")
ASIDE = 100_000               # numbers on the way to their new ones, so that no two tables ever have the same


def state_of(banquet):
    """{"room", "pack", "tables"} of a banquet; each table with the id of its row and FIELDS."""
    return {"room": dict(banquet.room or {}), "pack": banquet.pack, "tables": [
        {"id": t.id, **{name: getattr(t, name) for name in FIELDS}} for t in sorted(banquet.tables, key=lambda t: t.number)]}


def lay(banquet, state):
    """Make room, tables and pack those of `state`, the pack where it has one; the rows of tables that go, for clear_away().

    A table with an id keeps or gets that id back, others are new.
    """
    rows = {t.id: t for t in banquet.tables}
    stay = {t["id"] for t in state["tables"] if t.get("id")}
    for row in rows.values():
        row.number += ASIDE
    session().flush()
    for entry in state["tables"]:
        row = rows.get(entry.get("id"))
        if row is None:
            row = BanquetTable(banquet_id=banquet.id, id=entry.get("id"))
            session().add(row)
        for name in FIELDS:
            setattr(row, name, entry[name])
    banquet.room, banquet.pack = dict(state["room"]), state.get("pack", banquet.pack)
    session().flush()
    session().expire(banquet, ["tables"])
    return [row for row_id, row in rows.items() if row_id not in stay]


def clear_away(banquet, rows):
    """Tables that go; nobody may sit at them any more."""
    for row in rows:
        session().delete(row)
    session().flush()
    session().expire(banquet, ["tables"])
