"""The lines of an application as a table for CSV and workbook: what adds up on screen and paper adds up here."""

from planner.budgets.models import PARTS
from planner.budgets.pictures import CATEGORY_NAMES, INCLUDED_NAMES, PART_NAMES
from planner.i18n import _, current_language
from planner.money import Money


def head():
    """The names of the columns."""
    return [_("Category"), _("Line"), _("Quantity"), _("Unit price"), _("Before service charge, tax and tip"),
            *(str(PART_NAMES[part]) for part in PARTS), _("The price includes"), _("Amount"), _("Currency"), _("Note")]


def rows(application):
    """One row a line and one for the total; net, parts and amount add up in each."""
    found, sums = [], [0] * (len(PARTS) + 2)
    def money(minor):
        return Money(minor, application.currency)
    for line in application.lines:
        parts = [line.parts.get(part, 0) for part in PARTS]
        amounts = [line.amount_minor - sum(parts), *parts, line.amount_minor]
        sums = [one + other for one, other in zip(sums, amounts)]
        found.append([str(CATEGORY_NAMES[line.category]), line.description(current_language()), line.quantity, money(line.unit_price_minor), *map(money, amounts[:-1]),
                      str(INCLUDED_NAMES[line.included]), money(amounts[-1]), application.currency, line.note])
    return [*found, [_("Total"), "", None, None, *map(money, sums[:-1]), "", money(sums[-1]), application.currency, ""]]
