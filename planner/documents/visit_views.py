"""Routes of the papers of a visit; made when they are asked for, never stored."""

from urllib.parse import quote

from flask import Blueprint, make_response, request

from planner import clock
from planner.documents import visit_papers
from planner.documents.views import wanted_language
from planner.errors import NotFound
from planner.limits import limiter
from planner.resources.times import on_the_wall
from planner.safety import queries as safety
from planner.tours import queries as tours
from planner.web import current_person, requires

bp = Blueprint("visit_papers", __name__)
BASE = "/receptions/<id:reception_id>/tours/<id:tour_id>"


def _pdf(name, tour, receipt=None):
    lang, at = wanted_language(), clock.now()
    made = visit_papers.pdf_of(name, visit_papers.paper_of(name, tour, at, on_the_wall(at, tour.item.time_zone).date(), receipt), lang)
    response = make_response(made)
    response.mimetype = "application/pdf"
    title = f"{visit_papers.FILES[name][0 if lang == 'zh' else 1]}-{tour.item.starts_at:%Y-%m-%d}.pdf"
    response.headers.set("Content-Disposition", "attachment" if "download" in request.args else "inline", filename=f"{name}-{lang}.pdf",
                         **{"filename*": f"UTF-8''{quote(title, safe='')}"})
    return response


@bp.get(f"{BASE}/application.pdf")
@requires("paper.party")
@limiter.limit("30 per minute")
def application(reception_id, tour_id):
    tour = tours.readable_tour(reception_id, tour_id, current_person())
    if tours.application_of(tour) is None:
        raise NotFound()
    return _pdf("application", tour)


@bp.get(f"{BASE}/badges.pdf")
@requires("safety.see")
@limiter.limit("30 per minute")
def badges(reception_id, tour_id):
    return _pdf("badges", safety.get_tour(reception_id, tour_id, current_person()))


@bp.get(f"{BASE}/signing-sheet.pdf")
@requires("safety.see")
@limiter.limit("30 per minute")
def signing_sheet(reception_id, tour_id):
    """The sheet on which visitors sign; all of them read it, so it says nothing of who keeps off what."""
    return _pdf("signing_sheet", safety.get_tour(reception_id, tour_id, current_person()))


@bp.get(f"{BASE}/statements.pdf")
@requires("safety.see")
@limiter.limit("30 per minute")
def statements(reception_id, tour_id):
    """A confidentiality statement for each visitor, two on a page to be cut."""
    return _pdf("statements", safety.get_tour(reception_id, tour_id, current_person()))


@bp.get(f"{BASE}/safety/receipts/<id:receipt_id>.pdf")
@requires("safety.see")
@limiter.limit("30 per minute")
def receipt(reception_id, tour_id, receipt_id):
    """A custody receipt in two copies, for the visitor and the keeper."""
    tour = safety.get_tour(reception_id, tour_id, current_person())
    return _pdf("receipt", tour, safety.get_receipt(tour, receipt_id))
