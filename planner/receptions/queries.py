"""Reading receptions. Whose reception it is decides who may see it: its owner among the account managers, and everybody
whose work is with all receptions (managers, finance, the office, the auditor)."""

from datetime import datetime, time, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import lazyload, selectinload

from planner.accounts.queries import roles_of
from planner.db import session
from planner.errors import NotFound
from planner.paging import page_of
from planner.people.models import Client, Person
from planner.people.queries import works_with
from planner.reading import remembered
from planner.receptions.models import ABSENT, Attendee, Item, ItemReply, Reception

SEES_ALL = frozenset({"department_manager", "general_manager", "finance", "office", "auditor"})


def visible_to(person):
    """A condition on Reception for what this person may see."""
    roles = roles_of(person)
    if roles & SEES_ALL:
        return Reception.id == Reception.id
    if "account_manager" in roles:
        return Reception.owner_id == person.id
    return Reception.id.is_(None)


def get_reception(reception_id, person):
    """The reception if this person may see it; NotFound for unknown and foreign ones alike."""
    found = session().scalar(select(Reception).where(Reception.id == reception_id, visible_to(person)))
    if found is None:
        raise NotFound()
    return found


@works_with
def clients_received_by(person):
    """Ids of the clients whose receptions this person plans."""
    return select(Reception.client_id).where(Reception.owner_id == person.id)


def own_reception(reception_id, person):
    """The reception if this person plans it; NotFound otherwise. For everything that changes it."""
    found = session().scalar(select(Reception).where(Reception.id == reception_id, Reception.owner_id == person.id))
    if found is None:
        raise NotFound()
    return found


def receptions(person, *, upcoming_from, limit=None):
    """Receptions this person may see that have not ended before that day, the next first."""
    query = select(Reception).where(visible_to(person), Reception.ends_on >= upcoming_from)
    return session().scalars(query.order_by(Reception.starts_on, Reception.id).limit(limit)).unique().all()


def page_of_receptions(person, *, search="", number=1):
    """One Page of all receptions this person may see, the latest first; with `search` in title, client or owner."""
    query = select(Reception).join(Reception.client).join(Reception.owner).where(visible_to(person))
    if search:
        wanted = f"%{_escaped(search.lower())}%"
        columns = (Reception.title_zh, Reception.title_en, Client.name_zh, Client.name_en, Client.sort_key, Person.name_zh,
                   Person.name_en)
        query = query.where(or_(*(func.lower(c).like(wanted, escape="\\") for c in columns)))
    return page_of(query.order_by(Reception.starts_on.desc(), Reception.id.desc()), number)


def _escaped(text):
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def items_between(person, first, last):
    """Programme items on the days first to last of receptions this person may see, with their reception."""
    begin, end = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    query = (select(Item).join(Item.reception).where(visible_to(person), Item.starts_at >= begin, Item.starts_at < end,
                                                    Reception.cancelled_at.is_(None))
             .options(selectinload(Item.reception)).order_by(Item.starts_at, Item.id))
    return session().scalars(query).unique().all()


@remembered
def party(reception):
    """Everybody of the reception: guests by precedence, then the host side."""
    found = session().scalars(select(Attendee).where(Attendee.reception_id == reception.id)).unique().all()
    return sorted(found, key=lambda a: (a.side != "guest", a.rank or 99, a.position, a.id))


def comes_to(item_id):
    """A condition on Attendee: has not declined the item of this id (a number or a column), and is still invited.

    It may stand inside another condition: only the replies are its own, or any guest's refusal would be everybody's.
    """
    return ~exists().where(ItemReply.attendee_id == Attendee.id, ItemReply.item_id == item_id,
                           ItemReply.answer.in_(ABSENT)).correlate_except(ItemReply)


def item_reply(item_id, attendee_id):
    """The reply of one attendee about one item, or None."""
    return session().scalar(select(ItemReply).where(ItemReply.item_id == item_id, ItemReply.attendee_id == attendee_id).options(
        lazyload(ItemReply.item)))


@remembered
def replies_of(reception):
    """{attendee id: their ItemReplies, in the order of the programme}."""
    found = {}
    for reply in session().scalars(select(ItemReply).join(ItemReply.item).where(Item.reception_id == reception.id)
                                   .order_by(Item.starts_at, Item.id)).unique():
        found.setdefault(reply.attendee_id, []).append(reply)
    return found


def counts(reception_ids):
    """{reception id: (guests, own people)} for many receptions in one query."""
    rows = session().execute(select(Attendee.reception_id, Attendee.side, func.count()).where(
        Attendee.reception_id.in_(reception_ids)).group_by(Attendee.reception_id, Attendee.side))
    found = {}
    for reception_id, side, count in rows:
        guests, own = found.get(reception_id, (0, 0))
        found[reception_id] = (count, own) if side == "guest" else (guests, count)
    return found


def get_item(reception, item_id):
    """An item of this reception; NotFound for another's."""
    found = session().get(Item, item_id)
    if found is None or found.reception_id != reception.id:
        raise NotFound()
    return found


def by_day(items):
    """[(date, items of that day)] in order."""
    found = {}
    for item in items:
        found.setdefault(item.starts_at.date(), []).append(item)
    return sorted(found.items())
