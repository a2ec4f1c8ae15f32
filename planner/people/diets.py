"""What a guest eats and must not eat: needs as data, and reading them out of a typed list. The values are sensitive; never log them."""
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from planner.people.names import clean_text, fold

SEVERITIES = ("preference", "religious", "medical", "life_threatening")
_PARTS = re.compile(r"[、,，;；/／|｜\n。・]+")


@dataclass(frozen=True)
class Diet:
    """`needs`: ids in the order written; `severity`: need id → one of SEVERITIES; `note`: text nobody recognised, kept word for word.

    `is_none` is true when the text says that there is nothing special; `is_urgent` when a need was written with emphasis.
    """
    needs: tuple = ()
    severity: tuple = ()
    note: str = ""
    is_none: bool = False
    is_urgent: bool = False

    def severities(self):
        return dict(zip(self.needs, self.severity))


@lru_cache
def _data():
    return tomllib.loads((Path(__file__).parent / "diets.toml").read_text("utf-8"))


@lru_cache
def _needs():
    return {need["id"]: need for need in _data()["need"]}


@lru_cache
def _words(single=False):
    """Folded word → need id.

    One-character words (素, 虾) count only where nothing else is left of the part: 肾上腺素 is no vegetarian.
    """
    words = {fold(word): need_id for need_id, need in _needs().items() for word in (*need["words"], need["zh"], need["en"])}
    return {word: need_id for word, need_id in words.items() if (len(word) == 1) == single}


@lru_cache
def _any_word():
    """Any of the words, the longest first, so that 蛋奶素 is found before 蛋奶; Latin ones only as whole words."""
    return _alternatives(_words())


@lru_cache
def _filler():
    """The filler words, longest first; Latin ones only as whole words."""
    return _alternatives(_data()["reading"]["filler"])


def _alternatives(words):
    ordered = sorted(map(fold, words), key=len, reverse=True)
    return re.compile("|".join(rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in ordered))


def all_needs(language="zh", kind=None):
    """[(id, name)] for a choice list; `kind` narrows to diet, allergen, avoid or condition."""
    column = "zh" if language == "zh" else "en"
    return [(need_id, need[column]) for need_id, need in _needs().items() if kind in (None, need["kind"])]


def is_need(need_id):
    return need_id in _needs()


def need_name(need_id, language="zh"):
    """"清真" or "halal"; an unknown id comes back as it is."""
    need = _needs().get(need_id)
    return need["zh" if language == "zh" else "en"] if need else need_id


def need_kind(need_id):
    return _needs()[need_id]["kind"] if need_id in _needs() else ""


def default_severity(need_id):
    return _needs()[need_id]["severity"] if need_id in _needs() else "preference"


def diet_text(needs, note="", language="zh"):
    """"清真、不饮酒；备注" for reading: needs by name, then the note."""
    names = ("、" if language == "zh" else ", ").join(need_name(need_id, language) for need_id in needs)
    return ("；" if language == "zh" else "; ").join(part for part in (names, note) if part)


def parse_diet(text):
    """Read a typed diet in any of the known languages. What is not recognised stays in `note`; nothing is dropped."""
    reading = _data()["reading"]
    text = "\n".join(clean_text(line) for line in str(text or "").splitlines())
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()] if fold(text).strip() not in _none_words() else []
    found, notes = {}, []
    dangerous = any(fold(word) in fold(text) for word in reading["life_threatening"])
    for part in parts:
        bare = fold(part).strip(" !！.。()（）")
        if bare in _none_words():
            continue
        if any(fold(word) in bare for word in reading["not_a_need"]):
            notes.append(part)
            continue
        ids, rest = _recognise(bare)
        for need_id in ids:
            found.setdefault(need_id, _severity(need_id, part, dangerous))
        if rest or not ids:
            notes.append(part)
    _take_over_severity(found)
    return Diet(tuple(found), tuple(found.values()), "；".join(notes), bool(text.strip()) and not found and not notes,
                bool(found) and (dangerous or "!" in text or "！" in text))


@lru_cache
def _none_words():
    return frozenset(map(fold, _data()["reading"]["none"]))


def _recognise(part):
    """(need ids in the order they stand, text left over)."""
    hits = [(match.start(), _words()[match.group()]) for match in _any_word().finditer(part)]
    part = _any_word().sub(lambda match: "\0" * len(match.group()), part)
    rest = re.sub(r"[\s!！:：()（）+&\-]", "", _filler().sub("", part.replace("\0", " ")))
    single = _words(single=True)
    if rest and all(char in single for char in rest):
        hits += [(part.find(char), single[char]) for char in rest]
        rest = ""
    return list(dict.fromkeys(need_id for _, need_id in sorted(hits))), rest


def _take_over_severity(found):
    """No alcohol is a wish by itself, but as strict as the pregnancy or the halal diet that it comes with."""
    for cause in ("halal", "pregnant"):
        if cause in found and "no_alcohol" in found:
            found["no_alcohol"] = found[cause]


def _severity(need_id, part, dangerous):
    if dangerous and need_kind(need_id) == "allergen":
        return "life_threatening"
    if need_id not in ("pregnant",) and "过敏" in part:
        return "medical"
    return default_severity(need_id)
