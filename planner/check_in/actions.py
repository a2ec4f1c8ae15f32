"""What the desk notes: who comes, who was not expected, who comes in somebody's place, and what they sign."""

from datetime import timedelta

from planner import audit
from planner.banquets import queries as banquets
from planner.banquets import seats, steps
from planner.check_in import queries
from planner.check_in.models import DoorSignature
from planner.db import lock, session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.on_the_day import actions as on_the_day
from planner.on_the_day import queries as day
from planner.people.names import fold
from planner.people.queries import contacts, staff
from planner.receptions import party_actions
from planner.safety.actions import drawn

OLDEST = timedelta(hours=36)
"""An entry kept on a device longer than this belongs to another day."""


def said_at(age_seconds, at):
    """The moment of an entry that a device has kept for so many seconds: by its own clock alone, so that a wrong clock does no harm."""
    if not 0 <= age_seconds <= OLDEST.total_seconds():
        raise RuleBroken(_l("This entry is too old to be sent. Please note it anew."))
    return at - timedelta(seconds=age_seconds)


def note(banquet, attendee, state, *, by, at, said=None, door="", key=None):
    """One tap at the door. Somebody who was not expected and is here comes after all. Returns the Presence, or None when taken back."""
    if state == "here" and attendee.id not in banquets.dining_ids(banquet):
        if day.entry_with(banquet, key) is not None:
            return day.presence_of(banquet, attendee)
        return on_the_day.come_after_all(banquet, attendee, by=by, at=at, said_at=said, door=door, key=key)
    return on_the_day.note_presence(banquet, attendee, state, by=by, at=at, said_at=said, door=door, key=key)


def let_in(banquet, *, name, name_en="", client=None, side="guest", title="", word_of, like=None, is_other=False, by, at, said=None, door="", key=None):
    """Somebody comes whom nobody expected, on the word of one of ours. Takes part from now on, is here, and has no seat yet.

    Returns the Attendee; for a `key` sent before, the one made then. Raises RuleBroken for a name that is on the list already, unless
    `is_other` says it is somebody else.
    """
    lock(banquet)
    known = day.walk_in_with(banquet, key)
    if known is not None:
        return known.attendee
    if word_of is None or word_of.side != "host" or word_of.reception_id != banquet.reception_id:
        raise RuleBroken(_l("Please choose on whose word this guest comes in."), field="word_of_id")
    if not is_other:
        _refuse_namesake(banquet, name, name_en, side)
    return on_the_day.add_newcomer(banquet, name=name, name_en=name_en, side=side, title=title, like=like, client=client,
                                   person=_known(banquet, name, name_en, side, client), word_of=word_of, by=by, at=at, said_at=said, door=door, key=key)


def substitute(banquet, absent, *, name, name_en="", client=None, title="", like=None, instead=None, is_other=False, by, at, said=None, door="", key=None):
    """Somebody comes in the place of `absent`, who is noted as absent. Where the rule pack ranks a substitute as the person represented, the
    seat and the part of host or guest of honour go with it; else the substitute keeps the own rank, and is given a seat by a person.

    `instead` is an attendee who stands in; otherwise `name` says who comes. Returns the Attendee.
    """
    lock(banquet)
    sent = day.entry_with(banquet, key)
    if sent is not None:
        return party_actions.get_attendee(banquet.reception, sent.attendee_id)
    presence = day.presence_of(banquet, absent)
    if presence is not None and presence.state == "here":
        raise RuleBroken(_l("%(name)s is noted as here. Please take that back first.", name=absent.person.both_names()))
    if instead is not None:
        one = _stand_in(banquet, absent, instead, by=by, at=at, said=said, door=door, key=key)
    else:
        if not is_other:
            _refuse_namesake(banquet, name, name_en, absent.side)
        client = client or absent.person.client
        one = on_the_day.add_newcomer(banquet, name=name, name_en=name_en, side=absent.side, title=title, like=like, client=client, represents=absent,
                                      person=_known(banquet, name, name_en, absent.side, client), by=by, at=at, said_at=said, door=door, key=key)
    _hand_over(banquet, absent, one, by=by, at=at)
    audit.append("substitute.came", subject=one, by=by, at=at, details={"banquet": banquet.id, "for": absent.id})
    return one


