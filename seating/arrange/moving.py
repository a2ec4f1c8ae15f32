"""On the way: walking abreast, lifts, stairs and doors (MV-01 to MV-05)."""
from .cast import Placing, check_room
from .case import role_is
from .options import cases_data
from .rows import middle_out
from .sequences import answer


def seat_walkers(case, cast):
    """Side by side: two with the guest at the right, three with the highest in the middle, then right, then left."""
    placing = Placing()
    rows = list(case.geometry["rows"].items())
    guides = cast.group("escort")
    lead = [r for r in rows if r[0].startswith(("guide", "lead", "ahead"))][:1]
    if lead:
        for slot, person in enumerate(guides[:lead[0][1]]):
            placing.put(person, f"{lead[0][0]}:{slot}", "MV-01")
        rows = [r for r in rows if r not in lead]
    first = cast.guest_of_honour
    walkers = ([first] if first else []) + [p for p in cast.ranked if p is not first]
    walkers = placing.left(walkers + [p for p in cast.people if p not in walkers])
    room = sum(c for _, c in rows)
    for person in [p for p in guides if len(walkers) > room and p in walkers and first is not None]:
        placing.ahead(person, first)
        walkers.remove(person)
    check_room(walkers, range(room))
    for name, size in rows:
        now, walkers = walkers[:size], walkers[size:]
        slots = middle_out(len(now), case.options | {"dais_side": "right", "dais_even": "A"})
        for person, slot in zip(now, slots):
            placing.put(person, f"{name}:{slot + (size - len(now)) // 2}", "MV-01" if len(now) < 3 else "MV-02")
    return placing.places, placing.rules


def ride_lift(case, cast):
    """{"orders": [who enters, who leaves], "labels": ["enter", "exit"]} (MV-03)."""
    escorts, led = _led(cast)
    enter = led + escorts if _told(case, "lift_operator", "lift_words") == "attended" else escorts + led
    return answer([enter, led + escorts], cases_data()["labels"]["lift"], "MV-03")


def climb_stairs(case, cast):
    """{"orders": [who goes first to last up, the same down], "labels": ["up", "down"]} (MV-04)."""
    escorts, led = _led(cast)
    if case.options["stairs"] == "behind_up_ahead_down":
        return answer([led + escorts, escorts + led], cases_data()["labels"]["stairs"], "MV-04b")
    return answer([escorts + led, escorts + led], cases_data()["labels"]["stairs"], "MV-04")


def pass_door(case, cast):
    """{"orders": [who goes first to last through a door], "labels": ["through"]} (MV-05)."""
    escorts, led = _led(cast)
    goes_first = case.options["door_custom"] == "by_hinge" and _told(case, "door_opens", "door_words") == "inwards"
    return answer([escorts + led if goes_first else led + escorts], cases_data()["labels"]["door"], "MV-05")


def _led(cast):
    """(ids of those who show the way, or of the lowest host; ids of all others: guests, then hosts, by rank)."""
    escorts = [p for p in cast.people if role_is(p, "escort")] or (cast.hosts[-1:] if cast.guests else [])
    led = [p for p in [*cast.guests, *cast.hosts, *cast.people] if p not in escorts]
    return [p.id for p in escorts], [p.id for p in dict.fromkeys(led)]


def _told(case, option, words):
    """The option where the case sets it, otherwise what its id or title says of it, otherwise the usual."""
    if option in case.chosen:
        return case.options[option]
    said = f"{case.id} {case.title}".lower()
    found = next((entry["value"] for entry in cases_data()[words] if any(w in said for w in entry["words"])), None)
    return found or case.options[option]


KINDS = {"walking": seat_walkers, "lift": ride_lift, "stairs": climb_stairs, "door": pass_door}
