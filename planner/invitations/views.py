"""Routes of invitations: the page of a reception for the house. The guest's page is in reply_views.py, on the same blueprint."""

from flask import Blueprint, flash, request, url_for

from planner import clock
from planner.banquets.queries import banquets_of
from planner.errors import NotFound, RuleBroken
from planner.i18n import _
from planner.invitations import actions, agreement, anew, batches, chain, heard, letters, proofreading, queries, tasks, telling
from planner.invitations.addressing import receiver_of
from planner.invitations.forms import CHANNEL_NAMES, LANGUAGE_NAMES, WayForm
from planner.jobs.actions import enqueue
from planner.outbox import mailbox
from planner.receptions.queries import get_reception, own_reception
from planner.web import check_version, current_person, go_to, once, page, requires

bp = Blueprint("invitations", __name__)


@bp.get("/receptions/<id:reception_id>/invitations")
@requires("invitation.see")
def index(reception_id):
    return index_page(get_reception(reception_id, current_person()))


def index_page(reception, status=200, problem=None, asks_agreement=False, stop_form=None, banquet=None):
    banquets = banquets_of(reception)
    banquet = banquet or _chosen(reception, banquets)
    context = _of_banquet(banquet) if banquet else {}
    return page("invitations/index.html", status=status, reception=reception, banquets=banquets, banquet=banquet, problem=problem, asks_agreement=asks_agreement,
                is_mine=reception.owner_id == current_person().id, channel_names=CHANNEL_NAMES, language_names=LANGUAGE_NAMES,
                **stop_views.context(banquet, stop_form), **context)


def _chosen(reception, banquets):
    """The banquet asked for by ?banquet=, else the first; NotFound for another reception's."""
    text = request.args.get("banquet", "")
    if not text:
        return banquets[0] if banquets else None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound()
    return queries.get_banquet(reception, int(text))


def _of_banquet(banquet):
    at = clock.now()
    invitations, replies, untold = queries.invitations_of(banquet), queries.newest_replies(banquet), telling.due(banquet)
    return {
        "invitations": invitations, "replies": replies, "mails": queries.newest_mails(banquet), "receiver_of": receiver_of, "heard": heard.of_banquet(banquet),
        "is_untold": {one.invitation.id for one in untold if one.is_concerned}.__contains__, "funnel": queries.funnel(invitations, replies),
        "chain": chain.picture(banquet, at), "obstacles": queries.obstacles(banquet, at), "off": queries.off(banquet),
        "to_mend": proofreading.findings(banquet) if queries.to_send(banquet) else [], "not_yet": queries.not_yet_invited(banquet), "may_be_invited": queries.may_be_invited,
        "due": {"invitation": len(queries.to_send(banquet)), "change": len([one for one in untold if one.is_concerned]),
                "reminder": len(queries.to_remind(banquet, at))},
    }


@bp.post("/receptions/<id:reception_id>/banquets/<id:banquet_id>/invitations/prepare")
@requires("invitation.send")
@once
def prepare(reception_id, banquet_id):
    banquet = _own_banquet(reception_id, banquet_id)
    new = actions.prepare(banquet, by=current_person(), at=clock.now())
    flash(_("Invitations prepared: %(count)s", count=new))
    return go_to(_address(banquet))


@bp.post("/receptions/<id:reception_id>/banquets/<id:banquet_id>/invitations/send")
@requires("invitation.send")
@once
def send(reception_id, banquet_id):
    """Start the sending in the background; refused at once, with the reason, when it could not succeed."""
    banquet = _own_banquet(reception_id, banquet_id)
    kind = request.form.get("letter", "invitation")
    if kind not in tasks.KINDS:
        raise NotFound()
    try:
        tasks.require_approval(banquet)
        tasks.require_nothing_to_mend(kind, banquet)
        tasks.due_for(kind, banquet)
    except RuleBroken as problem:
        return index_page(banquet.reception, status=422, problem=problem.message)
    if kind == "invitation" and agreement.is_asked_for(banquet):
        if "without_agreement" not in request.form:
            return index_page(banquet.reception, status=422, asks_agreement=True)
        agreement.note_sent_without(banquet, by=current_person(), at=clock.now())
    job = enqueue("invitations.send", {"banquet_id": banquet.id, "kind": kind}, by=current_person())
    return go_to(url_for("jobs.show", job_id=job.id))


