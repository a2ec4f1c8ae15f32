"""Booking resources: each once at a time. Everything that takes time of a resource goes through here, behind its lock.

A booking locks the rows of the resource, of its driver, and of the other duties of the same people, in the order of
their ids, and only then looks at what is taken: of several who want the last room at once exactly one gets it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, select

from planner import audit
from planner.db import lock, session
from planner.errors import Conflict, RuleBroken
from planner.formats import clock_time, day_and_time, listed
from planner.i18n import _, _l, current_language
from planner.people.languages import language_names
from planner.receptions import hooks
from planner.resources import queries
from planner.resources.hooks import tell_ended
from planner.resources.models import MOST_PEOPLE, Booking, Resource
from planner.resources.times import MINUTE, fault_of_clock, fault_of_hours, hours_of, on_the_wall

LONGEST_HOLD = timedelta(days=90)


class NotFree(RuleBroken):
    """The resource cannot be had as wished; `alternatives` are other times of it and others of its kind."""

    def __init__(self, message, alternatives, *, field="resource_id"):
        super().__init__(message, field=field)
        self.alternatives = alternatives


def book(resource, target, *, starts_at, ends_at, zone=None, people=None, needed_languages=(), driver=None, hold_until=None, by, at):
    """Book `resource` for `target`, a reception or an item of one; a hold when `hold_until` (a moment) is given. Returns the Booking.

    `driver` is a driver resource for a car, instead of its own. Raises RuleBroken for what cannot be booked by anybody and
    NotFree, with alternatives, when it is taken, closed, too small or does not speak the languages.
    """
    item = None if hasattr(target, "starts_on") else target
    reception = item.reception if item is not None else target
    wish = queries.Wish(starts_at, ends_at, zone or reception.time_zone, people, tuple(needed_languages), driver)
    _check_reception(lock(reception))
    _check_wish(reception, wish, at)
    _check_hold(hold_until, wish, at)
    driver = _lock_with_driver(resource, driver, at)
    wish = replace(wish, driver=driver)
    _check_free(resource, wish, at)
    booking = _stored(resource, reception, item, wish, hold_until, by, at)
    if driver is not None:
        _stored(driver, reception, item, wish, hold_until, by, at, with_=booking)
    audit.append("booking.held" if hold_until else "booking.made", subject=booking, by=by, at=at,
                 details={"resource": resource.id, "reception": reception.id})
    return booking


def change_booking(booking, *, by, at, resource=None, starts_at=None, ends_at=None, driver=None, **values):
    """Move a booking to other times, another resource or driver, or set `people`, `needed_languages`; the same checks and refusals as book()."""
    _refuse_follower(booking)
    companion, before = queries.driver_booking(booking), booking.resource_id
    resource = resource or booking.resource
    driver = driver or (companion.resource if companion is not None and resource.id == booking.resource_id else None)
    wish = queries.Wish(starts_at or booking.starts_at, ends_at or booking.ends_at, booking.time_zone, values.get("people", booking.people),
                        tuple(values.get("needed_languages", booking.needed_languages)), driver,
                        without=tuple(b.id for b in (booking, companion) if b is not None))
    _check_reception(booking.reception)
    _check_wish(booking.reception, wish, at, started=booking.starts_at)
    driver = _lock_with_driver(resource, driver, at, (booking.resource_id,))
    booking = _still_there(booking)
    wish = replace(wish, driver=driver)
    _check_free(resource, wish, at)
    if resource.id != before:
        tell_ended(booking, at=at)
    if companion is not None and (driver is None or driver.id != companion.resource_id):
        tell_ended(companion, at=at)
        session().execute(delete(Booking).where(Booking.id == companion.id))
        session().expunge(companion)
        companion = None
    _set(booking, resource, wish)
    if companion is not None:
        _set(companion, driver, wish, together=(driver, resource))
    elif driver is not None:
        _stored(driver, booking.reception, booking.item, wish, booking.hold_until, by, at, with_=booking)
    session().flush()
    audit.append("booking.changed", subject=booking, by=by, at=at, details={"resource": resource.id, "reception": booking.reception_id})
    return booking


def confirm_hold(booking, *, by, at):
    """A hold becomes a booking. Raises Conflict when it fell away meanwhile."""
    _refuse_follower(booking)
    _lock([booking.resource_id], at)
    booking = _still_there(booking)
    if booking.state != "held":
        return booking
    for one in _with_companion(booking):
        one.state, one.hold_until, one.warned_at = "booked", None, None
    session().flush()
    audit.append("booking.confirmed", subject=booking, by=by, at=at, details={"resource": booking.resource_id, "reception": booking.reception_id})
    return booking


def extend_hold(booking, hold_until, *, by, at):
    """Keep a hold until another moment."""
    _refuse_follower(booking)
    _lock([booking.resource_id], at)
    booking = _still_there(booking)
    if booking.state != "held":
        raise RuleBroken(_l("This is booked already; there is no hold to extend."))
    _check_hold(hold_until, queries.Wish(booking.starts_at, booking.ends_at, booking.time_zone), at)
    for one in _with_companion(booking):
        one.hold_until, one.warned_at = hold_until, None
    session().flush()
    audit.append("booking.extended", subject=booking, by=by, at=at, details={"resource": booking.resource_id, "reception": booking.reception_id})
    return booking


def release(booking, *, by, at):
    """Give a booking or hold back; a car's driver becomes free with it."""
    _refuse_follower(booking)
    _delete(booking, "booking.released", by=by, at=at)


