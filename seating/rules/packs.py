"""Rule packs: which rules, options, weights and tie-breaks one kind of occasion follows.

A pack may build on another (`extends`) and state only what differs. Rules tied to the value of an option come
in with the value; what contradicts itself is refused with file and line.
"""
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from ..errors import InvalidPack
from ..model import WEIGHTS
from .catalogue import CRITERIA, MOST_POINTS, load_options, load_rules
from .lines import read

ALWAYS = ("ORG-1", "NE-01", "PR-1", "PR-2", "PR-13", "IN-03")       # rules that every pack follows
PACK_KEYS = {"id", "extends", "replaces", "title", "about", "rules", "also", "without", "precedence", "options",
             "weights"}
PRECEDENCE_KEYS = {"ranks_by", "ties_by"}
OPTIONS = {key: tuple(option.values) for key, option in load_options().items()}


@dataclass(frozen=True)
class Pack:
    """The rules of one kind of occasion, its options, and what breaking each soft rule costs.

    `rules` is id -> Rule; `options` has a value for every option; `ranks_by` are the criteria that make levels
    of precedence and `ties_by` those that only order people within a level.
    """

    id: str
    title: dict
    about: dict
    rules: dict
    options: dict
    weights: dict
    ranks_by: tuple = ("grade",)
    ties_by: tuple = ("side", "name_pinyin")
    listed: tuple = ()
    points: tuple = ()
    replaces: tuple = ()

    def rule_of(self, term):
        """The Rule behind a cost term, or None."""
        return next((r for r in self.rules.values() if r.term == term), None)

    def rule_by(self, criterion):
        """The Rule that orders people by this criterion."""
        return next(r for r in self.rules.values() if r.criterion == criterion)

    def with_options(self, **changes):
        """The pack with other values of some options, and the rules that go with them.

        Raises InvalidPack for an unknown option or value.
        """
        for key, value in changes.items():
            if key not in OPTIONS or not _is_value(key, value):
                raise InvalidPack(f"{self.id}: {_value_complaint(key) if key in OPTIONS else f'no option “{key}”'}")
        options = self.options | changes
        return _made(self, options, tuple(r for r in self.listed if load_rules()[r].holds(options)))


def pack_ids():
    """Ids of the packs that come with the library, in alphabetical order."""
    return sorted(f.name[:-5] for f in _folder().iterdir() if f.name.endswith(".toml"))


@cache
def load_pack(pack_id):
    """The Pack of this id, or the one that replaces it; raises InvalidPack when there is none."""
    if pack_id in pack_ids():
        return read_pack(read(_folder() / f"{pack_id}.toml", f"packs/{pack_id}.toml"))
    successor = next((p for p in pack_ids() if pack_id in load_pack(p).replaces), None)
    if successor is None:
        raise InvalidPack(f"no rule pack “{pack_id}”; there are {', '.join(pack_ids())}")
    return load_pack(successor)


def load_pack_file(path):
    """The Pack of a file of one's own, which may extend a pack of the library or a file beside it."""
    return _from_file(Path(path), ())


def read_pack(source, *, before=(), folder=None):
    """A Pack from a parsed file; `before` are the files that led here by `extends`."""
    data = source.data
    source.only(data, PACK_KEYS)
    base = _base(source, before, folder)
    needed = {"id"} if base else PACK_KEYS - {"extends", "replaces", "also", "without"}
    for key in sorted(needed - data.keys()):
        raise InvalidPack(f"{source.name}:1: “{key}” is missing")
    if not isinstance(data["id"], str) or not data["id"].strip():
        raise source.fault("id must be a text", "id")
    ranks_by, ties_by = _criteria(source, base)
    pack = Pack(id=data["id"], title=_words(source, base, "title"), about=_words(source, base, "about"), rules={},
                options={}, weights={}, ranks_by=ranks_by, ties_by=ties_by,
                points=tuple(_weights(source, base).items()), replaces=source.texts(data, "replaces"))
    options, listed = _options(source, base), _listed(source, base)
    _refuse_contradictions(source, listed, options)
    made = _made(pack, options, listed)
    _refuse_doubles(source, made)
    return made


def _folder():
    return resources.files(__package__) / "packs"


def _from_file(path, before):
    return read_pack(read(path, str(path)), before=(*before, path.resolve()), folder=path.parent)


def _base(source, before, folder):
    """The Pack that the file extends, or None."""
    wanted = source.data.get("extends")
    if wanted is None:
        return None
    if wanted in pack_ids():
        if source.name == f"packs/{wanted}.toml":
            raise source.fault("a pack cannot extend itself", "extends")
        return load_pack(wanted)
    if folder is None or not isinstance(wanted, str) or not wanted.endswith(".toml") or Path(wanted).name != wanted:
        raise source.fault(f"extends: no rule pack “{wanted}”", "extends")
    path = folder / wanted
    if path.resolve() in before:
        raise source.fault(f"extends runs in a circle at “{wanted}”", "extends")
    return _from_file(path, before)


