"""Background entry points of banquets: seating many people takes seconds, and so does a choice of plans."""

from planner import clock
from planner.banquets import seating_bridge, seats
from planner.banquets.models import Banquet
from planner.banquets.queries import editable_reception
from planner.db import session, transaction
from planner.errors import NotFound, RuleBroken
from planner.i18n import _
from planner.jobs.actions import Cancelled, Lost, task

MOST_TOLD = 8                # costs that the progress line names


class Falling:
    """Progress with the cost as it falls; answers False once the person wants the best found so far."""

    def __init__(self, progress):
        self.progress, self.costs, self.is_stopped = progress, [], False

    def __call__(self, done, total, cost=None):
        if cost is not None and (not self.costs or cost < self.costs[-1]):
            self.costs.append(cost)
        return self.tell(done, total)

    def tell(self, done, total):
        """Write it down; False when the person asked to stop."""
        try:
            self.progress(done, total, self.words())
        except Lost:
            raise
        except Cancelled:
            self.is_stopped = True
        return not self.is_stopped

    def words(self):
        """ "Objections, in points: 5200 → 3100": the first cost and the last few."""
        told = self.costs if len(self.costs) <= MOST_TOLD else [self.costs[0], *self.costs[1 - MOST_TOLD:]]
        return _("Objections, in points: %(costs)s", costs=" → ".join(map(str, told))) if told else ""


@task("banquets.seat_everyone")
def seat_everyone(progress, banquet_id, scope="all", table_number=None):
    """Find seats outside any transaction, then store them if nobody changed the banquet or its people meanwhile.

    Who stops it keeps the best plan found until then.
    """
    banquet, person = session().get(Banquet, banquet_id), progress.person
    editable_reception(banquet.reception_id, person)
    falling = Falling(progress)
    plan = seats.find_plan(banquet, on_progress=falling, scope=scope, table_number=table_number)
    with transaction():
        banquet = _still_there(banquet_id)
        falling.tell(1, 1)
        before = banquet.plan_number
        left = seats.store_plan(banquet, plan, by=person, at=clock.now())
    return {"seated": len(plan.seats), "unseated": len(left), "stopped": falling.is_stopped, "changed": banquet.plan_number != before,
            "page": page_of(banquet)}


@task("banquets.choices")
def choices(progress, banquet_id):
    """Clearly different plans to choose from; writes none of them."""
    banquet = _readable(progress, banquet_id)
    hall = seating_bridge.Hall(banquet)
    falling = Falling(progress)
    found = seating_bridge.find_choices(hall, on_progress=falling)
    return {"plans": [_kept(c) for c in found[:3]], "mark": seating_bridge.fingerprint(hall), "stopped": falling.is_stopped,
            "page": f"{page_of(banquet)}/searches/{progress.job_id}"}


@task("banquets.other_pack")
def other_pack(progress, banquet_id, pack):
    """The plan by another rule pack, to look at before it is chosen."""
    banquet = _readable(progress, banquet_id)
    if pack not in seating_bridge.pack_ids():
        raise RuleBroken(_("Please choose from the list."))
    hall = seating_bridge.Hall(banquet, pack=pack)
    falling = Falling(progress)
    found = seating_bridge.find_plan(hall, on_progress=falling)
    plan = {"seats": _seats(found.seats), "cost": found.cost, "hard": found.hard, "bound": found.bound, "status": found.status,
            "proved": list(found.proved)}
    return {"plans": [plan], "pack": pack, "mark": seating_bridge.fingerprint(hall), "stopped": falling.is_stopped,
            "page": f"{page_of(banquet)}/searches/{progress.job_id}"}


def _kept(choice):
    return {"seats": _seats(choice.seats), "cost": choice.cost, "hard": choice.hard, "emphasis": choice.emphasis,
            "zh": list(choice.zh), "en": list(choice.en)}


def _seats(seats_of):
    return [[a, table, seat] for a, (table, seat) in seats_of.items()]


def _readable(progress, banquet_id):
    banquet = _still_there(banquet_id)
    editable_reception(banquet.reception_id, progress.person)
    return banquet


def _still_there(banquet_id):
    banquet = session().get(Banquet, banquet_id, populate_existing=True)
    if banquet is None:
        raise NotFound()
    return banquet


def page_of(banquet):
    """The banquet's page, for the job's result."""
    return f"/receptions/{banquet.reception_id}/banquets/{banquet.id}"
