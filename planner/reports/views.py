"""Routes of the reports: spend, rules exceeded, open settlements, tax, the journal; and their files."""

from datetime import date, timedelta
from urllib.parse import quote

from flask import Blueprint, current_app, flash, make_response, request, url_for

from planner import clock, sheets
from planner.accounts.permissions import may
from planner.budgets.rulebook import house_rules
from planner.documents import export
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.limits import limiter
from planner.money import Money
from planner.paging import page_of_list, wanted
from planner.reports import actions, figures, files, journal, pictures, queries, rulebook, tax
from planner.reports.forms import PeriodForm, RevenueForm
from planner.settings import BadSettings
from planner.web import current_person, current_roles, go_to, once, page, requires

bp = Blueprint("reports", __name__)
TAX_YEARS = 5


@bp.record_once
def _read_rules(_state):
    """A mistake in the rule file stops the start."""
    try:
        rulebook.check()
    except rulebook.BadRules as error:
        raise BadSettings(str(error)) from None


def _today():
    return clock.today(current_app.extensions["settings"].time_zone)


def _period(first, last):
    return PeriodForm(request.args, first, last, queries.company())


def _year():
    """The form of the period, this year unless another was chosen."""
    today = _today()
    return _period(date(today.year, 1, 1), date(today.year, 12, 31))


