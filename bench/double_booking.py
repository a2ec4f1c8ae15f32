"""Several processes want the same last room, car and guide at the same moment: exactly one may get each.

    .venv/bin/python bench/double_booking.py [--rounds 200] [--processes 8] [--url postgresql+psycopg://…]

Without --url on a fresh SQLite file. Each round has its own hour; every process waits at a barrier, then books the resource of the
round (room, car and guide in turn) for a reception of its own. Counted: winners, losers with other times, with other free
resources, other errors, and rounds in which the database holds anything but one booking of the resource. Prints one JSON line;
exit code 1 when a round had not exactly one winner or a loser was left without another time.
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
FIRST = datetime(2026, 12, 1, 8)
KINDS = ("room", "car", "guide")
ROUNDS_A_DAY = 6  # a booking every two hours; what is around stays free, so that there are other times


def make_app(folder, url):
    from planner import create_app
    from planner.settings import Settings

    return create_app(Settings(data_dir=Path(folder), secret_key="k" * 40, data_key=b"d" * 32, database_url=url, testing=True, limits=False))


def fill(app, processes):
    """The last room, car (with its driver) and guide, one more of each kind, and a reception for each process; {what: id}."""
    from planner.db import session, transaction
    from planner.people.models import Client, Person
    from planner.receptions.models import Reception
    from planner.resources.models import Resource

    with app.app_context(), transaction():
        people = [Person(name_zh=name, languages=["zh", "en"]) for name in ("宋丹", "石刚", "苏晴", "郭强", "白雪")]
        client = Client(name_zh="华信集团")
        session().add_all([*people, client])
        session().flush()
        drivers = [Resource(kind="driver", person_id=people[n].id) for n in (1, 3)]
        session().add_all(drivers)
        session().flush()
        last = {"room": Resource(kind="room", name_zh="第一会议室", capacity=40, buffer_after=10),
                "car": Resource(kind="car", name_zh="商务车", capacity=6, vehicle="mpv", driver_id=drivers[0].id, buffer_before=10),
                "guide": Resource(kind="guide", person_id=people[2].id)}
        more = [Resource(kind="room", name_zh="第二会议室", capacity=40), Resource(kind="guide", person_id=people[4].id),
                Resource(kind="car", name_zh="大巴", capacity=33, vehicle="coach", driver_id=drivers[1].id)]
        receptions = [Reception(title_zh=f"接待{n}", client_id=client.id, owner_id=people[0].id, starts_on=date(2026, 12, 1), ends_on=date(2027, 1, 28),
                                created_at=AT) for n in range(processes)]
        session().add_all([*last.values(), *more, *receptions])
        session().flush()
        return {kind: one.id for kind, one in last.items()}, [one.id for one in receptions]


def start_of(round_):
    return FIRST + timedelta(days=round_ // ROUNDS_A_DAY, hours=2 * (round_ % ROUNDS_A_DAY))


def contend(folder, url, rounds, resources, reception_id, barrier, answers):
    """One process: in each round wait for the others, book, and tell how it went: (round, outcome, other times, others, milliseconds)."""
    from planner.db import session, transaction
    from planner.receptions.models import Reception
    from planner.resources.actions import NotFree, book
    from planner.resources.models import Resource

    app = make_app(folder, url)
    for round_ in range(rounds):
        barrier.wait()
        begin, outcome, times, others = time.perf_counter(), "won", 0, 0
        with app.app_context():
            try:
                with transaction():
                    resource = session().get(Resource, resources[KINDS[round_ % 3]])
                    start = start_of(round_)
                    book(resource, session().get(Reception, reception_id), starts_at=start, ends_at=start + timedelta(hours=1), by=None, at=AT)
            except NotFree as error:
                outcome, times, others = "lost", len(error.alternatives.times), len(error.alternatives.others)
            except Exception as error:  # counted and shown: the figure must say what else happened
                outcome = f"{type(error).__name__}: {error}"[:200]
        answers.put((round_, outcome, times, others, 1000 * (time.perf_counter() - begin)))
    app.extensions["database"].engine.dispose()


def run(url, rounds, processes, folder):
    from planner import migrate
    from planner.resources.models import Booking

    app = make_app(folder, url)
    migrate.upgrade(app.extensions["database"].engine)
    resources, receptions = fill(app, processes)
    app.extensions["database"].engine.dispose()
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(processes), context.Queue()
    workers = [context.Process(target=contend, args=(folder, url, rounds, resources, number, barrier, answers)) for number in receptions]
    for worker in workers:
        worker.start()
    found = [answers.get(timeout=300) for _ in range(rounds * processes)]
    for worker in workers:
        worker.join()
    with app.app_context():
        from planner.db import session
        stored = dict(session().execute(select(Booking.resource_id, func.count()).group_by(Booking.resource_id)).all())
    app.extensions["database"].engine.dispose()
    return report(found, rounds, stored, resources, app.extensions["database"].engine.dialect.name, processes)


def report(found, rounds, stored, resources, dialect, processes):
    winners = [sum(outcome == "won" for round_, outcome, *_rest in found if round_ == n) for n in range(rounds)]
    losers = [row for row in found if row[1] == "lost"]
    times = sorted(row[4] for row in found)
    expected = {resources[kind]: len(range(number, rounds, 3)) for number, kind in enumerate(KINDS)}
    return {"database": dialect, "processes": processes, "rounds": rounds, "rounds with exactly one winner": winners.count(1),
            "losers": len(losers), "losers with other times": sum(row[2] > 0 for row in losers), "losers with another resource": sum(row[3] > 0 for row in losers),
            "other outcomes": sorted({row[1] for row in found} - {"won", "lost"}), "bookings stored as expected": all(stored.get(k) == v for k, v in expected.items()),
            "answer ms median": round(statistics.median(times), 1), "answer ms p95": round(times[int(len(times) * .95)], 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(arguments.url or f"sqlite:///{folder}/bench.sqlite", arguments.rounds, arguments.processes, folder)
    print(json.dumps(found, ensure_ascii=False))
    whole = (found["rounds with exactly one winner"] == arguments.rounds and found["losers with other times"] == found["losers"]
             and found["bookings stored as expected"] and not found["other outcomes"])
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
