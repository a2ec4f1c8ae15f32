"""Background entry points of resources: holds are warned of a day before they end, and given back when they have."""

from itertools import groupby

from planner import audit, clock
from planner.db import session, transaction
from planner.formats import day_and_time
from planner.i18n import _
from planner.jobs.actions import task
from planner.outbox.own_letters import write_to
from planner.resources import actions, queries
from planner.resources.models import Booking
from planner.resources.times import on_the_wall


@task("resources.holds")
def holds(progress):
    """Give back the holds past their time, and write to the planners of those that end within a day, once."""
    at = clock.now()
    with transaction():
        actions.drop_expired(at)
    with transaction():
        warn(at)


def warn(at):
    """One letter for each reception with holds that end within a day; how many holds were told of."""
    found = queries.holds_to_warn_of(at)
    for _number, several in groupby(found, key=lambda booking: booking.reception_id):
        ending = list(several)
        _write(ending, at)
        for booking in ending:
            booking.warned_at = at
            audit.append("booking.warned", subject=booking, at=at, details={"resource": booking.resource_id, "reception": booking.reception_id})
    session().flush()
    return len(found)


def _write(ending: list[Booking], at):
    reception = ending[0].reception

    def compose(lang):
        lines = (_("%(name)s, %(begin)s: the hold ends on %(until)s.", name=b.resource.name(lang), begin=day_and_time(b.starts_at),
                   until=day_and_time(on_the_wall(b.hold_until, b.time_zone))) for b in ending)
        return (_("Holds that end: %(reception)s", reception=reception.title(lang)),
                (_("What is only on hold is given back at the time named here, unless you book it for good before."), *lines),
                _("Look at the bookings"), f"/receptions/{reception.id}/bookings")

    write_to(reception.owner, compose, kind="hold_ending", subject_id=ending[0].id, reception_id=reception.id, at=at)
