"""The people of a reception: who sees what, adding, changing, removing, finding."""

import json
import re

import pytest
from sqlalchemy import event

from planner.db import session, transaction
from planner.people import access_log
from planner.people.models import Person
from planner.receptions.models import Attendee, Reception
from tests import factories

PERSON = {"name_zh": "李伟", "name_en": "Li Wei", "gender": "m", "title_zh": "经理", "phone": "138 0001 0009", "email": "li.wei@huaxin.example",
          "languages": ["zh", "en"], "role": "guest", "occasion_rank": "5", "dines": "y", "tours": "y"}


@pytest.fixture
def party(app, clock):
    """A reception with 王建国 (halal, a pacemaker) and 许国强 as host: {"reception", "wang", "xu", "client"} of ids."""
    with app.app_context(), transaction():
        reception = factories.make_reception()
        wang = factories.make_person("王建国", "Wang Jianguo", client_id=reception.client_id, title_zh="董事长")
        guest = factories.make_attendee(reception, role="guest_of_honour", person=wang, rank=1, diet={"codes": ["halal"], "note": "canary-diet"},
                                        diet_consent_at=clock, health={"codes": ["pacemaker"], "note": "canary-health"})
        host = factories.make_attendee(reception, side="host", role="host", person=factories.person("xu.guoqiang"), rank=1)
        return {"reception": reception.id, "wang": guest.id, "xu": host.id, "client": reception.client_id}


@pytest.fixture
def song(signed_in, party):
    return signed_in("song.dan")


def people(app):
    with app.app_context():
        return [(a.person.name_zh, a.side, a.role, a.rank) for a in session().query(Attendee).order_by(Attendee.id)]


@pytest.mark.parametrize(("login", "sees"), [("song.dan", True), ("yuan.jie", True), ("gao.xiang", False), ("auditor", False)])
def test_only_some_roles_see_diets(signed_in, party, login, sees):
    html = signed_in(login).get_page(f"/receptions/{party['reception']}/people")
    assert "Wang Jianguo" in html
    assert [("canary-diet" in html), ("canary-health" in html), ("halal" in html)] == [sees] * 3


def test_finance_does_not_see_the_party(signed_in, party):
    assert signed_in("dong.fang").get(f"/receptions/{party['reception']}/people").status_code == 403


def test_another_manager_gets_the_same_answer_as_for_nothing(signed_in, party):
    tang = signed_in("tang.lei")
    for path in ("people", f"people/{party['wang']}", "people/new", "people/pick"):
        assert tang.get(f"/receptions/{party['reception']}/{path}").status_code == 404
    assert tang.post(f"/receptions/{party['reception']}/people/{party['wang']}/remove").status_code == 404


def test_showing_a_diet_is_logged_without_the_value(app, song, party):
    song.get_page(f"/receptions/{party['reception']}/people")
    with app.app_context():
        lines = list(access_log.entries())
        wang = session().get(Attendee, party["wang"]).person_id
    assert [(line["event"], line["people"], line["page"]) for line in lines] == [("diet.read", [wang], "party"), ("health.read", [wang], "party")]
    assert "canary" not in json.dumps(lines)


def test_a_guest_is_added_with_everything(app, song, party):
    song.post_form(f"/receptions/{party['reception']}/people/new?side=guest", {
        **PERSON, "client_id": party["client"], "answered_by_id": party["wang"], "diet_codes": ["vegetarian"], "diet_note": "no garlic", "consent": "y"})
    with app.app_context():
        li = session().query(Attendee).join(Person, Attendee.person_id == Person.id).filter(Person.name_zh == "李伟").one()
        assert (li.person.phone, li.person.languages, li.rank, li.answered_by_id) == ("13800010009", ["zh", "en"], 5, party["wang"])
        assert (li.diet["codes"], li.diet["note"], li.diet_consent_at is not None) == (["vegetarian"], "no garlic", True)


@pytest.mark.parametrize(("field", "value", "said"), [
    ("name_zh", "=1+1", "does not look like a name"), ("email", "bad-mail@", "one e-mail address"), ("phone", "abc", "phone number"),
    ("occasion_rank", "0", "1 to 99"), ("occasion_rank", "１", "whole number in digits"), ("role", "host", 'id="role-error"'),
    ("partner_id", "99999", 'id="partner_id-error"'), ("name_en", "x" * 101, "at most 100 characters"), ("name_zh", "李\u202e伟", "cannot be seen"), ("diet_codes", "halal", "confirm where")])
