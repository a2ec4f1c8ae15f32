"""The pages of a programme: looked at, moved, released, told, begun; what cannot be is said at its field."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from planner.db import session, transaction
from planner.programme import actions, flights, releases, rulebook, tasks, times
from planner.programme.models import DateHold, ItemLink, ItemRole, ProgrammeVersion, RuleLevel, Telling
from planner.receptions.models import Item
from planner.resources import actions as resources
from planner.resources import keeping
from tests import factories
from tests.conftest import NOW
from tests.planner.programme.test_checks import Visit


@pytest.fixture
def day(db):
    """Arrival 09:00–09:30, talks that wait for it, a fixed banquet that waits for the talks."""
    with transaction():
        visit = Visit()
        visit.arrival = visit.item("arrival", "09:00", "09:30")
        visit.talks = visit.item("talks", "09:40", "11:00")
        visit.banquet = visit.item("banquet", "11:30", "13:00", is_fixed=True)
        for item, on in ((visit.talks, visit.arrival), (visit.banquet, visit.talks)):
            actions.set_link(item, on, kind="after", minutes=10, by=visit.reception.owner, at=NOW)
        visit.path = f"/receptions/{visit.reception.id}/programme"
    return visit


def hidden(html, name):
    return html.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def test_what_would_follow_is_shown_and_stored_with_all_that_waits(day, signed_in):
    song = signed_in("song.dan", "en")
    asked = f"{day.path}/{day.arrival.id}/move?how=late&minutes=30"
    html = song.get(asked, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "Moves along" in html and "10:10–11:30" in html and "10 min short" in html and "<html" not in html
    assert session().get(Item, day.talks.id).starts_at.hour == 9
    form = {"how": "at", "starts_at": "2026-12-08T09:30", "ends_at": "2026-12-08T10:00", "seen": hidden(html, "seen")}
    song.post_form(f"{day.path}/{day.arrival.id}/move", form)
    session().expire_all()
    assert session().get(Item, day.talks.id).starts_at == datetime(2026, 12, 8, 10, 10)
    refused = song.post(f"{day.path}/{day.arrival.id}/move", data={**form, "csrf_token": song.token()}, headers={"HX-Request": "true"})
    assert refused.status_code == 409 and "As it is now" in refused.get_data(as_text=True)
    html = song.get(asked, headers={"HX-Request": "true"}).get_data(as_text=True)
    song.post_form(f"{day.path}/{day.arrival.id}/move", {**form, "starts_at": "2026-12-08T08:00", "ends_at": "2026-12-08T08:30", "seen": hidden(html, "seen"), "alone": "1"})
    session().expire_all()
    assert session().get(Item, day.talks.id).starts_at == datetime(2026, 12, 8, 10, 10)


def test_a_move_that_a_booking_cannot_follow_is_refused_and_shows_the_item_as_it_stands(day, signed_in):
    with transaction():
        room = keeping.add_resource("room", name_en="Meeting room 1", capacity=40, opens=time(8), closes=time(18), by=None, at=NOW)
        resources.book(room, day.talks, starts_at=day.talks.starts_at, ends_at=day.talks.ends_at, by=day.reception.owner, at=NOW)
    song, form = signed_in("song.dan", "en"), {"how": "at", "starts_at": "2026-12-08T17:30", "ends_at": "2026-12-08T18:50", "alone": "1", "seen": f"{day.talks.id}:{day.talks.version}"}
    answer = song.post(f"{day.path}/{day.talks.id}/move", data={**form, "csrf_token": song.token()})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "cannot move along" in html and "It stands at 8 Dec 09:40–11:00" in html and "These are its times now" not in html
    session().expire_all()
    assert session().get(Item, day.talks.id).starts_at.hour == 9


@pytest.mark.parametrize("rows", ["items", "people", "rooms", "cars", "guides", "nonsense"])
def test_the_page_has_a_bar_for_each_item(day, signed_in, rows):
    html = signed_in("song.dan", "en").get(f"{day.path}?rows={rows}").get_data(as_text=True)
    assert (html.count('data-item="') >= 3) is (rows in ("items", "people", "nonsense")) and "20 min" in html


def test_a_release_answers_for_blocks_and_lists_whom_to_tell_once(day, signed_in):
    with transaction():
        day.item("tour", "09:50", "10:20")
    song = signed_in("song.dan", "en")
    mark = hidden(song.get(day.path).get_data(as_text=True), "mark")
    sent = {"mark": mark, "csrf_token": song.token()}
    assert song.post(f"{day.path}/release", data=sent).status_code == 422
    assert song.post(f"{day.path}/release", data={**sent, "mark": "other"}).status_code == 409
    song.post_form(f"{day.path}/release", {"mark": mark, "agreed": "PR-01"})
    telling = session().scalar(select(Telling).order_by(Telling.id))
    assert session().scalar(select(ProgrammeVersion.number)) == 1 and "In force" not in song.get(f"{day.path}/versions").get_data(as_text=True)
    song.post_form(f"{day.path}/tellings/{telling.id}", {"how": "phone"})
    assert song.post(f"{day.path}/tellings/{telling.id}", data={"how": "mail", "csrf_token": song.token()}).status_code == 422


def test_those_for_whom_the_same_has_changed_are_told_together(day, signed_in):
    with transaction():
        releases.release(day.reception, agreed=rulebook.rules(), by=day.reception.owner, at=NOW)
        found = releases.to_tell(day.reception)
    alike = [one for one in found if one.changes == found[-1].changes]
    other = next(one for one in found if one.changes != found[-1].changes)
    assert len(alike) > 1
    song = signed_in("song.dan", "en")
    html = song.get(day.path).get_data(as_text=True)
    assert f'name="also" value="{" ".join(str(one.id) for one in alike)}"' in html
    text = song.get(f"{day.path}/tellings/{alike[0].id}").get_data(as_text=True)
    assert "<textarea" in text and alike[0].person.name("zh") in text
    song.post_form(f"{day.path}/tellings/{alike[0].id}", {"how": "mail", "also": f"{alike[1].id} {other.id} 99999999 x"})
    session().expire_all()
    assert [one.told_at is not None for one in (*alike[:2], other)] == [True, True, False]


@pytest.mark.parametrize(("field", "value", "words"), [
    ("ends_at", "2026-12-08T08:00", "The end lies before the beginning"), ("starts_at", "2026-12-20T09:00", "outside the days"),
    ("flight", "soon", "no flight or train number"), ("takes", "groups", "choose who takes part")])
def test_what_cannot_be_is_said_at_its_field(day, signed_in, field, value, words):
    song = signed_in("song.dan", "en")
    values = {"kind": "talks", "title_en": "Talks", "starts_at": "2026-12-08T09:00", "ends_at": "2026-12-08T10:00", "takes": "party", field: value, "csrf_token": song.token()}
    answer = song.post(f"{day.path}/new", data=values)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True) and f'id="{field}-error"' in answer.get_data(as_text=True)


def test_an_item_is_checked_while_it_is_typed(day, signed_in):
    song = signed_in("song.dan", "en")
    found = song.get(f"{day.path}/check?kind=talks&title_en=More&starts_at=2026-12-08T09:50&ends_at=2026-12-08T10:30&takes=party", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "at once" in found and "PR-01" in found
    night = song.get(f"{day.path}/check?kind=talks&title_en=More&starts_at=2026-12-09T22:00&ends_at=2026-12-10T01:00", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "hx-swap-oob" in night and "past midnight" in night.split('id="item-times"')[1] and session().query(Item).count() == 3


def test_roles_and_dependencies_are_given_and_taken_away(day, signed_in):
    song, item = signed_in("song.dan", "en"), f"{day.path}/{day.talks.id}"
    song.post_form(f"{item}/roles", {"role-role": "host", "role-person_id": str(day.peng.id), "role-note_en": "Opens"})
    role = session().scalar(select(ItemRole))
    assert "Opens" in song.get(item).get_data(as_text=True)
    song.post_form(f"{item}/roles/{role.id}/remove", {})
    link = session().scalar(select(ItemLink).where(ItemLink.item_id == day.talks.id))
    song.post_form(f"{item}/links/{link.id}/remove", {})
    assert song.post(f"{day.path}/{day.arrival.id}/links", data={"link-kind": "after", "link-on_id": "999999", "csrf_token": song.token()}).status_code == 422
    session().rollback()
    assert session().scalars(select(ItemRole)).all() == [] and len(session().scalars(select(ItemLink)).all()) == 1


def test_an_empty_programme_begins_with_a_pattern_for_the_grade(db, signed_in):
    with transaction():
        reception = factories.make_reception(client=factories.make_client(grade="C"), visit_kind="signing")
        path = f"/receptions/{reception.id}/programme"
    song = signed_in("song.dan", "en")
    html = song.get(path).get_data(as_text=True)
    assert html.index("A day with a signing ceremony") < html.index("Half a day") and "Met in the lobby by the account manager" in html and "Exchange of souvenirs" not in html
    song.post_form(f"{path}/begin", {"pattern": "signing_day"})
    assert session().query(Item).count() == 7


def test_days_are_held_and_warned_of_once(db, signed_in):
    with transaction():
        reception = factories.make_reception()
        reception.owner.email = "song.dan@shangzuo.example"
    song, path = signed_in("song.dan", "en"), f"/receptions/{reception.id}/dates"
    until = (NOW + timedelta(hours=28)).strftime("%Y-%m-%dT%H:%M")  # the wall in Shanghai: twenty hours from now
    song.post_form(path, {"starts_on": "2026-12-15", "ends_on": "2026-12-16", "until": until})
    assert "free again" in song.get("/").get_data(as_text=True)
    with transaction():
        assert (tasks.warn(NOW), tasks.warn(NOW)) == (1, 0)
    with transaction():
        assert actions.expire_dates(NOW + timedelta(days=2)) == 1
    assert session().scalar(select(DateHold.state)) == "expired"


def test_the_office_sets_how_seriously_a_rule_is_taken(db, signed_in):
    office = signed_in("yuan.jie", "en")
    html = office.get("/settings/programme").get_data(as_text=True)
    assert html.count('name="seen-') == len(rulebook.rules())
    office.post_form("/settings/programme", {"PR-15": "warn", "seen-PR-15": "ignore"})
    assert session().scalar(select(RuleLevel.level)) == "warn"
    assert office.post("/settings/programme", data={"PR-15": "block", "seen-PR-15": "ignore", "csrf_token": office.token()}).status_code == 409


def test_the_week_shows_what_one_may_see(day, signed_in):
    with transaction():
        hers = factories.make_item(factories.make_reception(owner=factories.person("tang.lei")), title_zh="别人", title_en="Not hers")
    song, office = (signed_in(login, "en").get("/receptions/week?day=2026-12-08").get_data(as_text=True) for login in ("song.dan", "yuan.jie"))
    assert hers.title_en not in song and hers.title_en in office and "Talks" in song


@pytest.mark.parametrize(("text", "number"), [("lh 728", "LH728"), ("3u-8881", "3U8881"), ("G1", "G1"), ("K1234", "K1234"), ("12345", None), ("X123456", None), ("LH", None), ("soon", None), ("Ｇ１", None)])
def test_a_flight_or_train_number_means_something(text, number):
    assert flights.cleaned(text) == number


@pytest.mark.parametrize(("starts_at", "at", "refused"), [
    ("2026-12-08T08:00", "2026-12-08T09:00", False), ("2026-12-08T08:00", "2026-12-20T09:00", True), ("2026-12-08T20:00", "2026-12-08T09:00", None)])
def test_the_past_is_entered_only_while_a_reception_is_under_way(app, starts_at, at, refused):
    reception = type("Visit", (), {"starts_on": datetime(2026, 12, 8).date(), "ends_on": datetime(2026, 12, 9).date(), "time_zone": "Asia/Shanghai"})
    said = times.said_of(reception, datetime.fromisoformat(starts_at), None, datetime.fromisoformat(at + "+08:00"))
    assert [one.is_refusal for one in said] == ([] if refused is None else [refused])


@pytest.mark.parametrize(("wall", "count"), [("2027-03-28T02:30", 1), ("2027-10-31T02:30", 1), ("2027-10-31T04:00", 0)])
def test_missing_and_doubled_hours_are_refused(app, wall, count):
    moment = datetime.fromisoformat(wall)
    reception = type("Visit", (), {"starts_on": moment.date(), "ends_on": moment.date(), "time_zone": "Europe/Berlin"})
    assert len(times.said_of(reception, moment, None, NOW)) == count
