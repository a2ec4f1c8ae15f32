"""Makes a house with years of work in it: many receptions, guests, applications and invitations, always the same ones.

    .venv/bin/python bench/generate.py --folder var/bench [--receptions 500] [--guests 20000]

The demonstration company is in it too, so that one can enter: `shangzuo demo --folder var/bench`.
"""

import argparse
import os
import random
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from planner import clock
from planner.cli import open_app
from planner.db import session, transaction
from planner.people import names
from planner.people.models import Client, ClientOwner, Person
from planner.plan.commands import demo_environment
from planner.plan.company import load_company, staff_named
from planner.receptions.models import Attendee, Item, Reception

FAMILY = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧"
GIVEN = "建国志远丽华晓敏浩涛静文伟云飞美玲明亮海燕秀英国强玉梅春雷雪峰"
TITLES = [("董事长", "Chairman"), ("总裁", "President"), ("副总裁", "Vice President"), ("部长", "Head of Department"),
          ("经理", "Manager"), ("工程师", "Engineer"), ("秘书", "Secretary")]
DIETS = [["vegetarian"], ["halal"], ["no_alcohol"], ["no_spicy"]]
DAY = [("arrival", 9, "接机", "Arrival"), ("welcome", 10, "欢迎", "Welcome"), ("talks", 11, "会谈", "Talks"),
       ("meal", 12, "午餐", "Lunch"), ("tour", 14, "参观", "Tour"), ("banquet", 18, "晚宴", "Banquet")]


OWNERS = ("宋丹", "唐磊", "韩冰")


def generate(receptions, guests, *, at, owners=OWNERS):
    """Add that many receptions with that many guest entries in all, and our whole staff at each."""
    chance = random.Random(20261208)
    owners = [staff_named(name) for name in owners]
    staff = session().scalars(select(Person.id).where(Person.client_id.is_(None))).all()
    clients = _clients(chance, receptions // 3, owners)
    contacts = _contacts(chance, clients, max(guests // 2, guests // receptions))
    rows = _receptions(chance, receptions, clients, owners, at)
    _items(rows)
    _attendees(chance, rows, contacts, staff, guests)


def _first_free(table):
    return (session().scalar(select(func.max(table.id))) or 0) + 1


def _store(table, rows):
    for start in range(0, len(rows), 5000):
        session().execute(insert(table), rows[start:start + 5000])
    return rows


def _clients(chance, count, owners):
    first = _first_free(Client)
    rows = []
    for number in range(first, first + max(count, 1)):
        name_zh, name_en = f"{chance.choice('东南西北中')}方第{number}集团", f"Group {number}"
        rows.append({"id": number, "name_zh": name_zh, "name_en": name_en, "sort_key": names.sort_key(name_zh, name_en),
                     "version": 1, "kind": chance.choice(["private", "state_firm", "foreign"])})
    _store(Client, rows)
    _store(ClientOwner, [{"client_id": row["id"], "person_id": owners[row["id"] % len(owners)].id} for row in rows])
    return rows


def _contacts(chance, clients, count):
    first = _first_free(Person)
    rows = []
    for number in range(first, first + count):
        name_zh = chance.choice(FAMILY) + "".join(chance.sample(GIVEN, 2))
        title = chance.choice(TITLES)
        rows.append({"id": number, "name_zh": name_zh, "name_en": f"Guest {number}", "sort_key": names.sort_key(name_zh, ""),
                     "title_zh": title[0], "title_en": title[1], "client_id": clients[number % len(clients)]["id"],
                     "email": f"guest{number}@client.example", "languages": ["zh"], "rank": 1 + number % 8, "version": 1})
    return _store(Person, rows)


def _receptions(chance, count, clients, owners, at):
    first = _first_free(Reception)
    today = at.date()
    rows = []
    for number in range(first, first + count):
        starts_on = today + timedelta(days=chance.randint(-900, 120))
        client = chance.choice(clients)
        rows.append({"id": number, "title_zh": f"{client['name_zh']}来访", "title_en": f"Visit of {client['name_en']}",
                     "client_id": client["id"], "owner_id": owners[number % len(owners)].id, "starts_on": starts_on,
                     "ends_on": starts_on + timedelta(days=1), "created_at": at, "version": 1,
                     "purpose_zh": "年度合同", "purpose_en": "Annual contract"})
    return _store(Reception, rows)


def _items(receptions):
    rows = []
    for reception in receptions:
        for kind, hour, zh, en in DAY:
            starts_at = datetime.combine(reception["starts_on"], time(hour))
            rows.append({"reception_id": reception["id"], "kind": kind, "title_zh": zh, "title_en": en, "version": 1,
                         "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)})
    _store(Item, rows)


def _attendees(chance, receptions, contacts, staff, guests):
    share = guests // len(receptions)
    rows = []
    for reception in receptions:
        for position, contact in enumerate(chance.sample(contacts, share)):
            rows.append({"reception_id": reception["id"], "person_id": contact["id"], "side": "guest", "position": position,
                         "role": "guest_of_honour" if position == 0 else "guest", "rank": contact["rank"], "version": 1,
                         "diet": {"codes": chance.choice(DIETS), "note": ""} if chance.random() < 0.1 else None})
        for position, person_id in enumerate(staff):
            role = ("host", "second_host")[position] if position < 2 else "companion"
            rows.append({"reception_id": reception["id"], "person_id": person_id, "side": "host", "position": position,
                         "role": role, "rank": min(position + 1, 9), "version": 1, "diet": None})
    _store(Attendee, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    parser.add_argument("--receptions", type=int, default=500)
    parser.add_argument("--guests", type=int, default=20_000)
    arguments = parser.parse_args()
    os.environ.update(demo_environment(arguments.folder.absolute(), 8000))
    app = open_app(upgrade=True)
    with app.app_context(), transaction():
        at = clock.now()
        load_company(at=at)
        generate(arguments.receptions, arguments.guests, at=at)
        counts = [session().scalar(select(func.count()).select_from(table)) for table in (Reception, Attendee, Person)]
    print("{} receptions, {} entries of guests and staff, {} people".format(*counts))


if __name__ == "__main__":
    main()
