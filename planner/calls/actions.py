"""Planning calls, signing in, writing the record and the daily report, and what follows from them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from planner import audit
from planner.calls import queries, rulebook
from planner.calls.models import CALL_KINDS, RESULTS, Call, CallTask, DayReport, ReportCost, SignIn, VisitRecord
from planner.db import lock, session
from planner.errors import Conflict, RuleBroken
from planner.i18n import _l
from planner.people.models import Person
from planner.receptions.actions import exists_on_the_clock

DAY_MINUTES = 24 * 60


def plan_call(*, owner, client, day, people=(), by, at, time_zone=None, **values):
    """A new call of `owner` on `client`. `people` are colleagues who go along; times are minutes since midnight."""
    call = Call(owner_id=owner.id, client_id=client.id, day=day, time_zone=time_zone or queries.house_zone(), created_at=at, ready=[],
                **{"stay_minutes": rulebook.stay()[1], **values})
    call.client, call.owner = client, owner
    _check(call)
    call.people = [person for person in people if person.id != owner.id]
    session().add(call)
    session().flush()
    audit.append("call.planned", subject=call, by=by, at=at, details={"client": client.id})
    return call


def change_call(call, *, people=None, by, at, **values):
    """Set the given columns. A call that was begun keeps its day, time and client."""
    if call.sign_in is not None and any(getattr(call, name) != values[name] for name in ("day", "starts_minute") if name in values):
        raise RuleBroken(_l("This call has begun. Its day and time stay as they are."), field="day")
    for name, value in values.items():
        setattr(call, name, value)
    if people is not None:
        call.people = [person for person in people if person.id != call.owner_id]
    _check(call)
    session().flush()
    audit.append("call.changed", subject=call, by=by, at=at, details={"fields": sorted(values)})


def cancel_call(call, *, by, at):
    """The call does not take place; a follow-up call may be planned anew."""
    if call.sign_in is not None or call.record is not None:
        raise RuleBroken(_l("This call took place. It cannot be called off any more."))
    call.cancelled_at, call.follow_number = at, None
    session().flush()
    audit.append("call.cancelled", subject=call, by=by, at=at)


def _check(call):
    if call.contact_id is not None:
        contact = session().get(Person, call.contact_id)
        if contact is None or contact.client_id != call.client_id:
            raise RuleBroken(_l("Please choose somebody of this client."), field="contact_id")
    if call.window_from is not None and call.window_until is not None and call.window_until <= call.window_from:
        raise RuleBroken(_l("The end lies before the beginning. Please check both."), field="window_until")
    if call.is_agreed and call.starts_minute is None:
        raise RuleBroken(_l("Please write the time the client agreed to."), field="starts_minute")
    if call.starts_minute is not None:
        if call.starts_minute + call.stay_minutes > DAY_MINUTES:
            raise RuleBroken(_l("A call ends on its day. Please check the time and the length."), field="starts_minute")
        if not exists_on_the_clock(call.starts_at, call.time_zone):
            raise RuleBroken(_l("This time does not exist on the clock there: it is skipped for summer time."), field="starts_minute")


def tick(call, code, is_ready, *, by, at):
    """Tick a line of the checklist, or take the tick away; twice is once."""
    if code not in rulebook.by_code("ready"):
        raise RuleBroken(_l("Please choose from the list."))
    if is_ready == (code in call.ready):
        return
    call.ready = [known for known in rulebook.by_code("ready") if (known in call.ready or known == code) and (known != code or is_ready)]
    session().flush()
    audit.append("call.readied", subject=call, by=by, at=at, details={"ready": call.ready})


def take_order(day, *, by, at, seen):
    """Give the calls of a queries.Day the times of its best order; agreed times stay. `seen` is the mark of the order looked at.

    Returns how many calls moved. Conflict when the day was changed meanwhile.
    """
    if mark_of(day) != seen:
        raise Conflict(_l("The day has changed while you were looking. Nothing was moved; please look at the order anew."))
    moved = [(day.call(one.key), one.begins) for one in day.order.placed if day.call(one.key).starts_minute != one.begins
             and day.call(one.key).owner_id == by.id and day.call(one.key).sign_in is None]
    for call, begins in moved:
        change_call(call, by=by, at=at, starts_minute=begins)
    return len(moved)


def mark_of(day):
    """What the order of a day depends on, as one text: changes whenever a call does."""
    return "-".join(f"{call.id}.{call.version}" for call in day.calls)


# --- on the spot ------------------------------------------------------------------------------------------------------


def sign_in(call, *, by, at, position=None):
    """Somebody has arrived. `position` {"words", "lat", "lon"} only where the person gave one. Twice is once."""
    lock(call)
    found = queries.signed_in(call)
    if found is not None:
        return found
    _on_its_day(call, at)
    found = SignIn(call_id=call.id, person_id=by.id, arrived_at=at, position=position or None)
    session().add(found)
    session().flush()
    session().expire(call, ["sign_in"])
    audit.append("call.arrived", subject=call, by=by, at=at)
    return found


def leave(call, *, by, at):
    """The visit is over; the minutes count from the sign-in."""
    found = queries.signed_in(call)
    if found is None:
        raise RuleBroken(_l("Nobody has signed in at this call yet."))
    if found.left_at is None:
        found.left_at = max(at, found.arrived_at)
        session().flush()
        audit.append("call.left", subject=call, by=by, at=at)


def forget_position(call, *, by, at):
    """Take back the position given at the sign-in."""
    found = queries.signed_in(call)
    if found is not None and found.position is not None:
        found.position = None
        session().flush()
        audit.append("call.position_removed", subject=call, by=by, at=at)


def _on_its_day(call, at):
    today = at.astimezone(ZoneInfo(call.time_zone)).date()
    if call.day != today:
        raise RuleBroken(_l("This call is planned for another day. Please move it to today first."))


# --- the record -------------------------------------------------------------------------------------------------------


def write_record(call, *, kind, result, met_id=None, by, at, **values):
    """Write or change the visit record; a bad result or an unsolved problem makes tasks. Returns the VisitRecord."""
    if kind not in CALL_KINDS or result not in RESULTS:
        raise RuleBroken(_l("Please choose from the list."), field="result")
    if met_id is not None and getattr(session().get(Person, met_id), "client_id", None) != call.client_id:
        raise RuleBroken(_l("Please choose somebody of this client."), field="met_id")
    if call.day > at.astimezone(ZoneInfo(call.time_zone)).date():
        raise RuleBroken(_l("This call lies ahead. Its record is written once it has taken place."))
    record = call.record or VisitRecord(call_id=call.id, prepared_by_id=by.id, prepared_at=at)
    for name, value in {"kind": kind, "result": result, "met_id": met_id, **values}.items():
        setattr(record, name, value)
    session().add(record)
    session().flush()
    session().expire(call, ["record"])
    audit.append("call.recorded", subject=call, by=by, at=at, details={"kind": kind, "result": result})
    _follow(call, record, by, at)
    return record


def _follow(call, record, by, at):
    """The tasks that this record wants; open ones it no longer wants go, done ones stay."""
    now = at.astimezone(ZoneInfo(call.time_zone)).replace(tzinfo=None, second=0, microsecond=0)
    due, rule = {}, rulebook.by_code("results")[record.result]
    if "days" in rule:
        due["result"] = datetime.combine(call.day + timedelta(days=rule["days"]), datetime.min.time()) + timedelta(minutes=rulebook.closes())
    if record.unsolved:
        due |= {step: now + timedelta(minutes=entry["minutes"]) for step, entry in rulebook.by_code("problem_steps").items()}
    known = {task.kind: task for task in session().scalars(select(CallTask).where(CallTask.call_id == call.id)).unique()}
    for kind, task in known.items():
        if kind not in due and task.done_at is None:
            session().delete(task)
        elif kind == "result" and kind in due and task.done_at is None:
            task.due_at = due[kind]
    for kind, when in due.items():
        if kind not in known:
            task = CallTask(call_id=call.id, person_id=call.owner_id, kind=kind, due_at=when, time_zone=call.time_zone)
            session().add(task)
            session().flush()
            audit.append("call_task.made", subject=task, by=by, at=at, details={"kind": kind})
    session().flush()


def finish_task(task, *, by, at):
    """The task is done; twice is once."""
    if task.done_at is None:
        task.done_at = at
        session().flush()
        audit.append("call_task.done", subject=task, by=by, at=at)


# --- after a reception ------------------------------------------------------------------------------------------------


def plan_follow_up(reception, number, *, by, at):
    """The first, second or third follow-up call of a reception, on the day it is due (today where that is past). Twice is once."""
    lock(reception)
    found = session().scalars(select(Call).where(Call.follows_id == reception.id, Call.follow_number == number)).unique().one_or_none()
    if found is not None:
        return found
    today = at.astimezone(ZoneInfo(reception.time_zone)).date()
    due = max(reception.ends_on + timedelta(days=rulebook.follow_up(number)["days"]), today)
    guest = next((a.person_id for a in reception.attendees if a.role == "guest_of_honour" and a.person.client_id == reception.client_id), None)
    return plan_call(owner=reception.owner, client=reception.client, day=due, contact_id=guest, kind="C", follows_id=reception.id, follow_number=number,
                     time_zone=reception.time_zone, by=by, at=at)


# --- the daily report -------------------------------------------------------------------------------------------------


def save_report(person, day, *, currency, costs, supervisor_id=None, note="", by, at):
    """Keep what the report of this day needs beside the records: `costs` {category: (minor units, note)}; empty lines go."""
    if not isinstance(day, date) or set(costs) - set(rulebook.by_code("costs")):
        raise RuleBroken(_l("Please choose from the list."))
    report = session().scalar(select(DayReport).where(DayReport.person_id == person.id, DayReport.day == day))
    if report is None:
        report = DayReport(person_id=person.id, day=day, time_zone=queries.house_zone(), made_at=at)
        session().add(report)
    report.currency, report.supervisor_id, report.note, report.made_at = currency, supervisor_id, note, at
    session().flush()
    known = {cost.category: cost for cost in report.costs}
    for category in rulebook.by_code("costs"):
        amount, words = costs.get(category, (0, ""))
        if not amount and not words:
            if category in known:
                report.costs.remove(known[category])
        elif category in known:
            known[category].amount_minor, known[category].note = amount, words
        else:
            report.costs.append(ReportCost(category=category, amount_minor=amount, note=words))
    session().flush()
    audit.append("call_report.saved", subject=report, by=by, at=at, details={"day": day.isoformat(), "amount_minor": sum(a for a, _w in costs.values()), "currency": currency})
    return report