def test_a_wrong_field_is_named_and_the_rest_kept(app, song, party, field, value, said):
    before = people(app)
    answer = song.post(f"/receptions/{party['reception']}/people/new?side=guest", {**PERSON, "client_id": party["client"], field: value})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in html
    assert 'value="li.wei@huaxin.example"' in html or field == "email"
    assert people(app) == before


def test_a_person_without_any_name_is_refused(app, song, party):
    answer = song.post(f"/receptions/{party['reception']}/people/new?side=guest", {**PERSON, "client_id": party["client"], "name_zh": "", "name_en": ""})
    assert answer.status_code == 422
    assert "at least one name" in answer.get_data(as_text=True)
    with app.app_context():
        assert session().query(Person).filter_by(email="li.wei@huaxin.example").count() == 0


def test_two_hosts_are_refused(song, party):
    answer = song.post(f"/receptions/{party['reception']}/people/new?side=host", {**PERSON, "role": "host"})
    assert answer.status_code == 422
    assert "already has this role" in answer.get_data(as_text=True)


def edit(song, party, who="wang", **changes):
    with song.client.application.app_context():
        attendee = session().get(Attendee, party[who])
        versions = {"version": attendee.version, "person_version": attendee.person.version}
    data = {"name_zh": "王建国", "name_en": "Wang Jianguo", "gender": "m", "title_zh": "董事长", "role": "guest_of_honour", "occasion_rank": "1", "dines": "y", "tours": "y",
            "diet_codes": ["halal"], "diet_note": "canary-diet", "health_codes": ["pacemaker"], "health_note": "canary-health", "consent": "y", **versions, **changes}
    return song.post(f"/receptions/{party['reception']}/people/{party[who]}", data)


def test_a_guest_is_changed(app, song, party):
    song.get_page(f"/receptions/{party['reception']}/people/{party['wang']}")
    assert edit(song, party, title_zh="董事局主席", occasion_rank="2").status_code == 303
    with app.app_context():
        wang = session().get(Attendee, party["wang"])
        assert (wang.person.title_zh, wang.rank, wang.diet) == ("董事局主席", 2, {"codes": ["halal"], "note": "canary-diet"})


def test_a_stale_form_stores_nothing(app, song, party):
    assert edit(song, party, occasion_rank="2").status_code == 303
    answer = edit(song, party, occasion_rank="3", version="1")
    shown = dict(re.findall(r'<th scope="row">([^<]+)</th><td[^>]*>(.*?</td><td[^>]*>.*?)</td>', answer.get_data(as_text=True)))
    assert answer.status_code == 409 and list(shown) == ["Rank on this occasion"] and "3<" in shown["Rank on this occasion"]
    answer = edit(song, party, title_zh="x", person_version="77")
    assert answer.status_code == 409 and "Job title in Chinese" in answer.get_data(as_text=True)
    assert people(app)[0] == ("王建国", "guest", "guest_of_honour", 2)


def test_a_colleague_with_an_account_keeps_the_own_details(app, song, party):
    html = song.get_page(f"/receptions/{party['reception']}/people/{party['xu']}")
    assert "signs in here" in html and 'name="email"' not in html
    assert edit(song, party, "xu", role="host", email="evil@x.example", diet_codes=[], diet_note="", health_codes=[], health_note="").status_code == 303
    with app.app_context():
        assert session().get(Attendee, party["xu"]).person.email == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_contact_that_a_colleague_looks_after_keeps_its_details(app, signed_in, party, language):
    with app.app_context(), transaction():
        reception = session().get(Reception, party["reception"])
        other = factories.make_client("东方集团", "Orient", owners=[factories.person("tang.lei")])
        li = factories.make_person("李雷", "Li Lei", client_id=other.id, email="lei@orient.example")
        party["li"] = factories.make_attendee(reception, person=li).id
    song = signed_in("song.dan", language)
    html = song.get_page(f"/receptions/{party['reception']}/people/{party['li']}")
    assert ("只有负责该客户或其接待的同事" if language == "zh" else "Only those who look after this client") in html and 'name="email"' not in html
    answer = edit(song, party, "li", role="guest", occasion_rank="4", email="evil@x.example", name_zh="恶", diet_codes=[], diet_note="", health_codes=[], health_note="")
    assert answer.status_code == 303
    with app.app_context():
        li = session().get(Attendee, party["li"])
        assert (li.rank, li.person.email, li.person.name_zh) == (4, "lei@orient.example", "李雷")


