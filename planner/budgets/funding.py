"""What the funds say about an application: which one it is charged to, what is left after it, and whether one would be exceeded."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from planner.budgets.breaches import Breach
from planner.budgets.rulefile import Rule
from planner.db import session
from planner.funds import ledger, queries, rulebook
from planner.funds.models import Fund
from planner.i18n import current_language
from planner.money import Money

OPEN = ("draft", "sent_back", "withdrawn")


@dataclass(frozen=True)
class FundRule(Rule):
    """That a fund is not exceeded, as the rules of the house show it beside the policies."""

    level: str
    guests: str = ""
    cap: None = None


@cache
def fund_rules():
    """{level: FundRule}."""
    found = {}
    for level, entry in rulebook.levels().items():
        words = {f"{word}_{language}": entry[word][language] for word in rulebook.WORDS for language in ("zh", "en")}
        found[level] = FundRule(id=f"fund.{level}", level=level, valid_from=date(2026, 1, 1), **words)
    return found


def rule_named(rule_id):
    """The FundRule of this id, None for another."""
    return next((rule for rule in fund_rules().values() if rule.id == rule_id), None)


def fund_of(application, day):
    """The fund it is charged to: the one it names, before submission else that of its cost centre, client or department; None without."""
    if application.fund_id is not None:
        return session().get(Fund, application.fund_id)
    return default_of(application, day) if application.status in OPEN else None


def default_of(application, day):
    """The fund of its cost centre, else of its client, else of its department; None without."""
    if not queries.has_any(day):
        return None
    return queries.default_for(day, cost_centre=application.cost_centre, client_id=application.client_id, department=application.department)


def exceeded(application, fund, total):
    """[Breach] for every fund that the application would exceed, or exceeds on a reason since its money was reserved."""
    if fund is None:
        return []
    taken = queries.positions(application.id).get(fund.id, ledger.NOTHING)
    if taken.total >= total.amount_minor and taken.total:
        return [Breach(fund_rules()["higher"], subject=session().get(Fund, number).title(current_language())) for number in queries.beyond(application.id, fund.id)]
    short = ledger.short(queries.standings(fund, application.id), total.amount_minor)
    return [Breach(fund_rules()[one.fund.level], total, Money(max(one.left + one.own.total, 0), one.fund.currency), one.fund.title(current_language())) for one in short]


def left_after(application, fund, total):
    """[(fund, Money left once the application has taken `total`)] from its fund up to the root."""
    if fund is None:
        return []
    return [(one.fund, Money(one.left_after(_in_all(one, total)), one.fund.currency)) for one in queries.standings(fund, application.id)]


def _in_all(standing, total):
    """What counts of the application: what it really cost once that is settled."""
    return standing.own.spent or total.amount_minor


def choices(day):
    """The funds an application of this day may name."""
    return queries.open_on(day)
