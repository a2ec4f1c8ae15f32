"""Commands about arrangements and pictures: arrange, draw."""
import os

from .. import files
from ..errors import InvalidProblem
from .common import DEFAULT_PACK, DONE, pack_of, problem_and_plan, write, write_json


def arrange(options):
    """Everybody's place in one case."""
    from ..arrange import arrange as places_of
    from ..arrange import explained
    case = files.load_object(options.case)
    write_json(options.output, explained(case) if options.explain else places_of(case))
    return DONE


def draw(options):
    """A plan in its hall, one table of it, or a case with the places that `arrange` gives."""
    from .. import draw as drawing
    if options.plan is not None and options.paper:
        return _sheets(options, drawing)
    if options.plan is None:
        drawn = drawing.draw_case(files.load_object(options.problem), drawing.Style(lang=options.lang))
    else:
        drawn = _plan(options, drawing)
    write(options.output, drawing.to_text(drawn) + "\n")
    return DONE


def _sheets(options, drawing):
    """A file for each sheet: plan.svg, or plan-1.svg, plan-2.svg …"""
    found = drawing.sheets(*_styled(options, drawing), options.paper)
    path = options.output
    if len(found) > 1 and (not path or path == "-"):
        raise InvalidProblem("--output", f"needs the name of a file: there are {len(found)} sheets")
    for number, svg in enumerate(found, 1):
        stem, ending = os.path.splitext(path or "")
        write(f"{stem}-{number}{ending}" if len(found) > 1 else path, drawing.to_text(svg) + "\n")
    return DONE


def _styled(options, drawing):
    """Problem, plan and the Style with the reasons for every seat."""
    from ..explain import explain
    problem, plan = problem_and_plan(options)
    reasons = explain(problem, plan, pack_of(options.pack or problem.pack or DEFAULT_PACK))
    return problem, plan, drawing.Style(lang=options.lang, reasons=reasons, locked=frozenset(lock.person for lock in problem.locks))


def _plan(options, drawing):
    problem, plan, style = _styled(options, drawing)
    if not options.table:
        return drawing.hall(problem, plan, style)
    if options.table not in {t.id for t in problem.tables}:
        raise InvalidProblem("--table", f"no table “{options.table[:40]}” in the problem")
    return drawing.one_table(problem, plan, options.table, style)
