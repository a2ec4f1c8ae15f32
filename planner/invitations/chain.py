"""The deadlines of a banquet as a page shows them: the graph drawn, its critical path, who owns what, and what can still be done."""

from dataclasses import dataclass

import networkx as nx

from planner.formats import listed
from planner.i18n import current_language
from planner.invitations import agreement, queries
from planner.invitations.critical import Forecast, forecast
from planner.invitations.deadlines import BANQUET, HOLD_THE_DATE, Terms, gatherings, graph_of, leads
from planner.invitations.owners import ROLE_NAMES, notes_of, owners_of
from planner.invitations.terms import asked_to_hold, terms

LANE_HEIGHT = 38
EDGE = 3
"""Per cent of the width left free at both ends."""


@dataclass(frozen=True)
class Stop:
    """A deadline, or the banquet, in the picture."""

    id: str
    number: int
    state: str
    x: float
    """Per cent of the width."""
    y: int
    is_critical: bool


@dataclass(frozen=True)
class ChainPicture:
    """Everything the overview and the page of invitations say about the deadlines of one banquet."""

    standings: list
    terms: Terms
    today: object
    forecast: Forecast
    owners: dict
    """{deadline id: [Person]}"""
    notes: dict
    """{deadline id: DeadlineNote} where something was noted."""
    agreement: object
    """The DateAgreement in force, or None."""
    held: list
    """Guests who are asked to keep the day free."""
    off_words: object = ""
    """That the banquet was called off, as a sentence; "" while it takes place."""

    @property
    def last(self):
        return self.terms.day

    @property
    def days_left(self):
        return (self.terms.day - self.today).days

    @property
    def lead(self):
        return leads()[self.terms.lead]

    @property
    def gathering(self):
        return gatherings()[self.terms.gathering]

    @property
    def columns(self):
        """The days on which something falls, the banquet's too, in order."""
        return sorted({one.deadline.day for one in self.standings} | {self.terms.day})

    def x(self, day):
        """Where a day lies, in per cent: days with a deadline at equal distances, others between them."""
        columns = self.columns
        after = next((number for number, column in enumerate(columns) if column >= day), len(columns) - 1)
        share = 1.0 if after == 0 or columns[after] == day else (day - columns[after - 1]).days / (columns[after] - columns[after - 1]).days
        place = after if after == 0 else after - 1 + min(share, 1.0)
        return round(EDGE + place * (100 - 2 * EDGE) / max(len(columns) - 1, 1), 2)

    @property
    def shows_today(self):
        return self.columns[0] <= self.today <= self.last

    @property
    def stops(self):
        """[Stop] in order, the banquet last; two of one day never at one place."""
        lanes, found, taken = self._lanes, [], set()
        for number, one in enumerate(self.standings, 1):
            wished = one.deadline.lane
            lane = next(lane for lane in (wished, *lanes, *range(10)) if (one.deadline.day, lane) not in taken)
            taken.add((one.deadline.day, lane))
            found.append((one, number, lane))
        rows = self._rows({lane for _one, _number, lane in found} | {0})
        stops = [Stop(one.deadline.id, number, one.state, self.x(one.deadline.day), rows[lane], one.deadline.id in self.forecast.path)
                 for one, number, lane in found]
        return [*stops, Stop(BANQUET, 0, "banquet", self.x(self.terms.day), rows[0], False)]

    @property
    def _lanes(self):
        return sorted({one.deadline.lane for one in self.standings})

    @staticmethod
    def _rows(lanes):
        """{lane: its height in the picture}: lane 1 above the trunk, the others below."""
        order = sorted(lanes, key=lambda lane: (lane != 1, lane))
        return {lane: 40 + LANE_HEIGHT * number for number, lane in enumerate(order)}

    @property
    def height(self):
        return max(stop.y for stop in self.stops) + 40

    @property
    def arrows(self):
        """[(Stop, the next Stop, whether the critical path goes along it)]."""
        stops, path = {stop.id: stop for stop in self.stops}, self.forecast.path
        steps = set(zip(path, path[1:]))
        return [(stops[a], stops[b], (a, b) in steps) for a, b in graph_of(self.terms).edges if a in stops]

    @property
    def critical_path(self):
        """The titles along the critical path, "" when all is done."""
        lang, titles = current_language(), {one.deadline.id: one.deadline for one in self.standings}
        return " → ".join(titles[name].title(lang) for name in self.forecast.path)

    def owner_names(self, deadline_id):
        """The names of who has to see to a deadline, "" when nobody holds its role."""
        return listed(person.name(current_language()) for person in self.owners[deadline_id])

    def role_name(self, role):
        return ROLE_NAMES[role]

    def moved_after(self, deadline_id):
        """[(title zh/en Deadline, new day)] of deadlines that can no longer keep their day because this one is late."""
        chain = {one.deadline.id: one.deadline for one in self.standings}
        below = nx.descendants(graph_of(self.terms), deadline_id)
        return [(chain[name], day) for name, _planned, day in self.forecast.moved if name in below]


def picture(banquet, at):
    """The ChainPicture of a banquet at this moment."""
    today, found, standings = queries.today_there(banquet, at), terms(banquet), queries.deadline_standings(banquet, at)
    chain, notes = [one.deadline for one in standings], notes_of(banquet)
    held = asked_to_hold(banquet) if any(deadline.id == HOLD_THE_DATE for deadline in chain) else []
    return ChainPicture(standings, found, today, forecast(found, today, standings), owners_of(banquet, chain, notes), notes,
                        agreement.in_force(banquet), held, queries.OFF_WORDS.get(queries.off(banquet), ""))
