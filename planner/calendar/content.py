"""What calendars show: entries of receptions, of rooms and cars, of one person's day; as much of each as the person may see.

What was cancelled, removed or given back stays as cancelled under its UID, with a higher sequence number, for LOOKING_BACK after its time.
Guests appear nowhere: an entry has times, a title, a place and the reception's title.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from planner.accounts.permissions import may
from planner.accounts.queries import roles_of
from planner.banquets.models import Banquet
from planner.banquets.queries import banquets_of
from planner.calendar.ics import DayEntry, Entry
from planner.calendar.models import EndedEntry
from planner.calendar.queries import uid
from planner.db import session
from planner.i18n import _
from planner.invitations.terms import chain_of
from planner.programme.models import ItemRole
from planner.receptions import queries as receptions
from planner.receptions.models import Attendee, Item, Reception
from planner.resources.models import Booking, Resource

OPEN_ENDED = timedelta(hours=1)
"""How long an item without an end is shown."""
LOOKING_BACK = timedelta(days=30)
"""A feed keeps what ended this long ago."""


# --- receptions ----------------------------------------------------------------------------------------------------------

def entries_of(reception, lang):
    """The reception's items as calendar entries; removed ones, and those of a cancelled reception, are cancelled with the next sequence number."""
    items = session().scalars(select(Item).where(Item.reception_id == reception.id).order_by(Item.starts_at, Item.id)).all()
    ended = session().scalars(select(EndedEntry).where(EndedEntry.kind == "item", EndedEntry.reception_id == reception.id).order_by(EndedEntry.starts_at, EndedEntry.id)).all()
    off = _called_off(items)
    return [_of_item(item, reception, lang, off) for item in items] + [_of_ended_item(one, reception, lang) for one in ended]


def _called_off(items):
    """Ids of those items whose banquet does not take place at the time planned."""
    return set(session().scalars(select(Banquet.item_id).where(Banquet.item_id.in_([item.id for item in items]), Banquet.called_off != "")))


def _of_item(item, reception, lang, off):
    gone = reception.cancelled_at is not None
    return Entry(uid=uid("item", item.id), title=item.title(lang), start=item.starts_at, end=item.ends_at or later_on_the_clock(item.starts_at, OPEN_ENDED, item.time_zone),
                 zone=item.time_zone, place=item.place(lang), notes=reception.title(lang), sequence=item.sequence + gone, is_cancelled=gone or item.id in off)


def later_on_the_clock(wall, span, zone):
    """What the clock of `zone` shows that much later: an hour after half past one is half past three where it is put forward at two."""
    return (wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) + span).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _of_ended_item(ended, reception, lang):
    return Entry(uid=uid("item", ended.number), title=_title(ended, lang), start=ended.starts_at, end=ended.ends_at, zone=ended.time_zone,
                 notes=reception.title(lang), sequence=ended.sequence, is_cancelled=True)


def deadlines_of(reception, roles, lang):
    """The deadlines of the reception's banquets, for roles that see invitations; others, and cancelled receptions, get none.
    Those of a banquet that was called off are cancelled."""
    if reception.cancelled_at is not None or not may(roles, "invitation.see"):
        return []
    return [DayEntry(uid=uid(f"deadline-{banquet.id}", deadline.id.replace("_", "-")),
                     title=f"{deadline.title(lang)} · {reception.title(lang)}", day=deadline.day, notes=deadline.reason(lang), sequence=banquet.item.sequence, is_cancelled=bool(banquet.called_off))
            for banquet in banquets_of(reception) for deadline in chain_of(banquet)]


# --- feeds ---------------------------------------------------------------------------------------------------------------

def of_feed(feed, *, at, lang):
    """(entries, deadlines) of a feed, as its holder may see them at this moment."""
    since = (at - LOOKING_BACK).date()
    if feed.scope == "mine":
        return of_person(feed.person, since=since, at=at, lang=lang)
    found = _bookings_shown(feed.person, since=since, at=at, lang=lang, resource=feed.resource, names=feed.scope == "office")
    return ([_discreet(entry) for entry in found] if feed.is_discreet else found), []


def of_person(person, *, since, at, lang):
    """The receptions a person may see with their deadlines, what the person does in others, and what the person is booked for."""
    roles, entries, days = roles_of(person), [], []
    seen = receptions.receptions(person, upcoming_from=since)
    for reception in seen:
        entries += entries_of(reception, lang)
        days += deadlines_of(reception, roles, lang)
    duties = _duties(person, [reception.id for reception in seen], since)
    off = _called_off(duties)
    entries += [_of_item(item, item.reception, lang, off) for item in duties]
    return entries + _own_bookings(person, {entry.uid for entry in entries}, since=since, at=at, lang=lang), days


