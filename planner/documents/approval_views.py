"""The route of the approver's page on paper; made when it is asked for, never stored."""

from urllib.parse import quote

from flask import Blueprint, make_response, request

from planner import clock
from planner.budgets.queries import get_application
from planner.documents import approval_sheet, export
from planner.documents.views import wanted_language
from planner.limits import limiter
from planner.web import current_person, requires

bp = Blueprint("approval_papers", __name__)


@bp.get("/approvals/<id:application_id>/sheet.pdf")
@requires("budget.see")
@limiter.limit("30 per minute")
def sheet(application_id):
    application, lang = get_application(application_id, current_person()), wanted_language()
    with export.ones_turn(current_person()):
        made = approval_sheet.pdf_of(application, lang, issued=clock.today(application.reception.time_zone))
    response = make_response(made)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "attachment" if "download" in request.args else "inline", filename=f"approval-sheet-{lang}.pdf",
                         **{"filename*": f"UTF-8''{quote(approval_sheet.file_name(application, lang), safe='')}"})
    return response
