"""Background entry points of banquets: seating many people takes seconds."""

from planner import clock
from planner.banquets import seats
from planner.banquets.models import Banquet
from planner.banquets.queries import editable_reception
from planner.db import session, transaction
from planner.errors import NotFound
from planner.jobs.actions import task


@task("banquets.seat_everyone")
def seat_everyone(progress, banquet_id):
    """Find seats outside any transaction, then store them if nobody changed the banquet or its people meanwhile."""
    banquet, person = session().get(Banquet, banquet_id), progress.person
    editable_reception(banquet.reception_id, person)
    plan = seats.find_plan(banquet, on_progress=progress)
    with transaction():
        banquet = session().get(Banquet, banquet_id, populate_existing=True)
        if banquet is None:
            raise NotFound()
        progress(1, 1)
        left = seats.store_plan(banquet, plan, by=person, at=clock.now())
    return {"seated": len(plan.seats), "unseated": len(left), "page": page_of(banquet)}


def page_of(banquet):
    """The banquet's page, for the job's result."""
    return f"/receptions/{banquet.reception_id}/banquets/{banquet.id}"
