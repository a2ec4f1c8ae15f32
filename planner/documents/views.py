"""Routes of the papers of a reception. Every paper is made when it is asked for; stored are the zip of all of them, and what was printed."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, make_response, request, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.banquets import queries as banquets
from planner.documents import cards, consequences, export, names_check, printing, queries, shelf
from planner.errors import NotAllowed, NotFound
from planner.i18n import _, current_language
from planner.jobs.actions import enqueue
from planner.limits import limiter
from planner.people import access_log
from planner.receptions.queries import get_reception
from planner.web import current_person, current_roles, go_to, once, page, requires

bp = Blueprint("documents", __name__)
PDF = "application/pdf"
SVG = "image/svg+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOW_DIETS = ("kitchen", "handbook", "guest_list")


def permitted(permission):
    return may(current_roles(), permission)


def reader(reception):
    return queries.reader_of(reception, current_person(), permitted)


@bp.app_template_global("papers_after_rank")
def papers_after_rank(attendee, rank):
    """PaperKinds that would read otherwise if this attendee had this rank, for the page that shows what a rank changes."""
    return consequences.of_rank(attendee, rank, reader(attendee.reception))


def require(kind, reception):
    if not reader(reception)(kind.permission):
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
    ending = {PDF: "pdf", XLSX: "xlsx", SVG: "svg"}[mimetype]
    response = make_response(content)
    response.mimetype = mimetype
    response.headers.set("Content-Disposition", "attachment" if attachment else "inline", filename=f"{kind.name}-{lang}.{ending}",
                         **{"filename*": f"UTF-8''{quote(shelf.file_name(kind, reception, lang, ending), safe='')}"})  # fmt: skip
    return response


@bp.get("/receptions/<id:reception_id>/papers")
@requires("paper.see")
def index(reception_id):
    """The shelf; `paper` with a style (cards.ASKED) in the address shows that paper open with these cards chosen, to be printed."""
    reception = get_reception(reception_id, current_person())
    chosen = shelf.BY_NAME.get(request.args.get("paper", ""))
    asked = asked_of(request.args) if chosen and chosen.cards else {}
    if asked:
        cards.style_from(chosen.cards, asked)
    sheaf = queries.Sheaf(reception, reader(reception))
    return page("documents/papers.html", reception=reception, sheaf=sheaf, groups=_groups(sheaf), releases=queries.releases(sheaf),
                chosen=chosen.name if asked else "", asked=asked,
                may_release=banquets.may_edit(reception, current_person()), card_sizes=cards.sizes_for, limits=cards.custom_limits(),
                doubts=names_check.doubts(sheaf.attendees) if permitted("paper.party") else [],
                job=queries.export_under_way(current_person()))  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A paper on the page: what is missing for each language, when each was printed last, and whether a workbook it is."""

    kind: object
    missing: dict
    prints: dict
    endpoint: str = "documents.paper"

    @property
    def is_pdf(self):
        return self.endpoint == "documents.paper"


def _groups(sheaf):
    """[(title of the group, [Row])] of the papers this reader may print."""
    rows = [Row(kind, {lang: sheaf.missing(kind.name, lang) for lang in ("zh", "en")}, _prints(sheaf, kind)) for kind in shelf.PAPERS
            if sheaf.may(kind.permission)]  # fmt: skip
    if sheaf.may(shelf.GUEST_LIST.permission):
        for kind, name in ((shelf.SEAT_WORKBOOK, "seat_list"), (shelf.GUEST_LIST, "guest_list")):
            missing = sheaf.missing(name, "zh")
            rows.append(Row(kind, {"zh": missing, "en": missing}, {}, "documents.guest_list" if name == "guest_list" else "documents.seat_workbook"))
    return [(title, found) for group, title in shelf.GROUPS.items() if (found := [row for row in rows if row.kind.group == group])]


def _prints(sheaf, kind):
    return {lang: printing.last_print(sheaf, kind.name, lang) for lang in ("zh", "en")} if kind.pieces else {}


