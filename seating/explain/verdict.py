"""What a plan breaks and what is not as it should be, in words."""
from .. import words
from ..model import GUEST, HOST
from ..score import Seated, is_same_side, is_speechless, is_unattended, score
from .phrases import LANGUAGES, called, fill, from_words, pair_called, table_called
from .reasons import Reason


def breach_sentences(problem, plan, lang):
    """A sentence for every hard rule that the plan breaks."""
    return [breach_sentence(problem, breach, lang) for breach in score(problem, plan).breaches]


def breach_sentence(problem, breach, lang):
    """One broken hard rule in words."""
    key = {"apart": f"apart {breach.detail}", "together": f"together {breach.detail}",
           "role": breach.detail}.get(breach.rule, breach.rule)
    if breach.rule == "seated" and breach.detail == "seat taken":
        key = breach.detail
    names = [called(problem, p)(lang) for p in breach.people]
    what = from_words(words.FEATURE, breach.detail)(lang)
    return words.pick(words.BREACH[key], lang).format(name=names[0], other=names[-1], what=what)


def shortcomings(problem, plan, pack=None):
    """Reasons (term as kind) for every soft rule that is not kept and can be named; precedence left out."""
    seated, found = Seated(problem, plan), []

    def add(term, key, people=(), **filled):
        rule = pack.rule_of(term) if pack else None
        if problem.weight(term) or term == "apart_together":
            zh, en = (fill(words.SHORTCOMING[key], lang, filled) for lang in LANGUAGES)
            found.append(Reason(rule.id if rule else term, zh, en[:1].upper() + en[1:], term,
                                tuple(people)))

    _table_shortcomings(problem, seated, add)
    for wish in problem.wishes:
        if not wish.is_hard and wish.weight and seated.close(*wish.people, wish.scope) != (wish.kind == "together"):
            add("apart_together", f"{wish.kind} {wish.scope}", wish.people, **pair_called(problem, *wish.people))
    _people_shortcomings(problem, seated, add)
    return found


def _table_shortcomings(problem, seated, add):
    for table in problem.tables:
        sitting = [problem.person(seated.taken[table.id, s]) for s in range(len(table.seats)) if (table.id, s) in seated.taken]
        head = seated.taken.get((table.id, table.head))
        if any(p.side == GUEST for p in sitting) and (head is None or problem.person(head).side != HOST):
            add("table_host", "table_host", table=table_called(table))
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
                **pair_called(problem, person.id, person.interprets_for))
        if is_speechless(person, near):
            add("language", "language", (person.id,), **name)
        if is_unattended(person, near):
            add("unattended", "unattended", (person.id,), **name)
        for other in near:
            if other.id < person.id and is_same_side(person, other):
                add("interleave", "interleave", (other.id, person.id), **pair_called(problem, other.id, person.id))


