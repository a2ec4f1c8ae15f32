"""Tamper with copies of a database in as many ways as wanted, and count what finds it.

    python bench/tamper.py [--runs 500] [--out docs/evidence/tampering.md]

Each run copies a SQLite database of honest approvals, changes one thing, and asks three checks: the chain (`shangzuo audit verify`), the
rows of the approval log against the chain, and the heads kept outside. A cut tail and a log rewritten to its end fit together
in themselves: only a head from outside may find them, and the program fails when another check claims to.
"""

import argparse
import hashlib
import json
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from planner import audit, clock, create_app, heads, migrate  # noqa: E402
from planner.accounts.actions import set_roles  # noqa: E402
from planner.budgets import actions, queries, reperformance  # noqa: E402
from planner.budgets.models import Application  # noqa: E402
from planner.accounts.queries import roles_of  # noqa: E402
from planner.db import Database, close_session, session, transaction  # noqa: E402
from planner.i18n import force_language  # noqa: E402
from planner.settings import Settings  # noqa: E402

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ENTRY_COLUMNS = ("at", "action", "subject", "person_id", "details", "previous", "hash")
ROW_COLUMNS = ("action", "step", "role", "person_id", "for_id", "at", "fingerprint", "facts", "completes")


def honest(folder, applications):
    """A database with some approved applications; returns (app, path, lines of kept heads, public key)."""
    from tests.planner.budgets.conftest import make_house

    path = folder / "honest.sqlite"
    app = create_app(Settings(data_dir=folder / "var", secret_key="k" * 40, data_key=b"d" * 32, testing=True, limits=False, database_url=f"sqlite:///{path}"))
    migrate.upgrade(app.extensions["database"].engine)
    key, lines = heads.signing_key(folder), []
    with app.app_context(), clock.fixed(NOW), force_language("en"):
        for _number in range(applications):
            with transaction():
                house = make_house(NOW, guests=2, cost_note="周年")
                set_all_roles(house)
                application = session().get(Application, house.application_id)
                actions.submit(application, by=house.people["song.dan"], at=NOW)
                for login in ("gao.xiang", "xu.guoqiang", "dong.fang"):
                    person = house.people[login]
                    actions.approve(application, queries.case_of(application).fingerprint, by=person, roles=roles_of(person), at=NOW)
            lines.append(heads.current(key, NOW))
            session().rollback()
        close_session()
    app.extensions["database"].engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return app, path, "\n".join(lines), heads.public_key(key)


def set_all_roles(house):
    from tests import factories

    for login in ("gao.xiang", "xu.guoqiang", "dong.fang"):
        account = factories.account(login)
        set_roles(account, account.roles, by=house.people["admin"], at=NOW)


# The ways ----------------------------------------------------------------------------------------------------------------

def change_entry(db, dice):
    number, column = pick(db, dice, "audit_entries"), dice.choice(ENTRY_COLUMNS)
    alter(db, dice, "audit_entries", number, column)
    return f"entry: {column}"


def change_row(db, dice):
    number, column = pick(db, dice, "decisions"), dice.choice(ROW_COLUMNS)
    alter(db, dice, "decisions", number, column)
    return f"approval log: {column}"


def take_entry(db, dice):
    last = db.execute("SELECT max(id) FROM audit_entries").fetchone()[0]
    db.execute("DELETE FROM audit_entries WHERE id=?", (dice.randint(1, last - 1),))
    return "entry taken out of the middle"


def take_row(db, dice):
    db.execute("DELETE FROM decisions WHERE id=?", (pick(db, dice, "decisions"),))
    return "row of the approval log taken out"


def forge_row(db, dice):
    number = pick(db, dice, "decisions")
    columns = [one[1] for one in db.execute("PRAGMA table_info(decisions)") if one[1] != "id"]
    db.execute(f"INSERT INTO decisions ({', '.join(columns)}) SELECT {', '.join(columns)} FROM decisions WHERE id=?", (number,))
    return "row of the approval log doubled"


def swap_entries(db, dice):
    one, other = sorted(dice.sample(range(1, db.execute("SELECT max(id) FROM audit_entries").fetchone()[0] + 1), 2))
    for was, now in ((one, -1), (other, one), (-1, other)):
        db.execute("UPDATE audit_entries SET id=? WHERE id=?", (now, was))
    return "two entries swapped"


