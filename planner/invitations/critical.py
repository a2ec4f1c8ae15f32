"""What decides whether a banquet's deadlines can be kept: the graph counted forwards from today against the days counted backwards."""

from dataclasses import dataclass
from datetime import date

import networkx as nx

from planner.days.working import on_or_after, working_days_after, working_days_between
from planner.invitations.deadlines import BANQUET, Terms, deadlines_before, graph_of, open_for

OPEN = ("late", "today", "ahead")
"""States of deadlines that still have to be met."""


@dataclass(frozen=True)
class Forecast:
    """The earliest days still possible, and the chain with the least time to spare."""

    earliest: dict
    """{deadline id: the earliest day on which it can still be met}, open ones only, and the banquet itself."""
    slack: dict
    """{deadline id: our working days to spare until its day}; negative when the day can no longer be kept."""
    path: tuple
    """Ids of the critical path in order: when one of these slips, the last of them slips too. Empty when all is done."""
    moved: tuple
    """(id, day planned, earliest day) of deadlines that can no longer be met on their day though it is still to come, in order."""
    fits: bool
    """Whether everything can still be done before the banquet."""

    @property
    def to_spare(self):
        """Working days to spare on the critical path; None when all is done."""
        return self.slack[self.path[-1]] if self.path else None


def forecast(terms: Terms, today: date, standings) -> Forecast:
    """The Forecast of a banquet whose deadlines stand like this today.

    What is done, and what has passed without anybody noting it, holds nobody up. The others come one after the other from today, with the working days between.
    """
    graph = graph_of(terms)
    planned = {one.id: one.day for one in deadlines_before(terms)} | {BANQUET: terms.day}
    is_open = {one.deadline.id for one in standings if one.state in OPEN}
    order = [name for name in nx.lexicographical_topological_sort(graph, key=list(graph).index) if name in is_open or name == BANQUET]
    earliest, pushed = {}, {}
    for name in order:
        earliest[name], pushed[name] = _earliest(graph, name, earliest, today, terms)
    slack = {name: _to_spare(earliest[name], planned[name]) for name in order if name != BANQUET}
    moved = tuple((name, planned[name], earliest[name]) for name in order if name != BANQUET and today <= planned[name] < earliest[name])
    return Forecast(earliest, slack, _path(slack, pushed), moved, earliest[BANQUET] <= terms.day)


def _earliest(graph, name, earliest, today, terms):
    """(the earliest day of a deadline, the one before it that pushes it there or None)."""
    works = open_for(graph, name, terms)
    found, pushed_by = (on_or_after(today, works) if name != BANQUET else today), None
    for before, _name, arrow in graph.in_edges(name, data=True):
        if before in earliest:
            day = working_days_after(earliest[before], arrow["working_days"], works)
            if day >= found:
                found, pushed_by = day, before
    return found, pushed_by


def _to_spare(earliest, planned):
    return working_days_between(earliest, planned) or -working_days_between(planned, earliest)


def _path(slack, pushed):
    """From the deadline with the least to spare, the last of them, back to where its delay begins."""
    if not slack:
        return ()
    least = min(slack.values())
    name = [one for one in slack if slack[one] == least][-1]
    path = []
    while name is not None:
        path.append(name)
        name = pushed[name]
    return tuple(reversed(path))
