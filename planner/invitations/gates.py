"""The gate before every invitation: the application is approved as it stands and the reception takes place, also in the sending transaction."""

from planner.budgets import queries as budgets
from planner.db import session
from planner.i18n import _l
from planner.outbox.hooks import register_gate
from planner.receptions.models import Reception

APPROVAL = "approval"


def _approved_fingerprint(mail):
    reception = session().get(Reception, mail.reception_id, populate_existing=True)
    return None if reception.cancelled_at is not None else budgets.approved_fingerprint(reception, for_sending=True)


register_gate(APPROVAL, _approved_fingerprint, reason=_l("The hospitality application is not approved as it stands now, or the reception has been cancelled."))
