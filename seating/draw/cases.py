"""One case of any kind as a drawing: everybody in the place that `arrange` gives, with the rules on hover."""
from dataclasses import dataclass, replace

from .. import words
from ..model import GUEST, HOST
from .arrangement import Sitter, arrangement, by_place
from .ink import Style
from .rooms import draw_assignment, draw_orders, draw_tables

SETTING = {"dais": "dais", "photo": "photo", "negotiation": "talks", "signing": "signing", "walking": "walking",
           "vehicle": "vehicle"}
INTERPRETER = ("译", "I")
MOST_SHOWN = 999               # a longer number of rank is left out
ASIDE_CM = 70
MOST_TITLE = 300                # characters


@dataclass(frozen=True)
class Said:
    """A rule as a reason to show."""

    rule: str
    text: dict

    def sentence(self, lang):
        return self.text[lang]


def draw_case(data, style=Style(), answer=None):
    """The drawing of one case as parsed JSON; raises InvalidProblem as `arrange` does.

    `answer` is what arrange_with_rules gave, where some people were put elsewhere since.
    """
    from ..arrange import arrange_with_rules, read_case     # only this drawing needs the ways of arranging
    from ..rules import load_rules
    case = read_case(data)
    found, rules = answer or arrange_with_rules(data)
    known = load_rules()
    reasons = {key: tuple(Said(r, known[r].text) for r in ids) for key, ids in rules.items()}
    sitters = _sitters(case, data, reasons, style)
    title = case.title[:MOST_TITLE]
    if case.kind == "table_order":
        return draw_tables(case, found["order"], reasons, style, title)
    if case.kind == "table_hosts":
        order = arrange_with_rules({**data, "kind": "table_order"})[0]["order"]
        return draw_tables(case, order, reasons, style, title, towards=found)
    if case.kind == "table_assignment":
        return draw_assignment(case.geometry["tables"], found, sitters, style, title)
    if "orders" in found and not _is_seated(case):
        return draw_orders(found, sitters, reasons, style, title)
    if "orders" in found:
        return _serving(case, found, sitters, reasons, style, title)
    return arrangement(layout_of(case), by_place(found, sitters), style, setting=SETTING.get(case.kind), title=title)


def layout_of(case):
    """The Layout for the geometry of a case whose people have places."""
    from ..arrange.rings import table_of
    from ..layouts.kinds import rows
    from ..layouts.vehicles import vehicle
    geometry = case.geometry
    if geometry["type"] == "vehicle":
        return vehicle(geometry["layout"], tuple(geometry["seats"]), geometry.get("drive", "LHD"))
    if geometry["type"] == "ring":
        return table_of(case)
    counts = geometry["rows"]
    if case.kind == "negotiation" and len(counts) == 2 and all(counts.values()):
        return _face_to_face(counts)
    if case.kind == "sofa" and len(counts) == 1 and min(counts.values()) > 1:
        return _named(_plain("sofas", seats=next(iter(counts.values()))), {"sofas": next(iter(counts))})
    made = rows(**counts)
    return _with_assistants_aside(made) if case.kind == "signing" else made


def _plain(kind, **sizes):
    from ..layouts import layout
    return layout(kind, **sizes)


def _face_to_face(counts):
    """Talks across the table, guests on the far side or on the right of who walks in."""
    from ..arrange.options import cases_data
    rows = cases_data()["rows"]
    first, second = counts if next(iter(counts)) not in rows["host"] else reversed(counts)
    door = "end_on" if first.startswith("entering") else "across"
    made = _plain("talks", guests=counts[first], hosts=counts[second], door=door)
    own = list(made.rows)
    return _named(made, {own[0]: first, own[1]: second})


def _named(layout, rows):
    """The Layout with other names for its rows, and so for its places."""
    def new(place):
        row, slot = place.rsplit(":", 1)
        return f"{rows[row]}:{slot}"

    places = tuple(replace(p, id=new(p.id), row=rows[p.row],
                           **{key: new(getattr(p, key)) for key in ("right", "left", "opposite", "behind")
                              if getattr(p, key) is not None}) for p in layout.places)
    return replace(layout, places=places, heads=tuple(new(h) for h in layout.heads))


def _with_assistants_aside(layout):
    """Assistants at the outer sides of those who sign, not behind them."""
    from ..arrange.options import cases_data
    groups = cases_data()["rows"]
    seated = [p for p in layout.places if p.row in groups["seated"]]
    assist = [p.id for p in layout.places if p.row in groups["assist"]]
    if not seated or not assist:
        return layout
    left, right = min(p.x for p in seated), max(p.x for p in seated)
    half, moved = (len(assist) + 1) // 2, {}
    for i, place in enumerate(assist):
        moved[place] = left - ASIDE_CM * (half - i) if i < half else right + ASIDE_CM * (i - half + 1)
    return replace(layout, places=tuple(replace(p, x=moved[p.id], y=seated[0].y) if p.id in moved else p
                                        for p in layout.places))


def _is_seated(case):
    return case.geometry["type"] == "ring" and bool(case.given_seats)


def _serving(case, found, sitters, reasons, style, title):
    """A table with the order of service in the marks; with two waiters the letters A and B."""
    number = {}
    for i, order in enumerate(found["orders"]):
        letter = chr(ord("A") + i) if len(found["orders"]) > 1 else ""
        number.update({p: f"{letter}{n}" for n, p in enumerate(order, 1)})
    extra = tuple({r.rule: r for label in found["labels"] for r in reasons.get(label, ())}.values())
    places = {seat: replace(sitters[p], text=number.get(p, ""), is_honoured=False, is_first=False,
                            reasons=extra or sitters[p].reasons)
              for p, seat in case.given_seats.items()}
    return arrangement(layout_of(case), places, style, title=title)


def _sitters(case, data, reasons, style):
    """id -> Sitter, with the names of the file where it has any."""
    from ..arrange.case import role_is
    given = {p["id"]: p for p in data.get("participants") or []}
    first = _first(case)
    found = {}
    for person in case.people:
        is_service = role_is(person, "uncounted")
        text = words.pick(INTERPRETER, style.lang) if role_is(person, "interpreter") else \
            "" if is_service or person.rank > MOST_SHOWN else str(person.rank)
        name, name_en = (given[person.id].get(key) for key in ("name", "name_en"))
        found[person.id] = Sitter(
            person.id, name if isinstance(name, str) and name else person.id, person.side,
            name_en if isinstance(name_en, str) and name_en else None, text,
            is_honoured=role_is(person, "guest_of_honour") and person.side == GUEST, is_first=person.id in first,
            is_service=is_service, reasons=reasons.get(person.id, ()))
    return found


def _first(case):
    """Who leads where nobody is guest of honour: the principals, or whoever ranks highest."""
    from ..arrange.case import role_is
    if any(role_is(p, "guest_of_honour") and p.side == GUEST for p in case.people):
        return set()
    leading = {p.id for p in case.people if role_is(p, "principal")}
    ranked = [p for p in case.people if not role_is(p, "uncounted")]
    return leading or {p.id for p in sorted(ranked, key=lambda p: (p.rank, p.side == HOST))[:1]}
