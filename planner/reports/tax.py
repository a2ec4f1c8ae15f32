"""How much of a year's entertainment may be deducted, so far and by its end. Whole minor units; shares are rounded down, never up."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Limits:
    """The two limits for one spend and one revenue; `by_revenue` None while revenue is not known."""

    spend: int
    by_spend: int
    by_revenue: int | None

    @property
    def deductible(self):
        """Whichever is less; by the spend alone while revenue is not known."""
        return self.by_spend if self.by_revenue is None else min(self.by_spend, self.by_revenue)

    @property
    def not_deductible(self):
        return self.spend - self.deductible

    @property
    def binds(self):
        """spend or revenue: which limit decides; empty while revenue is not known."""
        return "" if self.by_revenue is None else "spend" if self.by_spend <= self.by_revenue else "revenue"


def limits(spend, revenue, rates):
    return Limits(spend, spend * rates.spend_percent // 100, None if revenue is None else revenue * rates.revenue_per_mille // 1000)


def turning_point(revenue, rates):
    """The spend from which on the cap by revenue decides."""
    return revenue * rates.revenue_per_mille * 100 // (1000 * rates.spend_percent)


@dataclass(frozen=True)
class Known:
    """What is known of a year: entertainment closed, and approved but not closed, of receptions up to today and of later ones; revenue as typed."""

    year: int
    closed: int
    committed: int         # of receptions that are over or under way
    ahead: int             # of receptions to come in the year
    revenue_so_far: int | None = None
    revenue_until: date | None = None
    revenue_year: int | None = None


@dataclass(frozen=True)
class View:
    known: Known
    so_far: Limits
    forecast: Limits
    elapsed: int
    days: int
    spend_by_days: int      # the spend up to today, stretched over the year
    spend_by_plan: int      # everything closed and approved
    revenue_forecast: int | None
    revenue_is_stretched: bool


def view(known, rates, today):
    """The View of a year as of `today`.

    Spend by the year's end: what is closed and approved, and at least the spend up to today stretched over the year's days. Revenue: what was
    typed for the year; without that, what was typed so far, stretched from its day.
    """
    days = 366 if isleap(known.year) else 365
    elapsed = min(max((today - date(known.year, 1, 1)).days + 1, 0), days)
    used = known.closed + known.committed
    by_days = used * days // elapsed if elapsed else 0
    by_plan = used + known.ahead
    revenue, stretched = known.revenue_year, False
    if revenue is None and known.revenue_so_far is not None:
        passed = (known.revenue_until - date(known.year, 1, 1)).days + 1
        revenue, stretched = known.revenue_so_far * days // passed, passed < days
    so_far = known.revenue_so_far if known.revenue_so_far is not None else (known.revenue_year if elapsed == days else None)
    return View(known, limits(known.closed, so_far, rates), limits(max(by_days, by_plan), revenue, rates), elapsed, days, by_days, by_plan, revenue, stretched)
