"""The demonstration company of demo/company.toml: staff with accounts, clients, and one small reception of the past."""

import tomllib

from sqlalchemy import select

from planner import folder_of
from planner.accounts.actions import create_account
from planner.accounts.queries import account_by_login
from planner.db import session
from planner.people.actions import add_client, add_staff
from planner.people.models import Client, Person
from planner.receptions.actions import add_item, add_reception
from planner.receptions.models import Reception

ACCOUNT_FIELDS = ("login", "roles")


def load_company(*, at):
    """Add what is missing of the company; what is there stays as it is. Demonstration accounts have no password."""
    data = tomllib.loads((folder_of("demo") / "company.toml").read_text("utf-8"))
    for values in data["staff"]:
        _member(values, at=at)
    for values in data["clients"]:
        _client(values, at=at)
    _past_reception(data["past_reception"], at=at)


def staff_named(name):
    """The member of staff with this Chinese or Latin name, or None."""
    return session().scalar(select(Person).where(Person.client_id.is_(None), (Person.name_zh == name) | (Person.name_en == name))
                            .order_by(Person.id))


def client_named(name):
    """The client with this Chinese or English name, or None."""
    return session().scalar(select(Client).where((Client.name_zh == name) | (Client.name_en == name)).order_by(Client.id))


def _member(values, *, at):
    person = staff_named(values["name_zh"])
    if person is None:
        person = add_staff(by=None, at=at, **{k: v for k, v in values.items() if k not in ACCOUNT_FIELDS})
    if "login" in values and account_by_login(values["login"]) is None:
        create_account(person, values["login"], values["roles"], by=None, at=at)


def _client(values, *, at):
    if client_named(values.get("name_zh") or values["name_en"]) is None:
        owners = [staff_named(name) for name in values["owners"]]
        add_client(by=None, at=at, **values | {"owners": owners})


def _past_reception(values, *, at):
    client, owner = client_named(values["client"]), staff_named(values["owner"])
    if session().scalar(select(Reception.id).where(Reception.title_zh == values["title_zh"], Reception.client_id == client.id)):
        return
    plain = {k: v for k, v in values.items() if k not in ("client", "owner", "items")}
    reception = add_reception(owner=owner, client=client, by=owner, at=at, **plain)
    for item in values["items"]:
        plain = {k: v for k, v in item.items() if k != "responsible"}
        add_item(reception, by=owner, at=at, responsible_id=staff_named(item["responsible"]).id, **plain)
