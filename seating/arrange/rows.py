"""Rows: rostrum and head table, photograph, talks, sofas, signing.

Slots count from the sitters' own right hand to their own left; honour runs from the middle outwards
(DA-01 to DA-04, ME-01 to ME-06, SI-01, PH-01 to PH-04).
"""
from ..errors import InvalidProblem
from ..layouts.kinds import rows as row_layout
from ..layouts.places import order
from .alternation import alternate
from .cast import Placing, check_room, served_by
from .case import role_is
from .options import cases_data


def middle_out(count, options, *, uncounted=()):
    """Slots of a row of `count` from the highest to the lowest by the rostrum's rules.

    Odd: the middle first, then the higher hand. Even, A: the first has the right-hand one of the two middle
    chairs, the second is at the first's left; B: the mirror image (DA-02).
    """
    if not count:
        return []
    if count % 2:
        head, side = count // 2, f"{options['dais_side']}_high"
    elif options["dais_even"] == "A":
        head, side = count // 2 - 1, "left_high"
    else:
        head, side = count // 2, "right_high"
    return _from(count, head, side, uncounted)


def _from(count, head, side, uncounted=()):
    row = row_layout(row=count)
    found = order(row, heads=(f"row:{head}",), side_rule=side, uncounted={f"row:{s}" for s in uncounted})
    return [int(place.split(":")[1]) for place in found]


def _row_rule(count, options):
    if count % 2 == 0 and options["dais_even"] == "B":
        return "DA-02b"
    if count % 2 == 0 and options["dais_side"] == "left":
        return "DA-02a"
    return "DA-01" if options["dais_side"] == "left" else "DA-03"


def seat_dais(case, cast):
    """A rostrum or head table: one list by rank, or host and guest of honour in the middle."""
    return _facing_the_room(case, cast, "dais")


def seat_photo(case, cast):
    """A group photograph: front row first, host in the middle, sides interleaved, own staff at the ends."""
    return _facing_the_room(case, cast, "photo")


def seat_in_rows(case, cast):
    """People and their interpreters in rows: talks, sofas or a signing by the names of the rows, otherwise a rostrum."""
    names, rows = cases_data()["rows"], list(case.geometry["rows"])

    def has(*groups):
        return any(row.startswith(tuple(names[group])) for row in rows for group in groups)

    if has("sofas"):
        return seat_sofas(case, cast)
    if has("assist") or any(row.startswith("standing") for row in rows):
        return seat_signing(case, cast)
    return seat_talks(case, cast) if has("guest") and has("host") else seat_dais(case, cast)


def _facing_the_room(case, cast, kind):
    placing = Placing()
    rows = case.geometry["rows"]
    seated = [p for p in _ranked_first(cast) if not role_is(p, "behind")]
    check_room(seated, range(sum(rows.values())))
    if kind == "photo" and case.options["interleave"] and not cast.is_one_list and not _is_summit(cast):
        seated = _front_row_first(case, cast, seated, next(iter(rows.values())))
    for i, (name, size) in enumerate(rows.items()):
        people, seated = seated[:size], seated[size:]
        offset = (size - len(people)) // 2
        slots = _front(case, cast, people, kind) if i == 0 else _by_rank(case, people)
        for person, (slot, *rules) in slots.items():
            placing.put(person, f"{name}:{slot + offset}", *rules, *(("DA-04",) if len(rows) > 1 else ()))
    across = case.options["interpreter"] == "opposite" and not cast.is_one_list
    for person in placing.left(cast.people):        # nobody sits opposite a row: then behind the host
        if across and role_is(person, "interpreter"):
            placing.behind(person, cast.host, "INT-05")
        else:
            placing.behind(person, served_by(person, cast))
    return placing.places, placing.rules


def _front_row_first(case, cast, people, size):
    """People in their order, but the front row with as many of each side as alternate round the host."""
    count = min(size, len(people))
    head, _ = _centre(count, case.options)
    wanted = {"guest": sum(abs(slot - head) % 2 for slot in range(count))}
    wanted["host"] = count - wanted["guest"]
    sides = {side: [p for p in people if p.side == side] for side in wanted}
    guests = max(min(wanted["guest"], len(sides["guest"])), count - len(sides["host"]))
    front = sides["guest"][:guests] + sides["host"][:count - guests]
    return [p for p in people if p in front] + [p for p in people if p not in front]


