"""What a change of seats changes: term by term and in words."""
from dataclasses import dataclass, replace

from .. import words
from ..live import POINT_TERMS, Change, LivePlan
from ..model import Plan
from ..score import score
from .phrases import LANGUAGES, points
from .verdict import breach_sentence


@dataclass(frozen=True)
class WhatIf(words.Spoken):
    """The plan after a change and what changes in it; terms: term -> (count before, after, points)."""

    plan: Plan
    cost_change: int
    hard_change: int
    terms: dict
    zh: tuple
    en: tuple


def what_if(problem, plan, person_id, table_id, seat, pack=None):
    """Move somebody to a seat, exchanging with whoever sits there: the new plan and what changes.

    `plan` may be a LivePlan, which stays as it is: then only the touched terms are counted.
    """
    live = plan if isinstance(plan, LivePlan) else LivePlan(problem, plan)
    change = live.move(person_id, (table_id, seat))
    after = live.plan
    live.undo()
    return _found(problem, after, change)


def compare(problem, before, after, pack=None):
    """What changes between two plans, term by term and in words."""
    old, new = score(problem, before), score(problem, after)
    terms = {t: (old.terms[t][0], new.terms[t][0], new.terms[t][1] - old.terms[t][1])
             for t in new.terms if new.terms[t][1] != old.terms[t][1]}
    change = Change(new.cost - old.cost, new.hard - old.hard, terms, tuple(b for b in new.breaches if b not in old.breaches),
                    tuple(b for b in old.breaches if b not in new.breaches))
    return _found(problem, replace(after, cost=new.cost, hard=new.hard, bound=None), change)


def _found(problem, after, change):
    said = {lang: tuple(change_sentences(problem, change, lang)) for lang in LANGUAGES}
    return WhatIf(after, change.cost, change.hard, change.terms, said["zh"], said["en"])


def change_sentences(problem, change, lang):
    """A Change in words: hard rules newly broken, those no longer broken, then the terms, the worst first."""
    for breach in change.broken:
        yield words.pick(("违反必须遵守的规则：", "Breaks a hard rule: "), lang) + breach_sentence(problem, breach, lang)
    for breach in change.mended:
        yield words.pick(("不再违反：", "No longer broken: "), lang) + breach_sentence(problem, breach, lang)
    yield from term_sentences(change.terms, lang)


def term_sentences(terms, lang):
    """term -> (count before, after, points) in words, the worst first."""
    for term, (count, now, changed) in sorted(terms.items(), key=lambda item: -item[1][2]):
        label = words.pick(words.TERM[term], lang)
        label = label[0].upper() + label[1:]
        if term in POINT_TERMS:
            yield f"{label}：{points(changed, lang)}" if lang == "zh" else f"{label}: {points(changed, lang)}"
        else:
            yield (f"{label}：{count} → {now}（{points(changed, lang)}）" if lang == "zh"
                   else f"{label}: {count} → {now} ({points(changed, lang)})")