def _stand_in(banquet, absent, instead, *, by, at, said, door, key):
    if instead.reception_id != banquet.reception_id or instead.side != absent.side or instead.id == absent.id:
        raise RuleBroken(_l("Please choose somebody of this reception."), field="instead_id")
    party_actions.change_attendee(instead, by=by, at=at, represents_id=absent.id)
    note(banquet, instead, "here", by=by, at=at, said=said, door=door, key=key)
    return instead


def _hand_over(banquet, absent, one, *, by, at):
    """The absent one's seat and part to the substitute, where the pack says so; otherwise the seat is only left."""
    goes_with_rank, _rule = queries.is_represented(banquet)
    if goes_with_rank:
        for part in ("host_id", "second_host_id", "guest_of_honour_id"):
            if getattr(banquet, part) == absent.id:
                setattr(banquet, part, one.id)
        session().flush()
    if absent.id in banquets.dining_ids(banquet):
        on_the_day.note_presence(banquet, absent, "absent", by=by, at=at)
    row = banquets.seatings_at(banquet, {absent.id}, set()).get(absent.id)
    if row is not None and goes_with_rank:
        wanted = {absent.id: None, one.id: (row.table_id, row.seat, row.is_locked)}
        steps.change_seats(banquet, wanted, kind="move", by=by, at=at)


def _refuse_namesake(banquet, name, name_en, side):
    """RuleBroken when somebody of this name takes part already."""
    typed = {fold(name), fold(name_en)} - {""}
    for one in banquet.reception.attendees:
        if one.side == side and typed & {fold(one.person.name_zh), fold(one.person.name_native), fold(one.person.name_en)}:
            raise RuleBroken(_l("%(name)s is on the list already. If this is somebody else of the same name, please say so.", name=one.person.both_names()),
                             field="name")


def _known(banquet, name, name_en, side, client):
    """Who bears this name and is known already, but takes no part; None for nobody."""
    typed, there = {fold(name), fold(name_en)} - {""}, {a.person_id for a in banquet.reception.attendees}
    people = staff(name) if side == "host" else contacts(client) if client is not None else []
    return next((p for p in people if p.id not in there and typed & {fold(p.name_zh), fold(p.name_native), fold(p.name_en)}), None)


def take_seat(banquet, attendee, table, seat, *, by, at, seen=None):
    """Give somebody a free seat; RuleBroken when another sits there meanwhile: at the door nobody is moved."""
    taken = banquets.seatings_at(banquet, set(), {(table.id, seat)}).values()
    if any(row.attendee_id != attendee.id and banquets.dines_at(banquet, row.attendee) for row in taken):
        raise RuleBroken(_l("Somebody has taken this seat meanwhile. Please choose another."), field="to")
    return seats.move_person(banquet, attendee, table, seat, by=by, at=at, seen=seen)


def sign(banquet, attendee, path, *, by, at, said=None, key=None):
    """Keep what somebody drew as their signature; a second one takes the place of the first. Refused for who is not here."""
    lock(attendee)
    if queries.signature_with(banquet, key) is not None:
        return queries.signature_with(banquet, key)
    presence = day.presence_of(banquet, attendee)
    if presence is None or presence.state != "here":
        raise RuleBroken(_l("%(name)s is not noted as here yet.", name=attendee.person.both_names()))
    if not (path or "").strip():
        raise RuleBroken(_l("Please sign in the box."), field="path")
    found = queries.signature_of(banquet, attendee) or DoorSignature(banquet_id=banquet.id, attendee_id=attendee.id)
    found.drawn, found.signed_at, found.key, found.person_id = drawn(path), said or at, key, by.id
    session().add(found)
    session().flush()
    audit.append("door.signed", subject=attendee, by=by, at=at, details={"banquet": banquet.id})
    return found


def unsign(banquet, attendee, *, by, at):
    """Take a signature back; it is gone."""
    found = queries.signature_of(banquet, attendee)
    if found is not None:
        session().delete(found)
        session().flush()
        audit.append("door.unsigned", subject=attendee, by=by, at=at, details={"banquet": banquet.id})
