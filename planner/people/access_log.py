"""Who was shown sensitive data, as JSON lines: never the value, only whose, which, by whom and on which page."""
import json
import logging

from planner import clock

log = logging.getLogger("planner.reads")


def read(what, *, by, subjects, page):
    """Note that `by` (a Person) was shown `what` ("diet", "health") of the rows with these ids on `page`.

    Nothing is written for an empty list. Reading pages may call this: the database is not touched.
    """
    ids = sorted(subjects)
    if ids:
        log.info("%s", json.dumps({"at": clock.now().isoformat(), "event": f"{what}.read", "by": by.id if by else None,
                                   "subjects": ids, "page": page}, sort_keys=True))
