"""Routes of the programme of a reception: its page, releasing it, and telling those concerned. Items, moving, groups and days held have files of their own."""

from flask import Blueprint, flash, request, url_for

from planner import clock
from planner.errors import Conflict, RuleBroken
from planner.i18n import _, current_language
from planner.programme import board, patterns, queries, releases, rulebook, timeline, wording
from planner.programme.forms import HOLD_STATES, LINK_NAMES, TAKES_NAMES, WAY_NAMES
from planner.programme.roles import role_name
from planner.receptions import queries as receptions
from planner.receptions.kinds import KIND_NAMES
from planner.resources.times import on_the_wall
from planner.web import current_person, current_roles, go_to, once, page, requires

bp = Blueprint("programme", __name__)
BASE = "/receptions/<id:reception_id>/programme"


@bp.app_template_global()
def role_in(role):
    """A role of roles.toml in the reader's language."""
    return role_name(role, current_language())


def rows_wanted():
    wanted = request.values.get("rows", "items")
    return wanted if wanted in timeline.ROWS else "items"


@bp.get(BASE)
@requires("reception.see")
def show(reception_id):
    return show_programme(receptions.get_reception(reception_id, current_person()))


def show_programme(reception, status=200, problem=""):
    """The page of a programme, or its board alone for the script; without items, how to begin."""
    at, person = clock.now(), current_person()
    if not reception.items:
        return show_beginning(reception, status, problem)
    found = board.gather(reception, rows_wanted(), person, current_roles(), at)
    return page("programme/show.html", fragment="programme/_board.html", status=status, problem=problem, **shown(reception, found))


def shown(reception, found):
    """What the templates of the board want."""
    return {"reception": reception, "board": found, "kinds": KIND_NAMES, "takes_names": TAKES_NAMES, "link_names": LINK_NAMES, "ways": WAY_NAMES, "why_of": board.why,
            "by_day": board.items_by_day(reception), "holds": queries.holds_of(reception), "hold_states": HOLD_STATES, "wall": on_the_wall,
            "told_words": board.told_words, "layout": timeline,
            "span": wording.span, "items_by_id": {item.id: item for item in reception.items}, "rules": rulebook.rules()}


# --- to begin with -------------------------------------------------------------------------------------------------------

def show_beginning(reception, status=200, problem=""):
    person = current_person()
    may_edit = reception.owner_id == person.id
    own, others = queries.sources(reception, person) if may_edit else ((), ())
    choices = [(pattern, patterns.items_of(pattern, reception.client)) for pattern in patterns.patterns(reception.visit_kind)]
    return page("programme/begin.html", status=status, problem=problem, reception=reception, patterns=choices, grade=patterns.grade(reception.client), own_sources=own,
                other_sources=others, may_edit=may_edit, kinds=KIND_NAMES, holds=queries.holds_of(reception), hold_states=HOLD_STATES, wall=on_the_wall)


@bp.post(f"{BASE}/begin")
@requires("reception.edit")
@once
def begin(reception_id):
    """Fill an empty programme from a pattern, or from another reception's."""
    reception, person = receptions.own_reception(reception_id, current_person()), current_person()
    source = request.form.get("source", "")
    try:
        if source:
            number = int(source) if source.isascii() and source.isdecimal() and len(source) < 10 else 0
            made = patterns.begin_with_copy(reception, receptions.get_reception(number, person), by=person, at=clock.now())
        else:
            made = patterns.begin_with_pattern(reception, _pattern_wanted(), by=person, at=clock.now())
    except RuleBroken as error:
        return show_programme(reception, 422, error.message)
    flash(_("The programme begins with %(count)s items. Every one can be changed.", count=len(made)))
    return go_to(url_for(".show", reception_id=reception.id))


def _pattern_wanted():
    wanted = request.form.get("pattern", "")[:40]
    if not wanted:
        raise RuleBroken(_("Please choose a pattern, or a reception to copy."))
    return wanted


# --- releasing -----------------------------------------------------------------------------------------------------------

@bp.post(f"{BASE}/release")
@requires("reception.edit")
@once
def release(reception_id):
    """Make the programme the one in force; `agreed` are the rules somebody answers for."""
    reception, at = receptions.own_reception(reception_id, current_person()), clock.now()
    if request.form.get("mark", "") != board.mark_of(releases.content_of(reception, at)):
        raise Conflict(_("The programme was changed while you were looking at it. Nothing was released; please look again."))
    agreed = [rule for rule in request.form.getlist("agreed") if rule in rulebook.rules()]
    try:
        version = releases.release(reception, note=request.form.get("note", "").strip()[:500], agreed=agreed, by=current_person(), at=at)
    except RuleBroken as error:
        return show_programme(reception, 422, error.message)
    flash(_("Version %(number)s is in force.", number=version.number))
    return go_to(url_for(".show", reception_id=reception.id) + "#tell")


TELLING = f"{BASE}/tellings/<id:telling_id>"


@bp.get(TELLING)
@requires("reception.edit")
def telling(reception_id, telling_id):
    """What to tell somebody, as a text to copy."""
    reception = receptions.own_reception(reception_id, current_person())
    found = queries.get_telling(reception, telling_id)
    return page("programme/telling.html", reception=reception, telling=found, words=board.told_words(found), text=wording.letter(found, reception.owner), reads=wording.reads(found.person),
                ways=WAY_NAMES)


@bp.post(TELLING)
@requires("reception.edit")
@once
def tell(reception_id, telling_id):
    """Somebody was told, and how; with `also`, ids of others for whom the same has changed, they were told along with them."""
    reception, how = receptions.own_reception(reception_id, current_person()), request.form.get("how", "")[:20]
    first = queries.get_telling(reception, telling_id)
    also = {int(one) for one in request.form.get("also", "")[:5000].split() if one.isascii() and one.isdecimal() and len(one) < 10}
    told = [first, *(one for one in releases.to_tell(reception) if one.id in also and one is not first and one.changes == first.changes)]
    try:
        for one in told:
            releases.mark_told(one, how, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return show_programme(reception, 422, error.message)
    name = first.person.name(current_language())
    flash(_("%(name)s and %(count)s more have been told.", name=name, count=len(told) - 1) if len(told) > 1 else _("%(name)s has been told.", name=name))
    return go_to(url_for(".show", reception_id=reception.id) + "#tell")


@bp.get(f"{BASE}/versions")
@requires("reception.see")
def versions(reception_id):
    """All versions, and what differs between two of them; the draft is the last."""
    reception, at = receptions.get_reception(reception_id, current_person()), clock.now()
    found = releases.versions_of(reception)
    draft = releases.content_of(reception, at)
    contents = {str(one.number): one.content for one in found} | {"draft": draft}
    first, second = _pair(found, contents)
    changes = releases.differences(contents.get(first, {}), contents[second])
    names = wording.people_in(changes)
    return page("programme/versions.html", reception=reception, versions=found, first=first, second=second, is_draft=not found or found[0].content != draft,
                changes=[wording.difference(one, contents[second], names) for one in changes])


def _pair(found, contents):
    """Which two are compared: as asked, else the draft with the one in force."""
    newest = str(found[0].number) if found else ""
    first, second = request.args.get("from", newest), request.args.get("to", "draft")
    return first if first in contents else newest, second if second in contents else "draft"


from planner.programme import group_views, hold_views, item_views, move_views, rule_views, week_views  # noqa: E402,F401  they add their routes to bp
