"""Who is there: one tap each, counted by table; who may look and who may note."""

import re
from datetime import UTC, datetime

import pytest

from planner import clock
from planner.banquets import seats
from planner.banquets.models import Presence
from planner.db import close_session, session, transaction
from planner.on_the_day import actions, queries
from planner.on_the_day.queries import Door
from planner.receptions.models import Attendee
from tests import factories


def noted():
    close_session()
    return {p.attendee_id: p.state for p in session().query(Presence)}


def tap(browser, evening, name, state, **options):
    return browser.post(f"{evening.base}/people/{evening.ids[name]}/presence", {"state": state}, **options)


def names(evening, search="", table=""):
    return [g.attendee.person.both_names() for g in Door(evening.banquet, search=search, table=table).found]


@pytest.mark.parametrize("search, found", [
    ("huangwei", ["黄伟 Huang Wei"]), ("hw", ["黄伟 Huang Wei"]), ("黄", ["黄伟 Huang Wei"]), ("黃偉", ["黄伟 Huang Wei"]), ("wei huang", ["黄伟 Huang Wei"]),
    ("KRAUSE vogel", ["Katrin Vogel"]), ("ma yunfei", ["马云飞 Ma Yunfei"]), ("nobody here", [])])
def test_people_are_found_by_characters_pinyin_latin_letters_and_organisation(evening, search, found):
    assert names(evening, search) == found


def test_the_list_of_one_table_and_of_those_without_a_seat(evening):
    at_two = {a for a, (number, _seat) in evening.seats().items() if number == 2}
    assert {g.attendee.id for g in Door(evening.banquet, table="2").found} == at_two
    assert names(evening, table="none") == []


def test_one_tap_notes_and_a_second_tap_changes_nothing(song, evening):
    assert tap(song, evening, "huang", "here").headers["Location"] == f"{evening.base}#person-{evening.ids['huang']}"
    assert tap(song, evening, "huang", "here").status_code == 303
    tap(song, evening, "chen", "late")
    assert noted() == {evening.ids["huang"]: "here", evening.ids["chen"]: "late"}
    tap(song, evening, "chen", "absent")
    tap(song, evening, "huang", "awaited")
    assert noted() == {evening.ids["chen"]: "absent"}


def test_a_tap_is_answered_with_the_card_and_the_counts(song, evening):
    html = tap(song, evening, "huang", "here", htmx=True).get_data(as_text=True)
    assert re.findall(r'id="([a-z-]+)(?:-\d+)?"( hx-swap-oob="true")?', html)[:2] == [("person", ""), ("day-counts", ' hx-swap-oob="true"')]
    assert 'value="here" aria-pressed="true"' in html and "day-tables" in html and "day-todo" in html


def test_counts_by_table(song, evening):
    tap(song, evening, "wang", "here"), tap(song, evening, "liu", "late"), tap(song, evening, "driver", "here")
    door = Door(evening.banquet)
    assert door.counts == {"here": 1, "late": 1, "awaited": 9, "absent": 0}
    assert sum(sum(count.values()) for _table, count in door.tables_with_counts) == 11


@pytest.mark.parametrize("state, words", [("gone", "Please choose here, late or absent."), ("", "Please choose here, late or absent.")])
def test_a_state_that_does_not_exist_is_a_sentence(song, evening, state, words):
    answer = tap(song, evening, "huang", state)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True)
    answer = tap(song, evening, "huang", state, htmx=True)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True) and noted() == {}


def test_somebody_not_expected_is_found_and_comes_after_all(song, evening):
    assert "not expected at this banquet" in song.get_page(f"{evening.base}?q=mayunfei")
    assert tap(song, evening, "driver", "here").status_code == 422
    song.post_form(f"{evening.base}/people/{evening.ids['driver']}/comes")
    assert noted() == {evening.ids["driver"]: "here"} and names(evening, table="none") == ["马云飞 Ma Yunfei"]


def test_who_declined_comes_after_all(song, evening):
    with transaction():
        factories.make_reply(evening.banquet.item, evening.one("huang"))
    assert not Door(evening.banquet).guest(evening.one("huang")).is_expected
    song.post_form(f"{evening.base}/people/{evening.ids['huang']}/comes")
    assert Door(evening.banquet).guest(evening.one("huang")).is_expected


def test_a_person_of_another_reception_is_nobody_here(song, evening):
    with transaction():
        other = factories.make_attendee(factories.make_reception(owner=factories.person("song.dan")))
        stranger = other.id
    for way in ("presence", "comes", "swap", "rank"):
        assert song.post(f"{evening.base}/people/{stranger}/{way}", {"state": "here"}).status_code == 404
    assert noted() == {}


def test_two_people_of_one_name_are_told_apart_by_organisation(song, evening):
    with transaction():
        client = factories.make_client("远东电缆", "Yuandong Cable")
        factories.make_attendee(evening.banquet.reception, person=factories.make_person("黄伟", "Huang Wei", client_id=client.id), rank=5)
    html = song.get_page(f"{evening.base}?q=huangwei")
    assert len(re.findall('id="person-', html)) == 2 and "Yuandong Cable" in html and "Huaxin Power Equipment" in html


