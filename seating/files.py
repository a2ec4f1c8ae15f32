"""Reading and writing the interchange format (docs/seating/format.md), with plain complaints.

`read_problem` and `read_plan` take parsed JSON; `load_*` take a path. Bad input raises
InvalidProblem with the path into the JSON, for instance `people[3].rank: must be an integer ≥ 1`.
"""
import json
import re
import sys
from contextlib import nullcontext
from dataclasses import replace

from .errors import InvalidPack, InvalidProblem
from .model import (HARD, ROLES, SIDES, Lock, Person, Plan, Problem, Room, Seat, Table, Wish)
from .standing import FIELDS, as_fields, read_organisations, read_standing

MAXIMUM_PEOPLE = 10_000
MAXIMUM_BYTES = 64 * 1024 * 1024
MAXIMUM_SEATS, MAXIMUM_AT_TABLE = 20_000, 1_000
NUMBER_LIMIT = 10**9
RANK_LIMIT = WEIGHT_LIMIT = 10**6     # single numbers; compiled.Compiled looks at what they come to together
OUTLINES = {"disc": (3,), "area": (6, 200)}
ROOM_OBJECTS = ("door", "stage", "screen", "aisle", "pillar")
TEXT_LIMIT = 1_000                    # characters of one text
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Reader:
    """One JSON object with its path, giving checked values."""

    def __init__(self, value, path):
        if not isinstance(value, dict):
            raise InvalidProblem(path, "must be an object")
        self.value, self.path = value, path

    def fail(self, key, reason):
        raise InvalidProblem(f"{self.path}.{key}".lstrip("."), reason)

    def text(self, key, *, default=None, choices=None, needed=False):
        got = self.value.get(key)
        if got is None and not needed:
            return default
        if not isinstance(got, str) or not got.strip():
            self.fail(key, "must be a text that is not empty")
        complaint = _complaint(got)
        if complaint:
            self.fail(key, complaint)
        if choices and got not in choices:
            self.fail(key, f"must be one of {', '.join(choices)}, not “{got[:40]}”")
        return got

    def whole(self, key, *, least=0, most=NUMBER_LIMIT, needed=True):
        got = self.value.get(key)
        if got is None and not needed:
            return None
        if isinstance(got, bool) or not isinstance(got, int) or not least <= got <= most:
            self.fail(key, f"must be an integer from {least} to {most}")
        return got

    def texts(self, key):
        got = self.value.get(key) or []
        if not isinstance(got, list) or not all(isinstance(x, str) and x for x in got):
            self.fail(key, "must be a list of texts")
        complaint = next(filter(None, map(_complaint, got)), None)
        if complaint:
            self.fail(key, complaint)
        return tuple(got)

    def items(self, key, *, needed=False):
        got = self.value.get(key)
        if got is None and not needed:
            return []
        if not isinstance(got, list) or (needed and not got):
            self.fail(key, "must be a list" + (" with at least one entry" if needed else ""))
        return [(f"{self.path}.{key}[{i}]".lstrip("."), item) for i, item in enumerate(got)]


def _complaint(text):
    """What is wrong with the characters of a text, or None."""
    if len(text) > TEXT_LIMIT:
        return f"must not be longer than {TEXT_LIMIT} characters"
    return None if "\x00" not in text else "must not hold the character NUL"


def read_problem(data):
    """A Problem from parsed JSON; raises InvalidProblem."""
    top = Reader(data, "")
    if data.get("format") != "seating-problem/1":
        top.fail("format", "must be “seating-problem/1”")
    entries = [Reader(item, path) for path, item in top.items("people", needed=True)]
    people = tuple(read_person(r, has_ranks=_has_ranks(entries)) for r in entries)
    tables = tuple(_table(Reader(item, path)) for path, item in top.items("tables", needed=True))
    if len(people) > MAXIMUM_PEOPLE:
        top.fail("people", f"more than {MAXIMUM_PEOPLE} people")
    if sum(len(t.seats) for t in tables) > MAXIMUM_SEATS:
        top.fail("tables", f"more than {MAXIMUM_SEATS} seats")
    _no_duplicates("people", "id", [p.id for p in people])
    _no_duplicates("tables", "id", [t.id for t in tables])
    known, rooms = {p.id for p in people}, {t.id: t for t in tables}
    _check_links(people, known)
    people, standing = _with_standings(top, entries, people, known)
    return Problem(
        name=top.text("name", default=""), people=people, tables=tables,
        locks=tuple(_lock(Reader(i, p), known, rooms) for p, i in top.items("locks")),
        wishes=tuple(_wish(kind, Reader(i, p), known) for kind in ("apart", "together")
                     for p, i in top.items(kind)),
        previous=_previous(data.get("previous"), rooms), weights=_weights(data.get("weights")),
        room=_room(data.get("room")), **standing)


