"""What changed since a guest was told, who hears of it, and in which words. Pure: no database, no request.

What a guest was told is a dict such as queries.details() gives; "off" in it is cancelled or postponed. Beside it stand things that are
no change by themselves (EXTRAS): the table that was told, what was told before, and by which change and note.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from planner.documents.wording import table_words
from planner.invitations import wording
from planner.invitations.phrases import Both
from planner.outbox.message import unlinked

FILE = Path(__file__).with_name("changes.toml")
EXTRAS = ("table", "was", "change", "notice")
STANDINGS = ("accepted", "to_confirm", "maybe", "waiting", "declined")
REPLIED = ("accepted", "to_confirm", "maybe")
OFF = ("cancelled", "postponed")
_FIELD = re.compile(r"\{([a-z_]+)\}")
_PIECES = ("subject", "text", "other", "replied", "closing", "call")


@dataclass(frozen=True)
class Change:
    """A kind of change. `words` are {language: {piece: text}}; `mail` is the kind of mail, `calendar` the method or ""."""

    id: str
    title: Both
    mail: str
    calendar: str
    has_card: bool
    concerns: tuple[str, ...]
    honoured: bool
    source: Both
    reason: Both
    words: dict
    closings: tuple = ()
    """(occasions, Both) that replace the last sentence."""

    def piece(self, name, lang, occasion=""):
        """The text of a piece with its fields in it; "" where it is left out."""
        if name == "closing":
            for occasions, both in self.closings:
                if occasion in occasions:
                    return both.get(lang)
        return self.words[lang].get(name, "")

    def is_for(self, standing, *, is_honoured=False):
        """Whether a guest of this standing is told of the change."""
        return standing in self.concerns or self.honoured and is_honoured


@lru_cache(maxsize=1)
def changes():
    """{id: Change}, the strongest first."""
    data = tomllib.loads(FILE.read_text("utf-8"))
    return {row["id"]: Change(
        row["id"], Both(**row["title"]), row["mail"], row["calendar"], row["has_card"], tuple(row["concerns"]), row["honoured"], Both(**row["source"]),
        Both(**row["reason"]), {lang: {piece: row[lang].get(piece, "") for piece in _PIECES} for lang in ("zh", "en")},
        tuple((tuple(one["occasions"]), Both(one["zh"], one["en"])) for one in data["closing"] if row["id"] in one["changes"]))
        for row in data["change"]}


MAILS = ("update", "table", "cancelled", "postponed")
"""Kinds of mail that tell of a change."""


def facts(told):
    """What was told, without what is no change by itself."""
    return {name: value for name, value in told.items() if name not in EXTRAS}


def between(told, now, *, table=""):
    """The Change from what a guest was told to what holds `now`, or None. `table` is the one released for the guest, "" for none.

    Another table is a change for who was told one, and while the banquet takes place.
    """
    before = facts(told)
    if before != now:
        return changes()[_kind(before, now)]
    return changes()["table"] if not now.get("off") and table and told.get("table", table) != table else None


def _kind(before, now):
    if now.get("off"):
        return now["off"]
    start, begins = before.get("starts_at", now["starts_at"]), now["starts_at"]
    if start[:10] != begins[:10]:
        return "postponed_to" if begins > start else "earlier_day"
    if before.get("off"):
        return "resumed"
    if (start, before.get("zone")) != (begins, now["zone"]) and before.get("starts_at"):
        return "time"
    return "place" if any(before.get(name) != now[name] for name in ("venue", "hall")) and before.get("venue") is not None else "details"


@dataclass(frozen=True)
class News:
    """What one letter of change says: the change, what was told before, and what somebody adds in their own words."""

    change: Change
    was: dict = field(default_factory=dict)
    note: Both = Both("", "")
    has_replied: bool = False
    tables: tuple = ()
    """(name or "" for the receiver, former table, table) of each guest, where the change is another table."""
    occasion: str = ""


def letter(lang, occasion, news, *, addressed, reply_by, also_for=(), only_for=False, asks_again=False, cards=1, on_paper=False):
    """The letter of change as a wording.LetterText; the answers as those of wording.invitation(). The note stands as a paragraph of its own."""
    said = _values(lang, occasion, news.was)
    change, names = news.change, [unlinked(name) for name in also_for]
    asks = asks_again and change.calendar == "REQUEST"
    before = (*_said(change, lang, news, said), *((wording.asks_again(lang, reply_by),) if asks else ()),
              *((fill(change.piece("replied", lang), said),) if news.has_replied and change.piece("replied", lang) and not asks else ()),
              *paragraphs(news.note.get(lang)), fill(change.piece("closing", lang, news.occasion), said),
              *_names(lang, change, names), *_attached(lang, change, cards, only_for, on_paper))
    label = wording.see_reply(lang, asks) if change.calendar == "REQUEST" else ""
    return wording.framed(lang, occasion, unlinked(addressed), fill(change.piece("subject", lang), said), before, label)


def _said(change, lang, news, said):
    if not news.tables:
        return (fill(change.piece("text", lang), said),)
    return tuple(fill(change.piece("other" if name else "text", lang), said | {
        "guest": unlinked(name), "former_table": table_words(former, lang), "table": table_words(table, lang)}) for name, former, table in news.tables)


def call_script(lang, occasion, news, *, guest):
    """What is said by telephone, and the note after it."""
    table = news.tables[0][1:] if news.tables else ("", "")
    said = _values(lang, occasion, news.was) | {"guest": guest, "former_table": table_words(table[0], lang), "table": table_words(table[1], lang)}
    return (fill(news.change.piece("call", lang), said), *paragraphs(news.note.get(lang)))


def paragraphs(note):
    """The lines of what somebody wrote, as text: no field in it is filled, no address in it becomes a link."""
    return tuple(unlinked(line.strip()) for line in (note or "").splitlines() if line.strip())


def fill(text, values):
    """The text with its fields filled, in one pass: a value is not looked at again."""
    return _FIELD.sub(lambda found: values[found[1]], text)


def _values(lang, occasion, was):
    start = datetime.fromisoformat(was["starts_at"]) if was.get("starts_at") else occasion.starts_at
    title = occasion.title if lang == "zh" else occasion.with_article
    contact = occasion.contact[0] if occasion.contact else ""
    return {"title": title, "title_first": title[:1].upper() + title[1:], "name": occasion.title, "when": wording.when(lang, occasion.starts_at),
            "former": wording.when(lang, start), "place": occasion.place, "former_place": _former_place(lang, was) or occasion.place,
            "house": occasion.house, "contact": contact}


def _former_place(lang, was):
    venue, hall = (_either(was.get(name) or ["", ""], lang) for name in ("venue", "hall"))
    return f"{venue}{hall}" if lang == "zh" else ", ".join(filter(None, [hall, venue]))


def _either(both, lang):
    return (both[0] or both[1]) if lang == "zh" else (both[1] or both[0])


def _names(lang, change, names):
    if change.id == "table" or not names:
        return ()
    return wording.names_line(lang, names, is_asked=change.calendar == "REQUEST")


def _attached(lang, change, cards, only_for, on_paper):
    if change.calendar == "CANCEL":
        return () if only_for else ("您日历中的安排将随本函取消。" if lang == "zh" else "The entry in your calendar will be cancelled.",)
    return wording.attached_again(lang, cards, only_for or not change.calendar, on_paper=on_paper) if change.has_card else ()
