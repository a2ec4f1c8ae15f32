"""The week of all receptions one may see."""

from datetime import date, timedelta

from flask import current_app, request

from planner import clock, formats
from planner.programme import queries, week, wording
from planner.programme.views import bp
from planner.receptions.kinds import KIND_NAMES
from planner.receptions.queries import by_day
from planner.resources import picture
from planner.web import current_person, page, requires

FIRST_DAY, LAST_DAY = date(1990, 1, 8), date(2100, 12, 20)
DAYS = 7


@bp.get("/receptions/week")
@requires("reception.see")
def of_week():
    """The items of seven days, as a picture with rows by choice, and in words."""
    zone, at = current_app.extensions["settings"].time_zone, clock.now()
    first = _monday(zone)
    by = request.args.get("rows", "receptions")
    by = by if by in week.ROWS else "receptions"
    items = queries.items_between(current_person(), first, DAYS)
    booked = queries.booked_for([item.id for item in items], at) if by in ("rooms", "cars", "guides") else {}
    scale = picture.Scale(first, DAYS)
    return page("programme/week.html", by=by, first=first, span_words=formats.days(first, first + timedelta(days=DAYS - 1)), scale=scale, rows=week.rows(week.lines(items, by, booked), scale),
                by_day=by_day([item for item in items if item.starts_at.date() >= first]), count=len(items), earlier=max(first - timedelta(days=DAYS), FIRST_DAY), later=min(first + timedelta(days=DAYS), LAST_DAY), today=clock.today(zone),
                layout=picture, kinds=KIND_NAMES, span=wording.span)


def _monday(zone):
    """The Monday of the chosen day; of today where it says nothing we can read."""
    text = request.args.get("day", "")
    try:
        day = date.fromisoformat(text) if len(text) == 10 and text.isascii() else clock.today(zone)
    except ValueError:
        day = clock.today(zone)
    day = min(max(day, FIRST_DAY), LAST_DAY)
    return day - timedelta(days=day.isoweekday() - 1)
