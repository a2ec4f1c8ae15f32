"""What people type about calendars."""

from planner.forms import Form, LineField
from planner.i18n import _l


class FeedForm(Form):
    """A new private address."""

    name = LineField(_l("Name"), required=True, max_length=100, description=_l("Where you will use it, such as: phone."))
