"""Private feed addresses: made, shown once, revoked."""

import secrets

from planner import audit
from planner.accounts.queries import token_hash
from planner.calendar.models import CalendarFeed
from planner.calendar.queries import feeds_of
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l

MOST_FEEDS = 10
TOKEN_BYTES = 24


def add_feed(person, *, name, at):
    """(CalendarFeed, token): the token is shown now and never again; only its hash is stored."""
    if len(feeds_of(person)) >= MOST_FEEDS:
        raise RuleBroken(_l("You have ten calendar addresses. Revoke one before you make another."), field="name")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed(person_id=person.id, name=name, token_hash=token_hash(token), created_at=at)
    session().add(feed)
    audit.append("feed.added", subject=feed, by=person, at=at)
    return feed, token


def revoke_feed(feed, *, by, at):
    """The address stops working at once."""
    feed.revoked_at = at
    audit.append("feed.revoked", subject=feed, by=by, at=at)
