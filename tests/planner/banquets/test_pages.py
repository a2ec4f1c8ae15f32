import re
from datetime import datetime

import pytest

from planner.banquets import queries, seats as seat_actions
from planner.banquets.models import Banquet
from planner.db import close_session, session, transaction
from planner.i18n import force_language
from planner.jobs.actions import enqueue, run_waiting
from planner.jobs.models import Job
from planner.receptions.models import Attendee, Reception, Wish
from tests import factories


@pytest.fixture
def song(signed_in, stage):
    return signed_in("song.dan")


def version(banquet_id):
    close_session()
    return session().get(Banquet, banquet_id).version


def seats(banquet_id):
    close_session()
    return {r.attendee_id: (r.table.number, r.seat) for r in queries.seatings(session().get(Banquet, banquet_id))}


def send(browser, party, banquet_id, what, **data):
    return browser.post(f"/receptions/{party['reception']}/banquets/{banquet_id}/{what}",
                        {"version": version(banquet_id), **data})


def fields(party, **changes):
    return {"item_id": party["item"], "tables": 2, "seats": 8, "pack": "cn-corporate", "host_id": party["xu"],
            "second_host_id": party["shen"], "guest_of_honour_id": party["wang"], **changes}


def test_from_nothing_to_a_seated_hall(song, party):
    assert "No banquet is planned yet" in song.get_page(f"/receptions/{party['reception']}/banquet")
    html = song.get_page(f"/receptions/{party['reception']}/banquets/new")
    assert re.search(rf'<option selected value="{party["wang"]}">', html)
    answer = song.post_form(f"/receptions/{party['reception']}/banquets/new", fields(party))
    banquet_id = session().query(Banquet.id).scalar()
    assert answer.headers["Location"] == f"/receptions/{party['reception']}/banquets/{banquet_id}"
    assert send(song, party, banquet_id, "seat-everyone").status_code == 303
    html = song.get_page(answer.headers["Location"])
    assert "Everyone has a seat." in html and "Every rule that must hold is kept" in html
    assert len(re.findall(r'<a href="[^"]+" class="seat"', html)) == 11


@pytest.mark.parametrize("changes, field, words", [
    ({"host_id": ""}, "host_id", "Every banquet has a host"),
    ({"host_id": "999999"}, "host_id", "Please choose from the list"),
    ({"host_id": "x' OR 1=1"}, "host_id", "Every banquet has a host"),
    ({"item_id": "0"}, "item_id", "Please choose from the list"),
    ({"tables": "１２"}, "tables", "whole number in digits"),
    ({"tables": "1e400"}, "tables", "whole number in digits"),
    ({"seats": "31"}, "seats", "from 3 to 30"),
    ({"tables": "1"}, "tables", "Without a seat: "),
    ({"pack": "no-such"}, "pack", ""),
    ({"venue_zh": "长" * 201}, "venue_zh", "at most 200 characters"),
])
def test_bad_input_comes_back_with_a_sentence_at_its_field(song, party, changes, field, words):
    answer = song.post(f"/receptions/{party['reception']}/banquets/new", fields(party, **changes))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in html and f'id="{field}-error"' in html
    assert session().query(Banquet).count() == 0


def test_reasons_preview_and_move(song, party, banquet):
    send(song, party, banquet, "seat-everyone")
    page = f"/receptions/{party['reception']}/banquets/{banquet}"
    html = song.get_page(f"{page}?person={party['wang']}")
    assert "Guest of honour, at the host&#39;s right hand" in html and "CN-10" in html
    before = seats(banquet)
    table, seat = before[party["chen"]]
    html = song.get_page(f"{page}?person={party['vogel']}&to={table}-{seat + 1}")
    assert "exchange with Chen Zhiyuan" in html and "Order of precedence: +" in html
    assert seats(banquet) == before                                       # looking changes nothing
    assert send(song, party, banquet, "move", person=party["vogel"], to=f"{table}-{seat + 1}").status_code == 303
    assert seats(banquet)[party["vogel"]] == before[party["chen"]]


def test_a_stale_page_changes_nothing(song, party, banquet):
    send(song, party, banquet, "seat-everyone")
    before = seats(banquet)
    answer = song.post(f"/receptions/{party['reception']}/banquets/{banquet}/move",
                       {"version": 1, "person": party["vogel"], "to": "1-1"})
    assert (answer.status_code, seats(banquet)) == (409, before)


