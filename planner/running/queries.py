"""Reading the day of a visit: whose it is, its checklist, how far each item has got, complaints, readiness."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from planner import clock
from planner.accounts.queries import roles_of
from planner.db import session
from planner.errors import NotFound
from planner.people.models import Person
from planner.programme import actions as programme
from planner.programme.models import ItemRole
from planner.receptions import queries as receptions
from planner.receptions.models import Attendee, Item, Reception
from planner.resources.models import Booking
from planner.resources.times import as_utc, on_the_wall
from planner.running import rulebook
from planner.running.models import STAGES, ChecklistTask, Complaint, HostReadiness, ItemProgress, Menu

RUNS_ALL = frozenset({"department_manager", "general_manager", "office"})
WAITING, RUNNING, OVER, LATE = "waiting", "running", "over", "late"


# --- whose day it is --------------------------------------------------------------------------------------------------


def reception_of(reception_id, person):
    """The reception if this person is of its people: its planner, the office, managers, and whoever of our side takes part."""
    found = session().scalar(select(Reception).where(Reception.id == reception_id))
    if found is None or not (_runs(found, person) or takes_part(found, person)):
        raise NotFound()
    return found


def _runs(reception, person):
    return reception.owner_id == person.id and "account_manager" in roles_of(person) or bool(roles_of(person) & RUNS_ALL)


def takes_part(reception, person):
    """Whether somebody of our side is in the party, has a role at an item, or is in charge of one."""
    mine = (select(Attendee.id).where(Attendee.reception_id == reception.id, Attendee.person_id == person.id, Attendee.side == "host"),
            select(ItemRole.id).join(ItemRole.item).where(Item.reception_id == reception.id, ItemRole.person_id == person.id),
            select(Item.id).where(Item.reception_id == reception.id, Item.responsible_id == person.id))
    return any(session().scalar(query.limit(1)) is not None for query in mine)


def may_plan(reception, person):
    """Whether this person lays out checklists, moves items and hands out packs here: its planner, and the office."""
    roles = roles_of(person)
    return "office" in roles or "account_manager" in roles and reception.owner_id == person.id


def reception_to_plan(reception_id, person):
    """The reception if this person may change its day; NotFound otherwise."""
    found = reception_of(reception_id, person)
    if not may_plan(found, person):
        raise NotFound()
    return found


# --- menus -----------------------------------------------------------------------------------------------------------


def meals_of(reception):
    """The items at which something is served, in the order of the programme."""
    return [item for item in reception.items if item.kind in rulebook.kinds_with_menu()]


def get_meal(reception, item_id):
    """One of them; NotFound for another item."""
    found = next((item for item in meals_of(reception) if item.id == item_id), None)
    if found is None:
        raise NotFound()
    return found


def menus_of(reception):
    """{item id: Menu} of a reception's meals."""
    rows = session().scalars(select(Menu).join(Menu.item).where(Item.reception_id == reception.id)).unique()
    return {row.item_id: row for row in rows}


# --- roles ------------------------------------------------------------------------------------------------------------


def item_roles(reception):
    """{item id: [ItemRole]} in the order of roles.toml."""
    order = {role: number for number, role in enumerate(rulebook.packs())}
    found = defaultdict(list)
    for row in session().scalars(select(ItemRole).join(ItemRole.item).where(Item.reception_id == reception.id).order_by(ItemRole.id)).unique():
        found[row.item_id].append(row)
    return {item_id: sorted(rows, key=lambda row: order.get(row.role, 99)) for item_id, rows in found.items()}


def roles_in_use(reception, roles):
    """Roles this reception gives to somebody or has tasks for, and the kitchen where there is a meal; in the order of the data."""
    used = {row.role for rows in roles.values() for row in rows} | set(session().scalars(
        select(ChecklistTask.role).where(ChecklistTask.reception_id == reception.id).distinct()))
    if any(item.kind in rulebook.usual_kinds(rulebook.KITCHEN) for item in reception.items):
        used.add(rulebook.KITCHEN)
    return [role for role in rulebook.packs() if role in used]