def _refuse_follower(booking):
    if booking.with_id is not None:
        raise RuleBroken(_l("This driver was booked with a car. Please change the booking of the car."))


def _with_companion(booking):
    companion = queries.driver_booking(booking)
    return [booking] if companion is None else [booking, companion]


def _still_there(booking):
    """The booking as it stands now that its resource is locked."""
    number = booking.id
    found = session().get(Booking, number, populate_existing=True)
    if found is None:
        raise Conflict(_l("This hold or booking was given back meanwhile. Please book anew."), booking=number)
    return found


def _delete(booking, action, *, by, at):
    """Take the rows away and say so in the log."""
    audit.append(action, subject=booking, by=by, at=at, details={"resource": booking.resource_id, "reception": booking.reception_id})
    for one in _with_companion(booking):
        tell_ended(one, at=at)
    session().execute(delete(Booking).where(Booking.with_id == booking.id))
    session().execute(delete(Booking).where(Booking.id == booking.id))


# --- locking and checking ------------------------------------------------------------------------------------------------

def _lock_with_driver(resource, driver, at, others=()):
    """Lock everything a booking of `resource` takes; the driver who goes with it, or None. Holds past their time are dropped first."""
    if resource.kind != "car" and driver is not None:
        raise RuleBroken(_l("Only a car is booked with a driver."), field="driver_id")
    driver = driver or (resource.driver if resource.kind == "car" else None)
    if driver is not None and driver.kind != "driver":
        raise RuleBroken(_l("Please choose somebody from the list of drivers."), field="driver_id")
    _lock([*queries.same_body(resource), *(queries.same_body(driver) if driver is not None else ()), *others], at)
    if not resource.is_active:
        raise RuleBroken(_l("%(name)s is retired and cannot be booked any more. Please choose another.", name=resource.name(current_language())),
                         field="resource_id")
    if resource.kind == "car" and (driver is None or not driver.is_active):
        raise RuleBroken(_l("A car needs a driver. Please choose one, or give the car its own."), field="driver_id")
    return driver


def _lock(resource_ids, at):
    """Keep others from booking these resources until the transaction ends, and read their rows anew."""
    ids = sorted(set(resource_ids))
    session().scalars(select(Resource).where(Resource.id.in_(ids)).order_by(Resource.id)
                      .with_for_update(of=Resource).execution_options(populate_existing=True)).unique().all()
    _drop_expired(ids, at)


