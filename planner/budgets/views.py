"""Routes of budgets."""

from flask import Blueprint

from planner.web import page, requires

bp = Blueprint("budgets", __name__)


@bp.get("/approvals")
@requires("signed_in")
def approvals():
    return page("overview/empty.html")
