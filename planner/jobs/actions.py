"""Putting work into the background, and running it: claim a row, do it, say how far it is."""

import secrets
import traceback
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update

from planner import clock
from planner.accounts.queries import language_of
from planner.db import after_commit, session, transaction
from planner.errors import PlannerError, RuleBroken
from planner.i18n import _l, force_language
from planner.jobs.models import Job, StoredFile

TASKS = {}
LOST_AFTER_SECONDS = 120   # a worker that was killed leaves its heartbeat standing
MOST_ATTEMPTS = 5


class Cancelled(Exception):
    """The user does not want the rest any more."""


def task(name):
    """Register a function as the work behind `name`; it gets a Progress and the job's arguments."""
    def register(function):
        if name in TASKS:
            raise ValueError(f"two tasks are called {name}")
        TASKS[name] = function
        return function
    return register


@dataclass
class Progress:
    """What a task tells while it works; calling it raises Cancelled once the user asked for that."""

    job_id: int

    def __call__(self, done, total, message=""):
        with transaction() as current:
            wanted = current.execute(update(Job).where(Job.id == self.job_id, Job.state == "running")
                                     .values(done=done, total=total, message=str(message)[:500], heartbeat_at=clock.now())
                                     .returning(Job.cancel_requested)).scalar()
        if wanted or wanted is None:
            raise Cancelled

    @property
    def person(self):
        """Who asked for the work."""
        return session().get(Job, self.job_id).created_by


def enqueue(name, arguments, *, by=None):
    """A queued job, stored with the surrounding transaction; the worker is woken afterwards."""
    if name not in TASKS:
        raise ValueError(f"no task is called {name}")
    job = Job(task=name, arguments=arguments, created_by_id=by.id if by else None, created_at=clock.now())
    session().add(job)
    session().flush()
    from planner.jobs import wake  # the queue library costs start-up time that reading pages need not pay
    after_commit(wake.worker)
    return job


def cancel(job):
    """Ask a job to stop; one not begun is stopped at once."""
    if job.state == "queued":
        job.state, job.ended_at = "cancelled", clock.now()
    elif job.state == "running":
        job.cancel_requested = True


def retry(job):
    """Queue a failed or cancelled job again."""
    if job.state not in ("failed", "cancelled"):
        raise RuleBroken(_l("Only work that failed or was cancelled can be started again."))
    job.state, job.error, job.cancel_requested, job.done, job.attempts = "queued", "", False, 0, 0
    from planner.jobs import wake  # as in enqueue()
    after_commit(wake.worker)


def run_waiting():
    """Run queued jobs one after the other until none is left; return how many ran."""
    release_lost()
    ran = 0
    while (job_id := claim()) is not None:
        run(job_id)
        ran += 1
    return ran


def claim():
    """Take the oldest queued job, so that no other worker does; its id, or None."""
    with transaction() as current:
        job = current.scalar(select(Job).where(Job.state == "queued").order_by(Job.id).limit(1)
                             .with_for_update(skip_locked=True))
        if job is None:
            return None
        job.state, job.started_at, job.heartbeat_at = "running", clock.now(), clock.now()
        job.attempts += 1
        return job.id


def release_lost():
    """Queue again what a killed worker left behind; after five tries it is put aside with the reason."""
    limit = clock.now() - timedelta(seconds=LOST_AFTER_SECONDS)
    with transaction() as current:
        for job in current.scalars(select(Job).where(Job.state == "running", Job.heartbeat_at < limit)):
            job.state = "queued" if job.attempts < MOST_ATTEMPTS else "failed"
            job.error = "" if job.state == "queued" else "The work was interrupted five times."


def run(job_id):
    """Run one claimed job and note how it ended, in the language of who asked for it."""
    job = session().get(Job, job_id)
    with force_language(language_of(job.created_by) if job.created_by else "zh"):
        _run(job)


def _run(job):
    job_id = job.id
    function, arguments = TASKS.get(job.task), dict(job.arguments)
    try:
        if function is None:
            raise LookupError(f"no task is called {job.task}")
        result = function(Progress(job_id), **arguments) or {}
        _end(job_id, "done", result=result)
    except Cancelled:
        _end(job_id, "cancelled")
    except PlannerError as error:
        _end(job_id, "failed", error=str(error))
    except Exception:
        session().rollback()
        current_app.logger.exception("job %s failed", job_id)
        last = traceback.format_exc(limit=1).strip().splitlines()[-1]
        _end(job_id, "failed", error=last.split(":")[0])


def _end(job_id, state, *, result=None, error=""):
    with transaction() as current:
        job = current.get(Job, job_id)
        job.state, job.error, job.ended_at = state, error, clock.now()
        job.result = result or {}
        if state == "done":
            job.done = job.total = max(job.total, 1)


def store_file(content, name, content_type, *, owner_id):
    """Keep bytes under a random name; inside a transaction. Returns the StoredFile."""
    folder = current_app.extensions["settings"].files_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stored_as = secrets.token_hex(24)
    (folder / stored_as).write_bytes(content)
    row = StoredFile(name=name, content_type=content_type, stored_as=stored_as, size=len(content), owner_id=owner_id,
                     created_at=clock.now())
    session().add(row)
    session().flush()
    return row