def _drop_expired(resource_ids, at):
    """Holds past their time fall away, each with an entry in the log. The resources are locked."""
    old = session().scalars(select(Booking).where(Booking.resource_id.in_(resource_ids), Booking.state == "held", Booking.hold_until <= at,
                                                  Booking.with_id.is_(None))).unique().all()
    for booking in old:
        _delete(booking, "booking.expired", by=None, at=at)
    if resource_ids:  # drivers whose car is not among the locked ones; their car's hold has ended as well
        left = session().scalars(select(Booking).where(Booking.resource_id.in_(resource_ids), Booking.state == "held", Booking.hold_until <= at)).unique().all()
        for booking in left:
            tell_ended(booking, at=at)
        if left:
            session().execute(delete(Booking).where(Booking.id.in_([booking.id for booking in left])))


def _check_reception(reception):
    if reception.cancelled_at is not None:
        raise RuleBroken(_l("This reception is cancelled. Nothing can be booked for it."))


def _check_wish(reception, wish, at, started=None):
    """Everything that is wrong whatever the resource; `started` is where the booking stands already, which may lie in the past."""
    for name, wall in (("starts_at", wish.starts_at), ("ends_at", wish.ends_at)):
        fault = fault_of_clock(wall, wish.zone)
        if fault == "missing":
            raise RuleBroken(_l("This time does not exist on the clock there: it is skipped for summer time."), field=name)
        if fault == "doubled":
            raise RuleBroken(_l("The clock there shows this hour twice, at the end of summer time. Please choose a time before or after it."), field=name)
    if wish.end <= wish.begin:
        raise RuleBroken(_l("The end has to lie after the beginning. Please check both."), field="ends_at")
    if wish.end - wish.begin > queries.LONGEST:
        raise RuleBroken(_l("One booking lasts 14 days at most. Please check the end."), field="ends_at")
    if wish.begin < at and wish.starts_at != started or wish.end <= at:
        raise RuleBroken(_l("This lies in the past. Please choose a time to come."), field="starts_at")
    if not reception.starts_on - timedelta(days=1) <= wish.starts_at.date() or not wish.ends_at.date() <= reception.ends_on + timedelta(days=1):
        raise RuleBroken(_l("This lies outside the days of the reception, the day before and the day after included."), field="starts_at")
    if wish.people is not None and not 1 <= wish.people <= MOST_PEOPLE:
        raise RuleBroken(_l("Please choose a number from %(min)s to %(max)s.", min=1, max=MOST_PEOPLE), field="people")


def _check_hold(hold_until, wish, at):
    if hold_until is None:
        return
    if hold_until <= at:
        raise RuleBroken(_l("A hold ends at a time to come. Please choose a later one."), field="hold_until")
    if hold_until > wish.begin:
        raise RuleBroken(_l("A hold ends before what it is kept for begins. Please choose an earlier time, or book at once."), field="hold_until")
    if hold_until - at > LONGEST_HOLD:
        raise RuleBroken(_l("A hold lasts 90 days at most."), field="hold_until")


def _check_free(resource, wish, at):
    """Raise NotFree unless the locked resource, and the driver of the wish, can be had."""
    refusal = _refusal(resource, wish, at)
    if refusal is None and wish.driver is not None:
        refusal = _refusal(wish.driver, replace(wish, people=None, languages=()), at, buffers_of=(resource, wish.driver))
        if refusal is not None:
            field, text = "driver_id", refusal[1]
            others = queries.Alternatives(queries.alternatives(resource, wish, at).times,
                                          tuple(queries.free_resources("driver", replace(wish, driver=None, people=None, languages=()), at)))
            raise NotFree(text, others, field=field)
    if refusal is not None:
        raise NotFree(refusal[1], queries.alternatives(resource, wish, at), field=refusal[0])


