"""Why everybody sits where they sit, what is not as it should be, and what a change would cost.

Every sentence is checked against the plan when it is made: nothing is said that is not so.
"""
from collections import Counter
from dataclasses import dataclass, replace

from . import words
from .model import GUEST, HOST, Plan
from .score import Seated, is_speechless, is_unattended, score

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Reason:
    """One sentence in both languages, the rule it rests on, and the kind and people it is about."""

    rule: str
    zh: str
    en: str
    kind: str
    people: tuple = ()

    def sentence(self, lang):
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class WhatIf:
    """The plan after a change and what changes in it; terms: term -> (count before, after, points)."""

    plan: Plan
    cost_change: int
    hard_change: int
    terms: dict
    zh: tuple
    en: tuple

    def sentences(self, lang):
        return self.zh if lang == "zh" else self.en


class Explainer:
    """Reasons for one plan of one problem under one pack (a pack may be None)."""

    def __init__(self, problem, plan, pack=None):
        self.problem, self.pack, self.seated = problem, pack, Seated(problem, plan)
        self.levels = {rank: i for i, rank in enumerate(sorted({p.rank for p in problem.people}), 1)}
        self.common = Counter(x for p in problem.people for x in p.languages).most_common(1)

    def reasons(self, person_id):
        """Ordered Reasons for this seat, the weightiest first; [] without a seat."""
        if person_id not in self.seated.at:
            return []
        person = self.problem.person(person_id)
        found = []
        for part in (self._role, self._lock, self._need, self._table_host, self._interpreter, self._partner,
                     self._wishes, self._side, self._beside_head, self._language, self._group, self._precedence):
            found += part(person)
        return found

    def all(self):
        """Person id -> Reasons, for everybody with a seat."""
        return {p.id: self.reasons(p.id) for p in self.problem.people if p.id in self.seated.at}

    def say(self, kind, rule, people=(), **filled):
        """A Reason from words.SEAT; a value is a text or a function of the language."""
        zh, en = (_fill(words.SEAT[kind], lang, filled) for lang in LANGUAGES)
        return Reason(rule, zh, en, kind, tuple(people))

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
        for lock in self.problem.locks:
            if lock.person == person.id and (lock.table, lock.seat) == place:
                if lock.rule is None:
                    return [self.say("locked", "ORG-1")]
                return [self.say("spouse_second" if lock.rule == "CN-30" else "spouse_host", lock.rule)]
        return []

    def _need(self, person):
        features = self.seated.seat(person.id).features
        return [self.say("need", "NE-01", what=_from(words.FEATURE, n)) for n in person.needs if n in features]

    def _table_host(self, person):
        table, seat = self.place(person)
        guests = any(self.problem.person(p).side == GUEST for (t, _), p in self.seated.taken.items() if t == table.id)
        if seat != table.head or person.side != HOST or not guests or person.role == "host":
            return []
        return [self.say("table_host", "CN-60", table=_table(table))]

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
        partner = person.partner or next((p.id for p in self.problem.people if p.partner == person.id), None)
        for scope in ("beside", "table"):
            if partner and self.seated.close(person.id, partner, scope):
                return [self.say(f"partner_{scope}", "IN-03", [partner], name=self._name(partner))]
        return []

    def _wishes(self, person):
        kept, rule = {}, self.rule("apart_together", "CN-43")
        for wish in self.problem.wishes:
            if person.id not in wish.people:
                continue
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
                return [self.say("language", self.rule("language", "LA-01"), [near.id],
                                 name=self._name(near.id), language=_from(words.LANGUAGE, shared[0]))]
        return []

    def _group(self, person):
        table, _ = self.place(person)
        mates = [p.id for p in self.problem.people if p.id != person.id and set(p.groups) & set(person.groups)
                 and self.seated.at.get(p.id, ("",))[0] == table.id]
        if not mates or table is self.problem.main_table:
            return []
        return [self.say("group", self.rule("group", "GR-01"), mates, name=self._names(mates))]

    def _precedence(self, person):
        table, seat = self.place(person)
        return [self.say("precedence", self.rule("precedence_table", "CN-50"), level=str(self.levels[person.rank]),
                         levels=str(len(self.levels)), table=_table(table), seat=str(table.seats[seat].honour + 1))]

    def _name(self, person_id):
        person = self.problem.person(person_id)
        return person.called

    def _names(self, ids):
        return lambda lang: words.listed([self.problem.person(p).called(lang) for p in ids], lang)


def explain(problem, plan, pack=None):
    """Person id -> ordered list of Reasons."""
    return Explainer(problem, plan, pack).all()


def breach_sentences(problem, plan, lang):
    """A sentence for every hard rule that the plan breaks."""
    return [_breach(problem, breach, lang) for breach in score(problem, plan).breaches]


def _breach(problem, breach, lang):
    key = {"apart": f"apart {breach.detail}", "together": f"together {breach.detail}",
           "role": breach.detail}.get(breach.rule, breach.rule)
    if breach.rule == "seated" and breach.detail == "seat taken":
        key = breach.detail
    names = [_called(problem, p)(lang) for p in breach.people]
    what = _from(words.FEATURE, breach.detail)(lang)
    return words.pick(words.BREACH[key], lang).format(name=names[0], other=names[-1], what=what)


