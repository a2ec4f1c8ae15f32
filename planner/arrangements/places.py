"""Places of arrangements in words, in both languages; from the left is as somebody sees it who faces the people."""

import re
import tomllib
from functools import cache
from pathlib import Path

from planner.arrangements.cases import ROWS

COACH = re.compile(r"r(\d+)_(\w+)")
NUMBERED = re.compile(r"(\D+)(\d+)")
CHINESE = "一二三四五六七八九十"


@cache
def _words():
    return tomllib.loads(Path(__file__).with_name("places.toml").read_text(encoding="utf-8"))


def place_words(place, lang, name_of=str):
    """What a place id of the seating library is called; `name_of` gives the name of the person of an id."""
    place = str(place)
    head, colon, rest = place.partition(":")
    if head in ("behind", "ahead") and colon:
        return _say("other", head, lang, name=name_of(rest))
    if colon:
        return _in_row(head, int(rest) + 1, lang)
    if place.isdecimal():
        return _say("other", "ring", lang, n=int(place)) if int(place) else _say("other", "head", lang)
    if place in _words()["seat"]:
        return _say("seat", place, lang)
    coach = COACH.fullmatch(place)
    return _say("seat", coach[2], lang, n=coach[1]) if coach else place


def turn_words(number, lang):
    """The place in a sequence: "no. 3"."""
    return _say("other", "turn", lang, n=number)


def no_place(lang):
    return _say("other", "nowhere", lang)


def row_of(place):
    """The row of a place: "front" of "front:3", "r2" of "r2_left_aisle"; the place itself where there are no rows."""
    place = str(place)
    coach = COACH.fullmatch(place)
    return f"r{coach[1]}" if coach else place.partition(":")[0]


def _in_row(row, number, lang):
    if row in _words()["row"]:
        return _say("row", row, lang, n=number)
    if row in ROWS:
        return _say("row", "row", lang, n=number, row=_count(ROWS.index(row) + 1, lang))
    found = NUMBERED.fullmatch(row)
    if found:
        return _say("row", "rank", lang, n=number, row=_count(int(found[2]), lang))
    return _say("other", "turn", lang, n=number)


def _count(number, lang):
    """二 for 2 in Chinese; digits from eleven on and in English."""
    return CHINESE[number - 1] if lang == "zh" and number <= 10 else str(number)


def _say(group, key, lang, **values):
    return _words()[group][key][lang].format(**values)
