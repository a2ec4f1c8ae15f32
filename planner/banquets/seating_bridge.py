"""The one place where people of a reception become a seating problem, and a plan becomes seats again.

Nothing here writes. Ids of the library are ours as texts; table ids are table numbers, y grows away from the door.
"""
import hashlib
from dataclasses import dataclass, replace
from functools import cached_property

from planner.banquets import queries
from planner.errors import RuleBroken
from planner.i18n import _l
from seating import HARD, Lock, Person, Plan, Problem, Room, Stop, Wish, score, solve
from seating import (arrange, candidates, conflicts, draw, explain, files, layouts, limits, precedence, precheck, rules, status,
                     without_seat)
from seating.arrange.rooms import seen_from_the_door
from seating.customs import with_customs
from seating.errors import Contradiction, InvalidProblem
from seating.explain.chains import Chains
from seating.explain.why_not import Exchange
from seating.live import LivePlan
from seating.repair import repair_between
from seating.score import Seated
from seating.solve import default_steps
from seating.standing import Office

WISH_POINTS = {"table": 200, "beside": 240}
AT_ONCE_PEOPLE = 40          # up to so many people seating takes under a second; more is work for the queue
TABLE_SPACING_CM = 400
WALL_CM = 300
PROGRESS_EVERY = 5
HERE = "here"                # a mark of the seats of the table that alone is ordered anew
MOST_LOOKS = 5_000           # of the search for what cannot hold together, while a page waits


@dataclass(frozen=True)
class SeatedPlan:
    """What the search found: attendee id -> (table number, seat), cost, hard breaches, and what is claimed of it.

    `status` and `proved` are those of seating.status; a plan of a part of the room (`is_part`) claims nothing.
    """

    seats: dict
    cost: int
    hard: int
    bound: int | None
    sought: tuple = ()   # version of the banquet and problem for which it was found
    status: str = status.BEST_FOUND
    proved: tuple = ()
    is_part: bool = False
    is_stopped: bool = False


