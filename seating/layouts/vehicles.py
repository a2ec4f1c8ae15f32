"""Vehicles as arrangements: seats by row and column, and their order by who drives (rules/vehicles.toml)."""
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ..errors import InvalidProblem
from .places import Layout, Place

DRIVES = ("LHD", "RHD")
SEAT_NAME = re.compile(r"(front|mid|middle|rear|r(\d+))_(right|left|middle|centre|center|passenger)(?:_(window|aisle))?")
ROW_CM, COLUMN_CM = 90, 50
EDGES_CM = {"aisle": 40, "window": 100}     # of a coach, from its middle


@dataclass(frozen=True)
class SeatOrder:
    """Seats from the highest to the lowest, those kept empty while there are others, those for aides; the rule."""

    seats: tuple
    spare: frozenset
    aide: tuple
    rule: str


@cache
def vehicles():
    """id -> what rules/vehicles.toml says of that vehicle."""
    text = (resources.files("seating.rules") / "vehicles.toml").read_text(encoding="utf-8")
    return {v["id"]: v for v in tomllib.loads(text)["vehicle"]}


def vehicle_of(layout_name):
    """The vehicle whose layout names begin like `layout_name`, for instance "sedan5"; raises InvalidProblem."""
    for found in vehicles().values():
        if any(layout_name.lower().startswith(name) for name in found["layouts"]):
            return found
    known = ", ".join(name for v in vehicles().values() for name in v["layouts"])
    raise InvalidProblem("geometry.layout", f"no vehicle “{layout_name[:40]}”; layouts begin with {known}")


def seat_order_of(layout_name, seats, *, drive="LHD", options):
    """The SeatOrder of these seats; `options` may hold driver, car_7, car_security, car_custom and bus."""
    found = vehicle_of(layout_name)
    other = found.get("same_as")
    if other and _holds(other["when"], options):
        found = vehicles()[other["vehicle"]]
    chosen = next(o for o in found["order"] if _holds(o["when"], options))
    by_column = {_column(seat, drive): seat for seat in seats if seat != "driver"}
    ranked = _named(chosen["seats"], by_column)
    missing = sorted(set(by_column.values()) - set(ranked), key=list(seats).index)
    aide = _named(found["aide"], by_column) if options.get("driver") != "host" else []
    return SeatOrder((*ranked, *missing), frozenset(_named(chosen.get("spare", ()), by_column)), tuple(aide), chosen["rule"])


def vehicle(layout="sedan", seats=None, drive="LHD"):
    """The Layout of a vehicle; `seats` are names such as "rear_right" or "r2_left_aisle"."""
    names = tuple(seats or vehicle_of(layout)["seats"])
    if drive not in DRIVES:
        raise InvalidProblem("geometry.drive", f"must be one of {', '.join(DRIVES)}")
    at = {name: _spot(name, drive) for name in names}
    places = []
    for name in names:
        x, y = at[name]
        row = [n for n in names if at[n][1] == y]
        right = min((n for n in row if at[n][0] > x), key=lambda n: at[n][0], default=None)
        left = max((n for n in row if at[n][0] < x), key=lambda n: at[n][0], default=None)
        before = [n for n in names if at[n][1] > y]
        behind = min(before, key=lambda n: (at[n][1] - y, abs(at[n][0] - x), n), default=None)
        places.append(Place(name, x, y, 0, f"row {-y // ROW_CM}", right, left, None, behind))
    return Layout("vehicle", tuple(places))


def _holds(when, options):
    return all(options.get(key) == value for key, value in when.items())


def _named(words, by_column):
    """Seat names for words such as "rear kerb"; "every …" goes through the numbered rows from the front."""
    found = [by_column[w] for w in words if not w.startswith("every") and w in by_column]
    rows = sorted({int(key.split()[0]) for key in by_column if key[0].isdigit()})
    columns = [w.removeprefix("every ") for w in words if w.startswith("every")]
    return found + [by_column[f"{row} {c}"] for row in rows for c in columns if f"{row} {c}" in by_column]


def _parts(seat):
    match = SEAT_NAME.fullmatch(seat)
    if match is None:
        raise InvalidProblem("geometry.seats", f"“{str(seat)[:40]}” is not a seat of a vehicle: rows are front, mid, "
                                               "rear or r1, r2 …, columns right, middle or left")
    row, number, column, edge = match.groups()
    return number or row.replace("middle", "mid"), column, edge


def _column(seat, drive):
    """Row, side and edge in words: "rear kerb", "mid driver", "front middle", "2 kerb window"."""
    row, column, edge = _parts(seat)
    kerb = "right" if drive == "LHD" else "left"
    side = {"passenger": "kerb", "middle": "middle", "centre": "middle", "center": "middle"}.get(
        column, "kerb" if column == kerb else "driver")
    return " ".join(filter(None, (row, side, edge)))


def _spot(seat, drive):
    """(x, y) in cm, y growing to the front, x to the vehicle's right."""
    if seat == "driver":
        return (-COLUMN_CM if drive == "LHD" else COLUMN_CM, 0)
    row, _, edge = _parts(seat)
    side = _column(seat, drive).split()[1]
    kerb = 1 if drive == "LHD" else -1
    wide = EDGES_CM.get(edge, COLUMN_CM)
    back = int(row) if row.isdigit() else {"front": 0, "mid": 1, "rear": 2}[row]
    return ({"kerb": kerb, "driver": -kerb, "middle": 0}[side] * wide, -back * ROW_CM)
