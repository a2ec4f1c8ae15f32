"""Calls in the database and on their pages: planning, order, sign-in, record, report, follow-up, supervision, and who sees what."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from planner import clock as planner_clock
from planner.calls import actions, papers, queries
from planner.calls.models import Call, CallTask, SignIn, VisitRecord
from planner.calls.queries import Day, Report
from planner.db import session, transaction
from planner.errors import Conflict, NotFound, RuleBroken
from tests import factories
from tests.planner.test_paging import counted_queries
from tests.conftest import NOW
from tests.planner.calls.conftest import TODAY, at

SONG, TANG, GAO = "song.dan", "tang.lei", "gao.xiang"
MINUTE = timedelta(minutes=1)


def refresh():
    """See what others stored meanwhile."""
    if not session().info.get("writing"):
        session().rollback()
    session().expire_all()


def call_of(call_id):
    refresh()
    return session().get(Call, call_id)


def write(call_id, moment=NOW, **values):
    with transaction():
        return actions.write_record(call_of(call_id), by=factories.person(SONG), at=moment, **{"kind": "C", "result": "A", **values})


# --- planning ---------------------------------------------------------------------------------------------------------


def test_what_is_kept_of_a_call_and_what_is_refused(plan):
    call = call_of(plan("Huaxin", "09:00"))
    other = call_of(plan("Yuandong", "11:00"))

    assert (call.starts_at, call.ends_at, call.stay_minutes, call.kind) == (datetime(2026, 11, 20, 9), datetime(2026, 11, 20, 9, 45), 45, "C")
    for values, field in (({"contact_id": other.contact_id}, "contact_id"), ({"is_agreed": True, "starts_minute": None}, "starts_minute"),
                          ({"window_from": 600, "window_until": 600}, "window_until"), ({"starts_minute": 1439}, "starts_minute")):
        with pytest.raises(RuleBroken) as refused, transaction():
            actions.change_call(call_of(call.id), by=call.owner, at=NOW, **values)
        assert refused.value.field == field
    with pytest.raises(RuleBroken) as refused, transaction():
        actions.change_call(call_of(call.id), by=call.owner, at=NOW, day=date(2027, 3, 28), time_zone="Europe/Berlin", starts_minute=150)
    assert refused.value.field == "starts_minute"


def test_only_who_leads_it_changes_it_and_only_who_takes_part_sees_it(plan):
    with transaction():
        companion, stranger, manager = factories.make_person("同行"), factories.person(TANG), factories.person(GAO)
    call_id = plan("Huaxin", "09:00", people=[session().merge(companion)])

    assert queries.get_call(call_id, manager).id == queries.joined_call(call_id, companion).id == call_id
    for read, person in ((queries.get_call, stranger), (queries.own_call, companion), (queries.own_call, manager), (queries.joined_call, stranger)):
        with pytest.raises(NotFound):
            read(call_id, person)
    with pytest.raises(NotFound):
        queries.shown_person(manager.id, stranger)


# --- a day ------------------------------------------------------------------------------------------------------------


def test_ways_come_from_the_places_else_from_the_estimate_else_they_are_assumed(plan, road):
    places = road({("gate", "a"): 25, ("b", "a"): 15})
    plan("A", "09:00", place_id=places["a"])
    plan("B", "10:30", place_id=places["b"], travel_minutes=99)
    plan("C", "12:00", travel_minutes=40)
    plan("D", "13:30")
    found = Day(factories.person(SONG), TODAY)

    assert list(found.ways.values()) == [(25, False), (15, False), (40, False), (30, True)]
    assert [[one.code for one in found.conflicts[c.id]] for c in found.calls] == [
        ["not_ready"], ["not_ready"], ["not_ready", "not_early"], ["not_ready", "way_unknown"]]


def test_the_best_order_is_taken_but_agreed_times_stay_and_an_old_look_is_refused(plan, road):
    places = road({("gate", "near"): 10, ("gate", "far"): 60, ("near", "far"): 50})
    far = plan("Far", "09:00", place_id=places["far"])
    near = plan("Near", None, place_id=places["near"])
    agreed = plan("Agreed", "13:07", is_agreed=True, travel_minutes=20)
    person = factories.person(SONG)
    seen = actions.mark_of(Day(person, TODAY))
    with transaction():
        assert actions.take_order(Day(person, TODAY), by=person, at=NOW, seen=seen) == 2

    assert [call_of(one).starts_minute for one in (near, far, agreed)] == [at("08:00"), at("09:45"), at("13:07")]
    with pytest.raises(Conflict), transaction():
        actions.take_order(Day(person, TODAY), by=person, at=NOW, seen=seen)


def test_the_next_call_stands_on_top_and_what_is_over_below(plan):
    first, second, third = plan("One", "09:00"), plan("Two", "11:00"), plan("Three", "14:00")
    with transaction():
        actions.sign_in(call_of(first), by=factories.person(SONG), at=NOW)
        actions.leave(call_of(first), by=factories.person(SONG), at=NOW + 40 * MINUTE)

    assert [c.id for c in Day(factories.person(SONG), TODAY).listed] == [second, third, first]


# --- sign-in ----------------------------------------------------------------------------------------------------------


def test_signing_in_twice_is_once_and_needs_no_position(plan):
    call_id = plan("Huaxin", "10:10")
    with transaction():
        actions.sign_in(call_of(call_id), by=factories.person(SONG), at=NOW)
        actions.sign_in(call_of(call_id), by=factories.person(SONG), at=NOW + MINUTE, position={"words": "later"})
        actions.leave(call_of(call_id), by=factories.person(SONG), at=NOW + 35 * MINUTE)
        actions.leave(call_of(call_id), by=factories.person(SONG), at=NOW + 50 * MINUTE)
    call = call_of(call_id)

    assert session().scalar(select(func.count()).select_from(SignIn)) == 1
    assert (call.sign_in.position, queries.stayed(call), queries.standing(call, NOW)) == (None, 35, "early")


def test_one_signs_in_on_the_day_itself_and_leaves_after_arriving(plan):
    tomorrow, today = plan("Huaxin", "10:10", day=TODAY + timedelta(days=1)), plan("Huaxin", "10:10")
    with pytest.raises(RuleBroken), transaction():
        actions.sign_in(call_of(tomorrow), by=factories.person(SONG), at=NOW)
    with pytest.raises(RuleBroken), transaction():
        actions.leave(call_of(today), by=factories.person(SONG), at=NOW)


def test_one_tap_signs_in_and_the_record_takes_three(plan, signed_in):
    call_id = plan("Huaxin", "10:10")
    browser = signed_in(SONG)
    html = browser.get_page("/calls")
    assert "My calls today" in html and f'action="/calls/{call_id}/sign-in"' in html
    browser.post_form(f"/calls/{call_id}/sign-in")                                                   # arrived
    assert browser.post_form(f"/calls/{call_id}/leave").headers["Location"] == f"/calls/{call_id}/record"  # 1 leave
    assert browser.post(f"/calls/{call_id}/record", {"kind": "C"}).status_code == 422
    browser.post_form(f"/calls/{call_id}/record", {"result": "B", "kind": "C"})                      # 2 choose, 3 save
    call = call_of(call_id)

    assert (call.record.result, call.record.prepared_by.name_en, call.sign_in.position) == ("B", "Song Dan", None)
    assert browser.post(f"/calls/{call_id}/record", {"kind": "C", "result": "A", "version": "0"}).status_code == 409


def test_a_position_is_kept_only_when_given_rounded_and_taken_back_at_once(plan, signed_in):
    call_id = plan("Huaxin", "10:10")
    browser = signed_in(SONG)
    browser.post_form(f"/calls/{call_id}/sign-in", {"words": "Gate 3", "lat": "31.23041234", "lon": "121.4737"})
    assert call_of(call_id).sign_in.position == {"words": "Gate 3", "lat": "31.2304", "lon": "121.4737"}
    assert b"Gate 3" not in bytes(session().connection().exec_driver_sql("SELECT position FROM call_sign_ins").scalar())
    assert "Gate 3" in signed_in(GAO).get_page(f"/calls/{call_id}")
    browser.post_form(f"/calls/{call_id}/forget-position")

    assert call_of(call_id).sign_in.position is None


@pytest.mark.parametrize("degrees", [{"lat": "NaN", "lon": "1"}, {"lat": "91", "lon": "1"}, {"lat": "1e1", "lon": "1"}, {"lat": "１", "lon": "1"}, {"lat": "1"}])
def test_nonsense_for_a_position_is_left_out(plan, signed_in, degrees):
    call_id = plan("Huaxin", "10:10")
    signed_in(SONG).post_form(f"/calls/{call_id}/sign-in", degrees)

    assert call_of(call_id).sign_in.position is None


def test_the_phone_may_be_asked_for_its_position_on_that_page_alone(signed_in):
    browser = signed_in(SONG)

    assert "geolocation=(self)" in browser.get("/calls").headers["Permissions-Policy"]
    assert "geolocation=()" in browser.get("/calls/plan").headers["Permissions-Policy"]


# --- what follows -----------------------------------------------------------------------------------------------------


def test_a_bad_result_and_an_unsolved_problem_make_tasks(plan):
    call_id = plan("Huaxin", "09:00")
    write(call_id, result="D", unsolved="The invoice is missing")
    tasks = {task.kind: task.due_at for task in queries.open_tasks(factories.person(SONG))}

    assert tasks == {"pass_on": datetime(2026, 11, 20, 11), "answer": datetime(2026, 11, 21, 10), "result": datetime(2026, 11, 23, 16, 30)}
    assert [queries.is_overdue(task, NOW + 61 * MINUTE) for task in queries.open_tasks(factories.person(SONG))] == [True, False, False]


def test_a_good_result_makes_none_and_a_corrected_record_takes_open_ones_away(plan):
    call_id = plan("Huaxin", "09:00")
    write(call_id, result="C", unsolved="The invoice is missing")
    with transaction():
        task = session().scalar(select(CallTask).where(CallTask.kind == "pass_on"))
        actions.finish_task(task, by=factories.person(SONG), at=NOW)
    write(call_id, result="A", unsolved="")

    assert [(task.kind, task.done_at) for task in session().scalars(select(CallTask)).unique()] == [("pass_on", NOW)]


def test_a_record_of_a_call_to_come_is_refused(plan):
    with pytest.raises(RuleBroken):
        write(plan("Huaxin", "09:00", day=TODAY + timedelta(days=1)))


def test_follow_up_calls_are_due_after_3_10_and_30_days_and_planned_by_one_button(db, signed_in):
    with transaction():
        reception = factories.make_reception(starts_on=date(2026, 11, 12), ends_on=date(2026, 11, 13))
        guest = factories.make_attendee(reception, role="guest_of_honour")
    found = queries.follow_up_of(reception, NOW)
    assert [(one.due.day, one.due.month, one.is_late) for one in found] == [(16, 11, True), (23, 11, False), (13, 12, False)]
    browser = signed_in(SONG)
    answer = browser.post_form(f"/receptions/{reception.id}/follow-up", {"number": "2"})
    assert browser.post_form(f"/receptions/{reception.id}/follow-up", {"number": "2"}).headers["Location"] == answer.headers["Location"]
    refresh()
    call, = session().scalars(select(Call)).unique()

    assert (call.day, call.follow_number, call.contact_id, call.client_id) == (date(2026, 11, 23), 2, guest.person_id, reception.client_id)
    assert browser.post(f"/receptions/{reception.id}/follow-up", {"number": "4"}).status_code == 422
    with transaction():
        actions.cancel_call(call_of(call.id), by=call.owner, at=NOW)
    assert queries.follow_up_of(reception, NOW)[1].call is None
    assert "Plan it" in browser.get_page("/calls/follow-up")


# --- report, supervision, paper -----------------------------------------------------------------------------------------


def test_the_daily_report_is_built_from_the_day_s_records(plan, signed_in):
    with transaction():
        companion = factories.make_person("同行甲")
    one, two = plan("One", "09:00", people=[companion]), plan("Two", "11:00")
    plan("Three", "14:00")
    write(one, result="A", solved="Delivery date")
    write(two, result="C", unsolved="Invoice")
    browser = signed_in(SONG)
    browser.post_form(f"/calls/report?day={TODAY}", {"currency": "CNY", "transport": "68.50", "transport_note": "Taxi", "meals": "1,200"})
    report = Report(factories.person(SONG), TODAY)

    assert (report.visits, report.solved, report.unsolved, [p.name_zh for p in report.companions]) == (2, 1, 1, ["同行甲"])
    assert {c: (cost.amount_minor, cost.note) for c, cost in report.costs.items()} == {"transport": (6850, "Taxi"), "meals": (120000, "")}
    assert report.total_minor == 126850
    assert browser.post(f"/calls/report?day={TODAY}", {"currency": "CNY", "gifts": "-5", "version": str(report.stored.version)}).status_code == 422
    assert browser.post(f"/calls/report?day={TODAY}", {"currency": "CNY", "version": "0"}).status_code == 409
    assert "CN¥1,268.50" in signed_in(GAO).get_page(f"/calls/report?day={TODAY}&who={report.person.id}")


def test_the_department_manager_sees_planned_against_signed_in(plan, signed_in, clock):
    early, late, missed, plan_only = (plan(name, time) for name, time in (("Early", "10:10"), ("Late", "09:59"), ("Missed", "09:00"), ("Later", "15:00")))
    with transaction():
        for call_id in (early, late):
            actions.sign_in(call_of(call_id), by=factories.person(SONG), at=NOW)
    week = queries.week_of_all(TODAY - timedelta(days=4), factories.person(GAO), NOW)[0]

    assert week.counts == {"early": 1, "on_time": 0, "late": 1, "missed": 1, "waiting": 1, "unplanned": 0}
    assert "Planned and signed in" in signed_in(GAO).get_page("/calls/week")
    assert signed_in(SONG).get("/calls/week").status_code == 403


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_form_is_set_in_both_languages(plan, lang):
    call_id = plan("Huaxin", "09:00", purpose="Frame contract")
    write(call_id, result="B", summary="Talked", growth="rising")
    person = factories.person(SONG)
    contents = {"contact_plan": {"calls": [call_of(call_id)], "person": person, "first": TODAY, "last": TODAY},
                "contact_schedule": {"calls": [call_of(call_id)], "first": TODAY, "last": TODAY}, "visit_record": {"call": call_of(call_id)},
                "visit_report": {"report": Report(person, TODAY), "managers": {"department_manager": [], "general_manager": []}}}
    pages = {name: papers.html_of(name, papers.paper_of(name, content, issued=TODAY), lang) for name, content in contents.items()}

    assert set(pages) == set(papers.FILES)
    assert [name for name, html in pages.items() if papers.FILES[name][0 if lang == "zh" else 1] not in html or ("Huaxin公司" if lang == "zh" else "Huaxin Ltd") not in html] == []
    assert ("上升" if lang == "zh" else "rising") in pages["visit_record"] and ("有希望" if lang == "zh" else "hopeful") in pages["visit_report"]


def test_the_report_is_printed_as_a_pdf(plan, signed_in, monkeypatch):
    """The press itself is asked by the sweeps, which open every address."""
    monkeypatch.setattr(papers, "render_pdf", lambda html: b"%PDF-" if "Huaxin公司" in html else b"")
    plan("Huaxin", "09:00")
    answer = signed_in(SONG).get(f"/calls/report.pdf?day={TODAY}&lang=zh")

    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert "%E8%AE%BF%E9%97%AE%E6%97%A5%E6%8A%A5%E8%A1%A8" in answer.headers["Content-Disposition"]


# --- pages and bad input ----------------------------------------------------------------------------------------------


def test_a_call_is_planned_on_the_page_and_its_conflicts_stand_beside_it(plan, signed_in):
    call_id = plan("Huaxin", "09:00", travel_minutes=20)
    client_id = call_of(call_id).client_id
    browser = signed_in(SONG)
    assert "Choose the client first" in browser.get_page("/calls/new")
    browser.get_page(f"/calls/new?client={client_id}")
    good = {"kind": "B", "day": "2026-11-20", "starts_minute": "09:30", "stay_minutes": "70", "travel_minutes": "20", "window_from": "13:00", "window_until": "15:00"}
    made = browser.post_form(f"/calls/new?client={client_id}", good).headers["Location"]
    html = browser.get_page(made)

    assert [text in html for text in ("The client asked for 13:00–15:00", "70 minutes are planned", "It begins 15 minutes before the call on Huaxin Ltd is over")] == [True] * 3
    for wrong in ({"day": "2026-02-30"}, {"starts_minute": "25:00"}, {"stay_minutes": "4"}, {"kind": "Z"}, {"contact_id": "999999"}, {"travel_minutes": "-1"}, {"window_until": "12:00"}):
        assert browser.post(f"/calls/new?client={client_id}", good | wrong).status_code == 422, wrong
    for address in ("/calls?day=2026-13-01", "/calls?day=", "/calls?who=x", "/calls?who=99999", "/calls/new?client=x", "/calls/new?client=999999", "/calls/plan?day=9999-99-99"):
        assert browser.get(address).status_code == 404, address


def test_a_form_drawn_from_an_older_version_is_compared(plan, signed_in):
    call_id = plan("Huaxin", "09:00")
    browser = signed_in(SONG)
    answer = browser.post(f"/calls/{call_id}/edit", {"kind": "C", "day": "2026-11-20", "starts_minute": "09:30", "stay_minutes": "45", "version": "0"})

    assert answer.status_code == 409 and "09:30" in answer.get_data(as_text=True) and "09:00" in answer.get_data(as_text=True)


def test_a_call_that_took_place_is_neither_moved_nor_called_off(plan):
    call_id = plan("Huaxin", "10:10")
    with transaction():
        actions.sign_in(call_of(call_id), by=factories.person(SONG), at=NOW)
    for change in (lambda c: actions.change_call(c, by=c.owner, at=NOW, starts_minute=700), lambda c: actions.cancel_call(c, by=c.owner, at=NOW)):
        with pytest.raises(RuleBroken), transaction():
            change(call_of(call_id))


# --- privacy ----------------------------------------------------------------------------------------------------------


def forget(moment):
    from planner.jobs.actions import TASKS
    with planner_clock.fixed(moment):
        TASKS["privacy.retention"](None)
    session().expire_all()


def test_a_position_goes_seven_days_after_the_call_to_the_second_and_the_words_after_two_years(plan):
    call_id = plan("Huaxin", "10:10", purpose="Frame contract")
    with transaction():
        actions.sign_in(call_of(call_id), by=factories.person(SONG), at=NOW, position={"words": "Gate 3"})
    write(call_id, summary="Talked")
    due = datetime(2026, 11, 27, 16, tzinfo=NOW.tzinfo)  # the midnight that ends 27 November in Shanghai
    forget(due - timedelta(seconds=1))
    assert call_of(call_id).sign_in.position == {"words": "Gate 3"}
    forget(due)
    assert (call_of(call_id).sign_in.position, call_of(call_id).sign_in.arrived_at, call_of(call_id).purpose) == (None, NOW, "Frame contract")
    forget(datetime(2028, 11, 20, 16, tzinfo=NOW.tzinfo))
    call = call_of(call_id)

    assert (call.purpose, call.record.summary, call.record.result) == ("", "", "A")


def test_what_calls_say_about_a_contact_is_given_out_and_cut_out_when_erased(plan):
    from planner.privacy import export
    from planner.privacy.actions import erase

    call_id = plan("Huaxin", "09:00")
    with transaction():
        contact = call_of(call_id).contact
        actions.change_call(call_of(call_id), by=factories.person(SONG), at=NOW, purpose=f"Thank {contact.name_en}")
    write(call_id, met_id=contact.id, summary=f"{contact.name_en} agreed")
    said = export.about(contact)
    assert {(one["table"], one["column"]) for one in said["named_in"]} == {("calls", "purpose"), ("call_records", "summary")}
    assert {("calls", "contact_id"), ("call_records", "met_id")} <= {(one["table"], one["column"]) for one in said["named_as"]}
    with transaction():
        erase(session().get(factories.Person, contact.id), at=NOW)
    call = call_of(call_id)

    assert "Zhang" not in call.purpose + call.record.summary and call.record.summary.endswith("agreed")


def test_records_stay_one_for_a_call(plan):
    call_id = plan("Huaxin", "09:00")
    write(call_id, result="A")
    write(call_id, result="B")

    assert [record.result for record in session().scalars(select(VisitRecord)).unique()] == ["B"]


def test_follow_up_calls_of_many_receptions_are_read_at_once(db, app):
    with transaction():
        over = [factories.make_reception(starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 10 + number)) for number in range(3)]
    counted, found = counted_queries(app, lambda: queries.receptions_to_follow(over[0].owner, NOW))

    assert [one.id for one, _calls in found] == [one.id for one in reversed(over)] and [calls[0].due.day for _one, calls in found] == [15, 14, 13]
    assert counted <= 4
