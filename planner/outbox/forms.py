"""What people type when they stop sending, or let it go on."""

from wtforms import StringField

from planner.forms import Form
from planner.i18n import _l


class StopForm(Form):
    """Why nothing is to leave."""

    reason = StringField(_l("Why stop?"))


class ResumeForm(Form):
    """Why mail may leave again."""

    reason = StringField(_l("Why may mail leave again?"))