class Hall:
    """One banquet as the seating library sees it, with the plan as stored; read once, asked many things.

    With `version`, a PlanVersion, its tables, seats and pack stand in for the present ones. `diners` (attendee id -> who)
    and `rows` are those read before, as by planner.banquets.floor. `pack` is the id of another rule pack to look by.
    """

    def __init__(self, banquet, *, closes_spare_chairs=True, version=None, diners=None, rows=None, pack=None):
        self.banquet = banquet
        self.closes_spare_chairs = closes_spare_chairs
        self.pack = rules.load_pack(pack or (version.pack if version is not None else banquet.pack))
        self.diners = {a.id: a for a in queries.diners(banquet)} if diners is None else diners
        self.tables, self.rows = (queries.kept_plan(version) if version is not None
                                  else ([t for t in banquet.tables if not t.is_broken], queries.seatings(banquet) if rows is None else rows))
        self.room = (version.content.get("room") if version is not None else banquet.room) or {}

    @cached_property
    def precedence(self):
        """Order and levels of everybody who dines."""
        roles = self._roles()
        people = [precedence.Standing(id=str(a.id), side=a.side, grade=a.rank, role=roles.get(a.id),
                                      partner=_text_id(a.partner_id, self.diners), name_key=a.person.sort_key,
                                      representative_of=Office(grade=a.represented_rank) if a.represented_rank is not None else None)
                  for a in self.diners.values()]
        try:
            return precedence.rank_people(people, pack=self.pack)
        except Contradiction as error:
            raise RuleBroken(_l("The order of precedence contradicts itself. Please check the ranks.")) from error

    def _roles(self):
        banquet = self.banquet
        roles = {a.id: "interpreter" for a in self.diners.values() if a.role == "interpreter"}
        roles.update({banquet.host_id: "host", banquet.second_host_id: "second_host",
                      banquet.guest_of_honour_id: "guest_of_honour"})
        return roles

    @cached_property
    def problem(self):
        """The Problem with the customs of the pack, the locks and the wishes."""
        tables = self._tables()
        problem = Problem(name=str(self.banquet.id), people=self._people(), tables=tables, locks=self._locks(),
                          wishes=tuple(self._wishes()), room=_room(tables, self.room))
        return with_customs(problem, self.pack)

    @cached_property
    def plan(self):
        """The stored seats of those who still dine, at tables that can be used."""
        usable = {t.number for t in self.tables}
        return Plan(seats={str(r.attendee_id): (str(r.table.number), r.seat) for r in self.rows
                           if r.attendee_id in self.diners and r.table.number in usable})

    @cached_property
    def score(self):
        return score(self.problem, self.plan)

    @cached_property
    def reasons(self):
        """attendee id -> ordered Reasons (zh, en, rule)."""
        return {int(p): found for p, found in explain.explain(self.problem, self.plan, self.pack).items()}

    def reasons_of(self, attendee_id):
        """The ordered Reasons of one person alone; [] without a seat."""
        return explain.Explainer(self.problem, self.plan, self.pack).reasons(str(attendee_id)) if attendee_id in self.diners else []

    @cached_property
    def shortcomings(self):
        return explain.shortcomings(self.problem, self.plan, self.pack)

    def breaches(self, lang):
        """Sentences for the hard rules that the stored plan breaks; people without a seat are counted apart."""
        unseated = {("seated", (str(a),)) for a in self.diners if str(a) not in self.plan.seats}
        return [explain.breach_sentence(self.problem, breach, lang) for breach in self.live.at_first
                if (breach.rule, breach.people) not in unseated and not self._follows(breach)]

    def _follows(self, breach):
        """A role, lock or wish of somebody who has no seat yet: said once, as having no seat."""
        return any(p not in self.plan.seats for p in breach.people)

    def rule(self, rule_id):
        """The Rule behind a reason, with title, text, reason and source; or None."""
        return self.pack.rules.get(rule_id) or rules.load_rules().get(rule_id)

    def what_if(self, attendee_id, table_number, seat):
        """What moving somebody would change: cost_change, hard_change, sentences(lang)."""
        return explain.what_if(self.problem, self.live, str(attendee_id), str(table_number), seat, self.pack)

    @cached_property
    def live(self):
        """The plan to try changes on, without changing what is stored."""
        return LivePlan(self.problem, self.plan)

    @cached_property
    def remedies(self):
        """What remedy() has found for this plan so far."""
        return {}

    @cached_property
    def chains(self):
        """Chains of moves in the stored plan."""
        return Chains(self.problem, self.plan)

    @cached_property
    def held(self):
        """Ids, as the library has them, of people who stay where they are: locked, or with a seat of their role."""
        principals = (self.banquet.host_id, self.banquet.second_host_id, self.banquet.guest_of_honour_id)
        return {str(r.attendee_id) for r in self.rows if r.is_locked} | {str(a) for a in principals if a}

    def costs_of_moving(self, attendee_id):
        """{(table number, seat): (points, hard breaches)} that moving somebody to each seat would change."""
        changes = {place: self.live.what_if(str(attendee_id), place) for place in self.live.facts.places}
        return {(int(table), seat): (change.cost, change.hard) for (table, seat), change in changes.items()}

    def is_kept(self, wish):
        """Whether everybody meant by a wish is seated as it says; None while one of them has no seat or nobody is meant."""
        pairs = [(str(a), str(b)) for a in self.meant(wish.first_attendee_id, wish.first_client_id)
                 for b in self.meant(wish.second_attendee_id, wish.second_client_id) if a != b]
        if not pairs or any(p not in self._seated.at for pair in pairs for p in pair):
            return None
        return all(self._seated.close(a, b, wish.scope) == (wish.kind == "together") for a, b in pairs)

    @cached_property
    def _seated(self):
        return Seated(self.problem, self.plan)

    def seat_places(self):
        """[(table number, seat, steps from the host's seat, neighbours' seats)] of all seats.

        Steps are 0 for the host's seat, 1, 2 … on the host's right, -1, -2 … on the left, None for the seat that faces the host.
        """
        return [(int(table.id), index, _steps(table, index), seat.beside) for table in self.problem.tables
                for index, seat in enumerate(table.seats)]

    def ordered(self):
        """Everybody who dines, guests first, each side by precedence."""
        place = {int(p): i for i, p in enumerate(self.precedence.order)}
        return sorted(self.diners.values(), key=lambda a: (a.side != "guest", place[a.id]))

    def _people(self):
        level, roles = self.precedence.level, self._roles()
        return tuple(Person(
            id=str(a.id), name=a.person.name("zh"), name_en=a.person.name("en"), side=a.side, rank=level[str(a.id)],
            role=roles.get(a.id), partner=_text_id(a.partner_id, self.diners),
            interprets_for=_text_id(a.interprets_for_id, self.diners), languages=tuple(a.person.languages or ()),
            gender=a.person.gender if a.person.gender in ("f", "m") else None, groups=_groups(a))
            for a in self.ordered())

    def _tables(self):
        has_shapes = bool(self.room) or any(t.kind != "round" for t in self.tables)
        made = tuple(_table(t, self.pack.options, t is self.tables[0] and self.banquet.second_host_id is not None, has_shapes)
                     for t in self.tables)
        return layouts.with_spare_chairs_closed(made, len(self.diners)) if self.closes_spare_chairs else made

    def _locks(self):
        sizes = {t.number: t.seats for t in self.tables}
        return tuple(Lock(str(r.attendee_id), str(r.table.number), r.seat) for r in self.rows
                     if r.is_locked and r.attendee_id in self.diners and r.seat < sizes.get(r.table.number, 0))

    def _wishes(self):
        """Every wish as pairs of people; a wish about a client means all its people who dine."""
        seen = set()
        for wish in self.banquet.reception.wishes:
            first = self.meant(wish.first_attendee_id, wish.first_client_id)
            second = self.meant(wish.second_attendee_id, wish.second_client_id)
            weight = HARD if wish.strength == "must" else WISH_POINTS[wish.scope]
            for a in first:
                for b in second:
                    key = (wish.kind, wish.scope, frozenset((a, b)))
                    if a != b and key not in seen:
                        seen.add(key)
                        yield Wish(wish.kind, (str(a), str(b)), wish.scope, weight)

    def meant(self, attendee_id, client_id):
        """Ids of the diners that one end of a wish is about."""
        if attendee_id is not None:
            return [attendee_id] if attendee_id in self.diners else []
        return sorted(a.id for a in self.diners.values() if client_id and a.person.client_id == client_id)


