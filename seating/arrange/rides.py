"""Vehicles: who drives, who rides where (rules VE-00 to VE-14, seats and orders in rules/vehicles.toml)."""
from ..layouts.vehicles import seat_order_of, vehicle
from .cast import Placing, check_room
from .case import role_is


def seat_vehicle(case, cast):
    """(id -> seat name, id -> rule ids): the driver, aides in front with a chauffeur, then everybody by rank."""
    placing, geometry = Placing(), case.geometry
    seats = geometry["seats"]
    vehicle(geometry["layout"], seats, geometry.get("drive", "LHD"))     # refuses names that are no seats
    check_room(cast.people, seats)
    driver = _driver(geometry, cast)
    host_drives = geometry.get("driver") == "host"
    options = case.options | {"driver": "host" if host_drives else "chauffeur"}
    found = seat_order_of(geometry["layout"], tuple(seats), drive=geometry.get("drive", "LHD"), options=options)
    if driver is not None and "driver" in seats:
        placing.put(driver, "driver", "VE-00")
    riders = placing.left(_by_rank(cast))
    check_room(placing.left(cast.people), found.seats)
    if host_drives and cast.spouse(driver) in riders and found.seats:
        placing.put(cast.spouse(driver), found.seats[0], "VE-14")
        riders = placing.left(riders)
    aides = [p for p in cast.people if role_is(p, "uncounted") and not placing.has(p)]
    free = [s for s in found.seats if placing.at(s) is None]
    for person, seat in zip(aides, [s for s in found.aide if s in free]):
        placing.put(person, seat, "VE-13")
    _ride(placing, [p for p in [*riders, *aides] if not placing.has(p)], found)
    return placing.places, placing.rules


def _driver(geometry, cast):
    """Who has the role; the host when the host drives; a member of staff otherwise."""
    drivers = cast.group("driver")
    if drivers:
        return drivers[0]
    return cast.host if geometry.get("driver") == "host" else None


def _by_rank(cast):
    return [p for p in cast.ranked if not role_is(p, "driver")]


def _ride(placing, riders, found):
    """Riders in the order of seats; spare seats stay empty while there are others."""
    free = [s for s in found.seats if placing.at(s) is None]
    for seat in [s for s in reversed(free) if s in found.spare]:
        if len(free) > len(riders):
            free.remove(seat)
    for person, seat in zip(riders, free):
        placing.put(person, seat, found.rule)


KINDS = {"vehicle": seat_vehicle}
