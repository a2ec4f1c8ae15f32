"""Today, and the overview of a reception: pages that read from every feature."""

from datetime import timedelta

from flask import Blueprint

from sqlalchemy import select

from planner import audit, clock
from planner.audit import AuditEntry
from planner.people.models import Person
from planner.receptions import queries as receptions
from planner.db import is_ready, session
from planner.web import current_person, page, public, requires

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


@bp.get("/health")
@public
def health():
    """Whether this process answers and its database does too; for whoever watches over it."""
    is_ready()
    return {"status": "ok"}


@bp.get("/audit")
@requires("audit.see")
def audit_log():
    """The newest entries of the log and whether the chain is whole."""
    entries = session().scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(200)).all()
    people = {p.id: p for p in session().scalars(select(Person).where(Person.id.in_({e.person_id for e in entries if e.person_id})))}
    return page("overview/audit.html", entries=entries, people=people, broken=audit.verify(),
                head=entries[0].hash if entries else audit.START)
