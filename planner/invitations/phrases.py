"""The words of invitations by occasion, and the fields that may stand in them. Pure: no database, no request.

What somebody writes is text with fields of a fixed list, such as {guest}; nothing in it is ever run. A field's own value is
not looked at again, so a guest's name that looks like a field stays a name.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("occasions.toml")
PIECES = ("card", "letter", "opening")
LANGUAGES = ("zh", "en")
GENERAL = "general"
MOST_LINES = 14
"""Of a card; more do not fit on the smallest."""
LONGEST = {"card": 500, "letter": 600, "opening": 500}
"""Characters of a piece as written, fields as their names."""
_FIELD = re.compile(r"\{([a-z_]+)\}")
_GUEST_LINE = "{guest}"
_KEPT_TOGETHER = ("when", "date", "time", "place", "venue", "hall", "guest", "honoured")


@dataclass(frozen=True)
class Both:
    """The same in both languages."""

    zh: str
    en: str

    def get(self, lang):
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Occasion:
    """An occasion with its words; `pieces` by (piece, language)."""

    id: str
    title: Both
    words: tuple[str, ...]
    source: Both
    reason: Both
    pieces: dict


@dataclass(frozen=True)
class Field:
    """A field somebody may write in braces."""

    id: str
    title: Both


@dataclass(frozen=True)
class Dress:
    """A dress code; `card` is what the card says of it, "" for nothing."""

    id: str
    title: Both
    card: Both


@dataclass(frozen=True)
class Part:
    """A piece of a card's line; `is_together` is not broken over two lines where that can be helped."""

    text: str
    is_together: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a card: its parts, and whether it is the guest's name alone."""

    parts: tuple[Part, ...]
    is_guest: bool = False

    @property
    def text(self):
        return "".join(part.text for part in self.parts)


@lru_cache(maxsize=1)
def _file():
    return tomllib.loads(FILE.read_text("utf-8"))


@lru_cache(maxsize=1)
def occasions():
    """{id: Occasion} in the order they are offered."""
    return {row["id"]: Occasion(row["id"], Both(**row["title"]), tuple(row["words"]), Both(**row["source"]), Both(**row["reason"]),
                                {(piece, lang): row[lang][piece].strip() for piece in PIECES for lang in LANGUAGES})
            for row in _file()["occasion"]}


@lru_cache(maxsize=1)
def fields():
    """{id: Field}: everything that may stand in braces."""
    return {row["id"]: Field(row["id"], Both(**row["title"])) for row in _file()["field"]}


@lru_cache(maxsize=1)
def dresses():
    """{id: Dress}; "" is no word about dress."""
    return {row["id"]: Dress(row["id"], Both(**row["title"]), Both(**row["card"])) for row in _file()["dress"]}


def guessed(title_zh, title_en):
    """The id of the occasion that the title of an item speaks of; general for any other."""
    titles = f"{title_zh} {title_en}".casefold()
    return next((one.id for one in occasions().values() if any(word in titles for word in one.words)), GENERAL)


def unknown_fields(text):
    """What stands in braces and is no field, as written; a lone brace too."""
    rest = _FIELD.sub(lambda found: "" if found[1] in fields() else found[0], text)
    return re.findall(r"\{[^{}]*\}", rest) or [one for one in "{}" if one in rest]


def fields_in(text):
    """Ids of the fields in a text, in order."""
    return [name for name in _FIELD.findall(text) if name in fields()]


def fill(text, values):
    """The text with its fields filled, in one pass; a space beside an empty field goes with it."""
    return _tidy(_FIELD.sub(lambda found: values.get(found[1], "") if found[1] in fields() else found[0], text))


def lines(text, values):
    """The lines of a card, filled. A line with a field that is empty for this guest is left out."""
    found = []
    for written in text.splitlines():
        if written.strip() and all(values.get(name) for name in fields_in(written)):
            found.append(Line(tuple(_parts(written.strip(), values)), written.strip() == _GUEST_LINE))
    return tuple(found)


def empty_fields(text, values):
    """Ids of the fields in a text that have no value here."""
    return [name for name in dict.fromkeys(fields_in(text)) if not values.get(name)]


def _parts(written, values):
    end = 0
    for found in _FIELD.finditer(written):
        if found.start() > end:
            yield Part(written[end:found.start()])
        yield Part(values[found[1]], found[1] in _KEPT_TOGETHER)
        end = found.end()
    if end < len(written):
        yield Part(written[end:])


def _tidy(text):
    """No two spaces, none before a comma or full stop."""
    return re.sub(r" +([,.;，。；、])", r"\1", re.sub(r" {2,}", " ", text)).strip()


@dataclass(frozen=True)
class Wording:
    """The words of one banquet: those of its occasion, and in their place what somebody wrote. `asks` is reply or regrets."""

    occasion: Occasion
    written: dict
    dress: Dress
    asks: str = "reply"

    def piece(self, name, lang):
        """The text of a piece with its fields still in it; "" where it is left out."""
        written = self.written.get((name, lang))
        return self.occasion.pieces[name, lang] if written is None else written


def wording_of(style, title_zh="", title_en=""):
    """The Wording of a banquet with this style (or None) and title."""
    chosen = occasions().get(style.occasion if style else "") or occasions()[guessed(title_zh, title_en)]
    if style is None:
        return Wording(chosen, {}, dresses()["business"])
    written = {(piece, lang): getattr(style, f"{piece}_{lang}") for piece in PIECES for lang in LANGUAGES}
    return Wording(chosen, written, dresses().get(style.dress, dresses()[""]), style.asks)
