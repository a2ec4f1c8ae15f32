"""Background work on budgets."""

from planner import clock
from planner.budgets import actions, talks, telling
from planner.db import transaction
from planner.jobs.actions import task


@task("budgets.compare_states")
def compare_states(progress):
    """Compare every open application with its log, and put right what the plan's changes have moved."""
    with transaction():
        wrong = actions.compare_states(at=clock.now())
    progress(1, 1)
    return {"corrected": wrong}


@task("budgets.turns")
def turns(progress):
    """Hand over what has waited too long, and write to whose turn it is. Nothing is approved by it."""
    with transaction():
        at = clock.now()
        handed = talks.hand_over_due(at=at)
        told = telling.tell_turns(at=at)
    progress(1, 1)
    return {"handed_over": handed, "told": told}
