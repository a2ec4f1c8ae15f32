"""Commands that offer a choice of plans: repair, candidates."""
import sys

from .. import files
from ..errors import InvalidProblem
from ..stop import Stop
from .common import DONE, IMPOSSIBLE, LANGUAGES, STOPPED, problem_and_plan, problem_of, said, write, write_json
from .plans import asked_by_signals


def repair(options):
    """Up to three plans after changes, from fewest people moved to lowest cost, with a reason for every move."""
    from ..change_files import load_changes
    from ..repair import repair as options_of
    if [options.problem, options.plan, options.changes].count("-") > 1:
        raise InvalidProblem("-", "only one file can be read from standard input")
    problem, plan = problem_and_plan(options)
    found = options_of(problem, plan, load_changes(options.changes), seed=options.seed)
    conflict = _conflict(found.problem, [option.plan for option in found.options])
    if options.text:
        write(options.output, "".join(_option_text(number, option, options.lang) for number, option in enumerate(found.options, 1)))
    else:
        write_json(options.output, {"format": "seating-repair/1", "problem": files.write_problem(found.problem),
                                    "options": [_option(option) for option in found.options], **conflict})
    return IMPOSSIBLE if conflict else DONE


def _conflict(problem, plans):
    """{"conflict": what cannot hold together} when every plan breaks a hard rule, said on standard error too; else {}."""
    if not all(plan.hard for plan in plans):
        return {}
    from ..conflicts import find_conflict
    conflict = find_conflict(problem)
    if conflict is None:
        return {"conflict": None}
    print(conflict.sentence(problem, "en"), file=sys.stderr)
    return {"conflict": files.write_conflict(conflict)}


def _option(option):
    return {"plan": files.write_plan(option.plan), "moved": option.moved, "cards": list(option.cards), "tables": list(option.tables),
            "moves": [{"person": m.person, "old": list(m.old) if m.old else None, "new": list(m.new) if m.new else None,
                       "kind": m.kind, **said(m)} for m in option.moves]}


def _option_text(number, option, lang):
    heading = (f"方案{number}：换座{option.moved}人，扣分{option.plan.cost}\n" if lang == "zh"
               else f"Option {number}: {option.moved} moved, cost {option.plan.cost}\n")
    return heading + "".join(f"  {move.sentence(lang)}\n" for move in option.moves)


def candidates(options):
    """Up to five clearly different plans, with what each gains and gives up."""
    from ..candidates import candidates as plans_of
    problem, stop = problem_of(options), Stop(seconds=options.seconds)
    with asked_by_signals(stop):
        found = plans_of(problem, steps=options.steps, seed=options.seed, stop=stop)
    conflict = _conflict(problem, [c.plan for c in found])
    if options.text:
        write(options.output, "".join(_candidate_text(n, c, options.lang) for n, c in enumerate(found, 1)))
    else:
        write_json(options.output, {"format": "seating-candidates/1", "candidates": [
            {"plan": files.write_plan(c.plan), "emphasis": c.emphasis, "distance_percent": c.distance_percent,
             "terms": {t: list(v) for t, v in c.terms.items()}, **{lang: list(c.sentences(lang)) for lang in LANGUAGES}}
            for c in found], **conflict})
    if stop.is_asked:
        print("stopped; these were found until then", file=sys.stderr)
        return STOPPED
    return IMPOSSIBLE if conflict else DONE


def _candidate_text(number, candidate, lang):
    heading = f"方案{number}：扣分{candidate.plan.cost}\n" if lang == "zh" else f"Plan {number}: cost {candidate.plan.cost}\n"
    return heading + "".join(f"  {sentence}\n" for sentence in candidate.sentences(lang))
