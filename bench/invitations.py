"""How long 1,000 invitations take as one file for the printer, and 200 personal ones until their mails are queued.

    .venv/bin/python bench/invitations.py [COUNT] [DESIGN] [MODE]     one print file; MODE: zh, en or both
    .venv/bin/python bench/invitations.py queue [COUNT]               an approved banquet: cards printed, mails with card and calendar part in the outbox

Prints the count, the size, wall and processor seconds (of this process and its presses).
"""

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from planner.documents import papers, render  # noqa: E402
from planner.documents.papers import Text  # noqa: E402
from planner.documents.typesetting import invitations_pdf  # noqa: E402
from planner.qr import qr_path  # noqa: E402
from tests.planner.documents import demo_papers  # noqa: E402

SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "建国志远晓敏丽华海涛文静俊杰雪梅国强"


def cards(count):
    """`count` cards to different guests, each with its own code."""
    for number in range(count):
        name = SURNAMES[number % len(SURNAMES)] + GIVEN[number % 17] + GIVEN[number * 7 % 19 % 18]
        yield demo_papers.invitation(salutation=Text(f"尊敬的{name}先生", f"Mr. Guest Number {number}"), table_number=number // 10 + 1,
                                     reply_code=papers.ReplyCode(*qr_path(f"https://visits.shangzuo.example/r/{number:032d}", mask=3)))


def main(count=1000, design="formal", mode="zh"):
    lang = "zh" if mode == "both" else mode
    render.warm_presses()
    began, spent = time.perf_counter(), _processor_seconds()
    paper = papers.Invitations(tuple(cards(count)), design, mode == "both", has_seal=True)
    pdf = invitations_pdf(paper, lang)
    wall = time.perf_counter() - began
    render.close_presses()
    print(f"{count} invitations, {design}, {mode}: {len(pdf) / 1e6:.1f} MB, {wall:.1f} s wall, {_processor_seconds() - spent:.1f} s processor")


def queue(count=200):
    """That many guests of one approved banquet, each with a mail, a card, a code and a calendar part of their own, from the job's start to its end."""
    from sqlalchemy import func, select

    from planner import clock
    from planner.cli import open_app
    from planner.db import session, transaction
    from planner.invitations import actions
    from planner.jobs.actions import enqueue, run_waiting
    from planner.jobs.models import Job
    from planner.outbox.models import Mail
    from planner.people.models import Person
    from tests import factories
    from tests.factories import invitations as made

    with tempfile.TemporaryDirectory() as folder:
        os.environ["SHANGZUO_DATA_DIR"] = folder
        app = open_app(upgrade=True)
        with app.test_request_context():
            with transaction():
                scene = made.make_scene()
                for number in range(count):
                    person = factories.make_person(SURNAMES[number % 20] + GIVEN[number % 17] + GIVEN[number * 7 % 18], f"Guest {number}", title_zh="经理", title_en="Manager",
                                                   gender="mf"[number % 2], email=f"guest{number}@client{number % 40}.example", languages=["zh" if number % 4 else "en"],
                                                   client_id=scene.reception.client_id)
                    factories.make_attendee(scene.reception, "guest", "guest", person=person, rank=3 + number % 6, position=10 + number)
                made.approve(scene)
                actions.prepare(scene.banquet, by=scene.owner, at=clock.now())
                banquet_id, owner_id = scene.banquet.id, scene.owner.id
            render.warm_presses()
            began, spent = time.perf_counter(), _processor_seconds()
            with transaction():
                job_id = enqueue("invitations.send", {"banquet_id": banquet_id}, by=session().get(Person, owner_id)).id
            run_waiting()
            wall = time.perf_counter() - began
            render.close_presses()
            job = session().get(Job, job_id, populate_existing=True)
            mails = session().scalar(select(func.count()).select_from(Mail))
            whole = sum("text/calendar" in content and "application/pdf" in content for content in session().scalars(select(Mail.content)))
            print(f"{mails} mails queued ({whole} with card and calendar part; job {job.state} {job.error}), {wall:.1f} s wall, {_processor_seconds() - spent:.1f} s processor, "
                  f"load {os.getloadavg()[0]:.1f}")
        app.extensions["database"].engine.dispose()


def _processor_seconds():
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["queue"]:
        sys.exit(queue(*map(int, arguments[1:])))
    main(int(arguments[0]) if arguments else 1000, *arguments[1:])
