"""From the rows to what the solver is given: the day on a site with all its parties, guides, interpreters and locks."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime, time, timedelta

from planner.errors import RuleBroken
from planner.i18n import _l, current_language
from planner.people.models import Client
from planner.resources.queries import resources
from planner.resources.times import as_utc, on_the_wall
from planner.sites.queries import as_graph, key_of, unreachable
from planner.tours import queries
from planner.tours.day import Companion, Day, Lock, Party, Visitor
from planner.tours.models import MOST_VISITORS

KEEP_OFF = frozenset({"pacemaker", "pregnant"})
DAY_MINUTES = 24 * 60
LENGTH_UNKNOWN = 120


def minute_of(wall):
    return wall.hour * 60 + wall.minute


def window_of(item):
    """(first, last) minute of the item on its day; a tour without an end lasts two hours."""
    first = minute_of(item.starts_at)
    if item.ends_at is None:
        return first, min(first + LENGTH_UNKNOWN, DAY_MINUTES)
    return first, minute_of(item.ends_at) if item.ends_at.date() == item.starts_at.date() else DAY_MINUTES


def languages_of(attendee):
    """Understood by a visitor, the preferred one first; of who told none, the language of their client's country."""
    if attendee.person.languages:
        return tuple(attendee.person.languages)
    client: Client | None = attendee.person.client
    return ("zh",) if client is None or client.country == "CN" else ("en",)


def visitor_of(attendee, interests=(), side=""):
    """A guest as the solver knows them: what keeps somebody off a stop is not told apart."""
    codes = set((attendee.health or {}).get("codes", ()))
    return Visitor(str(attendee.id), languages_of(attendee), frozenset(interests), bool(codes & KEEP_OFF), "wheelchair" in codes, side)


def stops_of(tour):
    """The stops asked for, in the order of the site; all that visitors are shown where none was named."""
    doors = {tour.site.entrance, tour.site.exit}
    shown = [s for s in tour.site.stops if s not in doors and not s.is_closed]
    return [s for s in shown if s.id in tour.stop_ids] if tour.stop_ids else shown


def party_of(tour, at, visitors=None):
    """The party of a tour. Raises RuleBroken for what no plan can be made for."""
    visitors = queries.visitors_of(tour, at) if visitors is None else visitors
    _refuse(tour, visitors)
    here = {a.id for a in visitors}
    interests = {g.attendee_id: g.interests for g in tour.guests}
    pairs = {kind: [(str(w.first_id), str(w.second_id)) for w in tour.wishes if w.kind == kind and {w.first_id, w.second_id} <= here] for kind in ("together", "apart")}
    first, last = window_of(tour.item)
    within = queries.rivals_within(visitors)
    sides = {str(one) for pair in within for one in pair}
    people = tuple(visitor_of(a, interests.get(a.id, ()), str(a.person.client_id) if str(a.person.client_id) in sides else "") for a in visitors)
    return Party(str(tour.id), people, tuple(key_of(s) for s in stops_of(tour)), first, last, _groups_wanted(tour, visitors), tour.largest_group,
                 tuple(frozenset(p) for p in pairs["together"]), tuple(dict.fromkeys(pairs["apart"])), rival_sides=tuple((str(a), str(b)) for a, b in within))


def _groups_wanted(tour, visitors):
    """As asked for; as many as there are where people were put into them by hand."""
    if tour.groups_wanted:
        return min(tour.groups_wanted, len(visitors))
    decided = any(m.is_kept for g in tour.groups for m in g.members) or any(_is_kept(g) for g in tour.groups)
    return min(len(tour.groups), len(visitors)) if decided else None


def _is_kept(group):
    return group.keeps_guide or group.keeps_interpreter or group.keeps_order or group.keeps_times


