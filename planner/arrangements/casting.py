"""Who takes part in an arrangement, in which part and which order: the people of the reception as a case names them."""

from dataclasses import dataclass, field

from planner.banquets import queries as banquets
from planner.banquets import seating_bridge
from planner.reading import remembered
from planner.receptions import queries as receptions
from planner.receptions.models import ABSENT

PRINCIPALS = {"host": "host", "guest": "guest_of_honour"}
ORDINARY = ("guest", "companion", "spouse", "organiser")
MEALS = ("banquet", "meal")
LEADERS = ("host", "guest_of_honour", "second_host")


@dataclass(frozen=True)
class Member:
    """One person of an arrangement: `duty` as chosen, `role` as the seating library knows it, `rank` from 1 or None."""

    attendee: object
    duty: str
    role: str | None
    rank: int | None


@dataclass
class Company:
    """Everybody who takes part, the highest first; `gone` are ids that are no longer of the reception."""

    members: list = field(default_factory=list)
    gone: list = field(default_factory=list)

    def side(self, which):
        return [m for m in self.members if m.attendee.side == which]

    def with_role(self, roles):
        return [m for m in self.members if m.role in roles]


def company(kind, cast, reception, pack, ranks=None):
    """The Company of a `cast` ([{"attendee", "duty"}]); `ranks` are ranks to suppose instead of those stored."""
    everybody = {a.id: a for a in receptions.party(reception)}
    duties = {one["attendee"]: one.get("duty", "") for one in cast}
    level, order, unranked = seating_bridge.rank_order(list(everybody.values()), pack, ranks) if ranks else _precedence(reception, pack)
    taking_part = [everybody[a] for a in order if a in duties]
    leading = {a.side for a in taking_part if duties[a.id] in ("principal", "signatory")}
    dense = {found: i for i, found in enumerate(sorted({level[a.id] for a in taking_part}), 1)}
    members = [Member(a, duties[a.id], _role(kind, a, duties[a.id], leading), None if _is_unranked(a, duties[a.id], unranked) else dense[level[a.id]])
               for a in taking_part]
    return Company(_leaders_first(members), [a for a in duties if a not in everybody])


@remembered
def _precedence(reception, pack):
    """seating_bridge.rank_order() of everybody, by the ranks stored."""
    return seating_bridge.rank_order(receptions.party(reception), pack)


def _is_unranked(attendee, duty, unranked):
    return duty in seating_bridge.case_roles("uncounted") or (attendee.id in unranked and not duty)


def _role(kind, attendee, duty, leading):
    """The role in the case: the duty chosen here, or the role in the reception where it matters."""
    if duty in ("principal", "signatory"):
        return "signatory" if duty == "signatory" else PRINCIPALS[attendee.side]
    if duty:
        return duty
    if attendee.role in ORDINARY or attendee.role in kind.counts or (attendee.role in LEADERS and attendee.side in leading):
        return None
    return attendee.role


def _leaders_first(members):
    """In the order of precedence, but those who lead here before their side."""
    return sorted(members, key=lambda m: m.duty not in ("principal", "signatory"))


def suggested(kind, reception, pack, item=None):
    """The cast that is likely: by role, without those who are not at the item, the highest of each side."""
    _level, order, _unranked = _precedence(reception, pack)
    by_id = {a.id: a for a in receptions.party(reception)}
    away = not_at(item, reception)
    coming = [by_id[a] for a in order if by_id[a].role not in kind.without and a not in away]
    chosen = [a for side, most in (("guest", kind.guests), ("host", kind.hosts)) for a in _highest(coming, side, most)]
    chosen += [a for a in coming if a.role == "interpreter" and a not in chosen and a.interprets_for_id in {c.id for c in chosen}]
    return [{"attendee": a.id, "duty": ""} for a in chosen]


def _highest(people, side, most):
    """The first of a side; its host or guest of honour is always among them."""
    own = sorted((a for a in people if a.side == side), key=lambda a: a.role not in LEADERS)
    return own[:most]


def not_at(item, reception):
    """Ids of those who are not at this item: declined it, are no longer invited, do not tour or dine, or were noted absent there."""
    if item is None:
        return set()
    away = {attendee for attendee, replies in receptions.replies_of(reception).items()
            if any(reply.item_id == item.id and reply.answer in ABSENT for reply in replies)}
    away |= {a.id for a in reception.attendees if (item.kind == "tour" and not a.tours) or (item.kind in MEALS and not a.dines)}
    return away | banquets.noted_absent(item)
