"""Reading remarks and roles in words: flags, whose spouse, who answers for whom, who interprets for whom."""
import re
import tomllib
from functools import lru_cache
from pathlib import Path

from planner.people.names import clean_text, family_name, fold, is_family_first, split_latin, title_only

_SPOUSE = [
    re.compile(r"(?P<who>[^\s,，;；、。]{2,12}?)(?:的)?(?:夫人|太太|爱人|妻子|丈夫|先生之妻|配偶)"),
    re.compile(r"\b(?:spouse|wife|husband|partner) of (?P<who>[^,;.，；]{2,60})", re.IGNORECASE),
    re.compile(r"(?P<who>[^,;.，；]{2,60})[’']s (?:spouse|wife|husband)\b", re.IGNORECASE),
    re.compile(r"(?:Ehefrau|Ehemann|Gattin|Frau|Mann) von (?P<who>[^,;.，；]{2,60})"),
]
_ANSWERS = [
    re.compile(r"[代替](?P<who>[^,，;；。]{2,60}?)(?:统一)?(?:回复|答复|回执|回函|收邮件|联系)"),
    re.compile(r"\b(?:answers?|replies|replying|responds?|rsvp) (?:on behalf of|for) (?P<who>[^;；。]{2,100})", re.IGNORECASE),
    re.compile(r"\bantwortet für (?P<who>[^;；。]{2,100})", re.IGNORECASE),
]
_PEOPLE = re.compile(r"[、,，/&＆]|和|及|与|\s+(?:and|und)\s+")
_BRACKET = re.compile(r"[（(](?P<who>[^)）]{1,60})[)）]")
_INTERPRETS = re.compile(r"(?:interprets?|interpreter|dolmetscher(?:in)?) (?:for|für) (?P<who>[^,;.，；]{2,60})", re.IGNORECASE)


@lru_cache
def _data():
    return tomllib.loads((Path(__file__).parent / "workbook_remarks.toml").read_text("utf-8"))


def flags(text):
    """Set of flags that a remark raises; see workbook_remarks.toml. 副主宾 is no guest of honour."""
    bare = fold(clean_text(text)).replace("副主宾", "").replace("第二主宾", "")
    return {flag for flag, words in _folded_flags() if any(word in bare for word in words)} if bare else set()


@lru_cache
def _folded_flags():
    return [(row["flag"], [fold(word) for word in row["words"]]) for row in _data()["flag"]]


def spouse_of(text):
    """Whom the person is married to, as written ("王建国"), or ""."""
    for pattern in _SPOUSE:
        if match := pattern.search(clean_text(text)):
            return re.sub(r"^(系|为|是|the )", "", match.group("who").strip())
    return ""


def answers_for(text):
    """Those for whom the person answers, as written: 代王董事长、陈总裁回复 → ["王董事长", "陈总裁"]."""
    for pattern in _ANSWERS:
        if match := pattern.search(clean_text(text)):
            return [who.strip(" .") for who in _PEOPLE.split(match.group("who")) if who.strip(" .")]
    return []


def role(text):
    """The role that words name (副主陪 → "second_host"), or ""."""
    bare = fold(clean_text(_BRACKET.sub("", text)))
    return next((name for name, pattern in _role_patterns() if pattern.search(bare)), "") if bare else ""


@lru_cache
def _role_patterns():
    """[(role, pattern of its words)]; Latin words only as whole words."""
    return [(row["role"], re.compile("|".join(rf"(?<![a-z]){re.escape(fold(word))}(?![a-z])" if word.isascii() else re.escape(fold(word))
                                              for word in row["words"]))) for row in _data()["role"]]


def interprets_for(text):
    """Whom an interpreter serves, as written in the role: 翻译(Krause) → "Krause"; or ""."""
    if role(text) != "interpreter":
        return ""
    match = _INTERPRETS.search(clean_text(text)) or _BRACKET.search(clean_text(text))
    return match.group("who").strip() if match else ""


def is_official_organisation(name):
    """Whether an organisation's name is that of a public authority (省能源局)."""
    data, bare = _data()["official_organisations"], clean_text(name)
    if any(bare.endswith(ending) for ending in data["not_endings"]):
        return False
    return any(bare.endswith(ending) for ending in data["endings"]) or any(word in bare.casefold() for word in data["words"])


def find_person(written, rows):
    """Rows that `written` may mean, best first, all equally good: by full name, name and post, family name, or organisation.

    "王董事长" is the row of family name 王 whose post ends in 董事长; "Krause" the highest-ranking row of that family name,
    else of the organisation so called. Several rows mean that somebody must choose.
    """
    wanted = fold(clean_text(written)).replace(" ", "")
    if not wanted:
        return []
    exact = [row for row in rows if wanted in {fold(name).replace(" ", "") for name in (row.name_zh, row.name_en, row.name_native) if name}]
    if exact:
        return exact
    posted = _by_post(written, rows)
    if posted:
        return posted
    family = [row for row in rows if wanted in _family_names(row)]
    if family:
        return _highest(family)
    return _highest([row for row in rows if row.organisation and wanted in fold(row.organisation).replace(" ", "") and len(wanted) > 1])


def _by_post(written, rows):
    known = title_only(written)
    if known:
        family, post = known
    else:
        match = re.match(r"(?i)(chairman|chairwoman|president|director|mr\.?|ms\.?|mrs\.?|dr\.?|herr|frau)\s+(.+)", clean_text(written))
        if not match:
            return []
        post, family = match.group(1).rstrip("."), match.group(2)
    same = [row for row in rows if fold(family).replace(" ", "") in _family_names(row)]
    exact = [row for row in same if row.title and fold(row.title) == fold(post)]
    near = [row for row in same if row.title and fold(post) in fold(row.title)]
    return exact or near or (_highest(same) if known is None or post in ("总", "董", "先生", "女士") else [])


def _family_names(row):
    names = {fold(family_name(row.name_zh, row.name_en, "zh")), fold(family_name(row.name_zh, row.name_en, "en"))}
    if row.name_en:
        names.add(fold(split_latin(row.name_en, family_first=is_family_first(row.name_zh, row.name_en))[1]))
    return {name.replace(" ", "") for name in names if name}


def _highest(rows):
    """Of several, those of the highest rank."""
    ranks = [row.rank for row in rows if row.rank]
    return [row for row in rows if row.rank == min(ranks)] if ranks else rows
