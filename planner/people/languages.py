"""Languages people speak: codes, names for reading, and what is recognised in a typed list."""
import re
import tomllib
from functools import lru_cache
from pathlib import Path

from planner.people.names import clean_text, fold

SEPARATORS = re.compile(r"[、,，;；/／|｜\n&+＋・]|\s+(?:and|und|et|y|и)\s+|和|及|与")


@lru_cache
def _languages():
    rows = tomllib.loads((Path(__file__).parent / "languages.toml").read_text("utf-8"))["language"]
    return {row["code"]: row for row in rows}


@lru_cache
def _spellings():
    return {fold(word): code for code, row in _languages().items() for word in (code, row["zh"], row["en"], row["own"], *row["words"])}


def all_languages(language="zh"):
    """[(code, name)] for a choice list, in the order of the data file (most used first)."""
    return [(code, row["zh" if language == "zh" else "en"]) for code, row in _languages().items()]


def is_language(code):
    return code in _languages()


def language_name(code, language="zh"):
    """"德语" or "German"; an unknown code comes back as it is."""
    row = _languages().get(code)
    return row["zh" if language == "zh" else "en"] if row else code


def language_names(codes, language="zh"):
    """"德语、英语" or "German, English"."""
    return ("、" if language == "zh" else ", ").join(language_name(code, language) for code in codes)


def parse_languages(text):
    """(codes in the order given, words that were not understood). "中文、英语" → (["zh", "en"], [])."""
    codes, unknown = [], []
    for part in SEPARATORS.split(str(text or "")):
        word = clean_text(re.sub(r"[(（].*?[)）]", "", part)).strip(" .。!！")
        found = _codes_of(fold(word))
        codes += [code for code in found if code not in codes]
        if word and not found:
            unknown.append(word)
    return codes, unknown


def _codes_of(word):
    """[code] of one spelling; 中英文 and 中英双语 name two languages by their first characters."""
    word = word.removeprefix("会").removeprefix("懂").removesuffix("流利")
    if word in _spellings():
        return [_spellings()[word]]
    letters = re.sub(r"双语|三语|[文语]", "", word)
    short = {"中": "zh", "英": "en", "日": "ja", "德": "de", "法": "fr", "俄": "ru", "韩": "ko", "阿": "ar", "西": "es", "葡": "pt"}
    return [short[letter] for letter in letters] if len(letters) > 1 and set(letters) <= set(short) else []
