"""Routes of calls on clients: my calls today, planning, sign-in, record, report, tasks, follow-up and the supervisor's week."""

from datetime import date, timedelta
from urllib.parse import quote

from flask import Blueprint, flash, make_response, request, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.accounts.queries import people_with_role
from planner.calls import actions, papers, queries, rulebook, wording
from planner.calls.forms import CallForm, Minute, RecordForm, ReportForm, SignInForm, new_call
from planner.documents import export
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, current_language
from planner.limits import limiter
from planner.money import Money
from planner.people import queries as people
from planner.receptions.queries import own_reception
from planner.web import check_version, current_person, current_roles, go_to, once, page, requires

bp = Blueprint("calls", __name__)
for _function in (wording.clock_of, wording.window_words, wording.conflict_words, wording.left_out_words, wording.rule_of, wording.reason_of,
                  wording.task_words, wording.rule_of_task, wording.arrival, queries.stayed):
    bp.add_app_template_global(_function, f"call_{_function.__name__}")


def _day(name="day"):
    """The day in the address, or today at the house; NotFound for nonsense."""
    text = request.args.get(name)
    if text is None:
        return queries.house_today(clock.now())
    try:
        found = date.fromisoformat(text) if len(text) == 10 and text.isascii() else None
    except ValueError:
        found = None
    if found is None or not 1990 <= found.year <= 2100:
        raise NotFound()
    return found


def _monday(day):
    return day - timedelta(days=day.weekday())