def test_a_stale_form_shows_both_versions_in_words(song, party, banquet):
    page = f"/receptions/{party['reception']}/banquets/{banquet}/edit"
    html = song.post(page, fields(party, version="0", tables="9", seats="8", host_id=party["shen"], second_host_id="")).get_data(as_text=True)
    shown = {label: (mine, theirs) for label, mine, theirs in
             re.findall(r'<th scope="row">([^<]+)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', html)}
    assert shown["Number of tables"] == ("9", "2") and "object at" not in html
    assert "Shen Yumei" in shown["Host"][0] and "Xu Guoqiang" in shown["Host"][1]
    assert list(shown) == ["Number of tables", "Host", "Second host"]


def test_lock_unseat_and_bad_moves(song, party, banquet):
    send(song, party, banquet, "seat-everyone")
    assert send(song, party, banquet, "lock", person=party["chen"], locked="1").status_code == 303
    html = song.get_page(f"/receptions/{party['reception']}/banquets/{banquet}?person={party['chen']}")
    assert "Unlock" in html
    table, seat = seats(banquet)[party["chen"]]
    for data, status in (({"person": party["sato"], "to": f"{table}-{seat + 1}"}, 422), ({"person": party["sato"], "to": "9-9"}, 422),
                         ({"person": party["sato"], "to": "x"}, 422), ({"person": "", "to": "1-1"}, 422),
                         ({"person": 999999, "to": "1-1"}, 404), ({"person": party["driver"], "to": "1-1"}, 422)):
        assert send(song, party, banquet, "move", **data).status_code == status, data
    assert send(song, party, banquet, "unseat", person=party["sato"]).status_code == 303
    assert "Without a seat: Sato Kenichi" in song.get_page(f"/receptions/{party['reception']}/banquet").replace("佐藤健一", "")


def test_wishes_are_added_changed_and_removed(song, party, banquet):
    base = f"/receptions/{party['reception']}/banquets/{banquet}/wishes"
    wish = {"first": f"c{party['krause_client']}", "second": f"c{party['towa_client']}", "relation": "apart-table",
            "strength": "must", "reason_en": "Rivals"}
    song.post_form(base, wish)
    assert song.post(base, wish).status_code == 422
    assert song.post(base, {**wish, "second": ""}).status_code == 422
    assert song.post(base, {**wish, "second": "c999999"}).status_code == 422
    wish_id = session().query(Wish.id).scalar()
    html = song.get_page(f"/receptions/{party['reception']}/banquets/{banquet}")
    assert "Rivals" in html and "Krause" in html
    assert 'value="Rivals"' in song.get_page(f"{base}/{wish_id}")
    song.post_form(f"{base}/{wish_id}", {**wish, "strength": "would_like"})
    close_session()
    assert session().get(Wish, wish_id).strength == "would_like"
    song.post_form(f"{base}/{wish_id}/remove")
    close_session()
    assert session().query(Wish).count() == 0


def test_many_people_are_seated_in_the_background(song, party, banquet):
    with transaction():
        row = session().get(Banquet, banquet)
        for n in range(31):
            factories.make_attendee(row.reception, person=factories.make_person(f"客人{n}", client_id=row.reception.client_id), rank=5)
    answer = song.post_form(f"/receptions/{party['reception']}/banquets/{banquet}/edit",
                            fields(party, tables=5, seats=10, version=version(banquet)))
    answer = send(song, party, banquet, "seat-everyone")
    close_session()
    job_id = session().query(Job.id).scalar()
    address = f"/receptions/{party['reception']}/banquets/{banquet}/searches/{job_id}"
    assert answer.headers["Location"] == address and "Waiting to begin" in song.get_page(address)
    close_session()
    run_waiting()
    assert len(seats(banquet)) == 42
    assert "See the result" in song.get_page(f"/jobs/{job_id}")


@pytest.mark.parametrize("language, sentence", [("zh", "排座期间，宴会或出席人员已被修改，请重新排座。"), ("en", "Please seat everyone again.")])
def test_somebody_removed_while_seats_are_sought_is_told_in_a_sentence(party, banquet, signed_in, monkeypatch, language, sentence):
    find = seat_actions.find_plan

    def slowly(row, **options):
        plan = find(row, **options)
        with transaction():
            session().delete(session().get(Attendee, party["sato"]))
        return plan

    monkeypatch.setattr(seat_actions, "find_plan", slowly)
    with force_language(language), transaction():
        job_id = enqueue("banquets.seat_everyone", {"banquet_id": banquet}, by=factories.person("song.dan")).id
    run_waiting()
    close_session()
    assert session().get(Job, job_id).state == "failed"
    assert sentence in signed_in("song.dan", language).get_page(f"/jobs/{job_id}")
    assert seats(banquet) == {}


