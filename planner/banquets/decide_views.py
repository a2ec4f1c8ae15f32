"""Routes of deciding: chains of moves, searches and what they found, other rule packs, remedies, versions."""

import re

from flask import Blueprint, flash, request, url_for

from planner import clock
from planner.banquets import actions, choices, queries, seating_bridge, versions
from planner.banquets import wish_words as wish_words_
from planner.banquets.decide import Comparison, Deciding, Offers, Restoring, differing, name_of, wish_sentence
from planner.banquets.floor import Floor
from planner.banquets.forms import WishForm, whole_id
from planner.banquets.views import seat, seen_version, show_page, to_studio
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.formats import listed
from planner.i18n import _, current_language
from planner.jobs import actions as jobs
from planner.jobs.queries import get_job
from planner.receptions.queries import get_reception
from planner.web import check_version, current_person, go_to, is_htmx, once, page, requires

bp = Blueprint("decide", __name__)
BASE = "/receptions/<id:reception_id>/banquets/<id:banquet_id>"
SEARCHES = ("banquets.seat_everyone", "banquets.choices", "banquets.other_pack")
MOVE = re.compile(r"(\d{1,10}):(\d{1,3})-(\d{1,2})\Z", re.ASCII)


@bp.app_template_global("deciding")
def deciding(studio):
    """What _decide.html and _why.html show for this look at the studio."""
    return Deciding(studio)


def _to_change(reception_id, banquet_id):
    reception = queries.editable_reception(reception_id, current_person())
    return reception, queries.get_banquet(reception, banquet_id)


# --- chains and remedies ----------------------------------------------------------------------------------------------


@bp.post(f"{BASE}/moves")
@requires("banquet.edit")
@once
def moves(reception_id, banquet_id):
    """Several moves that belong together, as one step."""
    reception, banquet = _to_change(reception_id, banquet_id)
    seen = seen_version(banquet)
    try:
        chain = [_read_move(text) for text in request.form.getlist("move")]
        choices.make_moves(banquet, chain, by=current_person(), at=clock.now(), seen=seen)
    except RuleBroken as error:
        return show_page(reception, banquet, status=422, problem=error.message)
    flash(_("Done as one step; “Take back” undoes all of it."))
    return to_studio(banquet, **({"person": chain[0][0]} if request.form.get("chosen") else {}))


def _read_move(text):
    found = MOVE.match(text)
    if found is None or not 0 < int(found[1]) < 2**31:
        raise RuleBroken(_("These moves cannot be read. Please look at the plan again."))
    return int(found[1]), int(found[2]), int(found[3]) - 1


@bp.get(f"{BASE}/mend")
@requires("banquet.edit")
def mend(reception_id, banquet_id):
    """What would take away one shortcoming, as a page: in a large hall it takes a moment to find."""
    reception, banquet = _to_change(reception_id, banquet_id)
    hall, lang = Floor(banquet).hall, current_language()
    people = tuple(request.args.get("people", "")[:60].split())
    found = next((s for s in hall.shortcomings if s.rule == request.args.get("rule") and s.people == people), None)
    if found is None:
        flash(_("This is not so any more."))
        return to_studio(banquet)
    return page("banquets/mend.html", reception=reception, banquet=banquet, sentence=found.sentence(lang), rule=hall.rule(found.rule),
                chain=seating_bridge.remedy(hall, found.rule, found.people, most_moves=choices.MOST_MOVES), now=hall.live.cost)


@bp.post(f"{BASE}/wishes/<id:wish_id>/soften")
@requires("banquet.edit")
@once
def soften_wish(reception_id, banquet_id, wish_id):
    reception, banquet = _to_change(reception_id, banquet_id)
    choices.soften_wish(queries.get_wish(reception, wish_id), by=current_person(), at=clock.now())
    flash(_("The wish is kept if it can be; it need not be any more."))
    return to_studio(banquet)


