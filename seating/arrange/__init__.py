"""One arrangement from one case: who has which place, in the notation of the case, and by which rules.

`arrange(case)` answers a case of any kind in rules/cases.toml: tables of every shape, rows, vehicles,
table order, who sits at which table, and sequences of service.
"""
from ..rules import load_rules
from .cast import Cast
from .case import read_case

__all__ = ["arrange", "arrange_with_rules", "explained", "read_case"]


def arrange(data):
    """Everybody's place: {id: seat}, {"order": …} for tables, {"orders": …, "labels": …} for sequences.

    `data` is one case as parsed JSON. Raises InvalidProblem with the path into it and the reason.
    """
    return arrange_with_rules(data)[0]


def arrange_with_rules(data):
    """(what `arrange` returns, {id or table or label: the ids of the rules that made it})."""
    case = read_case(data)
    return _way(case)(case, Cast(case.people))


def explained(data):
    """{"places": what `arrange` returns, "reasons": {thing: [{"rule", "zh", "en", "why": {"zh", "en"}}, …]}}."""
    found, rules = arrange_with_rules(data)
    known = load_rules()
    return {"places": found, "reasons": {
        thing: [{"rule": r, "zh": known[r].text["zh"], "en": known[r].text["en"], "why": dict(known[r].reason)}
                for r in ids] for thing, ids in rules.items()}}


def _way(case):
    """The function that answers this kind of case; imported when asked for, so that the library starts quickly."""
    from . import moving, rides, rooms, rows, sequences, tables
    return {**tables.KINDS, **rows.KINDS, **rides.KINDS, **rooms.KINDS, **sequences.KINDS, **moving.KINDS}[case.kind]
