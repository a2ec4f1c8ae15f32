"""Changing persons and clients."""

from planner import audit
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.people import names
from planner.people.models import Person


def add_staff(*, name_zh="", name_en="", by, at, **fields):
    """A new member of staff; a name in one script is enough."""
    if not (name_zh or name_en):
        raise RuleBroken(_l("Please give a name in Chinese or in Latin letters."), field="name_zh")
    person = Person(name_zh=name_zh, name_en=name_en, sort_key=names.sort_key(name_zh, name_en), **fields)
    session().add(person)
    session().flush()
    audit.append("person.added", subject=person, by=by, at=at)
    return person