@bp.post(f"{BASE}/wishes/<id:wish_id>/give-up")
@requires("banquet.edit")
@once
def give_up(reception_id, banquet_id, wish_id):
    """Out of a contradiction: a wish need not be kept any more, or is dropped, and everybody is seated."""
    reception, banquet = _to_change(reception_id, banquet_id)
    wish, by, at = queries.get_wish(reception, wish_id), current_person(), clock.now()
    if request.form.get("how") == "drop":
        actions.remove_wish(wish, by=by, at=at)
        session().expire(reception, ["wishes"])
    else:
        choices.soften_wish(wish, by=by, at=at)
    if any(doubt.is_impossible for doubt in seating_bridge.doubts(Floor(banquet).hall)):
        flash(_("That is given up, and still not everything can be kept; see what else contradicts itself."), "warn")
        return to_studio(banquet)
    return seat(reception, banquet)


# --- wishes in words --------------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/wishes/read")
@requires("banquet.edit")
def wish_words(reception_id, banquet_id):
    """The line in which a wish is written, as a page; reading it needs no more than to send it."""
    reception, banquet = _to_change(reception_id, banquet_id)
    return _words_page(reception, banquet)


@bp.post(f"{BASE}/wishes/read")
@requires("banquet.edit")
def read_wish(reception_id, banquet_id):
    """A wish in words, shown as understood; nothing is stored yet."""
    reception, banquet = _to_change(reception_id, banquet_id)
    text, floor = request.form.get("words", ""), Floor(banquet)
    if len(text) > wish_words_.MOST_CHARACTERS:
        return _words_page(reception, banquet, wish_words_.Unclear(_("Please use at most %(max)s characters; these are %(found)s.",
                                                                     max=wish_words_.MOST_CHARACTERS, found=len(text))), text, status=422)
    found = wish_words_.read(text, list(floor.hall.diners.values()), queries.guest_clients(reception), banquet.tables)
    if isinstance(found, wish_words_.Unclear):
        return _words_page(reception, banquet, found, text, status=422)
    if found.table is not None:
        return _fixed_page(reception, banquet, floor, found, text)
    ends = {key: ("a" if hasattr(end, "person") else "c") + str(end.id) for key, end in (("first", found.first), ("second", found.second))}
    form = WishForm(reception, formdata=None, data={"relation": f"{found.kind}-{found.scope}", "strength": found.strength,
                                                    "asked_by": found.asked_by, **ends})
    understood = wish_sentence(found.kind, found.scope, found.strength, _called(found.first), _called(found.second))
    return page("banquets/wish.html", reception=reception, banquet=banquet, wish=None, form=form, words=text, understood=understood)


def _called(subject):
    return (subject.person if hasattr(subject, "person") else subject).name(current_language())


def _words_page(reception, banquet, unclear=None, words="", status=200):
    return page("banquets/wish_words.html", status=status, reception=reception, banquet=banquet, unclear=unclear, words=words,
                example=wish_words_.example())


def _fixed_page(reception, banquet, floor, found, words):
    """Where somebody would be fixed, and what that costs."""
    seat = choices.best_seat(banquet, found.first.id, found.table.number) if found.seat is None else found.seat
    row = next((r for r in floor.rows if r.attendee_id == found.first.id), None)
    is_there = row is not None and (row.table_id, row.seat) == (found.table.id, seat)
    other = next((r for r in floor.rows if (r.table_id, r.seat) == (found.table.id, seat) and not is_there), None)
    change = None if is_there else floor.hall.what_if(found.first.id, found.table.number, seat)
    return page("banquets/fix.html", reception=reception, banquet=banquet, person=found.first, table=found.table, seat=seat, is_any=found.seat is None,
                other=other, change=change, words=words)


@bp.post(f"{BASE}/fix")
@requires("banquet.edit")
@once
def fix(reception_id, banquet_id):
    """Put somebody into a seat and lock it, as one step."""
    reception, banquet = _to_change(reception_id, banquet_id)
    seen = seen_version(banquet)
    try:
        attendee_id, number, seat = _read_move(request.form.get("move", ""))
        choices.make_moves(banquet, [(attendee_id, number, seat)], by=current_person(), at=clock.now(), seen=seen, locks=True)
    except RuleBroken as error:
        return show_page(reception, banquet, status=422, problem=error.message)
    flash(_("Seated and locked there; “Take back” undoes it."))
    return to_studio(banquet, person=attendee_id)


# --- searches ---------------------------------------------------------------------------------------------------------


