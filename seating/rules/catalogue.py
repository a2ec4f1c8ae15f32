"""The catalogue: one TOML file per rule (catalogue/<id>.toml), and the options of packs (options.toml)."""
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from ..model import WEIGHTS
from .lines import read

TERMS = (*WEIGHTS, "apart_together")
CRITERIA = ("grade", "sub_grade", "office_since", "organisation", "seniority", "age", "side",
            "name_pinyin", "name_latin")
CONFIDENCE = ("H", "M", "L")
RULE_KEYS = {"title", "text", "reason", "source", "confidence", "term", "criterion", "option", "excludes", "seat",
             "wish", "limits"}
OPTION_KEYS = {"title", "text", "reason", "source", "confidence", "values"}
SEAT_KEYS = {"person", "at", "hand", "when_gender", "otherwise"}
SEAT_PERSONS = ("guest_of_honour", "spouse_of_honour")
SEAT_AT = ("host", "second_host")
HANDS = ("right", "left", "free")
WISH_KEYS = {"kind", "link", "scope", "points"}
WISH_CHOICES = {"kind": ("apart", "together"), "link": ("partner", "interprets_for"), "scope": ("beside", "table")}
MOST_POINTS = 100_000


@dataclass(frozen=True)
class Rule:
    """One custom: what it says and why, in zh and en, its source and how sure we are (H, M, L).

    `term` is the cost term it stands behind, `criterion` what it orders people by, `option` the values under
    which it holds (option -> values), `excludes` the rules it cannot stand beside, `seats` and `wish` what it
    asks of particular people (see docs/seating/adding-a-rule.md), `limits` its numbers.
    """

    id: str
    title: dict
    text: dict
    reason: dict
    source: str
    confidence: str
    term: str | None = None
    criterion: str | None = None
    option: dict = field(default_factory=dict)
    excludes: tuple = ()
    seats: tuple = ()
    wish: dict | None = None
    limits: dict = field(default_factory=dict)

    def holds(self, options):
        """Whether the options of a pack allow this rule."""
        return all(options.get(key) in values for key, values in self.option.items())


@dataclass(frozen=True)
class Option:
    """A choice that a pack makes: `values` maps each value, the default first, to its name in zh and en."""

    id: str
    title: dict
    text: dict
    reason: dict
    source: str
    confidence: str
    values: dict


@cache
def load_rules():
    """Every rule of the catalogue, by id: id -> Rule."""
    folder = resources.files(__package__) / "catalogue"
    found = (read_rule(read(f, f"catalogue/{f.name}"), f.name[:-5]) for f in folder.iterdir()
             if f.name.endswith(".toml"))
    rules = {rule.id: rule for rule in sorted(found, key=lambda r: _natural(r.id))}
    for rule in rules.values():
        unknown = [other for other in rule.excludes if other not in rules]
        if unknown:
            source = read(folder / f"{rule.id}.toml", f"catalogue/{rule.id}.toml")
            raise source.fault(f"excludes: no rule “{unknown[0]}”", "excludes")
    return rules


@cache
def load_options():
    """Every option, in the order of options.toml: id -> Option."""
    return read_options(read(resources.files(__package__) / "options.toml", "options.toml"))


@cache
def load_case_options():
    """Every option that only arrangements have, in the order of case_options.toml: id -> Option."""
    return read_options(read(resources.files(__package__) / "case_options.toml", "case_options.toml"))


def read_options(source):
    """Options from a parsed options file; raises InvalidPack with file and line."""
    found = {}
    for key, body in source.data.items():
        if not isinstance(body, dict):
            raise source.fault(f"“{key}” is not an option", key)
        source.only(body, OPTION_KEYS, key)
        values = {_flag(value): source.both(body.get("values", {}), value, key) for value in body.get("values", {})}
        if len(values) < 2:
            raise source.fault(f"[{key}] needs at least two values", section=key)
        found[key] = Option(key, values=values, **_described(source, body, key))
    return found


def read_rule(source, rule_id):
    """The Rule of a parsed rule file; raises InvalidPack with file and line."""
    body = source.data
    source.only(body, RULE_KEYS)
    for key, allowed in (("term", TERMS), ("criterion", CRITERIA)):
        if key in body and body[key] not in allowed:
            raise source.fault(f"{key} must be one of {', '.join(allowed)}", key)
    limits = source.table(body, "limits")
    for key, number in limits.items():
        if type(number) is not int or not 0 <= number <= MOST_POINTS:
            raise source.fault(f"limit {key} must be an integer from 0 to {MOST_POINTS}", key, "limits")
    return Rule(rule_id, term=body.get("term"), criterion=body.get("criterion"), option=_conditions(source, body),
                excludes=source.texts(body, "excludes"), seats=tuple(_seats(source, body)),
                wish=_wish(source, body), limits=limits, **_described(source, body))


def _described(source, body, section=""):
    """Texts in both languages, source and confidence, as every rule and option has them."""
    if body.get("confidence") not in CONFIDENCE:
        raise source.fault("confidence must be H, M or L", "confidence", section)
    if not isinstance(body.get("source"), str) or not body["source"].strip():
        raise source.fault("source is missing", "source", section)
    words = {key: source.both(body, key, section) for key in ("title", "text", "reason")}
    return words | {"source": body["source"], "confidence": body["confidence"]}


def _conditions(source, body):
    """option -> the values under which the rule holds."""
    found = {}
    for key, wanted in source.table(body, "option").items():
        known = load_options().get(key)
        values = tuple(wanted) if isinstance(wanted, list) else (wanted,)
        if known is None or not values or any(value not in known.values for value in values):
            raise source.fault(f"option: no such value of “{key}”", "option")
        found[key] = values
    return found


def _seats(source, body):
    for seat in body.get("seat", []):
        if not isinstance(seat, dict):
            raise source.fault("[[seat]] must be a table", section="[seat")
        source.only(seat, SEAT_KEYS, "[seat")
        other = seat.get("otherwise", {"at": "host", "hand": "right"})
        for key, value, allowed in (("person", seat.get("person"), SEAT_PERSONS), ("at", seat.get("at"), SEAT_AT),
                                    ("hand", seat.get("hand"), HANDS), ("when_gender", seat.get("when_gender"), (None, "f", "m")),
                                    ("otherwise", other.get("at"), SEAT_AT), ("otherwise", other.get("hand"), HANDS)):
            if value not in allowed:
                raise source.fault(f"seat: {key} must be one of {', '.join(str(a) for a in allowed if a)}", key, "[seat")
        yield dict(seat)


def _wish(source, body):
    if "wish" not in body:
        return None
    wish = source.table(body, "wish")
    source.only(wish, WISH_KEYS, "wish")
    for key, allowed in WISH_CHOICES.items():
        if wish.get(key) not in allowed:
            raise source.fault(f"wish: {key} must be one of {', '.join(allowed)}", key, "wish")
    points = wish.get("points")
    if points != "hard" and (type(points) is not int or not 0 <= points <= MOST_POINTS):
        raise source.fault(f"wish: points must be an integer from 0 to {MOST_POINTS} or “hard”", "points", "wish")
    return dict(wish)


def _flag(text):
    """TOML keys are texts; the values true and false of an option are booleans."""
    return {"true": True, "false": False}.get(text, text)


def _natural(rule_id):
    """CN-4 before CN-10; letters before the number, variants after."""
    family, _, rest = rule_id.partition("-")
    digits = "".join(c for c in rest if c.isdigit())
    return family, int(digits or 0), rest