def _summit(cast):
    """Host, next host, previous host, heads of state, heads of government, organisations, each by rank (IN-06)."""
    groups = cases_data()["roles"]["summit"]
    last = len(groups)
    return sorted(cast.people, key=lambda p: (next((i for i, g in enumerate(groups) if p.role in g), last), p.rank,
                                              cast.people.index(p)))


def _is_summit(cast):
    return cast.role("next_host", "previous_host") is not None


def _ranked_first(cast):
    """Everybody by rank, host and guest of honour first where there are two sides; service roles last."""
    if _is_summit(cast):
        return _summit(cast)
    first = [] if cast.is_one_list else [cast.host, cast.guest_of_honour]
    ranked = first + [p for p in cast.ranked if p not in first]
    return ranked + [p for p in cast.people if p not in ranked]


def _front(case, cast, people, kind):
    """person -> (slot, rule ids) for the front row."""
    host, guest, hostess = cast.host, cast.guest_of_honour, cast.role("hostess")
    both = not cast.is_one_list and host in people and guest in people
    if both and case.options["single_honoree"] == "between_hosts" and hostess in people and cast.spouse(guest) is None:
        return _between_hosts(people, host, guest, hostess)
    if both and kind == "dais" and case.options["alternate_gender"] and all(p.gender for p in people):
        return _alternating_sexes(cast, people, host, guest)
    if _is_summit(cast):
        return {p: (slot, "IN-06") for p, slot in zip(people, _from(len(people), *_centre(len(people), case.options)))}
    if both and kind == "photo":
        return _both_sides(case, people, host, guest)
    if both and any(p.role == "host" for p in people):
        return _host_in_the_middle(case, people, host, guest)
    return _by_rank(case, people)


def _by_rank(case, people):
    rule = _row_rule(len(people), case.options)
    return {p: (slot, rule) for p, slot in zip(people, middle_out(len(people), case.options))}


