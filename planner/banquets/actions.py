"""Making a banquet, seating people, moving, locking, and the wishes about who sits with whom."""

from planner import audit
from planner.banquets import queries, seating_bridge
from planner.banquets.models import Banquet, BanquetTable, Seating
from planner.db import session
from planner.errors import Conflict, RuleBroken
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


def change_banquet(banquet, *, item, tables, seats, pack, host, guest_of_honour, second_host=None, by, at, **places):
    """New particulars. Another number of tables or seats lays the hall anew, and everybody has to be seated again."""
    if item.id != banquet.item_id:
        _check_item(banquet.reception, item, at)
        move_replies(banquet.item, item)
    banquet.item_id, banquet.pack = item.id, pack
    for name, value in places.items():
        setattr(banquet, name, value)
    _set_principals(banquet, host, second_host, guest_of_honour)
    is_new_room = [t.seats for t in banquet.tables] != [seats] * tables
    if is_new_room:
        _check_room(banquet, tables, seats)
        _clear(banquet)
        banquet.tables.clear()
        session().flush()
        _lay_tables(banquet, tables, seats)
        banquet.plan_status, banquet.plan_cost, banquet.plan_bound = "none", None, None
    session().flush()
    if not is_new_room and banquet.plan_status != "none":
        _after_edit(banquet, at)
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


# --- seats ------------------------------------------------------------------------------------------------------------


def seat_everyone(banquet, *, by, at, on_progress=None):
    """Find the best plan, keeping locked seats, and store it. Returns the attendees left without a seat.

    For more than a few dozen people this takes seconds: then find_plan() and store_plan() belong into a job.
    """
    return store_plan(banquet, find_plan(banquet, on_progress=on_progress), by=by, at=at)


def find_plan(banquet, on_progress=None):
    """The search alone; writes nothing."""
    _check_diners(banquet)
    return seating_bridge.find_plan(seating_bridge.Hall(banquet), on_progress=on_progress)


def store_plan(banquet, plan, *, by, at):
    """Write a found plan; Conflict when banquet, people, ranks or wishes are not any more what it was found for."""
    _check_diners(banquet)
    if plan.sought != (banquet.version, seating_bridge.Hall(banquet).problem):
        raise Conflict(_l("The banquet or its people were changed while seats were being found. Please seat everyone again."))
    locked = {row.attendee_id for row in queries.seatings(banquet) if row.is_locked}
    _clear(banquet)
    tables = {t.number: t.id for t in banquet.tables}
    for attendee_id, (number, seat) in plan.seats.items():
        session().add(Seating(banquet_id=banquet.id, attendee_id=attendee_id, table_id=tables[number], seat=seat,
                              is_locked=attendee_id in locked))
    session().flush()
    banquet.plan_number += 1
    banquet.plan_status = "proved_best" if plan.bound == plan.cost else "best_found"
    banquet.plan_cost, banquet.plan_bound, banquet.planned_at = plan.cost, plan.bound, at
    session().flush()
    audit.append("banquet.seated", subject=banquet, by=by, at=at,
                 details={"plan": banquet.plan_number, "people": len(plan.seats), "hard": plan.hard, "cost": plan.cost})
    return queries.unseated(banquet)


def _check_diners(banquet):
    """The three principals must still be there."""
    for person, text in ((banquet.host, _l("The host does not dine any more. Please choose another host first.")),
                         (banquet.second_host, _l("The second host does not dine any more. Please choose another first.")),
                         (banquet.guest_of_honour, _l("The guest of honour does not dine any more. Please choose another first."))):
        if person is not None and not queries.dines_at(banquet, person):
            raise RuleBroken(text)


def _clear(banquet):
    for row in queries.seatings(banquet):
        session().delete(row)
    session().flush()