def _duties(person, seen, since):
    """Items of receptions not `seen`, at which the person has a role or is in charge, or in whose party the person stands on our side."""
    named = exists().where(ItemRole.item_id == Item.id, ItemRole.person_id == person.id)
    party = exists().where(Attendee.reception_id == Item.reception_id, Attendee.person_id == person.id, Attendee.side == "host")
    query = select(Item).join(Item.reception).where(Reception.id.not_in(seen), Item.starts_at >= datetime.combine(since, time()),
                                                    or_(named, party, Item.responsible_id == person.id))
    return session().scalars(query.options(joinedload(Item.reception)).order_by(Item.starts_at, Item.id)).unique().all()


def _own_bookings(person, known, *, since, at, lang):
    """What the person is booked for as guide, interpreter or driver; the item says when and where. Items shown already are left out."""
    ids = session().scalars(select(Resource.id).where(Resource.person_id == person.id)).all()
    if not ids:
        return []
    found = _bookings(Booking.resource_id.in_(ids), EndedEntry.resource_id.in_(ids), person, since)
    return _standing_first([_of_booking(booking, is_seen, at, lang, knows_item=True) if isinstance(booking, Booking) else _of_ended_booking(booking, is_seen, lang)
                            for booking, is_seen in found if not (isinstance(booking, Booking) and booking.item_id and uid("item", booking.item_id) in known)])


# --- bookings ------------------------------------------------------------------------------------------------------------

def _bookings_shown(person, *, since, at, lang, resource, names):
    """The bookings of one resource, or of all of them; `names` puts the resource's name before each title."""
    of = (Booking.resource_id == resource.id, EndedEntry.resource_id == resource.id) if resource is not None else (Booking.id > 0, EndedEntry.id > 0)
    found = []
    for booking, is_seen in _bookings(*of, person, since):
        entry = _of_booking(booking, is_seen, at, lang) if isinstance(booking, Booking) else _of_ended_booking(booking, is_seen, lang)
        found.append(replace(entry, title=f"{booking.resource.name(lang)} · {entry.title}") if names else entry)
    return _standing_first(found)


def _bookings(live, ended, person, since):
    """[(Booking or EndedEntry, whether the person may see its reception)] from a day on, in the order of their times."""
    begin = datetime.combine(since, time())
    rows = []
    for model, condition in ((Booking, live), (EndedEntry, ended & (EndedEntry.kind == "booking"))):
        seen = exists().where(Reception.id == model.reception_id, receptions.visible_to(person)).correlate(model).label("seen")
        query = select(model, seen).where(condition, model.ends_at >= begin).options(joinedload(model.resource))
        if model is Booking:
            query = query.options(joinedload(Booking.reception), joinedload(Booking.item))
        rows += [tuple(row) for row in session().execute(query.order_by(model.starts_at, model.id)).unique()]
    return rows


def _of_booking(booking, is_seen, at, lang, *, knows_item=False):
    """A booking: with its item and reception for who may see the reception; who is booked (`knows_item`) learns the item; others, that it is taken.

    A hold past its time is cancelled, though its row still stands.
    """
    gone = booking.state == "held" and booking.hold_until <= at
    title, place, notes = _("taken"), "", ""
    if is_seen:
        title = booking.reception.title(lang)
    if is_seen or knows_item:
        notes = booking.resource.name(lang)
    if booking.item is not None and (is_seen or knows_item):
        title = f"{booking.item.title(lang)} · {title}" if is_seen else booking.item.title(lang)
        place = booking.item.place(lang)
    return Entry(uid=uid("booking", booking.id), title=title, start=booking.starts_at, end=booking.ends_at, zone=booking.time_zone, place=place,
                 notes=notes, sequence=booking.version - 1 + gone, is_cancelled=gone, is_tentative=booking.state == "held" and not gone)


def _of_ended_booking(ended, is_seen, lang):
    title = _title(ended, lang) if is_seen else ""
    return Entry(uid=uid("booking", ended.number), title=title or _("given back"), start=ended.starts_at, end=ended.ends_at, zone=ended.time_zone,
                 sequence=ended.sequence, is_cancelled=True)


def _standing_first(entries):
    """Each UID once: a booking that still stands somewhere in this calendar goes before what ended at another resource; of those that ended, the last."""
    found = {}
    for entry in sorted(entries, key=lambda one: (one.is_cancelled, -one.sequence)):
        found.setdefault(entry.uid, entry)
    return sorted(found.values(), key=lambda one: (one.start, one.uid))


def _discreet(entry):
    """The entry for a screen at a door: taken, and for how long."""
    return replace(entry, title=_("given back") if entry.is_cancelled else _("taken"), place="", notes="")


def _title(ended, lang):
    return (ended.title_zh if lang == "zh" and ended.title_zh or not ended.title_en else ended.title_en)