@bp.post(f"{BASE}/choices")
@requires("banquet.edit")
@once
def find_choices(reception_id, banquet_id):
    """Look for plans to choose from, in the background."""
    _reception, banquet = _to_change(reception_id, banquet_id)
    return _search(banquet, "banquets.choices")


def _search(banquet, task, **arguments):
    job = jobs.enqueue(task, {"banquet_id": banquet.id, **arguments}, by=current_person())
    return go_to(url_for("decide.search", reception_id=banquet.reception_id, banquet_id=banquet.id, search_id=job.id))


@bp.get(f"{BASE}/packs")
@requires("banquet.edit")
def packs(reception_id, banquet_id):
    """The rule packs, each to be looked at before it is chosen."""
    reception, banquet = _to_change(reception_id, banquet_id)
    return _packs_page(reception, banquet)


def _packs_page(reception, banquet, status=200, problem=""):
    return page("banquets/packs.html", status=status, reception=reception, banquet=banquet, packs=seating_bridge.packs(current_language()),
                problem=problem)


@bp.post(f"{BASE}/packs")
@requires("banquet.edit")
@once
def try_pack(reception_id, banquet_id):
    """Seat everyone by another pack, to look at; nothing changes yet."""
    reception, banquet = _to_change(reception_id, banquet_id)
    pack = request.form.get("pack", "")
    if pack not in seating_bridge.pack_ids():
        return _packs_page(reception, banquet, 422, _("Please choose from the list."))
    return _search(banquet, "banquets.other_pack", pack=pack)


def _job(banquet, job_id):
    """A search of this banquet by this person; NotFound for everything else."""
    job = get_job(job_id, current_person())
    if job.task not in SEARCHES or job.arguments.get("banquet_id") != banquet.id:
        raise NotFound()
    return job


@bp.get(f"{BASE}/searches/<id:search_id>")
@requires("banquet.edit")
def search(reception_id, banquet_id, search_id):
    """How far a search is, then what it found."""
    reception, banquet = _to_change(reception_id, banquet_id)
    job = _job(banquet, search_id)
    if job.state != "done":
        return page("banquets/search.html", fragment="banquets/_search.html", reception=reception, banquet=banquet, job=job)
    if job.task == "banquets.seat_everyone":
        flash(*_seated_words(job.result))
        return to_studio(banquet)
    if is_htmx():
        return go_to(url_for(".search", reception_id=reception_id, banquet_id=banquet_id, search_id=search_id))
    template = "banquets/candidates.html" if job.task == "banquets.choices" else "banquets/pack.html"
    return page(template, reception=reception, banquet=banquet, job=job, offers=Offers(banquet, job.result))


def _seated_words(result):
    """(sentence, category) of a finished search for seats."""
    if result.get("unseated"):
        return _("People without a seat: %(count)s.", count=result["unseated"]), "error"
    if not result.get("changed", True):
        return _("No better plan was found; the plan stays as it is."), "message"
    return (_("Stopped: the best plan found until then was kept.") if result.get("stopped") else _("Everyone has a seat.")), "message"


@bp.post(f"{BASE}/searches/<id:search_id>/stop")
@requires("banquet.edit")
@once
def stop(reception_id, banquet_id, search_id):
    """End a search; the best found so far is kept."""
    _reception, banquet = _to_change(reception_id, banquet_id)
    jobs.cancel(_job(banquet, search_id))
    return go_to(url_for(".search", reception_id=reception_id, banquet_id=banquet_id, search_id=search_id))


@bp.post(f"{BASE}/searches/<id:search_id>/take")
@requires("banquet.edit")
@once
def take(reception_id, banquet_id, search_id):
    """Seat everybody as one of the plans found, as one step; by another pack this changes the pack."""
    _reception, banquet = _to_change(reception_id, banquet_id)
    job, number = _job(banquet, search_id), whole_id(request.form.get("number"))
    seen = seen_version(banquet)
    if job.state != "done" or number is None or not 0 <= number < len(job.result.get("plans", ())):
        raise NotFound()
    step = choices.take_choice(banquet, job.result, number, by=current_person(), at=clock.now(), seen=seen)
    if job.result.get("pack"):
        flash(_("The rule pack was changed with the seats; “Take back” undoes both."))
    else:
        flash(_("This plan was taken; “Take back” undoes it.") if step is not None else _("Everybody sits so already."))
    return to_studio(banquet)


