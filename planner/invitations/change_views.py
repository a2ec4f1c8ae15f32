"""Routes of the letters of change: who is told of what, the letter before it leaves, calling a banquet off, and who was told by hand."""

from flask import flash, make_response, request, url_for

from planner import clock
from planner.documents.typesetting import paper_pdf
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.invitations import changes, queries, tasks, telling
from planner.invitations.change_forms import ChangeForm, PaperNoteForm
from planner.invitations.forms import LANGUAGE_NAMES
from planner.invitations.phrases import Both
from planner.invitations.printed import letters_paper
from planner.invitations.views import bp
from planner.jobs.actions import enqueue
from planner.limits import limiter
from planner.receptions.queries import get_reception, own_reception
from planner.web import check_version, current_person, go_to, once, page, requires

PATH = "/receptions/<id:reception_id>/banquets/<id:banquet_id>/invitations/change"


@bp.get(PATH)
@requires("invitation.see")
def change(reception_id, banquet_id):
    """Who does not know yet what holds now, with the letter for the guest of ?guest=."""
    banquet = queries.get_banquet(get_reception(reception_id, current_person()), banquet_id)
    found = telling.due(banquet)
    return _change_page(banquet, found, _fresh_form(found))


@bp.post(PATH)
@requires("invitation.send")
@once
def tell_of_change(reception_id, banquet_id):
    """Send the letters in the background, or with the button “show” only look at them."""
    banquet = queries.get_banquet(own_reception(reception_id, current_person()), banquet_id)
    found = telling.due(banquet)
    form = ChangeForm(_mailed(found))
    if not _mailed(found) and "show" not in request.form:
        return _change_page(banquet, found, form, status=422, problem=_("Nothing was sent: nobody is left to be told by mail."))
    if not form.validate():
        return _change_page(banquet, found, form, status=422)
    if "show" in request.form:
        return _change_page(banquet, found, form, is_saved=False)
    chosen = [one for one in _mailed(found) if one.invitation.id in (form.guests.data or ())]
    try:
        job = _start(banquet, chosen, form)
    except RuleBroken as problem:
        form.add_error(problem)
        return _change_page(banquet, found, form, status=422)
    return go_to(url_for("jobs.show", job_id=job.id))


def _start(banquet, chosen, form):
    """Keep the notice and queue a job for each kind of letter; the first of them. RuleBroken with the reason when nothing could leave."""
    if not chosen:
        raise RuleBroken(_("Please tick who is told by mail."), field="guests")
    kinds = telling.due_kinds(chosen)
    if kinds != ["off"]:
        tasks.require_approval(banquet)
    by, at = current_person(), clock.now()
    notice = telling.keep_notice(banquet, ids=[one.invitation.id for one in chosen], note_zh=form.note_zh.data or "", note_en=form.note_en.data or "", by=by, at=at)
    return [enqueue("invitations.send", {"banquet_id": banquet.id, "kind": kind, "notice_id": notice.id}, by=by) for kind in kinds][0]


@bp.post(f"{PATH}/<any(cancelled, postponed, on):standing>")
@requires("invitation.send")
@once
def call_off(reception_id, banquet_id, standing):
    """The banquet is cancelled, postponed without a new day, or takes place after all. Letters are sent from the page this leads to."""
    banquet = queries.get_banquet(own_reception(reception_id, current_person()), banquet_id)
    check_version(banquet)
    try:
        if standing == "on":
            telling.take_place(banquet, by=current_person(), at=clock.now())
        else:
            telling.call_off(banquet, standing, by=current_person(), at=clock.now())
    except RuleBroken as problem:
        found = telling.due(banquet)
        return _change_page(banquet, found, _fresh_form(found), status=422, problem=problem.message)
    return go_to(_address(banquet))


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/told/<any(print, phone, text):way>")
@requires("invitation.send")
@once
def note_told(reception_id, invitation_id, way):
    """Somebody told this guest of the change."""
    invitation = queries.get_invitation(own_reception(reception_id, current_person()), invitation_id)
    check_version(invitation)
    try:
        telling.note_told(invitation, way, by=current_person(), at=clock.now())
    except RuleBroken as problem:
        flash(problem.message, "warn")
    return go_to(_address(invitation.banquet))


@bp.get(f"{PATH}/letters.pdf")
@requires("invitation.see")
@limiter.limit("60 per minute")
def change_letters(reception_id, banquet_id):
    """The letters for who gets no mail, each on a page, in the languages of the guests; with the new cards behind them in the papers."""
    banquet = queries.get_banquet(get_reception(reception_id, current_person()), banquet_id)
    form, found = PaperNoteForm(request.args), telling.by_hand(banquet)
    if not found or not form.validate():
        raise NotFound()
    note = Both(form.note_zh.data or "", form.note_en.data or "")
    response = make_response(paper_pdf("letters", letters_paper(banquet, [telling.paper_letter(one, note=note) for one in found]), found[0].invitation.language))
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename="letters-of-change.pdf")
    return response


def _mailed(found):
    return [one for one in found if one.receiver is not None]


def _fresh_form(found):
    mailed = _mailed(found)
    return ChangeForm(mailed, formdata=None, data={"guests": [one.invitation.id for one in mailed if one.is_concerned]})


def _change_page(banquet, found, form, *, status=200, is_saved=True, problem=None):
    note = Both(form.note_zh.data or "", form.note_en.data or "")
    guest = _guest([one.invitation for one in found])
    shown = telling.preview(banquet, found, guest, note=note) if guest else None
    by_hand = [one for one in found if one.receiver is None and one.is_concerned]
    obstacles = queries.obstacles(banquet, clock.now()) if not queries.off(banquet) else []
    return page("invitations/change.html", status=status, reception=banquet.reception, banquet=banquet, form=form, found=found, mailed=_mailed(found), by_hand=by_hand,
                scripts={one.invitation.id: telling.script(one, note=note) for one in by_hand}, left_alone_names=("、" if current_language() == "zh" else ", ").join(one.invitation.attendee.person.name(current_language()) for one in found if one.receiver is None and not one.is_concerned),
                guest=guest, letter=shown[1] if shown else None, kind=shown[0] if shown else "", script=shown[2] if shown else (), note=note, is_saved=is_saved,
                problem=problem, off=queries.off(banquet), obstacles=obstacles, kinds=list(dict.fromkeys(one.change.id for one in found)), all_changes=changes.changes(),
                language_names=LANGUAGE_NAMES, is_mine=banquet.reception.owner_id == current_person().id)


def _guest(rows):
    """The invitation of ?guest= (or the form's), else the first; None without any, NotFound for one that needs no letter."""
    text = request.form.get("guest") or request.args.get("guest", "")
    if not text:
        return rows[0] if rows else None
    found = next((row for row in rows if str(row.id) == text), None)
    if found is None:
        raise NotFound()
    return found


def _address(banquet):
    return url_for("invitations.change", reception_id=banquet.reception_id, banquet_id=banquet.id)
