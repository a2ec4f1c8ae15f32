"""Names, arguments and help of every command."""
import argparse
from functools import cache, partial
from importlib import import_module

MOST_SEED, MOST_STEPS, MOST_SECONDS = 2**31 - 1, 10**10, 86_400
LONGEST_NUMBER = 20             # digits


@cache
def parser():
    """The parser, built once; `options.run(options)` of what it parses runs the command."""
    top = argparse.ArgumentParser(prog="python -m seating", description="Who sits where on formal occasions, and why.",
                                  epilog="- reads from standard input or writes to standard output. Exit codes: 0 done, "
                                         "2 bad input, 3 impossible, 4 stopped with the best plan so far.")
    commands = top.add_subparsers(required=True, metavar="command")
    _plans(commands)
    _reasons(commands)
    _pictures(commands)
    return top


def _command(commands, name, module, text, *paths):
    """One command, run by the function of its name; its module is only loaded when it runs."""
    sub = commands.add_parser(name, help=text, description=text)
    for path in paths:
        sub.add_argument(path, metavar=f"{path.upper()}.json")
    sub.set_defaults(run=partial(_run, module, name.replace("-", "_")))
    return sub


def _run(module, function, options):
    return getattr(import_module(f".{module}", __package__), function)(options)


def _plans(commands):
    sub = _command(commands, "solve", "plans", "find a plan", "problem")
    _output(sub, "PLAN.json")
    _budget(sub)
    _pack(sub, "use the weights and customs of a rule pack instead of the problem's own")
    sub.add_argument("--quiet", action="store_true", help="no progress line")
    _command(commands, "score", "plans", "hard breaches, cost and every term of a plan", "problem", "plan")
    sub = _command(commands, "precheck", "plans", "what cannot be kept, before seating", "problem")
    _text(sub)
    sub = _command(commands, "candidates", "choices", "up to five clearly different plans, and what each gives up", "problem")
    _output(sub, "CANDIDATES.json")
    _budget(sub)
    _pack(sub, "use the weights and customs of a rule pack instead of the problem's own")
    _text(sub)
    sub = _command(commands, "repair", "choices", "up to three plans after changes on the day, from fewest people moved to lowest cost",
                   "problem", "plan", "changes")
    _output(sub, "REPAIR.json")
    sub.add_argument("--seed", type=_seed, default=0)
    _text(sub)


def _reasons(commands):
    sub = _command(commands, "explain", "reasons", "a reason for every seat", "problem", "plan")
    _pack(sub, "whose rules to name (default: cn-corporate)")
    _text(sub)
    sub = _command(commands, "why-not", "reasons", "what seating somebody elsewhere breaks and costs, and the moves that would make it "
                                                   "acceptable", "problem", "plan")
    sub.add_argument("person", metavar="PERSON", help="id of the person")
    sub.add_argument("table", metavar="TABLE", help="id of the table")
    sub.add_argument("seat", metavar="SEAT", type=_whole, help="index of the seat")
    _text(sub)
    sub = _command(commands, "precedence", "reasons", "the ladder of precedence, with the rule behind each step", "problem")
    _pack(sub, "a rule pack, or the path of one of your own (default: the problem's, or cn-corporate)")
    form = sub.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help="lines for people instead of JSON")
    form.add_argument("--svg", action="store_true", help="a picture instead of JSON")
    sub.add_argument("--lang", choices=("zh", "en"), default="zh")
    _output(sub, "FILE")
    sub = _command(commands, "packs", "reasons", "the rule packs with their options, weights, rules and sources")
    _text(sub)


def _pictures(commands):
    sub = _command(commands, "arrange", "pictures", "one case of any kind: everybody's place, in the notation of the case", "case")
    _output(sub, "PLACES.json")
    sub.add_argument("--explain", action="store_true", help="with the rules behind each place, in both languages")
    sub = _command(commands, "draw", "pictures", "a plan, or a case with its places, as SVG")
    sub.add_argument("problem", metavar="PROBLEM.json", help="a problem, or a case when no plan is given")
    sub.add_argument("plan", metavar="PLAN.json", nargs="?")
    _pack(sub, "whose rules to name (default: cn-corporate)")
    sub.add_argument("--lang", choices=("zh", "en"), default="zh")
    _output(sub, "PLAN.svg")
    only = sub.add_mutually_exclusive_group()
    only.add_argument("--table", help="draw one table alone")
    only.add_argument("--paper", choices=("A4", "A3"), help="a plan for printing, no text below 6 points; of several sheets each is a file "
                                                            "with its number before the ending")


def _budget(sub):
    sub.add_argument("--steps", type=_whole, help="budget of proposals; same steps and seed, same plan on every machine")
    sub.add_argument("--seconds", type=_seconds, help="stop after so many seconds at the latest")
    sub.add_argument("--seed", type=_seed, default=0)


def _pack(sub, text):
    sub.add_argument("--pack", help=text)


def _output(sub, name):
    sub.add_argument("-o", "--output", metavar=name, help="where to write it (default: standard output)")


def _text(sub):
    sub.add_argument("--text", action="store_true", help="lines for people instead of JSON")
    sub.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of those lines")


def _whole(text, most=MOST_STEPS):
    number = int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else -1
    if not 0 <= number <= most:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to {most}")
    return number


def _seed(text):
    return _whole(text, MOST_SEED)


def _seconds(text):
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"must be more than 0 and at most {MOST_SECONDS}")
    return number
