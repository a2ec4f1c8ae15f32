"""A reception with two houses of guests, an interpreter and a driver."""

import pytest

from planner.banquets import actions, seats
from planner.banquets.models import Banquet
from planner.db import session
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def party(db, prepared):
    """{name: id} of the reception, its item and its people."""
    return prepared("party", make_party)


def make_party():
    owner = factories.person("song.dan")
    client = factories.make_client()
    krause, towa = factories.make_client("克劳斯", "Krause"), factories.make_client("东和", "Towa")
    reception = factories.make_reception(owner=owner, client=client)
    item = factories.make_item(reception)

    def guest(zh, en, rank, house=client, **fields):
        languages = fields.pop("languages", ["zh"])
        person = factories.make_person(zh, en, client_id=house.id, gender=fields.pop("gender", "m"), languages=languages)
        return factories.make_attendee(reception, person=person, rank=rank, **fields)

    def host(zh, en, role, rank, languages=("zh", "en"), **fields):
        person = factories.make_person(zh, en, languages=list(languages), gender=fields.pop("gender", "m"))
        return factories.make_attendee(reception, "host", role, person=person, rank=rank, **fields)

    wang = guest("王建国", "Wang Jianguo", 1, role="guest_of_honour")
    liu = guest("刘慧", "Liu Hui", None, role="spouse", gender="f", partner_id=wang.id)
    wang.partner_id = liu.id
    made = {"wang": wang, "liu": liu, "chen": guest("陈志远", "Chen Zhiyuan", 2), "huang": guest("黄伟", "Huang Wei", 3),
            "krause": guest("", "Stefan Krause", 2, krause, languages=["de"]), "vogel": guest("", "Katrin Vogel", 4, krause, languages=["de"]),
            "sato": guest("佐藤健一", "Sato Kenichi", 3, towa, languages=["ja"]), "xu": host("许国强", "Xu Guoqiang", "host", 1),
            "shen": host("沈玉梅", "Shen Yumei", "second_host", 2, gender="f"), "peng": host("彭亮", "Peng Liang", "companion", 3),
            "deng": host("邓德", "Deng De", "interpreter", 7, languages=("zh", "de")),
            "driver": guest("马云飞", "Ma Yunfei", 8, role="driver", dines=False)}
    made["deng"].interprets_for_id = made["krause"].id
    session().flush()
    return {"reception": reception.id, "item": item.id, "krause_client": krause.id, "towa_client": towa.id,
            **{name: a.id for name, a in made.items()}}


@pytest.fixture
def banquet(party, prepared):
    """The id of a banquet of two tables of eight."""
    return prepared("banquet", lambda: make_banquet(party).id)


@pytest.fixture
def seated(banquet, prepared):
    """The id of that banquet, where everybody has a seat."""
    def seat():
        seats.seat_everyone(session().get(Banquet, banquet), by=factories.person("song.dan"), at=NOW)
        return banquet
    return prepared("seated", seat)


@pytest.fixture
def stage(request):
    """What a test asks for of these is made before anybody signs in: they are copies of a whole database."""
    for name in ("party", "banquet", "seated"):
        if name in request.fixturenames:
            request.getfixturevalue(name)


def make_banquet(party, **changes):
    from planner.receptions.models import Attendee, Item, Reception

    def row(name):
        return session().get(Attendee, party[name])

    values = {"item": session().get(Item, party["item"]), "tables": 2, "seats": 8, "pack": "cn-corporate", "host": row("xu"),
              "second_host": row("shen"), "guest_of_honour": row("wang"), "by": factories.person("song.dan"), "at": NOW, **changes}
    return actions.create_banquet(session().get(Reception, party["reception"]), **values)
