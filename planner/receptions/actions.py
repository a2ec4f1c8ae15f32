"""Making and changing receptions and their programme."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from planner import audit
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.receptions import hooks
from planner.receptions.models import Item, ItemReply, Reception

LONGEST_STAY_DAYS = 60


def add_reception(*, owner, client, title_zh="", title_en="", starts_on, ends_on, purpose_zh="", purpose_en="", note="",
                  visit_kind="", customs=(), time_zone=None, by, at):
    """A new reception of `client`, planned by `owner`, in the installation's zone unless told otherwise. A title in one language is enough."""
    _check_days(starts_on, ends_on)
    if not (title_zh or title_en):
        raise RuleBroken(_l("Please give the reception a title in Chinese or English."), field="title_zh")
    reception = Reception(owner_id=owner.id, client_id=client.id, title_zh=title_zh, title_en=title_en, starts_on=starts_on,
                          ends_on=ends_on, purpose_zh=purpose_zh, purpose_en=purpose_en, note=note, visit_kind=visit_kind, customs=list(customs),
                          time_zone=time_zone or current_app.extensions["settings"].time_zone, created_at=at)
    session().add(reception)
    session().flush()
    audit.append("reception.added", subject=reception, by=by, at=at)
    return reception


def change_reception(reception, *, by, at, **values):
    """Set the given columns; items that would fall outside the new days are named."""
    starts_on, ends_on = values.get("starts_on", reception.starts_on), values.get("ends_on", reception.ends_on)
    _check_days(starts_on, ends_on)
    if not (values.get("title_zh", reception.title_zh) or values.get("title_en", reception.title_en)):
        raise RuleBroken(_l("Please give the reception a title in Chinese or English."), field="title_zh")
    outside = [item for item in reception.items if not starts_on <= item.starts_at.date() <= ends_on]
    if outside:
        raise RuleBroken(_l("%(count)s items of the programme lie outside these days. Please move them first.",
                            count=len(outside)), field="ends_on")
    for name, value in values.items():
        setattr(reception, name, value)
    session().flush()
    audit.append("reception.changed", subject=reception, by=by, at=at, details={"fields": sorted(values)})


def cancel_reception(reception, *, by, at):
    """The visit does not take place. What was planned stays readable; what was booked for it is given back."""
    reception.cancelled_at = at
    session().flush()
    for tell in hooks.RECEPTION_CANCELLED:
        tell(reception, by=by, at=at)
    audit.append("reception.cancelled", subject=reception, by=by, at=at)


def _check_days(starts_on, ends_on):
    if ends_on < starts_on:
        raise RuleBroken(_l("The last day lies before the first. Please check both."), field="ends_on")
    if ends_on - starts_on > timedelta(days=LONGEST_STAY_DAYS):
        raise RuleBroken(_l("A reception lasts 60 days at most. Please check the dates."), field="ends_on")


def add_item(reception, *, kind, starts_at, ends_at=None, by, at, **values):
    """A new item of the programme, within the days of the reception, at times that exist on the clock there."""
    _check_times(reception, starts_at, ends_at)
    item = Item(reception_id=reception.id, kind=kind, starts_at=starts_at, ends_at=ends_at, time_zone=reception.time_zone, **values)
    _check_title(item)
    session().add(item)
    session().flush()
    session().expire(reception, ["items"])
    audit.append("item.added", subject=item, by=by, at=at)
    return item


def change_item(item, *, by, at, with_bookings=True, **values):
    """Set the given columns; its calendar entry follows with the next sequence number, and what is booked for it moves along.

    Who moves several items in one step sees to their bookings afterwards, together, and says `with_bookings=False`.
    """
    before = item.starts_at, item.ends_at
    _check_times(item.reception, values.get("starts_at", item.starts_at), values.get("ends_at", item.ends_at))
    for name, value in values.items():
        setattr(item, name, value)
    _check_title(item)
    item.sequence += 1
    session().flush()
    if with_bookings and before != (item.starts_at, item.ends_at):
        for tell in hooks.ITEM_MOVED:
            tell(item, before, by=by, at=at)
    audit.append("item.changed", subject=item, by=by, at=at, details={"fields": sorted(values)})


def remove_item(item, *, by, at, is_used):
    """Take an item out of the programme, unless a banquet stands on it (`is_used`)."""
    if is_used:
        raise RuleBroken(_l("A banquet is planned on this item. Please change its time instead."))
    for tell in hooks.ITEM_REMOVED:
        tell(item, by=by, at=at)
    audit.append("item.removed", subject=item, by=by, at=at)
    session().delete(item)
    session().flush()


def move_replies(before, after):
    """Replies about one item count for another: what was accepted is to be confirmed where the time differs."""
    for reply in session().scalars(select(ItemReply).where(ItemReply.item_id == before.id)).unique():
        reply.item = after
    session().flush()


def _check_title(item):
    if not (item.title_zh or item.title_en):
        raise RuleBroken(_l("Please give the item a title in Chinese or English."), field="title_zh")


def _check_times(reception, starts_at, ends_at):
    if not reception.starts_on <= starts_at.date() <= reception.ends_on:
        raise RuleBroken(_l("This lies outside the days of the reception."), field="starts_at")
    if ends_at is not None and ends_at < starts_at:
        raise RuleBroken(_l("The end lies before the beginning. Please check both."), field="ends_at")
    if ends_at is not None and ends_at - starts_at > timedelta(hours=24):
        raise RuleBroken(_l("One item lasts 24 hours at most."), field="ends_at")
    for name, value in (("starts_at", starts_at), ("ends_at", ends_at)):
        if value is not None and not exists_on_the_clock(value, reception.time_zone):
            raise RuleBroken(_l("This time does not exist on the clock there: it is skipped for summer time."), field=name)
        if value is not None and is_doubled_on_the_clock(value, reception.time_zone):
            raise RuleBroken(_l("The clock there shows this time twice: it is set back from summer time. Please choose a time outside that hour."), field=name)


def exists_on_the_clock(wall, zone):
    """Whether the wall clock of `zone` ever shows `wall` (the hour skipped in spring does not exist)."""
    aware = wall.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


def is_doubled_on_the_clock(wall, zone):
    """Whether the wall clock of `zone` shows `wall` twice (the hour repeated in autumn)."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))
    return first > second


def as_moment(wall, zone):
    """The aware moment of a wall time."""
    return datetime.replace(wall, tzinfo=ZoneInfo(zone))