def _refusal(resource, wish, at, buffers_of=()):
    """(field, sentence) of what keeps `resource` from serving `wish`, or None."""
    lang, name = current_language(), resource.name(current_language())
    if wish.people is not None and resource.capacity is not None and wish.people > resource.capacity:
        return "people", _("%(name)s takes %(capacity)s people, and %(people)s are to come. Please choose a larger one.", name=name,
                           capacity=resource.capacity, people=wish.people)
    missing = queries.missing_languages(resource, wish.languages)
    if missing:
        return "needed_languages", _("%(name)s does not speak %(languages)s. Please choose somebody who does.", name=name,
                                     languages=language_names(missing, lang))
    fault = fault_of_hours(hours_of(resource), wish.begin, wish.end)
    if fault:
        return "starts_at", _hours_sentence(resource, fault, name)
    before, after = queries.buffers(*(buffers_of or (resource,)))
    taken = queries.blocked(queries.same_body(resource), wish.begin - before, wish.end + after, at, wish.without)
    return ("resource_id", _taken_sentence(name, taken[0], wish.zone)) if taken else None


def _hours_sentence(resource, fault, name):
    if fault == "day":
        return _("%(name)s is not to be had on this day of the week.", name=name)
    hours = f"{clock_time(resource.opens) or '00:00'}–{clock_time(resource.closes) or '24:00'}"
    if fault == "midnight":
        return _("%(name)s is to be had from %(hours)s. A booking across midnight has to be made as two.", name=name, hours=hours)
    return _("%(name)s is to be had from %(hours)s.", name=name, hours=hours)


def _taken_sentence(name, taken, zone):
    begin, end = (on_the_wall(moment, zone) for moment in taken)
    until = clock_time(end) if end.date() == begin.date() else day_and_time(end)
    return _("%(name)s is taken from %(begin)s to %(end)s, the time needed before and after included.", name=name, begin=day_and_time(begin), end=until)


# --- writing -------------------------------------------------------------------------------------------------------------

def _stored(resource, reception, item, wish, hold_until, by, at, with_=None):
    booking = Booking(reception_id=reception.id, item_id=item.id if item is not None else None, with_id=with_.id if with_ is not None else None,
                      state="held" if hold_until else "booked", hold_until=hold_until, booked_by_id=by.id if by else None, created_at=at)
    _set(booking, resource, wish, together=(resource, with_.resource) if with_ is not None else ())
    session().add(booking)
    session().flush()
    return booking


def _set(booking, resource, wish, together=()):
    """Write a checked wish into a booking; what goes along takes over the longer times around it."""
    before, after = queries.buffers(*(together or (resource,)))
    follows = booking.with_id is not None
    booking.resource, booking.resource_id = resource, resource.id
    booking.starts_at, booking.ends_at, booking.time_zone = wish.starts_at, wish.ends_at, wish.zone
    booking.from_utc, booking.to_utc = wish.begin - before, wish.end + after
    booking.people, booking.needed_languages = (None, []) if follows else (wish.people, list(wish.languages))


# --- what follows from the programme -------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Was:
    """Where an item stood before it was moved."""

    starts_at: object
    ends_at: object

    @classmethod
    def of(cls, item):
        return cls(item.starts_at, item.ends_at)


class CannotFollow(RuleBroken):
    """An item was moved and bookings of it cannot be; `problems` are [(Booking, NotFree)]."""

    def __init__(self, problems):
        said = listed(str(error.message).rstrip("。.") for _booking, error in problems)
        super().__init__(_l("What is booked for this item cannot move along: %(reasons)s.", reasons=said), field="starts_at")
        self.problems = problems


def bookings_follow(item, was, *, by, at, release_what_cannot=False):
    """Move the bookings of an item that stood at `was` (a Was) before; see items_moved()."""
    return items_moved([(item, was)], by=by, at=at, release_what_cannot=release_what_cannot)


