"""From an arrangement to a case of the seating library: its geometry, its options and its people."""

from planner import formats
from planner.banquets import queries as banquets
from planner.banquets import seating_bridge
from planner.errors import RuleBroken
from planner.i18n import _l, current_language

MOST_IN_A_ROW = 12
ROWS = ("front", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
SEQUENCES = {"tea": "tea", "toasts": "toast", "introductions": "introductions"}


def case_of(kind, setting, options, pack, company, title=""):
    """The case as data. Raises RuleBroken at "people" or at a setting where the people do not fit."""
    chosen = {name: value for name, value in options.items() if name in kind.options}
    if kind.id in SEQUENCES:
        chosen["sequence"] = SEQUENCES[kind.id]
    if kind.id == "lift":
        chosen["lift_operator"] = setting["operator"]
    if kind.id == "serving":
        chosen["waiters"] = int(setting["waiters"])
    case = {"id": kind.id, "title": title, "kind": kind.case, "pack": pack, "options": chosen,
            "participants": [_participant(m, company) for m in company.members]}
    case["geometry"] = GEOMETRIES[kind.case](setting, company, _in_force(kind, pack, chosen))
    return case


def served_table(reception, setting):
    """(banquet, table) that `setting` of a serving order means. Raises RuleBroken when there is none any more."""
    banquet_id, _dash, number = str(setting.get("table", "")).partition("-")
    for banquet in banquets.banquets_of(reception):
        for table in banquet.tables:
            if (str(banquet.id), str(table.number)) == (banquet_id, number):
                return banquet, table
    raise RuleBroken(_l("This table is not there any more. Please choose another."), field="s_table")


def _in_force(kind, pack, chosen):
    own = {name: value for name, value in chosen.items() if name in kind.options}
    return {name: value for name, (_title, _values, value) in seating_bridge.pack_options(pack, kind.options, own).items()}


def _participant(member, company):
    one = member.attendee
    here = {m.attendee.id for m in company.members}
    person = one.person
    return {"id": str(one.id), "side": one.side, "rank": member.rank, "role": member.role,
            "gender": person.gender if person.gender in ("f", "m") else None,
            "spouse_of": str(one.partner_id) if one.role == "spouse" and one.partner_id in here else None,
            "serves": [str(one.interprets_for_id)] if one.interprets_for_id in here else [],
            "name": person.name("zh"), "name_en": person.name("en")}


def _counted(company, side=None):
    """Those with a rank, of one side or both."""
    uncounted = seating_bridge.case_roles("uncounted")
    return [m for m in company.members if m.role not in uncounted and side in (None, m.attendee.side)]


def _talks(setting, company, options):
    names = ("facing_door", "back_to_door") if setting["door"] == "across" else ("entering_right", "entering_left")
    beside = options.get("talks_interpreter") != "behind"
    rows = {}
    for name, side in zip(names, ("guest", "host")):
        interprets = any(m.role == "interpreter" and m.attendee.side == side for m in company.members)
        rows[name] = _room(len(_counted(company, side)) + (beside and interprets), setting.get("chairs"), "s_chairs")
    return {"type": "rows", "rows": rows}


def _room(needed, given, field):
    """As many places as are needed, or as many as are given where they suffice."""
    if given is None:
        return needed
    if given < needed:
        raise RuleBroken(_l("Places are needed for %(needed)s people; there are %(given)s.", needed=needed, given=given), field=field)
    return given


def _sofas(setting, company, options):
    return {"type": "rows", "rows": {"sofas": max(2, _room(len(_counted(company)), setting.get("places"), "s_places"))}}


def _dais(setting, company, options):
    return _facing(company, setting["rows_three"], setting.get("front"))


def _photo(setting, company, options):
    count = len(_facing_people(company))
    return _facing(company, setting.get("rows_photo") or _rows_for(count), None)


def _rows_for(count):
    """Rows of at most twelve."""
    return min(len(ROWS), max(1, -(-count // MOST_IN_A_ROW)))


def _facing_people(company):
    behind = seating_bridge.case_roles("behind")
    return [m for m in company.members if m.role not in behind]


def _facing(company, rows, front):
    count = len(_facing_people(company))
    if front is not None and rows == 1:
        return {"type": "rows", "rows": {"front": _room(count, front, "s_front")}}
    if front is None:
        return {"type": "rows", "rows": _shared(count, rows)}
    first = min(front, count)
    return {"type": "rows", "rows": {"front": front} | _shared(count - first, rows - 1, ROWS[1:])}


def _shared(count, rows, names=ROWS):
    """{row: places}: as even as can be, the front rows first with what is over; no row without anybody."""
    sizes = [count // rows + (i < count % rows) for i in range(rows)]
    return {name: size for name, size in zip(names, sizes) if size}


def _signing(setting, company, options):
    each = setting["signatories"]
    signing = sum(min(each, len(_counted(company, side))) for side in ("guest", "host"))
    helpers = company.with_role(seating_bridge.case_roles("assistant"))
    rows = {"seated": 2 * each} | ({"assist": 2 * each} if helpers else {})
    count = len(_counted(company)) - signing
    standing = _shared(count, setting.get("rows_standing") or min(4, _rows_for(count)), [f"standing{i}" for i in ("", 2, 3, 4)])
    return {"type": "rows", "rows": rows | standing}


def _vehicle(setting, company, options):
    layout, seats = seating_bridge.vehicle_seats(setting["vehicle"], setting["coach_rows"])
    drivers = company.with_role(seating_bridge.case_roles("driver"))
    if len(drivers) > 1:
        raise RuleBroken(_l("One car has one driver; %(names)s are chosen.",
                            names=formats.listed(m.attendee.person.name(current_language()) for m in drivers)), field="people")
    is_driven = bool(drivers) or (setting["driver"] == "host" and any(m.attendee.side == "host" for m in company.members))
    riders = len(company.members) - is_driven
    if riders > len(seats) - 1:
        raise RuleBroken(_l("This car takes %(seats)s people beside the driver; %(people)s are chosen. Please take a larger one, or leave somebody to the next car.",
                            seats=len(seats) - 1, people=riders), field="people")
    return {"type": "vehicle", "layout": layout, "seats": seats, "drive": setting["drive"], "driver": setting["driver"]}


def _ring(setting, company, options):
    behind = seating_bridge.case_roles("behind")
    keeps_behind = options.get("interpreter") == "behind"
    at_table = sum(m.role not in behind or (m.role == "interpreter" and not keeps_behind) for m in company.members)
    return {"type": "ring", "seats": max(2, _room(at_table, setting.get("seats"), "s_seats")), "shape": setting.get("shape", "round")}


def _walking(setting, company, options):
    guides = len(company.with_role(seating_bridge.case_roles("escort")))
    walkers, abreast = len(company.members) - guides, setting["abreast"]
    rows = {"guide": guides} if guides else {}
    for i in range(max(1, -(-walkers // abreast))):
        rows["abreast" if i == 0 else f"abreast{i + 1}"] = min(abreast, max(1, walkers - i * abreast))
    return {"type": "rows", "rows": rows}


def _sequence(setting, company, options):
    return {"type": "sequence"}


def _served(setting, company, options):
    return {"type": "ring", "seats": setting["places_at_table"], "shape": "round"}


GEOMETRIES = {"negotiation": _talks, "sofa": _sofas, "dais": _dais, "photo": _photo, "signing": _signing, "vehicle": _vehicle,
              "tea_table": _ring, "meeting_table": _ring, "walking": _walking, "lift": _sequence, "service_sequence": _sequence,
              "serving_order": _served}
