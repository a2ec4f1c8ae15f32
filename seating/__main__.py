"""`python -m seating`: solve, score, precheck, explain, arrange, draw and list rule packs from the command line.

Exit codes: 0 done, 2 bad input (with the reason), 3 hard rules broken or impossible, 4 stopped
by hand; the best plan so far is still written.
"""
import argparse
import json
import os
import signal
import sys
import tempfile

from . import draw, explain, files, rules
from .customs import with_customs
from .errors import Contradiction, SeatingError
from .precheck import precheck
from .score import score
from .solve import solve
from .stop import Stop

DONE, BAD_INPUT, BROKEN, STOPPED = 0, 2, 3, 4


def main(arguments=None):
    """Run one command; returns the exit code, never raises for bad input."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except Contradiction as error:
        from .ladder import circle_sentence         # only a contradiction needs the catalogue of rules

        print(f"impossible: {circle_sentence(error, 'en')}", file=sys.stderr)
        return BROKEN
    except SeatingError as error:
        print(f"error: {error}", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
    return BAD_INPUT


def _parser():
    parser = argparse.ArgumentParser(prog="python -m seating", description="Seat people at formal banquets.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name, run, text, *paths):
        sub = commands.add_parser(name, help=text, description=text)
        for path in paths:
            sub.add_argument(path, metavar=f"{path.upper()}.json")
        sub.set_defaults(run=run)
        return sub

    sub = command("solve", _solve, "find a plan", "problem")
    sub.add_argument("-o", "--output", metavar="PLAN.json", help="where to write the plan (default: standard output)")
    sub.add_argument("--steps", type=_whole, help="budget of proposals; same steps and seed, same plan")
    sub.add_argument("--seconds", type=_seconds, help="stop after so many seconds at the latest")
    sub.add_argument("--seed", type=int, default=0)
    sub.add_argument("--pack", help="use the weights and customs of a rule pack instead of the problem's own")
    sub.add_argument("--quiet", action="store_true", help="no progress line")
    command("score", _score, "hard breaches, cost and every term of a plan", "problem", "plan")
    command("precheck", _precheck, "what cannot be kept, before seating", "problem")
    for name, run, text in (("explain", _explain, "a reason for every seat"), ("draw", _draw, "the hall plan as SVG")):
        sub = command(name, run, text, "problem", "plan")
        sub.add_argument("--lang", choices=("zh", "en"), default="zh")
        sub.add_argument("--pack")
        if name == "draw":
            sub.add_argument("-o", "--output", metavar="PLAN.svg")
            sub.add_argument("--table", help="draw one table alone")
    sub = command("arrange", _arrange, "one case of any kind: everybody's place, in the notation of the case", "case")
    sub.add_argument("-o", "--output", metavar="PLACES.json")
    sub.add_argument("--explain", action="store_true", help="with the rules behind each place, in both languages")
    sub = command("precedence", _precedence, "the ladder of precedence, with the rule behind each step", "problem")
    sub.add_argument("--lang", choices=("zh", "en"), default="zh")
    sub.add_argument("--pack", help="a rule pack, or the path of one of your own (default: the problem's, or cn-corporate)")
    form = sub.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help="lines for people instead of JSON")
    form.add_argument("--svg", action="store_true", help="a picture instead of JSON")
    sub.add_argument("-o", "--output", metavar="FILE")
    sub = command("packs", _packs, "the rule packs with their rules and sources")
    sub.add_argument("--lang", choices=("zh", "en"), default="zh")
    return parser


def _whole(text):
    number = int(text)
    if number < 0 or number > 10**10:
        raise argparse.ArgumentTypeError("must be a whole number, 0 or more")
    return number


def _seconds(text):
    number = float(text)
    if not 0 < number <= 86400:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 86400")
    return number


def _problem(options):
    problem = files.load_problem(options.problem)
    pack = getattr(options, "pack", None)
    return with_customs(problem, _pack(pack)) if pack else problem


def _pack(wanted):
    """A pack of the library by its id, or one of the house's own by the path of its file."""
    return rules.load_pack_file(wanted) if wanted.endswith(".toml") else rules.load_pack(wanted)