def _steps(table, index):
    """See Hall.seat_places; seats are counted clockwise from above, so the host's right is the seat before."""
    count, last = len(table.seats), len(table.seats) - 1
    if 0 not in table.seats[last].beside:          # a line, not a ring
        return table.head - index
    steps = (table.head - index) % count
    return None if count % 2 == 0 and steps == count // 2 else steps if steps <= count // 2 else steps - count


def _text_id(attendee_id, diners):
    return str(attendee_id) if attendee_id in diners else None


def _groups(attendee):
    client = attendee.person.client
    if client is None or attendee.side != "guest":
        return ()
    return (" ".join(dict.fromkeys((client.name("zh"), client.name("en")))),)


def _table(t, options, has_second_host, has_shape):
    """A BanquetTable as the library's Table; its true shape only where the room is drawn."""
    features = {s: tuple(t.features or ()) for s in range(t.seats)}
    made = layouts.dining_table(str(t.number), t.number - 1, t.kind, t.seats, options=options, sizes=t.sizes, rotation=t.rotation,
                                x=t.x_cm, y=-t.y_cm, has_second_host=has_second_host, features=features, label=t.label, name=t.name)
    return made if has_shape else replace(made, places=(), top=())


def _room(tables, room):
    """The Room as drawn; without a drawing, walls around the tables."""
    if room:
        return Room(width=room["width_cm"], depth=room["depth_cm"], door_x=room["width_cm"] // 2, corner=(0, 0), objects=tuple(
            (o["kind"], o["x_cm"], -o["y_cm"], o["width_cm"], o["depth_cm"], o["rotation"]) for o in room["objects"]))
    xs, ys = [t.x for t in tables], [t.y for t in tables]
    corner = (min(xs) - WALL_CM, max(ys) + WALL_CM) if any(t.places for t in tables) else None
    return Room(width=max(xs) - min(xs) + 2 * WALL_CM, depth=max(ys) - min(ys) + 2 * WALL_CM,
                door_x=(max(xs) + min(xs)) // 2, corner=corner)


def find_plan(hall, *, seed=0, on_progress=None):
    """Seat everybody, locks kept; a SeatedPlan. `on_progress(done, total, cost)` returns False to have the best so far."""
    look = _now_and_then(on_progress)
    plan = solve(hall.problem, stop=Stop(), seed=seed, on_progress=look)
    if plan.hard and hall.closes_spare_chairs and not plan.is_cancelled:      # with every chair in use there may be a way
        wider = solve(Hall(hall.banquet, closes_spare_chairs=False, pack=hall.pack.id).problem, stop=Stop(), seed=seed, on_progress=look)
        plan = min(plan, wider, key=lambda p: (p.hard, p.cost))
    return SeatedPlan(_by_attendee(plan), plan.cost, plan.hard, plan.bound, (hall.banquet.version, hall.problem),
                      status=plan.status, proved=tuple(plan.proved), is_stopped=plan.is_cancelled)


def find_part(hall, table_number=None, *, on_progress=None):
    """A better order at one table, or without a table seats for those who have none; everybody else stays. A SeatedPlan."""
    wide = Hall(hall.banquet, closes_spare_chairs=False).problem
    problem = _only_table(wide, hall.plan, str(table_number)) if table_number else _only_unseated(wide, hall.plan)
    held = {lock.person for lock in problem.locks}
    free = replace(problem, people=tuple(p for p in problem.people if p.id not in held))
    plan = solve(problem, stop=Stop(steps=default_steps(free)), on_progress=_now_and_then(on_progress))
    live = LivePlan(hall.problem, plan)
    return SeatedPlan(_by_attendee(plan), live.cost, live.hard, None, (hall.banquet.version, hall.problem), is_part=True,
                      is_stopped=plan.is_cancelled)


def _now_and_then(on_progress):
    looks = 0

    def look(done, total, cost):
        nonlocal looks
        looks += 1
        return on_progress(done, total, cost) if on_progress and looks % PROGRESS_EVERY == 1 else None
    return look


def _by_attendee(plan):
    return {int(p): (int(table), seat) for p, (table, seat) in plan.seats.items()}


def _held(problem, plan, table=None):
    """Locks for everybody who sits, those at `table` left free."""
    known = {lock.person for lock in problem.locks}
    return problem.locks + tuple(Lock(p, *place) for p, place in plan.seats.items() if p not in known and place[0] != table)


def _only_unseated(problem, plan):
    return replace(problem, locks=_held(problem, plan))


def _only_table(problem, plan, table):
    """The people who sit, those of the table bound to it, those elsewhere to their seats."""
    here = {p for p, place in plan.seats.items() if place[0] == table}
    people = tuple(replace(p, needs=(*p.needs, HERE) if p.id in here else p.needs) for p in problem.people if p.id in plan.seats)
    tables = tuple(replace(t, seats=tuple(replace(s, features=(*s.features, HERE)) for s in t.seats)) if t.id == table else t
                   for t in problem.tables)
    seated = replace(problem, people=people, tables=tables, wishes=tuple(w for w in problem.wishes if set(w.people) <= plan.seats.keys()),
                     locks=tuple(lock for lock in problem.locks if lock.person in plan.seats))
    return replace(seated, locks=_held(seated, plan, table))


def cost_of(banquet):
    """(hard breaches, cost) of the seats as stored."""
    return Hall(banquet).score.key()


def least_important(hall, room):
    """Attendees who would have no seat in a room of `room` seats, the highest of them first (RM-01 to RM-06)."""
    problem = Problem(name=str(hall.banquet.id), people=hall._people(), tables=(), wishes=tuple(hall._wishes()))
    return [hall.diners[int(p)] for p in without_seat.left_out(problem, room)]


def table_places(table_count, pack_id):
    """[(x_cm, y_cm)] in table order for so many round tables, from the hall's upper left corner (CN-50 to CN-52)."""
    options = rules.load_pack(pack_id).options
    points = dict(enumerate(layouts.template(table_count, spacing_cm=TABLE_SPACING_CM)))
    order = layouts.table_order(points, side=options["table_order_side"], tie_break=options["table_tie_break"])
    left, top = min(x for x, _ in points.values()), max(y for _, y in points.values())
    return [(points[i][0] - left + WALL_CM, top - points[i][1] + WALL_CM) for i in order]


@dataclass(frozen=True)
class RepairMove:
    """One person who sits elsewhere than before: (table number, seat) or None, and why in both languages."""

    attendee_id: int
    old: tuple | None
    new: tuple | None
    zh: str
    en: str

    def sentence(self, lang):
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class RepairOption:
    """One way to go on: moves in order of importance, cost and hard breaches afterwards."""

    moves: tuple
    cost: int
    hard: int


def repairs(before, after):
    """Up to three RepairOptions from the Hall `before`, with its plan, to the Hall `after`; fewest people moved first."""
    found = repair_between(before.problem, after.problem, before.plan)
    return [RepairOption(tuple(RepairMove(int(m.person), _our_place(m.old), _our_place(m.new), m.zh, m.en) for m in option.moves),
                         option.plan.cost, option.plan.hard) for option in found.options]


def _our_place(place):
    return (int(place[0]), place[1]) if place else None


def table_plan(hall, lang, number):
    """The drawing of one table alone."""
    return draw.one_table(hall.problem, hall.plan, str(number), _style(hall, lang))


# --- rooms: shapes, distances and table order, for planner.rooms; y grows towards the door as on the drawing ----------------


LEAST_SEATS, TABLE_SIZES, LONG_STYLES = layouts.LEAST_SEATS, layouts.SIZES, layouts.STYLES
gap, overlap, far_apart, bounds = layouts.gap, layouts.overlap, layouts.far_apart, layouts.bounds


def size_at_fault(kind, seats, sizes):
    """The name of the size with which no such table can be made (`kind`, `seats` or one of TABLE_SIZES), or None."""
    try:
        layouts.shape_of(kind, seats, sizes)
    except InvalidProblem as error:
        return error.path
    return None


def shape(kind, seats, sizes):
    """(outline, chairs) of a table around its middle, not turned: ("disc", x, y, r) or ("area", x1, y1, …), and (x, y, facing)."""
    made = layouts.dining_table("", 0, kind, seats, options={}, sizes=sizes)
    outline = [(name, *(v if i % 2 == 0 or name == "disc" and i == 2 else -v for i, v in enumerate(numbers))) for name, *numbers in made.top]
    return outline, [(x, -y, facing) for x, y, facing in made.places]


def table_footprint(table, *, with_chairs=True):
    """Convex polygons of something with kind, seats, sizes, rotation, x_cm and y_cm (y grows away from the door)."""
    return layouts.footprint(table.kind, table.seats, sizes=table.sizes, rotation=table.rotation, x=table.x_cm, y=-table.y_cm,
                             with_chairs=with_chairs)


def box_footprint(thing):
    """The same of something with width_cm and depth_cm."""
    return layouts.box(thing.width_cm, thing.depth_cm, rotation=thing.rotation, x=thing.x_cm, y=-thing.y_cm)


def table_order(points, pack_id, *, wall="bottom", stage=None, names=None):
    """[(key, reason)] of tables (key -> (x_cm, y_cm)) in their order by the pack, the door being in `wall` (CN-50 to CN-52).

    A reason has `rules` and `sentence(lang)`; `names` maps an order of keys to what they are called in it. Tables nearly in one
    row or line count as in it.
    """
    options = rules.load_pack(pack_id).options

    def seen(point):
        return seen_from_the_door((point[0], -point[1]), {"door": wall})

    at = layouts.in_rows({key: seen(point) for key, point in points.items()})
    customs = {"stage": stage and seen(stage), "side": options["table_order_side"], "tie_break": options["table_tie_break"]}
    found = layouts.table_order(at, **customs)
    return list(zip(found, layouts.why_in_order(at, found, names=names and names(found), **customs)))


def template_places(table_count, spacing_cm):
    """[(x_cm, y_cm)] of a protocol arrangement of so many tables around (0, 0), the far row first."""
    points = layouts.template(table_count, spacing_cm=spacing_cm)
    middle = (max(y for _, y in points) + min(y for _, y in points)) / 2
    return [(round(x), round(middle - y)) for x, y in points]


def as_files(hall):
    """{"problem": …, "plan": …} as JSON-ready data of the interchange format (docs/seating/format.md)."""
    return {"problem": files.write_problem(hall.problem), "plan": files.write_plan(hall.plan)}


def pack_ids():
    """Ids of the rule packs."""
    return rules.pack_ids()


def packs(lang):
    """[(id, title, about)] of the rule packs."""
    return [(p, rules.load_pack(p).title[lang], rules.load_pack(p).about[lang]) for p in rules.pack_ids()]


def hall_plan(banquet, lang, *, hall=None, selected=None, person_link=None, seat_link=None):
    """The hall plan as an SVG element (ElementTree), for banquets/_drawing.html.

    `person_link(attendee id)` and `seat_link(table number, seat)` give addresses, or None.
    """
    hall = hall or Hall(banquet)
    return draw.hall(hall.problem, hall.plan, _style(hall, lang, selected, person_link, seat_link))


def hall_plan_svg(banquet, lang):
    """The hall plan as SVG text, for papers."""
    return draw.to_text(hall_plan(banquet, lang))


def studio_plan(hall, lang, *, person_link, seat):
    """The hall plan for the screen: one short name a seat, which can be replaced alone (studio_seats)."""
    return draw.hall(hall.problem, hall.plan, _screen(lang, person_link, seat, hall))


def studio_seats(hall, lang, places, *, person_link, seat):
    """The groups of these (table number, seat) alone."""
    return draw.seats(hall.problem, hall.plan, [(str(t), s) for t, s in places], _screen(lang, person_link, seat, hall))


def _screen(lang, person_link, seat, hall):
    return draw.Style(lang=lang, has_fixed_names=True, locked=_locked(hall), person_link=lambda p: person_link(int(p)),
                      seat=lambda t, s, p: seat(int(t), s, int(p) if p else None))


def _locked(hall):
    return frozenset(str(r.attendee_id) for r in hall.rows if r.is_locked)


def _style(hall, lang, selected=None, person_link=None, seat_link=None):
    style = draw.Style(lang=lang, reasons={str(p): r for p, r in hall.reasons.items()},
                       selected=str(selected) if selected else None,
                       locked=_locked(hall))
    if person_link:
        style = replace(style, person_link=lambda p: person_link(int(p)))
    if seat_link:
        style = replace(style, seat_link=lambda t, s: seat_link(int(t), s))
    return style


# --- the other arrangements: cases of the seating library, by the same precedence ----------------------------------------------


def rank_order(attendees, pack_id, ranks=None):
    """(attendee id -> level of precedence from 1, ids from the highest down, ids of those who hold no rank).

    `ranks` (attendee id -> rank) are ranks to suppose instead of those stored.
    """
    ranks, known = ranks or {}, {a.id for a in attendees}
    people = [precedence.Standing(id=str(a.id), side=a.side, grade=ranks.get(a.id, a.rank), role=a.role, partner=_text_id(a.partner_id, known),
                                  name_key=a.person.sort_key) for a in attendees]
    try:
        found = precedence.rank_people(people, pack=rules.load_pack(pack_id))
    except Contradiction as error:
        raise RuleBroken(_l("The order of precedence contradicts itself. Please check the ranks.")) from error
    return ({int(p): level for p, level in found.level.items()}, [int(p) for p in found.order],
            {int(p) for p in found.without_rank})


def answer_case(case):
    """(places or orders, thing -> ids of its rules) of one case (docs/seating/arrangements.md). RuleBroken where it cannot be arranged."""
    try:
        return arrange.arrange_with_rules(case)
    except InvalidProblem as error:
        raise RuleBroken(_l("These people cannot be arranged so: %(reason)s.", reason=str(error))) from error


def table_shape(kind, seats, sizes, rotation):
    """((x, y) of each seat, outlines) of a table in cm round its middle, y growing away from the door; an outline is ("disc", x, y, r)
    or ("area", x1, y1, x2, y2, …). None when the sizes do not fit."""
    try:
        table = layouts.dining_table("1", 0, kind, seats, options=rules.load_pack("cn-corporate").options, sizes=sizes, rotation=rotation)
    except InvalidProblem:
        return None
    return [(x, y) for x, y, *_facing in table.places], table.top


def sequence_of(hall, kind, options, *, table=None, pack=None):
    """[(label, attendee ids in turn, its Rules)] of a sequence of service: kind "serving_order" at a table number, or
    "service_sequence" of everybody who has a seat in this hall, such as toasts; by the hall's pack or another."""
    at = {int(p): seat for p, (number, seat) in hall.plan.seats.items() if table is None or number == str(table)}
    if not at:
        return []
    roles, level = hall._roles(), hall.precedence.level
    people = [{"id": str(a.id), "side": a.side, "rank": level[str(a.id)], "role": roles.get(a.id), "serves": [],
               "gender": a.person.gender if a.person.gender in ("f", "m") else None,
               "spouse_of": str(a.partner_id) if a.partner_id in at and a.role == "spouse" else None}
              for a in hall.ordered() if a.id in at]
    case = {"id": kind, "kind": kind, "pack": pack or hall.pack.id, "participants": people, "options": dict(options), "geometry": {"type": "sequence"}}
    if table is not None:
        case["geometry"] = {"type": "ring", "seats": next(t.seats for t in hall.tables if t.number == table), "shape": "round"}
        case["options"]["given_seats"] = {str(a): seat for a, seat in at.items()}
    answer, found = answer_case(case)
    known = rules.load_rules()
    return [(label, [int(p) for p in order], [known[r] for r in found.get(label, ()) if r in known])
            for label, order in zip(answer["labels"], answer["orders"])]


def case_drawing(case, answer, lang, *, selected=None, person_link=None, seat_link=None):
    """The drawing of a case as an SVG element; `answer` as from answer_case, changed by hand perhaps.

    `person_link(attendee id)` and `seat_link(place)` give addresses.
    """
    style = draw.Style(lang=lang, selected=str(selected) if selected else None)
    if person_link:
        style = replace(style, person_link=lambda p: person_link(int(p)))
    if seat_link:
        style = replace(style, seat_link=lambda _table, place: seat_link(place))
    return draw.draw_case(case, style, answer)


def svg_text(element):
    """An SVG element as the text of a file."""
    return draw.to_text(element)


def case_places(case):
    """Ids of all places of a case whose people have places, as texts."""
    return [str(place.id) for place in draw.cases.layout_of(arrange.read_case(case)).places]


def case_roles(group):
    """Names of the roles of a group (seating/rules/cases.toml): uncounted, behind, escort."""
    return frozenset(arrange.options.cases_data()["roles"][group])


def case_rules():
    """Rule id -> Rule, with title, text, reason and source."""
    return rules.load_rules()


def pack_options(pack_id, names, chosen=None):
    """Option -> (title, value -> words, the value in force as text): those of a pack, changed by `chosen`."""
    known = rules.load_options()
    found = arrange.options.options_of(pack_id, {name: value for name, value in (chosen or {}).items() if name in names})
    return {name: (known[name].title, {_as_text(v): words for v, words in known[name].values.items()}, _as_text(found[name]))
            for name in names}


def _as_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def vehicle_titles():
    """Vehicle id -> title (zh, en)."""
    return {key: found["title"] for key, found in layouts.vehicles.vehicles().items()}


def vehicle_seats(vehicle_id, coach_rows=4):
    """(name of the layout, names of the seats, the driver's first) of a vehicle; a coach has as many rows as asked."""
    found = layouts.vehicles.vehicles()[vehicle_id]
    seats = list(found["seats"])
    if vehicle_id == "coach":
        seats = [seats[0], *(f"r{row}_{place}" for row in range(1, coach_rows + 1)
                             for place in ("right_window", "right_aisle", "left_aisle", "left_window"))]
    return found["layouts"][0], seats


# --- deciding ---------------------------------------------------------------------------------------------------------


def fingerprint(hall):
    """A short hash of people, tables, wishes, locks and rules: what was found for the same one is still meant."""
    known = hall.problem.__dict__.get("_fingerprint")
    if known is None:
        known = hashlib.sha256(repr(hall.problem).encode()).hexdigest()[:20]
        object.__setattr__(hall.problem, "_fingerprint", known)
    return known


def claims(lang, state, bound, proved):
    """What a search proved of its plan, as sentences."""
    plan = Plan(seats={}, bound=bound, status=state, proved=tuple(proved))
    return status.status_sentences(None, plan, lang)


@dataclass(frozen=True)
class Choice:
    """One of several plans: `seats` as in SeatedPlan, `emphasis` an id or None, and what is said of it in both languages."""

    seats: dict
    cost: int
    hard: int
    emphasis: str | None
    zh: tuple
    en: tuple


class _Watched(Stop):
    """A Stop that tells how many searches were begun, and is asked when `on_progress` returns False."""

    def __init__(self, on_progress, most):
        super().__init__()
        self.on_progress, self.most, self.begun, self.looks = on_progress, most, 0, 0

    def within(self, steps):
        self.begun += 1
        return super().within(steps)

    def is_over(self):
        self.looks += 1
        if self.on_progress and not self.is_asked and self.looks % (PROGRESS_EVERY * 4) == 1:
            if self.on_progress(max(0, self.begun - 1), self.most) is False:
                self.ask()
        return super().is_over()


def find_choices(hall, *, on_progress=None):
    """Clearly different plans, the cheapest first, as Choices; `on_progress(done, total)` returns False to have those found so far."""
    most = 1 + len(candidates.load_emphases()) + limits.limit("candidate_further_searches")
    found = candidates.candidates(hall.problem, stop=_Watched(on_progress, most))
    return [Choice(_by_attendee(c.plan), c.plan.cost, c.plan.hard, c.emphasis, c.zh, c.en) for c in found]


def emphasis_title(emphasis, lang):
    """What a choice leans on; "" for none."""
    return candidates.load_emphases()[emphasis].title[lang] if emphasis else ""


@dataclass(frozen=True)
class Demand:
    """One thing that must be kept: kind is room, lock, role, need, apart or together; `detail` as in seating.conflicts."""

    kind: str
    people: tuple
    detail: str
    is_reserved: bool
    zh: str
    en: str

    def sentence(self, lang):
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Doubt:
    """What cannot be, or is doubtful, before anybody is seated. `demands` is the smallest set that cannot hold together, or ()."""

    is_impossible: bool
    people: tuple
    demands: tuple
    zh: str
    en: str

    def sentence(self, lang):
        return self.zh if lang == "zh" else self.en


def doubts(hall):
    """Doubts about the problem, the impossible first; kept with the problem, which is built anew when anything changes."""
    problem = hall.problem
    known = problem.__dict__.get("_doubts")
    if known is None:
        known = tuple(_doubts(problem))
        object.__setattr__(problem, "_doubts", known)
    return known


def _doubts(problem):
    found = precheck.precheck(problem)
    conflict = conflicts.find_conflict(problem, most_looks=MOST_LOOKS) if any(f.is_impossible for f in found) else None
    if conflict is not None and conflict.is_proved:
        yield Doubt(True, (), tuple(_demand(problem, d) for d in conflict.demands), conflict.sentence(problem, "zh"), conflict.sentence(problem, "en"))
    for finding in found:
        if not finding.is_impossible or conflict is None or not conflict.is_proved:
            yield Doubt(finding.is_impossible, tuple(map(int, finding.people)), (), finding.zh, finding.en)


def _demand(problem, demand):
    reserved = {(lock.person, (lock.table, lock.seat)) for lock in problem.locks if lock.rule}
    return Demand(demand.kind, tuple(map(int, demand.people)), demand.detail, (demand.people[:1] + (demand.place,)) in reserved,
                  demand.sentence(problem, "zh"), demand.sentence(problem, "en"))


@dataclass(frozen=True)
class Chain:
    """Moves that belong together: [(attendee id, table number, seat)], what they cost (less than 0: save), what is said of them."""

    moves: tuple
    cost: int
    hard: int
    zh: tuple
    en: tuple
    breaks: bool = False     # a hard rule that was kept
    cost_after: int = 0      # of the whole plan
    why_zh: tuple = ()       # what gets better and what worse
    why_en: tuple = ()

    def sentences(self, lang):
        return self.zh if lang == "zh" else self.en

    def why(self, lang):
        return self.why_zh if lang == "zh" else self.why_en


def best_chain(hall, attendee_id, table_number, seat):
    """The best Chain of moves that begins with somebody going to a seat where they do not sit: of that move alone, or with others after it."""
    return _chain(hall, *hall.chains.best(str(attendee_id), (str(table_number), seat)))


def _chain(hall, exchanges, change):
    moves = tuple((int(e.person), int(e.place[0]), e.place[1]) for e in exchanges)
    said = [tuple(e.sentence(hall.problem, lang) for e in exchanges) for lang in ("zh", "en")]
    why = [tuple(explain.change_sentences(hall.problem, change, lang)) for lang in ("zh", "en")]
    return Chain(moves, change.cost, change.hard, *said, breaks=bool(change.broken), cost_after=hall.live.cost + change.cost,
                 why_zh=why[0], why_en=why[1])


def way_to_keep(hall, wish):
    """The cheapest chain of moves found that keeps a wish that is not kept, as a Chain, whatever it breaks; None when there is none.

    Of a wish about many people the first two that are not seated so.
    """
    live, together = hall.live, wish.kind == "together"
    pair = next(((a, b) for a in map(str, hall.meant(wish.first_attendee_id, wish.first_client_id))
                 for b in map(str, hall.meant(wish.second_attendee_id, wish.second_client_id))
                 if a != b and a in hall.plan.seats and b in hall.plan.seats and _is_near(live, a, b, wish.scope) != together), None)
    firsts = []
    for person in pair or ():
        for place in live.facts.places if person not in hall.held else ():
            other = live.person_at(place)
            if other in hall.held or other == person:
                continue
            change = live.move(person, place)
            if _is_near(live, *pair, wish.scope) == together:
                firsts.append((change.key(), person, place))
            live.undo()
    return _best_of(hall, sorted(firsts)[:MOST_FIRST_MOVES], lambda: _is_near(live, *pair, wish.scope) == together)


MOST_FIRST_MOVES = 3         # from which chains are grown where a wish is to be kept
MOST_CHAIN_LOOKS = 4_000     # of each


def _best_of(hall, firsts, is_reached, is_fair=lambda change: True):
    """The best Chain that begins with one of `firsts` (key, person, place) and after which `is_reached()`, or None."""
    found = [(change.hard, change.cost + limits.limit("chain_move_points") * len(exchanges), number, exchanges, change)
             for _key, person, place in firsts
             for number, (exchanges, change) in enumerate(hall.chains.by_length(person, place, most_looks=MOST_CHAIN_LOOKS)) if is_fair(change)]
    for *_key, exchanges, change in sorted(found, key=lambda one: one[:3]):
        for exchange in exchanges:
            hall.live.move(exchange.person, exchange.place)
        reached = is_reached()
        for _exchange in exchanges:
            hall.live.undo()
        if reached:
            return _chain(hall, exchanges, change)
    return None


def _is_near(live, a, b, scope):
    """Whether two people sit at one table, or beside each other."""
    first, second = live.place_of(a), live.place_of(b)
    if first is None or second is None or first[0] != second[0]:
        return False
    return scope == "table" or second[1] in live.problem.table(first[0]).seats[first[1]].beside


MOST_TRIED = 12              # of the cheapest moves, looked at whether they mend the shortcoming
MOST_MENDING_POINTS = 100    # more is no remedy


def remedy(hall, rule, people, *, most_moves=1):
    """The best chain of at most `most_moves` that takes away a shortcoming (its rule id and people), as a Chain; None when none does
    that for an acceptable price."""
    key = (rule, tuple(people), most_moves)
    if key not in hall.remedies:
        hall.remedies[key] = _remedy(hall, *key)
    return hall.remedies[key]


def _remedy(hall, rule, people, most_moves):
    live, people = hall.live, tuple(map(str, people))
    firsts = []
    for person, place in dict.fromkeys(_ways_to_mend(hall, people)):
        other = live.person_at(place)
        if person in hall.held or other in hall.held or other == person:
            continue
        change = live.what_if(person, place)
        if most_moves > 1 or _is_fair(change):
            firsts.append((change.key(), person, place))
    firsts = sorted(firsts)[:MOST_TRIED]

    def is_mended():
        return not any(s.rule == rule and set(s.people) == set(people) for s in explain.shortcomings(hall.problem, live.plan, hall.pack))

    if most_moves > 1:
        return _best_of(hall, firsts, is_mended, _is_fair)
    for _key, person, place in firsts:
        exchange = Exchange(person, place, live.person_at(place), live.place_of(person))
        change = live.move(person, place)
        mended = is_mended()
        live.undo()
        if mended:
            return _chain(hall, [exchange], change)
    return None


def _is_fair(change):
    return not change.broken and change.cost <= MOST_MENDING_POINTS


def _ways_to_mend(hall, people):
    """(person id, place): these people to any seat, and anybody to a seat beside one of them."""
    live = hall.live
    for person in people:
        yield from ((person, place) for place in live.facts.places)
        here = live.place_of(person)
        if here is not None:
            for seat in hall.problem.table(here[0]).seats[here[1]].beside:
                yield from ((other, (here[0], seat)) for other in live.facts.ids if other not in people)


def term_sentences(before, after, lang):
    """What differs in points between two Halls, term by term, the worst first."""
    old, new = before.score.terms, after.score.terms
    return list(explain.term_sentences({t: (old[t][0], new[t][0], new[t][1] - old[t][1]) for t in new if new[t][1] != old[t][1]}, lang))


def rules_that_differ(before, after):
    """(Rules that only the second Hall follows, Rules that only the first follows)."""
    old, new = before.pack.rules, after.pack.rules
    return [r for key, r in new.items() if key not in old], [r for key, r in old.items() if key not in new]


def marked_plan(hall, lang, seats, moved):
    """A small hall plan with `seats` (attendee id -> (table number, seat)), a ring around each attendee of `moved`."""
    def around(_table, _seat, person):
        return {"class": "place will-move" if person and int(person) in moved else "place"}

    plan = Plan(seats={str(a): (str(t), s) for a, (t, s) in seats.items() if a in hall.diners})
    svg = draw.hall(hall.problem, plan, draw.Style(lang=lang, has_fixed_names=True, locked=_locked(hall), seat=around))
    for group in svg.iter("g"):
        ring = next((c for c in group.iter("circle") if c.get("class") == "touch"), None) if group.get("class") == "place will-move" else None
        if ring is not None:
            ring.set("class", "moved-ring")
    return svg