def _refuse(tour, visitors):
    if not visitors:
        raise RuleBroken(_l("Nobody takes part in this tour yet. Add the guests first, or say in the programme who takes part."))
    if len(visitors) > MOST_VISITORS:
        raise RuleBroken(_l("%(count)s visitors are too many for one tour; the most is %(most)s. Please make several items of the programme.",
                            count=len(visitors), most=MOST_VISITORS))
    if tour.site.entrance is None or tour.site.exit is None:
        raise RuleBroken(_l("The site has no entrance or no exit yet. Please complete it first."))
    if not stops_of(tour):
        raise RuleBroken(_l("There is no stop to be shown. Please choose at least one that is open to visitors."), field="stop_ids")
    lost = [s for s in unreachable(tour.site) if s in stops_of(tour)]
    if lost:
        raise RuleBroken(_l("“%(stop)s” cannot be reached from the entrance. Please draw a way on the site, or leave the stop out.", stop=_Named(lost[0])), field="stop_ids")


class _Named:
    """The name of a stop in the language of the moment, inside a lazy sentence."""

    def __init__(self, one):
        self.one = one

    def __str__(self):
        return self.one.name(current_language())


# --- the day ---------------------------------------------------------------------------------------------------------------


def day_of(tour, at, *, pinned=()):
    """(Day, {party key: Tour}, keys that are not planned anew). Tours released by others, and `pinned` ones, stand as they are."""
    tours = queries.tours_of_day(tour.site, tour.item.starts_at.date())
    standing = {str(t.id) for t in tours if t.id != tour.id and t.groups and (t.released_at is not None or t.id in pinned)}
    known, parties = {}, []
    for one in tours:
        if one.id != tour.id and str(one.id) not in standing and (one.started_at or pinned):
            continue
        try:
            parties.append(_standing_party(one, at) if str(one.id) in standing else party_of(one, at))
            known[str(one.id)] = one
        except RuleBroken:
            if one.id == tour.id:
                raise
    parties = _with_rivals(parties, known, at)
    free_items = {t.item_id for t in known.values()}
    guides, interpreters = (companions(kind, tour, free_items, at) for kind in ("guide", "interpreter"))
    locks = tuple(lock for one in known.values() for lock in (pinning(one) if str(one.id) in standing else kept_parts(one, parties)))
    return Day(as_graph(tour.site), tuple(parties), guides, interpreters, _meant(locks, parties, guides, interpreters)), known, standing


def _standing_party(tour, at):
    """A released tour as it was planned: those of its people who still come, in the groups they are in."""
    members = [m.attendee for g in tour.groups for m in g.members]
    party = party_of(tour, at, visitors=members)
    seen = {key_of(v.stop) for g in tour.groups for v in g.visits}
    return Party(party.key, party.visitors, tuple(s for s in party.stops if s in seen), party.earliest, party.back_by, len(tour.groups), 10_000)


def _with_rivals(parties, known, at):
    rivals, clients = queries.rival_clients(), {}
    for party in parties:
        tour = known[party.key]
        clients[party.key] = queries.clients_of(tour, queries.visitors_of(tour, at))
    enemies = {key: {r for c in own for r in rivals.get(c, ())} for key, own in clients.items()}
    return [replace(p, rivals=frozenset(k for k, own in clients.items() if k != p.key and own & enemies[p.key])) for p in parties]


def companions(kind, tour, free_items, at):
    """The guides or interpreters of that day as Companions; what is booked for the tours to be planned does not keep them."""
    day, zone = tour.item.starts_at.date(), tour.item.time_zone
    begin, end = as_utc(datetime.combine(day, time()), zone), as_utc(datetime.combine(day + timedelta(days=1), time()), zone)
    known = [r for r in resources(kind) if day.isoweekday() in r.days and r.languages]
    booked = [b for b in queries.bookings_of_day(known, begin, end, at) if b.item_id not in free_items]
    found = []
    for one in known:
        busy = tuple(sorted({(_minute_on(b.from_utc, day, zone), _minute_on(b.to_utc, day, zone)) for b in booked
                             if b.resource_id == one.id or (one.person_id and b.resource.person_id == one.person_id)}))
        opens, closes = (minute_of(one.opens) if one.opens else 0), (minute_of(one.closes) if one.closes else DAY_MINUTES)
        found.append(Companion(str(one.id), tuple(one.languages), opens, closes, busy, sum(b - a for a, b in busy)))
    return tuple(found)


