"""The clients and their contacts: list, search, forms, who may change them."""

import pytest
from sqlalchemy import event

from planner.audit import AuditEntry
from planner.db import session, transaction
from planner.people.models import Client, Person
from tests import factories

CLIENT = {"name_zh": "华信电力设备集团", "name_en": "Huaxin Power Equipment", "kind": "state_firm", "grade": "A", "country": "CN", "note": ""}
CONTACT = {"name_zh": "曾敏", "name_en": "Zeng Min", "gender": "f", "title_zh": "副总裁", "rank": "3", "phone": "+49 170 5550101", "email": "m@huaxin.example", "languages": ["zh"]}


@pytest.fixture
def song(signed_in):
    return signed_in("song.dan")


@pytest.fixture
def huaxin(app, song):
    with app.app_context(), transaction():
        client = factories.make_client(owners=[factories.person("song.dan")])
        factories.make_person("王建国", "Wang Jianguo", client_id=client.id, rank=1)
        return client.id


def rows(app, model=Client):
    with app.app_context():
        return session().query(model).order_by(model.id).all()


def test_a_client_is_added_and_found_in_every_script(app, song):
    with app.app_context():
        me = str(factories.person("song.dan").id)
    answer = song.post_form("/clients/new", {**CLIENT, "owners": [me]})
    client = rows(app)[0]
    assert answer.headers["Location"] == f"/clients/{client.id}"
    assert (client.name_zh, client.kind, client.grade) == ("华信电力设备集团", "state_firm", "A")
    assert "宋丹 Song Dan" in song.get(answer.headers["Location"]).get_data(as_text=True)
    for text in ("huaxin", "华信", "hxdl", "Power", "huaxindianli"):
        assert "Huaxin Power Equipment" in song.get(f"/clients?q={text}", htmx=True).get_data(as_text=True), text
    fragment = song.get("/clients?q=nobody", htmx=True).get_data(as_text=True)
    assert "No client matches “nobody”." in fragment and "<html" not in fragment


@pytest.mark.parametrize(("change", "said"), [
    ({"name_zh": "", "name_en": ""}, "at least one name"), ({"kind": "secret"}, 'id="kind-error"'), ({"grade": "Z"}, 'id="grade-error"'),
    ({"country": "XX"}, 'id="country-error"'), ({"owners": ["999"]}, 'id="owners-error"'), ({"name_zh": "长" * 201}, "at most 200 characters"), ({"name_en": "a\u202eb"}, "cannot be seen")])
def test_a_wrong_field_is_named_and_nothing_stored(app, song, change, said):
    answer = song.post("/clients/new", {**CLIENT, **change})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert rows(app) == []


def test_two_clients_do_not_share_a_name(app, song, huaxin):
    answer = song.post("/clients/new", CLIENT)
    assert answer.status_code == 422
    assert "already a client with this name" in answer.get_data(as_text=True)
    assert len(rows(app)) == 1


def test_extra_fields_have_no_effect(app, song):
    song.post_form("/clients/new", {**CLIENT, "id": "77", "sort_key": "zzz", "search_text": "x"})
    assert [(client.id, client.sort_key[:7]) for client in rows(app)] == [(1, "hua xin")]


def test_a_client_is_changed_by_its_owner_only(app, song, huaxin, signed_in):
    song.post_form(f"/clients/{huaxin}/edit", {**CLIENT, "grade": "B", "version": "1"})
    assert rows(app)[0].grade == "B"
    assert song.post(f"/clients/{huaxin}/edit", {**CLIENT, "version": "1"}).status_code == 409


def test_another_manager_reads_and_may_not_change(app, song, huaxin, signed_in):
    tang = signed_in("tang.lei")
    assert "Wang Jianguo" in tang.get_page(f"/clients/{huaxin}")
    for path in ("edit", "contacts/new"):
        assert tang.get(f"/clients/{huaxin}/{path}").status_code == 403
        assert tang.post(f"/clients/{huaxin}/{path}", {**CLIENT, "version": "1"}).status_code == 403
    assert signed_in("dong.fang").get(f"/clients/{huaxin}").status_code == 403
    assert signed_in("gao.xiang").get(f"/clients/{huaxin}/edit").status_code == 200