def items_moved(moves, *, by, at, release_what_cannot=False):
    """The bookings of moved items, [(item, Was)], move along, each keeping its distance to begin and end of the item.

    All are moved as one: a car that the next item gives up in the same step is free for the first. Raises CannotFollow
    when some cannot, and nothing is changed; or, where `release_what_cannot`, gives those back. Returns [(Booking, NotFree)]
    of what was given back.
    """
    pairs = [(booking, *_moved(booking, item, was)) for item, was in moves for booking in _bookings_to_move(item, was)]
    if not pairs:
        return []
    companions = {booking.id: queries.driver_booking(booking) for booking, _s, _e in pairs}
    everything = [b for booking, _s, _e in pairs for b in (booking, companions[booking.id]) if b is not None]
    _lock([number for b in everything for number in queries.same_body(b.resource)], at)
    moving, problems, free = tuple(b.id for b in everything), [], []
    for booking, starts_at, ends_at in pairs:
        driver = companions[booking.id].resource if companions[booking.id] is not None else None
        wish = queries.Wish(starts_at, ends_at, booking.time_zone, booking.people, tuple(booking.needed_languages), driver, without=moving)
        error = _why_not(booking.resource, wish, at, free)
        problems += [(booking, error)] if error is not None else []
        if error is None:
            free += [(booking, booking.resource, wish, ()), *([(companions[booking.id], driver, wish, (booking.resource, driver))] if driver else [])]
    if problems and not release_what_cannot:
        raise CannotFollow(problems)
    for booking, resource, wish, together in free:
        _set(booking, resource, wish, together)
    session().flush()
    for booking, _resource, _wish, _together in free:
        if booking.with_id is None:
            audit.append("booking.moved", subject=booking, by=by, at=at, details={"resource": booking.resource_id, "reception": booking.reception_id})
    for booking, _error in problems:
        _delete(booking, "booking.released", by=by, at=at)
    return problems


def _bookings_to_move(item, was):
    if (item.starts_at, item.ends_at) == (was.starts_at, was.ends_at):
        return []
    return session().scalars(select(Booking).where(Booking.item_id == item.id, Booking.with_id.is_(None)).order_by(Booking.id)).unique().all()


def _moved(booking, item, was):
    """(starts_at, ends_at) of a booking after its item moved; at least five minutes long."""
    begin = booking.starts_at + (item.starts_at - was.starts_at)
    end = booking.ends_at + ((item.ends_at or item.starts_at) - (was.ends_at or was.starts_at))
    return begin, max(end, begin + 5 * MINUTE)


def _why_not(resource, wish, at, free):
    """NotFree when a moved booking is refused by what stands, or by what moved before it in the same step; else None."""
    for wall in (wish.starts_at, wish.ends_at):
        if fault_of_clock(wall, wish.zone):
            return NotFree(_l("The clock there does not show this time exactly once."), queries.Alternatives())
    try:
        _check_free(resource, wish, at)
    except NotFree as error:
        return error
    for one in (resource, wish.driver):
        for _booking, other, placed, together in free if one is not None else ():
            if other.id in queries.same_body(one) and _collide(one, wish, other, placed, together):
                span = (placed.begin, placed.end)
                return NotFree(_taken_sentence(one.name(current_language()), span, wish.zone), queries.Alternatives())
    return None


def _collide(one, wish, other, placed, together):
    before, after = queries.buffers(one)
    their_before, their_after = queries.buffers(*(together or (other,)))
    return placed.begin - their_before < wish.end + after and placed.end + their_after > wish.begin - before


def free_item(item, *, by, at):
    """Give back everything booked for an item, such as one that is taken out of the programme."""
    _free(Booking.item_id == item.id, by=by, at=at)


def free_reception(reception, *, by, at):
    """Give back everything booked for a reception that does not take place."""
    _free(Booking.reception_id == reception.id, by=by, at=at)


def _free(condition, *, by, at):
    for booking in session().scalars(select(Booking).where(condition, Booking.with_id.is_(None)).order_by(Booking.id)).unique().all():
        _delete(booking, "booking.released", by=by, at=at)


@hooks.item_moved
def _follow(item, before, *, by, at):
    bookings_follow(item, Was(*before), by=by, at=at)


hooks.item_removed(free_item)
hooks.reception_cancelled(free_reception)


# --- holds ---------------------------------------------------------------------------------------------------------------

def drop_expired(at):
    """Give back every hold past its time; how many resources had one."""
    ids = queries.resource_ids_with_expired_holds(at)
    if ids:
        _lock(ids, at)
    return len(ids)
