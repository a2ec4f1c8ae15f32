"""Routes of settlements: the account manager's pages, the match of heads, receipts, and what finance does."""

from urllib.parse import quote

from flask import Blueprint, current_app, flash, make_response, request, url_for

from planner import clock, kept_files
from planner.accounts import second_factor
from planner.documents import export
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.limits import limiter
from planner.paging import wanted
from planner.receptions.queries import get_reception, own_reception
from planner.settings import BadSettings
from planner.settlement import actions, checks, matching, papers, pictures, queries, rulebook
from planner.settlement.forms import AmountsForm, CheckForm, HeadsForm, PaperForm, amounts_data
from planner.web import check_version, current_person, go_to, once, page, requires

bp = Blueprint("settlement", __name__)


@bp.record_once
def _read_rules(_state):
    """A mistake in the rule files stops the start."""
    try:
        rulebook.check()
    except rulebook.BadRules as error:
        raise BadSettings(str(error)) from None


# The settlement ---------------------------------------------------------------------------------------------------------

@bp.get("/settlements")
@requires("settlement.see")
def index():
    person, today = current_person(), clock.today(current_app.extensions["settings"].time_zone)
    return page("settlement/index.html", opened=queries.opened(person), closed=queries.closed(person), today=today,
                not_begun=queries.not_begun(person, today, wanted()), pictures=pictures)


@bp.get("/receptions/<id:reception_id>/settlement")
@requires("settlement.see")
def show(reception_id):
    return _show(get_reception(reception_id, current_person()))


def _show(reception, *, problem=None, status=200, form=None):
    settlement, person = queries.settlement_of(reception), current_person()
    settled = queries.Settled(settlement) if settlement else None
    return page("settlement/show.html", status=status, reception=reception, settled=settled, problem=problem, pictures=pictures, rulebook=rulebook,
                may_edit=reception.owner_id == person.id, category_names=checks.CATEGORY_NAMES, meal_names=checks.MEAL_NAMES, needed=second_factor.needed(clock.now()),
                refused=actions.refusal(settlement, person) if settlement else None, mended_at=_mended_at, form=form or CheckForm(formdata=None),
                shows_form=form is not None, is_approved=settlement is not None or _is_approved(reception))


def _mended_at(finding, reception):
    """(address, words) of the page where a finding is put right; None where no page of ours does it."""
    about = {"reception_id": reception.id}
    if finding.rule == "match.nobody_noted":
        return url_for("check_in.desk", **about, banquet_id=finding.banquet_id), _("Note who came")
    if finding.banquet_id is not None:
        return url_for(".edit_heads", **about, banquet_id=finding.banquet_id), _("Say for whom it is claimed")
    if finding.rule in ("receipts.short", "papers.missing"):
        return url_for(".new_paper", **about), _("Attach a paper")
    if finding.rule.startswith("gift."):
        return url_for(".gifts_of", **about), _("Gifts")
    if finding.rule == "approval.missing":
        return url_for("budgets.show", **about), _("Hospitality application")
    return (url_for(".amounts", **about), _("Enter amounts")) if finding.rule != "total.over" else None


def _is_approved(reception):
    application = queries.application_of(reception)
    return application is not None and queries.approved_of(queries.case_of(application)) is not None


def _own(reception_id):
    reception = own_reception(reception_id, current_person())
    settlement = queries.settlement_of(reception)
    if settlement is None:
        raise NotFound()
    return reception, settlement


