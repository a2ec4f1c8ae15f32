"""One table of the Chinese kind, round, square or long: hosts, principals, interpreters, then everybody else.

Rules CN-01 to CN-41 and the interpreters' of protocol practice; honour comes from the layout of places.
"""
from dataclasses import dataclass, field

from ..layouts import layout, order
from .alternation import alternate
from .cast import Placing, check_room, served_by
from .case import role_is

FIRST = 0                            # the primary seat


@dataclass
class Ring:
    """The table being filled."""

    case: object
    cast: object
    layout: object
    placing: Placing
    uncounted: set = field(default_factory=set)

    @property
    def side_rule(self):
        option = "talks_side" if self.case.kind == "meeting_table" else "side_rule"
        return self.case.options[option]

    @property
    def opposite(self):
        return self.layout.heads[-1]

    def order(self, *heads, second_guest="left_of_host"):
        """Seats from the highest down, counted from these heads, interpreters' chairs stepped over."""
        return order(self.layout, heads=heads or (FIRST,), side_rule=self.side_rule, second_guest=second_guest,
                     uncounted=frozenset(self.uncounted))

    def open(self, seats):
        return [s for s in seats if self.placing.at(s) is None and s not in self.uncounted]

    def put(self, person, seat, *rules):
        if person is not None and not self.placing.has(person) and self.placing.at(seat) is None:
            self.placing.put(person, seat, *rules)

    def hand(self, seat, high):
        """The neighbour at the higher (or lower) hand of `seat`."""
        right_first = (self.side_rule == "right_high") == high
        place = self.layout.place(seat)
        return place.right if right_first else place.left


def table_of(case):
    """The Layout for the geometry of a case with one table."""
    seats, shape = case.geometry["seats"], case.geometry.get("shape", "round")
    if shape.startswith("square") and seats >= 4:
        return layout("square", seats=seats)
    if shape in ("long_ends", "rectangle", "long_sides") and seats >= 4:
        return layout("long", seats=seats, style="french" if shape == "long_sides" else "english")
    if shape == "hollow_square" and seats >= 4:
        return layout("hollow_square", seats=seats)
    return layout("round", seats=seats)


def seat_ring(case, cast):
    """The Placing of everybody at one table by rank and side."""
    ring = Ring(case, cast, table_of(case), Placing())
    check_room(_at_table(ring), ring.layout.places)
    if case.kind == "tea_table" or case.options["ring_order"] == "clockwise":
        _clockwise(ring)
    elif cast.is_one_list:
        _interpreters(ring, ring.hand(FIRST, True), FIRST)
        _in_one_list(ring)
    else:
        _principals(ring)
        _everybody_else(ring)
    _service(ring)
    return ring.placing


def _at_table(ring):
    """Everybody who needs a chair at the table."""
    return [p for p in ring.cast.people if not _stays_behind(p, ring.case.options)]


def _stays_behind(person, options):
    if role_is(person, "interpreter"):
        return options["interpreter"] == "behind"
    return role_is(person, "behind")


def _in_one_list(ring):
    """No two sides: one order of rank from the primary seat (CN-04)."""
    for i, (person, seat) in enumerate(zip(ring.cast.ranked, ring.order())):
        ring.put(person, seat, *(("CN-01", "CN-05") if i == 0 else (_side_rule(ring),)))


def _clockwise(ring):
    """A tea master's table: the guest of honour at the host's left, everybody else clockwise by rank (TE-03)."""
    cast = ring.cast
    first = [cast.host] if not cast.is_one_list else []
    ranked = first + [p for p in [*cast.guests, *cast.hosts] if p not in first]
    for seat, person in enumerate(ranked):
        ring.put(person, seat, "TE-03")


def _side_rule(ring):
    if ring.case.kind == "meeting_table":
        return "ME-09"
    return "CN-04" if ring.side_rule == "right_high" else "CN-04l"


