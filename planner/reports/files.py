"""The rows of the exported files, in the reader's language; amounts as Money, days as dates."""

from planner.budgets.models import CATEGORIES
from planner.formats import moment
from planner.i18n import _, current_language
from planner.money import Money
from planner.reports import figures, journal, pictures, queries, rulebook


def line_head():
    return [_("Day"), _("Application"), _("Reception"), _("Client"), _("Kind of client"), _("Department"), _("Cost centre"), _("Heading"), _("Line"), _("Currency"),
            _("Approved"), _("Spent"), _("Rate"), _("Day of the rate"), _("Source of the rate"), _("Spent in %(currency)s", currency=queries.company()), _("Reason")]


def line_rows(settlements, company):
    """Rows of `queries.lines`; the shares in the company's currency add up to the settlement converted as a whole."""
    language, departments = current_language(), queries.department_names()
    for _settlement, lines in settlements:
        pairs = [(line.category, line.actual) for line in lines]
        parts = figures.own_parts(tuple(sum(minor for name, minor in pairs if name == category) for category in CATEGORIES), lines[0].currency, lines[0].rate, company)
        shares = figures.line_shares(pairs, parts) if parts is not None else [None] * len(lines)
        for line, share in zip(lines, shares):
            foreign = line.currency != company
            yield [line.day, line.application, queries.reading(line.reception, language), queries.reading(line.client, language), str(pictures.guest_name(line.guest_kind)),
                   queries.reading(departments.get(line.department, (line.department, "")), language), line.cost_centre, str(pictures.category_name(line.category)),
                   queries.reading(line.description, language), line.currency, Money(line.approved, line.currency), Money(line.actual, line.currency),
                   line.rate if foreign else None, line.rate_on if foreign else None, line.rate_source if foreign else None, None if share is None else Money(share, company), line.reason]


def spend_sheets(person, report, period):
    """Sheets of the workbook: the sums of the page, then the lines as long as there are not too many."""
    sums = [(_("By month"), report.months, pictures.month_name), (_("By client"), report.clients, pictures.client_namer(queries.client_names({group.key for group in report.clients}))),
            (_("By department"), report.departments, pictures.department_namer(queries.department_names())), (_("By kind of client"), report.kinds, pictures.guest_name),
            (_("By heading"), report.categories, pictures.category_name)]
    sheets = [(title, [title, _("Settlements"), _("Spent, %(currency)s", currency=report.currency), _("Approved, not settled, %(currency)s", currency=report.currency)],
               [[str(name(group.key)), group.count or None, Money(group.spent, report.currency), Money(group.committed, report.currency)] for group in groups]) for title, groups, name in sums]
    most = rulebook.limits()["workbook_lines"]
    if queries.count_of_lines(person, *period) > most:
        return [*sheets, (_("Lines"), [_("More than %(most)s lines: they are in the CSV file.", most=most)], [])]
    return [*sheets, (_("Lines"), line_head(), line_rows(queries.lines(person, *period), queries.company()))]


def entries_of(vouchers, company):
    """[(voucher, its entries)] of those that come to something."""
    found = [(voucher, journal.entries(voucher.settled, company)) for voucher in vouchers]
    return [(voucher, lines) for voucher, lines in found if lines]


def journal_head():
    own = queries.company()
    return [_("Voucher"), _("Day"), _("Account"), _("Name of the account"), _("Text"), _("Department"), _("Cost centre"), _("Person"), _("Currency"), _("Debit side"), _("Credit side"), _("Rate"),
            _("Debit in %(currency)s", currency=own), _("Credit in %(currency)s", currency=own), _("Closed by finance")]


def journal_rows(found, company, names):
    """One row an entry; each voucher's debits come to its credits, in both currencies."""
    language, departments = current_language(), queries.department_names()
    for voucher, lines in found:
        settled = voucher.settled
        for entry in lines:
            own = None if entry.own is None else Money(entry.own, company)
            yield [number_of(settled), settled.day, entry.account.code, entry.account.title[language], f"{queries.reading(voucher.client, language)} · {queries.reading(voucher.title, language)}",
                   queries.reading(departments.get(voucher.department, (voucher.department, "")), language), voucher.cost_centre,
                   queries.reading(names[entry.person], language) if entry.person in names else None, settled.currency,
                   Money(entry.debit, settled.currency) if entry.debit else None, Money(entry.credit, settled.currency) if entry.credit else None,
                   settled.rate if settled.currency != company else None, own if entry.debit else None, own if entry.credit else None, moment(voucher.closed_on)]


def number_of(settled):
    """The voucher's number: the year of its day and the settlement, the same whenever it is exported."""
    return f"H{settled.day.year}-{settled.number:06d}"
