"""Song Dan's calls on Friday 20 November 2026, ten in the morning in Shanghai."""

from datetime import date

import pytest

from planner.calls import actions
from planner.db import session, transaction
from planner.places.models import Place, PlaceLeg
from tests import factories
from tests.conftest import NOW

TODAY = date(2026, 11, 20)


def at(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


@pytest.fixture
def plan(db):
    """plan("Huaxin", "09:00", …) → a call of today, made by Song Dan; the client is made with one contact when missing."""
    known = {}
    with transaction():
        for login in ("song.dan", "tang.lei", "gao.xiang"):
            factories.account(login)

    def make(name="Huaxin", starts=None, *, day=TODAY, owner="song.dan", **values):
        with transaction():
            person = factories.person(owner)
            if name not in known:
                client = factories.make_client(f"{name}公司", f"{name} Ltd", owners=[person])
                contact = factories.make_person(f"{name}张", f"{name} Zhang", client_id=client.id, phone="13900010001")
                known[name] = (client.id, contact.id)
            client = session().get(factories.Client, known[name][0])
            call = actions.plan_call(owner=person, client=client, day=day, contact_id=known[name][1], by=person, at=NOW,
                                     starts_minute=at(starts) if starts else None, **values)
            return call.id
    return make


@pytest.fixture
def road(db):
    """road({("gate", "a"): 20}) → {name: place id}: places of these names and the minutes by car between them."""
    def make(legs):
        with transaction():
            places = {}
            for name in sorted({name for pair in legs for name in pair}):
                place = Place(kind="gate" if name == "gate" else "client", name_zh=name, name_en=name)
                session().add(place)
                session().flush()
                places[name] = place.id
            for (a, b), minutes in legs.items():
                session().add(PlaceLeg(from_id=places[a], to_id=places[b], minutes_driving=minutes))
            session().flush()
        return places
    return make
