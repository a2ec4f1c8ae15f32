"""The outbox page: every mail with its state, and the decisions only a person can take."""

from flask import Blueprint, flash, request, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.errors import NotAllowed, NotFound, RuleBroken
from planner.i18n import _
from planner.outbox import actions, pace, queries, stops
from planner.outbox.stop_forms import ResumeForm, StopForm
from planner.outbox.hooks import GATES, topic_of
from planner.web import current_person, current_roles, fragment_or_redirect, go_to, once, page, requires

bp = Blueprint("outbox", __name__)


@bp.get("/outbox")
@requires("outbox.see")
def index():
    return _page()


def _page(form=None, status=200):
    state = request.args.get("state", "")
    if state and state not in queries.STATE_NAMES:
        raise NotFound()
    mails = queries.mails_for(current_person(), current_roles(), state=state, before_id=_before())
    in_force, earlier = queries.stops_for(current_person(), current_roles())
    return page("outbox/index.html", status=status, form=form or (ResumeForm if stops.in_force(stops.HOUSE) else StopForm)(formdata=None), mails=mails,
                stops=[(one, topic_of(one.topic)) for one in in_force], earlier_stops=[(one, topic_of(one.topic)) for one in earlier],
                rules=pace.in_words() if pace.is_limited() else [], counts=queries.counts_for(current_person(), current_roles()), state=state,
                held_after_restore=queries.held_after_restore(current_person(), current_roles()),
                mailbox=queries.mailbox_mark(), more=mails[-1].id if len(mails) == queries.PAGE else None, **_names())


@bp.post("/outbox/stop")
@requires("outbox.stop")
@once
def stop():
    """Nothing leaves the house any more."""
    return _stop_or_resume(stops.stop, StopForm())


@bp.post("/outbox/resume")
@requires("outbox.release")
@once
def resume():
    return _stop_or_resume(stops.resume, ResumeForm())


def _stop_or_resume(action, form):
    if not form.validate():
        return _page(form, status=422)
    try:
        action(stops.HOUSE, reason=form.reason.data, by=current_person(), at=clock.now())
    except RuleBroken as problem:
        form.add_error(problem)
        return _page(form, status=422)
    if action is stops.resume:
        actions.wake_worker()
    return go_to(url_for(".index"))


@bp.post("/outbox/restored/release")
@requires("outbox.release")
@once
def release_restored():
    """Send what was held after a restore."""
    released = actions.release_restored(by=current_person(), at=clock.now())
    flash(_("Mails going out: %(count)s", count=released))
    return go_to(url_for(".index"))


@bp.post("/outbox/restored/drop")
@requires("outbox.release")
@once
def drop_restored():
    """Stop what was held after a restore."""
    dropped = actions.drop_restored(by=current_person(), at=clock.now())
    flash(_("Mails stopped: %(count)s", count=dropped))
    return go_to(url_for(".index"))


@bp.post("/outbox/<id:mail_id>/arrived")
@requires("outbox.decide")
@once
def arrived(mail_id):
    return _decide(mail_id, actions.confirm_arrived)


@bp.post("/outbox/<id:mail_id>/again")
@requires("outbox.decide")
@once
def again(mail_id):
    return _decide(mail_id, actions.send_again)


@bp.post("/outbox/<id:mail_id>/cancel")
@requires("outbox.decide")
@once
def cancel(mail_id):
    return _decide(mail_id, actions.cancel)


def _decide(mail_id, action):
    mail = queries.get_mail(mail_id, current_person(), current_roles())
    if mail.hold and not may(current_roles(), "outbox.release"):
        raise NotAllowed(_("The database was restored from a backup. The office or the administrator decides about this mail."))
    action(mail, by=current_person(), at=clock.now())
    return fragment_or_redirect("outbox/_mail.html", url_for(".index"), mail=mail, **_names())


def _names():
    return {"leaves": queries.departures(clock.now()), "stopped": stops.topics_stopped(), "state_names": queries.STATE_NAMES, "state_kinds": queries.STATE_KINDS, "kind_names": queries.KIND_NAMES, "gates": GATES}


def _before():
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
