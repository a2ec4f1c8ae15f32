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