@pytest.mark.parametrize("name_zh, name_en", [("王" * 60, ""), ("", "Abdurrahman " * 5), ("", "محمد Muhammad"), ("", "😀😀 Party")])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_odd_names_stand_on_every_page(signed_in, evening, name_zh, name_en, language):
    with transaction():
        person = evening.one("huang").person
        person.name_zh, person.name_en = name_zh, name_en.strip()
    song = signed_in("song.dan", language)
    huang = evening.ids["huang"]
    for page in ("", f"/people/{huang}/rank", f"/people/{huang}/swap", f"/tables/{evening.seats()[huang][0]}", "/repair", "/find-my-seat", "/newcomer"):
        assert "<h1>" in song.get_page(evening.base + page)


def takes_part(evening, login, seat=None):
    with transaction():
        banquet = evening.banquet
        one = factories.make_attendee(banquet.reception, "host", "companion", person=factories.person(login), rank=5)
        if seat:
            seats.move_person(banquet, one, *seat, by=factories.person("song.dan"), at=clock.now())


def test_whoever_takes_part_sees_the_own_table_and_account_managers_see_all_and_note(signed_in, evening):
    """Another account manager and finance see nothing of a reception that is not theirs, until they are among its hosts."""
    for login, noting, others in (("tang.lei", 303, 200), ("dong.fang", 403, 404)):
        browser = signed_in(login)
        assert browser.get(evening.base).status_code == 404
        free = next((t, s) for t in evening.banquet.tables for s in range(t.seats) if (t.number, s) not in evening.seats().values())
        takes_part(evening, login, free)
        number = next(t for a, (t, _s) in evening.seats().items() if a == max(evening.seats()))
        answer = browser.get(evening.base)
        assert answer.status_code == (200 if others == 200 else 303)
        assert others == 200 or answer.headers["Location"] == f"{evening.base}/tables/{number}"
        assert browser.get(f"{evening.base}/tables/{number}").status_code == 200
        assert browser.get(f"{evening.base}/tables/{3 - number}").status_code == others
        assert tap(browser, evening, "huang", "here").status_code == noting
        assert browser.post(f"{evening.base}/undo").status_code == {303: 404, 403: 403}[noting]


def test_who_takes_part_without_a_seat_is_told_so(signed_in, evening):
    takes_part(evening, "dong.fang")
    assert "You have no seat at this banquet" in signed_in("dong.fang").get_page(evening.base)


def test_an_absent_host_must_be_replaced_first(song, evening):
    tap(song, evening, "xu", "absent")
    html = song.get_page(evening.base)
    assert "The host, 许国强 Xu Guoqiang, does not come. Please choose another host first." in html
    assert f"/banquets/{evening.ids['banquet']}/edit" in html
    assert "Nobody moves" not in song.get_page(f"{evening.base}/repair")
    assert song.post(f"{evening.base}/repair", {"way": "x", "version": evening.banquet.version}).status_code == 422


def test_an_absent_guest_of_honour_and_second_host_are_named_too(evening, change):
    for name in ("wang", "shen"):
        change(actions.note_presence, evening.banquet, evening.one(name), "absent")
    said = [sentence for sentence, _person in queries.missing_principals(evening.banquet)]
    assert len(said) == 2 and "沈玉梅" in said[0] and "王建国" in said[1]


def test_the_way_to_the_day_appears_from_the_day_before(evening):
    assert [queries.is_near(evening.banquet, datetime(2026, 12, day, 2, tzinfo=UTC)) for day in (6, 7, 8, 9, 10)] == [False, True, True, True, False]
    assert not queries.is_near(evening.banquet, datetime(2026, 12, 6, 15, 59, tzinfo=UTC))
    assert queries.is_near(evening.banquet, datetime(2026, 12, 6, 16, 0, tzinfo=UTC))


def test_a_long_list_says_how_many_more(evening):
    with transaction():
        for number in range(60):
            factories.make_attendee(evening.banquet.reception, person=factories.make_person(f"客{number}", client_id=evening.banquet.reception.client_id))
    door = Door(evening.banquet)
    assert (len(door.shown), len(door.found)) == (60, 71)


def test_nobody_is_noted_by_looking(song, evening):
    song.get_page(evening.base)
    song.get_page(f"{evening.base}/repair")
    assert noted() == {} and session().query(Attendee).count() == 12


def test_the_banquets_page_leads_to_the_day_when_it_is_near(signed_in, evening):
    page, link = f"/receptions/{evening.ids['reception']}/banquets/{evening.ids['banquet']}", f'href="{evening.base}"'
    assert link not in signed_in("song.dan").get_page(page)
    with clock.fixed(datetime(2026, 12, 7, 2, tzinfo=UTC)):
        assert link in signed_in("song.dan").get_page(page)
