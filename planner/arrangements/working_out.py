"""An arrangement worked out by the rules of its pack, with what was put elsewhere by hand laid over it. Nothing here writes."""

from dataclasses import dataclass, field
from functools import cached_property

from planner.arrangements import places
from planner.arrangements.casting import Company, Member, company, not_at
from planner.arrangements.cases import case_of, served_table
from planner.arrangements.kinds import kinds, sequence_title
from planner.banquets import queries as banquets
from planner.banquets import seating_bridge
from planner.errors import RuleBroken


@dataclass(frozen=True)
class Spot:
    """Somebody's place: `by_rules` is where the rules would have it, `rules` are those that say so (Rule).

    `is_by_hand` when somebody put the person here, `gives_way` when another person put by hand took the place.
    """

    attendee: object
    place: str
    by_rules: str
    rules: tuple = ()
    is_by_hand: bool = False
    rank: int | None = None

    @property
    def gives_way(self):
        return self.place != self.by_rules and not self.is_by_hand


@dataclass
class Worked:
    """The answer: `spots` by precedence, `orders` [(label, ids in turn)] of a sequence, `problem` where there is none."""

    kind: object
    company: object
    spots: list = field(default_factory=list)
    orders: list = field(default_factory=list)
    places: list = field(default_factory=list)
    case: dict = field(default_factory=dict)
    answer: tuple = ({}, {})
    problem: str = ""
    starts_with: object = None      # of a round that has a beginning and a direction only
    lost: list = field(default_factory=list)     # placed by hand where no place is any more
    absent: list = field(default_factory=list)   # attendees who are not at the item
    banquet: object = None          # whose table it follows, of a serving order
    sequence_rules: list = field(default_factory=list)

    @cached_property
    def spot_of(self):
        return {spot.attendee.id: spot for spot in self.spots}

    @cached_property
    def at(self):
        """place -> attendee"""
        return {spot.place: spot.attendee for spot in self.spots}

    def place_words(self, place, lang):
        names = {str(s.attendee.id): s.attendee.person for s in self.spots}
        label, colon, number = str(place).rpartition(":")
        if self.orders and colon:
            turn = places.turn_words(int(number) + 1, lang)
            return f"{sequence_title(label, lang)} · {turn}" if len(self.orders) > 1 else turn
        return places.place_words(place, lang, lambda p: names[p].name(lang) if p in names else p)

    def drawing(self, lang, **links):
        """The drawing as an SVG element, or None where nothing could be worked out."""
        if self.problem or not self.spots:
            return None
        return seating_bridge.case_drawing(self.case, self.answer, lang, **links)


def work_out(arrangement, ranks=None):
    """The Worked arrangement as stored; `ranks` (attendee id -> rank) to suppose others than those stored."""
    kind, reception = kinds()[arrangement.kind], arrangement.reception
    return worked(kind, reception, arrangement.setting, arrangement.options, arrangement.pack, arrangement.cast,
                  placed=arrangement.placed, item=arrangement.item, ranks=ranks)


def worked(kind, reception, setting, options, pack, cast, *, placed=(), item=None, ranks=None, is_strict=False, title=""):
    """The Worked arrangement of these values. With `is_strict`, what cannot be arranged raises RuleBroken at its field."""
    found = Worked(kind, Company())
    try:
        _fill(found, reception, setting, options, pack, cast, dict(placed), ranks, title)
    except RuleBroken as error:
        if is_strict:
            raise
        found.problem = error.message
    away = not_at(found.banquet.item if found.banquet else item, reception)
    found.absent = [m.attendee for m in found.company.members if m.attendee.id in away]
    return found


def _fill(found, reception, setting, options, pack, cast, placed, ranks, title):
    kind = found.kind
    if kind.layout == "served":
        banquet, table = served_table(reception, setting)
        found.banquet = banquet
        seats = {row.attendee_id: row.seat for row in banquets.seatings(banquet) if row.table_id == table.id}
        cast = [{"attendee": a, "duty": ""} for a in seats]
        setting = {**setting, "places_at_table": table.seats}
    found.company = company(kind, cast, reception, pack, ranks)
    if kind.layout == "served":
        found.company.members = [_with_banquet_role(m, banquet) for m in found.company.members]
    found.case = case_of(kind, setting, options, pack, found.company, title)
    if kind.layout == "served":
        found.case["options"]["given_seats"] = {str(a): seat for a, seat in seats.items()}
    if not found.company.members:
        return
    if kind.is_sequence:
        _in_turn(found, placed)
    else:
        _in_places(found, placed)


