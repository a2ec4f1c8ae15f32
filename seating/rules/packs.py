"""Loading rule packs (TOML) and refusing what is wrong in them, with file and line."""
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ..errors import InvalidPack
from ..model import WEIGHTS

ALWAYS = ("ORG-1", "NE-01")       # rules that every pack follows
OPTIONS = {
    "primary_seat": ("host", "guest"),
    "side_rule": ("right_high", "left_high"),
    "two_host_second_guest": ("left_of_host", "right_of_second_host"),
    "spouse_rule": ("spouse_at_hostess_right", "spouse_at_host_right", "free"),
    "couples": ("free", "apart"),
    "table_order_side": ("right_high", "left_high"),
    "table_tie_break": ("far_first", "right_first"),
}
LANGUAGES = ("zh", "en")
RULE_KEYS = {"source", "confidence", "title", "text", "reason", "term"}
PACK_KEYS = {"id", "title", "about", "rules", "options", "weights"}
TERMS = (*WEIGHTS, "apart_together")


@dataclass(frozen=True)
class Rule:
    """One custom: what it says and why, in zh and en, its source and how sure we are (H, M, L)."""

    id: str
    title: dict
    text: dict
    reason: dict
    source: str
    confidence: str
    term: str | None = None


@dataclass(frozen=True)
class Pack:
    """The rules of one kind of occasion, its options, and what breaking each soft rule costs."""

    id: str
    title: dict
    about: dict
    rules: dict
    options: dict
    weights: dict

    def rule_of(self, term):
        """The Rule behind a cost term, or None."""
        return next((r for r in self.rules.values() if r.term == term), None)


def pack_ids():
    """Ids of the packs that come with the library, in alphabetical order."""
    folder = resources.files(__package__) / "packs"
    return sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml"))


@cache
def load_rules():
    """Every rule of the catalogue: id -> Rule."""
    file = resources.files(__package__) / "catalogue.toml"
    return read_rules(file.read_text(encoding="utf-8"), "catalogue.toml")


@cache
def load_pack(pack_id):
    """The Pack of this id; raises InvalidPack when there is none or it is wrong."""
    if pack_id not in pack_ids():
        raise InvalidPack(f"no rule pack “{pack_id}”; there are {', '.join(pack_ids())}")
    file = resources.files(__package__) / "packs" / f"{pack_id}.toml"
    return read_pack(file.read_text(encoding="utf-8"), f"packs/{pack_id}.toml")


def read_rules(text, name):
    """Rules from the text of a catalogue file."""
    data = _parse(text, name)
    return {rule_id: _rule(rule_id, body, text, name) for rule_id, body in data.items()}


def read_pack(text, name):
    """A Pack from the text of a pack file."""
    data = _parse(text, name)
    _only(data, PACK_KEYS, "", text, name)
    for key in PACK_KEYS - data.keys():
        raise InvalidPack(f"{name}:1: “{key}” is missing")
    catalogue = load_rules()
    for rule in data["rules"]:
        if rule not in catalogue:
            raise _fault(text, name, f'"{rule}"', f"no rule “{rule}” in the catalogue")
    options, weights = data["options"], data["weights"]
    _only(options, OPTIONS, "[options]", text, name)
    for key, allowed in OPTIONS.items():
        if options.get(key) not in allowed:
            raise _fault(text, name, key if key in options else "[options]",
                         f"option {key} must be one of {', '.join(allowed)}")
    _only(weights, WEIGHTS, "[weights]", text, name)
    for key, points in weights.items():
        if type(points) is not int or not 0 <= points <= 100_000:
            raise _fault(text, name, key, f"weight {key} must be an integer from 0 to 100000")
    return Pack(id=data["id"], title=_both(data, "title", "", text, name),
                about=_both(data, "about", "", text, name),
                rules={r: catalogue[r] for r in (*data["rules"], *ALWAYS)}, options=dict(options), weights=dict(weights))


def _rule(rule_id, body, text, name):
    head = f"[{rule_id}]"
    if not isinstance(body, dict):
        raise _fault(text, name, rule_id, f"“{rule_id}” is not a rule")
    _only(body, RULE_KEYS, head, text, name)
    if body.get("confidence") not in ("H", "M", "L") or not body.get("source"):
        raise _fault(text, name, head, f"{rule_id} needs a source and a confidence of H, M or L")
    if body.get("term") not in (None, *TERMS):
        raise _fault(text, name, head, f"{rule_id}: no cost term “{body['term']}”")
    words = {key: _both(body, key, head, text, name) for key in ("title", "text", "reason")}
    return Rule(id=rule_id, source=body["source"], confidence=body["confidence"], term=body.get("term"), **words)


def _both(data, key, head, text, name):
    """A text in both languages."""
    words = data.get(key)
    for lang in LANGUAGES:
        if not isinstance(words, dict) or not str(words.get(lang, "")).strip():
            raise _fault(text, name, head or key, f"{head or key}: {key} is missing in “{lang}”")
    if set(words) != set(LANGUAGES):
        raise _fault(text, name, head or key, f"{head or key}: {key} has a language that is not zh or en")
    return dict(words)


def _only(data, allowed, head, text, name):
    for key in data:
        if key not in allowed:
            raise _fault(text, name, key, f"{head} unknown key “{key}”".strip(), after=head)


def _parse(text, name):
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidPack(f"{name}: {error}") from None


def _fault(text, name, word, message, after=""):
    """InvalidPack with the line on which `word` stands, looked for behind the heading `after`."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if after and line.startswith(after)), 0)
    number = next((i for i, line in enumerate(lines[start:], start + 1) if word in line), start + 1)
    return InvalidPack(f"{name}:{number}: {message}")
