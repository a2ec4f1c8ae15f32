"""Putting work into the background, and running it: claim a row, do it, say how far it is."""

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from planner import clock
from planner.db import after_commit, lock, session, transaction
from planner.errors import PlannerError, RuleBroken
from planner.i18n import _, _l, current_language, force_language
from planner.jobs.heartbeat import beating
from planner.jobs.models import Job, StoredFile

TASKS = {}
LOST_AFTER_SECONDS = 120   # a worker that was killed leaves its heartbeat standing; a living one beats every 20 seconds
MOST_ATTEMPTS = 5


class Cancelled(Exception):
    """The user does not want the rest any more."""


class Lost(Cancelled):
    """The work was given to another worker, because this one had not been heard of for too long."""


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
    """What a task tells while it works; calling it raises Cancelled once the user asked for that, Lost once another worker has it.

    A task calls it in the transaction in which it stores its result, too: what is stored once is not stored twice.
    """

    job_id: int
    claim: str

    def __call__(self, done, total, message=""):
        with transaction() as current:
            wanted = current.execute(update(Job).where(Job.id == self.job_id, Job.state == "running", Job.claim == self.claim)
                                     .values(done=done, total=total, message=str(message)[:500], heartbeat_at=clock.now())
                                     .returning(Job.cancel_requested)).scalar()
        if wanted is None:
            raise Lost
        if wanted:
            raise Cancelled

    @property
    def person(self):
        """Who asked for the work."""
        return session().get(Job, self.job_id).created_by


def enqueue(name, arguments, *, by=None):
    """A queued job, stored with the surrounding transaction; the worker is woken afterwards.

    It will speak the language of the moment: that of the screen it was started from.
    """
    if name not in TASKS:
        raise ValueError(f"no task is called {name}")
    job = Job(task=name, arguments=arguments, language=current_language(), created_by_id=by.id if by else None, created_at=clock.now())
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
        job.claim = secrets.token_hex(8)
        job.attempts += 1
        return job.id


def release_lost():
    """Queue again what a killed worker left behind; after five tries it is put aside with the reason."""
    at = clock.now()
    lost = [Job.state == "running", Job.heartbeat_at < at - timedelta(seconds=LOST_AFTER_SECONDS)]  # asked again row by row as it changes
    with transaction() as current:
        current.execute(update(Job).where(*lost, Job.attempts < MOST_ATTEMPTS).values(state="queued", claim=""))
        for job_id, language in current.execute(update(Job).where(*lost).values(state="failed", claim="", ended_at=at)
                                                .returning(Job.id, Job.language)).all():
            with force_language(language):
                current.get(Job, job_id).error = _("The work was interrupted five times.")


def run(job_id):
    """Run one claimed job and note how it ended, in the language in which it was asked for."""
    job = session().get(Job, job_id)
    with force_language(job.language), beating(job):
        _run(job)


def _run(job):
    job_id, claim = job.id, job.claim
    function, arguments = TASKS.get(job.task), dict(job.arguments)
    try:
        if function is None:
            raise LookupError(f"no task is called {job.task}")
        result = function(Progress(job_id, claim), **arguments) or {}
        _end(job_id, claim, "done", result=result)
    except Cancelled:
        _end(job_id, claim, "cancelled")
    except PlannerError as error:
        _end(job_id, claim, "failed", error=str(error))
    except IntegrityError:  # something it was about to refer to is gone, or exists already
        session().rollback()
        current_app.logger.exception("job %s failed", job_id)
        _end(job_id, claim, "failed", error=_("What it works on was changed while it ran. Please try again."))
    except Exception as fault:
        session().rollback()
        current_app.logger.exception("job %s failed", job_id)
        _end(job_id, claim, "failed", error=_("Something went wrong on our side (%(kind)s). Nothing was kept of it; please try again, and tell the administrator if it fails again.", kind=type(fault).__name__))


def _end(job_id, claim, state, *, result=None, error=""):
    """Note the end, unless another worker has the job by now."""
    with transaction() as current:
        job = lock(current.get(Job, job_id))
        if (job.state, job.claim) != ("running", claim):
            current_app.logger.warning("job %s was given to another worker meanwhile; this end of it does not count", job_id)
            return
        job.state, job.error, job.ended_at = state, error, clock.now()
        job.result = result or {}
        if state == "done":
            job.done = job.total = max(job.total, 1)


def store_file(content, name, content_type, *, owner_id):
    """Keep bytes under a random name; inside a transaction. Returns the StoredFile.

    The file is whole on the disk before its row can be committed. When the row is not, housekeeping clears the file away.
    """
    folder = current_app.extensions["settings"].files_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stored_as = secrets.token_hex(24)
    with open(folder / stored_as, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    row = StoredFile(name=name, content_type=content_type, stored_as=stored_as, size=len(content), owner_id=owner_id,
                     created_at=clock.now())
    session().add(row)
    session().flush()
    return row
