"""Reading one case: who takes part, the geometry and the options, with plain complaints.

Everything wrong raises InvalidProblem with the path into the JSON, for instance `participants[3].rank`.
"""
from dataclasses import dataclass

from ..errors import InvalidProblem
from ..model import GUEST, HOST, SIDES
from .options import cases_data, chosen_by, option_names, options_of

LAST = 10**6                     # the rank of who has none
MOST_PEOPLE = 5000


@dataclass(frozen=True)
class Participant:
    """One person: `rank` 1 is highest on the side; `serves` are the people interpreted for or assisted."""

    id: str
    side: str
    rank: int
    gender: str | None = None
    role: str | None = None
    spouse_of: str | None = None
    serves: tuple = ()


@dataclass(frozen=True)
class Case:
    """One case, checked. `geometry` is as in the file; `options` has a value for every option, `chosen` names those
    that the case or the words of its pack set themselves."""

    id: str
    title: str
    kind: str
    geometry: dict
    options: dict
    chosen: frozenset
    people: tuple
    given_seats: dict


def read_case(data):
    """The Case in parsed JSON; what is not asked for (answers, notes, sources) is ignored."""
    if not isinstance(data, dict):
        raise InvalidProblem("", "a case must be an object")
    kinds = cases_data()["kinds"]
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise InvalidProblem("kind", f"must be one of {', '.join(kinds)}")
    given = _object(data, "options")
    people = _people(data.get("participants"))
    return Case(id=_text(data.get("id"), "id"), title=_text(data.get("title"), "title"), kind=kind,
                geometry=_geometry(data, kinds[kind], kind), options=options_of(data.get("pack"), given),
                chosen=option_names(given) | chosen_by(data["pack"]), people=people, given_seats=_given_seats(given, people))


def role_is(person, group):
    """Whether the person's role is in this group of roles (rules/cases.toml)."""
    return person.role in cases_data()["roles"][group]


