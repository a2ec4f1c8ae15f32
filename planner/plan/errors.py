"""Why `shangzuo plan` could not do what was asked; each kind has its exit code."""

from planner.errors import PlannerError
from planner.i18n import _


class BadRequest(PlannerError):
    """The request file or the workbook beside it cannot be read or understood: where, and why."""

    def __init__(self, place, reason):
        super().__init__(_("%(place)s: %(reason)s", place=place, reason=reason))
        self.place = place
        self.reason = reason


class Impossible(PlannerError):
    """Everything was understood, but it cannot be done; the text says why."""
