"""Changing arrangements: making them, saying who takes part, putting somebody elsewhere by hand."""

from planner import audit, formats
from planner.arrangements import journeys, queries
from planner.arrangements.consequences import MINDED
from planner.arrangements.kinds import kind_named, kinds
from planner.arrangements.models import Arrangement
from planner.arrangements.working_out import work_out, worked
from planner.banquets import seating_bridge
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _, _l, current_language

MOST_ARRANGEMENTS = 200
"""Of one reception."""


def add(reception, kind_id, *, title_zh="", title_en="", item=None, pack, setting, options=None, cast=(), by, at):
    """A new arrangement of a reception. Raises RuleBroken at the field that does not fit."""
    kind = kind_named(kind_id)
    if len(queries.arrangements_of(reception)) >= MOST_ARRANGEMENTS:
        raise RuleBroken(_l("A reception has at most %(most)s arrangements. Please remove one first.", most=MOST_ARRANGEMENTS))
    made = Arrangement(reception_id=reception.id, kind=kind.id, made_at=at, placed={})
    made.reception = reception
    _assign(made, kind, title_zh, title_en, item, pack, setting, options or {}, list(cast))
    session().add(made)
    session().flush()
    audit.append("arrangement.added", subject=made, by=by, at=at, details={"kind": kind.id, "people": len(made.cast)})
    return made


def change(arrangement, *, title_zh="", title_en="", item=None, pack, setting, options=None, cast=(), by, at):
    """New particulars. Returns the attendees who were put by hand where no place is any more: the rules place them again."""
    kind = kinds()[arrangement.kind]
    _assign(arrangement, kind, title_zh, title_en, item, pack, setting, options or {}, list(cast))
    lost = _forget_lost(arrangement)
    session().flush()
    audit.append("arrangement.changed", subject=arrangement, by=by, at=at, details={"kind": kind.id, "people": len(arrangement.cast)})
    return lost


def remove(arrangement, *, by, at):
    """Forget an arrangement."""
    audit.append("arrangement.removed", subject=arrangement, by=by, at=at, details={"kind": arrangement.kind})
    session().delete(arrangement)
    session().flush()


def add_proposed(reception, keys, *, by, at):
    """The arrangements that the programme suggests, those of these Proposal keys; the rows made."""
    pack, made = queries.usual_pack(reception), []
    for proposal in queries.proposals(reception):
        if proposal.key in keys:
            made.append(add(reception, proposal.kind.id, title_zh=proposal.title("zh")[:200], title_en=proposal.title("en")[:200],
                            item=proposal.item, pack=pack, setting=proposal.setting, cast=proposal.cast, by=by, at=at))
    return made


def put(arrangement, attendee, place, *, by, at):
    """Place somebody elsewhere by hand; whoever is there takes the place left. Where the rules want it, nothing is kept.

    Raises RuleBroken at "to" or "person".
    """
    found = work_out(arrangement)
    if found.problem:
        raise RuleBroken(found.problem)
    if not any(spot.attendee.id == attendee.id for spot in found.spots):
        raise RuleBroken(_l("%(name)s does not take part here.", name=attendee.person.both_names()), field="person")
    if place not in found.places:
        raise RuleBroken(_l("Please choose a place from the list."), field="to")
    label = place.rpartition(":")[0] if found.orders else ""
    kept = {p: a for p, a in arrangement.placed.items()
            if p != place and not (a == attendee.id and (not found.orders or p.rpartition(":")[0] == label))}
    by_rules = {spot.by_rules for spot in found.spots if spot.attendee.id == attendee.id}
    if place not in by_rules or kept:
        kept[place] = attendee.id
    arrangement.placed = kept
    session().flush()
    audit.append("arrangement.placed", subject=arrangement, by=by, at=at, details={"attendee": attendee.id, "place": place})


def release(arrangement, attendee=None, *, by, at):
    """Let the rules place somebody again, or everybody."""
    arrangement.placed = {p: a for p, a in arrangement.placed.items() if attendee is not None and a != attendee.id}
    session().flush()
    audit.append("arrangement.released", subject=arrangement, by=by, at=at, details={"attendee": attendee.id if attendee else None})


def mind_ranks(banquet, *, by, at):
    """Note that the plan of a banquet stays as it is although ranks have changed since everybody was seated."""
    audit.append(MINDED, subject=banquet, by=by, at=at)