def test_a_contact_is_added_changed_and_retired(app, song, huaxin):
    song.post_form(f"/clients/{huaxin}/contacts/new", CONTACT)
    zeng = next(person for person in rows(app, Person) if person.name_zh == "曾敏")
    assert (zeng.client_id, zeng.sort_key.split()[0], zeng.phone, zeng.rank) == (huaxin, "zeng", "+49 170 5550101", 3)
    song.post_form(f"/clients/{huaxin}/contacts/{zeng.id}", {**CONTACT, "title_zh": "总裁", "version": "1"})
    assert next(person for person in rows(app, Person) if person.id == zeng.id).title_zh == "总裁"
    song.post_form(f"/clients/{huaxin}/contacts/{zeng.id}/retire")
    assert "曾敏" not in song.get_page(f"/clients/{huaxin}")
    with app.app_context():
        assert [entry.action for entry in session().query(AuditEntry).filter(AuditEntry.subject == f"people:{zeng.id}")] == [
            "person.added", "person.changed", "person.changed"]


def test_who_plans_a_reception_of_the_client_changes_its_contacts_but_not_the_client(app, song, huaxin, signed_in):
    tang = signed_in("tang.lei")
    with app.app_context(), transaction():
        wang = session().query(Person).filter_by(name_zh="王建国").one().id
    contact = {**CONTACT, "name_zh": "王建国", "name_en": "Wang Jianguo", "version": "1"}
    assert tang.post(f"/clients/{huaxin}/contacts/{wang}", contact).status_code == 403
    with app.app_context(), transaction():
        factories.make_reception(owner=factories.person("tang.lei"), client=session().get(Client, huaxin))
    page = tang.get_page(f"/clients/{huaxin}")
    assert f"/clients/{huaxin}/contacts/new" in page and f"/clients/{huaxin}/edit" not in page
    tang.post_form(f"/clients/{huaxin}/contacts/{wang}", contact)
    assert next(person for person in rows(app, Person) if person.id == wang).title_zh == "副总裁"
    assert tang.post(f"/clients/{huaxin}/edit", {**CLIENT, "version": "1"}).status_code == 403


def test_a_contact_of_another_client_is_not_found_there(app, song, huaxin):
    with app.app_context(), transaction():
        other = factories.make_client("东方集团", "Orient", owners=[factories.person("song.dan")])
        stranger = factories.make_person("李雷", client_id=other.id).id
    assert song.get(f"/clients/{huaxin}/contacts/{stranger}").status_code == 404
    assert song.post(f"/clients/{huaxin}/contacts/{stranger}", CONTACT).status_code == 404
    for unknown in ("/clients/999", "/clients/0", "/clients/2147483648", "/clients/9223372036854775808", "/clients/x"):
        assert song.get(unknown).status_code == 404


def test_people_are_searched_as_a_fragment(song, huaxin):
    assert "王建国" in song.get("/people/search?q=wangj", htmx=True).get_data(as_text=True)
    assert "王建国" not in song.get("/people/search?q=wangj&staff=1", htmx=True).get_data(as_text=True)
    assert "宋丹" in song.get("/people/search?q=sd&staff=1", htmx=True).get_data(as_text=True)
    for odd in ("%25", "_", "(((a%2B)%2B)%2B)$", "'", "%00"):
        assert "王建国" not in song.get(f"/people/search?q={odd}", htmx=True).get_data(as_text=True)


def test_the_list_takes_the_same_number_of_queries_for_few_and_many(app, song, huaxin):
    def statements():
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(app.extensions["database"].engine, "before_cursor_execute", listener)
        song.get_page("/clients")
        song.get_page(f"/clients/{huaxin}")
        event.remove(app.extensions["database"].engine, "before_cursor_execute", listener)
        return len([text for text in seen if text.startswith("SELECT")])
    few = statements()
    with app.app_context(), transaction():
        for number in range(50):
            factories.make_client(f"客户{number}", f"Client {number}", owners=[factories.person("song.dan")])
            factories.make_person(f"王{chr(0x4e00 + number)}", client_id=huaxin)
    assert statements() == few


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_pages_in_both_languages(app, signed_in, huaxin, language):
    browser = signed_in("song.dan", language)
    person = next(person.id for person in rows(app, Person) if person.client_id == huaxin)
    for path in ("/clients", "/clients/new", f"/clients/{huaxin}", f"/clients/{huaxin}/edit", f"/clients/{huaxin}/contacts/new", f"/clients/{huaxin}/contacts/{person}",
                 "/people/search?q=wang"):
        browser.get_page(path)
