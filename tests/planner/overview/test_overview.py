"""Today and the overview of a reception: what needs somebody, in pictures and sentences, at the same price for one and for many."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from planner import clock
from planner.banquets.models import BanquetTable, Seating
from planner.db import session, transaction
from planner.invitations import actions as invitation_actions
from planner.invitations import answering
from planner.invitations import queries as invitations
from planner.overview.attention import attention, overlapping
from planner.receptions import actions as receptions
from tests import factories
from tests.factories.invitations import approve, make_scene, prepare, send

TOO_LATE = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def scene(db):
    with transaction():
        return make_scene()


def kinds(reception, at):
    return {(a.kind, a.url.rsplit("/", 1)[-1]) for a in attention(reception, at)}


def test_an_empty_reception_says_what_comes_first(app, db):
    with transaction():
        reception = factories.make_reception()
    with app.test_request_context("/"):
        assert kinds(reception, clock.now()) == {("plain", "import"), ("plain", "programme"), ("plain", "banquet"), ("plain", "budget")}


def test_what_is_late_stands_first_and_is_gone_once_done(app, db, scene):
    with app.test_request_context("/"), clock.fixed(TOO_LATE):
        found = attention(scene.reception, TOO_LATE)
        assert found[0].kind == "bad" and found[0].url.endswith("/invitations")
    with transaction():
        approve(scene)
        prepare(scene)
    send(scene)
    with app.test_request_context("/"):
        assert [a for a in attention(scene.reception, clock.now()) if a.kind == "bad"] == []


def test_a_reception_that_is_over_or_cancelled_asks_for_nothing(app, db, scene):
    with app.test_request_context("/"):
        assert attention(scene.reception, clock.now() + timedelta(days=60)) == []
        with transaction():
            receptions.cancel_reception(scene.reception, by=scene.owner, at=clock.now())
        assert attention(scene.reception, clock.now()) == []


def test_items_that_overlap_are_named_and_neighbours_are_not(db):
    with transaction():
        reception = factories.make_reception()
        talks = factories.make_item(reception, "talks", datetime(2026, 12, 8, 13, 30), datetime(2026, 12, 8, 15, 0))
        tour = factories.make_item(reception, "tour", datetime(2026, 12, 8, 14, 45), datetime(2026, 12, 8, 17, 0))
        dinner = factories.make_item(reception, "banquet", datetime(2026, 12, 8, 17, 0), datetime(2026, 12, 8, 20, 0))
    assert overlapping([talks, tour, dinner]) == [(talks, tour)]


def test_lateness_is_the_same_asked_for_one_banquet_or_for_many(db, scene):
    for at in (clock.now(), TOO_LATE):
        assert invitations.standings_of([scene.banquet], at) == {scene.banquet.id: invitations.deadline_standings(scene.banquet, at)}
    with transaction():
        approve(scene)
        prepare(scene)
    send(scene)
    assert invitations.standings_of([scene.banquet], TOO_LATE) == {scene.banquet.id: invitations.deadline_standings(scene.banquet, TOO_LATE)}


def queries_of(app, browser, path):
    asked = []

    def listener(*arguments):
        asked.append(arguments[2])

    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", listener)
    browser.get_page(path)
    event.remove(engine, "before_cursor_execute", listener)
    return len(asked)


@pytest.mark.parametrize("path", ["/", "/receptions"])
def test_a_list_asks_the_database_as_often_for_one_as_for_many(app, db, scene, signed_in, path):
    song = signed_in("song.dan", "zh")
    song.get_page(path)
    one = queries_of(app, song, path)
    with transaction():
        for _number in range(4):
            make_scene()
    session().rollback()
    assert queries_of(app, song, path) == one


@pytest.mark.parametrize("language, words", [("zh", ["待处理事项", "座次图", "期限", "王建国"]), ("en", ["What needs attention", "Deadlines", "Wang Jianguo"])])
def test_the_overview_shows_programme_deadlines_and_people(app, db, scene, signed_in, language, words):
    html = signed_in("song.dan", language).get_page(f"/receptions/{scene.reception.id}")
    assert [word for word in words if word not in html] == []
    assert "<svg" in html


def test_a_seat_kept_by_who_declined_does_not_hide_a_diner_without_one(app, db, scene):
    with transaction():
        table = BanquetTable(banquet_id=scene.banquet.id, number=1, x_cm=300, y_cm=300, seats=10, features=[])
        session().add(table)
        session().flush()
        dining = [a for a in scene.reception.attendees if a.dines]
        for seat, attendee in enumerate(dining[:-1]):
            session().add(Seating(banquet_id=scene.banquet.id, attendee_id=attendee.id, table_id=table.id, seat=seat))
        factories.make_reply(scene.banquet.item, dining[0])
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert "Diners without a seat: 1." in [one.text for one in attention(scene.reception, clock.now())]


def test_today_names_what_is_late_with_its_reception(app, db, scene, signed_in):
    with clock.fixed(TOO_LATE):
        html = signed_in("song.dan").get_page("/")
        other = signed_in("tang.lei").get_page("/")
    assert "Huaxin delegation" in html and "late" in html
    assert "Huaxin delegation" not in other


def test_today_names_the_deadline_that_comes_next_to_who_may_see_it(app, db, scene, signed_in):
    html, other = (signed_in(login).get_page("/") for login in ("song.dan", "tang.lei"))
    _before, _title, section = html.partition("Due next")

    assert "Friday 20 November" in section and "today" in section and "Wording of the invitations proof-read" in section
    assert "Invitations sent" not in section and "Due next" not in other


def test_who_changed_an_answer_stands_once_among_the_replies_of_today(app, db, scene, signed_in):
    with transaction():
        approve(scene)
        prepare(scene)
        invited = [scene.invitation_of(name) for name in ("chen", "krause", "wang")]
        for row in invited:
            row.state = "sent"
        session().flush()
        for row in invited:
            for answer in ("accepted", "declined"):
                answering.answer(row, answer=answer, source="host", by=scene.owner, at=clock.now())
        invitation_actions.withdraw(invited[2], by=scene.owner, at=clock.now())
    html = signed_in("song.dan").get_page("/")

    assert html.count("does not come") == 2 and "> comes" not in html and "Wang Jianguo" not in html


def test_who_may_not_see_the_budget_hears_nothing_of_it(app, db, scene, signed_in):
    path, sentence = f"/receptions/{scene.reception.id}", "There is no hospitality application yet."
    assert sentence in signed_in("song.dan").get_page(path)
    assert sentence not in signed_in("yuan.jie").get_page(path)
