"""Reading what reports show, for what its reader may see: finance, the general manager and the auditor everything, a department's manager
what is charged to the department, an account manager the own receptions."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, case, cast, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from planner.accounts.queries import roles_of
from planner.budgets.approval import SIGNED
from planner.budgets.models import CATEGORIES, Application, BudgetLine, Decision
from planner.budgets.rulebook import house_rules
from planner.db import session
from planner.people.models import Client, Person, either
from planner.receptions.models import Reception
from planner.reports import rulebook, tax
from planner.reports.figures import Spend, own_parts
from planner.reports.journal import Settled
from planner.reports.models import Revenue
from planner.settlement import rulebook as settlement_rules
from planner.settlement.models import ClaimedHead, HeadClaim, Settlement, SettlementLine, SettlementPaper

MOST_ABOVE = 100
"""Lines above their approval that a page lists; the files have all of them."""
SEES_ALL = frozenset({"general_manager", "finance", "auditor"})
Applicant = aliased(Person)
BUDGETED = BudgetLine.amount_minor


def company():
    """The company's currency."""
    return house_rules().ladder.currency


# Who sees what ------------------------------------------------------------------------------------------------------------

def sees_all(person):
    return bool(roles_of(person) & SEES_ALL)


def scope(person):
    """A condition on Application, Reception and Applicant for what this person's reports are about."""
    roles, conditions = roles_of(person), []
    if roles & SEES_ALL:
        return true()
    names = [name for name in (person.department_zh, person.department_en) if name]
    if "department_manager" in roles and names:
        conditions.append(or_(Application.department.in_(names), (Application.department == "") & or_(Applicant.department_zh.in_(names), Applicant.department_en.in_(names))))
    if "account_manager" in roles:
        conditions.append(Reception.owner_id == person.id)
    return or_(false(), *conditions)


def _department():
    """What it is charged to: the application's department, else the applicant's."""
    return case((Application.department != "", Application.department), (Applicant.department_zh != "", Applicant.department_zh), else_=Applicant.department_en)


def _joined(query):
    return query.join(Application, Application.id == Settlement.application_id).join(Reception, Reception.id == Application.reception_id).join(
        Applicant, Applicant.id == Application.applicant_id)


def department_names():
    """{a department's name in either language: (Chinese, English)} as our own people have them."""
    rows = session().execute(select(Person.department_zh, Person.department_en).where(Person.client_id.is_(None)).distinct()).all()
    found = {}
    for zh, en in sorted(rows, key=lambda row: (not (row[0] and row[1]), row)):
        for name in filter(None, (zh, en)):
            found.setdefault(name, (zh, en))
    return found


def client_names(ids):
    """{client id: Client} of these, names only."""
    rows = session().execute(select(Client.id, Client.name_zh, Client.name_en).where(Client.id.in_(list(ids)))).all()
    return {number: (zh, en) for number, zh, en in rows}


# Spend --------------------------------------------------------------------------------------------------------------------

def _whole(total):
    """A sum of minor units as a whole number on PostgreSQL, too, where it is a decimal one."""
    return cast(total, BigInteger)


def _sums(category, amount):
    return [_whole(func.sum(case((category == name, amount), else_=0))).label(name) for name in CATEGORIES]


def spends(person, first, last, with_heads=True):
    """Every Spend of receptions that ended from the first day to the last: closed settlements, and approved applications without one."""
    names = department_names()
    return _closed(person, first, last, names, with_heads) + _committed(person, first, last, names)


_COLUMNS = (Application.id, Application.client_id, Client.kind, _department(), Reception.ends_on)


def _closed(person, first, last, names, with_heads):
    heads = select(func.count(ClaimedHead.id)).join(HeadClaim, ClaimedHead.claim_id == HeadClaim.id).where(HeadClaim.settlement_id == Settlement.id).scalar_subquery()
    wanted = select(*_COLUMNS, Settlement.currency, Application.rate, *_sums(SettlementLine.category, SettlementLine.actual_minor), heads if with_heads else literal(0))
    rows = session().execute(_joined(wanted).join(Client, Client.id == Application.client_id).join(SettlementLine, SettlementLine.settlement_id == Settlement.id).where(
        Settlement.state == "closed", Reception.ends_on.between(first, last), scope(person)).group_by(Settlement.id, Application.id, Client.id, Applicant.id, Reception.id))
    spelled = _Spelled(names)
    return [Spend(number, client, kind, spelled[department], day, currency, rate, tuple(parts), heads)
            for number, client, kind, department, day, currency, rate, *parts, heads in rows]


