"""Routes of the import of a guest list: choose a file, say what the columns are, look at the problems, store."""
from dataclasses import dataclass

from flask import flash, request, url_for

from planner import clock
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.jobs.actions import enqueue
from planner.people import access_log
from planner.receptions import importing, queries
from planner.receptions.importing_forms import CheckForm, UploadForm, column_choices, decisions, form_name
from planner.receptions.views import bp
from planner.receptions.workbook import column_letter
from planner.receptions.workbook_columns import field_names
from planner.web import current_person, go_to, once, page, requires

PROBLEMS_SHOWN = 200
SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}


def _draft(reception):
    draft = importing.draft_of(reception, current_person(), clock.now())
    if draft is None:
        raise NotFound()
    return draft


@bp.get("/receptions/<id:reception_id>/import")
@requires("reception.edit")
def import_list(reception_id):
    reception = queries.own_reception(reception_id, current_person())
    return _upload_page(reception, UploadForm())


def _upload_page(reception, form, status=200):
    return page("receptions/import_upload.html", reception=reception, form=form, status=status,
                draft=importing.draft_of(reception, current_person(), clock.now()))


@bp.post("/receptions/<id:reception_id>/import")
@requires("reception.edit")
@once
def upload_list(reception_id):
    reception = queries.own_reception(reception_id, current_person())
    form = UploadForm()
    if not form.validate():
        return _upload_page(reception, form, 422)
    try:
        draft = importing.start_draft(reception, form.file.data.read(), form.file.data.filename, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _upload_page(reception, form, 422)
    return go_to(url_for(".check_list" if draft.content["sure"] else ".list_columns", reception_id=reception.id))


@bp.post("/receptions/<id:reception_id>/import/discard")
@requires("reception.edit")
@once
def discard_list(reception_id):
    reception = queries.own_reception(reception_id, current_person())
    importing.forget_drafts(reception, current_person(), clock.now())
    return go_to(url_for(".import_list", reception_id=reception.id))


@bp.get("/receptions/<id:reception_id>/import/columns")
@requires("reception.edit")
def list_columns(reception_id):
    reception = queries.own_reception(reception_id, current_person())
    return _columns_page(reception, _draft(reception))


def _columns_page(reception, draft, status=200, error=None, choices=None):
    sheets = importing.book_of(draft).sheets
    shown = []
    for number, (sheet, how) in enumerate(zip(sheets, importing.columns_of(draft))):
        typed = choices[number] if choices else {"heading": how.heading, "side": how.side, "fields": {str(k): v for k, v in how.fields.items()}}
        shown.append(SheetShown(number, sheet, how, typed))
    return page("receptions/import_columns.html", reception=reception, draft=draft, sheets=shown, fields=field_names(current_language()), error=error,
                status=status)


@dataclass
class SheetShown:
    """One sheet of the columns step: its first rows, and what is chosen for each column."""
    number: int
    sheet: object
    how: object
    typed: dict

    @property
    def width(self):
        return max((len(row) for row in self.sheet.rows), default=0)

    @property
    def first_rows(self):
        """[(row number, cells)]: up to the heading and a few rows below it."""
        last = max(self.typed["heading"], 0) + 6
        return [(index + 1, tuple(row) + ("",) * (self.width - len(row))) for index, row in enumerate(self.sheet.rows[:last]) if any(row)][-12:]

    @property
    def columns(self):
        """[(index, letter, heading, chosen field)]"""
        row = self.sheet.rows[self.typed["heading"]] if 0 <= self.typed["heading"] < len(self.sheet.rows) else ()
        return [(column, column_letter(column), row[column] if column < len(row) else "", self.typed["fields"].get(str(column), ""))
                for column in range(self.width)]


@bp.post("/receptions/<id:reception_id>/import/columns")
@requires("reception.edit")
@once
def choose_list_columns(reception_id):
    reception = queries.own_reception(reception_id, current_person())
    draft = _draft(reception)
    choices = column_choices(request.form, importing.book_of(draft).sheets)
    try:
        importing.choose_columns(draft, choices)
    except RuleBroken as error:
        return _columns_page(reception, draft, 422, error.message, choices)
    return go_to(url_for(".check_list", reception_id=reception.id))


@bp.get("/receptions/<id:reception_id>/import/check")
@requires("reception.edit")
def check_list(reception_id):
    reception = queries.own_reception(reception_id, current_person())
    draft = _draft(reception)
    if not all(how.has_names for how in importing.columns_of(draft)):
        return go_to(url_for(".list_columns", reception_id=reception.id))
    return _check_page(reception, draft, CheckForm())


def _shown_problems(proposal):
    """(the problems of this page of the list, page number, pages); the gravest first, in the order of the list."""
    ordered = sorted(proposal.problems, key=lambda problem: (not problem.is_open, SEVERITY_ORDER[problem.severity]))
    pages = max(1, -(-len(ordered) // PROBLEMS_SHOWN))
    number = request.args.get("page", "1")
    number = min(int(number), pages) if number.isascii() and number.isdecimal() and len(number) < 5 and int(number) else 1
    return ordered[(number - 1) * PROBLEMS_SHOWN:number * PROBLEMS_SHOWN], number, pages


def _note_reading(reception, comparison):
    """Whose diet and health of the known people the list tells; 0 stands for those not yet stored."""
    for field, tells in (("diet", lambda row: row.diet), ("health", lambda row: row.health or row.health_note)):
        told = [match.person.id if match.person else 0 for match in comparison.matches if tells(match.row)]
        access_log.read(field, by=current_person(), people=told, page="import", reception=reception.id)


def _check_page(reception, draft, form, status=200, error=None):
    proposal = importing.proposal_of(draft)
    comparison = importing.compare(reception, proposal)
    problems, number, pages = _shown_problems(proposal)
    _note_reading(reception, comparison)
    return page("receptions/import_check.html", reception=reception, draft=draft, form=form, proposal=proposal, comparison=comparison, problems=problems,
                page_number=number, pages=pages, form_name=form_name, error=error, status=status,
                has_sensitive=any(row.diet or row.health or row.health_note for row in proposal.rows),
                in_background=len(proposal.rows) > importing.BACKGROUND_ROWS)


@bp.post("/receptions/<id:reception_id>/import/check")
@requires("reception.edit")
@once
def decide_list(reception_id):
    """Keep the decisions; with go=store also store the list. An open problem brings the page back, with all that was typed."""
    reception = queries.own_reception(reception_id, current_person())
    draft, form = _draft(reception), CheckForm()
    if not form.validate():
        return _check_page(reception, draft, form, 422)
    if request.form.get("draft") != str(draft.id):
        return _check_page(reception, draft, form, 409, _("Another list was uploaded meanwhile. This is the newer one; nothing was stored."))
    proposal = importing.proposal_of(draft)
    importing.compare(reception, proposal)
    problems, _number, _pages = _shown_problems(proposal)
    importing.decide(draft, decisions(request.form, problems))
    if request.form.get("go") != "store":
        return go_to(url_for(".check_list", reception_id=reception.id, page=request.args.get("page", 1, type=int) or None))
    proposal = importing.proposal_of(draft)
    if proposal.open_problems:
        return _check_page(reception, draft, form, 422, _("%(count)s problems still need your decision. Nothing was stored.", count=len(proposal.open_problems)))
    return _store(reception, draft, proposal, form.consent.data, form)


def _store(reception, draft, proposal, with_sensitive, form):
    if len(proposal.rows) > importing.BACKGROUND_ROWS:
        job = enqueue("receptions.import_list", {"reception_id": reception.id, "draft_id": draft.id, "with_sensitive": with_sensitive}, by=current_person())
        return go_to(url_for("jobs.show", job_id=job.id))
    try:
        stored = importing.store(reception, proposal, by=current_person(), at=clock.now(), with_sensitive=with_sensitive)
    except RuleBroken as error:
        return _check_page(reception, draft, form, 422, error.message)
    importing.forget_drafts(reception, current_person(), clock.now())
    flash(summary(stored), "good")
    return go_to(url_for(".people", reception_id=reception.id))


def summary(stored):
    """One sentence about what an import did."""
    if not stored.new and not stored.changed:
        return _("Everybody in the list was known already, with the same details. Nothing was changed.")
    return _("The list is stored. New people: %(new)s, changed: %(changed)s, unchanged: %(same)s; new clients: %(clients)s.",
             new=stored.new, changed=stored.changed, same=stored.same, clients=stored.clients)
