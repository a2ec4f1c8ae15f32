"""The banquet of a request: its tables, its wishes, its seats, and the files that describe them."""

import json

from planner.banquets import actions, queries, seating_bridge, seats as banquet_seats, versions
from planner.errors import RuleBroken
from planner.i18n import _, current_language
from planner.people.names import fold
from planner.plan.errors import BadRequest, Impossible
from planner.plan.refusals import refusals
from planner.receptions.queries import party


def plan_banquet(request, outcome, *, at):
    """Make the banquet of the request and seat everybody. Raises BadRequest, or Impossible when no seats can be found."""
    reception, by = outcome.reception, outcome.reception.owner
    values = {key: request.banquet[key] for key in ("tables", "seats", "pack", "venue_zh", "venue_en", "hall_zh", "hall_en")}
    if values["pack"] not in seating_bridge.pack_ids():
        raise BadRequest(request.place("banquet", "pack"), _("choose one of: %(choices)s", choices=", ".join(seating_bridge.pack_ids())))
    for role in ("host", "second_host", "guest_of_honour"):
        name = request.banquet[role]
        values[role] = attendee_named(request, reception, name, "banquet", role) if name else None
    item = next(item for item in reception.items if item.kind == "banquet")
    try:
        outcome.banquet = actions.create_banquet(reception, item=item, by=by, at=at, **values)
    except RuleBroken as error:
        if error.field == "tables":
            raise Impossible(str(error)) from error
        with refusals(request, "banquet"):
            raise
    for number, wish in enumerate(request.wishes):
        with refusals(request, "wishes", number):
            _add_wish(request, reception, number, wish, by=by, at=at)
    _seat(outcome, by=by, at=at)


def _add_wish(request, reception, number, wish, *, by, at):
    ends = {end: _person_or_client(request, reception, wish[end], "wishes", number, end) for end in ("first", "second")}
    actions.add_wish(reception, by=by, at=at, **wish | ends)


def _seat(outcome, *, by, at):
    plan = banquet_seats.find_plan(outcome.banquet)
    banquet_seats.store_plan(outcome.banquet, plan, by=by, at=at)
    hall = seating_bridge.Hall(outcome.banquet)
    if plan.hard:
        broken = hall.breaches(current_language())
        raise Impossible(_("No plan keeps every rule that must hold: %(rules)s", rules=" ".join(broken)))
    outcome.warnings += [reason.sentence(current_language()) for reason in hall.shortcomings]
    versions.release(outcome.banquet, by=by, at=at)


def attendee_named(request, reception, name, *place):
    """The person of the party with this name in any script; raises BadRequest at `place` of the request."""
    found = _named(reception, name)
    if found is None:
        raise BadRequest(request.place(*place), _("the guest list has nobody called %(name)s", name=name))
    return found


def _named(reception, name):
    wanted = fold(name)
    return next((a for a in party(reception) if wanted in _folded(a.person.name_zh, a.person.name_en, a.person.name_native)), None)


def _person_or_client(request, reception, name, *place):
    person = _named(reception, name)
    if person is not None:
        return person
    for client in queries.guest_clients(reception):
        if fold(name) in _folded(client.name_zh, client.name_en):
            return client
    raise BadRequest(request.place(*place), _("the guest list has neither a person nor a client called %(name)s", name=name))


def _folded(*names):
    return {fold(name) for name in names if name}


# --- files -------------------------------------------------------------------------------------------------------------

def write_seating(outcome, folder):
    """problem.json and plan.json of docs/seating, and who sits where with the reasons as seats.txt in both languages."""
    hall = seating_bridge.Hall(outcome.banquet, version=versions.released(outcome.banquet))
    folder.mkdir(parents=True)
    for name, content in seating_bridge.as_files(hall).items():
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for lang in ("zh", "en"):
        (folder / f"seats-{lang}.txt").write_text("".join(_lines(outcome.banquet, lang)), "utf-8")


def _lines(banquet, lang):
    table = None
    for number, seat, attendee, reasons in queries.seating_of(banquet, versions.released(banquet)):
        if number != table:
            table = number
            yield (f"第 {number} 桌\n" if lang == "zh" else f"Table {number}\n")
        because = "".join(f"\n        {reason.sentence(lang)}" for reason in reasons)
        yield f"  {seat:2}  {attendee.person.both_names()}{because}\n"


def summary(outcome):
    """The released plan in figures, and everybody's table and seat (counted from 1) by name."""
    banquet, version = outcome.banquet, versions.released(outcome.banquet)
    return {"plan": {"number": banquet.plan_number, "version": version.number, "status": banquet.plan_status, "cost": banquet.plan_cost, "bound": banquet.plan_bound},
            "seats": {attendee.person.both_names(): [number, seat] for number, seat, attendee, _reasons in queries.seating_of(banquet, version)}}
