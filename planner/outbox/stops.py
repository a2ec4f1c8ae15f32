"""The stop button: all sending of the house, or that of one topic, halts until a person lets it go on.

A stop is a row of the database. Claiming a mail and stopping wait for each other, so no mail is claimed once a stop is stored;
one that was claimed before is in flight and cannot be called back.
"""

from sqlalchemy import or_, select

from planner import audit
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.outbox import restored
from planner.outbox.models import Stop

HOUSE = ""
LONGEST_REASON = 500


def topics_stopped():
    """The topics whose mails must not leave; HOUSE among them stops everything."""
    return session().scalars(select(Stop.topic).where(Stop.resumed_at.is_(None))).all()


def in_force(topic):
    """The Stop of this topic that is in force, or None. The house's own is that of HOUSE."""
    return session().scalar(select(Stop).where(Stop.topic == topic, Stop.resumed_at.is_(None)).order_by(Stop.id).limit(1))


def all_in_force(*, reception_ids=None):
    """Stops in force, the house's first; with `reception_ids` only that one and those of these receptions."""
    return session().scalars(_seen(reception_ids).where(Stop.resumed_at.is_(None)).order_by(Stop.topic != HOUSE, Stop.id)).all()


def earlier(*, reception_ids=None, limit=10):
    """Stops that are over, the newest first; chosen as in all_in_force()."""
    return session().scalars(_seen(reception_ids).where(Stop.resumed_at.is_not(None)).order_by(Stop.resumed_at.desc(), Stop.id.desc()).limit(limit)).all()


def _seen(reception_ids):
    query = select(Stop)
    return query if reception_ids is None else query.where(or_(Stop.topic == HOUSE, Stop.reception_id.in_(reception_ids)))


def stop(topic, *, reason, reception_id=None, by, at):
    """Nothing of this topic leaves from now on. A second stop of the same topic changes nothing; returns the one in force."""
    words = _words(reason)
    restored.lock_mark()
    found = in_force(topic)
    if found is not None:
        return found
    found = Stop(topic=topic, reception_id=reception_id, reason=words, stopped_at=at, stopped_by_id=by.id)
    session().add(found)
    session().flush()
    audit.append("outbox.stopped", subject=found, by=by, at=at, details={"topic": topic})
    return found


def resume(topic, *, reason, by, at):
    """Mails of this topic leave again. RuleBroken when nothing is stopped."""
    words = _words(reason)
    restored.lock_mark()
    found = in_force(topic)
    if found is None:
        raise RuleBroken(_l("Sending is not stopped; somebody has let it go on meanwhile."))
    found.resumed_reason, found.resumed_at, found.resumed_by_id = words, at, by.id
    session().flush()
    audit.append("outbox.resumed", subject=found, by=by, at=at, details={"topic": topic})
    return found


def _words(reason):
    words = " ".join((reason or "").split())
    if not words:
        raise RuleBroken(_l("Please say why in a few words."), field="reason")
    if len(words) > LONGEST_REASON:
        raise RuleBroken(_l("At most %(count)s characters.", count=LONGEST_REASON), field="reason")
    return words
