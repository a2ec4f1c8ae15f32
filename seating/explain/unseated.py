"""Why somebody has no seat when there are too few: rules RM-01 to RM-06, as far as they are true of the plan."""
from bisect import bisect_left
from collections import defaultdict

from .. import words
from ..model import ROLE_SEAT, importance
from ..without_seat import bonds, first_interpreters

RULES = {"kept_fixed": "RM-02", "kept_together": "RM-03", "kept_interpreter": "RM-04", "kept_partner": "RM-05"}


class Unseated:
    """Asked about everybody who stays without a seat in one plan (`seated`: person ids)."""

    def __init__(self, problem, seated):
        self.problem, self.seated = problem, set(seated)
        self.weight = importance(problem)
        self.order = sorted(self.seated, key=self.weight.get)
        self.weights = [self.weight[p] for p in self.order]
        self.held = {lock.person for lock in problem.locks} | {p.id for p in problem.people if p.role in ROLE_SEAT}
        self.served = first_interpreters(problem)
        self.together, self.apart, self.partners = defaultdict(list), defaultdict(list), defaultdict(list)
        couples = [(p.id, p.partner) for p in problem.people if p.partner]
        for pairs, found in zip((*bonds(problem), couples), (self.together, self.apart, self.partners)):
            for a, b in pairs:
                found[a].append(b)
                found[b].append(a)

    def reasons(self, person_id, say):
        """Reasons made by `say(kind, rule, people, facts, **filled)`, for somebody without a seat where there are too few."""
        sizes = {"people": len(self.problem.people), "seats": self.problem.seat_count}
        found = [say("unseated", "RM-01", facts=sizes, count=str(sizes["people"]), seats=str(sizes["seats"]))]
        standing = _others(p for p in self.together[person_id] if p not in self.seated)
        hostile = _others(p for p in self.apart[person_id] if p in self.seated)
        if standing:
            found.append(say("unseated_together", "RM-03", standing, name=self._names(standing)))
        if hostile:
            found.append(say("unseated_apart", "RM-06", hostile, name=self._names(hostile)))
        lower = defaultdict(list)
        for other in self.order[:bisect_left(self.weights, self.weight[person_id])]:
            lower[self._kept(other)].append(other)
        found += [say(kind, RULES[kind], lower[kind], name=self._names(lower[kind])) for kind in RULES if lower[kind]]
        if not lower[None]:
            found.append(say("unseated_rest" if any(lower.values()) else "unseated_lowest", "RM-01"))
        return found

    def _kept(self, person_id):
        """Why somebody lower has a seat: a key of RULES, or None."""
        if person_id in self.held:
            return "kept_fixed"
        if any(p in self.seated for p in self.together[person_id]):
            return "kept_together"
        if person_id in self.served:
            return "kept_interpreter"
        return "kept_partner" if self.partners[person_id] else None

    def _names(self, ids):
        return lambda lang: words.listed([self.problem.person(p).called(lang) for p in ids], lang)


def _others(ids):
    return list(dict.fromkeys(ids))
