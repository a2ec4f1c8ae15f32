"""Background entry point of tours: planning a day of a site takes seconds."""

import time

from planner import clock
from planner.db import session, transaction
from planner.errors import NotFound, RuleBroken
from planner.i18n import _
from planner.jobs.actions import Cancelled, Lost, task
from planner.receptions.queries import get_reception
from planner.tours import planning, queries
from planner.tours.models import Tour

LOOK_EVERY = 0.5   # seconds between two looks at whether the person asked to stop


class Watch:
    """Tells how the cost falls, and whether the person wants the best found so far."""

    def __init__(self, progress):
        self.progress, self.words, self.is_stopped, self.looked = progress, "", False, 0.0

    def better(self, cost, bound):
        self.words = _("%(cost)s minutes of walking and waiting; at least %(bound)s are needed", cost=cost, bound=bound)
        self._tell()

    def stop(self):
        if not self.is_stopped and time.monotonic() - self.looked > LOOK_EVERY:
            self._tell()
        return self.is_stopped

    def _tell(self):
        self.looked = time.monotonic()
        try:
            self.progress(0, 0, self.words)
        except Lost:
            raise
        except Cancelled:
            self.is_stopped = True


@task("tours.plan")
def plan(progress, tour_id):
    """Plan all tours of that day on that site outside any transaction, then keep the result unless something changed meanwhile.

    Who stops it keeps the best plan found until then.
    """
    person, watch = progress.person, Watch(progress)
    tour = _editable(tour_id, person)
    answer, prints, known, standing = planning.find(tour, clock.now(), stop=watch.stop, progress=watch.better)
    with transaction():
        tour = _editable(tour_id, person)
        fresh = {key: session().get(Tour, int(key), populate_existing=True) for key in known}
        if any(one is None for one in fresh.values()):
            raise RuleBroken(_("One of these tours was taken away while they were planned. Please plan again."))
        if not watch.is_stopped:
            progress(1, 1, watch.words)
        planning.store(tour, answer, prints, fresh, standing, by=person, at=clock.now())
    return {"state": answer.state, "page": f"/receptions/{tour.item.reception_id}/tours/{tour.id}"}


def _editable(tour_id, person):
    tour = session().get(Tour, tour_id)
    if tour is None:
        raise NotFound()
    get_reception(tour.item.reception_id, person)
    if not queries.may_edit(tour.item.reception, person):
        raise NotFound()
    if tour.started_at is not None or tour.released_at is not None:
        raise RuleBroken(_("This tour is released. Take it back first; then it can be changed."))
    return tour
