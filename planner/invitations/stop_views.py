"""Routes that stop the mails about one banquet, and let them leave again."""

from flask import url_for

from planner import clock
from planner.accounts.permissions import may
from planner.banquets.queries import editable_reception
from planner.banquets.queries import may_edit as may_edit_banquet
from planner.errors import RuleBroken
from planner.invitations import queries, views
from planner.invitations.gates import topic_of
from planner.outbox import stops
from planner.outbox.actions import wake_worker
from planner.outbox.stop_forms import ResumeForm, StopForm
from planner.web import current_person, current_roles, go_to, once, requires

SENDING = "/receptions/<id:reception_id>/banquets/<id:banquet_id>/sending"


def context(banquet, form=None):
    """What templates/outbox/_stop.html needs on the page of a banquet's invitations; nothing without a banquet."""
    if banquet is None:
        return {}
    found = stops.in_force(topic_of(banquet))
    if may(current_roles(), "outbox.decide") and may_edit_banquet(banquet.reception, current_person()):
        form = form or (ResumeForm if found else StopForm)(formdata=None)
    return {"stop": found, "house_stop": stops.in_force(stops.HOUSE), "stop_form": form}


@views.bp.post(f"{SENDING}/stop")
@requires("outbox.decide")
@once
def stop_sending(reception_id, banquet_id):
    return _decide(reception_id, banquet_id, StopForm(), stops.stop, {"reception_id": reception_id})


@views.bp.post(f"{SENDING}/resume")
@requires("outbox.decide")
@once
def resume_sending(reception_id, banquet_id):
    return _decide(reception_id, banquet_id, ResumeForm(), stops.resume, {})


def _decide(reception_id, banquet_id, form, action, options):
    banquet = queries.get_banquet(editable_reception(reception_id, current_person()), banquet_id)
    try:
        if form.validate():
            action(topic_of(banquet), reason=form.reason.data, by=current_person(), at=clock.now(), **options)
    except RuleBroken as problem:
        form.add_error(problem)
    if form.errors:
        return views.index_page(banquet.reception, status=422, stop_form=form, banquet=banquet)
    if action is stops.resume:
        wake_worker()
    return go_to(url_for("invitations.index", reception_id=banquet.reception_id, banquet=banquet.id) + "#sending")