def shortcomings(problem, plan, pack=None):
    """Reasons (term as kind) for every soft rule that is not kept and can be named; precedence left out."""
    seated, found = Seated(problem, plan), []

    def add(term, key, people=(), **filled):
        rule = pack.rule_of(term) if pack else None
        if problem.weight(term) or term == "apart_together":
            zh, en = (_fill(words.SHORTCOMING[key], lang, filled) for lang in LANGUAGES)
            found.append(Reason(rule.id if rule else term, zh, en[:1].upper() + en[1:], term,
                                tuple(people)))

    _table_shortcomings(problem, seated, add)
    for wish in problem.wishes:
        if not wish.is_hard and wish.weight and seated.close(*wish.people, wish.scope) != (wish.kind == "together"):
            add("apart_together", f"{wish.kind} {wish.scope}", wish.people, **_pair(problem, *wish.people))
    _people_shortcomings(problem, seated, add)
    return found


def _table_shortcomings(problem, seated, add):
    for table in problem.tables:
        sitting = [problem.person(p) for (t, _), p in seated.taken.items() if t == table.id]
        head = seated.taken.get((table.id, table.head))
        if any(p.side == GUEST for p in sitting) and (head is None or problem.person(head).side != HOST):
            add("table_host", "table_host", table=_table(table))
    spread = {}
    for person in problem.people:
        table = seated.at.get(person.id, (None,))[0]
        if table not in (None, problem.main_table.id):
            for group in person.groups:
                spread.setdefault(group, set()).add(table)
    for group, tables in sorted(spread.items()):
        if len(tables) > 1:
            add("group", "group", group=group, count=str(len(tables)))


def _people_shortcomings(problem, seated, add):
    for person in problem.people:
        if person.id not in seated.at:
            continue
        near = seated.beside(person.id)
        name = {"name": person.called}
        if person.interprets_for and not seated.close(person.id, person.interprets_for, "beside"):
            add("interpreter", "interpreter", (person.id, person.interprets_for),
                **_pair(problem, person.id, person.interprets_for))
        if is_speechless(person, near):
            add("language", "language", (person.id,), **name)
        if is_unattended(person, near):
            add("unattended", "unattended", (person.id,), **name)
        for other in near:
            if other.id < person.id and other.side == person.side and person.partner != other.id != person.id \
                    and other.partner != person.id:
                add("interleave", "interleave", (other.id, person.id), **_pair(problem, other.id, person.id))


def what_if(problem, plan, person_id, table_id, seat, pack=None):
    """Move somebody to a seat, exchanging with whoever sits there: the new plan and what changes."""
    seats = dict(plan.seats)
    other = plan.at().get((table_id, seat))
    old = seats.get(person_id)
    seats[person_id] = (table_id, seat)
    if other is not None and other != person_id:
        if old is None:
            del seats[other]
        else:
            seats[other] = old
    after = replace(plan, seats=seats)
    return compare(problem, plan, after, pack)


def compare(problem, before, after, pack=None):
    """What changes between two plans, term by term and in words."""
    old, new = score(problem, before), score(problem, after)
    terms = {t: (old.terms[t][0], new.terms[t][0], new.terms[t][1] - old.terms[t][1])
             for t in new.terms if new.terms[t][1] != old.terms[t][1]}
    after = replace(after, cost=new.cost, hard=new.hard, bound=None)
    said = {lang: tuple(_changes(problem, old, new, terms, pack, lang)) for lang in LANGUAGES}
    return WhatIf(after, new.cost - old.cost, new.hard - old.hard, terms, said["zh"], said["en"])


def _changes(problem, old, new, terms, pack, lang):
    for breach in new.breaches:
        if breach not in old.breaches:
            yield words.pick(("违反必须遵守的规则：", "Breaks a hard rule: "), lang) + _breach(problem, breach, lang)
    for breach in old.breaches:
        if breach not in new.breaches:
            yield words.pick(("不再违反：", "No longer broken: "), lang) + _breach(problem, breach, lang)
    for term, (count, now, points) in sorted(terms.items(), key=lambda item: -item[1][2]):
        label = words.pick(words.TERM[term], lang)
        if term in ("precedence", "apart_together"):
            yield words.pick((f"{label}：{_deducted(points)}", f"{label[0].upper()}{label[1:]}: {points:+d} points"), lang)
        else:
            yield words.pick((f"{label}：{count} → {now}（{_deducted(points)}）",
                              f"{label[0].upper()}{label[1:]}: {count} → {now} ({points:+d} points)"), lang)


def _deducted(points):
    """多扣 5 分 / 少扣 5 分: a plus before 分 would read as praise."""
    return f"{'多扣' if points > 0 else '少扣'} {abs(points)} 分"


def _fill(pair, lang, filled):
    return words.pick(pair, lang).format(**{k: v(lang) if callable(v) else v for k, v in filled.items()})


def _from(table, key):
    return lambda lang: words.pick(table.get(key, (key, key)), lang)


def _table(table):
    return lambda lang: words.table_name(table, lang)


def _called(problem, person_id):
    known = {p.id: p for p in problem.people}
    return known[person_id].called if person_id in known else lambda lang: person_id


def _pair(problem, a, b):
    return {"name": problem.person(a).called, "other": problem.person(b).called}
