"""What may be wrong with the names before they are printed. Nothing here stops a print: people look, and mend what is wrong."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from planner.i18n import _
from planner.people import names
from planner.people.names import fold

NEED_NO_TITLE = ("spouse", "driver")
FONT_FILES = ("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
              "/usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf", "/usr/share/fonts/truetype/ancient-scripts/Symbola_hint.ttf",
              "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")  # fmt: skip
JOINERS = "\u200c\u200d\ufe0e\ufe0f\u200e\u200f"


@dataclass(frozen=True)
class Doubt:
    """Something to look at before printing: a sentence, and the attendee on whose page it is mended."""

    kind: str  # no_title, order, twice, mixed, script, no_glyph
    sentence: str
    attendee: object


def doubts(attendees):
    """Doubts about those who dine, in the order of the list."""
    dining = [a for a in attendees if a.dines]
    found = [doubt for attendee in dining for doubt in _about_one(attendee)]
    return [*found, *_the_same_twice(dining), *_in_another_script(dining)]


def _about_one(attendee):
    person = attendee.person
    name = person.both_names()
    if not (person.title("zh") or person.title("en")) and attendee.role not in NEED_NO_TITLE and not names.title_only(person.name_zh):
        yield Doubt("no_title", _("%(name)s has no title; the place card shows the name alone.", name=name), attendee)
    if wrong := _wrong_order(person):
        yield Doubt("order", _("The family name of %(name)s stands last in Latin letters; on the other cards it stands first: %(right)s.",
                               name=name, right=wrong), attendee)
    if wrong := _wrong_chinese_order(person):
        yield Doubt("order", _("The Chinese name of %(name)s has the family name last; it should stand first: %(right)s.", name=name, right=wrong), attendee)
    for text in (person.name_zh, person.title_zh, person.organisation("zh")):
        if text and is_read_as_chinese(person) and (both := mixed(text)):
            yield Doubt("mixed", _("%(said)s mixes traditional and simplified characters (%(characters)s).", said=text, characters=both), attendee)
    if unknown := without_glyph(f"{person.name_zh}{person.name_en}{person.name_native or ''}"):
        yield Doubt("no_glyph", _("No font of the papers has %(characters)s in the name %(name)s.", characters=" ".join(unknown), name=name), attendee)


def _wrong_order(person):
    """How the Latin name of a Chinese person would be written if its family name stands last; "" otherwise."""
    if not names.is_read_as_chinese(person.name_zh, person.name_en) or not person.name_en or not names.has_family_name(person.name_zh):
        return ""
    expected = names.pinyin_name(person.name_zh)
    words = fold(person.name_en).replace("-", "").replace("'", "").split()
    family, *given = fold(expected).split() or [""]
    return expected if len(words) > 1 and words[-1] == family and "".join(words[:-1]) == "".join(given) and words[0] != family else ""


def _wrong_chinese_order(person):
    """How a Chinese name would be written if its family name stands last (建国王, Wang Jianguo); "" otherwise."""
    name, latin = person.name_zh or "", fold(person.name_en or "").replace(" ", "").replace("-", "").replace("'", "")
    if not 2 <= len(name) <= 4 or not latin or names.script_of(name) != "han":
        return ""
    right = name[-1] + name[:-1]
    sounds, turned = ("".join(fold(sound.rstrip("12345")) for sound in names.syllables(said)) for said in (name, right))
    return right if turned == latin != sounds and names.has_family_name(right) else ""


def _the_same_twice(dining):
    """Two people whose cards would be the same; written in the other script, or once in Latin letters alone, it is the same name."""
    seen, by_latin = {}, {}
    for attendee in dining:
        by_latin.setdefault(fold(attendee.person.name_en), []).append(attendee)
    for attendee in dining:
        person = attendee.person
        like = next((a.person for a in by_latin[fold(person.name_en)] if a.person.name_zh), person) if not person.name_zh else person
        seen.setdefault(simplified(fold(like.name_zh or like.name_en)), []).append(attendee)
    for name, found in seen.items():
        if name and len(found) > 1:
            organisations = "; ".join(dict.fromkeys(a.person.organisation("zh") or a.person.organisation("en") or "–" for a in found))
            yield Doubt("twice", _("%(count)s people are called %(name)s (%(organisations)s): their cards look the same unless titles tell them apart.",
                                   count=len(found), name=found[0].person.both_names(), organisations=organisations), found[-1])


def _in_another_script(dining):
    """Names in traditional characters on a list that is otherwise simplified, or the other way round."""
    kinds = {"traditional": [], "simplified": []}
    for attendee in dining:
        if is_read_as_chinese(attendee.person) and (kind := kind_of(attendee.person.name_zh)):
            kinds[kind].append(attendee)
    few, many = sorted(kinds.values(), key=len)
    if not few:
        return
    for attendee in few:
        sentence = (_("%(name)s is written in traditional characters, the other names in simplified ones.", name=attendee.person.both_names())
                    if few is kinds["traditional"] else
                    _("%(name)s is written in simplified characters, the other names in traditional ones.", name=attendee.person.both_names()))
        yield Doubt("script", sentence, attendee)


def is_read_as_chinese(person):
    return names.is_read_as_chinese(person.name_zh, person.name_en)


# Characters -----------------------------------------------------------------------------------------------------------


@lru_cache
def _pairs():
    """(traditional characters, simplified characters) that have another form."""
    pairs = [pair for pair in tomllib.loads((names.HERE / "characters.toml").read_text("utf-8"))["pairs"].split() if pair[0] != pair[1]]
    traditional, simplified = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return traditional - simplified, simplified - traditional


@lru_cache
def _to_simplified():
    pairs = tomllib.loads((names.HERE / "characters.toml").read_text("utf-8"))["pairs"].split()
    return str.maketrans({pair[0]: pair[1] for pair in pairs})


def simplified(text):
    """The text with the traditional characters of characters.toml simplified."""
    return text.translate(_to_simplified())


def kind_of(text):
    """"traditional" or "simplified" by characters that are only one of them; "" for neither or both."""
    traditional, simplified = (any(c in kind for c in text) for kind in _pairs())
    return "" if traditional == simplified else "traditional" if traditional else "simplified"


def mixed(text):
    """The characters that show both ways of writing in one text, "" when it keeps to one."""
    traditional, simplified = ([c for c in text if c in kind] for kind in _pairs())
    return "".join(dict.fromkeys(traditional + simplified)) if traditional and simplified else ""


@lru_cache
def _known():
    """Every character that a font of the cards has."""
    found = set()
    for path in FONT_FILES:
        if Path(path).is_file():
            with TTFont(path, lazy=True) as font:
                found |= font.getBestCmap().keys()
    return found


@lru_cache(4096)
def without_glyph(text):
    """Characters of a text that no font of the cards has; none where the fonts cannot be read."""
    known = _known()
    return tuple(dict.fromkeys(c for c in text if known and not c.isspace() and c not in JOINERS and ord(c) not in known))