def _solve(options):
    problem = _problem(options)
    stop = Stop(steps=options.steps, seconds=options.seconds)
    signal.signal(signal.SIGINT, lambda *_: stop.ask())
    shows = sys.stderr.isatty() and not options.quiet
    plan = solve(problem, stop=stop, seed=options.seed, on_progress=_show if shows else None)
    if shows:
        print(file=sys.stderr)
    _write(options.output, json.dumps(files.write_plan(plan), ensure_ascii=False, indent=1) + "\n")
    print(f"hard {plan.hard}, cost {plan.cost}, {plan.seconds} s", file=sys.stderr)
    for sentence in explain.breach_sentences(problem, plan, "en"):
        print(f"broken: {sentence}", file=sys.stderr)
    return STOPPED if plan.is_cancelled else BROKEN if plan.hard else DONE


def _show(done, total, cost):
    print(f"\r{done} of {total} steps, best {cost}   ", end="", file=sys.stderr)


def _score(options):
    result = score(_problem(options), files.load_plan(options.plan))
    print(json.dumps({"hard": result.hard, "cost": result.cost,
                      "breaches": [[b.rule, *b.people] for b in result.breaches],
                      "terms": {t: list(v) for t, v in result.terms.items()}}, ensure_ascii=False, indent=1))
    return BROKEN if result.hard else DONE


def _precheck(options):
    found = precheck(_problem(options))
    for finding in found:
        print(("impossible: " if finding.is_impossible else "note: ") + finding.en)
    return BROKEN if any(f.is_impossible for f in found) else DONE


def _explain(options):
    problem, plan = _problem(options), files.load_plan(options.plan)
    pack = _pack(options.pack or "cn-corporate")
    for person_id, reasons in explain.explain(problem, plan, pack).items():
        table, seat = plan.seats[person_id]
        print(f"{problem.person(person_id).called(options.lang)} [{table} {seat}]")
        for reason in reasons:
            print(f"  {reason.sentence(options.lang)} ({reason.rule})")
    for sentence in explain.breach_sentences(problem, plan, options.lang):
        print(f"! {sentence}")
    for reason in explain.shortcomings(problem, plan, pack):
        print(f"- {reason.sentence(options.lang)} ({reason.rule})")
    return DONE


def _draw(options):
    problem, plan = _problem(options), files.load_plan(options.plan)
    pack = _pack(options.pack or "cn-corporate")
    style = draw.Style(lang=options.lang, reasons=explain.explain(problem, plan, pack),
                       locked=frozenset(lock.person for lock in problem.locks))
    if options.table and options.table not in {t.id for t in problem.tables}:
        raise SeatingError(f"no table “{options.table}” in the problem")
    drawn = draw.one_table(problem, plan, options.table, style) if options.table else draw.hall(problem, plan, style)
    _write(options.output, draw.to_text(drawn))
    return DONE


def _arrange(options):
    from .arrange import arrange, explained         # only this command needs it
    case = files.load_case(options.case)
    found = explained(case) if options.explain else arrange(case)
    _write(options.output, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return DONE


def _precedence(options):
    from . import ladder, precedence        # only this command needs them

    try:
        problem = files.load_problem(options.problem)
        found = precedence.rank_people(problem.standings or precedence.standings_of(problem), before=problem.before,
                                       pack=_pack(options.pack or problem.pack or "cn-corporate"))
    except Contradiction as error:
        _write(options.output, json.dumps(ladder.circle_data(error), ensure_ascii=False, indent=1) + "\n")
        raise
    if options.svg:
        _write(options.output, draw.to_text(ladder.draw_ladder(found, options.lang)))
    elif options.text:
        _write(options.output, "\n".join(ladder.ladder_lines(found, options.lang)) + "\n")
    else:
        _write(options.output, json.dumps(ladder.ladder_data(found), ensure_ascii=False, indent=1) + "\n")
    return DONE


def _packs(options):
    for pack_id in rules.pack_ids():
        pack = rules.load_pack(pack_id)
        print(f"{pack_id}: {pack.title[options.lang]}. {pack.about[options.lang]}")
        for rule in pack.rules.values():
            print(f"  {rule.id:7} {rule.title[options.lang]} [{rule.confidence}; {rule.source}]")
    return DONE


def _write(path, text):
    """Everything or nothing: a half-written file never stands under the name asked for."""
    if not path:
        sys.stdout.write(text)
        return
    folder = os.path.dirname(os.path.abspath(path))
    handle, name = tempfile.mkstemp(dir=folder, prefix=".seating-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


if __name__ == "__main__":
    sys.exit(main())
