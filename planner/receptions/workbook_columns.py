"""Which row of a sheet is the heading, and which column holds what. A proposal that the user may correct."""
import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from planner.people.names import fold, clean_text
from planner.receptions.workbook import column_letter

HEADING_SEARCHED = 30   # filled rows
SIDES = ("guest", "host", "skip")


@dataclass(frozen=True)
class Columns:
    """How one sheet is read. `heading` is the index of the heading row (-1: none found); `fields` maps column index → field name.

    `side` is "guest", "host" or "skip"; `unknown` lists (column letter, heading) of columns nobody recognised.
    """
    sheet: str
    heading: int
    fields: dict
    side: str = "guest"
    unknown: tuple = ()

    @property
    def is_sure(self):
        """Whether the sheet can be read without asking: a heading with names and one thing more, no column left over."""
        named = {"name", "name_en", "family_name"} & set(self.fields.values())
        return self.side == "skip" or (self.heading >= 0 and bool(named) and len(self.fields) > 1 and not self.unknown)

    @property
    def has_names(self):
        return self.side == "skip" or bool({"name", "name_en", "family_name"} & set(self.fields.values()))

    def as_json(self):
        return {"sheet": self.sheet, "heading": self.heading, "side": self.side, "fields": {str(k): v for k, v in self.fields.items()}}


@lru_cache
def _data():
    return tomllib.loads((Path(__file__).parent / "workbook_columns.toml").read_text("utf-8"))


def field_names(language="zh"):
    """[(field, label)] for the choice lists of the columns step."""
    return [(row["field"], row["zh" if language == "zh" else "en"]) for row in _data()["column"]]


def field_label(field, language="zh"):
    return dict(field_names(language)).get(field, field)


@lru_cache
def _headings():
    return {_bare(word): row["field"] for row in _data()["column"] for word in row["words"]}


@lru_cache
def _whole():
    """Fields whose heading is one of their words and nothing more."""
    return {row["field"] for row in _data()["column"] if row.get("is_whole")}


def _bare(text):
    return re.sub(r"[\s:：*＊()（）\[\]【】._\-/#]+", "", fold(clean_text(text)))


def heading_field(text):
    """The field a heading names, or None. "姓 名*" and "电子邮箱（必填）" count."""
    if clean_text(text) == "#":
        return "sequence"
    bare = _bare(re.sub(r"[（(].*?[)）]", "", text)) or _bare(text)
    if not bare or len(bare) > 30:
        return None
    if bare in _headings():
        return _headings()[bare]
    near = [word for word, field in _headings().items() if len(word) > 1 and not word.isascii() and field not in _whole() and (bare.startswith(word) or bare.endswith(word))]
    return _headings()[max(near, key=len)] if near and len(bare) <= 10 else None


def recognise(sheet):
    """The Columns of a sheet: the row with the most known headings among the first filled ones."""
    best, fields = -1, {}
    searched = 0
    for index, row in enumerate(sheet.rows):
        if not any(row):
            continue
        searched += 1
        if searched > HEADING_SEARCHED:
            break
        found = _fields_of(row)
        if len(found) > max(len(fields), 1):
            best, fields = index, found
    return with_heading(sheet, best, fields)


def with_heading(sheet, index, fields=None):
    """Columns for a heading row that the user chose (or none, -1)."""
    row = sheet.rows[index] if 0 <= index < len(sheet.rows) else ()
    fields = _fields_of(row) if fields is None else fields
    unknown = tuple((column_letter(column), text) for column, text in enumerate(row) if text and column not in fields)
    return Columns(sheet.name, index, fields, _side(sheet, fields, index), unknown)


def _fields_of(row):
    """Column index → field; the first of two columns with the same field keeps it."""
    found = {}
    for column, text in enumerate(row):
        field = heading_field(text) if text else None
        if field and field not in found.values():
            found[column] = field
    return found


def _side(sheet, fields, heading):
    name = fold(sheet.name)
    if _names_one_of(_data()["sides"]["host_words"], name):
        return "host"
    if _names_one_of(_data()["sides"]["guest_words"], name):
        return "guest"
    role = next((column for column, field in fields.items() if field == "role"), None)
    said = [row[role] for row in sheet.rows[heading + 1:] if role is not None and role < len(row)]
    return "host" if any(fold(text.strip()) in ("主人", "主陪", "副主人", "副主陪", "host", "second host") for text in said) else "guest"


def _names_one_of(words, name):
    """Chinese words anywhere in the name, Latin ones as whole words: a tour is not our side."""
    return any(re.search(rf"(?<![a-z]){re.escape(fold(word))}s?(?![a-z])", name) if word.isascii() else fold(word) in name for word in words)


def corrected(sheet, proposed, choices):
    """`proposed` with the user's choices from the columns step: {"heading": "4", "side": "host", "fields": {"0": "name", …}}.

    Unknown fields, columns and sides are ignored; a field chosen twice stays with its first column.
    """
    known = {field for field, _ in field_names()}
    heading = choices.get("heading", proposed.heading)
    heading = heading if isinstance(heading, int) and -1 <= heading < len(sheet.rows) else proposed.heading
    fields = {}
    for column, field in sorted((int(column), field) for column, field in choices.get("fields", {}).items() if str(column).isdecimal()):
        if field in known and field not in fields.values() and column < 200:
            fields[column] = field
    side = choices.get("side", proposed.side)
    return replace(proposed, heading=heading, fields=fields, side=side if side in SIDES else proposed.side, unknown=())


def is_total(row):
    """Whether a row sums up the list (合计 22人): one of its first three cells says so and hardly anything else is filled."""
    words = {fold(word) for word in _data()["sides"]["total_words"]}
    first = [re.sub(r"[\s:：]|\d+.*$", "", fold(text)) for text in row[:3] if text]
    return any(text in words for text in first) and sum(1 for text in row if text) <= 4
