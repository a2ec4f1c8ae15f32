"""Today, and the overview of a reception: pages that read from every feature."""

from datetime import timedelta

from flask import Blueprint

from planner import clock
from planner.receptions import queries as receptions
from planner.web import current_person, page, requires

bp = Blueprint("overview", __name__)


@bp.get("/")
@requires("today.see")
def today():
    """My week: what is on, what is late, what waits for me."""
    person = current_person()
    first = clock.today()
    return page("overview/today.html", today=first, items=receptions.items_between(person, first, first + timedelta(days=7)),
                upcoming=receptions.receptions(person, upcoming_from=first, limit=20))


@bp.get("/receptions/<id:reception_id>")
@requires("reception.see")
def reception(reception_id):
    """One reception at a glance: what is next, late, undecided, and what would embarrass us."""
    found = receptions.get_reception(reception_id, current_person())
    return page("overview/reception.html", reception=found)