def _minute_on(moment, day, zone):
    wall = on_the_wall(moment, zone).replace(tzinfo=None)
    return min(max(round((wall - datetime.combine(day, time())).total_seconds() / 60), 0), DAY_MINUTES)


# --- locks -----------------------------------------------------------------------------------------------------------------


def pinning(tour, *, but=()):
    """Everything of a tour as it stands, but the groups of these numbers."""
    key, found = str(tour.id), []
    for group in tour.groups:
        n = group.number - 1
        found += [Lock(key, "member", n, str(m.attendee_id)) for m in group.members]
        if group.number not in but:
            found += _companion_locks(key, n, group, guide=True, interpreter=True) + _visit_locks(key, n, group)
    return found if but else [*found, *_beginnings(key, tour)]


def _beginnings(key, tour):
    """When the party begins; of each group where rivals among them come apart."""
    begins = {g.number - 1: g.visits[0].starts_minute for g in tour.groups}
    return [Lock(key, "start", n, at=at) for n, at in (begins.items() if len(set(begins.values())) > 1 else list(begins.items())[:1])]


def kept_parts(tour, parties):
    """What a person has decided of a tour: members, guide, interpreter, order, times."""
    key, found = str(tour.id), []
    here = {v.key for p in parties if p.key == key for v in p.visitors}
    count = next((p.groups for p in parties if p.key == key), None) or len(tour.groups)
    for group in (g for g in tour.groups if g.number <= count):
        n = group.number - 1
        found += [Lock(key, "member", n, str(m.attendee_id)) for m in group.members if m.is_kept and str(m.attendee_id) in here]
        found += _companion_locks(key, n, group, guide=group.keeps_guide, interpreter=group.keeps_interpreter)
        if group.keeps_order:
            found.append(Lock(key, "order", n, tuple(key_of(v.stop) for v in inner(group))))
        if group.keeps_times:
            found += _visit_locks(key, n, group)
    return found


def inner(group):
    """The visits between entrance and exit."""
    return group.visits[1:-1]


def _companion_locks(key, n, group, *, guide, interpreter):
    found = [Lock(key, "guide", n, str(group.guide_id))] if guide and group.guide_id else []
    return found + ([Lock(key, "interpreter", n, str(group.interpreter_id) if group.interpreter_id else "")] if interpreter else [])


def _visit_locks(key, n, group):
    return [Lock(key, "visit", n, key_of(v.stop), v.starts_minute) for v in inner(group)]


def still_meant(locks, day, parties):
    """Of these locks those that name somebody or something of the day."""
    return _meant(locks, parties, day.guides, day.interpreters)


def _meant(locks, parties, guides, interpreters):
    """The locks without those that name a visitor, stop or companion who is not there any more."""
    people = {(p.key, v.key) for p in parties for v in p.visitors}
    stops = {(p.key, s) for p in parties for s in p.stops}
    named = {"guide": {c.key for c in guides}, "interpreter": {c.key for c in interpreters} | {""}}
    kept = []
    for lock in locks:
        if lock.what == "member" and (lock.party, lock.value) not in people or lock.what == "visit" and (lock.party, lock.value) not in stops:
            continue
        if lock.what in named and lock.value not in named[lock.what]:
            continue
        kept.append(lock)
    return tuple(kept)


def fingerprint(tour, at):
    """What a plan is made for: another one says that people, stops, times or the site have changed since. "" where no plan can be made."""
    visitors = queries.visitors_of(tour, at)
    try:
        party = party_of(tour, at, visitors)
    except RuleBroken:
        return ""
    said = repr((sorted((v.key, v.languages, sorted(v.interests), v.keeps_off, v.needs_step_free, v.side) for v in party.visitors), party.stops, party.earliest,
                 party.back_by, tour.groups_wanted, party.largest_group, sorted(map(sorted, party.together)), sorted(party.apart), party.rival_sides,
                 sorted(queries.rivals_of(tour, visitors)), as_graph(tour.site)))
    return hashlib.sha256(_stable(said).encode()).hexdigest()


def _stable(said):
    """Sets print in any order; the languages of a stop are the only ones inside."""
    return re.sub(r"frozenset\(\{([^}]*)\}\)", lambda m: ",".join(sorted(m[1].split(", "))), said)
