"""Background entry points of privacy."""

from planner import clock
from planner.db import transaction
from planner.jobs.actions import task
from planner.privacy import actions


@task("privacy.retention")
def retention(progress):
    """Forget what the retention rules say may no longer be there."""
    with transaction():
        forgotten = actions.forget_due(clock.now())
    return {"rows": sum(forgotten.values())}
