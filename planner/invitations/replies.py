"""What a history of replies says: which one counts, whether two ways contradict each other, how long one may decide. No database, no web."""

from dataclasses import dataclass
from datetime import date

from planner.errors import RuleBroken
from planner.i18n import _l

OWN_WAYS = ("link", "mail", "calendar")  # the guest, or who answers for them, wrote it down
TOLD_WAYS = ("phone", "desk")     # somebody of ours wrote it down


def order(reply):
    """Sorts replies by when they were given; noted at the same moment, the later note counts."""
    return reply.at, reply.id or 0


def that_counts(replies):
    """The reply given last of those that are not past, or None."""
    return max((reply for reply in replies if not reply.is_past), key=order, default=None)


@dataclass(frozen=True)
class Contradiction:
    """Two ways said different things; what was given later counts, and both sides are told."""

    counts: object
    other: object


def contradiction(replies):
    """The Contradiction between the last word that came by the guest's own way and the last one told to us; None where they agree."""
    current = sorted((reply for reply in replies if not reply.is_past), key=order)
    last = {is_told: reply for reply in current for is_told in (reply.via in TOLD_WAYS,)}
    if len(last) < 2 or last[True].answer == last[False].answer or last[True].starts_at != last[False].starts_at:
        return None
    earlier, later = sorted(last.values(), key=order)
    return Contradiction(later, earlier)


def day_to_decide(wanted: date | None, today: date, reply_by: date) -> date:
    """The day until which a guest decides who cannot say yet: the one wanted, else the reply day itself.

    Raises RuleBroken for a day that is past or after the reply day: seats are given then.
    """
    if reply_by < today:
        raise RuleBroken(_l("The reply day has passed: please answer yes or no."), field="answer")
    if wanted is None:
        return reply_by
    if wanted < today:
        raise RuleBroken(_l("This day has passed. Please choose a day from today on."), field="decide_by")
    if wanted > reply_by:
        raise RuleBroken(_l("Please decide by the reply day at the latest: seats are given then."), field="decide_by")
    return wanted


def is_silent(reply, today):
    """Whether a guest is to be reminded: no reply, one for another day or time, or a "maybe" whose day has come."""
    if reply is None or reply.state == "to_confirm":
        return True
    return reply.state == "maybe" and (reply.decide_by is None or reply.decide_by <= today)