def _centre(count, options):
    """The host's slot and the hand of the guest: the guest takes the higher hand, the pair stands in the middle."""
    right = options["dais_side"] == "right"
    return (count // 2, "right_high") if right else ((count - 1) // 2, "left_high")


def _host_in_the_middle(case, people, host, guest):
    """Host in the middle, the guest of honour at the higher hand, everybody else by rank outwards."""
    head, side = _centre(len(people), case.options)
    ranked = [host, guest] + [p for p in people if p not in (host, guest)]
    return {p: (slot, "UK-01" if p in (host, guest) else "DA-03")
            for p, slot in zip(ranked, _from(len(people), head, side))}


def _both_sides(case, people, host, guest):
    """Host in the middle, guest of honour at the higher hand, sides interleaved, own staff at both ends (PH-01)."""
    count = len(people)
    head, side = _centre(count, case.options)
    slots = _from(count, head, side)
    rule = "PH-01" if side == "right_high" else "PH-04"
    found = {host: (head, rule), guest: (slots[1], rule)} if count > 1 else {host: (head, rule)}
    guests = [p for p in people if p.side == "guest" and p is not guest]
    hosts = [p for p in people if p.side == "host" and p is not host]
    if not case.options["interleave"]:
        rest = [s for s in slots if s not in (head, slots[1])] if count > 1 else []
        return found | {p: (s, rule) for p, s in zip([*guests, *hosts], rest)}
    kinds = {slot: p.side for p, (slot, _) in found.items()}
    if guests and len(slots) > 2:
        kinds[slots[2]] = "guest"
        found[guests[0]] = (slots[2], rule)
        guests = guests[1:]
    ways = _interleaved(count, kinds, slots, len(guests), len(hosts))
    return found | {p: (s, rule) for p, s in [*zip(guests, ways["guest"]), *zip(hosts, ways["host"])]}


def _interleaved(count, kinds, slots, guest_count, host_count):
    """Slots for the two sides with the fewest neighbours of one side; own people at both ends where that costs none."""
    honour = {s: i for i, s in enumerate(slots)}
    row = list(range(count))
    best = alternate(row, kinds, {"guest": guest_count, "host": host_count}, honour=honour, is_ring=False)
    ends = [s for s in (0, count - 1) if s not in kinds]
    if host_count < len(ends):
        return best
    own = alternate(row, kinds | dict.fromkeys(ends, "host"), {"guest": guest_count, "host": host_count - len(ends)},
                    honour=honour, is_ring=False)
    own["host"] = sorted(own["host"] + ends, key=slots.index)
    return min((own, best), key=lambda ways: _pairs(row, kinds, ways))


def _pairs(row, kinds, ways):
    """How many neighbours in the row are of one side."""
    side = kinds | {s: kind for kind, slots in ways.items() for s in slots}
    return sum(side[a] == side[b] for a, b in zip(row, row[1:]))


def _alternating_sexes(cast, people, host, guest):
    """Host in the middle, guest of honour at the right, then women and men alternately, couples apart (UK-01)."""
    count = len(people)
    head = count // 2
    found, rest = {host: (head, "UK-01")}, [p for p in people if p not in (host, guest)]
    rest.sort(key=lambda p: p.role != "second_host")
    at = {head: host}
    for slot in _from(count, head, "right_high")[1:]:
        inner = at[slot + 1] if slot < head else at[slot - 1]
        if not found.keys() - {host}:
            person = guest
        else:
            person = _fitting(cast, rest, inner)
            rest.remove(person)
        at[slot] = person
        found[person] = (slot, "UK-01") if person is guest else (slot, "UK-01", "W-04")
    return found


def _fitting(cast, people, beside):
    """The highest of the other sex who is not the partner; failing that, whoever is not, or the highest."""
    apart = [p for p in people if cast.spouse(p) is not beside]
    return next((p for p in apart if p.gender != beside.gender), None) or (apart or people)[0]


def _between_hosts(people, host, guest, hostess):
    """A guest of honour without partner between host and hostess; the other sex at each one's outer hand (W-10)."""
    count = len(people)
    head = max(1, min(count - 2, count // 2))
    at = {head - 1: host, head: guest, head + 1: hostess}
    rest = [p for p in people if p not in (host, guest, hostess)]
    slots = [s for step in range(1, count) for s in (head - 1 - step, head + 1 + step) if 0 <= s < count]
    for slot in slots:
        inner = at[slot + 1] if slot < head else at[slot - 1]
        person = next((p for p in rest if p.gender != inner.gender), rest[0])
        rest.remove(person)
        at[slot] = person
    return {p: (s, "W-10") for s, p in at.items()}


def seat_talks(case, cast):
    """Two delegations face to face: principals in the middle, interpreters beside or behind them."""
    placing = Placing()
    for side, rows in _rows_of_sides(case).items():
        people = cast.guests if side == "guest" else cast.hosts
        _delegation(case, cast, placing, people, rows, side)
    for person in placing.left(cast.people):
        placing.behind(person, served_by(person, cast, prefer=person.side))
    return placing.places, placing.rules


def _rows_of_sides(case):
    """side -> [(row, places)]: by the name of the row, or the first row for the guests."""
    names, rows = cases_data()["rows"], list(case.geometry["rows"].items())
    found = {side: [(n, c) for n, c in rows if n.startswith(tuple(names[side]))] for side in ("guest", "host")}
    if len(found["guest"]) + len(found["host"]) == len(rows) and all(found.values()):
        return found
    if len(rows) != 2:
        raise InvalidProblem("geometry.rows", "talks need one row for the guests and one for the hosts, for instance "
                                              "facing_door and back_to_door")
    return {"guest": rows[:1], "host": rows[1:]}


def _delegation(case, cast, placing, people, rows, side):
    """One side of the table; whoever finds no place in its first row goes to the next."""
    beside = [p for p in cast.group("interpreter") if p.side == side and case.options["talks_interpreter"] != "behind"]
    beside = beside[:1]
    check_room(people + beside, range(sum(c for _, c in rows)))
    left = list(people)
    for i, (name, size) in enumerate(rows):
        front = beside if i == 0 else []
        seated, left = left[:size - len(front)], left[size - len(front):]
        count = len(seated) + len(front)
        if not seated:
            continue
        head = count // 2 if case.options["talks_side"] == "right_high" else (count - 1) // 2
        chair = _interpreter_chair(case, side, head, count) if front else None
        steps_over = {chair} if case.options["talks_second"] == "beyond_interpreter" and front else set()
        slots = [s for s in _from(count, head, case.options["talks_side"], steps_over) if s != chair]
        offset = (size - count) // 2
        rules = _talks_rules(case, name)
        for person, slot in zip(seated, slots):
            is_second = front and person in seated[1:2]
            second = "ME-04" if steps_over else "ME-04l"
            placing.put(person, f"{name}:{slot + offset}", *rules, *((second,) if is_second else ()))
        at_left = case.options["talks_interpreter"] == "guest_left" and side == "guest"
        for person in front:
            placing.put(person, f"{name}:{chair + offset}", "ME-03g" if at_left else "ME-03", "INT-02")


def _talks_rules(case, row):
    """Across the room or end-on to the door, and which hand of the principal is the higher."""
    door = () if row.startswith(("facing", "back")) else ("ME-02",)
    return (*door, "ME-01" if case.options["talks_side"] == "right_high" else "ME-01l")


def _interpreter_chair(case, side, head, count):
    """At the principal's right hand; for the guests' interpreter at the left when the option says so."""
    left = case.options["talks_interpreter"] == "guest_left" and side == "guest"
    wanted, other = (head + 1, head - 1) if left else (head - 1, head + 1)
    return wanted if 0 <= wanted < count else other


def seat_sofas(case, cast):
    """A courtesy meeting: principals side by side, delegations outwards, interpreters behind (ME-05, ME-06)."""
    placing = Placing()
    guests_right = case.options["meeting_visitor_side"] == "right"
    _two_wings(placing, list(case.geometry["rows"].items()), cast.guests, cast.hosts, guests_right,
               "ME-05" if guests_right else "ME-06")
    for person in placing.left(cast.people):
        placing.behind(person, served_by(person, cast, prefer=person.side))
    return placing.places, placing.rules


def _two_wings(placing, rows, guests, hosts, guests_right, rule):
    """Guests on one hand of the middle, hosts on the other, the highest nearest the middle, row after row."""
    check_room(guests + hosts, range(sum(c for _, c in rows)))
    right, left = (guests, hosts) if guests_right else (hosts, guests)
    for i, (name, size) in enumerate(rows):
        later = sum(c for _, c in rows[i + 1:])
        wings = _shares(len(right), len(left), size, later)
        middle = max(wings[0], min(size // 2, size - wings[1]))
        outwards = [*zip(right[:wings[0]], range(middle - 1, -1, -1)), *zip(left[:wings[1]], range(middle, size))]
        for person, slot in outwards:
            placing.put(person, f"{name}:{slot}", rule)
        right, left = right[wings[0]:], left[wings[1]:]


def _shares(right, left, size, later):
    """How many of each wing sit in a row of `size` when `later` more places follow behind."""
    if right + left <= size:
        return right, left
    mine = max(min(right, size // 2), size - left)
    return mine, size - mine


def seat_signing(case, cast):
    """Signatories at the table, the guest's at the host's right; assistants outside; delegations behind (SI-01)."""
    placing, names = Placing(), cases_data()["rows"]
    rows = list(case.geometry["rows"].items())
    seated = [r for r in rows if r[0].startswith(tuple(names["seated"]))][:1] or rows[:1]
    assist = [r for r in rows if r[0].startswith(tuple(names["assist"]))][:1]
    standing = [r for r in rows if r not in seated + assist]
    signing = {side: _signatories(people, seated[0][1]) for side, people in
               (("guest", cast.guests), ("host", cast.hosts))}
    _two_wings(placing, seated, signing["guest"], signing["host"], True, "SI-01")
    helpers = cast.group("assistant")
    if assist:
        _assistants(placing, cast, helpers, seated[0], assist[0])
    if standing:
        _two_wings(placing, standing, placing.left(cast.guests), placing.left(cast.hosts), True, "SI-01")
    elif placing.left(cast.ranked):
        raise InvalidProblem("geometry.rows", "no row for the delegations to stand in")
    for person in placing.left(cast.people):
        placing.behind(person, served_by(person, cast, prefer=person.side))
    return placing.places, placing.rules


def _signatories(people, places):
    """Who signs for a side: those with the role, or its highest."""
    return [p for p in people if p.role in ("signatory", "principal")][:places // 2] or people[:places // 2]


def _assistants(placing, cast, helpers, seated, assist):
    """Each beside the signatory served, in the same slot."""
    by_place = {}
    for person in helpers:
        served = served_by(person, cast, prefer=person.side)
        slot = int(placing.places[served.id].rsplit(":", 1)[1]) if placing.has(served) else 0
        by_place.setdefault(slot * assist[1] // max(seated[1], 1), []).append(person)
    for slot, people in by_place.items():
        if slot < assist[1]:
            placing.put(people[0], f"{assist[0]}:{slot}", "SI-01")


KINDS = {"dais": seat_dais, "photo": seat_photo, "negotiation": seat_talks, "sofa": seat_sofas,
         "signing": seat_signing}
