"""Names of people: cleaning, scripts, reading order, sort keys and forms of address. Pure text, no database."""
import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_tone

HERE = Path(__file__).parent
HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_HAN = re.compile(f"(?<=[{HAN}]) +(?=[{HAN}])")
_MIDDLE_DOT = re.compile(f"(?<=[{HAN}]) ?[·•‧∙⋅・･.] ?(?=[{HAN}])")
_BRACKETS_AFTER_HAN = re.compile(rf"(?<=[{HAN}]) ?\(([^()]*)\)")
_HAN_NAME = re.compile(f"[{HAN}·]+")
# Marks that print nothing and would make two equal names differ; the two joiners that Persian and Indic scripts need stay.
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Whose post it is, and of what office: "Secretary, Office of the President", "Assistant to the Chairman", "President's Secretary".
_WHOSE_POST = re.compile(r"(?<=[a-z]) (?:of|to|for) .*|\b[a-z]+['’]s(?= )", re.IGNORECASE)
PARTICLES = {"al", "el", "bin", "ibn", "van", "von", "der", "den", "de", "da", "di", "du", "la", "le", "ter", "ten", "zu", "zur", "dos", "del"}


@lru_cache
def _surnames():
    data = tomllib.loads((HERE / "surnames.toml").read_text("utf-8"))
    return data["readings"], data["compound"]


@lru_cache
def _titles():
    data = tomllib.loads((HERE / "titles.toml").read_text("utf-8"))
    titles = [{**title, "folded": fold(title["ending"])} for title in sorted(data["title"], key=lambda title: -len(title["ending"]))]
    return titles, tuple(data["spoken"]["endings"])


@lru_cache
def _endings():
    """Everything a title-only name may end in, the longest first."""
    titles, spoken = _titles()
    return sorted({entry["ending"] for entry in titles} | set(spoken), key=len, reverse=True)


def clean_text(text):
    """One line of text as a person meant it: full-width letters and digits narrowed, odd spaces and invisible marks gone, NFC.

    Control characters become spaces, so a value can never carry a line break or NUL into a header or a file.
    """
    text = str(text or "")
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    narrowed = "".join(_narrow(char) for char in text.translate(_INVISIBLE))
    spaced = "".join(" " if unicodedata.category(char) in ("Cc", "Zs", "Zl", "Zp", "Cs") else char for char in narrowed)
    return unicodedata.normalize("NFC", " ".join(spaced.split()))


def _narrow(char):
    """Full-width ASCII to ASCII, but Chinese punctuation and brackets stay as they are."""
    if "\uff01" <= char <= "\uff5e":
        plain = chr(ord(char) - 0xFEE0)
        return plain if plain.isalnum() or plain in "@.+-_/" else char
    return char


def clean_name(text):
    """A name without the spaces that typists put inside Chinese names: "黄 伟" and "赵敏 " become "黄伟" and "赵敏"."""
    return _MIDDLE_DOT.sub("·", _BETWEEN_HAN.sub("", clean_text(text)))


def wide_brackets(text):
    """Brackets after Chinese characters as Chinese prints them: 副总裁(采购) becomes 副总裁（采购）."""
    return _BRACKETS_AFTER_HAN.sub("（\\1）", text)


def script_of(name):
    """"han", "kana", "hangul", "latin", "arabic", "cyrillic" or "other"; "" without letters. Any kana makes a name "kana"."""
    found = [script for script in map(_letter_script, name or "") if script]
    if "kana" in found:
        return "kana"
    return max(dict.fromkeys(found), key=found.count) if found else ""


def _letter_script(char):
    if re.match(f"[{HAN}]", char):
        return "han"
    if not char.isalpha():
        return ""
    word = unicodedata.name(char, "").split(" ")[0]
    return {"HIRAGANA": "kana", "KATAKANA": "kana", "HANGUL": "hangul", "LATIN": "latin", "ARABIC": "arabic",
            "CYRILLIC": "cyrillic"}.get(word, "other")


def split_han(name):
    """("欧阳", "修"): family and given part of a name in Chinese characters. Names with a dot (阿凡提·买买提) have no family part."""
    name = clean_name(name)
    if "·" in name:
        return "", name
    if len(name) > 2 and name[:2] in _surnames()[1]:
        return name[:2], name[2:]
    return name[:1], name[1:]


def has_family_name(name):
    """False for names such as 阿依古丽 or 阿凡提·买买提, which are one piece: four characters or more and no compound family name."""
    family, given = split_han(name)
    return bool(family) and not (len(family) == 1 and len(given) > 2)


def syllables(name):
    """Toned pinyin syllables of a Chinese name, family name first: ["zeng1", "xiao3", "min3"]; other characters pass through."""
    return list(_read_name(name))


