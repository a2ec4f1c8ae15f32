"""Why there is no plan: a smallest set of rules and decisions that cannot hold together.

Parties, then rules are left out in halves and one by one; what can be left out while the day stays impossible does not belong
to the reasons. Each answer is a proof by the exact model. Where one runs out of steps, the rule is kept and the set may be too large.
"""

from planner.tours.day import DAY_END, Reason
from planner.tours.presence import rival_pairs
from planner.tours.search import IMPOSSIBLE, UNKNOWN
from planner.tours.timetable import Timetable

STEPS_EACH = 0.5


class Doubt:
    """Collects the work used, and whether a question was left open."""

    def __init__(self, steps, stop):
        self.left, self.stop, self.is_certain = steps, stop, True

    def still_impossible(self, day, tasks, parties, off):
        if self.left <= 0 or (self.stop and self.stop()):
            self.is_certain = False
            return False
        found, _groups = Timetable(day, tasks, parties, off=frozenset(off)).solve(min(STEPS_EACH, self.left), stop=self.stop)
        self.left -= max(found.steps, 0.005)
        self.is_certain &= found.state != UNKNOWN
        return found.state == IMPOSSIBLE


def smallest(day, tasks, parties, steps, stop=None):
    """(reasons, whether they are a smallest set, work used) of parties that were proved impossible together."""
    doubt = Doubt(steps, stop)
    parties = list(_needed(list(parties), lambda kept: bool(kept) and doubt.still_impossible(day, tasks, kept, ())))
    rules = _rules(day, tasks, parties)
    kept = _needed(rules, lambda some: doubt.still_impossible(day, tasks, parties, set(rules) - set(some)))
    return tuple(kept), doubt.is_certain, steps - doubt.left


def _needed(things, is_impossible_with):
    """A subset of `things` that is still impossible, and no longer without any one of them."""
    kept, size = list(things), max(1, len(things) // 2)
    while size:
        place = 0
        while place < len(kept):
            fewer = kept[:place] + kept[place + size:]
            if len(fewer) < len(kept) and is_impossible_with(fewer):
                kept = fewer
            else:
                place += size
        size = size // 2
    return kept


def _rules(day, tasks, parties):
    """Everything that may take part, what people can least change last."""
    site = day.site
    used = dict.fromkeys(s for key in parties for t in tasks[key] for s in (site.entrance, *(s for s, _m in t.stops), site.exit))
    companions = {c.key: c for c in (*day.interpreters, *day.guides)}
    return [Reason("wait"), Reason("day"),
            *(Reason("opening", (s,)) for s in used if (site.stop(s).opens, site.stop(s).closes) != (0, DAY_END)),
            *(Reason("companion", (key,)) for key in companions),
            *(Reason("capacity", (s,)) for s in used),
            *(Reason("guides", (p,)) for p in parties),
            *(Reason("rivals", pair) for pair in rival_pairs(day) if set(pair) <= set(parties)),
            *dict.fromkeys(Reason("lock", (k.party, k.group, k.what)) for k in day.locks if k.party in parties and k.what != "member"),
            *(Reason("window", (p,)) for p in parties)]
