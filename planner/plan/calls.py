"""The demonstration's calls on clients, demo/calls.toml: yesterday, today and tomorrow of the day the demonstration begins."""

import tomllib
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from planner import folder_of
from planner.calls import actions, queries, rulebook
from planner.calls.models import Call
from planner.db import session
from planner.money import parse_money
from planner.people.actions import add_client, add_contact
from planner.people.models import Person
from planner.places.actions import add_place, set_minutes
from planner.places.models import Place
from planner.plan.company import client_named, staff_named


def load_calls(*, at):
    """Add the calls once, with their clients, contacts and places; what is there stays as it is."""
    if session().scalar(select(Call.id).limit(1)) is not None:
        return
    data = tomllib.loads((folder_of("demo") / "calls.toml").read_text("utf-8"))
    for values in data["clients"]:
        if client_named(values["name_zh"]) is None:
            add_client(by=None, at=at, **values | {"owners": [staff_named(name) for name in values["owners"]]})
    for values in data["contacts"]:
        if _contact(values["name_zh"]) is None:
            add_contact(client_named(values["client"]), by=None, at=at, **{k: v for k, v in values.items() if k != "client"})
    _places(data, at)
    owner, today = staff_named("宋丹"), queries.house_today(at)
    for values in data["calls"]:
        _call(owner, today + timedelta(days=values["day"]), values, at=at)
    costs = {code: (parse_money(data["report"][code], "CNY").amount_minor, data["report"][f"{code}_note"]) for code in ("transport", "meals")}
    actions.save_report(owner, today, currency="CNY", costs=costs, supervisor_id=staff_named("高翔").id, by=owner, at=at)


def _contact(name):
    return session().scalar(select(Person).where(Person.name_zh == name, Person.client_id.is_not(None)))


def _places(data, at):
    for values in data["places"]:
        add_place(by=None, at=at, **values)
    for names, minutes in data["minutes"].items():
        here, there = (session().scalar(select(Place).where(Place.name_zh == name)) for name in names.split(" "))
        set_minutes(here, {there.id: (None, minutes)}, by=None, at=at)


def _call(owner, day, values, *, at):
    texts = {name: values.get(name, "") for name in ("purpose", "materials", "cautions", "meeting_place")}
    window = [rulebook.minute_of(text) for text in values.get("window", ())] or [None, None]
    place = session().scalar(select(Place).where(Place.name_zh == values["place"]))
    call = actions.plan_call(
        owner=owner, client=client_named(values["client"]), day=day, contact_id=_contact(values["contact"]).id, kind=values["kind"],
        starts_minute=rulebook.minute_of(values["starts"]) if "starts" in values else None, stay_minutes=values["stay"],
        is_agreed=values.get("is_agreed", False), window_from=window[0], window_until=window[1], place_id=place.id,
        people=[staff_named(name) for name in values.get("people", ())], by=owner, at=at, **texts)
    for code in values["ready"]:
        actions.tick(call, code, True, by=owner, at=at)
    if "leaves" in values and (left := _moment(call, values["leaves"])) <= at:
        actions.sign_in(call, by=owner, at=_moment(call, values["arrives"]))
        actions.leave(call, by=owner, at=left)
        actions.write_record(call, kind=values["kind"], result=values["result"], met_id=call.contact_id, by=owner, at=left,
                             **{name: values.get(name, "") for name in ("summary", "solved", "unsolved")})


def _moment(call, text):
    minutes = timedelta(minutes=rulebook.minute_of(text))
    return datetime.combine(call.day, time(), ZoneInfo(call.time_zone)) + minutes
