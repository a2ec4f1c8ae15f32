"""Every error as one short page (or fragment) in the reader's language; nothing internal ever shows."""

import secrets
from urllib.parse import urlsplit

from flask import current_app, make_response, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from planner.errors import Conflict, PlannerError
from planner.i18n import _, _l
from planner.web import own_path, page

SENTENCES = {
    400: _l("The request could not be read. Please go back and try again."),
    401: _l("Please sign in first."),
    403: _l("Your role does not include this. Ask the administrator if it should."),
    404: _l("There is nothing here, or it is not yours to see."),
    405: _l("This page cannot be used like that."),
    409: _l("Somebody changed this while you were editing. Nothing was stored; please compare and decide."),
    413: _l("This is too large. A file may have 10 MB at most."),
    415: _l("This kind of file cannot be read."),
    422: _l("Something in the form needs another look."),
    429: _l("Too many requests in a short time. Please wait a minute and try again."),
    500: _l("Something went wrong on our side. Nothing was stored; please try again."),
    503: _l("The system is busy. Nothing was stored; please try again in a moment."),
}


def answer(status, sentence=None, **context):
    """The error page for `status`."""
    number = secrets.token_hex(4)
    template = "errors/guest.html" if _is_for_guests() else "errors/error.html"
    response = page(template, fragment="errors/_error.html", status=status, code=status,
                    sentence=sentence or SENTENCES.get(status, SENTENCES[400]), number=number, back=_page_before(), **context)
    if status in (429, 503):
        response.headers["Retry-After"] = "60" if status == 429 else "5"
    return response


def _is_for_guests():
    return getattr(current_app.view_functions.get(request.endpoint), "is_for_guests", False)


def _page_before():
    """The page of ours the form was sent from; "" where the browser did not say, or came from elsewhere."""
    before = urlsplit(request.referrer or "")
    path = before.path + (f"?{before.query}" if before.query else "")
    return own_path(path, "") if before.netloc == request.host else ""


def plain(status, sentence):
    """A few words without any page around them."""
    response = make_response(sentence, status)
    response.mimetype = "text/plain"
    return response


def register(app):
    """Attach the answers to every kind of error."""

    @app.errorhandler(PlannerError)
    def planner_error(error):
        if isinstance(error, Conflict):
            return answer(409, error.message, mine=error.mine, theirs=error.theirs)
        return answer(error.status, error.message)

    @app.errorhandler(StaleDataError)
    def stale(_error):
        return answer(409)

    @app.errorhandler(CSRFError)
    def csrf(_error):
        current_app.logger.warning("form token refused on %s", request.endpoint)
        return answer(403, _("This form is out of date or came from elsewhere. Please reload the page; nothing was stored."), title=_("The form is out of date"))

    @app.errorhandler(SecurityError)
    def foreign_host(_error):
        """The address itself is not ours, so no page with links can be drawn."""
        return plain(400, "This address is not served here. / 本服务不使用此地址。")

    @app.errorhandler(HTTPException)
    def http(error):
        own = error.code == 422 and error.description and not error.description.startswith("The request was well-formed")
        response = answer(error.code or 500, error.description if own else None)
        if error.code == 405:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response

    @app.errorhandler(IntegrityError)
    def taken(error):
        current_app.logger.warning("two changes met: %s", type(error.orig).__name__)
        return answer(409)

    @app.errorhandler(OperationalError)
    def database(error):
        current_app.logger.error("database: %s", error.orig)
        return answer(503)

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def out_of_range(error):
        current_app.logger.error("out of range reached the database: %s", type(error).__name__)
        return answer(422)

    @app.errorhandler(UnicodeError)
    def broken_text(_error):
        return answer(400)

    @app.errorhandler(Exception)
    def anything(error):
        current_app.logger.exception("unexpected", exc_info=error)
        return answer(500)