@lru_cache(maxsize=4096)
def _read_name(name):
    family, given = split_han(name)
    readings, compound = _surnames()
    first = compound.get(family) or readings.get(family)
    read = first.split() if first else lazy_pinyin(family, style=Style.TONE3, neutral_tone_with_five=True)
    return *read, *lazy_pinyin(given.replace("·", ""), style=Style.TONE3, neutral_tone_with_five=True)


def toned(name):
    """"zēng xiǎo mǐn" for 曾晓敏: how the name is said, for whoever welcomes its bearer."""
    return " ".join(to_tone(part) for part in syllables(name))


def _plain(syllable):
    return syllable.rstrip("12345")


def pinyin_name(name):
    """"Ouyang Xiu" for 欧阳修, "Ayiguli" for a name of four or more characters without compound family name. "" for other scripts."""
    if not _HAN_NAME.fullmatch(clean_name(name)):
        return ""
    family, given = split_han(name)
    parts = [_plain(part) for part in syllables(name)]
    if not has_family_name(name):
        return "".join(parts).capitalize()
    width = len(family)
    return " ".join(word for word in ("".join(parts[:width]).capitalize(), "".join(parts[width:]).capitalize()) if word)


@lru_cache(maxsize=16384)
def fold(text):
    """Letters for comparing: no accents, no case, ß as ss. "Nüsse" and "NUSSE" are equal."""
    decomposed = unicodedata.normalize("NFKD", str(text or "")).casefold()
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))


@lru_cache
def character_pairs():
    """[traditional and simplified] of characters.toml, two characters each."""
    return tomllib.loads((HERE / "characters.toml").read_text("utf-8"))["pairs"].split()


@lru_cache
def _to_simplified():
    return str.maketrans({pair[0]: pair[1] for pair in character_pairs()})


def simplified(text):
    """The text with its traditional characters simplified, to compare names however they are typed."""
    return text.translate(_to_simplified())


def split_latin(name, family_first=False):
    """("Khalid", "Al-Harbi"): given and family part. Particles belong to the family name; a comma puts the family name first."""
    name = clean_text(name)
    if "," in name:
        family, given = (part.strip() for part in name.split(",", 1))
        return given, family
    words = name.split(" ")
    if len(words) < 2:
        return "", name
    if family_first:
        return " ".join(words[1:]), words[0]
    at = len(words) - 1
    while at > 1 and words[at - 1].casefold().rstrip(".") in PARTICLES:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def is_read_as_chinese(name_zh, name_en=""):
    """Whether a name in characters is read in pinyin. 佐藤健一 with "Sato Kenichi" is not: no word of it is a Chinese reading."""
    if script_of(name_zh) != "han":
        return False
    words = {fold(word) for word in re.split(r"[\s,\-']+", clean_text(name_en)) if word}
    if not words:
        return True
    parts = [fold(_plain(part)) for part in syllables(name_zh)]
    family = len(split_han(name_zh)[0])
    return bool(words & {"".join(parts), "".join(parts[:family]), "".join(parts[family:])})


def family_name(name_zh, name_en="", language="zh"):
    """The family name to address a person by, in the wanted language as far as the names allow."""
    chinese = is_read_as_chinese(name_zh, name_en)
    if language == "zh" and script_of(name_zh) in ("han", "kana"):
        if chinese:
            return split_han(name_zh)[0] if has_family_name(name_zh) else name_zh
        return name_zh[:2] if len(name_zh) > 2 else name_zh
    if not name_en:
        return pinyin_name(name_zh).split(" ")[0] if chinese else name_zh
    return split_latin(name_en, family_first=is_family_first(name_zh, name_en))[1]


def is_family_first(name_zh, name_en):
    """Whether the Latin spelling gives the family name first: "Wang Jianguo", "Sato Kenichi" do, "David Wang" does not."""
    if script_of(name_zh) not in ("han", "kana", "hangul"):
        return False
    if not is_read_as_chinese(name_zh, name_en):
        return True
    first = fold(clean_text(name_en).split(" ")[0])
    parts = [fold(_plain(part)) for part in syllables(name_zh)]
    return first == "".join(parts[:len(split_han(name_zh)[0])]) or first == "".join(parts)


def sort_key(name_zh="", name_en=""):
    """Text that sorts people as a Chinese office expects, by plain comparison in any database.

    Names read in pinyin sort by syllable, then tone, then characters; others by Latin family name, then given name.
    """
    if is_read_as_chinese(name_zh, name_en):
        toned = syllables(name_zh)
        return f"{' '.join(fold(_plain(part)) for part in toned)} {' '.join(toned)} {name_zh}"[:200]
    if name_en:
        given, family = split_latin(name_en, family_first=is_family_first(name_zh, name_en))
        family = re.sub(r"^(al|el)[- ]", "", fold(family))
        return f"{family} {fold(given)} {name_zh}".strip()[:200]
    return fold(name_zh)[:200]