def wanted_choice(kind):
    """The printing.Choice in the address: the style of cards, since which print only changes are wanted, the size of sheet, one
    arrangement. RuleBroken for cards that cannot be made."""
    sheet = request.args.get("sheet", "")
    if sheet and sheet not in kind.papers:
        raise NotFound()
    return printing.Choice(cards.style_from(kind.cards, request.args) if kind.cards else None, _number("since") or None, sheet, _number("only"))


def _number(name):
    """The whole number of this name in the address, None without one; NotFound for anything else."""
    given = request.args.get(name)
    if given is not None and not (given.isascii() and given.isdecimal() and len(given) < 11):
        raise NotFound()
    return int(given) if given else None


def asked_of(values):
    """What was asked about the style of cards (cards.ASKED), as far as it was."""
    return {name: values[name][:20] for name in cards.ASKED if values.get(name)}


@bp.get("/receptions/<id:reception_id>/papers/<name>.pdf")
@requires("paper.see")
@limiter.limit("60 per minute")
def paper(reception_id, name):
    kind = shelf.BY_NAME.get(name)
    if kind is None:
        raise NotFound()
    reception, lang = get_reception(reception_id, current_person()), wanted_language()
    require(kind, reception)
    choice = wanted_choice(kind)
    with export.ones_turn(current_person()):
        sheaf = queries.Sheaf(reception, reader(reception), choice)
        content = export.make_paper(sheaf, name, lang)
    note_diets_read(sheaf, name)
    return download(content, PDF, kind, reception, lang, attachment="download" in request.args)


@bp.get("/receptions/<id:reception_id>/papers/guest-list.xlsx")
@requires("paper.party")
@limiter.limit("60 per minute")
def guest_list(reception_id):
    reception, lang = get_reception(reception_id, current_person()), wanted_language()
    with export.ones_turn(current_person()):
        sheaf = queries.Sheaf(reception, reader(reception))
        content = export.make_guest_list(sheaf, lang)
    note_diets_read(sheaf, "guest_list")
    return download(content, XLSX, shelf.GUEST_LIST, reception, lang, attachment=True)


@bp.get("/receptions/<id:reception_id>/papers/seats.xlsx")
@requires("paper.party")
@limiter.limit("60 per minute")
def seat_workbook(reception_id):
    reception, lang = get_reception(reception_id, current_person()), wanted_language()
    with export.ones_turn(current_person()):
        content = export.make_seat_workbook(queries.Sheaf(reception, reader(reception)), lang)
    return download(content, XLSX, shelf.SEAT_WORKBOOK, reception, lang, attachment=True)


@bp.get("/receptions/<id:reception_id>/papers/hall_plan.svg")
@requires("paper.party")
def hall_plan_svg(reception_id):
    """The released hall plan of the first banquet as a drawing."""
    reception, lang = get_reception(reception_id, current_person()), wanted_language()
    return download(export.make_hall_plan_svg(queries.Sheaf(reception, reader(reception)), lang), SVG, shelf.BY_NAME["hall_plan"], reception, lang, attachment=True)


@bp.post("/receptions/<id:reception_id>/papers/<name>/print")
@requires("paper.party")
@once
def print_paper(reception_id, name):
    """Note that a paper with seats is printed, and lead to it: whole, or what changed since it was printed last."""
    kind = shelf.BY_NAME.get(name)
    lang = request.form.get("lang", current_language())
    if kind is None or not kind.pieces or lang not in ("zh", "en"):
        raise NotFound()
    reception = get_reception(reception_id, current_person())
    require(kind, reception)
    sheaf = queries.Sheaf(reception, reader(reception))
    if missing := sheaf.missing(name, lang):
        raise missing.error()
    asked = asked_of(request.form) if kind.cards else {}
    before = printing.note_print(sheaf, name, lang, asked, by=current_person(), at=clock.now())
    only = {"since": before} if request.form.get("part") == "changed" and before else {}
    return go_to(url_for("documents.paper", reception_id=reception.id, name=name, lang=lang, **asked, **only))


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
