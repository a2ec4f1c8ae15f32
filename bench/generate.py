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
from planner.banquets.models import Banquet, BanquetTable, Seating
from planner.budgets.models import Application, BudgetLine, Decision
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
    """Add that many receptions with that many guest entries in all, our whole staff, a banquet and an application at each."""
    chance = random.Random(20261208)
    owners = [staff_named(name) for name in owners]
    staff = session().scalars(select(Person.id).where(Person.client_id.is_(None))).all()
    clients = _clients(chance, receptions // 3, owners)
    contacts = _contacts(chance, clients, max(guests // 2, guests // receptions))
    rows = _receptions(chance, receptions, clients, owners, at)
    items = _items(rows)
    attendees = _attendees(chance, rows, contacts, staff, guests)
    _banquets(items, attendees)
    _applications(chance, rows, at)


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
    rows, first = [], _first_free(Item)
    for reception in receptions:
        for kind, hour, zh, en in DAY:
            starts_at = datetime.combine(reception["starts_on"], time(hour))
            rows.append({"id": first + len(rows), "reception_id": reception["id"], "kind": kind, "title_zh": zh, "title_en": en, "version": 1,
                         "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)})
    return _store(Item, rows)


def _attendees(chance, receptions, contacts, staff, guests):
    share = guests // len(receptions)
    rows, first = [], _first_free(Attendee)
    for reception in receptions:
        for position, contact in enumerate(chance.sample(contacts, share)):
            rows.append({"id": first + len(rows), "reception_id": reception["id"], "person_id": contact["id"], "side": "guest", "position": position,
                         "role": "guest_of_honour" if position == 0 else "guest", "rank": contact["rank"], "version": 1,
                         "diet": {"codes": chance.choice(DIETS), "note": ""} if chance.random() < 0.1 else None})
        for position, person_id in enumerate(staff):
            role = ("host", "second_host")[position] if position < 2 else "companion"
            rows.append({"id": first + len(rows), "reception_id": reception["id"], "person_id": person_id, "side": "host", "position": position,
                         "role": role, "rank": min(position + 1, 9), "version": 1, "diet": None})
    return _store(Attendee, rows)


def _banquets(items, attendees):
    """At each reception everybody at tables of ten, guests and own people in turn."""
    parties = {}
    for attendee in attendees:
        parties.setdefault(attendee["reception_id"], {}).setdefault(attendee["side"], []).append(attendee["id"])
    banquets, tables, seats = [], [], []
    next_banquet, next_table = _first_free(Banquet), _first_free(BanquetTable)
    for item in (i for i in items if i["kind"] == "banquet"):
        guests, hosts = parties[item["reception_id"]]["guest"], parties[item["reception_id"]]["host"]
        number = next_banquet + len(banquets)
        banquets.append({"id": number, "reception_id": item["reception_id"], "item_id": item["id"], "host_id": hosts[0], "second_host_id": hosts[1],
                         "guest_of_honour_id": guests[0], "venue_zh": "云山酒店", "venue_en": "Yunshan Hotel", "plan_number": 1,
                         "plan_status": "best_found", "plan_cost": 1000, "version": 1})
        everybody = [hosts[0], guests[0], *hosts[1:], *guests[1:]]
        for start in range(0, len(everybody), 10):
            table = next_table + len(tables)
            tables.append({"id": table, "banquet_id": number, "number": start // 10 + 1, "x_cm": 300 + 400 * (start // 10), "y_cm": 300, "seats": 10,
                           "features": []})
            seats += [{"banquet_id": number, "attendee_id": a, "table_id": table, "seat": seat} for seat, a in enumerate(everybody[start:start + 10])]
    _store(Banquet, banquets)
    _store(BanquetTable, tables)
    _store(Seating, seats)


LINES = [("meals", "宴会", "Banquet", 4, 320_000), ("meals", "酒水", "Drinks", 4, 60_000), ("transport", "车辆", "Cars", 8, 90_000),
         ("gifts", "礼品", "Gifts", 20, 18_000), ("other", "鲜花与印刷", "Flowers and printing", 1, 150_000)]


def _applications(chance, receptions, at):
    """An application for each: decided where the reception is over, else a draft or waiting."""
    first, rows, lines, decisions = _first_free(Application), [], [], []
    for number, reception in enumerate(receptions, first):
        status = "approved" if reception["starts_on"] < at.date() else chance.choice(("draft", "submitted"))
        owner = reception["owner_id"]
        rows.append({"id": number, "reception_id": reception["id"], "applicant_id": owner, "created_by_id": owner, "last_edited_by_id": owner,
                     "applied_on": reception["starts_on"] - timedelta(days=30), "client_id": reception["client_id"], "purpose": "年度合同",
                     "status": status, "waiting_role": "department_manager" if status == "submitted" else "", "guest_diners": 20, "own_diners": 10,
                     "dining_at": datetime.combine(reception["starts_on"], time(18)), "version": 1})
        lines += [{"application_id": number, "position": place, "category": category, "description_zh": zh, "description_en": en,
                   "quantity": quantity, "unit_price_minor": price} for place, (category, zh, en, quantity, price) in enumerate(LINES)]
        if status != "draft":
            decisions.append({"application_id": number, "action": "submit", "person_id": owner, "at": at,
                              "facts": {"amount_minor": sum(line[3] * line[4] for line in LINES), "currency": "CNY"}})
    _store(Application, rows)
    _store(BudgetLine, lines)
    _store(Decision, decisions)


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
