"""What the worker does by the clock: forget what has expired."""

from datetime import timedelta

from sqlalchemy import delete

from planner import clock, idempotency
from planner.accounts.models import LoginSession, OneTimeLink
from planner.db import session, transaction
from planner.jobs.actions import task


@task("jobs.housekeeping")
def housekeeping(progress):
    """Delete old form keys, sessions past their time, and used or expired links."""
    at = clock.now()
    with transaction():
        idempotency.forget_old(at)
        session().execute(delete(LoginSession).where(LoginSession.created_at < at - timedelta(hours=24)))
        session().execute(delete(OneTimeLink).where(OneTimeLink.expires_at < at - timedelta(days=30)))