def move_person(banquet, attendee, table, seat, *, by, at):
    """Put somebody into a seat; whoever sits there takes the seat left, or stays without one.

    Returns what it changes in words for the reader's language: a list of sentences, empty when nothing costs.
    """
    _check_seat(banquet, attendee, table, seat)
    sentences = list(seating_bridge.Hall(banquet).what_if(attendee.id, table.number, seat).sentences(current_language()))
    rows = {row.attendee_id: row for row in queries.seatings(banquet)}
    mine = rows.get(attendee.id)
    other = next((row for row in rows.values() if (row.table_id, row.seat) == (table.id, seat)), None)
    if other is mine and mine is not None:
        return []
    old = (mine.table_id, mine.seat, mine.is_locked) if mine else None
    displaced = (other.attendee_id, other.is_locked) if other else None
    if displaced and displaced[1]:
        raise RuleBroken(_l("%(name)s is locked in this seat. Please unlock it first.", name=other.attendee.person.both_names()), field="to")
    for row in (mine, other):
        if row is not None:
            session().delete(row)
    session().flush()
    session().add(Seating(banquet_id=banquet.id, attendee_id=attendee.id, table_id=table.id, seat=seat,
                          is_locked=bool(old and old[2])))
    if displaced and old:
        session().add(Seating(banquet_id=banquet.id, attendee_id=displaced[0], table_id=old[0], seat=old[1]))
    session().flush()
    _after_edit(banquet, at)
    audit.append("banquet.moved", subject=banquet, by=by, at=at,
                 details={"attendee": attendee.id, "table": table.number, "seat": seat + 1, "plan": banquet.plan_number})
    return sentences


def _check_seat(banquet, attendee, table, seat):
    if table.banquet_id != banquet.id or not 0 <= seat < table.seats:
        raise RuleBroken(_l("There is no such seat."), field="to")
    if attendee.id not in {a.id for a in queries.diners(banquet)}:
        raise RuleBroken(_l("%(name)s does not dine. Please choose somebody else.", name=attendee.person.both_names()), field="to")


def unseat(banquet, attendee, *, by, at):
    """Take somebody's seat away."""
    row = _row(banquet, attendee)
    session().delete(row)
    session().flush()
    _after_edit(banquet, at)
    audit.append("banquet.unseated", subject=banquet, by=by, at=at, details={"attendee": attendee.id, "plan": banquet.plan_number})


def set_lock(banquet, attendee, is_locked, *, by, at):
    """Keep somebody in this seat whenever everyone is seated anew, or let go again."""
    row = _row(banquet, attendee)
    row.is_locked = is_locked
    session().flush()
    _after_edit(banquet, at, same_seats=True)
    audit.append("banquet.locked" if is_locked else "banquet.unlocked", subject=banquet, by=by, at=at, details={"attendee": attendee.id})


def _row(banquet, attendee):
    row = next((r for r in queries.seatings(banquet) if r.attendee_id == attendee.id), None)
    if row is None:
        raise RuleBroken(_l("%(name)s has no seat.", name=attendee.person.both_names()))
    return row


def _after_edit(banquet, at, same_seats=False):
    """Count again; seats that differ make a new plan, printed papers show its number."""
    _hard, cost = seating_bridge.cost_of(banquet)
    if not same_seats:
        banquet.plan_number += 1
        banquet.plan_status = "edited"
    banquet.plan_cost, banquet.plan_bound, banquet.planned_at = cost, None, at
    session().flush()


# --- wishes -----------------------------------------------------------------------------------------------------------


def add_wish(reception, *, kind, scope, strength, first, second, reason_zh="", reason_en="", by, at):
    """Two people, or the people of a client, to be together or apart. `first` and `second` are Attendees or Clients."""
    wish = Wish(reception_id=reception.id)
    _set_wish(reception, wish, kind, scope, strength, first, second, reason_zh, reason_en)
    session().add(wish)
    session().flush()
    session().expire(reception, ["wishes"])
    audit.append("wish.added", subject=wish, by=by, at=at, details={"kind": kind, "scope": scope, "strength": strength})
    return wish


def change_wish(wish, *, kind, scope, strength, first, second, reason_zh="", reason_en="", by, at):
    """Say the wish anew."""
    _set_wish(wish.reception, wish, kind, scope, strength, first, second, reason_zh, reason_en)
    session().flush()
    audit.append("wish.changed", subject=wish, by=by, at=at, details={"kind": kind, "scope": scope, "strength": strength})


def remove_wish(wish, *, by, at):
    """Forget a wish."""
    reception = wish.reception
    audit.append("wish.removed", subject=wish, by=by, at=at)
    session().delete(wish)
    session().flush()
    session().expire(reception, ["wishes"])


def _set_wish(reception, wish, kind, scope, strength, first, second, reason_zh, reason_en):
    _check_wish(reception, wish, kind, scope, first, second)
    wish.kind, wish.scope, wish.strength, wish.reason_zh, wish.reason_en = kind, scope, strength, reason_zh, reason_en
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
