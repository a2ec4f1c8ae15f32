"""Routes of the day of a visit: the live run sheet, checklists, the wall, pocket packs, menus, complaints, the self-check."""

from urllib.parse import quote

from flask import Blueprint, flash, make_response, request, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.documents import export
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.limits import limiter
from planner.people import access_log
from planner.receptions.queries import get_item, get_reception
from planner.running import actions, pack, queries, rulebook, sheets
from planner.running.forms import AnswerForm, CheckForm, ComplaintForm, DueForm, MenuForm, PassOnForm, ReadinessForm, TaskForm, as_typed
from planner.running.models import STAGES
from planner.web import check_version, current_person, current_roles, go_to, is_htmx, once, page, requires

bp = Blueprint("running", __name__)
BASE = "/receptions/<id:reception_id>/running"


@bp.app_template_global("is_visit_near")
def is_visit_near(reception):
    """Whether the run sheet is wanted now: from two days before to a day after."""
    today = clock.today(reception.time_zone)
    return -2 <= (today - reception.starts_on).days and (today - reception.ends_on).days <= 1


def _permitted(permission):
    return may(current_roles(), permission)


def _here(reception_id):
    return queries.reception_of(reception_id, current_person())


def _around(reception, part):
    """What every page of the day needs besides its own."""
    return {"reception": reception, "part": part, "may_plan": queries.may_plan(reception, current_person()), "sees_reception": _sees(reception),
            "now": clock.now(), "role_title": lambda role: rulebook.role_title(role, current_language()),
            "wall_time": lambda moment: queries.wall_time(moment, reception.time_zone)}


def _sees(reception):
    """Whether the reader may open the other pages of this reception."""
    try:
        return bool(_permitted("reception.see") and get_reception(reception.id, current_person()))
    except NotFound:
        return False


def _role(reception, roles):
    """The role asked for; without one, the reader's own where there is exactly one; "" for the whole sheet. NotFound for no role."""
    wanted = request.values.get("role")
    if wanted is None:
        own = queries.roles_of_person(current_person(), roles)
        return own.pop() if len(own) == 1 and not queries.may_plan(reception, current_person()) else ""
    if wanted and wanted not in rulebook.packs():
        raise NotFound()
    return wanted


# --- the live run sheet -----------------------------------------------------------------------------------------------


@bp.get(BASE)
@requires("running.see")
def show(reception_id):
    return _sheet(_here(reception_id))


def _sheet(reception, status=200, problem="", problem_at=None):
    at, roles = clock.now(), queries.item_roles(reception)
    role = _role(reception, roles)
    day = queries.day_to_show(reception, queries.day_from(request.values.get("day")), at)
    items = [item for item in queries.items_for(role, reception.items, roles) if item.starts_at.date() == day]
    tasks = [task for task in queries.tasks_of(reception) if role in ("", task.role) and queries.due_wall(task).date() == day]
    return page("running/show.html", status=status, lines=queries.lines(items, roles, at), tasks=tasks, role=role, day_shown=day, days_there=queries.days_of(reception),
                roles=queries.roles_in_use(reception, roles), problem=problem, problem_at=problem_at, **_words(), **_around(reception, "sheet"))


def _words():
    """The functions by which templates speak of tasks and lines."""
    return {"title_of": queries.title_of, "due_wall": queries.due_wall, "is_overdue": queries.is_overdue, "may_undo": queries.may_undo,
            "what_moves": queries.what_moves, "mark_of": queries.mark_of, "most_late": rulebook.rule("late")["most_minutes"],
            "steps": rulebook.steps(), "reason_of_step": _reason_of_step, "may_take_back": _may_take_back}


def _reason_of_step(step):
    row = rulebook.steps()[step]
    return rulebook.reason_of(row, current_language(), rulebook.flows()[row["flow"]]["source"])


def _may_take_back(line):
    last = line.progress and (line.progress.done_at or line.progress.started_at)
    return bool(last) and (clock.now() - last).total_seconds() <= 60 * rulebook.rule("undo")["minutes"]


def _kept():
    """What the sheet was narrowed to, so that it stays so."""
    return {key: request.form[key][:30] for key in ("role", "day") if request.form.get(key)}


