"""Which papers would read otherwise if somebody's rank were another one. Nothing here writes."""

from contextlib import contextmanager

from planner.db import session
from planner.documents import shelf
from planner.documents.errors import NotReady
from planner.documents.queries import Sheaf
from planner.i18n import current_language
from planner.reading import read_anew

BY_RANK = ("toasts", "serving", "photo_strip", "car_slips", "name_plates", "handbook")
"""Papers that follow the ranks by themselves; those of seats follow when everyone is seated and the plan released again."""


def of_rank(attendee, rank, may):
    """PaperKinds that differ if this attendee had this rank, of those the reader may print; `may` as for Sheaf."""
    kinds = [shelf.BY_NAME[name] for name in BY_RANK] + [shelf.GUEST_LIST]
    kinds = [kind for kind in kinds if may(kind.permission)]
    before = _records(attendee.reception, kinds, may)
    with _supposed(attendee, rank):
        after = _records(attendee.reception, kinds, may)
    return [kind for kind in kinds if before[kind.name] != after[kind.name]]


def _records(reception, kinds, may):
    sheaf, lang, found = Sheaf(reception, may), current_language(), {}
    for kind in kinds:
        try:
            found[kind.name] = sheaf.guest_rows() if kind is shelf.GUEST_LIST else sheaf.paper(kind.name, lang)
        except NotReady:
            found[kind.name] = None
    return found


@contextmanager
def _supposed(attendee, rank):
    """The rank in memory alone, and back again."""
    before = attendee.rank
    with session().no_autoflush, read_anew():
        attendee.rank = rank
        try:
            yield
        finally:
            attendee.rank = before
