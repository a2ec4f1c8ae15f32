"""What the worker does by the clock: forget what has expired, and the files that jobs made."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select

from planner import clock, idempotency
from planner.accounts.models import LoginSession, OneTimeLink
from planner.db import session, transaction
from planner.jobs.actions import task
from planner.jobs.models import Job, StoredFile

FILES_KEPT_DAYS = 7
OWN_JOBS_KEPT_DAYS = 2  # what the worker queues by the clock and nobody asked for
UNCLAIMED_HOURS = 1   # a file is written shortly before the transaction with its row ends; this is long enough for any


@task("jobs.housekeeping")
def housekeeping(progress):
    """Delete old form keys, sessions past their time, used or expired links, and files a week after they were made; of its own finished work what is
    two days old."""
    at = clock.now()
    with transaction():
        idempotency.forget_old(at)
        session().execute(delete(LoginSession).where(LoginSession.created_at < at - timedelta(hours=24)))
        session().execute(delete(OneTimeLink).where(OneTimeLink.expires_at < at - timedelta(days=30)))
        session().execute(delete(Job).where(Job.created_by_id.is_(None), Job.state == "done", Job.ended_at < at - timedelta(days=OWN_JOBS_KEPT_DAYS)))
        session().execute(delete(StoredFile).where(StoredFile.created_at < at - timedelta(days=FILES_KEPT_DAYS)))
    clear_unclaimed(at)


def clear_unclaimed(at):
    """Remove files that no row speaks of: their row was just deleted, or never committed."""
    folder = current_app.extensions["settings"].files_folder
    if not folder.is_dir():
        return
    past = (at - timedelta(hours=UNCLAIMED_HOURS)).timestamp()
    old = [path for path in folder.iterdir() if path.stat().st_mtime < past]  # before the rows, so that none is committed in between
    claimed = set(session().scalars(select(StoredFile.stored_as)))
    for path in old:
        if path.name not in claimed:
            path.unlink(missing_ok=True)