def items_for(role, items, roles):
    """The items that concern a role: those at which somebody has it; where nobody has it at all, those of its usual kinds.

    No role, and the receptionist-in-chief, concern all items.
    """
    if role in ("", "receptionist_in_chief"):
        return list(items)
    given = {item_id for item_id, rows in roles.items() if any(row.role == role for row in rows)}
    return [item for item in items if (item.id in given if given else item.kind in rulebook.usual_kinds(role))]


def roles_of_person(person, roles):
    """Which roles somebody has at this reception."""
    return {row.role for rows in roles.values() for row in rows if row.person_id == person.id}


def chief_of(reception, roles=None):
    """The receptionist-in-chief: who has that role at the earliest item, else the planner of the reception."""
    roles = item_roles(reception) if roles is None else roles
    for item in reception.items:
        for row in roles.get(item.id, ()):
            if row.role == "receptionist_in_chief":
                return row.person
    return reception.owner


# --- the checklist ----------------------------------------------------------------------------------------------------


def due_wall(task):
    """When a task is due, on the wall of its zone; a task of a flow moves with its item."""
    return task.due_at if task.step is None else task.item.starts_at + timedelta(minutes=task.minutes)


def due(task):
    """When a task is due, as a moment."""
    return as_utc(due_wall(task), task.time_zone)


def title_of(task, lang):
    if task.step is None:
        return task.own_title(lang)
    step = rulebook.steps().get(task.step)
    return step["title"][lang] if step else task.step


def tasks_of(reception):
    """All tasks of a reception in the order in which they are due."""
    found = session().scalars(select(ChecklistTask).where(ChecklistTask.reception_id == reception.id).options(
        selectinload(ChecklistTask.item))).unique().all()
    order = {step: number for number, step in enumerate(rulebook.steps())}
    return sorted(found, key=lambda task: (due_wall(task), order.get(task.step, 99), task.id))


def get_task(reception, task_id):
    """A task of this reception; NotFound for another's."""
    found = session().get(ChecklistTask, task_id)
    if found is None or found.reception_id != reception.id:
        raise NotFound()
    return found


def may_undo(task, at):
    """Whether a tick can still be taken back."""
    return task.done_at is not None and at - task.done_at <= timedelta(minutes=rulebook.rule("undo")["minutes"])


def is_overdue(task, at):
    return task.done_at is None and due(task) < at


def to_escalate(at):
    """Open tasks past their grace, of which nobody was told yet; receptions cancelled and old things left out."""
    rule = rulebook.rule("escalation")
    latest, earliest = at - timedelta(minutes=rule["grace_minutes"]), at - timedelta(hours=rule["look_back_hours"])
    day = timedelta(days=2)
    found = session().scalars(select(ChecklistTask).join(ChecklistTask.reception).where(
        ChecklistTask.done_at.is_(None), ChecklistTask.escalated_at.is_(None), Reception.cancelled_at.is_(None),
        Reception.starts_on <= (at + day).date(), Reception.ends_on >= (at - day).date()).order_by(ChecklistTask.id)).unique().all()
    return [task for task in found if earliest <= due(task) <= latest]


def overdue_counts(person, at):
    """[(reception, open tasks past their grace, complaints past a time)] of the receptions this person plans or oversees, today."""
    found = []
    for reception in receptions_on(person, clock.today(current_app.extensions["settings"].time_zone)):
        tasks = sum(is_overdue(task, at) for task in tasks_of(reception))
        complaints = sum(overdue_stage(one, at) is not None for one in complaints_of(reception))
        if tasks or complaints:
            found.append((reception, tasks, complaints))
    return found


