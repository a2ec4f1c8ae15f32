"""Why everybody sits where they sit: an ordered list of rules for every seat, and one sentence.

Every reason is looked up in the plan when it is made; check_reasons.py finds it again, independently.
"""
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from .. import words
from ..model import GUEST, HOST
from ..score import Seated
from .phrases import LANGUAGES, fill, from_words, table_called
from .unseated import Unseated


@dataclass(frozen=True)
class Reason(words.Spoken):
    """One clause in both languages, the rule it rests on, and the kind and people it is about.

    `facts` are the other things it states: table, seat, honour, level, levels, language, need, people, seats.
    """

    rule: str
    zh: str
    en: str
    kind: str
    people: tuple = ()
    facts: dict = field(default_factory=dict, hash=False)


class Explainer:
    """Reasons for one plan of one problem under one pack (a pack may be None)."""

    def __init__(self, problem, plan, pack=None):
        self.problem, self.pack, self.seated = problem, pack, Seated(problem, plan)
        self.levels = {rank: i for i, rank in enumerate(sorted({p.rank for p in problem.people}), 1)}
        self.common = Counter(x for p in problem.people for x in p.languages).most_common(1)
        self.at_table = defaultdict(list)
        for person in problem.people:
            if person.id in self.seated.at:
                self.at_table[self.seated.at[person.id][0]].append(person)
        self.partners = {p.partner: p.id for p in reversed(problem.people) if p.partner}
        self.wishes, self.locks = defaultdict(list), defaultdict(list)
        for wish in problem.wishes:
            for one in wish.people:
                self.wishes[one].append(wish)
        for lock in problem.locks:
            self.locks[lock.person].append(lock)
        self.unseated = Unseated(problem, self.seated.at) if len(problem.people) > problem.seat_count else None

    def reasons(self, person_id):
        """Ordered Reasons for this seat, the weightiest first.

        Without a seat: why there is none when there are too few, [] when there are seats enough.
        """
        if person_id not in self.seated.at:
            return self.unseated.reasons(person_id, self.say) if self.unseated else []
        person = self.problem.person(person_id)
        found = []
        for part in (self._role, self._lock, self._need, self._table_host, self._interpreter, self._partner,
                     self._wishes, self._side, self._beside_head, self._language, self._group, self._precedence):
            found += part(person)
        return found

    def all(self):
        """Person id -> Reasons, for everybody with a seat, and for those without when there are too few."""
        return {p.id: self.reasons(p.id) for p in self.problem.people if self.unseated or p.id in self.seated.at}

    def say(self, kind, rule, people=(), facts=None, **filled):
        """A Reason from words.SEAT or UNSEATED; a value is a text or a function of the language."""
        said = words.SEAT.get(kind) or words.UNSEATED[kind]
        zh, en = (fill(said, lang, filled) for lang in LANGUAGES)
        return Reason(rule, zh, en, kind, tuple(people), facts or {})

    def rule(self, term, default):
        found = self.pack.rule_of(term) if self.pack else None
        return found.id if found else default

    def place(self, person):
        table_id, seat = self.seated.at[person.id]
        return self.problem.table(table_id), seat

    def _role(self, person):
        table, seat = self.place(person)
        if table is not self.problem.main_table:
            return []
        n = len(table.seats)
        faces = (seat - table.head) % n == n // 2
        if person.role == "host" and seat == table.head:
            if table.seats[seat].honour == 0:
                return [self.say("host", "CN-01")]
            return [self.say("host_facing", "CN-01g")]
        if person.role == "second_host" and seat == table.second_head:
            return [self.say("second_host" if faces else "second_host_near", "CN-20")]
        if person.role == "guest_of_honour" and seat == table.guest_of_honour:
            return [self._honour(table, seat)]
        return []

    def _honour(self, table, seat):
        n = len(table.seats)
        if table.seats[seat].honour == 0:
            return self.say("honour_first", "CN-01g")
        if seat == (table.head - 1) % n:
            return self.say("honour_right", "CN-10")
        if table.second_head is not None and seat == (table.second_head - 1) % n:
            return self.say("honour_second", "W-02")
        if seat == (table.head + 1) % n:
            return self.say("honour_left", "W-02")
        return self.say("honour", "CN-10")

    def _lock(self, person):
        place = self.seated.at[person.id]
        for lock in self.locks[person.id]:
            if (lock.table, lock.seat) == place:
                if lock.rule is None:
                    return [self.say("locked", "ORG-1")]
                return [self.say("spouse_second" if lock.rule == "CN-30" else "spouse_host", lock.rule)]
        return []

    def _need(self, person):
        features = self.seated.seat(person.id).features
        return [self.say("need", "NE-01", facts={"need": n}, what=from_words(words.FEATURE, n)) for n in person.needs if n in features]

    def _table_host(self, person):
        table, seat = self.place(person)
        if seat != table.head or person.side != HOST or person.role == "host":
            return []
        if not any(p.side == GUEST for p in self.at_table[table.id]):
            return []
        return [self.say("table_host", self.rule("table_host", "CN-60"), facts={"table": table.id}, table=table_called(table))]

    def _interpreter(self, person):
        found, rule = [], self.rule("interpreter", "INT-01")
        client = person.interprets_for
        if client:
            for scope in ("beside", "table"):
                if self.seated.close(person.id, client, scope):
                    found.append(self.say(f"interprets_{scope}", rule, [client], name=self._name(client)))
                    break
        for other in self.seated.beside(person.id):
            if other.interprets_for == person.id:
                found.append(self.say("served_beside", rule, [other.id], name=self._name(other.id)))
        return found

    def _partner(self, person):
        partner = person.partner or self.partners.get(person.id)
        for scope in ("beside", "table"):
            if partner and self.seated.close(person.id, partner, scope):
                return [self.say(f"partner_{scope}", "IN-03", [partner], name=self._name(partner))]
        return []

    def _wishes(self, person):
        kept, rule = {}, self.rule("apart_together", "CN-43")
        for wish in self.wishes[person.id]:
            other = wish.people[wish.people[0] == person.id]
            if other not in self.seated.at or other in (person.partner, person.interprets_for):
                continue
            if self.seated.close(person.id, other, wish.scope) == (wish.kind == "together"):
                others = kept.setdefault((wish.kind, wish.scope), [])
                others += [other] if other not in others else []
        return [self.say(f"{kind}_{scope}", rule, others, name=self._names(others))
                for (kind, scope), others in kept.items()]

    def _side(self, person):
        near = self.seated.beside(person.id)
        if person.side == GUEST:
            hosts = [n.id for n in near if n.side == HOST]
            if not hosts:
                return []
            return [self.say("attended", self.rule("unattended", "CN-12u"), hosts, name=self._names(hosts))]
        guests = [n.id for n in near if n.side == GUEST]
        if not guests or person.role == "host":
            return []
        kind = "companion" if len(guests) > 1 else "companion_one"
        return [self.say(kind, self.rule("interleave", "CN-12"), guests, name=self._names(guests))]

    def _beside_head(self, person):
        table, seat = self.place(person)
        n = len(table.seats)
        if person.role or n < 3:
            return []
        for step, kind in ((-1, "right_of_host"), (1, "left_of_host")):
            if seat == (table.head + step) % n:
                return [self.say(kind, self.rule("precedence_seat", "CN-04"))]
        return []

    def _language(self, person):
        speaks = set(person.languages)
        if not speaks or (self.common and self.common[0][0] in speaks):
            return []                       # worth saying only of somebody who needs it
        for near in self.seated.beside(person.id):
            shared = [x for x in person.languages if x in near.languages]
            if shared:
                others = [p for p in self.at_table[self.seated.at[person.id][0]] if p.id not in (person.id, near.id)]
                alone = not any(shared[0] in p.languages for p in others)
                return [self.say("language_only" if alone else "language", self.rule("language", "INT-02"), [near.id],
                                 {"language": shared[0]}, name=self._name(near.id), language=from_words(words.LANGUAGE, shared[0]))]
        return []

    def _group(self, person):
        table, _ = self.place(person)
        own = set(person.groups)
        mates = [p.id for p in self.at_table[table.id] if p.id != person.id and own & set(p.groups)] if own else []
        if not mates or table is self.problem.main_table:
            return []
        return [self.say("group", self.rule("group", "GR-01"), mates, name=self._names(mates))]

    def _precedence(self, person):
        table, seat = self.place(person)
        facts = {"level": self.levels[person.rank], "levels": len(self.levels), "table": table.id,
                 "honour": table.seats[seat].honour + 1}
        return [self.say("precedence", self.rule("precedence_table", "CN-50"), facts=facts, level=str(facts["level"]),
                         levels=str(facts["levels"]), table=table_called(table), seat=str(facts["honour"]))]

    def _name(self, person_id):
        person = self.problem.person(person_id)
        return person.called

    def _names(self, ids):
        return lambda lang: words.listed([self.problem.person(p).called(lang) for p in ids], lang)


def explain(problem, plan, pack=None):
    """Person id -> ordered list of Reasons."""
    return Explainer(problem, plan, pack).all()


def seat_sentence(reasons, lang):
    """All the reasons for one seat as one sentence, each with its rule: 主宾，坐主人右手（CN-10）；…"""
    if lang == "zh":
        return "；".join(f"{r.zh}（{r.rule}）" for r in reasons) + "。" if reasons else ""
    said = "; ".join(f"{r.en if i == 0 else r.en[:1].lower() + r.en[1:]} ({r.rule})" for i, r in enumerate(reasons))
    return said + "." if said else ""
