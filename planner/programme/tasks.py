"""Background entry points of the programme: days held are warned of a day before they fall free, and set free when their time is over."""

from planner import audit, clock
from planner.db import session, transaction
from planner.formats import day_and_time, days
from planner.i18n import _
from planner.jobs.actions import task
from planner.outbox.own_letters import write_to
from planner.programme import actions, queries
from planner.resources.times import on_the_wall


@task("programme.date_holds")
def date_holds(progress):
    """Set days free whose hold is over, and write to the planners of those that fall free within a day, once."""
    at = clock.now()
    with transaction():
        actions.expire_dates(at)
    with transaction():
        warn(at)


def warn(at):
    """A letter for each hold that ends within a day; how many were told of."""
    found = queries.holds_to_warn_of(at)
    for hold in found:
        _write(hold, at)
        hold.warned_at = at
        audit.append("dates.warned", subject=hold, at=at)
    session().flush()
    return len(found)


def _write(hold, at):
    reception = hold.reception

    def compose(lang):
        line = _("%(days)s are held until %(until)s. Take the days before, or they are free again.", days=days(hold.starts_on, hold.ends_on),
                 until=day_and_time(on_the_wall(hold.expires_at, reception.time_zone)))
        return _("Days held until tomorrow: %(reception)s", reception=reception.title(lang)), (line,), _("Look at the days"), f"/receptions/{reception.id}/dates"

    write_to(reception.owner, compose, kind="hold_ending", subject_id=hold.id, reception_id=reception.id, at=at)