def test_a_guest_is_removed_and_the_person_stays(app, song, party):
    song.post_form(f"/receptions/{party['reception']}/people/{party['wang']}/remove")
    assert people(app) == [("许国强", "host", "host", 1)]
    with app.app_context():
        assert session().query(Person).filter_by(name_zh="王建国").count() == 1


def test_partners_point_at_each_other(app, song, party):
    song.post_form(f"/receptions/{party['reception']}/people/new?side=guest", {**PERSON, "client_id": party["client"], "role": "spouse", "partner_id": party["wang"]})
    with app.app_context():
        wang = session().get(Attendee, party["wang"])
        assert wang.partner.person.name_zh == "李伟"


def test_staff_are_picked_by_pinyin(app, song, party, signed_in):
    signed_in("gao.xiang")
    fragment = song.get(f"/receptions/{party['reception']}/people/pick?side=host&q=gaox", htmx=True).get_data(as_text=True)
    assert "高翔" in fragment and "<html" not in fragment and "许国强" not in fragment
    with app.app_context():
        gao = session().query(Person).filter_by(name_zh="高翔").one().id
    song.post_form(f"/receptions/{party['reception']}/people/pick?side=host", {"person_id": gao})
    assert people(app)[-1] == ("高翔", "host", "companion", None)
    assert song.post(f"/receptions/{party['reception']}/people/pick?side=guest", {"person_id": gao}).status_code == 404
    assert song.post(f"/receptions/{party['reception']}/people/pick?side=host", {"person_id": "9" * 30}).status_code == 404


@pytest.mark.parametrize("text", ["wang", "wangjianguo", "wjg", "王建", "jianguo", "Wang Jianguo"])
def test_the_party_is_searched_in_characters_pinyin_and_latin(song, party, text):
    html = song.get(f"/receptions/{party['reception']}/people?q={text}", htmx=True).get_data(as_text=True)
    assert f'id="attendee-row-{party["wang"]}"' in html
    assert f'id="attendee-row-{party["xu"]}"' not in html


def test_the_page_takes_the_same_number_of_queries_for_few_and_many(app, song, party, clock):
    def statements():
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(app.extensions["database"].engine, "before_cursor_execute", listener)
        song.get_page(f"/receptions/{party['reception']}/people")
        event.remove(app.extensions["database"].engine, "before_cursor_execute", listener)
        return len([text for text in seen if text.startswith("SELECT")])
    few = statements()
    with app.app_context(), transaction():
        reception = session().get(Reception, party["reception"])
        for number in range(50):
            factories.make_attendee(reception, person=factories.make_person(f"王{chr(0x4e00 + number)}", client_id=party["client"]))
    assert statements() == few


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_pages_in_both_languages(signed_in, party, language):
    browser = signed_in("song.dan", language)
    for path in ("people", "people/new?side=guest", "people/new?side=host", f"people/{party['wang']}", f"people/{party['xu']}", "people/pick?side=host", "people/pick?side=guest"):
        browser.get_page(f"/receptions/{party['reception']}/{path}")


def test_an_empty_list_offers_the_first_step_alone(app, song):
    with app.app_context(), transaction():
        reception = factories.make_reception().id
    html = song.get_page(f"/receptions/{reception}/people")
    assert html.count(f"/receptions/{reception}/import") == 1 and "Nobody is on the list yet" in html
    assert 'class="figures"' not in html and 'type="search"' not in html.split("<main")[1]


def test_a_name_that_is_only_a_post_is_marked(app, song, party):
    with app.app_context(), transaction():
        factories.make_attendee(session().get(Reception, party["reception"]), person=factories.make_person("何局长", ""))
    assert song.get_page(f"/receptions/{party['reception']}/people").count("full name missing") == 1