def _committed(person, first, last, names):
    closed = select(Settlement.application_id).where(Settlement.state == "closed")
    wanted = select(*_COLUMNS, Application.currency, Application.rate, *_sums(BudgetLine.category, BUDGETED)).join(Reception, Reception.id == Application.reception_id).join(
        Applicant, Applicant.id == Application.applicant_id).join(Client, Client.id == Application.client_id).join(BudgetLine, BudgetLine.application_id == Application.id)
    rows = session().execute(wanted.where(Application.status.in_(SIGNED), Application.id.not_in(closed), Reception.cancelled_at.is_(None), Reception.ends_on.between(first, last), scope(person))
                             .group_by(Application.id, Client.id, Applicant.id, Reception.id).order_by(Application.id))
    return [Spend(number, client, kind, _one_name(department, names), day, currency, rate, tuple(parts), is_closed=False)
            for number, client, kind, department, day, currency, rate, *parts in rows]


def _one_name(department, names):
    """One spelling of a department that has a name in each language."""
    zh, en = names.get(department, (department, ""))
    return zh or en


class _Spelled(dict):
    """One spelling of each department met, looked up once."""

    def __init__(self, names):
        super().__init__()
        self.names = names

    def __missing__(self, department):
        return self.setdefault(department, _one_name(department, self.names))


@dataclass(frozen=True)
class Line:
    """One line of a closed settlement, for the export; `own` is its share in the company's currency or None."""

    application: int
    day: date
    reception: tuple
    client: tuple
    guest_kind: str
    department: str
    cost_centre: str
    category: str
    description: tuple
    currency: str
    approved: int
    actual: int
    rate: str
    rate_on: date | None
    rate_source: str
    reason: str


def lines(person, first, last):
    """Every line of closed settlements of the period, by settlement: [(settlement id, [Line])]."""
    names = department_names()
    wanted = _joined(select(Settlement.id, Application.id, Reception.ends_on, Reception.title_zh, Reception.title_en, Client.name_zh, Client.name_en, Client.kind, _department(),
                            Application.cost_centre, SettlementLine.category, SettlementLine.description_zh, SettlementLine.description_en, Settlement.currency,
                            SettlementLine.approved_minor, SettlementLine.actual_minor, Application.rate, Application.rate_on, Application.rate_source, SettlementLine.reason))
    rows = session().execute(wanted.join(Client, Client.id == Application.client_id).join(SettlementLine, SettlementLine.settlement_id == Settlement.id)
                             .where(Settlement.state == "closed", Reception.ends_on.between(first, last), scope(person))
                             .order_by(Reception.ends_on, Settlement.id, SettlementLine.position, SettlementLine.id))
    found = {}
    for settlement, number, day, title_zh, title_en, zh, en, kind, department, centre, category, text_zh, text_en, currency, approved, actual, rate, rate_on, rate_source, reason in rows:
        found.setdefault(settlement, []).append(Line(number, day, (title_zh, title_en), (zh, en), kind, _one_name(department, names), centre, category,
                                                     (text_zh, text_en), currency, approved, actual, rate, rate_on, rate_source, reason))
    return list(found.items())


def count_of_lines(person, first, last):
    return session().scalar(_joined(select(func.count(SettlementLine.id)).join(Settlement, Settlement.id == SettlementLine.settlement_id)).where(
        Settlement.state == "closed", Reception.ends_on.between(first, last), scope(person)))


def reading(pair, lang):
    """One of two spellings, the reader's language first."""
    return either(lang, *pair)


# Rules exceeded -----------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Exceeded:
    """An application that was submitted although rules that need a reason were exceeded."""

    reception_id: int
    title: tuple
    client: tuple
    day: date
    rules: tuple
    note: str
    status: str


