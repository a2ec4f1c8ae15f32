"""What the pages of the funds show: bars in parts of a thousand, figures as text, names of kinds and moves."""

from planner.funds import rulebook
from planner.funds.forms import KIND_NAMES
from planner.funds.ledger import PLACES
from planner.i18n import _, _l, current_language
from planner.money import Money

PLACE_NAMES = {"committed": _l("Committed"), "approved": _l("Approved"), "spent": _l("Spent")}
EVENT_NAMES = {"reserve": _l("reserved on submission"), "approve": _l("approved in full"), "return": _l("waits for approval again"), "adjust": _l("another amount"),
               "release": _l("released again"), "spend": _l("spent, settlement closed")}


def money(minor, fund):
    return Money(minor, fund.currency).format()


def kind(fund):
    return KIND_NAMES[fund.kind]


def level(fund):
    """{title, text, source} of what happens when the fund would be exceeded, in the reader's language."""
    entry, language = rulebook.levels()[fund.level], current_language()
    return {"title": entry["title"][language], "text": f"{entry['text'][language]}{' ' if language == 'en' else ''}{entry['reason'][language]}", "source": entry["source"][language]}


def level_title(code):
    return rulebook.levels()[code]["title"][current_language()]


def bar(branch):
    """[{place, x, width}] in thousandths of the amount, or of what is taken where that is more; and where the amount ends."""
    whole = max(branch.fund.amount_minor, branch.used.total, 1)
    parts, x = [], 0
    for place in reversed(PLACES):
        width = 1000 * getattr(branch.used, place) // whole
        if width or getattr(branch.used, place):
            parts.append({"place": place, "x": x, "width": max(width, 2)})
            x += max(width, 2)
    return {"parts": parts, "end": 1000 * branch.fund.amount_minor // whole if branch.left < 0 else None}


def share(thousandths):
    """A part of a thousand as SVG wants it."""
    return f"{thousandths // 10}.{thousandths % 10}%"


def spoken(branch):
    """The bar in words, for who does not see it."""
    fund = branch.fund
    return _("%(title)s: %(spent)s spent, %(approved)s approved, %(committed)s committed, %(left)s left of %(amount)s", title=fund.title(current_language()),
             spent=money(branch.used.spent, fund), approved=money(branch.used.approved, fund), committed=money(branch.used.committed, fund),
             left=money(branch.left, fund), amount=money(fund.amount_minor, fund))


def figures(branch):
    """[(label, amount as text, whether it is below zero)] of a fund."""
    fund = branch.fund
    return [(_("Amount"), money(fund.amount_minor, fund), False), *((PLACE_NAMES[place], money(getattr(branch.used, place), fund), False) for place in PLACES),
            (_("Left"), money(branch.left, fund), branch.left < 0)]


def charged_to(fund):
    """Whose applications come here by default, as [(label, text)]."""
    language = current_language()
    return [(_("Cost centre"), fund.cost_centre), (_("Client"), fund.client.name(language) if fund.client else ""),
            (_("Department"), (fund.department_zh or fund.department_en) if language == "zh" else (fund.department_en or fund.department_zh))]
