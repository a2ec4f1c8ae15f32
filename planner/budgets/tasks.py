"""Background work on budgets."""

from planner import clock
from planner.budgets import actions
from planner.db import transaction
from planner.jobs.actions import task


@task("budgets.compare_states")
def compare_states(progress):
    """Compare every open application with its log, and put right what the plan's changes have moved."""
    with transaction():
        wrong = actions.compare_states(at=clock.now())
    progress(1, 1)
    return {"corrected": wrong}
