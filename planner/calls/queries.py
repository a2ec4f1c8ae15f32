"""Reading calls: whose they are, a day with its ways and conflicts, a week for the supervisor, what follows from them.

An account manager sees the calls they lead or go along to; the department manager sees all of them.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import exists, or_, select

from planner.accounts.queries import people_with_role, roles_of
from planner.calls import checks, ordering, rulebook
from planner.calls.models import Call, CallPerson, CallTask, DayReport, SignIn, VisitRecord
from planner.db import session
from planner.errors import NotFound
from planner.people.models import Person
from planner.places.models import Place, PlaceLeg
from planner.receptions import queries as receptions
from planner.receptions.models import Reception

FOLLOWED_DAYS = 45  # so long after a reception its follow-up calls are listed


def house_zone():
    return current_app.extensions["settings"].time_zone


def house_today(at):
    """The day it is at the house."""
    return at.astimezone(ZoneInfo(house_zone())).date()


# --- whose ------------------------------------------------------------------------------------------------------------


def _made_by(person_id):
    """A condition: this person leads the call or goes along."""
    return or_(Call.owner_id == person_id, exists().where(CallPerson.call_id == Call.id, CallPerson.person_id == person_id))


def visible_to(person):
    """A condition on Call for what this person may see."""
    return Call.id == Call.id if "department_manager" in roles_of(person) else _made_by(person.id)


def get_call(call_id, person):
    """The call if this person may see it; NotFound for unknown and foreign ones alike."""
    return _one(Call.id == call_id, visible_to(person))


def own_call(call_id, person):
    """The call if this person leads it and it was not called off; NotFound otherwise. For everything that changes it."""
    return _one(Call.id == call_id, Call.owner_id == person.id, Call.cancelled_at.is_(None))


def joined_call(call_id, person):
    """The call if this person leads it or goes along, and it was not called off: for signing in and for its record."""
    return _one(Call.id == call_id, _made_by(person.id), Call.cancelled_at.is_(None))


def _one(*conditions):
    found = session().scalars(select(Call).where(*conditions)).unique().one_or_none()
    if found is None:
        raise NotFound()
    return found


def callers():
    """People who make calls: everybody with the role of an account manager, in reading order."""
    return sorted(people_with_role("account_manager"), key=lambda person: (person.sort_key, person.id))


def shown_person(person_id, viewer):
    """Whose calls are shown: the viewer's own, or for the department manager those of `person_id`. NotFound otherwise."""
    if person_id is None or person_id == viewer.id:
        return viewer
    found = session().get(Person, person_id)
    if found is None or "department_manager" not in roles_of(viewer) or found not in callers():
        raise NotFound()
    return found


# --- a day ------------------------------------------------------------------------------------------------------------


def calls_between(first, last, viewer, person=None):
    """Calls of these days that were not called off, in order of time; of one person, or of all the viewer may see."""
    whose = visible_to(viewer) if person is None else visible_to(viewer) & _made_by(person.id)
    found = session().scalars(select(Call).where(whose, Call.day >= first, Call.day <= last, Call.cancelled_at.is_(None))).unique().all()
    return sorted(found, key=lambda c: (c.day, c.starts_minute is None, c.starts_minute or 0, c.id))