def shortcuts(today):
    """[(label, first, last)] of periods people ask for most."""
    start = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    quarter_end = date(start.year + start.month // 10, start.month % 12 + 3 if start.month < 10 else 1, 1) - timedelta(days=1)
    before = start - timedelta(days=1)
    return [(_("This quarter"), start, quarter_end), (_("Last quarter"), date(before.year, before.month - 2, 1), before),
            (_("This year"), date(today.year, 1, 1), date(today.year, 12, 31)), (_("Last year"), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
            (_("Five years"), date(today.year - 4, 1, 1), date(today.year, 12, 31))]


def _frame():
    """What every page of the reports shows besides."""
    return {"may_see_company": may(current_roles(), "report.company"), "sees_all": queries.sees_all(current_person()), "sees_department": "department_manager" in current_roles(), "pictures": pictures, "shortcuts": shortcuts(_today())}


# Spend --------------------------------------------------------------------------------------------------------------------

@bp.get("/reports")
@requires("report.see")
def index():
    form = _year()
    if not form.read():
        return page("reports/spend.html", status=422, form=form, report=None, **_frame())
    spends = queries.spends(current_person(), *form.period)
    made = _report(spends, form)
    clients = figures.top(made.clients, pictures.MOST_CLIENTS)
    return page("reports/spend.html", form=form, report=made, clients=clients, client_names=queries.client_names({group.key for group in clients} - {None}),
                department_names=queries.department_names(), by_currency=[Money(minor, currency) for currency, minor in figures.by_currency(spends).items()],
                left_out=[Money(minor, currency) for currency, minor in figures.by_currency(made.left_out).items()], company=queries.company(), **_frame())


def _report(spends, form):
    currency, ends = rulebook.per_head_bands()
    company, chosen = queries.company(), form.currency.data
    first, last = form.period
    return figures.report(spends, company, chosen, first=first, last=last, ends=ends if (chosen or company) == currency else ())


@bp.get("/reports/spend.<any(csv, xlsx):ending>")
@requires("report.see")
@limiter.limit("20 per minute")
def spend_file(ending):
    """Every line of the closed settlements; the workbook with the sums of the page besides."""
    form = _year()
    if not form.read():
        return page("reports/spend.html", status=422, form=form, report=None, **_frame())
    with export.ones_turn(current_person()):
        if ending == "csv":
            return _file(sheets.csv_bytes(files.line_head(), files.line_rows(queries.lines(current_person(), *form.period), queries.company())), ending, "spend", form)
        made = _report(queries.spends(current_person(), *form.period), form)
        return _file(sheets.workbook_bytes(files.spend_sheets(current_person(), made, form.period), _("Hospitality spend"), _today()), ending, "spend", form)


def _file(content, ending, name, form):
    first, last = form.period
    names = {"spend": _("Hospitality spend"), "journal": _("Journal of hospitality")}
    response = make_response(content)
    response.mimetype = sheets.TYPES[ending]
    shown = f"{names[name]} {first.isoformat()}–{last.isoformat()}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-{first.isoformat()}-{last.isoformat()}.{ending}", **{"filename*": f"UTF-8''{quote(shown, safe='')}"})
    return response


# Rules exceeded -----------------------------------------------------------------------------------------------------------

@bp.get("/reports/rules")
@requires("report.see")
def exceeded():
    form = _year()
    if not form.read():
        return page("reports/rules.html", status=422, form=form, rows=None, **_frame())
    found, above = queries.exceeded(current_person(), *form.period), queries.above_approval(current_person(), *form.period)
    counts = {}
    for row in found:
        for rule in row.rules:
            counts[rule] = counts.get(rule, 0) + 1
    return page("reports/rules.html", form=form, rows=page_of_list(found, wanted()), above=above[:queries.MOST_ABOVE], above_count=len(above), rules=_rules(counts), rule_name=_rule_name, **_frame())


def _rules(counts):
    """[{policy or None, name, count, width}], the most frequent first."""
    most = max([*counts.values(), 1])
    return [{"name": _rule_name(rule), "policy": house_rules().policy(rule), "count": count, "width": 1000 * count // most}
            for rule, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def _rule_name(rule):
    policy = house_rules().policy(rule)
    return policy.title(current_language()) if policy else rule


# Open settlements ---------------------------------------------------------------------------------------------------------

@bp.get("/reports/open")
@requires("report.see")
def open_settlements():
    today = _today()
    rows = queries.open_settlements(current_person(), today)
    bands = pictures.ages(rows, today)
    return page("reports/open.html", rows=page_of_list(rows, wanted()), bands=bands, today=today, money=Money, **_frame())


# Tax ----------------------------------------------------------------------------------------------------------------------

@bp.get("/reports/tax")
@requires("report.company")
def tax_view():
    today = _today()
    text = request.args.get("year", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) == 4 and 2008 <= int(text) <= today.year):
        raise NotFound()
    return _tax_page(int(text or today.year), RevenueForm(formdata=None))


def _tax_page(year, form, status=200):
    today, company = _today(), queries.company()
    years = queries.tax_years(current_person(), range(max(year - TAX_YEARS + 1, 2008), year + 1), today)
    this = years[-1]
    if form.year.data is None and not form.errors:
        form.year.data = year
    turning = tax.turning_point(this.view.revenue_forecast, this.rates) if this.view.revenue_forecast is not None else None
    return page("reports/tax.html", status=status, this=this, years=years, year=year, today=today, company=company, form=form, money=lambda minor: Money(minor, company),
                headings=rulebook.headings(), turning=turning, may_type=may(current_roles(), "report.revenue"), **_frame())


@bp.post("/reports/tax/revenue")
@requires("report.revenue")
@once
def note_revenue():
    form, today = RevenueForm(), _today()
    valid = form.read(queries.company())
    year = form.year.data if form.year.data and 2008 <= form.year.data <= today.year else today.year
    if not valid:
        return _tax_page(year, form, 422)
    try:
        actions.note_revenue(form.year.data, so_far_minor=form.so_far_minor, so_far_until=form.until.data, year_minor=form.year_minor, source=form.source.data,
                             by=current_person(), at=clock.now(), today=today)
    except RuleBroken as error:
        form.add_error(error)
        return _tax_page(year, form, 422)
    flash(_("Stored. The tax view counts with it from now on."))
    return go_to(url_for(".tax_view", year=year))


# Journal ------------------------------------------------------------------------------------------------------------------

def _month():
    """The form of the journal's period: last month unless another was chosen."""
    last = _today().replace(day=1) - timedelta(days=1)
    return _period(last.replace(day=1), last)


@bp.get("/reports/journal")
@requires("report.company")
def show_journal():
    form = _month()
    if not form.read(rulebook.limits()["journal_days"]):
        return page("reports/journal.html", status=422, form=form, balances=None, **_frame())
    found = files.entries_of(queries.vouchers(*form.period), queries.company())
    return page("reports/journal.html", form=form, vouchers=page_of_list(found, wanted(), size=20), balances=journal.balances([(voucher.settled.currency, lines) for voucher, lines in found]),
                is_balanced=all(journal.is_balanced(lines) for _voucher, lines in found), money=Money, reading=queries.reading,
                names=queries.people_named({entry.person for _voucher, lines in found for entry in lines} - {None}), **_frame())


@bp.get("/reports/journal.<any(csv, xlsx):ending>")
@requires("report.company")
@limiter.limit("20 per minute")
def journal_file(ending):
    form = _month()
    if not form.read(rulebook.limits()["journal_days"]):
        return page("reports/journal.html", status=422, form=form, balances=None, **_frame())
    with export.ones_turn(current_person()):
        found = files.entries_of(queries.vouchers(*form.period), queries.company())
        names = queries.people_named({entry.person for _voucher, lines in found for entry in lines} - {None})
        head, rows = files.journal_head(), files.journal_rows(found, queries.company(), names)
        content = sheets.csv_bytes(head, rows) if ending == "csv" else sheets.workbook_bytes([(_("Journal"), head, rows)], _("Journal of hospitality"), _today())
    return _file(content, ending, "journal", form)
