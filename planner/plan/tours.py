"""The demonstration's tour, demo/tours.toml: planned by the solver, its application approved, some briefings signed ahead."""

import tomllib

from sqlalchemy import select

from planner import folder_of
from planner.db import session
from planner.people.actions import add_rival
from planner.people.models import Client, ClientRival
from planner.plan.company import staff_named
from planner.receptions.models import Item
from planner.safety import actions as safety
from planner.safety import queries as visitors
from planner.sites.models import Site
from planner.tours import actions, application, planning, queries
from planner.tours.models import Tour


def load_tour(reception, *, at):
    """Set up, plan and approve the tour of the reception, once; None where its item lies in the past or is not there."""
    data = tomllib.loads((folder_of("demo") / "tours.toml").read_text("utf-8"))
    item = session().scalar(select(Item).where(Item.reception_id == reception.id, Item.title_zh == data["item"]))
    site = session().scalar(select(Site).order_by(Site.id).limit(1))
    if item is None or site is None or session().scalar(select(Tour.id).where(Tour.item_id == item.id)):
        return None
    owner = reception.owner
    _rivals(data["rivals"], by=owner, at=at)
    stops = [s.id for s in site.stops if s.name_zh in data["stops"]]
    tour = actions.set_up(item, site, by=owner, at=at, stop_ids=stops, groups_wanted=data["groups"], largest_group=data["largest_group"])
    people = {a.person.name_zh: a for a in queries.visitors_of(tour, at)}
    actions.set_interests(tour, {people[name].id: codes for name, codes in data["interests"].items() if name in people}, by=owner, at=at)
    planning.store(tour, *planning.find(tour, at), by=owner, at=at)
    if tour.state in actions.HOLDS and tour.item.starts_at.date() > at.date():
        actions.release(tour, by=owner, at=at)
    _apply(tour, data, by=owner, at=at)
    _note(tour, data["safety"], by=staff_named(data["application"]["safety_officer"]), at=at)
    return tour


def _rivals(beginnings, *, by, at):
    clients = [session().scalar(select(Client).where(Client.name_zh.startswith(name) | Client.name_en.startswith(name))) for name in beginnings]
    if None not in clients and session().get(ClientRival, tuple(sorted(c.id for c in clients))) is None:
        add_rival(*clients, by=by, at=at)


def _apply(tour, data, *, by, at):
    values = dict(data["application"])
    for name in ("responsible", "safety_officer", "camera_person"):
        values[f"{name}_id"] = staff_named(values.pop(name)).id
    made = application.draft(tour, by=by, at=at, **values)
    application.submit(made, by=by, at=at)
    for one in data["signature"]:
        application.decide(made, "approve", by=staff_named(one["person"]), at=at, shown=application.case_of(made, at).fingerprint, note=one["note"])


def _note(tour, data, *, by, at):
    found = visitors.visitors(tour, at)
    for one, (helmet, shoes) in zip(found, data["sizes"]):
        safety.set_facts(tour, one.attendee, sizes={"helmet": helmet, "shoes": shoes}, age="adult", by=by, at=at)
    for one in found[:data["signed"]]:
        safety.sign(tour, one.attendee, path=data["path"], by=by, at=at)
        safety.sign_nda(tour, one.attendee, path=data["path"], by=by, at=at)
