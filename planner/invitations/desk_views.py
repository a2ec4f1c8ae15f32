"""Replies for the house: how far they have come, a reply by telephone or at the desk in two taps, companions, the waiting list."""

from datetime import UTC
from zoneinfo import ZoneInfo

from flask import flash, request, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.banquets.queries import banquets_of
from planner.errors import NotFound, RuleBroken
from planner.formats import day_and_time, listed
from planner.i18n import _, current_language
from planner.invitations import answering, companions, queries, reply_lists, waiting
from planner.invitations.forms import TRANSPORT_NAMES, VIA_NAMES, NotedForm
from planner.invitations.reply_lists import ReplyList
from planner.invitations.views import bp
from planner.people import access_log
from planner.people.diets import need_name
from planner.people.languages import language_name
from planner.receptions.queries import get_reception, own_reception
from planner.web import check_version, current_person, current_roles, go_to, once, page, requires


@bp.get("/receptions/<id:reception_id>/banquets/<id:banquet_id>/replies")
@requires("invitation.see")
def replies(reception_id, banquet_id):
    return _page(queries.get_banquet(get_reception(reception_id, current_person()), banquet_id))


def _page(banquet, status=200, problem="", form=None):
    """`form` is a NotedForm sent back with messages, with its invitation's id."""
    reception, person = banquet.reception, current_person()
    found = ReplyList(banquet, clock.now(), search=" ".join(request.values.get("q", "").split())[:60], show=request.values.get("show", "")[:12])
    sees_diets = may(current_roles(), "diet.see")
    if sees_diets:
        access_log.read("diet", by=person, people=[one.person_id for one in found.with_diet], page="replies")
    return page("invitations/replies.html", fragment="invitations/_reply_rows.html", status=status, reception=reception, banquet=banquet, found=found,
                problem=problem, sent_back=form, banquets=banquets_of(reception), via=_via(), may_note=_may_note(reception),
                is_mine=reception.owner_id == person.id, sees_diets=sees_diets, via_names=VIA_NAMES, transport_names=TRANSPORT_NAMES,
                need_name=need_name, language_name=language_name, noted_form=_noted_form, reply_day=_last_reply_day(found), to_remind=len(queries.to_remind(banquet, clock.now())), undelivered=queries.undelivered_silent(banquet, clock.now()),
                proposed_names=listed(row.attendee.person.both_names() for row in found.proposed), called_names=listed(row.attendee.person.both_names() for row in found.called))


def _via():
    chosen = request.values.get("via", "")
    return chosen if chosen in VIA_NAMES else "phone"


def _may_note(reception):
    if not may(current_roles(), "reply.record"):
        return False
    try:
        return reply_lists.reception_to_note(reception.id, current_person()) is not None
    except NotFound:
        return False


def _noted_form(number):
    return NotedForm(number, formdata=None, data={"via": _via()})


def _last_reply_day(found):
    return max((row.reply_by for row in found.invitations if row.state in queries.ALIVE), default=None)


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/answer")
@requires("reply.record")
@once
def record_answer(reception_id, invitation_id):
    """A reply by telephone or by word of mouth; what was given last counts, whenever it is noted."""
    invitation = queries.get_invitation(reply_lists.reception_to_note(reception_id, current_person()), invitation_id)
    check_version(invitation)
    form = NotedForm(invitation.id)
    if not form.validate():
        return _page(invitation.banquet, 422, form=(invitation.id, form))
    at = clock.now()
    try:
        reply = answering.answer(invitation, answer=form.answer.data, source="host", via=form.via.data or "phone", by=current_person(), at=at,
                               said_at=_moment(form.said_at.data, invitation), decide_by=form.decide_by.data)
    except RuleBroken as problem:
        form.add_error(problem)
        return _page(invitation.banquet, 422, problem=problem.message, form=(invitation.id, form))
    _say(invitation, reply)
    return go_to(url_for("invitations.replies", reception_id=reception_id, banquet_id=invitation.banquet_id, **_narrowed(), _anchor=f"guest-{invitation.id}"))


def _moment(wall, invitation):
    """The aware moment of a wall time at the banquet's place; None for now."""
    return wall.replace(tzinfo=ZoneInfo(invitation.banquet.item.time_zone)).astimezone(UTC) if wall is not None else None


def _narrowed():
    """What the list was narrowed to, so that it stays so."""
    return {key: request.form[key][:60] for key in ("q", "show", "via") if request.form.get(key)}


def _say(invitation, reply):
    """Whose reply was noted; and when an answer given later stands against it."""
    name = invitation.attendee.person.name(current_language())
    newest = queries.newest_reply(invitation)
    if newest.id == reply.id:
        flash(_("Noted for %(name)s.", name=name))
    else:
        flash(_("Noted for %(name)s as earlier: the reply of %(when)s was given later and counts.", name=name, when=_wall(newest.at, invitation)), "warn")


def _wall(moment, invitation):
    return day_and_time(moment.astimezone(ZoneInfo(invitation.banquet.item.time_zone)))


@bp.post("/receptions/<id:reception_id>/invitations/companions/<id:companion_id>")
@requires("invitation.send")
@once
def decide_companion(reception_id, companion_id):
    """The companion takes part, or there is no place; who proposed reads it on the reply page."""
    companion = reply_lists.get_companion(own_reception(reception_id, current_person()), companion_id)
    check_version(companion)
    banquet, name, decision = companion.invitation.banquet, companion.name, request.form.get("decision", "")
    try:
        companions.decide(companion, decision, by=current_person(), at=clock.now())
    except RuleBroken as problem:
        return _page(banquet, 422, problem.message)
    flash(_("%(name)s takes part now and has no seat yet. The hospitality application counts one person more.", name=name) if decision == "agree"
          else _("Noted: no place for %(name)s. The guest reads it on the reply page.", name=name))
    return go_to(_address(banquet))


@bp.post("/receptions/<id:reception_id>/invitations/<id:invitation_id>/list")
@requires("invitation.send")
@once
def put_on_list(reception_id, invitation_id):
    """Onto the waiting list (`list` is later), back onto the first one (first), or off it with a place that is free (called)."""
    invitation = queries.get_invitation(own_reception(reception_id, current_person()), invitation_id)
    check_version(invitation)
    wanted, who = request.form.get("list"), {"by": current_person(), "at": clock.now()}
    try:
        if wanted == "called":
            waiting.call_up(invitation, **who)
            flash(_("%(name)s has a place now. Please send the invitation.", name=invitation.attendee.person.both_names()))
        else:
            waiting.put(invitation, waiting.LATER if wanted == "later" else waiting.FIRST, **who)
    except RuleBroken as problem:
        return _page(invitation.banquet, 422, problem.message)
    return go_to(_address(invitation.banquet))


def _address(banquet):
    return url_for("invitations.replies", reception_id=banquet.reception_id, banquet_id=banquet.id)
