"""Routes of batches: put together, released, sent, tried on oneself, marked by hand; and envelopes and labels."""

from flask import flash, make_response, request, url_for

from planner import clock
from planner.documents import stationery
from planner.documents.typesetting import paper_pdf
from planner.errors import NotFound, RuleBroken
from planner.i18n import _
from planner.invitations import addresses, batches, queries, tasks
from planner.invitations.addressing import receiver_of
from planner.invitations.batch_forms import BatchForm, WantedForm
from planner.invitations.batch_state import batches_of, is_released, members_of
from planner.invitations.forms import CHANNEL_NAMES, LANGUAGE_NAMES
from planner.invitations.models import BY_HAND
from planner.invitations.printed import envelopes_paper, labels_paper
from planner.invitations.views import bp
from planner.jobs.actions import enqueue
from planner.limits import limiter
from planner.receptions.queries import get_reception, own_reception
from planner.web import check_version, current_person, go_to, once, page, requires

OF_BANQUET = "/receptions/<id:reception_id>/banquets/<id:banquet_id>/invitations"
PATH = f"{OF_BANQUET}/batches"
ONE = "/receptions/<id:reception_id>/invitations/batches/<id:batch_id>"


@bp.get(PATH)
@requires("invitation.see")
def all_batches(reception_id, banquet_id):
    """The batches of a banquet, and those who are in none as far as they are looked for."""
    return _batches_page(queries.get_banquet(get_reception(reception_id, current_person()), banquet_id))


@bp.post(PATH)
@requires("invitation.send")
@once
def make_batch(reception_id, banquet_id):
    banquet = queries.get_banquet(own_reception(reception_id, current_person()), banquet_id)
    rows = batches.candidates(banquet)
    form = BatchForm(rows)
    if not rows:
        return _batches_page(banquet, form, status=422, problem=_("Nobody is left: all prepared invitations are in a batch or have left."))
    if not form.validate():
        return _batches_page(banquet, form, status=422)
    values = form.values()
    ticked = set(values.pop("guests") or ())
    chosen = [row for row in rows if row.id in ticked]
    try:
        batch = batches.make(banquet, chosen, **values, by=current_person(), at=clock.now())
    except RuleBroken as problem:
        form.add_error(problem)
        return _batches_page(banquet, form, status=422)
    return go_to(_address(batch))


def _batches_page(banquet, form=None, *, status=200, problem=None):
    everyone = batches.candidates(banquet)
    clients = batches.clients_of(everyone)
    asked = WantedForm(clients, request.args)
    found = batches.candidates(banquet, _wanted(asked)) if asked.validate() else everyone
    form = form or BatchForm(found, formdata=None, data={"guests": [row.id for row in found]})
    made = [(batch, members_of(batch)) for batch in batches_of(banquet)]
    return page("invitations/batches.html", status=status, reception=banquet.reception, banquet=banquet, form=form, asked=asked, found=everyone if status == 422 else found,
                made=[(batch, members, is_released(batch, members)) for batch, members in made], rules=batches.rules(),
                channel_names=CHANNEL_NAMES, language_names=LANGUAGE_NAMES, is_mine=banquet.reception.owner_id == current_person().id, problem=problem)


def _wanted(asked):
    return batches.Wanted(asked.round.data or "", asked.client.data or "", asked.rank.data, asked.language.data or "", asked.channel.data or "")


@bp.get(ONE)
@requires("invitation.see")
def batch(reception_id, batch_id):
    return _batch_page(batches.get_batch(get_reception(reception_id, current_person()), batch_id))


def _batch_page(batch, *, status=200, problem=None):
    members, banquet, person = members_of(batch), batch.banquet, current_person()
    is_mine = banquet.reception.owner_id == person.id
    ready = {row.id for row in queries.to_send(banquet)}
    return page("invitations/batch.html", status=status, reception=banquet.reception, banquet=banquet, batch=batch, members=members, problem=problem, is_mine=is_mine,
                released=is_released(batch, members), reasons=batches.reasons_for_another(members), may_release=batches.may_release(batch, person, members),
                to_send=[row for row in members if row.id in ready], words={row.id: batches.words_of(row) for row in members} if is_mine else {},
                deliveries=batches.deliveries_of(banquet), receiver_of=receiver_of, has_address=addresses.has_address, obstacles=queries.obstacles(banquet, clock.now()),
                channel_names=CHANNEL_NAMES, language_names=LANGUAGE_NAMES, envelopes=stationery.envelopes().values(), labels=stationery.labels().values())


