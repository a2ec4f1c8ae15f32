"""Who was shown sensitive data: never the value, only whose, which, by whom and on which page.

One JSON object a line in a file a month under DATA_DIR/reads, so that pages that only read may call this: the database is not touched.
"""
import json
import os
from datetime import datetime

from flask import current_app

from planner import clock

FIELDS = ("diet", "health")


def shown(attendees, *, by, page):
    """Note that `by` (a Person, None for the command line) was shown diets and health of those attendees who have any."""
    for field in FIELDS:
        read(field, by=by, people=[one.person_id for one in attendees if getattr(one, field)], page=page)


def read(field, *, by, people, page, **facts):
    """Note that `by` was shown `field` ("diet", "health") of the persons with these ids. Nothing is written for nobody."""
    if people:
        at = clock.now()
        _append(at, {"at": at.isoformat(), "event": f"{field}.read", "by": by.id if by else None, "people": sorted(set(people)), "page": page, **facts})


def folder():
    return current_app.extensions["settings"].data_dir / "reads"


def _append(at, entry):
    """One write of one line, so that processes do not mix theirs. A full disk is reported and does not stop the page."""
    line = json.dumps(entry, sort_keys=True)
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder() / f"{at:%Y-%m}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line.encode() + b"\n")
        finally:
            os.close(handle)
    except OSError as problem:
        current_app.logger.error("a reading could not be noted (%s): %s", problem.strerror, line)


def entries(since=None, until=None):
    """What was noted, oldest first, from the moment `since` and before `until`. A half-written line is passed over."""
    for path in sorted(folder().glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            try:
                entry = json.loads(line)
                at = datetime.fromisoformat(entry["at"])
            except (ValueError, KeyError):
                continue
            if (since is None or at >= since) and (until is None or at < until):
                yield entry


def forget_before(moment):
    """Delete the files of whole months that ended before `moment`; how many."""
    old = [path for path in sorted(folder().glob("*.jsonl")) if path.stem < f"{moment:%Y-%m}"]
    for path in old:
        path.unlink()
    return len(old)
