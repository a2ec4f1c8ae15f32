"""Makes the demonstration company with one reception whose banquet seats many people at tables of ten, always the same one.

    .venv/bin/python bench/big_banquet.py --folder var/bench300 --people 300

Then `shangzuo demo --folder var/bench300`; the address of the banquet is printed.
"""

import argparse
import os
import random
from datetime import datetime, time, timedelta
from pathlib import Path

from planner import clock
from planner.banquets import actions
from planner.banquets.seats import seat_everyone
from planner.cli import open_app
from planner.db import session, transaction
from planner.people import names
from planner.people.models import Client, Person
from planner.plan.commands import demo_environment
from planner.plan.company import load_company, staff_named
from planner.receptions.models import Attendee, Item, Reception

from bench.generate import FAMILY, GIVEN, TITLES

LANGUAGES = [["zh"], ["zh", "en"], ["en"], ["zh", "de"]]


def big_banquet(people, *, at, seats=10):
    """A Banquet with `people` diners, six of ten of them guests of twelve clients, everybody seated."""
    chance = random.Random(20261208)
    owner = staff_named("宋丹")
    day = at.date() + timedelta(days=30)
    clients = [_stored(Client(name_zh=f"第{n}客户集团", name_en=f"Client Group {n}", kind="private", grade="A", country="CN",
                              sort_key=names.sort_key(f"第{n}客户集团", ""))) for n in range(1, 13)]
    reception = _stored(Reception(title_zh="年会", title_en="Annual meeting", owner_id=owner.id, client_id=clients[0].id,
                                  starts_on=day, ends_on=day, created_at=at))
    item = _stored(Item(reception_id=reception.id, kind="banquet", title_zh="晚宴", title_en="Banquet",
                        starts_at=datetime.combine(day, time(18, 30)), ends_at=datetime.combine(day, time(21))))
    guests = [_attendee(reception, chance, n, "guest", clients[n % 12]) for n in range(people * 6 // 10)]
    hosts = [_attendee(reception, chance, n, "host", None) for n in range(people - len(guests))]
    banquet = actions.create_banquet(reception, item=item, tables=-(-people // seats), seats=seats, pack="cn-corporate",
                                     host=hosts[0], second_host=hosts[1], guest_of_honour=guests[0], by=owner, at=at)
    session().flush()
    seat_everyone(banquet, by=owner, at=at)
    return banquet


def _attendee(reception, chance, number, side, client):
    name = chance.choice(FAMILY) + "".join(chance.sample(GIVEN, 2))
    title = TITLES[min(number // 4, len(TITLES) - 1)]
    person = _stored(Person(name_zh=name, name_en="", sort_key=names.sort_key(name, ""), client_id=client.id if client else None,
                            title_zh=title[0], title_en=title[1], gender=chance.choice("fm"), languages=chance.choice(LANGUAGES)))
    return _stored(Attendee(reception_id=reception.id, person_id=person.id, side=side, rank=min(number // 12 + 1, 9), position=number,
                            role=(("host", "second_host") if side == "host" else ("guest_of_honour",))[number] if number < (2 if side == "host" else 1)
                            else "companion" if side == "host" else "guest"))


def _stored(row):
    session().add(row)
    session().flush()
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("var/bench300"))
    parser.add_argument("--people", type=int, default=300)
    arguments = parser.parse_args()
    os.environ.update(demo_environment(arguments.folder.absolute(), 8000))
    app = open_app(upgrade=True)
    with app.app_context(), transaction():
        at = clock.now()
        load_company(at=at)
        banquet = big_banquet(arguments.people, at=at)
        print(f"/receptions/{banquet.reception_id}/banquets/{banquet.id}: {arguments.people} people, {len(banquet.tables)} tables, cost {banquet.plan_cost}")


if __name__ == "__main__":
    main()
