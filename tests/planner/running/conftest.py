"""A visit of 20 November 2026, the day on which the clock of the tests stands at ten in the morning in Shanghai."""

from datetime import date, datetime

import pytest

from planner.db import session
from planner.programme.actions import set_link, set_role
from planner.receptions.models import Item, Reception
from tests import factories
from tests.conftest import NOW

DAY = date(2026, 11, 20)


def wall(text):
    return datetime.combine(DAY, datetime.strptime(text, "%H:%M").time())


def _make():
    owner, office = factories.person("song.dan"), factories.person("yuan.jie")
    owner.email, owner.phone, owner.title_zh = "song.d@shangzuo.example", "13900020004", "大客户经理"
    for login in ("tang.lei", "gao.xiang", "dong.fang"):
        factories.account(login)
    client = factories.make_client("克劳斯公司", "Krause GmbH", country="DE", owners=[owner])
    reception = factories.make_reception(owner=owner, client=client, starts_on=DAY, ends_on=DAY)
    guest = factories.make_attendee(reception, role="guest_of_honour", rank=1, diet={"codes": ["halal"], "note": "no coriander"}, diet_source="host",
                                    person=factories.make_person("曾国强", "Zeng Guoqiang", client_id=client.id, title_zh="董事长", title_en="Chairman", phone="13912345678"))
    host = factories.make_attendee(reception, "host", "host", person=factories.make_person("沈玉梅", "Shen Yumei", phone="13900020002"), rank=1)
    items = {}
    for kind, title, begins, ends in (("arrival", "接机", "10:30", "11:00"), ("welcome", "欢迎", "11:40", "12:00"), ("talks", "会谈", "13:30", "15:00"),
                                      ("tour", "参观", "15:15", "17:15"), ("banquet", "晚宴", "18:30", "20:30"), ("send_off", "送行", "21:30", None)):
        items[kind] = factories.make_item(reception, kind, wall(begins), ends and wall(ends), title_zh=title, title_en=kind.title())
    set_role(items["arrival"], "driver", office.id, note_zh="举牌", note_en="Bring the sign", by=owner, at=NOW)
    set_role(items["talks"], "receptionist_in_chief", owner.id, by=owner, at=NOW)
    set_link(items["tour"], items["talks"], kind="after", minutes=15, by=owner, at=NOW)
    return {"reception": reception.id, "guest": guest.person_id, "host": host.person_id, "host_id": host.id, **{kind: item.id for kind, item in items.items()}}


@pytest.fixture
def visit(db, prepared):
    """{"reception": id, "guest": person id, "host": person id, kind: item id}."""
    return prepared("running", _make)


def reception(ids):
    return session().get(Reception, ids["reception"])


def item(ids, kind):
    return session().get(Item, ids[kind])