def whole(value, path, *, least=1, most=MOST_PEOPLE):
    """`value` as a whole number in this range."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidProblem(path, f"must be a whole number from {least} to {most}")
    return value


def _text(value, path):
    if value is not None and not isinstance(value, str):
        raise InvalidProblem(path, "must be a text")
    return value or ""


def _object(data, key):
    value = data.get(key)
    if value is not None and not isinstance(value, dict):
        raise InvalidProblem(key, "must be an object")
    return value or {}


def _geometry(data, needed, kind):
    geometry = _object(data, "geometry")
    allowed = [needed] if isinstance(needed, str) else needed
    if geometry.get("type") not in allowed and not (needed == "sequence" and geometry.get("type") == "ring"):
        raise InvalidProblem("geometry.type", f"must be {' or '.join(allowed)} for a case of kind {kind}")
    check = {"ring": _check_ring, "rows": _check_rows, "tables": _check_tables, "assign": _check_assign,
             "vehicle": _check_vehicle}.get(geometry["type"])
    if check:
        check(geometry)
    return geometry


def _check_ring(geometry):
    whole(geometry.get("seats"), "geometry.seats", least=2, most=400)
    shapes = cases_data()["shapes"]["ring"]
    if geometry.get("shape", "round") not in shapes:
        raise InvalidProblem("geometry.shape", f"must be one of {', '.join(shapes)}")


def _check_rows(geometry):
    rows = geometry.get("rows")
    if not isinstance(rows, dict) or not rows:
        raise InvalidProblem("geometry.rows", "must name at least one row with its number of places")
    for name, count in rows.items():
        whole(count, f"geometry.rows.{name}", least=0)


def _check_tables(geometry):
    tables = geometry.get("tables")
    if not isinstance(tables, dict) or not tables:
        raise InvalidProblem("geometry.tables", "must give every table its [x, y]")
    for name, at in tables.items():
        _check_point(at, f"geometry.tables.{name}")


def _check_point(at, path):
    if not (isinstance(at, list) and len(at) == 2
            and all(isinstance(v, (int, float)) and not isinstance(v, bool) and abs(v) < 1e9 for v in at)):
        raise InvalidProblem(path, "must be [x, y], two numbers")


def _check_assign(geometry):
    tables = geometry.get("tables")
    if (not isinstance(tables, list) or not tables or not all(isinstance(t, str) and t for t in tables)
            or len(set(tables)) != len(tables)):
        raise InvalidProblem("geometry.tables", "must be a list of different table names")


def _check_vehicle(geometry):
    seats = geometry.get("seats")
    if (not isinstance(seats, list) or not seats or not all(isinstance(s, str) and s for s in seats)
            or len(set(seats)) != len(seats)):
        raise InvalidProblem("geometry.seats", "must be a list of different seat names")
    for key, values in (("drive", ("LHD", "RHD")), ("driver", ("chauffeur", "host"))):
        if geometry.get(key, values[0]) not in values:
            raise InvalidProblem(f"geometry.{key}", f"must be one of {', '.join(values)}")
    if not isinstance(geometry.get("layout"), str):
        raise InvalidProblem("geometry.layout", "must be the name of a vehicle, for instance sedan5")


def _people(given):
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) > MOST_PEOPLE:
        raise InvalidProblem("participants", f"must be a list of at most {MOST_PEOPLE} people")
    people = tuple(_person(p, f"participants[{i}]") for i, p in enumerate(given))
    known = {}
    for i, person in enumerate(people):
        if person.id in known:
            raise InvalidProblem(f"participants[{i}].id", f"“{person.id}” is already participants[{known[person.id]}]")
        known[person.id] = i
    for i, person in enumerate(people):
        for key, ids in (("spouse_of", [person.spouse_of] if person.spouse_of else []), ("serves", person.serves)):
            missing = next((p for p in ids if p not in known or p == person.id), None)
            if missing is not None:
                raise InvalidProblem(f"participants[{i}].{key}", f"no other participant “{missing}”")
    _check_roles(people)
    return people


def _person(given, path):
    if not isinstance(given, dict):
        raise InvalidProblem(path, "must be an object")
    person_id, side, rank = given.get("id"), given.get("side"), given.get("rank")
    if not isinstance(person_id, str) or not person_id.strip():
        raise InvalidProblem(f"{path}.id", "must be a text that is not empty")
    if side not in SIDES:
        raise InvalidProblem(f"{path}.side", f"must be one of {', '.join(SIDES)}")
    if rank is not None:
        whole(rank, f"{path}.rank", least=0, most=LAST)
    gender = given.get("gender")
    if gender not in (None, "f", "m"):
        raise InvalidProblem(f"{path}.gender", "must be f, m or null")
    for key in ("role", "spouse_of"):
        if given.get(key) is not None and not (isinstance(given[key], str) and given[key]):
            raise InvalidProblem(f"{path}.{key}", "must be a text or null")
    serves = given.get("serves") or []
    if not isinstance(serves, list) or not all(isinstance(s, str) for s in serves):
        raise InvalidProblem(f"{path}.serves", "must be a list of ids")
    return Participant(person_id, side, LAST if rank is None else rank, gender, given.get("role"),
                       given.get("spouse_of"), tuple(serves))


def _check_roles(people):
    roles = cases_data()["roles"]
    seen = {}
    for i, person in enumerate(people):
        key = (person.role, person.side if person.role in roles["single_per_side"] else "")
        if person.role in roles["guest_of_honour"]:
            key = ("guest_of_honour", "")
        if key in seen and key[0] in (*roles["single"], *roles["single_per_side"]):
            raise InvalidProblem(f"participants[{i}].role",
                                 f"“{person.role}” is already the role of {people[seen[key]].id}")
        seen.setdefault(key, i)
        wrong = GUEST if person.role in ("host", "second_host", "superior", "hostess") else \
            HOST if person.role == "guest_of_honour" else None
        if person.side == wrong:
            raise InvalidProblem(f"participants[{i}].role", f"“{person.role}” is not a role of the {wrong} side")


def _given_seats(given, people):
    seats = given.get("given_seats") or {}
    if not isinstance(seats, dict):
        raise InvalidProblem("options.given_seats", "must be an object from ids to seats")
    known, taken = {p.id for p in people}, {}
    for person, seat in seats.items():
        if person not in known:
            raise InvalidProblem(f"options.given_seats.{person}", "no such participant")
        if isinstance(seat, bool) or not isinstance(seat, int) or seat < 0:
            raise InvalidProblem(f"options.given_seats.{person}", "must be a whole number, 0 or more")
        if seat in taken:
            raise InvalidProblem(f"options.given_seats.{person}", f"seat {seat} is already taken by {taken[seat]}")
        taken[seat] = person
    return seats
