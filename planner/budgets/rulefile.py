"""A file of rules: TOML that refuses what it does not know, with file and line.

Money in these files is text in the company's currency, read like everything else by `parse_money`.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date

from planner.money import parse_money

WORDS = {"id": str, "title_zh": str, "title_en": str, "text_zh": str, "text_en": str, "reason_zh": str, "reason_en": str,
          "source_zh": str, "source_en": str, "valid_from": date}


class BadRules(ValueError):
    """A rule file says something it may not; the text names file, line and what is wrong."""


@dataclass(frozen=True)
class Worded:
    """Anything with a title in both languages."""

    id: str
    title_zh: str
    title_en: str

    def title(self, lang):
        return self.title_zh if lang == "zh" else self.title_en


@dataclass(frozen=True)
class Rule(Worded):
    """A rule people can ask about: what it says, why, and where it comes from."""

    text_zh: str
    text_en: str
    reason_zh: str
    reason_en: str
    source_zh: str
    source_en: str
    valid_from: date

    def text(self, lang):
        return self.text_zh if lang == "zh" else self.text_en

    def reason(self, lang):
        return self.reason_zh if lang == "zh" else self.reason_en

    def source(self, lang):
        return self.source_zh if lang == "zh" else self.source_en


class Source:
    """A TOML file with the line of each key, for messages."""

    def __init__(self, path):
        self.name, self.lines = path.name, {}
        text = path.read_text(encoding="utf-8")
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BadRules(f"{self.name}: {error}") from None
        table, counts = "", {"": 0}
        for line_number, line in enumerate(text.splitlines(), 1):
            if head := re.match(r"\s*\[\[([\w.]+)\]\]", line):
                table = head.group(1)
                counts[table] = counts.get(table, 0) + 1
                self.lines[table, counts[table], None] = line_number
            elif key := re.match(r"\s*([\w-]+)\s*=", line):
                self.lines[table, counts[table], key.group(1)] = line_number

    def refuse(self, table, number, key, reason):
        line = self.lines.get((table, number, key)) or self.lines.get((table, number, None)) or 1
        raise BadRules(f"{self.name}, line {line}: {reason}")

    def check(self, table, number, entry, needed, allowed=(), at=None):
        """Every key of `needed` is there, none beyond `needed` and `allowed`, each of its type."""
        known = dict(needed) | dict(allowed)
        for key, value in entry.items():
            if key not in known:
                self.refuse(table, number, at or key, f"unknown key {key!r}")
            if type(value) is not known[key] or value in ("", []):
                self.refuse(table, number, at or key, f"{key!r} must be a {known[key].__name__} and not empty")
        for key in needed:
            if key not in entry:
                self.refuse(table, number, at, f"{key!r} is missing")

    def one_of(self, table, number, entry, key, known):
        if key in entry and entry[key] not in known:
            self.refuse(table, number, key, f"unknown {key} {entry[key]!r}; known: {', '.join(known)}")

    def money(self, table, number, entry, key, currency):
        try:
            return parse_money(entry[key], currency)
        except ValueError as error:
            self.refuse(table, number, key, f"{key!r}: {error}")

    def refuse_doubles(self, table, rules):
        seen = set()
        for number, rule in enumerate(rules, 1):
            if rule.id in seen:
                self.refuse(table, number, "id", f"the id {rule.id!r} is used twice")
            seen.add(rule.id)
