"""Commands that make and judge plans: solve, score, precheck."""
import signal
import sys
import threading
from contextlib import contextmanager

from .. import files
from ..score import score as score_of
from ..solve import solve as solve_it
from ..stop import Stop
from ..without_seat import left_out
from .common import DEFAULT_PACK, DONE, IMPOSSIBLE, LANGUAGES, STOPPED, pack_of, problem_and_plan, problem_of, said, write, write_json


def solve(options):
    """Find a plan and write it; what is proved or cannot be kept, and who has no seat, goes to standard error too."""
    from ..status import status_sentences
    problem = problem_of(options)
    stop = Stop(steps=options.steps, seconds=options.seconds)
    shows = sys.stderr.isatty() and not options.quiet
    with asked_by_signals(stop):
        plan = solve_it(problem, stop=stop, seed=options.seed, on_progress=_show if shows else None)
    if shows:
        print(file=sys.stderr)
    standing = _without_seat(problem, plan, options.pack)
    write_json(options.output, files.write_plan(plan) | ({"unseated": standing} if standing else {}))
    print(f"hard {plan.hard}, cost {plan.cost}, {plan.seconds} s", file=sys.stderr)
    for sentence in [*status_sentences(problem, plan, "en"), *_broken(problem, plan)]:
        print(sentence, file=sys.stderr)
    for person, why in standing.items():
        print(f"{problem.person(person).called('en')}: {why['en']}", file=sys.stderr)
    return STOPPED if plan.is_cancelled else IMPOSSIBLE if plan.hard else DONE


def _without_seat(problem, plan, pack):
    """Person id -> why there is no seat, in both languages and as rules; {} when there are seats enough."""
    if len(problem.people) <= problem.seat_count:
        return {}
    from ..explain import explain, seat_sentence
    found = explain(problem, plan, pack_of(pack or problem.pack or DEFAULT_PACK))
    return {p: {**{lang: seat_sentence(found[p], lang) for lang in LANGUAGES}, "rules": [r.rule for r in found[p]]}
            for p in left_out(problem) if p not in plan.seats}


def _broken(problem, plan):
    from ..explain import breach_sentences
    return [f"broken: {sentence}" for sentence in breach_sentences(problem, plan, "en")] if plan.hard else []


@contextmanager
def asked_by_signals(stop):
    """An interrupt or a polite request to end asks the search to stop; afterwards signals are as before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {name: signal.signal(name, lambda *_: stop.ask()) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _show(done, total, cost):
    print(f"\r{done} of {total} steps, best {cost}   ", end="", file=sys.stderr)


def score(options):
    """Breaches, cost and terms of a plan."""
    problem, plan = problem_and_plan(options)
    result = score_of(problem, plan)
    write_json(None, {"hard": result.hard, "cost": result.cost, "breaches": [[b.rule, *b.people] for b in result.breaches],
                      "terms": {t: list(v) for t, v in result.terms.items()}})
    return IMPOSSIBLE if result.hard else DONE


def precheck(options):
    """What cannot be kept and what is doubtful, before seating."""
    from ..precheck import precheck as check
    found = check(problem_of(options))
    is_impossible = any(f.is_impossible for f in found)
    if options.text:
        marks = {"zh": ("无法满足：", "注意："), "en": ("impossible: ", "note: ")}[options.lang]
        write(None, "".join(marks[not f.is_impossible] + f.sentence(options.lang) + "\n" for f in found))
    else:
        write_json(None, {"is_impossible": is_impossible, "findings": [
            {"is_impossible": f.is_impossible, "kind": f.kind, "people": list(f.people), **said(f)} for f in found]})
    return IMPOSSIBLE if is_impossible else DONE
