"""The kinds of arrangements, read from kinds.toml: what each asks and who usually takes part."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from planner.errors import RuleBroken
from planner.i18n import _l


@dataclass(frozen=True)
class Setting:
    """One thing asked about an arrangement: a whole number from `min` to `max`, or one of `values` (value -> words)."""

    id: str
    label: dict
    help: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    min: int | None = None
    max: int | None = None
    default: object = None
    source: str = ""    # "vehicles", "tables": values that are not in the file

    @property
    def is_number(self):
        return self.min is not None


@dataclass(frozen=True)
class Kind:
    """One kind of arrangement; see the head of kinds.toml."""

    id: str
    case: str
    layout: str
    title: dict
    about: dict
    items: tuple
    sides: str
    least: int
    most: int
    without: frozenset
    guests: int
    hosts: int
    counts: frozenset
    duties: dict
    settings: tuple
    options: tuple

    @property
    def is_sequence(self):
        return self.layout != "seats"


@cache
def _data():
    return tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))


@cache
def kinds():
    """id -> Kind, in the order of the file."""
    return {found["id"]: _kind(found) for found in _data()["kind"]}


def kind_named(kind_id):
    """The Kind of this id. Raises RuleBroken at "kind" for another."""
    if kind_id not in kinds():
        raise RuleBroken(_l("There is no such kind of arrangement. Please choose one from the list."), field="kind")
    return kinds()[kind_id]


def sequence_title(label, lang):
    """What a sequence is called: "Waiter A", "Entering"."""
    return _data()["sequence"].get(label, {"zh": label, "en": label})[lang]


def fleet():
    """[(vehicle, riders beside the driver)], the smallest first."""
    return [(one["vehicle"], one["riders"]) for one in _data()["fleet"]]


def _kind(found):
    asked, duties = _data()["setting"], _data()["duty"]
    return Kind(id=found["id"], case=found["case"], layout=found["layout"], title=found["title"], about=found["about"],
                items=tuple(found["items"]), sides=found["sides"], least=found["least"], most=found["most"],
                without=frozenset(found["without"]), guests=found.get("guests", 0), hosts=found.get("hosts", 0),
                counts=frozenset(found.get("counts", ())), duties={d: duties[d] for d in found["duties"]},
                settings=tuple(_setting(s, asked[s]) for s in found["settings"]), options=tuple(found["options"]))


def _setting(setting_id, found):
    return Setting(setting_id, found["label"], found.get("help", {}), found.get("values", {}), found.get("min"),
                   found.get("max"), found.get("default"), found.get("from", ""))
