"""Making a banquet, and the wishes about who sits with whom."""

from planner import audit
from planner.banquets import queries, seating_bridge, seats as seats_, steps
from planner.banquets.models import Banquet, BanquetTable
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l, current_language
from planner.receptions.actions import as_moment, move_replies
from planner.receptions.models import Wish

NAMES_TOLD = 8


def create_banquet(reception, *, item, tables, seats, pack, host, guest_of_honour, second_host=None, venue_zh="", venue_en="",
                   hall_zh="", hall_en="", by, at):
    """A banquet of `tables` round tables with `seats` seats each, laid out by the pack. Raises RuleBroken at the field."""
    _check_item(reception, item, at)
    banquet = Banquet(reception_id=reception.id, item_id=item.id, pack=pack, venue_zh=venue_zh, venue_en=venue_en,
                      hall_zh=hall_zh, hall_en=hall_en)
    banquet.reception = reception
    _set_principals(banquet, host, second_host, guest_of_honour)
    _check_room(banquet, tables, seats)
    session().add(banquet)
    session().flush()
    _lay_tables(banquet, tables, seats)
    audit.append("banquet.added", subject=banquet, by=by, at=at, details={"tables": tables, "seats": seats, "pack": pack})
    return banquet


def change_banquet(banquet, *, item, pack, host, guest_of_honour, second_host=None, tables=None, seats=None, by, at, **places):
    """New particulars. Another number of tables or seats lays the hall anew, and everybody has to be seated again; not where
    the room was drawn: that is changed in its own editor."""
    if tables is not None and queries.is_drawn(banquet):
        raise RuleBroken(_l("The room of this banquet was drawn. Please change its tables in the room."), field="tables")
    if item.id != banquet.item_id:
        _check_item(banquet.reception, item, at)
        move_replies(banquet.item, item)
    banquet.item_id, banquet.pack = item.id, pack
    for name, value in places.items():
        setattr(banquet, name, value)
    _set_principals(banquet, host, second_host, guest_of_honour)
    is_new_room = tables is not None and [t.seats for t in banquet.tables] != [seats] * tables
    if is_new_room:
        _check_room(banquet, tables, seats)
        seats_.clear(banquet, by=by, at=at)
        banquet.tables.clear()
        session().flush()
        _lay_tables(banquet, tables, seats)
        banquet.plan_status, banquet.plan_cost, banquet.plan_bound = "none", None, None
    session().flush()
    if not is_new_room and banquet.plan_status != "none":
        steps.count_again(banquet, at)
    audit.append("banquet.changed", subject=banquet, by=by, at=at, details={"tables": tables, "seats": seats, "pack": pack})


def _check_item(reception, item, at):
    if as_moment(item.starts_at, item.time_zone) < at:
        raise RuleBroken(_l("This lies in the past. Please choose a banquet still to come."), field="item_id")
    if item.reception_id != reception.id or any(b.item_id == item.id for b in queries.banquets_of(reception)):
        raise RuleBroken(_l("A banquet is already planned on this item. Please choose another."), field="item_id")


def _set_principals(banquet, host, second_host, guest_of_honour):
    """Host, second host and guest of honour: of this reception, on the right side, dining, three different people."""
    if host is None:
        raise RuleBroken(_l("Every banquet has a host. Please choose one."), field="host_id")
    if guest_of_honour is None:
        raise RuleBroken(_l("Every banquet has a guest of honour. Please choose one."), field="guest_of_honour_id")
    for person, side, field in ((host, "host", "host_id"), (second_host, "host", "second_host_id"),
                                (guest_of_honour, "guest", "guest_of_honour_id")):
        if person is None:
            continue
        if person.reception_id != banquet.reception_id:
            raise RuleBroken(_l("Please choose somebody who takes part in this reception."), field=field)
        if person.side != side:
            message = (_l("%(name)s is on the host side. The guest of honour is one of the guests.", name=person.person.both_names())
                       if side == "guest" else
                       _l("%(name)s is a guest. Hosts are our own people.", name=person.person.both_names()))
            raise RuleBroken(message, field=field)
        if not queries.dines_at(banquet, person):
            raise RuleBroken(_l("%(name)s does not dine. Please choose somebody else.", name=person.person.both_names()), field=field)
    if second_host is not None and second_host.id == host.id:
        raise RuleBroken(_l("Host and second host are two different people."), field="second_host_id")
    banquet.host_id, banquet.guest_of_honour_id = host.id, guest_of_honour.id
    banquet.second_host_id = second_host.id if second_host else None