def _has_ranks(entries):
    """Ranks may be left out by everybody where offices say who comes first; never by some."""
    return any(r.value.get("rank") is not None for r in entries) or not any(r.value.get("offices") for r in entries)


def _with_standings(top, entries, people, known):
    """(people, what precedence knows of them); without ranks precedence gives them, by the file's pack."""
    keys = ("before", "organisations", "pack")
    if not any(top.value.get(k) for k in keys) and not any(f in r.value for r in entries for f in FIELDS):
        return people, {}
    organisations = read_organisations(top, Reader, known)
    has_ranks = _has_ranks(entries)
    standings = tuple(read_standing(r, Reader, {**vars(p), "rank": p.rank if has_ranks else None}, organisations, known)
                      for r, p in zip(entries, people))
    _one_way_of_ages(standings)
    before = tuple(_before(top, path, pair, known) for path, pair in top.items("before"))
    if not has_ranks:
        people = _ranked(top, people, standings, before)
    return people, {"standings": standings, "before": before, "organisations": organisations,
                    "pack": top.text("pack")}


def _before(top, path, pair, known):
    if not isinstance(pair, list) or len(pair) != 2 or pair[0] == pair[1]:
        raise InvalidProblem(path, "must be two different ids: the first goes before the second")
    for person in pair:
        if not isinstance(person, str) or person not in known:
            raise InvalidProblem(path, f"no person “{str(person)[:40]}”")
    return tuple(pair)


def _one_way_of_ages(standings):
    """Dates of birth and ages cannot be compared without knowing the day."""
    aged = next((i for i, s in enumerate(standings) if s.age is not None), None)
    if aged is not None and any(s.born is not None for s in standings):
        raise InvalidProblem(f"people[{aged}].age", "others have a date of birth; give the same of everybody")


def _ranked(top, people, standings, before):
    """The people with the levels of precedence as their ranks."""
    from .precedence import rank_people        # reads the packs, which a file with ranks does not need
    from .rules import load_pack

    try:
        level = rank_people(standings, before=before, pack=load_pack(top.text("pack", default="cn-corporate"))).level
    except InvalidPack as error:
        raise InvalidProblem("pack", str(error)) from None
    return tuple(replace(p, rank=level[p.id]) for p in people)


def read_person(r, has_ranks=True):
    """A Person from a Reader; links to other people are not followed here."""
    return Person(
        id=r.text("id", needed=True), name=r.text("name", needed=True),
        side=r.text("side", needed=True, choices=SIDES),
        rank=r.whole("rank", least=1, most=RANK_LIMIT) if has_ranks else 1,
        role=r.text("role", choices=ROLES), partner=r.text("partner"),
        interprets_for=r.text("interprets_for"), languages=r.texts("languages"),
        gender=r.text("gender", choices=("f", "m")), groups=r.texts("groups"),
        needs=r.texts("needs"), name_en=r.text("name_en"))


def _table(r):
    seats = tuple(_seat(Reader(item, path), path) for path, item in r.items("seats", needed=True))
    last = len(seats) - 1
    if last >= MAXIMUM_AT_TABLE:
        r.fail("seats", f"more than {MAXIMUM_AT_TABLE} seats")
    if sorted(s.honour for s in seats) != list(range(len(seats))):
        r.fail("seats", f"honour must be a permutation of 0 to {last}")
    for i, seat in enumerate(seats):
        for n in seat.beside:
            if not 0 <= n <= last or n == i or i not in seats[n].beside:
                r.fail(f"seats[{i}].beside", f"seat {n} must exist and name seat {i} as its neighbour")
    return Table(id=r.text("id", needed=True), rank=r.whole("rank"), seats=seats,
                 head=r.whole("head", most=last),
                 second_head=r.whole("second_head", most=last, needed=False),
                 guest_of_honour=r.whole("guest_of_honour", most=last, needed=False),
                 x=r.whole("x", least=-NUMBER_LIMIT, needed=False),
                 y=r.whole("y", least=-NUMBER_LIMIT, needed=False),
                 places=_places(r, len(seats)), top=tuple(_piece(r, "top", i, item) for i, item in enumerate(_list(r, "top"))),
                 label=r.text("label", default=""), name=r.text("name", default=""))


def _list(r, key):
    got = r.value.get(key) or []
    return got if isinstance(got, list) else r.fail(key, "must be a list")


