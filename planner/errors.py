"""What can go wrong in the business, each with a sentence fit for the person reading it."""


class PlannerError(Exception):
    """Base; `message` is (lazily translated) text, `field` the form field it belongs to, if any."""

    status = 422

    def __init__(self, message, *, field=None, **ids):
        super().__init__(message)
        self.message = message
        self.field = field
        self.ids = ids

    def __str__(self):
        return str(self.message)


class NotFound(PlannerError):
    """Unknown, foreign or out of range: the three look alike."""

    status = 404

    def __init__(self, message=None, **ids):
        from planner.i18n import _l  # i18n needs nothing of errors at import, but tests import errors alone
        super().__init__(message or _l("There is nothing here, or it is not yours to see."), **ids)


class NotAllowed(PlannerError):
    """The person's role may not do this."""

    status = 403


class Conflict(PlannerError):
    """Somebody changed it meanwhile; `theirs` and `mine` map field labels to values."""

    status = 409

    def __init__(self, message, *, mine=None, theirs=None, **ids):
        super().__init__(message, **ids)
        self.mine = mine or {}
        self.theirs = theirs or {}


class RuleBroken(PlannerError):
    """A rule of the business forbids it; shown beside `field` where the form has it."""
