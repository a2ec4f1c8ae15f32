"""What is done on the day: laying out and ticking checklists, noting how far an item has got, moving the rest, complaints, self-checks."""

from datetime import timedelta

from sqlalchemy import delete, select

from planner import audit
from planner.db import lock, session
from planner.errors import Conflict, RuleBroken
from planner.i18n import _l
from planner.programme import actions as programme
from planner.receptions import hooks
from planner.receptions.actions import exists_on_the_clock
from planner.running import queries, rulebook
from planner.running.models import GRADES, QUESTIONS, ChecklistTask, Complaint, HostReadiness, ItemProgress, Menu

MINUTE = timedelta(minutes=1)
LONGEST_AWAY = 7 * 24 * 60
"""A task of a flow lies within a week of its item, in minutes."""


# --- checklists -------------------------------------------------------------------------------------------------------


def lay_out(reception, *, by, at):
    """Make the tasks of both flows for every arrival and departure that has none yet; how many were made. Twice is once."""
    lock(reception)
    known = {(task.item_id, task.step) for task in queries.tasks_of(reception)}
    anchors = {flow["id"]: [item for item in reception.items if item.kind == flow["kind"]] for flow in rulebook.flows().values()}
    if not any(anchors.values()):
        raise RuleBroken(_l("The programme has neither an arrival nor a send-off yet. Please add one; the checklist counts from it."))
    made = 0
    for step in rulebook.steps().values():
        for anchor in anchors[step["flow"]]:
            item, minutes = _place_of(step, anchor, reception.items)
            if (item.id, step["id"]) not in known:
                known.add((item.id, step["id"]))
                session().add(ChecklistTask(reception_id=reception.id, item_id=item.id, step=step["id"], role=step["role"], minutes=minutes,
                                            time_zone=reception.time_zone, created_at=at))
                made += 1
    session().flush()
    if made:
        audit.append("checklist.laid_out", subject=reception, by=by, at=at, details={"tasks": made})
    return made


def _place_of(step, anchor, items):
    """(item, minutes) a step counts from: an item of the kind it names on the day of the arrival, or of the departure, where there is one."""
    other = step.get("at")
    if other:
        same_day = [item for item in items if item.kind == other["kind"] and item.starts_at.date() == anchor.starts_at.date()]
        fitting = [item for item in same_day if (item.starts_at >= anchor.starts_at) == (step["flow"] == "welcome")]
        if fitting:
            return fitting[0], other["minutes"]
    return anchor, step["minutes"]


def add_task(reception, *, role, title_zh="", title_en="", due_at, by, at):
    """An own entry of the checklist, due at a wall time within the stay or a day around it."""
    if role not in rulebook.packs():
        raise RuleBroken(_l("Please choose a role."), field="role")
    if not (title_zh or title_en):
        raise RuleBroken(_l("Please write what is to be done."), field="title")
    _check_due(reception, due_at)
    task = ChecklistTask(reception_id=reception.id, role=role, title_zh=title_zh, title_en=title_en, due_at=due_at,
                         time_zone=reception.time_zone, created_at=at)
    session().add(task)
    session().flush()
    audit.append("checklist.added", subject=task, by=by, at=at, details={"role": role})
    return task


def _check_due(reception, due_at):
    if not reception.starts_on - timedelta(days=7) <= due_at.date() <= reception.ends_on + timedelta(days=7):
        raise RuleBroken(_l("Please choose a time within a week of the visit."), field="due_at")
    if not exists_on_the_clock(due_at, reception.time_zone):
        raise RuleBroken(_l("This time does not exist on the clock there: it is skipped for summer time."), field="due_at")