def _principals(ring):
    """The seats that protocol fixes, by the options of the pack."""
    options, cast = ring.case.options, ring.cast
    superior, second = cast.role("superior"), cast.role("second_host")
    hostess = cast.role("hostess") if options["hostess"] != "none" else None
    if ring.case.kind == "round_two_hosts" and second is None and hostess is None:
        second = next(iter(cast.hosts[1:]), None)
    if options["goh_outranks_host"] == "swap":
        _guest_presides(ring)
    elif superior is not None and options["own_superior_present"] == "presides":
        _superior_presides(ring, superior)
    elif options["primary_seat"] == "guest":
        _guest_first(ring)
    elif hostess is not None and options["hostess"] == "side_by_side" and second is None:
        _side_by_side(ring, hostess)
    elif (second or hostess) is not None and len(ring.layout.places) >= 4:
        _two_centres(ring, second or hostess, second is None or _stands_for_hostess(ring, second, hostess))
    else:
        _one_host(ring)


def _stands_for_hostess(ring, second, hostess):
    """Whether the second host is a woman in the place of a hostess who is not there (CN-32)."""
    return ring.case.kind == "round_host_hostess" and hostess is None and second.gender == "f"


def _one_host(ring):
    guests = ring.cast.guests
    ring.put(ring.cast.host, FIRST, "CN-01")
    honoured = ring.hand(FIRST, True)
    ring.put(guests[0], honoured, "CN-10")
    _interpreters(ring, honoured, FIRST)
    if ring.cast.spouse(guests[0]) in guests:
        guests = _spouse_second(ring.cast, guests)
        ring.put(guests[1], _next_open(ring), "CN-32")
    elif len(guests) > 1:
        ring.put(guests[1], _next_open(ring), "CN-11")
    _companions_beside(ring, guests[:2], "CN-12")


def _spouse_second(cast, guests):
    """The guests with the spouse of the guest of honour directly after the guest of honour (IN-03)."""
    spouse = cast.spouse(guests[0])
    return [guests[0], spouse, *(p for p in guests[1:] if p is not spouse)] if spouse in guests else guests


def _next_open(ring, *heads):
    return next(iter(ring.open(ring.order(*heads))), None)


