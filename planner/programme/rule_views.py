"""The page on which the office decides how seriously the rules of a programme are taken."""

from flask import flash, request, url_for

from planner import clock
from planner.errors import Conflict
from planner.i18n import _, current_language
from planner.programme import actions, rulebook
from planner.programme.forms import LEVEL_NAMES
from planner.programme.views import bp
from planner.web import abort, current_person, go_to, once, page, requires


@bp.get("/settings/programme")
@requires("programme.rules")
def rules():
    """Every rule with its source, its reason and its level here."""
    lang = current_language()
    levels = rulebook.levels()
    found = [(name, row, levels[name], {key: row[key][lang] for key in ("title", "source", "reason")}) for name, row in rulebook.rules().items()]
    return page("programme/rules.html", rules=found, level_names=LEVEL_NAMES)


@bp.post("/settings/programme")
@requires("programme.rules")
@once
def set_rules():
    """Store the levels that differ; a level somebody else set meanwhile is not overwritten."""
    stands, names, lang = rulebook.levels(), rulebook.rules(), current_language()
    wanted = {name: request.form.get(name, stands[name]) for name in names}
    if any(level not in LEVEL_NAMES for level in wanted.values()):
        abort(422)
    changed = {name: level for name, level in wanted.items() if level != request.form.get(f"seen-{name}", stands[name])}
    clash = [name for name in changed if request.form.get(f"seen-{name}", stands[name]) != stands[name]]
    if clash:
        raise Conflict(_("Somebody changed this while you were editing. Nothing was stored; please compare and decide."),
                       mine={names[name]["title"][lang]: LEVEL_NAMES[wanted[name]] for name in clash}, theirs={names[name]["title"][lang]: LEVEL_NAMES[stands[name]] for name in clash})
    for name, level in changed.items():
        actions.set_level(name, level, by=current_person(), at=clock.now())
    flash(_("The rules are stored."))
    return go_to(url_for(".rules"))
