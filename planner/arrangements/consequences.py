"""What another rank of one person would change, in every banquet and arrangement of the reception. Nothing here writes."""

from dataclasses import dataclass, field

from sqlalchemy import and_, func, select

from planner.arrangements import queries
from planner.arrangements.working_out import work_out
from planner.audit import AuditEntry
from planner.banquets import queries as banquets
from planner.banquets.models import Seating
from planner.banquets.seating_bridge import Hall
from planner.db import session
from planner.receptions.models import Attendee

MINDED = "banquet.ranks_minded"
SEATED = ("banquet.seated", "banquet.restored")


@dataclass(frozen=True)
class Move:
    """Somebody whose place in an order, or in an arrangement, would be another one; places as texts per language."""

    attendee: object
    before: object
    after: object


@dataclass
class AtBanquet:
    """What changes at one banquet: places in the order of precedence, and what would then be said of the seats as they are."""

    banquet: object
    moves: list = field(default_factory=list)
    reasons: list = field(default_factory=list)     # [(attendee, reasons no longer, reasons new)]
    cost_before: int | None = None
    cost_after: int | None = None
    broken: list = field(default_factory=list)      # sentences in the language asked for


@dataclass
class AtArrangement:
    """Who would have another place in one arrangement."""

    arrangement: object
    moves: list = field(default_factory=list)
    problem: str = ""


class _Ranked:
    """An attendee with another rank than the one stored."""

    def __init__(self, attendee, rank):
        self._attendee, self.rank = attendee, rank

    def __getattr__(self, name):
        return getattr(self._attendee, name)


def of_rank(attendee, rank, lang):
    """([AtBanquet], [AtArrangement]) if this attendee had this rank; only where something changes."""
    reception = attendee.reception
    dining = [_at_banquet(banquet, attendee, rank, lang) for banquet in banquets.banquets_of(reception)]
    others = [_at_arrangement(arrangement, attendee, rank) for arrangement in queries.arrangements_of(reception)]
    return ([one for one in dining if one.moves or one.reasons or one.cost_before != one.cost_after],
            [one for one in others if one.moves or one.problem])


def _at_banquet(banquet, attendee, rank, lang):
    found, before = AtBanquet(banquet), Hall(banquet)
    if attendee.id not in before.diners:
        return found
    supposed = {a: _Ranked(one, rank) if a == attendee.id else one for a, one in before.diners.items()}
    after = Hall(banquet, diners=supposed)
    places = {side: (_places(before, side), _places(after, side)) for side in ("guest", "host")}
    for one in before.ordered():
        old, new = places[one.side][0][one.id], places[one.side][1][one.id]
        if old != new:
            found.moves.append(Move(one, old, new))
    if before.plan.seats:
        found.cost_before, found.cost_after = before.score.cost, after.score.cost
        known = set(before.breaches(lang))
        found.broken = [sentence for sentence in after.breaches(lang) if sentence not in known]
        found.reasons = _other_reasons(before, after, lang)
    return found


def _places(hall, side):
    """attendee id -> place on the own side, from 1."""
    own = [int(p) for p in hall.precedence.order if hall.diners[int(p)].side == side]
    return {a: place for place, a in enumerate(own, 1)}


def _other_reasons(before, after, lang):
    found = []
    for one in before.ordered():
        old = [r.sentence(lang) for r in before.reasons.get(one.id, ())]
        new = [r.sentence(lang) for r in after.reasons.get(one.id, ())]
        if set(old) != set(new):
            found.append((one, [s for s in old if s not in new], [s for s in new if s not in old]))
    return found


def _at_arrangement(arrangement, attendee, rank):
    before, after = work_out(arrangement), work_out(arrangement, {attendee.id: rank})
    found = AtArrangement(arrangement, problem=after.problem if not before.problem else "")
    if before.problem or after.problem:
        return found
    placed = {(s.attendee.id, _label(s, before)): s.place for s in before.spots}
    for spot in after.spots:
        old = placed.get((spot.attendee.id, _label(spot, after)))
        if old != spot.place:
            found.moves.append(Move(spot.attendee, {lang: before.place_words(old, lang) for lang in ("zh", "en")},
                                    {lang: after.place_words(spot.place, lang) for lang in ("zh", "en")}))
    return found


def _label(spot, worked):
    return spot.place.rpartition(":")[0] if worked.orders else ""


def ranks_changed_since(banquet):
    """Seated attendees whose rank was changed after everybody was last seated, and nobody said since that the plan stays."""
    since = session().scalar(select(func.max(AuditEntry.id)).where(AuditEntry.action.in_((*SEATED, MINDED)),
                                                                   AuditEntry.subject == f"banquets:{banquet.id}"))
    if since is None:
        return []
    entries = session().scalars(select(AuditEntry).where(
        AuditEntry.id > since, AuditEntry.action == "attendee.changed", AuditEntry.subject.startswith("attendees:"))).all()
    ids = {int(entry.subject.partition(":")[2]) for entry in entries if "rank" in entry.details.get("fields", ())}
    return session().scalars(select(Attendee).join(Seating, and_(Seating.attendee_id == Attendee.id, Seating.banquet_id == banquet.id))
                             .where(Attendee.id.in_(ids)).order_by(Attendee.id)).unique().all() if ids else []
