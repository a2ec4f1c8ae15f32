"""Somebody comes who was not expected: who it is, of which side, like whom."""

import pytest

from planner.on_the_day import queries
from tests import factories
from planner.db import transaction


def send(browser, evening, **fields):
    values = {"name": "周立波", "side": "guest", "client_id": evening.banquet.reception.client_id, "title": "", "like_id": evening.ids["chen"], "name_en": ""}
    return browser.post(f"{evening.base}/newcomer", values | fields)


def newest(evening):
    return max(evening.banquet.reception.attendees, key=lambda a: a.id)


@pytest.mark.parametrize("name, stored", [
    ("Ingrid Müller", ("", "Ingrid Müller", "")), ("周立波", ("周立波", "", "")), ("😀", ("😀", "", ""))])
def test_letters_decide_where_a_name_is_kept(song, evening, name, stored):
    assert send(song, evening, name=name).status_code == 303
    person = newest(evening).person
    assert (person.name_zh, person.name_en, person.name_native) in (stored, ("", "", stored[0]) if name == "😀" else stored)


def test_an_arabic_name_needs_latin_letters_besides(song, evening):
    answer = send(song, evening, name="محمد علي")
    assert answer.status_code == 422 and "Please add the name in Latin letters" in answer.get_data(as_text=True)
    assert send(song, evening, name="محمد علي", name_en="Muhammad Ali").status_code == 303
    assert newest(evening).person.both_names() == "محمد علي Muhammad Ali"


@pytest.mark.parametrize("fields, words", [
    ({"name": ""}, "Please fill this in."), ({"name": "长" * 61}, "at most 60 characters"), ({"like_id": ""}, "Please choose somebody who is about as high."),
    ({"like_id": "999999"}, "Please choose somebody who is about as high."), ({"client_id": "999999"}, "Please choose from the list."),
    ({"side": "door"}, "Please choose one from the list.")])
def test_what_is_missing_is_said_at_its_field(song, evening, fields, words):
    before = len(evening.banquet.reception.attendees)
    answer = send(song, evening, **fields)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True)
    assert len(evening.banquet.reception.attendees) == before


def test_a_name_already_there_asks_who_it_is(song, evening):
    answer = send(song, evening, name="黄伟")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "There is somebody of this name already. Who has come?" in html and f'value="a{evening.ids["huang"]}"' in html
    assert send(song, evening, name="黄伟", who=f"a{evening.ids['huang']}").status_code == 303
    assert queries.presence_of(evening.banquet, evening.one("huang")).state == "here"
    assert send(song, evening, name="黄伟", who="new").status_code == 303
    assert (newest(evening).person.name_zh, newest(evening).id != evening.ids["huang"]) == ("黄伟", True)


def test_a_known_contact_is_not_made_twice(song, evening):
    with transaction():
        known = factories.make_person("冯志", "Feng Zhi", client_id=evening.banquet.reception.client_id, title_zh="处长").id
    assert f'value="p{known}"' in send(song, evening, name="Feng Zhi").get_data(as_text=True)
    assert send(song, evening, name="Feng Zhi", who=f"p{known}").status_code == 303
    assert newest(evening).person_id == known


def test_one_of_our_own_people(song, evening):
    assert send(song, evening, name="钱进", side="host", client_id="", like_id=evening.ids["peng"]).status_code == 303
    one = newest(evening)
    assert (one.side, one.person.is_staff, one.rank) == ("host", True, 3)


def test_a_diet_is_read_and_kept_only_with_consent(song, evening):
    answer = send(song, evening, diet="halal, no nuts, likes tea")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Please confirm where the diet comes from" in html and 'value="halal, no nuts, likes tea"' in html
    assert send(song, evening, diet="halal, no nuts, likes tea", consent="y").status_code == 303
    one = newest(evening)
    assert "halal" in one.diet["codes"] and "likes tea" in one.diet["note"] and one.diet_consent_at is not None
    send(song, evening, name="黄伟", who=f"a{evening.ids['huang']}", diet="vegetarian", consent="y")
    assert next(a for a in evening.banquet.reception.attendees if a.id == evening.ids["huang"]).diet["codes"] == ["vegetarian"]