def _check_room(banquet, tables, seats):
    """Everybody who dines needs a seat; the sentence says who would have none."""
    room = tables * seats
    dining = len(queries.diners(banquet))
    if dining <= room:
        return
    left = [a.person.name(current_language()) for a in seating_bridge.least_important(seating_bridge.Hall(banquet), room)]
    more = " …" if len(left) > NAMES_TOLD else ""
    raise RuleBroken(_l("%(people)s people dine, but there are only %(room)s seats. Without a seat: %(names)s. "
                        "Please add tables or seats.", people=dining, room=room, names=_join(left[:NAMES_TOLD]) + more),
                     field="tables")


def _join(names):
    return ("、" if current_language() == "zh" else ", ").join(names)


def _lay_tables(banquet, tables, seats):
    for number, (x, y) in enumerate(seating_bridge.table_places(tables, banquet.pack), 1):
        session().add(BanquetTable(banquet_id=banquet.id, number=number, x_cm=x, y_cm=y, seats=seats, features=[]))
    session().flush()
    session().expire(banquet, ["tables"])


# --- wishes -----------------------------------------------------------------------------------------------------------


def add_wish(reception, *, kind, scope, strength, first, second, reason_zh="", reason_en="", asked_by="", by, at):
    """Two people, or the people of a client, to be together or apart. `first` and `second` are Attendees or Clients."""
    wish = Wish(reception_id=reception.id)
    _set_wish(reception, wish, kind, scope, strength, first, second, reason_zh, reason_en, asked_by)
    session().add(wish)
    session().flush()
    session().expire(reception, ["wishes"])
    audit.append("wish.added", subject=wish, by=by, at=at, details={"kind": kind, "scope": scope, "strength": strength})
    return wish


def change_wish(wish, *, kind, scope, strength, first, second, reason_zh="", reason_en="", asked_by="", by, at):
    """Say the wish anew."""
    _set_wish(wish.reception, wish, kind, scope, strength, first, second, reason_zh, reason_en, asked_by)
    session().flush()
    audit.append("wish.changed", subject=wish, by=by, at=at, details={"kind": kind, "scope": scope, "strength": strength})


def remove_wish(wish, *, by, at):
    """Forget a wish."""
    reception = wish.reception
    audit.append("wish.removed", subject=wish, by=by, at=at)
    session().delete(wish)
    session().flush()
    session().expire(reception, ["wishes"])


def _set_wish(reception, wish, kind, scope, strength, first, second, reason_zh, reason_en, asked_by):
    _check_wish(reception, wish, kind, scope, first, second)
    wish.kind, wish.scope, wish.strength, wish.reason_zh, wish.reason_en = kind, scope, strength, reason_zh, reason_en
    wish.asked_by = asked_by
    wish.first_attendee_id, wish.first_client_id = _columns(first)
    wish.second_attendee_id, wish.second_client_id = _columns(second)


def _columns(subject):
    return (subject.id, None) if hasattr(subject, "person_id") else (None, subject.id)


def _check_wish(reception, wish, kind, scope, first, second):
    if first is None or second is None:
        raise RuleBroken(_l("Please choose two people or clients."), field="second")
    if _columns(first) == _columns(second) and (hasattr(first, "person_id") or kind == "apart"):
        raise RuleBroken(_l("Please choose two different people or clients."), field="second")
    pair = {_columns(first), _columns(second)}
    for other in reception.wishes:
        same = {(other.first_attendee_id, other.first_client_id), (other.second_attendee_id, other.second_client_id)} == pair
        if other is not wish and same and other.scope == scope:
            message = (_l("This wish is already on the list.") if other.kind == kind
                       else _l("The list already says the opposite. Please remove that wish first."))
            raise RuleBroken(message, field="second")
