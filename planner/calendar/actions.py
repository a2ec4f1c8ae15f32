"""Private feed addresses: made, shown once, revoked. And the memory of what calendars showed that is no longer there."""

import secrets

from sqlalchemy import select

from planner import audit
from planner.accounts.queries import roles_of, token_hash
from planner.calendar.content import OPEN_ENDED, later_on_the_clock
from planner.calendar.models import ALARMS, SCOPES, CalendarFeed, EndedEntry
from planner.calendar.queries import feeds_of, may_have
from planner.db import session
from planner.errors import NotAllowed, RuleBroken
from planner.i18n import _l
from planner.receptions import hooks as reception_hooks
from planner.resources import hooks as resource_hooks

MOST_FEEDS = 10
TOKEN_BYTES = 24


def add_feed(person, *, name, scope="mine", resource=None, alarm_minutes=0, is_discreet=False, at):
    """(CalendarFeed, token): the token is shown now and never again; only its hash is stored."""
    if scope not in SCOPES or (resource is not None) != (scope == "resource") or alarm_minutes not in ALARMS:
        raise RuleBroken(_l("Please choose from the list."), field="shows")
    if not may_have(roles_of(person), scope):
        raise NotAllowed(_l("Your role does not include this. Ask the administrator if it should."))
    if len(feeds_of(person)) >= MOST_FEEDS:
        raise RuleBroken(_l("You have ten calendar addresses. Revoke one before you make another."), field="name")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed(person_id=person.id, name=name, scope=scope, resource_id=resource.id if resource is not None else None, alarm_minutes=alarm_minutes,
                        is_discreet=is_discreet and scope != "mine", token_hash=token_hash(token), created_at=at)
    session().add(feed)
    audit.append("feed.added", subject=feed, by=person, at=at)
    return feed, token


def revoke_feed(feed, *, by, at):
    """The address stops working at once."""
    feed.revoked_at = at
    audit.append("feed.revoked", subject=feed, by=by, at=at)


# --- what has ended ------------------------------------------------------------------------------------------------------

@reception_hooks.item_removed
def _item_removed(item, *, by, at):
    _note_end("item", item, None, item.sequence + 1, item.ends_at or later_on_the_clock(item.starts_at, OPEN_ENDED, item.time_zone), (item.title_zh, item.title_en), at)


@resource_hooks.booking_ended
def _booking_ended(booking, *, at):
    titles = (booking.item.title_zh, booking.item.title_en) if booking.item is not None else ("", "")
    _note_end("booking", booking, booking.resource_id, booking.version, booking.ends_at, titles, at)


def _note_end(kind, row, resource_id, sequence, ends_at, titles, at):
    """One row for each entry and resource: a booking that came back and left again has ended anew."""
    found = session().scalar(select(EndedEntry).where(EndedEntry.kind == kind, EndedEntry.number == row.id, EndedEntry.resource_id == resource_id))
    ended = found or EndedEntry(kind=kind, number=row.id, resource_id=resource_id, reception_id=row.reception_id)
    ended.title_zh, ended.title_en = titles
    ended.starts_at, ended.ends_at, ended.time_zone, ended.sequence, ended.ended_at = row.starts_at, ends_at, row.time_zone, sequence, at
    session().add(ended)
    session().flush()