def _who():
    """Whose calls are asked for."""
    text = request.args.get("who", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
    if text and number is None:
        raise NotFound()
    return queries.shown_person(number, current_person())


def _around(current, **context):
    """What every page of calls needs: the tabs, the rules and the reader's open tasks."""
    tabs = [("today", _("Today"), url_for("calls.today"), 0), ("plan", _("Contact plan"), url_for("calls.plan"), 0),
            ("schedule", _("Contact schedule"), url_for("calls.schedule"), 0), ("report", _("Daily report"), url_for("calls.report"), 0),
            ("follow", _("Follow-up"), url_for("calls.follow"), len(queries.open_tasks(current_person())))]
    if may(current_roles(), "call.supervise"):
        tabs.append(("week", _("Supervision"), url_for("calls.week"), 0))
    return {"tabs": [dict(zip(("key", "label", "url", "count"), tab)) for tab in tabs], "current_tab": current, "rules": rulebook.rules(),
            "day_step": timedelta(days=1), "week_step": timedelta(days=7), "six_days": timedelta(days=6),
            "money_of": lambda minor, currency: Money(minor, currency).format(), "title_of": lambda table, code: rulebook.title(table, code, current_language()), **context}


# --- today ------------------------------------------------------------------------------------------------------------


@bp.get("/calls")
@requires("call.see")
def today():
    person, day = _who(), _day()
    found = queries.Day(person, day)
    return page("calls/today.html", day_calls=found, person=person, is_mine=person.id == current_person().id, sign_in_form=SignInForm(),
                is_today=day == queries.house_today(clock.now()), standings=_standings(found.calls),
                today_is=queries.house_today(clock.now()), **_around("today"))


def _standings(calls):
    at = clock.now()
    return {call.id: queries.standing(call, at) for call in calls}


@bp.post("/calls/<id:call_id>/sign-in")
@requires("call.edit")
@once
def sign_in(call_id):
    call, form = queries.joined_call(call_id, current_person()), SignInForm()
    if not form.validate():
        raise RuleBroken(_("Please write the place in at most 200 characters, or leave it out."))
    actions.sign_in(call, by=current_person(), at=clock.now(), position=form.position())
    flash(_("Signed in. Thank you; mind the three don’ts."))
    return go_to(url_for(".today"))


@bp.post("/calls/<id:call_id>/leave")
@requires("call.edit")
@once
def leave(call_id):
    """The visit is over; next comes its record."""
    call = queries.joined_call(call_id, current_person())
    actions.leave(call, by=current_person(), at=clock.now())
    return go_to(url_for(".record", call_id=call.id))


@bp.post("/calls/<id:call_id>/forget-position")
@requires("call.edit")
@once
def forget_position(call_id):
    call = queries.joined_call(call_id, current_person())
    actions.forget_position(call, by=current_person(), at=clock.now())
    flash(_("The position was deleted."))
    return go_to(url_for(".show", call_id=call.id))


# --- the best order ---------------------------------------------------------------------------------------------------


@bp.get("/calls/order")
@requires("call.edit")
def order():
    found = queries.Day(current_person(), _day())
    return _order_page(found)


def _order_page(found):
    too_many = len(found.calls) > rulebook.most_in_order()
    return page("calls/order.html", day_calls=found, too_many=too_many, mark=actions.mark_of(found), most=rulebook.most_in_order(), **_around("today"))


@bp.post("/calls/order")
@requires("call.edit")
@once
def take_order():
    found = queries.Day(current_person(), _day())
    if len(found.calls) > rulebook.most_in_order():
        raise RuleBroken(_("More than %(most)s calls of a day are not put into order. Move some to another day.", most=rulebook.most_in_order()))
    moved = actions.take_order(found, by=current_person(), at=clock.now(), seen=request.form.get("mark", ""))
    flash(_("Calls that got another time: %(count)s.", count=moved))
    return go_to(url_for(".today", day=found.day.isoformat()))


# --- planning ---------------------------------------------------------------------------------------------------------


@bp.get("/calls/new")
@requires("call.edit")
def new():
    """First the client, then everything else: the contacts offered are that client's."""
    client = _client()
    if client is None:
        search = request.args.get("q", "").strip()[:100]
        return page("calls/choose_client.html", clients=people.clients(search, limit=50), search=search, day=request.args.get("day", ""), **_around("today"))
    return _call_form(new_call(client, current_person(), day=_day()), client)


def _client():
    text = request.args.get("client", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise NotFound()
    return people.get_client(int(text))


@bp.post("/calls/new")
@requires("call.edit")
@once
def add():
    client = _client()
    if client is None:
        raise NotFound()
    form = CallForm(client, current_person(), queries.kept_places())
    if not form.validate():
        return _call_form(form, client, status=422)
    try:
        call = actions.plan_call(owner=current_person(), client=client, people=form.chosen_people(), by=current_person(), at=clock.now(), **form.columns())
    except RuleBroken as error:
        form.add_error(error)
        return _call_form(form, client, status=422)
    return go_to(url_for(".show", call_id=call.id))


def _call_form(form, client, call=None, status=200):
    return page("calls/edit.html", form=form, client=client, call=call, status=status, **_around("today"))


@bp.get("/calls/<id:call_id>")
@requires("call.see")
def show(call_id):
    call = queries.get_call(call_id, current_person())
    found = queries.Day(call.owner, call.day)
    me = current_person().id
    joins = may(current_roles(), "call.edit") and me in {call.owner_id, *(p.id for p in call.people)} and call.cancelled_at is None
    return page("calls/show.html", call=call, conflicts=found.conflicts.get(call.id, []) if call.cancelled_at is None else [], day_calls=found,
                joins=joins, leads=joins and call.owner_id == me, standing=queries.standing(call, clock.now()), standing_words=wording.STANDING_WORDS,
                ready=rulebook.by_code("ready"), rating_words=rulebook.rating_words, ratings=rulebook.by_code("ratings"), **_around("today"))


@bp.get("/calls/<id:call_id>/edit")
@requires("call.edit")
def edit(call_id):
    call = queries.own_call(call_id, current_person())
    form = CallForm(call.client, call.owner, queries.kept_places(), call=call)
    form.people.data = [str(p.id) for p in call.people]
    return _call_form(form, call.client, call)


@bp.post("/calls/<id:call_id>/edit")
@requires("call.edit")
@once
def change(call_id):
    call = queries.own_call(call_id, current_person())
    form = CallForm(call.client, call.owner, queries.kept_places(), call=call)
    if not form.validate():
        return _call_form(form, call.client, call, 422)
    check_version(call, [field for field in form if field.name != "people"], {
        name: None if getattr(call, name) is None else Minute(getattr(call, name)) for name in ("starts_minute", "window_from", "window_until")})
    try:
        actions.change_call(call, people=form.chosen_people(), by=current_person(), at=clock.now(), **form.columns())
    except RuleBroken as error:
        form.add_error(error)
        return _call_form(form, call.client, call, 422)
    return go_to(url_for(".show", call_id=call.id))


@bp.post("/calls/<id:call_id>/cancel")
@requires("call.edit")
@once
def cancel(call_id):
    call = queries.own_call(call_id, current_person())
    check_version(call)
    actions.cancel_call(call, by=current_person(), at=clock.now())
    flash(_("The call was called off."))
    return go_to(url_for(".today", day=call.day.isoformat()))


@bp.post("/calls/<id:call_id>/ready")
@requires("call.edit")
@once
def ready(call_id):
    call = queries.joined_call(call_id, current_person())
    actions.tick(call, request.form.get("code", ""), request.form.get("is_ready") == "1", by=current_person(), at=clock.now())
    return go_to(url_for(".show", call_id=call.id))


# --- the visit record -------------------------------------------------------------------------------------------------


@bp.get("/calls/<id:call_id>/record")
@requires("call.edit")
def record(call_id):
    call = queries.joined_call(call_id, current_person())
    return _record_page(call, RecordForm(call))


def _record_page(call, form, status=200):
    return page("calls/record.html", call=call, form=form, status=status, **_around("today"))


@bp.post("/calls/<id:call_id>/record")
@requires("call.edit")
@once
def write_record(call_id):
    call = queries.joined_call(call_id, current_person())
    form = RecordForm(call)
    if not form.validate():
        return _record_page(call, form, 422)
    if call.record:
        check_version(call.record, form)
    try:
        actions.write_record(call, by=current_person(), at=clock.now(), **form.columns())
    except RuleBroken as error:
        form.add_error(error)
        return _record_page(call, form, 422)
    flash(_("The visit record is kept."))
    return go_to(url_for(".today", day=call.day.isoformat()))


# --- tables -----------------------------------------------------------------------------------------------------------


@bp.get("/calls/plan")
@requires("call.see")
def plan():
    """联络计划表 of a week, for one person."""
    person, monday = _who(), _monday(_day())
    return page("calls/plan.html", calls=queries.calls_between(monday, monday + timedelta(days=6), current_person(), person), monday=monday, person=person,
                is_mine=person.id == current_person().id, **_around("plan"))


@bp.get("/calls/schedule")
@requires("call.see")
def schedule():
    """联系预定表 of a week, for everybody the reader may see."""
    monday = _monday(_day())
    return page("calls/schedule.html", calls=queries.calls_between(monday, monday + timedelta(days=6), current_person()), monday=monday, **_around("schedule"))


@bp.get("/calls/week")
@requires("call.supervise")
def week():
    monday = _monday(_day())
    return page("calls/week.html", weeks=queries.week_of_all(monday, current_person(), clock.now()), monday=monday, standing_words=wording.STANDING_WORDS,
                standing_marks=wording.STANDING_MARKS, standings=queries.STANDINGS, may_be_shown=queries.callers(), **_around("week"))


# --- what follows -----------------------------------------------------------------------------------------------------


@bp.get("/calls/follow-up")
@requires("call.see")
def follow():
    at = clock.now()
    tasks = queries.open_tasks(current_person())
    return page("calls/follow.html", tasks=tasks, overdue={task.id for task in tasks if queries.is_overdue(task, at)},
                receptions=queries.receptions_to_follow(current_person(), at), **_around("follow"))


@bp.post("/calls/tasks/<id:call_task_id>/done")
@requires("call.edit")
@once
def finish_task(call_task_id):
    actions.finish_task(queries.get_task(call_task_id, current_person()), by=current_person(), at=clock.now())
    return go_to(url_for(".follow"))


@bp.post("/receptions/<id:reception_id>/follow-up")
@requires("call.edit")
@once
def plan_follow_up(reception_id):
    reception, number = own_reception(reception_id, current_person()), request.form.get("number", "")
    if number not in {str(rule["number"]) for rule in rulebook.rules()["follow_up"]}:
        raise RuleBroken(_("Please choose from the list."))
    call = actions.plan_follow_up(reception, int(number), by=current_person(), at=clock.now())
    return go_to(url_for(".show", call_id=call.id))


# --- the daily report -------------------------------------------------------------------------------------------------


@bp.get("/calls/report")
@requires("call.see")
def report():
    person = _who()
    found = queries.Report(person, _day())
    return _report_page(found, ReportForm(found, people_with_role("department_manager")))


def _report_page(found, form, status=200):
    return page("calls/report.html", report=found, form=form, status=status, is_mine=found.person.id == current_person().id and may(current_roles(), "call.edit"),
                **_around("report"))


@bp.post("/calls/report")
@requires("call.edit")
@once
def save_report():
    found = queries.Report(current_person(), _day())
    form = ReportForm(found, people_with_role("department_manager"))
    if not form.validate():
        return _report_page(found, form, 422)
    if found.stored is not None:
        check_version(found.stored, [form.currency, form.supervisor_id, form.note])
    actions.save_report(current_person(), found.day, currency=form.currency.data, costs=form.costs(), supervisor_id=form.supervisor_id.data,
                        note=form.note.data or "", by=current_person(), at=clock.now())
    flash(_("The daily report is kept."))
    return go_to(url_for(".report", day=found.day.isoformat()))


# --- on paper ---------------------------------------------------------------------------------------------------------


def _printed(name, content, detail, client=None):
    """A form as a PDF in the language asked for."""
    lang = request.args.get("lang", current_language())
    if lang not in ("zh", "en"):
        raise NotFound()
    with export.ones_turn(current_person()):
        made = papers.pdf_of(name, papers.paper_of(name, content, client=client, issued=queries.house_today(clock.now())), lang)
    response = make_response(made)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "attachment" if "download" in request.args else "inline", filename=f"{name}-{lang}.pdf",
                         **{"filename*": f"UTF-8''{quote(papers.file_name(name, lang, detail), safe='')}"})
    return response


@bp.get("/calls/plan.pdf")
@requires("call.see")
@limiter.limit("60 per minute")
def plan_paper():
    person, monday = _who(), _monday(_day())
    calls = queries.calls_between(monday, monday + timedelta(days=6), current_person(), person)
    return _printed("contact_plan", {"calls": calls, "person": person, "first": monday, "last": monday + timedelta(days=6)}, monday.isoformat())


@bp.get("/calls/schedule.pdf")
@requires("call.see")
@limiter.limit("60 per minute")
def schedule_paper():
    monday = _monday(_day())
    calls = queries.calls_between(monday, monday + timedelta(days=6), current_person())
    return _printed("contact_schedule", {"calls": calls, "first": monday, "last": monday + timedelta(days=6)}, monday.isoformat())


@bp.get("/calls/report.pdf")
@requires("call.see")
@limiter.limit("60 per minute")
def report_paper():
    found = queries.Report(_who(), _day())
    managers = {role: people_with_role(role)[:1] for role in ("department_manager", "general_manager")}
    return _printed("visit_report", {"report": found, "managers": managers}, found.day.isoformat())


@bp.get("/calls/<id:call_id>/record.pdf")
@requires("call.see")
@limiter.limit("60 per minute")
def record_paper(call_id):
    call = queries.get_call(call_id, current_person())
    return _printed("visit_record", {"call": call}, call.day.isoformat(), client=call.client)
