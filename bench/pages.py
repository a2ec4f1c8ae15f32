"""How long the server takes for each page, and how many queries it asks.

    .venv/bin/python bench/pages.py --folder var/bench [--repeat 20] [--login song.dan]

Asks every page of the address map that needs at most a reception's number, inside this process (no network, no browser).
With `--rows` it compares instead how many queries each page asks with 1 and with 50 receptions, guests and own people.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event, func, select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.generate import generate
from planner import clock
from planner.accounts.actions import start_session
from planner.accounts.queries import account_by_login
from planner.banquets.models import Banquet
from planner.cli import open_app
from planner.db import session, transaction
from planner.plan.commands import demo_environment
from planner.plan.company import load_company
from planner.receptions.models import Attendee, Reception

KNOWN = {"reception_id"}
HOST = "http://127.0.0.1:8000"


def addresses(app):
    """(rule, endpoint) of every page that can be asked for with a reception's number alone."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments <= KNOWN
             and rule.endpoint != "static"]
    return sorted({rule.rule: rule for rule in rules}.items())


def signed_in(app, login):
    """A test client of the account, and the number of its reception: one with a banquet if there is one, else the largest."""
    with app.app_context(), transaction():
        account = account_by_login(login)
        token = start_session(account, at=clock.now())
        people = func.count(Attendee.id)
        wanted = (select(Reception.id).outerjoin(Banquet).outerjoin(Attendee, Attendee.reception_id == Reception.id)
                  .where(Reception.owner_id == account.person_id).group_by(Reception.id, Banquet.id)
                  .order_by(Banquet.id.is_(None), people.desc(), Reception.id.desc()))
        reception_id = session().scalar(wanted.limit(1))
    client = app.test_client()
    client.set_cookie("shangzuo", token, domain="127.0.0.1")
    return client, reception_id


@contextmanager
def counted(app):
    """A list that receives every statement asked inside the block."""
    statements = []
    engine = app.extensions["database"].engine

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")):
            statements.append(statement)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def pages(app, client, reception_id):
    """(address, path) of the pages that answer 200 with HTML."""
    for address, rule in addresses(app):
        with app.test_request_context(base_url=HOST):
            path = rule.build({"reception_id": reception_id} if rule.arguments else {}, append_unknown=False)[1]
        answer = client.get(path, base_url=HOST)
        if answer.status_code >= 500:
            sys.exit(f"{path} answered {answer.status_code}")
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield address, path


def measure(app, client, path, repeat):
    """([(milliseconds, of them on the processor) of each answer], queries, size in kB)."""
    times = []
    for _ in range(repeat):
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.get(path, base_url=HOST)
        times.append(((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000))
    with counted(app) as statements:
        client.get(path, base_url=HOST)
    return times, len(statements), len(answer.data) / 1000


def report_times(app, login, repeat):
    client, reception_id = signed_in(app, login)
    every = []
    print("| page | p50 ms | p95 ms | p95 CPU ms | queries | kB |\n| --- | --- | --- | --- | --- | --- |")
    for address, path in pages(app, client, reception_id):
        times, queries, size = measure(app, client, path, repeat)
        every += times
        wall, cpu = zip(*times)
        print(f"| `{address}` | {statistics.median(wall):.0f} | {p95(wall):.0f} | {p95(cpu):.0f} | {queries} | {size:.0f} |", flush=True)
    wall, cpu = zip(*every)
    print(f"\nAll pages, {len(every)} answers: p50 {statistics.median(wall):.0f} ms, p95 {p95(wall):.0f} ms, worst {max(wall):.0f} ms; "
          f"on the processor p50 {statistics.median(cpu):.0f} ms, p95 {p95(cpu):.0f} ms")


def p95(times):
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def report_rows(login):
    """Queries of each page with 1 and with 50 receptions and guests; returns 1 when a page asks more for more rows."""
    found = {}
    for rows in (1, 50):
        with tempfile.TemporaryDirectory() as folder:
            app = filled(folder, rows)
            client, reception_id = signed_in(app, login)
            for address, path in pages(app, client, reception_id):
                with counted(app) as statements:
                    client.get(path, base_url=HOST)
                found.setdefault(address, []).append(len(statements))
    print("| page | queries, 1 row | queries, 50 rows |\n| --- | --- | --- |")
    for address, counts in found.items():
        print(f"| `{address}` | {' | '.join(map(str, counts))} |{'  **grows**' if counts[-1] > counts[0] else ''}")
    return int(any(counts[-1] > counts[0] for counts in found.values()))


def filled(folder, rows):
    """An application with `rows` receptions of Song Dan and `rows` guests at each."""
    os.environ.update(demo_environment(Path(folder), 8000))
    app = open_app(upgrade=True)
    with app.app_context(), transaction():
        load_company(at=clock.now())
        generate(rows, rows * rows, at=clock.now(), owners=("宋丹",))
    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--login", default="song.dan")
    parser.add_argument("--rows", action="store_true")
    arguments = parser.parse_args()
    if arguments.rows:
        return report_rows(arguments.login)
    os.environ.update(demo_environment(arguments.folder.absolute(), 8000))
    report_times(open_app(upgrade=True), arguments.login, arguments.repeat)
    return 0


if __name__ == "__main__":
    sys.exit(main())
