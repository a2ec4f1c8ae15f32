"""Noting what a year's revenue is."""

from planner import audit
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.money import LARGEST_MINOR
from planner.reports.models import Revenue
from planner.reports.queries import company


def note_revenue(year, *, so_far_minor=None, so_far_until=None, year_minor=None, source="", by, at, today):
    """Store a year's revenue in the company's currency; an earlier note stays and counts no more. Raises RuleBroken beside the field."""
    if not 2008 <= year <= today.year:
        raise RuleBroken(_l("Choose a year from 2008 to this one."), field="year")
    for name, minor in (("so_far", so_far_minor), ("whole", year_minor)):
        if minor is not None and (type(minor) is not int or not 0 <= minor <= LARGEST_MINOR):
            raise RuleBroken(_l("This amount is too large."), field=name)
    if so_far_minor is None and year_minor is None:
        raise RuleBroken(_l("Enter the revenue so far, that of the whole year, or both."), field="so_far")
    if so_far_minor is not None and so_far_until is None:
        raise RuleBroken(_l("Say up to which day this revenue counts."), field="until")
    if so_far_minor is None:
        so_far_until = None
    elif so_far_until.year != year or so_far_until > today:
        raise RuleBroken(_l("The day has to be in that year, and not in the future."), field="until")
    if None not in (so_far_minor, year_minor) and year_minor < so_far_minor:
        raise RuleBroken(_l("The whole year cannot be less than the part of it so far."), field="whole")
    row = Revenue(year=year, currency=company(), so_far_minor=so_far_minor, so_far_until=so_far_until, year_minor=year_minor, source=source, entered_by_id=by.id, entered_at=at)
    session().add(row)
    session().flush()
    audit.append("report.revenue_noted", subject=row, by=by, at=at, details={"year": year, "so_far_minor": so_far_minor, "so_far_until": so_far_until and so_far_until.isoformat(),
                                                                           "year_minor": year_minor, "currency": row.currency})
    return row
