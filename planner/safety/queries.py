"""Reading safety: who may see it, every visitor's state, the pick list, and what is open."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from planner.db import session
from planner.errors import NotFound
from planner.people import access_log
from planner.safety import rulebook
from planner.safety.models import CustodyReceipt, SafetyVisitor
from planner.sites.gear import all_gear
from planner.tours import asking
from planner.tours import queries as tours
from planner.tours.models import Tour


def get_tour(reception_id, tour_id, person):
    """The tour for the office, for who plans the reception and for who works at the tour; NotFound for everybody else."""
    found = session().get(Tour, tour_id)
    if found is None or found.item.reception_id != reception_id:
        raise NotFound()
    if tours.works_at(found, person):
        return found
    raise NotFound()


def get_visitor(tour, attendee_id, at):
    """The Visitor of this tour; NotFound for somebody else."""
    found = next((one for one in visitors(tour, at) if one.attendee.id == attendee_id), None)
    if found is None:
        raise NotFound()
    return found


def get_receipt(tour, receipt_id):
    found = session().get(CustodyReceipt, receipt_id)
    if found is None or found.tour_id != tour.id:
        raise NotFound()
    return found


@dataclass(frozen=True)
class Visitor:
    """One visitor with everything noted. `off`: stops this person keeps off; why is not told. `led_through`: those of them where the group's way leads all the same."""

    attendee: object
    row: SafetyVisitor | None
    receipts: tuple
    off: tuple
    group: object
    led_through: tuple = ()

    @property
    def is_briefed(self):
        return self.row is not None and self.row.briefed_at is not None

    @property
    def is_signed(self):
        return self.row is not None and self.row.signed_at is not None

    @property
    def has_gear(self):
        return self.row is not None and self.row.gear_issued_at is not None

    @property
    def has_badge(self):
        return self.row is not None and self.row.badge_issued_at is not None

    @property
    def has_nda(self):
        return self.row is not None and self.row.nda_at is not None

    @property
    def age(self):
        return (self.row.age or {}).get("is", "") if self.row else ""

    @property
    def sizes(self):
        return (self.row.sizes or {}) if self.row else {}

    @property
    def open_receipts(self):
        return [one for one in self.receipts if one.returned_at is None]


def visitors(tour, at):
    """Everybody who takes part, group by group, in the order of the party within each."""
    rows = {r.attendee_id: r for r in session().scalars(select(SafetyVisitor).where(SafetyVisitor.tour_id == tour.id)).unique()}
    receipts = {}
    for one in receipts_of(tour):
        receipts.setdefault(one.attendee_id, []).append(one)
    groups = {m.attendee_id: g for g in tour.groups for m in g.members}
    stops = asking.stops_of(tour)
    on_the_way = {g.id: {n for v in g.visits for n in (v.stop_id, *v.walked)} for g in tour.groups}
    found = []
    for a in tours.visitors_of(tour, at):
        group = groups.get(a.id)
        through = tuple(s for s in off_stops(a, tour.site.stops) if group is not None and s.id in on_the_way[group.id])
        found.append(Visitor(a, rows.get(a.id), tuple(receipts.get(a.id, ())), off_stops(a, stops), group, through))
    return sorted(found, key=lambda v: v.group.number if v.group else 99)


def off_stops(attendee, stops):
    """The stops of a tour this visitor keeps off."""
    known = asking.visitor_of(attendee)
    return tuple(s for s in stops if (s.is_magnetic and known.keeps_off) or (not s.is_step_free and known.needs_step_free))


def note_read(found, *, by, page):
    """Who keeps off which stops tells something of their health: its reading is noted like every other."""
    access_log.read("health", by=by, people=[v.attendee.person_id for v in found if v.off], page=page)


def receipts_of(tour):
    return session().scalars(select(CustodyReceipt).where(CustodyReceipt.tour_id == tour.id).order_by(CustodyReceipt.number)).unique().all()


def gear_needed(tour):
    """Ids of the gear that the stops of the tour ask for."""
    return list(dict.fromkeys(code for s in asking.stops_of(tour) for code in s.gear))


@dataclass(frozen=True)
class Pick:
    """A line of the pick list: so many of one gear in one size; "" where sizes play no part or were not told."""

    code: str
    size: str
    count: int


def pick_list(tour, at):
    """What is laid out before the tour: by gear and size, people who keep off the stops concerned left out."""
    found = visitors(tour, at)
    picks = []
    for code in gear_needed(tour):
        stops = [s for s in asking.stops_of(tour) if code in s.gear]
        wearing = [v for v in found if any(s not in v.off for s in stops)]
        kept = rulebook.sizes().get(code, []) if all_gear().get(code, {}).get("sized") or code in rulebook.sizes() else []
        told = Counter(v.sizes.get(code, "") if v.sizes.get(code, "") in kept else "" for v in wearing)
        picks += [Pick(code, size, told[size]) for size in [*kept, ""] if told[size]]
    return picks


def by_gear(picks):
    """[(gear, how many of it, its picks)] in the order of the list."""
    codes = dict.fromkeys(one.code for one in picks)
    return [(code, sum(one.count for one in picks if one.code == code), [one for one in picks if one.code == code]) for code in codes]


def badges(tour, at):
    """[(number, Visitor)] with the numbers given, or those that would be given next."""
    found, used = visitors(tour, at), set()
    used = {v.row.badge_number for v in found if v.row and v.row.badge_number}
    numbers, following = [], 1
    for one in found:
        if one.row and one.row.badge_number:
            numbers.append((one.row.badge_number, one))
            continue
        while following in used:
            following += 1
        used.add(following)
        numbers.append((following, one))
    return numbers
