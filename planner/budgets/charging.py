"""An application's money in its fund: reserved, approved, released and spent by the same transactions that decide on the application."""

from planner.budgets import funding
from planner.budgets.queries import application_of, company_money, event_day, read_again
from planner.budgets.rulebook import house_rules
from planner.db import session
from planner.errors import RuleBroken
from planner.funds import actions, ledger, queries
from planner.funds.models import Fund
from planner.i18n import _l
from planner.receptions import hooks

PLACE_OF = {"submitted": "committed", "approved": "approved", "conditional": "approved"}


def name_fund(application, place):
    """Before it is submitted: settle which fund it is charged to, and hold that fund until the transaction ends.

    Returns the fund, None where the house has none for this day. Raises RuleBroken where it has some and none is named or found, or the one
    named is not for this day.
    """
    day = event_day(application, place)
    fund = _fund(application) or funding.default_of(application, day)
    if fund is None:
        if queries.has_any(day):
            raise RuleBroken(_l("Name the fund this is charged to: none is for its cost centre, client or department."), field="fund_id")
        return None
    if not fund.covers(day):
        raise RuleBroken(_l("This fund is not for the day of the event. Name one that is."), field="fund_id")
    application.fund_id = fund.id
    actions.lock_ways({fund.id})
    return fund


def require_room(application, total):
    """Raise RuleBroken, with what is left and where, for an application that its fund has no room for."""
    fund = _fund(application)
    blocked = [one for one in _short(application, fund, total) if one.fund.level == "block"] if fund else []
    if blocked:
        raise RuleBroken(actions.too_little(min(blocked, key=lambda one: one.left_after(total.amount_minor)), total.amount_minor), field="fund_id")


def _short(application, fund, total):
    return ledger.short(queries.standings(fund, application.id), total.amount_minor)


def _fund(application):
    return session().get(Fund, application.fund_id) if application.fund_id is not None else None


def follow(application, case, *, by, at):
    """Bring the application's money to where it stands now; nothing moves when it stands there already."""
    fund = _fund(application)
    place = PLACE_OF.get(case.state.status, "") if application.reception.cancelled_at is None else ""
    if fund is not None:
        actions.follow(application.id, application.reception_id, fund, place, case.own_total.amount_minor, by=by, at=at)


def spend(application, minor, *, by, at):
    """A settlement is closed with `minor` in the application's currency: that is what it has spent, the rest is free again."""
    fund = _fund(read_again(application))
    if fund is not None:
        amount = company_money(application, minor, house_rules())
        actions.follow(application.id, application.reception_id, fund, "spent", amount.amount_minor, by=by, at=at)


@hooks.reception_cancelled
def free_money(reception, *, by, at):
    """A cancelled reception gives back what was reserved or approved for it."""
    application = application_of(reception)
    if application is not None and application.fund_id is not None:
        actions.follow(application.id, reception.id, None, "", 0, by=by, at=at)