@bp.post("/receptions/<id:reception_id>/settlement/open")
@requires("settlement.edit")
@once
def open_settlement(reception_id):
    reception = own_reception(reception_id, current_person())
    try:
        actions.open_settlement(reception, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _show(reception, problem=error.message, status=422)
    return go_to(url_for(".amounts", reception_id=reception.id))


@bp.get("/receptions/<id:reception_id>/settlement/amounts")
@requires("settlement.edit")
def amounts(reception_id):
    reception, settlement = _own(reception_id)
    return _amounts_page(reception, settlement, AmountsForm(settlement, queries.own_people(), data=amounts_data(settlement, current_language())))


def _amounts_page(reception, settlement, form, status=200):
    return page("settlement/amounts.html", status=status, reception=reception, settlement=settlement, form=form, settled=queries.Settled(settlement),
                lines={str(line.id): line for line in settlement.lines}, category_names=checks.CATEGORY_NAMES,
                percent=rulebook.rules()["line.over"]["percent"])


@bp.post("/receptions/<id:reception_id>/settlement/amounts")
@requires("settlement.edit")
@once
def set_amounts(reception_id):
    reception, settlement = _own(reception_id)
    form = AmountsForm(settlement, queries.own_people())
    if not form.validate():
        return _amounts_page(reception, settlement, form, 422)
    check_version(settlement)
    try:
        actions.set_amounts(settlement, form.amounts, form.new, reason=form.reason.data or "", advance_minor=form.advance_minor,
                            advance_to_id=form.advance_to_id.data, advance_on=form.advance_on.data, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _amounts_page(reception, settlement, form, 422)
    return go_to(url_for(".show", reception_id=reception.id))


_STEPS = {
    "submit": (actions.submit, lambda: _("Submitted. Finance finds it among the settlements.")),
    "take_back": (actions.take_back, lambda: _("Taken back.")),
    "supplement": (actions.ask_supplement, lambda: _("The application was raised and is before its first signer again.")),
}


@bp.post("/receptions/<id:reception_id>/settlement/<any(submit, take_back, supplement):settle_step>")
@requires("settlement.edit")
@once
def move(reception_id, settle_step):
    reception, settlement = _own(reception_id)
    check_version(settlement)
    act, done = _STEPS[settle_step]
    try:
        act(settlement, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _show(reception, problem=error.message, status=422)
    flash(done())
    return go_to(url_for(".show", reception_id=reception.id))


@bp.post("/settlements/<id:settlement_id>/<any(close, send_back):check_decision>")
@requires("settlement.check")
@once
def decide(settlement_id, check_decision):
    settlement, form = queries.get_settlement(settlement_id, current_person()), CheckForm()
    if not form.validate():
        return _show(settlement.reception, form=form, status=422)
    check_version(settlement)
    if second_factor.needed(clock.now()):
        return _show(settlement.reception, form=form, status=422, problem=second_factor.PROVE_FIRST)
    act = actions.close if check_decision == "close" else actions.send_back
    try:
        act(settlement, by=current_person(), at=clock.now(), note=form.note.data or "")
    except RuleBroken as error:
        form.add_error(error)
        return _show(settlement.reception, form=form, status=422)
    flash(_("Closed.") if check_decision == "close" else _("Sent back."))
    return go_to(url_for(".index"))


# Papers -----------------------------------------------------------------------------------------------------------------

@bp.get("/receptions/<id:reception_id>/settlement/papers/new")
@requires("settlement.edit")
def new_paper(reception_id):
    reception, settlement = _own(reception_id)
    kind = request.args.get("kind", "fapiao")
    return _paper_page(reception, settlement, PaperForm(settlement, queries.own_people(), formdata=None, data={"kind": kind if kind in rulebook.papers() else "fapiao"}))


def _paper_page(reception, settlement, form, status=200):
    return page("settlement/paper.html", status=status, reception=reception, settlement=settlement, form=form)


@bp.post("/receptions/<id:reception_id>/settlement/papers/new")
@requires("settlement.edit")
@once
def add_paper(reception_id):
    reception, settlement = _own(reception_id)
    form = PaperForm(settlement, queries.own_people())
    if not form.validate():
        return _paper_page(reception, settlement, form, 422)
    content = form.file.data.read(kept_files.LARGEST_BYTES + 1)
    try:
        actions.add_paper(settlement, form.kind.data, content, kept_files.tame(form.file.data.filename), by=current_person(), at=clock.now(), **form.receipt_values())
    except RuleBroken as error:
        form.add_error(error)
        return _paper_page(reception, settlement, form, 422)
    return go_to(url_for(".show", reception_id=reception.id, _anchor="papers"))


@bp.get("/receptions/<id:reception_id>/settlement/papers/<id:paper_id>/file")
@requires("settlement.see")
@limiter.limit("120 per minute")
def paper_file(reception_id, paper_id):
    """The file as it came, to be saved and never shown inside our pages."""
    paper = queries.get_paper(get_reception(reception_id, current_person()), paper_id)
    return kept_files.given_out(paper.stored_as, paper.content_type, f"{paper.kind}-{paper.id}")


@bp.post("/receptions/<id:reception_id>/settlement/papers/<id:paper_id>/remove")
@requires("settlement.edit")
@once
def remove_paper(reception_id, paper_id):
    reception, settlement = _own(reception_id)
    try:
        actions.remove_paper(queries.get_paper(reception, paper_id), by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _show(reception, problem=error.message, status=422)
    return go_to(url_for(".show", reception_id=reception.id, _anchor="papers"))


# Heads ------------------------------------------------------------------------------------------------------------------

@bp.get("/receptions/<id:reception_id>/settlement/match")
@requires("settlement.see")
def show_match(reception_id):
    reception = get_reception(reception_id, current_person())
    settlement = queries.settlement_of(reception)
    matches = queries.Settled(settlement).matches if settlement else queries.matches_before(reception)
    return page("settlement/match.html", reception=reception, settlement=settlement, matches=matches, pictures=pictures, stages=matching.STAGES,
                settled=queries.Settled(settlement) if settlement else None, meal_names=checks.MEAL_NAMES,
                may_edit=settlement is not None and reception.owner_id == current_person().id and settlement.state in ("draft", "sent_back"))


def _heads_form(one, **options):
    lang = current_language()
    form = HeadsForm(**options)
    form.heads.choices = [(row.head.id, one.people[row.head.id].person.name(lang)) for row in one.match.rows]
    return form


def _one_match(reception_id, banquet_id):
    reception, settlement = _own(reception_id)
    banquet = queries.get_banquet(reception, banquet_id)
    return reception, settlement, next(one for one in queries.Settled(settlement).matches if one.banquet.id == banquet.id)


@bp.get("/receptions/<id:reception_id>/settlement/match/<id:banquet_id>")
@requires("settlement.edit")
def edit_heads(reception_id, banquet_id):
    reception, settlement, one = _one_match(reception_id, banquet_id)
    named = {head.attendee_id for head in one.claim.heads} if one.claim else {row.head.id for row in one.match.rows if row.head.came}
    data = {"heads": sorted(named), "billed": one.claim.billed if one.claim else len(named)}
    return _heads_page(reception, settlement, one, _heads_form(one, data=data))


def _heads_page(reception, settlement, one, form, status=200):
    return page("settlement/heads.html", status=status, reception=reception, settlement=settlement, one=one, form=form, pictures=pictures,
                rows={row.head.id: row for row in one.match.rows})


@bp.post("/receptions/<id:reception_id>/settlement/match/<id:banquet_id>")
@requires("settlement.edit")
@once
def claim_heads(reception_id, banquet_id):
    reception, settlement, one = _one_match(reception_id, banquet_id)
    form = _heads_form(one)
    if not form.validate():
        return _heads_page(reception, settlement, one, form, 422)
    typed = [line for line in (form.others.data or "").splitlines() if line.strip()]
    try:
        actions.claim_heads(settlement, one.banquet, form.heads.data, form.billed.data, typed=typed, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _heads_page(reception, settlement, one, form, 422)
    return go_to(url_for(".show_match", reception_id=reception.id))


# On paper ---------------------------------------------------------------------------------------------------------------

@bp.get("/receptions/<id:reception_id>/settlement.pdf")
@requires("settlement.see")
@limiter.limit("60 per minute")
def paper(reception_id):
    reception, lang = get_reception(reception_id, current_person()), request.args.get("lang", current_language())
    settlement = queries.settlement_of(reception)
    if settlement is None or lang not in ("zh", "en"):
        raise NotFound()
    with export.ones_turn(current_person()):
        made = papers.pdf_of(queries.Settled(settlement), lang, issued=clock.today(reception.time_zone))
    response = make_response(made)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "attachment" if "download" in request.args else "inline", filename=f"settlement-{lang}.pdf",
                         **{"filename*": f"UTF-8''{quote(papers.file_name(reception, lang), safe='')}"})
    return response


from planner.settlement import gift_views  # noqa: E402, F401  (its routes join this blueprint)
