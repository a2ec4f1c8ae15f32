"""The policies of the house and their history: every table counts from a day, some until a day, and no two say the same on one day.

Which tables count for an event is settled by its day. Nobody edits a table's past: a new one starts on a date. The edition of a day
names the tables in force on it by what they say, so that a later table leaves it as it was and an edited one does not.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta

from planner.budgets.models import CATEGORIES, PARTS
from planner.budgets.rulefile import WORDS, Rule, Source, Worded
from planner.money import Money
from planner.people.models import CLIENT_GRADES, CLIENT_KINDS

LEVELS = ("block", "higher", "reason", "warn")
MEALS = ("banquet", "lunch")
PER = ("client", "contact", "employee", "department")
PERIODS = ("month", "quarter", "year")
LEFT_OUT = (*PARTS, "alcohol")   # what a cap may leave out

_POLICY = WORDS | {"kind": str, "level": str}
_POLICY_MAY = {"active": bool, "valid_until": date}
_POLICY_KINDS = {  # what each kind needs, and what it may have besides
    "per_head_cap": ({"meal": str, "cap": str, "currency": str}, {"grade": str, "guests": str, "city": str, "without": list}),
    "gift_cap": ({"cap": str, "currency": str}, {"grade": str, "guests": str, "city": str, "without": list}),
    "words": ({"category": str, "words": list}, {}),
    "alcohol": ({"guests": str}, {"city": str}),
    "airport": ({"guests": str}, {"city": str}),
    "presence": ({"guests": str}, {"city": str}),
    "period_cap": ({"per": str, "period": str, "cap": str, "currency": str}, {"guests": str, "grade": str}),
    "companion_ratio": ({"pieces": list}, {"guests": str, "city": str}),
}
_PIECE = {"up_to": int, "base": int, "less": int, "divisor": int}
_CITY = {"id": str, "title_zh": str, "title_en": str, "words": list}


@dataclass(frozen=True)
class City(Worded):
    """A city, or a class of cities, with tables of its own; found by its `words` in the name of a venue."""

    words: tuple


@dataclass(frozen=True)
class Policy(Rule):
    """One table, in force from `valid_from` up to and with `valid_until` (None: until a later one)."""

    kind: str
    level: str
    meal: str = ""
    grade: str = ""
    guests: str = ""
    city: str = ""
    category: str = ""
    per: str = ""
    period: str = ""
    cap: Money | None = None
    without: tuple = ()
    words: tuple = ()
    pieces: tuple = ()
    active: bool = True
    valid_until: date | None = None

    @property
    def table(self):
        """What the figures are about, the city apart: where a city has a table of its own, it stands in for the general one."""
        return self.kind, self.level, self.meal, self.grade, self.guests, self.per, self.period

    @property
    def subjects(self):
        """What the policy decides about; two of the same subject cannot count on one day."""
        if self.kind == "presence":
            return {("id", self.id)}
        if self.kind == "words":
            return {("id", self.id), *(("words", self.level, self.category, word) for word in self.words)}
        return {("id", self.id), (*self.table, self.city)}

    def is_in_force(self, day):
        return self.active and self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def most_companions(self, guests):
        """How many of the own side may dine with so many guests (companion_ratio only)."""
        for piece in self.pieces:
            if guests <= piece["up_to"] or not piece["up_to"]:
                share = (guests - piece["less"]) // piece["divisor"] if piece["divisor"] else 0
                return piece["base"] + share
        return 0

    def content(self):
        """What the table says, without its wording and without its last day, for digests."""
        return [self.id, self.kind, self.level, self.meal, self.grade, self.guests, self.city, self.category, self.per, self.period,
                self.cap and [self.cap.amount_minor, self.cap.currency], sorted(self.without), list(self.words),
                [sorted(piece.items()) for piece in self.pieces], self.valid_from.isoformat()]


@dataclass(frozen=True)
class Policies:
    """All tables of the file, past and to come."""

    every: tuple
    cities: tuple = ()

    def on(self, day):
        """The tables in force on `day`."""
        return tuple(policy for policy in self.every if policy.is_in_force(day))

    def edition_on(self, day):
        """The name of the set of tables in force on `day`: the day since which it is in force, and a digest of what they say."""
        turns = {moment for policy in self.every if policy.active for moment in (policy.valid_from, _after(policy)) if moment and moment <= day}
        content = sorted(policy.content() for policy in self.on(day))
        since = max(turns).isoformat() if turns else ""
        return f"{since}#{hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()[:12]}"

    def still_says(self, edition):
        """Whether the file still has this edition on the day it began; False where somebody edited the past."""
        since = edition.partition("#")[0]
        try:
            return self.edition_on(date.fromisoformat(since) if since else date.min) == edition
        except ValueError:  # of a log that was tampered with
            return False

    def newest(self, policy_id):
        """The newest table of this id, None for an unknown one."""
        return max((policy for policy in self.every if policy.id == policy_id), key=lambda policy: policy.valid_from, default=None)

    def city_of(self, text):
        """The id of the city whose word stands first in `text`, empty for none."""
        text = text.casefold()
        places = [(text.find(word), city.id) for city in self.cities for word in city.words if word in text]
        return min(places)[1] if places else ""


def _after(policy):
    return policy.valid_until + timedelta(days=1) if policy.valid_until and policy.valid_until < date.max else None


def read_policies(path):
    """The Policies of a file. Raises BadRules with file and line."""
    source = Source(path)
    source.check("", 0, source.data, {"policy": list}, {"city": list})
    cities = [_city(source, number, entry) for number, entry in enumerate(source.data.get("city", ()), 1)]
    source.refuse_doubles("city", cities)
    names = [city.id for city in cities]
    policies = [_policy(source, number, entry, names) for number, entry in enumerate(source.data["policy"], 1)]
    _refuse_overlaps(source, policies)
    return Policies(tuple(policies), tuple(cities))


def _city(source, number, entry):
    source.check("city", number, entry, _CITY)
    return City(entry["id"], entry["title_zh"], entry["title_en"], tuple(word.casefold() for word in entry["words"]))


def _policy(source, number, entry, cities):
    kind = entry.get("kind")
    if kind not in _POLICY_KINDS:
        source.refuse("policy", number, "kind", f"unknown kind {kind!r}; known: {', '.join(_POLICY_KINDS)}")
    needed, allowed = _POLICY_KINDS[kind]
    source.check("policy", number, entry, _POLICY | needed, allowed | _POLICY_MAY)
    for key, known in (("level", LEVELS), ("meal", MEALS), ("grade", CLIENT_GRADES), ("guests", CLIENT_KINDS), ("category", CATEGORIES), ("city", cities), ("per", PER),
                       ("period", PERIODS)):
        source.one_of("policy", number, entry, key, known)
    for part in entry.get("without", ()):
        source.one_of("policy", number, {"without": part}, "without", LEFT_OUT)
    if "valid_until" in entry and entry["valid_until"] < entry["valid_from"]:
        source.refuse("policy", number, "valid_until", f"{entry['id']!r} ends before it begins")
    for piece in entry.get("pieces", ()):
        source.check("policy", number, piece, _PIECE, at="pieces")
    values = {key: value for key, value in entry.items() if key != "currency"}
    if "cap" in entry:
        values["cap"] = source.money("policy", number, entry, "cap", entry["currency"])
    values |= {"words": tuple(word.casefold() for word in entry.get("words", ())), "pieces": tuple(entry.get("pieces", ())),
               "without": tuple(entry.get("without", ()))}
    return Policy(**values)


def _refuse_overlaps(source, policies):
    """No id and no subject twice on one day; tables that are not in use do not count for the subject."""
    for number, policy in enumerate(policies, 1):
        for other in policies[:number - 1]:
            same = policy.subjects & other.subjects
            if not (policy.active and other.active):
                same &= {("id", policy.id)}
            if same and _overlap(policy, other):
                source.refuse("policy", number, "valid_from", f"{policy.id!r} {_span(policy)} and {other.id!r} {_span(other)} are about the same and "
                              "share days; end the older one with valid_until the day before the newer one begins")


def _overlap(one, other):
    return one.valid_from <= (other.valid_until or date.max) and other.valid_from <= (one.valid_until or date.max)


def _span(policy):
    return f"({policy.valid_from} to {policy.valid_until or 'further notice'})"
