"""The deadlines of a banquet, counted backwards from its day through a small graph.

The graph is data (deadlines.toml): a node per deadline, an arrow to each that it must precede. What differs from one banquet
to the next are its Terms. Nothing here knows a database.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from pathlib import Path

import networkx as nx

from planner.days.special import HOME, open_days
from planner.days.working import on_or_before, working_days_before

BANQUET = "banquet"
BY_PACK = "by_pack"
DATE_AGREED = "date_agreed"
HOLD_THE_DATE = "hold_the_date"
APPLICATION_IN = "application_in"
APPROVAL_IN = "approval_in"
INVITATIONS_SENT = "invitations_sent"
REMINDER = "reminder"
REPLY_BY = "reply_by"
SEATING_FREEZE = "seating_freeze"
PLACE_CARDS = "place_cards"
CHECKED = {DATE_AGREED, APPLICATION_IN, APPROVAL_IN, INVITATIONS_SENT, REMINDER, REPLY_BY}
"""Deadlines of which the application itself can tell whether they were missed."""
RULES_FILE = Path(__file__).with_name("deadlines.toml")
PACES = ("usual", "short")


@dataclass(frozen=True)
class Terms:
    """What the deadlines of one banquet are counted from."""

    day: date
    lead: str = "two_weeks"
    gathering: str = "banquet"
    countries: frozenset = frozenset({HOME})
    """Where the guests' offices are; ours are in HOME."""
    holds_date: bool = False
    """Whether some guests are asked to keep the day free."""


@dataclass(frozen=True)
class Deadline:
    """One day of the chain, with the words and the source that explain it."""

    id: str
    day: date
    title_zh: str
    title_en: str
    owner: str
    """The role that has to act: account_manager, approver or office."""
    reason_zh: str
    reason_en: str
    source_zh: str
    source_en: str
    late_zh: str
    late_en: str
    lane: int = 0
    by_hand: bool = False
    holds_until: date | None = None
    """The last day on which everything after it still keeps its own day."""
    custom_until: date | None = None
    """The last day that custom still allows, where that is later than the day planned."""

    def title(self, lang: str) -> str:
        return self.title_zh if lang == "zh" else self.title_en

    def reason(self, lang: str) -> str:
        return self.reason_zh if lang == "zh" else self.reason_en

    def source(self, lang: str) -> str:
        return self.source_zh if lang == "zh" else self.source_en

    def what_can_be_done(self, lang: str) -> str:
        """What to do when this day has passed."""
        return self.late_zh if lang == "zh" else self.late_en


@dataclass(frozen=True)
class Standing:
    """Where a deadline stands on a given day."""

    deadline: Deadline
    state: str
    """done, late, passed (nobody has noted whether it was done), today or ahead."""
    days: int
    """Days late or days left; 0 today and when done."""


# --- the kind of gathering and its lead -----------------------------------------------------------------------------------

@lru_cache(maxsize=1)
def rules() -> dict:
    """The deadline rules as written in the data file."""
    return tomllib.loads(RULES_FILE.read_text("utf-8"))


def gatherings() -> dict:
    """{id: row} of the kinds of gathering, in the order of the file."""
    return {row["id"]: row for row in rules()["gathering"]}


def leads() -> dict:
    """{id: row} of how early invitations leave."""
    return {row["id"]: row for row in rules()["lead"]}


def gathering_of(item_kind: str, begins: time) -> str:
    """The id of the kind of gathering that an item of the programme most likely is; a banquet when none fits."""
    for row in rules()["gathering"]:
        if item_kind in row["kinds"] and ("until" not in row or begins < time.fromisoformat(row["until"])):
            return row["id"]
    return BANQUET


def lead_of(gathering: str, pack_lead: str) -> str:
    """The id of the lead for a kind of gathering; `pack_lead` is what the rule pack says, for gatherings that follow it."""
    lead = gatherings()[gathering]["lead"]
    return pack_lead if lead == BY_PACK else lead


def is_asked_to_hold(country: str, rank: int | None, grade: str) -> bool:
    """Whether a guest is asked to keep the day free: from abroad, or of a highest rank of a most important client."""
    hold = rules()["hold"]
    return country != HOME or rank in hold["ranks"] and grade in hold["grades"]


# --- the days ------------------------------------------------------------------------------------------------------------

@lru_cache(maxsize=1024)
def deadlines_before(terms: Terms) -> tuple[Deadline, ...]:
    """All deadlines of a banquet on these terms, earliest first, each on a working day of whom it concerns.

    A deadline falls on the earlier of two days: its own days before the banquet, and the last day that leaves each successor
    enough working days. So the order holds across long holidays too.
    """
    graph, days = graph_of(terms), {BANQUET: terms.day}
    order = list(nx.lexicographical_topological_sort(graph, key=list(graph).index))
    found = {}
    for name in reversed(order):
        if name != BANQUET:
            found[name] = _deadline(graph, name, days, terms)
            days[name] = found[name].day
    return tuple(sorted((found[name] for name in order if name != BANQUET), key=lambda deadline: deadline.day))


