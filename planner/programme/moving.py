"""What moves when an item of the programme begins later or takes longer, and how much time there is to spare.

Minutes on one line of time, no database. Only what truly depends on a moved item moves, and only as far as it must; an item that is
fixed (a flight, a table booked elsewhere) never moves: how many minutes it is short is said instead. Nothing is ever pulled forward,
but items kept together keep their distance in both directions.
"""

from dataclasses import dataclass, field

import networkx as nx


@dataclass(frozen=True)
class Span:
    """One item: minutes since any common moment; `end` is not before `start`."""

    id: int
    start: int
    end: int
    is_fixed: bool = False


@dataclass(frozen=True)
class Link:
    """`item` depends on `on`; kinds are those of models.LINK_KINDS, `minutes` is at least 0 and says nothing for "together"."""

    item: int
    on: int
    kind: str = "after"
    minutes: int = 0


@dataclass(frozen=True)
class Shortfall:
    """A fixed item that would have to wait: by how many minutes, and because of which link."""

    item: int
    minutes: int
    link: Link


@dataclass
class Outcome:
    """`moved`: id -> (start, end) of every item at a new time, those changed by hand included; `because`: id -> the link that moved it."""

    moved: dict = field(default_factory=dict)
    because: dict = field(default_factory=dict)
    short: list = field(default_factory=list)


class Circle(ValueError):
    """Items that wait for each other; `items` are their ids in the order in which each waits for the next."""

    def __init__(self, items):
        super().__init__(f"items wait for each other: {items}")
        self.items = items


class Programme:
    """Spans and links, with items kept together gathered into blocks that move as one. Raises Circle."""

    def __init__(self, spans, links):
        self.spans = {span.id: span for span in spans}
        self.links = [link for link in links if link.item in self.spans and link.on in self.spans]
        joined = nx.Graph()
        joined.add_nodes_from(self.spans)
        joined.add_edges_from((link.item, link.on) for link in self.links if link.kind == "together")
        self.block_of = {one: number for number, block in enumerate(nx.connected_components(joined)) for one in block}
        self.blocks = {}
        for one in sorted(self.spans):
            self.blocks.setdefault(self.block_of[one], []).append(one)
        self.waits = nx.MultiDiGraph()
        self.waits.add_nodes_from(self.blocks)
        for link in self.links:
            if link.kind != "together":
                self.waits.add_edge(self.block_of[link.on], self.block_of[link.item], link=link)
        self._refuse_circles()

    def _refuse_circles(self):
        try:
            circle = nx.find_cycle(self.waits)
        except nx.NetworkXNoCycle:
            return
        raise Circle([self.waits.edges[edge]["link"].item for edge in reversed(circle)])

    def earliest(self, link, times):
        """The minute before which link.item may not begin."""
        start, end = times[link.on]
        return (end if link.kind == "after" else start) + link.minutes

    def after_change(self, changed):
        """The Outcome when the items of `changed` (id -> (start, end)) are put at new times by hand."""
        times = {one: (span.start, span.end) for one, span in self.spans.items()}
        outcome = Outcome()
        for one, (start, end) in changed.items():
            self._shift_block(self.block_of[one], start - self.spans[one].start, times, outcome, because=None, by_hand=changed)
        for one, when in changed.items():
            times[one] = outcome.moved[one] = when
        for block in nx.topological_sort(self.waits):
            self._push(block, times, outcome, changed)
        outcome.moved = {one: when for one, when in outcome.moved.items() if when != (self.spans[one].start, self.spans[one].end)}
        return outcome

    def _push(self, block, times, outcome, changed):
        """Move `block` right as far as the items before it ask for; a fixed one stays and is short."""
        asks = [(self.earliest(edge["link"], times) - times[edge["link"].item][0], edge["link"]) for _a, _b, edge in self.waits.in_edges(block, data=True)]
        moved_before = [(late, link) for late, link in asks if late > 0 and link.on in outcome.moved]
        if not moved_before:
            return
        late, link = max(moved_before, key=lambda pair: (pair[0], -pair[1].item))
        held = [one for one in self.blocks[block] if self.spans[one].is_fixed or one in changed]
        if held:
            outcome.short += [Shortfall(ask.item if ask.item in held else held[0], minutes, ask) for minutes, ask in moved_before]
        else:
            self._shift_block(block, late, times, outcome, because=link, by_hand={})

    def _shift_block(self, block, minutes, times, outcome, *, because, by_hand):
        """Move the items of a block by so many minutes; a fixed item kept together with one changed by hand stays and is short."""
        if not minutes:
            return
        for one in self.blocks[block]:
            if one in by_hand:
                continue
            if self.spans[one].is_fixed:
                link = next(link for link in self.links if link.kind == "together" and one in (link.item, link.on))
                outcome.short.append(Shortfall(one, abs(minutes), link))
                continue
            start, end = times[one]
            times[one] = outcome.moved[one] = (start + minutes, end + minutes)
            if because is not None:
                outcome.because[one] = because

    def slack(self):
        """id -> minutes by which an item may be late before a fixed one would have to wait; None where nothing fixed depends on it.

        Negative where a dependency is not kept as planned now.
        """
        times = {one: (span.start, span.end) for one, span in self.spans.items()}
        room = {}
        for block in reversed(list(nx.topological_sort(self.waits))):
            least = [0] if any(self.spans[one].is_fixed for one in self.blocks[block]) else []
            for _a, after, edge in self.waits.out_edges(block, data=True):
                if room[after] is not None:
                    link = edge["link"]
                    least.append(times[link.item][0] - self.earliest(link, times) + room[after])
            room[block] = min(least) if least else None
        return {one: self._room_after(one, room, times) for one in self.spans}

    def _room_after(self, one, room, times):
        """The slack of an item: a fixed one may overrun its end, so it counts what waits for it."""
        if not self.spans[one].is_fixed:
            return room[self.block_of[one]]
        least = []
        for link in self.links:
            if link.on == one and link.kind == "after" and room[self.block_of[link.item]] is not None:
                least.append(times[link.item][0] - self.earliest(link, times) + room[self.block_of[link.item]])
        return min(least) if least else None


def late(programme, item, minutes, *, longer=False):
    """The Outcome when `item` begins `minutes` later, or with `longer` only ends so much later."""
    span = programme.spans[item]
    return programme.after_change({item: (span.start if longer else span.start + minutes, span.end + minutes)})
