"""How long the approver's page and the two papers of an application take in a house with years of hospitality.

    .venv/bin/python bench/reports.py make --folder var/reports
    .venv/bin/python bench/approver.py --folder var/reports [--applications 60] [--repeat 3] [--papers 10]

Of the newest applications every second one gets an amount more first, so that it waits with its signatures fallen back and shows what changed. Limits:
page 150 ms at the 95th percentile, form and sheet 1.5 s each. Exit code 1 when one is missed. The folder's data are changed.
"""

import argparse
import gc
import os
import statistics
import sys
import time
from pathlib import Path

from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.pages import HOST, counted, p95, signed_in
from planner import clock
from planner.budgets import actions
from planner.budgets.models import Application
from planner.cli import open_app
from planner.db import session, transaction
from planner.plan.commands import demo_environment

PAGE_MS, PAPER_MS = 150, 1500


def newest(app, count):
    """[(application id, reception id)] of the newest; every second one waits again."""
    with app.app_context():
        with transaction():
            rows = session().scalars(select(Application).order_by(Application.dining_at.desc()).limit(count)).all()
            for application in rows[::2]:
                lines = [{field: getattr(line, field) for field in actions.LINE_FIELDS} | {"note": "by hand"} for line in application.lines]
                lines[0]["unit_price_minor"] += 1
                actions.edit_application(application, {}, lines, by=application.applicant, at=clock.now())
        return [(application.id, application.reception_id) for application in rows]


def asked(client, paths, kind):
    """Milliseconds of each answer."""
    times = []
    for path in paths:
        begun = time.perf_counter()
        answer = client.get(path, base_url=HOST)
        times.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code == 200 and answer.mimetype == kind, (path, answer.status_code, answer.mimetype)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("var/reports"))
    parser.add_argument("--applications", type=int, default=60)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--papers", type=int, default=10)
    wanted = parser.parse_args()
    os.environ.update(demo_environment(wanted.folder.absolute(), 8000))
    app = open_app(upgrade=True)
    app.config["RATELIMIT_ENABLED"] = False
    found = newest(app, wanted.applications)
    gc.freeze()  # as the server does once it is loaded
    gc.set_threshold(50_000, 20, 50)
    missed = False
    print("| who | what | answers | p50 ms | p95 ms | worst ms | queries | limit |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    pages = [f"/approvals/{application}" for application, _ in found]
    papers = {"sheet": [f"/approvals/{application}/sheet.pdf?lang={lang}" for application, _ in found[:wanted.papers] for lang in ("zh", "en")],
              "form": [f"/receptions/{reception}/papers/application.pdf?lang={lang}" for _, reception in found[:wanted.papers] for lang in ("zh", "en")]}
    for login, what, paths, limit, kind in (*((login, "page", pages * wanted.repeat, PAGE_MS, "text/html") for login in ("gao.xiang", "dong.fang", "xu.guoqiang")),
                                           *(("dong.fang", name, paths, PAPER_MS, "application/pdf") for name, paths in papers.items())):
        client, _ = signed_in(app, login)
        asked(client, paths[:1], kind)
        times = asked(client, paths, kind)
        with counted(app) as statements:
            client.get(paths[0], base_url=HOST)
        missed |= p95(times) > limit
        print(f"| {login} | {what} | {len(times)} | {statistics.median(times):.0f} | {p95(times):.0f} | {max(times):.0f} | {len(statements)} | {limit} |", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
