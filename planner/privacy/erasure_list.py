"""Who was erased, kept beside the database as hashes, so that a restored backup does not bring them back.

One JSON object a line in DATA_DIR/erased.jsonl: the hash of the person's number and of each of their names and addresses. Only with the
installation's key can a known name be compared with it. A number given again to somebody else after a restore does not match: a name must fit too.
"""

import json
import os

from flask import current_app

from planner.privacy import queries


def path():
    return current_app.extensions["settings"].data_dir / "erased.jsonl"


def remember(person, at, *, keeps_name=False):
    """Add the person, before anything is changed; nothing happens for somebody without a name of their own.

    Of who keeps the name, under approvals they signed, only the address and telephone are remembered.
    """
    if queries.is_pseudonymous(person):
        return
    entry = {"at": at.isoformat(), "person": queries.keyed_hash(f"erased:{person.id}"), "marks": _marks(person, (person.email, person.phone) if keeps_name else queries.words_of(person))}
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, json.dumps(entry, sort_keys=True).encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def _marks(person, words):
    return sorted(queries.keyed_hash(f"erased:{person.id}:{word}") for word in words if word)


def entries():
    """{hash of the number: marks}."""
    if not path().exists():
        return {}
    found = {}
    for line in path().read_text("utf-8").splitlines():
        entry = json.loads(line)
        found.setdefault(entry["person"], set()).update(entry["marks"])
    return found


def returned(people):
    """Those of these people who were erased and carry one of their names again."""
    known = entries()
    if not known:
        return []
    return [person for person in people if known.get(queries.keyed_hash(f"erased:{person.id}"), set()).intersection(_marks(person, queries.words_of(person)))]
