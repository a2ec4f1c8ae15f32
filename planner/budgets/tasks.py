"""Background work on budgets."""

from planner import clock
from planner.budgets import actions, queries, talks, telling
from planner.db import transaction
from planner.jobs.actions import task


@task("budgets.compare_states")
def compare_states(progress):
    """Compare every open application with its log, and put right what the plan's changes have moved."""
    at = clock.now()
    wrong = _each(progress, queries.ids_to_compare(at), lambda number: actions.compare_states(at=at, only=number))
    return {"corrected": wrong}


@task("budgets.turns")
def turns(progress):
    """Hand over what has waited too long, and write to whose turn it is. Nothing is approved by it."""
    at = clock.now()
    found = _each(progress, queries.waiting_ids(), lambda number: [(talks.hand_over_due(at=at, only=number), telling.tell_turns(at=at, only=number))])
    return {"handed_over": [one for handed, _told in found for one in handed], "told": sum(told for _handed, told in found)}


def _each(progress, numbers, work):
    """All that `work` finds, a transaction for each application: nobody who writes waits for all of them."""
    found = []
    for done, number in enumerate(numbers):
        with transaction():
            found += work(number)
        progress(done + 1, len(numbers))
    return found
