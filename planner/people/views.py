"""Routes of people."""

from flask import Blueprint

from planner.web import page, requires

bp = Blueprint("people", __name__)


@bp.get("/clients")
@requires("signed_in")
def clients():
    return page("overview/empty.html")
