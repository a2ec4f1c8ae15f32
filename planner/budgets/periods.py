"""What was applied for before an application in the same month, quarter or year: by client, contact, employee and department.

All staff's applications that wait or are approved count, in the company's currency and by the day of their event. An application counts
those submitted before it, a draft all of them: so a later one never undoes what was approved before it, and the last one sees the whole.
"""

from datetime import date, datetime, time, timedelta
from functools import cache

from sqlalchemy import BigInteger, and_, bindparam, cast, func, or_, select

from planner.banquets import queries as banquets
from planner.budgets import approval
from planner.budgets.breaches import share
from planner.budgets.models import Application, BudgetLine, Decision
from planner.db import session
from planner.receptions.models import Attendee, Reception

STANDING = ("submitted", *approval.SIGNED)


def span(day, period):
    """(first day, last day) of the month, quarter or year of `day`."""
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    first = day.month - (day.month - 1) % months
    after = date(day.year + (first + months > 12), (first + months - 1) % 12 + 1, 1) if day.year < date.max.year else date.max
    return date(day.year, first, 1), after - timedelta(days=1)


def spent_before(application, day, guests, policies, company, zero):
    """{(per, period): ((whom, Money), …)} for the period caps among `policies`; `whom` has a name(lang), or is a text.

    `guests` are the attendees of the guest side; `company` makes Money of (application row, minor units) in the
    currency of `zero`.
    """
    wanted = {(policy.per, policy.period) for policy in policies if policy.kind == "period_cap"}
    if not wanted:
        return {}
    year = span(day, "year")
    rows = _rows(application, year, {per: _widest(day, {period for other, period in wanted if other == per}) for per, _period in wanted})
    seats = _seats(application, year, guests) if any(per == "contact" for per, _period in wanted) else []
    found = {}
    for per, period in wanted:
        first, last = span(day, period)
        if per == "contact":
            found[per, period] = tuple(_contacts([row for row in seats if first <= _day(row) <= last], guests, company, zero))
        else:
            if per == "department" and not application.department:
                continue  # what nobody is named for is nobody's
            whom, key = _whom(application, per)
            amounts = [company(row, row.minor) for row in rows if first <= _day(row) <= last and getattr(row, key) == getattr(application, key)]
            found[per, period] = ((whom, sum(amounts, start=zero)),)
    return found


def _widest(day, periods):
    """The span of the longest of these periods of `day`."""
    return span(day, next(period for period in ("year", "quarter", "month") if period in periods))


def _whom(application, per):
    return {"client": (application.reception.client, "client_id"), "employee": (application.applicant, "applicant_id"),
            "department": (application.department, "department")}[per]


def _day(row):
    return row.dining_at.date() if row.dining_at else row.starts_on


_COLUMNS = (Application.id, Application.client_id, Application.applicant_id, Application.department, Application.currency, Application.rate,
            Application.dining_at, Application.guest_diners, Application.own_diners, Reception.starts_on)
_MINOR = select(cast(func.coalesce(func.sum(BudgetLine.amount_minor), 0), BigInteger)).where(BudgetLine.application_id == Application.id).scalar_subquery().label("minor")


_SUBMITTED = select(func.max(Decision.id)).where(Decision.application_id == Application.id, Decision.action == "submit").scalar_subquery()
_SAME = {"client": Application.client_id, "employee": Application.applicant_id, "department": Application.department}


def _own_submission(application):
    """The id of the entry that submitted it, while it stands; else None."""
    own = max((entry.id for entry in application.decisions if entry.action == "submit"), default=None)
    return own if application.status in STANDING else None


def _within(name):
    """The condition that the day of the event lies in the span whose parameters have this name."""
    return or_(Application.dining_at.between(bindparam(f"{name}_begins"), bindparam(f"{name}_ends")),
               and_(Application.dining_at.is_(None), Reception.starts_on.between(bindparam(f"{name}_first"), bindparam(f"{name}_last"))))


def _spanned(name, first, last):
    """The parameters of such a span."""
    return {f"{name}_first": first, f"{name}_last": last, f"{name}_begins": datetime.combine(first, time.min), f"{name}_ends": datetime.combine(last, time.max)}


@cache  # building these takes longer than asking them
def _standing_before(is_submitted):
    """Applications of a year that count before one, with their totals; one that stands submitted counts those submitted before it."""
    wanted = select(*_COLUMNS, _MINOR).join(Reception, Reception.id == Application.reception_id).where(
        Application.id != bindparam("application"), func.lower(Application.status).in_(STANDING), _within("year"))  # lower(): the index to use is that of the day
    return wanted.where(_SUBMITTED < bindparam("own")) if is_submitted else wanted


@cache
def _rows_wanted(is_submitted, pers):
    return _standing_before(is_submitted).where(or_(*(and_(_SAME[per] == bindparam(per), _within(per)) for per in pers)))


@cache
def _seats_wanted(is_submitted):
    wanted = _standing_before(is_submitted).join(Attendee, Attendee.reception_id == Application.reception_id).add_columns(Attendee.person_id)
    return wanted.where(Attendee.side == "guest", Attendee.dines, Attendee.person_id.in_(bindparam("people", expanding=True)), banquets.comes())


def _values(application, year):
    own = _own_submission(application)
    return {"application": application.id, **_spanned("year", *year), **({"own": own} if own is not None else {})}


def _rows(application, year, spans):
    """A row for each application of the same client, employee or department in the span of each."""
    pers = tuple(per for per in _SAME if per in spans)
    if not pers:
        return []
    values = _values(application, year)
    for per in pers:
        values |= {per: getattr(application, _SAME[per].key), **_spanned(per, *spans[per])}
    return session().execute(_rows_wanted("own" in values, pers), values).all()


def _seats(application, year, guests):
    """A row for each contact of ours at each application."""
    people = sorted({guest.person_id for guest in guests if guest.dines})
    if not people:
        return []
    values = _values(application, year)
    return session().execute(_seats_wanted("own" in values), values | {"people": people}).all()


def _contacts(seats, guests, company, zero):
    """(person, Money): one share of each application the person dined at, a share being the cost for one diner."""
    for guest in guests:
        if guest.dines:
            shares = [share(company(row, row.minor), row.guest_diners + row.own_diners) for row in seats if row.person_id == guest.person_id]
            yield guest.person, sum(shares, start=zero)
