"""What calendars show: items and deadlines of receptions a person may see."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from planner.accounts.permissions import may
from planner.accounts.queries import roles_of, token_hash
from planner.calendar.ics import DayEntry, Entry
from planner.calendar.models import CalendarFeed
from planner.db import session
from planner.errors import NotFound
from planner.invitations import deadlines
from planner.invitations.queries import banquets_of
from planner.receptions.models import Item
from planner.receptions.queries import receptions

OPEN_ENDED = timedelta(hours=1)
"""How long an item without an end is shown."""
LOOKING_BACK = timedelta(days=30)
"""A feed keeps receptions that ended this long ago."""


def entries_of(reception, lang):
    """The reception's items as calendar entries; those of a cancelled reception are cancelled, with the next sequence number."""
    gone = reception.cancelled_at is not None
    items = session().scalars(select(Item).where(Item.reception_id == reception.id).order_by(Item.starts_at, Item.id)).all()
    return [Entry(uid=uid("item", item.id), title=item.title(lang), start=item.starts_at,
                  end=item.ends_at or item.starts_at + OPEN_ENDED, zone=item.time_zone, place=item.place(lang),
                  notes=reception.title(lang), sequence=item.sequence + gone, is_cancelled=gone) for item in items]


def deadlines_of(reception, roles, lang):
    """The deadlines of the reception's banquets, for roles that see invitations; others, and cancelled receptions, get none."""
    if reception.cancelled_at is not None or not may(roles, "invitation.see"):
        return []
    return [DayEntry(uid=uid(f"deadline-{banquet.id}", deadline.id.replace("_", "-")),
                     title=f"{deadline.title(lang)} · {reception.title(lang)}", day=deadline.day, notes=deadline.reason(lang))
            for banquet in banquets_of(reception) for deadline in deadlines.deadlines_before(banquet.item.starts_at.date())]


def feed_content(person, *, today, lang):
    """(items, deadlines) of all receptions the person may see; what was cancelled stays as cancelled."""
    roles, items, days = roles_of(person), [], []
    for reception in receptions(person, upcoming_from=today - LOOKING_BACK):
        items += entries_of(reception, lang)
        days += deadlines_of(reception, roles, lang)
    return items, days


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
    """The working feed of this token; NotFound for unknown and revoked ones and for people who left, all alike."""
    feed = session().scalar(select(CalendarFeed).where(CalendarFeed.token_hash == token_hash(token)))
    if feed is None or feed.revoked_at is not None or not feed.person.is_active or not roles_of(feed.person):
        raise NotFound()
    return feed