@bp.post(f"{ONE}/release")
@requires("invitation.release")
@once
def release_batch(reception_id, batch_id):
    """Released by whoever may: the account manager, or a second person where a rule wants one."""
    batch = batches.get_batch(get_reception(reception_id, current_person()), batch_id)
    check_version(batch)
    try:
        batches.release(batch, by=current_person(), at=clock.now())
    except RuleBroken as problem:
        return _batch_page(batch, status=422, problem=problem.message)
    return go_to(_address(batch))


@bp.post(f"{ONE}/dissolve")
@requires("invitation.send")
@once
def dissolve_batch(reception_id, batch_id):
    batch = _own_batch(reception_id, batch_id)
    check_version(batch)
    back = url_for(".all_batches", reception_id=reception_id, banquet_id=batch.banquet_id)
    batches.dissolve(batch, by=current_person(), at=clock.now())
    return go_to(back)


@bp.post(f"{ONE}/send")
@requires("invitation.send")
@once
def send_batch(reception_id, batch_id):
    """Send the mails of the batch in the background; refused at once, with the reason, when it could not succeed."""
    batch = _own_batch(reception_id, batch_id)
    try:
        tasks.require_approval(batch.banquet)
        tasks.require_nothing_to_mend("invitation", batch.banquet)
        if not is_released(batch):
            raise RuleBroken(_("This batch has not been released, or changed since."))
        tasks.due_for("invitation", batch.banquet, batch=batch)
    except RuleBroken as problem:
        return _batch_page(batch, status=422, problem=problem.message)
    job = enqueue("invitations.send", {"banquet_id": batch.banquet_id, "batch_id": batch.id}, by=current_person())
    return go_to(url_for("jobs.show", job_id=job.id))


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/test")
@requires("invitation.send")
@once
@limiter.limit("20 per minute")
def test_letter(reception_id, invitation_id):
    """The letter of this guest to oneself: no link, no calendar entry, nothing changes."""
    invitation = queries.get_invitation(own_reception(reception_id, current_person()), invitation_id)
    try:
        batches.require_own_address(current_person())
    except RuleBroken as problem:
        flash(problem.message, "warn")
        return go_to(url_for(".show", reception_id=reception_id, invitation_id=invitation_id))
    job = enqueue("invitations.test", {"invitation_id": invitation.id}, by=current_person())
    return go_to(url_for("jobs.show", job_id=job.id))


@bp.get(f"{OF_BANQUET}/envelopes.pdf")
@requires("invitation.see")
@limiter.limit("60 per minute")
def envelopes(reception_id, banquet_id):
    """Envelopes of ?size=, for ?who=paper (who gets a card by hand) or all, or a ?batch=; ?frames=0 for bought ones that have the boxes."""
    banquet, rows = _asked(reception_id, banquet_id)
    size = stationery.envelopes().get(request.args.get("size", "c5"))
    if size is None:
        raise NotFound()
    return _pdf("envelopes", envelopes_paper(banquet, rows, size, has_frames=request.args.get("frames", "1") != "0"))


@bp.get(f"{OF_BANQUET}/labels.pdf")
@requires("invitation.see")
@limiter.limit("60 per minute")
def address_labels(reception_id, banquet_id):
    """Labels on sheets of ?size=, beginning with the label number ?from= of the first sheet."""
    banquet, rows = _asked(reception_id, banquet_id)
    size, first = stationery.labels().get(request.args.get("size", "3x8")), request.args.get("from", "1")
    if size is None or not (first.isascii() and first.isdigit() and len(first) < 4 and 1 <= int(first) <= size.count):
        raise NotFound()
    return _pdf("labels", labels_paper(banquet, rows, size, skipped=int(first) - 1))


def _asked(reception_id, banquet_id):
    """(banquet, the invitations asked for); NotFound for none."""
    banquet = queries.get_banquet(get_reception(reception_id, current_person()), banquet_id)
    number, who = request.args.get("batch", ""), request.args.get("who", "all")
    if number:
        batch = next((one for one in batches_of(banquet) if str(one.id) == number), None)
        if batch is None:
            raise NotFound()
        rows = [row for row in members_of(batch) if row.state != "withdrawn"]
    else:
        rows = queries.standing(banquet)
    rows = [row for row in rows if row.channel in BY_HAND] if who == "paper" else rows
    if not rows or who not in ("paper", "all"):
        raise NotFound()
    return banquet, rows


def _pdf(name, paper):
    response = make_response(paper_pdf(name, paper, paper.addressed[0].lang))
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    return response


def _own_batch(reception_id, batch_id):
    return batches.get_batch(own_reception(reception_id, current_person()), batch_id)


def _address(batch):
    return url_for("invitations.batch", reception_id=batch.banquet.reception_id, batch_id=batch.id)
