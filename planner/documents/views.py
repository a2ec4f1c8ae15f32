"""Routes of the papers of a reception. Every paper is made when it is asked for; nothing is stored but the zip of all of them."""

from urllib.parse import quote

from flask import Blueprint, make_response, request, url_for

from planner.accounts.permissions import may
from planner.documents import export, queries, shelf
from planner.errors import NotAllowed, NotFound
from planner.i18n import _, current_language
from planner.jobs.actions import enqueue
from planner.limits import limiter
from planner.people import access_log
from planner.receptions.queries import get_reception
from planner.web import current_person, current_roles, go_to, once, page, requires

bp = Blueprint("documents", __name__)
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOW_DIETS = ("kitchen", "handbook", "guest_list")


def permitted(permission):
    return may(current_roles(), permission)


def require(kind):
    if not permitted(kind.permission):
        raise NotAllowed(_("Your role does not include this. Ask the administrator if it should."))


def wanted_language():
    """The paper's language: asked for, or the reader's; NotFound for any other."""
    lang = request.args.get("lang", current_language())
    if lang not in ("zh", "en"):
        raise NotFound()
    return lang


def note_diets_read(sheaf, name):
    """Papers with diets leave a trace of who saw whose."""
    if name in SHOW_DIETS and permitted("diet.see"):
        access_log.shown(sheaf.attendees, by=current_person(), page=f"documents.{name}")


def download(content, mimetype, kind, reception, lang, *, attachment):
    """The file under its name in the paper's language, and under a plain one for old programs (RFC 6266)."""
    ending = "pdf" if mimetype == PDF else "xlsx"
    response = make_response(content)
    response.mimetype = mimetype
    response.headers.set("Content-Disposition", "attachment" if attachment else "inline", filename=f"{kind.name}-{lang}.{ending}",
                         **{"filename*": f"UTF-8''{quote(shelf.file_name(kind, reception, lang, ending), safe='')}"})  # fmt: skip
    return response


@bp.get("/receptions/<id:reception_id>/papers")
@requires("paper.see")
def index(reception_id):
    reception = get_reception(reception_id, current_person())
    sheaf = queries.Sheaf(reception, permitted)
    rows = [(kind, {lang: sheaf.missing(kind.name, lang) for lang in ("zh", "en")}) for kind in shelf.PAPERS if permitted(kind.permission)]
    return page("documents/papers.html", reception=reception, rows=rows, sheaf=sheaf,
                guest_list=shelf.GUEST_LIST if permitted(shelf.GUEST_LIST.permission) else None,
                no_guests=sheaf.missing("guest_list", "zh"), job=queries.export_under_way(current_person()))  # fmt: skip


@bp.get("/receptions/<id:reception_id>/papers/<name>.pdf")
@requires("paper.see")
@limiter.limit("60 per minute")
def paper(reception_id, name):
    kind = shelf.BY_NAME.get(name)
    if kind is None:
        raise NotFound()
    reception, lang = get_reception(reception_id, current_person()), wanted_language()
    require(kind)
    with export.ones_turn(current_person()):
        sheaf = queries.Sheaf(reception, permitted)
        content = export.make_paper(sheaf, name, lang)
    note_diets_read(sheaf, name)
    return download(content, PDF, kind, reception, lang, attachment="download" in request.args)


@bp.get("/receptions/<id:reception_id>/papers/guest-list.xlsx")
@requires("paper.party")
@limiter.limit("60 per minute")
def guest_list(reception_id):
    reception, lang = get_reception(reception_id, current_person()), wanted_language()
    with export.ones_turn(current_person()):
        sheaf = queries.Sheaf(reception, permitted)
        content = export.make_guest_list(sheaf, lang)
    note_diets_read(sheaf, "guest_list")
    return download(content, XLSX, shelf.GUEST_LIST, reception, lang, attachment=True)


@bp.post("/receptions/<id:reception_id>/papers/all")
@requires("paper.see")
@once
def all_papers(reception_id):
    """Queue the zip of all papers; while one is being made, the click leads to that one."""
    reception = get_reception(reception_id, current_person())
    running = queries.export_under_way(current_person())
    if running is not None and running.arguments.get("reception_id") != reception.id:
        raise export.TooManyExports()
    job = running or enqueue("documents.all_papers", {"reception_id": reception.id, "language": current_language()}, by=current_person())
    return go_to(url_for("jobs.show", job_id=job.id))
