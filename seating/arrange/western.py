"""A Western dinner with both sexes: host and hostess preside, women and men alternate, couples sit apart.

Rules W-01 to W-08. Places are numbered round the table; at English and French tables alike honour falls
with the distance from the nearer of the two who preside.
"""
from dataclasses import replace
from itertools import combinations

from .alternation import alternate
from .cast import Placing, check_room, served_by
from .case import role_is
from .rings import FIRST, table_of

SPOUSE_OF_HONOUR_DISTURBANCE = 1_000       # points, far above any exchange of others
GUEST_OF_HONOUR_DISTURBANCE = 100_000
AT_TABLE = ("right_of_goh", "left_of_delegate")
NEAR_RANKS = 3               # people exchanged are at most so many apart in the order of their sex


def is_western(case, cast):
    """Whether this table alternates women and men: the pack says so and host, hostess and all genders are known."""
    return (case.options["alternate_gender"] and case.kind not in ("meeting_table", "tea_table")
            and _couple(cast) is not None and all(p.gender for p in cast.ranked) and case.geometry["seats"] >= 4)


def seat_western(case, cast):
    """The Placing of everybody at a table with host and hostess; interpreters behind, unless the case asks for a chair."""
    beside = _interpreters_at_table(case, cast)
    if not beside:
        return _seat_by_sex(case, cast)
    smaller = replace(case, geometry=case.geometry | {"seats": case.geometry["seats"] - len(beside)})
    placing = _seat_by_sex(smaller, replace(cast, people=tuple(p for p in cast.people if p not in beside)))
    for person in beside:
        served = served_by(person, cast)
        served = served if served in cast.ranked else cast.guest_of_honour or cast.host
        placing = _with_chair_beside(placing, person, served, cast, case.options["interpreter"])
    return placing


def _interpreters_at_table(case, cast):
    """Interpreters who get a chair beside whom they serve: asked for by the case or the words of its pack, and with room for it."""
    if "interpreter" not in case.chosen or case.options["interpreter"] not in AT_TABLE:
        return []
    found, room = cast.group("interpreter"), case.geometry["seats"]
    return found if room - len(found) >= max(4, len(cast.ranked)) else []


def _with_chair_beside(placing, interpreter, served, cast, option):
    """The Placing with one chair more, at the right or left hand of whoever is served; it takes no rank (INT-02)."""
    at_left, seat = option == "left_of_delegate", placing.places[served.id]
    new = seat + at_left if seat + at_left else 1 + max(s for s in placing.places.values() if isinstance(s, int))
    grown = Placing()
    for person in cast.people:
        place = placing.places.get(person.id)
        if isinstance(place, int):
            grown.put(person, place + (place >= new), *placing.rules[person.id])
        elif place is not None:
            grown.places[person.id], grown.rules[person.id] = place, placing.rules[person.id]
    grown.put(interpreter, new, "INT-04" if at_left else "INT-01", "INT-02")
    return grown


def _seat_by_sex(case, cast):
    """The Placing where women and men alternate and all interpreters are behind."""
    placing, layout = Placing(), table_of(case)
    at_table = [p for p in cast.people if not role_is(p, "behind")]
    check_room(at_table, layout.places)
    centres = _preside(case, cast, placing, layout)
    seats = _by_honour(layout, centres)[:len(at_table)]
    chairs = _chairs(cast, placing, layout, seats, centres)
    for gender, free in chairs.items():
        for person, seat in zip(placing.left(_in_order(cast, gender)), free):
            placing.put(person, seat, "W-04", _rule_of(seat, layout, centres, placing))
    for person in placing.left(at_table):
        placing.put(person, next(s for s in seats if placing.at(s) is None), "INT-02")
    _part_couples(cast, placing, layout, centres)
    for person in placing.left(cast.people):
        placing.behind(person, served_by(person, cast))
    return placing


def _couple(cast):
    """(host, hostess) when both are there and of different gender."""
    host, hostess = cast.role("host"), cast.role("hostess")
    if host is None or hostess is None or not host.gender or host.gender == hostess.gender:
        return None
    return host, hostess


def _preside(case, cast, placing, layout):
    """Put those who preside; (seat, who) of the two from whom honour is counted."""
    host, hostess = _couple(cast)
    options, n, opposite = case.options, len(layout.places), layout.heads[-1]
    style = "W-01f" if options["long_table"] == "french" else "W-01"
    if options["goh_outranks_host"] == "swap" and cast.spouse(cast.guest_of_honour) in cast.ranked:
        first, spouse = cast.guest_of_honour, cast.spouse(cast.guest_of_honour)
        for person, seat in ((first, FIRST), (spouse, opposite), (hostess, FIRST + 1), (host, (opposite + 1) % n)):
            placing.put(person, seat, "W-08")
        return FIRST, opposite
    placing.put(host, FIRST, style)
    if n % 4:
        placing.put(hostess, opposite, style)
        return FIRST, opposite
    way = _four_n(case)
    if way == "same_sex_presidency":
        partner = next((p for p in _in_order(cast, host.gender) if p is not host), None)
        placing.put(partner or hostess, opposite, "W-07", "W-07s")
    elif way == "break_alternation":
        placing.put(hostess, opposite, style, "W-07b")
    elif way == "shift_one_place":           # the host moves to his left; seats count from him, so hers comes one earlier
        opposite = (opposite - 1) % n
        placing.put(hostess, opposite, "W-07", "W-07o")
    else:
        opposite = (opposite + 1) % n
        placing.put(hostess, opposite, "W-07", "W-07h")
    return FIRST, opposite