def _places(r, count):
    """(x, y, facing) of each seat, or nothing."""
    got = _list(r, "places")
    if got and (len(got) != count or not all(_are_numbers(place, 3) for place in got)):
        r.fail("places", "must be [x, y, facing] in centimetres and degrees for every seat")
    return tuple(tuple(place) for place in got)


def _piece(r, key, index, item):
    """One outline: ["disc", x, y, r] or ["area", x1, y1, x2, y2, …]."""
    if not isinstance(item, list) or not item or item[0] not in OUTLINES or not _are_numbers(item[1:], *OUTLINES[item[0]]):
        r.fail(f"{key}[{index}]", "must be [disc, x, y, radius] or [area, x1, y1, x2, y2, x3, y3 …] in centimetres")
    return tuple(item)


def _are_numbers(item, least, most=None):
    return (isinstance(item, list) and least <= len(item) <= (most or least) and len(item) % (2 if most else 1) == 0
            and all(type(n) is int and abs(n) <= NUMBER_LIMIT for n in item))


def _seat(r, path):
    beside = r.value.get("beside")
    if not isinstance(beside, list) or not all(type(n) is int for n in beside):
        r.fail("beside", "must be a list of seat indices")
    if len(set(beside)) < len(beside):
        r.fail("beside", "names a seat twice")
    return Seat(honour=r.whole("honour"), beside=tuple(beside), features=r.texts("features"))


def _lock(r, known, tables):
    table = tables.get(r.text("table", needed=True)) or r.fail("table", "no such table")
    return Lock(person=_known(r, "person", known), table=table.id,
                seat=r.whole("seat", most=len(table.seats) - 1), rule=r.text("rule"))


def _wish(kind, r, known):
    pair = r.value.get("people")
    if not isinstance(pair, list) or len(pair) != 2 or pair[0] == pair[1]:
        r.fail("people", "must be two different ids")
    for person in pair:
        if not isinstance(person, str) or person not in known:
            r.fail("people", f"no person “{str(person)[:40]}”")
    weight = r.value.get("weight")
    weight = HARD if weight == HARD else r.whole("weight", most=WEIGHT_LIMIT)
    return Wish(kind, tuple(pair), r.text("scope", needed=True, choices=("table", "beside")), weight)


def _known(r, key, known):
    value = r.text(key, needed=True)
    return value if value in known else r.fail(key, f"no person “{str(value)[:40]}”")


def _check_links(people, known):
    for i, p in enumerate(people):
        for key in ("partner", "interprets_for"):
            other = getattr(p, key)
            if other is not None and (other not in known or other == p.id):
                raise InvalidProblem(f"people[{i}].{key}", f"no other person “{str(other)[:40]}”")
    for role in ("host", "second_host", "guest_of_honour"):
        holders = [i for i, p in enumerate(people) if p.role == role]
        if len(holders) > 1:
            raise InvalidProblem(f"people[{holders[1]}].role", f"a second {role}; there can be one")


def _no_duplicates(where, key, values):
    seen = set()
    for i, value in enumerate(values):
        if value in seen:
            raise InvalidProblem(f"{where}[{i}].{key}", f"“{str(value)[:40]}” is used twice")
        seen.add(value)


def _previous(data, tables):
    if data is None:
        return None
    if not isinstance(data, dict):
        raise InvalidProblem("previous", "must be an object: person id → [table id, seat index]")
    return {person: _place(place, f"previous.{person}") for person, place in data.items()} or None


def _place(place, path):
    if (not isinstance(place, list) or len(place) != 2 or not isinstance(place[0], str)
            or type(place[1]) is not int):
        raise InvalidProblem(path, "must be [table id, seat index]")
    return place[0], place[1]


def _weights(data):
    r = Reader({} if data is None else data, "weights")
    return {key: r.whole(key, most=WEIGHT_LIMIT) for key in r.value}


def _room(data):
    if data is None:
        return None
    r = Reader(data, "room")
    stage = r.value.get("stage")
    if stage is not None and (not isinstance(stage, list) or len(stage) != 4
                              or not all(type(n) is int for n in stage)):
        r.fail("stage", "must be [x, y, width, depth] in centimetres")
    return Room(width=r.whole("width", least=1), depth=r.whole("depth", least=1),
                door_x=r.whole("door_x"), stage=tuple(stage) if stage else None, corner=_corner(r),
                objects=tuple(_object(r, i, item) for i, item in enumerate(_list(r, "objects"))))


def _corner(r):
    got = r.value.get("corner")
    if got is not None and not _are_numbers(got, 2):
        r.fail("corner", "must be [x, y] in centimetres")
    return got and tuple(got)


