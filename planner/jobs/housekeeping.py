"""What the worker does by the clock: forget what has expired, and the files that jobs made."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select

from planner import clock, idempotency
from planner.accounts.models import LoginSession, OneTimeLink
from planner.db import session, transaction
from planner.jobs.actions import task
from planner.jobs.models import StoredFile

FILES_KEPT_DAYS = 7


@task("jobs.housekeeping")
def housekeeping(progress):
    """Delete old form keys, sessions past their time, used or expired links, and files a week after they were made."""
    at = clock.now()
    with transaction():
        idempotency.forget_old(at)
        session().execute(delete(LoginSession).where(LoginSession.created_at < at - timedelta(hours=24)))
        session().execute(delete(OneTimeLink).where(OneTimeLink.expires_at < at - timedelta(days=30)))
        old = session().scalars(select(StoredFile).where(StoredFile.created_at < at - timedelta(days=FILES_KEPT_DAYS))).all()
        for row in old:
            session().delete(row)
    for row in old:
        (current_app.extensions["settings"].files_folder / row.stored_as).unlink(missing_ok=True)