def _two_centres(ring, second, is_couple):
    """Host and second host, or hostess, face to face; four guests beside them (CN-20 to CN-24, CN-30, CN-31)."""
    cast, options, seats = ring.cast, ring.case.options, len(ring.layout.places)
    ring.put(cast.host, FIRST, "CN-01")
    ring.put(second, ring.opposite, "CN-30" if is_couple else "CN-20", *(("CN-24",) if seats % 2 else ()))
    guests = _spouse_second(cast, cast.guests) if is_couple else cast.guests
    choice = "right_of_second_host" if is_couple else options["two_host_second_guest"]
    west = is_couple and options["spouse_rule"] == "spouse_at_host_right" and cast.spouse(guests[0]) in guests
    first = ring.hand(ring.opposite if west else FIRST, True)
    _interpreters(ring, first, ring.opposite if west else FIRST)
    seat_list = ring.order(FIRST, ring.opposite, second_guest=choice)[2:6]
    if west:
        seat_list = [seat_list[i ^ 1] for i in range(len(seat_list) // 2 * 2)]
    rule = ("W-02" if west else "CN-30") if is_couple else \
        "CN-21a" if choice == "left_of_host" else "CN-21b"
    for i, (guest, seat) in enumerate(zip(guests, seat_list)):
        is_pair = i < 2 and (i == 0 or not is_couple or cast.spouse(guest) is guests[0])
        ring.put(guest, seat, *(("CN-10",) if i == 0 and not west else ()), rule if is_pair or not is_couple else "CN-31")
    _companions_beside(ring, guests[:2], "CN-22")


def _superior_presides(ring, superior):
    """The superior in the primary seat, the host at the lower hand, the guest of honour at the higher (CN-41)."""
    ring.put(superior, FIRST, "CN-41")
    host = next((p for p in ring.cast.hosts if p.role == "host"), None) or next(
        (p for p in ring.cast.hosts if p is not superior), None)
    honoured = ring.hand(FIRST, True)
    ring.put(ring.cast.guest_of_honour, honoured, "CN-10")
    ring.put(host, ring.hand(FIRST, False), "CN-41")
    _interpreters(ring, honoured, FIRST)
    second = ring.cast.role("second_host")
    ring.put(second, ring.opposite, "CN-20")
    _companions_beside(ring, ring.cast.guests[:1], "CN-12")


def _guest_presides(ring):
    """The guest of honour in the primary seat, host at the right, second host at the left (CN-40)."""
    cast = ring.cast
    ring.put(cast.guest_of_honour, FIRST, "CN-40")
    ring.put(cast.host, ring.hand(FIRST, True), "CN-40")
    own = ring.placing.left(cast.hosts)
    second = cast.role("second_host", "hostess") or (own[0] if own and ring.case.options["interleave"] else None)
    ring.put(second, ring.hand(FIRST, False), "CN-40")
    _interpreters(ring, FIRST, ring.hand(FIRST, True))


def _guest_first(ring):
    """The guest of honour in the primary seat, the host opposite, by the door (CN-05)."""
    ring.put(ring.cast.guest_of_honour, FIRST, "CN-05")
    ring.put(ring.cast.host, ring.opposite, "CN-05")
    _interpreters(ring, FIRST, None)


def _side_by_side(ring, hostess):
    """Host and hostess side by side, the guest of honour and the spouse at their outer hands (CN-33)."""
    cast = ring.cast
    ring.put(cast.host, FIRST, "CN-01")
    hers = ring.hand(FIRST, True)
    ring.put(hostess, hers, "CN-33")
    outer, own = ring.hand(hers, True), ring.hand(FIRST, False)
    spouse = cast.spouse(cast.guest_of_honour)
    west = ring.case.options["spouse_rule"] == "spouse_at_host_right"
    pair = (cast.guest_of_honour, spouse if spouse in cast.guests else (cast.guests[1:2] or [None])[0])
    for person, seat in zip(pair, (outer, own) if west or spouse is None else (own, outer)):
        ring.put(person, seat, "CN-33")
    _interpreters(ring, ring.placing.places[pair[0].id], hers if west or spouse is None else FIRST)


def _interpreters(ring, honoured, centre):
    """Chairs for interpreters: they use a chair but no rank, so others are counted past them."""
    guest = ring.cast.guest_of_honour
    for person in ring.cast.group("interpreter"):
        served = _interpreted(person, ring.cast)
        option = ring.case.options["interpreter"]
        if option == "behind":
            ring.placing.behind(person, served_by(person, ring.cast) if person.serves else served)
            continue
        if served is guest or ring.cast.is_one_list:
            seat = _beside_guest(ring, option, honoured, centre)
        elif served is ring.cast.host and ring.placing.has(served):
            seat = ring.hand(ring.placing.places[served.id], False)
        else:
            continue
        if seat is None or ring.placing.at(seat) is not None:
            if option in ("left_of_delegate", "opposite"):
                ring.placing.behind(person, served)
            continue
        ring.put(person, seat, {"opposite": "INT-05", "left_of_delegate": "INT-04"}.get(option, "INT-01"), "INT-02")
        ring.uncounted.add(seat)


def _interpreted(person, cast):
    """Whom an interpreter at the table sits by: the only one, or one who serves nobody by name, by the guest of honour."""
    is_only = len(cast.group("interpreter")) == 1
    if not person.serves or (is_only and served_by(person, cast) is cast.host):
        return cast.guest_of_honour or served_by(person, cast)
    return served_by(person, cast)


def _beside_guest(ring, option, honoured, centre):
    """The interpreter's chair for the guest of honour, or None when another principal has it."""
    place = ring.layout.place(honoured)
    if option == "opposite":
        seat = place.opposite if place.opposite is not None else (honoured + len(ring.layout.places) // 2) % len(
            ring.layout.places)
        return None if seat in (FIRST, centre) or ring.placing.at(seat) is not None else seat
    if option == "left_of_delegate":
        return None if place.left == centre else place.left
    return place.left if place.right == centre else place.right


def _companions_beside(ring, guests, rule):
    """Own people beside the first guests, the third and fourth companion where there are such (CN-12, CN-22)."""
    if not ring.case.options["interleave"]:
        return
    named = [ring.cast.role("third_companion"), ring.cast.role("fourth_companion")]
    for guest, companion in zip(guests, named):
        own = [companion] if companion is not None else ring.placing.left(
            [p for p in ring.cast.hosts if p not in named])
        seat = next(iter(ring.open(ring.layout.beside(ring.placing.places[guest.id]))), None)
        if own and seat is not None:
            ring.put(own[0], seat, rule)


def _everybody_else(ring):
    """The seats left, the lowest of them empty when there are too many, alternating sides or by rank alone."""
    guests, hosts = ring.placing.left(ring.cast.guests), ring.placing.left(ring.cast.hosts)
    others = [p for p in ring.placing.left(_at_table(ring)) if p not in guests and p not in hosts]
    seats = ring.open(ring.order())[:len(guests) + len(hosts) + len(others)]
    lowest = seats[len(seats) - len(others):] if others else []
    seats = [s for s in seats if s not in lowest]
    if ring.case.options["interleave"]:
        chosen = _alternating(ring, seats, len(guests), len(hosts))
        for people, side in ((guests, "guest"), (hosts, "host")):
            for person, seat in zip(people, chosen[side]):
                ring.put(person, seat, _side_rule(ring), "CN-12" if len(ring.layout.places) < 10 or
                         ring.cast.role("second_host") is None else "CN-23")
    elif ring.case.options["primary_seat"] == "guest":
        _guests_up_hosts_down(ring, seats, guests, hosts)
    else:
        for person, seat in zip([*guests, *hosts], seats):
            ring.put(person, seat, _side_rule(ring))


def _alternating(ring, seats, guest_count, host_count):
    """Seats of each side so that neighbours are of different sides wherever that can be."""
    kinds = {}
    for place in ring.layout.places:
        person = ring.placing.at(place.id)
        if place.id not in seats:
            kinds[place.id] = person.side if person is not None and place.id not in ring.uncounted else None
    return alternate([p.id for p in ring.layout.places], kinds, {"guest": guest_count, "host": host_count},
                     honour={s: i for i, s in enumerate(ring.order())}, is_ring=True, attended="guest")


def _guests_up_hosts_down(ring, seats, guests, hosts):
    """Guests nearest the primary seat, own people nearest the host by the door (CN-05, JP-01)."""
    for person, seat in zip(guests, seats):
        ring.put(person, seat, _side_rule(ring))
    near_host = [s for s in ring.order(ring.opposite) if s in seats]
    for person, seat in zip(hosts, ring.open(near_host)):
        ring.put(person, seat, "JP-01")


def _service(ring):
    """Interpreters of other guests beside whom they serve; note-takers and aides behind; the rest in the seats left."""
    for person in ring.placing.left(ring.cast.people):
        if _stays_behind(person, ring.case.options):
            ring.placing.behind(person, served_by(person, ring.cast))
    for person in ring.placing.left(ring.cast.people):
        seat = next(iter(ring.open(ring.order())))
        ring.put(person, seat, "INT-02")
        if role_is(person, "interpreter"):
            _bring_beside(ring, person, served_by(person, ring.cast))


def _bring_beside(ring, interpreter, served):
    """Exchange the interpreter with the lower neighbour of the person served."""
    seat = ring.placing.places.get(served.id)
    if ring.placing.at(seat) is not served:
        return                                   # in a chair behind someone else
    around = [ring.placing.at(s) for s in ring.layout.beside(seat)]
    principals = (ring.cast.host, ring.cast.guest_of_honour, ring.cast.role("second_host", "hostess", "superior"))
    movable = [p for p in around if p is not None and p not in principals]
    if movable and interpreter not in around:
        ring.placing.exchange(interpreter, max(movable, key=lambda p: ring.cast.ranked.index(p)
                                               if p in ring.cast.ranked else 0), "INT-01")
