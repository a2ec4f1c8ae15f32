"""The demonstration's site: the company's grounds from demo/sites.toml."""

import tomllib

from sqlalchemy import select

from planner import folder_of
from planner.db import session
from planner.places.models import Place
from planner.plan.company import staff_named
from planner.sites.actions import add_leg, add_site, add_stop
from planner.sites.models import Site


def load_sites(*, at):
    """Add the site once; what is there stays as it is."""
    if session().scalar(select(Site.id).limit(1)) is not None:
        return
    data = tomllib.loads((folder_of("demo") / "sites.toml").read_text("utf-8"))
    values = dict(data["site"])
    place = session().scalar(select(Place).where(Place.name_zh == values.pop("place")))
    site, made = add_site(by=None, at=at, place_id=place.id if place else None, **values), {}
    for one in data["stop"]:
        texts = dict(one)
        other, minutes = texts.pop("joined", (None, None))
        if "explainer" in texts:
            texts["explainer_id"] = staff_named(texts.pop("explainer")).id
        hours = {f"{name}_minute": _minute(texts.pop(name)) for name in ("opens", "closes") if name in texts}
        made[one["name_zh"]] = add_stop(site, joined_to=made.get(other), joined_minutes=minutes, by=None, at=at, **texts, **hours)
    for way in data["way"]:
        add_leg(site, *(made[name] for name in way["between"]), by=None, at=at, **{k: v for k, v in way.items() if k != "between"})


def _minute(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
