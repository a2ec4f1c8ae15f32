"""The worker: runs jobs, delivers mail, and tidies up once an hour, until it is told to stop."""

import signal
import time

from planner.db import close_session, transaction
from planner.jobs import actions, wake
from planner.jobs.heartbeat import say_alive

EVERY = {"jobs.housekeeping": 3600, "budgets.compare_states": 3600, "budgets.turns": 300, "overview.keep_head": 3600, "receptions.forget_drafts": 3600, "resources.holds": 3600, "running.overdue": 120, "outbox.read_mailbox": 120, "calendar.push": 120, "programme.date_holds": 3600, "privacy.retention": 3600}


def work(app, *, deliver):
    """Loop until SIGTERM; `deliver` sends what is due in the outbox, is called in each round and returns how many mails it tried."""
    asked = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: asked.append(True))
    due = dict.fromkeys(EVERY, time.monotonic() + 60)
    while not asked:
        with app.app_context():
            try:
                say_alive()
                _queue_due(due)
                actions.run_waiting()
                delivered = deliver()
                close_session()
                if not delivered:
                    wake.wait(lambda: bool(asked))
            except Exception:  # one bad round must not end the worker: it is logged and tried again
                app.logger.exception("the worker's round failed")
                time.sleep(2)


def _queue_due(due):
    for name, at in due.items():
        if time.monotonic() >= at:
            with transaction():
                actions.enqueue(name, {})
            due[name] = time.monotonic() + EVERY[name]
