"""The designs of an invitation, as data; how each is drawn stands in templates/documents/papers/invitation/."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from planner.documents.wording import date_text as long_date
from planner.documents.wording import short_date, table_words

__all__ = ["Design", "around_the_guest", "card_fullness", "designs", "for_mail", "for_paper", "long_date", "seal_rows", "short_date", "table_zh"]
FILE = Path(__file__).with_name("invitation_designs.toml")
USUAL, USUAL_MAIL = "formal", "mail_letter"
HAN_WIDTH = 2
"""A Chinese character counts as two letters, in how full a card is."""


@dataclass(frozen=True)
class Design:
    """One design. `titles`, `sources` and `reasons` are (Chinese, English); `size` is (width, height) in millimetres."""

    id: str
    kind: str
    titles: tuple[str, str]
    size: tuple[int, int]
    pages: int
    fold: str
    sources: tuple[str, str]
    reasons: tuple[str, str]

    def title(self, lang):
        return self.titles[lang != "zh"]

    def source(self, lang):
        return self.sources[lang != "zh"]

    def reason(self, lang):
        return self.reasons[lang != "zh"]

    @property
    def is_folded(self):
        return self.fold != "none"


@lru_cache(maxsize=1)
def designs():
    """{id: Design} in the order they are offered."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["design"]
    return {row["id"]: Design(row["id"], row["kind"], _pair(row["title"]), tuple(row["size"]), row["pages"], row["fold"],
                              _pair(row["source"]), _pair(row["reason"])) for row in rows}


def for_paper():
    """Designs that are typeset: cards and letters."""
    return [one for one in designs().values() if one.kind != "mail"]


def for_mail():
    """Designs of the e-mail itself."""
    return [one for one in designs().values() if one.kind == "mail"]


LETTERS_A_LINE = {"zh": 40, "en": 44}
"""On the narrowest card."""
ROOMY, FULL = 8, 12
"""Lines up to which a card's text keeps its size, and its smaller size."""


def card_fullness(card, langs):
    """"", "full" or "crowded": how small the text of a card has to be set so that it keeps its page."""
    lines = max(_lines(card, lang) for lang in langs)
    return "crowded" if lines > FULL else "full" if lines > ROOMY else ""


def _lines(card, lang):
    texts = [line.text for line in card.lines(lang)]
    if lang == "zh":
        texts += [card.salutation.zh, card.host_post.get("zh"), card.host_name.get("zh")]
    return sum(1 + _width(text) // LETTERS_A_LINE[lang] for text in texts if text) - (3 if lang == "en" else 0)


def around_the_guest(lines):
    """(the lines above the guest's own, the guest's, those below): what is above and below is often alike on many cards."""
    own = [number for number, line in enumerate(lines) if line.is_guest] or [-1]
    return lines[:max(own[0], 0)], lines[max(own[0], 0):own[-1] + 1], lines[own[-1] + 1:]


def table_zh(called):
    """第 8 桌, 牡丹桌"""
    return table_words(called, "zh")


def _width(text):
    return sum(HAN_WIDTH if ord(char) > 0x2E7F else 1 for char in text)


def _pair(both):
    return both["zh"], both["en"]


SMALL_WORDS = ("股份有限公司", "有限责任公司", "有限公司", "集团", "公司")


def seal_rows(house_zh, house_en):
    """The signs of the square that stands for a seal, row by row: 上座电气 is read down the right column first, so 电上 / 气座.

    An ornament with the house's name, never the registered chop. Longer names give their first four signs; without a Chinese
    name the first letters of the English one.
    """
    name = house_zh
    for word in SMALL_WORDS:
        name = name.removesuffix(word) or name
    signs = [char for char in name if ord(char) > 0x2E7F][:4]
    if len(signs) == 3:
        signs.append("印")
    if len(signs) == 4:
        return (signs[2] + signs[0], signs[3] + signs[1])
    if signs:
        return tuple(signs)
    return ("".join(word[0] for word in house_en.split()[:2]).upper(),) if house_en else ()
