"""Cell text → typed value. Each function returns (value, finding): finding is None or (kind, repaired value or None)."""
import re
import unicodedata

from planner.people.names import clean_name, clean_text, fold, script_of, title_only

LENGTHS = {"name_zh": 100, "name_en": 100, "name_native": 100, "title": 200, "department": 200, "organisation": 200,
           "phone": 40, "email": 254, "postal_address": 300, "postcode": 20, "remark": 1000}
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
_HONORIFIC = re.compile(r"^(?:(mr|herr|monsieur|m)|(mrs|ms|miss|frau|madame|mme)|(?:dr|prof|ing))\.?\s+(?=\S+)", re.IGNORECASE)
_GENDERS = {"m": ("男", "男性", "先生", "m", "male", "man", "mr", "mr.", "männlich", "herr", "ذكر", "男"),
            "f": ("女", "女性", "女士", "f", "female", "woman", "ms", "ms.", "mrs", "mrs.", "weiblich", "w", "frau", "أنثى")}
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


def is_email(text):
    """Whether `text` is one plain address we can write to: ASCII, no quotes, a domain with a dot, at most 254 characters."""
    local = text.split("@")[0]
    return bool(_EMAIL.fullmatch(text)) and len(text) <= 254 and ".." not in local and not local.startswith(".") and not local.endswith(".")


def email(text):
    """(address in small letters where that is safe, finding)."""
    narrowed = clean_text(text).replace("＠", "@").replace("。", ".").strip(" <>").removeprefix("mailto:")
    narrowed = unicodedata.normalize("NFKC", narrowed)
    parts = [part for part in re.split(r"[;,，；\s/]+", narrowed) if part]
    if len(parts) > 1 and all(map(is_email, parts)):
        return parts[0], ("two_emails", parts[0])
    joined = "".join(parts)
    if not is_email(joined):
        return "", ("bad_email", None)
    local, domain = joined.rsplit("@", 1)
    address = f"{local}@{domain.lower()}"
    return address, ("odd_digits", address) if any("\uff01" <= char <= "\uff5e" for char in text) else None


def phone(text):
    """(number as people write it, finding). 11-digit mobiles lose their spaces; foreign ones keep single spaces."""
    narrowed = unicodedata.normalize("NFKC", clean_text(text)).strip(" '’.")
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", narrowed):
        return "", ("lost_digits", None)
    tidy = " ".join(re.sub(r"[-‐-―()./（）]", " ", narrowed).split())
    tidy = re.sub(r"^\+ ", "+", re.sub(r"^00(?=[1-9])", "+", tidy))
    digits = re.sub(r"\D", "", tidy)
    if not re.fullmatch(r"\+?[0-9 ]+(?: ?(?:转|ext|x) ?\d{1,6})?", tidy, re.IGNORECASE) or not 5 <= len(digits) <= 20:
        return "", ("bad_phone", None)
    if re.fullmatch(r"(\+?86)?1[3-9]\d{9}", tidy.replace(" ", "")):
        tidy = digits[-11:]
    elif re.fullmatch(r"1[3-9][\d ]+", tidy) and len(digits) in (9, 10, 12, 13):
        return tidy, ("odd_phone", tidy)
    return tidy, ("odd_digits", tidy) if any("\uff10" <= char <= "\uff19" or char == "＋" for char in text) else None


def phone_key(number):
    """What two spellings of one number have in common: its last eleven digits."""
    return re.sub(r"\D", "", number or "")[-11:]


def gender(text):
    bare = fold(clean_text(text))
    for code, words in _GENDERS.items():
        if bare in map(fold, words):
            return code, None
    return "", ("bad_gender", None)


def rank(text):
    """(whole number 1–99, finding). "１", "1级", "一级" and "Level 2" count."""
    narrowed = unicodedata.normalize("NFKC", clean_text(text)).lower()
    bare = re.sub(r"^(level|rank|rang|第)|(级|等|位)$|\s", "", narrowed)
    if bare in _NUMERALS:
        return _NUMERALS[bare], None
    if not re.fullmatch(r"[0-9]{1,3}", bare) or not 1 <= int(bare) <= 99:
        return None, ("bad_rank", None)
    odd = any("\uff10" <= char <= "\uff19" for char in text)
    return int(bare), ("odd_digits", int(bare)) if odd else None


def names(text, text_en=""):
    """Sort what the name columns hold into {"name_zh", "name_en", "name_native"} by script, and a gender told by a courtesy word.

    "王建国 Wang Jianguo" in one cell is taken apart; Arabic, kana or Cyrillic go to name_native.
    """
    found = {"name_zh": "", "name_en": "", "name_native": ""}
    told = ""
    for cell in (text, text_en):
        cleaned, courtesy = _without_courtesy(clean_name(re.sub(r"[\r\n\t]+", " ", cell or "")))
        told = told or courtesy
        for part in _by_script(cleaned):
            place = {"han": "name_zh", "latin": "name_en", "": "name_en"}.get(script_of(part), "name_native")
            if not found[place]:
                found[place] = part
    return found, told


def _by_script(name):
    """One name, or the Chinese and the Latin part of a cell that holds both."""
    match = re.fullmatch(r"([^\x00-\u024f]+?)\s*[（(/ ]\s*([A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f .,'’-]+)[)）]?", name)
    if match and script_of(match.group(1)) not in ("latin", ""):
        return [clean_name(match.group(1)), match.group(2).strip()]
    return [name] if name else []


def _without_courtesy(name):
    match = _HONORIFIC.match(name)
    if match:
        return name[match.end():], "m" if match.group(1) else "f" if match.group(2) else ""
    for ending, code in (("先生", "m"), ("女士", "f")):
        if name.endswith(ending) and len(name) >= 4 and not title_only(name):
            return name.removesuffix(ending), code
    return name, ""


def is_name(text):
    """Whether text can be a name: letters, at most 100 characters, nothing of a formula, an address or a number."""
    letters = sum(char.isalpha() for char in text)
    return letters > 0 and len(text) <= 100 and not re.search(r"[=@<>{}|\\]|https?:|\d{3}", text) and text[0] not in "+-*#"