@bp.post(f"{BASE}/items/<id:item_id>")
@requires("running.note")
@once
def note(reception_id, item_id):
    """One tap on the run sheet: begun, over, late by some minutes, or the last note taken back. The line comes back."""
    reception = _here(reception_id)
    item = get_item(reception, item_id)
    what, at, problem = request.form.get("what", ""), clock.now(), ""
    try:
        if what == "late":
            actions.announce_late(item, _minutes(), by=current_person(), at=at)
        elif what in ("begun", "over", "back"):
            {"begun": actions.begin, "over": actions.end, "back": actions.take_back}[what](item, by=current_person(), at=at)
        else:
            raise RuleBroken(_("Please tap begun, over or late."))
    except RuleBroken as error:
        problem = str(error.message)
    status = 422 if problem else 200
    if is_htmx():
        return _line(reception, item, status, problem)
    return _sheet(reception, 422, problem, item.id) if problem else go_to(url_for(".show", reception_id=reception.id, **_kept(), _anchor=f"item-{item.id}"))


def _minutes():
    text = request.form.get("minutes", "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else None


def _line(reception, item, status=200, problem=""):
    roles = queries.item_roles(reception)
    return page("running/_line.html", status=status, line=queries.lines([item], roles, clock.now())[0], role=request.form.get("role", "")[:30],
                day_shown=item.starts_at.date(), problem=problem, problem_at=item.id, **_words(), **_around(reception, "sheet"))


@bp.post(f"{BASE}/items/<id:item_id>/apply")
@requires("running.plan")
@once
def apply_delay(reception_id, item_id):
    """Move the item by the minutes announced, and what depends on it."""
    reception = queries.reception_to_plan(reception_id, current_person())
    item = get_item(reception, item_id)
    try:
        found = actions.apply_delay(reception, item, seen=request.form.get("seen", ""), by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _sheet(reception, 422, str(error.message), item.id)
    flash(_("Items moved: %(count)s.", count=len(found.times)))
    return go_to(url_for(".show", reception_id=reception.id, **_kept(), _anchor=f"item-{item.id}"))


@bp.get(f"{BASE}/sheet.pdf")
@requires("running.see")
@limiter.limit("60 per minute")
def sheet(reception_id):
    """The run sheet on paper, of one role or of all."""
    reception, lang = _here(reception_id), _language()
    role = request.args.get("role", "")
    if role and role not in rulebook.packs():
        raise NotFound()
    with export.ones_turn(current_person()):
        content = sheets.pdf_of(reception, role, lang, may=_permitted)
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=f"run-sheet-{role or 'all'}-{lang}.pdf")
    return response


def _language():
    lang = request.args.get("lang", current_language())
    if lang not in ("zh", "en"):
        raise NotFound()
    return lang


# --- checklists -------------------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/checklist")
@requires("running.see")
def checklist(reception_id):
    return _checklist(_here(reception_id), TaskForm())


def _checklist(reception, form, status=200):
    at, roles = clock.now(), queries.item_roles(reception)
    role = _role(reception, roles)
    tasks = queries.tasks_of(reception)
    shown = [task for task in tasks if role in ("", task.role)]
    if form.due_at.data is None and not form.is_submitted():
        form.due_at.data = queries.wall_time(at, reception.time_zone).replace(second=0, microsecond=0) if any(
            day == clock.today(reception.time_zone) for day in queries.days_of(reception)) else None
    return page("running/checklist.html", status=status, tasks=shown, role=role, roles=queries.roles_in_use(reception, roles), form=form, day_shown=None,
                open_count=sum(task.done_at is None for task in shown), late_count=sum(queries.is_overdue(task, at) for task in shown), DueForm=DueForm,
                is_empty=not tasks, chief=queries.chief_of(reception, roles), **_words(), **_around(reception, "checklist"))


@bp.post(f"{BASE}/checklist/lay-out")
@requires("running.plan")
@once
def lay_out(reception_id):
    reception = queries.reception_to_plan(reception_id, current_person())
    made = actions.lay_out(reception, by=current_person(), at=clock.now())
    flash(_("Tasks added to the checklist: %(count)s.", count=made))
    return go_to(url_for(".checklist", reception_id=reception.id))


@bp.post(f"{BASE}/checklist/tasks")
@requires("running.note")
@once
def add_task(reception_id):
    reception = _here(reception_id)
    form = TaskForm()
    if not form.validate():
        return _checklist(reception, form, 422)
    try:
        actions.add_task(reception, by=current_person(), at=clock.now(), **form.columns())
    except RuleBroken as error:
        form.add_error(error)
        return _checklist(reception, form, 422)
    return go_to(url_for(".checklist", reception_id=reception.id))


@bp.post(f"{BASE}/checklist/<id:task_id>")
@requires("running.note")
@once
def tick(reception_id, task_id):
    """Tick a task, or take the tick back; the line comes back."""
    reception = _here(reception_id)
    task = queries.get_task(reception, task_id)
    problem, at = "", clock.now()
    try:
        if request.form.get("is_done") == "0":
            actions.untick(task, by=current_person(), at=at)
        elif not actions.tick(task, by=current_person(), at=at):
            problem = _("%(name)s has ticked this already. Nothing is lost.", name=task.done_by.name(current_language()))
    except RuleBroken as error:
        if not is_htmx():
            raise
        return _task_line(reception, task, 422, str(error.message))
    if is_htmx():
        return _task_line(reception, task, 200, problem)
    if problem:
        flash(problem)
    back = ".checklist" if request.form.get("part") == "checklist" else ".show"
    return go_to(url_for(back, reception_id=reception.id, **_kept(), _anchor=f"task-{task.id}"))


def _task_line(reception, task, status, problem):
    part = "checklist" if request.form.get("part") == "checklist" else "sheet"
    return page("running/_task.html", status=status, task=task, problem=problem, role=request.form.get("role", "")[:30], day_shown=queries.day_from(request.form.get("day")),
                **_words(), **_around(reception, part))


@bp.get(f"{BASE}/checklist/<id:task_id>/due")
@requires("running.plan")
def due(reception_id, task_id):
    reception = queries.reception_to_plan(reception_id, current_person())
    task = queries.get_task(reception, task_id)
    return _due_page(reception, task, DueForm(due_at=queries.due_wall(task)))


def _due_page(reception, task, form, status=200):
    return page("running/due.html", status=status, task=task, form=form, **_words(), **_around(reception, "checklist"))


@bp.post(f"{BASE}/checklist/<id:task_id>/due")
@requires("running.plan")
@once
def move_task(reception_id, task_id):
    reception = queries.reception_to_plan(reception_id, current_person())
    task = queries.get_task(reception, task_id)
    form = DueForm()
    if not form.validate():
        return _due_page(reception, task, form, 422)
    check_version(task)
    try:
        actions.move_task(task, form.due_at.data, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _due_page(reception, task, form, 422)
    return go_to(url_for(".checklist", reception_id=reception.id, _anchor=f"task-{task.id}"))


@bp.post(f"{BASE}/checklist/<id:task_id>/remove")
@requires("running.plan")
@once
def remove_task(reception_id, task_id):
    reception = queries.reception_to_plan(reception_id, current_person())
    actions.remove_task(queries.get_task(reception, task_id), by=current_person(), at=clock.now())
    return go_to(url_for(".checklist", reception_id=reception.id))


# --- the wall ---------------------------------------------------------------------------------------------------------


@bp.get("/running/wall")
@requires("running.wall")
def wall():
    """All receptions of today for a screen in the office; asks again by itself while it is seen and the day lasts. No names of guests,
    no diets, no telephone numbers. It keeps its session for as long as sessions last, for nobody sits before it."""
    at = clock.now()
    shown = queries.wall(current_person(), at)
    return page("running/wall.html", fragment="running/_wall.html", receptions=shown, now=at, zone_wall=queries.wall_time,
                goes_on=queries.next_look(at) and not (shown and all(one.is_over for one in shown)))


# --- pocket packs -----------------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/packs")
@requires("running.see")
def packs(reception_id):
    reception = _here(reception_id)
    roles = queries.item_roles(reception)
    return page("running/packs.html", rows=[role for role in _packs_for(reception, roles)], in_use=queries.roles_in_use(reception, roles),
                own=queries.roles_of_person(current_person(), roles), sections=_sections, **_around(reception, "packs"))


def _packs_for(reception, roles):
    """Roles whose pack the reader may take: all who see the reception's people; the kitchen's only who plans it and may see diets."""
    used = queries.roles_in_use(reception, roles)
    wanted = used if len(used) > 1 else list(rulebook.packs())
    return [role for role in wanted if role != rulebook.KITCHEN or _may_hand_out_diets(reception)]


def _may_hand_out_diets(reception):
    return _permitted("diet.see") and queries.may_plan(reception, current_person())


def _sections(role):
    words = {"people": _("names, titles, pronunciation"), "seats": _("seating plans"), "cars": _("cars and drivers"), "briefing": _("briefing cards"), "menus": _("menus"),
             "diets": _("diets and allergies")}
    return [words[section] for section in rulebook.packs()[role]["sections"]]


@bp.get(f"{BASE}/packs/<role>.html")
@requires("running.see")
@limiter.limit("60 per minute")
def pocket_pack(reception_id, role):
    """The file of one role to be kept on a phone. The kitchen's holds diets: who reads them is noted."""
    reception, lang = _here(reception_id), _language()
    if role not in rulebook.packs() or role == rulebook.KITCHEN and not _may_hand_out_diets(reception):
        raise NotFound()
    made = pack.made_for(reception, role, lang, clock.now(), may=_permitted)
    if made.shows_diets:
        access_log.shown(reception.attendees, by=current_person(), page="running.pocket_pack")
    response = make_response(pack.html_of(made, lang))
    response.headers.set("Content-Disposition", "attachment", filename=f"pocket-pack-{role}-{lang}.html",
                         **{"filename*": f"UTF-8''{quote(pack.file_name(reception, role, lang), safe='')}"})
    response.headers["Content-Security-Policy"] = f"{pack.policy()}; frame-ancestors 'none'; sandbox"
    return response


# --- menus ------------------------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/menus")
@requires("running.see")
def menus(reception_id):
    """What is served at each meal of the visit."""
    reception = _here(reception_id)
    return page("running/menus.html", meals=queries.meals_of(reception), menus=queries.menus_of(reception), courses=rulebook.courses(), **_around(reception, "menus"))


@bp.get(f"{BASE}/menus/<id:meal_id>")
@requires("running.plan")
def menu(reception_id, meal_id):
    reception = queries.reception_to_plan(reception_id, current_person())
    item = queries.get_meal(reception, meal_id)
    found = queries.menus_of(reception).get(item.id)
    return _menu(reception, item, MenuForm(data=as_typed(found) if found else None), found)


def _menu(reception, item, form, found, status=200):
    return page("running/menu.html", status=status, item=item, form=form, menu=found, **_around(reception, "menus"))


@bp.post(f"{BASE}/menus/<id:meal_id>")
@requires("running.plan")
@once
def set_menu(reception_id, meal_id):
    reception = queries.reception_to_plan(reception_id, current_person())
    item = queries.get_meal(reception, meal_id)
    found, form = queries.menus_of(reception).get(item.id), MenuForm()
    if not form.validate():
        return _menu(reception, item, form, found, 422)
    if found is not None:
        check_version(found, form.courses(), {course: "" for course in rulebook.courses()} | as_typed(found))
    actions.set_menu(item, form.dishes(), by=current_person(), at=clock.now())
    flash(_("The menu is stored.") if form.dishes() else _("The menu is taken away."))
    return go_to(url_for(".menus", reception_id=reception.id))


# --- complaints -------------------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/complaints")
@requires("running.see")
def complaints(reception_id):
    return _complaints(_here(reception_id), ComplaintForm())


def _complaints(reception, form, status=200):
    return page("running/complaints.html", status=status, complaints=queries.complaints_of(reception), form=form, grades=rulebook.grades(),
                overdue_stage=queries.overdue_stage, rules=[rulebook.reason_of(row, current_language()) for row in rulebook.stages().values()],
                **_stages(), **_around(reception, "complaints"))


def _stages():
    return {"stages": rulebook.stages(), "stage_due": queries.stage_due, "stage_done": queries.stage_done, "next_stage": queries.next_stage, "all_stages": STAGES}


@bp.post(f"{BASE}/complaints")
@requires("running.note")
@once
def receive_complaint(reception_id):
    reception = _here(reception_id)
    form = ComplaintForm()
    if not form.validate():
        return _complaints(reception, form, 422)
    found = actions.receive_complaint(reception, by=current_person(), at=clock.now(), **form.values())
    return go_to(url_for(".complaint", reception_id=reception.id, complaint_id=found.id))


STEPS = {"pass_on": (PassOnForm, "owner_id", actions.pass_on), "answer": (AnswerForm, "answer", actions.answer), "check": (CheckForm, "outcome", actions.check)}


@bp.get(f"{BASE}/complaints/<id:complaint_id>")
@requires("running.see")
def complaint(reception_id, complaint_id):
    reception = _here(reception_id)
    return _complaint(reception, queries.get_complaint(reception, complaint_id))


def _complaint(reception, found, form=None, stage=None, status=200):
    stage = stage or queries.next_stage(found)
    if form is None and stage:
        form = PassOnForm(found) if stage == "pass_on" else STEPS[stage][0]()
    return page("running/complaint.html", status=status, complaint=found, form=form, stage=stage, field_name=STEPS[stage][1] if stage else "",
                grades=rulebook.grades(), overdue=queries.overdue_stage(found, clock.now()), reason_of_stage=lambda one: rulebook.reason_of(
                    rulebook.stages()[one], current_language()), **_stages(), **_around(reception, "complaints"))


@bp.post(f"{BASE}/complaints/<id:complaint_id>/<any(pass_on, answer, check):stage>")
@requires("running.note")
@once
def step_complaint(reception_id, complaint_id, stage):
    reception = _here(reception_id)
    found = queries.get_complaint(reception, complaint_id)
    kind, field, act = STEPS[stage]
    form = kind(found) if stage == "pass_on" else kind()
    if not form.validate():
        return _complaint(reception, found, form, stage, 422)
    check_version(found, [form[field]])
    try:
        act(found, form[field].data, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _complaint(reception, found, form, stage, 422)
    return go_to(url_for(".complaint", reception_id=reception.id, complaint_id=found.id))


# --- the self-check ---------------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/readiness")
@requires("running.see")
def readiness(reception_id):
    reception = _here(reception_id)
    return page("running/readiness.html", hosts=queries.hosts_of(reception), scored=queries.readiness_of(reception), level_of=rulebook.level_of,
                reason_of=lambda row: rulebook.reason_of(row, current_language()), may_score=lambda person: _may_score(reception, person), **_around(reception, "readiness"))


def _may_score(reception, person):
    """Hosts answer for themselves; the planner and the office for anybody."""
    return person.id == current_person().id or queries.may_plan(reception, current_person())


def _host(reception, host_id):
    host = queries.host_of(reception, host_id)
    if not _may_score(reception, host.person):
        raise NotFound()
    return host


@bp.get(f"{BASE}/readiness/<id:host_id>")
@requires("running.see")
def self_check(reception_id, host_id):
    reception = _here(reception_id)
    host = _host(reception, host_id)
    known = queries.readiness_of(reception).get(host.person_id)
    form = ReadinessForm(data={f"q{number}": value for number, value in enumerate(known.scores, 1)} if known else None)
    return _self_check(reception, host, form, known)


def _self_check(reception, host, form, known, status=200):
    return page("running/self_check.html", status=status, host=host, form=form, known=known, **_around(reception, "readiness"))


@bp.post(f"{BASE}/readiness/<id:host_id>")
@requires("running.note")
@once
def score(reception_id, host_id):
    reception = _here(reception_id)
    host = _host(reception, host_id)
    known, form = queries.readiness_of(reception).get(host.person_id), ReadinessForm()
    if not form.validate():
        return _self_check(reception, host, form, known, 422)
    if known is not None:
        check_version(known)
    actions.score(reception, host.person, [field.data for field in form.scores()], by=current_person(), at=clock.now())
    return go_to(url_for(".readiness", reception_id=reception.id))