def _four_n(case):
    """What is done at a multiple of four. At a round table the hostess stays opposite unless the case asks for more."""
    is_round = case.kind == "round_host_hostess" and "four_n" not in case.chosen
    return "break_alternation" if is_round else case.options["four_n"]


def _in_order(cast, gender):
    """People of this gender: the guest of honour (or spouse) first, then by rank, guests before own people."""
    first = cast.guest_of_honour
    honoured = [p for p in (cast.role("lady_of_honour"), first, cast.spouse(first))
                if p is not None and p.gender == gender]

    def key(person):
        place = honoured.index(person) if person in honoured else len(honoured)
        return place, person.role not in ("host", "hostess")

    return sorted((p for p in cast.ranked if p.gender == gender), key=key)


def _steps(seat, centre, n):
    """(steps, hand) from a centre: 0 the right hand, 1 the left."""
    right = (centre - seat) % n
    return (right, 0) if right <= n - right else (n - right, 1)


def _by_honour(layout, centres):
    """Seats from the highest down: near either centre first, the right hand before the left, the host's first."""
    n = len(layout.places)
    return sorted(range(n), key=lambda s: min((*_steps(s, c, n), i) for i, c in enumerate(centres)))


def _chairs(cast, placing, layout, seats, centres):
    """Chairs for women and for men, highest first: beside each who presides the other sex, then alternately."""
    n = len(layout.places)
    left = {g: len([p for p in placing.left(cast.ranked) if p.gender == g]) for g in ("f", "m")}
    kinds = {s: placing.at(s).gender if placing.at(s) is not None else None
             for s in range(n) if placing.at(s) is not None or s not in seats}
    beside = {"f": [], "m": []}
    for hand in (-1, 1):
        for centre in centres:
            seat, other = (centre + hand) % n, {"f": "m", "m": "f"}[placing.at(centre).gender]
            if seat in seats and seat not in kinds and left[other]:
                kinds[seat], left[other] = other, left[other] - 1
                beside[other].append(seat)
    spare = [s for s in seats if s not in kinds]
    for seat in spare[sum(left.values()):]:
        kinds[seat] = None
    ranked = {s: i for i, s in enumerate(_by_honour(layout, centres))}
    fitting = {s: i + (n if _sex_at(s, placing, layout, centres) != "f" else 0) for s, i in ranked.items()}
    rest = alternate(list(range(n)), kinds, left, honour=fitting, is_ring=True)
    return {g: beside[g] + sorted(rest[g], key=ranked.get) for g in ("f", "m")}


def _sex_at(seat, placing, layout, centres):
    """The sex that alternation from the nearer of the two who preside gives this seat (W-03)."""
    n = len(layout.places)
    (step, _, _), centre = min(((*_steps(seat, c, n), i), c) for i, c in enumerate(centres))
    presiding = placing.at(centre).gender
    return presiding if step % 2 == 0 else {"f": "m", "m": "f"}[presiding]


def _rule_of(seat, layout, centres, placing):
    n = len(layout.places)
    step, _ = min(_steps(seat, c, n) for c in centres)
    return "W-02" if step == 1 else "W-03"


def _part_couples(cast, placing, layout, centres):
    """Where rank seats a couple side by side, exchange people of one sex so that rank is disturbed least (W-05)."""
    if not _couples_together(cast, placing, layout):
        return
    ranked = {s: i for i, s in enumerate(_by_honour(layout, centres))}
    seated = [p for p in cast.ranked if placing.has(p)]
    principals = {placing.at(c).id for c in centres} | {p.id for p in seated if p.role in ("host", "hostess")}
    pairs = []
    for gender in ("f", "m"):
        movable = [p for p in _in_order(cast, gender) if placing.has(p) and p.id not in principals]
        pairs += [(a, b) for a, b in combinations(movable, 2) if movable.index(b) - movable.index(a) <= NEAR_RANKS]

    def key(moves):
        after = _seats_after(placing, moves)
        return _together_at(cast, after, layout), _disturbance(cast, placing, after, ranked)

    best = min([(pair,) for pair in pairs] + list(combinations(pairs, 2)), key=key, default=())
    if best and key(best)[0] < _couples_together(cast, placing, layout):
        for a, b in best:
            placing.exchange(a, b, "W-05")


def _seats_after(placing, moves):
    seats = dict(placing.places)
    for a, b in moves:
        seats[a.id], seats[b.id] = seats[b.id], seats[a.id]
    return seats


def _couples_together(cast, placing, layout):
    return _together_at(cast, placing.places, layout)


def _together_at(cast, seats, layout):
    """How many couples sit side by side."""
    return sum(1 for p in cast.people if p.spouse_of in seats and p.id in seats
               and seats[p.spouse_of] in layout.beside(seats[p.id]))


def _disturbance(cast, placing, after, ranked):
    """How far from strict rank: for every seat the squared steps between who should have it and who has, high seats
    counting more; moving the spouse of the guest of honour counts more than that, the guest of honour most."""
    step = {p.id: i for i, p in enumerate(cast.ranked)}
    strict = {seat: p for p, seat in placing.places.items()}
    guest, spouse = cast.guest_of_honour, cast.spouse(cast.guest_of_honour)
    extra = {p.id: points for p, points in ((guest, GUEST_OF_HONOUR_DISTURBANCE), (spouse, SPOUSE_OF_HONOUR_DISTURBANCE))
             if p is not None}
    moved = [(person, seat) for person, seat in after.items() if strict.get(seat) != person]
    return sum((len(ranked) - ranked[seat]) * (step[person] - step[strict[seat]]) ** 2 + extra.get(person, 0)
               for person, seat in moved)
