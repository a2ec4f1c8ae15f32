"""Reading feeds: which stand, whose they are, and what they may be about."""

from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from planner.accounts.permissions import may
from planner.accounts.queries import roles_of, token_hash
from planner.calendar.models import CalendarFeed
from planner.db import session
from planner.errors import NotFound


def uid(kind, number):
    """item-12@planner.example: the same for ever, and another on every installation."""
    return f"{kind}-{number}@{urlsplit(current_app.extensions['settings'].base_url).hostname}"


def feeds_of(person):
    """The person's feeds that still work, oldest first."""
    return session().scalars(select(CalendarFeed).where(CalendarFeed.person_id == person.id, CalendarFeed.revoked_at.is_(None))
                             .order_by(CalendarFeed.id)).all()


def own_feed(feed_id, person):
    """A working feed of this person; NotFound otherwise."""
    feed = session().get(CalendarFeed, feed_id)
    if feed is None or feed.person_id != person.id or feed.revoked_at is not None:
        raise NotFound()
    return feed


def feed_for(token):
    """The working feed of this token; NotFound, all alike, for unknown and revoked ones, and once its person left or may not see what it shows."""
    feed = session().scalar(select(CalendarFeed).where(CalendarFeed.token_hash == token_hash(token)))
    if feed is None or feed.revoked_at is not None or not feed.person.is_active:
        raise NotFound()
    roles = roles_of(feed.person)
    if not roles or not may_have(roles, feed.scope):
        raise NotFound()
    return feed


def may_have(roles, scope):
    """Everybody has a calendar of their own; that of a room, a car or the office goes with seeing the office's week."""
    return scope == "mine" or may(roles, "resource.see")