def deadline_day(terms: Terms, deadline_id: str) -> date:
    """The day of one deadline of the chain."""
    return next(deadline.day for deadline in deadlines_before(terms) if deadline.id == deadline_id)


def standings(chain, today: date, done: set[str] = frozenset()) -> list[Standing]:
    """How each deadline stands today; those in `done` are never late, those nobody checks have merely passed."""
    return [_standing(deadline, today, deadline.id in done) for deadline in chain]


def reply_by_when_sent(terms: Terms, sent_on: date) -> date:
    """The reply date to print on an invitation that leaves on `sent_on`.

    In time: the chain's own date. Late: the short-notice date, never before the day after
    sending, never after the day before the banquet, and the banquet's day at the very last.
    """
    planned = deadline_day(terms, REPLY_BY)
    if sent_on <= deadline_day(terms, INVITATIONS_SENT):
        return planned
    short = terms.day - timedelta(days=rules()["short_notice"]["days_before"])
    earliest = min(sent_on + timedelta(days=1), terms.day)
    latest = max(terms.day - timedelta(days=1), earliest)
    return min(max(planned, short, earliest), latest)


def title_of(deadline_id: str, lang: str) -> str:
    """The title of a deadline by its id; the id of one that the data no longer has."""
    return next((rule[f"title_{lang}"] for rule in rules()["deadline"] if rule["id"] == deadline_id), deadline_id)


# --- the graph -----------------------------------------------------------------------------------------------------------

@lru_cache(maxsize=256)
def _graph(pace: str, gathering: str, holds_date: bool) -> nx.DiGraph:
    graph = nx.DiGraph()
    for rule in rules()["deadline"]:
        graph.add_node(rule["id"], rule=rule)
    graph.add_node(BANQUET)
    for rule in rules()["deadline"]:
        for after, lags in rule["before"].items():
            graph.add_edge(rule["id"], after, working_days=lags[PACES.index(pace)])
    nameless = [name for name in graph if name != BANQUET and "rule" not in graph.nodes[name]]
    if nameless or not nx.is_directed_acyclic_graph(graph):
        raise ValueError(f"{RULES_FILE.name}: the deadlines run in a circle or name an unknown one: {nameless}")
    for rule in rules()["deadline"]:
        if gathering in rule.get("not_for", ()) or rule.get("only_for") == "hold" and not holds_date:
            _leave_out(graph, rule["id"])
    return nx.freeze(graph)


def graph_of(terms: Terms) -> nx.DiGraph:
    """Deadlines as nodes, "must precede" as arrows with the working days between; ends in the banquet."""
    return _graph(leads()[terms.lead]["pace"], terms.gathering, terms.holds_date)


def open_for(graph: nx.DiGraph, name: str, terms: Terms):
    """A function that tells of a day whether whom the deadline `name` concerns is at work; every day will do for the banquet."""
    if name == BANQUET:
        return lambda day: True
    receiver = terms.countries if "receiver" in graph.nodes[name]["rule"]["works"] else frozenset()
    return open_days(receiver | {HOME})


def _leave_out(graph, name):
    """Take a deadline out; what came before it then precedes what came after it, unless it does so by another way."""
    arriving, leaving = list(graph.in_edges(name, data="working_days")), list(graph.out_edges(name, data="working_days"))
    graph.remove_node(name)
    for before, _name, first in arriving:
        for _name, after, second in leaving:
            if not nx.has_path(graph, before, after):
                graph.add_edge(before, after, working_days=max(first, second))


def _deadline(graph, name, days, terms):
    rule, works, hold, lead = graph.nodes[name]["rule"], open_for(graph, name, terms), rules()["hold"], leads()[terms.lead]
    until = min(working_days_before(days[after], arrow["working_days"], works) for _name, after, arrow in graph.out_edges(name, data=True))
    own = {"lead": lead["days"], "reply": lead["reply_days"], "hold": hold["days"]}.get(rule.get("days"))
    least = {"lead": lead["at_least"], "hold": hold["at_least"]}.get(rule.get("days"), own)
    day = until if own is None else min(until, on_or_before(terms.day - timedelta(days=own), works))
    custom = None if least is None else on_or_before(terms.day - timedelta(days=least), works)
    words = {key: rule[key] for key in Deadline.__dataclass_fields__ if key in rule}
    if name == INVITATIONS_SENT:
        words |= {f"{key}_{lang}": lead[key][lang] for key in ("reason", "source") for lang in ("zh", "en")}
    return Deadline(day=day, holds_until=until, custom_until=custom if custom is not None and custom > day else None, **words)


def _standing(deadline: Deadline, today: date, is_done: bool) -> Standing:
    if is_done:
        return Standing(deadline, "done", 0)
    if deadline.day < today:
        return Standing(deadline, "late" if deadline.id in CHECKED else "passed", (today - deadline.day).days)
    if deadline.day == today:
        return Standing(deadline, "today", 0)
    return Standing(deadline, "ahead", (deadline.day - today).days)
