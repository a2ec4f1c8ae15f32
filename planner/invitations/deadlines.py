"""The deadlines of a banquet, counted backwards from its day through a small graph.

The graph is data (deadlines.toml): a node per deadline, an arrow to the one it must precede.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import networkx as nx

from planner.days.working import on_or_before, working_days_before

BANQUET = "banquet"
INVITATIONS_SENT = "invitations_sent"
APPROVAL_IN = "approval_in"
REPLY_BY = "reply_by"
CHECKED = {APPROVAL_IN, INVITATIONS_SENT, "reminder", REPLY_BY}
"""Deadlines of which the application itself can tell whether they were met."""
RULES_FILE = Path(__file__).with_name("deadlines.toml")


@dataclass(frozen=True)
class Deadline:
    """One day of the chain, with the words and the source that explain it."""

    id: str
    day: date
    title_zh: str
    title_en: str
    owner: str
    """The role that has to act."""
    reason_zh: str
    reason_en: str
    source_zh: str
    source_en: str
    late_zh: str
    late_en: str

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
    """done, late, passed (nobody checks whether it was done), today or ahead."""
    days: int
    """Days late or days left; 0 today and when done."""


def deadlines_before(banquet_day: date) -> list[Deadline]:
    """All deadlines of a banquet on that day, earliest first; each on a working day before it.

    A deadline falls on the earlier of two days: its own days before the banquet, and the last
    day that leaves its successor enough working days. So the order holds across long holidays.
    """
    graph = deadline_graph()
    days = {BANQUET: banquet_day}
    for name in reversed(list(nx.topological_sort(graph))):
        if name != BANQUET:
            days[name] = _latest_day(graph, name, days, banquet_day)
    chain = [_deadline(graph, name, days[name]) for name in nx.topological_sort(graph) if name != BANQUET]
    return sorted(chain, key=lambda deadline: deadline.day)


def deadline_day(banquet_day: date, deadline_id: str) -> date:
    """The day of one deadline of the chain."""
    return next(deadline.day for deadline in deadlines_before(banquet_day) if deadline.id == deadline_id)


def standings(chain: list[Deadline], today: date, done: set[str] = frozenset()) -> list[Standing]:
    """How each deadline stands today; those in `done` are never late, those nobody checks have merely passed."""
    return [_standing(deadline, today, deadline.id in done) for deadline in chain]


def reply_by_when_sent(banquet_day: date, sent_on: date) -> date:
    """The reply date to print on an invitation that leaves on `sent_on`.

    In time: the chain's own date. Late: the short-notice date, never before the day after
    sending, never after the day before the banquet, and the banquet's day at the very last.
    """
    planned = deadline_day(banquet_day, REPLY_BY)
    if sent_on <= deadline_day(banquet_day, INVITATIONS_SENT):
        return planned
    short = banquet_day - timedelta(days=rules()["short_notice"]["days_before"])
    earliest = min(sent_on + timedelta(days=1), banquet_day)
    latest = max(banquet_day - timedelta(days=1), earliest)
    return min(max(planned, short, earliest), latest)


@lru_cache(maxsize=1)
def rules() -> dict:
    """The deadline rules as written in the data file."""
    return tomllib.loads(RULES_FILE.read_text("utf-8"))


@lru_cache(maxsize=1)
def deadline_graph() -> nx.DiGraph:
    """Deadlines as nodes, "must precede" as arrows with the working days between; ends in the banquet."""
    graph = nx.DiGraph()
    graph.add_node(BANQUET)
    for rule in rules()["deadline"]:
        graph.add_node(rule["id"], rule=rule)
        graph.add_edge(rule["id"], rule["before"], working_days=rule["working_days_before"])
    nameless = [name for name in graph if name != BANQUET and "rule" not in graph.nodes[name]]
    if nameless or not nx.is_directed_acyclic_graph(graph):
        raise ValueError(f"{RULES_FILE.name}: the deadlines run in a circle or name an unknown one: {nameless}")
    return graph


def _latest_day(graph: nx.DiGraph, name: str, days: dict[str, date], banquet_day: date) -> date:
    candidates = [
        working_days_before(days[successor], arrow["working_days"])
        for _, successor, arrow in graph.out_edges(name, data=True)
    ]
    own = graph.nodes[name]["rule"].get("days_before")
    if own is not None:
        candidates.append(on_or_before(banquet_day - timedelta(days=own)))
    return min(candidates)


def _deadline(graph: nx.DiGraph, name: str, day: date) -> Deadline:
    rule = graph.nodes[name]["rule"]
    words = {key: rule[key] for key in Deadline.__dataclass_fields__ if key in rule}
    return Deadline(day=day, **words)


def _standing(deadline: Deadline, today: date, is_done: bool) -> Standing:
    if is_done:
        return Standing(deadline, "done", 0)
    if deadline.day < today:
        return Standing(deadline, "late" if deadline.id in CHECKED else "passed", (today - deadline.day).days)
    if deadline.day == today:
        return Standing(deadline, "today", 0)
    return Standing(deadline, "ahead", (deadline.day - today).days)
