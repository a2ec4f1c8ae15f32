"""Reading arrangements: those of a reception, what the programme suggests, and what papers show of them."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from planner.arrangements import journeys
from planner.arrangements.casting import suggested
from planner.arrangements.kinds import fleet, kinds
from planner.arrangements.models import Arrangement
from planner.arrangements.working_out import worked
from planner.banquets import queries as banquets
from planner.db import session
from planner.errors import NotFound
from planner.reading import reads_once, remembered
from planner.receptions.models import Item

USUAL_PACK = "cn-corporate"


@remembered
def arrangements_of(reception):
    """Arrangements of a reception in the order of the programme; those without an item last."""
    return session().scalars(select(Arrangement).outerjoin(Item, Arrangement.item_id == Item.id)
                             .where(Arrangement.reception_id == reception.id)
                             .order_by(Item.id.is_(None), Item.starts_at, Arrangement.id)).unique().all()


def get_arrangement(reception, arrangement_id):
    """An arrangement of this reception; NotFound for another's."""
    found = session().get(Arrangement, arrangement_id)
    if found is None or found.reception_id != reception.id:
        raise NotFound()
    return found


def usual_pack(reception):
    """The rule pack of the reception's banquet; the company's own before there is one."""
    found = banquets.banquets_of(reception)
    return found[0].pack if found else USUAL_PACK


@remembered
def items_of(reception):
    """Items of the programme in order."""
    return session().scalars(select(Item).where(Item.reception_id == reception.id).order_by(Item.starts_at, Item.id)).all()


def tables_of(reception):
    """[("banquet id-table number", banquet, table)] of all banquets."""
    return [(f"{banquet.id}-{table.number}", banquet, table) for banquet in banquets.banquets_of(reception) for table in banquet.tables]


def usual_setting(kind, reception):
    """setting id -> the value it begins with."""
    tables = tables_of(reception)
    return {s.id: (tables[0][0] if s.source == "tables" and tables else s.default) for s in kind.settings
            if s.default is not None or (s.source == "tables" and tables)}


@dataclass(frozen=True)
class Proposal:
    """One arrangement that an item of the programme suggests; `key` names it in a form."""

    kind: object
    item: object
    setting: dict
    cast: list
    number: int = 0     # of several cars

    @property
    def as_arrangement(self):
        """With the fields of an Arrangement."""
        return Arrangement(kind=self.kind.id, item_id=self.item.id, cast=self.cast)

    @property
    def key(self):
        return f"{self.item.id}-{self.kind.id}-{self.number}"

    def title(self, lang):
        title = self.kind.title[lang] + (f" {self.number}" if self.number else "")
        item = self.item.title(lang)
        return title if not item or item == self.kind.title[lang] else f"{item} · {title}"


@reads_once
def proposals(reception):
    """What the programme suggests and is not there yet, in its order."""
    there = {(a.item_id, a.kind) for a in arrangements_of(reception)}
    pack, found = usual_pack(reception), []
    for item in items_of(reception):
        for kind in kinds().values():
            if item.kind in kind.items and (item.id, kind.id) not in there:
                found += _proposed(kind, reception, pack, item, [p.as_arrangement for p in found])
    return [p for p in found if _can_be_made(p, reception, pack)]


def _proposed(kind, reception, pack, item, before):
    """`before` are the proposals made before this one."""
    setting, cast = usual_setting(kind, reception), suggested(kind, reception, pack, item)
    if kind.id == "car":
        return _cars(kind, reception, pack, item, setting, journeys.riders([*arrangements_of(reception), *before], item, hosts_too=True))
    if kind.layout == "served":
        key = next((key for key, banquet, _table in tables_of(reception) if banquet.item_id == item.id), None)
        return [Proposal(kind, item, setting | {"table": key}, [])] if key else []
    return [Proposal(kind, item, setting, cast)]


def _can_be_made(proposal, reception, pack):
    """A kind that needs both sides is not proposed while one of them is empty."""
    if proposal.kind.layout == "served":
        return True
    sides = {a.side for a in reception.attendees if a.id in {c["attendee"] for c in proposal.cast}}
    if len(proposal.cast) < proposal.kind.least or (proposal.kind.sides == "both" and len(sides) < 2):
        return False
    return not worked(proposal.kind, reception, proposal.setting, {}, pack, proposal.cast).problem


def usual_cast(kind, reception, pack, item):
    """The cast that a new arrangement begins with; of a car, nobody who rides on this journey already."""
    cast = suggested(kind, reception, pack, item)
    if kind.id != "car" or item is None:
        return cast
    riding = journeys.riders(arrangements_of(reception), item, hosts_too=True)
    return [one for one in suggested(replace(kind, guests=len(reception.attendees)), reception, pack, item)
            if one["attendee"] not in riding][:len(cast)]


def _cars(kind, reception, pack, item, setting, riding):
    """The highest guest's car first, with a spouse, an interpreter and one of ours; then the smallest cars that hold the others.

    `riding` are ids of those who ride elsewhere on the journey.
    """
    everybody = suggested(replace(kind, guests=len(reception.attendees), hosts=len(reception.attendees)), reception, pack, item)
    expected, by_id = journeys.travellers(item), {a.id: a for a in reception.attendees}
    free = [by_id[one["attendee"]] for one in everybody if one["attendee"] not in riding]
    guests = [a for a in free if a.side == "guest" and a.id in expected]
    if not guests:
        return []
    interpreters = [a for a in free if a.side == "host" and a.interprets_for_id in {g.id for g in guests}]
    first = guests[:1] + [a for a in guests[1:] + interpreters if guests[0].id in (a.partner_id, a.interprets_for_id)]
    first += _escort([a for a in free if a.side == "host" and a.role != "interpreter"], interpreters, item)
    others = [a for a in guests + interpreters if a not in first]
    drivers = [a for a in reception.attendees if a.role == "driver" and a.side == "host"]
    found = []
    for number, (vehicle, people) in enumerate([("sedan", first[:4]), *_loads(first[4:] + others)], 1):
        if people:
            cast = [{"attendee": a.id, "duty": ""} for a in people + drivers[number - 1:number]]
            found.append(Proposal(kind, item, setting | {"vehicle": vehicle, "coach_rows": -(-len(people) // 4) + 1}, cast, number))
    return found


def _escort(hosts, interpreters, item):
    """Who of ours meets the guests: whoever is responsible for the item, else the highest; an interpreter may be that already."""
    if any(a.person_id == item.responsible_id for a in interpreters):
        return []
    return [a for a in hosts if a.person_id == item.responsible_id][:1] or hosts[:1]


def _loads(people):
    """[(vehicle, people)] that carry them all."""
    biggest = fleet()[-1]
    found = []
    while people:
        vehicle, riders = next((one for one in fleet() if one[1] >= len(people)), biggest)
        found.append((vehicle, people[:riders]))
        people = people[riders:]
    return found
