"""Commands that say why: explain, why-not, precedence, packs."""
from .. import files
from ..errors import Contradiction, InvalidProblem
from ..score import Seated
from ..score import score as score_of
from .common import DEFAULT_PACK, DONE, LANGUAGES, pack_of, problem_and_plan, said, write, write_json


def explain(options):
    """A reason for every seat, what is broken, and what is not as it should be."""
    from .. import explain as why
    problem, plan = problem_and_plan(options)
    pack = pack_of(options.pack or problem.pack or DEFAULT_PACK)
    reasons, at = why.explain(problem, plan, pack), Seated(problem, plan).at
    short = why.shortcomings(problem, plan, pack)
    if options.text:
        return _explain_text(problem, plan, reasons, at, short, options.lang)
    write_json(None, {
        "format": "seating-reasons/1", "pack": pack.id,
        "people": {p: {"place": list(at[p]) if p in at else None, **{lang: why.seat_sentence(found, lang) for lang in LANGUAGES},
                       "reasons": [_reason(r) for r in found]} for p, found in reasons.items()},
        "breaches": [{"rule": b.rule, "people": list(b.people), **{lang: why.breach_sentence(problem, b, lang) for lang in LANGUAGES}}
                     for b in score_of(problem, plan).breaches if _is_known(problem, b)],
        "shortcomings": [_reason(r) for r in short]})
    return DONE


def _explain_text(problem, plan, reasons, at, short, lang):
    from ..explain import breach_sentences
    lines = []
    for person, found in reasons.items():
        place = "{} {}".format(*at[person]) if person in at else "—"
        lines.append(f"{problem.person(person).called(lang)} [{place}]")
        lines += [f"  {r.sentence(lang)} ({r.rule})" for r in found]
    lines += [f"! {sentence}" for sentence in breach_sentences(problem, plan, lang)]
    lines += [f"- {r.sentence(lang)} ({r.rule})" for r in short]
    write(None, "\n".join(lines) + "\n")
    return DONE


def _reason(reason):
    return {"rule": reason.rule, "kind": reason.kind, "people": list(reason.people), **said(reason)}


def _is_known(problem, breach):
    known = {p.id for p in problem.people}
    return set(breach.people) <= known


def why_not(options):
    """What it breaks and costs to seat somebody elsewhere, and moves that would make it acceptable."""
    from ..explain.why_not import why_not as ask
    problem, plan = problem_and_plan(options)
    if options.person not in {p.id for p in problem.people}:
        raise InvalidProblem("PERSON", f"no person “{options.person[:40]}” in the problem")
    table = next((t for t in problem.tables if t.id == options.table), None)
    if table is None or options.seat >= len(table.seats):
        raise InvalidProblem("TABLE SEAT", f"no seat {options.seat} at a table “{options.table[:40]}”")
    found = ask(problem, plan, options.person, (options.table, options.seat))
    if options.text:
        write(None, "".join(f"{sentence}\n" for sentence in found.sentences(options.lang)))
    else:
        write_json(None, {
            "person": found.person, "place": list(found.place), "is_here": found.is_here, "is_acceptable": found.is_acceptable,
            "change": _change(found.change), "outcome": _change(found.outcome),
            "chain": [{"person": m.person, "place": list(m.place), "other": m.other,
                       "old_place": list(m.old_place) if m.old_place else None,
                       **{lang: m.sentence(problem, lang) for lang in LANGUAGES}} for m in found.chain],
            **{lang: list(found.sentences(lang)) for lang in LANGUAGES}})
    return DONE


def _change(change):
    return {"hard": change.hard, "cost": change.cost, "terms": {t: list(v) for t, v in change.terms.items()},
            "broken": [[b.rule, *b.people] for b in change.broken], "mended": [[b.rule, *b.people] for b in change.mended]}


def precedence(options):
    """The ladder as JSON, as lines or as a picture; a contradiction is written as its shortest circle."""
    from .. import ladder
    from ..draw import to_text
    from ..precedence import rank_people, standings_of
    try:
        problem = files.load_problem(options.problem)
        found = rank_people(problem.standings or standings_of(problem), before=problem.before,
                            pack=pack_of(options.pack or problem.pack or DEFAULT_PACK))
    except Contradiction as error:
        write_json(options.output, ladder.circle_data(error))
        raise
    if options.svg:
        write(options.output, to_text(ladder.draw_ladder(found, options.lang)) + "\n")
    elif options.text:
        write(options.output, "\n".join(ladder.ladder_lines(found, options.lang)) + "\n")
    else:
        write_json(options.output, ladder.ladder_data(found))
    return DONE


def packs(options):
    """Every rule pack."""
    from .. import rules
    found = [rules.load_pack(pack_id) for pack_id in rules.pack_ids()]
    if options.text:
        lang = options.lang
        write(None, "".join(
            f"{p.id}: {p.title[lang]}. {p.about[lang]}\n" + "".join(
                f"  {r.id:7} {r.title[lang]} [{r.confidence}; {r.source}]\n" for r in p.rules.values()) for p in found))
    else:
        write_json(None, {p.id: {
            "title": dict(p.title), "about": dict(p.about), "options": dict(p.options), "weights": dict(p.weights),
            "rules": [{"id": r.id, "title": dict(r.title), "text": dict(r.text), "reason": dict(r.reason), "source": r.source,
                       "confidence": r.confidence} for r in p.rules.values()]} for p in found})
    return DONE
