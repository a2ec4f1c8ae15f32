"""Find every stated reason again in the plan, without a line of the code that stated it.

One small question per kind of reason, asked of the plain problem and plan. A reason that this cannot
confirm is untrue, whatever its sentence says.
"""
from .model import GUEST, HOST

FIRST_NAMED = 3            # of a long list at least so many are named in the sentence


def untrue_reasons(problem, plan, reasons, rule_ids=None):
    """(person id, reason, what is wrong) for every reason that is not so; [] when all are true.

    `reasons` is person id -> Reasons, as explain() gives them; with `rule_ids` each rule must be one of them.
    """
    found = []
    for person_id, stated in reasons.items():
        view = _View(problem, plan, person_id)
        for reason in stated:
            wrong = view.complaint(reason, rule_ids)
            if wrong:
                found.append((person_id, reason, wrong))
    return found


class _View:
    """One person in one plan, seen plainly."""

    def __init__(self, problem, plan, person_id):
        self.problem, self.people = problem, {p.id: p for p in problem.people}
        self.me, self.seated = self.people[person_id], set(plan.seats)
        if person_id not in plan.seats:
            self.seat = self.table = None
            return
        table_id, self.seat = plan.seats[person_id]
        self.table = next(t for t in problem.tables if t.id == table_id)
        self.is_main = self.table.rank == min(t.rank for t in problem.tables)
        self.places = len(self.table.seats)
        self.mates = {p for p, (t, _) in plan.seats.items() if t == table_id and p != person_id}
        self.near = {p for p in self.mates if plan.seats[p][1] in self.table.seats[self.seat].beside}

    def complaint(self, reason, rule_ids):
        """What is wrong with a reason, or None."""
        question = getattr(self, f"is_{reason.kind}", None)
        if question is None:
            return "a kind that nobody can check"
        if (self.table is None) != reason.kind.startswith(("unseated", "kept")):
            return "about a seat that is not there" if self.table is None else "about somebody who has a seat"
        if rule_ids is not None and reason.rule not in rule_ids:
            return "no such rule"
        if not set(reason.people) <= set(self.people):
            return "names somebody who is not there"
        if not question(reason, set(reason.people)):
            return "not so in the plan"
        return None if self.names_everybody(reason) else "the sentence does not name them"

    def names_everybody(self, reason):
        named = [self.people[p] for p in reason.people[:FIRST_NAMED]]
        return all(p.called("zh") in reason.zh and p.called("en").lower() in reason.en.lower() for p in named)

    def steps_from(self, seat):
        """Seats to the left of `seat`: 1 is its left neighbour, places - 1 its right."""
        return (self.seat - seat) % self.places

    def wishes(self, kind, scope, about):
        """Whether a wish of this kind stands between me and each of them."""
        asked = {frozenset(w.people) for w in self.problem.wishes if w.kind == kind and w.scope == scope}
        return all(frozenset((self.me.id, p)) in asked for p in about)

    def is_couple(self, about):
        return all(self.me.partner == p or self.people[p].partner == self.me.id for p in about)

    def lower_with_a_seat(self):
        """Everybody seated who counts less than I do: levels from the lowest up, guests double."""
        lowest = max(p.rank for p in self.problem.people)
        counts = {p.id: (lowest + 1 - p.rank) * (1 + (p.side == GUEST)) for p in self.problem.people}
        return {p for p in self.seated if counts[p] < counts[self.me.id]}

    def must_sit_with(self, person_id):
        pairs = [set(w.people) for w in self.problem.wishes if w.kind == "together" and w.weight == "hard"]
        return {p for pair in pairs if person_id in pair for p in pair} - {person_id}

    def is_fixed_or_principal(self, person_id):
        return (self.people[person_id].role in ("host", "second_host", "guest_of_honour")
                or person_id in {lock.person for lock in self.problem.locks})

    def is_kept(self, person_id):
        me, couple = self.people[person_id], {p.id for p in self.problem.people if p.partner == person_id}
        return (self.is_fixed_or_principal(person_id) or bool(self.must_sit_with(person_id) & self.seated)
                or bool(me.interprets_for or me.partner or couple))

    # --- One question per kind -------------------------------------------------------------------------------------

    def is_host(self, reason, about):
        return self.me.role == "host" and self.is_main and self.seat == self.table.head and self.table.seats[self.seat].honour == 0

    def is_host_facing(self, reason, about):
        return self.me.role == "host" and self.is_main and self.seat == self.table.head and self.table.seats[self.seat].honour > 0

    def is_second_host(self, reason, about):
        return self.me.role == "second_host" and self.is_main and self.steps_from(self.table.head) == self.places // 2

    def is_second_host_near(self, reason, about):
        return self.me.role == "second_host" and self.is_main and self.seat == self.table.second_head

    def is_honour_first(self, reason, about):
        return self.is_honour(reason, about) and self.table.seats[self.seat].honour == 0

    def is_honour_right(self, reason, about):
        return self.is_honour(reason, about) and self.steps_from(self.table.head) == self.places - 1

    def is_honour_left(self, reason, about):
        return self.is_honour(reason, about) and self.steps_from(self.table.head) == 1

    def is_honour_second(self, reason, about):
        return self.is_honour(reason, about) and self.steps_from(self.table.second_head) == self.places - 1

    def is_honour(self, reason, about):
        return self.me.role == "guest_of_honour" and self.is_main and self.seat == self.table.guest_of_honour

    def _is_fixed(self, is_by_rule):
        return any((k.person, k.table, k.seat) == (self.me.id, self.table.id, self.seat) and (k.rule is not None) == is_by_rule
                   for k in self.problem.locks)

    def is_locked(self, reason, about):
        return self._is_fixed(False)

    def is_spouse_second(self, reason, about):
        return self._is_fixed(True) and self.steps_from(self.table.second_head) == self.places - 1

    def is_spouse_host(self, reason, about):
        return self._is_fixed(True) and self.steps_from(self.table.head) in (1, self.places - 1)

    def is_need(self, reason, about):
        need = reason.facts["need"]
        return need in self.me.needs and need in self.table.seats[self.seat].features

    def is_table_host(self, reason, about):
        return (self.me.side == HOST and self.seat == self.table.head and reason.facts["table"] == self.table.id
                and any(self.people[p].side == GUEST for p in self.mates))

    def is_interprets_beside(self, reason, about):
        return about == {self.me.interprets_for} <= self.near

    def is_interprets_table(self, reason, about):
        return about == {self.me.interprets_for} <= self.mates - self.near

    def is_served_beside(self, reason, about):
        return bool(about) and about <= self.near and all(self.people[p].interprets_for == self.me.id for p in about)

    def is_partner_beside(self, reason, about):
        return bool(about) and about <= self.near and self.is_couple(about)

    def is_partner_table(self, reason, about):
        return bool(about) and about <= self.mates - self.near and self.is_couple(about)

    def is_together_beside(self, reason, about):
        return bool(about) and about <= self.near and self.wishes("together", "beside", about)

    def is_together_table(self, reason, about):
        return bool(about) and about <= self.mates and self.wishes("together", "table", about)

    def is_apart_beside(self, reason, about):
        return bool(about) and not about & self.near and self.wishes("apart", "beside", about)

    def is_apart_table(self, reason, about):
        return bool(about) and not about & self.mates and self.wishes("apart", "table", about)

    def is_right_of_host(self, reason, about):
        return self.steps_from(self.table.head) == self.places - 1

    def is_left_of_host(self, reason, about):
        return self.steps_from(self.table.head) == 1

    def is_attended(self, reason, about):
        return bool(about) and self.me.side == GUEST and about <= self.near and all(self.people[p].side == HOST for p in about)

    def is_companion(self, reason, about):
        return len(about) > 1 and self.is_companion_one(reason, about)

    def is_companion_one(self, reason, about):
        return bool(about) and self.me.side == HOST and about <= self.near and all(self.people[p].side == GUEST for p in about)

    def is_language(self, reason, about):
        spoken = reason.facts["language"]
        return len(about) == 1 and about <= self.near and all(spoken in self.people[p].languages for p in (*about, self.me.id))

    def is_language_only(self, reason, about):
        spoken = reason.facts["language"]
        return self.is_language(reason, about) and {p for p in self.mates if spoken in self.people[p].languages} == about

    def is_group(self, reason, about):
        return (bool(about) and not self.is_main and about <= self.mates
                and all(set(self.people[p].groups) & set(self.me.groups) for p in about))

    def is_precedence(self, reason, about):
        ranks = sorted({p.rank for p in self.problem.people})
        stated = {"level": ranks.index(self.me.rank) + 1, "levels": len(ranks), "table": self.table.id,
                  "honour": self.table.seats[self.seat].honour + 1}
        return reason.facts == stated and f"number {stated['honour']} there" in reason.en

    # --- Of those without a seat -------------------------------------------------------------------------------------

    def is_unseated(self, reason, about):
        people, seats = len(self.people), sum(len(t.seats) for t in self.problem.tables)
        return people > seats and reason.facts == {"people": people, "seats": seats} and f"{people} people, {seats} seats" in reason.en

    def is_unseated_together(self, reason, about):
        return bool(about) and not about & self.seated and about <= self.must_sit_with(self.me.id)

    def is_unseated_apart(self, reason, about):
        pairs = {frozenset(w.people) for w in self.problem.wishes if (w.kind, w.scope, w.weight) == ("apart", "table", "hard")}
        return bool(about) and about <= self.seated and len(self.problem.tables) == 1 and all({p, self.me.id} in pairs for p in about)

    def is_kept_fixed(self, reason, about):
        return bool(about) and about <= self.lower_with_a_seat() and all(map(self.is_fixed_or_principal, about))

    def is_kept_together(self, reason, about):
        return bool(about) and about <= self.lower_with_a_seat() and all(self.must_sit_with(p) & self.seated for p in about)

    def is_kept_interpreter(self, reason, about):
        return bool(about) and about <= self.lower_with_a_seat() and all(self.people[p].interprets_for for p in about)

    def is_kept_partner(self, reason, about):
        partners = {q.partner for q in self.problem.people}
        return bool(about) and about <= self.lower_with_a_seat() and all(self.people[p].partner or p in partners for p in about)

    def is_unseated_rest(self, reason, about):
        return all(map(self.is_kept, self.lower_with_a_seat()))

    def is_unseated_lowest(self, reason, about):
        return not self.lower_with_a_seat()