def _object(r, index, item):
    if not isinstance(item, list) or not item or item[0] not in ROOM_OBJECTS or not _are_numbers(item[1:], 5):
        r.fail(f"objects[{index}]", f"must be [kind, x, y, width, depth, rotation]; kinds are {', '.join(ROOM_OBJECTS)}")
    return tuple(item)


def write_problem(problem):
    """The Problem as JSON-ready data, without empty fields."""
    wishes = {kind: [{"people": list(w.people), "scope": w.scope, "weight": w.weight}
                     for w in problem.wishes if w.kind == kind] for kind in ("apart", "together")}
    standing = {s.id: as_fields(s) for s in problem.standings}
    data = {"format": "seating-problem/1", "name": problem.name,
            "people": [_filled(p) | standing.get(p.id, {}) for p in problem.people],
            "tables": [{**_filled(t), "rank": t.rank, "head": t.head, "second_head": t.second_head,
                        "guest_of_honour": t.guest_of_honour,
                        "seats": [{"honour": s.honour, "beside": list(s.beside),
                                   "features": list(s.features)} for s in t.seats]}
                       for t in problem.tables],
            "locks": [_filled(lock) | {"seat": lock.seat} for lock in problem.locks],
            **wishes, "weights": dict(problem.weights)}
    if problem.before:
        data["before"] = [list(pair) for pair in problem.before]
    if problem.pack:
        data["pack"] = problem.pack
    if problem.organisations:
        data["organisations"] = [_filled(o) for o in problem.organisations]
    if problem.previous:
        data["previous"] = {p: list(place) for p, place in problem.previous.items()}
    if problem.room:
        data["room"] = _filled(problem.room) | {"door_x": problem.room.door_x}
    return data


def _filled(item):
    """Fields of a dataclass that are not empty, tuples as lists."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in vars(item).items()
            if not k.startswith("_") and v not in (None, (), "")}


def read_plan(data):
    """A Plan from parsed JSON; raises InvalidProblem. Whether it fits a problem is for score()."""
    r = Reader(data, "")
    if data.get("format") != "seating-plan/1":
        r.fail("format", "must be “seating-plan/1”")
    if not isinstance(data.get("seats"), dict):
        r.fail("seats", "must be an object: person id → [table id, seat index]")
    seats = {p: _place(place, f"seats.{p}") for p, place in data["seats"].items()}
    return Plan(seats=seats, cost=r.whole("cost", needed=False), hard=r.whole("hard", needed=False))


def write_plan(plan):
    """The Plan as JSON-ready data; status, proofs and conflict only where solve() has set them."""
    data = {"format": "seating-plan/1", "seats": {p: list(place) for p, place in plan.seats.items()},
            "cost": plan.cost, "hard": plan.hard, "bound": plan.bound, "seconds": plan.seconds}
    if plan.status:
        data |= {"status": plan.status, "proved": list(plan.proved)}
    if plan.conflict:
        data["conflict"] = write_conflict(plan.conflict)
    return data


def write_conflict(conflict):
    """The Conflict as JSON-ready data."""
    return {"is_proved": conflict.is_proved, "is_minimal": conflict.is_minimal, "demands": [_filled(d) for d in conflict.demands]}


def load_problem(path):
    """A Problem from a JSON file."""
    return read_problem(_load(path))


def load_plan(path):
    """A Plan from a JSON file."""
    return read_plan(_load(path))


def load_object(path):
    """Any one JSON object, for instance a case for `arrange`; "-" is standard input."""
    return _load(path)


def _load(path):
    try:
        with open(path, "rb") if path != "-" else nullcontext(sys.stdin.buffer) as file:
            raw = file.read(MAXIMUM_BYTES + 1)
        if len(raw) > MAXIMUM_BYTES:
            raise InvalidProblem(str(path), "larger than 64 MiB")
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_no_double)
        if SURROGATE.search(raw):
            json.dumps(data, ensure_ascii=False).encode()
    except OSError as error:
        raise InvalidProblem(str(path), error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise InvalidProblem(str(path), "is not UTF-8 text") from None
    except UnicodeEncodeError:
        raise InvalidProblem(str(path), "holds half a character (a lone surrogate)") from None
    except (ValueError, RecursionError) as error:
        raise InvalidProblem(str(path), f"is not JSON: {str(error)[:120]}") from None
    if not isinstance(data, dict):
        raise InvalidProblem(str(path), "must hold one JSON object")
    return data


def _no_double(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        seen = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise ValueError(f"“{twice[:40]}” is given twice in one object")
    return found


def _no_constant(name):
    raise ValueError(f"{name} is not a number")