def _assign(arrangement, kind, title_zh, title_en, item, pack, setting, options, cast):
    reception = arrangement.reception
    if item is not None and item.reception_id != reception.id:
        raise RuleBroken(_l("Please choose an item of this programme."), field="item_id")
    if pack not in seating_bridge.pack_ids():
        raise RuleBroken(_l("Please choose a rule pack from the list."), field="pack")
    setting = {s.id: s.default for s in kind.settings if s.default is not None} | dict(setting)
    _check_choices(kind, pack, setting, options)
    if kind.layout == "served":
        cast = []
    else:
        _check_cast(kind, reception, cast)
        _check_rides(arrangement, kind, item, cast)
    worked(kind, reception, setting, options, pack, cast, is_strict=True)
    arrangement.item_id, arrangement.item = (item.id, item) if item else (None, None)
    arrangement.title_zh, arrangement.title_en = (title_zh, title_en) if title_zh or title_en else (kind.title["zh"], kind.title["en"])
    arrangement.pack, arrangement.setting, arrangement.options, arrangement.cast = pack, setting, dict(options), cast


def _check_choices(kind, pack, setting, options):
    """Every setting has a value that it may have, and every option one of the pack's."""
    for asked in kind.settings:
        value = setting.get(asked.id, asked.default)
        if asked.is_number:
            is_fine = (value is None and asked.default is None) or (isinstance(value, int) and asked.min <= value <= asked.max)
        else:
            known = {"vehicles": seating_bridge.vehicle_titles()}.get(asked.source, asked.values)
            is_fine = asked.source == "tables" or value in known
        if not is_fine:
            raise RuleBroken(_l("Please choose a value from the list."), field=f"s_{asked.id}")
    known = seating_bridge.pack_options(pack, kind.options)
    for name, value in options.items():
        if name not in known or value not in known[name][1]:
            raise RuleBroken(_l("Please choose a value from the list."), field=f"o_{name}")


def _check_cast(kind, reception, cast):
    """Enough people and not too many, of this reception, of both sides where the kind needs them, one principal a side."""
    there = {a.id: a for a in reception.attendees}
    chosen = [one["attendee"] for one in cast]
    if not chosen:
        raise RuleBroken(_l("Please choose who takes part."), field="people")
    if any(a not in there for a in chosen) or len(set(chosen)) < len(chosen):
        raise RuleBroken(_l("Please choose people of this reception."), field="people")
    if any(one.get("duty") and one["duty"] not in kind.duties for one in cast):
        raise RuleBroken(_l("Please choose what somebody is here from the list."), field="people")
    if len(chosen) < kind.least:
        raise RuleBroken(_l("This needs at least %(least)s people; one is chosen.", least=kind.least), field="people")
    if len(chosen) > kind.most:
        raise RuleBroken(_l("This holds at most %(most)s people; %(count)s are chosen.", most=kind.most, count=len(chosen)), field="people")
    sides = {there[a].side for a in chosen}
    if kind.sides == "both" and "host" not in sides:
        raise RuleBroken(_l("Nobody of our own side takes part. Please choose the host, or who stands in for him."), field="people")
    if kind.sides == "both" and "guest" not in sides:
        raise RuleBroken(_l("No guest takes part. Please choose at least one."), field="people")
    for side in ("guest", "host"):
        leading = [one for one in cast if one.get("duty") in ("principal", "signatory") and there[one["attendee"]].side == side]
        if len(leading) > 1:
            raise RuleBroken(_l("Each side has one who leads it here; please leave only one."), field="people")


def _check_rides(arrangement, kind, item, cast):
    """Nobody rides twice on one journey."""
    if kind.id != "car" or item is None:
        return
    others = [car for car in queries.arrangements_of(arrangement.reception) if car is not arrangement]
    riding, lang = journeys.riders(others, item), current_language()
    twice = {one["attendee"]: riding[one["attendee"]] for one in cast if one["attendee"] in riding}
    if twice:
        names = {a.id: a.person.name(lang) for a in arrangement.reception.attendees}
        told = formats.listed(_("%(name)s (in “%(car)s”)", name=names[a], car=car.title(lang)) for a, car in twice.items())
        raise RuleBroken(_l("Nobody rides twice on one journey: %(names)s. Please take the person out of one of the cars.", names=told), field="people")


def _forget_lost(arrangement):
    """Take out what was put by hand and cannot stay; the attendees it was about."""
    found = work_out(arrangement)
    taking_part = {m.attendee.id: m.attendee for m in found.company.members}
    lost = {place for place, _a in found.lost} | {p for p, a in arrangement.placed.items() if a not in taking_part}
    gone = [taking_part[a] for place, a in arrangement.placed.items() if place in lost and a in taking_part]
    arrangement.placed = {p: a for p, a in arrangement.placed.items() if p not in lost}
    return gone