def move_task(task, due_at, *, by, at):
    """Another time for an open task; one of a flow keeps moving with its item. It may be told of anew."""
    if task.done_at is not None:
        raise RuleBroken(_l("This is done already."))
    _check_due(task.reception, due_at)
    if task.step is None:
        task.due_at = due_at
    else:
        minutes = int((due_at - task.item.starts_at).total_seconds() // 60)
        if abs(minutes) > LONGEST_AWAY:
            raise RuleBroken(_l("Please choose a time within a week of the visit."), field="due_at")
        task.minutes = minutes
    task.escalated_at = None
    session().flush()
    audit.append("checklist.moved", subject=task, by=by, at=at)


def remove_task(task, *, by, at):
    """Take an own entry away; the steps of the flows stay, for they are the house's."""
    if task.step is not None:
        raise RuleBroken(_l("This step belongs to the flow of the house. It stays on the list."))
    audit.append("checklist.removed", subject=task, by=by, at=at)
    session().delete(task)
    session().flush()


def tick(task, *, by, at):
    """The task is done. When somebody else was quicker, their tick stands. Returns whether this tick counts."""
    _must_be_on(task.reception)
    lock(task)
    if task.done_at is not None:
        return task.done_by_id == by.id
    task.done_at, task.done_by_id = at, by.id
    session().flush()
    audit.append("checklist.ticked", subject=task, by=by, at=at)
    return True


def untick(task, *, by, at):
    """Take a tick back within ten minutes; an open task stays open."""
    lock(task)
    if task.done_at is None:
        return
    if not queries.may_undo(task, at):
        raise RuleBroken(_l("This was ticked more than %(minutes)s minutes ago. It stands.", minutes=rulebook.rule("undo")["minutes"]))
    task.done_at, task.done_by_id = None, None
    session().flush()
    audit.append("checklist.unticked", subject=task, by=by, at=at)


def _must_be_on(reception):
    if reception.cancelled_at is not None:
        raise RuleBroken(_l("This reception is cancelled. There is nothing to note any more."))


@hooks.item_removed
def _free_item(item, *, by, at):
    """What hangs on an item goes with it."""
    session().execute(delete(ChecklistTask).where(ChecklistTask.item_id == item.id))
    session().execute(delete(ItemProgress).where(ItemProgress.item_id == item.id))
    session().execute(delete(Menu).where(Menu.item_id == item.id))


# --- menus ------------------------------------------------------------------------------------------------------------


def set_menu(item, dishes, *, by, at):
    """What is served at a meal: [[course, Chinese, English]]; none takes the menu away. Returns the Menu, or None."""
    _must_be_on(item.reception)
    lock(item)
    found = session().scalar(select(Menu).where(Menu.item_id == item.id))
    if found is None and not dishes:
        return None
    if found is None:
        found = Menu(item_id=item.id, dishes=[])
        session().add(found)
    found.dishes = [list(dish) for dish in dishes]
    session().flush()
    audit.append("menu.changed", subject=found, by=by, at=at, details={"item": item.id, "dishes": len(dishes)})
    if not dishes:
        session().delete(found)
        session().flush()
        return None
    return found


# --- how far an item has got ------------------------------------------------------------------------------------------


def _noted(item, by, at):
    """The ItemProgress of an item, locked, marked as noted now."""
    _must_be_on(item.reception)
    lock(item)
    found = session().scalar(select(ItemProgress).where(ItemProgress.item_id == item.id))
    if found is None:
        found = ItemProgress(item_id=item.id, late_minutes=0)
        session().add(found)
    else:
        lock(found)
    found.noted_at, found.noted_by_id = at, by.id
    return found


def begin(item, *, by, at):
    """The item has begun; the first word counts."""
    found = _noted(item, by, at)
    if found.started_at is None:
        found.started_at, found.late_minutes = at, 0
        session().flush()
        audit.append("item.begun", subject=item, by=by, at=at)
    return found


def end(item, *, by, at):
    """The item is over; the first word counts. Not before it has begun."""
    found = _noted(item, by, at)
    if found.started_at is None:
        raise RuleBroken(_l("This has not begun yet. Please tap “Has begun” first."))
    if found.done_at is None:
        found.done_at, found.late_minutes = max(at, found.started_at), 0
        session().flush()
        audit.append("item.over", subject=item, by=by, at=at)
    return found


def take_back(item, *, by, at):
    """Take the last of begun and over back, within ten minutes."""
    found = _noted(item, by, at)
    last = found.done_at or found.started_at
    if last is None:
        return found
    if at - last > timedelta(minutes=rulebook.rule("undo")["minutes"]):
        raise RuleBroken(_l("This was noted more than %(minutes)s minutes ago. It stands.", minutes=rulebook.rule("undo")["minutes"]))
    if found.done_at is not None:
        found.done_at = None
    else:
        found.started_at = None
    session().flush()
    audit.append("item.note_taken_back", subject=item, by=by, at=at)
    return found


def announce_late(item, minutes, *, by, at):
    """The item will begin, or one that has begun will end, so many minutes later than planned; 0 for on time. Nothing moves by that."""
    most = rulebook.rule("late")["most_minutes"]
    if minutes is None or not 0 <= minutes <= most:
        raise RuleBroken(_l("Please write the minutes as a whole number from 0 (on time) to %(most)s.", most=most), field="minutes")
    found = _noted(item, by, at)
    if found.done_at is not None:
        raise RuleBroken(_l("This is over already. It cannot be late any more."))
    if found.late_minutes != minutes:
        found.late_minutes = minutes
        session().flush()
        audit.append("item.late", subject=item, by=by, at=at, details={"minutes": minutes})
    session().flush()
    return found


def apply_delay(reception, item, *, seen, by, at):
    """Move the item by the minutes announced, with all that depends on it. `seen` is queries.mark_of what was looked at.

    Conflict when the delay or the programme has changed since; RuleBroken for times that cannot be.
    """
    lock(reception)
    line = queries.lines([item], {}, at)[0]
    if line.progress is None or not line.late or queries.mark_of(reception, line) != seen:
        raise Conflict(_l("The programme or the delay has changed meanwhile. Nothing was moved; please look again."))
    minutes, runs = line.late, line.state == queries.RUNNING
    starts_at, ends_at = item.starts_at, item.ends_at or item.starts_at
    times = {item.id: (starts_at if runs else starts_at + minutes * MINUTE, ends_at + minutes * MINUTE)}
    found = programme.move(reception, times, by=by, at=at)
    line.progress.late_minutes = 0
    session().flush()
    audit.append("item.delay_applied", subject=item, by=by, at=at, details={"minutes": minutes, "moved": len(found.times)})
    return found


# --- complaints -------------------------------------------------------------------------------------------------------


def receive_complaint(reception, *, grade, summary, raised_by="", minutes_ago=0, by, at):
    """Somebody of the party complained; the times count from when it was heard."""
    if grade not in GRADES:
        raise RuleBroken(_l("Please choose from the list."), field="grade")
    if not summary:
        raise RuleBroken(_l("Please write what the complaint is about."), field="summary")
    found = Complaint(reception_id=reception.id, grade=grade, summary=summary, raised_by=raised_by, received_at=at - minutes_ago * MINUTE,
                      received_by_id=by.id, escalated=[])
    session().add(found)
    session().flush()
    audit.append("complaint.received", subject=found, by=by, at=at, details={"grade": grade})
    return found


def pass_on(complaint, owner_id, *, by, at):
    """Hand it to whoever deals with it; handing it on once more changes the owner, not the time."""
    owner = next((one for one in queries.staff_of(complaint.reception) if one.id == owner_id), None)
    if owner is None:
        raise RuleBroken(_l("Please choose one of our own people of this visit."), field="owner_id")
    complaint.owner_id, complaint.owner = owner.id, owner
    complaint.passed_on_at = complaint.passed_on_at or at
    session().flush()
    audit.append("complaint.passed_on", subject=complaint, by=by, at=at, details={"to": owner.id})


def answer(complaint, words, *, by, at):
    """What the guest was told."""
    if complaint.passed_on_at is None:
        raise RuleBroken(_l("Please say first who deals with it."))
    if not words:
        raise RuleBroken(_l("Please write what the guest was told."), field="answer")
    complaint.answer, complaint.answered_at = words, complaint.answered_at or at
    session().flush()
    audit.append("complaint.answered", subject=complaint, by=by, at=at)


def check(complaint, outcome, *, by, at):
    """Somebody asked whether all is well now; the outcome closes it."""
    if complaint.answered_at is None:
        raise RuleBroken(_l("The guest has no answer yet. Please answer first."))
    if not outcome:
        raise RuleBroken(_l("Please write how it turned out."), field="outcome")
    complaint.outcome = outcome
    if complaint.checked_at is None:
        complaint.checked_at, complaint.checked_by_id = at, by.id
    session().flush()
    audit.append("complaint.checked", subject=complaint, by=by, at=at)


# --- self-checks ------------------------------------------------------------------------------------------------------


def score(reception, person, scores, *, by, at):
    """Keep the ten answers of one host, each 1 to 10, instead of earlier ones. Returns the HostReadiness."""
    if len(scores) != QUESTIONS or any(one is None or not 1 <= one <= 10 for one in scores):
        raise RuleBroken(_l("Please score every question from 1 to 10."))
    lock(reception)
    found = queries.readiness_of(reception).get(person.id) or HostReadiness(reception_id=reception.id, person_id=person.id)
    found.scores, found.scored_at, found.scored_by_id = list(scores), at, by.id
    session().add(found)
    session().flush()
    audit.append("host.scored", subject=found, by=by, at=at, details={"total": found.total})
    return found


# --- escalation -------------------------------------------------------------------------------------------------------


def mark_told(tasks, complaints, *, at):
    """Note that the receptionist-in-chief hears of these, so that nothing is told twice."""
    for task in tasks:
        task.escalated_at = at
        audit.append("checklist.escalated", subject=task, at=at)
    for complaint, stage in complaints:
        complaint.escalated = [*complaint.escalated, stage]
        audit.append("complaint.escalated", subject=complaint, at=at, details={"stage": stage})
    session().flush()