class Day:
    """One person's calls of a day, in order of time, with the ways between them and what is wrong."""

    def __init__(self, person, day):
        self.person, self.day = person, day
        self.calls = calls_between(day, day, person, person)
        self._by_id = {call.id: call for call in self.calls}

    @cached_property
    def _legs(self):
        """{(from place, to place): minutes}, by car, else on foot; a way back counts the same where it has no row of its own."""
        ids = {call.place_id for call in self.calls if call.place_id} | ({self._house.id} if self._house else set())
        found = {}
        for leg in session().scalars(select(PlaceLeg).where(PlaceLeg.from_id.in_(ids), PlaceLeg.to_id.in_(ids))):
            minutes = leg.minutes_driving if leg.minutes_driving is not None else leg.minutes_walking
            if minutes is not None:
                found[leg.from_id, leg.to_id] = minutes
        return {(b, a): minutes for (a, b), minutes in found.items()} | found

    @cached_property
    def _house(self):
        """Where the day begins: our gate, if the places have one."""
        return session().scalar(select(Place).where(Place.kind == "gate", Place.is_active).order_by(Place.id).limit(1))

    def travel(self, before, key):
        """(minutes, whether that is only assumed) from one call (or ordering.NOWHERE) to another."""
        call = self._by_id[key]
        start = self._by_id[before].place_id if before != ordering.NOWHERE else self._house.id if self._house else None
        if start is not None and start == call.place_id:
            return 0, False
        if (start, call.place_id) in self._legs:
            return self._legs[start, call.place_id], False
        return (call.travel_minutes, False) if call.travel_minutes is not None else (rulebook.assumed_travel(), True)

    @cached_property
    def ways(self):
        """{call id: (minutes, is assumed)} from the call before, in the order of the day."""
        timed = [call for call in self.calls if call.starts_minute is not None]
        return {call.id: self.travel(before.id if before else ordering.NOWHERE, call.id) for before, call in zip([None, *timed], timed)}

    @cached_property
    def conflicts(self):
        """{call id: [checks.Found]}; a call that is over is no longer measured."""
        timed = [checks.Timed(call.id, call.starts_minute, call.stay_minutes, (call.window_from, call.window_until), *self.ways.get(call.id, (0, False)),
                              ready=call.is_ready or call.sign_in is not None) for call in self.calls]
        found = {}
        for one in checks.conflicts(timed):
            found.setdefault(one.key, []).append(one)
        return {key: [] if self._by_id[key].record else ones for key, ones in found.items()}

    @cached_property
    def order(self):
        """The ordering.Order of the day: agreed times stay, all others are free within the hours and the client's window."""
        return ordering.best_order([visit_of(call) for call in self.calls], lambda a, b: self.travel(a, b)[0], starts=rulebook.leaves(),
                                   early=rulebook.early_minutes(), step=rulebook.step_minutes())

    def call(self, key):
        return self._by_id[key]

    @property
    def next(self):
        """The call one is at, else the next one without a sign-in."""
        at = next((c for c in self.calls if c.sign_in and c.sign_in.left_at is None and c.record is None), None)
        return at or next((c for c in self.calls if c.sign_in is None and c.record is None), None)

    @property
    def listed(self):
        """The calls with the next one on top, then what comes, then what is over."""
        first = self.next
        rest = [c for c in self.calls if c is not first]
        return ([first] if first else []) + [c for c in rest if not (c.sign_in or c.record)] + [c for c in rest if c.sign_in or c.record]


def visit_of(call):
    """The call as the ordering wants it."""
    grade = {"A": 2, "B": 1}.get(call.client.grade, 0)
    if call.is_agreed and call.starts_minute is not None:
        return ordering.Visit(call.id, call.stay_minutes, call.starts_minute, call.starts_minute, call.starts_minute + call.stay_minutes, 10 + grade)
    closes = min(rulebook.closes(), rulebook.closes() if call.window_until is None else call.window_until)
    earliest = max(rulebook.opens(), call.window_from or 0)
    return ordering.Visit(call.id, call.stay_minutes, earliest, closes - call.stay_minutes, closes, grade)


# --- planned against signed in ----------------------------------------------------------------------------------------


