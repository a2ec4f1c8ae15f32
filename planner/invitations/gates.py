"""The gate before every invitation: the application is approved as it stands and reception and banquet take place, also in the sending transaction."""

from sqlalchemy import select

from planner.banquets.models import Banquet
from flask import url_for

from planner.banquets.models import Banquet
from planner.budgets import queries as budgets
from planner.db import session
from planner.i18n import _l, current_language
from planner.invitations.models import ReplyLink
from planner.outbox.hooks import Topic, register_gate, register_topic
from planner.receptions.models import Reception

APPROVAL = "approval"


def topic_of(banquet):
    """What the mails about a banquet are stopped by."""
    return f"banquet:{banquet.id}"


def _topic(banquet_id):
    banquet = session().get(Banquet, banquet_id)
    return Topic(banquet.item.title(current_language()), url_for("invitations.index", reception_id=banquet.reception_id, banquet=banquet.id) + "#sending")


register_topic("banquet", _topic)


def _approved_fingerprint(mail):
    reception = session().get(Reception, mail.reception_id, populate_existing=True)
    if reception.cancelled_at is not None or _is_called_off(mail):
        return None
    return budgets.approved_fingerprint(reception, for_sending=True)


def _is_called_off(mail):
    """Whether the banquet that this mail is about does not take place as told."""
    query = select(Banquet.called_off).join(ReplyLink, ReplyLink.banquet_id == Banquet.id).where(ReplyLink.id == mail.subject_id)
    return bool(session().scalar(query))


register_gate(APPROVAL, _approved_fingerprint, reason=_l("The hospitality application is not approved as it stands now, or it has been cancelled or postponed."))