def exceeded(person, first, last):
    """[Exceeded] of the period, the latest first: as of each application's last submission."""
    newest = select(func.max(Decision.id)).where(Decision.action == "submit").group_by(Decision.application_id)
    broken = Decision.facts["breaches"]
    rows = session().execute(
        select(Application.reception_id, Reception.title_zh, Reception.title_en, Client.name_zh, Client.name_en, Reception.ends_on, broken, Application.cost_note, Application.status)
        .join(Application, Application.id == Decision.application_id).join(Reception, Reception.id == Application.reception_id)
        .join(Applicant, Applicant.id == Application.applicant_id).join(Client, Client.id == Application.client_id)
        .where(Decision.id.in_(newest), func.json_array_length(broken) > 0, Reception.ends_on.between(first, last), scope(person))
        .order_by(Reception.ends_on.desc(), Application.id.desc()))
    return [Exceeded(number, (zh, en), (name_zh, name_en), day, tuple(rules), note, status) for number, zh, en, name_zh, name_en, day, rules, note, status in rows]


@dataclass(frozen=True)
class Above:
    """A line of a settlement that cost more than was approved, beyond the percentage of the rule `line.over`."""

    reception_id: int
    title: tuple
    description: tuple
    day: date
    currency: str
    approved: int
    actual: int
    reason: str


def above_approval(person, first, last):
    """[Above] of settlements that are submitted or closed, the latest first."""
    percent = settlement_rules.rules()["line.over"]["percent"]
    rows = session().execute(_joined(
        select(Application.reception_id, Reception.title_zh, Reception.title_en, SettlementLine.description_zh, SettlementLine.description_en, Reception.ends_on,
               Settlement.currency, SettlementLine.approved_minor, SettlementLine.actual_minor, SettlementLine.reason, Settlement.reason)
        .join(SettlementLine, SettlementLine.settlement_id == Settlement.id)).where(
            SettlementLine.actual_minor * 100 > SettlementLine.approved_minor * (100 + percent), Settlement.state.in_(("submitted", "closed")),
            Reception.ends_on.between(first, last), scope(person)).order_by(Reception.ends_on.desc(), SettlementLine.id.desc()))
    return [Above(number, (zh, en), (text_zh, text_en), day, currency, approved, actual, reason or whole)
            for number, zh, en, text_zh, text_en, day, currency, approved, actual, reason, whole in rows]


# Open settlements ---------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Open:
    """A reception that is over and not settled: `state` of its settlement, empty where none was begun. `approved` as budgeted."""

    reception_id: int
    title: tuple
    client: tuple
    ended: date
    state: str
    currency: str
    approved: int
    rate: str = ""


def open_settlements(person, today):
    """[Open], the longest over first."""
    amounts = select(BudgetLine.application_id, _whole(func.sum(BUDGETED)).label("minor")).group_by(BudgetLine.application_id).subquery()
    unfinished = or_(Settlement.state != "closed", Settlement.id.is_(None) & (Application.status == "approved") & Reception.cancelled_at.is_(None))
    rows = session().execute(
        select(Application.reception_id, Reception.title_zh, Reception.title_en, Client.name_zh, Client.name_en, Reception.ends_on, func.coalesce(Settlement.state, ""),
               Application.currency, func.coalesce(amounts.c.minor, 0), Application.rate)
        .select_from(Application).join(Reception, Reception.id == Application.reception_id).join(Applicant, Applicant.id == Application.applicant_id)
        .join(Client, Client.id == Application.client_id).outerjoin(Settlement, Settlement.application_id == Application.id).outerjoin(amounts, amounts.c.application_id == Application.id)
        .where(unfinished, Reception.ends_on < today, scope(person)).order_by(Reception.ends_on, Application.id))
    return [Open(number, (zh, en), (name_zh, name_en), ended, state, currency, minor, rate) for number, zh, en, name_zh, name_en, ended, state, currency, minor, rate in rows]


# Tax ----------------------------------------------------------------------------------------------------------------------

