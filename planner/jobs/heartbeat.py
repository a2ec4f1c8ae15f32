"""Signs of life: of a job while a task works on it, however long one step takes, and of the worker as a whole."""

import threading
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import update

from planner import clock
from planner.db import transaction
from planner.jobs.models import Job

BEAT_SECONDS = 20
SILENT_AFTER_SECONDS = 60


@contextmanager
def beating(job):
    """Keep the claimed job's heartbeat fresh from a thread of its own while the block runs."""
    app, ended = current_app._get_current_object(), threading.Event()
    thread = threading.Thread(target=_beat, args=(app, job.id, job.claim, ended), name=f"heartbeat of job {job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(app, job_id, claim, ended):
    while not ended.wait(BEAT_SECONDS):
        with app.app_context():
            beat(job_id, claim)


def beat(job_id, claim):
    """One sign of life. A database that is busy just now does not stop the next one."""
    try:
        say_alive()
        with transaction() as current:
            current.execute(update(Job).where(Job.id == job_id, Job.state == "running", Job.claim == claim)
                            .values(heartbeat_at=clock.now()))
    except Exception:
        current_app.logger.warning("the heartbeat of job %s could not be written; trying again", job_id)


def _sign():
    return current_app.extensions["settings"].data_dir / "worker.alive"


def say_alive():
    """The worker says so, in each of its rounds and with each heartbeat."""
    _sign().write_text(clock.now().isoformat())


def worker_is_alive():
    """Whether a worker of this data folder was heard of within the last minute."""
    try:
        heard = datetime.fromisoformat(_sign().read_text())
    except (FileNotFoundError, ValueError):  # none has run yet, or it is writing at this moment
        return False
    return clock.now() - heard < timedelta(seconds=SILENT_AFTER_SECONDS)
