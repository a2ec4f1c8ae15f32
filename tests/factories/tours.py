"""A tour for tests: a small site, a party, guides. Call inside transaction()."""

from datetime import datetime

from planner.tours import actions
from tests import factories
from tests.conftest import NOW
from tests.factories import resources as office
from tests.factories.sites import make_site


def make_tour(owner=None, *, guests=3, client=None, site=None, starts_at=datetime(2026, 12, 8, 9, 30), ends_at=datetime(2026, 12, 8, 12, 0), named=("客", "Guest"), **asked):
    """A tour of 8 December 2026 through gate, hall and the magnetic workshop, with a Chinese-speaking guide."""
    owner = owner or factories.person("song.dan")
    client = client or factories.make_client(owners=[owner])
    reception = factories.make_reception(owner=owner, client=client)
    item = factories.make_item(reception, "tour", starts_at, ends_at, title_zh="参观", title_en="Tour")
    for n in range(guests):
        person = factories.make_person(f"{named[0]}{n + 1}", f"{named[1]} {n + 1}", client_id=client.id, languages=["zh"])
        factories.make_attendee(reception, person=person, rank=n + 1, position=n)
    return actions.set_up(item, site or make_site()[0], by=owner, at=NOW, **asked)


def make_guide(name_zh="讲解员", name_en="Guide", languages=("zh",), kind="guide"):
    return office.make_helper(kind, name_zh, name_en, languages)