def _words(source, base, key):
    return source.both(source.data, key) if key in source.data or not base else getattr(base, key)


def _listed(source, base):
    """Ids of the rules asked for by name: `rules`, else those of the base, with `also` and without `without`."""
    data, known = source.data, load_rules()
    given = {key: source.texts(data, key) for key in ("rules", "also", "without")}
    for key, ids in given.items():
        for rule in ids:
            if rule not in known:
                raise source.fault(f"no rule “{rule}” in the catalogue", word=rule)
    inherited = given["rules"] if "rules" in data else base.listed if base else ()
    for rule in given["without"]:
        if rule not in inherited:
            raise source.fault(f"without: “{rule}” is not among the rules of the pack it extends", word=rule)
    return tuple(dict.fromkeys(r for r in (*inherited, *given["also"]) if r not in given["without"]))


def _options(source, base):
    """A value for every option: the file's own, else the base's, else the default."""
    own = source.table(source.data, "options")
    source.only(own, OPTIONS, "options")
    for key, value in own.items():
        if not _is_value(key, value):
            raise source.fault(_value_complaint(key), key, "options")
    return {key: values[0] for key, values in OPTIONS.items()} | (base.options if base else {}) | own


def _is_value(key, value):
    """1 is not true here, as it would be for Python."""
    return any(value == allowed and type(value) is type(allowed) for allowed in OPTIONS[key])


def _value_complaint(key):
    return f"option {key} must be one of {', '.join(str(v).lower() if type(v) is bool else v for v in OPTIONS[key])}"


def _weights(source, base):
    own = source.table(source.data, "weights")
    source.only(own, WEIGHTS, "weights")
    for key, points in own.items():
        if type(points) is not int or not 0 <= points <= MOST_POINTS:
            raise source.fault(f"weight {key} must be an integer from 0 to {MOST_POINTS}", key, "weights")
    return dict(base.points if base else ()) | own


def _criteria(source, base):
    """(ranks_by, ties_by): each criterion once, in the order in which they decide."""
    own = source.table(source.data, "precedence")
    source.only(own, PRECEDENCE_KEYS, "precedence")
    found = [source.texts(own, key, "precedence") if key in own or not base else getattr(base, key)
             for key in ("ranks_by", "ties_by")]
    for key, criteria in zip(("ranks_by", "ties_by"), found):
        wrong = next((c for c in criteria if c not in CRITERIA), None)
        if wrong:
            raise source.fault(f"{key}: no criterion “{wrong}”; there are {', '.join(CRITERIA)}", key, "precedence")
    twice = set(found[0]) & set(found[1])
    if twice:
        raise source.fault(f"“{min(twice)}” both ranks and breaks ties", "ties_by", "precedence")
    return found


def _refuse_contradictions(source, listed, options):
    """A rule asked for by name that an option contradicts, and two rules that exclude each other."""
    known, own = load_rules(), source.data.get("options", {})
    for rule in (known[r] for r in listed):
        if not rule.holds(options):
            key = next(k for k, values in rule.option.items() if options[k] not in values)
            wanted = " or ".join(str(v) for v in rule.option[key])
            message = f"rule {rule.id} holds with {key} = {wanted}, but the pack has {key} = {options[key]}"
            raise source.fault(message, key, "options") if key in own else source.fault(message, word=rule.id)
        for other in rule.excludes:
            if other in listed:
                here = next((r for r in (rule.id, other) if r in source.data.get("also", ())), rule.id)
                raise source.fault(f"rules {rule.id} and {other} exclude each other", word=here)


def _refuse_doubles(source, pack):
    """One cost term has one rule, and a weight given here has a rule behind it."""
    terms = {}
    for rule in pack.rules.values():
        if rule.term and rule.term in terms:
            raise source.fault(f"rules {terms[rule.term]} and {rule.id} both stand behind {rule.term}", word=rule.id)
        terms[rule.term] = rule.id
    for key, points in source.data.get("weights", {}).items():
        if points and key not in terms:
            raise source.fault(f"weight {key} has no rule behind it in this pack", key, "weights")


def _made(pack, options, listed):
    """The Pack with the rules that were listed, that the options bring in, and that order people."""
    known = load_rules()
    criteria = {*pack.ranks_by, *pack.ties_by}
    ids = dict.fromkeys((*listed, *(r.id for r in known.values() if r.option and r.holds(options)),
                         *(r.id for r in known.values() if r.criterion in criteria), *ALWAYS))
    rules = {rule_id: known[rule_id] for rule_id in known if rule_id in ids}
    terms = {r.term for r in rules.values()}
    return Pack(id=pack.id, title=pack.title, about=pack.about, rules=rules, options=options,
                weights={key: points for key, points in pack.points if key in terms}, ranks_by=pack.ranks_by,
                ties_by=pack.ties_by, listed=tuple(listed), points=pack.points, replaces=pack.replaces)
