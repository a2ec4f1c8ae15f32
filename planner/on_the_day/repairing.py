"""Up to three ways to go on after what happened: who moves, why, what it costs, and how many cards must be printed again."""

import hashlib
import json
import threading
from dataclasses import dataclass, replace
from functools import cached_property

from planner.banquets import seating_bridge
from planner.banquets.floor import Floor
from planner.i18n import _l
from planner.on_the_day import queries


MOST_KEPT = 16      # banquets per process whose options are kept


@dataclass(frozen=True)
class Way:
    """One way to go on. `places` is attendee id -> (table, seat from 0), or None without a seat: all that changes.

    `moves` are (attendee, old place, new place, sentence(lang)); `leaving` the attendees whose seat is taken away because they do not come;
    `cards` are those whose card is to be printed again, with their (table, seat).
    """

    number: int
    moves: list
    leaving: list
    places: dict
    cost: int
    hard: int
    cards: list
    mark: str

    @property
    def moved(self):
        """People who had a seat and have another."""
        return sum(bool(old and new) for _attendee, old, new, _sentence in self.moves)


class Repair:
    """What happened to a banquet's plan, and the ways to go on."""

    def __init__(self, banquet, floor=None):
        self.banquet, self.floor = banquet, floor or Floor(banquet)
        self.changes = queries.changes_of(banquet, self.floor)
        self.obstacles = queries.missing_principals(banquet)

    @cached_property
    def printed(self):
        return queries.cards_printed(self.floor)

    @property
    def cost_now(self):
        """(hard breaches, points) of the plan as it is, with what happened."""
        return self.floor.hall.score.key()

    @cached_property
    def ways(self):
        """The ways to go on, fewest people moved first; none where nothing changed, or somebody must be chosen first."""
        if not self.changes or self.obstacles:
            return []
        people = self.floor.everybody
        return [self._way(number, option, people) for number, option in enumerate(_options(self.banquet, self._before(), self.floor.hall), 1)]

    def _before(self):
        """The hall for which the plan was made: absent people on their seats, old ranks, broken tables in use."""
        ranks = {change.attendee_id: change.rank_before for change in reversed(self.changes.ranks)}
        seated = {row.attendee_id for row in self.floor.rows}
        diners = {a: replace(d, rank=ranks.get(a, d.rank)) for a, d in self.floor.everybody.items() if a in seated}
        hall = seating_bridge.Hall(self.banquet, diners=diners, rows=self.floor.rows)
        hall.tables = list(self.banquet.tables)
        return hall

    def _way(self, number, option, people):
        tables = {t.number: t for t in self.banquet.tables}
        places = {m.attendee_id: (tables[m.new[0]], m.new[1]) if m.new else None for m in option.moves}
        places |= {a.id: None for a in self.changes.absent}
        moves = [(people[m.attendee_id], _place(tables, m.old), _place(tables, m.new), m.sentence) for m in option.moves]
        return Way(number, moves, self.changes.absent, places, option.cost, option.hard,
                   [(people[a], at) for a, at in queries.cards_after(self.floor, self.printed, places)], _mark(places))


_found, _lock = {}, threading.Lock()     # banquet id -> (what was asked, RepairOptions): looked at, then chosen, they are searched for once


def _options(banquet, before, after):
    """The RepairOptions, those found last where exactly the same is asked."""
    asked = (before.problem, before.plan, after.problem)
    known = _found.get(banquet.id)
    if known is not None and known[0] == asked:
        return known[1]
    options = seating_bridge.repairs(before, after)
    with _lock:
        if len(_found) >= MOST_KEPT:
            _found.clear()
        _found[banquet.id] = asked, options
    return options


def _place(tables, place):
    return (tables[place[0]], place[1]) if place else None


def _mark(places):
    """The same for the same change of seats, to recognise the way that was chosen."""
    said = sorted((a, [p[0].id, p[1]] if p else None) for a, p in places.items())
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]


NOTHING_CHANGED = _l("Nothing has happened that the plan does not show. Nobody needs to move.")
