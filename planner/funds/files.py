"""The rows of the exported tree and of the ledger, in the reader's language; amounts as Money, days as dates."""

from planner.funds import pictures
from planner.i18n import _, current_language
from planner.money import Money
from planner.people.models import either


def tree_head():
    return [_("Level"), _("Fund"), _("Kind"), _("First day"), _("Last day"), _("Cost centre"), _("Client"), _("Department"), _("Currency"), _("Amount"), _("Committed"),
            _("Approved"), _("Spent"), _("Left"), _("Given to funds below")]


def tree_rows(branches):
    language = current_language()
    for branch in branches:
        fund = branch.fund
        amounts = (fund.amount_minor, branch.used.committed, branch.used.approved, branch.used.spent, branch.left, branch.allotted)
        yield [branch.depth + 1, fund.title(language), str(pictures.kind(fund)), fund.starts_on, fund.ends_on, fund.cost_centre, fund.client.name(language) if fund.client else "",
               either(language, fund.department_zh, fund.department_en), fund.currency, *(Money(minor, fund.currency) for minor in amounts)]


def ledger_head():
    return [_("Day"), _("Application"), _("Reception"), _("Fund"), _("Kind of move"), _("Currency"), _("Committed"), _("Approved"), _("Spent"), _("By whom")]


def ledger_rows(entries):
    language = current_language()
    for entry in entries:
        amounts = (entry.committed_minor, entry.approved_minor, entry.spent_minor)
        yield [entry.moved_at.date(), entry.application_id, entry.reception.title(language), entry.fund.title(language), str(pictures.EVENT_NAMES[entry.event]), entry.fund.currency,
               *(Money(minor, entry.fund.currency) for minor in amounts), entry.moved_by.name(language) if entry.moved_by else _("by the clock")]
