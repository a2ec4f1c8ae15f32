"""What people type when they stop sending, or let it go on."""

from planner.forms import Form, LineField
from planner.i18n import _l
from planner.outbox.stops import LONGEST_REASON


class StopForm(Form):
    """Why nothing is to leave."""

    reason = LineField(_l("Why stop?"), max_length=LONGEST_REASON, id="stop-reason")


class ResumeForm(Form):
    """Why mail may leave again."""

    reason = LineField(_l("Why may mail leave again?"), max_length=LONGEST_REASON, id="stop-reason")
