"""Changes on the day as JSON ("seating-changes/1"): {"kind": "cancel", "person": …} and the like.

Kinds: cancel (person), arrive (person: an entry as in `people` of a problem), rank (person, rank),
lock (person, table, seat), broken_table (table).
"""
from .changes import AddLock, Arrive, BreakTable, Cancel, ChangeRank
from .errors import InvalidProblem
from .files import RANK_LIMIT, Reader, load_object, read_person
from .model import Lock

KINDS = {
    "cancel": lambda r: Cancel(r.text("person", needed=True)),
    "arrive": lambda r: Arrive(read_person(Reader(r.value.get("person"), f"{r.path}.person"))),
    "rank": lambda r: ChangeRank(r.text("person", needed=True), r.whole("rank", least=1, most=RANK_LIMIT)),
    "lock": lambda r: AddLock(Lock(r.text("person", needed=True), r.text("table", needed=True), r.whole("seat"))),
    "broken_table": lambda r: BreakTable(r.text("table", needed=True)),
}
MOST_CHANGES = 1_000


def load_changes(path):
    """The changes of a file, in their order; raises InvalidProblem."""
    return read_changes(load_object(path))


def read_changes(data):
    """The changes in parsed JSON, in their order; raises InvalidProblem with the path into it."""
    top = Reader(data, "")
    if data.get("format") != "seating-changes/1":
        top.fail("format", "must be “seating-changes/1”")
    items = top.items("changes")
    if len(items) > MOST_CHANGES:
        raise InvalidProblem("changes", f"more than {MOST_CHANGES} changes")
    readers = [Reader(item, path) for path, item in items]
    return [KINDS[r.text("kind", needed=True, choices=tuple(KINDS))](r) for r in readers]
