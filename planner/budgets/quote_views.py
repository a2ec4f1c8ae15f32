"""Routes of vendors' quotes: the applicant attaches and takes out, everybody who reads the application opens the file."""

from flask import flash, url_for

from planner import clock, kept_files
from planner.budgets import quotes
from planner.budgets.queries import application_of
from planner.budgets.quote_forms import QuoteForm
from planner.budgets.views import own_application, bp
from planner.errors import NotFound, RuleBroken
from planner.limits import limiter
from planner.receptions.queries import get_reception
from planner.web import current_person, go_to, once, page, requires


@bp.get("/receptions/<id:reception_id>/budget/quotes/new")
@requires("budget.edit")
def new_quote(reception_id):
    reception, application = own_application(reception_id)
    return _quote_page(reception, application, QuoteForm(application, formdata=None))


def _quote_page(reception, application, form, status=200):
    return page("budgets/quote.html", status=status, reception=reception, application=application, form=form)


@bp.post("/receptions/<id:reception_id>/budget/quotes/new")
@requires("budget.edit")
@once
def add_quote(reception_id):
    reception, application = own_application(reception_id)
    form = QuoteForm(application)
    if not form.validate():
        return _quote_page(reception, application, form, 422)
    content = form.file.data.read(kept_files.LARGEST_BYTES + 1)
    try:
        quotes.add_quote(application, int(form.line.data), content, kept_files.tame(form.file.data.filename), vendor=form.vendor.data, quoted_on=form.quoted_on.data,
                         amount=form.money, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _quote_page(reception, application, form, 422)
    return go_to(url_for(".show", reception_id=reception.id, _anchor="quotes"))


@bp.get("/receptions/<id:reception_id>/budget/quotes/<id:quote_id>/file")
@requires("budget.see")
@limiter.limit("120 per minute")
def quote_file(reception_id, quote_id):
    """The file as it came, to be saved and never shown inside our pages."""
    application = application_of(get_reception(reception_id, current_person()))
    if application is None:
        raise NotFound()
    quote = quotes.get_quote(application, quote_id)
    return kept_files.given_out(quote.stored_as, quote.content_type, f"quote-{quote.id}")


@bp.post("/receptions/<id:reception_id>/budget/quotes/<id:quote_id>/remove")
@requires("budget.edit")
@once
def remove_quote(reception_id, quote_id):
    reception, application = own_application(reception_id)
    quote = quotes.get_quote(application, quote_id)
    try:
        quotes.remove_quote(quote, by=current_person(), at=clock.now())
    except RuleBroken as error:
        flash(error.message, "error")
    return go_to(url_for(".show", reception_id=reception.id, _anchor="quotes"))
