"""Vendors' quotes for the lines of an application: files with vendor, amount and date, kept as receipts are."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm.attributes import flag_modified

from planner import audit, kept_files
from planner.budgets.approval import FROM
from planner.budgets.models import Quote
from planner.budgets.queries import UNDECIDED, read_again
from planner.db import after_commit, session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _l
from planner.money import Money, decimals_of

MOST_QUOTES = 40


def get_quote(application, quote_id):
    """The quote of this application. Raises NotFound."""
    quote = session().get(Quote, quote_id)
    if quote is None or quote.application_id != application.id:
        raise NotFound()
    return quote


def add_quote(application, line_id, content, file_name, *, vendor, quoted_on, amount, by, at):
    """Attach a quote (`amount` is Money) to a line. The version moves on, so that nobody decides without having seen it.

    Raises RuleBroken beside the field.
    """
    read_again(application)
    if application.status not in FROM["edit"]:
        raise RuleBroken(_l("A rejected application cannot be changed. Reopen it first."))
    if len(application.quotes) >= MOST_QUOTES:
        raise RuleBroken(_l("An application has at most %(most)s quotes.", most=MOST_QUOTES))
    if line_id not in {line.id for line in application.lines}:
        raise RuleBroken(_l("This line was removed meanwhile. Choose another."), field="line")
    decimals_of(amount.currency)
    if not vendor.strip():
        raise RuleBroken(_l("Say whose quote it is."), field="vendor")
    if amount.amount_minor <= 0:
        raise RuleBroken(_l("A quote over nothing tells nothing. Enter its amount."), field="amount")
    if quoted_on > at.astimezone(ZoneInfo(application.reception.time_zone)).date():
        raise RuleBroken(_l("This day has not come yet."), field="quoted_on")
    ending, digest = kept_files.ending_of(content), kept_files.digest(content)
    if any(quote.sha256 == digest and quote.line_id == line_id for quote in application.quotes):
        raise RuleBroken(_l("This very file is attached to the line already."), field="file")
    quote = Quote(application_id=application.id, line_id=line_id, vendor=vendor.strip(), quoted_on=quoted_on, currency=amount.currency,
                  amount_minor=amount.amount_minor, file_name=file_name, content_type=kept_files.TYPES[ending], size=len(content), sha256=digest,
                  stored_as=kept_files.store(content), added_by_id=by.id, added_at=at)
    application.quotes.append(quote)
    _moved_on(application, by)
    audit.append("budget.quote_added", subject=application, by=by, at=at, details={
        "quote": quote.id, "sha256": digest, "amount_minor": amount.amount_minor, "currency": amount.currency})
    return quote


def remove_quote(quote, *, by, at):
    """Take a quote out again; once submitted, what the approvers may have seen stays."""
    application = read_again(quote.application)
    if application.status not in UNDECIDED:
        raise RuleBroken(_l("What was submitted stays as it is. Withdraw the application first."))
    name, details = quote.stored_as, {"quote": quote.id, "sha256": quote.sha256}
    application.quotes.remove(quote)
    _moved_on(application, by)
    after_commit(lambda: kept_files.drop(name))
    audit.append("budget.quote_removed", subject=application, by=by, at=at, details=details)


def _moved_on(application, by):
    application.last_edited_by_id = by.id
    flag_modified(application, "status")
    session().flush()


def by_line(application):
    """[(line or None, its quotes, cheapest first by currency)] in the order of the lines; quotes whose line is gone come last."""
    rows = []
    for line in (*application.lines, None):
        found = [quote for quote in application.quotes if quote.line_id == (line.id if line else None)]
        if found:
            rows.append((line, sorted(found, key=lambda quote: (quote.currency, quote.amount_minor, quote.id))))
    return rows


def money_of(quote):
    return Money(quote.amount_minor, quote.currency)