# --- the run sheet ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One item on the live run sheet. `late` are the minutes announced, `cars` and `rooms` what is booked for it."""

    item: Item
    progress: ItemProgress | None
    roles: tuple
    bookings: tuple
    at: datetime

    @property
    def state(self):
        if self.progress is not None and self.progress.done_at is not None:
            return OVER
        if self.progress is not None and self.progress.started_at is not None:
            return RUNNING
        return LATE if self.late or self.minutes_past > 0 else WAITING

    @property
    def late(self):
        return self.progress.late_minutes if self.progress is not None and self.progress.done_at is None else 0

    @property
    def minutes_past(self):
        """Minutes since an item that nobody has begun should have begun; 0 before, and once a day is past."""
        if self.progress is not None and self.progress.started_at is not None:
            return 0
        past = int((self.at - as_utc(self.item.starts_at, self.item.time_zone)).total_seconds() // 60)
        return past if 5 <= past <= 240 else 0

    @property
    def cars(self):
        return [one for one in self.bookings if one.resource.kind == "car"]

    @property
    def rooms(self):
        return [one for one in self.bookings if one.resource.kind == "room"]


def progress_of(items):
    """{item id: ItemProgress}."""
    ids = [item.id for item in items]
    return {row.item_id: row for row in session().scalars(select(ItemProgress).where(ItemProgress.item_id.in_(ids))).unique()}


def bookings_of(items):
    """{item id: [Booking]} of what is booked or held, by kind."""
    found = defaultdict(list)
    for row in session().scalars(select(Booking).where(Booking.item_id.in_([item.id for item in items])).order_by(Booking.id)).unique():
        found[row.item_id].append(row)
    return found


def lines(items, roles, at):
    """A Line for each item, in the order of the programme."""
    progress, bookings = progress_of(items), bookings_of(items)
    return [Line(item, progress.get(item.id), tuple(roles.get(item.id, ())), tuple(bookings.get(item.id, ())), at) for item in items]


def days_of(reception):
    """Days on which something is planned, in order; the first day of an empty programme."""
    return sorted({item.starts_at.date() for item in reception.items}) or [reception.starts_on]


def day_to_show(reception, wanted, at):
    """The day asked for if something is planned on it; else today's, else the next, else the last."""
    days = days_of(reception)
    if wanted in days:
        return wanted
    today = at.astimezone(ZoneInfo(reception.time_zone)).date()
    return next((day for day in days if day >= today), days[-1])


def what_moves(line):
    """The Consequence of the lateness announced for an item; None where there is none."""
    if not line.late:
        return None
    return programme.late(line.item.reception, line.item, line.late, line.at, longer=line.state == RUNNING)


def mark_of(reception, line):
    """What an announced delay and the programme look like, as one text: whoever applies it has seen this."""
    versions = "-".join(f"{item.id}.{item.version}" for item in reception.items)
    return f"{line.progress.version}.{line.late}/{versions}"


# --- the wall ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnTheWall:
    """A reception of today as the office sees it from afar."""

    reception: Reception
    lines: tuple
    tasks_open: int
    tasks_late: int

    @property
    def current(self):
        return [line for line in self.lines if line.state == RUNNING]

    @property
    def following(self):
        return [line for line in self.lines if line.state in (WAITING, LATE)]

    @property
    def is_over(self):
        return all(line.state == OVER for line in self.lines)


def receptions_on(person, day):
    """Receptions under way on a day that this person may see, by their first item."""
    return session().scalars(select(Reception).where(receptions.visible_to(person), Reception.cancelled_at.is_(None), Reception.starts_on <= day,
                                                     Reception.ends_on >= day).order_by(Reception.starts_on, Reception.id)).unique().all()


def wall(person, at):
    """[OnTheWall] of today, in the time of each reception."""
    found = []
    day = clock.today(current_app.extensions["settings"].time_zone)
    for reception in receptions_on(person, day):
        items = [item for item in reception.items if item.starts_at.date() == day]
        if items:
            tasks = [task for task in tasks_of(reception) if task.done_at is None and due_wall(task).date() == day]
            found.append(OnTheWall(reception, tuple(lines(items, item_roles(reception), at)), len(tasks), sum(is_overdue(task, at) for task in tasks)))
    return found


def next_look(at):
    """The day is over on every wall: 22:00 in the house's zone, when nobody looks any more."""
    return at.astimezone(ZoneInfo(current_app.extensions["settings"].time_zone)).time() < time(22, 0)


# --- complaints -------------------------------------------------------------------------------------------------------


def complaints_of(reception):
    """The newest first."""
    return session().scalars(select(Complaint).where(Complaint.reception_id == reception.id).order_by(Complaint.received_at.desc(), Complaint.id.desc())).unique().all()


def get_complaint(reception, complaint_id):
    """A complaint of this reception; NotFound for another's."""
    found = session().get(Complaint, complaint_id)
    if found is None or found.reception_id != reception.id:
        raise NotFound()
    return found


def stage_due(complaint, stage):
    """The moment by which a stage is to be reached."""
    return complaint.received_at + timedelta(minutes=rulebook.stages()[stage]["minutes"])


def stage_done(complaint, stage):
    """When a stage was reached, or None."""
    return {"pass_on": complaint.passed_on_at, "answer": complaint.answered_at, "check": complaint.checked_at}[stage]


def next_stage(complaint):
    """The stage that comes next, or None once it is checked."""
    return next((stage for stage in STAGES if stage_done(complaint, stage) is None), None)


def overdue_stage(complaint, at):
    """The stage that should have been reached by now and was not, or None."""
    stage = next_stage(complaint)
    return stage if stage and stage_due(complaint, stage) < at else None


def complaints_to_escalate(at):
    """[(complaint, stage)] past its time, of which nobody was told yet."""
    earliest = at - timedelta(hours=rulebook.rule("escalation")["look_back_hours"] + 24)
    found = session().scalars(select(Complaint).join(Complaint.reception).where(
        Complaint.checked_at.is_(None), Complaint.received_at >= earliest, Reception.cancelled_at.is_(None)).order_by(Complaint.id)).unique().all()
    late = [(one, overdue_stage(one, at)) for one in found]
    return [(one, stage) for one, stage in late if stage and stage not in one.escalated]


def staff_of(reception):
    """Our people of a reception: who takes part, has a role or is in charge, and its planner; by name."""
    ids = select(Attendee.person_id).where(Attendee.reception_id == reception.id, Attendee.side == "host")
    roles = select(ItemRole.person_id).join(ItemRole.item).where(Item.reception_id == reception.id)
    charge = select(Item.responsible_id).where(Item.reception_id == reception.id, Item.responsible_id.is_not(None))
    return session().scalars(select(Person).where(or_(Person.id.in_(ids), Person.id.in_(roles), Person.id.in_(charge), Person.id == reception.owner_id),
                                                  Person.is_active, Person.client_id.is_(None)).order_by(Person.sort_key, Person.id)).unique().all()


# --- readiness --------------------------------------------------------------------------------------------------------


def readiness_of(reception):
    """{person id: HostReadiness}."""
    return {row.person_id: row for row in session().scalars(select(HostReadiness).where(HostReadiness.reception_id == reception.id)).unique()}


def hosts_of(reception):
    """The host side of the party, by precedence; drivers are not asked."""
    return [one for one in receptions.party(reception) if one.side == "host" and one.role != "driver"]


def host_of(reception, attendee_id):
    """The attendee of this id of the host side; NotFound for others."""
    found = next((one for one in hosts_of(reception) if one.id == attendee_id), None)
    if found is None:
        raise NotFound()
    return found


def wall_time(moment, zone):
    """A moment on the wall of a zone."""
    return on_the_wall(moment, zone)


def day_from(text):
    """A date typed in an address, or None."""
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None