# --- versions ---------------------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/versions")
@requires("banquet.see")
def versions_page(reception_id, banquet_id):
    """All versions of the plan, the draft first."""
    reception = get_reception(reception_id, current_person())
    return _versions_page(reception, queries.get_banquet(reception, banquet_id))


def _versions_page(reception, banquet, status=200, problem="", name=""):
    floor, released = Floor(banquet), versions.released(banquet)
    return page("banquets/versions.html", status=status, reception=reception, banquet=banquet, versions=versions.versions_of(banquet),
                released=released, differs=differing(released, floor), has_changed=released is not None and versions.has_changed(banquet, released),
                has_seats=bool(floor.rows), unseated=[name_of(floor.everybody, d.id) for d in floor.hall.diners.values()
                                                      if d.id not in {r.attendee_id for r in floor.rows}],
                may_edit=queries.may_edit(reception, current_person()), problem=problem, name=name,
                packs={key: title for key, title, _about in seating_bridge.packs(current_language())})


@bp.post(f"{BASE}/versions")
@requires("banquet.edit")
@once
def keep_version(reception_id, banquet_id):
    """Keep the plan as it is under a name."""
    return _make_version(reception_id, banquet_id, versions.keep, _("Kept as version %(number)s."))


@bp.post(f"{BASE}/release")
@requires("banquet.edit")
@once
def release(reception_id, banquet_id):
    """Release the plan as it is; released twice it is one release."""
    return _make_version(reception_id, banquet_id, versions.release, _("Version %(number)s is released: this is what is printed and sent."))


def _make_version(reception_id, banquet_id, make, words):
    reception, banquet = _to_change(reception_id, banquet_id)
    name = " ".join(request.form.get("name", "").split())
    check_version(banquet)
    try:
        version = make(banquet, name=name, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _versions_page(reception, banquet, 422, error.message, name)
    flash(words.replace("%(number)s", str(version.number)))
    if request.form.get("back") == "papers":
        return go_to(url_for("documents.index", reception_id=reception_id))
    return go_to(url_for(".versions_page", reception_id=reception_id, banquet_id=banquet_id))


@bp.get(f"{BASE}/versions/compare")
@requires("banquet.see")
def compare(reception_id, banquet_id):
    """Two versions side by side; "now" is the plan as it is."""
    reception = get_reception(reception_id, current_person())
    banquet = queries.get_banquet(reception, banquet_id)
    before, after = (_version(banquet, request.args.get(key, "now")) for key in ("before", "after"))
    return page("banquets/compare.html", reception=reception, banquet=banquet, comparison=Comparison(banquet, before, after),
                versions=versions.versions_of(banquet), before=before, after=after, may_edit=queries.may_edit(reception, current_person()))


def _version(banquet, text):
    if text == "now":
        return None
    found = whole_id(text)
    if found is None or not 0 < found < 2**31:
        raise NotFound()
    return versions.get_version(banquet, found)


@bp.get(f"{BASE}/versions/<id:version_id>/restore")
@requires("banquet.edit")
def look_before_restoring(reception_id, banquet_id, version_id):
    """What bringing a version back would change."""
    reception, banquet = _to_change(reception_id, banquet_id)
    version = versions.get_version(banquet, version_id)
    return page("banquets/restore.html", reception=reception, banquet=banquet, version=version, restoring=Restoring(banquet, version))


@bp.post(f"{BASE}/versions/<id:version_id>/restore")
@requires("banquet.edit")
@once
def restore(reception_id, banquet_id, version_id):
    """Room, rule pack, seats and locks as a version has them, as one step."""
    reception, banquet = _to_change(reception_id, banquet_id)
    version = versions.get_version(banquet, version_id)
    check_version(banquet)
    try:
        step = versions.restore(banquet, version, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _versions_page(reception, banquet, 422, error.message)
    left = [a.person.name(current_language()) for a in versions.would_stand(banquet, version)]
    flash((_("Version %(number)s is back; “Take back” undoes it.", number=version.number) if step is not None else _("The plan is as in this version already."))
          + (" " + _("Not in it: %(names)s.", names=listed(left)) if left else ""))
    return to_studio(banquet)
