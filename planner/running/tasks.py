"""Background entry point of the day: what is overdue is told to the receptionist-in-chief, once."""

from collections import defaultdict

from planner import clock
from planner.db import transaction
from planner.formats import clock_time
from planner.i18n import _
from planner.jobs.actions import task
from planner.outbox.own_letters import write_to
from planner.running import actions, queries, rulebook


@task("running.overdue")
def overdue(progress):
    """One letter for each reception with tasks or complaints past their time."""
    with transaction():
        tell(clock.now())


def tell(at):
    """Write to the receptionists-in-chief, and note what they were told; how many letters were queued.

    Who has no address finds the same on Today and on the run sheet.
    """
    found = defaultdict(lambda: ([], []))
    for one in queries.to_escalate(at):
        found[one.reception_id][0].append(one)
    for complaint, stage in queries.complaints_to_escalate(at):
        found[complaint.reception_id][1].append((complaint, stage))
    written = 0
    for _number, (tasks, complaints) in sorted(found.items()):
        reception = tasks[0].reception if tasks else complaints[0][0].reception
        written += _write(reception, tasks, complaints, at)
        actions.mark_told(tasks, complaints, at=at)
    return written


def _write(reception, tasks, complaints, at):
    def compose(lang):
        lines = (*(_("%(time)s, %(role)s: %(task)s", time=clock_time(queries.due_wall(one)), role=rulebook.role_title(one.role, lang), task=queries.title_of(one, lang))
                   for one in tasks),
                 *(_("A complaint heard at %(time)s: %(stage)s", time=clock_time(queries.wall_time(one.received_at, reception.time_zone)),
                     stage=rulebook.stages()[stage]["title"][lang]) for one, stage in complaints))
        return (_("Overdue on the day: %(reception)s", reception=reception.title(lang)),
                (_("This is past its time and nobody has ticked it. You are told once."), *lines), _("Open the run sheet"), f"/receptions/{reception.id}/running")

    return write_to(queries.chief_of(reception), compose, kind="day_overdue", subject_id=reception.id, reception_id=reception.id, at=at)