def revenues():
    """{year: the newest Revenue}."""
    newest = select(func.max(Revenue.id)).group_by(Revenue.year)
    return {row.year: row for row in session().scalars(select(Revenue).where(Revenue.id.in_(newest)))}


@dataclass(frozen=True)
class TaxYear:
    """One year of the tax view; `left_out` counts settlements without a rate."""

    view: tax.View
    rates: rulebook.Rates
    revenue: Revenue | None
    left_out: int


def tax_years(person, years, today):
    """[TaxYear] of these years (in a row, the earliest first); all of the company's spend."""
    known, found = revenues(), []
    every = spends(person, date(years[0], 1, 1), date(years[-1], 12, 31), with_heads=False)
    amounts, missing = entertainment(every, today)
    for year in years:
        rates = rulebook.rates_of(year)
        if rates is not None:
            revenue = known.get(year)
            typed = {} if revenue is None or revenue.currency != company() else {"revenue_so_far": revenue.so_far_minor, "revenue_until": revenue.so_far_until, "revenue_year": revenue.year_minor}
            found.append(TaxYear(tax.view(tax.Known(year, *amounts.get(year, (0, 0, 0)), **typed), rates, today), rates, revenue, missing.get(year, 0)))
    return found


def entertainment(every, today):
    """({year: [closed, committed, ahead]} in the company's currency, {year: how many have no rate}): the headings that are entertainment."""
    places = [place for place, category in enumerate(CATEGORIES) if rulebook.headings()[category]["is_entertainment"]]
    amounts, missing, own = {}, {}, company()
    for spend in every:
        parts = own_parts(spend.parts, spend.currency, spend.rate, own)
        if parts is None:
            missing[spend.day.year] = missing.get(spend.day.year, 0) + 1
            continue
        row = amounts.setdefault(spend.day.year, [0, 0, 0])
        row[0 if spend.is_closed else 1 if spend.day <= today else 2] += sum(parts[place] for place in places)
    return amounts, missing


# Journal ------------------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Voucher:
    """A closed settlement with what the ledger needs besides the amounts."""

    settled: Settled
    title: tuple
    client: tuple
    department: str
    cost_centre: str
    closed_on: object


def vouchers(first, last):
    """[Voucher] of closed settlements of the period, in the order of their days."""
    names = department_names()
    closed = (Settlement.state == "closed", Reception.ends_on.between(first, last))
    numbers = _joined(select(Settlement.id)).where(*closed)
    lines, paid = _by_settlement(select(SettlementLine.settlement_id, SettlementLine.category, SettlementLine.kind, SettlementLine.actual_minor).where(
        SettlementLine.settlement_id.in_(numbers)).order_by(SettlementLine.settlement_id, SettlementLine.position, SettlementLine.id)), _by_settlement(
        select(SettlementPaper.settlement_id, SettlementPaper.paid_by_id, SettlementPaper.own_minor).where(
            SettlementPaper.settlement_id.in_(numbers), SettlementPaper.number_key.is_not(None)).order_by(SettlementPaper.id))
    rows = session().execute(_joined(select(Settlement.id, Settlement.currency, Settlement.advance_to_id, Settlement.advance_minor, Settlement.checked_at, Reception.ends_on, Reception.title_zh, Reception.title_en,
                                            Client.name_zh, Client.name_en, _department(), Application.cost_centre, Application.rate))
                             .join(Client, Client.id == Application.client_id).where(*closed).order_by(Reception.ends_on, Settlement.id))
    return [Voucher(Settled(number, day, currency, rate, tuple(lines.get(number, ())), tuple(paid.get(number, ())), (holder, advance)), (title_zh, title_en), (zh, en), _one_name(department, names), centre, at)
            for number, currency, holder, advance, at, day, title_zh, title_en, zh, en, department, centre, rate in rows]


def _by_settlement(query):
    found = {}
    for row in session().execute(query):
        found.setdefault(row[0], []).append(row[1:])
    return found


def people_named(ids):
    """{person id: (Chinese, English)}."""
    rows = session().execute(select(Person.id, Person.name_zh, Person.name_native, Person.name_en).where(Person.id.in_(list(ids)))).all()
    return {number: (zh or native, en) for number, zh, native, en in rows}