@bp.get("/receptions/<id:reception_id>/invitations/<id:invitation_id>")
@requires("invitation.see")
def show(reception_id, invitation_id):
    invitation = queries.get_invitation(get_reception(reception_id, current_person()), invitation_id)
    return _show_page(invitation, WayForm(data={"language": invitation.language, "channel": invitation.channel}))


def _show_page(invitation, form, status=200, problem=None):
    receiver = receiver_of(invitation) or invitation.attendee
    standing = queries.standing(invitation.banquet)
    carried = [row for row in standing if row.id == invitation.id] or [invitation]
    others = [row for row in standing if row.attendee.answered_by_id == receiver.id and row.id != invitation.id]
    envelope = letters.Envelope(receiver, tuple(carried), tuple(others))
    is_mine = invitation.banquet.reception.owner_id == current_person().id
    return page("invitations/show.html", status=status, reception=invitation.banquet.reception, invitation=invitation, form=form,
                problem=problem, receiver=receiver_of(invitation), letter=letters.text_of("invitation", envelope),
                is_outdated=queries.is_outdated(invitation), card_name=letters.card_name(invitation),
                is_mine=is_mine,
                channel_names=CHANNEL_NAMES, history=queries.replies_to(invitation), heard=heard.of_banquet(invitation.banquet).of(invitation),
                returned=anew.returned_mail(invitation), by_hand_text=batches.words_of(invitation) if is_mine else "")


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/way")
@requires("invitation.send")
@once
def change_way(reception_id, invitation_id):
    invitation, form = _own_invitation(reception_id, invitation_id), WayForm()
    check_version(invitation, form)
    if not form.validate():
        return _show_page(invitation, form, status=422)
    try:
        actions.change_way(invitation, **form.values(), by=current_person(), at=clock.now())
    except RuleBroken as problem:
        form.add_error(problem)
        return _show_page(invitation, form, status=422)
    return go_to(_address(invitation.banquet))


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/withdraw")
@requires("invitation.send")
@once
def withdraw(reception_id, invitation_id):
    invitation = _own_invitation(reception_id, invitation_id)
    check_version(invitation)
    told = actions.withdraw(invitation, by=current_person(), at=clock.now())
    flash({"none": _("The invitation is withdrawn. It had not been sent."),
           "mail": _("The invitation is withdrawn, and a letter with the cancelled calendar entry is on its way."),
           "call": _("The invitation is withdrawn. It went on paper: please telephone the guest.")}[told])
    return go_to(_address(invitation.banquet))


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/again")
@requires("invitation.send")
@once
def invite_again(reception_id, invitation_id):
    return _change(reception_id, invitation_id, actions.invite_again)


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/handed-over")
@requires("invitation.send")
@once
def hand_over(reception_id, invitation_id):
    return _change(reception_id, invitation_id, actions.hand_over)


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/anew")
@requires("invitation.send")
@once
def send_anew(reception_id, invitation_id):
    """A mail that came back goes out again, to the address as it is now."""
    return _change(reception_id, invitation_id, anew.send_anew)


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/returned/<id:returned_id>")
@requires("invitation.send")
@once
def put_aside(reception_id, invitation_id, returned_id):
    """Somebody has seen to what came back."""
    invitation = _own_invitation(reception_id, invitation_id)
    mailbox.put_aside(heard.get_returned(invitation, returned_id), by=current_person(), at=clock.now())
    return go_to(url_for(".show", reception_id=reception_id, invitation_id=invitation_id))


def _change(reception_id, invitation_id, action):
    invitation = _own_invitation(reception_id, invitation_id)
    check_version(invitation)
    try:
        action(invitation, by=current_person(), at=clock.now())
    except RuleBroken as problem:
        form = WayForm(formdata=None, data={"language": invitation.language, "channel": invitation.channel})
        return _show_page(invitation, form, status=422, problem=problem.message)
    return go_to(_address(invitation.banquet))


def _own_banquet(reception_id, banquet_id):
    return queries.get_banquet(own_reception(reception_id, current_person()), banquet_id)


def _own_invitation(reception_id, invitation_id):
    return queries.get_invitation(own_reception(reception_id, current_person()), invitation_id)


def _address(banquet):
    return url_for("invitations.index", reception_id=banquet.reception_id, banquet=banquet.id)


from planner.invitations import batch_views, change_views, desk_views, reply_views, stop_views, style_views, timetable_views  # noqa: E402, F401 - their routes belong to this blueprint