def minute_on(call, moment):
    """Minutes from the midnight that begins the call's day to `moment`, in its zone."""
    start = datetime.combine(call.day, time(), ZoneInfo(call.time_zone))
    return int((moment - start).total_seconds() // 60)


def standing(call, at):
    """"early", "on_time", "late", "missed", "waiting" or "unplanned" of a call at this moment."""
    planned = None if call.starts_minute is None else (call.starts_minute, call.starts_minute + call.stay_minutes)
    arrived = minute_on(call, call.sign_in.arrived_at) if call.sign_in else None
    return checks.standing(planned, arrived, minute_on(call, at))


def stayed(call):
    """Minutes from sign-in to leaving, or None."""
    if call.sign_in is None or call.sign_in.left_at is None:
        return None
    return int((call.sign_in.left_at - call.sign_in.arrived_at).total_seconds() // 60)


STANDINGS = ("early", "on_time", "late", "missed", "waiting", "unplanned")


@dataclass(frozen=True)
class WeekOf:
    """One person's week: `days` are [(day, [(call, standing, minutes stayed)])], `counts` by standing."""

    person: Person
    days: list
    counts: dict

    @property
    def planned(self):
        return sum(self.counts.values())


def week_of_all(monday, viewer, at):
    """[WeekOf] of everybody who makes calls, those without any last."""
    calls = calls_between(monday, monday + timedelta(days=6), viewer)
    people = {person.id: person for person in callers()} | {call.owner.id: call.owner for call in calls}
    found = []
    for person in people.values():
        own = [(call, standing(call, at), stayed(call)) for call in calls if call.owner_id == person.id]
        days = [(day, [one for one in own if one[0].day == day]) for day in (monday + timedelta(days=n) for n in range(7))]
        found.append(WeekOf(person, days, {name: sum(one[1] == name for one in own) for name in STANDINGS}))
    return sorted(found, key=lambda week: (not week.planned, week.person.sort_key, week.person.id))


# --- what follows -----------------------------------------------------------------------------------------------------


def open_tasks(person):
    """What this person still has to do after calls, the most urgent first."""
    return session().scalars(select(CallTask).where(CallTask.person_id == person.id, CallTask.done_at.is_(None))
                             .order_by(CallTask.due_at, CallTask.id)).unique().all()


def get_task(task_id, person):
    """A task of this person; NotFound otherwise."""
    found = session().get(CallTask, task_id)
    if found is None or found.person_id != person.id:
        raise NotFound()
    return found


def is_overdue(task, at):
    return at.astimezone(ZoneInfo(task.time_zone)).replace(tzinfo=None) > task.due_at


@dataclass(frozen=True)
class FollowUp:
    """One of the three calls after a reception: its rule, the day it is due, the Call once it is planned, and whether it is late."""

    rule: dict
    due: object
    call: Call | None
    is_late: bool


def follow_up_of(reception, at):
    """[FollowUp] of one reception: the first, second and third call."""
    return follow_ups_of([reception], at)[0]


def follow_ups_of(found, at):
    """The same of several receptions, in their order."""
    calls = session().scalars(select(Call).where(Call.follows_id.in_([one.id for one in found]), Call.follow_number.is_not(None))).unique()
    known = {(call.follows_id, call.follow_number): call for call in calls}
    return [[_follow_up(reception, rule, known.get((reception.id, rule["number"])), at) for rule in rulebook.rules()["follow_up"]] for reception in found]


def _follow_up(reception, rule, call, at):
    due = reception.ends_on + timedelta(days=rule["days"])
    is_over = at.astimezone(ZoneInfo(reception.time_zone)).date() > due
    return FollowUp(rule, due, call, is_over and not (call and (call.record or call.sign_in)))


def receptions_to_follow(person, at):
    """[(reception, [FollowUp])] of receptions this person plans that ended lately, the latest first."""
    today = house_today(at)
    found = session().scalars(select(Reception).where(
        receptions.visible_to(person), Reception.cancelled_at.is_(None), Reception.ends_on <= today,
        Reception.ends_on >= today - timedelta(days=FOLLOWED_DAYS)).order_by(Reception.ends_on.desc(), Reception.id)).unique().all()
    return list(zip(found, follow_ups_of(found, at)))


def is_first_call(client_id):
    """Whether nobody has written a visit record about this client yet."""
    return session().scalar(select(VisitRecord.id).join(VisitRecord.call).where(Call.client_id == client_id).limit(1)) is None


# --- the daily report -------------------------------------------------------------------------------------------------


class Report:
    """What the daily report of a person and day says: the day's records, and what was added by hand (`stored`, or None)."""

    def __init__(self, person, day):
        self.person, self.day = person, day
        self.calls = calls_between(day, day, person, person)
        self.stored = session().scalar(select(DayReport).where(DayReport.person_id == person.id, DayReport.day == day))

    @property
    def records(self):
        return [call.record for call in self.calls if call.record]

    @property
    def visits(self):
        """How many calls were made: signed in or written down."""
        return sum(bool(call.record or call.sign_in) for call in self.calls)

    @property
    def solved(self):
        return sum(bool(record.solved) for record in self.records)

    @property
    def unsolved(self):
        return sum(bool(record.unsolved) for record in self.records)

    @property
    def companions(self):
        """Colleagues of all calls of the day, each once."""
        people = {p.id: p for call in self.calls for p in (*call.people, call.owner) if p.id != self.person.id}
        return sorted(people.values(), key=lambda p: (p.sort_key, p.id))

    @property
    def costs(self):
        """{category: ReportCost}"""
        return {cost.category: cost for cost in self.stored.costs} if self.stored else {}

    @property
    def total_minor(self):
        return sum(cost.amount_minor for cost in self.costs.values())


def signed_in(call):
    """The sign-in as it stands now in the database, or None."""
    return session().scalar(select(SignIn).where(SignIn.call_id == call.id))


def kept_places():
    """Places that may be called on, clients' first."""
    found = session().scalars(select(Place).where(Place.is_active)).all()
    return sorted(found, key=lambda p: (p.kind != "client", p.name_zh or p.name_en, p.id))
