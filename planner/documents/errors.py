"""Why a paper could not be made, each with a sentence for the person who asked for it."""

from planner.errors import PlannerError
from planner.i18n import _l


class DocumentTooLarge(PlannerError):
    """Too many rows or characters, nested too deeply, or more than the time and memory one document gets."""

    status = 422

    def __init__(self):
        super().__init__(_l("This paper is too large to be laid out. Put fewer people or days into one paper, or shorten long texts."))


class RenderFailed(PlannerError):
    """The press refused the document; `detail` is for the log."""

    status = 422

    def __init__(self, detail=""):
        super().__init__(_l("This paper could not be laid out. Nothing else is affected; the office can find the reason in the log."))
        self.detail = detail


class RendererBusy(PlannerError):
    """Every press has been busy for as long as a reader is kept waiting."""

    status = 503

    def __init__(self):
        super().__init__(_l("Several large papers are being laid out at the moment. Try again in a minute."))


class TooManyExports(PlannerError):
    """This person is still waiting for an earlier export."""

    status = 429

    def __init__(self):
        super().__init__(_l("Your last export is still being made. Wait until it is done, then ask for the next one."))


class NotReady(PlannerError):
    """What the paper would show does not exist yet; the sentence says what is missing."""

    status = 422
