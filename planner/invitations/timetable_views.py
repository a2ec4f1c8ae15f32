"""Routes of the deadlines of a banquet: one deadline, the guest of honour's agreement to the date, and the kind of event."""

from flask import flash, url_for

from planner import clock
from planner.banquets.queries import editable_reception
from planner.banquets.queries import may_edit as may_edit_banquet
from planner.errors import RuleBroken
from planner.formats import listed
from planner.i18n import _, current_language
from planner.invitations import agreement, chain, deadlines, owners, queries, terms, timetable
from planner.invitations.timetable_forms import WAY_NAMES, AgreementForm, GatheringForm, NoteForm
from planner.invitations.views import bp
from planner.receptions.queries import get_reception, own_reception
from planner.web import check_version, current_person, go_to, once, page, requires

BASE = "/receptions/<id:reception_id>/banquets/<id:banquet_id>"
DEADLINE = f"{BASE}/deadlines/<deadline_name>"


def _address(banquet):
    return url_for("invitations.index", reception_id=banquet.reception_id, banquet=banquet.id)


# --- one deadline --------------------------------------------------------------------------------------------------------

@bp.get(DEADLINE)
@requires("invitation.see")
def deadline(reception_id, banquet_id, deadline_name):
    reception = get_reception(reception_id, current_person())
    banquet = queries.get_banquet(reception, banquet_id)
    return _deadline_page(banquet, timetable.get_deadline(banquet, deadline_name))


def _deadline_page(banquet, found, form=None, status=200):
    picture, note = chain.picture(banquet, clock.now()), timetable.note_of(banquet, found.id)
    may_note = may_edit_banquet(banquet.reception, current_person())
    if may_note and form is None:
        form = _note_form(banquet, found, data=_stored(banquet, note))
    standing = next(one for one in picture.standings if one.deadline.id == found.id)
    return page("invitations/deadline.html", status=status, reception=banquet.reception, banquet=banquet, standing=standing, chain=picture,
                note=note if note is not None and note.done_for == banquet.item.starts_at else None, form=form if may_note else None, version=note.version if note else None,
                agreement=picture.agreement, way_names=WAY_NAMES, is_mine=banquet.reception.owner_id == current_person().id)


def _note_form(banquet, found, **options):
    holders = owners.owners_of(banquet, [found], {})[found.id]
    return NoteForm(found, listed(person.name(current_language()) for person in holders) or _("nobody yet"), owners.who_may_take_over(), **options)


def _stored(banquet, note):
    return {"owner_id": str(note.owner_id or "") if note else "", "is_done": note is not None and note.done_for == banquet.item.starts_at}


@bp.post(DEADLINE)
@requires("banquet.edit")
@once
def note_deadline(reception_id, banquet_id, deadline_name):
    banquet = queries.get_banquet(editable_reception(reception_id, current_person()), banquet_id)
    found, note = timetable.get_deadline(banquet, deadline_name), timetable.note_of(banquet, deadline_name)
    form = _note_form(banquet, found)
    if note is not None:
        check_version(note, form, _stored(banquet, note))
    if not form.validate():
        return _deadline_page(banquet, found, form, status=422)
    try:
        timetable.note(banquet, found, owner_id=int(form.owner_id.data) if form.owner_id.data else None,
                       is_done=bool(form.is_done and form.is_done.data), by=current_person(), at=clock.now())
    except RuleBroken as problem:
        form.add_error(problem)
        return _deadline_page(banquet, found, form, status=422)
    return go_to(_address(banquet))


# --- the guest of honour's agreement -------------------------------------------------------------------------------------

def _own_banquet(reception_id, banquet_id):
    return queries.get_banquet(own_reception(reception_id, current_person()), banquet_id)


@bp.get(f"{BASE}/agreement")
@requires("invitation.send")
def agreement_page(reception_id, banquet_id):
    return _agreement_page(_own_banquet(reception_id, banquet_id))


def _agreement_page(banquet, form=None, status=200, problem=None):
    today = queries.today_there(banquet, clock.now())
    form = form or AgreementForm(agreement.who_may_give(banquet), formdata=None, data={"given_by_id": banquet.guest_of_honour_id, "way": "phone", "agreed_on": today})
    return page("invitations/agreement.html", status=status, reception=banquet.reception, banquet=banquet, form=form, problem=problem,
                agreement=agreement.in_force(banquet), history=agreement.history_of(banquet), way_names=WAY_NAMES)


@bp.post(f"{BASE}/agreement")
@requires("invitation.send")
@once
def record_agreement(reception_id, banquet_id):
    banquet = _own_banquet(reception_id, banquet_id)
    form = AgreementForm(agreement.who_may_give(banquet))
    if not form.validate():
        return _agreement_page(banquet, form, status=422)
    try:
        agreement.record(banquet, **form.values(), by=current_person(), at=clock.now())
    except RuleBroken as problem:
        form.add_error(problem)
        return _agreement_page(banquet, form, status=422)
    flash(_("The agreement is noted."))
    return go_to(_address(banquet))


@bp.post(f"{BASE}/agreement/take-back")
@requires("invitation.send")
@once
def take_back_agreement(reception_id, banquet_id):
    banquet = _own_banquet(reception_id, banquet_id)
    try:
        agreement.take_back(banquet, by=current_person(), at=clock.now())
    except RuleBroken as problem:
        return _agreement_page(banquet, status=422, problem=problem.message)
    return go_to(url_for(".agreement_page", reception_id=banquet.reception_id, banquet_id=banquet.id))


# --- the kind of event ---------------------------------------------------------------------------------------------------

@bp.get(f"{BASE}/lead")
@requires("invitation.send")
def lead(reception_id, banquet_id):
    return _lead_page(_own_banquet(reception_id, banquet_id))


def _lead_page(banquet, form=None, status=200):
    row = timetable.chosen_gathering(banquet)
    _title, _words, pack_lead = terms.pack_lead(banquet)
    form = form or GatheringForm(terms.gathering_of(banquet), pack_lead, formdata=None, data={"gathering": row.gathering if row else ""})
    return page("invitations/lead.html", status=status, reception=banquet.reception, banquet=banquet, form=form, version=row.version if row else None,
                chain=chain.picture(banquet, clock.now()), leads=deadlines.leads(), gatherings=deadlines.gatherings(), pack_lead=pack_lead)


@bp.post(f"{BASE}/lead")
@requires("invitation.send")
@once
def choose_lead(reception_id, banquet_id):
    banquet = _own_banquet(reception_id, banquet_id)
    row, form = timetable.chosen_gathering(banquet), GatheringForm(terms.gathering_of(banquet), terms.pack_lead(banquet)[2])
    if row is not None:
        check_version(row, form, {"gathering": row.gathering})
    if not form.validate():
        return _lead_page(banquet, form, status=422)
    timetable.choose_gathering(banquet, form.gathering.data, by=current_person(), at=clock.now())
    return go_to(_address(banquet))
