"""From the name of a pack and the options of a case to one value for every option (rules/cases.toml)."""
import re
import tomllib
from difflib import get_close_matches
from functools import cache
from importlib import resources

from ..errors import InvalidProblem
from ..rules import load_case_options, load_options, load_pack, pack_ids

BIGGEST_NAME = 80


@cache
def cases_data():
    """What rules/cases.toml says of options, pack names, kinds, roles and rows."""
    return tomllib.loads((resources.files("seating.rules") / "cases.toml").read_text(encoding="utf-8"))


@cache
def option_values():
    """Option -> its values, the default first: those of rule packs and those that only arrangements have."""
    plain = {"true": True, "false": False, "1": 1, "2": 2}              # keys of a file are texts
    known = load_options() | load_case_options()
    return {key: tuple(plain.get(v, v) for v in option.values) for key, option in known.items()}


def options_of(pack, given):
    """Option -> value: the defaults, changed by the rule pack of that name if there is one, by the words that the
    name is made of, and by the case's own options.

    Raises InvalidProblem for a pack, an option or a value that does not exist.
    """
    data = cases_data()
    options = {key: values[0] for key, values in option_values().items()}
    words = pack_words(pack)
    if pack in pack_ids():
        options.update(load_pack(pack).options)
    for word in words:
        options.update(data["words"][word])
    named = dict(zip(map(_option_name, given), given.values()))
    own = {key: _value(key, value) for key, value in named.items() if key != "given_seats"}
    for key, value in own.items():
        options.update(data["shorthand"].get(key, {}).get(value, {}))
    options.update({key: value for key, value in own.items() if key in options})
    return options


def pack_words(pack):
    """The words that a pack's name is made of, the longest tried first; raises InvalidProblem for another one."""
    words = sorted(cases_data()["words"], key=len, reverse=True)
    if not isinstance(pack, str) or not pack.strip() or len(pack) > BIGGEST_NAME:
        raise InvalidProblem("pack", "must be the name of a pack, for instance cn-right-high")
    found, rest = [], pack
    while rest:
        word = next((w for w in words if rest.startswith(w) and rest[len(w):len(w) + 1] in ("", "-", "/")), None)
        if word is None:
            unknown = re.split("[-/]", rest, maxsplit=1)[0]
            near = get_close_matches(unknown, words, 5) or ("cn", "int", "right-high", "left-high", "western", "us", "jp")
            raise InvalidProblem("pack", f"no pack “{pack}”: nothing is called “{unknown}”; "
                                         f"names are made of words such as {', '.join(near)}")
        found.append(word)
        rest = rest[len(word) + 1:]
    return found


def chosen_by(pack):
    """The options that the words of a pack's name set."""
    return frozenset(key for word in pack_words(pack) for key in cases_data()["words"][word])


def option_names(given):
    """The options that a case sets, by the names they have here."""
    return frozenset(map(_option_name, given))


def _option_name(key):
    return cases_data()["same_option"].get(key, key)


def _value(key, value):
    data = cases_data()
    values = option_values().get(key) or tuple(data["shorthand"].get(key, ()))
    if not values:
        known = sorted({*option_values(), *data["shorthand"], "given_seats"})
        raise InvalidProblem(f"options.{str(key)[:40]}", f"no such option; there are {', '.join(known)}")
    if isinstance(value, str):
        value = data["same_value"].get(key, {}).get(value, value)
    if not any(type(value) is type(v) and value == v for v in values):
        shown = ", ".join(str(v).lower() if isinstance(v, bool) else str(v) for v in values)
        raise InvalidProblem(f"options.{key}", f"must be one of {shown}")
    return value
