"""Routes of moving: what would follow from another time, and storing it. Two people who move one item at once are both heard."""

from datetime import timedelta

from flask import flash, request, url_for
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from planner import clock
from planner.db import lock, session
from planner.errors import Conflict, RuleBroken
from planner.i18n import _, current_language
from planner.programme import actions, board, engagements, times, wording
from planner.programme.forms import MoveForm
from planner.programme.item_views import ITEM, own_item
from planner.programme.views import bp, show_programme
from planner.receptions.models import Item
from planner.web import current_person, go_to, is_htmx, once, page, requires

MINUTE = timedelta(minutes=1)


@bp.get(f"{ITEM}/move")
@requires("reception.edit")
def consequence(reception_id, item_id):
    """What would follow; without another time asked for, the form to ask with."""
    reception, item = own_item(reception_id, item_id)
    if "how" not in request.args:
        return _page(reception, item, MoveForm(formdata=None, meta={"csrf": False}, data={"how": "late", **dict(zip(("starts_at", "ends_at"), _now(item)))}))
    form = MoveForm(formdata=request.args, meta={"csrf": False})
    if not form.validate():
        return _page(reception, item, form, 422)
    return _page(reception, item, form, wanted=_wanted(item, form))


def _now(item):
    return item.starts_at, item.ends_at or item.starts_at + engagements.LENGTH_UNKNOWN


def _wanted(item, form):
    """(starts_at, ends_at) the form asks for; without an end the length stays."""
    starts_at, ends_at = _now(item)
    if form.how.data == "late":
        return starts_at + form.minutes.data * MINUTE, ends_at + form.minutes.data * MINUTE
    if form.how.data == "longer":
        return starts_at, ends_at + form.minutes.data * MINUTE
    return form.starts_at.data, form.ends_at.data or form.starts_at.data + (ends_at - starts_at)


def _page(reception, item, form, status=200, wanted=None, conflict=None, problem=""):
    context = {"reception": reception, "item": item, "form": form, "wanted": wanted, "conflict": conflict, "problem": problem, "found": None, "said": [], "span": wording.span, "why_of": board.why}
    if wanted is not None:
        context["said"] = times.said_of(reception, *wanted, clock.now())
        if not any(one.is_refusal for one in context["said"]):
            context |= _found(reception, item, wanted)
    return page("programme/move.html", fragment="programme/_consequence.html", status=status, **context)


def _found(reception, item, wanted):
    found = actions.consequence(reception, {item.id: wanted}, clock.now())
    items, lang = {one.id: one for one in reception.items}, current_language()
    called = {one.id: one.title(lang) for one in reception.items}
    others = [(items[one], when, wording.because(found.because.get(one), called)) for one, when in sorted(found.times.items(), key=lambda pair: pair[1]) if one != item.id]
    short = [(items[one.item], one.minutes, called[one.link.on if one.link.item == one.item else one.link.item]) for one in found.short]
    return {"found": found, "others": others, "short": short, "seen": " ".join(f"{one}:{items[one].version}" for one in sorted({item.id, *found.times}))}


@bp.post(f"{ITEM}/move")
@requires("reception.edit")
@once
def move(reception_id, item_id):
    """Store other times, together with what depends on the item or, with `alone`, of the item only."""
    reception, item = own_item(reception_id, item_id)
    lock(reception)
    _read_items_anew(reception)
    form = MoveForm()
    if not form.validate():
        return _page(reception, item, form, 422)
    wanted, alone = _wanted(item, form), request.form.get("alone") == "1"
    changed = _changed_meanwhile(reception, item, alone)
    if changed:
        return _in_conflict(reception, item, form, wanted, changed)
    said = times.said_of(reception, *wanted, clock.now())
    if any(one.is_refusal for one in said):
        return _page(reception, item, form, 422, wanted)
    try:
        with session().begin_nested():  # a refusal shows the item as it still stands
            found = actions.move(reception, {item.id: wanted}, alone=alone, with_findings=False, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _page(reception, item, form, 422, wanted, problem=error.message)
    if is_htmx():
        set_committed_value(reception, "items", sorted(reception.items, key=lambda one: (one.starts_at, one.id)))
        return show_programme(reception)
    flash(_("%(count)s items have moved.", count=len(found.times)) if len(found.times) != 1 else _("The item has moved."))
    return go_to(url_for(".show", reception_id=reception.id))


def _read_items_anew(reception):
    """The items as they stand now that nobody else writes; read once for the whole request."""
    query = select(Item).where(Item.reception_id == reception.id).order_by(Item.starts_at, Item.id)
    set_committed_value(reception, "items", session().scalars(query.execution_options(populate_existing=True)).all())


def _changed_meanwhile(reception, item, alone):
    """Items that are not as they were when the consequence was looked at: the one moved, and those that would move along."""
    items = {one.id: one for one in reception.items}
    seen = dict(pair.split(":", 1) for pair in request.form.get("seen", "")[:5000].split() if ":" in pair)
    changed = [items[item.id]] if seen.get(str(item.id)) != str(item.version) else []
    if not alone:
        changed += [one for one in reception.items if one.id != item.id and str(one.id) in seen and seen[str(one.id)] != str(one.version)]
    return changed


def _in_conflict(reception, item, form, wanted, changed):
    """409: what was asked for, and what stands now."""
    lang = current_language()
    mine = {item.title(lang): wording.span(*wanted)}
    theirs = {one.title(lang): wording.span(one.starts_at, one.ends_at) for one in changed}
    error = Conflict(_("Somebody changed this while you were moving it. Nothing was stored; please compare and decide."), mine=mine, theirs=theirs)
    if not is_htmx():
        raise error
    return _page(reception, item, form, 409, wanted, conflict=error)