def _with_banquet_role(member, banquet):
    """At the banquet its own principals lead, whatever they are in the reception."""
    roles = {banquet.host_id: "host", banquet.second_host_id: "second_host", banquet.guest_of_honour_id: "guest_of_honour"}
    role = roles.get(member.attendee.id) or (member.role if member.role not in roles.values() else None)
    return Member(member.attendee, member.duty, role, member.rank)


# --- places -----------------------------------------------------------------------------------------------------------


def _in_places(found, placed):
    by_rules, rules = seating_bridge.answer_case(found.case)
    by_rules = {int(p): str(place) for p, place in by_rules.items()}
    seats = seating_bridge.case_places(found.case)
    pinned = {place: a for place, a in placed.items() if a in by_rules and place in seats}
    found.lost = [(place, a) for place, a in placed.items() if place not in pinned and a in by_rules]
    at = _laid_over(by_rules, pinned, [m.attendee.id for m in found.company.members])
    found.places = seats
    found.spots = [Spot(m.attendee, at[m.attendee.id], by_rules[m.attendee.id], _rules(rules, m.attendee.id),
                        pinned.get(at[m.attendee.id]) == m.attendee.id, m.rank) for m in found.company.members]
    found.answer = ({str(a): _typed(place) for a, place in at.items()}, rules)


def _laid_over(by_rules, pinned, order):
    """attendee id -> place: who was put by hand sits there; who sat there takes a place left empty by them, the highest first."""
    at = dict(by_rules)
    at.update({a: place for place, a in pinned.items()})
    hands = set(pinned.values())
    moved = [a for a in order if a not in hands and at[a] in pinned]
    taken = {place for a, place in at.items() if a not in moved}
    free = [by_rules[a] for a in order if a in hands and by_rules[a] not in taken]
    for a, place in zip(moved, free):
        at[a] = place
    for a, place in at.items():          # nobody stands behind himself
        if place == f"behind:{a}":
            at[a] = f"behind:{next((b for b in moved if b != a), next(b for b in order if b != a))}"
    return at


def _typed(place):
    return int(place) if place.isdecimal() else place


def _rules(rules, attendee_id):
    known = seating_bridge.case_rules()
    return tuple(known[r] for r in rules.get(str(attendee_id), ()) if r in known)


# --- sequences --------------------------------------------------------------------------------------------------------


def _in_turn(found, placed):
    answer, rules = seating_bridge.answer_case(found.case)
    known = seating_bridge.case_rules()
    if "rule" in answer:                # a beginning and a direction, no order
        first = next((m.attendee for m in found.company.members if m.role == "guest_of_honour"), found.company.members[0].attendee)
        answer = {"orders": [[str(first.id)]], "labels": ["tea"]}
        found.starts_with, rules = first, {"tea": rules["rule"]}
    by_id = {m.attendee.id: m for m in found.company.members}
    made = {label: tuple(known[r] for r in rules.get(label, ())) for label in answer["labels"]}
    found.sequence_rules = list({rule.id: rule for label in made for rule in made[label]}.values())
    for order, label in zip(answer["orders"], answer["labels"]):
        by_rules = [int(p) for p in order]
        pinned = pinned_turns(label, by_rules, placed)
        turns = in_turn(by_rules, pinned)
        found.orders.append((label, turns))
        found.spots += [Spot(by_id[a].attendee, f"{label}:{i}", f"{label}:{by_rules.index(a)}", made[label],
                             pinned.get(i) == a, by_id[a].rank) for i, a in enumerate(turns)]
    found.places = [spot.place for spot in found.spots]
    found.lost = [(place, a) for place, a in placed.items() if not any(s.is_by_hand and s.place == place for s in found.spots)]
    orders = {"orders": [[str(a) for a in turns] for _label, turns in found.orders], "labels": answer["labels"]}
    found.answer = (orders, rules)


def pinned_turns(label, by_rules, placed):
    """turn from 0 -> attendee id of those who were put by hand (`placed`, as Arrangement keeps it) into this order."""
    turns = {int(place.rpartition(":")[2]): a for place, a in placed.items() if place.rpartition(":")[0] == label and a in by_rules}
    return {turn: a for turn, a in turns.items() if turn < len(by_rules)}


def in_turn(by_rules, pinned):
    """Those put by hand in their turn, everybody else in the order of the rules round them."""
    rest = iter([a for a in by_rules if a not in pinned.values()])
    return [pinned[i] if i in pinned else next(rest) for i in range(len(by_rules))]