def cut_tail(db, dice):
    last = db.execute("SELECT max(id) FROM audit_entries").fetchone()[0]
    cut = dice.randint(1, 6)
    gone = db.execute("SELECT details FROM audit_entries WHERE id>?", (last - cut,)).fetchall()
    rows = {json.loads(details)["entry"] for details, in gone if '"entry"' in details}
    db.execute("DELETE FROM audit_entries WHERE id>?", (last - cut,))
    db.executemany("DELETE FROM decisions WHERE id=?", [(row,) for row in rows])
    db.execute("UPDATE audit_head SET hash=(SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1)")
    return "tail cut off"


def rewrite(db, dice):
    """Change one entry and work out every hash after it anew, as somebody with the whole database could."""
    last = db.execute("SELECT max(id) FROM audit_entries").fetchone()[0]
    first = dice.randint(1, last)
    db.execute("UPDATE audit_entries SET person_id=coalesce(person_id, 0)+1 WHERE id=?", (first,))
    previous = db.execute("SELECT hash FROM audit_entries WHERE id=?", (first - 1,)).fetchone()
    previous = previous[0] if previous else audit.START
    for number, at, action, subject, person, details in db.execute(
            "SELECT id, at, action, subject, person_id, details FROM audit_entries WHERE id>=? ORDER BY id", (first,)).fetchall():
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC).isoformat()
        content = [previous, moment, action, subject, person, json.loads(details)]
        made = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        db.execute("UPDATE audit_entries SET previous=?, hash=? WHERE id=?", (previous, made, number))
        previous = made
    db.execute("UPDATE audit_head SET hash=?", (previous,))
    return "log rewritten to its end"


OUTSIDE_ONLY = ("tail cut off", "log rewritten to its end")
WAYS = (change_entry, change_entry, change_entry, change_row, change_row, take_entry, take_row, forge_row, swap_entries, cut_tail, rewrite)


def pick(db, dice, table):
    return dice.choice(db.execute(f"SELECT id FROM {table}").fetchall())[0]


def alter(db, dice, table, number, column):
    """Another value of the same kind in one field."""
    old = db.execute(f"SELECT {column} FROM {table} WHERE id=?", (number,)).fetchone()[0]
    if column in ("details", "facts"):
        new = json.dumps(json.loads(old) | {"amount_minor": dice.randrange(10**9)})
    elif column == "at":
        new = old.replace("2026", "2025")
    elif isinstance(old, int) or column in ("person_id", "for_id"):
        new = 1 - old if column == "completes" else (old or 0) + dice.randint(1, 5)
    else:
        new = hashlib.sha256(str(dice.random()).encode()).hexdigest()[:max(len(old or ""), 4)]
    db.execute(f"UPDATE {table} SET {column}=? WHERE id=?", (new, number))


# The checks -----------------------------------------------------------------------------------------------------------------

def found_by(app, path, lines, public):
    """The names of the checks that see something wrong."""
    database = Database(f"sqlite:///{path}")
    app.extensions["database"] = database
    with app.app_context():
        try:
            found = {"chain"} if audit.verify() is not None else set()
            found |= {"rows"} if reperformance.rows_changed() else set()
            found |= {"heads"} if heads.compare(lines, public) else set()
        except (ValueError, KeyError, TypeError):
            found = {"unreadable"}
        close_session()
    database.engine.dispose()
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    dice, table, missed, wrong = random.Random(arguments.seed), Counter(), 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app, path, lines, public = honest(folder, 4)
        assert found_by(app, path, lines, public) == set(), "the honest database is not whole"
        for number in range(arguments.runs):
            copy = folder / "copy.sqlite"
            shutil.copyfile(path, copy)
            with sqlite3.connect(copy) as db:
                what = WAYS[number % len(WAYS)](db, dice)
            db.close()
            found = found_by(app, copy, lines, public)
            missed += not found
            wrong += what in OUTSIDE_ONLY and found != {"heads"}
            table[what, ", ".join(sorted(found)) or "NOTHING"] += 1
    rows = [f"| {what} | {found} | {count} |" for (what, found), count in sorted(table.items())]
    text = "\n".join((f"{arguments.runs} tamperings on copies (seed {arguments.seed}): {arguments.runs - missed} found, {missed} missed.", "",
                      "| tampering | found by | times |", "| --- | --- | --- |", *rows, ""))
    print(text)
    if arguments.out:
        arguments.out.write_text(f"# Tampering with the log of approvals\n\n`python bench/tamper.py --runs {arguments.runs}`\n\n{text}")
    return 1 if missed or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