def test_others_may_look_but_not_change(party, banquet, signed_in):
    page = f"/receptions/{party['reception']}/banquets/{banquet}"
    manager = signed_in("gao.xiang")
    assert "Seat everyone</button>" not in manager.get_page(page)
    assert send(manager, party, banquet, "seat-everyone").status_code == 403
    assert signed_in("tang.lei").get(page).status_code == 404
    assert send(signed_in("tang.lei"), party, banquet, "seat-everyone").status_code == 404
    assert send(signed_in("yuan.jie"), party, banquet, "seat-everyone").status_code == 303


@pytest.mark.parametrize("language, words", [("zh", "主宾，坐主人右手"), ("en", "Guest of honour, at the host&#39;s right hand")])
def test_both_languages_and_the_fragment(party, banquet, signed_in, language, words):
    browser = signed_in("song.dan", language=language)
    send(browser, party, banquet, "seat-everyone")
    address = f"/receptions/{party['reception']}/banquets/{banquet}?person={party['wang']}"
    assert words in browser.get_page(address)
    fragment = browser.get(address, htmx=True).get_data(as_text=True)
    assert fragment.lstrip().startswith('<div id="studio"') and words in fragment and "<html" not in fragment


def test_the_overview_shows_the_hall(song, party, banquet):
    address = f"/receptions/{party['reception']}"
    assert "hall-picture" not in song.get_page(address)
    send(song, party, banquet, "seat-everyone")
    assert "hall-picture" in song.get_page(address)
    svg = song.get(f"/receptions/{party['reception']}/banquets/{banquet}/plan.svg")
    assert svg.mimetype == "image/svg+xml" and svg.get_data(as_text=True).startswith("<svg")


def test_the_page_asks_the_database_as_often_for_many_people_as_for_eleven(song, party, banquet, app):
    from sqlalchemy import event

    def questions():
        asked = []
        engine = app.extensions["database"].engine
        close_session()
        event.listen(engine, "before_cursor_execute", note := lambda *a: asked.append(a[2]))
        song.get_page(f"/receptions/{party['reception']}/banquets/{banquet}")
        event.remove(engine, "before_cursor_execute", note)
        return [text for text in asked if text.startswith("SELECT")]

    send(song, party, banquet, "seat-everyone")
    song.get_page(f"/receptions/{party['reception']}/banquets/{banquet}")  # says that everyone is seated, once
    few = questions()
    with transaction():
        row = session().get(Banquet, banquet)
        for n in range(25):
            factories.make_attendee(row.reception, person=factories.make_person(f"客人{n}", client_id=row.reception.client_id), rank=5)
    assert len(questions()) == len(few) < 25


@pytest.fixture
def on_a_holiday(party, stage):
    """Another meal of the party, on the Sunday of that week; its id."""
    with transaction():
        reception = session().get(Reception, party["reception"])
        return factories.make_item(reception, "meal", starts_at=datetime(2026, 12, 13, 18, 30), ends_at=datetime(2026, 12, 13, 21), title_en="Dinner").id


def test_a_day_better_avoided_is_questioned_before_the_banquet_is_put_on_it(song, party, on_a_holiday):
    base = f"/receptions/{party['reception']}/banquets"
    asked = song.post(f"{base}/new", fields(party, item_id=on_a_holiday))
    page = asked.get_data(as_text=True)

    assert asked.status_code == 422 and "Sunday 13 December is a day off here (weekend)." in page and "National Memorial Day" in page
    assert song.post(f"{base}/new", fields(party, item_id=on_a_holiday, day_is_meant="y")).status_code == 303


def test_the_day_is_asked_about_as_soon_as_it_is_chosen_and_never_about_the_day_it_has(song, party, banquet, on_a_holiday):
    base = f"/receptions/{party['reception']}/banquets"

    assert "National Memorial Day" in song.get_page(f"{base}/day?item_id={on_a_holiday}")
    assert "day_is_meant" not in song.get_page(f"{base}/day?item_id={party['item']}")
    with transaction():
        item = session().get(Banquet, banquet).item
        item.starts_at, item.ends_at = datetime(2026, 12, 13, 18, 30), datetime(2026, 12, 13, 21)
    assert send(song, party, banquet, "edit", **fields(party)).status_code == 303
