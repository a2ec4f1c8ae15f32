"""Making receptions and finding them again."""

import dataclasses

from planner.db import session, transaction
from planner.receptions.models import Reception
from tests import factories

RECEPTION = {"title_zh": "华信考察团", "title_en": "Huaxin delegation", "starts_on": "2026-12-08", "ends_on": "2026-12-09"}


def test_a_reception_is_on_the_clock_of_the_house(app, signed_in, settings):
    app.extensions["settings"] = dataclasses.replace(settings, time_zone="Europe/Berlin")
    with app.app_context(), transaction():
        client_id = str(factories.make_client().id)
    signed_in("song.dan").post_form("/receptions/new", {**RECEPTION, "client_id": client_id})
    with app.app_context():
        assert [reception.time_zone for reception in session().query(Reception)] == ["Europe/Berlin"]


def test_an_item_names_who_is_in_charge(app, signed_in, db):
    with transaction():
        reception_id = factories.make_reception().id
        cao, gone = factories.make_person("曹阳", "Cao Yang").id, factories.make_person("王石", "Wang Shi", is_active=False).id
    song, path = signed_in("song.dan"), f"/receptions/{reception_id}/programme"
    item = {"kind": "tour", "title_en": "Tour", "starts_at": "2026-12-08T15:15"}
    assert song.post(f"{path}/new", {**item, "responsible_id": str(gone)}).status_code == 422
    song.post_form(f"{path}/new", {**item, "responsible_id": str(cao)})
    assert "Cao Yang" in song.get_page(path)


def test_who_left_the_house_stays_in_charge_until_somebody_else_is_named(app, signed_in, db):
    with transaction():
        reception = factories.make_reception()
        person = factories.make_person("曹阳", "Cao Yang")
        item = factories.make_item(reception, "tour", responsible_id=person.id)
        person.is_active = False
        path = f"/receptions/{reception.id}/programme/{item.id}"
    assert "Cao Yang" in signed_in("song.dan").get_page(path)


def test_a_title_missing_is_told_with_the_rest(app, signed_in, db):
    song = signed_in("song.dan")
    html = song.post("/receptions/new", {"client_id": "", "title_zh": "", "title_en": "", "starts_on": "", "ends_on": ""}).get_data(as_text=True)
    assert all(f'id="{name}-error"' in html for name in ("client_id", "title_zh", "starts_on", "ends_on"))
    assert "one is enough" in html