def organisation_sort_key(name_zh="", name_en=""):
    """As sort_key(), for organisations: pinyin by plain readings (单 in 单县 is no family name), else the Latin name as written."""
    if script_of(name_zh) != "han":
        return fold(name_en or name_zh)[:200]
    toned = lazy_pinyin(clean_text(name_zh), style=Style.TONE3, neutral_tone_with_five=True)
    return f"{' '.join(fold(_plain(part)) for part in toned)} {name_zh}"[:300]


def search_text(name_zh="", name_en="", original=""):
    """Everything a person may be found by, folded: characters, pinyin joined and spaced, initials, Latin spelling."""
    found = [fold(name_zh), fold(name_en), fold(original)]
    if script_of(name_zh) == "han":
        parts = [fold(_plain(part)) for part in syllables(name_zh)]
        found += ["".join(parts), " ".join(parts), "".join(part[:1] for part in parts)]
    given, family = split_latin(name_en)
    found.append(fold(f"{family} {given}".strip()))
    return " | ".join(dict.fromkeys(part for part in found if part))[:500]


def both_names(name_zh="", name_en="", original=""):
    """"王建国 Wang Jianguo"; one name alone where the other is missing or the same; the original script stands in for characters."""
    first = name_zh or original
    if not first or fold(first) == fold(name_en):
        return name_en or first
    return f"{first} {name_en}".strip()


def title_entry(title):
    """The row of titles.toml that a post ends with ("副总裁（采购）" → 副总裁), or None.

    In Latin letters the post stands before whose it is: "Secretary, Office of the President" is no President.
    """
    bare = fold(_WHOSE_POST.sub("", re.sub(r"[（(\[【].*?[)）\]】]", "", clean_text(title)))).strip()
    for entry in _titles()[0]:
        ending = entry["folded"]
        if bare.endswith(ending) or (ending.isascii() and ending in bare):
            return entry
    return None


def title_only(name):
    """("何", "局长") when a name is a family name and a post or courtesy word, else None. 冯处, 王总 and 李工 count."""
    name = clean_name(name)
    if script_of(name) != "han":
        return None
    for ending in _endings():
        family = name.removesuffix(ending)
        if family != name and (len(family) == 1 or family in _surnames()[1]):
            return family, ending
    return None


def form_of_address(name_zh="", name_en="", title="", gender="", language="zh"):
    """How to address a person in a letter or a speech: 王董事长, Krause 先生, 刘女士 / Chairman Wang, Mr. Krause.

    Never 小姐: the word offends many women on the mainland. Unknown gender and no post: the full name.
    `gender` is "m", "f" or "".
    """
    known = title_only(name_zh) if name_zh else None
    if known:
        # 何局长 for a deputy 局长 is how he is called; 冯处 is short for whatever the list gives as the post.
        spoken = next((row for row in _titles()[0] if row["ending"] == known[1]), None)
        return _address_known(known, name_en, spoken, title, gender, language)
    entry = title_entry(title) if title else None
    return (_address_zh if language == "zh" else _address_en)(name_zh, name_en, entry, gender)


def _address_known(known, name_en, spoken, title, gender, language):
    family, ending = known
    if ending in ("先生", "女士", "太太", "夫人"):
        gender = "m" if ending == "先生" else "f"
    if language == "zh":
        if ending in ("太太", "夫人", "先生", "女士"):
            return f"{family}{'先生' if gender == 'm' else '女士'}"
        return f"{family}{spoken['zh'] if spoken and spoken['zh'] else (title_entry(title) or {}).get('zh') or ending}"
    return _address_en(family, name_en or pinyin_name(family), title_entry(title) or spoken, gender)


def _address_zh(name_zh, name_en, entry, gender):
    family = family_name(name_zh, name_en, "zh")
    if entry and entry["zh"] and script_of(family) == "han":
        return family + entry["zh"]
    courtesy = {"m": "先生", "f": "女士"}.get(gender)
    if not courtesy:
        return name_zh or name_en
    return f"{family}{courtesy}" if script_of(family) in ("han", "kana") else f"{family} {courtesy}"


def _address_en(name_zh, name_en, entry, gender):
    family = family_name(name_zh, name_en, "en")
    if entry and entry["en"]:
        return f"{entry['en']} {family}"
    courtesy = {"m": "Mr.", "f": "Ms."}.get(gender)
    return f"{courtesy} {family}" if courtesy else (name_en or family or name_zh)


def proposed_rank(title):
    """The rank the office's ladder gives a post, 1 highest; None for an unknown post."""
    entry = title_entry(title) if title else None
    return entry["rank"] if entry else None
